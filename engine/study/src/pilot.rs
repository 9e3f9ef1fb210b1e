//! How long the warm-up is: a few runs beforehand, whose beginnings are looked at.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

use plantwright_scheduler::Chosen;
use plantwright_sim::{RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::pool;
use crate::replication::{Broken, run_to};
use crate::scenario::Scenario;
use crate::statistics::{WarmUp, mser5};

/// How many runs are averaged.
const RUNS: u32 = 5;

/// Into how many stretches a run is cut.
const STRETCHES: u64 = 1_000;

/// Why no warm-up was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PilotError {
    /// It lasts for more than half of the run, or never ends: more comes than can be done.
    #[error(
        "the warm-up of `{scenario}` does not end within the first half of the run, as its {series} shows"
    )]
    TooShort {
        /// Of which scenario.
        scenario: String,
        /// What was looked at.
        series: &'static str,
    },
    /// It runs until nothing is left to do: there is no steady state to warm up to.
    #[error("`{scenario}` runs until nothing is left to do, and has no warm-up")]
    Terminating {
        /// Which scenario.
        scenario: String,
    },
    /// A run did not come to its end.
    #[error("a run of `{scenario}` beforehand failed: {message}")]
    Failed {
        /// Of which scenario.
        scenario: String,
        /// What went wrong.
        message: String,
    },
}

/// Finds the warm-up that fits all scenarios: the longest of theirs.
///
/// Each runs five times for its duration, with the replications that the study begins with. Output and work in process in a
/// thousand stretches are averaged over the runs, and [`mser5`] cuts each of the two; the later cut counts.
///
/// # Errors
/// Where there is none, or it does not end in the first half of the run: then nothing is cut in silence.
pub fn pilot(
    scenarios: &[Scenario],
    seed: u64,
    workers: NonZeroUsize,
    stop: &AtomicBool,
) -> Result<SimSpan, PilotError> {
    if let Some(it) = scenarios.iter().find(|it| it.model.plant().run.duration.is_none()) {
        return Err(PilotError::Terminating { scenario: it.name.clone() });
    }
    let jobs: Vec<(usize, u32)> =
        (0..scenarios.len()).flat_map(|it| (0..RUNS).map(move |run| (it, run))).collect();
    let runs = pool::run(jobs, workers, |(it, run)| watch(&scenarios[it], seed, run, stop));
    let mut longest = SimSpan::ZERO;
    for (scenario, runs) in scenarios.iter().zip(runs.chunks(RUNS as usize)) {
        let name = || scenario.name.clone();
        let mut whole = Vec::new();
        for run in runs {
            match run {
                Ok(Ok(watched)) => whole.push(watched),
                Ok(Err(broken)) => {
                    return Err(PilotError::Failed {
                        scenario: name(),
                        message: broken.to_string(),
                    });
                }
                Err(panicked) => {
                    return Err(PilotError::Failed {
                        scenario: name(),
                        message: panicked.to_string(),
                    });
                }
            }
        }
        for (series, of) in [("output", 0), ("work in process", 1)] {
            let averaged = averaged(whole.iter().map(|watched| &watched[of]));
            let WarmUp::Truncate(cut) = mser5(&averaged) else {
                return Err(PilotError::TooShort { scenario: name(), series });
            };
            let plant = scenario.model.plant();
            let stretch = stretch(plant.run.duration.unwrap_or(SimSpan::ZERO));
            longest = longest.max(SimSpan::from_nanos(stretch.as_nanos() * cut as u64));
        }
    }
    Ok(longest)
}

/// A thousandth of the run, in whole seconds where it has them.
fn stretch(duration: SimSpan) -> SimSpan {
    let nanos = duration.as_nanos().div_ceil(STRETCHES).max(1);
    let second = 1_000_000_000;
    SimSpan::from_nanos(if nanos >= second { nanos.div_ceil(second) * second } else { nanos })
}

/// The output in each stretch of a run, and the items in the plant at its end.
fn watch(
    scenario: &Scenario,
    seed: u64,
    replication: u32,
    stop: &AtomicBool,
) -> Result<[Vec<f64>; 2], Broken> {
    let scheduler = scenario.scheduler.as_ref().map(Chosen::make);
    let options = RunOptions { seed: Some(seed), replication, scheduler };
    let mut sim = Sim::new(&scenario.model, options).map_err(|it| Broken::Fault(it.to_string()))?;
    let duration = sim.plant().run.duration.unwrap_or(SimSpan::ZERO);
    let (stretch, end) = (stretch(duration), SimTime::ZERO + duration);
    let (mut output, mut present) = (Vec::new(), Vec::new());
    let mut before = 0;
    let mut until = SimTime::ZERO + stretch;
    while until <= end {
        run_to(&mut sim, until, stop)?;
        let counts = sim.counts();
        output.push((counts.consumed - before) as f64);
        present.push(counts.present as f64);
        before = counts.consumed;
        until = until + stretch;
    }
    Ok([output, present])
}

fn averaged<'a>(runs: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f64> {
    let mut sum: Vec<f64> = Vec::new();
    for run in runs {
        sum.resize(run.len(), 0.0);
        sum.iter_mut().zip(run).for_each(|(sum, value)| *sum += value);
    }
    sum.into_iter().map(|sum| sum / f64::from(RUNS)).collect()
}
