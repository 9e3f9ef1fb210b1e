//! Variants meet the same luck.

use plantwright_study::Verdict;

use crate::harness::{run, study, two_machines};

/// One more place in a rack: common random numbers save at least five replications in six.
#[test]
fn what_a_place_brings_shows_with_a_fifth_of_the_replications() {
    let scenarios =
        vec![two_machines("4 places", 60.0, 60.0, 4), two_machines("5 places", 60.0, 60.0, 5)];
    let results = run(study(scenarios, (30, 30)), 2, None);
    let comparisons = results.comparisons(0);
    let paired = comparisons[0].paired.expect("30 replications");
    assert_eq!(comparisons[0].verdict(), Verdict::More);
    let reduction = paired.variance_reduction.expect("they vary");
    assert!(reduction >= 5.0, "{reduction}");
}

#[test]
fn equal_plants_make_exactly_the_same() {
    let scenarios = vec![two_machines("one", 60.0, 50.0, 2), two_machines("other", 60.0, 50.0, 2)];
    let results = run(study(scenarios, (3, 3)), 2, None);
    assert_eq!(results.comparisons(0)[0].verdict(), Verdict::Same);
}
