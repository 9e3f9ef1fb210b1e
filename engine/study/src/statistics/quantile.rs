//! Quantiles of what was observed, without a law.

use statrs::distribution::{Binomial, DiscreteCDF as _};

use super::interval::Interval;

/// Returns the interval of a quantile of independent observations, between two of them (David and Nagaraja, *Order Statistics*,
/// section 7.1): how many observations lie below the true quantile is binomial, whatever law they follow. Where there are
/// too few for the level, a bound is missing; of no observations there is no interval.
///
/// # Panics
/// Where `probability` is not strictly between 0 and 1.
pub fn order_statistics(values: &[f64], probability: f64, level: f64) -> Option<Interval> {
    assert!(probability > 0.0 && probability < 1.0, "a quantile at {probability}");
    let n = values.len();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = ((n as f64 * probability).ceil() as usize).clamp(1, n.max(1));
    let estimate = *sorted.get(at - 1)?;
    let law = Binomial::new(probability, n as u64).expect("a probability");
    let tail = (1.0 - level) / 2.0;
    // X below the quantile: the observation of rank `low` is above it with the probability P(X < low).
    let low = (1..=n).rev().find(|rank| law.cdf(*rank as u64 - 1) <= tail);
    let high = (1..=n).find(|rank| law.cdf(*rank as u64 - 1) >= 1.0 - tail);
    Some(Interval {
        estimate,
        low: low.map_or(f64::NEG_INFINITY, |rank| sorted[rank - 1]),
        high: high.map_or(f64::INFINITY, |rank| sorted[rank - 1]),
        level,
        n,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_printed_tables() {
        let ranks = |n: usize| -> (f64, f64) {
            let values: Vec<f64> = (1..=n).map(|rank| rank as f64).collect();
            let it = order_statistics(&values, 0.5, 0.95).expect("values");
            (it.low, it.high)
        };
        // Conover, *Practical Nonparametric Statistics*: ranks for the median at 95 %.
        assert_eq!(ranks(10), (2.0, 9.0));
        assert_eq!(ranks(20), (6.0, 15.0));
        assert_eq!(ranks(25), (8.0, 18.0));
    }

    #[test]
    fn too_few_observations_bound_nothing() {
        let it = order_statistics(&[5.0, 1.0, 3.0], 0.95, 0.95).expect("values");
        assert_eq!((it.estimate, it.high), (5.0, f64::INFINITY));
        assert_eq!(order_statistics(&[], 0.5, 0.95), None);
    }
}
