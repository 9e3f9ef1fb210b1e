//! The way on which a vehicle is somewhere first, around all that was planned before.
//!
//! Mostly nobody is in the way, and one of the shortest ways is free from end to end. Such a way is followed point by point without a
//! search: a search would find the same one, since of ways that are equally long it takes the first in the order in which edges lead
//! out of points.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use plantwright_units::{SimSpan, SimTime};
use smallvec::SmallVec;

use super::roads::{Roads, Span, Way, later};

/// Stretches of time in which a point is free, in order.
type Windows = SmallVec<[Span; 2]>;

/// By when a stretch of time begins: when a point is reached in it.
type Best = SmallVec<[(SimTime, SimTime); 2]>;

/// After so many points at which one of the shortest ways did not go on, a search is made.
const CLOSED: usize = 16;

/// A point on a direct way.
struct Point {
    node: u32,
    /// By which edge it is come to, when that is entered, and when it is there.
    edge: u32,
    entered: SimTime,
    at: SimTime,
    /// Until when it may be there.
    until: SimTime,
    /// How many of the edges that lead out of it were tried.
    tried: usize,
}

/// A point in a stretch of time, as it was reached.
#[derive(Debug, Clone, Copy)]
struct Found {
    node: u32,
    at: SimTime,
    window: Span,
    edge: u32,
    entered: SimTime,
    parent: usize,
}

/// What a search knows of a point that it has come to.
#[derive(Debug, Clone)]
struct Known {
    node: u32,
    /// When it is free, and from when on it is reached in each of those stretches.
    windows: Windows,
    best: Best,
}

/// What a search knows. Its memory serves for the next one.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// By point: the number of what is known of it, from 1.
    numbers: Vec<u32>,
    points: Vec<Known>,
    found: Vec<Found>,
    open: BinaryHeap<Reverse<(SimTime, usize)>>,
}

impl Seen {
    /// Forgets all, of so many points.
    fn clear(&mut self, points: usize) {
        for known in self.points.drain(..) {
            self.numbers[known.node as usize] = 0;
        }
        self.numbers.resize(points, 0);
        self.found.clear();
        self.open.clear();
    }

    fn of(&mut self, node: u32) -> &mut Known {
        let number = &mut self.numbers[node as usize];
        if *number == 0 {
            self.points.push(Known { node, windows: Windows::new(), best: Best::new() });
            *number = self.points.len() as u32;
        }
        &mut self.points[*number as usize - 1]
    }

    /// The way to what was found.
    fn back(&self, mut position: usize) -> Way {
        let mut edges = Vec::new();
        while position != 0 {
            edges.push((self.found[position].edge, self.found[position].entered));
            position = self.found[position].parent;
        }
        edges.reverse();
        Way { edges }
    }
}

