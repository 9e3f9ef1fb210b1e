//! Replications are added until the answer is precise, or the budget is spent.

use plantwright_study::statistics::Precision;
use plantwright_study::{Means, News, answer};

use crate::harness::{run, study, two_machines, workers};

#[test]
fn it_stops_once_it_is_precise() {
    let mut asked = study(vec![two_machines("as it is", 60.0, 55.0, 1)], (5, 400));
    asked.precision = Precision::Relative(0.004);
    let results = run(asked, 2, None);
    assert!(results.is_precise);
    let n = results.replications();
    assert!(n > 5 && n < 400, "{n}");
    let interval = results.interval(0, &results.study.figures[0].0).expect("replications");
    assert!(interval.half_width() <= 0.004 * interval.estimate, "{interval:?}");
}

#[test]
fn a_budget_that_is_too_small_is_told_early_and_late() {
    let mut asked = study(vec![two_machines("as it is", 60.0, 55.0, 1)], (5, 8));
    asked.precision = Precision::Relative(0.000_5);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut early = None;
    let mut runs = 0;
    let results =
        asked.run(Means { workers: workers(1), stop: &stop, store: None }, |news| match news {
            News::Done => runs += 1,
            News::FirstLook { needed, .. } => early = Some((needed, runs)),
            _ => {}
        });
    let (needed, after) = early.expect("a first look");
    assert_eq!(after, 5, "before the budget is spent");
    assert!(needed.expect("it can be told") > 100, "{needed:?}");
    assert!(!results.is_precise && results.replications() == 8);
    let said = answer::sentences(&results).join(" ");
    assert!(said.contains("less precise than wanted (±0.05 %)"), "{said}");
}

#[test]
fn what_was_stopped_counts_up_to_the_first_gap() {
    let asked = study(vec![two_machines("as it is", 60.0, 55.0, 1)], (50, 50));
    let stop = std::sync::atomic::AtomicBool::new(false);
    let mut runs = 0;
    let results = asked.run(Means { workers: workers(2), stop: &stop, store: None }, |news| {
        runs += usize::from(matches!(news, News::Done));
        stop.store(runs >= 6, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(results.is_stopped && results.replications() < 50);
    assert!(results.outcomes[0].iter().all(Option::is_some), "no gap");
    let said = answer::sentences(&results).join(" ");
    assert!(said.contains("was stopped after"), "{said}");
}
