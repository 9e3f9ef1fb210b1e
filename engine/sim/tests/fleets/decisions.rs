//! What is decided of vehicles beside which order they take: where they wait, by which way they go, when they charge, and whether they
//! are given other orders on the way. For each, what the rules built in do, reckoned by hand, and a scheduler that does otherwise.

use plantwright_scheduler::{Charging, DecideCx, Parking, Scheduler, Ways};
use plantwright_sim::{RunOptions, Sim};
use plantwright_units::SimTime;

use super::breakdowns::{seconds, values};
use super::model;

fn run(scene: &str, scheduler: Option<Box<dyn Scheduler>>) -> Sim {
    Sim::new(&model(scene), RunOptions { scheduler, ..RunOptions::default() }).expect("a plant")
}

/// Waits and charges as far away as it can, and goes the shortest way.
#[derive(Debug, Clone)]
struct Contrary;

impl Scheduler for Contrary {
    fn name(&self) -> &'static str {
        "contrary"
    }

    fn park(&mut self, ask: &Parking, _cx: &mut DecideCx<'_>) -> Option<usize> {
        (0..ask.places.len()).max_by_key(|at| ask.places[*at].way)
    }

    fn charge(&mut self, ask: &Charging, _cx: &mut DecideCx<'_>) -> Option<usize> {
        (0..ask.chargers.len()).max_by_key(|at| ask.chargers[*at].1)
    }

    fn goes_shortest(&mut self, _ask: &Ways, _cx: &mut DecideCx<'_>) -> bool {
        true
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

/// A vehicle brings one part from `a` to `b`, and has nothing to do then. Beyond `b` are `near` and `far`.
fn one_part(fleet: &str, vehicle: &str) -> String {
    format!(
        "Scene(run: (duration: \"1 h\"), equipment: {{
            \"in\": Source(limit: 1, to: [\"out\"]),
            \"out\": Sink(),
            \"agvs\": Fleet(
                paths: [(along: [\"home\", \"a\", \"b\", \"near\", \"far\"], length: \"10 m\", two_way: true)],
                stations: {{\"in\": (at: \"a\"), \"out\": (at: \"b\")}}, {fleet}
                vehicles: {{\"v\": (speed: \"1 m/s\", start: [\"home\"], {vehicle})}},
            ),
        }})"
    )
}

/// The point at which the only vehicle is in the end.
fn ends_at(scene: &str, scheduler: Option<Box<dyn Scheduler>>) -> String {
    let model = model(scene);
    let mut sim = run(scene, scheduler);
    sim.run_until(seconds(3_600.0)).expect("a run");
    assert_eq!(sim.counts().consumed, 1);
    let (_, fleet) = model.plant().fleets().next().expect("a fleet");
    fleet.nodes[sim.vehicles()[0].to as usize].name.clone()
}

#[test]
fn where_it_waits() {
    let parks = |idle: &str| one_part(&format!("parks: [\"far\", \"near\"], idle: {idle},"), "");
    for (idle, at) in [("NearestPark", "near"), ("Stay", "b"), ("Home", "home")] {
        assert_eq!(ends_at(&parks(idle), None), at, "{idle}");
    }
    assert_eq!(ends_at(&parks("NearestPark"), Some(Box::new(Contrary))), "far");
}

#[test]
fn when_and_where_it_charges() {
    let battery = |more: &str| {
        let words =
            format!("battery: (capacity: \"1 kWh\", per_km: \"1 kWh\", charging: \"1 kW\"{more})");
        one_part("chargers: [\"near\", \"far\"],", &words)
    };
    // 20 m of 1 000 m are no reason to charge, but an opportunity.
    assert_eq!(ends_at(&battery(""), None), "b");
    assert_eq!(ends_at(&battery(", opportunity: true"), None), "near");
    assert_eq!(ends_at(&battery(""), Some(Box::new(Contrary))), "far");
    // 30 m take 0.03 kWh, and as many hours; 10 m of them are driven with it.
    let mut sim = run(&battery(", opportunity: true"), None);
    let of = values(&mut sim, 3_600.0);
    assert!((of("charging_time") - 108.0).abs() < 1e-6, "{}", of("charging_time"));
}

/// When the part has come.
fn comes(sim: &mut Sim) -> f64 {
    let mut at = 0.0;
    while sim.counts().consumed == 0 {
        assert!(at < 1_000.0);
        at += 0.5;
        sim.run_until(seconds(at)).expect("a run");
    }
    at
}

/// A slow vehicle is on the short way, 50 m by `m` and `b`; the other way is 100 m.
#[test]
fn which_way_it_takes() {
    let scene = |routing: &str| {
        format!(
            "Scene(run: (duration: \"1 h\"), equipment: {{
                \"in\": Source(limit: 1, to: [\"out\"]),
                \"out\": Sink(),
                \"agvs\": Fleet(
                    paths: [
                        (along: [\"a\", \"m\", \"b\"], length: \"20 m\"),
                        (along: [\"b\", \"d\", \"a\"], length: \"10 m\"),
                        (along: [\"a\", \"n\", \"d\"], length: \"50 m\"),
                        (along: [\"b\", \"c\"], length: \"10 m\"),
                    ],
                    stations: {{\"in\": (at: \"a\"), \"out\": (at: \"d\")}},
                    routing: {routing},
                    vehicles: {{
                        \"v\": (speed: \"1 m/s\", start: [\"a\"]),
                        \"slow\": (speed: \"0.1 m/s\", start: [\"m\"], tour: [(at: \"c\")], repeat: false),
                    }},
                ),
            }})"
        )
    };
    assert_eq!(comes(&mut run(&scene("AroundTraffic"), None)), 100.0);
    // `b` is left after 200 s, and 30 m are left from `m` on.
    assert_eq!(comes(&mut run(&scene("Shortest"), None)), 230.0);
    assert_eq!(comes(&mut run(&scene("AroundTraffic"), Some(Box::new(Contrary)))), 230.0);
}

/// On its way to an order that is far away it passes one that comes later, and takes that first where it may.
#[test]
fn whether_it_is_given_another_order_on_the_way() {
    let scene = |reassign: bool| {
        format!(
            "Scene(run: (duration: \"1 h\"), equipment: {{
                \"early\": Source(product: \"far\", limit: 1, to: [\"out\"]),
                \"late\": Source(product: \"near\", every: \"10 s\", first: \"10 s\", limit: 1, to: [\"out\"]),
                \"out\": Sink(),
                \"agvs\": Fleet(
                    paths: [(along: [\"home\", \"on the way\", \"end\"], length: \"50 m\", blocks: 5, two_way: true)],
                    stations: {{\"early\": (at: \"end\"), \"late\": (at: \"on the way\"), \"out\": (at: \"home\")}},
                    reassign: {reassign},
                    vehicles: {{\"v\": (speed: \"1 m/s\", acceleration: \"1 m/s2\", start: [\"home\"])}},
                ),
            }})"
        )
    };
    // 50 m there and 50 m back, with a second lost each, and one where it stops and turns to the other order; or 100 m each.
    assert_eq!(comes(&mut run(&scene(true), None)), 103.0);
    assert_eq!(comes(&mut run(&scene(false), None)), 202.0);
    let mut sim = run(&scene(true), None);
    sim.run_until(SimTime::from_nanos(u64::MAX / 2)).expect("a run");
    assert_eq!((sim.counts().consumed, sim.deadlocks().len()), (2, 0));
}

/// One vehicle drives 100 m to an order while another one, beside it, is free after 5 s.
#[test]
fn who_becomes_free_beside_an_order_takes_it_over() {
    let scene = |reassign: bool| {
        format!(
            "Scene(run: (duration: \"1 h\"), equipment: {{
                \"a\": Source(product: \"to be taken over\", limit: 1, to: [\"out\"]),
                \"b\": Source(product: \"short\", limit: 1, to: [\"in\"]),
                \"out\": Sink(),
                \"in\": Sink(),
                \"agvs\": Fleet(
                    paths: [
                        (along: [\"home\", \"a\"], length: \"100 m\", two_way: true),
                        (along: [\"a\", \"in\", \"b\"], length: \"5 m\", two_way: true),
                    ],
                    stations: {{\"a\": (at: \"a\"), \"b\": (at: \"b\"), \"in\": (at: \"in\"), \"out\": (at: \"home\")}},
                    traffic: Free, reassign: {reassign},
                    vehicles: {{\"v\": (speed: \"1 m/s\", start: [\"home\", \"b\"])}},
                ),
            }})"
        )
    };
    let last = |reassign: bool| {
        let mut sim = run(&scene(reassign), None);
        let mut at = 0.0;
        while sim.counts().consumed < 2 {
            at += 1.0;
            sim.run_until(seconds(at)).expect("a run");
        }
        at
    };
    // 5 m with the first load, 5 m back for the other one, and 100 m with it; or 100 m there and back.
    assert_eq!(last(true), 110.0);
    assert_eq!(last(false), 200.0);
}

/// A ring of six streets of 10 m, with dead ends of 5 m for two stations and three parks.
const DEAD_ENDS: &str = r#"Scene(run: (duration: "1 h"), equipment: {
    "in": Source(limit: 3, every: "1 s", to: ["out"]),
    "out": Sink(),
    "agvs": Fleet(
        paths: [
            (along: ["0", "1", "2", "3", "4", "5", "0"], length: "10 m"),
            (along: ["1", "in"], length: "5 m", two_way: true),
            (along: ["4", "out"], length: "5 m", two_way: true),
            (along: ["0", "far"], length: "5 m", two_way: true),
            (along: ["3", "near"], length: "5 m", two_way: true),
            (along: ["5", "home"], length: "5 m", two_way: true),
        ],
        stations: {"in": (at: "in", waiting: 3), "out": (at: "out")},
        parks: ["far", "near", "home"],
        vehicles: {"v": (count: 3, length: "1 m", speed: "1 m/s", load: "4 s", unload: "100 s", start: ["far", "home", "near"])},
    ),
})"#;

/// The first one unloads from 65 s to 165 s. The second one would stand with its part at `in` until then, where the third one wants to
/// go; it goes to `far`, since `near` is taken, and the third one loads from 140 s on.
#[test]
fn who_cannot_unload_yet_waits_beside_the_road() {
    let model = model(DEAD_ENDS);
    let mut sim = run(DEAD_ENDS, None);
    sim.run_until(seconds(142.0)).expect("a run");
    let (_, fleet) = model.plant().fleets().next().expect("a fleet");
    let mut at: Vec<&str> =
        sim.vehicles().iter().map(|it| fleet.nodes[it.to as usize].name.as_str()).collect();
    at.sort_unstable();
    assert_eq!(at, ["far", "in", "out"]);
    sim.run_until(seconds(3_600.0)).expect("a run");
    assert_eq!(sim.counts().consumed, 3);
    assert_eq!(sim.deadlocks(), []);
}

/// Two ways from `a` to `b`: 60 m at 0.6 m/s, and 150 m as fast as one drives. Without a load, at 2 m/s, the long one takes 75 s in place of
/// 100 s; with one, at 0.5 m/s, the short one takes 120 s in place of 300 s.
#[test]
fn who_has_a_load_goes_by_its_speed_with_it() {
    for traffic in ["Planned", "FirstCome", "Free"] {
        for routing in ["AroundTraffic", "Shortest"] {
            let text = format!(
                r#"Scene(equipment: {{"s": Source(at: ["10 s"], to: ["k"]), "k": Sink(), "agvs": Fleet(
                    traffic: {traffic}, routing: {routing}, idle: Home,
                    paths: [(along: ["a", "b"], length: "60 m", two_way: true, speed: "0.6 m/s"), (along: ["a", "m", "b"], length: "75 m", two_way: true)],
                    stations: {{"s": (at: "a"), "k": (at: "b")}},
                    vehicles: {{"v": (start: ["a"], speed: "2 m/s", loaded_speed: "0.5 m/s")}})}})"#
            );
            let mut sim = run(&text, None);
            sim.run_until(seconds(129.9)).expect("a run");
            assert_eq!(sim.counts().consumed, 0, "{traffic} {routing}");
            sim.run_until(seconds(130.0)).expect("a run");
            assert_eq!(sim.counts().consumed, 1, "{traffic} {routing}");
            // And home without one.
            let of = values(&mut sim, 1_000.0);
            assert_eq!((of("distance"), of("empty_time")), (150.0, 75.0), "{traffic} {routing}");
        }
    }
}

/// `idle` makes way for `goes`, from `b` on to `c`, for 5 s in which a part comes that only it can bring. Once it stands there, it is
/// given that.
#[test]
fn who_makes_way_when_an_order_comes_is_given_it_where_it_stands() {
    let text = r#"Scene(equipment: {"s": Source(at: ["3 s"], to: ["k"]), "k": Sink(), "agvs": Fleet(
        idle: Stay, paths: [(along: ["a", "b", "c", "d", "a"], length: "5 m")],
        stations: {"s": (at: "d"), "k": (at: "a")},
        vehicles: {"goes": (start: ["a"], speed: "1 m/s", length: "1 m", tour: [(at: "b")], repeat: false),
            "idle": (start: ["b"], speed: "1 m/s", length: "1 m")})})"#;
    let mut sim = run(text, None);
    // 5 s to `c`, 5 s to `d`, and 5 s to `a`.
    sim.run_until(seconds(60.0)).expect("a run");
    assert_eq!(sim.counts().consumed, 1);
    assert!(sim.deadlocks().is_empty());
}
