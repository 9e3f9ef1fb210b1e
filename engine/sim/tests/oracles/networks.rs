//! Open networks of exponential stations.

use crate::case::Case;
use crate::scene::{Scene, chances, exponential, exponential_station, poisson, station};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::watch::Visits;

const KPIS: &[&str] = &["throughput", "flow_time", "wip", "state_time", "level"];

/// Markov routing, with external arrivals at some stations.
pub(crate) fn jackson_open(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let (into, services, servers) = (
        case.numbers("external_rates"),
        case.numbers("service_rates_each"),
        case.numbers("servers"),
    );
    let mut scene = Scene::default();
    for (number, row) in case.matrix("routing").iter().enumerate() {
        if into[number] > 0.0 {
            scene
                .add(&format!("into {}", name(number)), poisson(into[number], unit, &name(number)));
        }
        let mut ways: Vec<(String, f64)> =
            row.iter().enumerate().map(|(to, share)| (name(to), *share)).collect();
        ways.push(("done".to_owned(), 1.0 - row.iter().sum::<f64>()));
        let law = exponential(services[number], unit);
        scene.add(&name(number), station(servers[number] as u32, &law, &chances(&ways)));
    }
    vec![setup(case, scene, &services)]
}

/// Stations one after the other.
pub(crate) fn tandem(case: &Case) -> Vec<Setup> {
    let (unit, services) = (case.unit(), case.numbers("service_rates"));
    let mut scene =
        Scene::default().with("arrivals", poisson(case.number("arrival_rate"), unit, &name(0)));
    for (number, service) in services.iter().enumerate() {
        let to = if number + 1 < services.len() { name(number + 1) } else { "done".to_owned() };
        scene.add(&name(number), exponential_station(*service, unit, &chances(&[(to, 1.0)])));
    }
    vec![setup(case, scene, &services)]
}

/// Stations one after the other, each of which scraps some items.
pub(crate) fn serial_yield(case: &Case) -> Vec<Setup> {
    let (unit, services, yields) =
        (case.unit(), case.numbers("service_rates"), case.numbers("yields"));
    let mut scene =
        Scene::default().with("arrivals", poisson(case.number("release_rate"), unit, &name(0)));
    for (number, (service, good)) in services.iter().zip(&yields).enumerate() {
        let to = if number + 1 < services.len() { name(number + 1) } else { "done".to_owned() };
        let to = chances(&[(to, *good), ("scrap".to_owned(), 1.0 - good)]);
        scene.add(&name(number), exponential_station(*service, unit, &to));
    }
    vec![setup(case, scene.with("scrap", "Sink()"), &services)]
}

/// Machine, inspection, and a rework station from which items are inspected again.
pub(crate) fn rework_loop(case: &Case) -> Vec<Setup> {
    let (unit, services, fails) =
        (case.unit(), case.numbers("service_rates"), case.number("fail_prob"));
    let inspected = chances(&[(name(2), fails), ("done".to_owned(), 1.0 - fails)]);
    let back = chances(&[(name(1), 1.0)]);
    let scene = Scene::default()
        .with("arrivals", poisson(case.number("arrival_rate"), unit, &name(0)))
        .with(&name(0), exponential_station(services[0], unit, &back))
        .with(&name(1), exponential_station(services[1], unit, &inspected))
        .with(&name(2), exponential_station(services[2], unit, &back));
    vec![setup(case, scene, &services)]
}

fn setup(case: &Case, scene: Scene, services: &[f64]) -> Setup {
    let slowest = services.iter().copied().fold(f64::INFINITY, f64::min);
    // The stations are busy for 0.84 of the time at the most.
    let warm_up = (1_500.0 / slowest).ceil();
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit: case.unit(),
        warm_up,
        first: 10.0 * warm_up,
        items: Items::Come,
        heavy: false,
        kpis: KPIS,
        watch: Box::new(|plant| vec![Box::new(Visits::new(plant))]),
        read: Box::new(read),
    }
}

fn read(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    let station = name(asked.position);
    let visits = run.watch.get::<Visits>();
    let begun = |station: &str| Some(visits.begun(run.plant.find(station)?) / run.span());
    Some(match asked.name {
        "station_arrival_rates" | "station_input_rates" => begun(&station)?,
        "inspection_rate" => begun(&name(1))?,
        "rework_rate" => begun(&name(2))?,
        "utilizations" => run.at(&station, "utilization"),
        "mean_in_system" | "mean_wip" => run.at(&station, "mean_wip"),
        "mean_sojourn_per_visit" => run.units(visits.stay_s(run.plant.find(&station)?)),
        "mean_flow_time" => run.units(run.plant("mean_flow_time")),
        "std_flow_time" => run.units(run.plant("sd_flow_time")),
        "total_wip" => run.plant("mean_wip"),
        "good_output_rate" => run.per_unit(run.at("done", "throughput")),
        "rolled_throughput_yield" => run.at("done", "throughput") / run.plant("throughput"),
        "releases_per_good_part" => {
            let good = run.at("done", "throughput") / 3_600.0 * run.span() * run.unit.seconds;
            run.plant("released") / good
        }
        _ => return None,
    })
}

/// The stations are called by their numbers, from 1.
pub(crate) fn name(number: usize) -> String {
    format!("station {}", number + 1)
}
