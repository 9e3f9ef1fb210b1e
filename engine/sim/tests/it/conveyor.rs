//! Belts, by hand: where items are while the belt runs, stops, fails and is slowed down, and what is right to the nanosecond.

use plantwright_units::SimTime;

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn case(equipment: &str) -> Case {
    let text = format!(
        r#"Scene(run: (duration: "10 min"), products: {{
            "box": (length: "400 mm"), "bag": (length: "900 mm"), "item": ()}}, equipment: {{{equipment}}})"#
    );
    Case::read("conveyor.ron", &text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"))
}

fn run(equipment: &str) -> Outcome {
    case(equipment).whole()
}

/// Processing, blocked and down times of the only belt [s].
fn times(outcome: &Outcome) -> [f64; 3] {
    ["processing_time", "blocked_time", "down_time"].map(|kpi| value(outcome, kpi))
}

/// Two items from 0 s and 3 s on, over 5 m in 10 s, to a machine.
fn two(more: &str, machine: &str) -> Outcome {
    run(&format!(
        r#""in": Source(product: "item", at: ["0 s", "3 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m"{more}, to: ["b"]),
        "b": Station(process: "{machine}", to: ["out"]), "out": Sink()"#
    ))
}

#[test]
fn it_moves_stands_and_is_free() {
    // The first is taken at 10 s; the second is at the exit at 13 s, and waits there until 30 s.
    let outcome = two("", "20 s");
    assert_eq!(times(&outcome), [13.0, 17.0, 0.0]);
    assert_eq!(value(&outcome, "makespan"), 50.0);
}

#[test]
fn those_behind_go_on_until_they_touch() {
    let three = |accumulating: bool| {
        run(&format!(
            r#""in": Source(product: "item", at: ["0 s", "2 s", "8 s"], to: ["a belt"]),
            "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", accumulating: {accumulating}, to: ["b"]),
            "b": Station(process: "20 s", to: ["out"]), "out": Sink()"#
        ))
    };
    // The second waits from 12 s to 30 s. The third touches it at 4 m, at 16 s, and is at the exit at 32 s; without
    // accumulation it stands at 2 m from 12 s to 30 s, and is there at 36 s. Both wait until 50 s.
    assert_eq!(times(&three(true)), [16.0 + 2.0, 14.0 + 18.0, 0.0]);
    assert_eq!(times(&three(false)), [12.0 + 6.0, 18.0 + 14.0, 0.0]);
}

#[test]
fn a_failure_stops_everything() {
    // After 6 s of movement it stands for 10 s: the items are at the exit at 20 s and 23 s.
    let fails = |item: &str| {
        format!(
            r#", with: [Failure(every: "6 s", counts: Processing, repair: "10 s", item: {item})]"#
        )
    };
    let outcome = two(&fails("Resume"), "1 s");
    // Again after 12 s of movement, at 22 s, 1 s before the second is at the exit.
    assert_eq!(times(&outcome), [13.0, 0.0, 20.0]);
    assert_eq!(value(&outcome, "makespan"), 34.0);
    let outcome = two(&fails("Scrap"), "1 s");
    assert_eq!((outcome.counts.scrapped, outcome.counts.consumed), (2, 0));
}

#[test]
fn it_is_slowed_down_where_it_is() {
    // 4 s at full speed, the other 3 m of the first in 12 s; the second, 0.5 m on by then, takes 18 s more.
    let slow = r#", with: [Degradation(stages: [(lasts: "4 s"), (lasts: "1 h", speed: 0.5)], counts: Calendar, repair: "1 s")]"#;
    let outcome = two(slow, "1 s");
    assert_eq!(value(&outcome, "makespan"), 23.0);
}

#[test]
fn mixed_lengths() {
    // The gap is behind each item: 0.5 m after a box, 1 m after a bag. Whoever waits comes as soon as there is room.
    let outcome = run(
        r#""in": Source(orders: {"1": (product: "bag"), "2": (product: "box"), "3": (product: "box")}, to: ["a belt"]),
        "a belt": Conveyor(length: "2 m", speed: "0.5 m/s", gap: "100 mm", to: ["out"]), "out": Sink()"#,
    );
    // They come at 0 s, 2 s and 3 s, and go 4 s later.
    assert_eq!(value(&outcome, "makespan"), 7.0);
}

#[test]
fn rounding_does_not_add_up() {
    // 1 m at 0.3 m/s takes no whole number of nanoseconds. 90 items come as close as they can: the last one leaves after
    // 1 m and 89 m, 300 s, and not after 89 roundings more.
    let at = vec!["\"0 s\""; 90].join(", ");
    let equipment = format!(
        r#""in": Source(product: "item", at: [{at}], to: ["a belt"]),
        "a belt": Conveyor(length: "1 m", speed: "0.3 m/s", pitch: "1 m", to: ["out"]), "out": Sink()"#
    );
    assert_eq!(value(&run(&equipment), "makespan"), 300.0);
}

