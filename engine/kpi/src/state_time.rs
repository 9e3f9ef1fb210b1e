//! Time in state: how long each station was idle, processing, blocked, down; and which share of its places' time it processed.

use plantwright_journal::{State, Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::accumulate::NANOS;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`idle_time`, `processing_time`, `blocked_time`, `down_time`, and where there were any `setup_time`, \
    `waiting_for_operator_time`, `maintenance_time`, `off_time`, `standby_time`, `starting_time`: time that a station \
    spent in each state in the measured time [s]. A station with several places is processing while any of them is, and blocked while finished \
    items keep places and none is in process; broken down, it is neither. The times sum to the measured time, to the \
    nanosecond. `utilization`: place-time in process over places times the measured time, of each station [1] (for one \
    place ISO 22400-2's APT over the whole time).";

/// How many states everything has: the first ones.
const COMMON: usize = 4;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StateTime;

impl Kpi for StateTime {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::State])
    }

    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for (id, times) in plant.equipment_ids().zip(tables.times()) {
            let facts = plant.equipment(id);
            // A belt moves or stands as a whole.
            let Some(places) = facts.places.or(facts.moves_items().then_some(1)) else { continue };
            if span > 0.0 {
                let utilization = times.busy() as f64 / (span * f64::from(places));
                values.push(Value::of_equipment(id, "utilization", utilization, "1"));
            }
            for state in State::ALL {
                let time = times.whole(state);
                if time > 0 || (state as usize) < COMMON {
                    let seconds = time as f64 / NANOS;
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
        State::Setup => "setup_time",
        State::WaitingForOperator => "waiting_for_operator_time",
        State::Maintenance => "maintenance_time",
        State::Off => "off_time",
        State::Standby => "standby_time",
        State::Starting => "starting_time",
    }
}
