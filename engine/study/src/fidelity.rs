//! The fidelity lens: one plant with exact events and with rigid bodies, on the same random streams, side by side.
//!
//! Belts become zones and zones become belts (`fidelity/other.rs`); all else, and so every stream of random numbers, is the same
//! in both. What bodies do is then put into the words of the event model: the speed at which items really move, the distance
//! that they really keep (`fidelity/fit.rs`). A third set of runs tells how much of the difference these explain.

mod fit;
mod other;
mod passages;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use plantwright_journal::FoldId;
use plantwright_kpi::{KpiSet, Values};
use plantwright_model::syntax::{self, Node};
use plantwright_model::{Files, Plant, Report, Sources};
use plantwright_scheduler::Chosen;
use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::{EquipmentId, SimTime};

use crate::pool;
use crate::statistics::{Interval, Paired, Sample, paired};

pub use fit::{Fit, Seen};
pub use other::{Apart, Carrier, Fidelity, Fitted, Kept};
pub use passages::{Entry, Passage};

use passages::Passages;

/// Who is watched, and who brings items to a place of its own there.
type Watched = (EquipmentId, Vec<EquipmentId>);

/// A scene that was read without errors, and what it was read from.
#[derive(Debug)]
pub struct Read<'a> {
    /// The tree of the scene, changed as the user wants.
    pub root: &'a Node,
    /// The texts that its places are in.
    pub sources: &'a Sources,
    /// Where its tables come from.
    pub files: &'a dyn Files,
}

/// How often, and with whom.
#[derive(Debug, Clone)]
pub struct Effort {
    /// Runs of each fidelity.
    pub replications: u32,
    /// The seed of all; default: the scene's.
    pub seed: Option<u64>,
    /// The confidence of intervals, such as 0.95.
    pub level: f64,
    /// Threads.
    pub workers: NonZeroUsize,
    /// Who decides; default: each queue's own discipline.
    pub scheduler: Option<Chosen>,
}

/// Why there is nothing to compare.
#[derive(Debug, thiserror::Error)]
pub enum LensError {
    /// The scene has neither belts nor zones that could be both.
    #[error("nothing in this scene can be both exact events and rigid bodies")]
    NothingToCompare(Vec<Kept>),
    /// The other form of the scene has mistakes: products without mass, say.
    #[error("the scene cannot be written in the other fidelity")]
    Other(Box<(Report, Sources)>),
    /// Runs ended with a fault, or panicked.
    #[error("{0}")]
    Run(String),
    /// Nothing passed while bodies moved, so that the event model of a lane of rollers has no speed.
    #[error("nothing passed `{0}`, so nobody knows how fast items are there; run it for longer")]
    NothingPassed(String),
}

/// What may be wrong with bodies, by the names of its KPIs: what events know nothing of.
pub const TROUBLES: [&str; 5] = ["jams", "fallen", "tunnelled", "not_finite", "missed"];

/// One run: what is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Items an hour that left the plant completed.
    pub throughput: f64,
    /// By carrier.
    pub passages: Vec<Passage>,
    /// By carrier: how often bodies were in each kind of trouble, in the order of [`TROUBLES`].
    pub troubles: Vec<[f64; TROUBLES.len()]>,
    /// Simulated seconds.
    pub simulated: f64,
    /// How long the run took.
    pub wall: Duration,
}

/// A number in both fidelities.
#[derive(Debug, Clone, PartialEq)]
pub struct Both {
    /// With exact events.
    pub events: Interval,
    /// With rigid bodies.
    pub bodies: Interval,
    /// Bodies less events, pair by pair.
    pub apart: Paired,
}

/// A carrier in both fidelities. A number is missing where some run has none.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Which one.
    pub carrier: Carrier,
    /// Seconds from the entry to the exit, of items that found nobody ahead.
    pub free_transit: Option<Both>,
    /// Seconds from the entry to the exit.
    pub transit: Option<Both>,
    /// Seconds between two items that leave.
    pub spacing: Option<Both>,
    /// The parameters that bring the two together.
    pub fit: Fit,
    /// How often bodies were in each kind of trouble there in a run, on average, its warm-up included, in the order of [`TROUBLES`].
    pub troubles: [f64; TROUBLES.len()],
}

/// Both fidelities, side by side.
#[derive(Debug, Clone)]
pub struct Lens {
    /// The plant, as the scene has it.
    pub plant: std::sync::Arc<Plant>,
    /// Items an hour.
    pub throughput: Both,
    /// The same with the event model fitted.
    pub fitted: Both,
    /// By carrier.
    pub carriers: Vec<Compared>,
    /// What is the same in both.
    pub kept: Vec<Kept>,
    /// Simulated seconds for each second of computing, with events and with bodies.
    pub speeds: (f64, f64),
    /// Pairs of runs.
    pub replications: u32,
    /// The confidence of the intervals.
    pub level: f64,
}

