//! The warm-up is found out beforehand.

use std::sync::atomic::AtomicBool;

use plantwright_study::pilot::{PilotError, pilot};
use plantwright_units::SimSpan;

use crate::harness::{scenario, workers};

/// A long line that is empty at first: nothing comes out for the first two hours.
fn line(duration: &str) -> String {
    format!(
        r#"Scene(
            run: (duration: "{duration}"),
            equipment: {{
                "in": Source(every: Exponential("1 min"), to: ["oven"]),
                "oven": Station(places: 1000, process: Uniform("100 min", "140 min"), to: ["out"]),
                "out": Sink(),
            }},
        )"#
    )
}

#[test]
fn an_oven_is_warm_once_it_is_full() {
    let stop = AtomicBool::new(false);
    let found =
        pilot(&[scenario("oven", &line("100 h"))], 1, workers(2), &stop).expect("long enough");
    let hours = found.as_secs_f64() / 3_600.0;
    assert!((1.8..=6.0).contains(&hours), "{hours} h");
}

#[test]
fn a_run_that_is_too_short_is_told_and_not_cut() {
    let stop = AtomicBool::new(false);
    let too_short = pilot(&[scenario("oven", &line("3 h"))], 1, workers(2), &stop);
    assert!(matches!(too_short, Err(PilotError::TooShort { .. })), "{too_short:?}");
    let endless = line("3 h").replace("1000", "1").replace("places: 1,", "queue: Unlimited,");
    // More comes than can be done: there is no steady state.
    let never = pilot(&[scenario("oven", &endless)], 1, workers(2), &stop);
    assert!(matches!(never, Err(PilotError::TooShort { .. })), "{never:?}");
}

#[test]
fn what_is_the_same_from_the_beginning_needs_no_warm_up() {
    let steady = r#"Scene(
        run: (duration: "1000 h"),
        equipment: {
            "stock": Source(to: ["press"]),
            "press": Station(process: "30 s", to: ["out"]),
            "out": Sink(),
        },
    )"#;
    let stop = AtomicBool::new(false);
    let found = pilot(&[scenario("press", steady)], 1, workers(1), &stop).expect("long enough");
    assert_eq!(found, SimSpan::ZERO);
}