#[test]
fn a_long_queue_costs_no_more_than_a_short_one() {
    // The same number of events, and of instants waited for, for each item, whether 5 or 10 000 stand on the belt.
    let events = |length: u32| {
        let equipment = format!(
            r#""in": Source(product: "item", to: ["a belt"]),
            "a belt": Conveyor(length: "{length} m", speed: "50 m/s", pitch: "1 m", to: ["b"]),
            "b": Station(process: "100 ms", to: ["out"]), "out": Sink()"#
        );
        let case = case(&equipment);
        let mut run = case.start();
        // What comes at 50 /s and goes at 10 /s is full of 10 000 after 250 s.
        run.go(SimTime::from_nanos(300_000_000_000));
        let before = run.outcome().counts;
        assert!(before.present >= u64::from(length), "{before:?}");
        run.go(SimTime::from_nanos(360_000_000_000));
        run.outcome().counts.events - before.events
    };
    let (short, long) = (events(5), events(10_000));
    assert!(short > 1_000 && short.abs_diff(long) <= 5, "{short} and {long}");
}

#[test]
fn who_goes_first_at_the_entry() {
    let lanes = |merge: &str| {
        let mut case = run(&format!(
            r#""in a": Source(product: "box", to: ["a belt"]), "in b": Source(product: "bag", to: ["a belt"]),
            "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", merge: {merge}, to: ByProduct({{"box": "x", "bag": "y", "item": "x"}})),
            "x": Sink(), "y": Sink()"#
        ));
        case.values.retain(|value| value.kpi == "throughput" && value.equipment.is_some());
        case.values.iter().map(|value| value.value.round()).collect::<Vec<_>>()
    };
    let turns = lanes("InTurn");
    assert!((turns[0] - turns[1]).abs() <= 6.0, "{turns:?}");
    // The other one is at hand first, once.
    let first = lanes(r#"Priority(["in b"])"#);
    assert!(first[0] <= 6.0 && first[1] > 1_700.0, "{first:?}");
}

#[test]
fn belts_in_a_row_pass_items_on_as_one() {
    // Items of mixed lengths queue up over the joint, which is where others could come or go.
    let run_of = |belts: &str| {
        let outcome = run(&format!(
            r#""in": Source(mix: {{"box": 0.5, "bag": 0.5}}, every: Exponential("4 s"), to: ["a belt"]), {belts},
            "b": Station(process: Exponential("2 s"), to: ["out"], with: [Failure(every: "1 min", counts: Up, repair: "20 s")]),
            "out": Sink()"#
        ));
        (outcome.counts.consumed, outcome.counts.created, value(&outcome, "mean_flow_time"))
    };
    let one =
        run_of(r#""a belt": Conveyor(length: "9 m", speed: "0.5 m/s", gap: "100 mm", to: ["b"])"#);
    let two = run_of(
        r#""a belt": Conveyor(length: "4 m", speed: "0.5 m/s", gap: "100 mm", to: ["z belt"]),
        "z belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", to: ["b"])"#,
    );
    assert_eq!((one.0, one.1), (two.0, two.1));
    assert!(one.0 > 90 && (one.2 - two.2).abs() < 1e-6, "{one:?} {two:?}");
}

