//! Finding ways where others are in the way: who has to go aside, in which sequence, and when nobody can.

use std::collections::{BTreeMap, VecDeque};

use plantwright_model::plant::{RouteChoice, Traffic, VehicleFacts};
use plantwright_units::{SimSpan, SimTime};

use super::aside::{self, Move, Mover, Search};
use super::drive::{Step, Task, Vehicle};
use super::lane::Claim;
use super::paths::Path;
use super::roads::{Roads, Way};

/// How many arrangements of vehicles are looked at while others drive, when somebody has waited for long, and when nobody drives.
const FEW: usize = 4_000;
const SOME: usize = 20_000;
const MANY: usize = 400_000;
/// How many vehicles take part in a search at most.
const MOST: usize = 12;
/// Fleets of so many vehicles and fewer are small: whoever has no way looks again whenever anything has changed.
pub(super) const SMALL: usize = 12;
/// In others, how long it takes until one looks again for somebody who could make way.
const PAUSE: SimSpan = SimSpan::from_secs(20);
/// After how long somebody who has no way looks harder for one, and has others make way who were not in it.
const PATIENCE: SimSpan = SimSpan::from_secs(60);

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
    /// Somebody is in the way who is told in this instant where to go.
    Undecided(u32),
    /// It can never come there, whatever others do who still drive.
    Hopeless(u32),
    /// No path leads there at all.
    Never,
}

/// Whether a vehicle takes the shortest way and not the one on which it is there first, by how long each is, and when it would be
/// there.
pub(super) type Choose<'a> = dyn FnMut((SimSpan, SimTime), (SimSpan, SimTime)) -> bool + 'a;

