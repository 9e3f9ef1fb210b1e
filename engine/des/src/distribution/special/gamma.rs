//! The regularized incomplete gamma function: both tails and the slope of the gamma law of scale 1.

use core::f64::consts::PI;

use super::Tails;

/// Returns both tails of the gamma law of this `shape` and scale 1 at `x`: `P(shape, x)` and `Q(shape, x)`.
///
/// Left of `shape + 1` the power series of P (Abramowitz and Stegun, "Handbook of mathematical functions", 1964,
/// formula 6.5.29), right of it the continued fraction of Q (6.5.31). Both take about `9 √shape` terms near the middle.
pub(crate) fn gamma_tails(shape: f64, x: f64) -> Tails {
    if x <= 0.0 {
        Tails::START
    } else if x == f64::INFINITY {
        Tails::END
    } else if x < shape + 1.0 {
        Tails::from_lower(poisson_weight(shape, x) * lower_series(shape, x))
    } else {
        Tails::from_upper(poisson_weight(shape, x) * shape * upper_fraction(shape, x))
    }
}

/// Returns `x` times the density of the gamma law of this `shape` and scale 1: the slope of its lower tail in `ln x`.
pub(crate) fn gamma_slope(shape: f64, x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { poisson_weight(shape, x) * shape }
}

/// Returns `xᵃ e⁻ˣ / Γ(a + 1)`: for a whole `a`, the Poisson probability of it.
///
/// Large terms that would cancel are left out beforehand. Source: C. Loader, "Fast and accurate computation of binomial
/// probabilities", 2000.
fn poisson_weight(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_error(a) - deviance(a, x)) / (2.0 * PI * a).sqrt()
}

/// Sums `1 + x/(a+1) + x²/((a+1)(a+2)) + …`; all terms are positive.
fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut denominator = a;
    while term > sum * f64::EPSILON * 0.25 {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
    }
    sum
}

/// Evaluates the continued fraction of `Γ(a, x) / (xᵃ e⁻ˣ)` by Lentz's method.
fn upper_fraction(a: f64, x: f64) -> f64 {
    let first = x + 1.0 - a;
    let terms = (1..TERMS_MAX).map(|n| {
        let n = f64::from(n);
        (n * (a - n), first + 2.0 * n)
    });
    1.0 / lentz(first, terms)
}

/// Where a continued fraction is given up: far beyond what a shape of `u32::MAX` needs.
pub(super) const TERMS_MAX: u32 = 4_000_000;

/// Evaluates `b₀ + a₁/(b₁ + a₂/(b₂ + …))` from its first term and the pairs `(aₙ, bₙ)`.
///
/// Source: W. J. Lentz, "Generating Bessel functions in Mie scattering calculations using continued fractions",
/// Applied Optics 15(3), 1976, with the guard against zeros of I. J. Thompson and A. R. Barnett, "Coulomb and Bessel
/// functions of complex arguments and order", Journal of Computational Physics 64(2), 1986.
pub(super) fn lentz(first: f64, terms: impl Iterator<Item = (f64, f64)>) -> f64 {
    const TINY: f64 = 1e-300;
    let guarded = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut value = guarded(first);
    let mut c = value;
    let mut d = 0.0;
    for (a, b) in terms {
        d = 1.0 / guarded(b + a * d);
        c = guarded(b + a / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= 4.0 * f64::EPSILON {
            break;
        }
    }
    value
}

/// Returns what Stirling's formula leaves out: `ln Γ(z + 1) - ln(√(2πz) (z/e)ᶻ)`.
pub(super) fn stirling_error(z: f64) -> f64 {
    if z < 16.0 {
        return libm::lgamma(z + 1.0) - (z + 0.5) * libm::log(z) + z - 0.5 * libm::log(2.0 * PI);
    }
    // Abramowitz and Stegun 6.1.41; the first term left out is below 1e-17.
    let s = 1.0 / (z * z);
    let tail = 1.0 / 1680.0 - s * (1.0 / 1188.0 - s * (691.0 / 360_360.0));
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * tail))) / z
}

/// Returns `a ln(a/x) + x - a`, which is never negative, exactly also where `a` and `x` are close.
pub(super) fn deviance(a: f64, x: f64) -> f64 {
    let distance = x - a;
    if distance.abs() > 0.1 * (x + a) {
        return distance - a * libm::log(x / a);
    }
    // With v = (x - a)/(x + a), ln(x/a) = 2 artanh v = 2v + 2v³/3 + …, and x - a = 2av + (x - a)v.
    let v = distance / (x + a);
    let square = v * v;
    let sum = [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0]
        .iter()
        .fold(0.0, |sum, odd| sum * square + 1.0 / odd);
    distance * v - 2.0 * a * (v * square * sum)
}
