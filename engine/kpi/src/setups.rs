//! Set-ups: how often stations are changed over.

use plantwright_journal::{Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`setups`: how often a station with set-ups was changed over in the measured time [1]; the time \
    that this took is its `setup_time`, with that of loading and unloading.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Setups;

impl Kpi for Setups {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::SetUp])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(tables.counts(What::SetUp)) {
            if plant.equipment(id).stages.as_ref().is_some_and(|stages| stages.setup.is_some()) {
                values.push(Value::of_equipment(id, "setups", *count as f64, "1"));
            }
        }
    }
}
