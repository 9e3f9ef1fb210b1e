//! A job shop under SPT, written by hand: whenever a machine is free and jobs wait for it, it begins with the shortest operation,
//! of equals with that of the lowest job.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::Outcome;

/// Dispatches an instance once: for each job, its operations as `(machine, duration [s])`.
pub fn job_shop(jobs: &[Vec<(usize, u64)>], machines: usize) -> Outcome {
    let mut next = vec![0_usize; jobs.len()];
    let mut busy = vec![false; machines];
    let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); machines];
    let mut ends = BinaryHeap::with_capacity(machines);
    for (job, operations) in (0..).zip(jobs) {
        waiting[operations[0].0].push(job);
    }
    let (mut now, mut done) = (0_u64, 0_u64);
    loop {
        for machine in 0..machines {
            if busy[machine] {
                continue;
            }
            let duration = |job: &u32| jobs[*job as usize][next[*job as usize]].1;
            let queue = waiting[machine].iter().enumerate();
            let best = queue.min_by_key(|(_, job)| (duration(job), **job));
            if let Some((position, job)) = best.map(|(position, job)| (position, *job)) {
                ends.push(Reverse((now + duration(&job), machine, job)));
                waiting[machine].swap_remove(position);
                busy[machine] = true;
            }
        }
        let Some(Reverse((time, ..))) = ends.peek().copied() else { break };
        now = time;
        while ends.peek().is_some_and(|Reverse(end)| end.0 == now)
            && let Some(Reverse((_, machine, job))) = ends.pop()
        {
            busy[machine] = false;
            done += 1;
            let job_at = &mut next[job as usize];
            *job_at += 1;
            if let Some((machine, _)) = jobs[job as usize].get(*job_at) {
                waiting[*machine].push(job);
            }
        }
    }
    Outcome { events: done, simulated_s: now as f64, ..Outcome::default() }
}
