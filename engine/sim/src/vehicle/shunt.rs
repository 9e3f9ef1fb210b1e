//! Whether one vehicle can come to where it wants to if all others make way, decided exactly on networks that are driven both ways.
//!
//! There it does not matter which of the others stands where: within a part of the network that is cut off from the rest by the one that
//! wants to get through, those who stand there can be arranged in any way. So all that counts is where that one is, and how many points
//! are free in each part that it cuts off (as for pebbles on a graph: Kornhauser, Miller and Spirakis 1984). Those *situations* are few,
//! where arrangements of vehicles are many.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use plantwright_model::plant::FleetFacts;
use smallvec::SmallVec;

use super::aside::{Move, Mover, Sought};

/// More points than these are not looked at.
const POINTS: usize = 2_000;

/// More situations than these are not looked at.
const SITUATIONS: usize = 50_000;

/// No part: a point at which the one is that wants to get through, or somebody who is not moved.
const NOWHERE: u32 = u32::MAX;

/// By part of the network: how many points are free there.
type Holes = SmallVec<[u32; 4]>;

/// Where the one is that wants to get through, and how much is free in each part that it cuts off.
#[derive(Debug, Clone)]
struct Situation {
    at: u32,
    holes: Holes,
    before: usize,
}

/// A step of the one that wants to get through, out of a part of the network into a point of it.
#[derive(Debug)]
struct Step {
    /// The part that it goes into.
    part: u32,
    /// Behind it, the parts into which that one falls, and how many points they have of it.
    pieces: Vec<(u32, u32)>,
    /// Behind it, where the other parts belong; and the point that it has left.
    others: Vec<(u32, u32)>,
    own: u32,
}

/// What is known of a network.
pub(super) struct Shunt<'a> {
    facts: &'a FleetFacts,
    /// By point: where one can go from there.
    near: Vec<Vec<u32>>,
    closed: Vec<bool>,
    /// By point at which the one is: the parts that it cuts off, by point.
    parts: BTreeMap<u32, Vec<u32>>,
}

