//! Laws stated by what people know of them: a mean and a spread, a median, an optimistic and a pessimistic guess.
//!
//! Arguments that make no sense give a law that [`Distribution::check`] rejects.

use super::Distribution;

impl Distribution {
    /// Returns the lognormal law with this mean and standard deviation:
    /// `sigma² = ln(1 + (sd/mean)²)`, `mu = ln(mean) - sigma²/2`.
    pub fn lognormal_from_mean_sd(mean: f64, sd: f64) -> Self {
        let spread = sd / mean;
        let square = libm::log1p(spread * spread);
        Self::Lognormal { mu: libm::log(mean) - 0.5 * square, sigma: square.sqrt() }
    }

    /// Returns the lognormal law with this median and standard deviation of the logarithm: `mu = ln(median)`.
    pub fn lognormal_from_median_sigma(median: f64, sigma: f64) -> Self {
        Self::Lognormal { mu: libm::log(median), sigma }
    }

    /// Returns the gamma law with this mean and standard deviation: `shape = (mean/sd)²`, `scale = sd²/mean`.
    pub fn gamma_from_mean_sd(mean: f64, sd: f64) -> Self {
        let ratio = mean / sd;
        Self::Gamma { shape: ratio * ratio, scale: sd / ratio }
    }

    /// Returns the Weibull law with this shape and mean: `scale = mean / Γ(1 + 1/shape)`.
    pub fn weibull_from_shape_mean(shape: f64, mean: f64) -> Self {
        Self::Weibull { shape, scale: mean / libm::tgamma(1.0 + 1.0 / shape) }
    }

    /// Returns the PERT law of three guesses: a beta law of mean `(min + 4 mode + max) / 6`.
    ///
    /// Source: D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar, "Application of a technique for research and
    /// development program evaluation", Operations Research 7(5), 1959; in the form of D. Vose, "Risk analysis", 2000,
    /// with weight 4 on the mode: `alpha = 1 + 4 (mode - min)/(max - min)`, `beta = 1 + 4 (max - mode)/(max - min)`.
    ///
    /// # Example
    /// ```
    /// use plantwright_des::Distribution;
    /// let changeover = Distribution::pert(10.0, 12.0, 20.0);
    /// assert!((changeover.mean() - 13.0).abs() < 1e-12);
    /// ```
    pub fn pert(min: f64, mode: f64, max: f64) -> Self {
        const MODE_WEIGHT: f64 = 4.0;
        let width = max - min;
        Self::Beta {
            alpha: 1.0 + MODE_WEIGHT * (mode - min) / width,
            beta: 1.0 + MODE_WEIGHT * (max - mode) / width,
            min,
            max,
        }
    }

    /// Returns the law of drawing one of `values` at random; they may come in any order.
    pub fn empirical(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self::Empirical { values }
    }
}
