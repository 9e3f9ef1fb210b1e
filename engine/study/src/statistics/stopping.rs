//! When there are enough replications.

use serde::{Deserialize, Serialize};

use super::interval::Interval;

/// How narrow an interval is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Precision {
    /// Half its width, in the unit of the estimate.
    Absolute(f64),
    /// Half its width as a share of the true value: 0.01 is 1 %.
    Relative(f64),
}

impl Precision {
    /// Returns the half-width that is wanted of an interval. A relative one is corrected, since it is relative to the truth
    /// and the estimate is not: γ/(1 + γ) (Law, *Simulation Modeling and Analysis*, section 9.4.1).
    pub fn half_width(self, estimate: f64) -> f64 {
        match self {
            Self::Absolute(half_width) => half_width,
            Self::Relative(share) => share / (1.0 + share) * estimate.abs(),
        }
    }

    /// Tells whether an interval is narrow enough.
    pub fn is_reached_by(self, interval: &Interval) -> bool {
        interval.half_width() <= self.half_width(interval.estimate)
    }
}

/// Returns how many replications are expected to be enough, seen from the interval so far: half-widths shrink with √n
/// (Law, section 9.4.1). At least one more than there are where the interval is still too wide. None where it cannot be told:
/// the interval has no bounds, or nothing is narrow enough.
pub fn replications_needed(interval: &Interval, wanted: Precision) -> Option<usize> {
    if wanted.is_reached_by(interval) {
        return Some(interval.n);
    }
    let factor = interval.half_width() / wanted.half_width(interval.estimate);
    let needed = (interval.n as f64 * factor * factor).ceil();
    (needed.is_finite() && needed < 1e9).then(|| (needed as usize).max(interval.n + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_times_the_replications_halve_the_interval() {
        let interval = Interval::around(100.0, 2.0, 0.95, 10);
        assert_eq!(replications_needed(&interval, Precision::Absolute(1.0)), Some(40));
        assert_eq!(replications_needed(&interval, Precision::Absolute(2.0)), Some(10));
        assert_eq!(replications_needed(&interval, Precision::Absolute(1.999)), Some(11));
        assert_eq!(replications_needed(&interval, Precision::Absolute(0.0)), None);
        let unknown = Interval::unbounded(100.0, 0.95, 1);
        assert_eq!(replications_needed(&unknown, Precision::Absolute(1.0)), None);
    }

    #[test]
    fn relative_precision_is_relative_to_the_truth() {
        // Estimate 100, truth perhaps 99: 1 % of 99 is less than 1.
        assert!(!Precision::Relative(0.01).is_reached_by(&Interval::around(100.0, 1.0, 0.95, 9)));
        assert!(Precision::Relative(0.01).is_reached_by(&Interval::around(-100.0, 0.99, 0.95, 9)));
    }
}