impl<'a> Shunt<'a> {
    /// None: there are paths that lead one way only, or zones in which points are not free of one another, or too many points.
    pub(super) fn new(facts: &'a FleetFacts, closed: impl Iterator<Item = u32>) -> Option<Self> {
        let holds_all = |zone: &plantwright_model::plant::ZoneOfNodes| {
            zone.nodes.len() <= zone.capacity as usize
        };
        if facts.nodes.len() > POINTS || !facts.zones.iter().all(holds_all) {
            return None;
        }
        // Mostly, the first way that leads one way only tells.
        let has_back = |edge: &plantwright_model::plant::EdgeFacts| {
            edge.two_way
                || edge.from == edge.to
                || facts.out[edge.to as usize]
                    .iter()
                    .any(|back| facts.edges[*back as usize].to == edge.from)
        };
        let mut shut = vec![false; facts.nodes.len()];
        closed.for_each(|node| shut[node as usize] = true);
        let is_shut = |edge: &plantwright_model::plant::EdgeFacts| {
            shut[edge.from as usize] || shut[edge.to as usize]
        };
        if !facts.edges.iter().all(|edge| is_shut(edge) || has_back(edge)) {
            return None;
        }
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); facts.nodes.len()];
        for edge in &facts.edges {
            if !shut[edge.from as usize] && !shut[edge.to as usize] && edge.from != edge.to {
                near[edge.from as usize].push(edge.to);
            }
        }
        for points in &mut near {
            points.sort_unstable();
            points.dedup();
        }
        Some(Self { facts, near, closed: shut, parts: BTreeMap::new() })
    }

    /// The moves, one vehicle after the other, that bring one to a goal while others stand anywhere.
    pub(super) fn moves(&mut self, one: Mover, goal: u32, others: &[Mover]) -> Sought {
        let mut occupant: Vec<Option<Mover>> = vec![None; self.near.len()];
        for other in others {
            occupant[other.at as usize] = Some(*other);
        }
        let found = match self.search(one.at, goal, &occupant) {
            Ok(found) => found,
            Err(sought) => return sought,
        };
        let mut way = Vec::new();
        let mut position = found.len() - 1;
        while position != usize::MAX {
            way.push(&found[position]);
            position = found[position].before;
        }
        way.reverse();
        let mut moves = Vec::new();
        for pair in way.windows(2) {
            let (from, to) = (pair[0].at, pair[1].at);
            self.arrange(from, to, &pair[1].holes, &mut occupant, &mut moves);
            moves.extend(self.go(one, from, to));
        }
        Sought::Moves(moves)
    }

    /// The situations that were looked at, with that at the goal last.
    fn search(
        &mut self,
        start: u32,
        goal: u32,
        occupant: &[Option<Mover>],
    ) -> Result<Vec<Situation>, Sought> {
        let far = self.far(goal);
        let mut holes = Holes::new();
        for (point, part) in self.parts_around(start).iter().enumerate() {
            if *part != NOWHERE {
                holes.resize(holes.len().max(*part as usize + 1), 0);
                holes[*part as usize] += u32::from(occupant[point].is_none());
            }
        }
        let mut known = BTreeSet::from([(start, holes.clone())]);
        let mut found = vec![Situation { at: start, holes, before: usize::MAX }];
        let mut open = BinaryHeap::from([Reverse((far[start as usize], 0_usize, 0_u32))]);
        let mut steps: BTreeMap<(u32, u32), Step> = BTreeMap::new();
        while let Some(Reverse((_, position, length))) = open.pop() {
            let here = found[position].clone();
            if here.at == goal {
                found.push(here);
                return Ok(found);
            }
            for to in self.near[here.at as usize].clone() {
                let step = steps.entry((here.at, to)).or_insert_with(|| self.step(here.at, to));
                for holes in step.behind(&here.holes) {
                    if !known.insert((to, holes.clone())) {
                        continue;
                    }
                    let rank = (length + 1).saturating_add(far[to as usize]);
                    open.push(Reverse((rank, found.len(), length + 1)));
                    found.push(Situation { at: to, holes, before: position });
                }
            }
            if found.len() > SITUATIONS {
                return Err(Sought::Unknown);
            }
        }
        Err(Sought::None)
    }

    /// How many points it is from each one to the goal.
    fn far(&self, goal: u32) -> Vec<u32> {
        let mut far = vec![u32::MAX; self.near.len()];
        far[goal as usize] = 0;
        let mut open = VecDeque::from([goal]);
        while let Some(at) = open.pop_front() {
            for to in &self.near[at as usize] {
                if far[*to as usize] == u32::MAX {
                    far[*to as usize] = far[at as usize] + 1;
                    open.push_back(*to);
                }
            }
        }
        far
    }

    /// The parts into which the network falls without a point, by point; numbered in the order of their first points.
    fn parts_around(&mut self, without: u32) -> &[u32] {
        let Self { near, closed, parts, .. } = self;
        parts.entry(without).or_insert_with(|| {
            let mut part = vec![NOWHERE; near.len()];
            let mut count = 0;
            for first in 0..near.len() as u32 {
                if first == without || closed[first as usize] || part[first as usize] != NOWHERE {
                    continue;
                }
                let mut open = vec![first];
                part[first as usize] = count;
                while let Some(at) = open.pop() {
                    for to in &near[at as usize] {
                        if *to != without && part[*to as usize] == NOWHERE {
                            part[*to as usize] = count;
                            open.push(*to);
                        }
                    }
                }
                count += 1;
            }
            part
        })
    }

    fn step(&mut self, from: u32, to: u32) -> Step {
        let before = self.parts_around(from).to_vec();
        let behind = self.parts_around(to);
        let part = before[to as usize];
        let mut pieces: BTreeMap<u32, u32> = BTreeMap::new();
        let mut others: BTreeMap<u32, u32> = BTreeMap::new();
        for (was, is) in before.iter().zip(behind) {
            match (*was, *is) {
                (NOWHERE, _) | (_, NOWHERE) => {}
                (was, is) if was == part => *pieces.entry(is).or_default() += 1,
                (was, is) => drop(others.insert(was, is)),
            }
        }
        let own = behind[from as usize];
        Step {
            part,
            pieces: pieces.into_iter().collect(),
            others: others.into_iter().collect(),
            own,
        }
    }

    /// Arranges the others in the part into which one goes, so that the point is free to which it goes, and so many in each part behind
    /// it as there are to be.
    fn arrange(
        &mut self,
        from: u32,
        to: u32,
        holes: &Holes,
        occupant: &mut [Option<Mover>],
        moves: &mut Vec<Move>,
    ) {
        let step = self.step(from, to);
        let before = self.parts_around(from).to_vec();
        let behind = self.parts_around(to).to_vec();
        // How many more points have to be free in each part, or fewer; the point itself is a part of its own.
        let mut missing: BTreeMap<u32, i64> = BTreeMap::new();
        for (other, is) in holes.iter().zip(0..) {
            missing.insert(is, i64::from(*other));
        }
        *missing.entry(step.own).or_default() -= 1;
        missing.insert(NOWHERE, 1);
        for (point, occupied) in occupant.iter().enumerate() {
            if before[point] != NOWHERE && occupied.is_none() {
                *missing.entry(behind[point]).or_default() -= 1;
            }
        }
        let in_part = |point: u32| before[point as usize] == step.part;
        loop {
            let lacks = missing.iter().find(|(_, lacks)| **lacks > 0).map(|(part, _)| *part);
            let Some(lacks) = lacks else { return };
            let sources = (0..occupant.len() as u32).filter(|point| {
                in_part(*point)
                    && behind[*point as usize] == lacks
                    && occupant[*point as usize].is_some()
            });
            let mut came: Vec<u32> = vec![NOWHERE; occupant.len()];
            let mut open: VecDeque<u32> = sources.collect();
            for point in &open {
                came[*point as usize] = *point;
            }
            let mut end = None;
            while let Some(at) = open.pop_front() {
                let has_more = missing.get(&behind[at as usize]).is_some_and(|it| *it < 0);
                if occupant[at as usize].is_none() && has_more {
                    end = Some(at);
                    break;
                }
                for next in &self.near[at as usize] {
                    if in_part(*next) && came[*next as usize] == NOWHERE {
                        came[*next as usize] = at;
                        open.push_back(*next);
                    }
                }
            }
            let end = end.expect("what is free is in the part in which it is missing");
            let mut path = vec![end];
            while came[path[path.len() - 1] as usize] != path[path.len() - 1] {
                path.push(came[path[path.len() - 1] as usize]);
            }
            *missing.entry(behind[end as usize]).or_default() += 1;
            *missing.entry(lacks).or_default() -= 1;
            self.shift(&path, occupant, moves);
        }
    }

    /// Lets all who stand on a path move on towards its first point, which is free, so that its last one is; between them nothing changes.
    fn shift(&self, path: &[u32], occupant: &mut [Option<Mover>], moves: &mut Vec<Move>) {
        let mut free = 0;
        for position in 1..path.len() {
            let Some(mover) = occupant[path[position] as usize].take() else { continue };
            for pair in path[free..=position].windows(2).rev() {
                moves.extend(self.go(mover, pair[1], pair[0]));
            }
            occupant[path[free] as usize] = Some(mover);
            free = position;
        }
    }

    /// A move from one point to the next, by the quickest edge.
    fn go(&self, mover: Mover, from: u32, to: u32) -> Option<Move> {
        let edges = self.facts.out[from as usize].iter().copied();
        let own = edges.filter(|edge| self.facts.edges[*edge as usize].to == to);
        let quick = own.min_by_key(|edge| (self.facts.time_on(*edge, mover.pace), *edge));
        quick.map(|edge| (mover.vehicle, edge))
    }
}

