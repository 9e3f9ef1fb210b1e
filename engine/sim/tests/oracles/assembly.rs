//! Parts that are put together, tasks that are joined, and items that are processed together.

use crate::case::{Case, Unit};
use crate::failures::with_failure;
use crate::scene::{Scene, exponential, exponential_station, poisson};
use crate::setup::{Items, Setup};
use crate::watch::{Numbers, Ovens, Visits};

/// Saturated feeders, a place for parts of each behind them, and an assembly that takes one of each at once.
pub(crate) fn assembly(case: &Case) -> Vec<Setup> {
    let (unit, feeders) = (case.unit(), case.numbers("feeder_rates"));
    let with = |machine: usize| {
        if !case.has("failure_rates") {
            return String::new();
        }
        let [failure, repair] =
            ["failure_rates", "repair_rates"].map(|name| case.numbers(name)[machine]);
        with_failure("ODF", failure, repair, unit)
    };
    let places = case.numbers("buffer_places");
    let (mut scene, mut parts, mut capacity) = (Scene::default(), Vec::new(), Vec::new());
    scene.product("whole", "()");
    for (number, rate) in feeders.iter().enumerate() {
        let (part, material, feeder) = (format!("part {number}"), material(number), feeder(number));
        scene.product(&part, "()");
        scene.add(&material, format!("Source(product: {part:?}, to: [{feeder:?}])"));
        let (law, with) = (exponential(*rate, unit), with(number));
        scene.add(&feeder, format!("Station(process: {law}, {with}to: [\"assembly\"])"));
        parts.push(format!("{part:?}: 1"));
        capacity.push(format!("{part:?}: {}", places[number]));
    }
    let (law, with) = (exponential(case.number("assembly_rate"), unit), with(feeders.len()));
    let (parts, capacity) = (parts.join(", "), capacity.join(", "));
    scene.add(
        "assembly",
        format!(
            "Assembly(parts: {{{parts}}}, makes: \"whole\", capacity: {{{capacity}}}, process: {law}, {with}to: [\"done\"])"
        ),
    );
    let mut setup = setup(scene, unit);
    setup.watch = Box::new(|plant| vec![Box::new(Numbers::new(plant, true))]);
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "throughput" => run.per_unit(run.plant("throughput")),
            // What is put together comes from nowhere else: the others wait.
            "mean_buffer_levels" => {
                let at = run.plant.find("assembly")?;
                let from = run.plant.find(&material(asked.position))?;
                run.watch.get::<Numbers>().mean_from(at, from, run.now)
            }
            "fraction_feeder_blocked" => run.share(&feeder(asked.position), "blocked"),
            "fraction_assembly_waiting_for_parts" => run.share("assembly", "idle"),
            _ => return None,
        })
    });
    vec![setup]
}

/// Orders that are split into a task for each of two machines, and are done when both tasks are.
pub(crate) fn fork_join_2(case: &Case) -> Vec<Setup> {
    let (unit, service) = (case.unit(), case.number("service_rate_each"));
    let every = exponential(case.number("arrival_rate"), unit);
    let orders = format!("Source(product: \"order\", every: {every}, to: [\"fork\"])");
    let mut scene = Scene::default().with("orders", orders);
    scene.add(
        "fork",
        "Split(into: {\"task 1\": 1, \"task 2\": 1}, to: ByProduct({\"task 1\": \"machine 1\", \"task 2\": \"machine 2\"}))",
    );
    for product in ["order", "task 1", "task 2"] {
        scene.product(product, "()");
    }
    for machine in ["machine 1", "machine 2"] {
        scene.add(machine, exponential_station(service, unit, "[\"join\"]"));
    }
    scene.add(
        "join",
        "Assembly(parts: {\"task 1\": 1, \"task 2\": 1}, main: \"task 1\", matching: true, \
            capacity: {\"task 1\": Unlimited, \"task 2\": Unlimited}, to: [\"done\"])",
    );
    let mut setup = setup(scene, unit);
    setup.watch = Box::new(|plant| vec![Box::new(Visits::new(plant))]);
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            // A task comes into the plant when its order does, and takes the other one along.
            "mean_order_response" => run.units(run.plant("mean_flow_time")),
            "mean_task_response" => {
                let stay = |machine| {
                    let id = run.plant.find(machine).expect("the machine");
                    run.watch.get::<Visits>().stay_s(id)
                };
                run.units(f64::midpoint(stay("machine 1"), stay("machine 2")))
            }
            _ => return None,
        })
    });
    vec![setup]
}

/// An oven that starts with at least so many items, and takes at most so many.
pub(crate) fn m_m_ab_1(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let (min, max) = (case.number("min_batch"), case.number("max_batch"));
    let law = exponential(case.number("cycle_rate"), unit);
    let arrivals = poisson(case.number("arrival_rate"), unit, "oven");
    let oven =
        format!("Batch(min: {min}, max: {max}, queue: Unlimited, process: {law}, to: [\"done\"])");
    let mut setup = setup(Scene::default().with("arrivals", arrivals).with("oven", oven), unit);
    setup.items = Items::Come;
    setup.watch = Box::new(|plant| vec![Box::new(Ovens::new(plant, "oven"))]);
    setup.read = Box::new(|asked, run| {
        let ovens = run.watch.get::<Ovens>();
        Some(match asked.name {
            "mean_in_queue" => ovens.mean_waiting(run.now),
            "mean_wait" => run.units(run.at("oven", "mean_waiting_time")),
            "oven_utilization" => run.at("oven", "utilization"),
            "mean_batch_size" => ovens.mean_batch(),
            "prob_idle_with_items_waiting" => ovens.idle_with_waiting(run.now),
            _ => return None,
        })
    });
    vec![setup]
}

fn setup(scene: Scene, unit: Unit) -> Setup {
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit,
        warm_up: 1_000.0,
        first: 10_000.0,
        // Parts become one: how long these were in the plant, no KPI tells.
        items: Items::Spoil,
        heavy: false,
        kpis: &["throughput", "flow_time", "wip", "state_time", "level", "waiting_time"],
        watch: Box::new(|_| Vec::new()),
        read: Box::new(|_, _| None),
    }
}

fn material(number: usize) -> String {
    format!("material {number}")
}

fn feeder(number: usize) -> String {
    format!("feeder {number}")
}
