//! Transport orders: where they come from, which vehicle takes which, and what becomes of them.

use std::collections::{BTreeSet, BinaryHeap};

use plantwright_journal::{Record, What};
use plantwright_model::plant::{Dispatch, FleetFacts, Traffic};
use plantwright_scheduler::{FreeVehicle, Points, Transport, TransportOrder};
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Yard;
use super::drive::Task;
use super::nearby::{ALL, Look};
use super::starved::Passes;
use crate::build::SpawnCx;
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;

/// Of so many vehicles and fewer, all are looked at, however few orders there are.
const FEW: usize = 16;

/// An item that is to be brought somewhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) item: ItemRef,
    /// The stations at which it is picked up, and dropped.
    pub(super) pick: u32,
    pub(super) drop: u32,
    /// Over which it goes on then.
    pub(super) out: LinkId,
    pub(super) ready: SimTime,
    /// What the item weighs, in kilograms; 0 where that is not said.
    pub(super) mass: f64,
    pub(super) vehicle: Option<u32>,
    /// When a vehicle began to carry it.
    pub(super) loaded: Option<SimTime>,
    /// How often a later one was preferred, and whether that was told.
    pub(super) passes: Passes,
    pub(super) is_starved: bool,
}

/// Where that goes which comes over a link.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Relation {
    pick: u32,
    drop: u32,
    out: LinkId,
}

/// All that comes to a fleet, by link.
pub(super) fn relations(facts: &FleetFacts, cx: &SpawnCx<'_>) -> Vec<(LinkId, Relation)> {
    let mut relations: Vec<(LinkId, Relation)> = cx
        .transports()
        .filter_map(|(link, from, to)| {
            let relation = Relation {
                pick: facts.station(from)?,
                drop: facts.station(to)?,
                out: cx.link_to(to),
            };
            Some((link, relation))
        })
        .collect();
    relations.sort_by_key(|(link, _)| *link);
    relations
}

impl Yard {
    /// Takes an item to the place where it waits for a vehicle, if there is room.
    pub(super) fn take_order(
        &mut self,
        core: &mut Core,
        facts: &FleetFacts,
        item: ItemRef,
    ) -> bool {
        let link = core.offered_over;
        let found = self.relations.binary_search_by_key(&link, |(link, _)| *link);
        let Relation { pick, drop, out } = self.relations[found.expect("a link to this fleet")].1;
        let (waiting, refused) = &mut self.waiting[pick as usize];
        if facts.stations[pick as usize].waiting.is_some_and(|most| *waiting >= most) {
            *refused = true;
            if self.stands_before(pick) {
                core.poke(self.id);
            }
            return false;
        }
        *waiting += 1;
        let physics = core.plant.product(core.items[item].product).physics.as_ref();
        let mass = physics.map_or(0.0, |it| it.mass.value.base_f64());
        let (ready, vehicle, loaded) = (core.now, None, None);
        let (passes, is_starved) = (Passes::new(), false);
        let order =
            Order { item, pick, drop, out, ready, mass, vehicle, loaded, passes, is_starved };
        self.orders.insert(self.next_order, order);
        self.open.insert(self.next_order);
        self.next_order += 1;
        self.news = true;
        true
    }

    /// Whether a vehicle stands before a station with something for it. When that comes to be full of what waits for vehicles, the
    /// one that stands there has to know: it may wait for itself now.
    fn stands_before(&self, station: u32) -> bool {
        let drop = |number: &u32| {
            let order = self.vehicles[*number as usize].gives?;
            Some(self.orders.get(&order)?.drop)
        };
        self.giving.iter().any(|number| drop(number) == Some(station))
    }

    /// Where there is room again, those who were refused offer anew.
    pub(super) fn ask_givers(&mut self, core: &mut Core, facts: &FleetFacts) {
        if !self.refused {
            return;
        }
        self.refused = false;
        let mut ask = false;
        for ((waiting, refused), station) in self.waiting.iter_mut().zip(&facts.stations) {
            if *refused && station.waiting.is_none_or(|most| *waiting < most) {
                *refused = false;
                ask = true;
            }
        }
        if ask {
            for link in core.links.take_notes(self.id) {
                core.poke(core.links.from(link));
            }
        }
    }

    /// One waits no longer at a station.
    fn makes_room(&mut self, station: u32) {
        let (waiting, is_refused) = &mut self.waiting[station as usize];
        *waiting -= 1;
        self.refused |= *is_refused;
    }

