//! Draws: a distribution with everything worked out beforehand.

use serde::{Deserialize, Serialize};

use super::Distribution;
use super::bits::{DerivedBits, unit_uniform};
use super::gamma::{UnitGamma, sample_beta};
use super::normal::TruncatedNormal;
use super::quantile::{trials, triangular_quantile, weibull_quantile};
use super::restrict::Window;
use super::special::{Tails, normal_quantile};
use super::steps::{Steps, cumulated, first_reaching};
use super::ziggurat::unit_exponential;

/// A distribution prepared for drawing, made by [`Distribution::sampler`].
///
/// | law | method | monotone |
/// | --- | --- | --- |
/// | constant, uniform, triangular, Weibull, geometric | inverse transform, closed form | yes |
/// | normal, lognormal | inverse transform, Wichura's AS 241 | yes |
/// | discrete, Bernoulli, empirical | inverse transform, table halved in O(log n) or none | yes |
/// | exponential | ziggurat ([`unit_exponential`]) | no |
/// | gamma | Marsaglia and Tsang 2000 | no |
/// | Erlang | sum of `k` exponentials, from 9 stages on as gamma | no |
/// | beta | ratio of two gammas | no |
/// | mixture | the draw chooses the part, bits derived from it draw from the part | no |
/// | shifted | as the law that is shifted | as that |
/// | truncated | triangular, exponential, geometric, lognormal, gamma, Erlang, Weibull, beta: inverse transform on the interval | yes |
/// | | other laws stay of their kind when truncated | as that |
///
/// A monotone sampler never gives less for a greater draw, so that under common random numbers a bad day stays a bad
/// day whatever the parameters; [`Sampler::is_monotone`] tells. (Draws that differ in the last bits alone may be
/// exchanged by rounding where a logarithm or a numerical inversion is involved.) For any law, the same draw means
/// the same under another scale: an exponential of twice the mean gives exactly twice the value.
///
/// # Determinism
/// A sample depends on the sampler and on one 64-bit draw, bit for bit, on any platform and in any build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sampler {
    kind: Kind,
}

/// At most two numbers in place: what is larger is boxed, so that a sampler takes three words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Constant(f64),
    Uniform { min: f64, width: f64 },
    Exponential { mean: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Weibull { scale: f64, exponent: f64 },
    Bernoulli { p: f64, value: f64 },
    Geometric { p: f64, step: f64 },
    Erlang { stages: u32, stage_mean: f64 },
    Empirical(Box<[f64]>),
    Triangular(Box<Triangular>),
    Normal(Box<TruncatedNormal>),
    Gamma(Box<Gamma>),
    Beta(Box<Beta>),
    Discrete(Box<Steps>),
    Mixture(Box<Mixture>),
    Shifted(Box<Shifted>),
    Window(Box<Window>),
}

