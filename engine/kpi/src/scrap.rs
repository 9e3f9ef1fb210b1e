//! Scrap: what was begun and never became a product.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`scrapped`: items taken out as scrap in the measured time [items], of the plant where anything \
    was, and of each piece of equipment that did it; `scrap_ratio`: scrapped items over scrapped and produced ones [1] \
    (ISO 22400-2's scrap ratio SQ/PQ, with every item that left the plant as produced quantity).";

/// Counts scrapped and produced items.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Scrap {
    by_equipment: Vec<u64>,
    consumed: u64,
}

impl Kpi for Scrap {
    fn new(plant: &Plant) -> Self {
        Self { by_equipment: vec![0; plant.equipment.len()], consumed: 0 }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Scrapped, What::Consumed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.consumed += batch.of(What::Consumed).len() as u64;
        for record in batch.of(What::Scrapped) {
            self.by_equipment[record.who().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.by_equipment.fill(0);
        self.consumed = 0;
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        let scrapped: u64 = self.by_equipment.iter().sum();
        if scrapped == 0 {
            return;
        }
        values.push(Value::of_plant("scrapped", scrapped as f64, "items"));
        let left = (scrapped + self.consumed) as f64;
        values.push(Value::of_plant("scrap_ratio", scrapped as f64 / left, "1"));
        for (id, count) in plant.equipment_ids().zip(&self.by_equipment).filter(|(_, n)| **n > 0) {
            values.push(Value::of_equipment(id, "scrapped", *count as f64, "items"));
        }
    }
}
