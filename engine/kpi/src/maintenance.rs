//! Upkeep: how often equipment was maintained and inspected before it failed.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::stops::Stops;

pub(crate) const ABOUT: &str = "`maintenances`: how often maintenance of a piece of equipment came to its end in the measured time [1]; \
    `inspections`: how often its condition was inspected [1]; where neither was ever done there is no value. Their time is \
    `maintenance_time`. `preventive_share`: maintenances over maintenances and failures [1], the share of its renewals that \
    came before a failure, where every one of them renews it.";

/// Counts by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Maintenance {
    maintenances: Vec<u64>,
    inspections: Vec<u64>,
    stops: Stops,
}

impl Kpi for Maintenance {
    fn new(plant: &Plant) -> Self {
        let none = vec![0; plant.equipment.len()];
        let stops = Stops::new(plant, ConcernRole::Failure);
        Self { maintenances: none.clone(), inspections: none, stops }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Maintained, What::Inspected, What::Failed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Maintained) {
            self.maintenances[record.who().index()] += 1;
        }
        for record in batch.of(What::Inspected) {
            self.inspections[record.who().index()] += 1;
        }
        self.stops.take(batch);
    }

    fn restart(&mut self, _at: SimTime) {
        self.maintenances.fill(0);
        self.inspections.fill(0);
        self.stops.restart();
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for id in plant.equipment_ids() {
            let [done, inspected] =
                [&self.maintenances, &self.inspections].map(|counts| counts[id.index()]);
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
