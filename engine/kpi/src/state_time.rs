//! Time in state: how long each station was idle, processing, blocked, down; and which share of its places' time it processed.

use plantwright_journal::{Batch, State, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::{NANOS, after};
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "`idle_time`, `processing_time`, `blocked_time`, `down_time`, and where there were any `setup_time`, \
    `waiting_for_operator_time`, `maintenance_time`, `off_time`, `standby_time`, `starting_time`: time that a station \
    spent in each state in the measured time [s]. A station with several places is processing while any of them is, and blocked while finished \
    items keep places and none is in process; broken down, it is neither. The times sum to the measured time, to the \
    nanosecond. `utilization`: place-time in process over places times the measured time, of each station [1] (for one \
    place ISO 22400-2's APT over the whole time).";

/// How many states everything has: the first ones.
const COMMON: usize = 4;

/// Adds up spans by equipment and state, and those of places that were busy beside the first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StateTime {
    /// Nanoseconds in the states that everything has, and that change all the time.
    times: Vec<[u64; COMMON]>,
    /// Nanoseconds in the others; apart, since half a cache line is better than two.
    rare_times: Vec<[u64; State::COUNT - COMMON]>,
    /// Place-nanoseconds, by equipment; apart, since most stations have one place.
    more_busy: Vec<u128>,
}

impl Kpi for StateTime {
    fn new(plant: &Plant) -> Self {
        let count = plant.equipment.len();
        Self {
            times: vec![[0; COMMON]; count],
            rare_times: vec![[0; State::COUNT - COMMON]; count],
            more_busy: vec![0; count],
        }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::State])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::State) {
            let (who, span) = (record.who().index(), after(record, record.span, from));
            let state = record.state() as usize;
            if state < COMMON {
                self.times[who][state] += span;
            } else {
                self.rare_times[who][state - COMMON] += span;
            }
            if record.level > 1 {
                self.more_busy[who] += u128::from(span) * u128::from(record.level - 1);
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.times.fill([0; COMMON]);
        self.rare_times.fill([0; State::COUNT - COMMON]);
        self.more_busy.fill(0);
    }

    fn values(&self, plant: &Plant, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for ((id, times), more) in plant.equipment_ids().zip(&self.times).zip(&self.more_busy) {
            let facts = plant.equipment(id);
            // A belt moves or stands as a whole.
            if let Some(places) = facts.places.or(facts.moves_items().then_some(1)) {
                if span > 0.0 {
                    let busy = u128::from(times[State::Processing as usize]) + more;
                    let utilization = busy as f64 / (span * f64::from(places));
                    values.push(Value::of_equipment(id, "utilization", utilization, "1"));
                }
                let all = times.iter().chain(&self.rare_times[id.index()]);
                for (state, time) in State::ALL.into_iter().zip(all) {
                    if *time > 0 || (state as usize) < COMMON {
                        let seconds = *time as f64 / NANOS;
                        values.push(Value::of_equipment(id, name(state), seconds, "s"));
                    }
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
