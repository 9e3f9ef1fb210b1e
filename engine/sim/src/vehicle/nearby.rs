//! What is near: points in the order in which a vehicle could be there, or could come from there, so that nobody looks at the whole
//! network, or at the whole fleet, for the nearest of many.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{Arc, Mutex, PoisonError};

use plantwright_model::plant::FleetFacts;

/// Of so many and fewer, all are looked at.
pub(super) const ALL: usize = 32;

/// Of more, so many.
pub(super) const NEAREST: usize = 8;

/// Fewer, if so many points were looked at and one was found.
pub(super) const FAR: usize = 128;

/// In which direction one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// Where one can come to from a point.
    From,
    /// From where one can come to a point.
    Towards,
}

/// Of so many points near another one it is kept which they are, as the network stays what it is; of more only where they are wanted.
pub(super) const KEPT: [usize; 2] = [24, FAR + 2];

/// A point with the least time for the way there, in nanoseconds.
type Near = (u32, u64);

/// By how many there are, direction, pace and point: what is near.
type Lists = BTreeMap<(usize, Look, u32, u32), Arc<[Near]>>;

/// What was found to be near, and memory for finding more.
#[derive(Debug, Clone, Default)]
struct Kept {
    lists: Lists,
    best: Best,
}

/// What was found to be near, so that it is looked for once. It follows from the network alone: whoever has a copy adds to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbours(Arc<Mutex<Kept>>);

impl Neighbours {
    /// Points from the nearest on.
    pub(super) fn of<'a>(
        &'a self,
        facts: &'a FleetFacts,
        pace: u32,
        point: u32,
        look: Look,
    ) -> impl Iterator<Item = Near> + use<'a> {
        let list = move |most: usize| {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (most, look, pace, point);
            if let Some(list) = kept.lists.get(&key) {
                return Arc::clone(list);
            }
            let best = std::mem::take(&mut kept.best);
            let mut search = Nearby::new(facts, pace, point, look, best);
            let list: Arc<[Near]> = search.by_ref().take(most).collect();
            kept.best = search.best;
            kept.lists.insert(key, Arc::clone(&list));
            list
        };
        let [few, many] = KEPT;
        let from = move |most: usize, first: usize| {
            let list = list(most);
            (first..list.len()).map(move |at| list[at])
        };
        let more = std::iter::once_with(move || from(many, few)).flatten();
        let search = move || Nearby::new(facts, pace, point, look, Best::default());
        let beyond = std::iter::once_with(move || search().skip(many)).flatten();
        from(few, 0).chain(more).chain(beyond)
    }
}

/// The least time known to every point, in nanoseconds.
#[derive(Debug, Clone, Default)]
struct Best {
    times: Vec<u64>,
    /// Of which points one is known.
    known: Vec<u32>,
}

impl Best {
    /// Forgets all, of so many points.
    fn clear(&mut self, points: usize) {
        for point in self.known.drain(..) {
            self.times[point as usize] = u64::MAX;
        }
        self.times.resize(points, u64::MAX);
    }

    fn of(&self, point: u32) -> u64 {
        self.times[point as usize]
    }

    fn set(&mut self, point: u32, time: u64) {
        if self.times[point as usize] == u64::MAX {
            self.known.push(point);
        }
        self.times[point as usize] = time;
    }
}

/// Points from the nearest on, with the least time for the way, in nanoseconds.
struct Nearby<'a> {
    facts: &'a FleetFacts,
    pace: u32,
    look: Look,
    best: Best,
    open: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Nearby<'a> {
    fn new(facts: &'a FleetFacts, pace: u32, point: u32, look: Look, mut best: Best) -> Self {
        best.clear(facts.nodes.len());
        best.set(point, 0);
        Self { facts, pace, look, best, open: BinaryHeap::from([Reverse((0, point))]) }
    }
}

impl Iterator for Nearby<'_> {
    type Item = Near;

    fn next(&mut self) -> Option<Near> {
        loop {
            let Reverse((time, node)) = self.open.pop()?;
            if self.best.of(node) < time {
                continue;
            }
            let edges = match self.look {
                Look::From => &self.facts.out[node as usize],
                Look::Towards => &self.facts.into[node as usize],
            };
            for number in edges {
                let edge = &self.facts.edges[*number as usize];
                let next = if self.look == Look::From { edge.to } else { edge.from };
                let sum = time + self.facts.time_on(*number, self.pace);
                if sum < self.best.of(next) {
                    self.best.set(next, sum);
                    self.open.push(Reverse((sum, next)));
                }
            }
            return Some((node, time));
        }
    }
}
