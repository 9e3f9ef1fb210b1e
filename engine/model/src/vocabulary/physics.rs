//! What an item is where items are rigid bodies.

use std::ops::RangeInclusive;

use plantwright_units::{Length, Mass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Diagnostic, ReadCx, Spanned, codes};

/// What bodies weigh, kilograms: beyond it the arithmetic of contacts loses its digits.
const MASSES: RangeInclusive<f64> = 1e-6..=1e6;

/// An item as a rigid body: `(shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg")`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Physics {
    /// Its outline.
    pub shape: Spanned<Outline>,
    /// Its mass, spread evenly over the shape.
    pub mass: Spanned<Mass>,
    /// The force along a surface on which it slides, as a part of the force onto it; default: 0.4.
    #[serde(default)]
    pub friction: Option<Spanned<f64>>,
    /// The same while it rests, which has to be overcome; default: as `friction`.
    #[serde(default)]
    pub friction_at_rest: Option<Spanned<f64>>,
    /// How much of its speed is left after an impact, 0 to 1; default: 0.
    #[serde(default)]
    pub restitution: Option<Spanned<f64>>,
    /// Whether it never turns or tips, as something with a low centre of mass; default: false.
    #[serde(default)]
    pub upright: bool,
}

/// The outline of a body. Its length is the extent in the direction in which belts move it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub enum Outline {
    /// A box.
    Box {
        /// Along the belt.
        length: Length,
        /// Across it.
        width: Length,
        /// Upwards.
        height: Length,
    },
    /// A cylinder that stands: a bottle, a drum.
    Cylinder {
        /// Across.
        diameter: Length,
        /// Upwards.
        height: Length,
    },
    /// A ball.
    Sphere {
        /// Across.
        diameter: Length,
    },
    /// Several parts that are one body, such as a pallet and its load: `Compound([(shape: Box(…)), (shape: Box(…), z: "150 mm")])`.
    Compound(Vec<Piece>),
}

/// A part of a body.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Its outline.
    pub shape: Outline,
    /// How far ahead of the body's middle its own is; default: not at all.
    #[serde(default)]
    pub x: Option<Length>,
    /// How far to the left; default: not at all.
    #[serde(default)]
    pub y: Option<Length>,
    /// How far above; default: not at all.
    #[serde(default)]
    pub z: Option<Length>,
}

impl Piece {
    /// Returns where its middle is, in metres ahead, to the left and above.
    pub fn at(&self) -> [f64; 3] {
        [self.x, self.y, self.z].map(|length| length.map_or(0.0, |length| length.base_f64()))
    }
}

impl Outline {
    /// Returns how far it reaches at the most from its middle: ahead, to the left, and above, in metres.
    pub fn reach(&self) -> [f64; 3] {
        let half = |length: &Length| length.base_f64() / 2.0;
        match self {
            Self::Box { length, width, height } => [half(length), half(width), half(height)],
            Self::Cylinder { diameter, height } => [half(diameter), half(diameter), half(height)],
            Self::Sphere { diameter } => [half(diameter); 3],
            Self::Compound(parts) => parts.iter().fold([0.0; 3], |most, part| {
                let (at, reach) = (part.at(), part.shape.reach());
                std::array::from_fn(|axis| f64::max(most[axis], at[axis].abs() + reach[axis]))
            }),
        }
    }

    /// Returns from where to where it reaches, from its middle: back and ahead, right and left, below and above, in metres.
    fn bounds(&self) -> [(f64, f64); 3] {
        let Self::Compound(parts) = self else {
            return self.reach().map(|half| (-half, half));
        };
        let all = parts.iter().map(|part| {
            let (at, bounds) = (part.at(), part.shape.bounds());
            std::array::from_fn::<(f64, f64), 3, _>(|axis| {
                (at[axis] + bounds[axis].0, at[axis] + bounds[axis].1)
            })
        });
        let joined = all.reduce(|one, two| {
            std::array::from_fn(|axis| (one[axis].0.min(two[axis].0), one[axis].1.max(two[axis].1)))
        });
        joined.unwrap_or_default()
    }

