//! Work in process: how many items are in the plant.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_wip`: time average of the number of items in the plant, those inside others included [items], exactly the item-time \
    that passed in the measured time over its length; `final_wip`: items in the plant at the end [items].";

/// Adds up the time that items spend in the plant: what left, and, when the books are closed, what is still there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wip {
    /// Item-nanoseconds.
    area: u128,
    present: u64,
}

impl Kpi for Wip {
    fn new(_plant: &Plant) -> Self {
        Self { area: 0, present: 0 }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[
            What::Consumed,
            What::Scrapped,
            What::Absorbed,
            What::Withdrawn,
            What::Present,
            What::Carried,
        ])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for what in [What::Consumed, What::Scrapped, What::Absorbed, What::Withdrawn] {
            for record in batch.of(what) {
                self.area += u128::from(after(record, record.span, from));
            }
        }
        for what in [What::Present, What::Carried] {
            for record in batch.of(what) {
                self.area += u128::from(after(record, record.extra, from));
                self.present += 1;
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.area = 0;
    }

    fn values(&self, _plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos();
        if span > 0 {
            values.push(Value::of_plant("mean_wip", self.area as f64 / span as f64, "items"));
        }
        values.push(Value::of_plant("final_wip", self.present as f64, "items"));
    }
}