impl Roads<'_> {
    /// The way to a node on which the vehicle is first there, around all that was planned before (*safe interval path planning*).
    /// `least` is the least time from each node to the goal. None: there is no way on which it could stay there.
    pub(super) fn way(&mut self, vehicle: u32, goal: u32, least: &[u64]) -> Option<Way> {
        let start = self.vehicles[vehicle as usize].rest();
        if *least.get(start as usize)? == u64::MAX {
            return None;
        }
        if let Some(way) = self.direct(vehicle, goal, least) {
            return Some(way);
        }
        let mut seen = std::mem::take(self.seen);
        let way = self.search(vehicle, goal, least, &mut seen);
        *self.seen = seen;
        way
    }

    /// For how long a vehicle blocks a point behind it.
    pub(super) fn clears(&self, vehicle: u32) -> SimSpan {
        let kind = &self.facts.types[self.vehicles[vehicle as usize].kind as usize];
        let clear = SimSpan::from_nanos_f64(self.clearance(vehicle) / kind.speed * 1e9);
        clear.unwrap_or(SimSpan::MAX)
    }

    /// One of the shortest ways, if nobody on it keeps the vehicle up.
    fn direct(&mut self, vehicle: u32, goal: u32, least: &[u64]) -> Option<Way> {
        let facts = self.facts;
        let clear = self.clears(vehicle);
        let (at, edge) = self.rest(vehicle);
        let it = &self.vehicles[vehicle as usize];
        let (node, until) = (it.rest(), SimTime::MAX);
        let mut way = Vec::with_capacity(64);
        way.push(Point { node, edge, entered: at, at, until, tried: 0 });
        let mut closed: SmallVec<[u32; CLOSED]> = SmallVec::new();
        loop {
            let here = way.last_mut()?;
            let Some(edge) = facts.out[here.node as usize].get(here.tried).copied() else {
                closed.push(here.node);
                if closed.len() == CLOSED {
                    return None;
                }
                way.pop();
                continue;
            };
            here.tried += 1;
            let Point { node, edge: before, at, until, .. } = *here;
            let next = facts.edges[edge as usize].to;
            let takes = self.takes(vehicle, edge);
            let is_shortest =
                least[next as usize].checked_add(takes.as_nanos()) == Some(least[node as usize]);
            let is_left = until == SimTime::MAX || later(at, clear) <= until;
            if !is_shortest
                || !is_left
                || closed.contains(&next)
                || self.turns(vehicle, before, edge) > SimSpan::ZERO
            {
                continue;
            }
            self.refresh(node, next, (vehicle, at));
            let Some(until) = self.free_until(vehicle, node, next, at) else { continue };
            let there = later(at, takes);
            if there >= until || next == goal && until != SimTime::MAX {
                continue;
            }
            way.push(Point { node: next, edge, entered: at, at: there, until, tried: 0 });
            if next == goal {
                let edges = way[1..].iter().map(|point| (point.edge, point.entered));
                return Some(Way { edges: edges.collect() });
            }
        }
    }

    fn search(&mut self, vehicle: u32, goal: u32, least: &[u64], seen: &mut Seen) -> Option<Way> {
        let facts = self.facts;
        let start = self.vehicles[vehicle as usize].rest();
        let (at, edge) = self.rest(vehicle);
        let clear = self.clears(vehicle);
        let window = (SimTime::ZERO, SimTime::MAX);
        seen.clear(facts.nodes.len());
        seen.found.push(Found { node: start, at, window, edge, entered: at, parent: usize::MAX });
        seen.of(start).best.push((SimTime::ZERO, at));
        let estimate =
            |at: SimTime, node: u32| later(at, SimSpan::from_nanos(least[node as usize]));
        seen.open.push(Reverse((estimate(at, start), 0_usize)));
        while let Some(Reverse((_, position))) = seen.open.pop() {
            let here = seen.found[position];
            let mut known = seen.of(here.node).best.iter();
            if known.any(|(from, known)| *from == here.window.0 && *known < here.at) {
                continue;
            }
            if here.node == goal && here.window.1 == SimTime::MAX && position > 0 {
                return Some(seen.back(position));
            }
            for edge in &facts.out[here.node as usize] {
                let next = facts.edges[*edge as usize].to;
                if least[next as usize] == u64::MAX {
                    continue;
                }
                let has_zones = !self.lanes.zones_of(facts, next).is_empty();
                if has_zones || seen.of(next).windows.is_empty() {
                    self.refresh(here.node, next, (vehicle, here.at));
                    seen.of(next).windows = self.windows(vehicle, here.node, next);
                }
                let ready = later(here.at, self.turns(vehicle, here.edge, *edge));
                let takes = self.takes(vehicle, *edge);
                let number = seen.numbers[next as usize] as usize - 1;
                let Known { windows, best, .. } = &mut seen.points[number];
                for window in windows {
                    let entered = ready.max(window.0);
                    let leaves = later(entered, clear);
                    if here.window.1 != SimTime::MAX && leaves > here.window.1 {
                        break;
                    }
                    let at = later(entered, takes);
                    if at >= window.1 {
                        continue;
                    }
                    match best.iter_mut().find(|(from, _)| *from == window.0) {
                        Some((_, known)) if at >= *known => continue,
                        Some((_, known)) => *known = at,
                        None => best.push((window.0, at)),
                    }
                    let window = *window;
                    let (edge, parent) = (*edge, position);
                    seen.found.push(Found { node: next, at, window, edge, entered, parent });
                    seen.open.push(Reverse((estimate(at, next), seen.found.len() - 1)));
                }
            }
        }
        None
    }

    /// When a place is free of others.
    fn free(&self, place: u32, vehicle: u32) -> Windows {
        let mut others =
            self.lanes.claims(place).iter().filter(|claim| claim.vehicle != vehicle).peekable();
        if others.peek().is_none() {
            return SmallVec::from_slice(&[(SimTime::ZERO, SimTime::MAX)]);
        }
        let capacity = self.lanes.capacity(place) as i32;
        let mut changes: SmallVec<[(SimTime, i32); 16]> = SmallVec::new();
        for claim in others {
            changes.push((claim.from, 1));
            if claim.until != SimTime::MAX {
                changes.push((claim.until.max(claim.from), -1));
            }
        }
        // At equal times one leaves before the next one comes.
        changes.sort_unstable();
        let (mut spans, mut level, mut since) = (Windows::new(), 0, SimTime::ZERO);
        for (at, change) in changes {
            if level < capacity && level + change >= capacity && at > since {
                spans.push((since, at));
            } else if level >= capacity && level + change < capacity {
                since = at;
            }
            level += change;
        }
        if level < capacity {
            spans.push((since, SimTime::MAX));
        }
        spans
    }

    /// When a vehicle may be at a node, to which it comes from another one.
    pub(super) fn windows(&self, vehicle: u32, before: u32, node: u32) -> Windows {
        let mut places = self.lanes.new_places(self.facts, Some(before), node);
        let mut spans = places.next().map_or_else(Windows::new, |place| self.free(place, vehicle));
        for place in places {
            let free = self.free(place, vehicle);
            let both = spans.iter().flat_map(|a| {
                free.iter().map(|b| (a.0.max(b.0), a.1.min(b.1))).filter(|span| span.0 < span.1)
            });
            spans = both.collect();
        }
        spans
    }

    /// Until when a vehicle may be at a node, to which it comes from another one at an instant; none: it may not be there then.
    fn free_until(&self, vehicle: u32, before: u32, node: u32, at: SimTime) -> Option<SimTime> {
        let mut all = SimTime::MAX;
        for place in self.lanes.new_places(self.facts, Some(before), node) {
            if self.lanes.capacity(place) > 1 {
                let free = self.free(place, vehicle);
                let (_, until) = free.into_iter().find(|span| span.0 <= at && at < span.1)?;
                all = all.min(until);
                continue;
            }
            for claim in self.lanes.claims(place).iter().filter(|it| it.vehicle != vehicle) {
                if claim.until <= at.max(claim.from) {
                    // It has left by then, or is there for no time at all.
                } else if claim.from <= at {
                    return None;
                } else {
                    all = all.min(claim.from);
                }
            }
        }
        Some(all)
    }
}
