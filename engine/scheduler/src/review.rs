//! When reality differs: what has happened to equipment, and the floor as it is, for whoever plans anew.

use std::collections::BTreeMap;

use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

/// Tells that something has happened, or that decisions are to be made; before these are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// When.
    pub now: SimTime,
    /// What has happened to equipment since the last review, in that order.
    pub news: Vec<News>,
}

/// Something that no plan knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// It came to stand still: a failure, a maintenance, the end of a shift.
    Stopped(EquipmentId),
    /// It works again.
    Resumed(EquipmentId),
}

/// The floor at an instant, as a plan sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// When.
    pub now: SimTime,
    /// The items in the plant that have a route, in the order of their ids. Whoever is not among them is complete, gone, or
    /// yet to come.
    pub items: Vec<Present>,
    /// The stations that routes name.
    pub stations: BTreeMap<EquipmentId, StationNow>,
}

/// An item in the plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Which.
    pub item: ItemId,
    /// What it is.
    pub product: ProductId,
    /// How many operations of its route are done.
    pub done: u32,
    /// Where it is.
    pub at: EquipmentId,
    /// Whether it waits in the queue of a station for its next operation.
    pub waits: bool,
    /// Of an item on a place of a station: when its operation is expected to be finished. None: it is on none, or finished.
    pub until: Option<SimTime>,
}

/// A station at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationNow {
    /// When it can work: now, or when it is expected to be up again, after a mean time to repair or at the next opening.
    pub works: SimTime,
    /// The family that it is set up for.
    pub family: Option<u32>,
}