    /// A vehicle has picked up what an order is about.
    pub(super) fn picked_up(&mut self, core: &mut Core, number: u32, order: u64) {
        self.waits_no_more(order, core.now);
        let Some(it) = self.orders.get_mut(&order) else { return };
        it.loaded = Some(core.now);
        let (item, pick, waited) = (it.item, it.pick, core.now.since(it.ready));
        self.picked_up_after.add(waited);
        self.makes_room(pick);
        if core.recorder.wants(What::Started) {
            let id = core.items[item].id;
            let record = Record::of_item(What::Started, core.now, self.id, id);
            core.recorder.push(record.span(waited).level(number));
        }
    }

    /// A vehicle has unloaded it.
    pub(super) fn dropped(&mut self, core: &mut Core, number: u32, order: u64) {
        let Some(it) = self.orders.get(&order) else { return };
        core.expire_here(it.item);
        let span = it.loaded.map_or(SimSpan::ZERO, |at| core.now.since(at));
        let item = &mut core.items[it.item];
        item.processed += span;
        let id = item.id;
        if core.recorder.wants(What::Finished) {
            let record = Record::of_item(What::Finished, core.now, self.id, id);
            core.recorder.push(record.span(span).level(number));
        }
    }

    /// The next stage of an item has it now.
    pub(super) fn handed_over(&mut self, number: u32) {
        let it = &mut self.vehicles[number as usize];
        self.giving.remove(&number);
        if let Some(order) = it.gives.take() {
            it.load.retain(|other| *other != order);
            self.orders.remove(&order);
        }
        self.epoch += 1;
        self.dirty.insert(number);
    }

    /// The first vehicle that stands with something for a link.
    pub(super) fn gives_over(&self, link: LinkId) -> Option<u32> {
        let gives = |order: &u64| self.orders.get(order).is_some_and(|order| order.out == link);
        let found =
            self.giving.iter().map(|number| (self.vehicles[*number as usize].gives, *number));
        found.filter(|(order, _)| order.as_ref().is_some_and(gives)).min().map(|(_, number)| number)
    }

    /// Takes out an item that waits for a vehicle which has not been ordered, or that was unloaded.
    pub(super) fn withdraw(&mut self, item: ItemRef, now: SimTime) -> bool {
        let Some((order, it)) = self.orders.iter().find(|(_, order)| order.item == item) else {
            return false;
        };
        let (order, pick) = (*order, it.pick);
        if self.open.remove(&order) {
            self.waits_no_more(order, now);
            self.makes_room(pick);
            self.orders.remove(&order);
            return true;
        }
        let gives = |number: &u32| self.vehicles[*number as usize].gives == Some(order);
        match self.giving.iter().copied().find(gives) {
            Some(number) => {
                self.handed_over(number);
                true
            }
            None => false,
        }
    }

    /// Gives orders to vehicles that have nothing to do, and sends those home that get none.
    pub(super) fn dispatch(&mut self, core: &mut Core, facts: &FleetFacts) {
        let (ask, vehicles, orders) = self.question(core, facts);
        if !ask.vehicles.is_empty() && !ask.orders.is_empty() {
            let answer = core.transport(&ask);
            let mut taken = (vec![false; vehicles.len()], vec![false; orders.len()]);
            for (vehicle, order) in &answer {
                let ways = ask.ways.get(*vehicle);
                let fits = ways.and_then(|ways| ways.get(*order)).copied().flatten();
                if fits.is_none() || taken.0[*vehicle] || taken.1[*order] {
                    core.wrong_transport(self.id, (*vehicle, *order));
                    return;
                }
                (taken.0[*vehicle], taken.1[*order]) = (true, true);
            }
            self.pass_over(core, &ask, &answer, &orders);
            let pairs = answer.iter().map(|(vehicle, order)| (vehicles[*vehicle], orders[*order]));
            let pairs: Vec<(u32, u64)> = pairs.collect();
            self.take_away(facts, &pairs, core.now);
            for (vehicle, order) in pairs {
                // Another one may have taken it with what waits in the same place, or it stays with whom it was.
                if self.open.contains(&order) {
                    self.recall(facts, vehicle, core.now);
                    self.assign(facts, vehicle, order);
                } else if self.orders.get(&order).is_some_and(|it| it.vehicle != Some(vehicle)) {
                    self.news = true;
                }
            }
        }
        self.send_home(core, facts);
    }

