//! Numbers as people read them: a unit that fits, as many digits as say something.

use plantwright_units::SimSpan;

use crate::output::grouped;

/// A unit of time, and how many seconds it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::output) struct TimeUnit {
    pub(in crate::output) symbol: &'static str,
    pub(in crate::output) seconds: f64,
}

impl TimeUnit {
    /// Returns the unit in which all of some times are easy to compare: the largest has up to three digits before its point.
    pub(in crate::output) fn for_all(times: impl Iterator<Item = f64>) -> Self {
        let largest = times.fold(0.0, f64::max);
        let (symbol, seconds) = match largest {
            _ if largest <= 0.0 => ("s", 1.0),
            _ if largest < 1e-6 => ("ns", 1e-9),
            _ if largest < 1e-3 => ("us", 1e-6),
            _ if largest < 1.0 => ("ms", 1e-3),
            _ if largest < 1_000.0 => ("s", 1.0),
            _ if largest < 36_000.0 => ("min", 60.0),
            _ if largest < 1_800_000.0 => ("h", 3_600.0),
            _ => ("d", 86_400.0),
        };
        Self { symbol, seconds }
    }
}

/// Returns how many decimals all of some numbers have, so that the largest has four digits or more.
pub(in crate::output) fn decimals(numbers: impl Iterator<Item = f64>) -> usize {
    let largest = numbers.map(f64::abs).fold(0.0, f64::max);
    match largest {
        _ if largest < 10.0 => 3,
        _ if largest < 100.0 => 2,
        _ if largest < 10_000.0 => 1,
        _ => 0,
    }
}

/// Writes a number with so many decimals, thousands in groups.
pub(in crate::output) fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_too_large| whole.to_owned(), grouped);
    let is_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// Four significant digits or so.
pub(in crate::output) fn short(number: f64) -> String {
    fixed(number, decimals(std::iter::once(number)))
}

/// Seconds in the unit that people would use for them alone, with four significant digits or so.
pub(in crate::output) fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        _ if seconds <= 0.0 => return "0 s".to_owned(),
        _ if seconds < 1e-3 => {
            return SimSpan::from_nanos((seconds * 1e9).round() as u64).to_string();
        }
        _ if seconds < 1.0 => (seconds * 1e3, "ms"),
        _ if seconds < 120.0 => (seconds, "s"),
        _ if seconds < 7_200.0 => (seconds / 60.0, "min"),
        _ if seconds < 172_800.0 => (seconds / 3_600.0, "h"),
        _ => (seconds / 86_400.0, "d"),
    };
    let text = short(value);
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_say_something() {
        assert_eq!(short(0.0), "0.000");
        assert_eq!(short(73.728), "73.73");
        assert_eq!(short(-1_450.26), "-1 450.3");
        assert_eq!(fixed(12_345_678.0, 0), "12 345 678");
        assert_eq!((fixed(-0.04, 1), fixed(-0.06, 1)), ("0.0".to_owned(), "-0.1".to_owned()));
    }

    #[test]
    fn durations_have_the_unit_that_people_use() {
        assert_eq!(duration(0.0), "0 s");
        assert_eq!(duration(88.0), "88 s");
        assert_eq!(duration(0.25), "250 ms");
        assert_eq!(duration(27_000.0), "7.5 h");
        assert_eq!(duration(2e-6), "2 us");
    }

    #[test]
    fn times_that_are_compared_share_a_unit() {
        assert_eq!(TimeUnit::for_all([0.5, 252.0].into_iter()).symbol, "s");
        assert_eq!(TimeUnit::for_all([2.0, 5_000.0].into_iter()).symbol, "min");
        assert_eq!(TimeUnit::for_all([0.0].into_iter()).symbol, "s");
    }
}
