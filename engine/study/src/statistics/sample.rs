//! Independent observations of one thing.

use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::table::t_quantile;

/// Independent observations, such as one for each replication: their number, mean and variance.
///
/// Mean and variance are kept up to date one by one (Welford, *Note on a method for calculating corrected sums of squares and
/// products*, Technometrics 4, 1962), in the order of observations: the order decides the last digit, so give it in the order of
/// replications.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Sample {
    n: usize,
    mean: f64,
    squares: f64,
}

impl Sample {
    /// Returns an empty sample.
    pub const fn new() -> Self {
        Self { n: 0, mean: 0.0, squares: 0.0 }
    }

    /// Returns the sample of these observations.
    pub fn of(values: &[f64]) -> Self {
        values.iter().copied().collect()
    }

    /// Adds an observation.
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let from_mean = value - self.mean;
        self.mean += from_mean / self.n as f64;
        self.squares += from_mean * (value - self.mean);
    }

    /// Returns how many there are.
    pub const fn n(&self) -> usize {
        self.n
    }

    /// Returns the mean, of at least one observation.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// Returns the variance of an observation, estimated without bias from at least two.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squares / (self.n - 1) as f64)
    }

    /// Returns the confidence interval of the mean: mean ± t S/√n (Student, *The probable error of a mean*, Biometrika 6, 1908;
    /// Law, *Simulation Modeling and Analysis*, 5th edition, section 4.5). Of a single observation it has no bounds; of none
    /// there is no interval.
    ///
    /// ```
    /// use plantwright_study::statistics::Sample;
    ///
    /// // Law, example 4.26.
    /// let sample = Sample::of(&[1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]);
    /// let interval = sample.interval(0.90).unwrap();
    /// assert_eq!(format!("{:.2} ± {:.2}", interval.estimate, interval.half_width()), "1.34 ± 0.24");
    /// ```
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let mean = self.mean()?;
        let Some(variance) = self.variance() else {
            return Some(Interval::unbounded(mean, level, self.n));
        };
        let t = t_quantile(f64::midpoint(1.0, level), (self.n - 1) as f64);
        let half_width = if variance > 0.0 { t * (variance / self.n as f64).sqrt() } else { 0.0 };
        Some(Interval::around(mean, half_width, level, self.n))
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sample = Self::new();
        values.into_iter().for_each(|value| sample.push(value));
        sample
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_observation_says_nothing_of_its_spread() {
        assert_eq!(Sample::new().interval(0.95), None);
        let interval = Sample::of(&[3.0]).interval(0.95).expect("one observation");
        assert!(!interval.is_bounded() && interval.holds(-1e300));
        assert_eq!(Sample::of(&[3.0]).variance(), None);
    }

    #[test]
    fn what_never_varies_has_an_interval_without_width() {
        let interval = Sample::of(&[0.1; 7]).interval(0.95).expect("an interval");
        assert_eq!((interval.low, interval.high), (0.1, 0.1));
        assert_eq!(interval.relative_half_width(), 0.0);
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let far = Sample::of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!(far.variance(), Some(30.0));
    }
}
