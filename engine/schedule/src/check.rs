//! Whether a schedule solves a problem. Nothing here is shared with the simulator.

use std::collections::BTreeMap;

use plantwright_units::{SimSpan, SimTime};

use crate::problem::{Job, Machine, Setups, Travel};
use crate::{Operation, Problem, Schedule, Trip};

/// Something that is wrong with a schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A job that the problem does not have.
    #[error("there is no job `{job}`")]
    NoJob {
        /// The job.
        job: String,
    },
    /// An operation that the job does not have.
    #[error("job `{job}` has no operation {operation}")]
    NoOperation {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
    },
    /// An operation that is not done.
    #[error("operation {operation} of job `{job}` is missing")]
    Missing {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
    },
    /// An operation that is done more than once.
    #[error("operation {operation} of job `{job}` is done twice")]
    Twice {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
    },
    /// A machine that cannot do the operation.
    #[error("operation {operation} of job `{job}` cannot be done on `{machine}`")]
    Eligibility {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
        /// The machine.
        machine: String,
    },
    /// An operation that lasts another time than it takes.
    #[error(
        "operation {operation} of job `{job}` on `{machine}` lasts {found}, and takes {needed}"
    )]
    Duration {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
        /// The machine.
        machine: String,
        /// How long it lasts, without its set-up.
        found: SimSpan,
        /// How long it takes.
        needed: SimSpan,
    },
    /// An operation that begins before the one before it has ended, or before its job is released.
    #[error("operation {operation} of job `{job}` begins at {start}, and may begin at {ready}")]
    Precedence {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
        /// When it begins.
        start: SimTime,
        /// From when on it could.
        ready: SimTime,
    },
    /// More operations on a machine at once than it has places.
    #[error(
        "on `{machine}`, job `{job}` begins at {start}, and job `{other}` is there until {until}"
    )]
    Overlap {
        /// The machine.
        machine: String,
        /// The job that begins.
        job: String,
        /// When it begins.
        start: SimTime,
        /// The job that is there.
        other: String,
        /// Until when.
        until: SimTime,
    },
    /// A set-up that lasts another time than the change takes.
    #[error(
        "the set-up of `{machine}` for operation {operation} of job `{job}` lasts {found}, and takes {needed}"
    )]
    Setup {
        /// The machine.
        machine: String,
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
        /// How long it lasts.
        found: SimSpan,
        /// How long it takes.
        needed: SimSpan,
    },
    /// A trip that cannot be: a vehicle that is somewhere else, a job that is not ready, or travel that takes longer.
    #[error("the trip of job `{job}` to its operation {operation}: {problem}")]
    Trip {
        /// The job.
        job: String,
        /// The operation, from 0.
        operation: u32,
        /// What is wrong.
        problem: String,
    },
}

impl Breach {
    /// Tells whether it is about what is done and where, and not about when.
    pub const fn is_of_what_is_done(&self) -> bool {
        matches!(
            self,
            Self::NoJob { .. }
                | Self::NoOperation { .. }
                | Self::Twice { .. }
                | Self::Missing { .. }
                | Self::Eligibility { .. }
        )
    }
}

/// Returns everything that is wrong with a schedule; nothing where it solves the problem. Where vehicles bring jobs, every operation on
/// another machine than the one before needs a trip.
pub fn check(problem: &Problem, schedule: &Schedule) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut done: BTreeMap<(&str, u32), &Operation> = BTreeMap::new();
    for operation in &schedule.operations {
        let (job, number) = (operation.job.clone(), operation.operation);
        let Some(facts) = problem.jobs.get(&operation.job) else {
            breaches.push(Breach::NoJob { job });
            continue;
        };
        if facts.operations.len() <= number as usize {
            breaches.push(Breach::NoOperation { job, operation: number });
            continue;
        }
        if done.insert((&operation.job, number), operation).is_some() {
            breaches.push(Breach::Twice { job, operation: number });
        }
        check_alone(problem, facts, operation, &mut breaches);
    }
    for (name, job) in &problem.jobs {
        check_job(problem, name, job, &done, &mut breaches);
    }
    for (name, machine) in &problem.machines {
        let mut there: Vec<&Operation> =
            schedule.operations.iter().filter(|operation| operation.machine == *name).collect();
        there.sort_by_key(|operation| (operation.start, operation.end));
        check_overlap(name, machine, &there, &mut breaches);
        if let Some(setups) = &machine.setups {
            check_setups(name, setups, &there, &mut breaches);
        }
    }
    if let Some(travel) = &problem.travel {
        check_trips(problem, travel, schedule, &done, &mut breaches);
    }
    breaches
}

