//! Batches: which items are processed together, and when that begins.

use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::Candidate;

/// Asks what an empty `Batch` starts with, whenever something waits there and has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forming {
    /// When.
    pub now: SimTime,
    /// The equipment, which is empty.
    pub equipment: EquipmentId,
    /// With how many items the scene would start.
    pub min: u32,
    /// How many items it takes at most.
    pub max: u32,
    /// After how long of waiting the scene would start with less; none: never.
    pub max_wait: Option<SimSpan>,
    /// Mean process time of a batch.
    pub process: SimSpan,
    /// For each family of which something waits, the items, in the order in which they came. The family whose first item came
    /// first is the first one; there is at least one.
    pub families: Vec<Vec<Candidate>>,
    /// Whether nothing will ever happen any more unless a batch is started.
    pub last_call: bool,
}

/// What a scheduler answers about batches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchAnswer {
    /// Starts with items of one family.
    Start {
        /// The position of the family in the question.
        family: usize,
        /// The positions of the items in the family: at least one, at most as many as it takes, each once.
        items: Vec<usize>,
    },
    /// Not now: ask again when something has changed there.
    Wait,
    /// Not now: ask again when something has changed there, or at this time at the latest, which must lie ahead.
    WaitUntil(SimTime),
}

impl Forming {
    /// Returns a start with the first items of a family, as many as there is room for.
    pub fn first_of(&self, family: usize) -> BatchAnswer {
        let there = self.families.get(family).map_or(0, Vec::len);
        BatchAnswer::Start { family, items: (0..there.min(self.max as usize)).collect() }
    }

    /// Returns what is wrong with an answer, if anything is.
    pub fn problem(&self, answer: &BatchAnswer) -> Option<&'static str> {
        let (family, items) = match answer {
            BatchAnswer::Start { family, items } => (*family, items),
            BatchAnswer::WaitUntil(until) if *until <= self.now => return Some("not ahead"),
            BatchAnswer::Wait | BatchAnswer::WaitUntil(_) => return None,
        };
        let Some(there) = self.families.get(family) else {
            return Some("a family that was not offered");
        };
        let mut sorted = items.clone();
        sorted.sort_unstable();
        match sorted.last() {
            None => Some("a batch of nothing"),
            Some(last) if *last >= there.len() => Some("an item that does not wait"),
            _ if sorted.windows(2).any(|pair| pair[0] == pair[1]) => Some("an item twice"),
            _ if items.len() > self.max as usize => Some("more than there is room for"),
            _ => None,
        }
    }
}

/// Answers as the scene says: of the families that may start, the one whose first item came first.
pub(crate) fn as_the_scene_says(ask: &Forming) -> BatchAnswer {
    let waited_long =
        |first: &Candidate| ask.max_wait.is_some_and(|limit| ask.now.since(first.ready) >= limit);
    let may_start = |family: &Vec<Candidate>| {
        family.len() >= ask.min as usize || family.first().is_some_and(waited_long)
    };
    let family = ask.families.iter().position(may_start);
    family.map_or(BatchAnswer::Wait, |family| ask.first_of(family))
}
