//! Scrap: what was begun and never became a product.

use plantwright_journal::{Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`scrapped`: items taken out as scrap in the measured time [items], of the plant where anything \
    was, and of each piece of equipment that did it; `scrap_ratio`: scrapped items over scrapped and produced ones [1] \
    (ISO 22400-2's scrap ratio SQ/PQ, with every item that left the plant as produced quantity).";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Scrap;

impl Kpi for Scrap {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::Scrapped, What::Consumed])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        let scrapped = tables.sum(What::Scrapped);
        if scrapped == 0 {
            return;
        }
        values.push(Value::of_plant("scrapped", scrapped as f64, "items"));
        let left = (scrapped + tables.sum(What::Consumed)) as f64;
        values.push(Value::of_plant("scrap_ratio", scrapped as f64 / left, "1"));
        let counts = plant.equipment_ids().zip(tables.counts(What::Scrapped));
        for (id, count) in counts.filter(|(_, count)| **count > 0) {
            values.push(Value::of_equipment(id, "scrapped", *count as f64, "items"));
        }
    }
}
