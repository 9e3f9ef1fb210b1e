//! Levels: how many items each piece of equipment holds.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_wip` of equipment: time average of the items there, waiting and in process [items]; \
    `max_wip`: the most at once [items], as seen when items leave.";

/// Adds up the time that items spend at each piece of equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Level {
    held: Vec<Held>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Held {
    /// Item-nanoseconds.
    area: u128,
    max: u32,
}

impl Kpi for Level {
    fn new(plant: &Plant) -> Self {
        Self { held: vec![Held::default(); plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Left, What::Present])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for what in [What::Left, What::Present] {
            for record in batch.of(what) {
                let held = &mut self.held[record.who().index()];
                held.area += u128::from(after(record, record.span, from));
                // Between two departures a level only rises, so the most is seen when something leaves.
                held.max = held.max.max(record.level);
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.held.fill(Held::default());
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for (id, held) in plant.equipment_ids().zip(&self.held) {
            if plant.equipment(id).role != Role::Sink && span > 0.0 {
                let (mean, max) = (held.area as f64 / span, f64::from(held.max));
                values.push(Value::of_equipment(id, "mean_wip", mean, "items"));
                values.push(Value::of_equipment(id, "max_wip", max, "items"));
            }
        }
    }
}
