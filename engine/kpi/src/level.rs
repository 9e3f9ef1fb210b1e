//! Levels: how many items each piece of equipment holds.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`mean_wip` of equipment: time average of the items there, waiting and in process [items]; \
    `max_wip`: the most at once [items], as seen when items leave.";

/// Adds up the time that items spend at each piece of equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Level {
    /// Item-nanoseconds.
    areas: Vec<u128>,
    max: Vec<u32>,
}

impl Kpi for Level {
    fn new(plant: &Plant) -> Self {
        Self { areas: vec![0; plant.equipment.len()], max: vec![0; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Left, What::Present])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for what in [What::Left, What::Present] {
            for record in batch.of(what) {
                let who = record.who().index();
                self.areas[who] += u128::from(after(record, record.span, from));
                // Between two departures a level only rises, so the most is seen when something leaves.
                self.max[who] = self.max[who].max(record.level);
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.areas.fill(0);
        self.max.fill(0);
    }

    fn values(&self, plant: &Plant, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for id in plant.equipment_ids() {
            if plant.equipment(id).role != Role::Sink && span > 0.0 {
                let mean = self.areas[id.index()] as f64 / span;
                values.push(Value::of_equipment(id, "mean_wip", mean, "items"));
                values.push(Value::of_equipment(
                    id,
                    "max_wip",
                    f64::from(self.max[id.index()]),
                    "items",
                ));
            }
        }
    }
}