impl Roads<'_> {
    /// Plans a way to a goal for a vehicle that stands, and sends others aside if need be. `choose`: none where the way on which it is
    /// there first is taken.
    pub(super) fn seek(
        &mut self,
        vehicle: u32,
        goal: u32,
        least: &[u64],
        choose: Option<&mut Choose<'_>>,
    ) -> Sought {
        let it = &self.vehicles[vehicle as usize];
        if least[it.rest() as usize] == u64::MAX {
            return Sought::Never;
        }
        if self.facts.traffic != Traffic::Planned {
            self.take_shortest(vehicle, least);
            return Sought::Goes;
        }
        let it = &self.vehicles[vehicle as usize];
        let (pace, rest, mut paths) = (it.pace(self.facts), it.rest(), std::mem::take(self.paths));
        let find = || self.shortest(pace, rest, least);
        // With a load and without, it need not be the same way.
        let path = paths.take(self.facts, vehicle, (rest, (pace, goal)), find);
        *self.paths = paths;
        let sought = self.seek_along(vehicle, goal, &path, (least, choose));
        self.paths.put(vehicle, path);
        sought
    }

    /// As [`seek`](Self::seek), where that is the shortest way.
    fn seek_along(
        &mut self,
        vehicle: u32,
        goal: u32,
        path: &Path,
        (least, choose): (&[u64], Option<&mut Choose<'_>>),
    ) -> Sought {
        let (edges, is_one_way) = (path.edges(), path.is_one_way());
        let is_kept = self.lanes.is_kept(goal, vehicle);
        let line = path.is_only().then(|| self.follow(vehicle, edges)).flatten();
        let part = line.as_ref().filter(|way| way.edges.len() < edges.len());
        let way = match &line {
            _ if is_kept || part.is_some() => None,
            Some(way) => Some(way.clone()),
            None if path.is_only() && self.is_shut(vehicle, edges) => None,
            None => self.way(vehicle, goal, least),
        };
        if let Some(way) = way
            && let Some(way) = self.chosen(vehicle, way, edges, choose)
            && self.commit(vehicle, &way, false)
        {
            return Sought::Goes;
        }
        // In line, that is as far as it can go.
        let part = part.filter(|_| is_one_way);
        if let Some(part) = part
            && !part.edges.is_empty()
            && self.commit(vehicle, part, false)
        {
            return Sought::Goes;
        }
        let is_two_way = |edge: &&u32| self.facts.edges[**edge as usize].two_way;
        let out = edges.iter().take_while(is_two_way).count();
        // Who stands in a dead end while its goal is free follows those who are on the way there.
        let is_aside = self.facts.is_aside(self.vehicles[vehicle as usize].rest());
        if part.is_none()
            && (is_one_way || is_aside && !is_kept)
            && self.goes_in_part(vehicle, edges, out)
        {
            return Sought::Goes;
        }
        let (waiting, first) = self.all_wait(vehicle, edges);
        let first = first.unwrap_or(vehicle);
        if !is_one_way && waiting.is_none() && self.goes_in_part(vehicle, edges, 0) {
            return Sought::Goes;
        }
        let locked = waiting.is_some();
        if let Some(waiting) = &waiting {
            let idles = |number: &u32| self.vehicles[*number as usize].tasks.is_empty();
            if self.undecided && waiting.iter().any(idles) {
                return Sought::Undecided(first);
            }
            if is_one_way && self.push_on(edges) {
                return Sought::Pushes(first);
            }
            if self.rotate(vehicle) {
                return Sought::Goes;
            }
            let near: Vec<u32> = waiting.iter().copied().take(MOST).collect();
            if !self.may_search(vehicle) {
                return Sought::Locked(first);
            }
            let may = |number: &u32| *number == vehicle || self.yields(vehicle, *number);
            let near: Vec<u32> = near.into_iter().filter(may).collect();
            if self.make_way(vehicle, goal, &near, FEW) {
                return Sought::Goes;
            }
        }
        let all_stand = self.all_stand();
        let is_long = !all_stand && self.is_patient_no_more(vehicle);
        // Where all drive in the same direction, those ahead go on by themselves while somebody drives.
        if all_stand || is_long && !is_one_way {
            let movers = self.movable(vehicle, waiting.as_deref().unwrap_or(&[]), least);
            let most = if all_stand { MANY } else { SOME };
            if self.make_way(vehicle, goal, &movers, most) {
                return Sought::Goes;
            }
        }
        if is_long && self.is_hopeless(vehicle, goal) {
            return Sought::Hopeless(first);
        }
        if locked || all_stand { Sought::Locked(first) } else { Sought::Waits(first) }
    }

    /// Whether somebody stays on a way.
    fn is_shut(&self, vehicle: u32, edges: &[u32]) -> bool {
        let to = |edge: &u32| self.facts.edges[*edge as usize].to;
        edges.iter().any(|edge| self.lanes.is_kept(to(edge), vehicle))
    }

    /// Plans the part of a way that a vehicle can go now, the first edges of which lead out of a dead end. Returns whether there is one.
    fn goes_in_part(&mut self, vehicle: u32, edges: &[u32], first: usize) -> bool {
        self.part(vehicle, edges, first).is_some_and(|way| self.commit(vehicle, &way, false))
    }

    /// The shortest way in place of the one on which a vehicle is there first, where that is preferred. None: the scene prefers it, it
    /// cannot be planned yet, and is waited for, though not for ever.
    fn chosen(
        &mut self,
        vehicle: u32,
        soonest: Way,
        edges: &[u32],
        choose: Option<&mut Choose<'_>>,
    ) -> Option<Way> {
        let own = soonest.edges.iter().map(|(edge, _)| *edge);
        let Some(choose) = choose.filter(|_| !own.eq(edges.iter().copied())) else {
            return Some(soonest);
        };
        let shortest = self.along(vehicle, edges);
        if shortest.edges.len() < edges.len() {
            let waits = self.facts.routing == RouteChoice::Shortest;
            return (!waits || self.is_patient_no_more(vehicle)).then_some(soonest);
        }
        let about = |way: &Way| {
            let takes = way.edges.iter().map(|(edge, _)| self.takes(vehicle, *edge).as_nanos());
            let there = way.edges.last().map_or(self.now, |(edge, entered)| {
                entered.checked_add(self.takes(vehicle, *edge)).unwrap_or(SimTime::MAX)
            });
            (SimSpan::from_nanos(takes.sum()), there)
        };
        Some(if choose(about(&shortest), about(&soonest)) { shortest } else { soonest })
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
                let Some(way) = self.part(pushed, &[edge], 0) else { return false };
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
        self.lanes.berths.free(self.facts, it.rest());
        for edge in self.shortest(it.pace(self.facts), it.rest(), least) {
            let facts = &self.facts.edges[edge as usize];
            let it = &mut self.vehicles[vehicle as usize];
            let place = it.steps[it.steps.len() - 1].place + facts.length;
            let (granted, waited) = (self.now, SimSpan::ZERO);
            it.steps.push_back(Step { node: facts.to, edge, place, granted, waited });
        }
    }

    /// Who stays on a way, as far as it is known, in the order of the way, until one of them is not to be looked at.
    fn in_the_way(&self, vehicle: u32, edges: &[u32], mut may: impl FnMut(u32) -> bool) {
        let mut before = self.vehicles[vehicle as usize].rest();
        for edge in edges {
            let node = self.facts.edges[*edge as usize].to;
            for place in self.lanes.new_places(self.facts, Some(before), node) {
                let stays = || {
                    let stay = |it: &&Claim| it.until == SimTime::MAX && it.vehicle != vehicle;
                    self.lanes.claims(place).iter().filter(stay).map(|claim| claim.vehicle)
                };
                if stays().count() >= self.lanes.capacity(place) as usize && !stays().all(&mut may)
                {
                    return;
                }
            }
            before = node;
        }
    }

    /// Whether one stands, and has nothing to do there.
    fn may_wait(&self, number: u32) -> bool {
        let it = &self.vehicles[number as usize];
        it.is_free() && it.tasks.front().is_none_or(|(node, _)| *node != it.rest())
    }

    /// All who are in the way, and in the way of those, if all of them stand and have nothing to do there; and the first of them in any
    /// case.
    fn all_wait(&self, vehicle: u32, edges: &[u32]) -> (Option<Vec<u32>>, Option<u32>) {
        let (mut found, mut first, mut all) = (vec![vehicle], None, true);
        let mut open: VecDeque<u32> = VecDeque::new();
        let look = |open: &mut VecDeque<u32>, first: &mut Option<u32>, of, edges: &[u32]| {
            let mut all = true;
            self.in_the_way(of, edges, |other| {
                first.get_or_insert(other);
                open.push_back(other);
                all = other == vehicle || self.may_wait(other);
                all
            });
            all
        };
        all &= look(&mut open, &mut first, vehicle, edges);
        while let Some(other) = open.pop_front().filter(|_| all) {
            if found.contains(&other) {
                continue;
            }
            found.push(other);
            let it = &self.vehicles[other as usize];
            if let Some((goal, _)) = it.tasks.front()
                && let Some(least) = self.facts.times.get(&(it.pace(self.facts), *goal))
            {
                let edges = self.shortest(it.pace(self.facts), it.rest(), least);
                all &= look(&mut open, &mut first, other, &edges);
            }
        }
        // Nobody is in the way, and there is no way: it is planned once others have gone.
        ((all && found.len() > 1).then_some(found), first)
    }

    /// Lets vehicles in a full ring all move on at once: each by an edge that brings it nearer to where it wants to, if it wants anything.
    fn rotate(&mut self, vehicle: u32) -> bool {
        if !self.facts.types[self.vehicles[vehicle as usize].kind as usize].rotates {
            return false;
        }
        let Some(ring) = self.ring(vehicle) else { return false };
        for (number, edge) in &ring {
            let facts = &self.facts.edges[*edge as usize];
            let now = self.now;
            let it = &mut self.vehicles[*number as usize];
            self.lanes.berths.free(self.facts, it.rest());
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
            self.sent.push(*number);
            let claim = Claim { vehicle: *number, step, from: now, until: SimTime::MAX };
            let queue = self.lanes.claims_mut(facts.to);
            queue[0] = claim;
        }
        true
    }

    /// The shortest ring of at least three that could move on at once, with the edge that each would take.
    fn ring(&self, vehicle: u32) -> Option<Vec<(u32, u32)>> {
        let start = self.vehicles[vehicle as usize].rest();
        let speed = |number: u32, edge: u32| {
            let it = &self.vehicles[number as usize];
            let kind = &self.facts.types[it.kind as usize];
            self.facts.speed_on(&self.facts.edges[edge as usize], kind, !it.load.is_empty())
        };
        let mut before: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut common = None;
        let mut open = VecDeque::from([(vehicle, 1_usize)]);
        while let Some((number, length)) = open.pop_front() {
            let node = self.vehicles[number as usize].rest();
            for edge in &self.facts.out[node as usize] {
                let to = self.facts.edges[*edge as usize].to;
                let own = speed(number, *edge).to_bits();
                if !self.may_rotate(number, vehicle, *edge)
                    || own != *common.get_or_insert(own)
                    || before.contains_key(&to)
                {
                    continue;
                }
                // Two that face each other would drive through each other.
                if to == start && length < 3 {
                    continue;
                }
                before.insert(to, (number, *edge));
                if to == start {
                    let mut ring = Vec::new();
                    let mut at = start;
                    while ring.is_empty() || at != start {
                        let (number, edge) = before[&at];
                        ring.push((number, edge));
                        at = self.facts.edges[edge as usize].from;
                    }
                    ring.reverse();
                    return Some(ring);
                }
                let there = self.lanes.claims(to);
                if let Some(claim) = there.first().filter(|_| there.len() == 1) {
                    open.push_back((claim.vehicle, length + 1));
                }
            }
        }
        None
    }

    /// Whether one may take an edge together with another one. On ways of unequal length, who has the shorter one ahead stands while the
    /// one behind comes on, and that one's way is long enough.
    fn may_rotate(&self, number: u32, with: u32, edge: u32) -> bool {
        let it = &self.vehicles[number as usize];
        let kind = |number: u32| &self.facts.types[self.vehicles[number as usize].kind as usize];
        let facts = &self.facts.edges[edge as usize];
        let is_nearer = it.tasks.front().is_none_or(|(goal, _)| {
            let least = self.facts.times.get(&(it.pace(self.facts), *goal));
            least.is_some_and(|least| least[facts.to as usize] < least[facts.from as usize])
        });
        is_nearer
            && it.is_free()
            && kind(number).rotates
            && kind(number).quarter_turn.is_none()
            && moves_alike(kind(number), kind(with))
            && facts.length >= self.clearance(number)
            && self.facts.nodes[facts.to as usize].zones.is_empty()
    }

    /// Whether it is time to look for somebody who could make way. On a way on which all drive in the same direction hardly anybody can.
    fn may_search(&mut self, vehicle: u32) -> bool {
        if self.vehicles.len() <= SMALL || self.all_stand() {
            return true;
        }
        let it = &mut self.vehicles[vehicle as usize];
        let may = it.searches_at <= self.now;
        if may {
            it.searches_at = self.now.checked_add(PAUSE).unwrap_or(SimTime::MAX);
        }
        may
    }

    /// Whether nobody drives, works, or has somewhere to go on to.
    fn all_stand(&self) -> bool {
        self.vehicles.iter().all(|it| it.is_there() && it.work.is_none())
    }

    /// Whether it is time to look harder for a way: one has waited for long, and for twice as long as when that was last done.
    fn is_patient_no_more(&mut self, vehicle: u32) -> bool {
        let now = self.now;
        let it = &mut self.vehicles[vehicle as usize];
        let Some(since) = it.stuck_since else { return false };
        let waited = now.since(since);
        if waited < PATIENCE.max(it.patience) {
            return false;
        }
        it.patience = SimSpan::from_nanos(waited.as_nanos().saturating_mul(2));
        true
    }

    /// All who may be moved for one who wants to go somewhere, those near its goal first.
    fn movable(&self, vehicle: u32, waiting: &[u32], least: &[u64]) -> Vec<u32> {
        let may = |number: &u32| *number != vehicle && self.yields(vehicle, *number);
        let mut others: Vec<u32> = (0..self.vehicles.len() as u32).filter(may).collect();
        others.sort_by_cached_key(|number| {
            let near = least[self.vehicles[*number as usize].rest() as usize];
            (!waiting.contains(number), near, *number)
        });
        others.truncate(MOST - 1);
        others.push(vehicle);
        others
    }

    /// Whether one makes way for another one: it has nothing to do where it stands, and who only wants to park asks nobody for that who
    /// has nothing to do either.
    fn yields(&self, vehicle: u32, other: u32) -> bool {
        let is_idle = |it: &Vehicle| it.tasks.front().is_none_or(|(_, task)| *task == Task::Park);
        let it = &self.vehicles[other as usize];
        self.may_wait(other) && !(is_idle(it) && is_idle(&self.vehicles[vehicle as usize]))
    }

    /// Makes way for one who wants to go past another one.
    pub(super) fn passes(&mut self, vehicle: u32, goal: u32, least: &[u64], other: u32) -> bool {
        let mut movers = self.movable(vehicle, &[other], least);
        if !movers.contains(&other) {
            movers.push(other);
        }
        self.make_way(vehicle, goal, &movers, MANY)
    }

    /// Finds moves, one vehicle after the other, after which a vehicle is at its goal, and makes them. Those whose tour ends are brought
    /// to its end as well, if that is possible.
    pub(super) fn make_way(
        &mut self,
        vehicle: u32,
        goal: u32,
        movers: &[u32],
        most: usize,
    ) -> bool {
        let with = |number: u32, goal: Option<u32>| {
            let it = &self.vehicles[number as usize];
            Mover { vehicle: number, pace: it.pace(self.facts), at: it.rest(), goal }
        };
        let others = || {
            let all = 0..self.vehicles.len() as u32;
            all.filter(|number| !movers.contains(number))
                .map(|number| self.vehicles[number as usize].rest())
        };
        let find = |wants: &dyn Fn(u32) -> Option<u32>| {
            let movers: Vec<Mover> =
                movers.iter().map(|number| with(*number, wants(*number))).collect();
            let search = Search::new(self.facts, movers, others());
            match search.moves(most) {
                aside::Sought::Moves(moves) => Some(moves),
                aside::Sought::Unknown | aside::Sought::None => None,
            }
        };
        let own = |number: u32| (number == vehicle).then_some(goal);
        let ends = |number: u32| own(number).or_else(|| self.end_of_tour(number));
        let have_ends =
            movers.iter().any(|number| *number != vehicle && self.end_of_tour(*number).is_some());
        let moves = have_ends.then(|| find(&ends)).flatten().or_else(|| find(&own));
        let Some(moves) = moves else { return false };
        self.make(&moves);
        true
    }

    /// Makes moves, one after the other.
    pub(super) fn make(&mut self, moves: &[Move]) {
        for (number, edge) in moves {
            let way = Way { edges: vec![(*edge, self.now)] };
            let is_acyclic = self.commit(*number, &way, true);
            debug_assert!(is_acyclic, "moves one after the other never wait in a circle");
        }
    }

    /// Where a vehicle is to be for good, if that is the next thing, or where it is already.
    fn end_of_tour(&self, number: u32) -> Option<u32> {
        let it = &self.vehicles[number as usize];
        let kind = &self.facts.types[it.kind as usize];
        let (end, _) = kind.tour.last().filter(|_| !kind.repeats)?;
        match it.tasks.front() {
            Some((node, Task::Stop(stop))) if *stop as usize + 1 < kind.tour.len() => {
                (node == end).then_some(*end)
            }
            _ => Some(*end),
        }
    }
}

/// Whether two types keep their distance when they set out together.
fn moves_alike(a: &VehicleFacts, b: &VehicleFacts) -> bool {
    let motion = |it: &VehicleFacts| (it.speed, it.loaded_speed, it.acceleration, it.braking);
    motion(a) == motion(b)
}