    fn fault(&self) -> Option<&'static str> {
        let is_wrong = |length: &Length| !(0.001..=100.0).contains(&length.base_f64());
        let is_wrong = match self {
            Self::Box { length, width, height } => {
                [length, width, height].into_iter().any(is_wrong)
            }
            Self::Cylinder { diameter, height } => is_wrong(diameter) || is_wrong(height),
            Self::Sphere { diameter } => is_wrong(diameter),
            Self::Compound(parts) if parts.is_empty() => return Some("this body has no parts"),
            Self::Compound(parts) => {
                if parts.iter().any(|part| matches!(part.shape, Self::Compound(_))) {
                    return Some("a part of a body has no parts itself");
                }
                if parts.iter().any(|part| part.at().iter().any(|at| at.abs() > 100.0)) {
                    return Some("a part is nowhere near its body");
                }
                return parts.iter().find_map(|part| part.shape.fault());
            }
        };
        is_wrong.then_some("this body has no extent, or is beyond measure")
    }
}

impl Physics {
    /// Reports what is wrong with it.
    pub fn check(&self, cx: &mut ReadCx<'_>) {
        let mut wrong = |span, message: &str, hint: &str| {
            cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
        };
        let mass = self.mass.value.base_f64();
        if mass <= 0.0 {
            wrong(
                self.mass.span,
                "a body without mass",
                "give it a mass above zero, such as `\"5 kg\"`",
            );
        } else if !MASSES.contains(&mass) {
            wrong(
                self.mass.span,
                "this mass is beyond measure",
                "a body weighs from a milligram to a thousand tonnes",
            );
        }
        if let Some(message) = self.shape.value.fault() {
            let hint = "give every measure, from a millimetre to a hundred metres";
            wrong(self.shape.span, message, hint);
        }
        for friction in [self.friction, self.friction_at_rest].into_iter().flatten() {
            if !(0.0..=10.0).contains(&friction.value) {
                let hint = "a part of the weight: cardboard on a belt has about 0.4";
                wrong(friction.span, "there is no such friction", hint);
            }
        }
        if let Some(at_rest) = self.friction_at_rest.filter(|it| it.value < self.sliding()) {
            let message = "friction is less at rest than while sliding";
            wrong(at_rest.span, message, "it is never less: leave it out where it is the same");
        }
        if let Some(restitution) = self.restitution.filter(|it| !(0.0..=1.0).contains(&it.value)) {
            let hint = "0: it does not bounce; 1: it loses no speed";
            wrong(restitution.span, "there is no such restitution", hint);
        }
    }

    /// Reports measures of a product, its length, width and height as belts know them, that its shape does not have.
    pub fn check_measures(&self, measures: [Option<Spanned<Length>>; 3], cx: &mut ReadCx<'_>) {
        let bounds = self.shape.value.bounds();
        for ((said, (from, to)), word) in
            measures.into_iter().zip(bounds).zip(["long", "wide", "high"])
        {
            let Some(said) = said else { continue };
            let is = (to - from) * 1e3;
            if (said.value.base_f64() * 1e3 - is).abs() <= 1e-3 {
                continue;
            }
            let message = format!(
                "this says {}, and as a body it is {} mm {word}",
                said.value,
                (is * 1e3).round() / 1e3
            );
            let hint =
                "exact events and rigid bodies move the same item: give both the same measure";
            cx.report.push(
                Diagnostic::error(codes::BODY, said.span, message)
                    .label(self.shape.span, "its shape")
                    .hint(hint),
            );
        }
    }

    /// Returns the friction while it slides.
    pub fn sliding(&self) -> f64 {
        self.friction.map_or(0.4, |friction| friction.value)
    }
}
