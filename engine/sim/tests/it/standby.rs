//! Standby, by hand: when a machine goes to sleep, what wakes it, and what that costs its items.

use crate::harness::{Case, Outcome};

/// Runs a plant of a source with given arrivals (s), a machine, and a sink.
fn run(arrivals: &[u32], machine: &str, seconds: u64) -> Outcome {
    let at: Vec<String> = arrivals.iter().map(|second| format!("\"{second} s\"")).collect();
    let text = format!(
        r#"Scene(run: (duration: "{seconds} s"), equipment: {{
            "in": Source(at: [{}], to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#,
        at.join(", ")
    );
    let case = Case::read("standby.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

fn value(outcome: &Outcome, kpi: &str) -> f64 {
    outcome.values.iter().find(|value| value.kpi == kpi).map_or(0.0, |value| value.value)
}

/// Idle, processing, standby, starting, down [s].
fn times(outcome: &Outcome) -> [f64; 5] {
    ["idle_time", "processing_time", "standby_time", "starting_time", "down_time"]
        .map(|kpi| value(outcome, kpi))
}

const QUEUES: [&str; 3] = ["", "queue: 9, ", "places: 2, queue: 9, "];

#[test]
fn it_sleeps_after_a_while_and_an_item_wakes_it() {
    for queue in QUEUES {
        let machine =
            format!(r#"{queue}process: "10 s", with: [Standby(after: "30 s", starting: "5 s")]"#);
        // Asleep from 30 s to 60 s, started at 65 s, done at 75 s; asleep again from 105 s on.
        let outcome = run(&[60], &machine, 120);
        assert_eq!(times(&outcome), [60.0, 10.0, 45.0, 5.0, 0.0], "{queue}");
        assert_eq!(value(&outcome, "max_flow_time"), 15.0);
        // Work that comes in time keeps it awake: idle 20 s, then 25 s, then 30 s until 115 s.
        let outcome = run(&[20, 55, 75], &machine, 120);
        assert_eq!(times(&outcome), [85.0, 30.0, 5.0, 0.0, 0.0], "{queue}");
        // At the very instant: facts go first, and the item is there.
        let outcome = run(&[30], &machine, 40);
        assert_eq!(times(&outcome), [30.0, 10.0, 0.0, 0.0, 0.0], "{queue}");
    }
}

#[test]
fn it_can_sleep_at_once_and_wake_at_once() {
    for queue in QUEUES {
        let outcome = run(&[10, 40], &format!(r#"{queue}process: "10 s", with: [Standby()]"#), 60);
        assert_eq!(times(&outcome), [0.0, 20.0, 40.0, 0.0, 0.0], "{queue}");
        assert_eq!(value(&outcome, "max_flow_time"), 10.0);
    }
}

#[test]
fn it_wakes_when_enough_items_wait() {
    let machine = |places: u32| {
        format!(
            r#"places: {places}, queue: 9, process: "10 s", with: [Standby(wake_at: 3, starting: "5 s")]"#
        )
    };
    // The third item comes at 30 s: work from 35 s to 65 s, on one place, and asleep again.
    let outcome = run(&[10, 20, 30], &machine(1), 100);
    assert_eq!(times(&outcome), [0.0, 30.0, 65.0, 5.0, 0.0]);
    assert_eq!(value(&outcome, "max_flow_time"), 35.0);
    let outcome = run(&[10, 20, 30], &machine(2), 100);
    assert_eq!(times(&outcome), [0.0, 20.0, 75.0, 5.0, 0.0]);
    // Two are not enough.
    let outcome = run(&[10, 20], &machine(1), 100);
    assert_eq!(times(&outcome), [0.0, 0.0, 100.0, 0.0, 0.0]);
    assert_eq!(outcome.counts.present, 2);
}

#[test]
fn it_takes_items_from_a_buffer_that_waits() {
    let text = r#"Scene(run: (duration: "60 s"), equipment: {
        "in": Source(at: ["10 s", "10 s", "10 s"], to: ["rack"]),
        "rack": Buffer(capacity: 5, to: ["m"]),
        "m": Station(process: "10 s", with: [Standby(starting: "5 s")], to: ["out"]),
        "out": Sink(),
    })"#;
    let outcome = Case::read("standby.ron", text, None, u64::MAX).expect("a scene").whole();
    assert_eq!(times(&outcome), [0.0, 30.0, 25.0, 5.0, 0.0]);
    assert_eq!(outcome.counts.consumed, 3);
}

#[test]
fn it_breaks_down_asleep_and_stays_asleep() {
    // Down from 40 s to 50 s by the calendar, asleep from 20 s on; the next failure comes at 90 s.
    let machine = r#"queue: 9, process: "10 s", with: [
        Standby(after: "20 s", starting: "5 s"),
        Failure(every: "40 s", counts: Calendar, repair: "10 s"),
    ]"#;
    assert_eq!(times(&run(&[], machine, 80)), [20.0, 0.0, 50.0, 0.0, 10.0]);
    // An item at 45 s starts it while it is down: up at 50 s, when it is warm as well.
    assert_eq!(times(&run(&[45], machine, 80)), [40.0, 10.0, 20.0, 0.0, 10.0]);
    // Idle until it breaks down, it has to be idle anew for so long after the repair.
    let machine = machine.replace("20 s", "41 s");
    assert_eq!(times(&run(&[], &machine, 95)), [80.0, 0.0, 0.0, 0.0, 15.0]);
}

/// A scheduler that chooses among what waits does so for a machine that sleeps, too.
#[test]
fn it_wakes_with_a_scheduler() {
    let text = r#"Scene(run: (duration: "60 s", scheduler: "FIFO"), equipment: {
        "in": Source(at: ["10 s", "12 s"], to: ["m"]),
        "m": Station(queue: 9, process: "10 s", with: [Standby(wake_at: 2, starting: "5 s")], to: ["out"]),
        "out": Sink(),
    })"#;
    let outcome = Case::read("standby.ron", text, None, u64::MAX).expect("a scene").whole();
    assert_eq!(times(&outcome), [0.0, 20.0, 35.0, 5.0, 0.0]);
}
