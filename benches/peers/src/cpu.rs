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
        let mut sorted = self.ns_per_event.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// The fastest run [ns per event].
    pub fn min(&self) -> f64 {
        self.ns_per_event
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min)
    }
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
