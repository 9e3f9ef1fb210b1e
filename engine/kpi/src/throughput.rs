//! Throughput: how many items are completed, in all and per hour.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`produced`: items that sinks took [items]; `throughput`: items completed per hour of the \
    measured time [1/h], of the plant, of each sink and each processor (where an item counts when its process ends), and of \
    each product where there are several (ISO 22400-2's throughput rate PQ/AOET, with the measured time as the time in \
    which orders are executed); `released`: items that came into the plant [items].";

/// Counts completed items by product, where there are several.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Throughput {
    by_product: Vec<u64>,
}

impl Kpi for Throughput {
    fn new(plant: &Plant) -> Self {
        Self { by_product: vec![0; plant.products.len()] }
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::Created, What::Finished, What::Consumed])
    }

    fn wants(&self) -> Wants {
        if self.by_product.len() > 1 { Wants::of(&[What::Consumed]) } else { Wants::NOTHING }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Consumed) {
            self.by_product[record.product().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.by_product.fill(0);
    }

    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let hours = window.span().as_secs_f64() / 3_600.0;
        let per_hour = |count: u64| {
            if hours > 0.0 { count as f64 / hours } else { 0.0 }
        };
        let [released, produced] = [What::Created, What::Consumed].map(|what| tables.sum(what));
        values.push(Value::of_plant("released", released as f64, "items"));
        values.push(Value::of_plant("produced", produced as f64, "items"));
        values.push(Value::of_plant("throughput", per_hour(produced), "1/h"));
        if self.by_product.len() > 1 {
            for (id, count) in plant.product_ids().zip(&self.by_product) {
                values.push(Value::of_product(id, "throughput", per_hour(*count), "1/h"));
            }
        }
        for id in plant.equipment_ids() {
            if matches!(plant.equipment(id).role, Role::Sink | Role::Processor) {
                let count = tables.count(What::Finished, id) + tables.count(What::Consumed, id);
                values.push(Value::of_equipment(id, "throughput", per_hour(count), "1/h"));
            }
        }
    }
}
