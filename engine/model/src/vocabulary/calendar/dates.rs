//! When a run starts on the calendar, and what that makes of dates and of the clock on the wall.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::hours::DayOfMonth;
use crate::plant::WallClock;
use crate::scene::Run;
use crate::{Diagnostic, ReadCx, Span, Spanned, codes, did_you_mean};

const SECOND: i64 = 1_000_000_000;
/// How many days of holidays may stand in one range: a misspelled year is no range of centuries.
const LONGEST: i64 = 3_660;
/// Simulated time ends before this day: it has 64 bits of nanoseconds.
const LAST_DAY: i64 = (u64::MAX / (86_400 * SECOND as u64)) as i64 + 15;

/// The day that has the number 7: the Monday of the week in which the run starts, if it says when it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start(Option<Date>);

impl Start {
    /// Reads when and where a run starts, or reports what does not fit.
    pub(crate) fn read(run: &Run, cx: &mut ReadCx<'_>) -> Option<(Self, WallClock)> {
        let Some(start) = &run.start else {
            if let Some(zone) = &run.time_zone {
                let message = "a run with a time zone has to say when it starts";
                let finding = Diagnostic::error(codes::CALENDAR, zone.span, message);
                cx.report.push(finding.hint("add `start: \"2026-03-02 06:00\"`"));
                return None;
            }
            return Some((Self(None), WallClock::plain()));
        };
        let zone = run.time_zone.as_ref().map(|zone| time_zone(zone, cx));
        let at = date_time(start, cx)?;
        let zone = match zone {
            Some(zone) => Some(zone?),
            None => None,
        };
        let monday =
            at.date() - jiff::ToSpan::days(i64::from(at.weekday().to_monday_zero_offset()));
        let since_monday = at.duration_since(DateTime::from(monday)).as_nanos() as u64;
        let changes = match zone {
            Some(zone) => changes(&zone, at, start.span, cx)?,
            None => Vec::new(),
        };
        Some((Self(Some(monday)), WallClock::new(since_monday, changes)))
    }

