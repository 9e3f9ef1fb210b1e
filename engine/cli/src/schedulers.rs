//! The built-in schedulers by name, and what is said of names that none has.

use plantwright_catalog::{Scheduler, UnknownScheduler};
use plantwright_model::did_you_mean;
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
    plantwright_catalog::make(name).map_err(|unknown| {
        let known = || plantwright_catalog::all().map(|entry| entry.name);
        let near = unknown.name().map(|name| did_you_mean(name, known()));
        Unknown {
            message: unknown.to_string(),
            hint: match near {
                Some(Some(near)) => format!("did you mean `{near}`?"),
                Some(None) => format!(
                    "there is: {}; sums of them with weights, `0.6*ATC + 0.4*LEAST_SETUP`; active \
                     schedules by any of them, `GT(SPT)`; and rules for other decisions beside them, `SPT & RELEASE(EDD)`",
                    known().collect::<Vec<_>>().join(", ")
                ),
                None if matches!(unknown, UnknownScheduler::Point(_)) => {
                    "rules side by side are written `SPT & RELEASE(EDD, 20)`; `plantwright explain schedulers` lists their forms".to_owned()
                }
                None => "a sum is written `0.6*ATC + 0.4*LEAST_SETUP`".to_owned(),
            },
        }
    })
}