/// What can be said of an operation without looking at others.
fn check_alone(problem: &Problem, job: &Job, operation: &Operation, breaches: &mut Vec<Breach>) {
    let named = || (operation.job.clone(), operation.operation, operation.machine.clone());
    let Some(time) = job.operations[operation.operation as usize].get(&operation.machine) else {
        let (job, operation, machine) = named();
        breaches.push(Breach::Eligibility { job, operation, machine });
        return;
    };
    let lasts = operation.end.since(operation.start).as_nanos();
    let found = SimSpan::from_nanos(lasts.saturating_sub(operation.setup.as_nanos()));
    let may_stand = problem.machines.get(&operation.machine).is_some_and(|it| it.may_stand);
    let is_short = operation.end < operation.start || lasts < operation.setup.as_nanos();
    if let Some(needed) = *time
        && (is_short || found < needed || found > needed && !may_stand)
    {
        let (job, operation, machine) = named();
        breaches.push(Breach::Duration { job, operation, machine, found, needed });
    }
}

/// Everything is done, one after the other.
fn check_job(
    problem: &Problem,
    name: &str,
    job: &Job,
    done: &BTreeMap<(&str, u32), &Operation>,
    breaches: &mut Vec<Breach>,
) {
    let mut ready = job.release;
    let mut place = job.origin.as_str();
    for number in 0..job.operations.len() as u32 {
        let Some(operation) = done.get(&(name, number)) else {
            breaches.push(Breach::Missing { job: name.to_owned(), operation: number });
            continue;
        };
        let key = (place.to_owned(), operation.machine.clone());
        let way = problem.travel.as_ref().and_then(|travel| travel.times.get(&key)).copied();
        ready = ready.checked_add(way.unwrap_or(SimSpan::ZERO)).unwrap_or(SimTime::MAX);
        if operation.start < ready {
            let (job, start) = (name.to_owned(), operation.start);
            breaches.push(Breach::Precedence { job, operation: number, start, ready });
        }
        (ready, place) = (operation.end, &operation.machine);
    }
}

/// At no time more operations than places.
fn check_overlap(name: &str, machine: &Machine, there: &[&Operation], breaches: &mut Vec<Breach>) {
    let Some(places) = machine.places else { return };
    let mut busy: Vec<&Operation> = Vec::new();
    for operation in there {
        busy.retain(|other| other.end > operation.start);
        if busy.len() >= places as usize
            && operation.end > operation.start
            && let Some(other) = busy.iter().max_by_key(|other| other.end)
        {
            breaches.push(Breach::Overlap {
                machine: name.to_owned(),
                job: operation.job.clone(),
                start: operation.start,
                other: other.job.clone(),
                until: other.end,
            });
        }
        busy.push(operation);
    }
}

/// Each set-up lasts as long as the change from what was there before.
fn check_setups(name: &str, setups: &Setups, there: &[&Operation], breaches: &mut Vec<Breach>) {
    let mut family = setups.initial;
    for operation in there {
        let to = setups.family.get(&(operation.job.clone(), operation.operation)).copied();
        let change = family.zip(to).and_then(|change| setups.times.get(&change));
        let needed = change.copied().unwrap_or(Some(SimSpan::ZERO));
        if let Some(needed) = needed.filter(|needed| *needed != operation.setup) {
            breaches.push(Breach::Setup {
                machine: name.to_owned(),
                job: operation.job.clone(),
                operation: operation.operation,
                found: operation.setup,
                needed,
            });
        }
        family = to.or(family);
    }
}

