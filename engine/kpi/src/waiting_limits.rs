//! Limits of waiting: who went away, and who came too late.

use plantwright_journal::{Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`reneged`: items that ran out of patience while they waited [items]; `reneged_ratio`: their share of those \
    that ended their waiting there, by going away, by being begun at a station, or by going on from a buffer [1]; `breaches`: items that were not begun \
    at a station within a time after another operation [items]. Only for stations with `patience` or `within`, and buffers with `patience`.";

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
        Wants::of(&[What::Started, What::Left, What::Reneged, What::Breached])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            let Some(limits) = &plant.equipment(id).limits else { continue };
            let count = |what| tables.count(what, id) as f64;
            if limits.patience.is_some() {
                let reneged = count(What::Reneged);
                values.push(Value::of_equipment(id, "reneged", reneged, "items"));
                let ended = match plant.equipment(id).role {
                    Role::Holder => count(What::Left),
                    _ => reneged + count(What::Started),
                };
                if ended > 0.0 {
                    let ratio = reneged / ended;
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
