//! A function over many jobs, on some worker threads.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crossbeam_channel::bounded;

/// A job that panicked: a bug in what it ran. The others went on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("internal error: {message}")]
pub struct Panicked {
    /// What the panic said.
    pub message: String,
}

/// Returns how many workers fit this machine: one for each core that the process may use.
pub fn workers() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Works on every job and returns the results in the order of the jobs.
///
/// # Determinism
/// Where `work` is a function of its job alone, so is the result: the number of workers changes nothing but the time it takes.
///
/// ```
/// use std::num::NonZeroUsize;
/// use plantwright_study::pool;
///
/// let squares = pool::run(vec![1, 2, 3], NonZeroUsize::new(2).unwrap(), |job| job * job);
/// assert_eq!(squares, [Ok(1), Ok(4), Ok(9)]);
/// ```
pub fn run<J, R>(
    jobs: Vec<J>,
    workers: NonZeroUsize,
    work: impl Fn(J) -> R + Sync,
) -> Vec<Result<R, Panicked>>
where
    J: Send,
    R: Send,
{
    let all = run_watched(jobs, workers, &AtomicBool::new(false), work, |_, _| {});
    all.into_iter().map(|result| result.expect("nobody stops it")).collect()
}

/// Works on every job until `stop` is set, and shows each result to `done` as soon as it is there, with the number of its job.
///
/// Returns the results in the order of the jobs: `None` for those that were not begun when it was stopped. `done` is called on
/// the calling thread, in the order in which jobs happen to be finished: for progress, and for keeping what is finished.
pub fn run_watched<J, R>(
    jobs: Vec<J>,
    workers: NonZeroUsize,
    stop: &AtomicBool,
    work: impl Fn(J) -> R + Sync,
    mut done: impl FnMut(usize, &Result<R, Panicked>),
) -> Vec<Option<Result<R, Panicked>>>
where
    J: Send,
    R: Send,
{
    let mut results: Vec<Option<Result<R, Panicked>>> = jobs.iter().map(|_| None).collect();
    run_handing_over(jobs.into_iter(), workers, stop, work, |number, result| {
        done(number, &result);
        results[number] = Some(result);
    });
    results
}

/// Works on every job until `stop` is set, and hands each result over to `done` as soon as it is there, with the number of its job.
///
/// Nothing is kept: for jobs and results that are many, or large. `done` is called on the calling thread, in the order in which
/// jobs happen to be finished.
pub fn run_handing_over<J, R>(
    jobs: impl ExactSizeIterator<Item = J> + Send,
    workers: NonZeroUsize,
    stop: &AtomicBool,
    work: impl Fn(J) -> R + Sync,
    mut done: impl FnMut(usize, Result<R, Panicked>),
) where
    J: Send,
    R: Send,
{
    let count = jobs.len();
    let jobs = Mutex::new(jobs.enumerate());
    let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (report, reports) = bounded(workers.get());
    let guarded = |job: J| {
        catch_unwind(AssertUnwindSafe(|| work(job)))
            .map_err(|panic| Panicked { message: message(panic.as_ref()) })
    };
    thread::scope(|scope| {
        for number in 0..workers.get().min(count) {
            let (next, report, guarded) = (&next, report.clone(), &guarded);
            let body = move || {
                while !stop.load(Ordering::Relaxed)
                    && let Some((number, job)) = next()
                {
                    if report.send((number, guarded(job))).is_err() {
                        return;
                    }
                }
            };
            let thread = thread::Builder::new().name(format!("worker {number}"));
            thread.spawn_scoped(scope, body).expect("the system starts a thread");
        }
        drop(report);
        for (number, result) in reports {
            done(number, result);
        }
    });
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workers(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).expect("some")
    }

    /// Later jobs are finished earlier.
    fn uneven(job: u64) -> u64 {
        thread::sleep(std::time::Duration::from_millis((20 - job) % 7));
        job * job
    }

    #[test]
    fn the_number_of_workers_changes_nothing() {
        let jobs: Vec<u64> = (0..20).collect();
        let alone = run(jobs.clone(), workers(1), uneven);
        for count in [2, 3, 8, 50] {
            assert_eq!(run(jobs.clone(), workers(count), uneven), alone, "{count} workers");
        }
        assert_eq!(alone[7], Ok(49));
        assert!(run(Vec::<u64>::new(), workers(2), uneven).is_empty());
    }

    #[test]
    fn a_job_that_panics_leaves_the_others_alone() {
        let work = |job: u32| {
            assert!(job != 2, "job {job} is cursed");
            job
        };
        let results = run(vec![1, 2, 3], workers(2), work);
        assert_eq!((&results[0], &results[2]), (&Ok(1), &Ok(3)));
        assert_eq!(results[1], Err(Panicked { message: "job 2 is cursed".to_owned() }));
    }

    #[test]
    fn what_was_finished_before_a_stop_is_kept() {
        let stop = AtomicBool::new(false);
        let mut seen = Vec::new();
        let done = |number: usize, _: &Result<u32, Panicked>| {
            seen.push(number);
            stop.store(seen.len() >= 3, Ordering::Relaxed);
        };
        let slow = |job: u32| {
            thread::sleep(std::time::Duration::from_millis(2));
            job
        };
        let results = run_watched((0..500).collect(), workers(2), &stop, slow, done);
        let kept: Vec<usize> =
            (0..results.len()).filter(|number| results[*number].is_some()).collect();
        seen.sort_unstable();
        assert_eq!(kept, seen);
        assert!(kept.len() >= 3 && kept.len() < 500, "{} jobs", kept.len());
    }
}
