//! CPU time per event: what the peers are compared by.
//!
//! CPU time rather than wall time, since the machine that measures is shared; medians over rounds
//! in which all peers take turns, since its clock rate drifts.

use cpu_time::ProcessTime;

use crate::Outcome;

/// One peer, ready to run one model.
pub type Run<'a> = Box<dyn Fn() -> Outcome + 'a>;

/// What a peer's runs took, and what the last of them reported.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// CPU time of each run, construction included [ns per event].
    pub ns_per_event: Vec<f64>,
    /// The outcome of the last run.
    pub outcome: Outcome,
}

impl Series {
    /// The median of the runs [ns per event].
    pub fn median(&self) -> f64 {
        median(self.ns_per_event.clone())
    }

    /// The median, over the rounds, of how many times as long it took as another series in the same round.
    pub fn ratio_to(&self, base: &Self) -> f64 {
        let rounds = self.ns_per_event.iter().zip(&base.ns_per_event);
        median(rounds.map(|(own, base)| own / base).collect())
    }

    /// The fastest run [ns per event].
    pub fn min(&self) -> f64 {
        self.ns_per_event.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// The median of values, the upper one of two; 0 where there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Runs all peers in turn, as many rounds as asked for.
pub fn compare(rounds: usize, peers: &[Run<'_>]) -> Vec<Series> {
    let mut all = vec![Series::default(); peers.len()];
    for _ in 0..rounds {
        for (series, run) in all.iter_mut().zip(peers) {
            let start = ProcessTime::now();
            series.outcome = run();
            let spent_ns = start.elapsed().as_nanos() as f64;
            let events = series.outcome.events.max(1) as f64;
            series.ns_per_event.push(spent_ns / events);
        }
    }
    all
}