    /// Now that it is decided where those go who have nothing to do, those look again who waited for that.
    pub(super) fn look_again(&mut self) {
        let waited = |number: &&u32| self.vehicles[**number as usize].tried == 0;
        let again: Vec<u32> = self.stuck.iter().filter(waited).copied().collect();
        self.dirty.extend(again);
    }

    /// Takes orders away from vehicles on their way to them which get others, or whose orders others get.
    fn take_away(&mut self, facts: &FleetFacts, pairs: &[(u32, u64)], now: SimTime) {
        let mut changed: Vec<(u32, u64)> = Vec::new();
        for (vehicle, order) in pairs {
            let has = self.orders[order].vehicle;
            if let Some(other) = has.filter(|other| other != vehicle) {
                changed.push((other, *order));
            }
            if let Some((_, Task::Pick(own))) = self.vehicles[*vehicle as usize].tasks.front()
                && own != order
            {
                changed.push((*vehicle, *own));
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for (vehicle, order) in changed {
            self.recall(facts, vehicle, now);
            if let Some(it) = self.orders.get_mut(&order) {
                it.vehicle = None;
                self.open.insert(order);
            }
            self.news = true;
        }
    }

    /// A vehicle gives up what it was to do and where it was to go, beyond the point at which it can stop.
    fn recall(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        self.parking.remove(&number);
        self.stuck.remove(&number);
        self.unbind(number);
        let it = &mut self.vehicles[number as usize];
        if it.tasks.is_empty() {
            return;
        }
        it.tasks.clear();
        it.stuck_since = None;
        it.waits_for = None;
        it.arrive(now);
        it.granted = it.stops_at(facts, now);
        if it.last() > it.granted {
            // Whoever was to go on behind it plans anew, too: it may be in the way for longer now.
            self.give_up_with(facts, number);
            let it = &mut self.vehicles[number as usize];
            if it.motion.is_some() {
                it.go(facts, now);
            }
        }
        self.epoch += 1;
        self.dirty.insert(number);
    }

    /// Vehicles that could take an order now: those with nothing to do, those that go somewhere to wait, and, where the scene says so,
    /// those on their way to an order.
    fn candidates(&self, facts: &FleetFacts, now: SimTime) -> Vec<u32> {
        let is_free = |it: &&u32| self.vehicles[**it as usize].is_free() && self.is_on_duty(**it);
        let free = self.free.iter().filter(is_free);
        let mut all: Vec<u32> = free.copied().collect();
        let goes = self.parking.iter().filter(|number| self.may_recall(facts, **number, now));
        all.extend(goes);
        if facts.reassigns {
            let fetches = (0..self.vehicles.len() as u32).filter(|number| {
                let it = &self.vehicles[*number as usize];
                it.tasks.len() == 2
                    && it.load.is_empty()
                    && matches!(it.tasks[0], (_, Task::Pick(_)))
                    && self.may_recall(facts, *number, now)
            });
            all.extend(fetches);
        }
        all.sort_unstable();
        all
    }

    /// Those of them that may be chosen: where there are many, as many for each order as there are orders, the nearest. Whichever way
    /// orders are given so that ways are short, no other one is needed; who decides otherwise has some more to choose from.
    fn near_orders(&self, core: &Core, facts: &FleetFacts) -> Vec<u32> {
        let now = core.now;
        // Which orders a vehicle can take hangs on its battery.
        let is_left = !core.scheduler.points.has(Points::TRANSPORT)
            && facts.dispatch != Dispatch::Assignment
            && facts.types.iter().all(|kind| kind.battery.is_none());
        let most = if is_left { self.open.len() } else { self.open.len().max(ALL) };
        let count = self.free.len() + self.parking.len();
        if count <= (2 * most).max(FEW) || facts.traffic == Traffic::Free || facts.reassigns {
            return self.candidates(facts, now);
        }
        let picks =
            self.open.iter().map(|order| facts.stations[self.orders[order].pick as usize].pick);
        let picks: BTreeSet<u32> = picks.collect();
        let mut near = BTreeSet::new();
        for (pick, kind) in picks
            .iter()
            .flat_map(|pick| (0..facts.types.len() as u32).map(move |kind| (*pick, kind)))
        {
            // How long the nearest of them take, as many as are wanted; the longest of that first.
            let mut nearest = BinaryHeap::new();
            for (node, time) in self.neighbours.of(facts, kind, pick, Look::Towards) {
                if nearest.len() >= most && nearest.peek().is_some_and(|last| time > *last) {
                    break;
                }
                for claim in self.lanes.claims(node) {
                    let number = claim.vehicle;
                    let is_free = self.free.contains(&number)
                        && self.vehicles[number as usize].is_free()
                        && self.is_on_duty(number)
                        || self.parking.contains(&number) && self.may_recall(facts, number, now);
                    let it = &self.vehicles[number as usize];
                    if is_free
                        && it.kind == kind
                        && self.stands(facts, number, now) == node
                        && near.insert(number)
                    {
                        let before = it.until(it.stops_at(facts, now), now).as_nanos();
                        nearest.push(before + time);
                        if nearest.len() > most {
                            nearest.pop();
                        }
                    }
                }
            }
        }
        near.into_iter().collect()
    }

    /// Whether a vehicle can stop where it comes next: nobody who is under way goes past it there.
    fn may_recall(&self, facts: &FleetFacts, number: u32, now: SimTime) -> bool {
        let it = &self.vehicles[number as usize];
        if it.work.is_some() || it.gives.is_some() || it.is_down() || !self.is_on_duty(number) {
            return false;
        }
        if it.stranded.is_some() {
            return false;
        }
        if facts.traffic == Traffic::Free || it.last() == it.stops_at(facts, now) {
            return true;
        }
        let node = self.stands(facts, number, now);
        let zones = self.lanes.zones_of(facts, node).iter().map(|zone| self.lanes.zone(*zone));
        let is_alone =
            |place: u32| self.lanes.claims(place).iter().all(|claim| claim.vehicle == number);
        std::iter::once(node).chain(zones).all(is_alone)
    }

    /// Where a vehicle can be given other orders.
    fn stands(&self, facts: &FleetFacts, number: u32, now: SimTime) -> u32 {
        let it = &self.vehicles[number as usize];
        it.step(it.stops_at(facts, now)).node
    }

    /// Which vehicles could take which orders.
    fn question(&mut self, core: &Core, facts: &FleetFacts) -> (Transport, Vec<u32>, Vec<u64>) {
        // Who has become free may take what another one is on its way to.
        let is_open = !self.open.is_empty() || facts.reassigns;
        let free = if is_open { self.near_orders(core, facts) } else { Vec::new() };
        let mut orders: Vec<u64> = self.open.iter().copied().collect();
        for number in &free {
            if let Some((_, Task::Pick(order))) = self.vehicles[*number as usize].tasks.front() {
                orders.push(*order);
            }
        }
        orders.sort_unstable();
        let mut ways = Vec::new();
        for number in &free {
            self.spend(facts, *number, core.now);
            ways.push(
                orders.iter().map(|order| self.way_to(facts, *number, *order, core.now)).collect(),
            );
        }
        let vehicles = free.iter().map(|number| {
            let it = &self.vehicles[*number as usize];
            let battery = facts.types[it.kind as usize].battery.as_ref();
            FreeVehicle {
                number: *number,
                charge: battery.map(|battery| it.charge / battery.capacity),
            }
        });
        let open = orders.iter().map(|order| {
            let order = &self.orders[order];
            let item = &core.items[order.item];
            TransportOrder {
                item: item.id,
                product: item.product,
                from: facts.stations[order.pick as usize].equipment,
                to: facts.stations[order.drop as usize].equipment,
                ready: order.ready,
                due: (item.due != SimTime::MAX).then_some(item.due),
                priority: item.priority,
            }
        });
        let ask = Transport {
            now: core.now,
            fleet: self.id,
            rule: facts.dispatch,
            vehicles: vehicles.collect(),
            orders: open.collect(),
            ways,
        };
        (ask, free, orders)
    }

    /// How long it takes a vehicle at least to come to an order; none: it cannot, or its battery would run too low.
    pub(super) fn way_to(
        &self,
        facts: &FleetFacts,
        number: u32,
        order: u64,
        now: SimTime,
    ) -> Option<SimSpan> {
        let it = &self.vehicles[number as usize];
        let own = &self.orders[&order];
        let (pick, drop) =
            (facts.stations[own.pick as usize].pick, facts.stations[own.drop as usize].drop);
        let at = self.stands(facts, number, now);
        let time = facts.time_between(it.kind, at, pick)?;
        facts.time_between(facts.pace(it.kind, true), pick, drop)?;
        let before = it.until(it.stops_at(facts, now), now);
        self.bears(facts, number, at, pick, &[order]).then_some(before + time)
    }

    /// A vehicle takes an order, and what else waits at the same station as far as it has room.
    fn assign(&mut self, facts: &FleetFacts, number: u32, order: u64) {
        let it = &self.vehicles[number as usize];
        let room = facts.types[it.kind as usize].capacity as usize;
        let pick = self.orders[&order].pick;
        let with = self
            .open
            .iter()
            .copied()
            .filter(|other| *other != order && self.orders[other].pick == pick);
        let (at, node) = (it.rest(), facts.stations[pick as usize].pick);
        let mut taken = vec![order];
        for other in with {
            if taken.len() == room {
                break;
            }
            taken.push(other);
            if !self.bears(facts, number, at, node, &taken) {
                taken.pop();
            }
        }
        self.bind(facts, number, pick, &taken);
        self.plan_drops(facts, number, pick, taken);
        self.vehicles[number as usize].stays = false;
        self.set_busy(number);
    }

    /// A vehicle that has picked up what it came for takes along what waits there by now, as far as it has room. Where its battery
    /// counts, only what goes where it drives anyway.
    pub(super) fn take_along(&mut self, facts: &FleetFacts, number: u32, pick: u32) {
        let it = &self.vehicles[number as usize];
        let kind = &facts.types[it.kind as usize];
        let is_other = |(_, task): &(u32, Task)| !matches!(task, Task::Drop(_));
        let room = (kind.capacity as usize).saturating_sub(it.load.len());
        if room == 0 || it.tasks.iter().any(is_other) {
            return;
        }
        let drops: Vec<u32> = it.load.iter().map(|order| self.orders[order].drop).collect();
        let goes = |order: &u64| {
            let order = &self.orders[order];
            order.pick == pick && (kind.battery.is_none() || drops.contains(&order.drop))
        };
        let at = facts.stations[pick as usize].pick;
        let mut along: Vec<u64> = Vec::new();
        for order in self.open.iter().copied().filter(goes) {
            if along.len() == room {
                break;
            }
            along.push(order);
            if !self.bears(facts, number, at, at, &along) {
                along.pop();
            }
        }
        if along.is_empty() {
            return;
        }
        let all = it.load.iter().copied().chain(along.iter().copied()).collect();
        self.vehicles[number as usize].tasks.clear();
        self.bind(facts, number, pick, &along);
        self.plan_drops(facts, number, pick, all);
        self.dirty.insert(number);
    }

    /// Orders are a vehicle's from now on, which picks them up next.
    fn bind(&mut self, facts: &FleetFacts, number: u32, pick: u32, orders: &[u64]) {
        let at = facts.stations[pick as usize].pick;
        for order in orders {
            self.open.remove(order);
            if let Some(it) = self.orders.get_mut(order) {
                it.vehicle = Some(number);
            }
            let it = &mut self.vehicles[number as usize];
            it.tasks.push_back((at, Task::Pick(*order)));
            it.is_fresh = false;
        }
    }

    /// Brings orders to where they go, the nearest first.
    fn plan_drops(&mut self, facts: &FleetFacts, number: u32, pick: u32, mut drops: Vec<u64>) {
        let mut at = facts.stations[pick as usize].pick;
        let kind = self.vehicles[number as usize].kind;
        while let Some(next) = self.nearest_drop(facts, kind, at, &drops) {
            drops.retain(|order| *order != next);
            at = facts.stations[self.orders[&next].drop as usize].drop;
            self.vehicles[number as usize].tasks.push_back((at, Task::Drop(next)));
        }
    }

    /// Which of some orders goes to the nearest place from a point.
    pub(super) fn nearest_drop(
        &self,
        facts: &FleetFacts,
        kind: u32,
        at: u32,
        drops: &[u64],
    ) -> Option<u64> {
        let far = |order: &u64| {
            let drop = facts.stations[self.orders[order].drop as usize].drop;
            let loaded = facts.pace(kind, true);
            (facts.time_between(loaded, at, drop).unwrap_or(SimSpan::MAX), *order)
        };
        drops.iter().copied().min_by_key(far)
    }

    pub(super) fn set_busy(&mut self, number: u32) {
        if self.free.remove(&number) {
            self.busy += 1;
        }
        self.epoch += 1;
        self.dirty.insert(number);
    }
}
