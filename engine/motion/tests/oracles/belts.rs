//! Boxes on belts.

use plantwright_motion::{Body, Friction, Kind, Pose, Shape, Velocity, Zone};
use plantwright_units::ItemId;

use crate::case::{Case, DT, ITEM, Measured, Ride, belt, bound, layout, number, numbers};

pub(crate) fn carton(mass: f64, friction: f64) -> Body {
    Body { friction: Friction::of(friction as f32), ..Body::cuboid([0.4, 0.3, 0.2], mass as f32) }
}

/// A body that touches in one point and never turns.
pub(crate) fn point(friction: f64) -> Body {
    let body = Body::new(Shape::Sphere { diameter: 0.02 }, 1.0);
    Body { friction: Friction::of(friction as f32), is_upright: true, ..body }
}

pub(crate) fn box_on_belt(case: &Case) -> Vec<Measured> {
    let (speed, mass) = (case.get("belt_speed"), case.get("mass"));
    let layout = layout(case).with("belt", Pose::at(0.0, 0.0, 0.8), belt(20.0, speed, None));
    let mut ride = Ride::new(layout, &carton(mass, case.get("mu_kinetic")), 1.0, 0.0);
    let (mut slip, mut work) = (0.0, 0.0);
    let mut time = None;
    while ride.time() < 2.0 {
        let before = ride.speed();
        ride.step();
        let now = ride.speed();
        slip += (speed - f64::midpoint(before, now)) * DT;
        // The belt does the work of the friction along its own way.
        work += mass * (now - before) * speed;
        if time.is_none() && now >= speed * 0.999 {
            time = Some((ride.time(), ride.distance()));
        }
    }
    let (time, distance) = time.unwrap();
    let kinetic = mass * ride.speed() * ride.speed() / 2.0;
    let off = speed * DT;
    // Energies: what a step's worth of friction makes at that speed.
    let energy = case.get("mu_kinetic") * mass * case.get("g") * off;
    vec![
        number("time_to_belt_speed", time, DT),
        number("distance_travelled", distance, off),
        number("slip_distance", slip, off),
        number("lag_behind_a_no_slip_box", speed * ride.time() - ride.distance(), off),
        number("kinetic_energy_gained", kinetic, energy),
        number("friction_heat", work - kinetic, energy),
        number("belt_work", work, energy),
    ]
}

pub(crate) fn belt_emergency_stop(case: &Case) -> Vec<Measured> {
    let (speed, friction) = (case.get("speed"), case.get("mu_kinetic"));
    let ride = |acceleration| {
        let layout =
            layout(case).with("belt", Pose::at(0.0, 0.0, 0.8), belt(20.0, speed, acceleration));
        let mut ride = Ride::new(layout, &carton(5.0, friction), 1.0, speed);
        ride.run(0.5);
        ride
    };
    let mut stopped = ride(None);
    let before = stopped.distance();
    stopped.zone.set_speed(stopped.surface, 0.0);
    let (time, after) = stopped.until_speed(0.0);
    let keeps = |by: f64| {
        let mut ride = ride(Some(by));
        ride.zone.set_speed(ride.surface, 0.0);
        let mut slip: f64 = 0.0;
        while ride.zone.speed(ride.surface) > 0.0 {
            ride.step();
            slip = slip.max(ride.speed() - f64::from(ride.zone.speed(ride.surface)));
        }
        slip < 0.01
    };
    let most = friction * case.get("g");
    vec![
        number("slide_distance", after - before, speed * DT),
        number("slide_time", time, DT),
        number(
            "max_belt_deceleration_without_slip_if_mu_s_equals_mu_k",
            bound(most / 2.0, most * 2.0, keeps),
            most * 0.01,
        ),
    ]
}

pub(crate) fn belt_to_belt_friction(case: &Case) -> Vec<Measured> {
    let (v1, v2) = (case.get("v1"), case.get("v2"));
    let (line, pitch) = (3.0, case.get("pitch_in"));
    let layout = layout(case).with("first", Pose::at(0.0, 0.0, 0.8), belt(line, v1, None)).with(
        "second",
        Pose::at(line as f32, 0.0, 0.8),
        belt(20.0, v2, None),
    );
    let body = point(case.get("mu"));
    let mut ride = Ride::new(layout, &body, 1.0 + pitch, v1);
    let second = ItemId::from_bits(2);
    let pose = ride.zone.on(ride.surface, 1.0, 0.0, body.height_of_middle());
    ride.zone.enter(second, &body, pose, Velocity::linear(v1 as f32, 0.0, 0.0)).unwrap();
    let start = line - 1.0 - pitch;
    while ride.distance() < start {
        ride.step();
    }
    // The middle passed the line within the last step, at the speed of the first belt or little more.
    let over = (ride.distance() - start) / v1;
    let (time, distance) = ride.until_speed(v2);
    let place = |zone: &Zone, item| f64::from(zone.pose(item).unwrap().at[0]);
    ride.run(pitch / v1 + 1.0);
    let pitch_out = place(&ride.zone, ITEM) - place(&ride.zone, second);
    vec![
        number("slip_time", time + over, DT),
        number("distance_during_slip", distance - start, v2 * DT),
        number("final_pitch", pitch_out, v2 * DT),
    ]
}

pub(crate) fn friction_accumulation(case: &Case) -> Vec<Measured> {
    let (n, speed) = (case.get("n") as u64, 0.5);
    // The friction is that of the belt: between boxes, which has no part in the sum, there is none.
    let (body, end) = (carton(case.get("mass"), 0.0), 4.0);
    let friction = Some(Friction::of(case.get("mu_kinetic") as f32));
    let belt = Kind::Belt {
        length: end as f32,
        width: 2.0,
        speed: speed as f32,
        acceleration: None,
        friction,
    };
    let layout = layout(case).with("belt", Pose::at(0.0, 0.0, 0.8), belt).with(
        "stop",
        Pose::at(end as f32, 0.0, 0.8),
        Kind::Stop { width: 1.0, height: 0.5, is_open: false },
    );
    let mut zone = Zone::new(layout).unwrap();
    let (belt, stop) = (zone.fixture("belt").unwrap(), zone.fixture("stop").unwrap());
    let item = |index| ItemId::from_bits(index);
    for index in 0..n {
        let along = end as f32 - 0.2 - 0.4 * index as f32;
        zone.enter(item(index), &body, zone.on(belt, along, 0.0, 0.1), Velocity::default())
            .unwrap();
    }
    // Forces are the mean of the steps from the moment when all stand until they fall asleep.
    let (mut on_stop, mut between, mut steps) = (0.0, vec![0.0; n as usize - 1], 0.0);
    for step in 0..54 {
        zone.step();
        if step < 24 {
            continue;
        }
        assert!(zone.velocity(item(0)).unwrap().speed() < 0.01, "they stand");
        on_stop += f64::from(zone.force_on(stop)[0]);
        for (index, force) in between.iter_mut().enumerate() {
            let by = item(index as u64 + 1);
            *force += f64::from(zone.force_between(by, item(index as u64))[0]);
        }
        steps += 1.0;
    }
    let force = on_stop / steps;
    let off = force * 0.01;
    vec![
        number("force_on_stop", force, off),
        numbers(
            "contact_forces_between_boxes_from_stop",
            between.into_iter().map(|force| force / steps).collect(),
            off,
        ),
        number("power_lost_at_0.5_m_s", force * speed, off * speed),
    ]
}
