//! M2 by hand: stations in one array, each a machine and the buffer before it.

use crate::bare_queues::{EventQueue, QuadHeap, Timetable};
use crate::chance::{Exponential, Rng};
use crate::outcome::{NS_PER_S, Outcome, nanoseconds};
use crate::statistics::{Level, State, StateClock, Tally};
use crate::{LIFE_MEAN_NS, REPAIR_MEAN_NS, SERVICE_MEAN_NS};

/// Runs `copies` independent lines of `machines` machines with buffers of `buffer` places between
/// them for `horizon_s` simulated seconds, in one heap.
///
/// The first machine is never starved, the last never blocked; a finished item that finds no room
/// stays on its machine and blocks it.
///
/// # Panics
///
/// If there is no machine, or a buffer has more than 64 places.
pub fn line(machines: u32, buffer: u32, copies: u32, horizon_s: u64, seed: u64) -> Outcome {
    line_on::<QuadHeap>(machines, buffer, copies, horizon_s, seed)
}

/// Runs lines whose machines fail while they process, and go on with the item once they are repaired.
///
/// # Panics
///
/// If there is no machine, or a buffer has more than 64 places.
pub fn failing_line(machines: u32, buffer: u32, copies: u32, horizon_s: u64, seed: u64) -> Outcome {
    run::<QuadHeap, true>(Shape::new(machines, buffer, copies), horizon_s, seed)
}

/// Runs the lines on a given queue.
///
/// # Panics
///
/// If there is no machine, or a buffer has more than 64 places.
pub fn line_on<Q: EventQueue>(
    machines: u32,
    buffer: u32,
    copies: u32,
    horizon_s: u64,
    seed: u64,
) -> Outcome {
    run::<Q, false>(Shape::new(machines, buffer, copies), horizon_s, seed)
}

fn run<Q: EventQueue, const FAILS: bool>(shape: Shape, horizon_s: u64, seed: u64) -> Outcome {
    assert!(shape.machines > 0, "a line has at least one machine");
    // Places lie inside the station, so a usual one fills exactly two cache lines.
    match shape.buffer {
        0..=5 => Lines::<Q, 5, FAILS>::new(shape, seed).run(nanoseconds(horizon_s)),
        6..=64 => Lines::<Q, 64, FAILS>::new(shape, seed).run(nanoseconds(horizon_s)),
        _ => panic!("a buffer has at most 64 places"),
    }
}

#[derive(Clone, Copy)]
struct Shape {
    machines: usize,
    buffer: usize,
    copies: usize,
}

impl Shape {
    fn new(machines: u32, buffer: u32, copies: u32) -> Self {
        Self { machines: machines as usize, buffer: buffer as usize, copies: copies as usize }
    }
}

/// Set in an event's target: a failure or the end of a repair, as the machine's state tells, and not the end of a service.
const OF_WEAR: u32 = 1 << 23;

/// The failures of a machine.
struct Wear {
    /// Time of processing until it fails \[ns\].
    life: u64,
    /// What is left of a service that was interrupted \[ns\].
    left: u64,
    rng: Rng,
}

/// An item: when it entered the line \[ns\].
type Entered = u64;

/// A machine and the buffer before it.
#[repr(align(64))]
struct Station<const PLACES: usize> {
    places: [Entered; PLACES],
    /// Items in the buffer.
    level: Level,
    /// The item on the machine, in work or finished.
    item: Entered,
    rng: Rng,
    clock: StateClock,
    /// Place of the oldest item in the buffer.
    head: u8,
    is_first: bool,
    is_last: bool,
}

impl<const PLACES: usize> Station<PLACES> {
    /// Items in the buffer.
    #[inline]
    fn waiting(&self) -> usize {
        self.level.value() as usize
    }

    #[inline]
    fn push(&mut self, item: Entered, now: u64) {
        let mut tail = usize::from(self.head) + self.waiting();
        if tail >= PLACES {
            tail -= PLACES;
        }
        self.places[tail] = item;
        self.level.rise(now);
    }

    #[inline]
    fn pop(&mut self, now: u64) -> Entered {
        let head = usize::from(self.head);
        self.head = if head + 1 == PLACES { 0 } else { self.head + 1 };
        self.level.fall(now);
        self.places[head]
    }
}

struct Lines<Q, const PLACES: usize, const FAILS: bool> {
    shape: Shape,
    timetable: Timetable<Q>,
    table: &'static Exponential,
    /// Line after line, each from its first machine to its last.
    stations: Vec<Station<PLACES>>,
    /// Of every station, if they fail.
    wear: Vec<Wear>,
    events: u64,
    /// Time in the line of the items that left, by line.
    flow: Vec<Tally>,
}

impl<Q: EventQueue, const PLACES: usize, const FAILS: bool> Lines<Q, PLACES, FAILS> {
    fn new(shape: Shape, seed: u64) -> Self {
        let station = |i: usize| Station {
            places: [0; PLACES],
            level: Level::default(),
            item: 0,
            rng: Rng::new(seed, i as u64),
            clock: StateClock::default(),
            head: 0,
            is_first: i.is_multiple_of(shape.machines),
            is_last: i % shape.machines == shape.machines - 1,
        };
        let n_stations = shape.machines * shape.copies;
        let table = Exponential::shared();
        let wear = |i: usize| {
            let mut rng = Rng::new(seed, (n_stations + i) as u64);
            Wear { life: table.span(&mut rng, LIFE_MEAN_NS), left: 0, rng }
        };
        Self {
            shape,
            timetable: Timetable::default(),
            table,
            stations: (0..n_stations).map(station).collect(),
            wear: (0..if FAILS { n_stations } else { 0 }).map(wear).collect(),
            events: 0,
            flow: vec![Tally::default(); shape.copies],
        }
    }

