//! Guests: blocks that are led through a zone push what they touch, wherever that lies, and stand where they were led.

use plantwright_motion::{Body, Kind, Layout, Pose, Velocity, Zone, touch};

use crate::plant::{CARTON, item};

const VEHICLE: [f32; 3] = [1.0, 0.6, 0.3];

/// A level floor with a carton at a place.
fn floor(at: f32) -> Zone {
    let plain = Kind::Slide { length: 20.0, width: 20.0, friction: None };
    let layout = Layout::default().with("floor", Pose::at(-10.0, 0.0, 0.0), plain);
    let mut zone = Zone::new(layout).unwrap();
    let pose = Pose::at(at, 0.0, CARTON.height_of_middle());
    zone.enter(item(1), &CARTON, pose, Velocity::default()).unwrap();
    zone
}

fn place(x: f32) -> Pose {
    Pose::at(x, 0.0, 0.15)
}

/// Leads a vehicle along x for so many steps, from one place at a speed. Returns where it is.
fn drive(zone: &mut Zone, from: f32, speed: f32, steps: u32) -> f32 {
    let at = |step: u32| from + speed * step as f32 / 120.0;
    for step in 0..steps {
        zone.lead(7, place(at(step)), place(at(step + 1)));
        zone.step();
    }
    at(steps)
}

#[test]
fn a_guest_pushes_what_it_touches_and_lets_the_rest_lie() {
    let mut zone = floor(2.0);
    zone.let_in(7, VEHICLE, place(0.0));
    // Its front comes from 0.5 m to 1.7 m; the carton begins at 1.85 m.
    drive(&mut zone, 0.0, 1.2, 120);
    let lies = zone.pose(item(1)).unwrap().at[0];
    assert!((lies - 2.0).abs() < 0.002, "{lies}");
    let at = drive(&mut zone, 1.2, 1.2, 120);
    let pushed = zone.pose(item(1)).unwrap().at[0];
    // Its middle is half of both lengths ahead, but for what contacts give way, or more where it slid on.
    let least = at + 0.5 + 0.15;
    assert!((least - 0.01..least + 0.1).contains(&pushed), "{pushed} of {least}");
    assert_eq!(zone.guest(7).unwrap(), place(at), "nothing turns it from its way");
}

#[test]
fn who_lies_asleep_is_pushed_and_the_zone_sleeps_again() {
    let mut zone = floor(1.0);
    zone.advance_until(plantwright_units::SimTime::from_nanos(60_000_000_000));
    assert!(!zone.is_awake());
    zone.let_in(7, VEHICLE, place(0.0));
    drive(&mut zone, 0.0, 0.6, 120);
    assert!(zone.pose(item(1)).unwrap().at[0] > 1.2);
    zone.let_out(7);
    zone.advance_until(plantwright_units::SimTime::from_nanos(120_000_000_000));
    assert!(!zone.is_awake() && zone.guest(7).is_none());
}

#[test]
fn a_field_tells_what_reaches_into_it() {
    let zone = floor(2.0);
    let into = |x: f32| zone.reaching_into([1.0, 0.6, 0.3], place(x));
    assert_eq!(into(1.34), []);
    assert_eq!(into(1.36), [item(1)]);
    assert_eq!(into(2.64), [item(1)]);
    assert_eq!(into(2.66), []);
    // Turned by a quarter, it is as long across.
    let turned = |x: f32| zone.reaching_into([1.0, 0.6, 0.3], place(x).facing(0.0, 1.0));
    assert_eq!((turned(1.54), turned(1.56)), (vec![], vec![item(1)]));
}

#[test]
fn boxes_touch_or_do_not() {
    let with = |x: f32, turn: [f32; 2]| {
        touch((VEHICLE, place(0.0)), (VEHICLE, place(x).facing(turn[0], turn[1])))
    };
    assert!(with(0.99, [1.0, 0.0]) && !with(1.01, [1.0, 0.0]));
    assert!(with(0.79, [0.0, 1.0]) && !with(0.81, [0.0, 1.0]));
}

#[test]
fn where_a_guest_stands_nobody_comes_in() {
    let mut zone = floor(5.0);
    zone.let_in(7, VEHICLE, place(0.0));
    let carton = |zone: &mut Zone, x: f32| {
        let pose = Pose::at(x, 0.0, CARTON.height_of_middle());
        zone.enter(item(2), &CARTON, pose, Velocity::default())
    };
    let refused = carton(&mut zone, 0.4).unwrap_err().to_string();
    assert_eq!(refused, format!("guest 7 is where item {} would come in", item(2)));
    carton(&mut zone, 0.7).unwrap();
}

#[test]
fn a_push_that_was_saved_goes_on_bit_for_bit() {
    let push = |saves: bool| {
        let mut zone = floor(1.0);
        let bouncy = Body { restitution: 0.3, ..CARTON };
        let pose = Pose::at(1.5, 0.2, CARTON.height_of_middle());
        zone.enter(item(2), &bouncy, pose, Velocity::default()).unwrap();
        zone.let_in(7, VEHICLE, place(0.0));
        let at = drive(&mut zone, 0.0, 1.1, 77);
        if saves {
            zone = Zone::load(&zone.save()).unwrap();
        }
        drive(&mut zone, at, 1.1, 77);
        zone.digest()
    };
    assert_eq!(push(true), push(false));
}

#[test]
fn a_direction_turns_the_front() {
    for (x, y) in [(1.0, 0.0), (0.6, 0.8), (0.0, -1.0), (-0.8, 0.6), (-1.0, 0.0)] {
        let front = Pose::at(0.0, 0.0, 0.0).facing(x, y).point(1.0, 0.0, 0.0);
        assert!((front[0] - x).abs() < 1e-6 && (front[1] - y).abs() < 1e-6, "{x} {y}: {front:?}");
    }
}
