//! Whole instances of job shops, dispatched by SPT: what a scheduler costs.

use std::sync::Arc;

use plantwright_model::instance::JobShop;
use plantwright_scheduler::Chosen;
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

/// An instance that was read, ready to be dispatched.
#[derive(Debug)]
pub struct Shop {
    /// The instance.
    pub instance: JobShop,
    model: Model,
    rule: Chosen,
}

impl Shop {
    /// Reads `ft06`, or makes one of Taillard's instances.
    pub fn new(name: &str) -> Self {
        let ft06 = include_str!("../../scenes/leagues/instances/ft06");
        let instance = match name {
            "ft06" => JobShop::parse(name, ft06).expect("a JSPLIB instance"),
            _ => JobShop::taillard(name).expect("one of Taillard's"),
        };
        let model = Model::read(name, &instance.scene()).unwrap_or_else(|error| panic!("{error}"));
        let rule = plantwright_catalog::make("SPT").expect("a rule of the catalog");
        Self { instance, model, rule: Chosen::new("SPT", rule) }
    }

    /// How many operations a run dispatches.
    pub fn operations(&self) -> u64 {
        self.instance.jobs.iter().map(|job| job.len() as u64).sum()
    }

    /// Dispatches all of it, set-up of the run included, and returns the makespan.
    pub fn dispatch(&self) -> SimSpan {
        let options = RunOptions { scheduler: Some(self.rule.make()), ..RunOptions::default() };
        let mut sim = Sim::new(&self.model, options).expect("a plant that can be run");
        sim.run_until(SimTime::MAX).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(sim.counts().present, 0, "every job is done");
        sim.now().since(SimTime::ZERO)
    }

    /// The plant, for whoever asks its scheduler without a run.
    pub fn plant(&self) -> Arc<plantwright_model::Plant> {
        Arc::clone(self.model.plant())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The makespans of non-delay schedules by SPT, as published.
    #[test]
    fn spt_makes_the_schedules_of_the_literature() {
        for (name, makespan) in [("ft06", 88), ("ta71", 6_232)] {
            assert_eq!(Shop::new(name).dispatch(), SimSpan::from_secs(makespan), "{name}");
        }
    }
}
