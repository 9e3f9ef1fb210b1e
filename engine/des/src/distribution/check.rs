//! Whether a distribution makes sense, and what would.

use core::cmp::Ordering;

use super::Distribution;
use super::normal::TruncatedNormal;

/// The least probability that truncation may leave: below it, too few digits of it are known to draw from it.
const TRUNCATED_MASS_MIN: f64 = 1e-9;

/// How far from 1 a sum of probabilities may be.
const SUM_TOLERANCE: f64 = 1e-9;

/// What is wrong with a distribution.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DistributionError {
    /// A parameter is infinite or not a number.
    #[error("`{name}` must be a finite number, but is `{value}`")]
    NotFinite {
        /// Name of the parameter.
        name: &'static str,
        /// What it is.
        value: f64,
    },
    /// A parameter that measures a size is zero, negative, infinite or not a number.
    #[error("`{name}` must be positive and finite, but is `{value}`")]
    NotPositive {
        /// Name of the parameter.
        name: &'static str,
        /// What it is.
        value: f64,
    },
    /// The ends of an interval are equal, exchanged or not numbers.
    #[error("`min` must lie below `max`, but `min` is `{min}` and `max` is `{max}`")]
    Order {
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
    },
    /// A parameter lies outside its range.
    #[error("`{name}` must lie between `{min}` and `{max}`, but is `{value}`")]
    OutOfRange {
        /// Name of the parameter.
        name: &'static str,
        /// What it is.
        value: f64,
        /// Least value allowed.
        min: f64,
        /// Greatest value allowed.
        max: f64,
    },
    /// A list has no entry.
    #[error("`{name}` must have at least one entry, but has none")]
    Empty {
        /// Name of the list.
        name: &'static str,
    },
    /// Probabilities do not sum to 1.
    #[error("the probabilities must sum to `1`, but sum to `{sum}`")]
    Sum {
        /// What they sum to.
        sum: f64,
    },
    /// Observations are not in ascending order.
    #[error("`values` must be in ascending order, but `{before}` comes before `{after}`")]
    Unsorted {
        /// The greater one.
        before: f64,
        /// Its successor.
        after: f64,
    },
    /// An interval holds next to nothing of the law.
    #[error(
        "the interval from `{min}` to `{max}` must hold at least `1e-9` of the probability, but holds `{mass:e}`"
    )]
    Unlikely {
        /// Lower end.
        min: f64,
        /// Upper end.
        max: f64,
        /// Probability of the interval.
        mass: f64,
    },
    /// Each parameter is fine, but together they give numbers that cannot be held.
    #[error("mean and variance must be finite numbers, but are `{mean:e}` and `{variance:e}`")]
    Overflow {
        /// The mean.
        mean: f64,
        /// The variance.
        variance: f64,
    },
    /// A part of a mixture is wrong.
    #[error("in part `{index}` of the mixture: {error}")]
    Part {
        /// Place of the part in the list, from 0.
        index: usize,
        /// What is wrong with it.
        error: Box<Self>,
    },
}

/// Short, for the many places below.
use DistributionError as Error;

impl Distribution {
    /// Tells whether the distribution makes sense.
    ///
    /// Parameters must be finite (the ends of a truncation may be infinite), sizes positive, ends in order and
    /// probabilities must sum to 1 within 1e-9; what a truncation leaves must have a probability of at least 1e-9; mean
    /// and variance must be finite.
    ///
    /// # Errors
    /// The first thing that is wrong, in the order of the fields.
    pub fn check(&self) -> Result<(), DistributionError> {
        self.check_parameters()?;
        let (mean, variance) = self.moments();
        if mean.is_finite() && variance.is_finite() {
            Ok(())
        } else {
            Err(Error::Overflow { mean, variance })
        }
    }

