//! Boxes on slopes: slides, inclined belts, gravity rollers.

use plantwright_motion::{Body, Friction, Kind, Layout, Pose};

use crate::belts::carton;
use crate::case::{Case, DT, Measured, Ride, belt, bound, layout, number, word};

/// A layout with one surface that rises, or falls, at an angle in radians.
fn slope(case: &Case, kind: Kind, angle: f64) -> Layout {
    layout(case).with("slope", Pose::at(0.0, 0.0, 30.0).inclined(angle as f32), kind)
}

pub(crate) fn incline_slide(case: &Case) -> Vec<Measured> {
    let friction =
        Friction { resting: case.get("mu_static") as f32, sliding: case.get("mu_kinetic") as f32 };
    let body = Body { friction, ..carton(5.0, 0.4) };
    let kind = || Kind::Slide { length: 20.0, width: 2.0, friction: None };
    let ride = |angle: f64| Ride::new(slope(case, kind(), -angle), &body, 1.0, 0.0);
    let slides = |angle: f64| {
        let mut ride = ride(angle);
        ride.run(2.0);
        ride.distance() > 0.01
    };
    let critical = bound(0.1, 1.0, |angle| !slides(angle)).to_degrees();
    let is_sliding = slides(case.angle());
    let mut measured = vec![
        word("slides", is_sliding),
        // A box that begins to slide within two seconds: 0.05 degrees.
        number("critical_angle", critical, 0.05),
    ];
    let mut ride = ride(case.angle());
    if !case.wants("time_to_slide_L") {
        ride.run(2.0);
        let from = (ride.speed(), ride.time());
        ride.run(1.0);
        let acceleration = (ride.speed() - from.0) / (ride.time() - from.1);
        measured.push(number("acceleration_if_sliding", acceleration, 1e-3));
        return measured;
    }
    let (acceleration, time, speed) = descend(&mut ride, case.get("length"));
    measured.extend([
        number("acceleration_if_sliding", acceleration, acceleration * 0.005),
        number("time_to_slide_L", time, DT),
        number("speed_at_bottom", speed, acceleration * DT),
    ]);
    measured
}

/// Lets it go down so far: the acceleration on the second half of the way, and the time and speed there.
fn descend(ride: &mut Ride, length: f64) -> (f64, f64, f64) {
    let mut half = None;
    while ride.distance() < length {
        if half.is_none() && ride.distance() > length / 2.0 {
            half = Some((ride.speed(), ride.time()));
        }
        ride.step();
        assert!(ride.time() < 60.0, "it does not come down");
    }
    let (speed, time) = half.unwrap();
    ((ride.speed() - speed) / (ride.time() - time), ride.time(), ride.speed())
}

pub(crate) fn inclined_belt_pickup(case: &Case) -> Vec<Measured> {
    let speed = case.get("belt_speed");
    let body = carton(5.0, case.get("mu"));
    let ride =
        |angle: f64| Ride::new(slope(case, belt(40.0, speed, None), angle), &body, 20.0, 0.0);
    let mut up = ride(case.angle());
    let (first, steps) = (up.speed(), 12);
    up.run(f64::from(steps) * DT);
    let acceleration = (up.speed() - first) / up.time();
    let mut up = ride(case.angle());
    let (time, distance) = up.until_speed(speed);
    let conveys = |angle: f64| {
        let mut ride = ride(angle);
        ride.run(3.0);
        ride.distance() > 0.0
    };
    vec![
        number("acceleration", acceleration, acceleration * 0.01),
        number("time_to_belt_speed", time, DT),
        number("distance", distance, speed * DT),
        number("max_angle_to_convey", bound(0.2, 1.2, conveys).to_degrees(), 0.05),
    ]
}

pub(crate) fn gravity_roller(case: &Case) -> Vec<Measured> {
    let kind = || Kind::Rollers { length: 20.0, width: 2.0, resistance: case.get("crr") as f32 };
    let ride = |angle: f64| Ride::new(slope(case, kind(), -angle), &carton(5.0, 0.5), 1.0, 0.0);
    let stalls = |angle: f64| {
        let mut ride = ride(angle);
        ride.run(3.0);
        ride.distance() < 0.001
    };
    let (acceleration, time, speed) = descend(&mut ride(case.angle()), case.get("length"));
    vec![
        number("acceleration", acceleration, acceleration * 0.005),
        number("time", time, DT),
        number("exit_speed", speed, acceleration * DT),
        number("stall_angle", bound(0.001, 0.2, stalls).to_degrees(), 0.05),
    ]
}
