//! The replications of a setup. They run on all processors, and go on where they stood when they are lengthened.

use std::num::NonZero;
use std::thread;

use plantwright_journal::FoldId;
use plantwright_kpi::KpiSet;
use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

use crate::setup::{Items, Reading, Setup};
use crate::watch::Watch;

/// How many replications there are.
pub(crate) const REPLICATIONS: u32 = 64;

/// How much Little's law may be off inside one run, through items that are there at its beginning or end.
const LITTLE: f64 = 0.005;

/// Runs of one plant that differ in their streams.
#[derive(Debug)]
pub(crate) struct Trial<'a> {
    setup: &'a Setup,
    runs: Vec<Run>,
    /// What was measured so far [unit].
    pub(crate) measured: f64,
}

#[derive(Debug)]
struct Run {
    sim: Sim,
    kpis: FoldId,
    watch: FoldId,
}

impl<'a> Trial<'a> {
    /// Runs the warm-up of every replication.
    pub(crate) fn new(setup: &'a Setup, seed: u64) -> Self {
        let model = read(&setup.scene);
        let mut replications: Vec<u32> = (0..REPLICATIONS).collect();
        let runs = on_all_processors(&mut replications, |replication| {
            Run::new(setup, &model, seed, *replication)
        });
        Self { setup, runs, measured: 0.0 }
    }

    /// Measures for so long in all [unit].
    pub(crate) fn measure(&mut self, units: f64) {
        let end = instant(self.setup, units);
        on_all_processors(&mut self.runs, |run| run.until(end));
        self.measured = units;
    }

    /// Returns what is read off each run.
    pub(crate) fn read<T: Send>(&mut self, read: impl Fn(&Reading<'_>) -> T + Sync) -> Vec<T> {
        let setup = self.setup;
        on_all_processors(&mut self.runs, |run| run.read(setup, &read))
    }

    /// Returns the number of events so far, over all runs.
    pub(crate) fn events(&self) -> u64 {
        self.runs.iter().map(|run| run.sim.counts().events).sum()
    }

    /// Checks what holds inside every run.
    ///
    /// # Panics
    /// Where items are lost or doubled, or Little's law does not hold.
    pub(crate) fn check(&mut self) {
        for run in &mut self.runs {
            run.sim.assert_conserved();
        }
        let items = self.setup.items;
        self.read(|run| match items {
            Items::Come => {
                let rate = run.plant("throughput") / 3_600.0;
                let (mean, product) = (run.plant("mean_wip"), rate * run.plant("mean_flow_time"));
                assert!(
                    (mean - product).abs() <= LITTLE * mean,
                    "Little's law: {mean} items, and rate times flow time is {product}"
                );
            }
            Items::Spoil => {}
            Items::Stay(items) => {
                let levels = run.values.iter().filter(|value| value.kpi == "mean_wip");
                let sum: f64 =
                    levels.filter(|level| level.equipment.is_some()).map(|level| level.value).sum();
                assert!((sum - f64::from(items)).abs() < 1e-9, "{sum} of {items} items");
            }
        });
    }
}

impl Run {
    fn new(setup: &Setup, model: &Model, seed: u64, replication: u32) -> Self {
        let mut sim = Sim::new(model, options(model, seed, replication)).expect("a plant");
        let plant = model.plant();
        let kpis = KpiSet::only(plant, |name| setup.kpis.contains(&name));
        let kpis = sim.listen(kpis);
        let watch = sim.listen(Watch((setup.watch)(plant)));
        sim.run_until(instant(setup, 0.0)).expect("a run");
        sim.restart_statistics();
        Self { sim, kpis, watch }
    }

    fn until(&mut self, end: SimTime) {
        let progress = self.sim.run_until(end).expect("a run");
        assert_eq!(progress, Progress::Reached);
    }

    fn read<T>(&mut self, setup: &Setup, read: impl Fn(&Reading<'_>) -> T) -> T {
        let Self { sim, kpis, watch } = self;
        let (closing, plant, now) = (sim.closing(), sim.plant().clone(), sim.now());
        let values = sim.fold::<KpiSet>(*kpis).values(&plant, now, &closing);
        read(&Reading {
            plant: &plant,
            values: &values,
            watch: sim.fold::<Watch>(*watch),
            unit: setup.unit,
            from: instant(setup, 0.0),
            now,
        })
    }
}

/// Reads a scene in which nothing may be wrong.
pub(crate) fn read(scene: &str) -> Model {
    Model::read("oracle.ron", scene).unwrap_or_else(|error| panic!("{error}\n{scene}"))
}

/// A replication with the scheduler that the scene names.
pub(crate) fn options(model: &Model, seed: u64, replication: u32) -> RunOptions {
    let scheduler = model.plant().run.scheduler.as_ref();
    RunOptions {
        seed: Some(seed),
        replication,
        scheduler: scheduler
            .map(|name| plantwright_catalog::make(name).expect("a scheduler of the catalog")),
    }
}

/// Does something with everything in a list, on as many threads as there are processors; results are in its order.
pub(crate) fn on_all_processors<I: Send, T: Send>(
    list: &mut [I],
    act: impl Fn(&mut I) -> T + Sync,
) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = list.len().div_ceil(threads).max(1);
    let act = &act;
    thread::scope(|scope| {
        let threads: Vec<_> = list
            .chunks_mut(share)
            .map(|part| {
                let work = move || part.iter_mut().map(act).collect::<Vec<T>>();
                let thread = thread::Builder::new().name("replications".to_owned());
                thread.spawn_scoped(scope, work).expect("a thread")
            })
            .collect();
        let join = |thread: thread::ScopedJoinHandle<'_, Vec<T>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    })
}

/// The instant so long after the warm-up.
fn instant(setup: &Setup, units: f64) -> SimTime {
    let nanos = (setup.warm_up + units) * setup.unit.seconds * 1e9;
    SimTime::from_nanos(nanos.round() as u64)
}
