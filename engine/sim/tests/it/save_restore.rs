//! Save, restore, run equals run: at any instant of every scene, also in the middle of what happens at one instant.

use plantwright_units::SimTime;

use crate::dice::Dice;
use crate::harness::{Case, Outcome, Run};
use crate::repository::every_scene;

/// Saves where the run stands, and compares both ways of going on with the run that was never saved.
fn check(case: &Case, run: &mut Run, whole: &Outcome) {
    let bytes = run.sim.snapshot();
    let at = format!("{} at {}", case.name, run.sim.now());
    let mut restored = case.restore(&bytes).unwrap_or_else(|error| panic!("{at}: {error}"));
    assert!(restored.sim.snapshot() == bytes, "{at}: saved again, it differs");
    assert_eq!(restored.outcome(), run.outcome(), "{at}");
    restored.sim.assert_conserved();
    restored.go(case.end);
    assert_eq!(restored.outcome(), *whole, "{at}: the restored run");
    run.go(case.end);
    assert_eq!(run.outcome(), *whole, "{at}: the run that was saved");
}

#[test]
fn at_any_instant() {
    for (number, case) in every_scene().iter().enumerate() {
        let (whole, mut dice) = (case.whole(), Dice::new(number as u64));
        for _ in 0..10 {
            let mut run = case.start();
            run.go(SimTime::from_nanos(dice.below(case.end.as_nanos() + 1)));
            check(case, &mut run, &whole);
        }
    }
}

#[test]
fn after_any_event() {
    for (number, case) in every_scene().iter().enumerate() {
        let (whole, mut dice) = (case.whole(), Dice::new(number as u64));
        for _ in 0..10 {
            let mut run = case.start();
            run.go_for(case.end, 1 + dice.below(whole.counts.events));
            check(case, &mut run, &whole);
        }
    }
}

#[test]
fn before_anything_has_happened() {
    for case in every_scene() {
        check(&case, &mut case.start(), &case.whole());
    }
}

#[test]
fn again_and_again() {
    for case in every_scene() {
        let mut run = case.start();
        for part in 1..=5 {
            run.go(SimTime::from_nanos(case.end.as_nanos() / 5 * part));
            run = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        }
        run.go(case.end);
        assert_eq!(run.outcome(), case.whole(), "{}", case.name);
    }
}
