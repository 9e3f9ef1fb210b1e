//! Vehicles as they are seen: where they are, what they do and carry, and the way that they have the right to.

use plantwright_journal::Drive;
use plantwright_model::plant::FleetFacts;
use plantwright_units::EquipmentId;

use super::{Fleet, VehicleAt, Yard};
use crate::core::Core;
use crate::view::{ItemView, VehicleView};
use crate::world::{Column as _, SimCx};

impl Fleet {
    /// All vehicles, in the order of their ids.
    pub(crate) fn seen(cx: &SimCx<'_>) -> Vec<VehicleView> {
        let mut seen = Vec::new();
        for fleet in Self::column(&cx.columns) {
            let facts = cx.core.plant.equipment(fleet.id).fleet.as_deref();
            let numbers = 0..fleet.yard.vehicles.len() as u32;
            let views = facts.into_iter().flat_map(|facts| {
                numbers.clone().map(move |number| fleet.yard.seen(cx.core, facts, number))
            });
            seen.extend(views);
        }
        seen.sort_by_key(|it: &VehicleView| it.at.vehicle);
        seen
    }
}

impl Yard {
    fn seen(&self, core: &Core, facts: &FleetFacts, number: u32) -> VehicleView {
        let it = &self.vehicles[number as usize];
        let load = it.load.iter().chain(&it.gives).filter_map(|order| {
            let item = &core.items[self.orders.get(order)?.item];
            Some(ItemView {
                id: item.id,
                product: item.product,
                entered: item.entered,
                along: None,
            })
        });
        let ahead = |from: u64, to: u64| (from..=to).map(|step| it.step(step).node).collect();
        let at: VehicleAt = self.at(facts, number, core.now);
        let waits = matches!(it.doing, Drive::Waiting | Drive::Obstructed);
        VehicleView {
            at,
            doing: it.doing,
            since: it.since,
            waits_for: if waits { it.shown_cause } else { EquipmentId::NONE },
            load: load.collect(),
            reserved: ahead(it.reached + 1, it.granted),
            planned: ahead(it.granted + 1, it.last()),
        }
    }
}
