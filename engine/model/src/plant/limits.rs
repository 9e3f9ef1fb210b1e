//! How long items wait, and how long they keep.

use plantwright_des::Distribution;
use plantwright_units::EquipmentId;

use crate::Span;

/// What limits the waiting at a piece of equipment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LimitsFacts {
    /// How long an item waits at all.
    pub patience: Option<PatienceFacts>,
    /// How soon it has to be begun after other operations.
    pub within: Vec<WithinFacts>,
}

impl LimitsFacts {
    /// Returns where items go that wait no longer, and where that is named.
    pub fn targets(&self) -> impl Iterator<Item = (EquipmentId, Span)> {
        let sent = self.within.iter().filter_map(|within| match within.then {
            BreachFacts::Send(to, span) => Some((to, span)),
            BreachFacts::Report | BreachFacts::Scrap => None,
        });
        self.patience.iter().filter_map(|patience| patience.to).chain(sent)
    }
}

/// How long an item waits before it goes away.
#[derive(Debug, Clone, PartialEq)]
pub struct PatienceFacts {
    /// How long, in nanoseconds.
    pub law: Distribution,
    /// Where it goes, and where that is named; none: out of the plant.
    pub to: Option<(EquipmentId, Span)>,
}

/// How soon an operation has to begin after another one.
#[derive(Debug, Clone, PartialEq)]
pub struct WithinFacts {
    /// Where the time begins, and where that is named.
    pub after: (EquipmentId, Span),
    /// How much time there is, in nanoseconds.
    pub law: Distribution,
    /// What becomes of an item that is too late.
    pub then: BreachFacts,
}

/// What becomes of an item that is too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreachFacts {
    /// It goes on waiting.
    Report,
    /// It is scrapped.
    Scrap,
    /// It goes somewhere else, which is named somewhere.
    Send(EquipmentId, Span),
}

/// How long items of a product keep.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfLifeFacts {
    /// How long, in nanoseconds.
    pub law: Distribution,
    /// Where the time begins, each time when an item is finished there, and where that is named; none: when it comes into the
    /// plant or is made.
    pub after: Option<(EquipmentId, Span)>,
    /// Where an item goes that has expired, and where that is named; none: it is scrapped.
    pub to: Option<(EquipmentId, Span)>,
}
