//! Wear that grows with time until it reaches a limit: when that is, exactly, and by which law.
//!
//! A process is asked for its level at instants that are known beforehand, such as inspections, and then whether it has reached
//! its limit between two of them, and when: by the law of its bridge, that is, of the process between two levels that are known.
//! So nothing depends on how finely it is looked at. One draw makes one number.

use serde::{Deserialize, Serialize};

use crate::distribution::{Distribution, unit_uniform};

/// A process of wear with independent, stationary increments, per unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Wear {
    /// The stationary gamma process: in a time t it grows by a gamma law of the shape `shape` t and the scale `scale`. It never
    /// falls, and grows in jumps. (J. M. van Noortwijk, "A survey of the application of gamma processes in maintenance",
    /// Reliability Engineering and System Safety 94, 2009.)
    Gamma {
        /// Shape per unit of time, positive.
        shape: f64,
        /// Scale, positive.
        scale: f64,
    },
    /// The Wiener process with drift: in a time t it changes by a normal law of the mean `drift` t and the variance `variance` t.
    /// It may fall again, and never jumps. (R. S. Chhikara and J. L. Folks, "The inverse Gaussian distribution", 1989.)
    Wiener {
        /// Mean growth per unit of time, positive.
        drift: f64,
        /// Variance per unit of time, positive.
        variance: f64,
    },
}

impl Wear {
    /// Returns the level after so much more time, from a level.
    pub fn step(self, from: f64, over: f64, draw: u64) -> f64 {
        let p = unit_uniform(draw);
        let law = match self {
            _ if over <= 0.0 => return from,
            Self::Gamma { shape, scale } => Distribution::Gamma { shape: shape * over, scale },
            Self::Wiener { drift, variance } => Distribution::Normal {
                mean: drift * over,
                sd: (variance * over).sqrt(),
                min: f64::NEG_INFINITY,
                max: f64::INFINITY,
            },
        };
        from + law.quantile(p)
    }

    /// Returns after how much time a limit is first reached, from a level: the first passage time.
    ///
    /// For the Wiener process it has an inverse Gaussian law; for the gamma process it is longer than t with the probability that
    /// the level is below the limit after t, since it never falls.
    pub fn first_passage(self, from: f64, limit: f64, draw: u64) -> f64 {
        let distance = limit - from;
        let p = unit_uniform(draw);
        match self {
            _ if distance <= 0.0 => 0.0,
            Self::Wiener { drift, variance } => {
                inverse_gaussian(distance / drift, distance * distance / variance, p)
            }
            Self::Gamma { shape, scale } => {
                let below =
                    |time: f64| Distribution::Gamma { shape: shape * time, scale }.cdf(distance);
                let mut high = distance / (shape * scale);
                while below(high) > p {
                    high *= 2.0;
                }
                halve(0.0, high, |time| below(time) > p)
            }
        }
    }

    /// Returns when a limit was first reached between two levels that are so much time apart, if it was: the time from the first
    /// one. The first one is below the limit.
    ///
    /// Between two levels, a gamma process has grown by a part of a beta law at each instant. A Wiener process has then reached a
    /// limit above both with probability exp(-2 c d / (variance t)), where c and d are the distances of the levels from it; and
    /// then time u of t such that u / (t - u) has an inverse Gaussian law of the mean c / d and the shape c^2 / (variance t).
    pub fn passage_between(
        self,
        (from, to): (f64, f64),
        over: f64,
        limit: f64,
        draws: [u64; 2],
    ) -> Option<f64> {
        let [whether, when] = draws.map(unit_uniform);
        let (before, behind) = (limit - from, (limit - to).abs());
        match self {
            Self::Gamma { .. } if to < limit => None,
            Self::Gamma { shape, .. } => {
                let part = before / (to - from);
                if part >= 1.0 {
                    return Some(over);
                }
                let below = |time: f64| {
                    let (alpha, beta) = (shape * time, shape * (over - time));
                    Distribution::Beta { alpha, beta, min: 0.0, max: 1.0 }.cdf(part)
                };
                Some(halve(0.0, over, |time| below(time) > when))
            }
            Self::Wiener { variance, .. } => {
                let spread = variance * over;
                if to < limit && whether >= libm::exp(-2.0 * before * behind / spread) {
                    return None;
                }
                if behind <= 0.0 {
                    return Some(over);
                }
                let odds = inverse_gaussian(before / behind, before * before / spread, when);
                Some(over * odds / (1.0 + odds))
            }
        }
    }
}

