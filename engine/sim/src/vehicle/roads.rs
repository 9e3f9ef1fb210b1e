//! All vehicles on their network: when each is where as far as it is known, and the ways that are free.
//!
//! A planned way is a list of steps, each with a claim on the places that it needs. Since the claims of every place are in an order
//! that some sequence of moves, one vehicle after the other, would keep, vehicles that only wait for those ahead of them never wait in
//! a circle (an *action dependency graph* without cycles). [`Roads::reckon`] finds out when each step will be made if nothing comes in
//! between, and, on the way, whether the order has a cycle.

use std::cmp::Reverse;

use plantwright_model::plant::FleetFacts;
use plantwright_units::{SimSpan, SimTime};
use smallvec::SmallVec;

use super::drive::{Step, Vehicle, angle};
use super::lane::{Claim, Lanes};
use super::paths::Paths;
use super::soonest::Seen;
use super::times::Times;

/// The network with everything on it, while it is looked at.
pub(super) struct Roads<'a> {
    pub(super) facts: &'a FleetFacts,
    pub(super) lanes: &'a mut Lanes,
    pub(super) vehicles: &'a mut [Vehicle],
    /// How far a vehicle of each type has to be behind a point until another one may come there, in metres.
    pub(super) clear: &'a [f64],
    pub(super) paths: &'a mut Paths,
    pub(super) seen: &'a mut Seen,
    pub(super) times: &'a mut Times,
    pub(super) now: SimTime,
    /// Whether those who have nothing to do are told in this instant where to go.
    pub(super) undecided: bool,
    /// Who was given steps to make.
    pub(super) sent: Vec<u32>,
}

/// A step that has to be made before another one can be: of whom, and its position; or none, since somebody stays where he is.
type Before = (u32, Option<usize>);

/// A way: edges, and when each is entered.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub(super) edges: Vec<(u32, SimTime)>,
}

/// How old estimates may become, and which part of how far ahead it is for what they serve, if that is more: what is estimated of an
/// instant that is far away changes before it comes, however often it is looked at.
const REFRESH: SimSpan = SimSpan::from_secs(2);
const AHEAD: u64 = 4;

/// What is taken as given while it is found out when steps are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    /// Those who cannot go on stand, and are near no other point.
    Standing,
    /// What was found out a short while ago holds.
    Fresh,
}

/// A stretch of time.
pub(super) type Span = (SimTime, SimTime);

pub(super) fn later(at: SimTime, span: SimSpan) -> SimTime {
    at.checked_add(span).unwrap_or(SimTime::MAX)
}

