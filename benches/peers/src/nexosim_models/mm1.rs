//! M1 with `NeXosim`: a source, a server with its queue, and a sink.
//!
//! ```text
//!   Source ──customer──► Server ──customer──► Sink
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{Output, QuerySource};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use super::{nanoseconds_of, now};
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome};
use crate::statistics::{Level, Sketch, State, StateClock, Tally};
use crate::{ARRIVAL_MEAN_NS, SERVICE_MEAN_NS, stream};

/// Runs an M/M/1 queue at a load of 0.8 until this many customers have come and gone.
///
/// # Panics
///
/// If `NeXosim` reports an error.
pub fn mm1(customers: u64, seed: u64) -> Outcome {
    run(customers, seed).expect("the bench is well formed")
}

fn run(customers: u64, seed: u64) -> Result<Outcome, SimulationError> {
    let mut source = Source {
        customer: Output::default(),
        table: Exponential::shared(),
        rng: Rng::new(seed, stream::ARRIVALS),
        left: customers,
    };
    let mut server = Server {
        customer: Output::default(),
        table: Exponential::shared(),
        rng: Rng::new(seed, stream::SERVICES),
        waiting: VecDeque::with_capacity(64),
        in_service: Customer { arrived: 0 },
        measured: ServerReport::default(),
    };
    let sink = Sink::default();
    let (source_mailbox, server_mailbox) = (Mailbox::new(), Mailbox::new());
    let sink_mailbox = Mailbox::new();
    source.customer.connect(Server::arrive, &server_mailbox);
    server.customer.connect(Sink::take, &sink_mailbox);

    let mut bench = SimInit::with_num_threads(1);
    let ask_server =
        QuerySource::new().connect(Server::report, &server_mailbox).register(&mut bench);
    let ask_sink = QuerySource::new().connect(Sink::report, &sink_mailbox).register(&mut bench);
    let mut simulation = bench
        .add_model(source, source_mailbox, "source")
        .add_model(server, server_mailbox, "server")
        .add_model(sink, sink_mailbox, "sink")
        .init(MonotonicTime::EPOCH)?;
    simulation.run()?;

    let end = nanoseconds_of(simulation.time());
    let server = simulation.process_query(&ask_server, ())?;
    let sink = simulation.process_query(&ask_sink, ())?;
    let simulated_s = end as f64 / NS_PER_S;
    Ok(Outcome {
        events: server.arrived + sink.flow.count,
        simulated_s,
        throughput: sink.flow.count as f64 / simulated_s,
        mean_in_system: server.in_system.mean(end),
        mean_flow_s: sink.flow.mean_s(),
        flow_s_p95: sink.flow_sketch.quantile(0.95) / NS_PER_S,
        mean_wait_s: server.waits.mean_s(),
        utilization: server.clock.share(State::Processing, end),
        ..Outcome::default()
    })
}

/// What flows.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Customer {
    /// Time of arrival \[ns\].
    arrived: u64,
}

/// Sends customers at exponential intervals.
#[derive(Serialize, Deserialize)]
struct Source {
    /// Customers -- output port.
    customer: Output<Customer>,
    #[serde(skip, default = "Exponential::shared")]
    table: &'static Exponential,
    rng: Rng,
    /// Customers still to come -- state.
    left: u64,
}

#[Model]
impl Source {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.schedule_next(cx);
    }

    #[nexosim(schedulable)]
    async fn send(&mut self, (): (), cx: &Context<Self>) {
        self.schedule_next(cx);
        let customer = Customer { arrived: now(cx) };
        self.customer.send(customer).await;
    }

    fn schedule_next(&mut self, cx: &Context<Self>) {
        if self.left > 0 {
            self.left -= 1;
            let gap = self.table.span(&mut self.rng, ARRIVAL_MEAN_NS);
            cx.schedule_event(Duration::from_nanos(gap), schedulable!(Self::send), ())
                .expect("a gap is at least 1 ns");
        }
    }
}

/// What a server has measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct ServerReport {
    arrived: u64,
    clock: StateClock,
    in_system: Level,
    waits: Tally,
}

/// Serves customers one after another, first come, first served.
#[derive(Serialize, Deserialize)]
struct Server {
    /// Customers served -- output port.
    customer: Output<Customer>,
    #[serde(skip, default = "Exponential::shared")]
    table: &'static Exponential,
    rng: Rng,
    waiting: VecDeque<Customer>,
    in_service: Customer,
    measured: ServerReport,
}

#[Model]
impl Server {
    /// A customer arrives -- input port.
    fn arrive(&mut self, customer: Customer, cx: &Context<Self>) {
        let now = now(cx);
        self.measured.arrived += 1;
        self.measured.in_system.rise(now);
        if self.measured.clock.state() == State::Idle {
            self.measured.clock.enter(State::Processing, now);
            self.serve(customer, now, cx);
        } else {
            self.waiting.push_back(customer);
        }
    }

    #[nexosim(schedulable)]
    async fn finish(&mut self, (): (), cx: &Context<Self>) {
        let now = now(cx);
        self.measured.in_system.fall(now);
        let served = self.in_service;
        match self.waiting.pop_front() {
            Some(customer) => self.serve(customer, now, cx),
            None => self.measured.clock.enter(State::Idle, now),
        }
        self.customer.send(served).await;
    }

    /// What was measured -- replier port.
    async fn report(&mut self) -> ServerReport {
        self.measured.clone()
    }

    fn serve(&mut self, customer: Customer, now: u64, cx: &Context<Self>) {
        self.measured.waits.add(now - customer.arrived);
        self.in_service = customer;
        let service = self.table.span(&mut self.rng, SERVICE_MEAN_NS);
        cx.schedule_event(Duration::from_nanos(service), schedulable!(Self::finish), ())
            .expect("a service takes at least 1 ns");
    }
}

/// Where customers leave, and their flow time is taken.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Sink {
    flow: Tally,
    flow_sketch: Sketch,
}

#[Model]
impl Sink {
    /// A customer leaves -- input port.
    fn take(&mut self, customer: Customer, cx: &Context<Self>) {
        let flow = now(cx) - customer.arrived;
        self.flow.add(flow);
        self.flow_sketch.add(flow);
    }

    /// What was measured -- replier port.
    async fn report(&mut self) -> Self {
        self.clone()
    }
}
