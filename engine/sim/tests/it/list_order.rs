//! The order in which a scene lists things has no meaning.

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::harness::{Case, Run};
use crate::repository::every_scene;
use crate::scenes::SCENES;
use crate::shuffle::shuffled;

fn parts(run: &mut Run) -> (BTreeMap<String, u128>, BTreeMap<String, u128>) {
    let journal = run.digest().parts();
    let journal = journal.into_iter().map(|(name, part)| (name.to_owned(), part)).collect();
    (run.sim.state_parts(), journal)
}

fn check(case: &Case, dice: &mut Dice) {
    let mut run = case.start();
    run.go(case.end);
    for _ in 0..5 {
        let text = shuffled(&case.text, dice);
        let mut shuffled = case.reread(&text).start();
        shuffled.go(case.end);
        assert_eq!(parts(&mut shuffled), parts(&mut run), "{}\n{text}", case.name);
        assert_eq!(shuffled.outcome(), run.outcome(), "{}\n{text}", case.name);
    }
}

#[test]
fn entries_in_any_order_give_the_same_run() {
    let mut dice = Dice::new(1);
    for case in every_scene() {
        check(&case, &mut dice);
    }
}

#[test]
fn shuffling_does_shuffle() {
    let (mut dice, mut changed) = (Dice::new(2), 0);
    for (_, text) in SCENES {
        changed += u32::from(shuffled(text, &mut dice) != shuffled(text, &mut dice));
    }
    assert!(changed as usize >= SCENES.len() - 1);
}
