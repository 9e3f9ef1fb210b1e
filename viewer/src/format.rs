//! Numbers as people read them: with units, with as many digits as say something.

use plantwright_units::SimTime;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

/// Thin, and never at the end of a line.
const GAP: &str = "\u{a0}";

/// A clock: `06:30:12`, with days in front once there are any.
pub(crate) fn clock(at: SimTime) -> String {
    let seconds = at.as_nanos() / 1_000_000_000;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let hms = format!("{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60);
    if days > 0 { format!("{days}d {hms}") } else { hms }
}

/// A clock to the millisecond.
pub(crate) fn clock_exactly(at: SimTime) -> String {
    format!("{}.{:03}", clock(at), at.as_nanos() / 1_000_000 % 1_000)
}

/// A length of time in the unit that suits it: `850 ms`, `42.0 s`, `3.5 min`, `7.2 h`, `3.1 d`.
pub(crate) fn span(seconds: f64) -> String {
    let (value, unit) = match seconds.abs() {
        0.0 => return format!("0{GAP}s"),
        it if it < 1e-6 => (seconds * 1e9, "ns"),
        it if it < 1e-3 => (seconds * 1e6, "µs"),
        it if it < 1.0 => (seconds * 1e3, "ms"),
        it if it < 2.0 * MINUTE => (seconds, "s"),
        it if it < 2.0 * HOUR => (seconds / MINUTE, "min"),
        it if it < 2.0 * DAY => (seconds / HOUR, "h"),
        _ => (seconds / DAY, "d"),
    };
    format!("{}{GAP}{unit}", number(value))
}

/// A length of time on an axis that goes on to another one: in the unit that suits that one, without noughts at its end.
pub(crate) fn tick(seconds: f64, whole: f64) -> String {
    let (length, unit) = match whole {
        it if it < 1e-3 => (1e-6, "µs"),
        it if it < 1.0 => (1e-3, "ms"),
        it if it < 2.0 * MINUTE => (1.0, "s"),
        it if it < 2.0 * HOUR => (MINUTE, "min"),
        it if it < 2.0 * DAY => (HOUR, "h"),
        _ => (DAY, "d"),
    };
    let text = format!("{:.2}", seconds / length);
    format!("{}{GAP}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number with three digits or so; thousands apart.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    let text = match size {
        it if it >= 100.0 || (it - it.round()).abs() < 1e-9 => grouped(value.round()),
        it if it >= 10.0 => format!("{value:.1}"),
        it if it >= 0.01 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    };
    text.replace('-', "−")
}

/// A whole number; thousands apart.
pub(crate) fn count(value: u64) -> String {
    grouped(value as f64)
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 && digits.len() > 4 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("−{text}") } else { text }
}

/// A share: `87.3 %`.
pub(crate) fn share(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let percent = value * 100.0;
    if percent > 0.0 && percent < 0.05 {
        return format!("<{GAP}0.1{GAP}%");
    }
    let text =
        if percent.abs() >= 99.95 { format!("{percent:.0}") } else { format!("{percent:.1}") };
    format!("{}{GAP}%", text.replace('-', "−"))
}

/// A KPI's value with its unit.
pub(crate) fn value(value: f64, unit: &str) -> String {
    match unit {
        "1" => share(value),
        "s" => span(value),
        "1/h" => format!("{}{GAP}/h", number(value)),
        "" | "items" => number(value),
        unit => format!("{}{GAP}{unit}", number(value)),
    }
}

/// A difference, always with a sign.
pub(crate) fn difference(change: f64, unit: &str) -> String {
    if change.abs() < 1e-12 {
        return "±0".to_owned();
    }
    let text = match unit {
        // Less than what is shown of a share.
        "1" if change.abs() < 5e-5 => return format!("±0.00{GAP}pp"),
        "1" if change.abs() < 0.1 => format!("{:.2}{GAP}pp", change.abs() * 100.0),
        "1" => format!("{}{GAP}pp", number(change.abs() * 100.0)),
        unit => value(change.abs(), unit),
    };
    format!("{}{text}", if change > 0.0 { '+' } else { '−' })
}

/// The name of a KPI in words: `mean_flow_time` is "mean flow time".
pub(crate) fn words(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// A time as a person types it: `2h`, `90 min`, `1d 6h`, `3600`; none where it is none.
pub fn parse_time(text: &str) -> Option<SimTime> {
    let text = text.trim();
    if let Some((h, rest)) = text.split_once(':') {
        let (m, s) = rest.split_once(':').unwrap_or((rest, "0"));
        let seconds = h.parse::<f64>().ok()? * HOUR + m.parse::<f64>().ok()? * MINUTE;
        return instant(seconds + s.parse::<f64>().ok()?);
    }
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
        let value: f64 = rest[..end].parse().ok()?;
        rest = rest[end..].trim_start();
        let end = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
        let factor = match &rest[..end] {
            "" | "s" | "sec" => 1.0,
            "ms" => 1e-3,
            "m" | "min" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            _ => return None,
        };
        rest = &rest[end..];
        seconds += value * factor;
    }
    if text.is_empty() { None } else { instant(seconds) }
}

fn instant(seconds: f64) -> Option<SimTime> {
    (0.0..1.8e10).contains(&seconds).then(|| SimTime::from_nanos((seconds * 1e9).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let plain = |text: String| {
            text.replace([GAP, "\u{202f}"].map(|it| it.chars().next().unwrap()), " ")
        };
        for (value_, unit, text) in [
            (17_940.2, "1/h", "17 940 /h"),
            (0.873, "1", "87.3 %"),
            (1.0, "1", "100 %"),
            (0.0001, "1", "< 0.1 %"),
            (42.0, "s", "42 s"),
            (3_725.0, "s", "62.1 min"),
            (30_000.0, "s", "8.33 h"),
            (12.0, "items", "12"),
            (1_234.0, "items", "1234"),
            (f64::NAN, "items", "–"),
        ] {
            assert_eq!(plain(value(value_, unit)), text, "{value_} {unit}");
        }
        assert_eq!(plain(difference(-0.012, "1")), "−1.20 pp");
        assert_eq!(plain(difference(-5e-6, "1")), "±0.00 pp");
        let ticks = [0.0, 30.0, 90.0, 120.0].map(|seconds| plain(tick(seconds, 165.0)));
        assert_eq!(ticks, ["0 min", "0.5 min", "1.5 min", "2 min"]);
        assert_eq!(plain(tick(30.0, 90.0)), "30 s");
        assert_eq!(clock(SimTime::from_nanos(95_000_000_000_000)), "1d 02:23:20");
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        let hours = |text: &str| parse_time(text).map(|at| at.as_secs_f64() / 3_600.0);
        assert_eq!(hours("2h"), Some(2.0));
        assert_eq!(hours("1d 6 h"), Some(30.0));
        assert_eq!(hours("90 min"), Some(1.5));
        assert_eq!(hours("01:30"), Some(1.5));
        assert_eq!(hours("soon"), None);
        assert_eq!(hours(""), None);
    }
}
