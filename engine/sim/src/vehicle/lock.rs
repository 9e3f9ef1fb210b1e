//! Deadlocks: vehicles that wait for one another in a circle, or for one that will never move. They are looked for whenever somebody
//! comes to wait, and written down with who waits for whom, and where.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_journal::{Record, Stall};
use plantwright_model::plant::{FleetFacts, Traffic};
use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};

use super::drive::Task;
use super::{Fleet, Yard};
use crate::core::Core;
use crate::sim::Sim;
use crate::world::Column as _;

/// Vehicles that wait in vain, as they are kept: by their numbers, and those of points.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Lock {
    at: SimTime,
    members: Vec<Member>,
    is_proven: bool,
}

/// A vehicle, where it stands, to which point it wants to go next and in the end, and whom it waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Member {
    vehicle: u32,
    at: u32,
    wants: u32,
    goal: u32,
    held_by: Option<u32>,
    /// Where that one is.
    held_at: Option<u32>,
    /// What it has brought that finds no room, and where.
    no_room: Option<(ItemId, EquipmentId)>,
    /// The number of the last point that was granted to it, and what it stands with.
    granted: u64,
    gives: Option<u64>,
}

/// Vehicles that wait for one another in a circle, or for one that will never move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlock {
    /// When that was found.
    pub at: SimTime,
    /// The fleet.
    pub fleet: EquipmentId,
    /// Who waits for whom.
    pub vehicles: Vec<Held>,
    /// Whether nobody can make way; else that was searched for, and given up.
    pub is_proven: bool,
}

/// A vehicle that waits.
#[expect(clippy::struct_field_names, reason = "who is held by whom")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub vehicle: EquipmentId,
    /// The point at which it stands, or from which it has come.
    pub at: String,
    /// The point to which it wants to go next.
    pub wants: String,
    /// The point to which it wants to go in the end.
    pub goal: String,
    /// Who is there, or comes there before, or can never make way for it.
    pub held_by: Option<EquipmentId>,
    /// The point at which that one stands, or from which it has come.
    pub held_at: Option<String>,
    /// What it stands with that finds no room where it was brought, and the equipment that has none.
    pub no_room: Option<(ItemId, EquipmentId)>,
}

/// Where a vehicle is: on the way from one point to another, and how far along; at a point it is at the end of the way to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VehicleAt {
    /// The fleet.
    pub fleet: EquipmentId,
    /// Which vehicle.
    pub vehicle: EquipmentId,
    /// The number of the point that it has come from.
    pub from: u32,
    /// The number of the point that it goes to, or is at.
    pub to: u32,
    /// How far it is from the first of them, in metres.
    pub along: f64,
    /// How far they are from each other, in metres.
    pub way: f64,
    /// How fast it is [m/s].
    pub speed: f64,
    /// Which share of its battery is left; 0 where it has none.
    pub charge: f64,
}

impl Sim {
    /// Returns all vehicles that wait in vain, in the order in which that was found. What was found and has dissolved since is not among
    /// them.
    pub fn deadlocks(&mut self) -> Vec<Deadlock> {
        let plant = std::sync::Arc::clone(self.plant());
        self.on_floor(|cx| {
            let fleets = Fleet::column(&cx.columns).iter();
            let mut found: Vec<Deadlock> = fleets
                .flat_map(|fleet| fleet.yard.locks.iter().map(|lock| (&fleet.yard, lock)))
                .map(|(yard, lock)| {
                    let facts = plant.equipment(yard.id).fleet.as_deref();
                    let name = |node: u32| {
                        facts.map_or_else(String::new, |it| it.nodes[node as usize].name.clone())
                    };
                    let held = lock.members.iter().map(|it| Held {
                        vehicle: yard.vehicle_id(it.vehicle),
                        at: name(it.at),
                        wants: name(it.wants),
                        goal: name(it.goal),
                        held_by: it.held_by.map(|other| yard.vehicle_id(other)),
                        held_at: it.held_at.map(name),
                        no_room: it.no_room,
                    });
                    let (at, fleet, is_proven) = (lock.at, yard.id, lock.is_proven);
                    Deadlock { at, fleet, vehicles: held.collect(), is_proven }
                })
                .collect();
            found.sort_by_key(|lock| (lock.at, lock.fleet));
            found
        })
    }

