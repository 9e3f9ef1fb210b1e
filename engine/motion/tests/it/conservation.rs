//! Items come, jam, fall, are stopped and go: none is lost.
//!
//! ```text
//! PLANTWRIGHT_ITEMS=1000000 cargo test -p plantwright-motion --test it no_item_is_lost -- --nocapture
//! ```
//!
//! A million of them, at commit 203801c, in 200 s: 976 561 left, 23 431 fell and were parked, 8 jammed and were removed, none was
//! lost.

use plantwright_motion::{Kind, Layout, Policies, Policy, Pose, Velocity, What, Zone};
use plantwright_units::SimSpan;

use crate::plant::{CARTON, belt, item};

/// How many items: so many, unless `PLANTWRIGHT_ITEMS` says it.
fn items() -> u64 {
    let said = std::env::var("PLANTWRIGHT_ITEMS").ok();
    said.map_or(5_000, |said| said.parse().expect("a number of items"))
}

/// SplitMix64: numbers that are the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// A short fast belt with an exit, a floor beside it, and an arm that sweeps things off.
fn layout() -> Layout {
    let policies = Policies { jammed: Policy::Remove, ..Policies::default() };
    let (width, height) = (0.6, 0.5);
    Layout { step: SimSpan::from_nanos(16_666_667), policies, ..Layout::default() }
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(0.7, 2.0))
        .with("end", Pose::at(0.7, 0.0, 0.8), Kind::Exit { width, height, is_open: true })
        .with(
            "arm",
            Pose::at(0.5, -0.45, 0.82),
            Kind::Mover { length: 0.3, width: 0.1, height: 0.2 },
        )
        .with("floor", Pose::at(0.0, 0.0, 0.3), Kind::Floor { length: 9.0, width: 9.0 })
}

#[test]
fn no_item_is_lost() {
    let items = items();
    let mut zone = Zone::new(layout()).unwrap();
    let [belt, end, arm] = ["belt", "end", "arm"].map(|name| zone.fixture(name).unwrap());
    let mut chance = Chance(7);
    let (mut sent, mut left, mut fallen, mut removed) = (0, 0, 0, 0);
    while sent < items || zone.account().present > 0 {
        let pose = zone.on(belt, 0.16, 0.0, 0.1);
        let velocity = Velocity::linear(2.0, 0.0, 0.0);
        if sent < items && zone.enter(item(sent), &CARTON, pose, velocity).is_ok() {
            sent += 1;
        }
        match chance.below(2_000) {
            0 => zone.set_speed(belt, 0.0),
            1..40 => zone.set_speed(belt, 2.0),
            40 => zone.set_open(end, false),
            41..80 => zone.set_open(end, true),
            80..84 => zone.send(arm, [0.0, 0.9, 0.0], 3.0),
            84..100 => zone.send(arm, [0.0, 0.0, 0.0], 3.0),
            _ => {}
        }
        zone.step();
        for event in zone.take_events() {
            match event.what {
                What::Left { .. } => left += 1,
                What::Trouble(incident) if incident.done == Policy::Remove => removed += 1,
                What::Trouble(incident) if incident.done == Policy::Park => {
                    fallen += 1;
                    assert!(zone.take_parked(incident.item).is_some());
                }
                _ => {}
            }
        }
        let account = zone.account();
        assert!(account.is_balanced(), "{account:?} at {}", zone.now().as_secs_f64());
        assert_eq!(account.present, zone.items().count() as u64);
        assert_eq!((account.entered, account.removed), (sent, removed));
        assert_eq!(account.left, left + fallen);
    }
    println!("{items} items: {left} left, {fallen} fell, {removed} jammed");
    assert_eq!(left + fallen + removed, items);
    assert!(
        fallen > items / 1_000 && left > items / 2,
        "{left} left, {fallen} fell, {removed} jammed"
    );
}