    /// Returns the number of a date, or reports why it has none.
    pub(super) fn day(self, text: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<Spanned<i64>> {
        let date = date(&text.value, text.span, cx)?;
        let Some(monday) = self.0 else {
            let message = "a date has no meaning in a run that does not say when it starts";
            let finding = Diagnostic::error(codes::CALENDAR, text.span, message);
            cx.report.push(
                finding.hint("add the date and time to `run`, as in `start: \"2026-03-02 06:00\"`"),
            );
            return None;
        };
        let days = date.duration_since(monday).as_hours() / 24;
        Some(Spanned { value: days + 7, span: text.span })
    }

    /// Returns the days from the week before the run on until simulated time ends, with their numbers, as months count them; none
    /// where the run does not say when it starts.
    pub(super) fn months(self) -> Option<impl Iterator<Item = (i64, DayOfMonth)>> {
        let monday = self.0?;
        let begin = monday.checked_sub(jiff::ToSpan::days(7)).ok()?;
        let first = begin.first_of_month();
        let number = first.duration_since(monday).as_hours() / 24 + 7;
        let months = std::iter::successors(Some((number, first)), |(number, first)| {
            let next = first.checked_add(jiff::ToSpan::months(1)).ok()?;
            Some((number + i64::from(first.days_in_month()), next))
        });
        let months = months.take_while(|(number, _)| *number < LAST_DAY);
        Some(months.flat_map(|(number, first)| {
            let (of, weekday) = (first.days_in_month(), first.weekday().to_monday_zero_offset());
            (0..i64::from(of)).map(move |day| {
                let weekday = (i64::from(weekday) + day).rem_euclid(7) as usize;
                let day_of_month = DayOfMonth { number: day as u32 + 1, of: of as u32, weekday };
                (number + day, day_of_month)
            })
        }))
    }

    /// Returns the numbers of a date, or of all dates from one to another.
    pub(super) fn days(
        self,
        text: &Spanned<String>,
        cx: &mut ReadCx<'_>,
    ) -> Option<Vec<Spanned<i64>>> {
        let part = |part: &str| Spanned { value: part.trim().to_owned(), span: text.span };
        let Some((first, last)) = text.value.split_once(" to ") else {
            return self.day(text, cx).map(|day| vec![day]);
        };
        let (first, last) = (self.day(&part(first), cx)?, self.day(&part(last), cx)?);
        if !(first.value..first.value + LONGEST).contains(&last.value) {
            let message = "these holidays end before they begin, or after more than ten years";
            cx.error(codes::CALENDAR, text.span, message);
            return None;
        }
        Some((first.value..=last.value).map(|value| Spanned { value, span: text.span }).collect())
    }
}

/// Whether a text looks like a date, and not like days of the week or of the month.
pub(super) fn is_date(text: &str) -> bool {
    text.len() > 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
}

fn date(text: &str, span: Span, cx: &mut ReadCx<'_>) -> Option<Date> {
    // A date alone: the reader of dates would take a time behind it, and forget it.
    let looks_like_one =
        text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = looks_like_one.then(|| text.parse().ok()).flatten();
    if date.is_none() {
        let message = format!("`{text}` is not a date");
        let finding = Diagnostic::error(codes::CALENDAR, span, message);
        cx.report.push(finding.hint("write year, month and day, as in `2026-05-01`"));
    }
    date
}

fn date_time(text: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<DateTime> {
    let plain = |byte: u8| byte.is_ascii_digit() || b"-: T".contains(&byte);
    let looks_like_one = text.value.len() >= 10 && text.value.bytes().all(plain);
    let at = looks_like_one.then(|| text.value.parse().ok()).flatten();
    if at.is_none() {
        let message = format!("`{}` is not a date and time", text.value);
        let finding = Diagnostic::error(codes::CALENDAR, text.span, message);
        cx.report.push(
            finding.hint("write it as in `2026-03-02 06:00`; the zone stands in `time_zone`"),
        );
    }
    at
}

/// Finds a time zone in the bundled database, or reports that there is none.
fn time_zone(name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<TimeZone> {
    let zone = TimeZone::get(&name.value).ok();
    if zone.is_none() {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let message = format!("there is no time zone `{}`", name.value);
        let finding = Diagnostic::error(codes::CALENDAR, name.span, message);
        let near = did_you_mean(&name.value, known.iter().map(String::as_str));
        cx.report.push(match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint("zones are named after cities, as in `Europe/Berlin`, or `UTC`"),
        });
    }
    zone
}

/// By how much the clock is put forward, and when, from the start on; until simulated time ends.
fn changes(
    zone: &TimeZone,
    at: DateTime,
    span: Span,
    cx: &mut ReadCx<'_>,
) -> Option<Vec<(u64, i64)>> {
    let start = zone.to_ambiguous_timestamp(at);
    if matches!(start.offset(), AmbiguousOffset::Gap { .. }) {
        let message = "the clock never shows this time: it is put forward over it";
        let finding = Diagnostic::error(codes::CALENDAR, span, message);
        cx.report.push(finding.hint("start an hour later, or before the change"));
        return None;
    }
    // A time that the clock shows twice is the first of the two.
    if matches!(start.offset(), AmbiguousOffset::Fold { .. }) {
        let message = "the clock shows this time twice, and the run starts the first time";
        let finding = Diagnostic::warning(codes::CALENDAR, span, message);
        cx.report.push(finding.hint("start before the hour that comes twice, or after it"));
    }
    let Ok(start) = start.compatible() else {
        cx.error(codes::CALENDAR, span, "this date is beyond what can be reckoned with");
        return None;
    };
    let mut before = zone.to_offset(start).seconds();
    let mut changes = Vec::new();
    for change in zone.following(start) {
        let Ok(at) = u64::try_from(change.timestamp().duration_since(start).as_nanos()) else {
            break;
        };
        let after = change.offset().seconds();
        if after != before {
            changes.push((at, i64::from(after - before) * SECOND));
        }
        before = after;
    }
    Some(changes)
}
