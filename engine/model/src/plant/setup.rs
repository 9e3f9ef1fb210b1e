//! What it takes to change from one family of products to another, and to clean.

use std::collections::BTreeMap;

use plantwright_des::Distribution;
use plantwright_units::ProductId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CrewFacts;
use crate::Span;

/// What it takes to change from one family of products to another.
#[derive(Debug, Clone, PartialEq)]
pub struct SetupFacts {
    /// Where it stands in the scene.
    pub span: Span,
    /// The families.
    pub families: Vec<String>,
    /// The family of each product, by position.
    pub family_of: Vec<u32>,
    /// The families of operations of routes that need another set-up than their product: by product and how many operations are
    /// done before.
    pub of_operations: BTreeMap<(ProductId, u16), u32>,
    /// What it is set up for at the beginning; none: for whatever comes first.
    pub initial: Option<u32>,
    /// How long it takes from one family to another, in nanoseconds; what is not listed takes no time.
    pub times: BTreeMap<(u32, u32), Distribution>,
    /// Which waiting item is next.
    pub prefer: Prefer,
    /// How many items of a family are made at least before another comes, as long as there are any.
    pub minimum_run: u32,
    /// Whether the queue in front has a discipline of its own, which no scheduler changes.
    pub has_order: bool,
    /// Who is needed for it.
    pub crew: Option<CrewFacts>,
    /// Cleaning that is due after a number of items, if there is any.
    pub cleaning: Option<CleaningFacts>,
}

/// Cleaning, as a part of set-ups.
#[derive(Debug, Clone, PartialEq)]
pub struct CleaningFacts {
    /// After how many items that were begun it is due.
    pub after: u32,
    /// How long it takes, in nanoseconds.
    pub law: Distribution,
    /// Whether a change of set-up cleans as well.
    pub on_change: OnChange,
}

/// Whether a change of set-up cleans as well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OnChange {
    /// No: items are counted on.
    #[default]
    GoesOn,
    /// Yes: items are counted from it on.
    Restarts,
}

impl SetupFacts {
    /// Returns the family of an item with so many operations of its route done.
    pub fn family(&self, product: ProductId, done: u16) -> u32 {
        let own = self.of_operations.get(&(product, done));
        own.copied().unwrap_or(self.family_of[product.index()])
    }
}

/// Which waiting item is next where set-ups take time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Prefer {
    /// The first in the queue's order.
    #[default]
    Order,
    /// The first of those that need no change of set-up, as long as there are any: campaigns, exhaustive service.
    Same,
    /// The one with the shortest change of set-up on average; among equals the first in the queue's order.
    Least,
    /// Those of one family after the other, round and round, in the natural order of the families' names: polling.
    Cyclic(Cyclic),
}

/// How a station goes round its families: `Cyclic(visit: Gated, at_empty: SetUp)`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cyclic {
    /// How long it stays with one family; default: `Exhaustive`.
    #[serde(default)]
    pub visit: Visit,
    /// What it does about families of which nothing waits; default: `Skip`.
    #[serde(default)]
    pub at_empty: AtEmpty,
}

/// How long a station stays with one family of products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Visit {
    /// Until none of it wait any more, those included that come meanwhile.
    #[default]
    Exhaustive,
    /// Until those are begun that waited when it was set up for them.
    Gated,
    /// Until so many are begun, or none wait.
    Limited(u32),
}

/// What a station does about families of which nothing waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AtEmpty {
    /// It passes them over, and rests where it is when nothing waits at all.
    #[default]
    Skip,
    /// It is set up for them all the same, and never rests.
    SetUp,
}
