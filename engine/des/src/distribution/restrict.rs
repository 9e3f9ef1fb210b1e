//! Truncation: what remains of a law on an interval.
//!
//! Most laws stay of a known kind when truncated (a part of a uniform law is uniform); for the others a [`Window`]
//! keeps the law and the probabilities of the interval.

use serde::{Deserialize, Serialize};

use super::Distribution;
use super::interval::Interval;
use super::moments::{lognormal_raw_moments, pooled};
use super::quadrature;
use super::special::{Tails, beta_tails, gamma_tails, normal_tails};
use super::tails::{below, failing};

impl Distribution {
    /// Returns this law conditioned on `[min, max]`, without `Truncated` where another kind says the same.
    ///
    /// What stays `Truncated` is one of the continuous kinds, with ends inside its support, or a geometric one; an exponential
    /// one starts at 0, a geometric one at its first step.
    pub(super) fn restrict(&self, min: f64, max: f64) -> Self {
        let holds = |value: f64| min <= value && value <= max;
        match self {
            Self::Uniform { min: low, max: high } => {
                Self::Uniform { min: min.max(*low), max: max.min(*high) }
            }
            Self::Normal { mean, sd, min: low, max: high } => {
                Self::Normal { mean: *mean, sd: *sd, min: min.max(*low), max: max.min(*high) }
            }
            // It has no memory.
            Self::Exponential { .. } if min > 0.0 => {
                Self::Shifted { by: min, of: Box::new(self.restrict(0.0, max - min)) }
            }
            Self::Exponential { .. }
            | Self::Triangular { .. }
            | Self::Lognormal { .. }
            | Self::Gamma { .. }
            | Self::Erlang { .. }
            | Self::Weibull { .. }
            | Self::Beta { .. } => {
                let (low, high) = self.support();
                if min <= low && max >= high {
                    self.clone()
                } else {
                    Self::Truncated {
                        min: min.max(low),
                        max: max.min(high),
                        of: Box::new(self.clone()),
                    }
                }
            }
            // It has no memory either.
            Self::Geometric { step, .. } if min > *step => {
                let by = below(min, *step);
                Self::Shifted { by, of: Box::new(self.restrict(*step, max - by)) }
            }
            Self::Geometric { step, .. } if max < f64::INFINITY => Self::Truncated {
                min: *step,
                max: (max / step).floor() * step,
                of: Box::new(self.clone()),
            },
            Self::Constant { .. } | Self::Geometric { .. } => self.clone(),
            Self::Discrete { points } => {
                let held = points.iter().copied().filter(|point| holds(point.0));
                let sum: f64 = held.clone().map(|point| point.1).sum();
                Self::Discrete {
                    points: held.map(|(value, weight)| (value, weight / sum)).collect(),
                }
            }
            Self::Bernoulli { p, value } => {
                Self::Discrete { points: vec![(0.0, 1.0 - p), (*value, *p)] }.restrict(min, max)
            }
            Self::Empirical { values } => Self::Empirical {
                values: values.iter().copied().filter(|&value| holds(value)).collect(),
            },
            Self::Mixture { parts } => {
                let weights =
                    parts.iter().map(|(weight, part)| weight * part.probability(min, max));
                let sum: f64 = weights.clone().sum();
                let held = weights.zip(parts).filter(|(weight, _)| *weight > 0.0);
                Self::Mixture {
                    parts: held
                        .map(|(weight, (_, part))| (weight / sum, part.restrict(min, max)))
                        .collect(),
                }
            }
            Self::Shifted { by, of } => {
                Self::Shifted { by: *by, of: Box::new(of.restrict(min - by, max - by)) }
            }
            Self::Truncated { min: low, max: high, of } => {
                of.restrict(min.max(*low), max.min(*high))
            }
        }
    }
}

/// A continuous law, or a geometric one from its first step on, seen through an interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Window {
    of: Distribution,
    min: f64,
    max: f64,
    interval: Interval,
}

impl Window {
    /// Looks at `of` through `[min, max]`.
    pub(super) fn new(of: Distribution, min: f64, max: f64) -> Self {
        let before = if matches!(of, Distribution::Geometric { .. }) { 0.0 } else { min };
        let interval = Interval::new(of.tails(before), of.tails(max));
        Self { of, min, max, interval }
    }

    /// Returns the point with these tails, both positive.
    pub(super) fn quantile(&self, at: Tails) -> f64 {
        self.of.point(self.interval.before(at)).clamp(self.min, self.max)
    }

    /// Returns both tails at `x`.
    pub(super) fn tails(&self, x: f64) -> Tails {
        if x < self.min {
            return Tails::START;
        }
        self.interval.after(self.of.tails(x.min(self.max)))
    }

