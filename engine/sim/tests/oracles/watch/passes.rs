//! How often an item is worked on at one station before it leaves the plant.

use std::collections::BTreeMap;

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Passes {
    at: EquipmentId,
    /// Of the items in the plant.
    so_far: BTreeMap<ItemId, u32>,
    items: u64,
    of_items: u64,
    three_or_more: u64,
}

impl Passes {
    pub(crate) fn new(plant: &Plant, at: &str) -> Self {
        Self {
            at: plant.find(at).expect("equipment"),
            so_far: BTreeMap::new(),
            items: 0,
            of_items: 0,
            three_or_more: 0,
        }
    }

    pub(crate) fn mean(&self) -> f64 {
        self.of_items as f64 / self.items as f64
    }

    pub(crate) fn share_of_three_or_more(&self) -> f64 {
        self.three_or_more as f64 / self.items as f64
    }
}

impl Watcher for Passes {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Consumed])
    }

    fn take(&mut self, record: &Record) {
        if record.what() == What::Consumed {
            let passes = self.so_far.remove(&record.item()).unwrap_or(0);
            self.items += 1;
            self.of_items += u64::from(passes);
            self.three_or_more += u64::from(passes >= 3);
        } else if record.who() == self.at {
            *self.so_far.entry(record.item()).or_default() += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.items = 0;
        self.of_items = 0;
        self.three_or_more = 0;
    }
}
