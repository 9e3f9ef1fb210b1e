//! Paced lines and failures on demand, by hand.

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn run(minutes: u64, equipment: &str) -> Outcome {
    let text = format!("Scene(run: (duration: \"{minutes} min\"), equipment: {{{equipment}}})");
    let case = Case::read("beats.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// Items come at 0 s, 10 s and 70 s to a station with a queue.
fn one(station: &str) -> Outcome {
    let equipment = format!(
        r#""in": Source(at: ["0 s", "10 s", "70 s"], to: ["m"]),
        "m": Station(queue: Unlimited, {station}, to: ["out"]), "out": Sink()"#
    );
    run(20, &equipment)
}

#[test]
fn work_begins_at_beats_alone() {
    for (station, makespan) in [
        (r#"process: "20 s", takt: "1 min""#, 140.0),
        // Who takes longer than the takt begins at every second beat.
        (r#"process: "70 s", takt: "1 min""#, 310.0),
        // What is finished at a beat makes room at that beat; what is set up, or loaded, begins with that.
        (r#"process: "1 min", takt: "1 min""#, 180.0),
        (r#"process: "20 s", load: (time: "5 s"), takt: "1 min""#, 145.0),
        // With two places, the item that came at 10 s is begun at the same beat.
        (r#"process: "20 s", takt: "1 min", places: 2"#, 140.0),
    ] {
        assert_eq!(value(&one(station), "makespan"), makespan, "{station}");
    }
}

#[test]
fn what_comes_between_beats_waits_and_is_not_processed() {
    let outcome = one(r#"process: "20 s", takt: "1 min""#);
    assert_eq!(value(&outcome, "processing_time"), 60.0);
    assert_eq!(value(&outcome, "blocked_time"), 0.0);
}

#[test]
fn a_shift_that_ends_before_the_beat_lets_nothing_begin() {
    let text = r#"Scene(
        run: (duration: "10 min"),
        calendars: {"day": (open: ["00:00-00:01:30", "00:03:10-24:00"])},
        equipment: {
            "in": Source(at: ["70 s"], to: ["m"]),
            "m": Station(process: "20 s", takt: "1 min", to: ["out"], with: [Shift(calendar: "day", at_end: Interrupt)]),
            "out": Sink(),
        },
    )"#;
    let case = Case::read("beats.ron", text, None, u64::MAX);
    let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
    assert_eq!(value(&outcome, "makespan"), 260.0);
}

#[test]
fn who_fails_on_demand_fails_before_work_begins() {
    let fails = |on_demand: f64, more: &str| {
        let station = format!(
            r#"process: "20 s", {more}with: [Failure(on_demand: {on_demand}, repair: "30 s", item: Scrap)]"#
        );
        one(&station)
    };
    // Each of the three fails, is repaired, and is begun without another trial; nothing is in process that could be spoilt.
    let always = fails(1.0, "");
    assert_eq!(value(&always, "failures"), 3.0);
    assert_eq!((value(&always, "makespan"), value(&always, "down_time")), (150.0, 90.0));
    assert_eq!(always.counts.scrapped, 0);
    // At 0 s, 120 s and 240 s it fails, at 60 s, 180 s and 300 s it begins.
    let paced = fails(1.0, r#"takt: "1 min", "#);
    assert_eq!((value(&paced, "makespan"), value(&paced, "failures")), (320.0, 3.0));
    let never = fails(1e-12, "");
    assert_eq!((value(&never, "makespan"), value(&never, "failures")), (90.0, 0.0));
}

#[test]
fn two_that_fail_on_demand_are_repaired_beside_each_other() {
    let outcome = one(
        r#"process: "20 s", with: [Failure(name: "a", on_demand: 1, repair: "30 s"), Failure(name: "b", on_demand: 1, repair: "10 s")]"#,
    );
    assert_eq!((value(&outcome, "makespan"), value(&outcome, "failures")), (150.0, 6.0));
}

#[test]
fn as_often_as_is_said() {
    let outcome = run(
        60 * 24 * 30,
        r#""in": Source(to: ["m"]), "out": Sink(),
        "m": Station(process: "1 min", to: ["out"], with: [Failure(on_demand: 0.02, repair: "1 min")])"#,
    );
    let share = value(&outcome, "failures") / outcome.counts.consumed as f64;
    assert!((share - 0.02).abs() < 0.002, "{share}");
}

#[test]
fn who_is_maintained_before_it_fails_goes_on() {
    // Maintenance after every third item draws its next failure anew. One that would have been due earlier keeps nothing waiting.
    let outcome = run(
        600,
        r#""in": Source(product: "item", to: ["m"], limit: 200), "out": Sink(),
        "m": Station(process: "1 min", to: ["out"], with: [Failure(on_demand: 0.1, repair: "1 min"),
            Maintenance(cycles: 3, takes: "1 s", restores: AsGoodAsNew)])"#,
    );
    assert_eq!(outcome.counts.consumed, 200);
}

/// People who come between two beats wait for the next one.
#[test]
fn work_begins_at_a_beat_when_its_people_come_in_between() {
    let text = r#"Scene(
        run: (duration: "10 min"), people: {"op": ()},
        equipment: {
            "in": Source(at: ["0 s", "10 s"], to: ["m"]), "in 2": Source(at: ["30 s"], to: ["n"]),
            "m": Station(queue: Unlimited, process: "40 s", takt: "1 min", crew: (of: "op"), to: ["out"]),
            "n": Station(process: "1 min", crew: (of: "op"), to: ["out"]), "out": Sink(),
        },
    )"#;
    let case =
        Case::read("beats.ron", text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.whole();
    // n 40-100; m waits for people from 60 to 100, and for the beat until 120.
    assert_eq!(value(&outcome, "makespan"), 160.0);
    assert_eq!(value(&outcome, "waiting_for_operator_time"), 40.0);
}

/// Who failed its trial and goes away leaves no trial to who comes after it.
#[test]
fn every_item_has_a_trial_of_its_own() {
    let text = r#"Scene(
        run: (duration: "100 h"),
        equipment: {
            "in": Source(every: "10 min", to: ["m"]),
            "m": Station(process: "1 min", queue: 1, patience: (time: "2 min"), to: ["out"],
                with: [Failure(on_demand: 1, repair: "5 min")]),
            "out": Sink(),
        },
    )"#;
    let case =
        Case::read("beats.ron", text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.whole();
    assert_eq!(value(&outcome, "failures"), outcome.counts.created as f64);
    assert_eq!(outcome.counts.consumed, 0);
}