    /// Returns where all vehicles are, in the order of their ids.
    pub fn vehicles(&mut self) -> Vec<VehicleAt> {
        let plant = std::sync::Arc::clone(self.plant());
        self.on_floor(|cx| {
            let now = cx.core.now;
            let mut found = Vec::new();
            for fleet in Fleet::column(&cx.columns) {
                let Some(facts) = plant.equipment(fleet.id).fleet.as_deref() else { continue };
                let all = (0..fleet.yard.vehicles.len() as u32)
                    .map(|number| fleet.yard.at(facts, number, now));
                found.extend(all);
            }
            found.sort_by_key(|it| it.vehicle);
            found
        })
    }
}

impl Yard {
    /// Writes down who waits in vain, once for each, and who does so no longer. `touched`: who was looked at just now; a circle closes with
    /// one of those. `unsolved`: of whom it was not found out whether others can make way.
    pub(super) fn find_locks(
        &mut self,
        core: &mut Core,
        facts: &FleetFacts,
        touched: &[u32],
        unsolved: &[u32],
    ) {
        self.dissolve(core, facts);
        let locked = match facts.traffic {
            Traffic::Free => Vec::new(),
            Traffic::FirstCome => {
                let circles = self.circles(facts, touched);
                if circles.is_empty() { self.nobody_moves(touched) } else { circles }
            }
            Traffic::Planned => {
                let all = self.nobody_moves(touched);
                if all.is_empty() { self.hopeless(touched) } else { all }
            }
        };
        let locked = if locked.is_empty() { self.full(facts) } else { locked };
        if locked.is_empty() {
            return;
        }
        let member = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            let held_by = self.held_by(facts, *number, &locked);
            Member {
                vehicle: *number,
                at: it.step(it.reached).node,
                wants: self.wanted(facts, *number),
                goal: it.tasks.front().map_or(it.rest(), |(goal, _)| *goal),
                held_by,
                held_at: held_by.map(|other| {
                    let other = &self.vehicles[other as usize];
                    other.step(other.reached).node
                }),
                no_room: it.gives.map(|order| {
                    let order = &self.orders[&order];
                    let receiver = facts.stations[order.drop as usize].equipment;
                    (core.items[order.item].id, receiver)
                }),
                granted: it.granted,
                gives: it.gives,
            }
        };
        let members: Vec<Member> = locked.iter().map(member).collect();
        let is_proven = !locked.iter().any(|number| unsolved.contains(number));
        let stall = if is_proven { Stall::Locked } else { Stall::Unsolved };
        for it in &members {
            self.vehicles[it.vehicle as usize].reported = true;
            self.tell(core, it, stall);
        }
        self.locks.push(Lock { at: core.now, members, is_proven });
    }

    fn tell(&self, core: &mut Core, it: &Member, stall: Stall) {
        let other = it.held_by.map_or(EquipmentId::NONE, |other| self.vehicle_id(other));
        let record = Record::of_stall(core.now, self.vehicle_id(it.vehicle), stall, other);
        core.recorder.push(record.level(it.wants));
    }

    /// Takes back what was told of vehicles of which one has something to do again, or may go on: an order, a repair or a tow truck has
    /// come in between.
    fn dissolve(&mut self, core: &mut Core, facts: &FleetFacts) {
        if self.locks.is_empty() {
            return;
        }
        let goes_on = |it: &Member| {
            let vehicle = &self.vehicles[it.vehicle as usize];
            let is_still = (vehicle.granted, vehicle.gives) == (it.granted, it.gives);
            let goal = vehicle.tasks.front().map_or(vehicle.rest(), |(goal, _)| *goal);
            !is_still || vehicle.work.is_some() || vehicle.motion.is_some() || goal != it.goal
        };
        let (gone, kept): (Vec<Lock>, Vec<Lock>) = std::mem::take(&mut self.locks)
            .into_iter()
            .partition(|lock| lock.members.iter().any(goes_on));
        self.locks = kept;
        for it in gone.iter().flat_map(|lock| &lock.members) {
            let vehicle = &mut self.vehicles[it.vehicle as usize];
            (vehicle.reported, vehicle.is_hopeless) = (false, false);
            let wants = self.wanted(facts, it.vehicle);
            self.tell(core, &Member { wants, ..it.clone() }, Stall::Dissolved);
        }
    }

    /// For whom a vehicle waits: if it waits for several, for one of those who wait in vain as well.
    fn held_by(&self, facts: &FleetFacts, number: u32, locked: &[u32]) -> Option<u32> {
        let last = self.vehicles[number as usize].waits_for?;
        if locked.contains(&last) {
            return Some(last);
        }
        let ahead = self.ahead(facts, number);
        Some(
            ahead
                .into_iter()
                .flat_map(|(ahead, _)| ahead)
                .find(|it| locked.contains(it))
                .unwrap_or(last),
        )
    }

    /// Where a vehicle is.
    pub(super) fn at(&self, facts: &FleetFacts, number: u32, now: SimTime) -> VehicleAt {
        let it = &self.vehicles[number as usize];
        let place = it.place(now);
        let behind = it.steps.iter().rposition(|step| step.place <= place).unwrap_or(0);
        let (from, to) = match it.steps.get(behind + 1).filter(|_| place > it.steps[behind].place) {
            Some(next) => (&it.steps[behind], next),
            None => (&it.steps[behind.max(1) - 1], &it.steps[behind]),
        };
        let battery = facts.types[it.kind as usize].battery.as_ref();
        VehicleAt {
            fleet: self.id,
            vehicle: self.vehicle_id(number),
            from: from.node,
            to: to.node,
            along: place - from.place,
            way: to.place - from.place,
            speed: it.motion.as_ref().map_or(0.0, |motion| motion.speed(now)),
            charge: battery
                .map_or(0.0, |battery| self.charge_at(facts, number, now) / battery.capacity),
        }
    }

    /// The point that a vehicle wants next.
    fn wanted(&self, facts: &FleetFacts, number: u32) -> u32 {
        let it = &self.vehicles[number as usize];
        if it.last() > it.granted {
            return it.step(it.granted + 1).node;
        }
        let Some((goal, _)) = it.tasks.front() else { return it.rest() };
        let pace = it.pace(facts);
        let Some(least) = facts.times.get(&(pace, *goal)) else { return *goal };
        let to = |edge: &u32| facts.edges[*edge as usize].to;
        let next = facts.out[it.rest() as usize].iter().min_by_key(|edge| {
            least[to(edge) as usize].saturating_add(facts.time_on(**edge, pace))
        });
        next.map_or(*goal, to)
    }

    /// Whether a vehicle stands since others are in its way.
    fn is_held(&self, number: u32) -> bool {
        let it = &self.vehicles[number as usize];
        let waits = it.gives.is_none() && it.waits_for.is_some() && it.stranded.is_none();
        waits && it.motion.is_none() && it.work.is_none()
    }

    /// At each place that a vehicle wants next: who is there or comes there before it, and how many of those have to stay for it never to
    /// get in.
    fn ahead(&self, facts: &FleetFacts, number: u32) -> Vec<(Vec<u32>, usize)> {
        let it = &self.vehicles[number as usize];
        let next = it.granted + 1;
        if facts.traffic != Traffic::FirstCome || next > it.last() {
            return it.waits_for.map(|other| (vec![other], 1)).into_iter().collect();
        }
        let places = self.lanes.new_places(facts, Some(it.step(next - 1).node), it.step(next).node);
        let ahead = places.map(|place| {
            let (queue, most) = (self.lanes.claims(place), self.lanes.capacity(place) as usize);
            let before = queue.iter().take_while(|it| (it.vehicle, it.step) != (number, next));
            let mut others: Vec<u32> =
                before.map(|it| it.vehicle).filter(|other| *other != number).collect();
            if most > 1 {
                // Who comes again later is there once at a time.
                others.sort_unstable();
                others.dedup();
            }
            (others, most)
        });
        ahead.collect()
    }

    /// Vehicles each of which waits for another one of them, so that none of them can ever go on. Who waits for room in a zone waits for
    /// any of those in it, and in vain only if enough of them do.
    fn circles(&self, facts: &FleetFacts, touched: &[u32]) -> Vec<u32> {
        let mut locked: Vec<u32> = Vec::new();
        for number in touched.iter().copied() {
            if self.vehicles[number as usize].reported
                || !self.is_held(number)
                || locked.contains(&number)
            {
                continue;
            }
            // All for whom it waits, and those for whom they wait.
            let mut all = BTreeMap::new();
            let mut open = vec![number];
            while let Some(at) = open.pop() {
                if all.contains_key(&at) {
                    continue;
                }
                let ahead = if self.is_held(at) { self.ahead(facts, at) } else { Vec::new() };
                open.extend(ahead.iter().flat_map(|(ahead, _)| ahead));
                all.insert(at, ahead);
            }
            // Who goes on when those do who can.
            let mut in_vain: BTreeSet<u32> =
                all.keys().copied().filter(|at| self.is_held(*at)).collect();
            let stays = |in_vain: &BTreeSet<u32>, at: u32| {
                all[&at].iter().any(|(ahead, most)| {
                    ahead.iter().filter(|other| in_vain.contains(other)).count() >= *most
                })
            };
            while let Some(goes) = in_vain.iter().copied().find(|at| !stays(&in_vain, *at)) {
                in_vain.remove(&goes);
            }
            // Those of them who wait for it in turn.
            let mut circle = BTreeSet::new();
            loop {
                let waits = |at: &u32| {
                    let mut ahead = all[at].iter().flat_map(|(ahead, _)| ahead);
                    ahead.any(|other| *other == number || circle.contains(other))
                };
                let more: Vec<u32> = in_vain
                    .iter()
                    .copied()
                    .filter(|at| !circle.contains(at) && waits(at))
                    .collect();
                if more.is_empty() {
                    break;
                }
                circle.extend(more);
            }
            if circle.contains(&number) {
                locked.extend(self.in_turn(facts, number, &circle));
            }
        }
        locked
    }

    /// A circle, from one vehicle on to the one for which it waits, and so on; those that hang on it behind.
    fn in_turn(&self, facts: &FleetFacts, first: u32, circle: &BTreeSet<u32>) -> Vec<u32> {
        let all: Vec<u32> = circle.iter().copied().collect();
        let mut turn = vec![first];
        while let Some(next) = self.held_by(facts, turn[turn.len() - 1], &all)
            && circle.contains(&next)
            && !turn.contains(&next)
        {
            turn.push(next);
        }
        let rest: Vec<u32> = all.into_iter().filter(|it| !turn.contains(it)).collect();
        turn.extend(rest);
        turn
    }

    /// Those who can never come to where they want to, though others drive: that was found out just now, when they were looked at.
    fn hopeless(&self, touched: &[u32]) -> Vec<u32> {
        let is_new = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            it.is_hopeless && !it.reported && self.stuck.contains(number)
        };
        touched.iter().copied().filter(is_new).collect()
    }

    /// Where nobody in the whole fleet moves or works any more, those who want to. `touched`: who was looked at just now, and mostly goes
    /// on.
    pub(super) fn nobody_moves(&self, touched: &[u32]) -> Vec<u32> {
        // What is in a safety field is told of as such, and may be taken away.
        let acts = |it: &super::Vehicle| {
            it.motion.is_some()
                || it.work.is_some()
                || it.gives.is_some()
                || !it.obstacles.is_empty()
        };
        let goes_on = |number: &u32| acts(&self.vehicles[*number as usize]);
        if self.is_undecided() || touched.iter().any(goes_on) {
            return Vec::new();
        }
        let all = 0..self.vehicles.len() as u32;
        // Who stands may be looked at again since it may break down.
        let stands = |number: u32| {
            let it = &self.vehicles[number as usize];
            it.motion.is_none() && it.work.is_none()
        };
        // Who only wants to park keeps nobody waiting for anything.
        let parks = |number: &u32| {
            let task = self.vehicles[*number as usize].tasks.front();
            task.is_some_and(|(_, task)| *task == Task::Park)
        };
        let waits =
            |number: &u32| (self.stuck.contains(number) || self.is_held(*number)) && !parks(number);
        // Mostly, who is looked at first drives.
        if !self.agenda.first().is_none_or(|(_, number)| stands(number))
            || !self.agenda.iter().all(stands)
            || !all.clone().any(|number| waits(&number))
        {
            return Vec::new();
        }
        if self.vehicles.iter().any(acts) {
            return Vec::new();
        }
        let is_new = |number: &u32| !self.vehicles[*number as usize].reported;
        all.filter(waits).filter(is_new).collect()
    }

    /// Vehicles that stand with something for a machine which is full, since its own parts find no room where they wait for a vehicle,
    /// and all vehicles that could come for them stand behind. With them, those that do.
    fn full(&self, facts: &FleetFacts) -> Vec<u32> {
        if self.giving.is_empty() {
            return Vec::new();
        }
        for number in self.giving.iter().copied() {
            let it = &self.vehicles[number as usize];
            let Some(order) = it.gives.filter(|_| !it.reported) else { continue };
            let station = self.orders[&order].drop;
            let (waiting, is_refused) = self.waiting[station as usize];
            let most = facts.stations[station as usize].waiting;
            // Where there is room again, what was refused is offered anew.
            if !is_refused || most.is_none_or(|most| waiting < most) {
                continue;
            }
            let mut behind = vec![number];
            let waits = self
                .orders
                .values()
                .filter(|order| order.pick == station && order.loaded.is_none());
            let in_vain = waits.map(|order| order.vehicle).all(|vehicle| match vehicle {
                None => {
                    self.free.is_empty()
                        && self
                            .vehicles
                            .iter()
                            .zip(0..)
                            .all(|(_, other)| self.stands_behind(other, number))
                }
                Some(other) => {
                    if other != number && !behind.contains(&other) {
                        behind.push(other);
                    }
                    self.stands_behind(other, number)
                }
            });
            if in_vain {
                return behind;
            }
        }
        Vec::new()
    }

    /// Where one stands in vain with what finds no room, and those who could make room stand behind it, it makes way for them, and
    /// comes back. Returns whether there was somebody.
    pub(super) fn make_room(&mut self, facts: &FleetFacts, now: SimTime) -> bool {
        let behind = self.full(facts);
        let Some(first) = behind.first().copied() else { return false };
        let Some(order) = self.vehicles[first as usize].gives else { return false };
        if self.takes_along(facts, first, order) {
            return true;
        }
        if facts.traffic != Traffic::Planned {
            return false;
        }
        // Who comes back itself, or wants to park, makes no room.
        let helps = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            let task = it.tasks.front().map(|(_, task)| *task);
            *number != first
                && it.is_free()
                && self.stands_behind(*number, first)
                && task.is_some_and(|task| !matches!(task, Task::Give(_) | Task::Park))
        };
        let helpers: Vec<u32> = (0..self.vehicles.len() as u32).filter(helps).collect();
        let at = self.vehicles[first as usize].rest();
        self.giving.remove(&first);
        let it = &mut self.vehicles[first as usize];
        it.gives = None;
        it.tasks.push_front((at, Task::Give(order)));
        for number in helpers {
            let it = &self.vehicles[number as usize];
            let Some((goal, _)) = it.tasks.front().copied() else { continue };
            let Some(least) = facts.times.get(&(it.pace(facts), goal)) else { continue };
            let mut roads = self.roads(facts, now);
            let passes = roads.passes(number, goal, least, first);
            let sent = std::mem::take(&mut roads.sent);
            if passes {
                self.dirty.extend(sent);
                self.epoch += 1;
                self.stuck.remove(&number);
                let it = &mut self.vehicles[number as usize];
                (it.stuck_since, it.waits_for) = (None, None);
                self.dirty.extend([number, first]);
                return true;
            }
        }
        let it = &mut self.vehicles[first as usize];
        it.tasks.pop_front();
        it.gives = Some(order);
        self.giving.insert(first);
        false
    }

    /// Lets one with room for more take along what waits where it stands with something that finds none.
    fn takes_along(&mut self, facts: &FleetFacts, number: u32, gives: u64) -> bool {
        let it = &self.vehicles[number as usize];
        let at = it.rest();
        let picks = it.tasks.iter().filter(|(_, task)| matches!(task, Task::Pick(_))).count();
        if it.load.len() + picks >= facts.types[it.kind as usize].capacity as usize {
            return false;
        }
        let mut waits = self.open.iter().copied();
        let Some(order) =
            waits.find(|order| facts.stations[self.orders[order].pick as usize].pick == at)
        else {
            return false;
        };
        self.open.remove(&order);
        let drop = facts.stations[self.orders[&order].drop as usize].drop;
        if let Some(it) = self.orders.get_mut(&order) {
            it.vehicle = Some(number);
        }
        self.giving.remove(&number);
        let it = &mut self.vehicles[number as usize];
        it.gives = None;
        it.tasks.push_front((at, Task::Give(gives)));
        it.tasks.push_front((at, Task::Pick(order)));
        it.tasks.push_back((drop, Task::Drop(order)));
        self.epoch += 1;
        self.dirty.insert(number);
        true
    }

    /// Whether a vehicle waits for another one, or for one that waits for it.
    fn stands_behind(&self, number: u32, other: u32) -> bool {
        let mut at = number;
        for _ in 0..self.vehicles.len() {
            if at == other {
                return true;
            }
            match self.vehicles[at as usize].waits_for {
                Some(next) if self.is_held(at) => at = next,
                _ => return false,
            }
        }
        false
    }
}