/// Every operation has a trip, made by a vehicle that can be there.
fn check_trips(
    problem: &Problem,
    travel: &Travel,
    schedule: &Schedule,
    done: &BTreeMap<(&str, u32), &Operation>,
    breaches: &mut Vec<Breach>,
) {
    let mut vehicles: BTreeMap<u32, (SimTime, String)> = BTreeMap::new();
    let mut trips: Vec<&Trip> = schedule.trips.iter().collect();
    trips.sort();
    let mut brought: BTreeMap<(&str, u32), SimTime> = BTreeMap::new();
    let from = |job: &str, operation: u32| match operation.checked_sub(1) {
        Some(number) => done.get(&(job, number)).map(|operation| operation.machine.clone()),
        None => problem.jobs.get(job).map(|job| job.origin.clone()),
    };
    for trip in trips {
        let mut wrong = |problem: String| {
            let (job, operation) = (trip.job.clone(), trip.operation);
            breaches.push(Breach::Trip { job, operation, problem });
        };
        let before = trip.operation.checked_sub(1);
        let before = before.and_then(|number| done.get(&(trip.job.as_str(), number)));
        let from = from(&trip.job, trip.operation).unwrap_or_default();
        let Some(operation) = done.get(&(trip.job.as_str(), trip.operation)) else {
            wrong("there is no such operation".to_owned());
            continue;
        };
        let to = operation.machine.clone();
        if trip.vehicle >= travel.vehicles {
            wrong(format!("there is no vehicle {}", trip.vehicle));
        }
        if before.is_some_and(|operation| operation.end > trip.depart) {
            wrong(format!("it departs at {}, before the job is ready", trip.depart));
        }
        let way = travel.times.get(&(from.clone(), to.clone())).copied();
        if trip.arrive.since(trip.depart) < way.unwrap_or(SimSpan::ZERO) {
            wrong(format!("it arrives at {}, sooner than it can", trip.arrive));
        }
        let there = match vehicles.get(&trip.vehicle) {
            Some((free, place)) => free.checked_add(travel.empty(place, &from)),
            None => SimTime::ZERO.checked_add(travel.first(trip.vehicle, &from)),
        };
        if !travel.brings_several && there.is_none_or(|there| there > trip.depart) {
            wrong(format!("vehicle {} cannot be there at {}", trip.vehicle, trip.depart));
        }
        if trip.arrive > operation.start {
            wrong(format!("it arrives at {}, after the operation began", trip.arrive));
        }
        vehicles.insert(trip.vehicle, (trip.arrive, to));
        brought.insert((&trip.job, trip.operation), trip.arrive);
    }
    let needs_one = |(job, number): &(&str, u32)| {
        let machine = done.get(&(*job, *number)).map(|operation| operation.machine.clone());
        let ends = from(job, *number).zip(machine);
        ends.is_some_and(|ends| ends.0 != ends.1 && travel.times.contains_key(&ends))
    };
    let missing = done.keys().filter(|key| !brought.contains_key(*key) && needs_one(key));
    for (job, operation) in missing {
        let problem = "nobody brings the job".to_owned();
        breaches.push(Breach::Trip { job: (*job).to_owned(), operation: *operation, problem });
    }
}

impl Travel {
    /// How long a vehicle takes at least from where it has brought a job until it departs with the next one.
    fn empty(&self, from: &str, to: &str) -> SimSpan {
        let time = self.empty.get(&(from.to_owned(), to.to_owned()));
        time.copied().unwrap_or(SimSpan::ZERO)
    }

    /// How long it takes at least from the beginning until it departs with its first one.
    fn first(&self, vehicle: u32, to: &str) -> SimSpan {
        match self.starts.get(vehicle as usize) {
            Some(ways) => ways.get(to).copied().unwrap_or(SimSpan::ZERO),
            None => self.empty("", to),
        }
    }
}
