//! Diverters: by which way an item goes on from a belt, a sorter or a zone that has several.

use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::Candidate;

/// Asks by which ways an item goes on: at the end of a belt, when it is there; on a sorter or in a zone, when it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diversion {
    /// When.
    pub now: SimTime,
    /// The belt, sorter or zone.
    pub equipment: EquipmentId,
    /// The item.
    pub item: Candidate,
    /// The ways that are open to it, in the order of the scene; at least two. With a route, those to its next operation.
    pub ways: Vec<WayOut>,
    /// Which of them it would take if the scene decided, by their positions, the preferred one first.
    pub scene: Vec<usize>,
}

/// A way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOut {
    /// Where it leads.
    pub to: EquipmentId,
    /// The items there.
    pub items: u32,
    /// The items here that are on their way there.
    pub coming: u32,
    /// Whether something could be offered there now: it is not known to be full, and nobody else waits.
    pub has_room: bool,
}

impl Diversion {
    /// Returns what is wrong with an answer, if anything is.
    pub fn problem(&self, answer: &[usize]) -> Option<&'static str> {
        let mut sorted = answer.to_vec();
        sorted.sort_unstable();
        match sorted.last() {
            None => Some("no way at all"),
            Some(last) if *last >= self.ways.len() => Some("a way that was not offered"),
            _ if sorted.windows(2).any(|pair| pair[0] == pair[1]) => Some("a way twice"),
            _ => None,
        }
    }
}

/// Answers as the scene says.
pub(crate) fn as_the_scene_sends(ask: &Diversion) -> Vec<usize> {
    ask.scene.clone()
}
