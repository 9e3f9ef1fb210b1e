//! Time in state: how long each station was idle, processing, blocked.

use plantwright_journal::{Batch, State, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::{NANOS, after};
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`idle_time`, `processing_time`, `blocked_time`, `down_time`: time that a station spent in each state in \
    the measured time [s]. A station with several places is processing while any of them is, and blocked while finished \
    items keep places and none is in process; broken down, it is neither. The times sum to the measured time, to the nanosecond.";

/// Adds up spans by equipment and state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StateTime {
    /// Nanoseconds.
    times: Vec<[u64; State::COUNT]>,
}

impl Kpi for StateTime {
    fn new(plant: &Plant) -> Self {
        Self { times: vec![[0; State::COUNT]; plant.equipment.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::State])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::State) {
            self.times[record.who().index()][record.state() as usize] +=
                after(record, record.span, from);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.times.fill([0; State::COUNT]);
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        for (id, times) in plant.equipment_ids().zip(&self.times) {
            if plant.equipment(id).places.is_some() {
                for state in State::ALL {
                    let seconds = times[state as usize] as f64 / NANOS;
                    values.push(Value::of_equipment(id, name(state), seconds, "s"));
                }
            }
        }
    }
}

const fn name(state: State) -> &'static str {
    match state {
        State::Idle => "idle_time",
        State::Processing => "processing_time",
        State::Blocked => "blocked_time",
        State::Down => "down_time",
    }
}
