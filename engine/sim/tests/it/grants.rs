//! Who of several gets people who ask for them at the same instant, or ask at the instant at which they become free. All by hand.

use crate::failures::value;
use crate::people::{Run, at, run, waited};

const MINUTE: f64 = 60.0;

/// Two machines with three items each from the beginning on, which take 2 min of the same person; `first` goes first.
fn two_machines(crew: &str, first: &str) -> Run {
    let machine = |name: &str| {
        let priority = i32::from(name == first);
        let work = crew.replace("CREW", &format!("crew: (of: \"o\", priority: {priority})"));
        format!(r#""{name}": Station(queue: Unlimited, {work}, to: ["out"]),"#)
    };
    let equipment = format!(
        r#""in 1": Source(at: ["0 s"], batch: 3, to: ["m1"]), "in 2": Source(at: ["0 s"], batch: 3, to: ["m2"]),
        {} {} "out": Sink()"#,
        machine("m1"),
        machine("m2"),
    );
    run(r#""o": ()"#, &equipment, 12)
}

#[test]
fn who_has_just_finished_asks_with_all_others() {
    let process = r#"process: "2 min", CREW"#;
    let load = r#"load: (time: "2 min", CREW), process: "0 s""#;
    for (work, first, second) in
        [(process, "m1", "m2"), (process, "m2", "m1"), (load, "m1", "m2"), (load, "m2", "m1")]
    {
        let run = two_machines(work, first);
        // The first has the person for all its three items, from 0 to 6 min, and the second from 6 to 12 min.
        assert_eq!(waited(&run, first), 0.0, "{work} {first}");
        assert_eq!(waited(&run, second), 6.0 * MINUTE, "{work} {first}");
        assert_eq!(value(&run.outcome, "max_flow_time"), 12.0 * MINUTE);
    }
}

#[test]
fn of_failures_of_the_same_instant_the_most_urgent_is_repaired_first() {
    let machine = |name: &str, priority: i32| {
        format!(
            r#""in {name}": Source(at: ["0 s"], to: ["{name}"]), "{name}": Station(process: "20 min",
            with: [Failure(every: "10 min", counts: Calendar, repair: "3 min", crew: (of: "f", priority: {priority}))], to: ["out"]),"#
        )
    };
    let down = |priorities: [i32; 3]| {
        let machines: Vec<String> =
            (1..).zip(priorities).map(|(number, it)| machine(&format!("m{number}"), it)).collect();
        let run = run(r#""f": ()"#, &format!("{} \"out\": Sink()", machines.concat()), 19);
        ["m1", "m2", "m3"].map(|name| at(&run, name, "down_time") / MINUTE)
    };
    // All fail at 10 min: one is down until 13, one until 16, one until 19 min.
    assert_eq!(down([1, 0, -1]), [3.0, 6.0, 9.0]);
    assert_eq!(down([-1, 0, 1]), [9.0, 6.0, 3.0]);
    assert_eq!(down([0, 0, 0]), [3.0, 6.0, 9.0]);
}

#[test]
fn work_of_higher_priority_goes_before_a_repair() {
    let equipment = r#"
        "in 1": Source(at: ["0 s"], batch: 4, to: ["m1"]), "in 2": Source(at: ["0 s"], to: ["m2"]),
        "m1": Station(queue: Unlimited, process: "4 min", crew: (of: "o", priority: 5), to: ["out"]),
        "m2": Station(process: "9 min", to: ["out"],
            with: [Failure(every: "6 min", counts: Processing, repair: "5 min", crew: (of: "o"))]),
        "out": Sink()"#;
    let run = run(r#""o": ()"#, equipment, 24);
    // m1 until 16 min; m2 fails at 6 min, is repaired from 16 to 21 min, and done at 24 min.
    assert_eq!(at(&run, "m2", "down_time"), 15.0 * MINUTE);
    assert_eq!(value(&run.outcome, "max_flow_time"), 24.0 * MINUTE);
}

#[test]
fn who_has_repaired_a_machine_is_asked_for_by_it_as_by_others() {
    let equipment = r#"
        "in 1": Source(at: ["0 s"], to: ["m1"]), "in 2": Source(at: ["1 min"], to: ["m2"]),
        "m1": Station(process: "10 min", crew: (of: "o", priority: 3), to: ["out"],
            with: [Failure(every: "4 min", counts: Processing, repair: "5 min", crew: (of: "o", priority: 3))]),
        "m2": Station(process: "6 min", crew: (of: "o"), to: ["out"]), "out": Sink()"#;
    let run = run(r#""o": ()"#, equipment, 30);
    // m1 0-4, repair 4-9, m1 9-13, repair 13-18, m1 18-20, m2 20-26 min.
    assert_eq!([waited(&run, "m1"), waited(&run, "m2")], [0.0, 19.0 * MINUTE]);
    assert_eq!(at(&run, "m1", "down_time"), 10.0 * MINUTE);
}

#[test]
fn who_is_served_at_the_last_instant_of_its_patience_stays() {
    let equipment = |patience: &str| {
        format!(
            r#""in 1": Source(at: ["0 s"], to: ["m1"]), "in 2": Source(at: ["0 s"], to: ["m2"]),
            "m1": Station(process: "2 min", crew: (of: "o", priority: 1), to: ["out"]),
            "m2": Station(queue: Unlimited, patience: (time: "{patience}"), process: "1 min", crew: (of: "o"), to: ["out"]), "out": Sink()"#
        )
    };
    let left = |patience| {
        let counts = run(r#""o": ()"#, &equipment(patience), 10).outcome.counts;
        (counts.consumed, counts.lost)
    };
    assert_eq!(left("2 min"), (2, 0));
    assert_eq!(left("119 s"), (1, 1));
}
