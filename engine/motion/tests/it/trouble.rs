//! Bodies that fall, jam, tunnel or have no numbers are told of, and what the policy says is done.

use plantwright_motion::{
    Event, Incident, Kind, Layout, Policies, Policy, Pose, Trouble, Velocity, What, Zone,
};
use plantwright_units::SimTime;

use crate::plant::{CARTON, belt, item, line, put};

fn incidents(zone: &mut Zone, seconds: u64) -> Vec<Incident> {
    let until = zone.now().as_nanos() + seconds * 1_000_000_000;
    zone.advance_until(SimTime::from_nanos(until));
    let told = zone.take_events();
    let of = |event: &Event| match event.what {
        What::Trouble(incident) => Some(incident),
        _ => None,
    };
    told.iter().filter_map(of).collect()
}

/// A belt that carries against a wall which is neither a stop nor an exit.
fn dead_end(policies: Policies) -> Zone {
    let wall = Kind::Guide { length: 1.0, height: 0.3, friction: None };
    let layout = Layout { policies, ..Layout::default() }
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(3.0, 0.5))
        .with("wall", Pose::at(2.0, -0.5, 0.8).heading(std::f32::consts::FRAC_PI_2), wall);
    Zone::new(layout).unwrap()
}

#[test]
fn what_falls_from_a_belt_is_parked() {
    let layout = Layout::default().with("belt", Pose::at(0.0, 0.0, 0.8), belt(1.0, 0.5)).with(
        "floor",
        Pose::at(1.0, 0.0, 0.0),
        Kind::Floor { length: 10.0, width: 10.0 },
    );
    let mut zone = Zone::new(layout).unwrap();
    put(&mut zone, 1, &CARTON, 0.5, 0.0);
    let told = incidents(&mut zone, 10);
    let [fallen] = told[..] else { panic!("{told:?}") };
    assert_eq!(
        (fallen.item, fallen.trouble, fallen.done),
        (item(1), Trouble::Fallen, Policy::Park)
    );
    assert_eq!(fallen.fixture, zone.fixture("floor"));
    assert_eq!((zone.account().present, zone.account().parked), (0, 1));
    assert_eq!(zone.take_parked(item(1)), Some(fallen));
    assert!(zone.account().is_balanced() && zone.account().left == 1);
}

#[test]
fn what_falls_into_the_void_is_noticed_too() {
    let layout = Layout::default().with("belt", Pose::at(0.0, 0.0, 0.8), belt(1.0, 0.5));
    let mut zone = Zone::new(layout).unwrap();
    put(&mut zone, 1, &CARTON, 0.5, 0.0);
    let told = incidents(&mut zone, 20);
    assert!(
        matches!(told[..], [Incident { trouble: Trouble::Fallen, fixture: None, .. }]),
        "{told:?}"
    );
    assert!(!zone.is_awake());
}

#[test]
fn what_rests_on_a_belt_that_runs_jams() {
    let mut zone = dead_end(Policies::default());
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    put(&mut zone, 2, &CARTON, 0.5, 0.0);
    let told = incidents(&mut zone, 30);
    let items: Vec<_> = told.iter().map(|incident| (incident.item, incident.trouble)).collect();
    assert_eq!(items, [(item(1), Trouble::Jammed), (item(2), Trouble::Jammed)]);
    assert_eq!(told[0].fixture, zone.fixture("belt"));
    assert_eq!(zone.account().present, 2, "they stay, and are told of once");
    assert!(!zone.is_awake());
}

#[test]
fn policies_remove_or_end_the_run() {
    let mut zone = dead_end(Policies { jammed: Policy::Remove, ..Policies::default() });
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    assert_eq!(incidents(&mut zone, 30).len(), 1);
    assert_eq!((zone.account().removed, zone.account().present), (1, 0));
    assert!(zone.account().is_balanced());

    let mut zone = dead_end(Policies { jammed: Policy::Fail, ..Policies::default() });
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    let told = incidents(&mut zone, 30);
    assert_eq!(zone.failure(), told.first());
    assert!(zone.now() < SimTime::from_nanos(10_000_000_000), "it stopped where it happened");
    assert_eq!(zone.next_step(), None);
}

#[test]
fn what_is_pressed_through_a_wall_is_noticed() {
    // A ram presses a box against a wall until it gives way.
    let wall = Kind::Guide { length: 1.0, height: 0.3, friction: None };
    let ram = Kind::Mover { length: 0.1, width: 0.4, height: 0.2 };
    let layout = Layout::default()
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(5.0, 0.0))
        .with("wall", Pose::at(2.0, -0.5, 0.8).heading(std::f32::consts::FRAC_PI_2), wall)
        .with("ram", Pose::at(1.0, 0.0, 0.8), ram);
    let mut zone = Zone::new(layout).unwrap();
    put(&mut zone, 1, &CARTON, 1.5, 0.0);
    let ram = zone.fixture("ram").unwrap();
    zone.send(ram, [3.0, 0.0, 0.0], 1.0);
    let told = incidents(&mut zone, 10);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(matches!(told[0].trouble, Trouble::Tunnelled | Trouble::Fallen), "{told:?}");
    assert!(zone.account().is_balanced());
}

#[test]
fn nothing_fast_goes_through_a_wall() {
    let wall = Kind::Guide { length: 4.0, height: 1.0, friction: None };
    let layout = Layout::default().with("belt", Pose::at(0.0, 0.0, 0.8), belt(10.0, 0.0)).with(
        "wall",
        Pose::at(5.0, -2.0, 0.8).heading(std::f32::consts::FRAC_PI_2),
        wall,
    );
    let mut zone = Zone::new(layout).unwrap();
    let pose = Pose::at(1.0, 0.0, 0.95);
    zone.enter(item(1), &CARTON, pose, Velocity::linear(100.0, 0.0, 0.0)).unwrap();
    incidents(&mut zone, 1);
    assert!(zone.pose(item(1)).unwrap().at[0] < 5.0, "{:?}", zone.pose(item(1)));
}

#[test]
fn numbers_that_are_none_are_quarantined() {
    let mut zone = Zone::new(line()).unwrap();
    put(&mut zone, 1, &CARTON, 1.0, 0.0);
    // It turns so fast that 32 bits have no number for its momentum.
    let wild = Velocity { linear: [0.0; 3], angular: [3e38, 2e38, 1e38] };
    zone.enter(item(2), &CARTON, Pose::at(2.0, 0.0, 2.0), wild).unwrap();
    let told = incidents(&mut zone, 1);
    let of_wild: Vec<_> = told.iter().filter(|incident| incident.item == item(2)).collect();
    assert!(matches!(of_wild[..], [Incident { done: Policy::Park, .. }]), "{told:?}");
    assert!(zone.account().is_balanced());
    assert!(zone.pose(item(1)).unwrap().at[0] > 1.3, "the others go on");
}
