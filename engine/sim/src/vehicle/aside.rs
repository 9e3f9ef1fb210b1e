//! Making way: which vehicles have to be moved, one after the other, so that some come to where they want to.
//!
//! A search over where everyone stands (*A\** with a weighted estimate), one move of one vehicle to a neighbouring point at a time. It is
//! exhaustive up to a number of arrangements: where it ends before, there is no such sequence of moves. Vehicles that want nothing are
//! all alike to it, which leaves few arrangements.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use plantwright_model::plant::FleetFacts;
use smallvec::SmallVec;

/// A vehicle that may be moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mover {
    pub(super) vehicle: u32,
    /// At which it drives.
    pub(super) pace: u32,
    pub(super) at: u32,
    /// Where it has to be at the end; none: anywhere.
    pub(super) goal: Option<u32>,
}

/// By mover: where it stands.
type Spots = SmallVec<[u32; 13]>;

/// A move of a vehicle along an edge.
pub(super) type Move = (u32, u32);

/// What a search came to.
#[derive(Debug)]
pub(super) enum Sought {
    Moves(Vec<Move>),
    /// There are none.
    None,
    /// Too many arrangements were looked at.
    Unknown,
}

/// Stands for an arrangement in which those who want nothing are alike: the sum of a mark for each who stands somewhere. Two
/// arrangements of a search share one by chance about once in 2^100.
type Key = u128;

/// An arrangement that was found.
struct Found {
    /// By mover: where it stands.
    at: Spots,
    key: Key,
    /// From which other arrangement it follows, by which move, and how long all moves to it take.
    before: usize,
    by: Move,
    time: u64,
}

/// What a search knows.
pub(super) struct Search<'a> {
    facts: &'a FleetFacts,
    /// Those with a goal first.
    movers: Vec<Mover>,
    /// How many of those have one.
    wanting: usize,
    /// By point: whether somebody who is not moved is in the way of it.
    closed: Vec<bool>,
    /// By zone: for how many there is room beside those who are not moved.
    room: Vec<u32>,
    /// By mover with a goal: how long it takes from each point to it, around those who are not moved.
    far: Vec<RefCell<Far>>,
    /// How much more the way that is left counts than what was moved so far.
    haste: u64,
}

/// How long it takes at least from points to a goal, found out for as many as are asked for, the nearest first.
struct Far {
    pace: u32,
    times: Vec<u64>,
    open: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Search<'a> {
    /// A search in which some may be moved, and others stay at a point each.
    pub(super) fn new(
        facts: &'a FleetFacts,
        mut movers: Vec<Mover>,
        others: impl Iterator<Item = u32>,
    ) -> Self {
        movers.sort_by_key(|mover| (mover.goal.is_none(), mover.vehicle));
        let wanting = movers.iter().take_while(|mover| mover.goal.is_some()).count();
        let mut room: Vec<u32> = facts.zones.iter().map(|zone| zone.capacity).collect();
        let mut closed = vec![false; facts.nodes.len()];
        for node in others {
            closed[node as usize] = true;
            for zone in &facts.nodes[node as usize].zones {
                let left = &mut room[*zone as usize];
                *left = left.saturating_sub(1);
                if *left == 0 {
                    let inside = &facts.zones[*zone as usize].nodes;
                    for node in inside {
                        closed[*node as usize] = true;
                    }
                }
            }
        }
        let far = movers[..wanting].iter().map(|mover| {
            let mut times = vec![u64::MAX; facts.nodes.len()];
            let mut open = BinaryHeap::new();
            if let Some(goal) = mover.goal {
                times[goal as usize] = 0;
                open.push(Reverse((0, goal)));
            }
            RefCell::new(Far { pace: mover.pace, times, open })
        });
        let far = far.collect();
        Self { facts, movers, wanting, closed, room, far, haste: 2 }
    }

    /// The search goes for the goal, and not for few moves.
    pub(super) fn in_haste(self) -> Self {
        Self { haste: 12, ..self }
    }

    /// The least time from a point to a goal, around those who are not moved; `u64::MAX`: there is no way.
    fn far(&self, far: &RefCell<Far>, point: u32) -> u64 {
        let mut far = far.borrow_mut();
        let Far { pace, times, open } = &mut *far;
        // What is nearer than all that is open is known.
        while let Some(Reverse((time, node))) = open.peek().copied()
            && times[point as usize] > time
        {
            open.pop();
            if time > times[node as usize] || self.closed[node as usize] {
                continue;
            }
            for number in &self.facts.into[node as usize] {
                let edge = &self.facts.edges[*number as usize];
                let sum = time + self.facts.time_on(*number, *pace);
                if sum < times[edge.from as usize] {
                    times[edge.from as usize] = sum;
                    open.push(Reverse((sum, edge.from)));
                }
            }
        }
        times[point as usize]
    }

