//! Instants and lengths of simulated time. Calendars and time zones do not live here.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use serde::{Deserialize, Serialize};

const NANOS_PER_SECOND: u64 = 1_000_000_000;

/// An instant: nanoseconds since the run's start.
///
/// 64 bits hold 584 years.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SimTime(u64);

/// A length of simulated time: nanoseconds, never negative.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SimSpan(u64);

impl SimTime {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// The last instant that can be named; means "never" where an end is asked for.
    pub const MAX: Self = Self(u64::MAX);

    /// Returns the instant `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Returns nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Returns seconds since the start, rounded to the nearest `f64`; for display and statistics only.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// Returns the span from `earlier` to this instant, or zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> SimSpan {
        SimSpan(self.0.saturating_sub(earlier.0))
    }

    /// Adds a span, or returns `None` where the result has no name.
    pub const fn checked_add(self, span: SimSpan) -> Option<Self> {
        match self.0.checked_add(span.0) {
            Some(nanos) => Some(Self(nanos)),
            None => None,
        }
    }
}

impl SimSpan {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span.
    pub const MAX: Self = Self(u64::MAX);

    /// Returns a span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Returns a span of `secs` whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * NANOS_PER_SECOND)
    }

    /// Returns the number of nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Returns seconds, rounded to the nearest `f64`; for display and statistics only.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND as f64
    }

    /// Rounds a number of nanoseconds half-up to a span: the whole part of the number plus one half.
    ///
    /// Returns `None` for a number that is negative, not finite, or beyond 64 bits: a duration was drawn that is none.
    #[inline(always)]
    pub fn from_nanos_f64(nanos: f64) -> Option<Self> {
        // Below 2^52 (52 days) one half can be added exactly or nearly so; from there on, every number is whole.
        if (0.0..4_503_599_627_370_496.0).contains(&nanos) {
            Some(Self((nanos + 0.5) as i64 as u64))
        } else {
            Self::from_large_nanos_f64(nanos)
        }
    }

    #[cold]
    fn from_large_nanos_f64(nanos: f64) -> Option<Self> {
        // The bound is 2^64; everything below it converts without saturating.
        (0.0..18_446_744_073_709_552_000.0).contains(&nanos).then_some(Self(nanos as u64))
    }
}

impl Add<SimSpan> for SimTime {
    type Output = Self;
    /// # Panics
    /// On overflow, in every build: a wrapped clock would reorder history.
    fn add(self, span: SimSpan) -> Self {
        self.checked_add(span).expect("simulated time overflows 584 years")
    }
}

impl Sub for SimTime {
    type Output = SimSpan;
    /// # Panics
    /// Where the right side is later, in debug builds; see [`SimTime::since`].
    fn sub(self, earlier: Self) -> SimSpan {
        SimSpan(self.0 - earlier.0)
    }
}

impl Add for SimSpan {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for SimSpan {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for SimSpan {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for SimSpan {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SimSpan(self.0).fmt(f)
    }
}

/// Exact, in the largest one or two units that read well: `1 h 30 min`, `2.5 s`, `750 us`.
impl fmt::Display for SimSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MINUTE: u64 = 60 * NANOS_PER_SECOND;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let mut rest = self.0;
        if rest < NANOS_PER_SECOND {
            let (unit, size) = match rest {
                0 => ("s", 1),
                1..1_000 => ("ns", 1),
                1_000..1_000_000 => ("us", 1_000),
                _ => ("ms", 1_000_000),
            };
            return write_decimal(f, rest, size, unit);
        }
        let mut first = true;
        for (unit, size) in [("d", DAY), ("h", HOUR), ("min", MINUTE)] {
            if rest >= size {
                if !first {
                    f.write_str(" ")?;
                }
                write!(f, "{} {unit}", rest / size)?;
                rest %= size;
                first = false;
            }
        }
        if rest > 0 {
            if !first {
                f.write_str(" ")?;
            }
            write_decimal(f, rest, NANOS_PER_SECOND, "s")?;
        }
        Ok(())
    }
}

fn write_decimal(f: &mut fmt::Formatter<'_>, value: u64, size: u64, unit: &str) -> fmt::Result {
    write!(f, "{}", value / size)?;
    let fraction = value % size;
    if fraction > 0 {
        let width = size.ilog10() as usize;
        let digits = format!("{fraction:0width$}");
        write!(f, ".{}", digits.trim_end_matches('0'))?;
    }
    write!(f, " {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_people_write_them() {
        for (nanos, text) in [
            (0, "0 s"),
            (750_000, "750 us"),
            (2_500_000_000, "2.5 s"),
            (5_400_000_000_000, "1 h 30 min"),
            (90_061_000_000_000, "1 d 1 h 1 min 1 s"),
            (60_000_000_001, "1 min 0.000000001 s"),
        ] {
            assert_eq!(SimSpan::from_nanos(nanos).to_string(), text);
        }
    }

    #[test]
    fn sampled_nanoseconds_round_half_up() {
        for (sampled, rounded) in [
            (0.0, Some(0)),
            (0.499_999_999, Some(0)),
            (0.5, Some(1)),
            (2.5, Some(3)),
            (-0.1, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (1.8e19, Some(18_000_000_000_000_000_000)),
            (1.9e19, None),
        ] {
            assert_eq!(
                SimSpan::from_nanos_f64(sampled).map(SimSpan::as_nanos),
                rounded,
                "{sampled}"
            );
        }
    }
}
