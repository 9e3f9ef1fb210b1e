//! Where something is and how it is turned, in plain numbers; and the way from there to rapier's types.

use rapier3d::math::{Pose as RapierPose, Rotation, Vector};
use serde::{Deserialize, Serialize};

/// A place and a turn in the frame of the zone: x and y along the floor, z up.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Place in metres: x, y, z.
    pub at: [f32; 3],
    /// Turn as a unit quaternion: x, y, z, w.
    pub turn: [f32; 4],
}

impl Pose {
    /// Returns the pose of something that stands at a place, metres, and is not turned.
    pub const fn at(x: f32, y: f32, z: f32) -> Self {
        Self { at: [x, y, z], turn: [0.0, 0.0, 0.0, 1.0] }
    }

    /// Turns it to face another way, about the vertical through its own place, anticlockwise seen from above; radians.
    pub fn heading(self, angle: f32) -> Self {
        let turn = Rotation::from_rotation_z(angle) * self.rotation();
        Self { turn: turn.to_array(), ..self }
    }

    /// Turns it about the vertical through its own place so that its front (local x) shows along a direction on the floor, whose length
    /// is one.
    pub fn facing(self, x: f32, y: f32) -> Self {
        // Half the angle, by the formulas of half angles, from the one of both that loses no digits: roots are exact on every machine.
        let larger = f32::midpoint(1.0, x.abs()).sqrt();
        let smaller = y / (2.0 * larger);
        let (half_sine, half_cosine) =
            if x >= 0.0 { (smaller, larger) } else { (larger.copysign(y), smaller.abs()) };
        Self { turn: [0.0, 0.0, half_sine, half_cosine], ..self }
    }

    /// Lifts its front (local x), about its own place; radians.
    pub fn inclined(self, angle: f32) -> Self {
        let turn = self.rotation() * Rotation::from_rotation_y(-angle);
        Self { turn: turn.to_array(), ..self }
    }

    /// Lifts its front so that it rises by so much in a unit of the way along the floor.
    pub fn risen(self, rise: f32) -> Self {
        // Half the angle, by the formulas of half angles: roots are exact on every machine. The sine of a small one is not reckoned
        // from its cosine, which knows it to a hundred-thousandth only.
        let cosine = 1.0 / (1.0 + rise * rise).sqrt();
        let half_cosine = f32::midpoint(1.0, cosine).sqrt();
        let half_sine = rise * cosine / (2.0 * half_cosine);
        let lift = Rotation::from_xyzw(0.0, -half_sine, 0.0, half_cosine);
        Self { turn: (self.rotation() * lift).to_array(), ..self }
    }

    /// Returns the place, in the frame of the zone, of a point given in the frame of this pose; metres.
    pub fn point(&self, x: f32, y: f32, z: f32) -> [f32; 3] {
        self.to_rapier().transform_point(Vector::new(x, y, z)).to_array()
    }

    /// Returns the angle between the upward direction of what stands here and the vertical; radians, 0 to pi.
    pub fn tilt(&self) -> f32 {
        let up = self.rotation() * Vector::Z;
        Vector::Z.angle_between(up)
    }

    pub(crate) fn rotation(&self) -> Rotation {
        Rotation::from_array(self.turn)
    }

    pub(crate) fn to_rapier(self) -> RapierPose {
        RapierPose::from_parts(Vector::from_array(self.at), self.rotation())
    }

    pub(crate) fn of(pose: &RapierPose) -> Self {
        Self { at: pose.translation.to_array(), turn: pose.rotation.to_array() }
    }

    /// Whether it is within a hundred kilometres and the quaternion has length one.
    pub(crate) fn is_sound(&self) -> bool {
        let length = self.turn.iter().map(|part| part * part).sum::<f32>();
        self.at.iter().all(|part| part.abs() <= 100_000.0) && (length - 1.0).abs() < 1e-3
    }
}

/// How fast something moves and turns.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Velocity {
    /// Of the centre of mass, metres per second.
    pub linear: [f32; 3],
    /// About the axes of the zone, radians per second.
    pub angular: [f32; 3],
}

impl Velocity {
    /// Returns the velocity of something that does not turn; metres per second.
    pub const fn linear(x: f32, y: f32, z: f32) -> Self {
        Self { linear: [x, y, z], angular: [0.0; 3] }
    }

    /// Returns how fast the centre of mass is; metres per second.
    pub fn speed(&self) -> f32 {
        Vector::from_array(self.linear).length()
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.linear.iter().chain(&self.angular).all(|part| part.is_finite())
    }
}