    /// How long it takes at least until all are where they are to be; none: that cannot be.
    fn estimate(&self, at: &[u32]) -> Option<u64> {
        let mut sum = 0_u64;
        for (far, node) in self.far.iter().zip(at) {
            let time = self.far(far, *node);
            if time == u64::MAX {
                return None;
            }
            sum = sum.saturating_add(time);
        }
        Some(sum)
    }

    /// Whether one may go to a point while all others stand where they do.
    fn is_open(&self, at: &[u32], own: usize, to: u32) -> bool {
        if self.closed[to as usize] {
            return false;
        }
        let zones = &self.facts.nodes[to as usize].zones;
        let others = || at.iter().enumerate().filter(|(mover, _)| *mover != own);
        if others().any(|(_, node)| *node == to) {
            return false;
        }
        zones.iter().all(|zone| {
            let inside = others().filter(|(_, node)| {
                self.facts.nodes[**node as usize].zones.binary_search(zone).is_ok()
            });
            (inside.count() as u32) < self.room[*zone as usize]
        })
    }

    /// The mark of a mover at a point; those who want nothing have the same ones.
    fn mark(&self, mover: usize, at: u32) -> Key {
        let who = if mover < self.wanting { mover as u64 } else { u64::from(u32::MAX) };
        let high = mixed(who << 32 | u64::from(at));
        Key::from(high) << 64 | Key::from(mixed(high ^ 0x6A09_E667_F3BC_C909))
    }

    fn key(&self, at: &[u32]) -> Key {
        let marks = at.iter().enumerate().map(|(mover, at)| self.mark(mover, *at));
        marks.fold(0, Key::wrapping_add)
    }

    /// Whether there are such moves; none: that was not found out by looking at no more than so many arrangements.
    pub(super) fn is_possible(&self, most: usize) -> Option<bool> {
        match self.moves(most) {
            Sought::Moves(_) => Some(true),
            Sought::None => Some(false),
            Sought::Unknown => None,
        }
    }

    /// The moves that bring all with a goal to it, of no more than so many arrangements that are looked at.
    pub(super) fn moves(&self, most: usize) -> Sought {
        let start: Spots = self.movers.iter().map(|mover| mover.at).collect();
        let may_move = |(mover, at): (usize, &u32)| {
            let mut out = self.facts.out[*at as usize].iter();
            out.any(|edge| self.is_open(&start, mover, self.facts.edges[*edge as usize].to))
        };
        if !start.iter().enumerate().any(may_move) {
            let is_there = |(mover, at): (&Mover, &u32)| mover.goal.is_none_or(|goal| goal == *at);
            let all_there = self.movers.iter().zip(&start).all(is_there);
            return if all_there { Sought::Moves(Vec::new()) } else { Sought::None };
        }
        let key = self.key(&start);
        let mut best: BTreeMap<Key, u64> = BTreeMap::from([(key, 0)]);
        let Some(left) = self.estimate(&start) else { return Sought::None };
        let mut open = BinaryHeap::from([Reverse((left, 0_usize))]);
        let mut found = vec![Found { at: start, key, before: usize::MAX, by: (0, 0), time: 0 }];
        while let Some(Reverse((_, position))) = open.pop() {
            let here = &found[position];
            if self.estimate(&here.at) == Some(0) {
                return Sought::Moves(Self::back(&found, position));
            }
            if best.get(&here.key).is_some_and(|known| *known < here.time) {
                continue;
            }
            let (at, key, time) = (Spots::from_slice(&here.at), here.key, here.time);
            for (mover, facts) in self.movers.iter().enumerate() {
                let others = key.wrapping_sub(self.mark(mover, at[mover]));
                for edge in &self.facts.out[at[mover] as usize] {
                    let to = &self.facts.edges[*edge as usize];
                    if !self.is_open(&at, mover, to.to) {
                        continue;
                    }
                    let mut next = Spots::from_slice(&at);
                    next[mover] = to.to;
                    let Some(left) = self.estimate(&next) else { continue };
                    let sum = time + self.facts.time_on(*edge, facts.pace);
                    let key = others.wrapping_add(self.mark(mover, to.to));
                    let known = best.entry(key).or_insert(u64::MAX);
                    if sum >= *known {
                        continue;
                    }
                    *known = sum;
                    let rank = sum.saturating_add(left.saturating_mul(self.haste));
                    open.push(Reverse((rank, found.len())));
                    let by = (facts.vehicle, *edge);
                    found.push(Found { at: next, key, before: position, by, time: sum });
                }
            }
            if found.len() > most {
                return Sought::Unknown;
            }
        }
        Sought::None
    }

    fn back(found: &[Found], mut position: usize) -> Vec<Move> {
        let mut moves = Vec::new();
        while found[position].before != usize::MAX {
            moves.push(found[position].by);
            position = found[position].before;
        }
        moves.reverse();
        moves
    }
}

/// A word of which each bit depends on all of another one (the finalizer of SplitMix64: Steele, Lea and Flood 2014).
fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ word >> 31
}
