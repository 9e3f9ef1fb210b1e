//! Blocking before service, by hand: what is reserved, for whom, and until when.

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn run(minutes: u64, equipment: &str) -> Outcome {
    let text = format!("Scene(run: (duration: \"{minutes} min\"), equipment: {{{equipment}}})");
    let case = Case::read("blocking.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// A value of the equipment with this position in the natural order of the names; nothing is 0.
fn at(outcome: &Outcome, position: usize, kpi: &str) -> f64 {
    let mut values = outcome.values.iter().filter(|value| value.kpi == kpi);
    let found = values.find(|value| value.equipment.is_some_and(|it| it.index() == position));
    found.map_or(0.0, |value| value.value)
}

#[test]
fn work_begins_when_there_is_a_place_for_it() {
    let line = |blocking: &str| {
        let equipment = format!(
            r#""1": Station(process: "10 s", {blocking}to: ["2"]), "2": Station(process: "30 s", to: ["out"]),
            "in": Source(at: ["0 s", "0 s"], to: ["1"]), "out": Sink()"#
        );
        run(2, &equipment)
    };
    // After service the second item is worked on from 10 s to 20 s and stays until 40 s; before service it is not begun
    // until 40 s, and the second machine lacks it until 50 s.
    for (blocking, blocked, makespan) in [
        ("", 20.0, 70.0),
        ("blocking: AfterService, ", 20.0, 70.0),
        ("blocking: BeforeService, ", 30.0, 80.0),
    ] {
        let outcome = line(blocking);
        assert_eq!(
            (at(&outcome, 0, "blocked_time"), at(&outcome, 0, "processing_time")),
            (blocked, 20.0)
        );
        assert_eq!(value(&outcome, "makespan"), makespan, "{blocking}");
    }
}

#[test]
fn a_place_that_is_reserved_is_nobody_elses() {
    // The first machine has the only place of the buffer from the beginning; the second one is done at 10 s.
    let two = |what: &str| {
        let equipment = format!(
            r#""1": Station(process: "20 s", blocking: BeforeService, {what}to: ["3"]),
            "2": Station(process: "10 s", to: ["3"]),
            "3": Buffer(capacity: 1, to: ["4"]), "4": Station(process: "5 s", to: ["out"]),
            "in 1": Source(at: ["0 s"], to: ["1"]), "in 2": Source(at: ["0 s"], to: ["2"]), "out": Sink()"#
        );
        run(1, &equipment)
    };
    let outcome = two("");
    assert_eq!((at(&outcome, 0, "blocked_time"), at(&outcome, 1, "blocked_time")), (0.0, 10.0));
    // What is spoilt gives its place back: at 15 s by a failure, at 20 s by its process.
    let fails = r#"with: [Failure(every: "15 s", counts: Calendar, repair: "1 h", item: Scrap)], "#;
    assert_eq!(at(&two(fails), 1, "blocked_time"), 5.0);
    assert_eq!(at(&two("quality: (scrap: 0.999999999), "), 1, "blocked_time"), 10.0);
    // A machine that is down keeps its place.
    let resumes = r#"with: [Failure(every: "15 s", counts: Processing, repair: "30 s")], "#;
    assert_eq!(at(&two(resumes), 1, "blocked_time"), 40.0);
}

#[test]
fn who_waits_for_a_place_has_its_turn() {
    // Both want the place of the third machine, which is free every 10 s: first come, first served, in turn.
    let equipment = r#""1": Station(process: "1 s", blocking: BeforeService, to: ["3"]),
        "2": Station(process: "1 s", to: ["3"]), "3": Station(process: "9 s", to: ["out"]),
        "in 1": Source(product: "x", to: ["1"]), "in 2": Source(product: "y", to: ["2"]), "out": Sink()"#;
    let outcome = run(60, equipment);
    let of = |name: usize| at(&outcome, name, "processing_time");
    assert!((of(0) - of(1)).abs() <= 2.0, "{} and {}", of(0), of(1));
}

#[test]
fn several_ways_and_several_places() {
    // With two places and two receivers of one place each, both items are begun at once, and the third at 30 s.
    let equipment = r#""1": Station(places: 2, process: "10 s", blocking: BeforeService, queue: 5, to: ["2", "3"]),
        "2": Station(process: "20 s", to: ["out"]), "3": Station(process: "40 s", to: ["out"]),
        "in": Source(at: ["0 s", "0 s", "0 s", "0 s"], to: ["1"]), "out": Sink()"#;
    let outcome = run(3, equipment);
    assert_eq!(outcome.counts.consumed, 4);
    // Begun at 0 s, 0 s, 30 s (`2` is free) and 50 s (`3` is): done at 30 s, 50 s, 60 s and 100 s.
    assert_eq!(value(&outcome, "makespan"), 100.0);
    assert_eq!(at(&outcome, 0, "blocked_time"), 20.0 + 10.0);
}
