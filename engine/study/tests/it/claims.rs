//! Claims pass, fail, or stay undecided.

use std::sync::atomic::AtomicBool;

use plantwright_study::claims::{Verdict, judge};

use crate::harness::{scenario, workers};

/// An M/M/1 queue at a load of 0.8: 4 items on average, 30 done in an hour.
fn queue(expect: &str) -> String {
    format!(
        r#"Scene(
            run: (duration: "20 d", warm_up: "1 d"),
            equipment: {{
                "in": Source(every: Exponential("2 min"), to: ["machine"]),
                "machine": Station(queue: Unlimited, process: Exponential("96 s"), to: ["out"]),
                "out": Sink(),
            }},
            expect: [{expect}],
        )"#
    )
}

fn verdicts(expect: &str, budget: u32) -> Vec<Verdict> {
    let stop = AtomicBool::new(false);
    let claims = judge(&scenario("queue", &queue(expect)), 0.95, budget, workers(2), &stop);
    assert!(claims.failed.is_empty());
    claims.all.into_iter().map(|it| it.verdict).collect()
}

#[test]
fn what_is_clearly_so_is_decided() {
    let expect = r#"
        (kpi: "mean_wip", at_least: 3, at_most: 5),
        (kpi: "throughput", at_least: "31 /h"),
        (kpi: "utilization", of: "machine", at_most: 0.9)"#;
    assert_eq!(verdicts(expect, 80), [Verdict::Pass, Verdict::Fail, Verdict::Pass]);
}

/// The truth lies on the bound: neither pass nor fail would be more than luck.
#[test]
fn what_lies_on_its_bound_is_undecided() {
    let expect = r#"(kpi: "utilization", of: "machine", at_most: 0.8)"#;
    assert_eq!(verdicts(expect, 20), [Verdict::Undecided]);
}

#[test]
fn what_chance_has_a_part_in_is_never_exact() {
    assert_eq!(verdicts(r#"(kpi: "throughput", exactly: "30 /h")"#, 10), [Verdict::Fail]);
}
