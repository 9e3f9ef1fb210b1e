//! What can go wrong in a run. What can be wrong with a scene is found before, in `plantwright-model`.

use plantwright_scheduler::Answer;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

/// Why a run cannot go on. What was measured until then stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Fault {
    /// A drawn duration is none: negative, not finite, or beyond 584 years.
    #[error("`{equipment}` drew a duration that is none at {at}: {nanos} ns")]
    Duration {
        /// When.
        at: SimTime,
        /// Whose.
        equipment: String,
        /// What was drawn, as text.
        nanos: String,
    },
    /// A clock ran over the end of simulated time.
    #[error("`{equipment}` plans beyond the end of simulated time (584 years)")]
    EndOfTime {
        /// Whose.
        equipment: String,
    },
    /// Things keep happening at one instant, and the clock never advances.
    #[error("the clock stands still at {at}: going on without taking time: {}", quoted(equipment))]
    LiveLock {
        /// When.
        at: SimTime,
        /// Who keeps going.
        equipment: Vec<String>,
    },
    /// A rigid body is in trouble, and the scene says that the run stops then.
    #[error("item {item} {what} in `{equipment}` at {at}, at {place} m")]
    Body {
        /// When.
        at: SimTime,
        /// In which zone.
        equipment: String,
        /// The item: who brought it in, and its number there.
        item: String,
        /// What happened to it.
        what: String,
        /// Where, from the entry of the zone: ahead, to the left, above.
        place: String,
    },
    /// A scheduler paired a vehicle with an order that it cannot take, or has another one for.
    #[error(
        "the scheduler `{scheduler}` gave order {order} to vehicle {vehicle} of `{equipment}` at {at}, which was no choice"
    )]
    Transport {
        /// When.
        at: SimTime,
        /// Which scheduler.
        scheduler: String,
        /// Which fleet.
        equipment: String,
        /// The position of the vehicle in the question.
        vehicle: usize,
        /// The position of the order in the question.
        order: usize,
    },
    /// A scheduler took a choice that it was not offered.
    #[error(
        "the scheduler `{scheduler}` answered {answer:?} for `{equipment}` at {at}, and the choices were {}",
        quoted(choices)
    )]
    Answer {
        /// When.
        at: SimTime,
        /// Which scheduler.
        scheduler: String,
        /// Which station, or the holder of the item.
        equipment: String,
        /// What it answered.
        answer: Answer,
        /// What it was offered.
        choices: Vec<String>,
    },
    /// A scheduler answered a question about something else than items and stations with what cannot be.
    #[error(
        "the scheduler `{scheduler}` answered {answer} for `{equipment}` at {at}; the choices were {}",
        quoted(choices)
    )]
    Decision {
        /// When.
        at: SimTime,
        /// Which scheduler.
        scheduler: String,
        /// Which equipment.
        equipment: String,
        /// What it answered, and what is wrong with that.
        answer: String,
        /// What it was offered.
        choices: Vec<String>,
    },
    /// A scheduler panicked instead of answering.
    #[error(
        "the scheduler `{scheduler}` panicked when it was asked for `{equipment}` at {at}: {message}; the choices were {}",
        quoted(choices)
    )]
    Panicked {
        /// When.
        at: SimTime,
        /// Which scheduler.
        scheduler: String,
        /// Which station, or the holder of the item.
        equipment: String,
        /// What it said.
        message: String,
        /// What it was offered.
        choices: Vec<String>,
    },
    /// A scheduler did not answer in time.
    #[error(
        "the scheduler `{scheduler}` gave no answer within {limit} when it was asked for `{equipment}` at {at}; the choices were {}",
        quoted(choices)
    )]
    Late {
        /// When.
        at: SimTime,
        /// Which scheduler.
        scheduler: String,
        /// Which station, or the holder of the item.
        equipment: String,
        /// How long it was waited for.
        limit: String,
        /// What it was offered.
        choices: Vec<String>,
    },
}

/// What came to stand before everything was done: items that wait for one another, or for nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// Who holds items.
    pub holder: EquipmentId,
    /// How many.
    pub items: u32,
    /// Whom they wait for, as far as it is known.
    pub waits_for: Vec<EquipmentId>,
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
