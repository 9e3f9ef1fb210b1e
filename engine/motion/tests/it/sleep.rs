//! What sleeps costs no steps, and wakes when it has to.

use plantwright_motion::{Kind, Layout, Pose, Trouble, What, Zone};
use plantwright_units::SimTime;

use crate::plant::{CARTON, item, line, put};

fn secs(seconds: u64) -> SimTime {
    SimTime::from_nanos(seconds * 1_000_000_000)
}

#[test]
fn an_empty_zone_never_steps() {
    let mut zone = Zone::new(line()).unwrap();
    assert_eq!(zone.next_step(), None);
    zone.advance_until(secs(1_000_000));
    assert_eq!(zone.now().as_nanos(), 1_000_000_000_000_000 / 8_333_333 * 8_333_333);
}

#[test]
fn a_belt_that_starts_wakes_what_lies_on_it() {
    let mut zone = Zone::new(line()).unwrap();
    let belt = zone.fixture("belt").unwrap();
    zone.set_speed(belt, 0.0);
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    put(&mut zone, 2, &CARTON, 0.5, 0.0);
    zone.advance_until(secs(10));
    assert!(!zone.is_awake());
    let before = zone.digest();
    let mut later = zone.clone();
    later.advance_until(secs(3_600));
    assert_eq!(later.pose(item(1)), zone.pose(item(1)));
    assert_ne!(later.digest(), before, "time goes on");
    zone.set_speed(belt, 0.5);
    assert!(zone.is_awake());
    zone.advance_until(secs(12));
    assert!(zone.velocity(item(2)).unwrap().linear[0] > 0.49);
    zone.advance_until(secs(60));
    assert_eq!(zone.account().left, 2);
    assert!(!zone.is_awake());
}

#[test]
fn a_belt_that_creeps_carries() {
    let mut zone = Zone::new(line()).unwrap();
    let belt = zone.fixture("belt").unwrap();
    zone.set_speed(belt, 0.004);
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    zone.advance_until(secs(100));
    let place = zone.pose(item(1)).unwrap().at[0];
    assert!((place - 1.4).abs() < 0.01, "{place}");
}

#[test]
fn a_queue_at_a_stop_sleeps_and_goes_on_when_it_opens() {
    let mut zone = Zone::new(line()).unwrap();
    let stop = zone.fixture("stop").unwrap();
    zone.set_open(stop, false);
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    put(&mut zone, 2, &CARTON, 0.5, 0.0);
    zone.advance_until(secs(30));
    assert!(!zone.is_awake(), "they wait on a belt that runs");
    assert!(zone.take_events().is_empty(), "who waits at a stop does not jam");
    zone.set_open(stop, true);
    zone.advance_until(secs(60));
    assert_eq!(zone.account().left, 2);
}

#[test]
fn a_mover_wakes_what_it_pushes() {
    let table = Kind::Slide { length: 3.0, width: 1.0, friction: None };
    let layout = Layout::default().with("belt", Pose::at(0.0, 0.0, 0.8), table).with(
        "pusher",
        Pose::at(0.5, 0.0, 0.8),
        Kind::Mover { length: 0.1, width: 0.5, height: 0.3 },
    );
    let mut zone = Zone::new(layout).unwrap();
    let pusher = zone.fixture("pusher").unwrap();
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    zone.advance_until(secs(5));
    assert!(!zone.is_awake());
    zone.send(pusher, [1.0, 0.0, 0.0], 0.5);
    zone.advance_until(secs(10));
    // Where it was put down, nothing moved it on, which is told once; behind, the pusher is out.
    let whats: Vec<What> = zone.take_events().iter().map(|event| event.what).collect();
    let [What::Trouble(before), What::Arrived { mover }] = whats[..] else {
        panic!("{whats:?}");
    };
    assert_eq!((mover, before.trouble), (pusher, Trouble::Jammed));
    // Its face stops at 1.55 m, and the box, half its length before it, slides on: v^2 / (2 mu g).
    let place = zone.pose(item(1)).unwrap().at[0];
    assert!((place - 1.7 - 0.5 * 0.5 / (2.0 * 0.4 * 9.81)).abs() < 0.005, "{place}");
    assert!(!zone.is_awake());
}
