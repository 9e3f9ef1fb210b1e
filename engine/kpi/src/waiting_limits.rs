//! Limits of waiting: who went away, and who came too late.

use plantwright_journal::{Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`reneged`: items that ran out of patience while they waited at a station [items]; `reneged_ratio`: \
    their share of those that ended their waiting there, by going away or by being begun [1]; `breaches`: items that were not begun \
    at a station within a time after another operation [items]. Only for stations with `patience` or `within`.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaitingLimits;

impl Kpi for WaitingLimits {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(plant: &Plant) -> Wants {
        if plant.equipment.iter().all(|facts| facts.limits.is_none()) {
            return Wants::NOTHING;
        }
        Wants::of(&[What::Started, What::Reneged, What::Breached])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            let Some(limits) = &plant.equipment(id).limits else { continue };
            let count = |what| tables.count(what, id) as f64;
            if limits.patience.is_some() {
                let (reneged, started) = (count(What::Reneged), count(What::Started));
                values.push(Value::of_equipment(id, "reneged", reneged, "items"));
                if reneged + started > 0.0 {
                    let ratio = reneged / (reneged + started);
                    values.push(Value::of_equipment(id, "reneged_ratio", ratio, "1"));
                }
            }
            if !limits.within.is_empty() {
                let breaches = count(What::Breached);
                values.push(Value::of_equipment(id, "breaches", breaches, "items"));
            }
        }
    }
}
