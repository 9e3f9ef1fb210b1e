//! Set-ups: how often stations are changed over.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`setups`: how often a station with set-ups was changed over in the measured time [1]; the time \
    that this took is its `setup_time`, with that of loading and unloading.";

/// Counts changes of set-up, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Setups {
    counts: Vec<u64>,
}

impl Kpi for Setups {
    fn new(plant: &Plant) -> Self {
        Self { counts: vec![0; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::SetUp])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::SetUp) {
            self.counts[record.who().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.counts.fill(0);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(&self.counts) {
            if plant.equipment(id).stages.as_ref().is_some_and(|stages| stages.setup.is_some()) {
                values.push(Value::of_equipment(id, "setups", *count as f64, "1"));
            }
        }
    }
}
