//! M2 with `NeXosim`: stations that pass items down and room up.
//!
//! ```text
//!            ──item──►           ──item──►           ──item──►
//!   Station 0          Station 1           Station 2           …
//!            ◄──room──           ◄──room──           ◄──room──
//! ```
//!
//! A station is a machine and the buffer before it. It knows how much room is left below, counts
//! that down for each item it sends, and up for each that the station below has finished with. So
//! blocking needs no request and no retry: two messages an item, the least that ports allow.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{Output, QuerySource};
use nexosim::simulation::{Mailbox, QueryId, SimInit, Simulation, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use super::now;
use crate::SERVICE_MEAN_NS;
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome, nanoseconds};
use crate::statistics::{Level, State, StateClock, Tally};

/// Runs `copies` independent lines of `machines` machines with buffers of `buffer` places between
/// them for `horizon_s` simulated seconds, in one simulation.
///
/// # Panics
///
/// If there is no machine, or `NeXosim` reports an error.
pub fn line(machines: u32, buffer: u32, copies: u32, horizon_s: u64, seed: u64) -> Outcome {
    assert!(machines > 0, "a line has at least one machine");
    let mut bench = SimInit::with_num_threads(1);
    let mut asks = Vec::new();
    for copy in 0..copies {
        let first = u64::from(copy) * u64::from(machines);
        let stations = (0..machines)
            .map(|i| Station::new(i == 0, buffer, Rng::new(seed, first + u64::from(i))))
            .collect();
        bench = add_line(bench, stations, &mut asks);
    }
    run(bench, &asks, nanoseconds(horizon_s))
        .map(|reports| outcome(&reports, machines, nanoseconds(horizon_s)))
        .expect("the bench is well formed")
}

type Ask = QueryId<(), Report>;

/// Connects the stations of one line and adds them to the bench.
fn add_line(mut bench: SimInit, stations: Vec<Station>, asks: &mut Vec<Ask>) -> SimInit {
    let mailboxes: Vec<_> = stations.iter().map(|_| Mailbox::new()).collect();
    let addresses: Vec<_> = mailboxes.iter().map(Mailbox::address).collect();
    for (i, (mut station, mailbox)) in stations.into_iter().zip(mailboxes).enumerate() {
        if let Some(below) = addresses.get(i + 1) {
            station.item_out.connect(Station::item_in, below);
        } else {
            station.room_below = u64::MAX; // The last one is never blocked.
        }
        if i > 0 {
            station.room_out.connect(Station::room_in, &addresses[i - 1]);
        }
        let ask = QuerySource::new().connect(Station::report, &mailbox);
        asks.push(ask.register(&mut bench));
        bench = bench.add_model(station, mailbox, "station");
    }
    bench
}

fn run(bench: SimInit, asks: &[Ask], horizon: u64) -> Result<Vec<Report>, SimulationError> {
    let mut simulation: Simulation = bench.init(MonotonicTime::EPOCH)?;
    simulation.step_until(Duration::from_nanos(horizon))?;
    let reports = asks.iter().map(|ask| simulation.process_query(ask, ()));
    Ok(reports.collect::<Result<_, _>>()?)
}

fn outcome(reports: &[Report], machines: u32, now: u64) -> Outcome {
    let machines = machines as usize;
    let mut flow = Tally::default();
    for last in reports.chunks(machines).filter_map(|line| line.last()) {
        flow.merge(&last.flow);
    }
    let share = |state| {
        let shares = reports.iter().map(|r| r.clock.share(state, now));
        shares.sum::<f64>() / reports.len() as f64
    };
    let (utilization, blocked) = (share(State::Processing), share(State::Blocked));
    let levels: f64 = reports.iter().map(|r| r.level.mean(now)).sum();
    let copies = reports.len() / machines;
    let simulated_s = now as f64 / NS_PER_S;
    Outcome {
        events: reports.iter().map(|r| r.completions).sum(),
        simulated_s,
        throughput: flow.count as f64 / copies as f64 / simulated_s,
        mean_in_system: levels / copies as f64 + (utilization + blocked) * machines as f64,
        mean_flow_s: flow.mean_s(),
        utilization,
        blocked,
        mean_buffer: levels / (copies * (machines - 1)).max(1) as f64,
        ..Outcome::default()
    }
}

