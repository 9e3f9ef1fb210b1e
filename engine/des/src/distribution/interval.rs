//! The part of a continuous law that truncation leaves, in probabilities.

use serde::{Deserialize, Serialize};

use super::special::Tails;

/// An interval by the tails of its ends under the law before truncation.
///
/// Going back and forth keeps both tails, so that an interval far out is as precise as one in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Interval {
    start: Tails,
    end: Tails,
    mass: f64,
}

impl Interval {
    /// Notes the interval between two points.
    pub(super) fn new(start: Tails, end: Tails) -> Self {
        Self { start, end, mass: start.up_to(end) }
    }

    /// Returns the probability of the interval.
    pub(super) fn mass(&self) -> f64 {
        self.mass
    }

    /// Translates the tails of a point after truncation to those before.
    #[inline]
    pub(super) fn before(&self, after: Tails) -> Tails {
        Tails {
            lower: self.start.lower + self.mass * after.lower,
            upper: self.end.upper + self.mass * after.upper,
        }
    }

    /// Translates the tails of a point inside the interval before truncation to those after.
    pub(super) fn after(&self, before: Tails) -> Tails {
        let share = |mass: f64| (mass / self.mass).min(1.0);
        Tails { lower: share(self.start.up_to(before)), upper: share(before.up_to(self.end)) }
    }
}
