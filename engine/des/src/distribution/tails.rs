//! The distribution function, and the probability of an interval.

use super::Distribution;
use super::normal::TruncatedNormal;
use super::restrict::Window;
use super::special::{Tails, beta_tails, gamma_tails, normal_tails};
use super::steps::Steps;

impl Distribution {
    /// Returns the probability of at most `x`; NaN for NaN.
    ///
    /// The relative error is below 1e-10.
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.tails(x).lower }
    }

    /// Returns the probabilities of at most and of more than `x`, each as precise as the law allows.
    pub(super) fn tails(&self, x: f64) -> Tails {
        match self {
            Self::Constant { value } => {
                if x < *value {
                    Tails::START
                } else {
                    Tails::END
                }
            }
            Self::Uniform { min, max } => {
                let x = x.clamp(*min, *max);
                Tails { lower: (x - min) / (max - min), upper: (max - x) / (max - min) }
            }
            Self::Triangular { min, mode, max } => triangular_tails(*min, *mode, *max, x),
            Self::Exponential { mean } => decay_tails(x / mean),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).tails(x)
            }
            Self::Lognormal { .. } if x <= 0.0 => Tails::START,
            Self::Lognormal { mu, sigma } => normal_tails((libm::log(x) - mu) / sigma),
            Self::Gamma { shape, scale } => gamma_tails(*shape, x / scale),
            Self::Erlang { k, mean } => gamma_tails(f64::from(*k), x / mean * f64::from(*k)),
            Self::Weibull { shape, scale } => decay_tails(libm::pow((x / scale).max(0.0), *shape)),
            Self::Beta { alpha, beta, min, max } => {
                let x = x.clamp(*min, *max);
                // Each end has its own precise distance.
                if x - min <= max - x {
                    beta_tails(*alpha, *beta, (x - min) / (max - min))
                } else {
                    beta_tails(*beta, *alpha, (max - x) / (max - min)).mirrored()
                }
            }
            Self::Discrete { points } => Tails::from_lower(Steps::new(points).cdf(x)),
            Self::Bernoulli { p, value } => {
                Tails::from_lower(Steps::new(&[(*value, *p), (0.0, 1.0 - p)]).cdf(x))
            }
            Self::Geometric { p, step } => decay_tails((x / step).floor() * failing(*p)),
            Self::Empirical { values } => {
                let reached = values.partition_point(|&value| value <= x);
                Tails::from_lower(reached as f64 / values.len() as f64)
            }
            Self::Mixture { parts } => mixture_tails(parts, x),
            Self::Shifted { by, of } => of.tails(x - by),
            Self::Truncated { min, max, of } => match of.restrict(*min, *max) {
                Self::Truncated { min, max, of } => Window::new(*of, min, max).tails(x),
                closed => closed.tails(x),
            },
        }
    }

    /// Returns the probability of `[min, max]`, ends included.
    pub(super) fn probability(&self, min: f64, max: f64) -> f64 {
        let holds = |value: f64| min <= value && value <= max;
        match self {
            Self::Constant { value } => f64::from(u8::from(holds(*value))),
            Self::Discrete { points } => {
                points.iter().filter(|point| holds(point.0)).map(|point| point.1).sum()
            }
            Self::Bernoulli { p, value } => {
                (if holds(*value) { *p } else { 0.0 }) + (if holds(0.0) { 1.0 - p } else { 0.0 })
            }
            Self::Geometric { step, .. } => self.tails(below(min, *step)).up_to(self.tails(max)),
            Self::Empirical { values } => {
                values.iter().filter(|&&value| holds(value)).count() as f64 / values.len() as f64
            }
            Self::Mixture { parts } => {
                parts.iter().map(|(weight, part)| weight * part.probability(min, max)).sum()
            }
            Self::Shifted { by, of } => of.probability(min - by, max - by),
            Self::Truncated { min: inner_min, max: inner_max, of } => {
                let (low, high) = (min.max(*inner_min), max.min(*inner_max));
                if low > high {
                    0.0
                } else {
                    of.probability(low, high) / of.probability(*inner_min, *inner_max)
                }
            }
            Self::Uniform { .. }
            | Self::Triangular { .. }
            | Self::Exponential { .. }
            | Self::Normal { .. }
            | Self::Lognormal { .. }
            | Self::Gamma { .. }
            | Self::Erlang { .. }
            | Self::Weibull { .. }
            | Self::Beta { .. } => self.tails(min).up_to(self.tails(max)),
        }
    }
}

/// Returns the exponent by which one trial after the other fails; a finite one, also where none does.
pub(super) fn failing(p: f64) -> f64 {
    (-libm::log1p(-p)).min(f64::MAX)
}

/// Returns the last whole number of steps below `min`.
pub(super) fn below(min: f64, step: f64) -> f64 {
    ((min / step).ceil() - 1.0) * step
}

/// Tails of the unit exponential law at `x`.
fn decay_tails(x: f64) -> Tails {
    if x <= 0.0 { Tails::START } else { Tails { lower: -libm::expm1(-x), upper: libm::exp(-x) } }
}

fn triangular_tails(min: f64, mode: f64, max: f64, x: f64) -> Tails {
    let x = x.clamp(min, max);
    if x < mode {
        Tails::from_lower((x - min) / (max - min) * ((x - min) / (mode - min)))
    } else if x < max {
        Tails::from_upper((max - x) / (max - min) * ((max - x) / (max - mode)))
    } else {
        Tails::END
    }
}

/// Weighs the tails of the parts; the weights are taken relative to their sum.
fn mixture_tails(parts: &[(f64, Distribution)], x: f64) -> Tails {
    let (mut lower, mut upper) = (0.0, 0.0);
    for (weight, part) in parts {
        let tails = part.tails(x);
        lower += weight * tails.lower;
        upper += weight * tails.upper;
    }
    let sum: f64 = parts.iter().map(|part| part.0).sum();
    Tails { lower: (lower / sum).min(1.0), upper: (upper / sum).min(1.0) }
}
