//! A scheduler that was chosen, for as many runs as wanted.

use std::sync::Arc;

use crate::Scheduler;

/// A scheduler that was chosen by a name, and has not decided anything yet: each run gets a copy of its own.
#[derive(Debug, Clone)]
pub struct Chosen {
    name: Arc<str>,
    fresh: Arc<dyn Scheduler>,
}

impl Chosen {
    /// Makes one of the name as it was written, and the scheduler that it stands for.
    pub fn new(name: &str, fresh: Box<dyn Scheduler>) -> Self {
        Self { name: name.into(), fresh: fresh.into() }
    }

    /// Returns the name as it was written: `SPT`, `0.6*ATC + 0.4*LEAST_SETUP`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a scheduler for one run.
    pub fn make(&self) -> Box<dyn Scheduler> {
        self.fresh.fork()
    }
}
