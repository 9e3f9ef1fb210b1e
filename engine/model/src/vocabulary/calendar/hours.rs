//! Windows as people write them: `Mo-Fr 06:00-14:00`.

use crate::plant::Hours;
use crate::{Diagnostic, ReadCx, Spanned, codes};

const MINUTE: u64 = 60_000_000_000;
/// Nanoseconds of a day.
pub(super) const DAY: u64 = 24 * 60 * MINUTE;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// A window on some days of the week, or of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    days: [bool; 7],
    /// Days of the month; then there are none of the week.
    month: Option<InMonth>,
    hours: Hours,
}

/// Days of the month, as bits: a bit for each number, and bit 0 for the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct InMonth {
    dates: u32,
    /// Of each weekday, the first, the second and so on of the month.
    weekdays: [u32; 7],
}

/// A day as months count it.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayOfMonth {
    /// Its number, from 1 on.
    pub(super) number: u32,
    /// How many days the month has.
    pub(super) of: u32,
    /// Its weekday, from Monday on.
    pub(super) weekday: usize,
}

impl Pattern {
    /// Its hours on a day, if it has some; day 0 and every seventh is a Monday.
    pub(super) fn on(&self, day: i64) -> Option<Hours> {
        self.days[day.rem_euclid(7) as usize].then_some(self.hours)
    }

    /// Whether it goes by the days of the month.
    pub(super) fn is_monthly(&self) -> bool {
        self.month.is_some()
    }

    /// Its hours on a day of a month, if it goes by those and has some.
    pub(super) fn in_month(&self, day: DayOfMonth) -> Option<Hours> {
        let has = |bits: u32, bit: u32| bits & (1 << bit) != 0;
        let month = self.month?;
        let weekdays = month.weekdays[day.weekday];
        let is_on = has(month.dates, day.number)
            || has(month.dates, 0) && day.number == day.of
            || has(weekdays, day.number.div_ceil(7))
            || has(weekdays, 0) && day.number + 7 > day.of;
        is_on.then_some(self.hours)
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
    let (days, month) = read_days(days)?;
    Ok(Pattern { days, month, hours: Hours { from, to } })
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

/// Reads days such as `Mo-Fr,Su`, or `1st,15th`, `last`, `2nd Tu` of the month; none are all.
fn read_days(text: &str) -> Result<([bool; 7], Option<InMonth>), Problem> {
    if text.trim().is_empty() {
        return Ok(([true; 7], None));
    }
    let mut days = [false; 7];
    let mut month = None;
    for part in text.split(',').map(str::trim) {
        if part.starts_with("last") || part.starts_with(|c: char| c.is_ascii_digit()) {
            read_in_month(part, month.get_or_insert_default())?;
            continue;
        }
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (first, last) = (day(first.trim())?, day(last.trim())?);
        // From Saturday to Monday is over Sunday.
        let count = (last + 7 - first) % 7;
        (first..=first + count).for_each(|day| days[day % 7] = true);
    }
    if month.is_some() && days.contains(&true) {
        let message = format!("`{text}` are days of the week and of the month");
        return Err((message, "write two windows, one for each"));
    }
    Ok((days, month))
}

/// Reads `1st`, `last`, or `2nd Tu`.
fn read_in_month(text: &str, month: &mut InMonth) -> Result<(), Problem> {
    const HINT: &str =
        "days of the month are written as `1st`, `15th` or `last`, or `2nd Tu` and `last Fr`";
    let problem = || (format!("`{text}` is no day of a month"), HINT);
    let (which, weekday) = match text.split_once(char::is_whitespace) {
        Some((which, weekday)) => (which, Some(day(weekday.trim())?)),
        None => (text, None),
    };
    let number = if which == "last" {
        0
    } else {
        let ends = ["st", "nd", "rd", "th"];
        let digits = ends.iter().find_map(|end| which.strip_suffix(end)).ok_or_else(problem)?;
        let most = if weekday.is_some() { 5 } else { 31 };
        let number = digits.parse().ok().filter(|number| (1..=most).contains(number));
        number.ok_or_else(problem)?
    };
    let bits = weekday.map_or(&mut month.dates, |weekday| &mut month.weekdays[weekday]);
    *bits |= 1u32 << number;
    Ok(())
}

fn day(text: &str) -> Result<usize, Problem> {
    DAYS.iter().position(|day| *day == text).ok_or_else(|| {
        (format!("`{text}` is no day of the week"), "the days are Mo, Tu, We, Th, Fr, Sa, Su")
    })
}
