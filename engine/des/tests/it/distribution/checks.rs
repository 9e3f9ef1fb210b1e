//! What `check` rejects, and how it says so.

use plantwright_des::Distribution::{self, *};

use super::{cases, truncated};

#[test]
fn all_cases_are_fine() {
    for (name, law) in cases() {
        assert_eq!(law.check(), Ok(()), "{name}");
    }
}

#[test]
fn nonsense_is_rejected() {
    for (law, message) in nonsense() {
        let error = law.check().expect_err(message);
        assert_eq!(error.to_string(), message, "{law:?}");
        // As text, in which NaN equals itself.
        let refused = law.sampler().expect_err(message);
        assert_eq!(refused.to_string(), message, "{law:?}");
    }
}

fn nonsense() -> Vec<(Distribution, &'static str)> {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let exponential = || Exponential { mean: 1.0 };
    vec![
        (Constant { value: inf }, "`value` must be a finite number, but is `inf`"),
        (Uniform { min: -inf, max: 1.0 }, "`min` must be a finite number, but is `-inf`"),
        (Uniform { min: 0.0, max: nan }, "`max` must be a finite number, but is `NaN`"),
        (
            Uniform { min: 3.0, max: 3.0 },
            "`min` must lie below `max`, but `min` is `3` and `max` is `3`",
        ),
        (
            Uniform { min: -1.7e308, max: 1.7e308 },
            "mean and variance must be finite numbers, but are `inf` and `inf`",
        ),
        (
            Triangular { min: 5.0, mode: 4.0, max: 3.0 },
            "`min` must lie below `max`, but `min` is `5` and `max` is `3`",
        ),
        (
            Triangular { min: 1.0, mode: 7.0, max: 3.0 },
            "`mode` must lie between `1` and `3`, but is `7`",
        ),
        (
            Triangular { min: 1.0, mode: nan, max: 3.0 },
            "`mode` must lie between `1` and `3`, but is `NaN`",
        ),
        (Exponential { mean: 0.0 }, "`mean` must be positive and finite, but is `0`"),
        (Exponential { mean: -2.5 }, "`mean` must be positive and finite, but is `-2.5`"),
        (normal(nan, 1.0, 0.0, 1.0), "`mean` must be a finite number, but is `NaN`"),
        (normal(0.0, inf, 0.0, 1.0), "`sd` must be positive and finite, but is `inf`"),
        (
            normal(0.0, 1.0, 2.0, 1.0),
            "`min` must lie below `max`, but `min` is `2` and `max` is `1`",
        ),
        (
            normal(0.0, 1.0, nan, 1.0),
            "`min` must lie below `max`, but `min` is `NaN` and `max` is `1`",
        ),
        (
            normal(0.0, 1.0, 50.0, inf),
            "the interval from `50` to `inf` must hold at least `1e-9` of the probability, but holds `0e0`",
        ),
        (Lognormal { mu: inf, sigma: 1.0 }, "`mu` must be a finite number, but is `inf`"),
        (Lognormal { mu: 0.0, sigma: 0.0 }, "`sigma` must be positive and finite, but is `0`"),
        (
            Lognormal { mu: 800.0, sigma: 1.0 },
            "mean and variance must be finite numbers, but are `inf` and `inf`",
        ),
        (
            Distribution::lognormal_from_mean_sd(-4.0, 1.0),
            "`mu` must be a finite number, but is `NaN`",
        ),
        (
            Distribution::lognormal_from_median_sigma(0.0, 1.0),
            "`mu` must be a finite number, but is `-inf`",
        ),
        (Gamma { shape: -1.0, scale: 1.0 }, "`shape` must be positive and finite, but is `-1`"),
        (Gamma { shape: 1.0, scale: nan }, "`scale` must be positive and finite, but is `NaN`"),
        (
            Distribution::gamma_from_mean_sd(4.0, 0.0),
            "`shape` must be positive and finite, but is `inf`",
        ),
        (Erlang { k: 0, mean: 1.0 }, "`k` must be positive and finite, but is `0`"),
        (Erlang { k: 2, mean: 0.0 }, "`mean` must be positive and finite, but is `0`"),
        (Weibull { shape: 0.0, scale: 1.0 }, "`shape` must be positive and finite, but is `0`"),
        (Weibull { shape: 1.0, scale: 0.0 }, "`scale` must be positive and finite, but is `0`"),
        (
            Weibull { shape: 0.001, scale: 1.0 },
            "mean and variance must be finite numbers, but are `inf` and `NaN`",
        ),
        (
            Beta { alpha: 0.0, beta: 1.0, min: 0.0, max: 1.0 },
            "`alpha` must be positive and finite, but is `0`",
        ),
        (
            Beta { alpha: 1.0, beta: nan, min: 0.0, max: 1.0 },
            "`beta` must be positive and finite, but is `NaN`",
        ),
        (
            Beta { alpha: 1.0, beta: 1.0, min: 1.0, max: 0.0 },
            "`min` must lie below `max`, but `min` is `1` and `max` is `0`",
        ),
        (Distribution::pert(0.0, 9.0, 3.0), "`beta` must be positive and finite, but is `-7`"),
        (Discrete { points: vec![] }, "`points` must have at least one entry, but has none"),
        (Discrete { points: vec![(nan, 1.0)] }, "`value` must be a finite number, but is `NaN`"),
        (
            Discrete { points: vec![(1.0, 1.5), (2.0, -0.5)] },
            "`probability` must lie between `0` and `1`, but is `1.5`",
        ),
        (
            Discrete { points: vec![(1.0, 0.5), (2.0, 0.25)] },
            "the probabilities must sum to `1`, but sum to `0.75`",
        ),
        (Bernoulli { p: 1.25, value: 1.0 }, "`p` must lie between `0` and `1`, but is `1.25`"),
        (Bernoulli { p: nan, value: 1.0 }, "`p` must lie between `0` and `1`, but is `NaN`"),
        (Bernoulli { p: 0.5, value: inf }, "`value` must be a finite number, but is `inf`"),
        (Geometric { p: 0.0, step: 1.0 }, "`p` must be positive and finite, but is `0`"),
        (Geometric { p: 1.25, step: 1.0 }, "`p` must lie between `0` and `1`, but is `1.25`"),
        (Geometric { p: 0.5, step: -1.0 }, "`step` must be positive and finite, but is `-1`"),
        (Empirical { values: vec![] }, "`values` must have at least one entry, but has none"),
        (Empirical { values: vec![1.0, nan] }, "`values` must be a finite number, but is `NaN`"),
        (
            Empirical { values: vec![1.0, 3.0, 2.0] },
            "`values` must be in ascending order, but `3` comes before `2`",
        ),
        (Mixture { parts: vec![] }, "`parts` must have at least one entry, but has none"),
        (
            Mixture { parts: vec![(0.5, exponential())] },
            "the probabilities must sum to `1`, but sum to `0.5`",
        ),
        (
            Mixture { parts: vec![(nan, exponential())] },
            "`probability` must lie between `0` and `1`, but is `NaN`",
        ),
        (
            Mixture { parts: vec![(0.5, exponential()), (0.5, Exponential { mean: 0.0 })] },
            "in part `1` of the mixture: `mean` must be positive and finite, but is `0`",
        ),
        (
            Shifted { by: nan, of: Box::new(exponential()) },
            "`by` must be a finite number, but is `NaN`",
        ),
        (
            Shifted { by: 1.0, of: Box::new(Exponential { mean: -1.0 }) },
            "`mean` must be positive and finite, but is `-1`",
        ),
        (
            truncated(0.0, 1.0, Exponential { mean: -1.0 }),
            "`mean` must be positive and finite, but is `-1`",
        ),
        (
            truncated(2.0, 1.0, exponential()),
            "`min` must lie below `max`, but `min` is `2` and `max` is `1`",
        ),
        (
            truncated(0.0, nan, exponential()),
            "`min` must lie below `max`, but `min` is `0` and `max` is `NaN`",
        ),
        (
            truncated(-5.0, -1.0, exponential()),
            "the interval from `-5` to `-1` must hold at least `1e-9` of the probability, but holds `0e0`",
        ),
        (
            truncated(1.0, 1.0, exponential()),
            "the interval from `1` to `1` must hold at least `1e-9` of the probability, but holds `0e0`",
        ),
        (
            truncated(2.0, 4.0, Constant { value: 7.0 }),
            "the interval from `2` to `4` must hold at least `1e-9` of the probability, but holds `0e0`",
        ),
    ]
}

fn normal(mean: f64, sd: f64, min: f64, max: f64) -> Distribution {
    Normal { mean, sd, min, max }
}
