//! Shares of yes and no.

use super::interval::Interval;
use super::table::normal_quantile;

/// Returns the interval of a proportion of which `yes` of `n` independent trials are known (Wilson, *Probable inference, the
/// law of succession, and statistical inference*, JASA 22, 1927). It stays within 0 and 1, and has width also where all or none
/// said yes. Without trials it is 0 to 1.
///
/// # Panics
/// Where more said yes than were asked.
pub fn wilson(yes: usize, n: usize, level: f64) -> Interval {
    assert!(yes <= n, "{yes} of {n}");
    if n == 0 {
        return Interval { estimate: 0.5, low: 0.0, high: 1.0, level, n };
    }
    let z = normal_quantile(f64::midpoint(1.0, level));
    let count = n as f64;
    let share = yes as f64 / count;
    let spread = z * (share * (1.0 - share) / count + z * z / (4.0 * count * count)).sqrt();
    let (middle, scale) = (share + z * z / (2.0 * count), 1.0 + z * z / count);
    let (low, high) = ((middle - spread) / scale, (middle + spread) / scale);
    Interval {
        estimate: share,
        low: if yes == 0 { 0.0 } else { low.max(0.0) },
        high: if yes == n { 1.0 } else { high.min(1.0) },
        level,
        n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe, *Two-sided confidence intervals for the single proportion*, Statistics in Medicine 17, 1998, table I, method 3.
    #[test]
    fn it_gives_the_published_intervals() {
        let published = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ];
        for (yes, n, low, high) in published {
            let it = wilson(yes, n, 0.95);
            assert!((it.low - low).abs() < 6e-5 && (it.high - high).abs() < 6e-5, "{it:?}");
        }
    }

    #[test]
    fn nine_of_ten_is_not_nine_in_ten() {
        let it = wilson(9, 10, 0.95);
        assert!(it.low < 0.6 && it.high > 0.98, "{it:?}");
    }
}
