//! M1 by hand: one server, a ring of arrival times, two kinds of event.

use std::collections::VecDeque;

use crate::bare_queues::{QuadHeap, Timetable};
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome};
use crate::statistics::{Level, Sketch, State, StateClock, Tally};
use crate::{ARRIVAL_MEAN_NS, SERVICE_MEAN_NS, stream};

const ARRIVAL: u32 = 0;
const SERVICE_END: u32 = 1;

/// Runs an M/M/1 queue at a load of 0.8 until this many customers have come and gone.
pub fn mm1(customers: u64, seed: u64) -> Outcome {
    let mut model = Model::new(seed);
    let mut now = 0;
    if customers > 0 {
        model.schedule_arrival(now);
    }
    while let Some((time, what)) = model.timetable.next_event() {
        now = time;
        if what == ARRIVAL {
            model.arrive(now, customers);
        } else {
            model.leave(now);
        }
    }
    model.outcome(now)
}

struct Model {
    timetable: Timetable<QuadHeap>,
    table: &'static Exponential,
    arrivals: Rng,
    services: Rng,
    arrived: u64,
    /// Arrival times of those who wait \[ns\].
    waiting: VecDeque<u64>,
    /// Arrival time of the one in service \[ns\].
    in_service: u64,
    server: StateClock,
    in_system: Level,
    waits: Tally,
    flow: Tally,
    flow_sketch: Sketch,
}

impl Model {
    fn new(seed: u64) -> Self {
        Self {
            timetable: Timetable::default(),
            table: Exponential::shared(),
            arrivals: Rng::new(seed, stream::ARRIVALS),
            services: Rng::new(seed, stream::SERVICES),
            arrived: 0,
            waiting: VecDeque::with_capacity(64),
            in_service: 0,
            server: StateClock::default(),
            in_system: Level::default(),
            waits: Tally::default(),
            flow: Tally::default(),
            flow_sketch: Sketch::default(),
        }
    }

    #[inline]
    fn schedule_arrival(&mut self, now: u64) {
        let gap = self.table.span(&mut self.arrivals, ARRIVAL_MEAN_NS);
        self.timetable.schedule(now + gap, ARRIVAL);
    }

    #[inline]
    fn arrive(&mut self, now: u64, customers: u64) {
        self.arrived += 1;
        if self.arrived < customers {
            self.schedule_arrival(now);
        }
        self.in_system.rise(now);
        if self.server.state() == State::Idle {
            self.server.enter(State::Processing, now);
            self.serve(now, now);
        } else {
            self.waiting.push_back(now);
        }
    }

    /// Starts the service of a customer, who arrived at the given time \[ns\].
    #[inline]
    fn serve(&mut self, arrived: u64, now: u64) {
        self.waits.add(now - arrived);
        self.in_service = arrived;
        let service = self.table.span(&mut self.services, SERVICE_MEAN_NS);
        self.timetable.schedule(now + service, SERVICE_END);
    }

    #[inline]
    fn leave(&mut self, now: u64) {
        let flow = now - self.in_service;
        self.flow.add(flow);
        self.flow_sketch.add(flow);
        self.in_system.fall(now);
        match self.waiting.pop_front() {
            Some(arrived) => self.serve(arrived, now),
            None => self.server.enter(State::Idle, now),
        }
    }

    fn outcome(&self, now: u64) -> Outcome {
        let simulated_s = now as f64 / NS_PER_S;
        Outcome {
            events: self.arrived + self.flow.count,
            simulated_s,
            throughput: self.flow.count as f64 / simulated_s,
            mean_in_system: self.in_system.mean(now),
            mean_flow_s: self.flow.mean_s(),
            flow_s_p95: self.flow_sketch.quantile(0.95) / NS_PER_S,
            mean_wait_s: self.waits.mean_s(),
            utilization: self.server.share(State::Processing, now),
            ..Outcome::default()
        }
    }
}
