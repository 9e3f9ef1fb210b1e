//! The time in which nothing is broken down.

use plantwright_journal::{Record, Wants, What};
use plantwright_units::SimTime;

use super::Watcher;

#[derive(Debug, Default)]
pub(crate) struct AllUp {
    down: u32,
    since: SimTime,
    /// Seconds in which all were up.
    up: f64,
}

impl AllUp {
    pub(crate) fn share(&self, from: SimTime, now: SimTime) -> f64 {
        let open = if self.down == 0 { now.since(self.since).as_secs_f64() } else { 0.0 };
        (self.up + open) / now.since(from).as_secs_f64()
    }
}

impl Watcher for AllUp {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Failed, What::Repaired])
    }

    fn take(&mut self, record: &Record) {
        if self.down == 0 {
            self.up += record.at.since(self.since).as_secs_f64();
        }
        self.since = record.at;
        match record.what() {
            What::Failed => self.down += 1,
            _ => self.down -= 1,
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.since = at;
        self.up = 0.0;
    }
}
