//! The journal of a run as the viewer keeps it: a listener that hands records on, in pieces that are shared and never change.

use std::sync::{Arc, Mutex, PoisonError};

use plantwright_journal::{Batch, Fold, Record, Wants};
use plantwright_units::SimTime;

/// Some records in the order in which they happened. They stay where they were gathered: nothing of them is copied.
pub type Piece = Arc<Vec<Record>>;

/// Keeps what happened until someone takes it.
#[derive(Debug, Default)]
pub(super) struct Tape {
    /// A fold is only lent out to be read, so what it holds is taken from behind a lock that nobody else waits for.
    records: Mutex<Vec<Record>>,
}

impl Tape {
    /// Takes what has happened since it was last taken.
    pub(super) fn take_records(&self) -> Vec<Record> {
        std::mem::take(&mut *self.records.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Fold for Tape {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, batch: &Batch<'_>) {
        let records = self.records.get_mut().unwrap_or_else(PoisonError::into_inner);
        records.extend_from_slice(batch.records());
    }

    /// The journal goes on: what is measured is the business of those who read it.
    fn restart(&mut self, _at: SimTime) {}

    /// Two runs that write one journal make no sense.
    fn fork(&self) -> Option<Box<dyn Fold>> {
        None
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}
