//! The quantile function.

use super::Distribution;
use super::invert::{beta_quantile, gamma_quantile, smallest};
use super::normal::TruncatedNormal;
use super::restrict::Window;
use super::special::{Tails, normal_quantile};
use super::steps::Steps;
use super::tails::failing;

impl Distribution {
    /// Returns the smallest `x` with `cdf(x) >= p`; the ends of the [`support`](Self::support) at 0 and 1.
    ///
    /// In closed form where there is one. Gamma, Erlang and beta laws are inverted numerically (about 1 µs), as are
    /// mixtures (some 60 evaluations of the distribution function).
    ///
    /// # Panics
    /// If `p` is not between 0 and 1.
    pub fn quantile(&self, p: f64) -> f64 {
        assert!(
            (0.0..=1.0).contains(&p),
            "a probability lies between `0` and `1`, but `p` is `{p}`"
        );
        let (min, max) = self.support();
        if p <= 0.0 {
            min
        } else if p >= 1.0 {
            max
        } else {
            self.point(Tails::from_lower(p))
        }
    }

    /// Returns the point with these tails, both positive.
    pub(super) fn point(&self, at: Tails) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Uniform { min, max } => (min + (max - min) * at.lower).min(*max),
            Self::Triangular { min, mode, max } => triangular_quantile(*min, *mode, *max, at),
            Self::Exponential { mean } => mean * decay_quantile(at),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).quantile(at)
            }
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(at)),
            Self::Gamma { shape, scale } => scale * gamma_quantile(*shape, at),
            Self::Erlang { k, mean } => mean / f64::from(*k) * gamma_quantile(f64::from(*k), at),
            Self::Weibull { shape, scale } => weibull_quantile(*scale, 1.0 / shape, at),
            Self::Beta { alpha, beta, min, max } => {
                (min + (max - min) * beta_quantile(*alpha, *beta, at)).min(*max)
            }
            Self::Discrete { points } => Steps::new(points).quantile(at.lower),
            Self::Bernoulli { p, value } => {
                Steps::new(&[(*value, *p), (0.0, 1.0 - p)]).quantile(at.lower)
            }
            Self::Geometric { p, step } => step * trials(*p, at),
            Self::Empirical { values } => values[empirical_index(values.len(), at.lower)],
            Self::Mixture { parts } => {
                // The answer lies between those of the parts.
                let inner =
                    parts.iter().filter(|part| part.0 > 0.0).map(|(_, part)| part.point(at));
                let (low, high) = inner
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                        (low.min(x), high.max(x))
                    });
                smallest(low, high, |x| self.tails(x).lower >= at.lower)
            }
            Self::Shifted { by, of } => by + of.point(at),
            Self::Truncated { min, max, of } => match of.restrict(*min, *max) {
                Self::Truncated { min, max, of } => Window::new(*of, min, max).quantile(at),
                closed => closed.point(at),
            },
        }
    }
}

/// Quantile of the triangular law: a root on either side of the mode.
pub(super) fn triangular_quantile(min: f64, mode: f64, max: f64, at: Tails) -> f64 {
    let (width, left) = (max - min, mode - min);
    if at.lower * width < left {
        (min + (at.lower * width * left).sqrt()).min(mode)
    } else {
        (max - (at.upper * width * (max - mode)).sqrt()).max(mode)
    }
}

/// Quantile of the Weibull law; `exponent` is the inverse of its shape.
///
/// The power is taken through the logarithm, at a third of the cost of `libm::pow`; the relative error is below
/// 1e-14 times the exponent.
pub(super) fn weibull_quantile(scale: f64, exponent: f64, at: Tails) -> f64 {
    scale * libm::exp(exponent * libm::log(decay_quantile(at)))
}

/// Quantile of the number of trials until the first that succeeds.
pub(super) fn trials(p: f64, at: Tails) -> f64 {
    // An exponential time, in whole trials: certain success makes it zero.
    let trials = (decay_quantile(at) / failing(p)).ceil().max(1.0);
    // One trial less where that has the probability, too: both logarithms are rounded.
    let reached = -libm::expm1(-(trials - 1.0) * failing(p));
    if trials > 1.0 && reached >= at.lower { trials - 1.0 } else { trials }
}

/// Quantile of the unit exponential law.
fn decay_quantile(at: Tails) -> f64 {
    if at.lower < 0.5 { -libm::log1p(-at.lower) } else { -libm::log(at.upper) }
}

/// Returns the least index below `len` such that `(index + 1) / len` is at least `p`.
fn empirical_index(len: usize, p: f64) -> usize {
    let guess = ((p * len as f64) as usize).min(len - 1);
    // Rounding may have put `p * len` on the wrong side of a whole number.
    if guess > 0 && guess as f64 / len as f64 >= p { guess - 1 } else { guess }
}
