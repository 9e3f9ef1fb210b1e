//! The number of items at one piece of equipment at certain times of every day.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use super::Watcher;

const DAY: u64 = 24 * 3_600 * 1_000_000_000;

#[derive(Debug)]
pub(crate) struct Samples {
    at: EquipmentId,
    items: u32,
    /// The samples that were taken, counted from the run's start.
    taken: u64,
    /// Hours of the day, in their order: number of samples, and their sum.
    hours: Vec<(u64, u64, u64)>,
}

impl Samples {
    /// `hours` are whole hours of the day, in their order.
    pub(crate) fn new(plant: &Plant, at: &str, hours: &[u64]) -> Self {
        Self {
            at: plant.find(at).expect("equipment"),
            items: 0,
            taken: 0,
            hours: hours.iter().map(|hour| (*hour, 0, 0)).collect(),
        }
    }

    /// Returns the mean at an hour of the day.
    pub(crate) fn mean_at(&self, hour: u64) -> f64 {
        let found = self.hours.iter().find(|(other, ..)| *other == hour);
        let (_, count, sum) = found.expect("an hour that is sampled");
        *sum as f64 / *count as f64
    }

    /// Takes every sample that is due before an instant.
    fn pass(&mut self, now: SimTime) {
        loop {
            let (day, hour) =
                (self.taken / self.hours.len() as u64, self.taken % self.hours.len() as u64);
            let (hour, count, sum) = &mut self.hours[hour as usize];
            if day * DAY + *hour * (DAY / 24) >= now.as_nanos() {
                return;
            }
            *count += 1;
            *sum += u64::from(self.items);
            self.taken += 1;
        }
    }
}

impl Watcher for Samples {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Entered, What::Left])
    }

    fn take(&mut self, record: &Record) {
        if record.who() == self.at {
            self.pass(record.at);
            if record.what() == What::Entered {
                self.items += 1;
            } else {
                self.items -= 1;
            }
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.pass(at);
        for (_, count, sum) in &mut self.hours {
            (*count, *sum) = (0, 0);
        }
    }
}
