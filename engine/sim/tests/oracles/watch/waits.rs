//! Waits at one station: their spread, how many wait at all or longer than a time, and the waits by who sent the items.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Waits {
    at: EquipmentId,
    limit: SimSpan,
    count: u64,
    /// Seconds, and their squares.
    sum: f64,
    squares: f64,
    waited: u64,
    exceeding: u64,
    /// By the source that an item came from: number and seconds.
    by_origin: Vec<(u64, f64)>,
}

impl Waits {
    pub(crate) fn new(plant: &Plant, at: &str, limit: SimSpan) -> Self {
        Self {
            at: plant.find(at).expect("equipment"),
            limit,
            count: 0,
            sum: 0.0,
            squares: 0.0,
            waited: 0,
            exceeding: 0,
            by_origin: vec![(0, 0.0); plant.equipment.len()],
        }
    }

    /// Returns the standard deviation [s].
    pub(crate) fn sd_s(&self) -> f64 {
        let count = self.count as f64;
        let mean = self.sum / count;
        (self.squares / count - mean * mean).sqrt()
    }

    /// Returns the share of items that wait at all.
    pub(crate) fn waiting_share(&self) -> f64 {
        self.waited as f64 / self.count as f64
    }

    /// Returns the share of items that wait longer than the limit.
    pub(crate) fn exceeding_share(&self) -> f64 {
        self.exceeding as f64 / self.count as f64
    }

    /// Returns the mean wait of items from a source [s].
    pub(crate) fn mean_s(&self, origin: EquipmentId) -> f64 {
        let (count, sum) = self.by_origin[origin.index()];
        sum / count as f64
    }
}

impl Watcher for Waits {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Started])
    }

    fn take(&mut self, record: &Record) {
        if record.who() != self.at {
            return;
        }
        let seconds = record.span.as_secs_f64();
        self.count += 1;
        self.sum += seconds;
        self.squares += seconds * seconds;
        self.waited += u64::from(record.span > SimSpan::ZERO);
        self.exceeding += u64::from(record.span > self.limit);
        let (count, sum) = &mut self.by_origin[record.item().origin().index()];
        *count += 1;
        *sum += seconds;
    }

    fn restart(&mut self, _at: SimTime) {
        self.count = 0;
        self.sum = 0.0;
        self.squares = 0.0;
        self.waited = 0;
        self.exceeding = 0;
        self.by_origin.fill((0, 0.0));
    }
}
