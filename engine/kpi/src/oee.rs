//! Overall equipment effectiveness: availability, effectiveness, quality ratio, and their product, as ISO 22400-2 has them.

use plantwright_journal::{Batch, State, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::NANOS;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;
use crate::work_unit::{self, Output, Outputs, Times};

pub(crate) const ABOUT: &str = "`availability`: APT/PBT of a station [1], the share of its planned busy time (the measured time \
    less that in which it is off) in which it processed; setup, failures, maintenance, waiting for items, for room or for an \
    operator are not APT. A station with several places counts as so many work units: times are those of its places; \
    `effectiveness`: PRI x PQ / APT [1], the planned run time of what it produced (the field 'planned', or else the mean of its \
    process time) over the time that it took; above 1 where it went faster than planned; `quality_ratio`: GQ/PQ [1], the good \
    items among those it produced; an item that was scrapped half done was not produced, and lowers the effectiveness; `oee`: their product (OEE index), \
    which is GQ x PRI / PBT; `nee`: (APT + AUST) / PBT x effectiveness x quality ratio [1] (NEE index), the same with setup as \
    if it were production; `teep`: total effective equipment performance, oee x PBT over all of the measured time [1] (not in the \
    standard; Nakajima 1988); `planned_busy_time`: PBT [s]; `produced_quantity`, `good_quantity`: PQ and GQ [items], counted when an item is processed, before it is unloaded. \
    Source: ISO 22400-2:2014.";

/// What is made, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Oee {
    outputs: Outputs,
}

impl Kpi for Oee {
    fn new(plant: &Plant) -> Self {
        Self { outputs: Outputs::new(plant) }
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::State, What::Finished])
    }

    fn wants(&self) -> Wants {
        self.outputs.wants()
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.outputs.take(batch);
    }

    fn restart(&mut self, _at: SimTime) {
        self.outputs.restart();
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (id, places) in work_unit::all(plant) {
            let times = &tables.times()[id.index()];
            let output = self.outputs.of(id, tables.count(What::Finished, id));
            let planned_busy = times.planned_busy(places);
            let measured = planned_busy + times.of(State::Off, places);
            let busy = planned_busy as f64 / NANOS;
            let (good, bad) = (output.good as f64, output.bad as f64);
            values.push(Value::of_equipment(id, "planned_busy_time", busy, "s"));
            values.push(Value::of_equipment(id, "produced_quantity", good + bad, "items"));
            values.push(Value::of_equipment(id, "good_quantity", good, "items"));
            let mut add = |kpi, value| {
                values.extend(Option::map(value, |it| Value::of_equipment(id, kpi, it, "1")));
            };
            let factors = Factors::new(times, &output, places);
            add("availability", factors.availability);
            add("effectiveness", factors.effectiveness);
            add("quality_ratio", factors.quality_ratio);
            let oee = factors.product(factors.availability);
            add("oee", oee);
            add("teep", oee.zip(ratio(planned_busy, measured)).map(|(oee, loading)| oee * loading));
            add("nee", factors.product(factors.availability_with_setup));
        }
    }
}

/// What OEE is the product of; what cannot be computed is none.
#[derive(Debug, Clone, Copy)]
struct Factors {
    availability: Option<f64>,
    availability_with_setup: Option<f64>,
    effectiveness: Option<f64>,
    quality_ratio: Option<f64>,
    produced: u64,
}

impl Factors {
    fn new(times: &Times, output: &Output, places: u32) -> Self {
        let (planned_busy, production) =
            (times.planned_busy(places), times.of(State::Processing, places));
        let setup = times.of(State::Setup, places);
        let planned = output.planned_good + output.planned_bad;
        let produced = output.good + output.bad;
        Self {
            availability: ratio(production, planned_busy),
            availability_with_setup: ratio(production + setup, planned_busy),
            effectiveness: ratio(planned, production).filter(|_| output.unplanned == 0),
            quality_ratio: ratio(output.good.into(), produced.into()),
            produced,
        }
    }

    /// Availability times effectiveness times quality. Who produced nothing, although it was meant to, was not effective.
    fn product(&self, availability: Option<f64>) -> Option<f64> {
        if self.produced == 0 {
            return availability.map(|_| 0.0);
        }
        Some(availability? * self.effectiveness? * self.quality_ratio?)
    }
}

/// One over the other, where there is any of the other.
pub(crate) fn ratio(part: u128, whole: u128) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
