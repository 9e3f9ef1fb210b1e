//! Boxes on belts: a zone beside bare rapier, with the same features. Both move the same boxes at the same step.

use plantwright_motion::{Body, FixtureId, Kind, Layout, Pose, Velocity, Zone};
use plantwright_units::{ItemId, SimTime};
use rapier3d::prelude::{
    ActiveHooks, Collider, ColliderBuilder, ContactModificationContext, PhysicsHooks, PhysicsWorld,
    RigidBodyBuilder, RigidBodyHandle, Vector,
};

const SIZE: [f32; 3] = [0.4, 0.3, 0.2];
/// Boxes behind one another on a lane, and how far apart.
const PER_LANE: usize = 20;
const PITCH: f32 = 0.6;
const LENGTH: f32 = 200.0;
const SPEED: f32 = 0.5;

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

/// The same boxes twice.
pub struct Boxes {
    zone: Zone,
    world: PhysicsWorld,
    first: RigidBodyHandle,
    /// Steps that the zone, and bare rapier, have made.
    steps: [u32; 2],
}

impl std::fmt::Debug for Boxes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Boxes").field("zone", &self.zone).finish_non_exhaustive()
    }
}

impl Boxes {
    /// So many boxes, in lanes of twenty.
    pub fn new(boxes: usize) -> Self {
        let (world, first) = bare(boxes);
        Self { zone: zone(boxes), world, first, steps: [0; 2] }
    }

    /// A step of the zone.
    pub fn step_zone(&mut self) {
        self.zone.step();
        self.steps[0] += 1;
    }

    /// A step of bare rapier.
    pub fn step_bare(&mut self) {
        self.world.step_with_events(&Belts, &());
        self.steps[1] += 1;
    }

    /// Looks whether the first box of either is where it has to be by now, so that nobody is fast by standing still.
    ///
    /// # Panics
    /// Where it is not.
    pub fn check(&self) {
        let zone = self.zone.pose(ItemId::from_bits(0)).expect("a box").at[0];
        let bare = self.world.bodies[self.first].translation().x;
        for (at, steps) in [zone, bare].into_iter().zip(self.steps) {
            let wanted = 1.0 + SPEED * steps as f32 / 120.0;
            assert!((at - wanted).abs() < 0.05, "{at}, not {wanted}");
        }
    }
}

/// A zone of a thousand boxes that all sleep.
///
/// # Panics
/// Where one does not.
pub fn asleep() -> Zone {
    let mut zone = zone(1_000);
    for lane in 0..50 {
        zone.set_speed(FixtureId(lane), 0.0);
    }
    zone.advance_until(SimTime::from_nanos(5_000_000_000));
    assert!(!zone.is_awake(), "all sleep");
    zone
}

/// Lets an hour go by in a zone in which all sleep.
pub fn an_hour(zone: &mut Zone) {
    let end = zone.now().as_nanos() + 3_600_000_000_000;
    zone.advance_until(SimTime::from_nanos(end));
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

fn bare(boxes: usize) -> (PhysicsWorld, RigidBodyHandle) {
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
    let mut first = None;
    for (lane, along) in places(boxes) {
        let body = RigidBodyBuilder::dynamic()
            .translation(Vector::new(along, lane as f32, SIZE[2] / 2.0))
            .linvel(Vector::X * SPEED);
        let [x, y, z] = SIZE.map(|side| side / 2.0);
        let (handle, _) =
            world.insert(body, ColliderBuilder::cuboid(x, y, z).mass(5.0).friction(0.4));
        first.get_or_insert(handle);
    }
    (world, first.expect("a box"))
}
