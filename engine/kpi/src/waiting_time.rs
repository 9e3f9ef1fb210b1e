//! Waiting time by equipment: how long items wait there before they are processed, or at all where nothing is processed.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::{EquipmentFacts, Role};
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::Tally;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_waiting_time`, `p95_waiting_time`, `max_waiting_time` of equipment: from entering to the \
    start of processing where items are processed, until they are picked up at fleets, the whole stay in buffers and at sources [s]. Who is never begun (reneged, expired) has \
    no waiting time at a station; at a buffer the stay counts whatever ended it. Quantiles within 1/256.";

/// Tallies waits by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WaitingTime {
    /// Whether the whole stay counts, by equipment.
    whole_stay: Vec<bool>,
    waits: Vec<Tally>,
}

impl Kpi for WaitingTime {
    fn new(plant: &Plant) -> Self {
        // What vehicles bring waits until it is picked up.
        let whole_stay = |facts: &EquipmentFacts| {
            matches!(facts.role, Role::Holder | Role::Source) && facts.fleet.is_none()
        };
        Self {
            whole_stay: plant.equipment.iter().map(whole_stay).collect(),
            waits: vec![Tally::default(); plant.equipment.len()],
        }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Left])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Started) {
            self.waits[record.who().index()].add(record.span);
        }
        for record in batch.of(What::Left).filter(|record| self.whole_stay[record.who().index()]) {
            self.waits[record.who().index()].add(record.span);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.waits.fill_with(Tally::default);
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (id, waits) in plant.equipment_ids().zip(&self.waits) {
            let named = [
                ("mean_waiting_time", waits.mean_s()),
                ("p95_waiting_time", waits.quantile_s(0.95)),
                ("max_waiting_time", waits.max_s()),
            ];
            values.extend(
                named
                    .into_iter()
                    .filter_map(|(kpi, value)| Some(Value::of_equipment(id, kpi, value?, "s"))),
            );
        }
    }
}
