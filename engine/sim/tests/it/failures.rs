//! Failures, by hand: what counts, what becomes of the item, what stands still and what does not.

use plantwright_units::{SimSpan, SimTime};

use crate::harness::{Case, Outcome};

/// Runs a plant of a source with given arrivals (s), a machine, and a sink.
pub(crate) fn run(arrivals: &[u32], machine: &str, minutes: u64) -> Outcome {
    let at: Vec<String> = arrivals.iter().map(|second| format!("\"{second} s\"")).collect();
    let text = format!(
        r#"Scene(run: (duration: "{minutes} min"), equipment: {{
            "in": Source(at: [{}], to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#,
        at.join(", ")
    );
    Case::read("failures.ron", &text, None, u64::MAX).expect("a scene").whole()
}

/// A value of the machine, or of the plant.
pub(crate) fn value(outcome: &Outcome, kpi: &str) -> f64 {
    let value = outcome.values.iter().find(|value| value.kpi == kpi);
    value.unwrap_or_else(|| panic!("no `{kpi}`")).value
}

/// Idle, processing, blocked and down times of the machine [s].
pub(crate) fn times(outcome: &Outcome) -> [f64; 4] {
    ["idle_time", "processing_time", "blocked_time", "down_time"].map(|kpi| value(outcome, kpi))
}

#[test]
fn which_time_counts() {
    // Two items of 20 s each, from 0 s and from 60 s on; a failure after 30 s that count; 10 s of repair.
    let with = |counts: &str| {
        format!(
            r#"process: "20 s", with: [Failure(every: "30 s", counts: {counts}, repair: "10 s")]"#
        )
    };
    // 20 s of the first and 10 s of the second item: down from 70 s to 80 s.
    let wear = run(&[0, 60], &with("Processing"), 2);
    assert_eq!(times(&wear), [70.0, 40.0, 0.0, 10.0]);
    assert_eq!(value(&wear, "max_flow_time"), 30.0);
    // Down from 30 s to 40 s, from 70 s to 80 s, and from 110 s on, idle or not.
    let age = run(&[0, 60], &with("Up"), 2);
    assert_eq!(times(&age), [50.0, 40.0, 0.0, 30.0]);
    assert_eq!((value(&age, "failures"), value(&age, "mean_time_to_repair")), (3.0, 10.0));
    assert_eq!(run(&[0, 60], &with("Calendar"), 2).values, age.values);
}

#[test]
fn after_so_many_cycles() {
    // The second of three items of 10 s ends at 20 s: down until 50 s, before the third is begun, and scrapped is nothing.
    let machine =
        r#"queue: 5, process: "10 s", with: [Failure(cycles: 2, repair: "30 s", item: Scrap)]"#;
    let outcome = run(&[0, 0, 0], machine, 2);
    assert_eq!(times(&outcome), [60.0, 30.0, 0.0, 30.0]);
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (3, 0));
    assert_eq!(value(&outcome, "failures"), 1.0);
    // Without a queue as well, and beside wear that strikes after 25 s of processing.
    let machine = r#"process: "10 s", with: [
        Failure(name: "tool", cycles: 2, repair: "30 s"),
        Failure(name: "belt", every: "25 s", counts: Processing, repair: "5 s"),
    ]"#;
    let outcome = run(&[0, 0, 0], machine, 2);
    assert_eq!(times(&outcome), [55.0, 30.0, 0.0, 35.0]);
    assert_eq!(value(&outcome, "failures"), 2.0);
}

#[test]
fn what_becomes_of_the_item() {
    // An item of 20 s is interrupted after 15 s, for 10 s.
    let run = |item: &str| {
        let machine = format!(
            r#"process: "20 s", with: [Failure(every: "15 s", counts: Processing, repair: "10 s", item: {item})]"#
        );
        run(&[0], &machine, 1)
    };
    assert_eq!(value(&run("Resume"), "max_flow_time"), 30.0);
    // Begun anew each time, it is never done.
    for item in ["Repeat", "Resample"] {
        let outcome = run(item);
        assert_eq!((outcome.counts.consumed, outcome.counts.present), (0, 1), "{item}");
        assert_eq!(times(&outcome), [0.0, 40.0, 0.0, 20.0], "{item}");
    }
    let scrapped = run("Scrap");
    assert_eq!((scrapped.counts.consumed, scrapped.counts.scrapped), (0, 1));
    assert_eq!((value(&scrapped, "scrapped"), value(&scrapped, "scrap_ratio")), (1.0, 1.0));
    assert_eq!(times(&scrapped), [35.0, 15.0, 0.0, 10.0]);
}

#[test]
fn a_machine_that_is_down_takes_an_item_and_lets_one_go() {
    // Down from 30 s to 90 s. The item of 40 s is taken at once and begun when the machine runs again.
    let machine = r#"process: "10 s", with: [Failure(every: "30 s", counts: Up, repair: "60 s")]"#;
    let outcome = run(&[40], machine, 2);
    assert_eq!(value(&outcome, "max_flow_time"), 60.0);
    assert_eq!(value(&outcome, "mean_waiting_time"), 50.0);

    // Blocked behind a full press from 10 s on, down from 20 s to 80 s; the press takes the item at 50 s all the same.
    let text = r#"Scene(run: (duration: "2 min"), equipment: {
        "in": Source(at: ["0 s", "0 s"], to: ["m"]),
        "m": Station(process: "10 s", with: [Failure(every: "20 s", counts: Up, repair: "60 s")], to: ["press"]),
        "press": Station(process: "40 s", to: ["out"]),
        "out": Sink(),
    })"#;
    let outcome = Case::read("failures.ron", text, None, u64::MAX).expect("a scene").whole();
    assert_eq!(value(&outcome, "max_flow_time"), 90.0);
}

