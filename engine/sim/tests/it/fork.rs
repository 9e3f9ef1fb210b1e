//! A fork goes on as the run does, and neither notices the other.

use plantwright_units::SimTime;

use crate::dice::Dice;
use crate::repository::every_scene;

#[test]
fn both_go_on_alike_and_apart() {
    for (number, case) in every_scene().iter().enumerate() {
        let (whole, mut dice) = (case.whole(), Dice::new(number as u64));
        for turn in 0..10 {
            let mut run = case.start();
            if turn % 2 == 0 {
                run.go(SimTime::from_nanos(dice.below(case.end.as_nanos() + 1)));
            } else {
                run.go_for(case.end, 1 + dice.below(whole.counts.events));
            }
            let mut fork = run.fork();
            let before = run.outcome();
            assert_eq!(fork.outcome(), before, "{}", case.name);

            fork.go(case.end);
            assert_eq!(fork.outcome(), whole, "{}", case.name);
            assert_eq!(run.outcome(), before, "{}: the fork was noticed", case.name);

            run.go(case.end);
            assert_eq!(run.outcome(), whole, "{}", case.name);
            assert_eq!(fork.outcome(), whole, "{}: the run was noticed", case.name);
        }
    }
}

#[test]
fn a_fork_can_be_saved_and_forked() {
    for case in every_scene() {
        let mut run = case.start();
        run.go(SimTime::from_nanos(case.end.as_nanos() / 3));
        let bytes = run.fork().fork().sim.snapshot();
        assert!(bytes == run.sim.snapshot(), "{}", case.name);
    }
}
