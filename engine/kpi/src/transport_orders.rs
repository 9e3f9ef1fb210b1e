//! Orders of fleets: how long they take from the request to the delivery, and how many wait beyond reason.

use std::collections::{BTreeMap, VecDeque};

use plantwright_journal::{Batch, Notice, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::Tally;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Of each fleet with stations: `mean_lead_time`, `p95_lead_time`, `max_lead_time`: from when an item asks \
    for a vehicle until it is unloaded where it goes, of those unloaded [s]; quantiles within 1/256. `starved_orders`: orders that \
    waited beyond reason: a vehicle that could have taken them was given a later one at least 20 times, and they have waited for more \
    than 10 times as long as orders did in the mean until they were picked up [1].";

/// Adds up what becomes of orders.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TransportOrders {
    fleets: Vec<(EquipmentId, Orders)>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Orders {
    /// How long those waited that are on a vehicle; of an item that is brought again and again, one trip after the other.
    waited: BTreeMap<ItemId, VecDeque<SimSpan>>,
    lead: Tally,
    starved: u64,
}

impl TransportOrders {
    fn of(&mut self, who: EquipmentId) -> Option<&mut Orders> {
        self.fleets.iter_mut().find(|(id, _)| *id == who).map(|(_, orders)| orders)
    }
}

impl Kpi for TransportOrders {
    fn new(plant: &Plant) -> Self {
        let fleets = plant.fleets().filter(|(_, facts)| facts.stations.len() > 1);
        Self { fleets: fleets.map(|(id, _)| (id, Orders::default())).collect() }
    }

    fn wants(&self) -> Wants {
        if self.fleets.is_empty() {
            Wants::NOTHING
        } else {
            Wants::of(&[What::Started, What::Finished, What::Noticed])
        }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Started) {
            if let Some(orders) = self.of(record.who()) {
                orders.waited.entry(record.item()).or_default().push_back(record.span);
            }
        }
        for record in batch.of(What::Finished) {
            let Some(orders) = self.of(record.who()) else { continue };
            let Some(trips) = orders.waited.get_mut(&record.item()) else { continue };
            let waited = trips.pop_front();
            if trips.is_empty() {
                orders.waited.remove(&record.item());
            }
            if let Some(waited) = waited {
                orders.lead.add(SimSpan::from_nanos(waited.as_nanos() + record.span.as_nanos()));
            }
        }
        for record in batch.of(What::Noticed).filter(|it| it.notice() == Notice::Starved) {
            if let Some(orders) = self.of(record.who()) {
                orders.starved += 1;
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        for (_, orders) in &mut self.fleets {
            (orders.lead, orders.starved) = (Tally::default(), 0);
        }
    }

    fn values(&self, _plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (id, orders) in &self.fleets {
            let lead = [
                ("mean_lead_time", orders.lead.mean_s()),
                ("p95_lead_time", orders.lead.quantile_s(0.95)),
                ("max_lead_time", orders.lead.max_s()),
            ];
            let lead = lead.into_iter().filter_map(|(kpi, value)| Some((kpi, value?)));
            values.extend(lead.map(|(kpi, value)| Value::of_equipment(*id, kpi, value, "s")));
            values.push(Value::of_equipment(*id, "starved_orders", orders.starved as f64, "1"));
        }
    }
}
