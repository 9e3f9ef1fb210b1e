//! Set-ups, preemption and quality of single machines, by hand.

use crate::failures::{times, value};
use crate::harness::{Case, Outcome};

/// Runs orders of products, all there at 0 s, through a machine.
fn run(products: &str, sequence: &str, machine: &str) -> Outcome {
    let orders = sequence.chars().enumerate();
    let orders: Vec<String> =
        orders.map(|(number, product)| format!("\"{number}\": (product: \"{product}\")")).collect();
    let text = format!(
        r#"Scene(run: (duration: "10 min"), products: {{{products}}}, equipment: {{
            "in": Source(orders: {{{}}}, to: ["m"]),
            "m": Station(queue: Unlimited, process: "10 s", {machine}, to: ["out"]), "out": Sink(),
        }})"#,
        orders.join(", ")
    );
    Case::read("setups.ron", &text, None, u64::MAX).expect("a scene").whole()
}

#[test]
fn a_change_takes_time_and_the_first_item_takes_none() {
    let products = r#""a": (), "b": ()"#;
    let outcome = run(products, "abba", r#"setup: (time: "30 s")"#);
    assert_eq!((value(&outcome, "setups"), value(&outcome, "setup_time")), (2.0, 60.0));
    assert_eq!(value(&outcome, "makespan"), 100.0);
    // Set up for `b` at the beginning: three changes.
    let outcome = run(products, "abba", r#"setup: (time: "30 s", initial: "b")"#);
    assert_eq!(value(&outcome, "setups"), 3.0);
    // A campaign changes once.
    let outcome = run(products, "abab", r#"setup: (time: "30 s", prefer: Same)"#);
    assert_eq!((value(&outcome, "setups"), value(&outcome, "makespan")), (1.0, 70.0));
    // Two of a kind at least.
    let outcome = run(products, "abaabb", r#"setup: (time: "30 s", minimum_run: 2)"#);
    // a a | b b | a | b
    assert_eq!(value(&outcome, "setups"), 3.0);
}

#[test]
fn products_of_a_family_need_no_change() {
    let products = r#""a": (), "b": (), "c": ()"#;
    let setup = r#"setup: (families: {"light": ["a", "b"]}, matrix: {"light": {"c": "20 s"}, "c": {"light": "50 s", "c": "1 s"}})"#;
    let outcome = run(products, "abcca", setup);
    // light, light, 20 s to c, 1 s from c to c, 50 s back.
    assert_eq!((value(&outcome, "setups"), value(&outcome, "setup_time")), (3.0, 71.0));
}

#[test]
fn a_higher_priority_interrupts() {
    let run = |preempt: &str| {
        let text = format!(
            r#"Scene(run: (duration: "10 min"), products: {{"low": (), "high": (priority: 1)}}, equipment: {{
                "in": Source(orders: {{"1": (product: "low"), "2": (product: "high", release: "15 s")}}, to: ["m"]),
                "m": Station(queue: Unlimited, order: Priority, preempt: {preempt}, process: "20 s", to: ["out"]),
                "out": Sink(),
            }})"#
        );
        Case::read("preempt.ron", &text, None, u64::MAX).expect("a scene").whole()
    };
    // The high one from 15 s to 35 s; then 5 s are left of the low one, or all 20 s.
    let resumed = run("Resume");
    assert_eq!(value(&resumed, "makespan"), 40.0);
    assert_eq!(times(&resumed)[1], 40.0);
    assert_eq!(value(&run("Repeat"), "makespan"), 55.0);
    assert_eq!(value(&run("Resample"), "makespan"), 55.0);
}

#[test]
fn who_was_begun_last_makes_way() {
    let text = r#"Scene(run: (duration: "10 min"), products: {"short": (), "long": (), "high": (priority: 1)}, equipment: {
        "in": Source(
            orders: {
                "1": (product: "long"),
                "2": (product: "short", release: "5 s"),
                "3": (product: "high", release: "10 s"),
            },
            to: ["m"],
        ),
        "m": Station(
            places: 2,
            queue: Unlimited,
            order: Priority,
            preempt: Repeat,
            process: {"long": "60 s", "short": "8 s", "high": "15 s"},
            to: ["out"],
        ),
        "out": Sink(),
    })"#;
    let outcome = Case::read("last.ron", text, None, u64::MAX).expect("a scene").whole();
    // The short one would have ended long before the other one, which nobody there knows. It is begun anew at 25 s.
    assert_eq!(value(&outcome, "makespan"), 60.0);
}

#[test]
fn what_is_spoilt_is_taken_out() {
    let outcome = run(r#""a": ()"#, "aaaa", "quality: (scrap: 1)");
    assert_eq!((outcome.counts.scrapped, outcome.counts.consumed), (4, 0));
    assert_eq!(times(&outcome)[1], 40.0);
    // After each change the first one is spoilt.
    let products = r#""a": (), "b": ()"#;
    let outcome = run(products, "aabba", r#"setup: (time: "30 s"), quality: (start_up: 1)"#);
    assert_eq!((outcome.counts.scrapped, outcome.counts.consumed), (2, 3));
    assert_eq!(value(&outcome, "first_pass_yield"), 0.6);
}

#[test]
fn rejected_items_go_round_until_they_are_good_or_given_up() {
    let plant = |limit: &str, repairs: &str| {
        let text = format!(
            r#"Scene(run: (duration: "3 h"), equipment: {{
                "in": Source(at: ["0 s"], to: ["m"]),
                "m": Station(process: "10 s", quality: (defects: 1), to: ["test"]),
                "test": Station(process: "5 s", inspect: (rejects: "rework"{limit}), to: ["out"]),
                "rework": Station(process: "20 s", quality: (repairs: {repairs}), to: ["test"]), "out": Sink(),
            }})"#
        );
        Case::read("rework.ron", &text, None, u64::MAX).expect("a scene").whole()
    };
    let good = plant("", "1");
    assert_eq!((good.counts.consumed, value(&good, "makespan")), (1, 40.0));
    assert_eq!((value(&good, "first_pass_yield"), value(&good, "rework_ratio")), (0.0, 1.0));
    assert_eq!(value(&good, "defects_delivered"), 0.0);
    // Never repaired: sent back twice, and then scrapped.
    let bad = plant(", limit: 2", "0");
    assert_eq!((bad.counts.consumed, bad.counts.scrapped), (0, 1));
    assert_eq!(value(&bad, "rejected"), 3.0);
    // Without a limit it goes round for as long as the run does, 430 times.
    let never = plant("", "0");
    assert_eq!((never.counts.scrapped, never.counts.consumed), (0, 0));
}