const _: () = assert!(size_of::<Sampler>() <= 24, "samplers lie inside hot components");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Triangular {
    min: f64,
    mode: f64,
    max: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Gamma {
    unit: UnitGamma,
    scale: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Beta {
    up: UnitGamma,
    down: UnitGamma,
    min: f64,
    width: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Mixture {
    /// Running sums of the probabilities.
    heights: Box<[f64]>,
    parts: Box<[Sampler]>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Shifted {
    by: f64,
    of: Sampler,
}

impl Sampler {
    /// Returns the sample that belongs to `draw`, 64 independent random bits.
    ///
    /// # Example
    /// ```
    /// use plantwright_des::Distribution;
    /// let sampler = Distribution::Uniform { min: 2.0, max: 4.0 }.sampler()?;
    /// assert_eq!(sampler.sample(1 << 63).round(), 3.0);
    /// # Ok::<(), plantwright_des::DistributionError>(())
    /// ```
    #[inline(always)]
    pub fn sample(&self, draw: u64) -> f64 {
        match &self.kind {
            Kind::Constant(value) => *value,
            Kind::Exponential { mean } => mean * unit_exponential(draw),
            Kind::Uniform { min, width } => min + width * unit_uniform(draw),
            rare => rare.sample(draw),
        }
    }

    /// Tells whether a greater draw never gives a smaller sample.
    pub fn is_monotone(&self) -> bool {
        match &self.kind {
            Kind::Constant(_)
            | Kind::Uniform { .. }
            | Kind::Lognormal { .. }
            | Kind::Weibull { .. }
            | Kind::Bernoulli { .. }
            | Kind::Geometric { .. }
            | Kind::Empirical(_)
            | Kind::Triangular(_)
            | Kind::Normal(_)
            | Kind::Discrete(_)
            | Kind::Window(_) => true,
            Kind::Exponential { .. }
            | Kind::Erlang { .. }
            | Kind::Gamma(_)
            | Kind::Beta(_)
            | Kind::Mixture(_) => false,
            Kind::Shifted(shifted) => shifted.of.is_monotone(),
        }
    }

    /// Works out what drawing from a checked distribution needs.
    pub(super) fn prepare(of: &Distribution) -> Self {
        Self { kind: Kind::prepare(of) }
    }
}

impl Kind {
    /// Up to here the stages of an Erlang law are drawn one by one; one gamma variable costs about as much as ten.
    const STAGES_MAX: u32 = 8;

    fn prepare(of: &Distribution) -> Self {
        match of {
            Distribution::Constant { value } => Self::Constant(*value),
            Distribution::Uniform { min, max } => Self::Uniform { min: *min, width: max - min },
            Distribution::Triangular { min, mode, max } => {
                Self::Triangular(Box::new(Triangular { min: *min, mode: *mode, max: *max }))
            }
            Distribution::Exponential { mean } => Self::Exponential { mean: *mean },
            Distribution::Normal { mean, sd, min, max } => {
                Self::Normal(Box::new(TruncatedNormal::new(*mean, *sd, *min, *max)))
            }
            Distribution::Lognormal { mu, sigma } => Self::Lognormal { mu: *mu, sigma: *sigma },
            Distribution::Gamma { shape, scale } => Self::gamma(*shape, *scale),
            Distribution::Erlang { k, mean } => {
                let stage_mean = mean / f64::from(*k);
                if *k <= Self::STAGES_MAX {
                    Self::Erlang { stages: *k, stage_mean }
                } else {
                    Self::gamma(f64::from(*k), stage_mean)
                }
            }
            Distribution::Weibull { shape, scale } => {
                Self::Weibull { scale: *scale, exponent: 1.0 / shape }
            }
            Distribution::Beta { alpha, beta, min, max } => Self::Beta(Box::new(Beta {
                up: UnitGamma::new(*alpha),
                down: UnitGamma::new(*beta),
                min: *min,
                width: max - min,
            })),
            Distribution::Discrete { points } => Self::Discrete(Box::new(Steps::new(points))),
            Distribution::Bernoulli { p, value } => Self::Bernoulli { p: *p, value: *value },
            Distribution::Geometric { p, step } => Self::Geometric { p: *p, step: *step },
            Distribution::Empirical { values } => Self::Empirical(values.as_slice().into()),
            Distribution::Mixture { parts } => {
                let held = parts.iter().filter(|part| part.0 > 0.0);
                Self::Mixture(Box::new(Mixture {
                    heights: cumulated(held.clone().map(|part| part.0)),
                    parts: held.map(|(_, part)| Sampler::prepare(part)).collect(),
                }))
            }
            Distribution::Shifted { by, of } => {
                Self::Shifted(Box::new(Shifted { by: *by, of: Sampler::prepare(of) }))
            }
            Distribution::Truncated { min, max, of } => match of.restrict(*min, *max) {
                Distribution::Truncated { min, max, of } => {
                    Self::Window(Box::new(Window::new(*of, min, max)))
                }
                closed => Self::prepare(&closed),
            },
        }
    }

    fn gamma(shape: f64, scale: f64) -> Self {
        Self::Gamma(Box::new(Gamma { unit: UnitGamma::new(shape), scale }))
    }

    /// Kept out of line, so that the caller inlines the fast kinds alone.
    #[inline(never)]
    fn sample(&self, draw: u64) -> f64 {
        let u = unit_uniform(draw);
        let at = Tails::from_lower(u);
        match self {
            Self::Constant(value) => *value,
            Self::Uniform { min, width } => min + width * u,
            Self::Exponential { mean } => mean * unit_exponential(draw),
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(at)),
            Self::Weibull { scale, exponent } => weibull_quantile(*scale, *exponent, at),
            Self::Bernoulli { p, value } => {
                // The greater of `value` and 0 belongs to the greater draws.
                let hit = if *value < 0.0 { u < *p } else { u > 1.0 - p };
                if hit { *value } else { 0.0 }
            }
            Self::Geometric { p, step } => step * trials(*p, at),
            Self::Erlang { stages, stage_mean } => {
                let mut bits = DerivedBits::new(draw);
                let sum: f64 = (0..*stages).map(|_| unit_exponential(bits.next())).sum();
                stage_mean * sum
            }
            Self::Empirical(values) => {
                values[((u * values.len() as f64) as usize).min(values.len() - 1)]
            }
            Self::Triangular(law) => triangular_quantile(law.min, law.mode, law.max, at),
            Self::Normal(law) => law.quantile(at),
            Self::Gamma(law) => law.scale * law.unit.sample(&mut DerivedBits::new(draw)),
            Self::Beta(law) => {
                law.min + law.width * sample_beta(&law.up, &law.down, &mut DerivedBits::new(draw))
            }
            Self::Discrete(steps) => steps.quantile(u),
            Self::Mixture(law) => {
                law.parts[first_reaching(&law.heights, u)].sample(DerivedBits::new(draw).next())
            }
            Self::Shifted(law) => law.by + law.of.sample(draw),
            Self::Window(window) => window.quantile(at),
        }
    }
}
