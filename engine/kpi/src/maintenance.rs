//! Upkeep: how often equipment was maintained and inspected before it failed.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::stops::Stops;
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`maintenances`: how often maintenance of a piece of equipment came to its end in the measured time [1]; \
    `inspections`: how often its condition was inspected [1]; where neither was ever done there is no value. Their time is \
    `maintenance_time`. `preventive_share`: maintenances over maintenances and failures [1], the share of its renewals that \
    came before a failure, where every one of them renews it.";

/// Counts failures; the rest is counted anyway.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Maintenance {
    stops: Stops,
}

impl Kpi for Maintenance {
    fn new(plant: &Plant) -> Self {
        Self { stops: Stops::new(plant, ConcernRole::Failure) }
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::Maintained, What::Inspected])
    }

    fn wants(&self) -> Wants {
        self.stops.wants()
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.stops.take(batch);
    }

    fn restart(&mut self, _at: SimTime) {
        self.stops.restart();
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            let [done, inspected] =
                [What::Maintained, What::Inspected].map(|what| tables.count(what, id));
            if done + inspected == 0 {
                continue;
            }
            values.push(Value::of_equipment(id, "maintenances", done as f64, "1"));
            if inspected > 0 {
                values.push(Value::of_equipment(id, "inspections", inspected as f64, "1"));
            }
            let renewals = done + self.stops.counts[id.index()].begun;
            if renewals > 0 {
                let share = done as f64 / renewals as f64;
                values.push(Value::of_equipment(id, "preventive_share", share, "1"));
            }
        }
    }
}
