//! Exact sums of spans, and what follows from them.

use plantwright_journal::Record;
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::histogram::LogHistogram;

/// Nanoseconds in a second.
pub(crate) const NANOS: f64 = 1e9;

/// The part of a record's span that lies after `from`.
#[inline]
pub(crate) fn after(record: &Record, span: SimSpan, from: SimTime) -> u64 {
    span.as_nanos().min(record.at.since(from).as_nanos())
}

/// Number, sum, extremes and distribution of spans, all in whole nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    sum: u128,
    max: u64,
    histogram: LogHistogram,
}

impl Tally {
    /// Counts a span.
    #[inline]
    pub fn add(&mut self, span: SimSpan) {
        let nanos = span.as_nanos();
        if nanos > 0 {
            self.sum += u128::from(nanos);
            self.max = self.max.max(nanos);
        }
        self.histogram.add(nanos);
    }

    /// Returns how many spans were counted.
    pub fn count(&self) -> u64 {
        self.histogram.count()
    }

    /// Returns the mean in seconds, if anything was counted.
    pub fn mean_s(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum as f64 / count as f64 / NANOS)
    }

    /// Returns the largest span in seconds, if anything was counted.
    pub fn max_s(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.max as f64 / NANOS)
    }

    /// Returns the span that a share `p` of the spans stays below, in seconds, within 1/256 of its value.
    pub fn quantile_s(&self, p: f64) -> Option<f64> {
        self.histogram.quantile(p).map(|nanos| nanos.min(self.max as f64) / NANOS)
    }
}

/// How far spans spread: the same spans in whole microseconds, and their squares, of which 2^64 still fit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    count: u64,
    micros: u128,
    squares: u128,
}

impl Spread {
    /// Counts a span.
    #[inline]
    pub fn add(&mut self, span: SimSpan) {
        let micros = u128::from(span.as_nanos() / 1_000);
        self.count += 1;
        self.micros += micros;
        self.squares += micros * micros;
    }

    /// Returns the standard deviation of the sample in seconds, with one degree of freedom less than spans.
    pub fn sd_s(&self) -> Option<f64> {
        if self.count < 2 {
            return None;
        }
        // About a whole number near the mean: the squares themselves are far larger than what they differ by.
        let count = u128::from(self.count);
        let (mean, rest) = (self.micros / count, self.micros % count);
        let about_mean = self.squares - mean * (self.micros + rest);
        let (count, rest) = (self.count as f64, rest as f64);
        let squares = about_mean as f64 - rest * rest / count;
        Some((squares.max(0.0) / (count - 1.0)).sqrt() / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_spans() {
        let (mut tally, mut spread) = (Tally::default(), Spread::default());
        for seconds in [2, 4, 4, 4, 5, 5, 7, 9] {
            tally.add(SimSpan::from_secs(seconds));
            spread.add(SimSpan::from_secs(seconds));
        }
        assert_eq!((tally.count(), tally.mean_s()), (8, Some(5.0)));
        assert!((spread.sd_s().unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!(tally.max_s(), Some(9.0));
        assert_eq!(Tally::default().mean_s(), None);
    }

    #[test]
    fn a_small_spread_about_a_long_time_is_not_lost() {
        let mut spread = Spread::default();
        for millis in [99_999, 100_001] {
            spread.add(SimSpan::from_nanos(millis * 1_000_000 + 900));
        }
        assert!((spread.sd_s().unwrap() - 0.001 * 2.0_f64.sqrt()).abs() < 1e-12);
    }
}