/// What flows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Item {
    /// When it entered the line \[ns\].
    entered: u64,
}

/// What a station has measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Report {
    completions: u64,
    clock: StateClock,
    /// Items in the buffer.
    level: Level,
    /// Time in the line of the items that left; the last station's only.
    flow: Tally,
}

/// A machine and the buffer before it.
#[derive(Serialize, Deserialize)]
struct Station {
    /// Finished items -- output port.
    item_out: Output<Item>,
    /// Room for one more item -- output port.
    room_out: Output<()>,
    #[serde(skip, default = "Exponential::shared")]
    table: &'static Exponential,
    rng: Rng,
    /// Is never starved -- constant.
    is_first: bool,
    waiting: VecDeque<Item>,
    /// On the machine, in work or finished -- state.
    item: Item,
    /// Items that the station below can still take, its machine included -- state.
    room_below: u64,
    measured: Report,
}

#[Model]
impl Station {
    fn new(is_first: bool, buffer: u32, rng: Rng) -> Self {
        Self {
            item_out: Output::default(),
            room_out: Output::default(),
            table: Exponential::shared(),
            rng,
            is_first,
            waiting: VecDeque::with_capacity(buffer as usize),
            item: Item { entered: 0 },
            room_below: u64::from(buffer) + 1,
            measured: Report::default(),
        }
    }

    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        if self.is_first {
            self.start(Item { entered: 0 }, 0, cx);
        }
    }

    /// An item comes from above -- input port.
    fn item_in(&mut self, item: Item, cx: &Context<Self>) {
        let now = now(cx);
        if self.measured.clock.state() == State::Idle {
            self.start(item, now, cx);
        } else {
            self.waiting.push_back(item);
            self.measured.level.rise(now);
        }
    }

    /// The station below can take one more -- input port.
    async fn room_in(&mut self, (): (), cx: &Context<Self>) {
        self.room_below += 1;
        if self.measured.clock.state() == State::Blocked {
            self.pass_on(now(cx), cx).await;
        }
    }

    #[nexosim(schedulable)]
    async fn finish(&mut self, (): (), cx: &Context<Self>) {
        let now = now(cx);
        self.measured.completions += 1;
        if self.room_below > 0 {
            self.pass_on(now, cx).await;
        } else {
            self.measured.clock.enter(State::Blocked, now);
        }
    }

    /// What was measured -- replier port.
    async fn report(&mut self) -> Report {
        self.measured.clone()
    }

    /// Sends the finished item down, takes the next one, and tells the station above.
    async fn pass_on(&mut self, now: u64, cx: &Context<Self>) {
        let item = self.item;
        if self.room_below == u64::MAX {
            self.measured.flow.add(now - item.entered);
        } else {
            self.room_below -= 1;
        }
        if self.is_first {
            self.start(Item { entered: now }, now, cx);
        } else if let Some(next) = self.waiting.pop_front() {
            self.measured.level.fall(now);
            self.start(next, now, cx);
        } else {
            self.measured.clock.enter(State::Idle, now);
        }
        self.item_out.send(item).await;
        self.room_out.send(()).await;
    }

    fn start(&mut self, item: Item, now: u64, cx: &Context<Self>) {
        self.item = item;
        if self.measured.clock.state() != State::Processing {
            self.measured.clock.enter(State::Processing, now);
        }
        let service = self.table.span(&mut self.rng, SERVICE_MEAN_NS);
        cx.schedule_event(Duration::from_nanos(service), schedulable!(Self::finish), ())
            .expect("a service takes at least 1 ns");
    }
}
