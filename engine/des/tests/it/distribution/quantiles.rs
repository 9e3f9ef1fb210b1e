//! Distribution function and quantiles, against each other and at the ends.

use plantwright_des::Distribution;

use super::cases;

fn probabilities() -> impl Iterator<Item = f64> {
    [1e-12, 1e-6]
        .into_iter()
        .chain((1..200).map(|i| f64::from(i) / 200.0))
        .chain([1.0 - 1e-6, 1.0 - 1e-12])
}

#[test]
fn the_quantile_of_the_distribution_function_leads_back() {
    for (name, law) in cases() {
        for x in probabilities().map(|p| law.quantile(p)) {
            let p = law.cdf(x);
            let back = law.quantile(p);
            // Where the distribution function is flat, many numbers share a probability.
            let same = (back - x).abs() <= 1e-9 * x.abs()
                || (law.cdf(back) - p).abs() <= 4.0 * f64::EPSILON;
            assert!(same, "{name}: {x} has probability {p}, whose quantile is {back}");
        }
    }
}

#[test]
fn a_quantile_is_the_first_to_reach_its_probability() {
    for (name, law) in cases() {
        for p in probabilities() {
            let x = law.quantile(p);
            let slack = 1e-12 * p.min(1.0 - p).max(1e-3);
            // The quantile itself is rounded.
            let after = x + 4.0 * f64::EPSILON * x.abs();
            assert!(law.cdf(after) >= p - slack, "{name}: cdf({after}) is less than {p}");
            let before = x - 1e-9 * x.abs().max(1e-9);
            assert!(law.cdf(before) <= p + slack, "{name}: cdf({before}) is more than {p}");
        }
    }
}

#[test]
fn the_distribution_function_ascends_from_0_to_1() {
    for (name, law) in cases() {
        let (min, max) = law.support();
        assert!(min <= law.mean() && law.mean() <= max, "{name}");
        assert_eq!((law.quantile(0.0), law.quantile(1.0)), (min, max), "{name}");
        assert_eq!((law.cdf(f64::NEG_INFINITY), law.cdf(f64::INFINITY)), (0.0, 1.0), "{name}");
        assert_eq!(law.cdf(max), 1.0, "{name}");
        assert_eq!(law.cdf(min - 1e-6 * min.abs().max(1.0)), 0.0, "{name}");
        assert!(law.cdf(f64::NAN).is_nan(), "{name}");

        let (low, high) = (law.quantile(1e-6) - 1.0, law.quantile(1.0 - 1e-6) + 1.0);
        let grid: Vec<f64> =
            (0..=2_000).map(|i| law.cdf(low + (high - low) * f64::from(i) / 2_000.0)).collect();
        assert!(grid.is_sorted_by(|a, b| *a <= b + 1e-15), "{name}");
        let quantiles: Vec<f64> = probabilities().map(|p| law.quantile(p)).collect();
        assert!(quantiles.is_sorted(), "{name}");
    }
}

#[test]
#[should_panic = "a probability lies between `0` and `1`, but `p` is `1.5`"]
fn a_probability_above_1_is_a_bug_of_the_caller() {
    Distribution::Constant { value: 1.0 }.quantile(1.5);
}