#[test]
fn operations_need_set_ups_of_their_own() {
    let scene = |setup: &str| {
        let text = format!(
            r#"Scene(run: (duration: "10 min"),
            products: {{"p": (route: [(on: "m", setup: "rough"), (on: "m", setup: "fine")])}},
            equipment: {{
                "in": Source(at: ["0 s", "0 s"]),
                "m": Station(queue: Unlimited, process: "10 s", setup: (
                    matrix: {{"rough": {{"fine": "5 s"}}, "fine": {{"rough": "7 s"}}}},
                    families: {{"rough": [], "fine": []}}, initial: "rough"{setup}), to: []), "out": Sink(),
            }})"#
        );
        Case::read("setups.ron", &text.replace(", to: []", ""), None, u64::MAX)
            .expect("a scene")
            .whole()
    };
    // Both are roughed, then both are finished.
    let outcome = scene("");
    assert_eq!((value(&outcome, "setups"), value(&outcome, "setup_time")), (1.0, 5.0));
    assert_eq!(value(&outcome, "makespan"), 45.0);
    // Going round, fine comes first by name, and nothing of it waits.
    let outcome = scene(", prefer: Cyclic()");
    assert_eq!(value(&outcome, "makespan"), 45.0);
}

#[test]
fn cleaning_is_a_set_up() {
    let products = r#""a": (), "b": ()"#;
    // Seven items; after the second, the fourth and the sixth.
    let outcome = run(products, "aaaaaaa", r#"setup: (cleaning: (after: 2, takes: "15 s"))"#);
    assert_eq!((value(&outcome, "setups"), value(&outcome, "setup_time")), (3.0, 45.0));
    assert_eq!(value(&outcome, "makespan"), 115.0);
    assert!(outcome.values.iter().all(|value| value.kpi != "maintenances"));
    // Nothing comes after the last one: it is not cleaned for nobody.
    let outcome = run(products, "aaaa", r#"setup: (cleaning: (after: 2, takes: "15 s"))"#);
    assert_eq!(value(&outcome, "setups"), 1.0);
    // Changes of set-up take none of its time, and are counted on: 30 s, 15 s, 30 s + 15 s, and both at once count as one.
    let clean = |on_change: &str, sequence: &str| {
        let setup =
            format!(r#"setup: (time: "30 s", cleaning: (after: 2, takes: "15 s", {on_change}))"#);
        let outcome = run(products, sequence, &setup);
        (value(&outcome, "setups"), value(&outcome, "setup_time"))
    };
    assert_eq!(clean("", "abbbaa"), (3.0, 90.0));
    // A change cleans as well: a | 30 s b b | 15 s b | 30 s a a.
    assert_eq!(clean("on_change: Restarts", "abbbaa"), (3.0, 75.0));
}

#[test]
fn people_clean_and_it_is_saved() {
    let text = r#"Scene(run: (duration: "3 d"), people: {"op": ()}, products: {"a": (), "b": ()}, equipment: {
        "in": Source(every: Exponential("2 min"), mix: {"a": 0.5, "b": 0.5}, to: ["m"]),
        "m": Station(queue: Unlimited, process: "1 min", setup: (time: "1 min", prefer: Same, crew: (of: "op"),
            cleaning: (after: 7, takes: Exponential("3 min"))), to: ["out"]),
        "out": Sink(),
    })"#;
    let case = Case::read("setups.ron", text, None, u64::MAX).expect("a scene");
    let whole = case.whole();
    // All set-up time is that of the operator.
    assert_eq!(value(&whole, "setup_time"), value(&whole, "working_time"));
    assert!(value(&whole, "setups") > 200.0);
    for part in 1..20 {
        let mut run = case.start();
        run.go_for(case.end, whole.counts.events / 20 * part);
        let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        restored.go(case.end);
        assert_eq!(restored.outcome(), whole, "{part}");
    }
}

/// A machine that is cold at first, which no product is, is heated for the first one.
#[test]
fn what_it_is_set_up_for_at_first_may_be_for_no_product() {
    let text = r#"Scene(run: (duration: "5 h"), products: {"a": ()}, equipment: {
        "in": Source(product: "a", at: ["1 h", "2 h"], to: ["m"]),
        "m": Station(
            setup: (time: "5 min", matrix: {"cold": {"a": "30 min"}}, families: {"cold": []}, initial: "cold"),
            process: "1 h", to: ["out"],
        ),
        "out": Sink(),
    })"#;
    let case =
        Case::read("cold.ron", text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.whole();
    let makespan = outcome.values.iter().find(|value| value.kpi == "makespan").expect("a value");
    assert_eq!(makespan.value, 3_600.0 + 1_800.0 + 7_200.0);
}
