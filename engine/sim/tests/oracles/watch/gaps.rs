//! The times between departures at one piece of equipment.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Gaps {
    at: EquipmentId,
    last: Option<SimTime>,
    count: u64,
    sum: f64,
    squares: f64,
}

impl Gaps {
    pub(crate) fn new(plant: &Plant, at: &str) -> Self {
        Self {
            at: plant.find(at).expect("equipment"),
            last: None,
            count: 0,
            sum: 0.0,
            squares: 0.0,
        }
    }

    /// Returns the squared coefficient of variation.
    pub(crate) fn scv(&self) -> f64 {
        let mean = self.sum / self.count as f64;
        self.squares / self.count as f64 / (mean * mean) - 1.0
    }
}

impl Watcher for Gaps {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Left])
    }

    fn take(&mut self, record: &Record) {
        if record.who() != self.at {
            return;
        }
        if let Some(last) = self.last.replace(record.at) {
            let gap = record.at.since(last).as_secs_f64();
            self.count += 1;
            self.sum += gap;
            self.squares += gap * gap;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.count = 0;
        self.sum = 0.0;
        self.squares = 0.0;
    }
}
