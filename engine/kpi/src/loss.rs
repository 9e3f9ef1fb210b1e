//! Losses: arrivals that found no room and went away.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`lost`: items that found no room at a source that loses them [items]; `loss_ratio`: share of \
    the source's arrivals [1]. Only for sources with `if_full: Lose`.";

/// Counts what came and what went away, by source.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Loss {
    came: Vec<u64>,
    lost: Vec<u64>,
}

impl Kpi for Loss {
    fn new(plant: &Plant) -> Self {
        let none = vec![0; plant.equipment.len()];
        Self { came: none.clone(), lost: none }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Created, What::Lost])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Created) {
            self.came[record.who().index()] += 1;
        }
        for record in batch.of(What::Lost) {
            self.lost[record.who().index()] += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.came.fill(0);
        self.lost.fill(0);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            if plant.equipment(id).arrivals.as_ref().is_some_and(|arrivals| arrivals.loses) {
                let (came, lost) = (self.came[id.index()], self.lost[id.index()]);
                values.push(Value::of_equipment(id, "lost", lost as f64, "items"));
                if came > 0 {
                    values.push(Value::of_equipment(
                        id,
                        "loss_ratio",
                        lost as f64 / came as f64,
                        "1",
                    ));
                }
            }
        }
    }
}
