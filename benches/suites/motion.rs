//! Boxes on belts: a zone beside bare rapier, with the same features, in the same run. `cargo bench -p plantwright-benches
//! --bench motion` prints milliseconds per step, and the ratio of the two.
//!
//! A plant with a zone in it is run, too, and how many times faster than real time that is.
//!
//! Both move the same boxes at the same step. They take turns, so that what the machine does besides hits both; the ratio is the
//! median of the ratios of the turns.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at a wall clock")]

use std::time::Instant;

use plantwright_motion::{Body, FixtureId, Kind, Layout, Pose, Velocity, Zone};
use plantwright_units::ItemId;
use rapier3d::prelude::{
    ActiveHooks, Collider, ColliderBuilder, ContactModificationContext, PhysicsHooks, PhysicsWorld,
    RigidBodyBuilder, Vector,
};

const SIZE: [f32; 3] = [0.4, 0.3, 0.2];
/// Boxes behind one another on a lane, and how far apart.
const PER_LANE: usize = 20;
const PITCH: f32 = 0.6;
const LENGTH: f32 = 200.0;
const SPEED: f32 = 0.5;
const STEPS: u32 = 120;
const TURNS: usize = 9;

/// What the loop of the stacks of others looks like: the friction of rapier, and belts by a hook.
struct Belts;

impl PhysicsHooks for Belts {
    fn modify_solver_contacts(&self, cx: &mut ContactModificationContext<'_>) {
        let (first, second) = (&cx.colliders[cx.collider1], &cx.colliders[cx.collider2]);
        let velocity = |belt: &Collider| belt.position().rotation * Vector::X * SPEED;
        let velocity = match (first.user_data, second.user_data) {
            (1.., _) => velocity(first),
            (_, 1..) => -velocity(second),
            _ => return,
        };
        if let Some(manifold) = cx.rigid_mut() {
            for contact in manifold.solver_contacts.iter_mut() {
                contact.tangent_velocity = velocity;
            }
        }
    }
}

/// Where the boxes of a lane begin.
fn places(boxes: usize) -> impl Iterator<Item = (usize, f32)> {
    (0..boxes).map(|index| (index / PER_LANE, 1.0 + (index % PER_LANE) as f32 * PITCH))
}

fn zone(boxes: usize) -> Zone {
    let mut layout = Layout::default();
    for lane in 0..boxes.div_ceil(PER_LANE) {
        let kind = Kind::Belt {
            length: LENGTH,
            width: 0.5,
            speed: SPEED,
            acceleration: None,
            friction: None,
        };
        layout = layout.with(&format!("lane {lane}"), Pose::at(0.0, lane as f32, 0.0), kind);
    }
    let mut zone = Zone::new(layout).expect("a sound layout");
    let body = Body::cuboid(SIZE, 5.0);
    for (index, (lane, along)) in places(boxes).enumerate() {
        let pose = zone.on(FixtureId(lane as u32), along, 0.0, SIZE[2] / 2.0);
        let velocity = Velocity::linear(SPEED, 0.0, 0.0);
        zone.enter(ItemId::from_bits(index as u64), &body, pose, velocity).expect("room");
    }
    zone
}

fn bare(boxes: usize) -> PhysicsWorld {
    let mut world = PhysicsWorld::new();
    world.gravity = Vector::new(0.0, 0.0, -9.81);
    world.integration_parameters.dt = Layout::default().step.as_secs_f64() as f32;
    for lane in 0..boxes.div_ceil(PER_LANE) {
        let belt = ColliderBuilder::cuboid(LENGTH / 2.0, 0.25, 0.1)
            .translation(Vector::new(LENGTH / 2.0, lane as f32, -0.1))
            .friction(0.4)
            .user_data(1)
            .active_hooks(ActiveHooks::MODIFY_SOLVER_CONTACTS);
        world.insert_collider(belt, None);
    }
    for (lane, along) in places(boxes) {
        let body = RigidBodyBuilder::dynamic()
            .translation(Vector::new(along, lane as f32, SIZE[2] / 2.0))
            .linvel(Vector::X * SPEED);
        let [x, y, z] = SIZE.map(|side| side / 2.0);
        world.insert(body, ColliderBuilder::cuboid(x, y, z).mass(5.0).friction(0.4));
    }
    world
}

/// Milliseconds per step.
fn timed(mut step: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..STEPS).for_each(|_| step());
    start.elapsed().as_secs_f64() * 1e3 / f64::from(STEPS)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// How far the first box came, so that nobody is fast by standing still.
fn distance(place: f32) -> f32 {
    place - 1.0
}

fn compare(boxes: usize) {
    let (mut zone, mut world) = (zone(boxes), bare(boxes));
    let first = world.rigid_bodies().next().map(|(handle, _)| handle).expect("a box");
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=TURNS {
        let (mine, bare) = (timed(|| zone.step()), timed(|| world.step_with_events(&Belts, &())));
        // The first turn warms up.
        if turn > 0 {
            ours.push(mine);
            theirs.push(bare);
            ratios.push(mine / bare);
        }
    }
    let came = distance(zone.pose(ItemId::from_bits(0)).expect("a box").at[0]);
    let bare_came = distance(world.bodies[first].translation().x);
    let wanted = SPEED * STEPS as f32 * (TURNS + 1) as f32 / 120.0;
    assert!(
        (came - wanted).abs() < 0.05 && (bare_came - wanted).abs() < 0.05,
        "{came} {bare_came}"
    );
    println!(
        "{boxes:>5} boxes: zone {:.3} ms per step, bare rapier {:.3}, ratio {:.3}",
        median(ours),
        median(theirs),
        median(ratios)
    );
}

/// A zone in which all sleep: what an hour of it costs.
fn idle() {
    let mut zone = zone(1_000);
    for lane in 0..50 {
        zone.set_speed(FixtureId(lane), 0.0);
    }
    zone.advance_until(plantwright_units::SimTime::from_nanos(5_000_000_000));
    assert!(!zone.is_awake(), "all sleep");
    let start = Instant::now();
    zone.advance_until(plantwright_units::SimTime::from_nanos(3_605_000_000_000));
    println!(" 1000 boxes asleep: {:.6} ms for an hour", start.elapsed().as_secs_f64() * 1e3);
}

/// A plant of 200 machines with a zone of 200 bodies: how much faster than the plant itself a run is.
fn mixed() {
    let horizon = plantwright_units::SimSpan::from_secs(600);
    let bench = plantwright_benches::mixed(horizon);
    let start = Instant::now();
    let ran = bench.run(1, plantwright_benches::Listeners::Usual);
    let speed = ran.simulated.as_secs_f64() / start.elapsed().as_secs_f64();
    println!("  200 boxes in a plant of 200 machines: {speed:.1} times real time");
}

fn main() {
    mixed();
    compare(200);
    compare(1_000);
    compare(5_000);
    idle();
}
