//! How items come, what sensors tell, and how items go.

use plantwright_motion::{Body, EnterError, Event, Friction, Layout, Pose, Velocity, What, Zone};
use plantwright_units::SimTime;

use crate::plant::{CARTON, belt, item, line, put};

fn after(zone: &mut Zone, millis: u64) -> Vec<Event> {
    zone.advance_until(SimTime::from_nanos(zone.now().as_nanos() + millis * 1_000_000));
    zone.take_events()
}

#[test]
fn a_carton_passes_the_eye_and_leaves_with_its_identity() {
    let mut zone = Zone::new(line()).unwrap();
    let [eye, end] = ["eye", "end"].map(|name| zone.fixture(name).unwrap());
    put(&mut zone, 5, &CARTON, 0.15, 0.0);
    let events = after(&mut zone, 10_000);
    let [on, off, gone] = events[..] else { panic!("{events:?}") };
    assert_eq!(on.what, What::Covered { by: eye, item: item(5) });
    assert_eq!(off.what, What::Cleared { by: eye, item: item(5) });
    let What::Left { exit, item: left, pose, velocity } = gone.what else { panic!("{gone:?}") };
    assert_eq!((exit, left), (end, item(5)));
    // Its front is at the plane of the exit, give or take a step.
    assert!((pose.at[0] + 0.15 - 3.0).abs() < 0.5 / 100.0, "{pose:?}");
    assert!((velocity.linear[0] - 0.5).abs() < 1e-3, "{velocity:?}");
    // It is as long in the beam as it is long, and the beam a centimetre.
    let covered = off.at.since(on.at).as_secs_f64();
    assert!((covered - 0.31 / 0.5).abs() < 0.02, "{covered}");
}

#[test]
fn a_closed_exit_holds_and_tells_who_waits() {
    let mut zone = Zone::new(line()).unwrap();
    let end = zone.fixture("end").unwrap();
    zone.set_open(end, false);
    put(&mut zone, 1, &CARTON, 2.4, 0.0);
    put(&mut zone, 2, &CARTON, 1.2, 0.0);
    after(&mut zone, 10_000);
    assert_eq!(zone.covered(end), [item(1)]);
    assert_eq!(zone.account().present, 2);
    zone.set_open(end, true);
    let events = after(&mut zone, 20);
    assert!(matches!(events[..], [Event { what: What::Left { .. }, .. }]), "{events:?}");
    after(&mut zone, 5_000);
    assert_eq!(zone.account().left, 2);
}

#[test]
fn nobody_comes_in_where_somebody_is() {
    let mut zone = Zone::new(line()).unwrap();
    let at = |zone: &Zone, along| zone.on(zone.fixture("belt").unwrap(), along, 0.0, 0.1);
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    let mut enter = |number, along| {
        let pose = at(&zone, along);
        zone.enter(item(number), &CARTON, pose, Velocity::default())
    };
    let by = item(1);
    assert_eq!(enter(2, 1.2), Err(EnterError::Occupied { item: item(2), by }));
    assert_eq!(enter(1, 2.0), Err(EnterError::Present { item: by }));
    assert_eq!(enter(2, f32::NAN), Err(EnterError::Nowhere { item: item(2) }));
    assert_eq!(enter(2, 1.31), Ok(()));
    let wall = zone.fixture("left").unwrap();
    let within = Pose::at(2.0, 0.3, 0.9);
    let refused = zone.enter(item(3), &CARTON, within, Velocity::default());
    assert_eq!(refused, Err(EnterError::Obstructed { item: item(3), by: wall }));
    assert_eq!(zone.account().entered, 2);
}

#[test]
fn a_body_without_mass_is_refused() {
    let mut zone = Zone::new(line()).unwrap();
    let none = Body { mass: 0.0, ..CARTON };
    let refused = zone.enter(item(1), &none, Pose::at(1.0, 0.0, 0.9), Velocity::default());
    let Err(EnterError::Mistaken(mistakes)) = refused else { panic!("{refused:?}") };
    assert_eq!(mistakes[0].field, "mass");
}

#[test]
fn items_pass_from_belt_to_belt_and_over_a_gap_between_them() {
    // The gap is narrower than half an item; the second belt is three millimetres higher.
    let layout = Layout::default()
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(1.0, 0.5))
        .with("next", Pose::at(1.0, 0.0, 0.8), belt(1.0, 0.5))
        .with("last", Pose::at(2.05, 0.0, 0.797), belt(2.0, 0.8));
    let mut zone = Zone::new(layout).unwrap();
    put(&mut zone, 1, &CARTON, 0.3, 0.0);
    let round = Body {
        friction: Friction::of(0.3),
        ..Body::new(plantwright_motion::Shape::Cylinder { diameter: 0.2, height: 0.25 }, 2.0)
    };
    put(&mut zone, 2, &round, 0.7, 0.0);
    for _ in 0..800 {
        zone.step();
        for number in [1, 2] {
            let (pose, velocity) =
                (zone.pose(item(number)).unwrap(), zone.velocity(item(number)).unwrap());
            let is_steady = velocity.linear[0] > 0.45 || zone.now().as_secs_f64() < 0.3;
            let is_over = pose.at[0] > 4.0;
            assert!(is_over || is_steady && pose.tilt() < 0.05, "{number}: {pose:?} {velocity:?}");
        }
        if zone.pose(item(1)).unwrap().at[0] > 3.5 {
            return;
        }
    }
    panic!("they never arrive: {:?}", zone.pose(item(1)));
}

/// Where a surface begins again that is closed to a loop, a body goes on as it was: nobody is told that it went through a wall.
#[test]
fn a_body_is_shifted_with_all_that_it_does() {
    let mut zone = Zone::new(line()).unwrap();
    let [eye, end] = ["eye", "end"].map(|name| zone.fixture(name).unwrap());
    zone.set_open(end, false);
    put(&mut zone, 1, &CARTON, 0.2, 0.0);
    after(&mut zone, 3_600);
    assert_eq!(zone.covered(eye), [item(1)]);
    let (before, velocity) = (zone.pose(item(1)).unwrap(), zone.velocity(item(1)).unwrap());
    assert!(zone.shift(item(1), [-1.5, 0.0, 0.0]));
    let now = zone.pose(item(1)).unwrap();
    assert!((now.at[0] - (before.at[0] - 1.5)).abs() < 1e-6, "{before:?} {now:?}");
    assert_eq!((now.turn, zone.velocity(item(1))), (before.turn, Some(velocity)));
    assert_eq!(zone.covered(eye), []);
    // It goes on at the speed of the belt, and is before the eye again three seconds later.
    let events = after(&mut zone, 3_000);
    assert!(
        matches!(
            events[..],
            [Event { what: What::Cleared { .. }, .. }, Event { what: What::Covered { .. }, .. }]
        ),
        "{events:?}"
    );
    let place = zone.pose(item(1)).unwrap().at[0];
    assert!((place - before.at[0]).abs() < 0.01, "{before:?} {place}");
    // Where somebody is, nobody comes: it stays.
    put(&mut zone, 2, &CARTON, place - 1.4, 0.0);
    assert!(!zone.shift(item(1), [-1.5, 0.0, 0.0]));
    assert_eq!(zone.pose(item(1)).unwrap().at[0], place);
    assert!(zone.account().is_balanced());
}
