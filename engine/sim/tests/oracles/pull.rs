//! Pull control: CONWIP lines whose machines break down, and kanban lines with orders that wait for stock.

use plantwright_units::SimSpan;

use crate::case::{Case, Unit};
use crate::failures::with_failure;
use crate::scene::{Scene, exponential, exponential_station};
use crate::setup::{Items, Setup};
use crate::watch::{Numbers, Waits};

/// A saturated line in which there are never more parts than cards.
pub(crate) fn conwip_failures(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let [rates, failures, repairs] =
        ["service_rates", "failure_rates", "repair_rates"].map(|name| case.numbers(name));
    let release = format!("Release(cards: {}, to: [{:?}])", case.number("cards"), machine(0));
    let mut scene =
        Scene::default().with("material", "Source(to: [\"release\"])").with("release", release);
    for (number, rate) in rates.iter().enumerate() {
        let to = if number + 1 == rates.len() { "done".to_owned() } else { machine(number + 1) };
        let with = with_failure("ODF", failures[number], repairs[number], unit);
        let law = exponential(*rate, unit);
        scene.add(
            &machine(number),
            format!("Station(queue: Unlimited, process: {law}, {with}to: [{to:?}])"),
        );
    }
    let mut setup = setup(scene, unit);
    setup.items = Items::Come;
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "throughput" => run.per_unit(run.plant("throughput")),
            "mean_flow_time" => run.units(run.plant("mean_flow_time")),
            "mean_wip_per_machine" => run.at(&machine(asked.position), "mean_wip"),
            _ => return None,
        })
    });
    vec![setup]
}

/// Two stages with kanban cards; an order takes a part from the stock of the second one, or waits for one.
pub(crate) fn kanban_two_stage(case: &Case) -> Vec<Setup> {
    let (unit, rates, cards) =
        (case.unit(), case.numbers("service_rates"), case.numbers("kanbans"));
    let demand = exponential(case.number("demand_rate"), unit);
    let mut scene = Scene::default()
        .with("demand", format!("Source(product: \"order\", every: {demand}, to: [\"delivery\"])"))
        .with("material", "Source(product: \"part\", to: [\"stage 1\"])")
        .with("stage 1", format!("Release(cards: {}, to: [\"machine 1\"])", cards[0]))
        .with("store 1", "Buffer(to: [\"stage 2\"])")
        .with(
            "stage 2",
            format!("Release(cards: {}, returns: [\"stage 1\"], to: [\"machine 2\"])", cards[1]),
        )
        .with(
            "delivery",
            "Assembly(parts: {\"order\": 1, \"part\": 1}, main: \"order\", \
                capacity: {\"order\": Unlimited, \"part\": Unlimited}, to: [\"done\"])",
        );
    scene.add("machine 1", exponential_station(rates[0], unit, "[\"store 1\"]"));
    scene.add("machine 2", exponential_station(rates[1], unit, "[\"delivery\"]"));
    scene.product("order", "()");
    scene.product("part", "()");
    let mut setup = setup(scene, unit);
    setup.watch = Box::new(|plant| {
        vec![
            Box::new(Numbers::new(plant, true)),
            Box::new(Waits::new(plant, "delivery", SimSpan::ZERO)),
        ]
    });
    setup.read = Box::new(|asked, run| {
        let find = |name| run.plant.find(name).expect("equipment");
        let at_delivery =
            |from| run.watch.get::<Numbers>().mean_from(find("delivery"), find(from), run.now);
        let waits = run.watch.get::<Waits>();
        Some(match asked.name {
            "fill_rate" => 1.0 - waits.waiting_share(),
            "mean_order_wait" => run.units(waits.mean_s(find("demand"))),
            "mean_backorders" => at_delivery("demand"),
            "mean_finished_stock_1" => run.at("store 1", "mean_wip"),
            "mean_finished_stock_2" => at_delivery("material"),
            "mean_wip_2" => run.at("machine 2", "mean_wip"),
            "fraction_machine1_busy" => run.share("machine 1", "processing"),
            _ => return None,
        })
    });
    vec![setup]
}

fn setup(scene: Scene, unit: Unit) -> Setup {
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit,
        warm_up: 2_000.0,
        first: 20_000.0,
        items: Items::Spoil,
        heavy: false,
        kpis: &["throughput", "flow_time", "wip", "state_time", "level"],
        watch: Box::new(|_| Vec::new()),
        read: Box::new(|_, _| None),
    }
}

fn machine(number: usize) -> String {
    format!("machine {}", number + 1)
}
