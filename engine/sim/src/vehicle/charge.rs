//! Batteries: what is left in them, what a vehicle can bear with that, and what becomes of one that runs out.
//!
//! A vehicle takes an order only if, with all handling and the weight of what it carries, that leaves the share `low` and the way from
//! there to a charger. What cannot be foreseen (waiting for others, times by chance that are long) may still empty a battery: then the
//! vehicle brakes where it is, and is told as stranded.

use plantwright_model::plant::{BatteryFacts, FleetFacts};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use super::drive::{Task, Work};
use super::{Fleet, Yard};
use crate::core::Core;
use crate::sim::Sim;
use crate::world::Column as _;

/// What is below this share of a capacity is nothing, but for rounding.
const NOTHING: f64 = 1e-9;

/// A vehicle that stands with an empty battery, or with one that is charged up and yet too small for all that is to be brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranded {
    /// The fleet.
    pub fleet: EquipmentId,
    /// Which vehicle.
    pub vehicle: EquipmentId,
    /// Since when.
    pub since: SimTime,
    /// The point at which it stands, or from which it has come.
    pub at: String,
    /// The point before which it stands; none: it is at one.
    pub before: Option<String>,
    /// The point to which it wanted to go; none: it had nothing to do.
    pub goal: Option<String>,
    /// Whether that was to charge.
    pub to_charge: bool,
    /// Whether somebody comes to charge it.
    pub is_rescued: bool,
    /// Whether its battery is charged up: it could bring nothing of what waits, nor could any other vehicle of the fleet, and it can go to
    /// no charger from which it could.
    pub is_charged: bool,
}

impl Sim {
    /// Returns the vehicles that stand with an empty battery, and those whose charge is never enough for what waits, in the order of
    /// their ids.
    pub fn stranded(&mut self) -> Vec<Stranded> {
        let plant = std::sync::Arc::clone(self.plant());
        self.on_floor(|cx| {
            let mut found = Vec::new();
            for fleet in Fleet::column(&cx.columns) {
                let Some(facts) = plant.equipment(fleet.id).fleet.as_deref() else { continue };
                let all = || 0..fleet.yard.vehicles.len() as u32;
                found.extend(
                    all().filter_map(|number| fleet.yard.stranded(facts, number, cx.core.now)),
                );
                found.extend(fleet.yard.idle_for_good(facts, cx.core.now));
            }
            found.sort_by_key(|it| it.vehicle);
            found
        })
    }
}

/// How much energy handling takes at a stretch, in joules, by the means of its times.
fn handling(law: Option<&plantwright_des::Distribution>, battery: &BatteryFacts) -> f64 {
    law.map_or(0.0, |law| law.mean() / 1e9) * battery.idle
}

impl Yard {
    fn stranded(&self, facts: &FleetFacts, number: u32, now: SimTime) -> Option<Stranded> {
        let it = &self.vehicles[number as usize];
        let since = it.stranded?;
        let place = self.at(facts, number, now);
        let name = |node: u32| facts.nodes[node as usize].name.clone();
        let is_there = place.along >= place.way;
        let goal = it.tasks.front();
        Some(Stranded {
            fleet: self.id,
            vehicle: self.vehicle_id(number),
            since,
            at: name(if is_there { place.to } else { place.from }),
            before: (!is_there).then(|| name(place.to)),
            goal: goal.map(|(node, _)| name(*node)),
            to_charge: goal.is_some_and(|(_, task)| *task == Task::Charge),
            is_rescued: it.work.is_some_and(|(work, _)| work == Work::AwaitRescue),
            is_charged: false,
        })
    }

