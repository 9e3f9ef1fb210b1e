//! Finding ways where others are in the way: who has to go aside, in which sequence, and when nobody can.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use plantwright_model::plant::{Traffic, VehicleFacts};
use plantwright_units::{SimSpan, SimTime};

use super::drive::{Step, Vehicle};
use super::lane::Claim;
use super::roads::{Roads, Way};

/// How many arrangements of vehicles are looked at before a search is given up.
const BUDGET: usize = 4_000;
/// How many vehicles take part in a search.
const MOST: usize = 8;
/// Where the network has more points than these, a vehicle goes aside to one of the nearest.
const SMALL: usize = 48;
const NEAREST: usize = 10;

/// What became of the wish to go somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// There is a way to the goal, or a part of it.
    Goes,
    /// Others are busy where it wants to go, and will leave.
    Waits(u32),
    /// Somebody who has nothing to do has gone on a little.
    Pushes(u32),
    /// Those in the way wait themselves, and nobody can give way.
    Locked(u32),
    /// No path leads there at all.
    Never,
}

/// Where everyone is once all that is planned is done.
#[derive(Debug, Clone)]
struct Floor {
    /// By vehicle: the points that it covers, the one at which it stands first.
    covered: Vec<Vec<u32>>,
}

impl Roads<'_> {
    /// Plans a way to a goal for a vehicle that stands, and sends others aside if need be.
    pub(super) fn seek(&mut self, vehicle: u32, goal: u32, least: &[u64]) -> Sought {
        let it = &self.vehicles[vehicle as usize];
        if least[it.rest() as usize] == u64::MAX {
            return Sought::Never;
        }
        if self.facts.traffic != Traffic::Planned {
            self.take_shortest(vehicle, least);
            return Sought::Goes;
        }
        self.reckon_now_and_then();
        let stays = |claim: &&Claim| claim.vehicle != vehicle && claim.until == SimTime::MAX;
        if !self.lanes.claims(goal).iter().any(|claim| stays(&claim))
            && let Some(way) = self.way(vehicle, goal, least)
            && self.commit(vehicle, &way, false)
        {
            return Sought::Goes;
        }
        let edges = self.shortest(
            self.vehicles[vehicle as usize].kind,
            self.vehicles[vehicle as usize].rest(),
            least,
        );
        let ahead = self.in_the_way(vehicle, &edges);
        let first = ahead.first().copied().unwrap_or(vehicle);
        let waiting = self.all_wait(vehicle, &ahead);
        let is_one_way = edges.iter().all(|edge| !self.facts.edges[*edge as usize].two_way);
        if (is_one_way || waiting.is_none())
            && let Some(way) = self.part(vehicle, &edges)
            && self.commit(vehicle, &way, false)
        {
            return Sought::Goes;
        }
        let Some(waiting) = waiting else { return Sought::Waits(first) };
        if is_one_way && self.push_on(&edges) {
            return Sought::Pushes(first);
        }
        if self.rotate(vehicle) || self.send_aside(vehicle, goal, &waiting) {
            return Sought::Goes;
        }
        Sought::Locked(first)
    }

    /// Lets one who has nothing to do go on to the next free point of a way on which all drive in the same direction, or behind it.
    fn push_on(&mut self, edges: &[u32]) -> bool {
        let mut before: Option<u32> = None;
        let mut ahead = edges.to_vec();
        let mut position = 0;
        while position < ahead.len() && position < 2 * self.facts.nodes.len() {
            let edge = ahead[position];
            let (from, to) =
                (self.facts.edges[edge as usize].from, self.facts.edges[edge as usize].to);
            let places: Vec<u32> = self.lanes.new_places(self.facts, Some(from), to).collect();
            let stays = |place: u32| {
                let mut claims = self.lanes.claims(place).iter();
                claims.find(|claim| claim.until == SimTime::MAX).map(|claim| claim.vehicle)
            };
            if let Some(other) = places.into_iter().find_map(stays) {
                before = Some(other);
            } else {
                let Some(pushed) = before else { return false };
                let it = &self.vehicles[pushed as usize];
                if !it.is_free() || !it.tasks.is_empty() || it.rest() != from {
                    return false;
                }
                let Some(way) = self.part(pushed, &[edge]) else { return false };
                return self.commit(pushed, &way, false);
            }
            if position + 1 == ahead.len() {
                let on = self.facts.out[to as usize].iter().copied();
                ahead.extend(on.into_iter().find(|edge| !self.facts.edges[*edge as usize].two_way));
            }
            position += 1;
        }
        false
    }

    /// The shortest way, whoever is in it.
    fn take_shortest(&mut self, vehicle: u32, least: &[u64]) {
        let it = &self.vehicles[vehicle as usize];
        for edge in self.shortest(it.kind, it.rest(), least) {
            let facts = &self.facts.edges[edge as usize];
            let it = &mut self.vehicles[vehicle as usize];
            let place = it.steps[it.steps.len() - 1].place + facts.length;
            let (granted, waited) = (self.now, SimSpan::ZERO);
            it.steps.push_back(Step { node: facts.to, edge, place, granted, waited });
        }
    }

    /// Who stays on a way, as far as it is known, in the order of the way.
    fn in_the_way(&self, vehicle: u32, edges: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        let mut before = self.vehicles[vehicle as usize].rest();
        for edge in edges {
            let node = self.facts.edges[*edge as usize].to;
            for place in self.lanes.new_places(self.facts, Some(before), node) {
                let stays =
                    self.lanes.claims(place).iter().filter(|claim| claim.until == SimTime::MAX);
                let stays: Vec<u32> =
                    stays.map(|claim| claim.vehicle).filter(|other| *other != vehicle).collect();
                if stays.len() >= self.lanes.capacity(place) as usize {
                    found.extend(
                        stays
                            .into_iter()
                            .filter(|other| !found.contains(other))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            before = node;
        }
        found
    }

    /// All who are in the way, and in the way of those, if all of them stand and have nothing to do there.
    fn all_wait(&self, vehicle: u32, ahead: &[u32]) -> Option<Vec<u32>> {
        let mut found = vec![vehicle];
        let mut open: VecDeque<u32> = ahead.iter().copied().collect();
        while let Some(other) = open.pop_front() {
            if found.contains(&other) {
                continue;
            }
            let it = &self.vehicles[other as usize];
            if !it.is_free() || it.tasks.front().is_some_and(|(node, _)| *node == it.rest()) {
                return None;
            }
            found.push(other);
            if let Some((goal, _)) = it.tasks.front()
                && let Some(least) = self.facts.times.get(&(it.kind, *goal))
            {
                let edges = self.shortest(it.kind, it.rest(), least);
                open.extend(self.in_the_way(other, &edges));
            }
        }
        // Nobody is in the way, and there is no way: it is planned once others have gone.
        (found.len() > 1).then_some(found)
    }

    /// Lets vehicles in a full ring all move on at once.
    fn rotate(&mut self, vehicle: u32) -> bool {
        let first = &self.facts.types[self.vehicles[vehicle as usize].kind as usize];
        let next = |roads: &Self, number: u32| -> Option<(u32, u32)> {
            let it = &roads.vehicles[number as usize];
            let kind = &roads.facts.types[it.kind as usize];
            let (goal, _) = it.tasks.front()?;
            let least = roads.facts.times.get(&(it.kind, *goal))?;
            let edge = *roads.shortest(it.kind, it.rest(), least).first()?;
            let facts = &roads.facts.edges[edge as usize];
            let is_clear = roads.facts.nodes[facts.to as usize].zones.is_empty()
                && facts.length >= roads.clearance(number)
                && moves_alike(kind, first);
            let other = roads.lanes.claims(facts.to).front()?.vehicle;
            (kind.rotates && is_clear && it.is_free() && other != number).then_some((edge, other))
        };
        let mut ring: Vec<(u32, u32)> = Vec::new();
        let mut at = vehicle;
        loop {
            let Some((edge, other)) = next(self, at) else { return false };
            ring.push((at, edge));
            if other == vehicle {
                break;
            }
            if ring.iter().any(|(known, _)| *known == other) {
                return false;
            }
            at = other;
        }
        // Two that face each other would drive through each other.
        let lengths = ring.iter().map(|(_, edge)| self.facts.edges[*edge as usize].length);
        let same = lengths.clone().all(|length| Some(length) == lengths.clone().next());
        if ring.len() < 3
            || !same
            || ring
                .iter()
                .any(|(number, _)| self.vehicles[*number as usize].turns_first(self, *number))
        {
            return false;
        }
        for (number, edge) in &ring {
            let facts = &self.facts.edges[*edge as usize];
            let now = self.now;
            let it = &mut self.vehicles[*number as usize];
            let place = it.steps[it.steps.len() - 1].place + facts.length;
            it.steps.push_back(Step {
                node: facts.to,
                edge: *edge,
                place,
                granted: now,
                waited: SimSpan::ZERO,
            });
            let step = it.last();
            (it.granted, it.asked) = (step, step);
            let claim = Claim { vehicle: *number, step, from: now, until: SimTime::MAX };
            let queue = self.lanes.claims_mut(facts.to);
            queue.pop_front();
            queue.push_front(claim);
        }
        true
    }

    /// Where everyone is once all that is planned is done.
    fn floor(&self) -> Floor {
        Floor {
            covered: (0..self.vehicles.len() as u32).map(|number| self.covered(number)).collect(),
        }
    }

    /// Where a vehicle can go while all others stand still: the edge by which it comes to each point, and the points in the order of
    /// their distance.
    fn reach(&self, floor: &Floor, vehicle: u32) -> (Vec<u32>, Vec<u32>) {
        let mut taken = vec![0_u32; self.facts.nodes.len()];
        let mut inside = vec![0_u32; self.facts.zones.len()];
        for (other, covered) in floor.covered.iter().enumerate() {
            if other == vehicle as usize {
                continue;
            }
            let mut zones: Vec<u32> = Vec::new();
            for node in covered {
                taken[*node as usize] += 1;
                zones.extend(&self.facts.nodes[*node as usize].zones);
            }
            zones.sort_unstable();
            zones.dedup();
            for zone in &zones {
                inside[*zone as usize] += 1;
            }
        }
        let is_open = |node: u32| {
            let facts = &self.facts.nodes[node as usize];
            taken[node as usize] == 0
                && facts
                    .zones
                    .iter()
                    .all(|zone| inside[*zone as usize] < self.facts.zones[*zone as usize].capacity)
        };
        let kind = &self.facts.types[self.vehicles[vehicle as usize].kind as usize];
        let start = floor.covered[vehicle as usize][0];
        let mut by = vec![u32::MAX; self.facts.nodes.len()];
        let mut times = vec![u64::MAX; self.facts.nodes.len()];
        times[start as usize] = 0;
        let mut order = Vec::new();
        let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
        while let Some(Reverse((time, node))) = open.pop() {
            if time > times[node as usize] {
                continue;
            }
            order.push(node);
            for edge in &self.facts.out[node as usize] {
                let facts = &self.facts.edges[*edge as usize];
                let sum = time + self.facts.time_on(facts, kind);
                if sum < times[facts.to as usize] && is_open(facts.to) {
                    (times[facts.to as usize], by[facts.to as usize]) = (sum, *edge);
                    open.push(Reverse((sum, facts.to)));
                }
            }
        }
        (by, order)
    }

    /// The edges to a point, by those that lead to each.
    fn back(&self, by: &[u32], to: u32, from: u32) -> Vec<u32> {
        let mut edges = Vec::new();
        let mut at = to;
        while at != from {
            let edge = by[at as usize];
            edges.push(edge);
            at = self.facts.edges[edge as usize].from;
        }
        edges.reverse();
        edges
    }

    /// The points that a vehicle covers at the end of a way.
    fn covers(&self, vehicle: u32, start: u32, edges: &[u32]) -> Vec<u32> {
        let clear = self.clearance(vehicle);
        let mut covered =
            vec![edges.last().map_or(start, |edge| self.facts.edges[*edge as usize].to)];
        let mut far = 0.0;
        for edge in edges.iter().rev() {
            let facts = &self.facts.edges[*edge as usize];
            far += facts.length;
            if far >= clear {
                break;
            }
            covered.push(facts.from);
        }
        covered
    }

    /// Finds moves, one vehicle after the other, after which a vehicle can go to its goal, and makes them.
    fn send_aside(&mut self, vehicle: u32, goal: u32, waiting: &[u32]) -> bool {
        let Some(moves) = self.moves_aside(vehicle, goal, waiting) else { return false };
        for (number, edges) in moves {
            let way = Way { edges: edges.into_iter().map(|edge| (edge, self.now)).collect() };
            let is_acyclic = self.commit(number, &way, true);
            debug_assert!(is_acyclic, "moves one after the other never wait in a circle");
        }
        true
    }

    fn moves_aside(
        &self,
        vehicle: u32,
        goal: u32,
        waiting: &[u32],
    ) -> Option<Vec<(u32, Vec<u32>)>> {
        struct State {
            floor: Floor,
            before: usize,
            moved: (u32, Vec<u32>),
        }
        let movers: Vec<u32> = waiting.iter().copied().take(MOST).collect();
        let rests = |floor: &Floor| -> Vec<u32> {
            movers.iter().map(|number| floor.covered[*number as usize][0]).collect()
        };
        let floor = self.floor();
        let mut seen = BTreeSet::from([rests(&floor)]);
        let mut states = vec![State { floor, before: usize::MAX, moved: (0, Vec::new()) }];
        let is_small = self.facts.nodes.len() <= SMALL;
        let mut position = 0;
        while position < states.len() {
            let start = states[position].floor.covered[vehicle as usize][0];
            let (by, _) = self.reach(&states[position].floor, vehicle);
            if goal == start || by[goal as usize] != u32::MAX {
                let mut moves = vec![(vehicle, self.back(&by, goal, start))];
                let mut at = position;
                while states[at].before != usize::MAX {
                    moves.push(states[at].moved.clone());
                    at = states[at].before;
                }
                moves.reverse();
                return Some(moves);
            }
            for mover in &movers {
                let start = states[position].floor.covered[*mover as usize][0];
                let (by, order) = self.reach(&states[position].floor, *mover);
                let own = self.vehicles[*mover as usize].tasks.front().map(|(goal, _)| *goal);
                let near = order
                    .into_iter()
                    .enumerate()
                    .skip(1)
                    .filter(|(rank, node)| is_small || *rank <= NEAREST || own == Some(*node));
                for (_, to) in near.collect::<Vec<_>>() {
                    let edges = self.back(&by, to, start);
                    let mut floor = states[position].floor.clone();
                    floor.covered[*mover as usize] = self.covers(*mover, start, &edges);
                    if seen.insert(rests(&floor)) {
                        states.push(State { floor, before: position, moved: (*mover, edges) });
                    }
                    if states.len() > BUDGET {
                        return None;
                    }
                }
            }
            position += 1;
        }
        None
    }
}

/// Whether two types keep their distance when they set out together.
fn moves_alike(a: &VehicleFacts, b: &VehicleFacts) -> bool {
    let motion = |it: &VehicleFacts| (it.speed, it.loaded_speed, it.acceleration, it.braking);
    motion(a) == motion(b)
}

impl Vehicle {
    /// Whether it has to turn before it goes on along the shortest way.
    fn turns_first(&self, roads: &Roads<'_>, _number: u32) -> bool {
        roads.facts.types[self.kind as usize].quarter_turn.is_some()
    }
}