/// Who is told what share of the runs with bodies is done: next to those, the others take no time.
pub type Watcher<'a> = &'a (dyn Fn(f64) + Sync);

/// In how many pieces a run with an end is told of.
const PIECES: u64 = 200;

/// Compares both fidelities. `done` is called from the threads that do the work.
///
/// # Errors
/// Where nothing can be compared, the other form of the scene has mistakes, or a run ends with a fault.
///
/// # Determinism
/// All but [`Lens::speeds`] depends on scene, seed and replications alone.
pub fn compare(read: &Read<'_>, effort: &Effort, done: Watcher<'_>) -> Result<Lens, LensError> {
    let base = model(read, &[])?;
    let plant = std::sync::Arc::clone(base.plant());
    let (carriers, kept) = other::carriers(read.root, read.sources, &plant);
    if carriers.is_empty() {
        return Err(LensError::NothingToCompare(kept));
    }
    let watched: Vec<Watched> =
        carriers.iter().map(|carrier| (carrier.id, carrier.givers.clone())).collect();
    let untold = |model: &Model| runs(model, &watched, effort, &|| {});

    let as_zones: Vec<String> = carriers.iter().filter_map(|it| it.as_zone(&plant)).collect();
    let (pieces, all) = (AtomicU64::new(0), PIECES * u64::from(effort.replications));
    let told = || done((pieces.fetch_add(1, Ordering::Relaxed) + 1) as f64 / all as f64);
    let bodies = runs(&model(read, &as_zones)?, &watched, effort, &told)?;
    let passed = |number: usize, of: &[Outcome]| -> Vec<Passage> {
        of.iter().map(|outcome| outcome.passages[number].clone()).collect()
    };
    // What has no speed of its own, such as free rollers, moves as fast as bodies did there.
    let mut as_belts = Vec::new();
    for (number, carrier) in carriers.iter().enumerate() {
        let fitted = match carrier.speed {
            Some(_) => None,
            None => Some(
                fit::fit(carrier, &[], &passed(number, &bodies))
                    .fitted(carrier)
                    .ok_or_else(|| LensError::NothingPassed(plant.name(carrier.id)))?,
            ),
        };
        as_belts.extend(carrier.as_belt(&plant, fitted));
    }
    let events = untold(&model(read, &as_belts)?)?;

    let fits: Vec<Fit> = (carriers.iter().enumerate())
        .map(|(number, carrier)| {
            fit::fit(carrier, &passed(number, &events), &passed(number, &bodies))
        })
        .collect();
    let fitted = untold(&model(read, &assignments(&plant, &carriers, &fits))?)?;

    let level = effort.level;
    let throughput = |of: &[Outcome]| of.iter().map(|it| it.throughput).collect::<Vec<f64>>();
    let both = |events: &[Outcome]| {
        both(&throughput(events), &throughput(&bodies), level).expect("at least two runs")
    };
    let compared = carriers.into_iter().zip(fits).enumerate().map(|(number, (carrier, fit))| {
        let of = |what: fn(&Passage) -> Option<f64>| {
            let numbers = |outcomes: &[Outcome]| -> Option<Vec<f64>> {
                outcomes.iter().map(|outcome| what(&outcome.passages[number])).collect()
            };
            self::both(&numbers(&events)?, &numbers(&bodies)?, level)
        };
        let troubles = std::array::from_fn(|kind| {
            let all = bodies.iter().map(|outcome| outcome.troubles[number][kind]);
            all.sum::<f64>() / bodies.len() as f64
        });
        Compared {
            troubles,
            free_transit: of(|passage| passage.free_transit),
            transit: of(|passage| passage.transit),
            spacing: of(|passage| passage.exit),
            carrier,
            fit,
        }
    });
    Ok(Lens {
        throughput: both(&events),
        fitted: both(&fitted),
        carriers: compared.collect(),
        kept,
        speeds: (speed(&events), speed(&bodies)),
        replications: effort.replications,
        level,
        plant,
    })
}

impl Lens {
    /// Returns the changes to the scene, as `--set` takes them, that bring its event model to what bodies do.
    pub fn assignments(&self) -> Vec<String> {
        let carriers: Vec<Carrier> = self.carriers.iter().map(|it| it.carrier.clone()).collect();
        let fits: Vec<Fit> = self.carriers.iter().map(|it| it.fit).collect();
        assignments(&self.plant, &carriers, &fits)
    }
}

fn assignments(plant: &Plant, carriers: &[Carrier], fits: &[Fit]) -> Vec<String> {
    let fitted = |(carrier, fit): (&Carrier, &Fit)| carrier.as_belt(plant, fit.fitted(carrier));
    carriers.iter().zip(fits).filter_map(fitted).collect()
}

