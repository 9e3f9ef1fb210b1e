//! Where vehicles wait: those that have nothing to do, which may charge meanwhile, and those that cannot come to where they want to yet.

use plantwright_model::plant::{FleetFacts, Idling, Traffic};
use plantwright_scheduler::{Charging, Parking, ParkingPlace, Points};
use plantwright_units::{SimSpan, SimTime};

use super::Yard;
use super::drive::Task;
use super::nearby::{ALL, FAR, KEPT, Look, NEAREST};
use crate::core::Core;

/// How many times as long the way to where one wants to go may become by waiting beside the road.
const DETOUR: u64 = 3;

/// How many places beside the road are tried.
const SPOTS: usize = 4;

impl Yard {
    /// Sends vehicles that have nothing to do to charge, or to where they wait.
    pub(super) fn send_home(&mut self, core: &mut Core, facts: &FleetFacts) {
        let is_free =
            |number: &u32| self.free.contains(number) && self.vehicles[*number as usize].is_free();
        let free: Vec<u32> = self.restless.iter().copied().filter(is_free).collect();
        for number in free {
            let it = &self.vehicles[number as usize];
            let kind = &facts.types[it.kind as usize];
            if !kind.tour.is_empty() || !it.tasks.is_empty() {
                self.restless.remove(&number);
                continue;
            }
            // Who has a battery may have to charge later, when orders come for which it is too low.
            if kind.battery.is_none() {
                self.restless.remove(&number);
            }
            let (at, stays) = (it.rest(), it.stays);
            let (task, node) = match self.charger(core, facts, number) {
                Some(node) => (Task::Charge, Some(node)),
                None if stays => continue,
                None => (Task::Park, self.park(core, facts, number).filter(|node| *node != at)),
            };
            self.vehicles[number as usize].stays = node.is_none();
            let Some(node) = node else { continue };
            self.vehicles[number as usize].tasks.push_back((node, task));
            self.bound.insert((node, number));
            if task == Task::Park {
                self.parking.insert(number);
            }
            self.set_busy(number);
        }
    }

    /// Where a vehicle charges now, if it does.
    fn charger(&self, core: &mut Core, facts: &FleetFacts, number: u32) -> Option<u32> {
        let it = &self.vehicles[number as usize];
        let battery = facts.types[it.kind as usize].battery.as_ref()?;
        let charge = it.charge / battery.capacity;
        let is_needed = !self.open.is_empty()
            && self.open.iter().all(|order| self.way_to(facts, number, *order, core.now).is_none());
        let is_full = charge >= battery.high;
        if is_full && !is_needed {
            return None;
        }
        let chargers = self.reachable(facts, number, &facts.chargers, Task::Charge, NEAREST);
        let mut chargers = self.within_reach(facts, number, chargers);
        if is_needed {
            // Not every charger is so near to the work that a charge there is enough for it.
            let helps = |(node, _): &(u32, SimSpan)| {
                !(is_full && *node == it.rest()) && self.brings_from(facts, number, *node)
            };
            let near_work: Vec<(u32, SimSpan)> = chargers.iter().copied().filter(helps).collect();
            if is_full || !near_work.is_empty() {
                chargers = near_work;
            }
        }
        let ask = Charging {
            now: core.now,
            fleet: self.id,
            vehicle: number,
            charge,
            low: battery.low,
            high: battery.high,
            opportunity: battery.opportunity && !it.is_fresh,
            is_needed,
            chargers,
        };
        if ask.chargers.is_empty() {
            return None;
        }
        core.charge(&ask).map(|at| ask.chargers[at].0)
    }

