//! Stages and people at ovens, assemblies and splits; and who is next at a station that stands still. All by hand.

use crate::failures::value;
use crate::people::{at, run, run_with};

const TWO: &str = r#"products: {"hi": (priority: 1), "lo": ()},"#;

#[test]
fn a_batch_is_loaded_watched_and_unloaded_by_people() {
    let equipment = r#"
        "in": Source(every: "1 min", limit: 12, to: ["oven"]),
        "oven": Batch(max: 3, queue: Unlimited, load: (time: "1 min", crew: (of: "op")), process: "2 min",
            crew: (of: "stoker"), unload: (time: "30 s", crew: (of: "op")), to: ["out"]),
        "out": Sink()"#;
    let outcome = run(r#""op": (), "stoker": ()"#, equipment, 60);
    // The first batch begins at 3 min, and each takes 3.5 min.
    assert_eq!(value(&outcome.outcome, "makespan"), 17.0 * 60.0);
    assert_eq!(at(&outcome, "oven", "setup_time"), 4.0 * 90.0);
    assert_eq!(at(&outcome, "oven", "processing_time"), 4.0 * 120.0);
    assert_eq!(at(&outcome, "op", "claims"), 8.0);
    assert_eq!(at(&outcome, "stoker", "working_time"), 480.0);
}

#[test]
fn a_batch_waits_for_its_crew_and_loses_it_when_it_breaks_down() {
    let oven = r#"Batch(max: 2, process: "10 s", crew: (of: "op"), to: ["out"]"#;
    let equipment = format!(
        r#""in": Source(at: ["0 s", "0 s"], to: ["a"]), "in 2": Source(at: ["1 s", "1 s"], to: ["b"]),
        "a": {oven}, with: [Failure(every: "4 s", counts: Calendar, repair: "1 h")]), "b": {oven}), "out": Sink()"#
    );
    let outcome = run(r#""op": ()"#, &equipment, 1);
    // The op goes from what has failed to the other one, at 4 s.
    assert_eq!(at(&outcome, "b", "waiting_for_operator_time"), 3.0);
    assert_eq!(at(&outcome, "a", "down_time"), 56.0);
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 13.0);
}

#[test]
fn items_of_a_batch_are_judged_one_by_one() {
    let equipment = r#"
        "in": Source(product: "hi", at: ["0 s"], to: ["oven"]), "in 2": Source(product: "lo", at: ["0 s", "0 s"], to: ["oven"]),
        "oven": Batch(max: 3, process: "10 s", quality: (scrap: {"lo": 1.0}), to: ["out"]), "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 1);
    assert_eq!(at(&outcome, "oven", "scrapped"), 2.0);
    assert_eq!(value(&outcome.outcome, "produced"), 1.0);
}

#[test]
fn an_oven_is_set_up_for_families() {
    let equipment = r#"
        "in": Source(product: "hi", at: ["0 s", "0 s"], to: ["oven"]),
        "in 2": Source(product: "lo", at: ["0 s", "0 s"], to: ["oven"]),
        "oven": Batch(max: 2, queue: 4, compatible: SameProduct, process: "10 s",
            setup: (matrix: {"hi": {"lo": "7 s"}, "lo": {"hi": "9 s"}}, initial: "lo"), to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 1);
    // 9 s + 10 s for the first two, 7 s + 10 s for the others.
    assert_eq!(at(&outcome, "oven", "setup_time"), 16.0);
    assert_eq!(value(&outcome.outcome, "makespan"), 36.0);
}

#[test]
fn what_is_put_together_and_taken_apart_takes_people() {
    let equipment = r#"
        "as": Source(product: "hi", at: ["0 s"], to: ["join"]), "bs": Source(product: "lo", at: ["0 s"], to: ["join"]),
        "join": Assembly(parts: {"hi": 1, "lo": 1}, main: "hi", pack: true, load: (time: "3 s", crew: (of: "op")),
            process: "10 s", crew: (of: "op"), unload: (time: "2 s"), to: ["apart"]),
        "apart": Split(load: (time: "4 s", crew: (of: "op")), process: "6 s", to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, r#""op": ()"#, equipment, 1);
    assert_eq!(at(&outcome, "join", "setup_time"), 5.0);
    assert_eq!(at(&outcome, "join", "processing_time"), 10.0);
    assert_eq!(at(&outcome, "apart", "setup_time"), 4.0);
    assert_eq!(at(&outcome, "op", "working_time"), 17.0);
    assert_eq!(value(&outcome.outcome, "makespan"), 25.0);
}

#[test]
fn an_oven_asleep_wakes_up_for_items() {
    let equipment = r#"
        "in": Source(every: "10 s", limit: 4, to: ["oven"]),
        "oven": Batch(max: 2, process: "5 s", with: [Standby(wake_at: 2, starting: "3 s")], to: ["out"]), "out": Sink()"#;
    let outcome = run("", equipment, 1);
    // Two at 20 s, awake at 23 s; two at 40 s, awake at 43 s.
    assert_eq!(value(&outcome.outcome, "makespan"), 48.0);
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 18.0);
}

#[test]
fn who_has_priority_goes_on_first_after_a_repair() {
    let equipment = r#"
        "los": Source(product: "lo", at: ["0 s"], to: ["m"]), "his": Source(product: "hi", at: ["5 s"], to: ["m"]),
        "m": Station(queue: Unlimited, order: Priority, preempt: Resume, process: "10 s",
            with: [Failure(every: "4 s", counts: Processing, repair: "3 s")], to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 1);
    // lo 0-4, repair to 7, hi 7-11, 14-18, 21-23; of lo 6 s are left: 23-25, 28-32.
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 32.0);
    assert_eq!(value(&outcome.outcome, "mean_flow_time"), f64::midpoint(18.0, 32.0));
}

#[test]
fn who_is_next_shows_when_the_machine_is_repaired() {
    let equipment = r#"
        "x": Source(product: "lo", at: ["0 s", "3 s"], to: ["m"]), "his": Source(product: "hi", at: ["5 s"], to: ["m"]),
        "m": Station(queue: 1, order: Priority, process: "2 s", with: [Failure(cycles: 1, repair: "10 s")], to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 1);
    // Down from 2 s to 12 s; then the one of 5 s, and from 24 s on the one of 3 s. There is room for both while it is down.
    assert_eq!(value(&outcome.outcome, "mean_flow_time"), (2.0 + 9.0 + 23.0) / 3.0);
}

#[test]
fn patience_runs_out_at_a_machine_that_is_down() {
    let equipment = r#"
        "in": Source(at: ["0 s", "3 s"], to: ["m"]),
        "m": Station(queue: Unlimited, patience: (time: "5 s"), process: "2 s",
            with: [Failure(cycles: 1, repair: "10 s")], to: ["out"]),
        "out": Sink()"#;
    let outcome = run("", equipment, 1);
    assert_eq!(at(&outcome, "m", "reneged"), 1.0);
    assert_eq!(value(&outcome.outcome, "produced"), 1.0);
}
