//! Micro-stops: how often equipment stops for a moment, and how long in all.

use std::collections::BTreeSet;

use plantwright_journal::{Batch, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::{NANOS, after};
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`micro_stops`: how often a piece of equipment that has micro-stops stopped in the \
    measured time [1]; `micro_stop_time`: the time for which it stood because of them [s], a part of its down time; \
    `mean_micro_stop`: the mean length of those that ended in the measured time [s]. They are no failures, and a loss of \
    performance, as among the six big losses of TPM (Nakajima 1988); ISO 22400-2 counts them as delay (ADET).";

/// Returns the concerns that have a role.
pub(crate) fn concerns(plant: &Plant, role: ConcernRole) -> BTreeSet<EquipmentId> {
    let concerns = plant.concerns().filter(|(.., facts)| facts.role == role);
    concerns.map(|(id, ..)| id).collect()
}

/// Tells whether something of that role may happen to a piece of equipment.
pub(crate) fn has(plant: &Plant, id: EquipmentId, role: ConcernRole) -> bool {
    plant.equipment(id).concerns.iter().any(|concern| concern.role == role)
}

/// Counts micro-stops, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MicroStops {
    causes: BTreeSet<EquipmentId>,
    counts: Vec<Count>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Count {
    stops: u64,
    /// Nanoseconds for which it stood because of them.
    stood: u64,
    ended: u64,
    /// Nanoseconds of those that ended.
    lengths: u128,
}

impl Kpi for MicroStops {
    fn new(plant: &Plant) -> Self {
        Self {
            causes: concerns(plant, ConcernRole::MicroStop),
            counts: vec![Count::default(); plant.equipment.len()],
        }
    }

    fn wants(&self) -> Wants {
        if self.causes.is_empty() {
            return Wants::NOTHING;
        }
        Wants::of(&[What::State, What::Failed, What::Repaired])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        if self.causes.is_empty() {
            return;
        }
        for record in batch.of(What::State).filter(|record| record.state() == State::Down) {
            if self.causes.contains(&record.cause()) {
                self.counts[record.who().index()].stood += after(record, record.span, from);
            }
        }
        for record in batch.of(What::Failed).filter(|it| self.causes.contains(&it.cause())) {
            self.counts[record.who().index()].stops += 1;
        }
        for record in batch.of(What::Repaired).filter(|it| self.causes.contains(&it.cause())) {
            let count = &mut self.counts[record.who().index()];
            count.ended += 1;
            count.lengths += u128::from(record.span.as_nanos());
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.counts.fill(Count::default());
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(&self.counts) {
            if !has(plant, id, ConcernRole::MicroStop) {
                continue;
            }
            values.push(Value::of_equipment(id, "micro_stops", count.stops as f64, "1"));
            let stood = count.stood as f64 / NANOS;
            values.push(Value::of_equipment(id, "micro_stop_time", stood, "s"));
            if count.ended > 0 {
                let mean = count.lengths as f64 / count.ended as f64 / NANOS;
                values.push(Value::of_equipment(id, "mean_micro_stop", mean, "s"));
            }
        }
    }
}
