//! Makespan: when the last item is completed.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`makespan`: the instant at which the last item so far was completed, from the start of the run [s].";

/// Remembers the last completion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Makespan(Option<SimTime>);

impl Kpi for Makespan {
    fn new(_plant: &Plant) -> Self {
        Self(None)
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Consumed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.0 = batch.of(What::Consumed).next_back().map(|record| record.at).or(self.0);
    }

    fn restart(&mut self, _at: SimTime) {}

    fn values(&self, _plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        if let Some(last) = self.0 {
            values.push(Value::of_plant("makespan", last.as_secs_f64(), "s"));
        }
    }
}