fn both(events: &[f64], bodies: &[f64], level: f64) -> Option<Both> {
    Some(Both {
        events: Sample::of(events).interval(level)?,
        bodies: Sample::of(bodies).interval(level)?,
        apart: paired(events, bodies, level)?,
    })
}

/// Simulated seconds for each second of computing.
fn speed(outcomes: &[Outcome]) -> f64 {
    let simulated: f64 = outcomes.iter().map(|outcome| outcome.simulated).sum();
    let wall: f64 = outcomes.iter().map(|outcome| outcome.wall.as_secs_f64()).sum();
    simulated / wall.max(1e-9)
}

/// Reads the scene with some changes.
fn model(read: &Read<'_>, changes: &[String]) -> Result<Model, LensError> {
    let (mut root, mut sources, mut report) =
        (read.root.clone(), read.sources.clone(), Report::new());
    for change in changes {
        syntax::set(&mut root, &mut sources, change, &mut report);
    }
    let model = Model::of(&root, &mut sources, read.files, &mut report);
    model.ok_or_else(|| LensError::Other(Box::new((report, sources))))
}

fn runs(
    model: &Model,
    watched: &[Watched],
    effort: &Effort,
    piece_done: &(dyn Fn() + Sync),
) -> Result<Vec<Outcome>, LensError> {
    let jobs: Vec<u32> = (0..effort.replications).collect();
    let work = |replication| run(model, watched, effort, replication, piece_done);
    let results = pool::run(jobs, effort.workers, work);
    let results = results.into_iter().zip(0..).map(|(result, replication)| {
        let told = |what: String| LensError::Run(format!("replication {replication}: {what}"));
        result.map_err(|panicked| told(panicked.to_string()))?.map_err(told)
    });
    results.collect()
}

/// How often bodies were in each kind of trouble, by carrier, since the statistics began.
fn troubles(sim: &mut Sim, kpis: FoldId, watched: &[Watched]) -> Vec<[f64; TROUBLES.len()]> {
    let (plant, now, closing) = (std::sync::Arc::clone(sim.plant()), sim.now(), sim.closing());
    let values = Values::from(sim.fold::<KpiSet>(kpis).values(&plant, now, &closing));
    let of = |id, kpi| values.of_equipment(id, kpi).unwrap_or(0.0);
    watched.iter().map(|(id, _)| TROUBLES.map(|kpi| of(*id, kpi))).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how fast it was is part of the answer, and of nothing else"
)]
fn run(
    model: &Model,
    watched: &[Watched],
    effort: &Effort,
    replication: u32,
    piece_done: &(dyn Fn() + Sync),
) -> Result<Outcome, String> {
    let plant = model.plant();
    let scheduler = effort.scheduler.as_ref().map(Chosen::make);
    let options = RunOptions { seed: effort.seed, replication, scheduler };
    let mut sim = Sim::new(model, options).map_err(|error| error.to_string())?;
    let kpis = sim.listen(KpiSet::only(plant, |name| matches!(name, "throughput" | "noticed")));
    let passages = sim.listen(Passages::of(watched, plant.equipment.len()));
    let started = Instant::now();
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    // One without an end is told of when it has come to it.
    let piece = (end.as_nanos() / PIECES).max(1);
    let mut done = 0;
    let mut run = |sim: &mut Sim, until: SimTime| {
        loop {
            let next = SimTime::from_nanos(piece * (done + 1));
            if end == SimTime::MAX || next >= until {
                return sim.run_until(until).map_err(|fault| fault.to_string());
            }
            let progress = sim.run_until(next).map_err(|fault| fault.to_string())?;
            if progress != Progress::Reached {
                return Ok(progress);
            }
            done += 1;
            piece_done();
        }
    };
    let mut progress = run(&mut sim, warm_up)?;
    // What got stuck before the measured time is what is missing in it.
    let before = troubles(&mut sim, kpis, watched);
    sim.restart_statistics();
    if progress == Progress::Reached {
        progress = run(&mut sim, end)?;
    }
    let wall = started.elapsed();
    (done..PIECES).for_each(|_| piece_done());
    if progress == Progress::Drained && sim.counts().present > 0 {
        return Err(
            "the plant came to a stand; `plantwright run` shows who waits for whom".to_owned()
        );
    }
    let (now, closing) = (sim.now(), sim.closing());
    let values = Values::from(sim.fold::<KpiSet>(kpis).values(plant, now, &closing));
    let throughput = values.of_plant("throughput").unwrap_or(0.0);
    let all = before.into_iter().zip(troubles(&mut sim, kpis, watched));
    let troubles =
        all.map(|(one, other)| std::array::from_fn(|kind| one[kind] + other[kind])).collect();
    let passages = sim.fold::<Passages>(passages);
    Ok(Outcome {
        throughput,
        passages: watched.iter().map(|(id, _)| passages.passage(*id)).collect(),
        troubles,
        simulated: now.as_secs_f64(),
        wall,
    })
}
