//! Shelf lives: how much expired.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`expired`: items that were past their shelf life [items], of each product with a `shelf_life`, of the \
    equipment where they waited or were finished, and in all; `expired_ratio`: how many of them there were for each item of the \
    product that came into the plant or was made there [1].";

/// Counts what expired, by product and equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShelfLife {
    by_product: Vec<u64>,
    by_equipment: Vec<u64>,
    created: Vec<u64>,
}

impl Kpi for ShelfLife {
    fn new(plant: &Plant) -> Self {
        let none = vec![0; plant.products.len()];
        let by_equipment = vec![0; plant.equipment.len()];
        Self { by_product: none.clone(), by_equipment, created: none }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Expired, What::Created])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Expired) {
            self.by_product[record.product().index()] += 1;
            self.by_equipment[record.who().index()] += 1;
        }
        for record in batch.of(What::Created) {
            self.created[record.product().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.by_product.fill(0);
        self.by_equipment.fill(0);
        self.created.fill(0);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
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
        if plant.has_shelf_lives() {
            values.push(Value::of_plant("expired", all as f64, "items"));
        }
        if made > 0 {
            values.push(Value::of_plant("expired_ratio", all as f64 / made as f64, "1"));
        }
        for id in plant.equipment_ids().filter(|id| self.by_equipment[id.index()] > 0) {
            let expired = self.by_equipment[id.index()] as f64;
            values.push(Value::of_equipment(id, "expired", expired, "items"));
        }
    }
}
