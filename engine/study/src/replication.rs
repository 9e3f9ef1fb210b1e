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
    /// From when on scenarios differ; none: from the start.
    pub fork: Option<Fork>,
}

/// A moment up to which all scenarios are one.
#[derive(Debug, Clone)]
pub struct Fork {
    /// When they part. What is measured begins there.
    pub at: SimSpan,
    /// What all of them are until then.
    pub base: Scenario,
}

/// What a replication brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Its figures.
    pub values: Vec<Value>,
    /// The events that were handled.
    pub events: u64,
    /// Whether the plant, or a part of it, came to a stand for good: items that nothing would ever move, stations that wait for one
    /// another in a circle, or vehicles that do.
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
    let began_as = setting.fork.as_ref().map_or(scenario, |fork| &fork.base);
    let scheduler = began_as.scheduler.as_ref().map(Chosen::make);
    let options = RunOptions { seed: Some(setting.seed), replication, scheduler };
    let mut sim = Sim::new(&began_as.model, options).map_err(|it| Broken::Fault(it.to_string()))?;
    let plant = Arc::clone(scenario.model.plant());
    if plant.names() != sim.plant().names() {
        let message = "which equipment there is can only be changed from the start of a run";
        return Err(Broken::Fault(message.to_owned()));
    }
    let families = &setting.families;
    let wanted = |name: &str| families.as_ref().is_none_or(|names| names.contains(&name));
    let kpis = sim.listen(KpiSet::only(&plant, wanted));
    let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    let warm_up = setting.warm_up.unwrap_or(plant.run.warm_up);
    if let Some(fork) = &setting.fork {
        run_to(&mut sim, SimTime::ZERO + fork.at, stop)?;
        sim = sim.fork_as(&scenario.model).map_err(|it| Broken::Fault(it.to_string()))?;
        sim.restart_statistics();
    } else if warm_up > SimSpan::ZERO {
        run_to(&mut sim, SimTime::ZERO + warm_up, stop)?;
        sim.restart_statistics();
    }
    let drained = run_to(&mut sim, end, stop)?;
    let (now, closing) = (sim.now(), sim.closing());
    Ok(Outcome {
        values: sim.fold::<KpiSet>(kpis).values(&plant, now, &closing),
        events: sim.counts().events,
        is_stuck: sim.is_at_a_stand(drained),
    })
}

/// Runs replication 0 to its end, and takes its figures in so many slices of equal length after the warm-up: one outcome for each
/// slice.
///
/// # Errors
/// Where the run ends with a fault, or is stopped, or has no end of its own.
pub fn slices(
    scenario: &Scenario,
    setting: &Setting,
    slices: u32,
    stop: &AtomicBool,
) -> Result<Vec<Outcome>, Broken> {
    let scheduler = scenario.scheduler.as_ref().map(Chosen::make);
    let options = RunOptions { seed: Some(setting.seed), replication: 0, scheduler };
    let mut sim = Sim::new(&scenario.model, options).map_err(|it| Broken::Fault(it.to_string()))?;
    let plant = Arc::clone(sim.plant());
    let Some(duration) = plant.run.duration else {
        return Err(Broken::Fault("a run without a duration has no slices".to_owned()));
    };
    let families = &setting.families;
    let wanted = |name: &str| families.as_ref().is_none_or(|names| names.contains(&name));
    let kpis = sim.listen(KpiSet::only(&plant, wanted));
    let from = setting.warm_up.unwrap_or(plant.run.warm_up);
    let nanos = duration.as_nanos().saturating_sub(from.as_nanos());
    let mut outcomes = Vec::new();
    let mut before = 0;
    for slice in 0..=slices {
        // Whole nanoseconds, so that the last slice ends with the run.
        let gone = u128::from(nanos) * u128::from(slice) / u128::from(slices.max(1));
        let until = from.as_nanos() + gone as u64;
        let drained = run_to(&mut sim, SimTime::ZERO + SimSpan::from_nanos(until), stop)?;
        if slice > 0 {
            let (now, closing) = (sim.now(), sim.closing());
            let events = sim.counts().events;
            outcomes.push(Outcome {
                values: sim.fold::<KpiSet>(kpis).values(&plant, now, &closing),
                events: events - before,
                // Of the slices, the last tells.
                is_stuck: slice == slices && sim.is_at_a_stand(drained),
            });
            before = events;
        }
        sim.restart_statistics();
    }
    Ok(outcomes)
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
