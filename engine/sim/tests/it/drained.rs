//! A plant that comes to a stand says who holds what, and whom it waits for.

use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

/// Runs until nothing is left to happen; returns who is stuck as `holder items -> whom it waits for`.
fn stuck(equipment: &str) -> Vec<String> {
    let scene = format!("Scene(run: (duration: \"1 h\"), equipment: {{{equipment}}})");
    let model = Model::read("drained.ron", &scene).unwrap_or_else(|error| panic!("{error}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    assert_eq!(sim.run_until(SimTime::MAX), Ok(Progress::Drained));
    sim.assert_conserved();
    let (plant, stuck) = (sim.plant().clone(), sim.stuck());
    let held: u64 = stuck.iter().map(|stuck| u64::from(stuck.items)).sum();
    assert_eq!(held, sim.counts().present, "what is in the plant is stuck");
    let name = |id| plant.equipment(id).name.as_str();
    let line = |stuck: &plantwright_sim::Stuck| {
        let whom: Vec<&str> = stuck.waits_for.iter().map(|id| name(*id)).collect();
        format!("{} {} -> {}", name(stuck.holder), stuck.items, whom.join(", "))
    };
    stuck.iter().map(line).collect()
}

#[test]
fn nothing_is_stuck_where_everything_left() {
    let equipment = r#"
        "in": Source(at: ["1 s", "2 s"], to: ["a"]),
        "a": Station(process: "5 s", to: ["out"]),
        "out": Sink()"#;
    assert_eq!(stuck(equipment), [] as [&str; 0]);
}

#[test]
fn two_stations_that_wait_for_each_other() {
    let equipment = r#"
        "in": Source(at: ["1 s", "2 s", "3 s"], to: ["a"]),
        "a": Station(process: "5 s", to: ["b"]),
        "b": Station(process: "7 s", to: Probability({"a": 0.999999, "out": 0.000001})),
        "out": Sink()"#;
    assert_eq!(stuck(equipment), ["a 1 -> b", "b 1 -> a", "in 1 -> a"]);
}

#[test]
fn any_of_several_is_waited_for() {
    let equipment = r#"
        "in": Source(at: ["1 s", "2 s", "3 s", "4 s"], to: ["lane"]),
        "lane": Buffer(to: ["a", "b"]),
        "a": Station(process: "5 s", to: Probability({"lane full": 0.999999, "out": 0.000001})),
        "b": Station(process: "5 s", to: ["lane full"]),
        "lane full": Buffer(capacity: 1, to: Probability({"a": 0.999999, "out": 0.000001})),
        "out": Sink()"#;
    assert_eq!(
        stuck(equipment),
        ["a 1 -> lane full", "b 1 -> lane full", "lane 1 -> a, b", "lane full 1 -> a"]
    );
}

#[test]
fn the_clock_stands_where_it_was_sent() {
    let scene = r#"Scene(
        run: (duration: "1 h"),
        equipment: {
            "in": Source(at: ["1 s"], to: ["a"]),
            "a": Station(process: "5 s", to: ["out"]),
            "out": Sink(),
        },
    )"#;
    let model = Model::read("drained.ron", scene).expect("a scene");
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    let second = |number: u64| SimTime::from_nanos(number * 1_000_000_000);
    assert_eq!(sim.run_until(second(3)), Ok(Progress::Reached));
    assert_eq!(sim.now(), second(3));
    assert_eq!(sim.run_until(second(2)), Ok(Progress::Reached));
    assert_eq!(sim.now(), second(3), "the clock never goes back");
    assert_eq!(sim.run_until(second(60)), Ok(Progress::Drained));
    assert_eq!(sim.now(), second(60));

    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    assert_eq!(sim.run_until(SimTime::MAX), Ok(Progress::Drained));
    assert_eq!(sim.now(), second(6), "or, without an end, at the last event");
}

/// Who waits for one another in a circle after an hour, while the rest of the plant goes on.
fn circle(equipment: &str) -> Vec<String> {
    let scene = format!("Scene(run: (duration: \"1 h\"), equipment: {{{equipment}}})");
    let model = Model::read("circle.ron", &scene).unwrap_or_else(|error| panic!("{error}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    assert_eq!(sim.run_until(SimTime::from_nanos(3_600_000_000_000)), Ok(Progress::Reached));
    let plant = sim.plant().clone();
    sim.circle().iter().map(|stuck| plant.name(stuck.holder)).collect()
}

#[test]
fn a_loop_that_is_full_of_itself_is_told_while_orders_still_come() {
    let stations = |back: f64, room: &str| {
        format!(
            r#""in": Source(every: "60 s", to: ["a"]),
            "a": Station(process: "20 s", to: ["between"]),
            "between": Buffer(capacity: {room}, to: ["b"]),
            "b": Station(process: "20 s", to: Probability({{"a": {back}, "out": {}}})),
            "out": Sink()"#,
            1.0 - back
        )
    };
    assert_eq!(circle(&stations(0.5, "1")), ["a", "b", "between"]);
    // With room for all that come back, and where nothing comes back, nobody waits for ever.
    assert_eq!(circle(&stations(0.25, "1000")), [] as [&str; 0]);
    assert_eq!(circle(&stations(0.0, "1")), [] as [&str; 0]);
}

#[test]
fn who_waits_for_what_is_down_or_slow_stands_in_no_circle() {
    let equipment = r#"
        "in": Source(every: "10 s", to: ["a"]),
        "a": Station(process: "5 s", to: ["b"]),
        "b": Station(process: "5 s", to: ["c"]),
        "c": Station(
            process: "2 h",
            to: Probability({"a": 0.5, "out": 0.5}),
            with: [Failure(every: "10 min", counts: Processing, repair: "10 h")],
        ),
        "out": Sink()"#;
    assert_eq!(circle(equipment), [] as [&str; 0]);
}

/// A machine that fails and is repaired for ever keeps no run going in which nothing else happens.
#[test]
fn failures_alone_keep_no_run_going() {
    let scene = r#"Scene(products: {"p": (), "q": ()}, equipment: {
        "a": Source(orders: {"o1": (product: "p")}, to: ["j"]),
        "b": Source(orders: {"o2": (product: "q")}, to: ["m"]),
        "m": Station(process: "1 min", to: ["j"], with: [Failure(every: Exponential("2 h"), counts: Up, repair: "10 min")]),
        "j": Assembly(parts: {"p": 1, "q": 2}, main: "p", to: ["out"]), "out": Sink(),
    })"#;
    let model = Model::read("drained.ron", scene).unwrap_or_else(|error| panic!("{error}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    assert_eq!(sim.run_until(SimTime::MAX), Ok(Progress::Drained));
    assert_eq!(sim.stuck().len(), 1, "the assembly waits for another part");
}
