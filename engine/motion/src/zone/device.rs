//! A fixture as rapier knows it: its colliders, whether it is open, who covers it, where it is going.

use plantwright_units::ItemId;
use rapier3d::math::{Pose as RapierPose, Vector};
use rapier3d::parry::shape::Cuboid;
use rapier3d::prelude::{
    ActiveHooks, CoefficientCombineRule, ColliderBuilder, ColliderHandle, PhysicsWorld,
    RigidBodyBuilder, RigidBodyHandle,
};
use serde::{Deserialize, Serialize};

use crate::layout::{Fixture, Kind, Layout};
use crate::surface::{Surface, outline, tag_of_fixture};

/// How far behind the plane of an exit its wall stands, metres: what waits there covers the plane.
const BEHIND: f32 = 0.002;
/// More friction than any body has: the smaller of two counts.
const ANY: f32 = 1000.0;

/// What a fixture does beside touching.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Device {
    /// What bodies touch.
    pub(super) solid: Option<ColliderHandle>,
    /// What notices them.
    pub(super) sensor: Option<ColliderHandle>,
    /// The corners of the box around its outline, along the axes of the zone; of a mover, where it stands in the layout.
    bounds: [Vector; 2],
    /// Of a stop or an exit.
    pub(super) is_open: bool,
    /// Who covers the sensor, in order.
    pub(super) covered: Vec<ItemId>,
    pub(super) travel: Option<Travel>,
}

/// Where a mover is and where it goes, from its place in the layout, in its frame, metres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Travel {
    pub(super) body: RigidBodyHandle,
    pub(super) home: RapierPose,
    pub(super) offset: Vector,
    pub(super) target: Vector,
    /// Metres per second.
    pub(super) speed: f32,
}

impl Device {
    pub(super) fn is_under_way(&self) -> bool {
        self.travel.as_ref().is_some_and(|travel| travel.offset != travel.target)
    }

    /// The corners of the box around it, where it is now.
    pub(super) fn corners(&self) -> [Vector; 2] {
        let offset = self
            .travel
            .as_ref()
            .map_or(Vector::ZERO, |travel| travel.home.rotation * travel.offset);
        self.bounds.map(|corner| corner + offset)
    }

    /// Whether a way may touch it, by the box around it: what has to be looked at closely.
    pub(super) fn is_near(&self, from: Vector, to: Vector) -> bool {
        let [low, high] = self.corners();
        from.min(to).cmple(high).all() && from.max(to).cmpge(low).all()
    }

    /// Whether bodies may rest against it for good reasons. A mover that stands where it belongs has none: nobody knows that it
    /// will ever go.
    pub(super) fn is_holding(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Stop { .. } | Kind::Exit { .. } => !self.is_open,
            Kind::Mover { .. } => {
                let is_out = |travel: &Travel| travel.offset != Vector::ZERO;
                self.is_under_way() || self.travel.as_ref().is_some_and(is_out)
            }
            _ => false,
        }
    }
}

/// Puts every fixture into the world, in the order of the layout.
pub(super) fn install(
    layout: &Layout,
    surfaces: &[Surface],
    world: &mut PhysicsWorld,
) -> Vec<Device> {
    let numbered = layout.fixtures.iter().zip(surfaces).enumerate();
    numbered.map(|(index, (fixture, surface))| put(index, fixture, surface, world)).collect()
}

fn put(index: usize, fixture: &Fixture, surface: &Surface, world: &mut PhysicsWorld) -> Device {
    let (pose, half) = outline(fixture);
    let outline =
        || ColliderBuilder::cuboid(half.x, half.y, half.z).user_data(tag_of_fixture(index));
    let around = Cuboid::new(half).aabb(&pose);
    let mut device = Device {
        solid: None,
        sensor: None,
        bounds: [around.mins, around.maxs],
        is_open: false,
        covered: Vec::new(),
        travel: None,
    };
    if let Kind::Sensor { .. } | Kind::Exit { .. } = fixture.kind {
        device.sensor = Some(world.insert_collider(outline().position(pose).sensor(true), None));
    }
    let hooks = if surface.is_special() {
        ActiveHooks::MODIFY_SOLVER_CONTACTS
    } else {
        ActiveHooks::empty()
    };
    // What stops does not carry: else the weight of what is pressed against it would be anybody's.
    let friction = match fixture.kind {
        Kind::Stop { .. } | Kind::Exit { .. } => 0.0,
        _ => ANY,
    };
    // What bounces is the body; a surface adds nothing to it.
    let solid = || {
        outline()
            .friction(friction)
            .friction_combine_rule(CoefficientCombineRule::Min)
            .restitution(0.0)
            .restitution_combine_rule(CoefficientCombineRule::Max)
            .active_hooks(hooks)
    };
    match fixture.kind {
        Kind::Sensor { .. } => {}
        Kind::Stop { is_open, .. } => {
            device.is_open = is_open;
            device.solid =
                Some(world.insert_collider(solid().position(pose).enabled(!is_open), None));
        }
        Kind::Exit { is_open, .. } => {
            device.is_open = is_open;
            let wall = pose.prepend_translation(Vector::X * BEHIND);
            device.solid =
                Some(world.insert_collider(solid().position(wall).enabled(!is_open), None));
        }
        Kind::Mover { .. } => {
            let body = RigidBodyBuilder::kinematic_position_based().pose(pose);
            let (body, collider) = world.insert(body, solid());
            device.solid = Some(collider);
            let (offset, target) = (Vector::ZERO, Vector::ZERO);
            device.travel = Some(Travel { body, home: pose, offset, target, speed: 0.0 });
        }
        _ => device.solid = Some(world.insert_collider(solid().position(pose), None)),
    }
    device
}

/// A metre below the lowest point of all fixtures.
pub(super) fn bottom(layout: &Layout) -> f32 {
    let lowest = layout.fixtures.iter().map(|fixture| {
        let (pose, half) = outline(fixture);
        pose.translation.z - half.length()
    });
    lowest.fold(0.0, f32::min) - 1.0
}
