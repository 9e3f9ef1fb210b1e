//! M3 with `NeXosim`: one model whose timers schedule themselves.

use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::QuerySource;
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use super::nanoseconds_of;
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome};
use crate::{TIMER_MEAN_NS, stream};

/// Runs timers that each start anew after an exponential delay.
///
/// It takes as many steps as operations are asked for; timers due in the same nanosecond share one,
/// so the number of events may be a little larger.
///
/// # Panics
///
/// If `NeXosim` reports an error.
pub fn timers(n_timers: u32, operations: u64, seed: u64) -> Outcome {
    run(n_timers, operations, seed).expect("the bench is well formed")
}

fn run(n_timers: u32, operations: u64, seed: u64) -> Result<Outcome, SimulationError> {
    let timers = Timers {
        table: Exponential::shared(),
        rng: Rng::new(seed, stream::TIMERS),
        count: n_timers,
        fired: 0,
    };
    let mailbox = Mailbox::new();
    let mut bench = SimInit::with_num_threads(1);
    let ask = QuerySource::new().connect(Timers::fired, &mailbox).register(&mut bench);
    let mut simulation = bench.add_model(timers, mailbox, "timers").init(MonotonicTime::EPOCH)?;
    for _ in 0..operations {
        simulation.step()?;
    }
    let events = simulation.process_query(&ask, ())?;
    let simulated_s = nanoseconds_of(simulation.time()) as f64 / NS_PER_S;
    Ok(Outcome {
        events,
        simulated_s,
        throughput: events as f64 / simulated_s,
        ..Outcome::default()
    })
}

/// Many timers.
#[derive(Serialize, Deserialize)]
struct Timers {
    #[serde(skip, default = "Exponential::shared")]
    table: &'static Exponential,
    rng: Rng,
    /// Number of timers -- constant.
    count: u32,
    /// Times that any of them fired -- state.
    fired: u64,
}

#[Model]
impl Timers {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for timer in 0..self.count {
            self.start(timer, cx);
        }
    }

    #[nexosim(schedulable)]
    fn fire(&mut self, timer: u32, cx: &Context<Self>) {
        self.fired += 1;
        self.start(timer, cx);
    }

    /// How often timers fired -- replier port.
    async fn fired(&mut self) -> u64 {
        self.fired
    }

    fn start(&mut self, timer: u32, cx: &Context<Self>) {
        let delay = self.table.span(&mut self.rng, TIMER_MEAN_NS);
        cx.schedule_event(Duration::from_nanos(delay), schedulable!(Self::fire), timer)
            .expect("a delay is at least 1 ns");
    }
}
