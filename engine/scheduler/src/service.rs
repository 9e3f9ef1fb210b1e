//! Maintenance time: when something is maintained that is soon due.

use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::Answer;

/// Asks whether a maintenance with a `window` is done now, from when on the window is open until it is due. There is one
/// choice: now. When it is due it is done without a question.
///
/// Whoever waits is asked again at every instant at which something happens in the plant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// When.
    pub now: SimTime,
    /// What is maintained.
    pub equipment: EquipmentId,
    /// The maintenance itself, as it stands in records.
    pub maintenance: EquipmentId,
    /// How much of the time that counts for it is left until it is due.
    pub left: SimSpan,
    /// How long it takes on average.
    pub takes: SimSpan,
    /// The items there, waiting and in process.
    pub items: u32,
    /// Whether it stands still anyway, or one of those that stand still with it: because of a failure, a shift, another
    /// maintenance.
    pub stands: bool,
}

/// Answers as the scene says: when something stands still anyway.
pub(crate) fn when_it_stands(ask: &Service) -> Answer {
    if ask.stands { Answer::Take(0) } else { Answer::Wait }
}