    /// Where a vehicle waits that has nothing to do; none: where it is.
    fn park(&mut self, core: &mut Core, facts: &FleetFacts, number: u32) -> Option<u32> {
        let home = [facts.vehicles[number as usize].2.node(&facts.edges)];
        let nodes = match facts.idle {
            Idling::Home => &home[..],
            Idling::Stay | Idling::NearestPark | Idling::Distribute => &facts.parks,
        };
        // Where the scene decides, and for the nearest one, no others are looked for.
        let is_nearest = facts.idle == Idling::NearestPark
            && !core.scheduler.points.has(Points::TRANSPORT)
            && facts.types[self.vehicles[number as usize].kind as usize].battery.is_none();
        let here = self.vehicles[number as usize].rest();
        if is_nearest
            && facts.nodes[here as usize].parks
            && (facts.traffic == Traffic::Free || !self.is_bound(number, here, Task::Park))
        {
            // None is nearer.
            return Some(here);
        }
        let most = if is_nearest { 1 } else { NEAREST };
        let is_far = is_nearest && nodes.len() > ALL && facts.traffic != Traffic::Free;
        let mut open = if is_far {
            self.nearest_berth(facts, number).into_iter().collect()
        } else {
            self.reachable(facts, number, nodes, Task::Park, most)
        };
        open.retain(|(node, _)| self.can_go_to(facts, number, *node));
        if open.is_empty() {
            return None;
        }
        let kind = self.vehicles[number as usize].kind;
        // In a large fleet only who keeps away from others asks where those are.
        let asks = facts.idle == Idling::Distribute || facts.vehicles.len() <= ALL;
        let all = asks.then(|| self.free.iter().chain(&self.parking)).into_iter().flatten();
        let others = all.filter(|other| **other != number);
        let goes = |other: &u32| {
            let it = &self.vehicles[*other as usize];
            it.tasks.front().map_or(it.rest(), |(node, _)| *node)
        };
        let others: Vec<u32> = others.map(goes).collect();
        let places = open.into_iter().map(|(point, way)| {
            let far = others.iter().filter_map(|at| facts.time_between(kind, *at, point));
            ParkingPlace { point, way, apart: far.min() }
        });
        let ask = Parking {
            now: core.now,
            fleet: self.id,
            rule: facts.idle,
            vehicle: number,
            places: places.collect(),
        };
        core.park(&ask).map(|at| ask.places[at].point)
    }

    /// The nearest park at which no other vehicle waits, and to which none goes for that, with how long it takes at least to go there. It
    /// is looked for near by, and among those at which nobody stands.
    fn nearest_berth(&mut self, facts: &FleetFacts, number: u32) -> Option<(u32, SimSpan)> {
        self.lanes.berths.look(facts);
        let it = &self.vehicles[number as usize];
        let [_, near] = KEPT;
        let near = self.neighbours.of(facts, it.kind, it.rest(), Look::From).take(near);
        let mut near = near.filter(|(node, _)| facts.nodes[*node as usize].parks);
        let is_open = |node: u32| !self.is_bound(number, node, Task::Park);
        if let Some((node, time)) = near.find(|(node, _)| is_open(*node)) {
            return Some((node, SimSpan::from_nanos(time)));
        }
        let stands = |node: u32| {
            let others = self.lanes.claims(node).iter().map(|claim| claim.vehicle);
            let mut others = others.filter(|other| *other != number);
            others.any(|other| {
                let it = &self.vehicles[other as usize];
                it.is_there() && it.rest() == node
            })
        };
        let (taken, open): (Vec<u32>, Vec<u32>) =
            self.lanes.berths.open().partition(|node| stands(*node));
        let way = |node: u32| Some((facts.time_between(it.kind, it.rest(), node)?, node));
        let nearest = open.into_iter().filter(|node| is_open(*node)).filter_map(way).min();
        for node in taken {
            self.lanes.berths.take(node);
        }
        nearest.map(|(time, node)| (node, time))
    }