impl Step {
    /// How much may be free in each part behind the step, by what was free before: all ways to arrange those who make way.
    fn behind(&self, before: &Holes) -> Vec<Holes> {
        let free = before[self.part as usize];
        if free == 0 {
            return Vec::new();
        }
        let parts = self.pieces.iter().map(|(part, _)| *part);
        let parts = parts.chain(self.others.iter().map(|(_, is)| *is)).chain([self.own]);
        let count = parts.max().map_or(0, |last| last as usize + 1);
        let mut base: Holes = SmallVec::from_elem(0, count);
        base[self.own as usize] += 1;
        for (was, is) in &self.others {
            base[*is as usize] += before[*was as usize];
        }
        let mut all = vec![(free - 1, base)];
        for (position, (part, size)) in self.pieces.iter().enumerate() {
            // What the rest has room for has not to be free here.
            let rest: u32 = self.pieces[position + 1..].iter().map(|(_, size)| size).sum();
            let mut next = Vec::new();
            for (left, holes) in all {
                for own in left.saturating_sub(rest)..=left.min(*size) {
                    let mut holes = holes.clone();
                    holes[*part as usize] += own;
                    next.push((left - own, holes));
                }
            }
            all = next;
        }
        all.into_iter().map(|(_, holes)| holes).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::aside::Search;
    use super::*;
    use crate::Model;

    /// Numbers as if by chance (Knuth's multiplier).
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) % most
        }
    }

    /// A tree with some ways more, and who stands where: the one, where it wants to, and others.
    fn drawn(dice: &mut Dice) -> (String, u32, u32, Vec<u32>) {
        let points = 4 + dice.below(6);
        let mut paths = String::new();
        let mut join = |a: u64, b: u64| {
            write!(paths, "(along: [\"{a}\", \"{b}\"], length: \"1 m\", two_way: true), ")
                .expect("room");
        };
        for at in 1..points {
            join(dice.below(at), at);
        }
        for _ in 0..dice.below(3) {
            let (a, b) = (dice.below(points), dice.below(points));
            if a != b {
                join(a, b);
            }
        }
        let mut free: Vec<u32> = (0..points as u32).collect();
        let mut take = |dice: &mut Dice| free.swap_remove(dice.below(free.len() as u64) as usize);
        let one = take(dice);
        let others = 1 + dice.below(points - 2);
        let others: Vec<u32> = (0..others).map(|_| take(dice)).collect();
        let goal = (0..points as u32).filter(|at| *at != one).nth(dice.below(points - 1) as usize);
        (paths, one, goal.expect("another point"), others)
    }

    /// On networks drawn at random, the answer is that of looking at all arrangements, and its moves are possible ones.
    #[test]
    fn it_is_decided_as_by_looking_at_all_arrangements() {
        let (mut dice, mut answers) = (Dice(7), [0, 0]);
        for _ in 0..300 {
            let (paths, one, goal, others) = drawn(&mut dice);
            let text = format!(
                "Scene(equipment: {{\"agvs\": Fleet(paths: [{paths}], vehicles: {{\"v\": (speed: \"1 m/s\")}})}})"
            );
            let model = Model::read("shunt.ron", &text).expect("a scene");
            let (_, facts) = model.plant().fleets().next().expect("a fleet");
            let number = |name: u32| {
                let found = facts.nodes.iter().position(|node| node.name == name.to_string());
                found.expect("a point") as u32
            };
            let mover = |(vehicle, at): (u32, u32)| {
                let at = number(at);
                Mover { vehicle, pace: 0, at, goal: None }
            };
            let (one, goal) = (mover((0, one)), number(goal));
            let others: Vec<Mover> = (1..).zip(others).map(mover).collect();
            let movers =
                others.iter().copied().chain([Mover { goal: Some(goal), ..one }]).collect();
            let can = Search::new(facts, movers, std::iter::empty()).is_possible(usize::MAX);
            let mut shunt = Shunt::new(facts, std::iter::empty()).expect("paths both ways");
            let mut at: Vec<u32> = others.iter().map(|it| it.at).collect();
            at.insert(0, one.at);
            match shunt.moves(one, goal, &others) {
                Sought::Moves(moves) => {
                    assert_eq!(can, Some(true), "{text}");
                    for (vehicle, edge) in moves {
                        let edge = &facts.edges[edge as usize];
                        assert_eq!(at[vehicle as usize], edge.from);
                        assert!(!at.contains(&edge.to), "{text}");
                        at[vehicle as usize] = edge.to;
                    }
                    assert_eq!(at[0], goal);
                    answers[0] += 1;
                }
                Sought::None => {
                    assert_eq!(can, Some(false), "{text}");
                    answers[1] += 1;
                }
                Sought::Unknown => panic!("few situations"),
            }
        }
        assert!(answers.iter().all(|count| *count > 50), "{answers:?}");
    }
}
