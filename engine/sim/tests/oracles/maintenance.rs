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

/// How many inspections there are while one item is processed: few items make quick runs.
const ITEM: f64 = 40.0;

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

/// Worn in stages, inspected, and renewed from a stage on or when it has failed.
pub(crate) fn condition_based_maintenance(case: &Case) -> Vec<Setup> {
    let unit = unit();
    let (every, threshold) = (case.number("inspection_interval"), case.number("threshold") as u32);
    let [preventive, corrective] =
        ["duration_preventive", "duration_corrective"].map(|name| time(case.number(name), unit));
    let stages: Vec<String> = case.numbers("stage_rates").iter().map(|rate| stage(*rate)).collect();
    assert_eq!(stages.len() as f64, case.number("stages_to_failure"), "{}", case.id);
    let costs = ["cost_inspection", "cost_preventive", "cost_corrective"];
    let [inspection, maintenance, repair] = costs.map(|name| case.number(name));
    let cost = format!(
        "Cost(per_inspection: {inspection}, per_maintenance: {maintenance}, per_repair: {repair})"
    );
    let with = |at: u32| {
        let stages = stages.join(", ");
        let every = time(every, unit);
        format!(
            "Degradation(stages: [{stages}], counts: Processing, repair: {corrective}, \
             maintain: (at: {at}, every: {every}, takes: {preventive}, begins: AtOnce)), {cost}"
        )
    };
    let mut policy = saturated_by(ITEM * every, every, &with(threshold));
    policy.read = Box::new(move |asked, run| {
        let machine = |kpi: &str| run.at("machine", kpi);
        let cycles = machine("failures") + machine("maintenances");
        Some(match asked.name {
            "mean_operating_time_per_cycle" => run.units(machine("processing_time")) / cycles,
            "prob_cycle_ends_in_failure" => 1.0 - machine("preventive_share"),
            "mean_inspections_per_cycle" => machine("inspections") / cycles,
            "availability" => run.share("machine", "processing"),
            "cost_per_h" => machine("cost") / run.span(),
            _ => return None,
        })
    });
    // Which threshold costs least is seen from long runs of all of them.
    let text: Vec<String> = (1..=stages.len() as u32).map(with).collect();
    let mut compared = saturated_by(ITEM * every, every, &text[0]);
    compared.scene = compare(every, &text);
    compared.read = Box::new(move |asked, run| {
        let cost = |number: &usize| run.at(&format!("machine {number}"), "cost");
        let least = (1..=text.len()).min_by(|a, b| cost(a).total_cmp(&cost(b)));
        let is_best = least.map(|number| number as f64);
        (asked.name == "best_threshold_for_this_interval").then_some(is_best?)
    });
    vec![policy, compared]
}

/// The slower, the more it is worn; maintained when it comes into a stage.
pub(crate) fn degradation_slows_production(case: &Case) -> Vec<Setup> {
    let unit = unit();
    let rates = case.numbers("stage_rates");
    let stages = rates.iter().zip(case.numbers("speed_factor")).map(|(rate, speed)| {
        format!("(lasts: Exponential({}), speed: {speed})", time(1.0 / rate, unit))
    });
    let stages: Vec<String> = stages.collect();
    let [preventive, corrective] =
        ["duration_preventive", "duration_corrective"].map(|name| time(case.number(name), unit));
    let with = format!(
        "Degradation(stages: [{}], counts: Processing, repair: {corrective}, \
         maintain: (at: {}, takes: {preventive}, begins: AtOnce))",
        stages.join(", "),
        case.number("maintain_on_entering_stage"),
    );
    let mut setup = saturated(1.0 / case.number("nominal_rate"), &with);
    let cycle: f64 = rates.iter().map(|rate| 1.0 / rate).sum();
    (setup.warm_up, setup.first) = (10.0 * cycle, 500.0 * cycle);
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "throughput" => run.per_unit(run.plant("throughput")),
            "availability" => run.share("machine", "processing"),
            _ => return None,
        })
    });
    vec![setup]
}

/// Units beside each other, of which some have to work; those that work age while the others are repaired.
pub(crate) fn k_out_of_n(case: &Case) -> Vec<Setup> {
    let unit = unit();
    let life = 1.0 / case.number("failure_rate");
    let with = format!(
        "Redundancy(units: {}, needed: {}, every: Exponential({}), counts: Calendar, \
         repair: Exponential({}), crew: (of: \"fitters\"))",
        case.number("n"),
        case.number("k"),
        time(life, unit),
        time(1.0 / case.number("repair_rate"), unit),
    );
    let mut setup = saturated(life, &with);
    let people =
        format!("people: {{ \"fitters\": (count: {}) }},\n    equipment:", case.number("crews"));
    setup.scene = setup.scene.replacen("equipment:", &people, 1);
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "availability" => run.share("machine", "processing"),
            "mean_working_units" => run.at("machine", "mean_working_units"),
            "system_failures_per_h" => run.at("machine", "failures") / run.span(),
            _ => return None,
        })
    });
    vec![setup]
}

fn stage(rate: f64) -> String {
    format!("(lasts: Exponential({}))", time(1.0 / rate, unit()))
}

/// Machines beside each other that never lack material, each with what may happen to it.
fn compare(every: f64, with: &[String]) -> String {
    let mut scene = Scene::default();
    for (number, with) in (1..).zip(with) {
        let (process, name) = (time(ITEM * every, unit()), format!("machine {number}"));
        scene.add(&format!("material {number}"), format!("Source(to: [{name:?}])"));
        scene.add(&name, format!("Station(process: {process}, with: [{with}], to: [\"done\"])"));
    }
    scene.with("done", "Sink()").text()
}

/// A machine that never lacks material. Nothing depends on how long an item takes: as long as a cycle of maintenance.
fn saturated(every: f64, with: &str) -> Setup {
    saturated_by(every, every, with)
}

/// As [`saturated`], with items that take so long.
fn saturated_by(process: f64, every: f64, with: &str) -> Setup {
    let unit = unit();
    let takes = time(process, unit);
    let machine = format!("Station(process: {takes}, with: [{with}], to: [\"done\"])");
    let scene = Scene::default().with("material", "Source(to: [\"machine\"])");
    Setup {
        scene: scene.with("machine", machine).with("done", "Sink()").text(),
        unit,
        warm_up: 10.0 * process,
        first: (5_000.0 * every).max(1_000.0 * process),
        items: Items::Come,
        heavy: false,
        kpis: &[
            "throughput",
            "flow_time",
            "wip",
            "state_time",
            "level",
            "failures",
            "maintenance",
            "redundancy",
            "cost",
        ],
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
