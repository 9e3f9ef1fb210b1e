//! Set-up: for which family a station is set up next, and whether it changes over at all.

use plantwright_model::plant::Prefer;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::Answer;

/// Asks of which family the next item is, at a station with set-ups where items wait and a place is free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changeover {
    /// When.
    pub now: SimTime,
    /// The station.
    pub station: EquipmentId,
    /// The family that it is set up for; none: for whatever comes first.
    pub family: Option<u32>,
    /// How many items of it were begun since.
    pub run: u32,
    /// What the scene says: which family is preferred.
    pub prefer: Prefer,
    /// What the scene says: how many items of a family are made at least, as long as there are any.
    pub minimum_run: u32,
    /// The families of which something waits, by number; never empty.
    pub families: Vec<FamilyWaiting>,
    /// Whether nothing will ever happen any more unless something is taken.
    pub last_call: bool,
}

/// A family of which something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyWaiting {
    /// Its number at the station.
    pub family: u32,
    /// How many items of it wait.
    pub items: u32,
    /// Their mean process time in all.
    pub work: SimSpan,
    /// Mean time of the change of set-up to it.
    pub setup: SimSpan,
    /// Since when the first of them waits.
    pub since: SimTime,
    /// The earliest due date of them.
    pub due: Option<SimTime>,
    /// The highest priority of them.
    pub priority: i32,
}

impl Changeover {
    /// Returns the position of the family that it is set up for, if something of it waits.
    pub fn same(&self) -> Option<usize> {
        self.families.iter().position(|waiting| Some(waiting.family) == self.family)
    }

    /// Returns the position of the family with the smallest key; of equals the one that waits for longest.
    pub fn least<K: Ord>(&self, key: impl Fn(&FamilyWaiting) -> K) -> Option<usize> {
        let families = self.families.iter().enumerate();
        let first = families.min_by_key(|(_, it)| (key(it), it.since, it.family));
        first.map(|(position, _)| position)
    }
}

/// Answers as the scene says; none: whichever item is chosen next decides.
pub(crate) fn as_preferred(ask: &Changeover) -> Option<Answer> {
    if ask.prefer == Prefer::Same || ask.run < ask.minimum_run {
        return ask.same().map(Answer::Take);
    }
    if ask.prefer == Prefer::Least {
        return ask.least(|waiting| waiting.setup).map(Answer::Take);
    }
    None
}
