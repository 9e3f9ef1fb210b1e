//! Draws of the gamma law, and through it of the beta law.

use serde::{Deserialize, Serialize};

use super::bits::{DerivedBits, unit_uniform};
use super::special::{Tails, normal_quantile};

/// Constants for drawing from the gamma law of scale 1.
///
/// A cubed normal variable is accepted or drawn anew; more than 95 % are accepted for any shape. A shape below 1 is
/// drawn one higher and multiplied by `U^(1/shape)`. Source: G. Marsaglia and W. W. Tsang, "A simple method for
/// generating gamma variables", ACM Transactions on Mathematical Software 26(3), 2000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct UnitGamma {
    /// Shape (at least 1) less a third.
    d: f64,
    /// `1 / √(9d)`.
    c: f64,
    /// `1 / shape` for a shape below 1, else 0: the exponent of `U`.
    boost: f64,
}

impl UnitGamma {
    /// Works the constants out.
    pub(super) fn new(shape: f64) -> Self {
        let (raised, boost) = if shape < 1.0 { (shape + 1.0, 1.0 / shape) } else { (shape, 0.0) };
        let d = raised - 1.0 / 3.0;
        Self { d, c: 1.0 / (9.0 * d).sqrt(), boost }
    }

    /// Draws a number of this law.
    pub(super) fn sample(&self, bits: &mut DerivedBits) -> f64 {
        let (value, log_factor) = self.sample_parts(bits);
        if log_factor == 0.0 { value } else { value * libm::exp(log_factor) }
    }

    /// Draws a number as a factor and the logarithm of another, which for a small shape may be too small for a number.
    fn sample_parts(&self, bits: &mut DerivedBits) -> (f64, f64) {
        let value = loop {
            let z = normal_quantile(Tails::from_lower(unit_uniform(bits.next())));
            let root = 1.0 + self.c * z;
            if root <= 0.0 {
                continue;
            }
            let cube = root * root * root;
            let u = unit_uniform(bits.next());
            let square = z * z;
            // The first test is a bound of the second that needs no logarithm.
            if u < 1.0 - 0.0331 * square * square
                || libm::log(u) < 0.5 * square + self.d * (1.0 - cube + libm::log(cube))
            {
                break self.d * cube;
            }
        };
        let log_factor =
            if self.boost > 0.0 { self.boost * libm::log(unit_uniform(bits.next())) } else { 0.0 };
        (value, log_factor)
    }
}

/// Draws from the beta law with the shapes of two gamma laws: `X / (X + Y)`.
///
/// Source: L. Devroye, "Non-uniform random variate generation", 1986, section IX.3.1. The ratio is formed before small
/// factors can underflow.
pub(super) fn sample_beta(first: &UnitGamma, second: &UnitGamma, bits: &mut DerivedBits) -> f64 {
    let (x, log_x) = first.sample_parts(bits);
    let (y, log_y) = second.sample_parts(bits);
    let log_ratio = log_y - log_x;
    let ratio = if log_ratio == 0.0 { y / x } else { y / x * libm::exp(log_ratio) };
    1.0 / (1.0 + ratio)
}
