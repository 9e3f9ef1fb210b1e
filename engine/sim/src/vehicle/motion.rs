//! How a vehicle moves between two events: stretches of constant acceleration, from closed formulas.
//!
//! A motion begins at a speed, follows ways with a limit each, and ends at rest at the end of the last one; it is as fast as limits,
//! acceleration and braking let it be, and brakes ahead of a lower limit. Nothing is stepped: instants and positions follow from
//! `s = v t + a t²/2`.

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// How fast a vehicle becomes faster and slower, in m/s²; infinite: at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub(crate) acceleration: f64,
    pub(crate) braking: f64,
}

/// A way ahead: how long it is, and how fast one may be on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leg {
    pub(crate) length: f64,
    pub(crate) limit: f64,
}

/// A stretch of constant acceleration: from an instant and a place on, in seconds and metres from the beginning of the motion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Phase {
    time: f64,
    place: f64,
    speed: f64,
    acceleration: f64,
}

impl Phase {
    fn place_at(&self, time: f64) -> f64 {
        let t = time - self.time;
        self.place + t * (self.speed + self.acceleration * t / 2.0)
    }

    fn speed_at(&self, time: f64) -> f64 {
        self.speed + self.acceleration * (time - self.time)
    }

    /// When a place is reached that lies in this phase.
    fn time_of(&self, place: f64) -> f64 {
        let distance = (place - self.place).max(0.0);
        if distance == 0.0 {
            return self.time;
        }
        let square = self.speed * self.speed + 2.0 * self.acceleration * distance;
        self.time + 2.0 * distance / (self.speed + square.max(0.0).sqrt())
    }
}

/// A motion from an instant on. Places are counted from where it began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Motion {
    start: SimTime,
    phases: SmallVec<[Phase; 3]>,
    /// When the end is reached, and how far it is.
    takes: f64,
    length: f64,
    /// The same as an instant, and when braking for it begins; the end of time: never.
    end: SimTime,
    brakes: SimTime,
}

impl Motion {
    /// The motion along `legs` from a speed that is slow enough to stop at their end.
    pub(crate) fn new(start: SimTime, speed: f64, legs: &[Leg], rates: Rates) -> Self {
        let (end, brakes) = (SimTime::MAX, SimTime::MAX);
        let phases = SmallVec::new();
        let mut motion = Self { start, phases, takes: 0.0, length: 0.0, end, brakes };
        let limit_behind = |leg: usize| legs.get(leg + 1).map_or(0.0, |next| next.limit);
        // How fast it may be at the end of each leg at most, so that it can brake in time for all that follow.
        let mut ends: SmallVec<[f64; 8]> = SmallVec::from_elem(0.0, legs.len());
        let mut behind = 0.0;
        for (position, leg) in legs.iter().enumerate().rev() {
            let is_last = position + 1 == legs.len();
            let end: f64 =
                if is_last { 0.0 } else { limit_behind(position).min(leg.limit).min(behind) };
            ends[position] = end;
            behind = if rates.braking.is_infinite() {
                leg.limit
            } else {
                let before = position.checked_sub(1).map_or(f64::INFINITY, |it| legs[it].limit);
                root(end * end + 2.0 * rates.braking * leg.length, leg.limit.min(before))
            };
        }
        let mut speed = speed;
        for (leg, end) in legs.iter().zip(&ends) {
            speed = motion.drive(*leg, speed, *end, rates);
        }
        motion.end = motion.reaches(motion.length).unwrap_or(SimTime::MAX);
        motion.brakes = motion.brakes_at().unwrap_or(SimTime::MAX);
        motion
    }

    /// Adds a leg that is entered at one speed and left at no more than another. Returns the speed at its end.
    fn drive(&mut self, leg: Leg, speed: f64, end: f64, rates: Rates) -> f64 {
        let Rates { acceleration: a, braking: b } = rates;
        if leg.length <= 0.0 {
            return speed.min(end.max(0.0));
        }
        let square = |v: f64| v * v;
        let end = if a.is_infinite() {
            end
        } else {
            end.min(root(square(speed) + 2.0 * a * leg.length, end))
        };
        // The speed at which braking for the end begins, if there is room to reach it.
        let peak = match (a.is_infinite(), b.is_infinite()) {
            (_, true) if a.is_infinite() => leg.limit,
            (false, true) => root(square(speed) + 2.0 * a * leg.length, leg.limit),
            (true, _) => root(square(end) + 2.0 * b * leg.length, leg.limit),
            (false, false) => {
                let sum = 2.0 * a * b * leg.length + b * square(speed) + a * square(end);
                root(sum / (a + b), leg.limit)
            }
        };
        let peak =
            peak.min(leg.limit).max(if a.is_infinite() { 0.0 } else { speed.min(leg.limit) });
        let gaining = if a.is_infinite() {
            0.0
        } else {
            ((square(peak) - square(speed)) / (2.0 * a)).max(0.0)
        };
        let losing =
            if b.is_infinite() { 0.0 } else { ((square(peak) - square(end)) / (2.0 * b)).max(0.0) };
        let (gaining, losing) = (gaining.min(leg.length), losing.min(leg.length));
        let cruising = (leg.length - gaining - losing).max(0.0);
        let base = self.length;
        if gaining > 0.0 {
            self.phase(speed, a, (peak - speed) / a, base);
        }
        if cruising > 0.0 {
            self.phase(peak, 0.0, cruising / peak, base + gaining);
        }
        if losing > 0.0 {
            self.phase(peak, -b, (peak - end) / b, base + gaining + cruising);
        }
        self.length = base + leg.length;
        end
    }

