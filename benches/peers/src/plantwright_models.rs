//! Plantwright on the same three models. The scenes live in `plantwright-benches`, which runs them in its own suites.

use plantwright_benches::{Bench, Listeners, Ran, Shop};
use plantwright_des::{EventQueue, Phase};
use plantwright_units::{SimSpan, SimTime};

use crate::chance::{Exponential, Rng};
use crate::{Outcome, TIMER_MEAN_NS, stream};

/// M1: a run of it, with the statistics that the other peers keep.
pub fn mm1(bench: &Bench, seed: u64) -> Outcome {
    let ran = bench.run(seed, Listeners::Usual);
    outcome(&ran, 1)
}

/// M2: a run of it, with the statistics that the other peers keep.
pub fn line(bench: &Bench, copies: u32, seed: u64) -> Outcome {
    let ran = bench.run(seed, Listeners::Usual);
    outcome(&ran, copies)
}

/// Any model, while nobody listens.
pub fn unheard(bench: &Bench, seed: u64) -> Outcome {
    heard(bench, Listeners::Nobody, seed)
}

/// Any model, while someone listens: what is kept is not compared.
pub fn heard(bench: &Bench, heard: Listeners, seed: u64) -> Outcome {
    let ran = bench.run(seed, heard);
    Outcome { events: ran.events, simulated_s: ran.simulated.as_secs_f64(), ..Outcome::default() }
}

/// A job shop under SPT, so many times, each with the set-up of its run.
pub fn dispatch(shop: &Shop, runs: u64) -> Outcome {
    let mut simulated_s = 0.0;
    for _ in 0..runs {
        simulated_s = shop.dispatch().as_secs_f64();
    }
    Outcome { events: runs * shop.operations(), simulated_s, ..Outcome::default() }
}

fn outcome(ran: &Ran, copies: u32) -> Outcome {
    let plant = |kpi| ran.of_plant(kpi).unwrap_or_default();
    let equipment = |kpi| ran.mean_of_equipment(kpi).unwrap_or_default();
    let (copies, simulated_s) = (f64::from(copies), ran.simulated.as_secs_f64());
    Outcome {
        events: ran.events,
        simulated_s,
        throughput: plant("throughput") / 3_600.0 / copies,
        mean_in_system: plant("mean_wip") / copies,
        mean_flow_s: plant("mean_flow_time"),
        flow_s_p95: plant("p95_flow_time"),
        mean_wait_s: plant("mean_waiting_time"),
        utilization: equipment("utilization"),
        blocked: equipment("blocked_time") / simulated_s,
        mean_buffer: 0.0,
    }
}

/// M3 on Plantwright's event queue alone.
pub fn timers(n_timers: u32, operations: u64, seed: u64) -> Outcome {
    let table = Exponential::shared();
    let mut rng = Rng::new(seed, stream::TIMERS);
    let mut queue = EventQueue::new();
    for timer in 0..n_timers {
        let first = SimTime::from_nanos(table.span(&mut rng, TIMER_MEAN_NS));
        queue.push(first, Phase::Complete, timer, 0);
    }
    let mut now = SimTime::ZERO;
    for _ in 0..operations {
        let Some(event) = queue.pop() else { break };
        now = event.time;
        let next = now + SimSpan::from_nanos(table.span(&mut rng, TIMER_MEAN_NS));
        queue.push(next, Phase::Complete, event.target, 0);
    }
    let simulated_s = now.as_secs_f64();
    Outcome {
        events: operations,
        simulated_s,
        throughput: operations as f64 / simulated_s,
        ..Outcome::default()
    }
}