/// Returns the quantile of an inverse Gaussian law by its mean and shape; the variance is mean^3 / shape.
pub fn inverse_gaussian(mean: f64, shape: f64, p: f64) -> f64 {
    let mut high = mean;
    while inverse_gaussian_cdf(mean, shape, high) < p && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    halve(0.0, high, |x| inverse_gaussian_cdf(mean, shape, x) < p)
}

/// F(x) = N(w) + exp(2 shape / mean) N(-z), with the factor and the tail behind it worked out together.
fn inverse_gaussian_cdf(mean: f64, shape: f64, x: f64) -> f64 {
    let root = (shape / x).sqrt();
    let (w, z) = (root * (x / mean - 1.0), root * (x / mean + 1.0));
    // 2 shape / mean - z^2 / 2 = -w^2 / 2.
    normal_below(w) + libm::exp(-0.5 * w * w) * scaled_tail(z)
}

fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// N(-z) exp(z^2 / 2) for positive z: Mills' ratio, by its continued fraction where the tail is small.
fn scaled_tail(z: f64) -> f64 {
    if z < 5.0 {
        return normal_below(-z) * libm::exp(0.5 * z * z);
    }
    let fraction = (1..=60).rev().fold(z, |rest, number| z + f64::from(number) / rest);
    1.0 / (fraction * (2.0 * std::f64::consts::PI).sqrt())
}

/// The place up to which something holds.
fn halve(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Stream, StreamKey};

    /// Equally spaced draws in an order that mixes them.
    fn draw(number: u64) -> u64 {
        number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
        let values: Vec<f64> = values.collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        (mean, values.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / count)
    }

    fn close(got: f64, expected: f64, part: f64) {
        assert!((got - expected).abs() < part * expected, "{got}, and not {expected}");
    }

    #[test]
    fn first_passage_of_a_wiener_process_is_inverse_gaussian() {
        let wear = Wear::Wiener { drift: 0.5, variance: 0.8 };
        let times = (0..20_000).map(|number| wear.first_passage(1.0, 4.0, draw(number)));
        let (mean, variance) = moments(times);
        // mean = d / drift, variance = d variance / drift^3.
        close(mean, 6.0, 0.002);
        close(variance, 3.0 * 0.8 / 0.125, 0.02);
        // With little spread it is nearly a constant, and does not overflow.
        let steady = Wear::Wiener { drift: 0.5, variance: 1e-9 };
        close(steady.first_passage(0.0, 3.0, draw(3)), 6.0, 1e-3);
    }

    #[test]
    fn first_passage_of_a_gamma_process_is_that_of_its_levels() {
        // Shape 1 per unit of time: P(T > t) = P(level < limit), and E T is the integral of it.
        let wear = Wear::Gamma { shape: 1.0, scale: 2.0 };
        let below = |time: f64| Distribution::Gamma { shape: time, scale: 2.0 }.cdf(10.0);
        let expected: f64 =
            (0..4_000).map(|step| 0.01 * below(0.01 * (f64::from(step) + 0.5))).sum();
        let times = (0..5_000).map(|number| wear.first_passage(0.0, 10.0, draw(number)));
        close(moments(times).0, expected, 0.003);
    }

    /// Whoever looks often sees the same first passage times as who never looks.
    #[test]
    fn looking_changes_nothing() {
        for (wear, count) in [
            (Wear::Wiener { drift: 0.5, variance: 0.8 }, 20_000),
            (Wear::Gamma { shape: 0.4, scale: 1.25 }, 6_000),
        ] {
            let (owner, purpose) = ("spindle", "wear");
            let mut stream = Stream::new(StreamKey { seed: 1, replication: 0, owner, purpose });
            let mut next = || stream.draw();
            let mut passage = || {
                let (mut level, mut time) = (0.0, 0.0);
                loop {
                    let to = wear.step(level, 0.7, next());
                    let draws = [next(), next()];
                    if let Some(at) = wear.passage_between((level, to), 0.7, 3.0, draws) {
                        assert!((0.0..=0.7).contains(&at));
                        return time + at;
                    }
                    (level, time) = (to, time + 0.7);
                }
            };
            let looked = moments((0..count).map(|_| passage()));
            let never = moments((0..count).map(|it| wear.first_passage(0.0, 3.0, draw(it))));
            close(looked.0, never.0, 0.02);
            close(looked.1, never.1, 0.06);
        }
    }
}
