//! Cost: what it costs to have and to run equipment.

use plantwright_journal::{Batch, Wants};
use plantwright_model::Plant;
use plantwright_model::plant::PARTS_PER_UNIT;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, WANTS};
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Where equipment has a `Cost`, in the measured time: `cost`: its rates times the times in state, and \
    what each item that it finished, each inspection, maintenance and repair costs, of it and of the plant [currency]; `cost_per_item`: cost over items that left the \
    plant, or that a piece of equipment finished [currency]; `direct_cost_per_item`: what the items that left cost while they \
    were in process and by the piece, over their number, also by product [currency]. Energy is not in it: see `energy_cost`.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cost {
    ledger: Ledger,
}

impl Kpi for Cost {
    fn new(plant: &Plant) -> Self {
        let meters = plant.equipment.iter().map(|facts| facts.meters.cost.as_ref());
        Self { ledger: Ledger::new(meters, plant.products.len()) }
    }

    fn wants(&self) -> Wants {
        if self.ledger.is_used() { WANTS } else { Wants::NOTHING }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        if self.ledger.is_used() {
            batch.records().iter().for_each(|record| self.ledger.take(record, |_| {}));
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.ledger.restart(at);
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        if !self.ledger.is_used() {
            return;
        }
        let ledger = self.ledger.closed();
        let total = units(ledger.of_all().total());
        values.push(Value::of_plant("cost", total, plant.currency));
        let completed: u64 = ledger.completed().iter().map(|(count, _)| count).sum();
        if completed > 0 {
            let count = completed as f64;
            let direct: u128 = ledger.completed().iter().map(|(_, parts)| parts).sum();
            let direct = units(direct) / count;
            values.push(Value::of_plant("cost_per_item", total / count, plant.currency));
            values.push(Value::of_plant("direct_cost_per_item", direct, plant.currency));
        }
        if plant.products.len() > 1 {
            for (id, (count, parts)) in plant.product_ids().zip(ledger.completed()) {
                if *count > 0 {
                    let mean = units(*parts) / *count as f64;
                    let value = Value::of_product(id, "direct_cost_per_item", mean, plant.currency);
                    values.push(value);
                }
            }
        }
        for who in ledger.metered() {
            let sums = ledger.of(who);
            let cost = units(sums.total());
            values.push(Value::of_equipment(who, "cost", cost, plant.currency));
            if sums.finished > 0 {
                let each = cost / sums.finished as f64;
                values.push(Value::of_equipment(who, "cost_per_item", each, plant.currency));
            }
        }
    }
}

/// Parts as units.
pub(crate) fn units(parts: u128) -> f64 {
    parts as f64 / PARTS_PER_UNIT as f64
}
