//! Losses: arrivals that found no room and went away.

use plantwright_journal::{Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`lost`: items that found no room at a source that loses them [items]; `loss_ratio`: share of \
    the source's arrivals [1]. Only for sources with `if_full: Lose`.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Loss;

impl Kpi for Loss {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::Created, What::Lost])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            if plant.equipment(id).arrivals.as_ref().is_some_and(|arrivals| arrivals.loses) {
                let [came, lost] = [What::Created, What::Lost].map(|what| tables.count(what, id));
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
