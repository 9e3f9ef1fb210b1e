//! Things that go on for ever without taking time end the run, soon and by name; what was measured stays.

use plantwright_sim::{Fault, Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::harness::Case;

/// Checks that a plant with these sources and this equipment ends with a live-lock of `who`, at a second of the run.
fn check(equipment: &str, second: u64, who: &[&str]) {
    let scene = format!("Scene(run: (duration: \"1 h\"), equipment: {{{equipment}}})");
    let model = Model::read("live-lock.ron", &scene).unwrap_or_else(|error| panic!("{error}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    let end = SimTime::ZERO + SimSpan::from_secs(3_600);
    let fault = sim.run_until(end).expect_err("a live-lock");
    let Fault::LiveLock { at, equipment } = &fault else {
        panic!("{fault}");
    };
    assert_eq!(*at, SimTime::ZERO + SimSpan::from_secs(second), "{fault}");
    assert_eq!(equipment, who, "{fault}");
    assert_eq!(sim.run_until(end), Err(fault), "the fault stays");
    assert_eq!(sim.now(), SimTime::ZERO + SimSpan::from_secs(second));
    sim.assert_conserved();
}

#[test]
fn a_source_that_is_never_held_up() {
    check(r#""in": Source(to: ["out"]), "out": Sink()"#, 0, &["in"]);
    check(
        r#""in": Source(to: ["a"]), "a": Delay(time: "1 s", to: ["out"]), "out": Sink()"#,
        0,
        &["in"],
    );
}

#[test]
fn a_source_that_brings_empty_batches_for_ever() {
    check(
        r#""in": Source(batch: Uniform(0, 0.4), to: ["a"]), "a": Station(process: "1 s", to: ["out"]), "out": Sink()"#,
        0,
        &["in"],
    );
}

#[test]
fn buffers_in_a_circle() {
    check(
        r#""in": Source(at: ["5 s"], to: ["a"]),
           "a": Buffer(to: ["b"]), "b": Buffer(to: ["c"]), "c": Buffer(to: Probability({"a": 1, "out": 0})),
           "out": Sink()"#,
        5,
        &["a", "b", "c"],
    );
}

#[test]
fn a_buffer_that_sends_to_itself() {
    for order in ["Fifo", "Lifo", "Priority"] {
        let equipment = format!(
            r#""in": Source(at: ["5 s", "5 s"], to: ["a"]),
               "a": Buffer(capacity: 3, order: {order}, to: ["a", "out"]), "out": Sink()"#
        );
        check(&equipment, 5, &["a"]);
    }
    check(
        r#""in": Source(at: ["5 s"], to: ["a"]), "a": Buffer(to: Probability({"a": 0.999999999, "out": 0.000000001})), "out": Sink()"#,
        5,
        &["a"],
    );
}

#[test]
fn a_buffer_that_is_never_full() {
    check(
        r#""in": Source(to: ["a"]), "more": Source(to: ["a"]),
           "a": Buffer(capacity: 3, to: RoundRobin(["b", "out"])), "b": Buffer(to: ["out"]), "out": Sink()"#,
        0,
        &["a", "b", "in", "more"],
    );
}

#[test]
fn what_fills_without_limit() {
    for room in [r#"Delay(time: "1 s","#, "Buffer(order: Priority,", "Buffer(order: Lifo,"] {
        let equipment = format!(
            r#""in": Source(to: ShortestQueue(["a", "b"])),
               "a": Station(process: "1 s", to: ["out"]), "b": {room} to: ["a"]), "out": Sink()"#
        );
        check(&equipment, 0, &["in"]);
    }
}

#[test]
fn processes_without_a_length() {
    check(
        r#""in": Source(at: ["7 s"], to: ["a"]),
           "a": Station(process: "0 s", to: ["b"]), "b": Station(process: "0 s", to: Probability({"a": 1, "out": 0})),
           "out": Sink()"#,
        7,
        &["a", "b"],
    );
    check(
        r#""in": Source(to: ["a"]), "a": Station(process: "0 s", to: ["out"]), "out": Sink()"#,
        0,
        &["a"],
    );
}

#[test]
fn what_was_measured_stays() {
    let text = r#"Scene(
        run: (duration: "1 h"),
        equipment: {
            "in": Source(every: "10 s", limit: 20, to: ["work"]),
            "work": Station(process: "4 s", to: ["out"]),
            "late": Source(at: ["10 min"], to: ["a"]),
            "a": Buffer(to: ["b"]),
            "b": Buffer(to: Probability({"a": 1, "out": 0})),
            "out": Sink(),
        },
    )"#;
    let case = Case::read("live-lock.ron", text, None, u64::MAX).expect("a scene");
    let mut run = case.start();
    run.go(case.end);
    let outcome = run.outcome();
    assert!(matches!(outcome.fault, Some(Fault::LiveLock { .. })));
    assert_eq!(outcome.counts.consumed, 20);
    let of_work = |kpi| {
        let value = outcome
            .values
            .iter()
            .find(|value| value.kpi == kpi && value.equipment == case.model.plant().find("work"));
        value.expect("a value").value
    };
    assert_eq!((of_work("processing_time"), of_work("idle_time")), (80.0, 520.0));

    // A fault is part of the state: a copy does not go on either.
    let bytes = run.sim.snapshot();
    for mut copy in [case.restore(&bytes).expect("a snapshot"), run.fork()] {
        copy.go(case.end);
        assert_eq!(copy.outcome(), outcome);
    }
}
