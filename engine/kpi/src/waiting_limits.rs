//! Limits of waiting: who went away, and who came too late.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`reneged`: items that ran out of patience while they waited [items]; `reneged_ratio`: their share of those \
    that ended their waiting there, by going away, by being begun at a station, or by going on from a buffer [1]; `breaches`: items that were not begun \
    at a station within a time after another operation [items]. Only for stations with `patience` or `within`, and buffers with `patience`.";

/// Counts ends of waiting, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaitingLimits {
    reneged: Vec<u64>,
    breached: Vec<u64>,
    started: Vec<u64>,
    /// Of those that went away too.
    left: Vec<u64>,
}

impl Kpi for WaitingLimits {
    fn new(plant: &Plant) -> Self {
        let none = vec![0; plant.equipment.len()];
        Self { reneged: none.clone(), breached: none.clone(), started: none.clone(), left: none }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Left, What::Reneged, What::Breached])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for (what, counts) in [
            (What::Started, &mut self.started),
            (What::Left, &mut self.left),
            (What::Reneged, &mut self.reneged),
            (What::Breached, &mut self.breached),
        ] {
            for record in batch.of(what) {
                counts[record.who().index()] += 1;
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.reneged.fill(0);
        self.breached.fill(0);
        self.started.fill(0);
        self.left.fill(0);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            let Some(limits) = &plant.equipment(id).limits else { continue };
            let count = |counts: &[u64]| counts[id.index()] as f64;
            if limits.patience.is_some() {
                let reneged = count(&self.reneged);
                values.push(Value::of_equipment(id, "reneged", reneged, "items"));
                let ended = match plant.equipment(id).role {
                    Role::Holder => count(&self.left),
                    _ => reneged + count(&self.started),
                };
                if ended > 0.0 {
                    let ratio = reneged / ended;
                    values.push(Value::of_equipment(id, "reneged_ratio", ratio, "1"));
                }
            }
            if !limits.within.is_empty() {
                values.push(Value::of_equipment(id, "breaches", count(&self.breached), "items"));
            }
        }
    }
}
