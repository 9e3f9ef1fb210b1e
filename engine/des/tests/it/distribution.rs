//! Every kind of distribution, in one table of cases that all tests below go through.

mod checks;
mod golden_samples;
mod goodness_of_fit;
mod monotone;
mod quantiles;
mod references;
mod sample_moments;

use plantwright_des::Distribution::{self, *};

/// Names and laws: every kind, its special cases and every kind truncated.
fn cases() -> Vec<(&'static str, Distribution)> {
    let inf = f64::INFINITY;
    let lognormal = || Distribution::lognormal_from_mean_sd(900.0, 300.0);
    let points =
        || Discrete { points: vec![(5.0, 0.2), (1.0, 0.5), (3.0, 0.25), (8.0, 0.05), (9.0, 0.0)] };
    let observed = || Distribution::empirical(vec![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
    let breakdown = || {
        let parts =
            vec![(0.8, Gamma { shape: 4.0, scale: 2.0 }), (0.2, Exponential { mean: 60.0 })];
        Mixture { parts }
    };
    vec![
        ("constant", Constant { value: 7.0 }),
        ("uniform", Uniform { min: 2.0, max: 5.0 }),
        ("triangular", Triangular { min: 1.0, mode: 2.0, max: 6.0 }),
        ("triangular, mode at the end", Triangular { min: 0.0, mode: 3.0, max: 3.0 }),
        ("exponential", Exponential { mean: 40.0 }),
        ("normal", Normal { mean: 10.0, sd: 2.0, min: -inf, max: inf }),
        ("normal, positive", Normal { mean: 1.0, sd: 1.5, min: 0.0, max: inf }),
        ("normal, lower part", Normal { mean: 10.0, sd: 2.0, min: -inf, max: 9.0 }),
        ("normal, narrow", Normal { mean: 5.0, sd: 3.0, min: 5.5, max: 5.75 }),
        ("normal, far out", Normal { mean: 0.0, sd: 1.0, min: 4.0, max: 5.0 }),
        ("lognormal", lognormal()),
        ("lognormal by median", Distribution::lognormal_from_median_sigma(30.0, 0.25)),
        ("gamma, shape below 1", Gamma { shape: 0.4, scale: 3.0 }),
        ("gamma", Distribution::gamma_from_mean_sd(5.0, 3.0)),
        ("gamma, nearly normal", Gamma { shape: 200.0, scale: 0.1 }),
        ("erlang, few stages", Erlang { k: 3, mean: 12.0 }),
        ("erlang, many stages", Erlang { k: 40, mean: 20.0 }),
        ("weibull, early failures", Weibull { shape: 0.8, scale: 10.0 }),
        ("weibull, wear", Distribution::weibull_from_shape_mean(2.5, 100.0)),
        ("beta, bath tub", Beta { alpha: 0.5, beta: 0.5, min: 0.0, max: 1.0 }),
        ("beta, small shapes", Beta { alpha: 0.02, beta: 0.5, min: 0.0, max: 100.0 }),
        ("pert", Distribution::pert(10.0, 12.0, 20.0)),
        ("discrete", points()),
        ("bernoulli", Bernoulli { p: 0.3, value: 8.0 }),
        ("bernoulli, loss", Bernoulli { p: 0.1, value: -2.0 }),
        ("geometric", Geometric { p: 0.3, step: 2.5 }),
        ("geometric, certain", Geometric { p: 1.0, step: 2.5 }),
        ("empirical", observed()),
        ("mixture", breakdown()),
        (
            "mixture with an atom",
            Mixture {
                parts: vec![(0.7, Constant { value: 0.0 }), (0.3, Uniform { min: -1.0, max: 3.0 })],
            },
        ),
        ("shifted", Shifted { by: 5.0, of: Box::new(Weibull { shape: 2.0, scale: 2.0 }) }),
        ("constant, truncated", truncated(0.0, 9.0, Constant { value: 7.0 })),
        ("uniform, truncated", truncated(-inf, 3.0, Uniform { min: 2.0, max: 5.0 })),
        (
            "triangular, truncated",
            truncated(1.5, 4.0, Triangular { min: 1.0, mode: 2.0, max: 6.0 }),
        ),
        ("triangular, flank", truncated(3.0, inf, Triangular { min: 1.0, mode: 2.0, max: 6.0 })),
        ("exponential, truncated", truncated(20.0, 100.0, Exponential { mean: 40.0 })),
        ("exponential, narrow", truncated(20.0, 20.5, Exponential { mean: 40.0 })),
        ("exponential, from", truncated(30.0, inf, Exponential { mean: 40.0 })),
        (
            "normal, truncated",
            truncated(8.0, inf, Normal { mean: 10.0, sd: 2.0, min: -inf, max: 13.0 }),
        ),
        ("lognormal, truncated", truncated(500.0, 1_500.0, lognormal())),
        ("lognormal, upper tail", truncated(2_000.0, inf, lognormal())),
        ("gamma, truncated", truncated(0.5, 9.0, Gamma { shape: 2.5, scale: 2.0 })),
        ("erlang, truncated", truncated(10.0, inf, Erlang { k: 3, mean: 12.0 })),
        ("weibull, truncated", truncated(50.0, 150.0, Weibull { shape: 2.5, scale: 100.0 })),
        ("pert, truncated", truncated(11.0, 16.0, Distribution::pert(10.0, 12.0, 20.0))),
        ("discrete, truncated", truncated(2.0, 5.0, points())),
        ("bernoulli, truncated", truncated(-1.0, 1.0, Bernoulli { p: 0.3, value: 8.0 })),
        ("geometric, truncated", truncated(2.0, 9.5, Geometric { p: 0.3, step: 2.0 })),
        ("geometric, truncated above", truncated(-1.0, 9.5, Geometric { p: 0.3, step: 2.0 })),
        (
            "geometric, truncated below",
            truncated(7.0, f64::INFINITY, Geometric { p: 0.3, step: 2.0 }),
        ),
        ("empirical, truncated", truncated(2.0, 5.5, observed())),
        ("mixture, truncated", truncated(5.0, 90.0, breakdown())),
        (
            "shifted, truncated",
            truncated(
                6.0,
                9.0,
                Shifted { by: 5.0, of: Box::new(Weibull { shape: 2.0, scale: 2.0 }) },
            ),
        ),
        (
            "truncated twice",
            truncated(1.0, 8.0, truncated(0.5, 20.0, Gamma { shape: 2.5, scale: 2.0 })),
        ),
    ]
}

fn truncated(min: f64, max: f64, of: Distribution) -> Distribution {
    Truncated { min, max, of: Box::new(of) }
}

/// Returns the first `n` samples of `of` under the draws that belong to `seed`.
fn samples(of: &Distribution, seed: u64, n: usize) -> Vec<f64> {
    let sampler = of.sampler().expect("all cases are fine");
    let mut state = seed;
    (0..n).map(|_| sampler.sample(next_draw(&mut state))).collect()
}

/// `SplitMix64`.
fn next_draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
