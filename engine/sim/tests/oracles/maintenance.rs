//! Machines that are maintained before they fail: what comes of a policy in the long run.
//!
//! The ages at which a policy costs least are not numbers of a run; what it costs at that age is.

use plantwright_journal::{Record, Wants, What};
use plantwright_units::SimTime;

use crate::case::{Case, Unit};
use crate::scene::{Scene, time};
use crate::setup::{Items, Setup};
use crate::watch::Watcher;

/// Failures between one maintenance and the next.
#[derive(Debug, Default)]
struct PerCycle {
    /// None: no maintenance has been seen since the beginning.
    going_on: Option<u64>,
    cycles: u64,
    sum: u64,
    squares: u64,
}

/// Hours are run as seconds: so many cycles as are needed take longer than simulated time lasts.
fn unit() -> Unit {
    Unit::in_text("s").expect("a unit")
}

/// Renewed by failure or at an age, whichever is first.
pub(crate) fn age_replacement(case: &Case) -> Vec<Setup> {
    let unit = unit();
    let (shape, scale) = (case.number("weibull_shape"), case.number("weibull_scale"));
    let [preventive, corrective] =
        ["time_preventive", "time_failure"].map(|name| time(case.number(name), unit));
    let [cost, cost_failure] = ["cost_preventive", "cost_failure"].map(|name| case.number(name));
    let setup = |age: f64| {
        let life = format!("Weibull(shape: {shape}, scale: {})", time(scale, unit));
        let every = time(age, unit);
        let with = format!(
            "Failure(every: {life}, counts: Processing, repair: {corrective}), \
             Maintenance(every: {every}, counts: Processing, takes: {preventive}, begins: AtOnce, on_repair: Restarts)"
        );
        saturated(age, &with)
    };
    let mut policy = setup(case.number("T"));
    policy.read = Box::new(move |asked, run| {
        let (failures, done) = (run.at("machine", "failures"), run.at("machine", "maintenances"));
        Some(match asked.name {
            "cost_per_h" => (done * cost + failures * cost_failure) / run.span(),
            "availability" => run.share("machine", "processing"),
            "fraction_of_cycles_failing" => failures / (failures + done),
            "mean_up_per_cycle" => {
                run.units(run.at("machine", "processing_time")) / (failures + done)
            }
            _ => return None,
        })
    });
    let mut best = setup(case.number("optimal_T"));
    best.read = Box::new(move |asked, run| {
        let (failures, done) = (run.at("machine", "failures"), run.at("machine", "maintenances"));
        let costs = (done * cost + failures * cost_failure) / run.span();
        (asked.name == "optimal_cost_per_h").then_some(costs)
    });
    vec![policy, best]
}

/// Renewed by plan; failures in between change nothing of its age.
pub(crate) fn periodic_replacement_minimal_repair(case: &Case) -> Vec<Setup> {
    let unit = unit();
    let (shape, scale, every) = (case.number("shape"), case.number("scale"), case.number("T"));
    let [cost, cost_repair] =
        ["cost_replacement", "cost_minimal_repair"].map(|name| case.number(name));
    let life = format!("Weibull(shape: {shape}, scale: {})", time(scale, unit));
    let with = format!(
        "Failure(every: {life}, counts: Processing, repair: \"0 s\", restores: Minimal), \
         Maintenance(every: {}, counts: Processing, from: Due, takes: \"0 s\", begins: AtOnce)",
        time(every, unit)
    );
    let mut setup = saturated(every, &with);
    setup.watch = Box::new(|_| vec![Box::new(PerCycle::default())]);
    setup.read = Box::new(move |asked, run| {
        let (failures, done) = (run.at("machine", "failures"), run.at("machine", "maintenances"));
        let per_cycle = run.watch.get::<PerCycle>();
        let cycles = per_cycle.cycles as f64;
        let mean = per_cycle.sum as f64 / cycles;
        Some(match asked.name {
            "mean_failures_per_cycle" => mean,
            "variance_failures_per_cycle" => {
                (per_cycle.squares as f64 - cycles * mean * mean) / (cycles - 1.0)
            }
            "cost_per_h" => (done * cost + failures * cost_repair) / run.span(),
            _ => return None,
        })
    });
    vec![setup]
}

/// A machine that never lacks material. Nothing depends on how long an item takes: as long as a cycle of maintenance.
fn saturated(every: f64, with: &str) -> Setup {
    let unit = unit();
    let process = time(every, unit);
    let machine = format!("Station(process: {process}, with: [{with}], to: [\"done\"])");
    let scene = Scene::default().with("material", "Source(to: [\"machine\"])");
    Setup {
        scene: scene.with("machine", machine).with("done", "Sink()").text(),
        unit,
        warm_up: 10.0 * every,
        first: 5_000.0 * every,
        items: Items::Come,
        heavy: false,
        kpis: &["throughput", "flow_time", "wip", "state_time", "level", "failures", "maintenance"],
        watch: Box::new(|_| Vec::new()),
        read: Box::new(|_, _| None),
    }
}

impl Watcher for PerCycle {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Failed, What::Maintained])
    }

    fn take(&mut self, record: &Record) {
        if record.what() == What::Failed {
            if let Some(failures) = &mut self.going_on {
                *failures += 1;
            }
        } else if let Some(failures) = self.going_on.replace(0) {
            self.cycles += 1;
            self.sum += failures;
            self.squares += failures * failures;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        *self = Self::default();
    }
}
