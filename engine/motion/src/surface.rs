//! What a fixture does to a contact: how it drags what lies on it, and how it grips.

use rapier3d::math::{Pose as RapierPose, Vector};
use rapier3d::prelude::{
    Collider, ContactModificationContext, ModifiableManifold, PhysicsHooks, RigidBody,
};
use serde::{Deserialize, Serialize};

use crate::body::{Body, Friction};
use crate::impact;
use crate::layout::{Fixture, Kind};

/// Below this speed over a surface a body rests on it, metres per second.
///
/// What is put down at rest slips by half of that before the contact carries all of it.
const AT_REST: f32 = 0.006;
/// The cosine of the angle by which directions may differ that count as the same: less than a degree.
const LEVEL: f32 = 0.9999;
/// Surfaces whose edges are this near, metres, go on from one another.
const NEAR: f32 = 0.005;
/// The edges of surfaces are rounded over this depth, metres: what comes from a surface of about the same height is not stopped
/// by the flank of the next one.
const ROUNDING: f32 = 0.01;

/// A fixture as contacts see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Surface {
    origin: Vector,
    along: Vector,
    up: Vector,
    /// From its beginning to its end, and half its width, metres.
    extent: [f32; 2],
    /// Whether things lie on it; if not, they lean against it.
    is_top: bool,
    friction: Option<Friction>,
    /// How fast it moves along x, metres per second.
    pub(crate) speed: f32,
    /// How fast it moved during the step before.
    before: f32,
    /// How fast it shall move.
    pub(crate) target: f32,
    /// How fast its speed changes, metres per second squared.
    acceleration: Option<f32>,
}

impl Surface {
    pub(crate) fn of(fixture: &Fixture) -> Self {
        let rotation = fixture.pose.rotation();
        let [length, width, _] = fixture.kind.extent();
        let (mut speed, mut acceleration, mut friction) = (0.0, None, None);
        match fixture.kind {
            Kind::Belt { speed: wanted, acceleration: by, friction: grip, .. } => {
                (speed, acceleration, friction) = (wanted, by, grip);
            }
            Kind::Rollers { resistance, .. } => friction = Some(Friction::of(resistance)),
            Kind::Slide { friction: grip, .. } | Kind::Guide { friction: grip, .. } => {
                friction = grip;
            }
            _ => {}
        }
        Self {
            origin: Vector::from_array(fixture.pose.at),
            along: rotation * Vector::X,
            up: rotation * Vector::Z,
            extent: [length, width / 2.0],
            is_top: is_top(&fixture.kind),
            friction,
            speed,
            before: speed,
            target: speed,
            acceleration,
        }
    }

    /// Whether contacts with it are anything but plain.
    pub(crate) const fn is_special(&self) -> bool {
        self.is_top || self.friction.is_some()
    }

    /// Changes its speed by what is possible within a step of `dt` seconds. Returns whether it changed.
    pub(crate) fn change(&mut self, dt: f32) -> bool {
        self.before = self.speed;
        let missing = self.target - self.speed;
        if missing == 0.0 {
            return false;
        }
        let possible = self.acceleration.map_or(f32::INFINITY, |by| by * dt);
        self.speed = if missing.abs() <= possible {
            self.target
        } else {
            self.speed + possible.copysign(missing)
        };
        true
    }

    pub(crate) fn is_changing(&self) -> bool {
        self.speed != self.target
    }

    /// Whether what lies on it should move: it moves itself, or slopes and is not meant to hold.
    pub(crate) fn is_driving(&self, kind: &Kind) -> bool {
        let is_slope = self.up.z.abs() < 0.9999;
        match kind {
            Kind::Belt { .. } => self.speed != 0.0,
            Kind::Rollers { .. } | Kind::Slide { .. } => is_slope,
            _ => false,
        }
    }

    /// Whether a contact there belongs to the rounded edge of a surface: what is above it slides over it.
    fn is_rounded_edge(&self, manifold: &ModifiableManifold<'_>, towards_body: Vector) -> bool {
        let is_near_top = |contact: Vector| (contact - self.origin).dot(self.up) > -ROUNDING;
        self.is_top
            && towards_body.dot(self.up) < 0.5
            && manifold.solver_contacts.iter().all(|contact| is_near_top(contact.anchor1))
    }

    /// Whether a place is on it, or next to its edge.
    fn has(&self, place: Vector) -> bool {
        let from = place - self.origin;
        let (along, left) = (from.dot(self.along), from.dot(self.up.cross(self.along)));
        let [length, half] = self.extent;
        from.dot(self.up).abs() < NEAR
            && (-NEAR..length + NEAR).contains(&along)
            && left.abs() < half + NEAR
    }

    /// Across, to the left of where it goes.
    fn left(&self) -> Vector {
        self.up.cross(self.along)
    }

    /// The coefficient that holds now.
    fn grip(
        &self,
        own: Friction,
        body: Option<&RigidBody>,
        contact: Vector,
        normal: Vector,
        across: f32,
    ) -> f32 {
        let friction = self.friction.unwrap_or(own);
        let Some(body) = body.filter(|_| friction.resting != friction.sliding) else {
            return friction.sliding;
        };
        let mut over = body.velocity_at_point(contact) - self.along * self.before;
        if across != 0.0 {
            over -= self.left() * across;
        }
        let slip = over - normal * over.dot(normal);
        if slip.length() < AT_REST { friction.resting } else { friction.sliding }
    }
}

