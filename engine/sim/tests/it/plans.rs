//! Plans that meet failures: followed as they are, with starts that shift, or made anew for what is left.

use crate::decisions::{minutes, run};

/// Four jobs come off the saw one by one, and go to one of two mills; the first of these is down for an hour from 6 min on.
fn shop(with: &str) -> String {
    format!(
        r#"Scene(
    run: (duration: "20 h"),
    products: {{
        "p": (route: [(on: "saw", process: "5 min"), (on: ["mill 1", "mill 2"], process: "10 min")]),
    }},
    equipment: {{
        "jobs": Source(orders: {{
            "a": (product: "p"), "b": (product: "p"), "c": (product: "p"), "d": (product: "p"),
        }}),
        "saw": Station(queue: Unlimited),
        "mill 1": Station(queue: Unlimited, {with}),
        "mill 2": Station(queue: Unlimited),
        "out": Sink(),
    }},
)"#
    )
}

const FAILS: &str =
    r#"with: [Failure(every: "6 min", counts: Up, repair: "60 min", item: Resume)]"#;

#[test]
fn without_failures_the_plan_is_kept() {
    for scheduler in ["GT(SPT)", "REPLAN(GT(SPT))"] {
        let outcome = run(&shop("").replace("Unlimited, )", "Unlimited)"), scheduler);
        // 5-15 and 15-25 on the one mill, 10-20 and 20-30 on the other.
        assert_eq!(minutes(&outcome, "max_flow_time"), 30.0, "{scheduler}");
    }
}

#[test]
fn a_plan_that_is_made_anew_goes_round_a_machine_that_is_down() {
    let text = shop(FAILS);
    // The first job is on the mill from 5 to 6, 66 to 72 and 132 to 135; the third one follows it, 10 min in four stretches.
    let kept = run(&text, "GT(SPT)");
    assert_eq!(minutes(&kept, "max_flow_time"), 265.0);
    // Made anew at 6: the third job goes to the other mill, and nothing waits behind the first.
    let anew = run(&text, "REPLAN(GT(SPT))");
    assert_eq!(minutes(&anew, "max_flow_time"), 135.0);
    assert_eq!((kept.counts.consumed, anew.counts.consumed), (4, 4));
}

#[test]
fn operations_that_take_longer_shift_what_follows() {
    let text = shop(FAILS).replace("process: \"10 min\"", "process: Exponential(\"10 min\")");
    for scheduler in ["GT(SPT)", "REPLAN(GT(MWKR))"] {
        let outcome = run(&text, scheduler);
        assert_eq!(outcome.counts.consumed, 4, "{scheduler}");
        assert!(outcome.stuck.is_empty(), "{scheduler}");
    }
}
