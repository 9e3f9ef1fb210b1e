//! Laws of chance: what a scene may say about a duration, a yield or a batch size.
//!
//! [`Distribution`] is what is written down and reasoned about (moments, tails, quantiles), [`Sampler`] what is drawn
//! from. The parts:
//!
//! * `construct`, `check`: other ways to state a law, and whether one makes sense.
//! * `moments`, `tails`, `quantile`: the three questions one may ask it; `restrict` answers them after truncation.
//! * `beyond`: what is left at an age.
//! * `sampler`: draws, on `ziggurat` (exponential), `normal`, `gamma` and `steps`.
//! * `special`, `invert`, `quadrature`: the numerical mathematics underneath.

mod beyond;
mod bits;
mod check;
mod construct;
mod gamma;
mod interval;
mod invert;
mod moments;
mod normal;
mod quadrature;
mod quantile;
mod restrict;
mod sampler;
mod special;
mod steps;
mod tails;
mod ziggurat;
mod ziggurat_tables;

use serde::{Deserialize, Serialize};

pub use bits::unit_uniform;
pub use check::DistributionError;
pub use sampler::Sampler;
pub use ziggurat::unit_exponential;

/// A probability distribution over the real numbers.
///
/// It carries no unit; durations are in nanoseconds by convention of the caller. A plain value: anything can be written
/// into it, [`check`](Self::check) tells whether it makes sense, and only if it does may anything else be asked: the
/// answer is otherwise meaningless or a panic.
///
/// The formulas are those of N. L. Johnson, S. Kotz and N. Balakrishnan, "Continuous univariate distributions",
/// volumes 1 and 2, 1994 and 1995, unless a variant says otherwise.
///
/// # Example
/// ```
/// use plantwright_des::Distribution;
///
/// let repair = Distribution::lognormal_from_mean_sd(900.0, 300.0);
/// repair.check()?;
/// assert!((repair.mean() - 900.0).abs() < 1e-9);
/// assert!(repair.quantile(0.95) > 1400.0);
///
/// let sampler = repair.sampler()?;
/// assert!(sampler.sample(0x0123_4567_89AB_CDEF) > 0.0);
/// # Ok::<(), plantwright_des::DistributionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Distribution {
    /// Always the same value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Equal density between two ends.
    Uniform {
        /// Lower end.
        min: f64,
        /// Upper end, above `min`.
        max: f64,
    },
    /// Density rising linearly from `min` to `mode` and falling linearly to `max`.
    Triangular {
        /// Lower end.
        min: f64,
        /// Most likely value; may be one of the ends.
        mode: f64,
        /// Upper end, above `min`.
        max: f64,
    },
    /// Density `exp(-x/mean) / mean` for positive `x`: the gap between independent arrivals.
    Exponential {
        /// Mean, positive; also the standard deviation.
        mean: f64,
    },
    /// The normal law conditioned on `[min, max]`.
    ///
    /// `mean` and `sd` are those of the law *before* truncation; [`Distribution::mean`] and [`Distribution::sd`] give
    /// those of what is drawn.
    Normal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation, positive.
        sd: f64,
        /// Lower end; may be `-inf`.
        min: f64,
        /// Upper end, above `min`; may be `+inf`.
        max: f64,
    },
    /// `exp(mu + sigma Z)` for a standard normal `Z`.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm, positive.
        sigma: f64,
    },
    /// Density proportional to `x^(shape - 1) exp(-x/scale)` for positive `x`.
    Gamma {
        /// Shape, positive: 1 is the exponential law, large is nearly normal.
        shape: f64,
        /// Scale, positive; the mean is `shape * scale`.
        scale: f64,
    },
    /// The sum of `k` independent exponential stages of equal mean.
    Erlang {
        /// Number of stages, at least 1.
        k: u32,
        /// Mean of the sum, positive.
        mean: f64,
    },
    /// `scale (-ln U)^(1/shape)`: time to failure with a failure rate that falls (`shape < 1`) or rises (`shape > 1`).
    Weibull {
        /// Shape, positive: 1 is the exponential law.
        shape: f64,
        /// Scale, positive: the 63.2 % quantile.
        scale: f64,
    },
    /// Density proportional to `t^(alpha - 1) (1 - t)^(beta - 1)`, for `t` the place between `min` (0) and `max` (1).
    Beta {
        /// First shape, positive; weight towards `max`.
        alpha: f64,
        /// Second shape, positive; weight towards `min`.
        beta: f64,
        /// Lower end.
        min: f64,
        /// Upper end, above `min`.
        max: f64,
    },
    /// A few values, each with its probability.
    Discrete {
        /// Pairs of value and probability, in any order; the probabilities sum to 1.
        points: Vec<(f64, f64)>,
    },
    /// `value` with probability `p`, else 0.
    Bernoulli {
        /// Probability of `value`, from 0 to 1.
        p: f64,
        /// What is drawn with probability `p`.
        value: f64,
    },
    /// `step` for each trial until the first that succeeds, that one included: 1, 2, 3, … steps.
    ///
    /// N. L. Johnson, A. W. Kemp and S. Kotz, "Univariate discrete distributions", 2005, section 5.2.
    Geometric {
        /// Probability that a trial succeeds, above 0 and at most 1.
        p: f64,
        /// What is counted for each trial, positive.
        step: f64,
    },
    /// One of the observations, each equally likely: a distribution function of steps, without interpolation.
    Empirical {
        /// The observations in ascending order ([`Distribution::empirical`] sorts).
        values: Vec<f64>,
    },
    /// One of several laws, chosen by chance.
    Mixture {
        /// Pairs of probability and law; the probabilities sum to 1.
        parts: Vec<(f64, Self)>,
    },
    /// Another law, moved.
    Shifted {
        /// What is added.
        by: f64,
        /// To which law.
        of: Box<Self>,
    },
    /// Another law conditioned on `[min, max]`, ends included.
    Truncated {
        /// Lower end; may be `-inf`.
        min: f64,
        /// Upper end, not below `min`; may be `+inf`.
        max: f64,
        /// The law before truncation; `[min, max]` holds at least 1e-9 of it.
        of: Box<Self>,
    },
}

impl Distribution {
    /// Prepares the distribution for drawing.
    ///
    /// # Errors
    /// What [`check`](Self::check) finds.
    pub fn sampler(&self) -> Result<Sampler, DistributionError> {
        self.check()?;
        Ok(Sampler::prepare(self))
    }
}
