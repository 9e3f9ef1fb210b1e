//! The time that an item takes from one departure at a station to its next.

use std::collections::BTreeMap;

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Cycles {
    at: EquipmentId,
    last: BTreeMap<ItemId, SimTime>,
    count: u64,
    /// Seconds.
    sum: f64,
}

impl Cycles {
    pub(crate) fn new(plant: &Plant, at: &str) -> Self {
        Self { at: plant.find(at).expect("equipment"), last: BTreeMap::new(), count: 0, sum: 0.0 }
    }

    pub(crate) fn mean_s(&self) -> f64 {
        self.sum / self.count as f64
    }
}

impl Watcher for Cycles {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Left])
    }

    fn take(&mut self, record: &Record) {
        if record.who() != self.at {
            return;
        }
        if let Some(last) = self.last.insert(record.item(), record.at) {
            self.count += 1;
            self.sum += record.at.since(last).as_secs_f64();
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.count = 0;
        self.sum = 0.0;
    }
}
