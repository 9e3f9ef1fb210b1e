//! The regularized incomplete beta function: both tails and the slope of the beta law on `[0, 1]`.

use core::f64::consts::PI;

use super::Tails;
use super::gamma::{TERMS_MAX, deviance, lentz, stirling_error};

/// Returns both tails of the beta law at `x`: `I(x; a, b)` and `I(1 - x; b, a)`.
///
/// The continued fraction of Abramowitz and Stegun 26.5.8, on the side of the mean where it converges fast: about
/// `√max(a, b)` terms.
pub(crate) fn beta_tails(a: f64, b: f64, x: f64) -> Tails {
    let rest = 1.0 - x;
    if x <= 0.0 {
        Tails::START
    } else if x >= 1.0 {
        Tails::END
    } else if x * (a + b + 2.0) <= a + 1.0 {
        Tails::from_lower(weight(a, b, x, rest) / (a * fraction(a, b, x)))
    } else {
        Tails::from_upper(weight(a, b, x, rest) / (b * fraction(b, a, rest)))
    }
}

/// Returns `x` times the density of the beta law: the slope of its lower tail in `ln x`.
pub(crate) fn beta_slope(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 { 0.0 } else { weight(a, b, x, 1.0 - x) / (1.0 - x) }
}

/// Returns `xᵃ yᵇ / B(a, b)` for `y = 1 - x`, in Loader's form (see `poisson_weight`).
fn weight(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let stirling = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let exponent = stirling - deviance(a, n * x) - deviance(b, n * y);
    libm::exp(exponent) * (a * (b / n) / (2.0 * PI)).sqrt()
}

/// Evaluates `1 + d₁/(1 + d₂/(1 + …))` with the coefficients of formula 26.5.8.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let terms = (0..TERMS_MAX).map(|n| {
        let m = f64::from(n / 2);
        let coefficient = if n % 2 == 0 {
            -(a + m) * (a + b + m) / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        } else {
            let m = m + 1.0;
            m * (b - m) / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        };
        (coefficient * x, 1.0)
    });
    lentz(1.0, terms)
}
