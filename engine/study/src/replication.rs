//! One replication: a pure function of a plant, its variant, and a number.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use plantwright_kpi::{KpiSet, Value};
use plantwright_scheduler::Chosen;
use plantwright_sim::{Progress, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::scenario::Scenario;

/// How many events are handled between two looks at whether to stop.
const STRETCH: u64 = 200_000;

/// What is the same in all replications of a study.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The seed of all randomness: the same for all variants, so that they meet the same luck.
    pub seed: u64,
    /// How much of the beginning is left out; none: what the scene says.
    pub warm_up: Option<SimSpan>,
    /// The names of the KPI families that listen; none: all of them.
    pub families: Option<Vec<&'static str>>,
}

/// What a replication brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its figures.
    pub values: Vec<Value>,
    /// The events that were handled.
    pub events: u64,
    /// Whether it came to a stand with items in it that nothing would ever move.
    pub is_stuck: bool,
}

/// Why there is no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The run ended with a fault, or could not begin.
    #[error("{0}")]
    Fault(String),
    /// It was stopped.
    #[error("stopped")]
    Stopped,
}

/// Runs one replication to its end.
///
/// # Errors
/// Where the run ends with a fault, or is stopped.
pub fn replicate(
    scenario: &Scenario,
    setting: &Setting,
    replication: u32,
    stop: &AtomicBool,
) -> Result<Outcome, Broken> {
    let scheduler = scenario.scheduler.as_ref().map(Chosen::make);
    let options = RunOptions { seed: Some(setting.seed), replication, scheduler };
    let mut sim = Sim::new(&scenario.model, options).map_err(|it| Broken::Fault(it.to_string()))?;
    let plant = Arc::clone(sim.plant());
    let families = &setting.families;
    let wanted = |name: &str| families.as_ref().is_none_or(|names| names.contains(&name));
    let kpis = sim.listen(KpiSet::only(&plant, wanted));
    let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    let warm_up = setting.warm_up.unwrap_or(plant.run.warm_up);
    if warm_up > SimSpan::ZERO {
        run_to(&mut sim, SimTime::ZERO + warm_up, stop)?;
        sim.restart_statistics();
    }
    let drained = run_to(&mut sim, end, stop)?;
    let (now, closing) = (sim.now(), sim.closing());
    Ok(Outcome {
        values: sim.fold::<KpiSet>(kpis).values(&plant, now, &closing),
        events: sim.counts().events,
        is_stuck: drained && !sim.stuck().is_empty(),
    })
}

/// Runs to an instant; tells whether nothing is left to happen.
pub(crate) fn run_to(sim: &mut Sim, until: SimTime, stop: &AtomicBool) -> Result<bool, Broken> {
    loop {
        match sim.advance(until, STRETCH) {
            Err(fault) => return Err(Broken::Fault(fault.to_string())),
            Ok(_) if stop.load(Ordering::Relaxed) => return Err(Broken::Stopped),
            Ok(Progress::Paused) => {}
            Ok(Progress::Reached) => return Ok(false),
            Ok(Progress::Drained) => return Ok(true),
        }
    }
}
