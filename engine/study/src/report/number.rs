//! Numbers as people read them: a unit that fits, and as many digits as the interval says something about.

use crate::statistics::Interval;

/// Returns a value with its interval: `18 012 ± 14 /h`.
pub fn with_interval(interval: &Interval, unit: &str) -> String {
    let (by, unit) = scale(interval.estimate, unit);
    let it = interval.scaled(by);
    let half_width = it.half_width();
    if !it.is_bounded() {
        return format!("{} ± ? {unit}", short(it.estimate)).trim_end().to_owned();
    }
    if half_width == 0.0 {
        return format!("{} ± 0 {unit}", short(it.estimate)).trim_end().to_owned();
    }
    let decimals = decimals_of(half_width);
    let text = format!("{} ± {} {unit}", fixed(it.estimate, decimals), fixed(half_width, decimals));
    text.trim_end().to_owned()
}

/// Returns a value with its interval in the unit that it is in.
pub fn as_is(interval: &Interval, unit: &str) -> String {
    let half_width = interval.half_width();
    let estimate = interval.estimate;
    let text = match half_width {
        it if !it.is_finite() => format!("{} ± ? {unit}", short(estimate)),
        0.0 => format!("{} in every run {unit}", short(estimate)),
        it => {
            format!("{} ± {} {unit}", fixed(estimate, decimals_of(it)), fixed(it, decimals_of(it)))
        }
    };
    text.trim_end().to_owned()
}

/// Returns a value alone, where its interval stands beside it.
pub fn value(value: f64, unit: &str) -> String {
    let (by, unit) = scale(value, unit);
    format!("{} {unit}", short(value * by)).trim_end().to_owned()
}

/// Returns the bounds of an interval: `17 998 to 18 026 /h`.
pub fn bounds(interval: &Interval, unit: &str) -> String {
    if !interval.is_bounded() {
        return "not known".to_owned();
    }
    let (by, unit) = scale(interval.low.abs().max(interval.high.abs()), unit);
    let it = interval.scaled(by);
    let decimals = decimals_of(it.half_width());
    let text = format!("{} to {} {unit}", fixed(it.low, decimals), fixed(it.high, decimals));
    text.trim_end().to_owned()
}

/// Returns a difference with its sign and interval: `+32 (27 to 37) /h`.
pub fn difference(interval: &Interval, unit: &str) -> String {
    let largest = interval.low.abs().max(interval.high.abs());
    let (by, unit) = scale(if largest.is_finite() { largest } else { interval.estimate }, unit);
    signed_with_bounds(&interval.scaled(by), unit)
}

/// Returns a relative change in percent: `+4.1 (3.6 to 4.6) %`.
pub fn percent(ratio: &Interval) -> String {
    signed_with_bounds(&ratio.scaled(100.0), "%")
}

fn signed_with_bounds(it: &Interval, unit: &str) -> String {
    if !it.is_bounded() {
        return format!("{} (not known) {unit}", signed(it.estimate, 2)).trim_end().to_owned();
    }
    if it.half_width() == 0.0 {
        return format!("{} (exactly) {unit}", signed_short(it.estimate)).trim_end().to_owned();
    }
    let decimals = decimals_of(it.half_width());
    // The bounds need signs only where they differ.
    let bound =
        |value: f64| if it.low > 0.0 { fixed(value, decimals) } else { signed(value, decimals) };
    let (low, high) = (bound(it.low), bound(it.high));
    format!("{} ({low} to {high}) {unit}", signed(it.estimate, decimals)).trim_end().to_owned()
}

/// The factor and the unit in which people say such a value.
pub(crate) fn scale(value: f64, unit: &str) -> (f64, &str) {
    match unit {
        "s" => {
            let (seconds, unit) = match value.abs() {
                it if it == 0.0 || !it.is_finite() => (1.0, "s"),
                it if it < 1e-3 => (1e-6, "us"),
                it if it < 1.0 => (1e-3, "ms"),
                it if it < 120.0 => (1.0, "s"),
                it if it < 7_200.0 => (60.0, "min"),
                it if it < 172_800.0 => (3_600.0, "h"),
                _ => (86_400.0, "d"),
            };
            (1.0 / seconds, unit)
        }
        "1/h" => (1.0, "/h"),
        "1" | "currency" => (1.0, ""),
        unit => (1.0, unit),
    }
}

/// Decimals that show two digits of a half-width.
pub(crate) fn decimals_of(half_width: f64) -> usize {
    if half_width <= 0.0 || !half_width.is_finite() {
        return 2;
    }
    (1.0 - libm::floor(libm::log10(half_width))).clamp(0.0, 9.0) as usize
}

/// Four significant digits or so.
pub(crate) fn short(number: f64) -> String {
    fixed(number, short_decimals(number))
}

fn signed_short(number: f64) -> String {
    signed(number, short_decimals(number))
}

fn short_decimals(number: f64) -> usize {
    match number.abs() {
        0.0 => 0,
        it if it < 10.0 => 3,
        it if it < 100.0 => 2,
        it if it < 10_000.0 => 1,
        _ => 0,
    }
}

fn signed(number: f64, decimals: usize) -> String {
    let text = fixed(number, decimals);
    if number > 0.0 && text.bytes().any(|digit| digit.is_ascii_digit() && digit != b'0') {
        format!("+{text}")
    } else {
        text
    }
}

/// So many decimals, thousands in groups.
pub(crate) fn fixed(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    let is_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_that_the_interval_lets_one_see() {
        let around = |estimate, half| Interval::around(estimate, half, 0.95, 9);
        assert_eq!(with_interval(&around(18_012.34, 14.2), "1/h"), "18 012 ± 14 /h");
        assert_eq!(with_interval(&around(1.234_5, 0.021), "1"), "1.234 ± 0.021");
        assert_eq!(with_interval(&around(7_500.0, 36.0), "s"), "2.083 ± 0.010 h");
        assert_eq!(with_interval(&Interval::unbounded(4.0, 0.95, 1), "items"), "4.000 ± ? items");
        assert_eq!(percent(&around(0.041, 0.005)), "+4.10 (3.60 to 4.60) %");
        assert_eq!(difference(&around(-3.0, 5.0), "1/h"), "-3.0 (-8.0 to +2.0) /h");
        assert_eq!(difference(&around(0.0, 0.0), "1/h"), "0 (exactly) /h");
        assert_eq!(bounds(&around(90.0, 3.0), "s"), "87.0 to 93.0 s");
    }
}
