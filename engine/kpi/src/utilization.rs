//! Utilization: which share of its places' time a station processes.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`utilization`: place-time in process over places times the measured time, of each station \
    [1] (for one place ISO 22400-2's APT over the whole time).";

/// Adds up busy places over time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Utilization {
    /// Place-nanoseconds in process, by equipment.
    busy: Vec<u128>,
}

impl Kpi for Utilization {
    fn new(plant: &Plant) -> Self {
        Self { busy: vec![0; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::State])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::State) {
            let span = u128::from(after(record, record.span, from));
            self.busy[record.who().index()] += span * u128::from(record.level);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.busy.fill(0);
    }

    fn values(&self, plant: &Plant, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for (id, busy) in plant.equipment_ids().zip(&self.busy) {
            if let (Some(places), true) = (plant.equipment(id).places, span > 0.0) {
                let utilization = *busy as f64 / (span * f64::from(places));
                values.push(Value::of_equipment(id, "utilization", utilization, "1"));
            }
        }
    }
}
