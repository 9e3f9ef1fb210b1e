//! Zones that tests share.

use plantwright_motion::{Body, Friction, Kind, Layout, Part, Pose, Shape, Velocity, Zone};
use plantwright_units::ItemId;

pub(crate) const fn item(number: u64) -> ItemId {
    ItemId::from_bits(number)
}

pub(crate) const fn belt(length: f32, speed: f32) -> Kind {
    Kind::Belt { length, width: 0.6, speed, acceleration: None, friction: None }
}

/// A belt of three metres with guides, a stop half-way that is open, a sensor and an exit at its end.
pub(crate) fn line() -> Layout {
    let guide = || Kind::Guide { length: 3.0, height: 0.2, friction: Some(Friction::of(0.1)) };
    let (width, height) = (0.6, 0.5);
    Layout::default()
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(3.0, 0.5))
        .with("left", Pose::at(0.0, 0.33, 0.8), guide())
        .with("right", Pose::at(0.0, -0.33, 0.8), guide())
        .with("stop", Pose::at(1.5, 0.0, 0.8), Kind::Stop { width, height, is_open: true })
        .with("eye", Pose::at(2.0, 0.0, 0.8), Kind::Sensor { length: 0.01, width, height })
        .with("end", Pose::at(3.0, 0.0, 0.8), Kind::Exit { width, height, is_open: true })
        .with("floor", Pose::at(1.5, 0.0, 0.0), Kind::Floor { length: 20.0, width: 20.0 })
}

pub(crate) const CARTON: Body = Body::cuboid([0.3, 0.2, 0.2], 4.0);

/// Puts a body on the first fixture.
pub(crate) fn put(zone: &mut Zone, number: u64, body: &Body, along: f32, left: f32) {
    let belt = zone.fixture("belt").unwrap();
    let pose = zone.on(belt, along, left, body.height_of_middle());
    zone.enter(item(number), body, pose, Velocity::default()).unwrap();
}

/// A jam: a funnel of guides into which a wide belt carries boxes, cylinders and pallets of two parts; nothing gets out.
pub(crate) fn jam() -> Zone {
    let wide =
        Kind::Belt { length: 6.0, width: 3.0, speed: 0.8, acceleration: Some(1.0), friction: None };
    let wall = || Kind::Guide { length: 2.5, height: 0.4, friction: None };
    let layout = Layout::default()
        .with("belt", Pose::at(0.0, 0.0, 0.8), wide)
        .with("left", Pose::at(3.0, 1.4, 0.8).heading(-0.5), wall())
        .with("right", Pose::at(3.0, -1.4, 0.8).heading(0.5), wall())
        .with(
            "pusher",
            Pose::at(4.0, 0.0, 0.8),
            Kind::Mover { length: 0.1, width: 0.6, height: 0.3 },
        )
        .with(
            "eye",
            Pose::at(3.0, 0.0, 0.8),
            Kind::Sensor { length: 0.01, width: 3.0, height: 0.5 },
        )
        .with("floor", Pose::at(3.0, 0.0, 0.0), Kind::Floor { length: 30.0, width: 30.0 });
    let mut zone = Zone::new(layout).unwrap();
    let can = Body::new(Shape::Cylinder { diameter: 0.2, height: 0.3 }, 2.0);
    let cube = |at| Part { shape: Shape::Cuboid { length: 0.2, width: 0.3, height: 0.1 }, at };
    let pallet =
        Body::new(Shape::Compound(vec![cube([-0.1, 0.0, 0.0]), cube([0.05, 0.05, 0.1])]), 6.0);
    let bouncy = Body { restitution: 0.4, ..CARTON };
    let bodies = [CARTON, can, pallet, bouncy];
    for number in 0..40 {
        let body = &bodies[number as usize % 4];
        let (row, place) = (number / 5, number % 5);
        put(&mut zone, number, body, 0.3 + row as f32 * 0.4, (place as f32 - 2.0) * 0.45);
    }
    zone
}

/// Makes a step of the jam, and pushes, stops and starts now and then.
pub(crate) fn disturb(zone: &mut Zone, step: u64) {
    let [pusher, belt] = ["pusher", "belt"].map(|name| zone.fixture(name).unwrap());
    match step {
        120 => zone.send(pusher, [-0.8, 0.3, 0.0], 0.7),
        200 => zone.set_speed(belt, 0.0),
        260 => zone.set_speed(belt, 1.2),
        300 => zone.send(pusher, [0.0, 0.0, 0.0], 1.5),
        330 => {
            zone.leave(item(7));
        }
        _ => {}
    }
    zone.step();
}
