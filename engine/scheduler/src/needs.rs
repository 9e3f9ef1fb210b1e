//! What a scheduler wants to see beside what is at hand anyway. What nobody needs is not computed.

use serde::{Deserialize, Serialize};

/// A set of features of the questions that cost something to gather. What a scheduler does not need stands as zero in what
/// it is asked.
///
/// ```
/// use plantwright_scheduler::Needs;
///
/// let needs = Needs::NEXT.and(Needs::SETUP);
/// assert!(needs.has(Needs::SETUP) && !needs.has(Needs::COMPLETION));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs(u8);

impl Needs {
    /// Nothing but what is at hand.
    pub const NONE: Self = Self(0);
    /// What comes after the operation: [`Candidate::next_process`](crate::Candidate::next_process) and
    /// [`Candidate::next_queue`](crate::Candidate::next_queue).
    pub const NEXT: Self = Self(1);
    /// How far the set-up is: [`Candidate::setup`](crate::Candidate::setup) and [`Choice::setup`](crate::Choice::setup).
    pub const SETUP: Self = Self(2);
    /// When the work would be done, and whether the station works at all: [`Choice::completion`](crate::Choice::completion)
    /// and [`Choice::down`](crate::Choice::down).
    pub const COMPLETION: Self = Self(4);
    /// What waits where people are needed: [`Task::items`](crate::Task::items) and [`Task::due`](crate::Task::due).
    pub const TASKS: Self = Self(8);
    /// Everything.
    pub const ALL: Self = Self(15);

    /// Returns the union.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Tells whether all of `other` is needed.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
