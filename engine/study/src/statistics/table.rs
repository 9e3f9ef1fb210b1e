//! Quantiles and tails of laws.

use statrs::distribution::{ContinuousCDF as _, Normal, StudentsT};

/// Returns the quantile of Student's t law: the value that is not exceeded with this probability.
///
/// # Panics
/// Where the probability is not between 0 and 1, or there are no degrees of freedom.
pub fn t_quantile(probability: f64, degrees: f64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, degrees).expect("some degrees of freedom");
    law.inverse_cdf(probability)
}

/// Returns the probability that the size of a value of Student's t law is at least that of `t`.
///
/// # Panics
/// Where there are no degrees of freedom.
pub fn t_two_sided(t: f64, degrees: f64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, degrees).expect("some degrees of freedom");
    (2.0 * law.cdf(-t.abs())).min(1.0)
}

/// Returns the quantile of the standard normal law.
///
/// # Panics
/// Where the probability is not between 0 and 1.
pub fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables in the appendix of any book on statistics.
    #[test]
    fn quantiles_are_those_of_printed_tables() {
        let table = [
            (0.975, 1.0, 12.706),
            (0.975, 2.0, 4.303),
            (0.95, 4.0, 2.132),
            (0.975, 9.0, 2.262),
            (0.995, 9.0, 3.250),
            (0.975, 29.0, 2.045),
            (0.975, 1_000.0, 1.962),
        ];
        for (probability, degrees, t) in table {
            let found = t_quantile(probability, degrees);
            assert!((found - t).abs() < 6e-4, "{probability} {degrees}: {found}");
            let tail = t_two_sided(found, degrees);
            assert!((tail - 2.0 * (1.0 - probability)).abs() < 1e-9, "{tail}");
        }
        assert!((normal_quantile(0.975) - 1.959_964).abs() < 1e-6);
    }
}
