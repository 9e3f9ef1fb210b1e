//! The number of workers changes nothing.

use crate::harness::{run, study, two_machines};

#[test]
fn one_two_and_eight_workers_find_the_same() {
    let make = || {
        let scenarios =
            vec![two_machines("as it is", 60.0, 55.0, 1), two_machines("more", 60.0, 55.0, 3)];
        // A precision that takes several rounds.
        let mut study = study(scenarios, (3, 40));
        study.precision = plantwright_study::statistics::Precision::Relative(0.004);
        study
    };
    let alone = run(make(), 1, None);
    assert!(alone.replications() > 3, "more than one round");
    for workers in [2, 8] {
        let many = run(make(), workers, None);
        assert_eq!(many.outcomes, alone.outcomes, "{workers} workers");
        assert_eq!(many.is_precise, alone.is_precise);
    }
}
