//! Items that make way for others in whatever is done with them: set-ups, loading, the work of people, inspections. All by hand.

use crate::failures::value;
use crate::people::{Run, at, run_with};

const TWO: &str = r#"products: {"lo": (), "hi": (priority: 1), "x": ()},"#;

/// A low item from the start, and a high one that comes later.
fn two(people: &str, later: u32, machine: &str) -> Run {
    let equipment = format!(
        r#""los": Source(product: "lo", at: ["0 s"], to: ["m"]), "his": Source(product: "hi", at: ["{later} s"], to: ["m"]),
        "m": Station(queue: Unlimited, order: Priority, {machine}, to: ["out"]), "out": Sink()"#
    );
    run_with(TWO, people, &equipment, 2)
}

/// The mean time in the plant of the two, and when the last one goes.
fn ends(run: &Run) -> (f64, f64) {
    (value(&run.outcome, "mean_flow_time"), value(&run.outcome, "makespan"))
}

#[test]
fn who_comes_back_is_set_up_for_again() {
    let run = |preempt: &str| {
        two("", 10, &format!(r#"preempt: {preempt}, process: "20 s", setup: (time: "5 s")"#))
    };
    // hi 10-15 set up, to 35; lo 35-40 set up, and 10 s are left.
    let resumed = run("Resume");
    assert_eq!(ends(&resumed), (f64::midpoint(25.0, 50.0), 50.0));
    assert_eq!(at(&resumed, "m", "setups"), 2.0);
    assert_eq!(at(&resumed, "m", "setup_time"), 10.0);
    assert_eq!(at(&resumed, "m", "processing_time"), 40.0);
    // Or all 20 s; what was done before is lost, and lo waits for 40 s beside its process.
    assert_eq!(ends(&run("Repeat")).1, 60.0);
    assert_eq!(value(&run("Repeat").outcome, "mean_waiting_time"), f64::midpoint(5.0, 40.0));
    assert_eq!(ends(&run("Resample")).1, 60.0);
    // One family needs no set-up in between.
    let family =
        r#"preempt: Resume, process: "20 s", setup: (time: "5 s", families: {"f": ["lo", "hi"]})"#;
    assert_eq!(ends(&two("", 10, family)), (f64::midpoint(20.0, 40.0), 40.0));
}

#[test]
fn a_set_up_that_is_interrupted_is_lost() {
    let setup = r#"preempt: Resume, process: "20 s", setup: (time: "5 s", initial: "hi", crew: (of: "op"))"#;
    let outcome = two(r#""op": ()"#, 3, setup);
    // Still set up for hi: 3-23. lo 23-28 set up, to 48.
    assert_eq!(ends(&outcome), (f64::midpoint(20.0, 48.0), 48.0));
    assert_eq!(at(&outcome, "m", "setups"), 1.0);
    assert_eq!(at(&outcome, "m", "setup_time"), 8.0);
    assert_eq!(at(&outcome, "op", "working_time"), 8.0);
}

#[test]
fn a_set_up_that_both_need_goes_on_for_who_comes() {
    let setup = r#"preempt: Repeat, process: "20 s",
        setup: (time: "5 s", families: {"f": ["lo", "hi"]}, initial: "x", crew: (of: "op"))"#;
    let outcome = two(r#""op": ()"#, 3, setup);
    // Set up 0-5; hi 5-25, lo 25-45.
    assert_eq!(ends(&outcome), (f64::midpoint(22.0, 45.0), 45.0));
    assert_eq!(at(&outcome, "m", "setups"), 1.0);
    assert_eq!(at(&outcome, "m", "setup_time"), 5.0);
    assert_eq!(at(&outcome, "op", "claims"), 1.0);
}

#[test]
fn who_is_set_up_for_again_may_be_interrupted_at_that() {
    let equipment = r#"
        "los": Source(product: "lo", at: ["0 s"], to: ["m"]), "his": Source(product: "hi", at: ["10 s", "28 s"], to: ["m"]),
        "m": Station(queue: Unlimited, order: Priority, preempt: Resume, process: "12 s", setup: (time: "5 s"), to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 2);
    // lo 0-10; hi 10-15-27; lo 27-28 of its set-up; hi, still set up, 28-40; lo 40-45, and the last 2 s.
    assert_eq!(ends(&outcome), ((17.0 + 12.0 + 47.0) / 3.0, 47.0));
    assert_eq!(at(&outcome, "m", "setup_time"), 11.0);
    assert_eq!(at(&outcome, "m", "processing_time"), 36.0);
}

#[test]
fn what_was_loaded_stays_loaded() {
    let ends = |preempt: &str, later| {
        let machine = r#"process: "10 s", load: (time: "4 s"), unload: (time: "2 s")"#;
        ends(&two("", later, &format!("preempt: {preempt}, {machine}")))
    };
    for preempt in ["Resume", "Repeat", "Resample"] {
        // hi 2-18 in all; lo goes on with loading.
        assert_eq!(ends(preempt, 2), (f64::midpoint(16.0, 32.0), 32.0));
        // While it is unloaded: its process is over. hi 15-31, and the last second of unloading.
        assert_eq!(ends(preempt, 15), (f64::midpoint(16.0, 32.0), 32.0));
    }
    // hi 10-26; lo 4 s of its process, or all of it anew, and unloading.
    assert_eq!(ends("Resume", 10).1, 32.0);
    assert_eq!(ends("Repeat", 10).1, 38.0);
}

#[test]
fn people_go_on_with_who_comes() {
    let run = |high: &str| {
        let equipment = format!(
            r#""los": Source(product: "lo", at: ["0 s"], to: ["m"]), "his": Source(product: "hi", at: ["5 s"], to: ["m"]),
            "others": Source(product: "x", at: ["4 s"], to: ["saw"]),
            "m": Station(queue: Unlimited, order: Priority, preempt: Resume, process: "10 s", crew: (of: "op"), {high} to: ["out"]),
            "saw": Station(process: "10 s", crew: (of: "op"), to: ["out"]), "out": Sink()"#
        );
        run_with(TWO, r#""op": (), "loader": ()"#, &equipment, 1)
    };
    // The op works 0-5-15 at the machine, 15-25 at the saw, which asked first, and then the last 5 s.
    let outcome = run("");
    assert_eq!(value(&outcome.outcome, "makespan"), 30.0);
    assert_eq!(at(&outcome, "saw", "waiting_for_operator_time"), 11.0);
    assert_eq!(at(&outcome, "m", "waiting_for_operator_time"), 10.0);
    assert_eq!(at(&outcome, "op", "claims"), 3.0);
    // Where the one that comes is loaded first, the op is free for the saw: 5-15. hi is loaded 5-8, waits to 15, and is
    // processed to 25; lo was loaded 0-3 and processed 3-5.
    let outcome = run(r#"load: (time: "3 s", crew: (of: "loader")),"#);
    assert_eq!(at(&outcome, "saw", "waiting_for_operator_time"), 1.0);
    assert_eq!(at(&outcome, "m", "waiting_for_operator_time"), 7.0);
    assert_eq!(value(&outcome.outcome, "makespan"), 33.0);
}

#[test]
fn who_waits_for_people_makes_way_as_well() {
    let equipment = r#"
        "others": Source(product: "x", at: ["0 s"], to: ["saw"]),
        "los": Source(product: "lo", at: ["1 s"], to: ["m"]), "his": Source(product: "hi", at: ["5 s"], to: ["m"]),
        "m": Station(queue: Unlimited, order: Priority, preempt: Resume, load: (time: "1 s"), process: "10 s", crew: (of: "op"), to: ["out"]),
        "saw": Station(process: "20 s", crew: (of: "op"), to: ["out"]), "out": Sink()"#;
    let outcome = run_with(TWO, r#""op": ()"#, equipment, 1);
    // lo is loaded 1-2, hi 5-6; the op comes at 20: hi 20-30, lo 30-40, which is not loaded again.
    assert_eq!(value(&outcome.outcome, "mean_flow_time"), (20.0 + 25.0 + 39.0) / 3.0);
    assert_eq!(at(&outcome, "m", "setup_time"), 2.0);
}

#[test]
fn slow_people_keep_what_they_did() {
    let machine = r#"preempt: Resume, process: "10 s", crew: (of: "slow")"#;
    // Each takes 20 s; half of lo is done when hi comes.
    let outcome = two(r#""slow": (takes: 2.0)"#, 10, machine);
    assert_eq!(ends(&outcome), (f64::midpoint(20.0, 40.0), 40.0));
    assert_eq!(at(&outcome, "m", "processing_time"), 40.0);
}

#[test]
fn an_interruption_runs_in_again_and_who_is_judged_is_judged_once() {
    let machine =
        r#"preempt: Resume, process: "20 s", setup: (time: "5 s"), quality: (start_up: 1)"#;
    let outcome = two("", 10, machine);
    // Each set-up costs the item that is finished first after it.
    assert_eq!(at(&outcome, "m", "scrapped"), 2.0);
    let machine = r#"preempt: Resume, process: "20 s", quality: (scrap: {"lo": 1.0, "hi": 0.0}),
        inspect: (detects: 1.0, false_alarms: 0.0)"#;
    let outcome = two("", 10, machine);
    assert_eq!(at(&outcome, "m", "scrapped"), 1.0);
    assert_eq!(ends(&outcome).0, 20.0);
}

#[test]
fn who_was_begun_has_no_limit_any_more() {
    let equipment = r#"
        "los": Source(product: "lo", at: ["0 s", "3 s"], to: ["m"]), "his": Source(product: "hi", at: ["2 s"], to: ["m"]),
        "m": Station(queue: Unlimited, order: Priority, preempt: Resume, patience: (time: "5 s"), process: "10 s", to: ["out"]),
        "out": Sink()"#;
    let outcome = run_with(TWO, "", equipment, 1);
    // hi 2-12; the first lo goes on from 12 to 20, the second one went away at 8.
    assert_eq!(at(&outcome, "m", "reneged"), 1.0);
    assert_eq!(ends(&outcome), (f64::midpoint(10.0, 20.0), 20.0));
}

#[test]
fn who_was_begun_is_not_tried_again() {
    let machine =
        r#"preempt: Resume, process: "10 s", with: [Failure(on_demand: 1.0, repair: "3 s")]"#;
    // lo fails 0-3, and is in process to 5; hi fails to 8, and ends at 18; lo the last 8 s.
    assert_eq!(ends(&two("", 5, machine)), (f64::midpoint(13.0, 26.0), 26.0));
}

#[test]
fn speeds_hold_for_what_was_put_aside() {
    let makespan = |lasts: &str| {
        let machine = format!(
            r#"preempt: Resume, process: "20 s", setup: (time: "5 s"),
            with: [Degradation(stages: [(lasts: "{lasts}"), (lasts: "1 h", speed: 0.5)], counts: Calendar, repair: "1 min")]"#
        );
        ends(&two("", 10, &machine)).1
    };
    // hi is set up 10-15 and takes 40 s; lo is set up 55-60, and the half that is left takes 20 s.
    assert_eq!(makespan("12 s"), 80.0);
    // It is slow from the middle of the second set-up on, 35-40.
    assert_eq!(makespan("37 s"), 60.0);
}

#[test]
fn of_equals_the_one_that_was_begun_last_makes_way_whatever_is_done_with_it() {
    let equipment = r#"
        "los": Source(product: "lo", at: ["0 s", "40 s"], to: ["m"]), "his": Source(product: "hi", at: ["60 s"], to: ["m"]),
        "m": Station(places: 2, queue: Unlimited, order: Priority, preempt: Repeat, load: (time: "50 s"), process: "100 s", to: ["out"]),
        "out": Sink()"#;
    let run = run_with(TWO, "", equipment, 10);
    // lo 0-150; lo 40-60, hi 60-210, and lo goes on with 30 s of its loading at 150, to 280.
    assert_eq!(ends(&run), ((150.0 + 150.0 + 240.0) / 3.0, 280.0));
}

#[test]
fn who_comes_takes_no_turn_of_people_who_have_not_come() {
    let equipment = r#"
        "his": Source(product: "hi", at: ["0 s", "20 s", "30 s"], to: ["m"]), "los": Source(product: "lo", at: ["10 s"], to: ["m"]),
        "m": Station(places: 3, queue: Unlimited, order: Priority, preempt: Resume, process: "100 s", crew: (of: "op"), to: ["out"]),
        "out": Sink()"#;
    let run = run_with(TWO, r#""op": ()"#, equipment, 10);
    // Asked at 0, 20, 30 and 100 s, and there at 0, 100, 200 and 300 s.
    assert_eq!(at(&run, "op", "mean_waiting_time"), (80.0 + 170.0 + 200.0) / 4.0);
}