#[test]
fn causes_overlap() {
    // Down for the one from 10 s to 40 s, for the other from 20 s to 60 s: 50 s in all.
    let machine = |counts: &str| {
        format!(
            r#"process: "100 s", with: [
                Failure(name: "long", every: "20 s", counts: {counts}, repair: "40 s"),
                Failure(name: "short", every: "10 s", counts: Processing, repair: "30 s"),
            ]"#
        )
    };
    let outcome = run(&[0], &machine("Calendar"), 1);
    assert_eq!(times(&outcome), [0.0, 10.0, 0.0, 50.0]);
    assert_eq!(value(&outcome, "failures"), 2.0);
    // Age stands while the machine is down for the other: 10 s and 10 s, and both fail at 50 s.
    let outcome = run(&[0], &machine("Up"), 1);
    assert_eq!(times(&outcome), [0.0, 20.0, 0.0, 40.0]);
    assert_eq!(value(&outcome, "failures"), 3.0);
}

/// What may happen to one machine, or no longer does, leaves the draws of every other machine and failure untouched.
#[test]
fn failures_are_edit_stable() {
    let digest = |with_of_a: &str| {
        let text = format!(
            r#"Scene(run: (duration: "5 h"), equipment: {{
                "in a": Source(every: Exponential("20 s"), to: ["a"]),
                "a": Station(queue: Unlimited, process: Exponential("9 s"), with: [{with_of_a}], to: ["out a"]),
                "out a": Sink(),
                "in b": Source(every: Exponential("20 s"), to: ["b"]),
                "b": Station(queue: Unlimited, process: Exponential("9 s"),
                    with: [Failure(name: "z", every: Exponential("3 min"), counts: Up, repair: Exponential("1 min"))], to: ["out b"]),
                "out b": Sink(),
            }})"#
        );
        let case = Case::read("failures.ron", &text, None, u64::MAX).expect("a scene");
        let mut run = case.start();
        run.go(SimTime::ZERO + SimSpan::from_secs(5 * 3_600));
        let parts = run.sim.state_parts();
        let journal = run.digest();
        let of = |name: &str| (parts[name], journal.parts()[name]);
        [of("b"), of("b: z"), of("in b"), of("out b")]
    };
    let jam = r#"Failure(name: "jam", every: Exponential("2 min"), counts: Processing, repair: "30 s"), "#;
    let two = format!("{jam}{}", jam.replace("jam", "aardvark"));
    let alone = digest("");
    assert_eq!(digest(jam), alone);
    assert_eq!(digest(&two), alone);
}

/// A compressor that is only there to fail, and two machines that stand still with it; another one goes on.
fn plant_on_one_compressor(item: &str, duration: &str) -> Case {
    let text = format!(
        r#"Scene(run: (duration: "{duration}"), equipment: {{
            "in": Source(to: ["a"]), "a": Station(process: "20 s", to: ["b"]), "b": Station(process: "20 s", to: ["c"]),
            "c": Station(process: "20 s", to: ["out"]), "out": Sink(),
            "more": Source(at: ["0 s"], to: ["compressor"]),
            "compressor": Station(process: "1 s", to: ["out"], with: [
                Failure(name: "air", every: "50 s", counts: Up, repair: "15 s", stops: ["a", "b"], item: {item}),
            ]),
        }})"#
    );
    let case = Case::read("compressor.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn one_failure_stops_several_machines() {
    let of = |outcome: &Outcome, plant: &Case, name: &str, kpi: &str| {
        let id = plant.model.plant().find(name);
        let found = outcome.values.iter().find(|it| it.equipment == id && it.kpi == kpi);
        found.map_or(0.0, |value| value.value)
    };
    // Down from 50 s to 65 s: what had 10 s left goes on with them, and meanwhile `c` finishes the first item, from 40 s to 60 s.
    let case = plant_on_one_compressor("Resume", "100 s");
    let outcome = case.whole();
    for (name, times) in
        [("a", [85.0, 15.0, 0.0]), ("b", [65.0, 15.0, 20.0]), ("c", [45.0, 0.0, 55.0])]
    {
        let found =
            ["processing_time", "down_time", "idle_time"].map(|kpi| of(&outcome, &case, name, kpi));
        assert_eq!(found, times, "{name}");
    }
    // It is a failure of its owner alone.
    assert_eq!(of(&outcome, &case, "compressor", "failures"), 1.0);
    assert_eq!(of(&outcome, &case, "a", "failures"), 0.0);
    // What is in process is spoilt wherever it is.
    let outcome = plant_on_one_compressor("Scrap", "100 s").whole();
    assert_eq!(outcome.counts.scrapped, 2);
    // Saved while they stand, and at any other instant.
    let case = plant_on_one_compressor("Repeat", "30 min");
    let whole = case.whole();
    for part in 1..30 {
        let mut run = case.start();
        run.go_for(case.end, whole.counts.events / 30 * part);
        let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        restored.go(case.end);
        assert_eq!(restored.outcome(), whole, "{part}");
    }
}
