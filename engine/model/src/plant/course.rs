//! How a rate goes from one value to another, and how much that comes to: exact integrals in whole parts.

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// How a rate changes from one state to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ramp {
    /// At once.
    #[default]
    Jump,
    /// In a straight line, within so long.
    Linear(SimSpan),
    /// Exponentially, with this time constant: after it, 63.2 % of the way is done.
    TimeConstant(SimSpan),
}

/// The course of a rate from an instant on: from one value to another, where it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    begin: SimTime,
    from: u64,
    to: u64,
    ramp: Ramp,
}

/// After so many time constants what is left of the way is below every part.
const SETTLED: u64 = 50;
/// Into how many straight pieces a time constant is cut where the highest power is looked for.
const PIECES: u64 = 8;

impl Course {
    /// The course of a rate that does not change.
    pub const fn flat(rate: u64) -> Self {
        Self { begin: SimTime::ZERO, from: rate, to: rate, ramp: Ramp::Jump }
    }

    /// Returns where this course leads from an instant on if the rate is to become another one then.
    #[must_use]
    pub fn turn(self, at: SimTime, to: u64, ramp: Ramp) -> Self {
        if to == self.to {
            return self;
        }
        Self { begin: at, from: self.rate(at), to, ramp }
    }

    /// Returns the value that it leads to.
    pub const fn target(&self) -> u64 {
        self.to
    }

    /// Tells whether it stays as it is from an instant on.
    pub fn is_flat(&self, at: SimTime) -> bool {
        self.from == self.to || self.length().is_none_or(|length| at.since(self.begin) >= length)
    }

    /// After which time nothing changes any more; none: nothing ever changes.
    fn length(&self) -> Option<SimSpan> {
        match self.ramp {
            Ramp::Jump => None,
            Ramp::Linear(length) => Some(length),
            Ramp::TimeConstant(constant) => {
                Some(SimSpan::from_nanos(constant.as_nanos().saturating_mul(SETTLED)))
            }
        }
    }

    /// Returns the rate at an instant, in parts per nanosecond, rounded to a whole one.
    pub fn rate(&self, at: SimTime) -> u64 {
        if self.is_flat(at) {
            return self.to;
        }
        let (from, to, passed) = (self.from as f64, self.to as f64, self.passed(at));
        match self.ramp {
            Ramp::Jump => self.to,
            Ramp::Linear(length) => {
                (from + (to - from) * passed / length.as_nanos() as f64).round() as u64
            }
            Ramp::TimeConstant(constant) => {
                let left = libm::exp(-passed / constant.as_nanos() as f64);
                (to + (from - to) * left).round() as u64
            }
        }
    }

    fn passed(&self, at: SimTime) -> f64 {
        at.since(self.begin).as_nanos() as f64
    }

    /// Returns how much it comes to between two instants, in parts. What follows one another adds up exactly.
    pub fn parts(&self, from: SimTime, to: SimTime) -> u128 {
        self.parts_until(to) - self.parts_until(from)
    }

    /// How much it comes to from its beginning on.
    fn parts_until(&self, at: SimTime) -> u128 {
        let nanos = u128::from(at.since(self.begin).as_nanos());
        let whole = u128::from(self.to) * nanos;
        let Some(length) = self.length().filter(|_| self.from != self.to) else { return whole };
        let within = nanos.min(u128::from(length.as_nanos()));
        let distance = u128::from(self.from.abs_diff(self.to));
        // How much more or less than if it had been at its end from the beginning on.
        let off = match self.ramp {
            Ramp::Jump => 0,
            // distance x (t - t^2 / 2T), in steps that fit.
            Ramp::Linear(length) => {
                let twice = 2 * u128::from(length.as_nanos());
                let (way, rest) = (distance * within / twice, distance * within % twice);
                distance * within - (way * within + rest * within / twice)
            }
            Ramp::TimeConstant(constant) => {
                let constant = constant.as_nanos() as f64;
                (distance as f64 * constant * -libm::expm1(-(within as f64) / constant)) as u128
            }
        };
        if self.from > self.to { whole + off } else { whole - off.min(whole) }
    }

    /// Cuts a stretch of time where the course bends: calls `piece` with the ends of stretches that are straight, or nearly so.
    pub fn cut(&self, from: SimTime, to: SimTime, mut piece: impl FnMut(SimTime, SimTime)) {
        let (step, last) = match (self.ramp, self.length()) {
            _ if self.is_flat(from) => return piece(from, to),
            (Ramp::TimeConstant(constant), Some(length)) => {
                ((constant.as_nanos() / PIECES).max(1), length)
            }
            (_, Some(length)) => (length.as_nanos(), length),
            (_, None) => return piece(from, to),
        };
        let mut at = from;
        while at < to {
            let passed = at.since(self.begin).as_nanos();
            let next =
                if passed >= last.as_nanos() { u64::MAX } else { (passed / step + 1) * step };
            let end =
                self.begin.checked_add(SimSpan::from_nanos(next)).map_or(to, |end| end.min(to));
            piece(at, end);
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * SECOND)
    }

    #[test]
    fn a_straight_ramp_is_a_trapezium() {
        let ramp = Ramp::Linear(SimSpan::from_secs(10));
        let up = Course::flat(100).turn(at(5), 300, ramp);
        assert_eq!(up.rate(at(10)), 200);
        assert_eq!(up.parts(at(5), at(15)), u128::from(2_000 * SECOND));
        assert_eq!(up.parts(at(5), at(10)), u128::from(750 * SECOND));
        assert_eq!(up.parts(at(15), at(16)), u128::from(300 * SECOND));
        // Turned back half-way: from 200 down to 100 within the same time.
        let down = up.turn(at(10), 100, ramp);
        assert_eq!(down.parts(at(10), at(20)), u128::from(1_500 * SECOND));
    }

    #[test]
    fn a_time_constant_is_an_exponential() {
        let ramp = Ramp::TimeConstant(SimSpan::from_secs(4));
        let course = Course::flat(0).turn(at(0), 1_000_000, ramp);
        let reached = 1e6 * (1.0 - libm::exp(-1.0));
        assert!((course.rate(at(4)) as f64 - reached).abs() < 1.0);
        // P (t - T (1 - exp(-t/T)))
        let parts = 1e6 * (4.0 - 4.0 * (1.0 - libm::exp(-1.0))) * 1e9;
        assert!((course.parts(at(0), at(4)) as f64 / parts - 1.0).abs() < 1e-12);
    }

    #[test]
    fn stretches_add_up() {
        for ramp in [Ramp::Linear(SimSpan::from_secs(7)), Ramp::TimeConstant(SimSpan::from_secs(3))]
        {
            for (from, to) in [(17, 923), (923, 17)] {
                let course = Course::flat(from).turn(at(1), to, ramp);
                let mut sum = 0;
                course.cut(at(2), at(40), |from, to| sum += course.parts(from, to));
                assert_eq!(sum, course.parts(at(2), at(40)));
            }
        }
    }
}
