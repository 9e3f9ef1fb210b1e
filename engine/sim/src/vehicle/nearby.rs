//! What is near: points in the order in which a vehicle could be there, or could come from there, so that nobody looks at the whole
//! network, or at the whole fleet, for the nearest of many.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use plantwright_model::plant::FleetFacts;

/// Of so many and fewer, all are looked at.
pub(super) const ALL: usize = 32;

/// Of more, so many.
pub(super) const NEAREST: usize = 8;

/// Fewer, if so many points were looked at and one was found.
pub(super) const FAR: usize = 128;

/// In which direction one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Where one can come to from a point.
    From,
    /// From where one can come to a point.
    Towards,
}

/// Points from the nearest on, with the least time for the way, in nanoseconds.
pub(super) struct Nearby<'a> {
    facts: &'a FleetFacts,
    kind: u32,
    look: Look,
    best: BTreeMap<u32, u64>,
    open: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Nearby<'a> {
    pub(super) fn new(facts: &'a FleetFacts, kind: u32, point: u32, look: Look) -> Self {
        let (best, open) = (BTreeMap::from([(point, 0)]), BinaryHeap::from([Reverse((0, point))]));
        Self { facts, kind, look, best, open }
    }
}

impl Iterator for Nearby<'_> {
    type Item = (u32, u64);

    fn next(&mut self) -> Option<(u32, u64)> {
        loop {
            let Reverse((time, node)) = self.open.pop()?;
            if self.best.get(&node).is_some_and(|best| *best < time) {
                continue;
            }
            let edges = match self.look {
                Look::From => &self.facts.out[node as usize],
                Look::Towards => &self.facts.into[node as usize],
            };
            for number in edges {
                let edge = &self.facts.edges[*number as usize];
                let next = if self.look == Look::From { edge.to } else { edge.from };
                let sum = time + self.facts.time_on(*number, self.kind);
                if self.best.get(&next).is_none_or(|best| sum < *best) {
                    self.best.insert(next, sum);
                    self.open.push(Reverse((sum, next)));
                }
            }
            return Some((node, time));
        }
    }
}
