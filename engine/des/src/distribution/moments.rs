//! Mean, variance and support.

use super::Distribution;
use super::normal::TruncatedNormal;
use super::restrict::Window;

impl Distribution {
    /// Returns the mean of what is drawn.
    pub fn mean(&self) -> f64 {
        self.moments().0
    }

    /// Returns the variance of what is drawn.
    ///
    /// For `Empirical`, that of drawing one observation: divided by their number, not by one less.
    pub fn variance(&self) -> f64 {
        self.moments().1
    }

    /// Returns the standard deviation of what is drawn.
    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Returns the ends of the least interval that holds everything drawn; they may be infinite.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant { value } => (*value, *value),
            Self::Uniform { min, max }
            | Self::Triangular { min, max, .. }
            | Self::Normal { min, max, .. }
            | Self::Beta { min, max, .. } => (*min, *max),
            Self::Exponential { .. }
            | Self::Lognormal { .. }
            | Self::Gamma { .. }
            | Self::Erlang { .. }
            | Self::Weibull { .. } => (0.0, f64::INFINITY),
            Self::Geometric { p, step } => (*step, if *p < 1.0 { f64::INFINITY } else { *step }),
            Self::Discrete { points } => {
                hull(points.iter().map(|&(value, weight)| (weight, (value, value))))
            }
            Self::Bernoulli { p, value } => {
                hull([(*p, (*value, *value)), (1.0 - p, (0.0, 0.0))].into_iter())
            }
            Self::Empirical { values } => hull(values.iter().map(|&value| (1.0, (value, value)))),
            Self::Mixture { parts } => {
                hull(parts.iter().map(|(weight, part)| (*weight, part.support())))
            }
            Self::Shifted { by, of } => {
                let (low, high) = of.support();
                (by + low, by + high)
            }
            Self::Truncated { min, max, of } => match of.restrict(*min, *max) {
                Self::Truncated { min, max, .. } => (min, max),
                closed => closed.support(),
            },
        }
    }

    /// Returns mean and variance.
    pub(super) fn moments(&self) -> (f64, f64) {
        match self {
            Self::Constant { value } => (*value, 0.0),
            Self::Uniform { min, max } => {
                (min + 0.5 * (max - min), (max - min) * (max - min) / 12.0)
            }
            Self::Triangular { min, mode, max } => {
                let (width, left) = (max - min, mode - min);
                (min + (width + left) / 3.0, (width * width - left * width + left * left) / 18.0)
            }
            Self::Exponential { mean } => (*mean, mean * mean),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).moments()
            }
            Self::Lognormal { mu, sigma } => {
                let mean = lognormal_raw_moments(*mu, *sigma)[0];
                (mean, mean * mean * libm::expm1(sigma * sigma))
            }
            Self::Gamma { shape, scale } => (shape * scale, shape * scale * scale),
            Self::Erlang { k, mean } => (*mean, mean * mean / f64::from(*k)),
            Self::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                let second = libm::tgamma(1.0 + 2.0 / shape);
                (scale * first, scale * scale * (second - first * first))
            }
            Self::Beta { alpha, beta, min, max } => {
                let (width, sum) = (max - min, alpha + beta);
                (
                    min + width * alpha / sum,
                    width * width * (alpha / sum) * (beta / sum) / (sum + 1.0),
                )
            }
            Self::Discrete { points } => {
                pooled(points.iter().map(|&(value, weight)| (weight, (value, 0.0))))
            }
            Self::Bernoulli { p, value } => (p * value, p * (1.0 - p) * value * value),
            Self::Geometric { p, step } => (step / p, step * step * (1.0 - p) / (p * p)),
            Self::Empirical { values } => pooled(values.iter().map(|&value| (1.0, (value, 0.0)))),
            Self::Mixture { parts } => {
                let parts: Vec<_> =
                    parts.iter().map(|(weight, part)| (*weight, part.moments())).collect();
                pooled(parts.into_iter())
            }
            Self::Shifted { by, of } => {
                let (mean, variance) = of.moments();
                (by + mean, variance)
            }
            Self::Truncated { min, max, of } => match of.restrict(*min, *max) {
                Self::Truncated { min, max, of } => Window::new(*of, min, max).moments(),
                closed => closed.moments(),
            },
        }
    }
}

/// Returns the first two moments about 0 of a lognormal law: `exp(k mu + k² sigma²/2)` for k = 1 and 2.
pub(super) fn lognormal_raw_moments(mu: f64, sigma: f64) -> [f64; 2] {
    [libm::exp(mu + 0.5 * sigma * sigma), libm::exp(2.0 * (mu + sigma * sigma))]
}

/// Returns mean and variance of a mixture, from weights and the parts' means and variances: the law of total variance.
pub(super) fn pooled(parts: impl Iterator<Item = (f64, (f64, f64))> + Clone) -> (f64, f64) {
    let (mut mass, mut first) = (0.0, 0.0);
    for (weight, (mean, _)) in parts.clone() {
        mass += weight;
        first += weight * mean;
    }
    let center = first / mass;
    let second: f64 = parts
        .map(|(weight, (mean, variance))| weight * (variance + (mean - center) * (mean - center)))
        .sum();
    (center, second / mass)
}

/// Returns the ends of the least interval that holds all intervals of positive weight.
fn hull(intervals: impl Iterator<Item = (f64, (f64, f64))>) -> (f64, f64) {
    let held = intervals.filter(|&(weight, _)| weight > 0.0);
    held.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, (min, max))| {
        (low.min(min), high.max(max))
    })
}
