//! Failures: how often equipment breaks down, and how long it takes to get it going again.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::NANOS;
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`failures`: how often a piece of equipment that can fail broke down in the measured time [1]; \
    `mean_time_to_repair`: from breaking down to running again, over the repairs that ended in the measured time [s] \
    (ISO 22400-2: TTR over failure events); `mean_waiting_for_repair`: how much of that it waited for its crew [s].";

/// Counts failures and adds up repairs, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Failures {
    counts: Vec<Count>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Count {
    failures: u64,
    repairs: u64,
    /// Nanoseconds of repairs.
    down: u128,
    /// Nanoseconds of waiting for crews.
    waited: u128,
}

impl Kpi for Failures {
    fn new(plant: &Plant) -> Self {
        Self { counts: vec![Count::default(); plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Failed, What::Repaired])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Failed) {
            self.counts[record.who().index()].failures += 1;
        }
        for record in batch.of(What::Repaired) {
            let count = &mut self.counts[record.who().index()];
            count.repairs += 1;
            count.down += u128::from(record.span.as_nanos());
            count.waited += u128::from(record.extra.as_nanos());
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.counts.fill(Count::default());
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(&self.counts) {
            if plant.equipment(id).concerns.is_empty() {
                continue;
            }
            values.push(Value::of_equipment(id, "failures", count.failures as f64, "1"));
            if count.repairs > 0 {
                let mean = count.down as f64 / count.repairs as f64 / NANOS;
                values.push(Value::of_equipment(id, "mean_time_to_repair", mean, "s"));
                if plant.equipment(id).concerns.iter().any(|concern| concern.crew.is_some()) {
                    let mean = count.waited as f64 / count.repairs as f64 / NANOS;
                    values.push(Value::of_equipment(id, "mean_waiting_for_repair", mean, "s"));
                }
            }
        }
    }
}
