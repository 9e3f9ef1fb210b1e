//! All records of a run, for tests that look at single ones.

use plantwright_journal::{Batch, Fold, Record, Wants};
use plantwright_units::SimTime;

/// All records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(pub(crate) Vec<Record>);

impl Fold for Log {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.0.extend_from_slice(batch.records());
    }

    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}
