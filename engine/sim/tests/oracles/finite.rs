//! One station that loses what finds no room.

use crate::case::Case;
use crate::scene::{exponential, time};
use crate::setup::{Asked, Reading, Setup};
use crate::single::{Load, hyperexponential, queue, read};

const KPIS: &[&str] =
    &["throughput", "flow_time", "wip", "loss", "state_time", "level", "waiting_time"];

/// What is lost keeps the queue short: the beginning is forgotten as fast as at this load.
const LOAD: f64 = 0.75;

pub(crate) fn mmck(case: &Case) -> Vec<Setup> {
    let (service, servers) = (case.number("service_rate_each"), case.number("servers"));
    let queue = case.number("system_capacity") - servers;
    let law = exponential(service, case.unit());
    let machine =
        format!("Station(places: {servers}, queue: {queue}, process: {law}, to: [\"done\"])");
    vec![losing(case, 1.0 / service / servers, &machine)]
}

/// No queue at all, and a service law of which only the mean matters.
pub(crate) fn mgcc(case: &Case) -> Vec<Setup> {
    let (unit, mean, servers) = (case.unit(), case.number("mean_service"), case.number("servers"));
    let law = match case.text("service_law") {
        "deterministic" => time(mean, unit),
        "hyperexp2_balanced scv 4" => {
            // Balanced means: both branches bring the same share of the work.
            let p = 0.5 * (1.0 + (3.0_f64 / 5.0).sqrt());
            hyperexponential(p, 2.0 * p / mean, 2.0 * (1.0 - p) / mean, unit)
        }
        other => panic!("no law `{other}`"),
    };
    let machine = format!("Station(places: {servers}, process: {law}, to: [\"done\"])");
    vec![losing(case, mean / servers, &machine)]
}

fn losing(case: &Case, step: f64, machine: &str) -> Setup {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let every = exponential(rate, unit);
    let arrivals = format!("Source(every: {every}, if_full: Lose, to: [\"machine\"])");
    let mut setup = queue(unit, Load::of(LOAD, step), &arrivals, machine);
    setup.kpis = KPIS;
    setup.watch = Box::new(|_| Vec::new());
    setup.read = Box::new(read_losses);
    setup
}

fn read_losses(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    match asked.name {
        "prob_loss" => Some(run.at("arrivals", "loss_ratio")),
        "throughput" => Some(run.per_unit(run.plant("throughput"))),
        "prob_empty" => Some(run.share("machine", "idle")),
        "mean_busy" => {
            let places = run.plant.equipment(run.plant.find("machine")?).places?;
            Some(run.at("machine", "utilization") * f64::from(places))
        }
        _ => read(asked, run),
    }
}
