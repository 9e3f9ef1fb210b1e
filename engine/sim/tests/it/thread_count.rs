//! Replications give the same results on any number of worker threads.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use plantwright_sim::RunOptions;

use crate::harness::Case;
use crate::repository::every_scene;

const REPLICATIONS: u32 = 8;

/// Journal and state of every replication, in their order.
fn replications(case: &Case, workers: usize) -> Vec<(u32, u128, u128)> {
    let next = AtomicU32::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let replication = next.fetch_add(1, Ordering::Relaxed);
            if replication >= REPLICATIONS {
                return done;
            }
            let mut run = case.start_with(RunOptions { replication, ..case.options() });
            run.go(case.end);
            let outcome = run.outcome();
            done.push((replication, outcome.journal, outcome.state));
        }
    };
    let mut all = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers)
            .map(|number| {
                thread::Builder::new()
                    .name(format!("worker {number}"))
                    .spawn_scoped(scope, work)
                    .expect("a thread")
            })
            .collect();
        let done = workers.into_iter().map(|worker| worker.join().expect("no panic"));
        done.flatten().collect::<Vec<_>>()
    });
    all.sort_unstable();
    all
}

#[test]
fn replications_are_the_same_on_one_two_and_four_threads() {
    for case in every_scene() {
        let alone = replications(&case, 1);
        assert_eq!(alone.len(), REPLICATIONS as usize);
        for workers in [2, 4] {
            assert_eq!(replications(&case, workers), alone, "{}", case.name);
        }
    }
}