    /// Points to which no other vehicle goes for the same reason, with how long it takes at least to go there; of many, so many that are
    /// nearest.
    fn reachable(
        &self,
        facts: &FleetFacts,
        number: u32,
        nodes: &[u32],
        task: Task,
        most: usize,
    ) -> Vec<(u32, SimSpan)> {
        let it = &self.vehicles[number as usize];
        let is_open =
            |node: u32| facts.traffic == Traffic::Free || !self.is_bound(number, node, task);
        if nodes.len() > ALL && facts.idle != Idling::Distribute {
            let is_one = |node: u32| {
                let node = &facts.nodes[node as usize];
                if task == Task::Park { node.parks } else { node.charges }
            };
            let mut open: Vec<(u32, SimSpan)> = Vec::new();
            let near = self.neighbours.of(facts, it.kind, it.rest(), Look::From);
            for (seen, (node, time)) in near.enumerate() {
                // Of those that are as near as the last one, all are taken.
                let is_enough = open.len() >= most
                    && (most > 1 || open.iter().all(|(_, far)| far.as_nanos() < time));
                if is_enough || seen > FAR && !open.is_empty() {
                    break;
                }
                if is_one(node) && is_open(node) {
                    open.push((node, SimSpan::from_nanos(time)));
                }
            }
            open.sort_unstable();
            return open;
        }
        let open = nodes.iter().copied().filter(|node| is_open(*node));
        let way = |node| Some((node, facts.time_between(it.kind, it.rest(), node)?));
        open.filter_map(way).collect()
    }

    /// Lets a vehicle that has no way to where it wants to go wait beside the road near there, so that it is not in the way where it
    /// stands, and is soon there. Returns whether it goes.
    pub(super) fn wait_aside(
        &mut self,
        facts: &FleetFacts,
        number: u32,
        goal: u32,
        now: SimTime,
    ) -> bool {
        let it = &self.vehicles[number as usize];
        let (pace, here) = (it.pace(facts), it.rest());
        let is_aside = |node: u32| facts.nodes[node as usize].parks && facts.is_aside(node);
        let Some(direct) = facts.time_between(pace, here, goal) else { return false };
        if facts.traffic != Traffic::Planned || facts.parks.is_empty() || is_aside(here) {
            return false;
        }
        let longest = direct.as_nanos().saturating_mul(DETOUR);
        // Most places are taken: that is looked at first.
        let fits = |(node, on): &(u32, u64)| {
            if self.is_bound(number, *node, Task::Park) {
                return None;
            }
            let to = facts.time_between(pace, here, *node)?.as_nanos();
            let is_open = to + on <= longest && self.can_go_to(facts, number, *node);
            is_open.then_some((to + on, *node))
        };
        let near = self.neighbours.of(facts, pace, goal, Look::Towards).take(FAR);
        let near = near.take_while(|(_, on)| *on <= longest);
        let near = near.filter(|(node, _)| is_aside(*node) && *node != goal);
        let mut open: Vec<(u64, u32)> = near.filter_map(|it| fits(&it)).take(SPOTS).collect();
        open.sort_unstable();
        let mut roads = self.roads(facts, now);
        open.into_iter().any(|(_, node)| {
            let Some(least) = facts.times.get(&(pace, node)) else { return false };
            roads.way(number, node, least).is_some_and(|way| roads.commit(number, &way, false))
        })
    }

    /// Whether another vehicle goes to a point for the same reason, or is in its way there.
    fn is_bound(&self, number: u32, node: u32, task: Task) -> bool {
        let bound = || self.bound.range((node, 0)..=(node, u32::MAX));
        let is_same = |other: u32| self.vehicles[other as usize].tasks.contains(&(node, task));
        // Mostly somebody stands there.
        task == Task::Park && self.lanes.is_kept(node, number)
            || bound().any(|(_, other)| *other != number && is_same(*other))
    }

    /// A vehicle goes nowhere to wait or to charge any more.
    pub(super) fn unbind(&mut self, number: u32) {
        for (node, task) in &self.vehicles[number as usize].tasks {
            if matches!(task, Task::Park | Task::Charge) {
                self.bound.remove(&(*node, number));
            }
        }
    }
}
