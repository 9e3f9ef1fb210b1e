//! All scenarios are one up to a moment, and differ from then on.

use plantwright_study::{Verdict, report};
use plantwright_units::SimSpan;

use crate::harness::{run, scenario, study, two_machines};

fn hours(hours: u64) -> SimSpan {
    SimSpan::from_secs(hours * 3_600)
}

#[test]
fn what_is_not_changed_has_the_future_that_it_had() {
    let scenarios = vec![two_machines("one", 60.0, 54.0, 2), two_machines("other", 60.0, 54.0, 2)];
    let mut asked = study(scenarios, (3, 3));
    asked.fork = Some(hours(50));
    let results = run(asked, 2, None);
    assert!(results.failed.is_empty(), "{:?}", results.failed);
    assert_eq!(results.comparisons(0)[0].verdict(), Verdict::Same);
    // The future of a run that is forked is that of a run whose first 50 h are left out.
    let mut whole = study(vec![two_machines("one", 60.0, 54.0, 2)], (3, 3));
    whole.warm_up = plantwright_study::Warming::Fixed(hours(50));
    let whole = run(whole, 2, None);
    assert_eq!(results.outcomes[0], whole.outcomes[0]);
}

#[test]
fn a_change_acts_from_the_fork_on() {
    let scenarios = vec![two_machines("slow", 60.0, 54.0, 2), two_machines("fast", 60.0, 27.0, 2)];
    let mut asked = study(scenarios, (4, 4));
    asked.fork = Some(hours(100));
    let results = run(asked, 2, None);
    let comparison = &results.comparisons(0)[0];
    assert_eq!(comparison.verdict(), Verdict::More);
    let text = report::markdown(&report::study(&results, ""));
    assert!(text.contains("All of them run as slow up to 4 d 4 h"), "{text}");
}

#[test]
fn another_plant_cannot_go_on_where_this_one_is() {
    let other = scenario(
        "other",
        r#"Scene(run: (duration: "5 d"), equipment: {"in": Source(every: "1 min", to: ["out"]), "out": Sink()})"#,
    );
    let mut asked = study(vec![two_machines("one", 60.0, 54.0, 2), other], (2, 2));
    asked.fork = Some(hours(50));
    let results = run(asked, 1, None);
    assert_eq!(results.failed.len(), 2);
    assert!(results.failed[0].message.contains("from the start"), "{:?}", results.failed);
}
