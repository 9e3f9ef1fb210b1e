//! Orders that wait beyond reason, since later ones are always preferred.
//!
//! An order is *passed over* when a vehicle that could have taken it is given one that came later. It is starved once it has been passed
//! over often, and has waited many times as long as orders of its fleet waited in the mean until they were picked up. That depends on
//! nothing but what has happened, and is told once for each order.

use plantwright_journal::{Notice, Record, What};
use plantwright_model::plant::FleetFacts;
use plantwright_scheduler::Transport;
use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Fleet, Yard};
use crate::core::Core;
use crate::sim::Sim;
use crate::world::Column as _;

/// How often an order has to be passed over.
const PASSES: u32 = 20;

/// How many times as long as others it has to have waited.
const TIMES: u64 = 10;

/// More than so many are counted, and not described.
const DESCRIBED: usize = 64;

/// How often an order was passed over, by the station at which the preferred ones waited.
pub(super) type Passes = SmallVec<[(u32, u32); 2]>;

/// How long orders waited that were picked up.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Waits {
    count: u64,
    nanos: u128,
}

impl Waits {
    pub(super) fn add(&mut self, span: plantwright_units::SimSpan) {
        self.count += 1;
        self.nanos += u128::from(span.as_nanos());
    }

    /// Whether a wait is many times as long as they were in the mean.
    fn are_exceeded_by(&self, span: plantwright_units::SimSpan) -> bool {
        u128::from(span.as_nanos()) * u128::from(self.count) > self.nanos * u128::from(TIMES)
    }
}

/// What is kept of an order that is starved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Case {
    order: u64,
    item: ItemId,
    pick: u32,
    drop: u32,
    since: SimTime,
    told: SimTime,
    /// When it was picked up, or taken out, and how often it was passed over until then.
    until: Option<SimTime>,
    passes: Passes,
}

/// An order that waited beyond reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starved {
    /// The fleet.
    pub fleet: EquipmentId,
    /// What was to be brought.
    pub item: ItemId,
    /// From where, and to where.
    pub ends: (EquipmentId, EquipmentId),
    /// The point at which it is picked up.
    pub at: String,
    /// Since when it has waited.
    pub since: SimTime,
    /// When it was found to be starved.
    pub told: SimTime,
    /// When it was picked up after all; none: it still waits.
    pub until: Option<SimTime>,
    /// How often later ones were preferred, by where those waited, the most frequent first.
    pub preferred: Vec<(EquipmentId, u32)>,
}

impl Sim {
    /// Returns the orders of all fleets that waited beyond reason, in the order in which that was found: 64 of each fleet at most.
    pub fn starved(&mut self) -> Vec<Starved> {
        let plant = std::sync::Arc::clone(self.plant());
        self.on_floor(|cx| {
            let mut found = Vec::new();
            for fleet in Fleet::column(&cx.columns) {
                let Some(facts) = plant.equipment(fleet.id).fleet.as_deref() else { continue };
                found.extend(fleet.yard.starved.iter().map(|it| fleet.yard.described(facts, it)));
            }
            found.sort_by_key(|it: &Starved| (it.told, it.fleet));
            found
        })
    }
}

impl Yard {
    fn described(&self, facts: &FleetFacts, case: &Case) -> Starved {
        let station = |number: u32| &facts.stations[number as usize];
        let own = self.orders.get(&case.order).filter(|_| case.until.is_none());
        let passes = own.map_or(&case.passes, |order| &order.passes);
        let mut preferred: Vec<(EquipmentId, u32)> =
            passes.iter().map(|(pick, count)| (station(*pick).equipment, *count)).collect();
        preferred.sort_by_key(|(who, count)| (std::cmp::Reverse(*count), *who));
        Starved {
            fleet: self.id,
            item: case.item,
            ends: (station(case.pick).equipment, station(case.drop).equipment),
            at: facts.nodes[station(case.pick).pick as usize].name.clone(),
            since: case.since,
            told: case.told,
            until: case.until,
            preferred,
        }
    }

    /// Takes note of who was passed over when vehicles were given orders: `chosen` are pairs of positions in the question, `orders` the
    /// numbers of its orders.
    pub(super) fn pass_over(
        &mut self,
        core: &mut Core,
        ask: &Transport,
        chosen: &[(usize, usize)],
        orders: &[u64],
    ) {
        let mut is_given = vec![false; orders.len()];
        for (_, order) in chosen {
            is_given[*order] = true;
        }
        for (vehicle, taken) in chosen {
            let Some(pick) = self.orders.get(&orders[*taken]).map(|order| order.pick) else {
                continue;
            };
            for (earlier, order) in orders[..*taken].iter().enumerate() {
                if is_given[earlier]
                    || ask.ways[*vehicle][earlier].is_none()
                    || !self.open.contains(order)
                {
                    continue;
                }
                self.is_passed_over(core, *order, pick);
            }
        }
    }

    fn is_passed_over(&mut self, core: &mut Core, number: u64, by: u32) {
        let Some(order) = self.orders.get_mut(&number) else { return };
        match order.passes.iter_mut().find(|(pick, _)| *pick == by) {
            Some((_, count)) => *count += 1,
            None => order.passes.push((by, 1)),
        }
        let count: u32 = order.passes.iter().map(|(_, count)| count).sum();
        let waited = core.now.since(order.ready);
        if order.is_starved || count < PASSES || !self.picked_up_after.are_exceeded_by(waited) {
            return;
        }
        order.is_starved = true;
        let item = core.items[order.item].id;
        let (pick, drop, since) = (order.pick, order.drop, order.ready);
        if core.recorder.wants(What::Noticed) {
            let record = Record::of_notice(core.now, self.id, Notice::Starved, item);
            core.recorder.push(record.span(waited).level(count));
        }
        if self.starved.len() < DESCRIBED {
            let (order, told, until) = (number, core.now, None);
            let passes = Passes::new();
            self.starved.push(Case { order, item, pick, drop, since, told, until, passes });
        }
    }

    /// An order no longer waits.
    pub(super) fn waits_no_more(&mut self, number: u64, now: SimTime) {
        let Some(order) = self.orders.get(&number).filter(|order| order.is_starved) else { return };
        if let Some(case) = self.starved.iter_mut().find(|case| case.order == number) {
            (case.until, case.passes) = (Some(now), order.passes.clone());
        }
    }
}
