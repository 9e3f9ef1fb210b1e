//! One scheduler on one subject, once.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use plantwright_schedule::{Problem, Schedule, ScheduleLog, check};
use plantwright_sim::{Fault, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

use crate::score::Completions;
use crate::timed::{Timed, Watch};
use crate::{Bound, League, Make, Score, Subject};

/// A scheduler, a subject and a replication, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bout {
    /// The subject.
    pub subject: usize,
    /// The scheduler.
    pub scheduler: usize,
    /// The replication.
    pub replication: u32,
}

/// How often it is looked whether a scheduler is late.
const LOOK: Duration = Duration::from_millis(20);

const SECOND: u64 = 1_000_000_000;

const STANDSTILL: &str = "the plant, or a part of it, came to a stand for good: `plantwright run` shows who waits for whom";

impl Bout {
    /// Plays it. A scheduler that never answers is left behind on its thread.
    pub(crate) fn play(self, league: &Arc<League>, make: &Arc<Make>) -> Score {
        let watch = Watch::new(league.time_limit);
        let (give, take) = channel();
        let (mine, its_league, its_make) = (watch.clone(), Arc::clone(league), Arc::clone(make));
        let body = move || {
            // Where nobody waits any more, there is nobody to tell.
            let _heard = give.send(self.run(&its_league, &*its_make, watch).0).is_ok();
        };
        let builder = thread::Builder::new().name("bout".to_owned());
        if let Err(error) = builder.spawn(body) {
            return Score::fault(format!("no thread can be started: {error}"));
        }
        loop {
            match take.recv_timeout(LOOK) {
                Ok(score) => return score,
                Err(RecvTimeoutError::Disconnected) => {
                    return Score::fault("internal error: the bout panicked".to_owned());
                }
                Err(RecvTimeoutError::Timeout) => {
                    let plant = league.subjects[self.subject].model.plant();
                    let name = &league.schedulers[self.scheduler];
                    if let Some(late) = mine.late(name, plant) {
                        return Score::fault(late);
                    }
                }
            }
        }
    }

    /// Plays it again for its schedule.
    pub(crate) fn schedule(self, league: &Arc<League>, make: &Arc<Make>) -> Option<Schedule> {
        self.run(league, &**make, Watch::new(league.time_limit)).1
    }

    fn run(self, league: &League, make: &Make, watch: Watch) -> (Score, Option<Schedule>) {
        let subject = &league.subjects[self.subject];
        let name = &league.schedulers[self.scheduler];
        let scheduler = match make(name) {
            Ok(scheduler) => scheduler,
            Err(reason) => return (Score::fault(reason), None),
        };
        let options = RunOptions {
            seed: league.seed,
            replication: self.replication,
            scheduler: Some(Box::new(Timed::new(scheduler, watch.clone()))),
        };
        let mut sim = match Sim::new(&subject.model, options) {
            Ok(sim) => sim,
            Err(error) => return (Score::fault(error.to_string()), None),
        };
        let plant = Arc::clone(sim.plant());
        let completions = sim.listen(Completions::new(&plant));
        let log = subject.problem.is_some().then(|| sim.listen(ScheduleLog::new()));
        let ended = drive(&mut sim);
        let now = sim.now();
        let mut score = sim.fold::<Completions>(completions).score(now);
        (score.decisions, score.thought_ns) = watch.thought();
        score.draws = watch.draws();
        // It may have answered too late while nobody looked.
        let late = watch.late(name, &plant);
        score.fault = late.or_else(|| match ended {
            Err(fault) => Some(fault.to_string()),
            // What is left of such a run says nothing of the scheduler. Of an instance, its checker says what is missing.
            Ok(ended) => (subject.problem.is_none()
                && sim.is_at_a_stand(ended == Progress::Drained))
            .then(|| STANDSTILL.to_owned()),
        });
        let schedule =
            log.map(|log| sim.fold::<ScheduleLog>(log).schedule(&plant, &subject.name, name));
        if let (Some(schedule), Some(problem), None) = (&schedule, &subject.problem, &score.fault) {
            score.fault = judge(subject, problem, schedule);
            score.makespan_ns = schedule.makespan().as_nanos();
        }
        (score, schedule)
    }
}

/// Runs a plant to its end, with its warm-up.
fn drive(sim: &mut Sim) -> Result<Progress, Fault> {
    let run = sim.plant().run.clone();
    let end = run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    let warm_up = SimTime::ZERO + run.warm_up;
    if warm_up > SimTime::ZERO {
        sim.run_until(warm_up.min(end))?;
        sim.restart_statistics();
    }
    sim.run_until(end)
}

/// What is wrong with a schedule of an instance, if anything.
fn judge(subject: &Subject, problem: &Problem, schedule: &Schedule) -> Option<String> {
    let breaches = check(problem, schedule);
    if let Some(first) = breaches.first() {
        return Some(format!("the schedule is none ({} mistakes): {first}", breaches.len()));
    }
    let Bound { lower, .. } = subject.bound?;
    let makespan = schedule.makespan().as_nanos();
    (makespan < lower * SECOND).then(|| {
        let makespan = makespan as f64 / SECOND as f64;
        format!(
            "internal error: a makespan of {makespan} s lies below the proven bound of {lower} s"
        )
    })
}