#[test]
fn what_stands_on_inclines_and_in_curves() {
    let stands = |measures: &str, shape: &str| {
        let text = format!(
            r#"Scene(run: (duration: "10 min"), products: {{"box": (length: "400 mm", {measures})}}, equipment: {{
                "in": Source(product: "box", every: "4 s", to: ["a belt"]), "out": Sink(),
                "a belt": Conveyor(length: "5 m", speed: "2 m/s", gap: "100 mm", {shape}, to: ["out"])}})"#
        );
        Case::read("conveyor.ron", &text, None, u64::MAX).is_ok()
    };
    // Three, four, five: a slope of 3/4, up and down, which items stand on that are no higher than 4/3 of their length.
    for rise in ["3 m", "-3 m"] {
        assert!(stands("", &format!(r#"rise: "{rise}", friction: 0.7501"#)));
        assert!(!stands("", &format!(r#"rise: "{rise}", friction: 0.7499"#)));
        let high = |height: &str| {
            stands(&format!("height: {height:?}"), &format!(r#"rise: "{rise}", friction: 1"#))
        };
        assert!(high("533 mm") && !high("534 mm"));
    }
    // (2 m/s)² / (1 m x 9.81 m/s²) = 0.407 747.
    assert!(stands("", r#"radius: "1 m", friction: 0.4078"#));
    assert!(!stands("", r#"radius: "1 m", friction: 0.4077"#));
    let wide = |width: &str| {
        stands(&format!(r#"height: "1 m", width: {width:?}"#), r#"radius: "1 m", friction: 1"#)
    };
    assert!(wide("408 mm") && !wide("407 mm"));
}

#[test]
fn an_eye_that_clears_as_the_entry_does_lets_the_next_one_in() {
    // An item a second from 0 s on; the first is out at 4 s, and then as many as come.
    let with = |eye: &str| {
        let outcome = run(&format!(
            r#""in": Source(product: "box", to: ["a belt"]), "out": Sink(),
            "a belt": Conveyor(length: "4 m", speed: "1 m/s", pitch: "1 m"{eye}, to: ["out"])"#
        ));
        outcome.counts.consumed
    };
    let without = with("");
    assert_eq!(without, 600 - 3);
    for at in ["3.4 m", "3.55 m", "3.6 m", "4 m"] {
        let eye = format!(r#", eyes: {{"eye": (at: "{at}", closes: true)}}"#);
        assert_eq!(with(&eye), without, "{at}");
    }
}

#[test]
fn a_belt_whose_beats_follow_its_moves_takes_items() {
    let rows = |index: &str| {
        let belt = |name: &str, to: &str| {
            format!(
                r#""{name}": Conveyor(length: "1.8 m", speed: "0.5 m/s", pitch: "600 mm", index: {index}, to: ["{to}"]),"#
            )
        };
        let (first, second) = (belt("a", "b"), belt("b", "out"));
        run(&format!(r#""in": Source(product: "box", to: ["a"]), {first} {second} "out": Sink()"#))
            .counts
            .consumed
    };
    // A move takes 1.2 s, and an item six of them.
    let moves = rows("WhenFree");
    assert!((492..=495).contains(&moves), "{moves}");
    let beats = rows(r#"Every("1.2 s")"#);
    assert!(beats.abs_diff(moves) <= 2, "{beats} {moves}");
}

#[test]
fn what_a_belt_takes_at_the_speeds_that_it_has_is_no_waiting() {
    let alone = |speeds: &str, with: &str| {
        let outcome = run(&format!(
            r#""in": Source(product: "box", limit: 1, every: "1 s", to: ["a belt"]), "out": Sink(),
            "a belt": Conveyor(length: "10 m", speed: "0.1 m/s", pitch: "1 m", speeds: [{speeds}], to: ["out"], with: [{with}])"#
        ));
        (
            value(&outcome, "makespan"),
            value(&outcome, "max_flow_time"),
            value(&outcome, "production_process_ratio"),
        )
    };
    // On at 1 s; 9 m by 91 s, and the last one in 1 s.
    assert_eq!(alone(r#"(from: "91 s", speed: "1 m/s")"#, ""), (92.0, 91.0, 1.0));
    // 5 m by 51 s, and then 5 m in 100 s.
    assert_eq!(alone(r#"(from: "51 s", speed: "0.05 m/s")"#, ""), (151.0, 150.0, 1.0));
    // While it is down, from 21 s to 51 s, is waiting.
    let fails = r#"Failure(every: "20 s", counts: Processing, repair: "30 s")"#;
    let (end, flow, share) = alone(r#"(from: "91 s", speed: "1 m/s")"#, fails);
    assert!(end > 92.0 && flow > 91.0 && share < 1.0, "{end} {flow} {share}");
}

#[test]
fn eyes_that_stop_each_others_belts_are_a_circle() {
    let case = case(
        r#""in": Source(product: "box", every: "2 s", to: ["a"]),
        "a": Conveyor(length: "6 m", speed: "0.5 m/s", gap: "100 mm", eyes: {"ea": (at: "5 m", covered_for: "1 s", stops: ["b"])}, to: ["b"]),
        "b": Conveyor(length: "6 m", speed: "0.5 m/s", gap: "100 mm", eyes: {"eb": (at: "1 m", covered_for: "1 s", stops: ["a"])}, to: ["st"]),
        "st": Station(process: "2.5 s", to: ["out"]), "out": Sink()"#,
    );
    let mut sim = plantwright_sim::Sim::new(&case.model, case.options()).expect("a plant");
    sim.run_until(case.end).expect("a run");
    let plant = sim.plant().clone();
    let circle = sim.circle();
    let names = |ids: &[plantwright_units::EquipmentId]| -> Vec<String> {
        ids.iter().map(|id| plant.name(*id)).collect()
    };
    let told: Vec<_> =
        circle.iter().map(|it| (plant.name(it.holder), names(&it.waits_for))).collect();
    let each = |one: &str, other: &str| (one.to_owned(), vec![other.to_owned()]);
    assert_eq!(told, [each("a", "b"), each("b", "a")]);
}
