//! Samples against the distribution function: Kolmogorov–Smirnov for continuous laws, chi-square in bins for all.
//!
//! Both at a level of 1e-4, with fixed seeds.

use plantwright_des::Distribution;

use super::{cases, samples};

const SAMPLES: usize = 100_000;
const SEEDS: [u64; 3] = [11, 12, 13];
const LEVEL: f64 = 1e-4;

#[test]
fn samples_follow_the_distribution_function() {
    for (name, law) in cases() {
        let is_continuous = is_continuous(&law);
        for seed in SEEDS {
            let samples = samples(&law, seed, SAMPLES);
            let (statistic, limit) = chi_square(&law, &samples);
            assert!(
                statistic <= limit,
                "{name}, seed {seed}: chi-square is {statistic}, {limit} is allowed"
            );
            assert!(
                !is_continuous || is_close_everywhere(&law, samples),
                "{name}, seed {seed}: not close everywhere"
            );
        }
    }
}

/// The hottest sampler, and the one with the most cases inside.
#[test]
fn a_million_exponentials_follow_the_distribution_function() {
    let law = Distribution::Exponential { mean: 1.0 };
    let samples = samples(&law, 14, 1_000_000);
    // Beyond 7.697 the tail of the ziggurat begins, where 1 sample in 2202 is.
    let far = samples.iter().filter(|&&x| x > 7.697).count() as f64;
    let expected = 1e6 * (1.0 - law.cdf(7.697));
    assert!((far - expected).abs() < 4.0 * expected.sqrt(), "{far} instead of {expected}");
    assert!(is_close_everywhere(&law, samples));
}

#[test]
fn the_test_itself_can_fail() {
    let law = Distribution::Exponential { mean: 1.0 };
    let other = Distribution::Exponential { mean: 1.03 };
    assert!(!is_close_everywhere(&other, samples(&law, 15, SAMPLES)));
    let (statistic, limit) = chi_square(&other, &samples(&law, 15, SAMPLES));
    assert!(statistic > limit);
}

/// Whether the distribution function has no steps.
fn is_continuous(law: &Distribution) -> bool {
    let (low, high) = (law.quantile(1e-9), law.quantile(1.0 - 1e-9));
    let grid = (1..1000).map(|i| f64::from(i) / 1000.0);
    low < high && grid.clone().all(|p| (law.cdf(law.quantile(p)) - p).abs() < 1e-9)
}

/// Kolmogorov–Smirnov: whether the empirical distribution function is within the critical distance everywhere.
fn is_close_everywhere(law: &Distribution, mut samples: Vec<f64>) -> bool {
    samples.sort_by(f64::total_cmp);
    let n = samples.len() as f64;
    let limit = (-0.5 * libm::log(LEVEL / 2.0) / n).sqrt();
    let at = |i: usize| law.cdf(samples[i]);
    // Both functions ascend, so that two points bound the distance between them. Only where the bound does not suffice,
    // a point in between is looked at.
    let mut open = vec![((0, at(0)), (samples.len() - 1, at(samples.len() - 1)))];
    while let Some(((i, low), (j, high))) = open.pop() {
        let distance = (high - i as f64 / n).max((j as f64 + 1.0) / n - low);
        if distance <= limit {
            continue;
        }
        if j <= i + 1 {
            return false;
        }
        let middle = usize::midpoint(i, j);
        let value = at(middle);
        open.push(((i, low), (middle, value)));
        open.push(((middle, value), (j, high)));
    }
    true
}

/// Returns the chi-square statistic over up to 40 bins of about equal probability and its critical value.
fn chi_square(law: &Distribution, samples: &[f64]) -> (f64, f64) {
    let mut edges: Vec<f64> = (1..=40).map(|i| law.quantile(f64::from(i) / 40.0)).collect();
    edges.dedup();
    let mut counts = vec![0.0; edges.len()];
    for sample in samples {
        counts[edges.partition_point(|edge| edge < sample)] += 1.0;
    }
    let mut below = 0.0;
    let mut statistic = 0.0;
    for (edge, count) in edges.iter().zip(counts) {
        let reached = law.cdf(*edge);
        let expected = (reached - below) * samples.len() as f64;
        statistic += (count - expected) * (count - expected) / expected;
        below = reached;
    }
    let freedom = (edges.len() - 1) as f64;
    let limit =
        Distribution::Gamma { shape: freedom.max(1.0) / 2.0, scale: 2.0 }.quantile(1.0 - LEVEL);
    (statistic, limit)
}
