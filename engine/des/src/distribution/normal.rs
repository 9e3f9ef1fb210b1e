//! The normal law on an interval.

use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::quadrature;
use super::special::{Tails, normal_density, normal_quantile, normal_tails};

/// A normal law conditioned on `[min, max]`, prepared for quantiles and tails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TruncatedNormal {
    mean: f64,
    sd: f64,
    min: f64,
    max: f64,
    interval: Interval,
}

impl TruncatedNormal {
    /// Conditions the law of this `mean` and `sd` on `[min, max]`.
    pub(super) fn new(mean: f64, sd: f64, min: f64, max: f64) -> Self {
        let tails = |x: f64| normal_tails((x - mean) / sd);
        Self { mean, sd, min, max, interval: Interval::new(tails(min), tails(max)) }
    }

    /// Returns the probability of the interval under the law before truncation.
    pub(super) fn mass(&self) -> f64 {
        self.interval.mass()
    }

    /// Returns the point with these tails, both positive.
    #[inline]
    pub(super) fn quantile(&self, at: Tails) -> f64 {
        (self.mean + self.sd * normal_quantile(self.interval.before(at))).clamp(self.min, self.max)
    }

    /// Returns both tails at `x`.
    pub(super) fn tails(&self, x: f64) -> Tails {
        self.interval.after(normal_tails((x.clamp(self.min, self.max) - self.mean) / self.sd))
    }

    /// Returns mean and variance.
    pub(super) fn moments(&self) -> (f64, f64) {
        let standard = |x: f64| (x - self.mean) / self.sd;
        let (mean, variance) =
            standard_moments(standard(self.min), standard(self.max), self.mass());
        (self.mean + self.sd * mean, self.sd * self.sd * variance)
    }
}

/// Returns mean and variance of a standard normal variable conditioned on `[a, b]`, which has this `mass`.
///
/// Source of the closed form: N. L. Johnson, S. Kotz and N. Balakrishnan, "Continuous univariate distributions",
/// volume 1, 1994, section 13.10.1. On a short interval it would cancel, and the density is integrated instead.
fn standard_moments(a: f64, b: f64, mass: f64) -> (f64, f64) {
    if (b - a) * a.abs().max(b.abs()).max(1.0) <= 1.0 {
        let middle = 0.5 * (a + b);
        // Relative to its value at the middle, so that it does not vanish far out.
        return quadrature::moments(a, b, |z| libm::exp(-0.5 * (z - middle) * (z + middle)));
    }
    let slope = |z: f64| {
        if z.is_finite() { z * normal_density(z) } else { 0.0 }
    };
    let mean = (normal_density(a) - normal_density(b)) / mass;
    (mean, 1.0 + (slope(a) - slope(b)) / mass - mean * mean)
}
