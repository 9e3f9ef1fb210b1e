//! What a schedule is worth, reckoned from its operations alone.

use plantwright_units::{SimSpan, SimTime};

use crate::{Problem, Schedule};

/// The usual objectives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Objective {
    /// When the last operation is finished.
    pub makespan: SimSpan,
    /// The mean time from a job's release until its last operation is finished.
    pub mean_flow: f64,
    /// How many jobs have a due date.
    pub with_due: u64,
    /// Of those, how many are finished later.
    pub late: u64,
    /// The sum over jobs of the time after the due date.
    pub tardiness: SimSpan,
    /// The same, each weighted.
    pub weighted_tardiness: u128,
    /// The largest of those times.
    pub max_tardiness: SimSpan,
}

impl Problem {
    /// Reckons the objectives of a schedule.
    pub fn objective(&self, schedule: &Schedule) -> Objective {
        let mut objective = Objective { makespan: schedule.makespan(), ..Objective::default() };
        let mut flow = 0.0;
        let mut finished = 0_u64;
        for (name, job) in &self.jobs {
            let operations = schedule.operations.iter().filter(|operation| operation.job == *name);
            let Some(end) = operations.map(|operation| operation.end).max() else { continue };
            finished += 1;
            flow += end.since(job.release).as_nanos() as f64;
            let Some(due) = job.due else { continue };
            objective.with_due += 1;
            let late = end.since(due);
            objective.late += u64::from(late > SimSpan::ZERO);
            objective.tardiness =
                SimSpan::from_nanos(objective.tardiness.as_nanos().saturating_add(late.as_nanos()));
            objective.weighted_tardiness += u128::from(job.weight) * u128::from(late.as_nanos());
            objective.max_tardiness = objective.max_tardiness.max(late);
        }
        if finished > 0 {
            objective.mean_flow = flow / finished as f64;
        }
        objective
    }

    /// Returns a makespan that no schedule can beat: the longest job from its release, each operation on its fastest machine.
    pub fn trivial_bound(&self) -> SimSpan {
        let ends = self.jobs.values().map(|job| {
            let fastest = job.operations.iter().map(|steps| {
                let times = steps.values().map(|time| time.map_or(0, SimSpan::as_nanos));
                times.min().unwrap_or(0)
            });
            job.release.since(SimTime::ZERO).as_nanos() + fastest.sum::<u64>()
        });
        SimSpan::from_nanos(ends.max().unwrap_or(0))
    }
}
