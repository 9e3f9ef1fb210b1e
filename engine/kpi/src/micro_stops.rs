//! Micro-stops: how often equipment stops for a moment, and how long in all.

use plantwright_journal::{Batch, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::{NANOS, after};
use crate::set::{Kpi, Value, Window};
use crate::stops::{Stops, has};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`micro_stops`: how often a piece of equipment that has micro-stops stopped in the \
    measured time [1]; `micro_stop_time`: the time for which it stood because of them [s], a part of its down time; \
    `mean_micro_stop`: the mean length of those that ended in the measured time [s]. They are no failures, and a loss of \
    performance, as among the six big losses of TPM (Nakajima 1988); ISO 22400-2 counts them as delay (ADET).";

/// Counts micro-stops, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MicroStops {
    stops: Stops,
    /// Nanoseconds for which it stood because of them.
    stood: Vec<u64>,
}

impl Kpi for MicroStops {
    fn new(plant: &Plant) -> Self {
        Self {
            stops: Stops::new(plant, ConcernRole::MicroStop),
            stood: vec![0; plant.equipment.len()],
        }
    }

    fn wants(&self) -> Wants {
        let stops = self.stops.wants();
        if stops == Wants::NOTHING { stops } else { stops.union(Wants::of(&[What::State])) }
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::State).filter(|record| record.state() == State::Down) {
            if self.stops.causes.contains(&record.cause()) {
                self.stood[record.who().index()] += after(record, record.span, from);
            }
        }
        self.stops.take(batch);
    }

    fn restart(&mut self, _at: SimTime) {
        self.stops.restart();
        self.stood.fill(0);
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for ((id, count), stood) in plant.equipment_ids().zip(&self.stops.counts).zip(&self.stood) {
            if !has(plant, id, ConcernRole::MicroStop) {
                continue;
            }
            values.push(Value::of_equipment(id, "micro_stops", count.begun as f64, "1"));
            let stood = *stood as f64 / NANOS;
            values.push(Value::of_equipment(id, "micro_stop_time", stood, "s"));
            if count.ended > 0 {
                let mean = count.lengths as f64 / count.ended as f64 / NANOS;
                values.push(Value::of_equipment(id, "mean_micro_stop", mean, "s"));
            }
        }
    }
}
