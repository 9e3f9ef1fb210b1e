//! Machines that wait for people: to be repaired, to be loaded.

use crate::case::Case;
use crate::scene::{Scene, exponential, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::watch::AllUp;

const KPIS: &[&str] =
    &["throughput", "flow_time", "wip", "state_time", "level", "failures", "people"];

/// Machines that run for a while, and are repaired by one of a few people.
pub(crate) fn machine_interference(case: &Case) -> Vec<Setup> {
    let (unit, machines) = (case.unit(), case.number("machines") as u32);
    let (up, repair) = (case.number("mean_up_time"), case.number("mean_repair"));
    let every = match case.text("up_law") {
        "exponential" => exponential(1.0 / up, unit),
        law if law.starts_with("Erlang-4") => format!("Erlang(k: 4, mean: {})", time(up, unit)),
        other => panic!("no law `{other}`"),
    };
    let repair = exponential(1.0 / repair, unit);
    // What the machines make is of no matter here: they always have work.
    let process = time(0.1 * up, unit);
    let failure =
        format!("Failure(every: {every}, counts: Up, repair: {repair}, crew: (of: \"repairers\"))");
    let machine = format!("Station(process: {process}, with: [{failure}], to: [\"done\"])");
    let mut setup = crowd(case, machines, &machine, "repairers");
    setup.watch = Box::new(|_| vec![Box::new(AllUp::default())]);
    setup.read = Box::new(move |asked, run| {
        let each = |kpi: &str| each(run, machines, kpi);
        let up = 1.0 - each("down_time") / run.now.since(run.from).as_secs_f64();
        let count = f64::from(machines);
        Some(match asked.name {
            "machine_availability" => up,
            "mean_machines_up" => up * count,
            "mean_wait_for_operator" => run.units(each("mean_waiting_for_repair")),
            "operator_utilization" => run.at("repairers", "utilization"),
            "failures_per_h" => each("failures") * count / run.span(),
            "prob_all_up" => run.watch.get::<AllUp>().share(run.from, run.now),
            _ => return None,
        })
    });
    vec![setup]
}

/// People who load machines, and repair them first.
pub(crate) fn operator_loading_and_repair(case: &Case) -> Vec<Setup> {
    let (unit, machines) = (case.unit(), case.number("machines") as u32);
    let law = |name: &str| exponential(case.number(name), unit);
    let failure = format!(
        "Failure(every: {}, counts: Processing, repair: {}, crew: (of: \"operators\", priority: 1))",
        law("failure_rate_while_running"),
        law("repair_rate"),
    );
    let machine = format!(
        "Station(load: (time: {}, crew: (of: \"operators\")), process: {}, with: [{failure}], to: [\"done\"])",
        law("load_rate"),
        law("run_rate"),
    );
    let mut setup = crowd(case, machines, &machine, "operators");
    setup.read = Box::new(move |asked, run| read_operators(asked, run, machines));
    vec![setup]
}

fn read_operators(asked: &Asked<'_>, run: &Reading<'_>, machines: u32) -> Option<f64> {
    let span = run.now.since(run.from).as_secs_f64();
    let count = f64::from(machines);
    let share = |kpi: &str| each(run, machines, kpi) / span;
    Some(match asked.name {
        "throughput" => run.per_unit(run.plant("throughput")),
        "operator_utilization" => run.at("operators", "utilization"),
        "fraction_running" => share("processing_time"),
        "mean_waiting_for_load" => count * share("waiting_for_operator_time"),
        "mean_waiting_for_repair" => {
            let machine = |number: u32| {
                let name = name(number);
                run.at(&name, "mean_waiting_for_repair") * run.at(&name, "failures")
            };
            (0..machines).map(machine).sum::<f64>() / span
        }
        _ => return None,
    })
}

fn name(machine: u32) -> String {
    format!("machine {machine}")
}

/// The mean of a KPI over the machines.
fn each(run: &Reading<'_>, machines: u32, kpi: &str) -> f64 {
    (0..machines).map(|number| run.at(&name(number), kpi)).sum::<f64>() / f64::from(machines)
}

/// Alike machines that always have work, and a group of people.
fn crowd(case: &Case, machines: u32, machine: &str, people: &str) -> Setup {
    let names: Vec<String> = (0..machines).map(name).collect();
    let mut scene = Scene::default().with("material", format!("Source(to: {names:?})"));
    scene.people(people, case.number("operators") as u32);
    for name in &names {
        scene.add(name, machine);
    }
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit: case.unit(),
        warm_up: 500.0,
        first: 20_000.0,
        items: Items::Come,
        heavy: false,
        kpis: KPIS,
        watch: Box::new(|_| Vec::new()),
        read: Box::new(|_, _| None),
    }
}
