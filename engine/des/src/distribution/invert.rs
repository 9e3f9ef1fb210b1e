//! Quantiles of laws whose distribution function has no inverse in closed form.

use super::special::{Tails, beta_slope, beta_tails, gamma_slope, gamma_tails, normal_quantile};

/// Returns the point of the gamma law of scale 1 with these tails, both positive.
///
/// It starts from the cube of a normal variable (E. B. Wilson and M. M. Hilferty, "The distribution of chi-square",
/// 1931) or, far to the left, from the first term of the power series.
pub(super) fn gamma_quantile(shape: f64, at: Tails) -> f64 {
    let root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(at) / (3.0 * shape.sqrt());
    let start = if shape > 0.5 && root > 0.25 {
        shape * root * root * root
    } else {
        libm::exp((libm::log(at.lower) + libm::lgamma(shape + 1.0)) / shape)
    };
    newton(at, start, f64::MAX, |x| (gamma_tails(shape, x), gamma_slope(shape, x)))
}

/// Returns the point of the beta law on `[0, 1]` with these tails, both positive.
pub(super) fn beta_quantile(a: f64, b: f64, at: Tails) -> f64 {
    newton(at, a / (a + b), 1.0, |x| (beta_tails(a, b, x), beta_slope(a, b, x)))
}

/// Finds the point with the tails `at` on `[0, high]` by Newton's method inside a shrinking bracket.
///
/// `law` returns the tails at `x` and their slope in `ln x`. The method works on the logarithm of the smaller tail,
/// which is nearly straight: against `ln x` on the left, where tails are powers, against `x` on the right, where they
/// decay exponentially. A step that would leave the bracket, or is one too many, halves it instead in the order of
/// floating-point numbers, which bounds the work whatever the scale of the answer.
fn newton(at: Tails, start: f64, high: f64, law: impl Fn(f64) -> (Tails, f64)) -> f64 {
    const STEPS_MAX: u32 = 30;
    let (mut low, mut high) = (0.0, high);
    let mut x = start;
    for step in 0_u32.. {
        if step >= STEPS_MAX || !(low < x && x < high) {
            x = midpoint(low, high);
            if x <= low || x >= high {
                break;
            }
        }
        let (tails, slope) = law(x);
        let next = if at.lower < 0.5 {
            x * libm::exp(-tails.lower * libm::log(tails.lower / at.lower) / slope)
        } else {
            x + x * tails.upper * libm::log(tails.upper / at.upper) / slope
        };
        if tails.reach(at) {
            high = x;
        } else {
            low = x;
        }
        // Each step squares the error, so that one this small leaves nothing to do.
        if (next - x).abs() <= 1e-9 * x {
            return next;
        }
        x = next;
    }
    high
}

/// Returns the smallest number in `[low, high]` that `reaches`, or `high` if none does.
///
/// The interval is halved in the order of floating-point numbers, so at most 64 evaluations find the answer to the last
/// bit; steps in a distribution function do no harm.
pub(super) fn smallest(low: f64, high: f64, reaches: impl Fn(f64) -> bool) -> f64 {
    if reaches(low) {
        return low;
    }
    let (mut below, mut reached) = (low, high);
    loop {
        let middle = midpoint(below, reached);
        if middle <= below || middle >= reached {
            return reached;
        }
        if reaches(middle) {
            reached = middle;
        } else {
            below = middle;
        }
    }
}

/// Returns the number halfway between two others in the sequence of all floating-point numbers.
fn midpoint(low: f64, high: f64) -> f64 {
    let (low, high) = (rank(low.to_bits()), rank(high.to_bits()));
    let middle = (low & high) + ((low ^ high) >> 1);
    f64::from_bits(rank(middle as u64) as u64)
}

/// Maps bit patterns to integers in the order of the numbers; its own inverse.
const fn rank(bits: u64) -> i64 {
    let bits = bits as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_finds_a_step_to_the_last_bit() {
        for step in [-1e300, -2.5, -1e-310, 0.0, 1e-310, 3.0, 1e300] {
            assert_eq!(smallest(f64::MIN, f64::MAX, |x| x >= step), step);
        }
    }

    #[test]
    fn quantiles_undo_the_tails() {
        let small = [1e-60, 1e-12, 0.01, 0.3, 0.5].map(Tails::from_lower);
        let all = small.into_iter().chain(small.map(Tails::mirrored));
        for at in all {
            for shape in [0.3, 1.0, 2.5, 40.0, 1e4, 1e7] {
                let x = gamma_quantile(shape, at);
                assert_found(
                    at,
                    gamma_tails(shape, x),
                    gamma_slope(shape, x),
                    &format!("gamma {shape}"),
                );
            }
            for (a, b) in [(0.5, 20.0), (1.0, 30.0), (2.0, 40.0), (300.0, 200.0)] {
                let x = beta_quantile(a, b, at);
                assert_found(
                    at,
                    beta_tails(a, b, x),
                    beta_slope(a, b, x),
                    &format!("beta {a} {b}"),
                );
            }
        }
    }

    #[test]
    fn a_quantile_that_underflows_is_the_least_number() {
        assert_eq!(gamma_quantile(0.01, Tails::from_lower(1e-100)), f64::from_bits(1));
    }

    /// The tails at a quantile must be right to within a few units in the last place of the quantile or of its tail.
    fn assert_found(at: Tails, found: Tails, slope: f64, name: &str) {
        let (miss, tail) = if at.lower < 0.5 {
            (found.lower - at.lower, at.lower)
        } else {
            (found.upper - at.upper, at.upper)
        };
        let allowed = 4.0 * f64::EPSILON * slope + 1e-12 * tail;
        assert!(miss.abs() <= allowed, "{name}: the point with {at:?} is missed by {miss:e}");
    }
}
