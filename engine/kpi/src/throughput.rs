//! Throughput: how many items are completed, in all and per hour.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`produced`: items that sinks took [items]; `throughput`: items completed per hour of the \
    measured time [1/h], of the plant, of each sink and each processor (where an item counts when its process ends), and of \
    each product where there are several (ISO 22400-2's throughput rate PQ/AOET, with the measured time as the time in \
    which orders are executed); `released`: items that came into the plant [items].";

/// Counts completed items.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Throughput {
    released: u64,
    consumed: u64,
    by_equipment: Vec<u64>,
    by_product: Vec<u64>,
}

impl Kpi for Throughput {
    fn new(plant: &Plant) -> Self {
        let (equipment, products) = (plant.equipment.len(), plant.products.len());
        Self {
            released: 0,
            consumed: 0,
            by_equipment: vec![0; equipment],
            by_product: vec![0; products],
        }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Created, What::Finished, What::Consumed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.released += batch.of(What::Created).len() as u64;
        for record in batch.of(What::Finished) {
            self.by_equipment[record.who().index()] += 1;
        }
        self.consumed += batch.of(What::Consumed).len() as u64;
        for record in batch.of(What::Consumed) {
            self.by_equipment[record.who().index()] += 1;
            self.by_product[record.product().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.released = 0;
        self.consumed = 0;
        self.by_equipment.fill(0);
        self.by_product.fill(0);
    }

    fn values(&self, plant: &Plant, window: Window, values: &mut Vec<Value>) {
        let hours = window.span().as_secs_f64() / 3_600.0;
        let per_hour = |count: u64| {
            if hours > 0.0 { count as f64 / hours } else { 0.0 }
        };
        values.push(Value::of_plant("released", self.released as f64, "items"));
        values.push(Value::of_plant("produced", self.consumed as f64, "items"));
        values.push(Value::of_plant("throughput", per_hour(self.consumed), "1/h"));
        if self.by_product.len() > 1 {
            for (id, count) in plant.product_ids().zip(&self.by_product) {
                values.push(Value::of_product(id, "throughput", per_hour(*count), "1/h"));
            }
        }
        for (id, count) in plant.equipment_ids().zip(&self.by_equipment) {
            if matches!(plant.equipment(id).role, Role::Sink | Role::Processor) {
                values.push(Value::of_equipment(id, "throughput", per_hour(*count), "1/h"));
            }
        }
    }
}