/// Whether things lie on a fixture of this kind.
pub(crate) const fn is_top(kind: &Kind) -> bool {
    use Kind::{Belt, Floor, Rollers, Slide};
    matches!(kind, Belt { .. } | Rollers { .. } | Slide { .. } | Floor { .. })
}

/// All fixtures, for rapier to ask at each contact.
pub(crate) struct Surfaces<'a>(pub(crate) &'a [Surface]);

impl PhysicsHooks for Surfaces<'_> {
    fn modify_solver_contacts(&self, cx: &mut ContactModificationContext<'_>) {
        let (first, second) = (&cx.colliders[cx.collider1], &cx.colliders[cx.collider2]);
        let bodies = [cx.rigid_body1, cx.rigid_body2].map(|body| cx.bodies.get(body?));
        let Some(manifold) = cx.rigid_mut() else { return };
        if *manifold.restitution > 0.0 {
            impact::even_out(manifold, bodies);
        }
        // `sign`: the normal and the velocity are those of the second as seen from the first.
        let (index, own, body, sign) = match (fixture_of(first), fixture_of(second)) {
            (Some(index), None) => (index, friction_of(second), bodies[1], 1.0),
            (None, Some(index)) => (index, friction_of(first), bodies[0], -1.0),
            _ => return,
        };
        let surface = &self.0[index];
        let Some(place) = manifold.solver_contacts.first().map(|contact| contact.anchor1) else {
            return;
        };
        let towards_body = *manifold.normal * sign;
        if surface.is_rounded_edge(manifold, towards_body)
            || self.is_seam(index, place, towards_body)
        {
            manifold.solver_contacts.clear();
            return;
        }
        // Only what moves carries across.
        let of_body = if sign > 0.0 { across_of(second) } else { across_of(first) };
        let across = if surface.speed == 0.0 { 0.0 } else { of_body };
        *manifold.friction = surface.grip(own, body, place, towards_body, across);
        if surface.speed != 0.0 {
            let mut velocity = surface.along * (surface.speed * sign);
            if across != 0.0 {
                velocity += surface.left() * (across * sign);
            }
            for contact in manifold.solver_contacts.iter_mut() {
                contact.tangent_velocity = velocity;
            }
        }
    }
}

impl Surfaces<'_> {
    /// Whether a contact with an edge is one within a larger plane: another surface goes on there at the same height.
    fn is_seam(&self, index: usize, place: Vector, towards_body: Vector) -> bool {
        let surface = &self.0[index];
        if !surface.is_top || towards_body.dot(surface.up) > LEVEL {
            return false;
        }
        let goes_on = |(other, next): (usize, &Surface)| {
            other != index && next.is_top && next.up.dot(surface.up) > LEVEL && next.has(place)
        };
        self.0.iter().enumerate().any(goes_on)
    }
}

/// What a collider's user data says: that of a fixture its position and one, that of a body how it grips at rest, and how fast the
/// belt under it moves across.
pub(crate) fn tag_of_fixture(index: usize) -> u128 {
    index as u128 + 1
}

pub(crate) fn tag_of_body(body: &Body) -> u128 {
    u128::from(body.friction.resting.to_bits()) << 64
}

/// How fast a belt under a body moves to the left, metres per second, beside the way it goes.
pub(crate) fn across_of(collider: &Collider) -> f32 {
    f32::from_bits((collider.user_data >> 96) as u32)
}

pub(crate) fn set_across(collider: &mut Collider, speed: f32) {
    let others = collider.user_data & (u128::MAX >> 32);
    collider.user_data = others | u128::from(speed.to_bits()) << 96;
}

pub(crate) fn fixture_of(collider: &Collider) -> Option<usize> {
    (collider.user_data as u64).checked_sub(1).map(|index| index as usize)
}

fn friction_of(collider: &Collider) -> Friction {
    let resting = f32::from_bits((collider.user_data >> 64) as u32);
    Friction { resting, sliding: collider.friction() }
}

/// A fixture's outline in its frame: the middle of it and half its extent.
pub(crate) fn outline(fixture: &Fixture) -> (RapierPose, Vector) {
    let half = Vector::from_array(fixture.kind.extent()) / 2.0;
    let middle = match fixture.kind {
        Kind::Belt { .. } | Kind::Rollers { .. } | Kind::Slide { .. } => {
            Vector::new(half.x, 0.0, -half.z)
        }
        Kind::Floor { .. } => Vector::new(0.0, 0.0, -half.z),
        Kind::Guide { .. } | Kind::Stop { .. } | Kind::Exit { .. } => {
            Vector::new(half.x, 0.0, half.z)
        }
        Kind::Sensor { .. } | Kind::Mover { .. } => Vector::new(0.0, 0.0, half.z),
    };
    (fixture.pose.to_rapier().prepend_translation(middle), half)
}
