//! Tardiness: how late items with a due date are completed.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::Tally;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_tardiness`, `max_tardiness`: completion less due date, zero for early items, over the \
    items with a due date that left in the measured time [s]; `late_share`: share of them that are late [1].";

/// Tallies lateness above zero.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Tardiness {
    tardiness: Tally,
    late: u64,
}

impl Kpi for Tardiness {
    fn new(_plant: &Plant) -> Self {
        Self { tardiness: Tally::default(), late: 0 }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Due])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Due) {
            self.tardiness.add(record.span);
            self.late += u64::from(record.span > SimSpan::ZERO);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        *self = Self { tardiness: Tally::default(), late: 0 };
    }

    fn values(&self, _plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        if let (Some(mean), Some(max)) = (self.tardiness.mean_s(), self.tardiness.max_s()) {
            values.push(Value::of_plant("mean_tardiness", mean, "s"));
            values.push(Value::of_plant("max_tardiness", max, "s"));
            let share = self.late as f64 / self.tardiness.count() as f64;
            values.push(Value::of_plant("late_share", share, "1"));
        }
    }
}