impl Roads<'_> {
    /// How far a vehicle has to be behind a point until another one may come there.
    pub(super) fn clearance(&self, vehicle: u32) -> f64 {
        self.clear[self.vehicles[vehicle as usize].kind as usize]
    }

    /// How long a vehicle takes for an edge if nothing keeps it.
    pub(super) fn takes(&self, vehicle: u32, edge: u32) -> SimSpan {
        SimSpan::from_nanos(
            self.facts.time_on(edge, self.vehicles[vehicle as usize].pace(self.facts)),
        )
    }

    /// How long it turns between two edges.
    pub(super) fn turns(&self, vehicle: u32, from: u32, to: u32) -> SimSpan {
        let kind = &self.facts.types[self.vehicles[vehicle as usize].kind as usize];
        let Some(quarter) = kind.quarter_turn else { return SimSpan::ZERO };
        let angle = angle(self.facts, from, to);
        SimSpan::from_nanos_f64(quarter * angle / std::f64::consts::FRAC_PI_2 * 1e9)
            .unwrap_or(SimSpan::ZERO)
    }

    /// When a vehicle is free to begin a step beyond those that were granted.
    fn ready(&self, vehicle: &Vehicle) -> SimTime {
        vehicle.work.map_or(self.now, |(_, until)| until.max(self.now))
    }

    /// Looks anew when those make their steps who come to some places, if that has not been looked at for a while, for one who would be
    /// there at an instant. What is estimated wrongly costs time, and nothing else: the order in which vehicles pass stays what it is.
    pub(super) fn refresh(&mut self, before: u32, node: u32, (but, at): (u32, SimTime)) {
        let ahead = at.since(at.min(self.now)).as_nanos();
        let old = REFRESH.max(SimSpan::from_nanos(ahead / AHEAD));
        let mut stale: SmallVec<[u32; 4]> = SmallVec::new();
        for place in self.lanes.new_places(self.facts, Some(before), node) {
            let others = self.lanes.claims(place).iter().map(|claim| claim.vehicle);
            stale.extend(others.filter(|other| *other != but && self.is_stale(*other, old)));
        }
        for number in stale {
            if self.is_stale(number, old) {
                self.reckon_anew(number);
                self.vehicles[number as usize].reckoned = self.now;
            }
        }
    }

    /// Whether it is longer ago than a span that it was reckoned when a vehicle makes its steps, and may have changed.
    fn is_stale(&self, number: u32, old: SimSpan) -> bool {
        let it = &self.vehicles[number as usize];
        it.steps.len() > 1 && self.now.since(it.reckoned.min(self.now)) > old && !it.is_settled()
    }

    /// Finds out when a vehicle makes its steps from what is known of those for whom it waits; of whom that is old, that is found out as
    /// well.
    fn reckon_anew(&mut self, number: u32) {
        self.reckon_from(number, Given::Fresh);
    }

    /// Finds out when a vehicle makes its steps, and those for whom it waits, and writes that into the claims. False: it waits in a
    /// circle, as far as can be seen from those; nothing has changed.
    fn reckon_for(&mut self, root: u32) -> bool {
        self.reckon_from(root, Given::Nothing)
    }

    fn reckon_from(&mut self, root: u32, given: Given) -> bool {
        let mut times = std::mem::take(self.times);
        times.clear(self.vehicles.len());
        let is_known = self.find_times(root, &mut times, given);
        if is_known {
            self.write_times(&times);
        }
        *self.times = times;
        is_known
    }

    fn find_times(&self, root: u32, times: &mut Times, given: Given) -> bool {
        let mut open: SmallVec<[(u32, usize); 8]> = SmallVec::new();
        open.push((root, self.vehicles[root as usize].steps.len() - 1));
        while let Some((number, position)) = open.last().copied() {
            if times.of(number).is_none() {
                self.known(number, times.of_mut(number));
            }
            while times.of(number).map_or(0, <[Span]>::len) <= position {
                match self.next_step(number, times, given) {
                    Ok(span) => times.of_mut(number).push(span),
                    Err((other, Some(before))) if open.iter().all(|(it, _)| *it != other) => {
                        open.push((other, before));
                        break;
                    }
                    Err(_) => return false,
                }
            }
            if open.last() == Some(&(number, position)) {
                open.pop();
            }
        }
        true
    }

    /// Finds out when all steps are made, and writes it into the claims. False: some are never made, since they wait in a circle.
    pub(super) fn reckon(&mut self) -> bool {
        let mut times = std::mem::take(self.times);
        times.clear(self.vehicles.len());
        let is_known = self.find_all_times(&mut times);
        if is_known {
            self.write_times(&times);
        }
        *self.times = times;
        is_known
    }

    fn find_all_times(&self, times: &mut Times) -> bool {
        for number in 0..self.vehicles.len() as u32 {
            self.known(number, times.of_mut(number));
        }
        let mut given = Given::Nothing;
        loop {
            let (mut progress, mut done) = (false, true);
            for number in 0..self.vehicles.len() as u32 {
                let steps = self.vehicles[number as usize].steps.len();
                while times.of(number).map_or(0, <[Span]>::len) < steps {
                    let Ok(span) = self.next_step(number, times, given) else {
                        done = false;
                        break;
                    };
                    times.of_mut(number).push(span);
                    progress = true;
                }
            }
            if done {
                return true;
            }
            if !progress && given == Given::Standing {
                return false;
            }
            given = if progress { Given::Nothing } else { Given::Standing };
        }
    }

    /// When the steps are begun and ended that a vehicle has made, or may make.
    fn known(&self, number: u32, known: &mut Vec<Span>) {
        let vehicle = &self.vehicles[number as usize];
        let ready = self.ready(vehicle);
        let mut at = ready;
        let granted = (vehicle.first..=vehicle.granted).zip(&vehicle.steps);
        known.extend(granted.map(|(number, step)| {
            if number <= vehicle.reached {
                return (SimTime::ZERO, at);
            }
            let begun = at;
            let takes =
                || SimSpan::from_nanos(self.facts.time_on(step.edge, vehicle.pace(self.facts)));
            at = vehicle.reaches(step.place).map_or_else(|| later(at, takes()), |it| it.max(at));
            (begun.min(at), at)
        }));
    }

    /// When a vehicle's next step is begun and ended, if all that it waits for is known; else for what it waits.
    fn next_step(&self, number: u32, times: &Times, given: Given) -> Result<Span, Before> {
        let vehicle = &self.vehicles[number as usize];
        let known = times.of(number).unwrap_or_default();
        let position = known.len();
        let (before, step) = (&vehicle.steps[position - 1], &vehicle.steps[position]);
        let mut begun = later(known[position - 1].1, self.turns(number, before.edge, step.edge));
        let number_of_step = vehicle.first + position as u64;
        for place in self.lanes.new_places(self.facts, Some(before.node), step.node) {
            let queue = self.lanes.claims(place);
            let ahead = queue
                .iter()
                .take_while(|claim| (claim.vehicle, claim.step) != (number, number_of_step))
                .filter(|claim| claim.vehicle != number);
            let mut leaves: SmallVec<[SimTime; 8]> = SmallVec::new();
            let (mut last, mut unknown) = (number, None);
            for claim in ahead {
                // Where there is room for several, some may stay for longer than is known: until this one has gone, say.
                let leaves_at = self.leaves(place, claim, times, given).unwrap_or_else(|before| {
                    unknown.get_or_insert(before);
                    SimTime::MAX
                });
                leaves.push(leaves_at);
                last = claim.vehicle;
            }
            let capacity = self.lanes.capacity(place) as usize;
            if leaves.len() >= capacity {
                leaves.sort_unstable_by_key(|at| Reverse(*at));
                let at = leaves[capacity - 1];
                if at == SimTime::MAX {
                    return Err(unknown.unwrap_or((last, None)));
                }
                begun = begun.max(at);
            }
        }
        Ok((begun, later(begun, self.takes(number, step.edge))))
    }

    /// When a vehicle leaves a place that it claims, with its whole length; else the step that it has to make before that is known.
    fn leaves(
        &self,
        place: u32,
        claim: &Claim,
        times: &Times,
        given: Given,
    ) -> Result<SimTime, Before> {
        if given == Given::Fresh
            && claim.until != SimTime::MAX
            && times.of(claim.vehicle).is_none()
            && !self.is_stale(claim.vehicle, REFRESH)
        {
            return Ok(claim.until);
        }
        let vehicle = &self.vehicles[claim.vehicle as usize];
        let clear = self.clearance(claim.vehicle);
        let position = self.last_in(place, claim.vehicle, (claim.step - vehicle.first) as usize);
        let end = vehicle.steps[position].place + clear;
        let last = vehicle.steps.len() - 1;
        if position == last {
            return Ok(SimTime::MAX);
        }
        let behind = (position + 1..last).find(|at| vehicle.steps[*at].place >= end);
        let behind = behind.unwrap_or(last);
        let own = times.of(claim.vehicle).unwrap_or_default();
        if given == Given::Standing && own.len() <= behind {
            let ended = own.get(position + 1).map(|(_, ended)| *ended);
            return ended.ok_or((claim.vehicle, Some(position + 1)));
        }
        let Some((begun, ended)) = own.get(behind).copied() else {
            return Err((claim.vehicle, Some(behind)));
        };
        if let Some(at) = vehicle.reaches(end) {
            return Ok(at);
        }
        let (from, to) = (vehicle.steps[behind - 1].place, vehicle.steps[behind].place);
        let share = if to > from { ((end - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
        let takes = ended.since(begun.min(ended)).as_nanos() as f64;
        Ok(later(begun, SimSpan::from_nanos((takes * share) as u64)))
    }

    /// Writes down what was found out, as far as it was.
    fn write_times(&mut self, times: &Times) {
        for number in times.vehicles() {
            let own = times.of(number).unwrap_or_default();
            let vehicle = &self.vehicles[number as usize];
            let (first, granted) = (vehicle.first, vehicle.granted);
            let is_whole = own.len() == vehicle.steps.len();
            for (position, (begun, _)) in own.iter().enumerate() {
                let node = self.vehicles[number as usize].steps[position].node;
                let step = first + position as u64;
                for place in self.lanes.new_places(self.facts, None, node) {
                    let queue = self.lanes.claims(place);
                    let is_own = |claim: &Claim| (claim.vehicle, claim.step) == (number, step);
                    let Some(at) = queue.iter().position(is_own) else { continue };
                    let until = self.leaves(place, &queue[at], times, Given::Nothing).ok();
                    let claim = &mut self.lanes.claims_mut(place)[at];
                    claim.from = if step <= granted { (*begun).min(self.now) } else { *begun };
                    claim.until = match until {
                        Some(until) => until,
                        // All that it waits for is known, but that it is taken to stand.
                        None if is_whole => SimTime::MAX,
                        None => claim.until,
                    };
                }
            }
            if is_whole {
                self.vehicles[number as usize].reckoned = self.now;
            }
        }
    }

    /// The end of what a vehicle is to do so far: when, and by which edge it comes there.
    pub(super) fn rest(&self, vehicle: u32) -> (SimTime, u32) {
        let it = &self.vehicles[vehicle as usize];
        let last = &it.steps[it.steps.len() - 1];
        let claim = self
            .lanes
            .claims(last.node)
            .iter()
            .find(|claim| (claim.vehicle, claim.step) == (vehicle, it.last()));
        let begun = claim.map_or(self.now, |claim| claim.from.max(self.now));
        let at = if it.last() <= it.granted {
            it.reaches(last.place).unwrap_or_else(|| self.ready(it)).max(self.now)
        } else {
            later(begun, self.takes(vehicle, last.edge))
        };
        (at.max(self.ready(it)), last.edge)
    }

    /// The part of a way that the vehicle can go now and stay at, around all that was planned before; the first edges lead out of a dead
    /// end, so many of them. Beyond, only over edges on which nobody comes the other way, and not into the mouth of a dead end out of
    /// which somebody has to come: who waits there is in nobody's way.
    pub(super) fn part(&mut self, vehicle: u32, edges: &[u32], first: usize) -> Option<Way> {
        let facts = self.facts;
        let is_two_way = |edge: &&u32| facts.edges[**edge as usize].two_way;
        let stays = |edge: &u32| self.lanes.is_kept(facts.edges[*edge as usize].to, vehicle);
        let count = first + edges[first..].iter().take_while(|edge| !is_two_way(edge)).count();
        let is_kept = edges[count..].iter().take_while(is_two_way).any(stays);
        let way = self.along(vehicle, &edges[..count.saturating_sub(usize::from(is_kept))]);
        (way.edges.len() > first).then_some(way)
    }

    /// As much of a way as a vehicle can go and stay at the end of, around all that was planned before.
    pub(super) fn along(&mut self, vehicle: u32, edges: &[u32]) -> Way {
        if let Some(way) = self.follow(vehicle, edges) {
            return way;
        }
        let it = &self.vehicles[vehicle as usize];
        let clear = self.clears(vehicle);
        let (mut at, mut edge_before) = self.rest(vehicle);
        let mut window = (SimTime::ZERO, SimTime::MAX);
        let mut node = it.rest();
        let (mut way, mut stays) = (Way::default(), 0);
        for edge in edges {
            let facts = &self.facts.edges[*edge as usize];
            self.refresh(node, facts.to, (vehicle, at));
            let ready = later(at, self.turns(vehicle, edge_before, *edge));
            let takes = self.takes(vehicle, *edge);
            let fits = |next: &Span| {
                let entered = ready.max(next.0);
                (window.1 == SimTime::MAX || later(entered, clear) <= window.1)
                    && later(entered, takes) < next.1
            };
            let next = self.windows(vehicle, node, facts.to).into_iter().find(fits);
            let Some(next) = next else { break };
            let entered = ready.max(next.0);
            way.edges.push((*edge, entered));
            (at, window, node, edge_before) = (later(entered, takes), next, facts.to, *edge);
            if window.1 == SimTime::MAX {
                stays = way.edges.len();
            }
        }
        way.edges.truncate(stays);
        way
    }

    /// Makes a way a vehicle's own, behind what it is to do already. False: vehicles would wait in a circle; nothing has changed.
    pub(super) fn commit(&mut self, vehicle: u32, way: &Way, last: bool) -> bool {
        let it = &self.vehicles[vehicle as usize];
        let first = it.last() + 1;
        self.lanes.berths.free(self.facts, it.rest());
        self.sent.push(vehicle);
        // Who waits behind it would wait in a circle with it, if it came to wait for them.
        let mut is_behind_all = !self.is_followed(vehicle);
        for (edge, entered) in &way.edges {
            let it = &mut self.vehicles[vehicle as usize];
            let before = it.rest();
            let place = it.steps[it.steps.len() - 1].place;
            let facts = &self.facts.edges[*edge as usize];
            it.steps.push_back(Step {
                node: facts.to,
                edge: *edge,
                place: place + facts.length,
                granted: self.now,
                waited: SimSpan::ZERO,
            });
            let step = it.last();
            let claim = Claim { vehicle, step, from: *entered, until: SimTime::MAX };
            let places: SmallVec<[u32; 8]> =
                self.lanes.new_places(self.facts, Some(before), facts.to).collect();
            for place in places {
                if last {
                    self.lanes.claim_last(place, claim);
                } else {
                    is_behind_all &= self.lanes.claim(place, claim);
                }
            }
        }
        if is_behind_all {
            // Who comes behind all others holds nobody up.
            self.reckon_new(vehicle, first);
            return true;
        }
        // Where it would wait in a circle, all are looked at: some may leave a point by standing at the next one.
        if self.reckon_for(vehicle) || self.reckon() {
            return true;
        }
        let it = &self.vehicles[vehicle as usize];
        let new = (first..=it.last()).flat_map(|step| self.places(it.step(step).node));
        let places: Vec<u32> = new.collect();
        self.lanes.withdraw(&places, vehicle, first);
        let it = &mut self.vehicles[vehicle as usize];
        it.steps.truncate((first - it.first) as usize);
        false
    }

    /// Whether others come to points or zones at which a vehicle is or will be.
    fn is_followed(&self, vehicle: u32) -> bool {
        let it = &self.vehicles[vehicle as usize];
        let mut places = it.steps.iter().flat_map(|step| self.places(step.node));
        places.any(|place| {
            let own = |claim: &Claim| claim.vehicle == vehicle;
            let queue = self.lanes.claims(place);
            queue.iter().rposition(own).is_some_and(|at| at + 1 < queue.len())
        })
    }

    /// Takes back the steps of a vehicle that were not granted. Returns who comes to the points of those.
    pub(super) fn give_up(&mut self, vehicle: u32) -> Vec<u32> {
        let it = &self.vehicles[vehicle as usize];
        let kept = it.granted;
        let beyond = (kept + 1..=it.last()).map(|step| it.step(step).node);
        let mut places: Vec<u32> = beyond.flat_map(|node| self.places(node)).collect();
        places.sort_unstable();
        places.dedup();
        let mut others = Vec::new();
        for place in places {
            let queue = self.lanes.claims_mut(place);
            queue.retain(|claim| claim.vehicle != vehicle || claim.step <= kept);
            others.extend(queue.iter().map(|claim| claim.vehicle).filter(|it| *it != vehicle));
        }
        let it = &mut self.vehicles[vehicle as usize];
        it.steps.truncate((kept + 1 - it.first) as usize);
        it.asked = it.asked.min(kept);
        let rest = it.rest();
        let places: Vec<u32> = self.places(rest).collect();
        for place in places {
            let own = |claim: &&mut Claim| claim.vehicle == vehicle;
            if let Some(claim) = self.lanes.claims_mut(place).iter_mut().rev().find(own) {
                claim.until = SimTime::MAX;
            }
        }
        others
    }

    /// Finds out when the new steps of a vehicle are made that comes behind all others everywhere, from what is known of those.
    fn reckon_new(&mut self, vehicle: u32, first: u64) {
        let it = &self.vehicles[vehicle as usize];
        let before = (first - it.first) as usize;
        let mut times: SmallVec<[Span; 24]> = SmallVec::new();
        // The end of what it was to do until now.
        let last = &it.steps[before - 1];
        let own = |claim: &&Claim| (claim.vehicle, claim.step) == (vehicle, first - 1);
        let begun =
            self.lanes.claims(last.node).iter().find(own).map_or(self.now, |claim| claim.from);
        let mut at = if first - 1 <= it.granted {
            it.reaches(last.place).unwrap_or(self.now).max(self.ready(it))
        } else {
            later(begun, self.takes(vehicle, last.edge))
        };
        for position in before..it.steps.len() {
            let (behind, step) = (&it.steps[position - 1], &it.steps[position]);
            let mut begun = later(at, self.turns(vehicle, behind.edge, step.edge));
            for place in self.lanes.new_places(self.facts, Some(behind.node), step.node) {
                let others =
                    self.lanes.claims(place).iter().filter(|claim| claim.vehicle != vehicle);
                let others = others.map(|claim| claim.until);
                if self.lanes.capacity(place) == 1 {
                    begun = others.fold(begun, SimTime::max);
                    continue;
                }
                let mut leaves: SmallVec<[SimTime; 8]> = others.collect();
                leaves.sort_unstable_by_key(|at| Reverse(*at));
                if let Some(free) = leaves.get(self.lanes.capacity(place) as usize - 1) {
                    begun = begun.max(*free);
                }
            }
            at = later(begun, self.takes(vehicle, step.edge));
            times.push((begun, at));
        }
        let clear = self.clearance(vehicle);
        let (stop, end_of) = (it.steps.len() - 1, |at: usize| it.steps[at].place + clear);
        for (position, number) in (0..it.steps.len()).zip(it.first..) {
            let node = it.steps[position].node;
            for place in self.lanes.new_places(self.facts, None, node) {
                let own = |it: &Claim| (it.vehicle, it.step) == (vehicle, number);
                let Some(at) = self.lanes.claims(place).iter().rposition(own) else { continue };
                let claim = self.lanes.claims(place)[at];
                if position < before && claim.until != SimTime::MAX {
                    continue;
                }
                let last = self.last_in(place, vehicle, position);
                let behind =
                    (before.max(last + 1)..stop).find(|at| it.steps[*at].place >= end_of(last));
                let behind = (last < stop).then(|| behind.unwrap_or(stop));
                let until = behind.map_or(SimTime::MAX, |behind| {
                    let (begun, ended) = times[behind - before];
                    let (a, b) = (it.steps[behind - 1].place, it.steps[behind].place);
                    let share =
                        if b > a { ((end_of(last) - a) / (b - a)).clamp(0.0, 1.0) } else { 1.0 };
                    let takes = ended.since(begun.min(ended)).as_nanos() as f64;
                    later(begun, SimSpan::from_nanos((takes * share) as u64))
                });
                let claim = &mut self.lanes.claims_mut(place)[at];
                if position >= before {
                    claim.from = times[position - before].0;
                }
                claim.until = until;
            }
        }
    }

    /// A point, and all zones in which it lies.
    fn places(&self, node: u32) -> impl Iterator<Item = u32> + use<'_> {
        let zones = self.lanes.zones_of(self.facts, node).iter();
        std::iter::once(node).chain(zones.map(|zone| self.lanes.zone(*zone)))
    }

    /// The position of the last of the steps that follow one another at a place.
    fn last_in(&self, place: u32, vehicle: u32, mut position: usize) -> usize {
        let nodes = self.facts.nodes.len() as u32;
        if place >= nodes {
            let is_in =
                |node: u32| self.facts.nodes[node as usize].zones.contains(&(place - nodes));
            let steps = &self.vehicles[vehicle as usize].steps;
            while steps.get(position + 1).is_some_and(|step| is_in(step.node)) {
                position += 1;
            }
        }
        position
    }

    /// The edges of the shortest way, whoever is in it.
    pub(super) fn shortest(&self, pace: u32, from: u32, least: &[u64]) -> Vec<u32> {
        let mut edges = Vec::with_capacity(64);
        let mut at = from;
        while least[at as usize] > 0
            && least[at as usize] != u64::MAX
            && edges.len() <= self.facts.nodes.len()
        {
            if let Some(edge) = self.facts.only_out[at as usize] {
                edges.push(edge);
                at = self.facts.edges[edge as usize].to;
                continue;
            }
            let after = |edge: &u32| {
                let facts = &self.facts.edges[*edge as usize];
                let rest = least[facts.to as usize];
                (rest.saturating_add(self.facts.time_on(*edge, pace)), rest, *edge)
            };
            let Some(edge) = self.facts.out[at as usize].iter().copied().min_by_key(after) else {
                break;
            };
            let to = self.facts.edges[edge as usize].to;
            if least[to as usize] == u64::MAX {
                break;
            }
            edges.push(edge);
            at = to;
        }
        edges
    }
}
