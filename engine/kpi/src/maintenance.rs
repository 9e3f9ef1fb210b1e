//! Maintenance: how often it was done.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`maintenances`: how often maintenance of a piece of equipment came to its end in the measured time [1]; where it was \
    never done there is no value. Its time is `maintenance_time`.";

/// Counts by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Maintenance {
    counts: Vec<u64>,
}

impl Kpi for Maintenance {
    fn new(plant: &Plant) -> Self {
        Self { counts: vec![0; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Maintained])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Maintained) {
            self.counts[record.who().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.counts.fill(0);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(&self.counts) {
            if *count > 0 {
                values.push(Value::of_equipment(id, "maintenances", *count as f64, "1"));
            }
        }
    }
}