    /// Returns mean and variance.
    ///
    /// Lognormal, gamma, Erlang, Weibull and beta laws go through partial moments, whose differences lose digits of the
    /// variance when the interval is narrow compared with its distance from 0 (from `min`, for the beta law).
    pub(super) fn moments(&self) -> (f64, f64) {
        match &self.of {
            Distribution::Exponential { mean } => exponential_moments(*mean, self.max),
            Distribution::Geometric { p, step } => geometric_moments(*p, *step, self.max),
            Distribution::Triangular { min, mode, max } => {
                self.triangular_moments(*min, *mode, *max)
            }
            Distribution::Lognormal { mu, sigma } => {
                // Weighing by x moves the law of the logarithm by sigma².
                let tails =
                    |order: f64, x: f64| normal_tails((libm::log(x) - mu) / sigma - order * sigma);
                self.partial_moments(lognormal_raw_moments(*mu, *sigma), tails)
            }
            Distribution::Gamma { shape, scale } => self.gamma_moments(*shape, *scale),
            Distribution::Erlang { k, mean } => {
                self.gamma_moments(f64::from(*k), mean / f64::from(*k))
            }
            Distribution::Weibull { shape, scale } => {
                let raw = [1.0, 2.0]
                    .map(|order| libm::pow(*scale, order) * libm::tgamma(1.0 + order / shape));
                // Of the unit exponential law raised to 1/shape.
                let tails = |order: f64, x: f64| {
                    gamma_tails(1.0 + order / shape, libm::pow(x / scale, *shape))
                };
                self.partial_moments(raw, tails)
            }
            Distribution::Beta { alpha, beta, min, max } => {
                let (width, sum) = (max - min, alpha + beta);
                let raw = [alpha / sum, alpha / sum * (alpha + 1.0) / (sum + 1.0)];
                let tails =
                    |order: f64, x: f64| beta_tails(alpha + order, *beta, (x - min) / width);
                let (mean, variance) = self.partial_moments(raw, tails);
                (min + width * mean, width * width * variance)
            }
            // No other kind is left truncated by `restrict`.
            other => other.moments(),
        }
    }

    fn gamma_moments(&self, shape: f64, scale: f64) -> (f64, f64) {
        let raw = [shape * scale, shape * (shape + 1.0) * scale * scale];
        self.partial_moments(raw, |order, x| gamma_tails(shape + order, x / scale))
    }

    /// Returns mean and variance from the first two moments of the whole law and, for order 1 and 2, the tails of the
    /// law weighed by `x` to that order.
    fn partial_moments(&self, raw: [f64; 2], tails: impl Fn(f64, f64) -> Tails) -> (f64, f64) {
        let share = |order: f64| {
            tails(order, self.min).up_to(tails(order, self.max)) / self.interval.mass()
        };
        let mean = raw[0] * share(1.0);
        (mean, (raw[1] * share(2.0) - mean * mean).max(0.0))
    }

    /// Pools the two sides of the mode, on each of which the density is a straight line.
    fn triangular_moments(&self, min: f64, mode: f64, max: f64) -> (f64, f64) {
        let rise = |x: f64| (x - min) / (mode - min);
        let fall = |x: f64| (max - x) / (max - mode);
        let left = (self.min < mode).then(|| linear_moments(self.min, self.max.min(mode), rise));
        let right = (self.max > mode).then(|| linear_moments(self.min.max(mode), self.max, fall));
        pooled(left.into_iter().chain(right))
    }
}

/// Returns mass, mean and variance of a density that is a straight line from `a` to `b`.
fn linear_moments(a: f64, b: f64, density: impl Fn(f64) -> f64) -> (f64, (f64, f64)) {
    let (width, start, end) = (b - a, density(a), density(b));
    let sum = start + end;
    let mean = a + width * (start + 2.0 * end) / (3.0 * sum);
    let variance = width * width / 18.0 * (1.0 + 2.0 * (start / sum) * (end / sum));
    (0.5 * width * sum, (mean, variance))
}

/// Returns mean and variance of an exponential law of this `mean` conditioned on `[0, max]`.
fn exponential_moments(mean: f64, max: f64) -> (f64, f64) {
    let width = max / mean;
    if width < 1.0 {
        return quadrature::moments(0.0, max, |x| libm::exp(-x / mean));
    }
    // What the missing tail takes away, from 1 and 1.
    let lack = width / libm::expm1(width);
    (mean * (1.0 - lack), mean * mean * (1.0 - lack * lack * libm::exp(width)))
}

/// Returns mean and variance of a geometric law conditioned on at most `max`, a whole number of steps.
fn geometric_moments(p: f64, step: f64, max: f64) -> (f64, f64) {
    let trials = max / step;
    let decay = trials * failing(p);
    // What the missing tail takes away, in trials: `n qⁿ / (1 - qⁿ)`.
    let lack = trials / libm::expm1(decay);
    let mean = step * (1.0 / p - lack);
    let spread = (1.0 - p) / (p * p) - lack * lack * libm::exp(decay);
    (mean, step * step * spread.max(0.0))
}
