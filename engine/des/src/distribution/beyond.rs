//! What is left of a life at an age: the law of those that are longer, however few they are.

use super::{Distribution, Sampler};

/// Down to this probability, what is longer is looked at through its tail; beyond, only its hazard is known well enough.
const TAIL_MIN: f64 = 1e-290;

impl Distribution {
    /// Returns the law of what is longer than `age` (the residual life of renewal theory, from the beginning of the life on); none where
    /// nothing is.
    ///
    /// Other than a truncation in a scene, it may leave as little as it wants: minimal repairs make things as old as that. Where less than
    /// 1e-290 of the law is longer, what is left is exponential with the hazard at that age, off by a part of some hundreds.
    pub fn beyond(&self, age: f64) -> Option<Sampler> {
        Some(Sampler::prepare(&self.longer(age)?))
    }

    fn longer(&self, age: f64) -> Option<Self> {
        let max = self.support().1;
        let rest = Self::Truncated { min: age, max, of: Box::new(self.clone()) };
        if rest.check().is_ok() { Some(rest) } else { self.far_beyond(age, max) }
    }

    fn far_beyond(&self, age: f64, max: f64) -> Option<Self> {
        if let Self::Exponential { .. } | Self::Geometric { .. } = self {
            // They have no memory.
            return Some(self.restrict(age, max));
        }
        if age < max && self.tails(age).up_to(self.tails(max)) > TAIL_MIN {
            return Some(self.restrict(age, max));
        }
        // Of the normal law, φ(z) / Q(z) is z + 1/z far out (Mills' ratio).
        let of_normal = |z: f64| z + 1.0 / z;
        let hazard = match self {
            Self::Shifted { by, of } => {
                let rest = of.far_beyond(age - by, max - by)?;
                return Some(Self::Shifted { by: *by, of: Box::new(rest) });
            }
            Self::Weibull { shape, scale } => shape / scale * libm::pow(age / scale, shape - 1.0),
            Self::Gamma { shape, scale } => 1.0 / scale - (shape - 1.0) / age,
            Self::Erlang { k, mean } => f64::from(*k) / mean - (f64::from(*k) - 1.0) / age,
            Self::Lognormal { mu, sigma } => of_normal((libm::log(age) - mu) / sigma) / sigma / age,
            Self::Normal { mean, sd, .. } if max == f64::INFINITY => {
                of_normal((age - mean) / sd) / sd
            }
            _ => return None,
        };
        let rest = Self::Exponential { mean: 1.0 / hazard };
        Some(Self::Shifted { by: age, of: Box::new(rest) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The median of what is left: half of the tail at the age.
    fn median(law: &Distribution, age: f64) -> f64 {
        law.longer(age).expect("longer lives").quantile(0.5)
    }

    #[test]
    fn however_old_something_is_the_rest_of_its_life_is_known() {
        let weibull = Distribution::Weibull { shape: 2.5, scale: 100.0 };
        for age in [10.0, 100.0, 400.0, 700.0, 1_300.0, 2_000.0] {
            let hazard = libm::pow(age / 100.0, 2.5) + std::f64::consts::LN_2;
            let right = 100.0 * libm::pow(hazard, 1.0 / 2.5);
            let share = (median(&weibull, age) - age) / (right - age);
            assert!((share - 1.0).abs() < 2e-3, "{age}: {share}");
        }
        let exponential = Distribution::Exponential { mean: 100.0 };
        for age in [10.0, 3_000.0, 1e6] {
            let left = median(&exponential, age) - age;
            assert!((left / (100.0 * std::f64::consts::LN_2) - 1.0).abs() < 1e-6, "{age}: {left}");
        }
    }

    #[test]
    fn what_is_left_changes_steadily_where_the_way_to_reckon_it_does() {
        let laws = [
            Distribution::Gamma { shape: 3.0, scale: 10.0 },
            Distribution::Erlang { k: 4, mean: 40.0 },
            Distribution::Weibull { shape: 1.7, scale: 50.0 },
            Distribution::Lognormal { mu: 3.0, sigma: 0.5 },
            Distribution::Normal { mean: 50.0, sd: 10.0, min: 0.0, max: f64::INFINITY },
            Distribution::Shifted {
                by: 5.0,
                of: Box::new(Distribution::Gamma { shape: 3.0, scale: 10.0 }),
            },
        ];
        for law in laws {
            let mut age = 20.0;
            let mut before = median(&law, age) - age;
            while law.tails(age).upper > 0.0 || age < 1_000.0 {
                age *= 1.01;
                let left = median(&law, age) - age;
                assert!(
                    (left / before - 1.0).abs() < 0.05 && left > 0.0,
                    "{law:?} {age}: {left} {before}"
                );
                before = left;
            }
        }
    }

    #[test]
    fn nothing_is_longer_than_the_longest_life() {
        assert!(Distribution::Uniform { min: 1.0, max: 3.0 }.beyond(3.5).is_none());
        assert!(Distribution::Uniform { min: 1.0, max: 3.0 }.beyond(2.0).is_some());
    }
}
