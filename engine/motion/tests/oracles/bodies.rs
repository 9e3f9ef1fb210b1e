//! Bodies that hit, tip and fly.

use plantwright_motion::{Body, Friction, Kind, Pose, Velocity, Zone};
use plantwright_units::ItemId;

use crate::belts::{carton, point};
use crate::case::{Case, DT, ITEM, Measured, Ride, belt, bound, layout, number, word};

pub(crate) fn collision_1d(case: &Case) -> Vec<Measured> {
    let layout = plantwright_motion::Layout::default().with(
        "rollers",
        Pose::at(0.0, 0.0, 0.8),
        Kind::Rollers { length: 20.0, width: 2.0, resistance: 0.0 },
    );
    let mut zone = Zone::new(layout).unwrap();
    let rollers = zone.fixture("rollers").unwrap();
    let body = |index| Body {
        restitution: case.get("restitution") as f32,
        ..carton(case.at("m", index), 0.3)
    };
    let items = [ItemId::from_bits(1), ItemId::from_bits(2)];
    for (index, along) in [5.0, 6.0].into_iter().enumerate() {
        let velocity = Velocity::linear(case.at("u", index) as f32, 0.0, 0.0);
        zone.enter(items[index], &body(index), zone.on(rollers, along, 0.0, 0.1), velocity)
            .unwrap();
    }
    for _ in 0..120 {
        zone.step();
    }
    let speed = |index: usize| f64::from(zone.velocity(items[index]).unwrap().linear[0]);
    let energy = |index: usize, v: f64| case.at("m", index) * v * v / 2.0;
    let before = energy(0, case.at("u", 0)) + energy(1, case.at("u", 1));
    let lost = before - energy(0, speed(0)) - energy(1, speed(1));
    vec![
        number("v1", speed(0), 0.001),
        number("v2", speed(1), 0.001),
        number("energy_lost", lost, before * 0.002),
    ]
}

pub(crate) fn tip_or_slide(case: &Case) -> Vec<Measured> {
    let size = [case.get("base") as f32, 0.6, case.get("height") as f32];
    let friction = Friction::of(case.get("mu_static") as f32);
    let body = |is_upright| Body { friction, is_upright, ..Body::cuboid(size, 20.0) };
    // The acceleration comes up within a second, so that the box does not rock.
    let ride = |by: f64, is_upright| {
        let layout = layout(case).with("belt", Pose::at(0.0, 0.0, 0.8), belt(100.0, 0.0, None));
        let mut ride = Ride::new(layout, &body(is_upright), 10.0, 0.0);
        let (mut speed, mut slip) = (0.0, 0.0);
        for step in 0..480 {
            speed += by * f64::min(f64::from(step) * DT, 1.0) * DT;
            ride.zone.set_speed(ride.surface, speed as f32);
            ride.step();
            slip = f64::max(slip, speed - ride.speed());
        }
        (ride.zone.pose(ITEM).unwrap().tilt(), slip)
    };
    let stands = |by: f64| ride(by, false).0 < 0.1;
    let keeps = |by: f64| ride(by, true).1 < 0.02;
    let g = case.get("g");
    let (tip, slide) = (bound(0.1 * g, g, stands), bound(0.1 * g, g, keeps));
    vec![
        number("tip_acceleration", tip, tip * 0.01),
        number("slide_acceleration", slide, slide * 0.01),
        word("first_event", if tip < slide { "tip" } else { "slide" }),
    ]
}

pub(crate) fn projectile(case: &Case) -> Vec<Measured> {
    let (height, speed, end) = (case.get("height"), case.get("speed"), 2.0);
    let floor = Kind::Slide { length: 20.0, width: 2.0, friction: None };
    let layout = layout(case)
        .with("belt", Pose::at(0.0, 0.0, height as f32), belt(end, speed, None))
        .with("floor", Pose::at(-1.0, 0.0, 0.0), floor);
    let mut ride = Ride::new(layout, &point(0.5), 1.0, speed);
    let start = end - 1.0;
    while ride.distance() < start {
        ride.step();
    }
    // It has left at the end of the step in which its middle passed the end of the belt.
    let (left, end) = (ride.time(), ride.distance());
    // It lands in the step in which it does not get faster any more.
    let (mut fastest, mut now) = (0.0, speed);
    while now >= fastest {
        fastest = now;
        ride.step();
        now = f64::from(ride.zone.velocity(ITEM).unwrap().speed());
        assert!(ride.time() < 10.0, "it never lands: {:?}", ride.zone.pose(ITEM));
    }
    vec![
        number("fall_time", ride.time() - left, DT),
        number("horizontal_distance", ride.distance() - end, speed * DT),
        number("impact_speed", fastest, case.get("g") * DT),
    ]
}
