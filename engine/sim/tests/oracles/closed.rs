//! Closed networks: a fixed number of items that never leave.

use crate::case::{Case, Unit};
use crate::networks::name;
use crate::scene::{Scene, chances, exponential, exponential_station, station, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::watch::{Cycles, Numbers, Visits};

const KPIS: &[&str] = &["throughput", "state_time", "level"];

/// Pallets that go round among stations by chance.
pub(crate) fn gordon_newell(case: &Case) -> Vec<Setup> {
    let (unit, means, servers) =
        (case.unit(), case.numbers("mean_service"), case.numbers("servers"));
    let mut scene = Scene::default();
    for (number, row) in case.matrix("routing").iter().enumerate() {
        let ways: Vec<(String, f64)> =
            row.iter().enumerate().map(|(to, share)| (name(to), *share)).collect();
        let law = exponential(1.0 / means[number], unit);
        scene.add(&name(number), station(servers[number] as u32, &law, &chances(&ways)));
    }
    vec![setup(scene, unit, &[case.number("pallets")], &means, name(0))]
}

/// Two machines and a transport on which nothing waits.
pub(crate) fn gordon_newell_delay(case: &Case) -> Vec<Setup> {
    let (unit, means, delay) =
        (case.unit(), case.numbers("mean_service"), case.number("transport_delay"));
    let mut scene = Scene::default();
    for (number, mean) in means.iter().enumerate() {
        let to = chances(&[(name(number + 1), 1.0)]);
        scene.add(&name(number), exponential_station(1.0 / mean, unit, &to));
    }
    let transport = format!("Delay(time: {}, to: [{:?}])", time(delay, unit), name(0));
    scene.add(&name(means.len()), transport);
    vec![setup(scene, unit, &[case.number("pallets")], &means, name(0))]
}

/// Machines one after the other; whatever leaves the last one lets a part in at the first.
pub(crate) fn conwip(case: &Case) -> Vec<Setup> {
    let (unit, services) = (case.unit(), case.numbers("service_rates"));
    let mut scene = Scene::default();
    for (number, service) in services.iter().enumerate() {
        let to = chances(&[(name((number + 1) % services.len()), 1.0)]);
        scene.add(&name(number), exponential_station(*service, unit, &to));
    }
    let means: Vec<f64> = services.iter().map(|service| 1.0 / service).collect();
    vec![setup(scene, unit, &[case.number("cards")], &means, name(services.len() - 1))]
}

/// Two kinds of pallets, each with its own routing: a station sends each kind to a junction of its own, which takes no time.
pub(crate) fn closed_multiclass(case: &Case) -> Vec<Setup> {
    let (unit, means) = (case.unit(), case.numbers("mean_service"));
    let routings = [1, 2].map(|class| case.matrix(&format!("routing_class{class}")));
    let mut scene = Scene::default();
    for (number, mean) in means.iter().enumerate() {
        let mut by_product = Vec::new();
        for (class, routing) in (1..).zip(&routings) {
            let junction = junction(class, number);
            let ways: Vec<(String, f64)> =
                routing[number].iter().enumerate().map(|(to, share)| (name(to), *share)).collect();
            scene.add(&junction, format!("Buffer(to: {})", chances(&ways)));
            by_product.push(format!("{:?}: {junction:?}", product(class)));
        }
        let to = format!("ByProduct({{{}}})", by_product.join(", "));
        scene.add(&name(number), exponential_station(1.0 / mean, unit, &to));
    }
    for class in [1, 2] {
        scene.product(&product(class), "()");
    }
    let pallets = case.numbers("pallets");
    let mut setup = setup(scene, unit, &pallets, &means, name(0));
    setup.watch =
        Box::new(|plant| vec![Box::new(Numbers::new(plant, true)), Box::new(Visits::new(plant))]);
    setup.read = Box::new(|asked, run| {
        let (what, class) = asked.name.split_once("_class")?;
        let class = class.parse().ok()?;
        match what {
            "mean_at_station" => {
                let (at, origin) =
                    (run.plant.find(&name(asked.position))?, run.plant.find(&pallets_of(class))?);
                Some(run.watch.get::<Numbers>().mean_from(at, origin, run.now))
            }
            "throughput" => {
                // What leaves a station goes through the junction of its class.
                let junction = run.plant.find(&junction(class, 0))?;
                Some(run.watch.get::<Visits>().begun(junction) / run.span())
            }
            _ => None,
        }
    });
    vec![setup]
}

/// All pallets come at the first station when the run begins.
fn setup(
    mut scene: Scene,
    unit: Unit,
    pallets: &[f64],
    means: &[f64],
    counted_at: String,
) -> Setup {
    for (class, count) in (1..).zip(pallets) {
        let product = if pallets.len() > 1 {
            format!("product: {:?}, ", product(class))
        } else {
            String::new()
        };
        scene.add(
            &pallets_of(class),
            format!("Source({product}limit: {count}, to: [{:?}])", name(0)),
        );
    }
    let all: f64 = pallets.iter().sum();
    let warm_up = (300.0 * means.iter().sum::<f64>()).ceil();
    let at = counted_at.clone();
    Setup {
        scene: scene.text(),
        unit,
        warm_up,
        first: 5.0 * warm_up,
        items: Items::Stay(all as u32),
        heavy: false,
        kpis: KPIS,
        watch: Box::new(move |plant| vec![Box::new(Cycles::new(plant, &at))]),
        read: Box::new(move |asked, run| read(asked, run, &counted_at)),
    }
}

fn read(asked: &Asked<'_>, run: &Reading<'_>, counted_at: &str) -> Option<f64> {
    let station = name(asked.position);
    Some(match asked.name {
        "throughput" => run.per_unit(run.at(counted_at, "throughput")),
        "mean_at_station" | "mean_wip_per_machine" => run.at(&station, "mean_wip"),
        "utilization_per_server" | "utilizations" => run.at(&station, "utilization"),
        "cycle_time" | "mean_flow_time" => run.units(run.watch.get::<Cycles>().mean_s()),
        _ => return None,
    })
}

fn junction(class: usize, station: usize) -> String {
    format!("junction {class} after {}", name(station))
}

fn product(class: usize) -> String {
    format!("class {class}")
}

fn pallets_of(class: usize) -> String {
    format!("pallets {class}")
}
