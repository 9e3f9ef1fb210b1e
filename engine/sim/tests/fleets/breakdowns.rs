//! Vehicles that break down stand on their path with what they carry, and go on; and those that are off duty take no orders.

use plantwright_kpi::{KpiSet, Value};
use plantwright_sim::{RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use super::model;

/// One vehicle, or more, that bring parts from `a` over 100 m to `b`, with words for the plant and for the vehicles.
fn ferry(parts: u32, words: &str, vehicle: &str) -> Sim {
    let text = format!(
        "Scene(run: (duration: \"1 d\"), {words} equipment: {{
            \"in\": Source(limit: {parts}, to: [\"out\"]),
            \"out\": Sink(),
            \"agvs\": Fleet(
                paths: [
                    (along: [\"a\", \"b\"], length: \"100 m\", blocks: 10),
                    (along: [\"b\", \"c\", \"a\"], length: \"50 m\", blocks: 5),
                    (along: [\"c\", \"shop\"], length: \"10 m\", two_way: true),
                ],
                stations: {{\"in\": (at: \"a\", waiting: 10), \"out\": (at: \"b\")}},
                vehicles: {{\"v\": (speed: \"1 m/s\", length: \"2 m\", {vehicle})}},
            ),
        }})"
    );
    Sim::new(&model(&text), RunOptions::default()).expect("a plant")
}

/// A fleet by its words.
fn sim_of(fleet: &str) -> Sim {
    let text = format!("Scene(run: (duration: \"1 d\"), equipment: {{\"agvs\": Fleet({fleet})}})");
    Sim::new(&model(&text), RunOptions::default()).expect("a plant")
}

pub(crate) fn seconds(seconds: f64) -> SimTime {
    SimTime::ZERO + SimSpan::from_nanos_f64(seconds * 1e9).expect("a time")
}

/// When the first part arrives, to the millisecond.
fn arrives(sim: &mut Sim, most: u32) -> f64 {
    for at in 0..most * 1_000 {
        let now = f64::from(at) / 1e3;
        sim.run_until(seconds(now)).expect("a run");
        if sim.counts().consumed > 0 {
            return now;
        }
    }
    f64::NAN
}

/// All KPIs of a run up to an instant.
fn kpis(sim: &mut Sim, end: f64) -> Vec<Value> {
    let plant = sim.plant().clone();
    let kpis = sim.listen(KpiSet::all(&plant));
    sim.run_until(seconds(end)).expect("a run");
    let (closing, now) = (sim.closing(), sim.now());
    sim.fold::<KpiSet>(kpis).values(&plant, now, &closing)
}

/// Those of the fleet, by name.
pub(crate) fn values(sim: &mut Sim, end: f64) -> impl Fn(&str) -> f64 + use<> {
    let values = kpis(sim, end);
    let fleet = sim.plant().find("agvs");
    move |kpi: &str| {
        let found = values.iter().find(|it| it.kpi == kpi && it.equipment == fleet);
        found.map_or(f64::NAN, |it| it.value)
    }
}

/// 100 m at 1 m/s, and a repair of a minute at 40 m and at 80 m.
#[test]
fn it_stands_where_it_breaks_down_for_as_long_as_the_repair_takes() {
    let broken = "start: [\"a\"], failure: (distance: \"40 m\", repair: \"60 s\")";
    assert_eq!(arrives(&mut ferry(1, "", broken), 400), 220.0);
    // By the time that it drives, as well: standing does not count.
    let broken = "start: [\"a\"], load: \"30 s\", failure: (every: \"40 s\", repair: \"60 s\")";
    assert_eq!(arrives(&mut ferry(1, "", broken), 400), 250.0);
    // By the calendar: while it loads nothing happens, then at once.
    let broken = "start: [\"a\"], load: \"50 s\", failure: (every: \"40 s\", counts: Calendar, repair: \"60 s\")";
    assert_eq!(
        arrives(&mut ferry(1, "", broken), 600),
        50.0 + 60.0 + 40.0 + 60.0 + 40.0 + 60.0 + 20.0
    );
}

/// It brakes before it stands, and gathers speed again: 1 m and 2 s each, where 2 m would take 2 s.
#[test]
fn it_brakes_before_it_stands() {
    let broken = "start: [\"a\"], acceleration: \"0.5 m/s2\", failure: (distance: \"60 m\", repair: \"60 s\")";
    assert_eq!(arrives(&mut ferry(1, "", broken), 400), 102.0 + 60.0 + 2.0);
}

#[test]
fn where_it_was_is_what_it_keeps_and_others_wait_for_it() {
    let broken =
        "count: 2, start: [\"a\", \"c\"], failure: (distance: \"55 m\", repair: \"10 min\")";
    let mut sim = ferry(8, "", broken);
    sim.run_until(seconds(300.0)).expect("a run");
    let places = sim.vehicles();
    let stands = places.iter().filter(|it| it.speed == 0.0).count();
    assert_eq!((stands, sim.counts().consumed), (2, 0), "{places:?}");
    let of = values(&mut sim, 660.0);
    assert!(of("broken_time") >= 600.0 && of("breakdowns") >= 1.0);
}

/// It stands for 20 s, is pulled at 0.5 m/s from 40 m on to `b`, `c` and `shop`, is repaired there, and goes on by `c` and `a` to `b`.
#[test]
fn who_is_towed_is_repaired_elsewhere_and_brings_what_it_has() {
    let broken = "start: [\"a\"], failure: (distance: \"40 m\", repair: \"60 s\",
        tow: (after: \"20 s\", to: \"shop\", speed: \"0.5 m/s\"))";
    let mut sim = ferry(1, "", broken);
    let of = values(&mut sim, 40.0 + 20.0 + 240.0 + 59.0);
    assert_eq!((of("broken_time"), of("breakdowns")), (20.0 + 240.0 + 59.0, 1.0));
    // 40 m on the way to `a` it breaks down once more, and goes to the shop again: it never comes.
    assert_eq!(sim.counts().consumed, 0);
    sim.run_until(seconds(40.0 + 20.0 + 240.0 + 60.0 + 39.0)).expect("a run");
    assert_eq!(sim.vehicles()[0].speed, 1.0);
}

#[test]
fn a_crew_repairs_one_after_the_other() {
    let crew = "failure: (distance: \"40 m\", repair: \"60 s\", crew: (of: \"fitter\"))";
    let people = "people: {\"fitter\": (count: 1)},";
    assert_eq!(arrives(&mut ferry(1, people, &format!("start: [\"a\"], {crew}")), 400), 220.0);
    // Two break down at the same time: one waits for the fitter.
    let mut sim = ferry(8, people, &format!("count: 2, start: [\"a\", \"c\"], {crew}"));
    let of = values(&mut sim, 135.0);
    assert_eq!(of("breakdowns"), 2.0);
    assert!(of("broken_time") > 150.0, "{}", of("broken_time"));
}

#[test]
fn who_is_off_duty_brings_what_it_has_and_takes_nothing_new() {
    let words = "calendars: {\"day\": (open: [\"00:00-00:02\"])},";
    let mut sim = ferry(8, words, "start: [\"a\"], shift: \"day\"");
    let of = values(&mut sim, 3_600.0);
    // 100 s there; back at `a` in another 100 s, beyond the end of the shift.
    assert_eq!(sim.counts().consumed, 2);
    assert_eq!(of("off_shift_time"), 3_600.0 - 300.0);
}

/// It stands 30 m behind `b` on its way to `c`, and is pulled over `c` to the shop, 40 m.
#[test]
fn who_is_towed_has_broken_down_once() {
    let sim = || {
        sim_of(
            r#"paths: [(along: ["a", "b", "c", "d", "a"], length: "50 m"), (along: ["c", "shop"], length: "20 m", two_way: true)],
        vehicles: {"x": (start: ["a"], speed: "1 m/s", tour: [(at: "b"), (at: "c")],
            failure: (distance: "80 m", repair: "60 s", tow: (after: "30 s", to: "shop")))}"#,
        )
    };
    let of = values(&mut sim(), 205.0);
    // Broken from 80 s on, towed from 110 s to 150 s, repaired at 210 s: one breakdown, at whatever instant one looks.
    assert_eq!((of("broken_time"), of("breakdowns")), (125.0, 1.0));
    let of = values(&mut sim(), 215.0);
    assert_eq!((of("broken_time"), of("breakdowns")), (130.0, 1.0));
}

/// A vehicle stands before `b` while another one dwells at `c`: from 50 s to 500 s, whoever planned what.
#[test]
fn a_place_tells_of_all_that_was_waited_before_it() {
    for traffic in ["Planned", "FirstCome"] {
        let mut sim = sim_of(&format!(
            r#"traffic: {traffic}, paths: [(along: ["a", "b", "c", "d", "a"], length: "100 m")], vehicles: {{
            "y": (start: ["c"], speed: "2 m/s", tour: [(at: "c", dwell: "500 s"), (at: "a")], repeat: false),
            "x": (start: ["a"], speed: "2 m/s", tour: [(at: "d")], repeat: false)}}"#,
        ));
        let values = kpis(&mut sim, 1_000.0);
        let fleet = sim.plant().find("agvs");
        let longest = |kpi: &str| {
            let own = values.iter().filter(|it| it.kpi == kpi && it.equipment != fleet);
            own.map(|it| it.value).fold(0.0, f64::max)
        };
        let waited = (longest("traffic_time"), longest("place_traffic_time"));
        assert_eq!(waited, (450.0, 450.0), "{traffic}");
    }
}

/// One breaks down on the way to where it makes way, and has nothing to do once it stands there. Another one that wants to go there, to
/// wait as well, stood behind it for the rest of the run.
#[test]
fn who_has_nothing_to_do_after_a_repair_makes_way() {
    let text = r#"Scene(run: (duration: "8 h"), equipment: {
        "s": Source(at: ["36 s", "187 s"], to: ["k"]), "k": Sink(), "agvs": Fleet(
            paths: [(along: ["a", "b", "c", "a"], length: "10 m")],
            stations: {"s": (at: "b", waiting: Unlimited), "k": (at: "c")}, idle: Distribute, parks: ["a", "b"],
            vehicles: {"v": (count: 2, start: ["b", "a"], length: "1 m", speed: "1 m/s", load: "5 s", unload: "5 s",
                failure: (every: "38 s", repair: "40 s"))})})"#;
    let mut sim = Sim::new(&model(text), RunOptions::default()).expect("a plant");
    let of = values(&mut sim, 28_800.0);
    assert_eq!((sim.counts().consumed, of("deadlocks")), (2, 0.0));
    // Each of them breaks down a few times at most: longer than some repairs nobody waits.
    assert!(of("longest_traffic_wait") < 200.0, "{}", of("longest_traffic_wait"));
}

/// How often a vehicle came to each way and zone of a ring in 345 s.
fn entries(blocks: u32) -> Vec<(String, f64)> {
    let mut sim = sim_of(&format!(
        r#"paths: [(along: ["a", "b", "c", "d", "a"], length: "20 m", blocks: {blocks})], zones: {{"z": (points: ["d", "a"])}},
        vehicles: {{"v": (start: ["b"], speed: "1 m/s", length: "1 m", tour: [(at: "a"), (at: "b", dwell: "10 s"), (at: "d")])}}"#,
    ));
    let values = kpis(&mut sim, 345.0);
    let plant = sim.plant();
    let places = plant.place_ids(plant.find("agvs").expect("a fleet"));
    let of = |id| {
        let own = values.iter().find(|it| it.kpi == "place_entries" && it.equipment == Some(id));
        own.map(|it| (plant.name(id), it.value))
    };
    places.filter_map(of).collect()
}

/// Rounds of 90 s, of which the fourth is not over: whoever goes from one block of a way to the next is still on it.
#[test]
fn a_way_in_blocks_is_entered_once() {
    let whole = entries(1);
    let of =
        |name: &str| whole.iter().find(|(own, _)| own.ends_with(name)).map(|(_, count)| *count);
    assert_eq!((of("c - d"), of("z")), (Some(4.0), Some(4.0)), "{whole:?}");
    assert_eq!(entries(2), whole);
    assert_eq!(entries(4), whole);
}

/// With both ends of a way, its blocks lie in a zone: while one is between them, nobody comes into it from behind.
#[test]
fn the_blocks_between_two_points_of_a_zone_lie_in_it() {
    for traffic in ["Planned", "FirstCome"] {
        let text = format!(
            r#"traffic: {traffic}, paths: [(along: ["a", "b", "c", "d", "a"], length: "20 m", blocks: 4)], zones: {{"z": (points: ["d", "a"])}},
            vehicles: {{"v": (count: 2, start: ["d", "c - d 3/4"], speed: "1 m/s", length: "1 m", tour: [(at: "b"), (at: "c"), (at: "d")])}}"#
        );
        let text = text.replace("\"c - d 3/4\"", "\"c\"");
        let mut sim = sim_of(&text);
        let plant = sim.plant().clone();
        let (_, fleet) = plant.fleets().next().expect("a fleet");
        let is_in = |node: u32| {
            let name = &fleet.nodes[node as usize].name;
            name == "d" || name == "a" || name.starts_with("d - a")
        };
        let mut most = 0;
        for at in 0..1_200 {
            sim.run_until(seconds(f64::from(at) / 2.0)).expect("a run");
            let all = sim.vehicles();
            let inside =
                all.iter().filter(|it| is_in(it.to) && (is_in(it.from) || it.along >= it.way));
            most = most.max(inside.count());
        }
        assert_eq!(most, 1, "{traffic}");
    }
}