    fn phase(&mut self, speed: f64, acceleration: f64, takes: f64, place: f64) {
        let same = self.phases.last().is_some_and(|last| {
            last.acceleration == 0.0 && acceleration == 0.0 && last.speed == speed
        });
        if !same {
            self.phases.push(Phase { time: self.takes, place, speed, acceleration });
        }
        self.takes += takes;
    }

    fn phase_at(&self, time: f64) -> Option<&Phase> {
        let behind = self.phases.partition_point(|phase| phase.time <= time);
        self.phases.get(behind.max(1) - 1)
    }

    fn seconds(&self, now: SimTime) -> f64 {
        now.since(self.start).as_nanos() as f64 / 1e9
    }

    /// How far it has come.
    pub(crate) fn place(&self, now: SimTime) -> f64 {
        let time = self.seconds(now);
        if time >= self.takes {
            return self.length;
        }
        self.phase_at(time).map_or(0.0, |phase| phase.place_at(time)).clamp(0.0, self.length)
    }

    /// How fast it is.
    pub(crate) fn speed(&self, now: SimTime) -> f64 {
        let time = self.seconds(now);
        if time >= self.takes {
            return 0.0;
        }
        self.phase_at(time).map_or(0.0, |phase| phase.speed_at(time)).max(0.0)
    }

    /// When it is at a place, to the nanosecond; none: it stops before.
    pub(crate) fn reaches(&self, place: f64) -> Option<SimTime> {
        if place > self.length {
            return None;
        }
        let time = if place == self.length {
            self.takes
        } else {
            let behind = self.phases.partition_point(|phase| phase.place <= place);
            self.phases
                .get(behind.max(1) - 1)
                .map_or(0.0, |phase| phase.time_of(place))
                .min(self.takes)
        };
        self.start.checked_add(SimSpan::from_nanos_f64(time * 1e9)?)
    }

    /// When it begins.
    pub(crate) fn start(&self) -> SimTime {
        self.start
    }

    /// How far it goes.
    pub(crate) fn length(&self) -> f64 {
        self.length
    }

    /// When it has come to the end.
    pub(crate) fn end(&self) -> Option<SimTime> {
        Some(self.end).filter(|end| *end < SimTime::MAX)
    }

    /// When it begins to brake for its end.
    pub(crate) fn brakes(&self) -> Option<SimTime> {
        Some(self.brakes).filter(|brakes| *brakes < SimTime::MAX)
    }

    fn brakes_at(&self) -> Option<SimTime> {
        let mut braking = self.takes;
        for phase in self.phases.iter().rev().take_while(|phase| phase.acceleration < 0.0) {
            braking = phase.time;
        }
        // Rounded down: a nanosecond too early costs nothing, and one too late would be too late.
        self.start.checked_add(SimSpan::from_nanos((braking * 1e9).floor() as u64))
    }
}

/// The square root of a number, or anything above a limit if it is above that: then only the limit counts.
fn root(square: f64, limit: f64) -> f64 {
    if square >= limit * limit { limit } else { square.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(legs: &[(f64, f64)], a: f64, b: f64) -> Vec<f64> {
        let ways: Vec<Leg> =
            legs.iter().map(|(length, limit)| Leg { length: *length, limit: *limit }).collect();
        let motion = Motion::new(SimTime::ZERO, 0.0, &ways, Rates { acceleration: a, braking: b });
        let mut place = 0.0;
        legs.iter()
            .map(|(length, _)| {
                place += length;
                motion.reaches(place).unwrap().as_nanos() as f64 / 1e9
            })
            .collect()
    }

    #[test]
    fn from_rest_to_rest_a_trapezoid_or_a_triangle() {
        // d/v + v/2a + v/2b.
        assert_eq!(seconds(&[(20.0, 1.5)], 0.5, 0.5), [16.333_333_333]);
        // The full speed is never reached: 2 √(d/a).
        assert_eq!(seconds(&[(3.0, 1.5)], 0.5, 0.5), [4.898_979_486]);
        assert_eq!(seconds(&[(12.0, 2.0)], 0.8, 0.4), [9.75]);
        assert_eq!(seconds(&[(6.0, 1.5)], f64::INFINITY, f64::INFINITY), [4.0]);
    }

    #[test]
    fn it_brakes_ahead_of_a_lower_limit() {
        assert_eq!(seconds(&[(10.0, 1.5), (5.0, 0.5)], 0.5, 0.5), [8.833_333_333, 19.333_333_333]);
    }

    #[test]
    fn points_between_change_nothing() {
        let whole = seconds(&[(20.0, 1.5)], 0.5, 0.25);
        let parts = seconds(&[(0.5, 1.5), (7.25, 1.5), (0.0, 1.5), (12.25, 1.5)], 0.5, 0.25);
        assert_eq!(whole[0], parts[3]);
    }

    #[test]
    fn a_place_is_where_it_is_when_it_is_reached() {
        let legs = [Leg { length: 9.0, limit: 2.0 }, Leg { length: 4.0, limit: 0.7 }];
        let rates = Rates { acceleration: 0.9, braking: 1.3 };
        let motion = Motion::new(SimTime::from_nanos(5_000_000_000), 0.3, &legs, rates);
        for tenth in 0..130 {
            let place = f64::from(tenth) / 10.0;
            let at = motion.reaches(place).unwrap();
            assert!((motion.place(at) - place).abs() < 3e-9, "{place}: {}", motion.place(at));
        }
        // The end is a whole nanosecond, up to one before it stands to the last digit.
        let left = motion.speed(motion.end().unwrap());
        assert!(left.abs() <= rates.braking * 1e-9, "{left}");
    }
}