    fn check_parameters(&self) -> Result<(), Error> {
        match self {
            Self::Constant { value } => finite("value", *value),
            Self::Uniform { min, max } => finite_interval(*min, *max),
            Self::Triangular { min, mode, max } => {
                finite_interval(*min, *max)?;
                within("mode", *mode, *min, *max)
            }
            Self::Exponential { mean } => positive("mean", *mean),
            Self::Normal { mean, sd, min, max } => {
                finite("mean", *mean)?;
                positive("sd", *sd)?;
                if min.partial_cmp(max) != Some(Ordering::Less) {
                    return Err(Error::Order { min: *min, max: *max });
                }
                likely(*min, *max, TruncatedNormal::new(*mean, *sd, *min, *max).mass())
            }
            Self::Lognormal { mu, sigma } => {
                finite("mu", *mu)?;
                positive("sigma", *sigma)
            }
            Self::Gamma { shape, scale } | Self::Weibull { shape, scale } => {
                positive("shape", *shape)?;
                positive("scale", *scale)
            }
            Self::Erlang { k, mean } => {
                positive("k", f64::from(*k))?;
                positive("mean", *mean)
            }
            Self::Beta { alpha, beta, min, max } => {
                positive("alpha", *alpha)?;
                positive("beta", *beta)?;
                finite_interval(*min, *max)
            }
            Self::Discrete { points } => {
                points.iter().try_for_each(|&(value, _)| finite("value", value))?;
                probabilities("points", points.iter().map(|&(_, probability)| probability))
            }
            Self::Bernoulli { p, value } => {
                within("p", *p, 0.0, 1.0)?;
                finite("value", *value)
            }
            Self::Geometric { p, step } => {
                positive("p", *p)?;
                within("p", *p, 0.0, 1.0)?;
                positive("step", *step)
            }
            Self::Empirical { values } => observations(values),
            Self::Mixture { parts } => {
                for (index, (_, part)) in parts.iter().enumerate() {
                    part.check().map_err(|error| Error::Part { index, error: Box::new(error) })?;
                }
                probabilities("parts", parts.iter().map(|&(probability, _)| probability))
            }
            Self::Shifted { by, of } => {
                finite("by", *by)?;
                of.check()
            }
            Self::Truncated { min, max, of } => {
                of.check()?;
                if min.partial_cmp(max).is_none_or(Ordering::is_gt) {
                    return Err(Error::Order { min: *min, max: *max });
                }
                likely(*min, *max, of.probability(*min, *max))
            }
        }
    }
}

fn finite(name: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() { Ok(()) } else { Err(Error::NotFinite { name, value }) }
}

fn positive(name: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value > 0.0 { Ok(()) } else { Err(Error::NotPositive { name, value }) }
}

fn within(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), Error> {
    if (min..=max).contains(&value) {
        Ok(())
    } else {
        Err(Error::OutOfRange { name, value, min, max })
    }
}

fn finite_interval(min: f64, max: f64) -> Result<(), Error> {
    finite("min", min)?;
    finite("max", max)?;
    if min < max { Ok(()) } else { Err(Error::Order { min, max }) }
}

fn likely(min: f64, max: f64, mass: f64) -> Result<(), Error> {
    if mass >= TRUNCATED_MASS_MIN { Ok(()) } else { Err(Error::Unlikely { min, max, mass }) }
}

fn observations(values: &[f64]) -> Result<(), Error> {
    if values.is_empty() {
        return Err(Error::Empty { name: "values" });
    }
    values.iter().try_for_each(|&value| finite("values", value))?;
    match values.windows(2).find(|pair| pair[0] > pair[1]) {
        Some(pair) => Err(Error::Unsorted { before: pair[0], after: pair[1] }),
        None => Ok(()),
    }
}

fn probabilities(
    name: &'static str,
    probabilities: impl Iterator<Item = f64>,
) -> Result<(), Error> {
    let mut sum = None;
    for probability in probabilities {
        within("probability", probability, 0.0, 1.0)?;
        sum = Some(sum.unwrap_or(0.0) + probability);
    }
    match sum {
        None => Err(Error::Empty { name }),
        Some(sum) if (sum - 1.0).abs() > SUM_TOLERANCE => Err(Error::Sum { sum }),
        Some(_) => Ok(()),
    }
}
