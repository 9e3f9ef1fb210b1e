//! Redundancy: how many of the units work of equipment that runs while enough of them do.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_working_units`: of equipment with a `Redundancy`, how many of its units work, or stand by and could, averaged over the \
    measured time [1]; those of several are added. How often too few work is `failures`, for how long `down_time`.";

/// Adds up unit-nanoseconds by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Redundancy {
    /// None: it has no units.
    working: Vec<Option<u128>>,
}

impl Kpi for Redundancy {
    fn new(plant: &Plant) -> Self {
        Self { working: vec![None; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Working])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::Working) {
            let span = u128::from(after(record, record.span, from));
            *self.working[record.who().index()].get_or_insert(0) += span * u128::from(record.level);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.working.fill(None);
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for (id, working) in plant.equipment_ids().zip(&self.working) {
            if let Some(working) = working.filter(|_| span > 0.0) {
                let mean = working as f64 / span;
                values.push(Value::of_equipment(id, "mean_working_units", mean, "1"));
            }
        }
    }
}
