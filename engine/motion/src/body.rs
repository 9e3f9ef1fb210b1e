//! What an item is as a body: its shape, mass, friction and bounce.

use std::ops::RangeInclusive;

use rapier3d::math::{Pose as RapierPose, Rotation, Vector};
use rapier3d::prelude::{ActiveHooks, ColliderBuilder, SharedShape};
use serde::{Deserialize, Serialize};

use crate::mistake::Mistake;

/// What bodies weigh, kilograms: beyond it the arithmetic of contacts loses its digits.
const MASSES: RangeInclusive<f32> = 1e-6..=1e6;

/// An item as a rigid body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Its outline.
    pub shape: Shape,
    /// Its mass in kilograms, spread evenly over the shape.
    pub mass: f32,
    /// Its grip on surfaces that have no friction of their own, and on other bodies: there the smaller of both counts.
    pub friction: Friction,
    /// How much of the speed of approach is left after an impact, 0 to 1. Between two bodies the mean of both counts.
    pub restitution: f32,
    /// Whether it never turns: a thing with a low centre of mass, or one that a nest holds.
    pub is_upright: bool,
}

/// Coulomb friction: the force along a surface is at most this part of the force onto it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Friction {
    /// While the body rests on the surface: the coefficient that has to be overcome.
    pub resting: f32,
    /// While it slides.
    pub sliding: f32,
}

impl Friction {
    /// Returns friction that is the same at rest and while sliding.
    pub const fn of(coefficient: f32) -> Self {
        Self { resting: coefficient, sliding: coefficient }
    }

    pub(crate) fn is_sound(self) -> bool {
        self.sliding.is_finite()
            && self.resting.is_finite()
            && self.sliding >= 0.0
            && self.resting >= self.sliding
    }
}

/// An outline. Its frame has its origin in the middle, x along its length, z up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A box; metres.
    Cuboid {
        /// Along x.
        length: f32,
        /// Along y.
        width: f32,
        /// Along z.
        height: f32,
    },
    /// A cylinder that stands; metres.
    Cylinder {
        /// Across.
        diameter: f32,
        /// Along z.
        height: f32,
    },
    /// A ball; metres. With [`Body::is_upright`] it is the textbooks' point mass: it touches a surface in one point.
    Sphere {
        /// Across.
        diameter: f32,
    },
    /// Several parts that are one body: a pallet with its load, a crate with feet.
    Compound(Vec<Part>),
}

/// A part of a compound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its outline; a compound within a compound is not allowed.
    pub shape: Shape,
    /// Where its middle is in the frame of the compound, metres.
    pub at: [f32; 3],
}

impl Body {
    /// Returns a box of a length, width and height in metres and a mass in kilograms, with friction 0.4 and no bounce.
    pub const fn cuboid(size: [f32; 3], mass: f32) -> Self {
        let [length, width, height] = size;
        Self::new(Shape::Cuboid { length, width, height }, mass)
    }

    /// Returns a body of a mass in kilograms, with friction 0.4 and no bounce.
    pub const fn new(shape: Shape, mass: f32) -> Self {
        Self { shape, mass, friction: Friction::of(0.4), restitution: 0.0, is_upright: false }
    }

    /// Returns what is wrong with it, all at once. A body is checked before a run; [`Zone::enter`](crate::Zone::enter)
    /// refuses one that has mistakes.
    pub fn check(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut wrong = |field, message: &str, hint| {
            found.push(Mistake { whose: None, field, message: message.to_owned(), hint });
        };
        if !(self.mass.is_finite() && self.mass > 0.0) {
            wrong("mass", "a body without mass", "give its mass in kilograms, above zero");
        } else if !MASSES.contains(&self.mass) {
            wrong("mass", "this mass is beyond measure", "from a milligram to a thousand tonnes");
        }
        if !self.friction.is_sound() {
            wrong("friction", "no such friction", "0 <= sliding <= resting, both finite");
        }
        if !(0.0..=1.0).contains(&self.restitution) {
            wrong(
                "restitution",
                "no such restitution",
                "0: it does not bounce; 1: it loses no speed",
            );
        }
        if let Some(message) = self.shape.fault() {
            wrong(
                "shape",
                message,
                "give every measure in metres, from a millimetre to a hundred metres",
            );
        }
        found
    }

    /// Returns the height of its middle above a surface on which it stands, metres.
    pub fn height_of_middle(&self) -> f32 {
        -self.shape.lowest()
    }

    pub(crate) fn collider(&self) -> ColliderBuilder {
        let hooks = if self.restitution > 0.0 {
            ActiveHooks::MODIFY_SOLVER_CONTACTS
        } else {
            ActiveHooks::empty()
        };
        ColliderBuilder::new(self.shape.to_rapier())
            .mass(self.mass)
            .friction(self.friction.sliding)
            .restitution(self.restitution)
            .active_hooks(hooks)
    }
}

impl Shape {
    /// The measures of a body: below, contacts are wider than the body; above, 32 bits are too coarse.
    const MEASURES: RangeInclusive<f32> = 0.001..=100.0;

    fn fault(&self) -> Option<&'static str> {
        let is_measure = |measure: &f32| Self::MEASURES.contains(measure);
        let is_sound = match self {
            Self::Cuboid { length, width, height } => {
                [length, width, height].into_iter().all(is_measure)
            }
            Self::Cylinder { diameter, height } => is_measure(diameter) && is_measure(height),
            Self::Sphere { diameter } => is_measure(diameter),
            Self::Compound(parts) if parts.is_empty() => return Some("a compound without parts"),
            Self::Compound(parts) => {
                if parts.iter().any(|part| matches!(part.shape, Self::Compound(_))) {
                    return Some("a compound within a compound");
                }
                let is_near = |part: &Part| part.at.iter().all(|at| at.abs() <= 100.0);
                if !parts.iter().all(is_near) {
                    return Some("a part that is nowhere near its body");
                }
                return parts.iter().find_map(|part| part.shape.fault());
            }
        };
        (!is_sound).then_some("a shape without extent, or beyond measure")
    }

    fn lowest(&self) -> f32 {
        match self {
            Self::Cuboid { height, .. } | Self::Cylinder { height, .. } => -height / 2.0,
            Self::Sphere { diameter } => -diameter / 2.0,
            Self::Compound(parts) => parts
                .iter()
                .map(|part| part.at[2] + part.shape.lowest())
                .fold(f32::INFINITY, f32::min),
        }
    }

    pub(crate) fn to_rapier(&self) -> SharedShape {
        match self {
            Self::Cuboid { length, width, height } => {
                SharedShape::cuboid(length / 2.0, width / 2.0, height / 2.0)
            }
            Self::Sphere { diameter } => SharedShape::ball(diameter / 2.0),
            // Rapier's cylinder stands along y.
            Self::Cylinder { .. } => SharedShape::compound(vec![self.placed([0.0; 3])]),
            Self::Compound(parts) => {
                SharedShape::compound(parts.iter().map(|part| part.shape.placed(part.at)).collect())
            }
        }
    }

    fn placed(&self, at: [f32; 3]) -> (RapierPose, SharedShape) {
        let at = Vector::from_array(at);
        match self {
            Self::Cylinder { diameter, height } => {
                const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
                let standing = Rotation::from_xyzw(HALF, 0.0, 0.0, HALF);
                let shape = SharedShape::cylinder(height / 2.0, diameter / 2.0);
                (RapierPose::from_parts(at, standing), shape)
            }
            other => (RapierPose::from_parts(at, Rotation::IDENTITY), other.to_rapier()),
        }
    }
}