    /// Those who have nothing to do while orders wait, if nobody who takes orders can ever bear any of those: charged up where they are, or
    /// at a charger to which they can go.
    fn idle_for_good(&self, facts: &FleetFacts, now: SimTime) -> Vec<Stranded> {
        let takers = (0..).zip(&self.vehicles).filter(|(_, it)| {
            facts.types[it.kind as usize].tour.is_empty()
                && (it.stranded.is_none() || it.work.is_some())
        });
        let takers: Vec<u32> = takers.map(|(number, _)| number).collect();
        let is_in_vain = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            let Some(battery) = &facts.types[it.kind as usize].battery else { return false };
            let helps = |node: &u32| {
                facts.time_between(it.kind, it.rest(), *node).is_some()
                    && self.can_go_to(facts, *number, *node)
                    && self.brings_from(facts, *number, *node)
            };
            it.is_free()
                && it.tasks.is_empty()
                && it.charge >= battery.high * battery.capacity
                && self.open.iter().all(|order| {
                    // What is too heavy is not a matter of the battery.
                    self.orders[order].mass <= facts.types[it.kind as usize].max_load
                        && self.way_to(facts, *number, *order, now).is_none()
                })
                && !facts.chargers.iter().any(helps)
        };
        if self.open.is_empty() || self.news || !takers.iter().all(is_in_vain) {
            return Vec::new();
        }
        let told = takers.into_iter().map(|number| {
            let it = &self.vehicles[number as usize];
            Stranded {
                fleet: self.id,
                vehicle: self.vehicle_id(number),
                since: it.since,
                at: facts.nodes[it.rest() as usize].name.clone(),
                before: None,
                goal: None,
                to_charge: false,
                is_rescued: false,
                is_charged: true,
            }
        });
        told.collect()
    }

    /// What a vehicle carries, in kilograms; none: nothing.
    fn load_kg(&self, number: u32) -> Option<f64> {
        let load = &self.vehicles[number as usize].load;
        let mass = |order: &u64| self.orders.get(order).map_or(0.0, |order| order.mass);
        (!load.is_empty()).then(|| load.iter().map(mass).sum())
    }

    /// Reckons what is left in a battery by now.
    pub(super) fn spend(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let it = &mut self.vehicles[number as usize];
        if it.wear.is_some() {
            it.wear_down(facts, now, it.motion.is_some());
        }
        if facts.types[self.vehicles[number as usize].kind as usize].battery.is_none() {
            return;
        }
        let (left, place) =
            (self.charge_at(facts, number, now), self.vehicles[number as usize].place(now));
        let it = &mut self.vehicles[number as usize];
        (it.charge, it.charged_at, it.charged_place) = (left, now, place);
    }

    /// What is in a battery at an instant, in joules, as long as nothing happens before; 0 where there is none.
    pub(super) fn charge_at(&self, facts: &FleetFacts, number: u32, now: SimTime) -> f64 {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return 0.0 };
        let seconds = now.since(it.charged_at).as_nanos() as f64 / 1e9;
        if matches!(it.work, Some((Work::Charge, _))) {
            return battery.charged(it.charge, seconds).min(battery.capacity);
        }
        let metres = it.place(now) - it.charged_place;
        let each = battery.per_metre(self.load_kg(number));
        (it.charge - (metres * each + seconds * self.idles(facts, number))).max(0.0)
    }

    /// What it takes while it does what it does, beside driving, in watts.
    fn idles(&self, facts: &FleetFacts, number: u32) -> f64 {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return 0.0 };
        let stands = it.motion.is_none() && !matches!(it.work, Some((Work::Charge, _)));
        let has_work =
            !it.is_down() && it.work.is_some() || it.gives.is_some() || !it.tasks.is_empty();
        if stands && has_work && it.stranded.is_none() { battery.idle } else { 0.0 }
    }

    /// How long a vehicle charges, from what is left.
    pub(super) fn charging_time(&self, facts: &FleetFacts, number: u32) -> SimSpan {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return SimSpan::ZERO };
        let full = battery.high * battery.capacity;
        let takes = battery.charging_time(it.charge.min(full), full);
        SimSpan::from_nanos_f64(takes * 1e9).unwrap_or(SimSpan::ZERO)
    }

    /// A battery is charged.
    pub(super) fn fill_up(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let it = &mut self.vehicles[number as usize];
        if let Some(battery) = &facts.types[it.kind as usize].battery {
            it.charge = it.charge.max(battery.high * battery.capacity);
            (it.charged_at, it.charged_place) = (now, it.place(now));
            it.is_fresh = true;
        }
    }

    /// Whether a vehicle that is at a point, or can stop there, can fetch orders from a station, bring all of them and what it carries
    /// already to where they go, and go charging then; and whether they are not too heavy for it in all.
    pub(super) fn bears(
        &self,
        facts: &FleetFacts,
        number: u32,
        at: u32,
        pick: u32,
        orders: &[u64],
    ) -> bool {
        let charge = self.vehicles[number as usize].charge;
        self.bears_with(facts, (number, charge), (at, pick), orders)
    }

    /// As [`bears`](Self::bears), with a charge that it will have there, in joules.
    fn bears_with(
        &self,
        facts: &FleetFacts,
        (number, charge): (u32, f64),
        (at, pick): (u32, u32),
        orders: &[u64],
    ) -> bool {
        let it = &self.vehicles[number as usize];
        let kind = &facts.types[it.kind as usize];
        let weigh =
            |orders: &[u64]| orders.iter().map(|order| self.orders[order].mass).sum::<f64>();
        if weigh(&it.load) + weigh(orders) > kind.max_load {
            return false;
        }
        let Some(battery) = &kind.battery else { return true };
        let far = |from: u32, to: u32, is_loaded: bool| {
            facts.metres_between(facts.pace(it.kind, is_loaded), from, to)
        };
        let (load, unload) =
            (handling(kind.load.as_ref(), battery), handling(kind.unload.as_ref(), battery));
        let to_pick = far(at, pick, !it.load.is_empty());
        let mut left = charge - to_pick * battery.per_metre(self.load_kg(number));
        let mut open: Vec<u64> = it.load.iter().chain(orders).copied().collect();
        left -= orders.len() as f64 * load;
        let mut at = pick;
        while let Some(order) = self.nearest_drop(facts, it.kind, at, &open) {
            let mass = weigh(&open);
            let drop = facts.stations[self.orders[&order].drop as usize].drop;
            left -= far(at, drop, true) * battery.per_metre(Some(mass)) + unload;
            at = drop;
            open.retain(|other| *other != order);
        }
        // To the last digit, so that what is planned exactly is not missed by rounding.
        let slack = battery.capacity * 1e-12;
        let home = facts.metres_to_charger(it.kind, at) * battery.empty;
        left >= battery.low * battery.capacity - slack && left - home >= -slack
    }

    /// Whether a vehicle, charged up at a point, could bring something that waits.
    pub(super) fn brings_from(&self, facts: &FleetFacts, number: u32, point: u32) -> bool {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return true };
        let full = battery.high * battery.capacity;
        self.open.iter().any(|order| {
            let own = &self.orders[order];
            let (pick, drop) =
                (facts.stations[own.pick as usize].pick, facts.stations[own.drop as usize].drop);
            facts.time_between(it.kind, point, pick).is_some()
                && facts.time_between(it.kind, pick, drop).is_some()
                && self.bears_with(facts, (number, full), (point, pick), &[*order])
        })
    }

    /// Whether what is left in its battery brings an empty vehicle to a point, and from there to a charger if it does not charge there.
    pub(super) fn can_go_to(&self, facts: &FleetFacts, number: u32, node: u32) -> bool {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return true };
        let far = facts.metres_between(it.kind, it.rest(), node);
        let on = facts.metres_to_charger(it.kind, node);
        it.charge - (far + on) * battery.empty >= -battery.capacity * 1e-12
    }

    /// The chargers to which a vehicle can go on what is left in its battery. If there is none at all, occupied or not, it tries the
    /// nearest one in spite of that: it is told of where it comes to stand.
    pub(super) fn within_reach(
        &self,
        facts: &FleetFacts,
        number: u32,
        mut chargers: Vec<(u32, SimSpan)>,
    ) -> Vec<(u32, SimSpan)> {
        let it = &self.vehicles[number as usize];
        if self.can_go_to(facts, number, it.rest()) {
            chargers.retain(|(node, _)| self.can_go_to(facts, number, *node));
        }
        chargers
    }

    /// One that drives a tour goes charging before it goes on, if it is time for that or it could not after the next stop.
    pub(super) fn charge_on_tour(&mut self, facts: &FleetFacts, number: u32, next: u32) {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return };
        let is_low = it.charge <= battery.low * battery.capacity;
        if !is_low && self.can_go_to(facts, number, next) {
            return;
        }
        let way = |node: &u32| Some((facts.time_between(it.kind, it.rest(), *node)?, *node));
        let Some((_, charger)) = facts.chargers.iter().filter_map(way).min() else { return };
        self.vehicles[number as usize].tasks.push_front((charger, Task::Charge));
        self.bound.insert((charger, number));
    }

    /// When a battery is empty, if all goes on as it does now.
    pub(super) fn runs_dry(&self, facts: &FleetFacts, number: u32) -> Option<SimTime> {
        let it = &self.vehicles[number as usize];
        let battery = facts.types[it.kind as usize].battery.as_ref()?;
        // What it does where it stands is done first.
        if it.stranded.is_some() || it.work.is_some() || it.is_down() {
            return None;
        }
        if it.motion.is_some() {
            let each = battery.per_metre(self.load_kg(number));
            return it.reaches(it.charged_place + it.charge / each).filter(|_| each > 0.0);
        }
        let idle = self.idles(facts, number);
        let lasts = SimSpan::from_nanos_f64(it.charge / idle * 1e9).filter(|_| idle > 0.0)?;
        it.charged_at.checked_add(lasts)
    }

    /// A vehicle brakes and stays where it is, if its battery is empty and it has something to do. Orders that it has not picked up are for
    /// others then, unless somebody comes to charge it.
    pub(super) fn strand(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let it = &self.vehicles[number as usize];
        let Some(battery) = &facts.types[it.kind as usize].battery else { return };
        let charges = it.is_there() && it.tasks.front() == Some(&(it.rest(), Task::Charge));
        let has_work = it.motion.is_some() || it.gives.is_some() || !it.tasks.is_empty();
        // What is left may be too little for the next nanosecond.
        let lasts = it.charge > NOTHING * battery.capacity
            && self.runs_dry(facts, number).is_none_or(|at| at > now);
        if lasts
            || it.stranded.is_some()
            || it.work.is_some()
            || it.is_down()
            || charges
            || !has_work
        {
            return;
        }
        self.set_busy(number);
        self.parking.remove(&number);
        self.stuck.remove(&number);
        let it = &mut self.vehicles[number as usize];
        it.halt(facts, now);
        it.reckoned = SimTime::ZERO;
        it.charge = 0.0;
        it.stranded = Some(now);
        if battery.rescue.is_none() {
            self.hand_back(number);
        }
        self.epoch += 1;
    }

    /// Orders that a vehicle has not picked up are open again.
    fn hand_back(&mut self, number: u32) {
        let it = &mut self.vehicles[number as usize];
        let picks = it.tasks.iter().filter_map(|(_, task)| match task {
            Task::Pick(order) => Some(*order),
            _ => None,
        });
        let picks: Vec<u64> = picks.collect();
        it.tasks.retain(|(_, task)| {
            !matches!(task, Task::Pick(order) | Task::Drop(order) if picks.contains(order))
        });
        for order in picks {
            if let Some(it) = self.orders.get_mut(&order) {
                it.vehicle = None;
                self.open.insert(order);
                self.news = true;
            }
        }
    }

    /// One that has run out waits where it has come to rest for somebody who charges it, if anybody comes.
    pub(super) fn await_rescue(&mut self, core: &mut Core, number: u32) {
        let it = &self.vehicles[number as usize];
        if it.motion.is_some() || it.work.is_some() {
            return;
        }
        let (kind, id) = (it.kind as usize, self.id);
        let Some(rescue) = &mut self.rescues[kind] else { return };
        let takes = rescue.span(core, id);
        self.vehicles[number as usize].work =
            core.now.checked_add(takes).map(|until| (Work::AwaitRescue, until));
    }

    /// A stranded vehicle has been charged, and goes on with what it was to do.
    pub(super) fn rescued(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        self.fill_up(facts, number, now);
        let it = &mut self.vehicles[number as usize];
        it.stranded = None;
        it.reckoned = SimTime::ZERO;
        self.epoch += 1;
        self.dirty.insert(number);
    }
}
