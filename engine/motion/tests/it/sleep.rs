//! What sleeps costs no steps, and wakes when it has to.

use plantwright_motion::{
    Body, Event, Friction, Kind, Layout, Pose, Trouble, Velocity, What, Zone,
};
use plantwright_units::{GRAVITY, SimTime};

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

/// A surface that rises so much in a metre of its length, with an exit behind four metres and a carton put down at rest on it.
fn lane(kind: Kind, rise: f32, friction: f32) -> Zone {
    let pose = Pose::at(0.0, 0.0, 5.0).risen(rise / (1.0 - rise * rise).sqrt());
    let end = Pose { at: pose.point(4.0, 0.0, 0.0), ..pose };
    let exit = Kind::Exit { width: 0.6, height: 0.5, is_open: true };
    let layout = Layout::default().with("belt", pose, kind).with("end", end, exit);
    let mut zone = Zone::new(layout).unwrap();
    let body = Body { friction: Friction::of(friction), ..CARTON };
    // Its front is two metres before the exit.
    let pose = zone.on(zone.fixture("belt").unwrap(), 1.85, 0.0, body.height_of_middle());
    zone.enter(item(1), &body, pose, Velocity::default()).unwrap();
    zone
}

#[test]
fn who_gains_speed_however_slowly_gets_there() {
    let rollers = || Kind::Rollers { length: 5.0, width: 0.6, resistance: 0.03 };
    let slide = || Kind::Slide { length: 5.0, width: 0.6, friction: None };
    let belt =
        || Kind::Belt { length: 5.0, width: 0.6, speed: 0.5, acceleration: None, friction: None };
    // On a slope, a = g (sin - mu cos); on a belt that draws it up, a = g (mu cos - sin).
    let lanes = [
        (rollers(), -0.0303, 0.03),
        (rollers(), -0.0317, 0.03),
        (rollers(), -0.0333, 0.03),
        (slide(), -0.375, 0.4),
        (slide(), -0.38, 0.4),
        (belt(), 0.0, 0.002),
        (belt(), 0.0, 0.005),
        (belt(), 0.365, 0.4),
        (belt(), 0.36, 0.4),
    ];
    for (kind, rise, friction) in lanes {
        let sine = f64::from(rise);
        let held: f64 = friction * (1.0 - sine * sine).sqrt();
        let is_belt = matches!(kind, Kind::Belt { .. });
        let acceleration = GRAVITY * if is_belt { held - sine } else { -sine - held };
        // Nobody becomes faster than the belt; then the rest of the way is at its speed.
        let speed = if is_belt { 0.5 } else { f64::MAX };
        let gaining = f64::min(2.0, speed * speed / (2.0 * acceleration));
        let wanted = (2.0 * gaining / acceleration).sqrt() + (2.0 - gaining) / speed;
        let mut zone = lane(kind.clone(), rise, friction as f32);
        zone.advance_until(secs(100));
        let events = zone.take_events();
        let [Event { at, what: What::Left { .. } }] = events[..] else {
            panic!("{kind:?} at {rise}: {events:?}");
        };
        // A step until it is seen at the exit; and it is put down without a force on the surface, so that friction acts from the
        // middle of the first step on, for want of which it is as much faster.
        let off = 2.0 / 120.0 + 0.5 / 120.0 * GRAVITY * held / acceleration;
        println!("{kind:?} at {rise}: {} s, by hand {wanted} s", at.as_secs_f64());
        assert!((at.as_secs_f64() - wanted).abs() < off, "{} s, not {wanted} s", at.as_secs_f64());
    }
}

#[test]
fn a_queue_on_a_shallow_lane_moves_up_when_its_first_is_taken() {
    let rollers = Kind::Rollers { length: 5.0, width: 0.6, resistance: 0.03 };
    let mut zone = lane(rollers, -0.0333, 0.4);
    let end = zone.fixture("end").unwrap();
    zone.set_open(end, false);
    for number in 2..=4 {
        put(&mut zone, number, &CARTON, 1.85 - 0.301 * (number - 1) as f32, 0.0);
    }
    zone.advance_until(secs(60));
    assert_eq!(zone.covered(end), [item(1)]);
    assert!(!zone.is_awake(), "they wait one behind the other");
    // Those behind have 0.3 m to go: sqrt(2 s / a) with a = g (0.0333 - 0.03 x 0.99945).
    let wanted = (2.0 * 0.3 / (GRAVITY * (0.0333 - 0.03 * 0.999_446))).sqrt();
    for next in 2..=4 {
        let from = zone.now();
        zone.leave(item(next - 1));
        while zone.covered(end) != [item(next)] {
            assert!(zone.is_awake(), "{next} lies where nothing holds it");
            zone.step();
        }
        let took = (zone.now() - from).as_secs_f64();
        // What touches comes with it; by hand, from rest and with friction from the first step on.
        assert!((took - wanted).abs() < 0.1, "{took} s, not {wanted} s");
        println!("{took} s, by hand {wanted} s");
        zone.advance_until(from + plantwright_units::SimSpan::from_nanos(30_000_000_000));
        assert!(!zone.is_awake(), "they wait again");
    }
}