    fn run(mut self, horizon: u64) -> Outcome {
        for first in (0..self.stations.len()).step_by(self.shape.machines) {
            self.start(first, 0, 0);
        }
        while let Some((now, machine)) = self.timetable.next_event() {
            if now > horizon {
                break;
            }
            self.events += 1;
            if FAILS && machine & OF_WEAR != 0 {
                self.fail_or_go_on((machine & !OF_WEAR) as usize, now);
            } else {
                self.complete(machine as usize, now);
            }
        }
        self.outcome(horizon)
    }

    #[inline]
    fn start(&mut self, i: usize, item: Entered, now: u64) {
        let station = &mut self.stations[i];
        station.item = item;
        if station.clock.state() != State::Processing {
            station.clock.enter(State::Processing, now);
        }
        let service = self.table.span(&mut station.rng, SERVICE_MEAN_NS);
        self.work(i, service, now);
    }

    /// Works until the service ends, or the machine fails.
    #[inline]
    fn work(&mut self, i: usize, service: u64, now: u64) {
        if FAILS {
            let wear = &mut self.wear[i];
            if service > wear.life {
                wear.left = service - wear.life;
                return self.timetable.schedule(now + wear.life, i as u32 | OF_WEAR);
            }
            wear.life -= service;
        }
        self.timetable.schedule(now + service, i as u32);
    }

    fn fail_or_go_on(&mut self, i: usize, now: u64) {
        let (clock, wear) = (&mut self.stations[i].clock, &mut self.wear[i]);
        if clock.state() == State::Processing {
            clock.enter(State::Down, now);
            let repair = self.table.span(&mut wear.rng, REPAIR_MEAN_NS);
            return self.timetable.schedule(now + repair, i as u32 | OF_WEAR);
        }
        clock.enter(State::Processing, now);
        wear.life = self.table.span(&mut wear.rng, LIFE_MEAN_NS);
        let left = wear.left;
        self.work(i, left, now);
    }

    /// A service has ended: the item moves on if it can, and the machine takes the next one.
    #[inline]
    fn complete(&mut self, i: usize, now: u64) {
        let station = &self.stations[i];
        let item = station.item;
        if station.is_last {
            self.flow[i / self.shape.machines].add(now - item);
        } else {
            let next = &mut self.stations[i + 1];
            if next.waiting() == 0 && next.clock.state() == State::Idle {
                self.start(i + 1, item, now);
            } else if next.waiting() < self.shape.buffer {
                next.push(item, now);
            } else {
                self.stations[i].clock.enter(State::Blocked, now);
                return;
            }
        }
        self.take_next(i, now);
    }

    /// An empty machine takes its next item, which may free blocked machines all the way up.
    #[inline]
    fn take_next(&mut self, mut i: usize, now: u64) {
        loop {
            let station = &mut self.stations[i];
            if station.is_first {
                return self.start(i, now, now);
            }
            // Only before a full buffer can a machine be blocked.
            let was_full = station.waiting() == self.shape.buffer;
            let buffered = (station.waiting() > 0).then(|| station.pop(now));
            let above = was_full && self.stations[i - 1].clock.state() == State::Blocked;
            let freed = above.then(|| self.stations[i - 1].item);
            match (buffered, freed) {
                (Some(item), Some(freed)) => {
                    self.stations[i].push(freed, now);
                    self.start(i, item, now);
                }
                (Some(item), None) | (None, Some(item)) => self.start(i, item, now),
                (None, None) => return self.stations[i].clock.enter(State::Idle, now),
            }
            if !above {
                return;
            }
            i -= 1;
        }
    }

    fn outcome(&self, now: u64) -> Outcome {
        let mut flow = Tally::default();
        self.flow.iter().for_each(|line| flow.merge(line));
        let share = |state| {
            let shares = self.stations.iter().map(|s| s.clock.share(state, now));
            shares.sum::<f64>() / self.stations.len() as f64
        };
        let (utilization, blocked) = (share(State::Processing), share(State::Blocked));
        let down = share(State::Down);
        let levels: f64 = self.stations.iter().map(|s| s.level.mean(now)).sum();
        let copies = self.shape.copies as f64;
        let buffers = self.shape.copies * (self.shape.machines - 1);
        let simulated_s = now as f64 / NS_PER_S;
        Outcome {
            events: self.events,
            simulated_s,
            throughput: flow.count as f64 / copies / simulated_s,
            mean_in_system: levels / copies
                + (utilization + blocked + down) * self.shape.machines as f64,
            mean_flow_s: flow.mean_s(),
            utilization,
            blocked,
            mean_buffer: levels / buffers.max(1) as f64,
            ..Outcome::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_station_fills_two_cache_lines() {
        assert_eq!(size_of::<Station<5>>(), 128);
    }
}
