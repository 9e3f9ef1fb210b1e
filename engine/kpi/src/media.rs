//! Media: what equipment uses beside electricity.

use plantwright_journal::{Batch, Wants};
use plantwright_model::Plant;
use plantwright_model::plant::snake_case;
use plantwright_units::{SimTime, intern};
use serde::{Deserialize, Serialize};

use crate::cost::units;
use crate::ledger::{Ledger, WANTS};
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Where equipment has a `Medium`, in the measured time: `compressed_air_used` for a medium called \
    `compressed air`: what was used of it, by equipment and the plant, in the medium's own unit; `compressed_air_per_item`: \
    what was used over items that left the plant.";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Media {
    /// With the names of the media, in order.
    ledgers: Vec<(String, Ledger)>,
}

impl Kpi for Media {
    fn new(plant: &Plant) -> Self {
        let names = plant.equipment.iter().flat_map(|facts| facts.meters.media.keys().cloned());
        let names = names.collect::<std::collections::BTreeSet<_>>();
        let ledger = |name: &String| {
            let meters = plant.equipment.iter().map(|facts| facts.meters.media.get(name));
            let meters = meters.map(|medium| medium.map(|medium| &medium.meter));
            Ledger::new(meters, plant.products.len())
        };
        let ledgers = names.into_iter().map(|name| {
            let ledger = ledger(&name);
            (name, ledger)
        });
        Self { ledgers: ledgers.collect() }
    }

    fn wants(&self) -> Wants {
        if self.ledgers.is_empty() { Wants::NOTHING } else { WANTS }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for (_, ledger) in &mut self.ledgers {
            batch.records().iter().for_each(|record| ledger.take(record, |_| {}));
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.ledgers.iter_mut().for_each(|(_, ledger)| ledger.restart(at));
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (name, ledger) in &self.ledgers {
            let ledger = ledger.closed();
            let word = intern(&snake_case(name));
            let (used, each) = (kpi(word, "used"), kpi(word, "per_item"));
            let mut media = plant.equipment.iter().filter_map(|facts| facts.meters.media.get(name));
            let unit = media.next().map_or("1", |medium| medium.unit);
            let total = units(ledger.of_all().total());
            values.push(Value::of_plant(used, total, unit));
            let completed: u64 = ledger.completed().iter().map(|(count, _)| count).sum();
            if completed > 0 {
                values.push(Value::of_plant(each, total / completed as f64, unit));
            }
            for who in ledger.metered() {
                let total = units(ledger.of(who).total());
                values.push(Value::of_equipment(who, used, total, unit));
            }
        }
    }
}

fn kpi(word: &str, what: &str) -> &'static str {
    intern(&format!("{word}_{what}"))
}
