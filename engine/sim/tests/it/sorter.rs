//! Sorters, by hand: gaps that come by, exits that are full, loops, and what is right to the nanosecond.

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn case(equipment: &str) -> Case {
    let text = format!(
        r#"Scene(run: (duration: "10 min"), products: {{"a": (length: "400 mm"), "b": (length: "900 mm")}}, equipment: {{{equipment}}})"#
    );
    Case::read("sorter.ron", &text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"))
}

fn makespan(equipment: &str) -> f64 {
    value(&case(equipment).whole(), "makespan")
}

/// Processing, blocked and down times of the only belt [s].
fn times(outcome: &Outcome) -> [f64; 3] {
    ["processing_time", "blocked_time", "down_time"].map(|kpi| value(outcome, kpi))
}

#[test]
fn items_come_and_go_along_it() {
    let from = |entry: &str, exit: &str| {
        makespan(&format!(
            r#""in a": Source(product: "a", at: ["0 s"], to: ["sorter"]), "in b": Source(product: "b", at: ["0 s"], to: ["sorter"]),
            "sorter": Sorter(length: "40 m", speed: "2 m/s", pitch: "1 m", {entry} exits: {{"x": "10 m"{exit}}}, to: ByProduct({{"a": "x", "b": "y"}})),
            "x": Sink(), "y": Sink()"#
        ))
    };
    // Over 36 m; over 20 m; the first one from 0 m to 10 m is on its way for 5 s.
    assert_eq!(from(r#"entries: {"in b": "4 m"},"#, ""), 18.0);
    assert_eq!(from(r#"entries: {"in b": "4 m"},"#, r#", "y": "24 m""#), 10.0);
    assert_eq!(from(r#"entries: {"in b": "4 m"},"#, r#", "y": "5 m""#), 5.0);
    // Both wait for the same place. The second one comes half a second later, when the first one is 1 m on.
    assert_eq!(from("", ""), 20.5);
}

/// When the item that comes at 4 m, ready at 2 s, is at 10 m, among so many from 0 m on.
fn side(spacing: &str, others: &[f64]) -> f64 {
    let at: Vec<String> = others.iter().map(|at| format!("\"{at} s\"")).collect();
    let outcome = case(&format!(
        r#""in a": Source(product: "a", at: [{}], to: ["sorter"]), "in b": Source(product: "b", at: ["2 s"], to: ["sorter"]),
        "sorter": Sorter(length: "40 m", speed: "2 m/s", {spacing}, entries: {{"in b": "4 m"}}, exits: {{"x": "10 m", "y": "5 m"}}, to: ByProduct({{"a": "y", "b": "x"}})),
        "x": Sink(), "y": Sink()"#,
        at.join(", ")
    ));
    value(&outcome.whole(), "makespan")
}

#[test]
fn what_is_on_it_has_right_of_way() {
    // One is at 4 m at 2 s: 1 m behind it, at 2.5 s. The next one, at 3 m by then, is just far enough off.
    assert_eq!(side("pitch: \"1 m\"", &[0.0]), 5.5);
    assert_eq!(side("pitch: \"1 m\"", &[0.0, 1.0]), 5.5);
    // They are 1.5 m apart: the first gap is behind the last one.
    assert_eq!(side("pitch: \"1 m\"", &[0.0, 0.75, 1.5]), 7.0);
    // The one that comes needs 1 m behind it, those that are there 0.5 m: 1.5 m are enough.
    assert_eq!(side("gap: \"100 mm\"", &[0.0, 0.75, 1.5]), 5.25);
    assert_eq!(side("gap: \"100 mm\"", &[0.0, 0.7, 1.4]), 6.65);
}

#[test]
fn a_full_exit_stops_it() {
    let outcome = case(
        r#""in": Source(product: "a", at: ["0 s", "1 s", "2 s"], to: ["sorter"]),
        "sorter": Sorter(length: "40 m", speed: "2 m/s", pitch: "1 m", exits: {"x": "10 m"}, to: ["x"]),
        "x": Station(process: "10 s", to: ["out"]), "out": Sink()"#,
    );
    // The second stands at the exit from 6 s until 15 s, the third gets there at 16 s, and stands until 25 s.
    let outcome = outcome.whole();
    assert_eq!(times(&outcome), [7.0, 18.0, 0.0]);
    assert_eq!(value(&outcome, "makespan"), 35.0);
}

#[test]
fn of_several_exits_each_is_tried() {
    let sorts = |last: &str| {
        makespan(&format!(
            r#""in": Source(product: "a", at: ["0 s", "1 s", "2 s"], to: ["sorter"]),
            "sorter": Sorter(length: "40 m", speed: "2 m/s", pitch: "1 m", exits: {{"x": "10 m", "y": "20 m"{last}}}, to: ["y", "x", "z"]),
            "x": Station(process: "100 s", to: ["out"]), "y": Station(process: "50 s", to: ["out"]),
            "z": Station(process: "20 s", to: ["out"]), "out": Sink()"#
        ))
    };
    // By where they are, and not by their order in the list: x from 5 s on, y from 11 s on, z from 22 s on.
    assert_eq!(sorts(""), 105.0);
    // z comes first, at 2.5 s, x at 6 s, and y at 12 s.
    assert_eq!(sorts(r#", "z": "5 m""#), 106.0);
}

/// Where two ways out lie at the same place, an item that one refuses is taken by the other, or waits for the last one.
#[test]
fn two_may_take_from_one_exit() {
    let made = |end: &str| {
        let outcome = case(&format!(
            r#""in": Source(product: "a", limit: 40, to: ["sorter"]),
            "sorter": Sorter(length: "10 m", speed: "2 m/s", pitch: "1 m", {end} to: ["x", "y"]),
            "x": Station(process: "4 s", to: ["out"]), "y": Station(process: "4 s", to: ["out"]), "out": Sink()"#
        ))
        .whole();
        (outcome.counts.consumed, value(&outcome, "makespan"))
    };
    // Two at a time, every 4 s: at 5 s and 5.5 s. The third waits for `y` until 9.5 s, and the fourth comes to `x` at 10 s.
    assert_eq!(made(""), (40, 86.0));
    assert_eq!(made(r#"exits: {"x": "10 m", "y": "10 m"},"#), (40, 86.0));
    assert_eq!(made(r#"exits: {"x": "6 m", "y": "6 m"}, closed: true,"#).0, 40);
}

#[test]
fn what_is_not_taken_goes_round_a_loop() {
    let outcome = case(
        r#""in": Source(product: "a", at: ["0 s", "1 s"], to: ["sorter"]),
        "sorter": Sorter(length: "20 m", speed: "2 m/s", pitch: "1 m", closed: true, exits: {"x": "10 m"}, to: ["x"]),
        "x": Station(process: "8 s", to: ["out"]), "out": Sink()"#,
    );
    // The second comes by at 6 s, when x is busy until 13 s, and again at 16 s.
    let outcome = outcome.whole();
    assert_eq!(value(&outcome, "makespan"), 24.0);
    assert_eq!(times(&outcome), [16.0, 0.0, 0.0]);
    // Against the direction of a straight one: round the joint.
    let round = r#""in": Source(product: "a", at: ["0 s"], to: ["sorter"]),
        "sorter": Sorter(length: "20 m", speed: "2 m/s", pitch: "1 m", closed: true, entries: {"in": "15 m"}, exits: {"x": "10 m"}, to: ["x"]),
        "x": Sink()"#;
    assert_eq!(makespan(round), 7.5);
}

#[test]
fn a_loop_holds_what_fits_on_it() {
    let case = case(
        r#""in": Source(product: "a", every: "100 ms", to: ["sorter"]),
        "sorter": Sorter(length: "5.5 m", speed: "2 m/s", pitch: "1 m", closed: true, exits: {"x": "2 m"}, to: ["x"]),
        "x": Station(process: "1 h", to: ["out"]), "out": Sink()"#,
    );
    let mut run = case.start();
    run.go(case.end);
    let plant = run.sim.plant().clone();
    let at = |name: &str| plant.find(name).expect("equipment of that name");
    assert_eq!((run.sim.items_at(at("sorter")), run.sim.items_at(at("x"))), (5, 1));
}

#[test]
fn rounding_does_not_add_up() {
    // 1 m at 0.3 m/s takes no whole number of nanoseconds. 90 items come as close as they can at 1 m, the last one 89 m
    // behind the first, and leave 4 m on: after 93 m, and not 89 roundings later.
    let at = vec!["\"0 s\""; 90].join(", ");
    let equipment = format!(
        r#""in": Source(product: "a", at: [{at}], to: ["sorter"]),
        "sorter": Sorter(length: "6 m", speed: "0.3 m/s", pitch: "1 m", entries: {{"in": "1 m"}}, exits: {{"out": "5 m"}}, to: ["out"]), "out": Sink()"#
    );
    assert_eq!(makespan(&equipment), 310.0);
}

#[test]
fn a_failure_stops_everything() {
    let fails = |item: &str| {
        case(&format!(
            r#""in": Source(product: "a", at: ["0 s", "3 s"], to: ["sorter"]),
            "sorter": Sorter(length: "5 m", speed: "0.5 m/s", pitch: "1 m", to: ["out"],
                with: [Failure(every: "6 s", counts: Processing, repair: "10 s", item: {item})]), "out": Sink()"#
        ))
        .whole()
    };
    // After 6 s and after 12 s of movement it stands for 10 s: the items are at its end at 20 s and 33 s.
    let outcome = fails("Resume");
    assert_eq!(times(&outcome), [13.0, 0.0, 20.0]);
    assert_eq!(value(&outcome, "makespan"), 33.0);
    assert_eq!(fails("Scrap").counts.scrapped, 2);
}

/// Two that come to the same exit a second apart, 5 s after they came.
fn two(more: &str) -> String {
    format!(
        r#""in": Source(product: "a", at: ["0 s", "1 s"], to: ["sorter"]),
        "sorter": Sorter(length: "40 m", speed: "2 m/s", pitch: "1 m", {more} exits: {{"x": "10 m"}}, to: ["x"]), "x": Sink()"#
    )
}

#[test]
fn what_takes_items_off_is_busy_for_a_while() {
    let end = |more: &str| makespan(&two(more));
    assert_eq!(end(""), 6.0);
    // The second one waits until the pusher is back, at 7 s; on a loop it goes round, for 20 s.
    assert_eq!(end(r#"transfer: (takes: "2 s"),"#), 7.0);
    assert_eq!(end(r#"transfer: (takes: "2 s"), closed: true,"#), 26.0);
    // A pop-up transfer holds up all that is on the belt, from 5 s to 7 s.
    assert_eq!(end(r#"transfer: (takes: "2 s", stands: true),"#), 8.0);
    assert_eq!(end(r#"transfer: (takes: "1 s"),"#), 6.0);
}

#[test]
fn an_eye_that_stays_covered_has_been_so_until_the_end() {
    // The first item is before the eye at 2 s, and stands there, behind nobody, from 3 s on: the belt ends at the machine.
    let text = r#"Scene(run: (duration: "60 s", warm_up: "10 s"), products: {"a": (length: "400 mm")}, equipment: {
        "in": Source(product: "a", at: ["0 s", "1 s"], to: ["belt"]), "out": Sink(),
        "belt": Conveyor(length: "3 m", speed: "1 m/s", gap: "100 mm", eyes: {"full": (at: "2.9 m")}, to: ["machine"]),
        "machine": Station(process: "1 h", to: ["out"])})"#;
    let case =
        Case::read("eye.ron", text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    // The second one covers it from 3.9 s on; from 10 s on it counts.
    assert_eq!(value(&case.whole(), "eye_covered_time"), 50.0);
}

#[test]
fn photo_eyes_see_what_goes_by() {
    let eyes = r#"eyes: {"e": (at: "5 m", closes: true)},"#;
    let outcome = case(&two(eyes)).whole();
    assert_eq!((value(&outcome, "eye_counts"), value(&outcome, "makespan")), (2.0, 6.0));
    // 400 mm at 2 m/s.
    assert!((value(&outcome, "eye_covered_time") - 0.4).abs() < 1e-9);
    // Who would come while it is covered, from 2.5 s to 2.7 s, comes then.
    let late = two(eyes).replace("\"1 s\"", "\"2600 ms\"");
    assert_eq!(makespan(&late), 7.7);
    // A loop on which one goes round is seen once each round.
    let round = two(eyes)
        .replace("pitch", "closed: true, pitch")
        .replace("Sink()", r#"Station(process: "50 s", to: ["out"]), "out": Sink()"#);
    let outcome = case(&round).whole();
    // The first one, and the second at 3.5, 23.5, 43.5 and 63.5 s.
    assert_eq!(value(&outcome, "eye_counts"), 5.0);
}

#[test]
fn a_loop_full_of_items_for_who_waits_for_it_is_a_circle() {
    let text = r#"Scene(run: (duration: "10 h"), equipment: {
        "in": Source(every: "4 s", to: ["loop"]), "out": Sink(),
        "loop": Sorter(length: "20 m", speed: "1 m/s", pitch: "500 mm", closed: true, entries: {"in": "0 m", "rework": "3 m"},
            exits: {"out": "10 m", "rework": "15 m"}, to: Probability({"out": 0.5, "rework": 0.5})),
        "rework": Station(process: "3 s", to: ["loop"])})"#;
    let case = Case::read("gridlock.ron", text, None, u64::MAX).expect("a scene");
    let mut sim = plantwright_sim::Sim::new(&case.model, case.options()).expect("a plant");
    // While there is room on it, it is none.
    sim.run_until(plantwright_units::SimTime::from_nanos(60_000_000_000)).expect("a run");
    assert!(sim.circle().is_empty());
    sim.run_until(case.end).expect("a run");
    let plant = sim.plant().clone();
    let circle = sim.circle();
    let told: Vec<_> = circle
        .iter()
        .map(|it| (plant.name(it.holder), it.items, plant.name(it.waits_for[0])))
        .collect();
    let each = |one: &str, items, other: &str| (one.to_owned(), items, other.to_owned());
    assert_eq!(told, [each("loop", 40, "rework"), each("rework", 1, "loop")]);
}
