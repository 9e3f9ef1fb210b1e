//! An oven: how many items wait for it, how many it takes, and how long it stands empty while some wait.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Ovens {
    at: EquipmentId,
    waiting: u32,
    inside: u32,
    since: SimTime,
    from: SimTime,
    /// Item-seconds.
    area: f64,
    /// Seconds.
    idle_with_waiting: f64,
    batches: u64,
    items: u64,
}

impl Ovens {
    pub(crate) fn new(plant: &Plant, at: &str) -> Self {
        Self {
            at: plant.find(at).expect("equipment"),
            waiting: 0,
            inside: 0,
            since: SimTime::ZERO,
            from: SimTime::ZERO,
            area: 0.0,
            idle_with_waiting: 0.0,
            batches: 0,
            items: 0,
        }
    }

    pub(crate) fn mean_waiting(&self, now: SimTime) -> f64 {
        let rest = f64::from(self.waiting) * now.since(self.since).as_secs_f64();
        (self.area + rest) / now.since(self.from).as_secs_f64()
    }

    pub(crate) fn mean_batch(&self) -> f64 {
        self.items as f64 / self.batches as f64
    }

    /// Returns the share of time in which it is empty and items wait.
    pub(crate) fn idle_with_waiting(&self, now: SimTime) -> f64 {
        let rest =
            if self.is_idle_with_waiting() { now.since(self.since).as_secs_f64() } else { 0.0 };
        (self.idle_with_waiting + rest) / now.since(self.from).as_secs_f64()
    }

    fn is_idle_with_waiting(&self) -> bool {
        self.inside == 0 && self.waiting > 0
    }
}

impl Watcher for Ovens {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Entered, What::Started, What::Finished])
    }

    fn take(&mut self, record: &Record) {
        if record.who() != self.at {
            return;
        }
        let span = record.at.since(self.since).as_secs_f64();
        self.since = record.at;
        self.area += f64::from(self.waiting) * span;
        if self.is_idle_with_waiting() {
            self.idle_with_waiting += span;
        }
        match record.what() {
            What::Entered => self.waiting += 1,
            What::Started => {
                self.batches += u64::from(self.inside == 0);
                self.items += 1;
                self.waiting -= 1;
                self.inside += 1;
            }
            _ => self.inside -= 1,
        }
    }

    fn restart(&mut self, at: SimTime) {
        (self.since, self.from) = (at, at);
        (self.area, self.idle_with_waiting) = (0.0, 0.0);
        (self.batches, self.items) = (0, 0);
    }
}
