//! The built-in schedulers by name, and what is said of names that none has.

use plantwright_catalog::Scheduler;
use plantwright_scheduler::Chosen;

/// A name that no scheduler has.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// What is wrong.
    pub(crate) message: String,
    /// What would be right.
    pub(crate) hint: String,
}

/// Chooses a scheduler by its name, for as many runs as wanted.
pub(crate) fn choose(name: &str) -> Result<Chosen, Unknown> {
    make(name).map(|scheduler| Chosen::new(name, scheduler))
}

/// Makes a scheduler by its name: one of the list, a sum of rules with weights, or active schedules by one of the two.
pub(crate) fn make(name: &str) -> Result<Box<dyn Scheduler>, Unknown> {
    plantwright_catalog::make(name)
        .map_err(|unknown| Unknown { message: unknown.to_string(), hint: unknown.hint() })
}
