//! The same calls give the same bits: in two zones, and in one that was saved and loaded in the midst of a jam.

use plantwright_motion::Zone;

use crate::plant::{disturb, jam};

const STEPS: u64 = 420;

#[test]
fn two_zones_agree_at_every_step() {
    let (mut one, mut two) = (jam(), jam());
    for step in 0..STEPS {
        disturb(&mut one, step);
        disturb(&mut two, step);
        assert_eq!(one.digest(), two.digest(), "after step {step}");
    }
    assert_eq!(one.take_events(), two.take_events());
}

#[test]
fn a_zone_that_was_saved_in_a_jam_goes_on_as_if_nothing_had_been() {
    let mut straight = jam();
    let mut saved = jam();
    for step in 0..STEPS {
        disturb(&mut straight, step);
        if step % 60 == 37 {
            let bytes = saved.save();
            saved = Zone::load(&bytes).unwrap();
            assert!(
                saved.save() == bytes,
                "what was loaded is saved as the same bytes at step {step}"
            );
        }
        disturb(&mut saved, step);
        assert_eq!(straight.digest(), saved.digest(), "after step {step}");
    }
    assert!(straight.save() == saved.save(), "all of the state, contacts too");
    assert_eq!(straight.take_events(), saved.take_events());
}

#[test]
fn a_copy_goes_its_own_way() {
    let mut zone = jam();
    (0..100).for_each(|step| disturb(&mut zone, step));
    let before = zone.digest();
    let mut copy = zone.clone();
    (100..200).for_each(|step| disturb(&mut copy, step));
    assert_eq!(zone.digest(), before);
    (100..200).for_each(|step| disturb(&mut zone, step));
    assert_eq!(zone.digest(), copy.digest());
}

#[test]
fn one_body_more_is_another_digest() {
    let (mut one, mut two) = (jam(), jam());
    disturb(&mut one, 0);
    two.leave(crate::plant::item(39));
    disturb(&mut two, 0);
    assert_ne!(one.digest(), two.digest());
}

#[test]
fn bytes_that_are_no_zone_are_refused() {
    assert!(Zone::load(&[]).is_err());
    assert!(Zone::load(&[7; 100]).is_err());
}
