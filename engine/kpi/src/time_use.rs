//! How work units use their time, by the ratios of ISO 22400-2's time model.

use plantwright_journal::{State, Wants, What};
use plantwright_model::Plant;
use serde::{Deserialize, Serialize};

use crate::oee::ratio;
use crate::set::{Kpi, Value, Window};
use crate::standard::TimeElement;
use crate::tables::Tables;
use crate::work_unit;

pub(crate) const ABOUT: &str = "`allocation_efficiency`: AUBT/PBT of a station [1], the share of its planned busy time that \
    was not free: production, setup and delays (down, also where nothing was there to do; blocked; waiting for an operator), as \
    against being without work, in maintenance or in standby; `utilization_efficiency`: APT/AUBT [1], production in the busy time; \
    `technical_efficiency`: APT / (APT + ADET) [1], production as against delays; `setup_ratio`: AUST/AUPT [1], setup, which \
    loading and unloading belong to, in setup and production, only where there was setup. A station with several places counts as so many work units. Source: \
    ISO 22400-2:2014; which state belongs to which time element is told in docs/kpis.md.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TimeUse;

impl Kpi for TimeUse {
    fn new(_plant: &Plant) -> Self {
        Self
    }

    fn reads(_plant: &Plant) -> Wants {
        Wants::of(&[What::State])
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (id, places) in work_unit::all(plant) {
            let times = &tables.times()[id.index()];
            let of = |element: TimeElement| {
                let states = State::ALL.into_iter();
                let states = states.filter(|state| TimeElement::of(*state) == element);
                states.map(|state| times.of(state, places)).sum::<u128>()
            };
            let production = of(TimeElement::ProductionTime);
            let (setup, delay) = (of(TimeElement::SetupTime), of(TimeElement::DelayTime));
            let busy = production + setup + delay;
            let ratios = [
                ("allocation_efficiency", ratio(busy, times.planned_busy(places))),
                ("utilization_efficiency", ratio(production, busy)),
                ("technical_efficiency", ratio(production, production + delay)),
                ("setup_ratio", ratio(setup, setup + production).filter(|_| setup > 0)),
            ];
            let known = ratios.into_iter().filter_map(|(kpi, value)| Some((kpi, value?)));
            values.extend(known.map(|(kpi, value)| Value::of_equipment(id, kpi, value, "1")));
        }
    }
}
