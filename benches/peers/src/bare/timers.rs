//! M3 by hand: the hold model, a queue and nothing else.

use crate::bare_queues::{Best, EventQueue, Timetable};
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome};
use crate::{TIMER_MEAN_NS, stream};

/// Runs timers that each start anew after an exponential delay, on the best bare queue.
pub fn timers(n_timers: u32, operations: u64, seed: u64) -> Outcome {
    timers_on::<Best>(n_timers, operations, seed)
}

/// Runs the timers on a given queue.
pub fn timers_on<Q: EventQueue>(n_timers: u32, operations: u64, seed: u64) -> Outcome {
    let table = Exponential::shared();
    let mut rng = Rng::new(seed, stream::TIMERS);
    let mut timetable = Timetable::<Q>::default();
    for timer in 0..n_timers {
        timetable.schedule(table.span(&mut rng, TIMER_MEAN_NS), timer);
    }
    let (mut now, mut events) = (0, 0);
    while events < operations {
        let Some((time, timer)) = timetable.next_event() else {
            break;
        };
        now = time;
        events += 1;
        timetable.schedule(now + table.span(&mut rng, TIMER_MEAN_NS), timer);
    }
    let simulated_s = now as f64 / NS_PER_S;
    Outcome { events, simulated_s, throughput: events as f64 / simulated_s, ..Outcome::default() }
}
