//! Two variants under the same luck.

use super::interval::Interval;
use super::sample::Sample;
use super::table::{t_quantile, t_two_sided};

/// How two variants differ that met the same luck, replication by replication.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Second minus first.
    pub difference: Interval,
    /// Second by first, less 1: +0.04 is 4 % more. Without bounds where the first may be 0.
    pub ratio: Interval,
    /// How alike their ups and downs are, from -1 to 1; none where one of them never varies.
    pub correlation: Option<f64>,
    /// How many times as many independent replications would be needed for the same precision; none where nothing varies.
    pub variance_reduction: Option<f64>,
    /// The probability of a difference so large or larger where there is none in truth: two-sided, by Student's t.
    pub p_value: f64,
}

/// Compares two variants by their differences, pair by pair (paired t: Law, *Simulation Modeling and Analysis*, section 10.2.1).
/// Both have one observation for each replication, in the same order. Returns nothing for less than two pairs.
///
/// The variance reduction is (S²₁ + S²₂) / S²(difference): above 1 where common random numbers helped.
/// The interval of the ratio is Fieller's (*Some problems in interval estimation*, JRSS B 16, 1954).
///
/// # Panics
/// Where one has more observations than the other.
pub fn paired(first: &[f64], second: &[f64], level: f64) -> Option<Paired> {
    assert_eq!(first.len(), second.len(), "pairs");
    let n = first.len();
    let difference: Sample =
        first.iter().zip(second).map(|(first, second)| second - first).collect();
    let (one, other) = (Sample::of(first), Sample::of(second));
    let (one_varies, other_varies) = (one.variance()?, other.variance()?);
    let apart = difference.variance()?;
    let covariance = f64::midpoint(one_varies, other_varies) - apart / 2.0;
    let both = (one_varies * other_varies).sqrt();
    let interval = difference.interval(level)?;
    let error = (apart / n as f64).sqrt();
    let p_value = match interval.estimate {
        0.0 => 1.0,
        _ if error == 0.0 => 0.0,
        estimate => t_two_sided(estimate / error, (n - 1) as f64),
    };
    Some(Paired {
        difference: interval,
        ratio: fieller(&one, &other, covariance / n as f64, (n - 1) as f64, level)?,
        correlation: (both > 0.0).then(|| (covariance / both).clamp(-1.0, 1.0)),
        variance_reduction: (apart > 0.0).then(|| (one_varies + other_varies) / apart),
        p_value,
    })
}

/// Compares two variants that met different luck, by their means (Welch, *The generalization of "Student's" problem when several
/// different population variances are involved*, Biometrika 34, 1947). Returns nothing where one has less than two observations.
pub fn apart(first: &[f64], second: &[f64], level: f64) -> Option<Paired> {
    let (one, other) = (Sample::of(first), Sample::of(second));
    let of_mean = |it: &Sample| Some(it.variance()? / it.n() as f64);
    let (var_one, var_other) = (of_mean(&one)?, of_mean(&other)?);
    let apart = var_one + var_other;
    let estimate = other.mean()? - one.mean()?;
    let part = |variance: f64, it: &Sample| variance * variance / (it.n() - 1) as f64;
    let below = part(var_one, &one) + part(var_other, &other);
    let fewest = one.n().min(other.n());
    let degrees = if below > 0.0 { apart * apart / below } else { (fewest - 1) as f64 };
    let half_width = if apart > 0.0 {
        t_quantile(f64::midpoint(1.0, level), degrees) * apart.sqrt()
    } else {
        0.0
    };
    let p_value = match estimate {
        0.0 => 1.0,
        _ if apart == 0.0 => 0.0,
        estimate => t_two_sided(estimate / apart.sqrt(), degrees),
    };
    Some(Paired {
        difference: Interval::around(estimate, half_width, level, fewest),
        ratio: fieller(&one, &other, 0.0, degrees, level)?,
        correlation: None,
        variance_reduction: None,
        p_value,
    })
}

