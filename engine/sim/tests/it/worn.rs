//! Wear as a continuous process, against the formulas of renewal theory: when it fails, and what inspections and maintenance by
//! condition change of that.

use crate::harness::{Case, Outcome};

/// Runs a machine that never lacks material, with wear, for so many hours.
fn run(wear: &str, rest: &str, hours: u32) -> Outcome {
    let text = format!(
        r#"Scene(run: (duration: "{hours} h"), equipment: {{
            "in": Source(to: ["m"]),
            "m": Station(process: "1 h", with: [Degradation(wear: ({wear}), repair: "0 s", {rest})], to: ["out"]),
            "out": Sink(),
        }})"#
    );
    let case = Case::read("worn.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

fn value(outcome: &Outcome, kpi: &str) -> f64 {
    outcome.values.iter().find(|value| value.kpi == kpi).map_or(0.0, |value| value.value)
}

fn close(got: f64, expected: f64, part: f64) {
    assert!((got - expected).abs() < part * expected, "{got}, and not {expected}");
}

const WIENER: &str = r#"process: Wiener(drift: "0.5 /h", variance: "0.8 /h"), fails_at: 6"#;

/// One failure in distance / drift of the time that counts, however often it is looked at: 12 h.
#[test]
fn a_wiener_process_fails_when_it_has_gone_the_distance() {
    for rest in [
        "counts: Calendar",
        "counts: Processing",
        r#"counts: Up, maintain: (at: 5.9999, every: "1000000 h", takes: "0 s")"#,
    ] {
        close(value(&run(WIENER, rest, 60_000), "failures"), 5_000.0, 0.03);
    }
    // Half of the wear remains after each repair: half of the time.
    let half = run(WIENER, "counts: Calendar, restores: KijimaII(0.5)", 60_000);
    close(value(&half, "failures"), 10_000.0, 0.03);
}

/// It is maintained at a level that is seen at once, and comes there in level / drift on average: 8 h, and 2 h of maintenance.
#[test]
fn a_level_that_is_seen_keeps_it_from_failing() {
    let rest = r#"counts: Calendar, maintain: (at: 4, takes: "2 h", begins: AtOnce)"#;
    let outcome = run(WIENER, rest, 50_000);
    // While it is maintained it stays as it is. The machine is ready for 8 h of 10.
    assert_eq!(value(&outcome, "failures"), 0.0);
    close(value(&outcome, "maintenances"), 5_000.0, 0.03);
    close(value(&outcome, "maintenance_time"), 0.2 * 50_000.0 * 3_600.0, 0.03);
    assert_eq!(value(&outcome, "preventive_share"), 1.0);
}

/// With a gamma process of shape 1 in each period, levels at inspections are those of a Poisson process of rate 1 / scale: it is
/// maintained at the first one above M = 5, after 1 + M / scale periods on average, if that is not above 8 already; and it is by
/// exp(-(8 - M) / scale).
#[test]
fn inspections_of_a_gamma_process_are_those_of_renewal_theory() {
    let wear = r#"process: Gamma(shape: "0.5 /h", scale: 2), fails_at: 8"#;
    for counts in ["Calendar", "Processing"] {
        let rest = format!(
            r#"counts: {counts}, maintain: (at: 5, every: "2 h", takes: "0 s", begins: AtOnce)"#
        );
        let outcome = run(wear, &rest, 60_000);
        // exp(-1.5), by halves.
        let failing = (0..20).fold(1.0 - 1.5 / f64::from(1 << 20), |it, _| it * it);
        close(value(&outcome, "preventive_share"), 1.0 - failing, 0.02);
        let cycles = value(&outcome, "maintenances") + value(&outcome, "failures");
        let inspections = value(&outcome, "inspections") + value(&outcome, "failures");
        close(inspections / cycles, 1.0 + 5.0 / 2.0, 0.02);
    }
    // Looking without doing anything changes nothing of when it fails, and what is looked at is exact in between.
    let never = value(&run(wear, "counts: Calendar", 60_000), "failures");
    let seen =
        r#"counts: Calendar, maintain: (at: 7.9999, every: "0.5 h", takes: "0 s", begins: AtOnce)"#;
    close(value(&run(wear, seen, 60_000), "failures"), never, 0.03);
}

/// Inspections that take time, crews, items that are finished first: the level of when it was due is what is found.
#[test]
fn what_takes_time_is_counted() {
    let rest = r#"counts: Processing, maintain: (at: 4, every: "5 h", inspection: "30 min", takes: "3 h")"#;
    let outcome = run(WIENER, rest, 20_000);
    let (inspections, maintenances) =
        (value(&outcome, "inspections"), value(&outcome, "maintenances"));
    let hours = value(&outcome, "maintenance_time") / 3_600.0;
    close(hours, 0.5 * inspections + 3.0 * maintenances, 0.001);
    assert!(value(&outcome, "failures") > 0.0 && maintenances > 0.0);
}
