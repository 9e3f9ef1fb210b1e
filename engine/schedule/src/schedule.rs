//! Operations with their machines and times, by name.

use plantwright_units::{SimSpan, SimTime};

/// What was done, or is to be done, where and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Of which problem: the name of an instance or of a scene.
    pub problem: String,
    /// Who made it.
    pub scheduler: String,
    /// The operations, by start, machine and job.
    pub operations: Vec<Operation>,
    /// The loaded trips of vehicles, by start and vehicle.
    pub trips: Vec<Trip>,
}

/// An operation on a machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// When the machine begins with it: with its set-up, where it takes one.
    pub start: SimTime,
    /// Which.
    pub machine: String,
    /// Of which job.
    pub job: String,
    /// Its number in the job's route, from 0.
    pub operation: u32,
    /// How long the machine is set up for it first.
    pub setup: SimSpan,
    /// When it is finished.
    pub end: SimTime,
}

/// A loaded trip of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trip {
    /// When it departs with the job.
    pub depart: SimTime,
    /// Which vehicle.
    pub vehicle: u32,
    /// Which job it brings.
    pub job: String,
    /// For which operation, from 0.
    pub operation: u32,
    /// When it arrives.
    pub arrive: SimTime,
}

impl Schedule {
    /// Returns when the last operation is finished.
    pub fn makespan(&self) -> SimSpan {
        let last = self.operations.iter().map(|operation| operation.end).max();
        last.map_or(SimSpan::ZERO, |last| last.since(SimTime::ZERO))
    }

    /// Returns the machines, in the natural order of their names.
    pub fn machines(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.operations.iter().map(|it| it.machine.as_str()).collect();
        names.sort_by(|a, b| plantwright_units::natural_cmp(a, b));
        names.dedup();
        names
    }

    /// Returns the jobs, in the natural order of their names.
    pub fn jobs(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.operations.iter().map(|it| it.job.as_str()).collect();
        names.sort_by(|a, b| plantwright_units::natural_cmp(a, b));
        names.dedup();
        names
    }

    /// Brings operations and trips into their order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.operations.sort();
        self.trips.sort();
        self
    }
}
