//! Shelf lives: how much expired.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`expired`: items that were past their shelf life [items], of each product with a `shelf_life`, of the \
    equipment where they waited or were finished, and in all; `expired_ratio`: how many of them there were for each item of the \
    product that came into the plant or was made there of parts; what became another product counts as the first one [1]; \
    after a warm-up it may be more than 1, since what expired may have come before.";

/// Counts what expired, by product.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShelfLife {
    by_product: Vec<u64>,
    created: Vec<u64>,
}

impl Kpi for ShelfLife {
    fn new(plant: &Plant) -> Self {
        // Where nothing expires, nothing is counted.
        let none = vec![0; if plant.has_shelf_lives() { plant.products.len() } else { 0 }];
        Self { by_product: none.clone(), created: none }
    }

    fn reads(plant: &Plant) -> Wants {
        if plant.has_shelf_lives() { Wants::of(&[What::Expired]) } else { Wants::NOTHING }
    }

    fn wants(&self) -> Wants {
        if self.created.is_empty() {
            return Wants::NOTHING;
        }
        Wants::of(&[What::Expired, What::Created])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Expired) {
            self.by_product[record.product().index()] += 1;
        }
        for record in batch.of(What::Created) {
            self.created[record.product().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.by_product.fill(0);
        self.created.fill(0);
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        if !plant.has_shelf_lives() {
            return;
        }
        let (mut all, mut made) = (0, 0);
        for id in plant.product_ids().filter(|id| plant.product(*id).shelf_life.is_some()) {
            let (expired, created) = (self.by_product[id.index()], self.created[id.index()]);
            values.push(Value::of_product(id, "expired", expired as f64, "items"));
            if created > 0 {
                let ratio = expired as f64 / created as f64;
                values.push(Value::of_product(id, "expired_ratio", ratio, "1"));
            }
            (all, made) = (all + expired, made + created);
        }
        values.push(Value::of_plant("expired", all as f64, "items"));
        if made > 0 {
            values.push(Value::of_plant("expired_ratio", all as f64 / made as f64, "1"));
        }
        for id in plant.equipment_ids().filter(|id| tables.count(What::Expired, *id) > 0) {
            let expired = tables.count(What::Expired, id) as f64;
            values.push(Value::of_equipment(id, "expired", expired, "items"));
        }
    }
}
