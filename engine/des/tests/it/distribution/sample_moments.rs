//! Mean and variance of samples against those of the law.

use plantwright_des::Distribution;

use super::{cases, samples};

const SAMPLES: usize = 100_000;

/// Five standard errors: one false alarm in 1.7 million comparisons, and the seeds are fixed.
const SIGMAS: f64 = 5.0;

#[test]
fn samples_have_the_mean_and_the_variance_of_the_law() {
    for (name, law) in cases() {
        let (law_mean, law_variance) = (law.mean(), law.variance());
        for seed in [1, 2, 3] {
            let samples = samples(&law, seed, SAMPLES);
            let n = SAMPLES as f64;
            let mean = samples.iter().sum::<f64>() / n;
            let central = |order: i32| {
                samples
                    .iter()
                    .map(|x| (0..order).fold(1.0, |power, _| power * (x - law_mean)))
                    .sum::<f64>()
                    / n
            };
            let (second, fourth) = (central(2), central(4));
            // Rounding matters for laws that are constant.
            let rounding = 1e-12 * law_mean.abs();

            let error = mean - law_mean;
            let allowed = SIGMAS * (law_variance / n).sqrt() + rounding;
            assert!(
                error.abs() <= allowed,
                "{name}, seed {seed}: the mean is off by {error}, {allowed} is allowed"
            );

            let error = second - law_variance;
            let allowed = SIGMAS * ((fourth - second * second) / n).sqrt() + rounding;
            assert!(
                error.abs() <= allowed,
                "{name}, seed {seed}: the variance is off by {error}, {allowed} is allowed"
            );
        }
    }
}

#[test]
fn samples_lie_in_the_support() {
    for (name, law) in cases() {
        let (min, max) = law.support();
        for x in samples(&law, 4, 10_000) {
            assert!(min <= x && x <= max, "{name}: {x} is outside of [{min}, {max}]");
        }
    }
}

/// Both gamma variables behind such a beta variable are often too small for a number.
#[test]
fn a_beta_law_of_tiny_shapes_sits_at_its_ends() {
    let law = Distribution::Beta { alpha: 0.001, beta: 0.001, min: -1.0, max: 1.0 };
    let samples = samples(&law, 5, 10_000);
    let near = |end: f64| samples.iter().filter(|&x| (x - end).abs() < 1e-3).count();
    assert!(near(-1.0) > 4_800 && near(1.0) > 4_800, "{} and {}", near(-1.0), near(1.0));
}
