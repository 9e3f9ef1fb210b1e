//! Which decisions a scheduler wants to make. What it leaves alone, the scene decides, and nothing is asked.

use serde::{Deserialize, Serialize};

/// A set of decision points. Alternatives and upkeep belong to none: they are always asked; so is transport of a scheduler alone.
///
/// ```
/// use plantwright_scheduler::Points;
///
/// let points = Points::SEQUENCE.and(Points::BATCH);
/// assert!(points.has(Points::BATCH) && !points.has(Points::RELEASE));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points(u16);

impl Points {
    /// None of those that can be left alone.
    pub const NONE: Self = Self(0);
    /// Which item a station takes next; left alone, every queue follows its own discipline.
    pub const SEQUENCE: Self = Self(1);
    /// Which order or item may enter, and when.
    pub const RELEASE: Self = Self(2);
    /// For which family a station is set up next, and whether it changes over at all.
    pub const SETUP: Self = Self(4);
    /// Which items are processed together, and when that begins.
    pub const BATCH: Self = Self(8);
    /// Who does which work.
    pub const STAFF: Self = Self(16);
    /// When a maintenance is done that is soon due.
    pub const SERVICE: Self = Self(32);
    /// Whether the plan is looked at again when reality differs.
    pub const REVIEW: Self = Self(64);
    /// By which way an item leaves a belt, a sorter or a zone.
    pub const DIVERT: Self = Self(128);
    /// Which vehicle brings what, where vehicles wait and charge, and which way they take: of schedulers side by side, who is asked.
    pub const TRANSPORT: Self = Self(256);
    /// All of them.
    pub const ALL: Self = Self(511);

    /// Returns the union.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns what of it is in the other as well.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Tells whether all of `other` is in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
