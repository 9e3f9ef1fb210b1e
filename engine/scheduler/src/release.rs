//! Order release: which of those that wait outside comes in, and when.

use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::{Candidate, Sequence};

/// Asks which item may enter: at a `Release` with a free card, or at a source where items wait.
///
/// Whoever waits is asked again at every instant at which something happens in the plant, since what matters is how much is in
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRelease {
    /// When.
    pub now: SimTime,
    /// The `Release`, or the source.
    pub gate: EquipmentId,
    /// How many more its cards let in; none: it has no cards.
    pub cards: Option<u32>,
    /// How many items are in the plant, those at sources not counted.
    pub in_plant: u32,
    /// The items that wait, in the order of their ids; never empty. `process` is that of the coming operation on its fastest
    /// station, and `next_queue` is the work that waits there.
    pub candidates: Vec<Candidate>,
    /// Whether nothing will ever happen any more unless something is let in.
    pub last_call: bool,
}

impl OrderRelease {
    /// Returns the question which of them would be worked on first, for whoever ranks items.
    pub fn as_sequence(&self) -> Sequence {
        Sequence {
            now: self.now,
            station: self.gate,
            candidates: self.candidates.clone(),
            last_call: self.last_call,
        }
    }
}
