//! Whether a vehicle can come to a point at all: every arrangement of vehicles that can be reached is looked at, one move of one vehicle
//! after the other. It knows nothing of claims, zones or plans: only of distances, and that vehicles do not touch.

use std::collections::{BTreeSet, VecDeque};

use plantwright_model::plant::FleetFacts;

use crate::Distances;

/// More arrangements than these are too many to look at.
const MOST: usize = 2_000_000;

/// Returns whether the vehicle can come to the goal if all others go wherever that needs them; none: there are too many arrangements.
pub(crate) fn can_reach(
    fleet: &FleetFacts,
    far: &Distances,
    at: &[u32],
    who: usize,
    goal: u32,
) -> Option<bool> {
    let apart = fleet.types.iter().map(|kind| kind.length + kind.safety).fold(0.0, f64::max);
    let touches = |a: u32, b: u32| a == b || far.0[a as usize][b as usize] < apart * (1.0 - 1e-9);
    let mut start: Vec<u32> = at.to_vec();
    start.swap(0, who);
    start[1..].sort_unstable();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut open = VecDeque::from([start]);
    while let Some(here) = open.pop_front() {
        if here[0] == goal {
            return Some(true);
        }
        for mover in 0..here.len() {
            for edge in fleet.edges.iter().filter(|edge| edge.from == here[mover]) {
                let mut others = here.iter().enumerate().filter(|(other, _)| *other != mover);
                if others.any(|(_, other)| touches(*other, edge.to)) {
                    continue;
                }
                let mut next = here.clone();
                next[mover] = edge.to;
                next[1..].sort_unstable();
                if seen.insert(next.clone()) {
                    open.push_back(next);
                }
            }
        }
        if seen.len() > MOST {
            return None;
        }
    }
    Some(false)
}
