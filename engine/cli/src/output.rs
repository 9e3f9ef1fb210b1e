//! Results for people, for programs, for spreadsheets.

pub(crate) mod causes;
pub(crate) mod csv;
pub(crate) mod document;
pub(crate) mod fidelity;
pub(crate) mod json;
pub(crate) mod parquet;
mod states;
pub(crate) mod table;

use std::sync::Arc;
use std::time::{Duration, Instant};

use plantwright_kpi::expect::Judgement;
use plantwright_kpi::{Bottlenecks, Losses, Value, Values};
use plantwright_model::Plant;
use plantwright_sim::{Counts, Deadlock, Fault, Starved, Stranded, Stuck};
use plantwright_units::{EquipmentId, ProductId, SimTime};

use crate::args::States;
use crate::why::Answer;

/// Everything that is known after a run.
#[derive(Debug)]
pub(crate) struct RunReport {
    pub(crate) plant: Arc<Plant>,
    pub(crate) scene: String,
    pub(crate) seed: u64,
    pub(crate) replication: u32,
    pub(crate) scheduler: Option<String>,
    pub(crate) counts: Counts,
    pub(crate) simulated: SimTime,
    pub(crate) warm_up_end: SimTime,
    pub(crate) wall: Duration,
    pub(crate) state_hash: u128,
    pub(crate) journal_hash: u128,
    pub(crate) ending: Ending,
    pub(crate) stuck: Vec<Stuck>,
    /// Vehicles that wait in vain.
    pub(crate) deadlocks: Vec<Deadlock>,
    /// Orders that waited beyond reason.
    pub(crate) starved: Vec<Starved>,
    /// Vehicles that stand with an empty battery.
    pub(crate) stranded: Vec<Stranded>,
    pub(crate) values: Values,
    /// What became of what the scene expects. Of a run that did not come to its end, nothing is judged.
    pub(crate) expected: Vec<Judgement>,
    /// Where the time of the stations went, if that was asked for.
    pub(crate) losses: Option<Vec<Losses>>,
    /// Which station holds the plant up, if that was asked for.
    pub(crate) bottlenecks: Option<Bottlenecks>,
    /// Under whose names times in state are shown, if that was asked for.
    pub(crate) states: Option<States>,
    /// Where lost time comes from, if it was asked.
    pub(crate) why: Option<Answer>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Ending {
    /// At the end of its duration.
    Reached,
    /// With nothing left to happen.
    Drained,
    /// By Ctrl-C.
    Interrupted,
    /// By a fault.
    Fault(Fault),
}

impl Ending {
    /// Its name for programs, and what went wrong.
    pub(crate) fn name(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Reached => ("reached", None),
            Self::Drained => ("drained", None),
            Self::Interrupted => ("interrupted", None),
            Self::Fault(fault) => ("fault", Some(fault.to_string())),
        }
    }
}

impl RunReport {
    /// Tells whether the run came to its end, so that what the scene expects of it can be judged.
    pub(crate) const fn is_judged(&self) -> bool {
        matches!(self.ending, Ending::Reached | Ending::Drained)
    }

    /// Returns a value of the whole plant.
    pub(crate) fn of_plant(&self, kpi: &str) -> Option<f64> {
        self.values.of_plant(kpi)
    }

    /// Returns a value of one piece of equipment.
    pub(crate) fn of_equipment(&self, id: EquipmentId, kpi: &str) -> Option<f64> {
        self.values.of_equipment(id, kpi)
    }

    /// Returns a value of one product.
    pub(crate) fn of_product(&self, id: ProductId, kpi: &str) -> Option<f64> {
        self.values.of_product(id, kpi)
    }

    /// The name that a value is about: equipment and product.
    pub(crate) fn names(&self, value: &Value) -> (Option<String>, Option<String>) {
        (
            value.equipment.map(|id| self.plant.name(id)),
            value.product.map(|id| self.plant.product(id).name.clone()),
        )
    }
}

/// Starts a stopwatch: calling it returns the wall time since. The command reports how long a run took; no result depends on it.
#[expect(clippy::disallowed_methods, reason = "the command is where wall time is read")]
pub(crate) fn stopwatch() -> impl Fn() -> Duration {
    let start = Instant::now();
    move || start.elapsed()
}

/// Writes an instant as a clock shows it, counted from the start: `1:02:03.004`.
pub(crate) fn clock(at: SimTime) -> String {
    let millis = at.as_nanos() / 1_000_000;
    let (seconds, minutes, hours) = (millis / 1_000, millis / 60_000, millis / 3_600_000);
    format!("{hours}:{:02}:{:02}.{:03}", minutes % 60, seconds % 60, millis % 1_000)
}

/// Writes a whole number with its digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