/// The relative change of the mean of `other` against that of `one`: the values r with |m₂ − r m₁| ≤ t s(m₂ − r m₁). The
/// covariance is that of the means.
fn fieller(
    one: &Sample,
    other: &Sample,
    covariance: f64,
    degrees: f64,
    level: f64,
) -> Option<Interval> {
    let (base, new) = (one.mean()?, other.mean()?);
    let n = one.n().min(other.n());
    let t = t_quantile(f64::midpoint(1.0, level), degrees);
    let var_one = one.variance()? / one.n() as f64 * t * t;
    let var_other = other.variance()? / other.n() as f64 * t * t;
    let covariance = covariance * t * t;
    let unknown = Interval::unbounded(new / base - 1.0, level, n);
    if var_one == 0.0 && var_other == 0.0 && base != 0.0 {
        // Nothing varies: what is left would be rounding.
        return Some(Interval::around(new / base - 1.0, 0.0, level, n));
    }
    let scale = base * base - var_one;
    let middle = base * new - covariance;
    let under_root = middle * middle - scale * (new * new - var_other);
    if scale <= 0.0 || !under_root.is_finite() {
        return Some(unknown);
    }
    let root = under_root.max(0.0).sqrt();
    let (low, high) = ((middle - root) / scale - 1.0, (middle + root) / scale - 1.0);
    let estimate = new / base - 1.0;
    // Rounding must not push the estimate out of an interval without width.
    Some(Interval { low: low.min(estimate), high: high.max(estimate), ..unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_judged_pair_by_pair() {
        // Law, example 10.2: 4.98 less, 90 % interval 1.65 to 8.31.
        let first = [126.97, 124.31, 126.68, 122.66, 127.23];
        let second = [118.21, 120.22, 122.45, 122.68, 119.40];
        let it = paired(&first, &second, 0.90).expect("pairs");
        assert!((it.difference.estimate - -4.978).abs() < 1e-3, "{it:?}");
        assert!((it.difference.low - -8.31).abs() < 5e-3, "{it:?}");
        assert!((it.difference.high - -1.65).abs() < 5e-3, "{it:?}");
        assert!(it.p_value > 0.01 && it.p_value < 0.05, "{it:?}");
    }

    #[test]
    fn what_both_have_in_common_cancels() {
        let first = [10.0, 14.0, 9.0, 16.0, 12.0];
        let second: Vec<f64> = first.iter().map(|value| value * 1.1).collect();
        let it = paired(&first, &second, 0.95).expect("pairs");
        assert!((it.ratio.estimate - 0.1).abs() < 1e-12 && it.ratio.half_width() < 1e-6, "{it:?}");
        assert!(it.variance_reduction.expect("they vary") > 100.0);
        assert!(it.correlation.expect("they vary") > 0.999_999);
    }

    #[test]
    fn independent_pairs_bring_nothing() {
        let it = paired(&[1.0, -1.0, 1.0, -1.0], &[1.0, 1.0, -1.0, -1.0], 0.95).expect("pairs");
        assert!((it.variance_reduction.expect("they vary") - 1.0).abs() < 1e-12);
        assert_eq!((it.difference.estimate, it.p_value), (0.0, 1.0));
        assert!(!it.ratio.is_bounded(), "the first may well be 0");
    }

    #[test]
    fn equal_variants_differ_by_exactly_nothing() {
        let it = paired(&[3.0, 5.0, 4.0], &[3.0, 5.0, 4.0], 0.95).expect("pairs");
        assert_eq!((it.difference.low, it.difference.high, it.p_value), (0.0, 0.0, 1.0));
        assert_eq!(it.variance_reduction, None);
        assert_eq!(paired(&[3.0], &[4.0], 0.95), None);
        let constant = paired(&[55.0; 4], &[54.181_818; 4], 0.95).expect("pairs");
        assert_eq!(constant.ratio.half_width(), 0.0);
    }

    #[test]
    fn means_of_different_luck_are_judged_by_welch() {
        // Two samples whose interval is reckoned by hand: variances 2.5 and 10, six degrees of freedom all but a little.
        let first = [20.0, 21.0, 22.0, 23.0, 24.0];
        let second = [22.0, 24.0, 26.0, 28.0, 30.0];
        let it = apart(&first, &second, 0.95).expect("enough");
        assert_eq!(it.difference.estimate, 4.0);
        // (0.5 + 2)² / (0.5²/4 + 2²/4) = 5.882; t = 2.4587 there; half width t √2.5.
        assert!((it.difference.half_width() - 3.8876).abs() < 2e-3, "{it:?}");
        assert!((it.p_value - 0.0452).abs() < 1e-3, "{it:?}");
        assert!(it.ratio.is_bounded() && it.ratio.holds(4.0 / 22.0), "{it:?}");
        let never = apart(&[5.0; 3], &[5.0; 4], 0.95).expect("enough");
        assert_eq!((never.difference.low, never.difference.high, never.p_value), (0.0, 0.0, 1.0));
        assert_eq!(apart(&[5.0], &second, 0.95), None);
    }

    /// The ratio of independent means has the well-known interval of the delta method where spreads are small.
    #[test]
    fn ratios_agree_with_the_delta_method() {
        let first = [100.0, 101.0, 99.5, 100.5, 98.9, 100.1];
        let second = [110.2, 109.1, 110.9, 111.0, 109.3, 110.4];
        let it = paired(&first, &second, 0.95).expect("pairs");
        let ratio = it.ratio.estimate + 1.0;
        let rest: Sample = first.iter().zip(&second).map(|(a, b)| b - ratio * a).collect();
        let half = rest.interval(0.95).expect("pairs").half_width() / 100.0;
        assert!(
            (it.ratio.half_width() - half).abs() < 0.01 * half,
            "{} {half}",
            it.ratio.half_width()
        );
    }
}
