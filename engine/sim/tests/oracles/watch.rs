//! Folds for numbers that no KPI gives.

mod all_up;
mod cycles;
mod gaps;
mod numbers;
mod ovens;
mod passes;
mod samples;
mod visits;
mod waits;

pub(crate) use all_up::AllUp;
pub(crate) use cycles::Cycles;
pub(crate) use gaps::Gaps;
pub(crate) use numbers::Numbers;
pub(crate) use ovens::Ovens;
pub(crate) use passes::Passes;
pub(crate) use samples::Samples;
pub(crate) use visits::Visits;
pub(crate) use waits::Waits;

use std::any::Any;
use std::fmt::Debug;

use plantwright_journal::{Batch, Fold, Record, Wants};
use plantwright_units::SimTime;

/// Something that looks at records one by one.
pub(crate) trait Watcher: Any + Debug + Send + Sync {
    fn wants(&self) -> Wants;

    /// Takes a record of a kind that it wants.
    fn take(&mut self, record: &Record);

    /// Forgets what was before.
    fn restart(&mut self, at: SimTime);
}

/// Several watchers that listen to one run.
#[derive(Debug)]
pub(crate) struct Watch(pub(crate) Vec<Box<dyn Watcher>>);

impl Watch {
    /// Returns the watcher of a type.
    pub(crate) fn get<W: Watcher>(&self) -> &W {
        let mut found = self.0.iter().filter_map(|watcher| {
            let watcher: &dyn Any = &**watcher;
            watcher.downcast_ref()
        });
        found.next().expect("a watcher that was set up")
    }
}

impl Fold for Watch {
    fn wants(&self) -> Wants {
        let all = self.0.iter().map(|watcher| watcher.wants());
        all.fold(Wants::NOTHING, Wants::union)
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for watcher in &mut self.0 {
            let wants = watcher.wants();
            for record in batch.records().iter().filter(|record| wants.contains(record.what())) {
                watcher.take(record);
            }
        }
    }

    fn restart(&mut self, at: SimTime) {
        for watcher in &mut self.0 {
            watcher.restart(at);
        }
    }

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
