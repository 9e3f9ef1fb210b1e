//! Numbers as people read them.

use plantwright_study::statistics::Interval;

/// A value and half the width of its interval, with two digits of the latter.
pub(super) fn with_interval(interval: &Interval) -> String {
    let half = interval.half_width();
    if !half.is_finite() {
        return plain(interval.estimate);
    }
    let digits = digits_for(half);
    format!("{:.digits$} ± {half:.digits$}", interval.estimate)
}

/// A difference with its sign and its bounds.
pub(super) fn difference(interval: &Interval) -> String {
    let digits = digits_for(interval.half_width());
    let signed = |value: f64| format!("{value:+.digits$}");
    let (low, high) = (signed(interval.low), signed(interval.high));
    format!("{} ({low} to {high})", signed(interval.estimate))
}

/// Four digits, more where there are more in front of the point.
pub(super) fn plain(value: f64) -> String {
    let mut digits = 3_usize;
    let mut size = 10.0;
    while digits > 0 && value.abs() >= size {
        digits -= 1;
        size *= 10.0;
    }
    format!("{value:.digits$}")
}

/// A level of confidence in percent: 95, 99.9.
pub(super) fn percent(level: f64) -> String {
    let text = format!("{:.4}", level * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many of something there are: one bout, two bouts.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How many digits behind the point show two of a number.
fn digits_for(half: f64) -> usize {
    if !half.is_finite() || half <= 0.0 {
        return 3;
    }
    let mut digits = 1;
    let mut size = 1.0;
    while half < size && digits < 6 {
        digits += 1;
        size /= 10.0;
    }
    let mut size = 10.0;
    while half >= size && digits > 0 {
        digits -= 1;
        size *= 10.0;
    }
    digits
}

/// The unit in which seconds are told, and how many seconds it has.
pub(super) fn unit_of_time(seconds: f64) -> (&'static str, f64) {
    match seconds.abs() {
        size if size >= 7_200.0 => ("h", 3_600.0),
        size if size >= 120.0 => ("min", 60.0),
        _ => ("s", 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_counts_are_told_as_they_are() {
        assert_eq!([0.95, 0.999, 0.9].map(percent), ["95", "99.9", "90"]);
        assert_eq!([counted(1, "bout"), counted(20, "bout")], ["1 bout", "20 bouts"]);
    }

    #[test]
    fn numbers_have_the_digits_that_mean_something() {
        let interval = |estimate, half| Interval::around(estimate, half, 0.95, 9);
        assert_eq!(with_interval(&interval(123.456, 4.56)), "123.5 ± 4.6");
        assert_eq!(with_interval(&interval(123.456, 45.6)), "123 ± 46");
        assert_eq!(with_interval(&interval(0.123_456, 0.045_6)), "0.123 ± 0.046");
        assert_eq!(difference(&interval(2.0, 0.55)), "+2.00 (+1.45 to +2.55)");
        assert_eq!([plain(1_234.5), plain(12.345), plain(0.5)], ["1234", "12.35", "0.500"]);
    }
}
