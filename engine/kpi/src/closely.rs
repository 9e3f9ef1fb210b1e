//! A closer look than KPIs give, taken only when someone asks for it: one fold that ends in a report instead of values.

use std::fmt::Debug;

use plantwright_journal::{Batch, Fold, Record, Wants};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::set::Window;

/// A fold that ends in a report.
pub trait Look: Debug + Clone + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// What it ends in.
    type Report;

    /// Makes an empty one for a plant.
    fn new(plant: &Plant) -> Self;

    /// Returns the kinds of records it listens to.
    fn wants(&self) -> Wants;

    /// Takes what happened; `from` is the end of the warm-up.
    fn take(&mut self, batch: &Batch<'_>, from: SimTime);

    /// Forgets what was before `at`.
    fn restart(&mut self, at: SimTime);

    /// Returns what was seen by the end of the window.
    fn report(&self, plant: &Plant, window: Window) -> Self::Report;
}

/// A look as a listener of a run.
#[derive(Debug, Clone)]
pub struct Closely<L> {
    look: L,
    from: SimTime,
}

impl<L: Look> Closely<L> {
    /// Begins to look at a plant.
    pub fn new(plant: &Plant) -> Self {
        Self { look: L::new(plant), from: SimTime::ZERO }
    }

    /// Returns the report at `now`, given the records that close the books at that instant (`Sim::closing`).
    pub fn report(&self, plant: &Plant, now: SimTime, closing: &[Record]) -> L::Report {
        let mut closed = self.clone();
        Batch::each(closing, |batch| closed.take(batch));
        closed.look.report(plant, Window { from: self.from, to: now })
    }
}

impl<L: Look> Fold for Closely<L> {
    fn wants(&self) -> Wants {
        self.look.wants()
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.look.take(batch, self.from);
    }

    fn restart(&mut self, at: SimTime) {
        self.from = at;
        self.look.restart(at);
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self.from, &self.look)).expect("plain data")
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        (self.from, self.look) = postcard::from_bytes(bytes)
            .map_err(|error| format!("a closer look cannot be read: {error}"))?;
        Ok(())
    }
}
