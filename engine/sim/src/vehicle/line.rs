//! Driving in line: where all come to a point over one way, and nobody the other way, whoever is ahead stays ahead.
//!
//! There is nothing to search then, and nothing to reckon: the order in which vehicles pass is that in which they stand, and how far one
//! can go hangs on nothing but where those ahead stay. When they pass is estimated from what is known of them; who meets them where
//! ways join looks anew.

use plantwright_units::SimTime;

use super::roads::{Roads, Way, later};

impl Roads<'_> {
    /// As much of a way as a vehicle can go behind all others, and stay at the end of; none: there is more to it, since others come to it
    /// from elsewhere, or behind the vehicle.
    pub(super) fn follow(&self, vehicle: u32, edges: &[u32]) -> Option<Way> {
        let facts = self.facts;
        let it = &self.vehicles[vehicle as usize];
        // Who comes behind it to where it stands may have claims ahead of it.
        let here = self.lanes.claims(it.rest()).last()?;
        if (here.vehicle, here.step) != (vehicle, it.last()) {
            return None;
        }
        let mut way = Way { edges: Vec::with_capacity(edges.len().min(32)) };
        let (mut at, mut before) = self.rest(vehicle);
        for edge in edges {
            let node = facts.edges[*edge as usize].to;
            if !facts.in_line[node as usize] {
                return None;
            }
            let mut free = SimTime::ZERO;
            for other in self.lanes.claims(node).iter().filter(|it| it.vehicle != vehicle) {
                free = free.max(other.from).max(other.until);
            }
            if free == SimTime::MAX {
                break;
            }
            let entered = later(at, self.turns(vehicle, before, *edge)).max(free);
            way.edges.push((*edge, entered));
            (at, before) = (later(entered, self.takes(vehicle, *edge)), *edge);
        }
        Some(way)
    }
}
