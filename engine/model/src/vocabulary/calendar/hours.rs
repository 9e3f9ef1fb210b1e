//! Windows as people write them: `Mo-Fr 06:00-14:00`.

use crate::plant::Hours;
use crate::{Diagnostic, ReadCx, Spanned, codes};

const MINUTE: u64 = 60_000_000_000;
/// Nanoseconds of a day.
pub(super) const DAY: u64 = 24 * 60 * MINUTE;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// A window on some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    days: [bool; 7],
    hours: Hours,
}

impl Pattern {
    /// Its hours on a day, if it has some; day 0 and every seventh is a Monday.
    pub(super) fn on(&self, day: i64) -> Option<Hours> {
        self.days[day.rem_euclid(7) as usize].then_some(self.hours)
    }
}

/// Reads a window, or reports what is wrong with it.
pub(super) fn pattern(text: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<Spanned<Pattern>> {
    match read(&text.value) {
        Ok(value) => Some(Spanned { value, span: text.span }),
        Err((message, hint)) => {
            cx.report.push(Diagnostic::error(codes::CALENDAR, text.span, message).hint(hint));
            None
        }
    }
}

/// As [`pattern`], for a window whose day is a date.
pub(super) fn pattern_of_date(
    text: &Spanned<String>,
    cx: &mut ReadCx<'_>,
) -> Option<Spanned<Pattern>> {
    let window = pattern(text, cx)?;
    if window.value.days != [true; 7] {
        let message = "this window has a date already";
        let finding = Diagnostic::error(codes::CALENDAR, text.span, message);
        cx.report.push(finding.hint("write the hours alone, as in `\"06:00-12:00\"`"));
        return None;
    }
    Some(window)
}

type Problem = (String, &'static str);

fn read(text: &str) -> Result<Pattern, Problem> {
    const HINT: &str = "write days and hours, as in `Mo-Fr 06:00-14:00` or `22:00-06:00`";
    let text = text.trim();
    let (days, hours) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let Some((from, to)) = hours.split_once(['-', '–']) else {
        return Err((format!("`{hours}` is not a window of time"), HINT));
    };
    let (from, to) = (time(from)?, time(to)?);
    if from == to || (from, to) == (DAY, 0) || from == DAY {
        let message = format!("`{hours}` does not say how long it is open");
        return Err((message, "for the whole day write `00:00-24:00`"));
    }
    let to = if to > from { to } else { to + DAY };
    Ok(Pattern { days: read_days(days)?, hours: Hours { from, to } })
}

/// Reads a time of day, in nanoseconds.
fn time(text: &str) -> Result<u64, Problem> {
    let problem = || {
        let message = format!("`{text}` is not a time of day");
        (
            message,
            "write hours and minutes from `00:00` to `24:00`, and seconds behind them if need be",
        )
    };
    let number = |part: &str| -> Option<u64> {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let numbers: Option<Vec<u64>> = text.trim().split(':').map(number).collect();
    let (hours, minutes, seconds) = match numbers.as_deref() {
        Some([hours, minutes]) => (*hours, *minutes, 0),
        Some([hours, minutes, seconds]) => (*hours, *minutes, *seconds),
        _ => return Err(problem()),
    };
    let nanos = (hours * 60 + minutes) * MINUTE + seconds * (MINUTE / 60);
    if minutes < 60 && seconds < 60 && nanos <= DAY { Ok(nanos) } else { Err(problem()) }
}

/// Reads days such as `Mo-Fr,Su`; none are all.
fn read_days(text: &str) -> Result<[bool; 7], Problem> {
    if text.trim().is_empty() {
        return Ok([true; 7]);
    }
    let mut days = [false; 7];
    for part in text.split(',').map(str::trim) {
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (first, last) = (day(first.trim())?, day(last.trim())?);
        // From Saturday to Monday is over Sunday.
        let count = (last + 7 - first) % 7;
        (first..=first + count).for_each(|day| days[day % 7] = true);
    }
    Ok(days)
}

fn day(text: &str) -> Result<usize, Problem> {
    DAYS.iter().position(|day| *day == text).ok_or_else(|| {
        (format!("`{text}` is no day of the week"), "the days are Mo, Tu, We, Th, Fr, Sa, Su")
    })
}
