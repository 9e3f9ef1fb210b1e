//! Calendars: windows of the week, breaks, holidays, other hours on certain dates; and how their words become facts.

mod dates;
mod hours;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use plantwright_units::SimSpan;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{CalendarFacts, Hours, WallClock};
use crate::vocabulary::table::{Csv, Row, Table};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

pub(crate) use dates::Start;
use hours::Pattern;

/// When something is open: `(open: ["Mo-Fr 06:00-14:00"], breaks: ["09:00-09:15"], holidays: ["2026-05-01"])`.
///
/// Without `run.start` simulated time 0 is midnight before a Monday. With it, the dates are those of the calendar on the wall,
/// and with `run.time_zone` its clock is put forward and back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The windows of the week: days (`Mo Tu We Th Fr Sa Su`, as in `Mo-Fr` or `Mo,We`; none: every day) and hours, or a table.
    /// A window belongs to the day on which it begins, and may end on the next: `Mo-Th 22:00-06:00`. With `run.start` there are
    /// days of the month as well: `1st,15th 06:00-08:00`, `last 20:00-24:00`, `2nd Tu 06:00-10:00`, `last Fr 12:00-14:00`.
    pub open: Open,
    /// Pauses, written as windows are; what they cut in two becomes two windows; default: none.
    #[serde(default)]
    pub breaks: Vec<Spanned<String>>,
    /// Dates on which no window begins: `"2026-05-01"`, or from one to another, `"2026-12-24 to 2027-01-01"`; default: none.
    #[serde(default)]
    pub holidays: Vec<Spanned<String>>,
    /// Dates with other windows: `{"2026-04-04": ["06:00-12:00"]}`; default: none.
    #[serde(default)]
    pub exceptions: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

/// Windows, or a table of them, `Csv("shifts.csv")`.
///
/// The columns of the table are `days` (as `Mo-Fr`, or a date), `from` and `to`. A date with neither is a holiday.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub enum Open {
    /// The windows themselves.
    Here(Vec<Spanned<String>>),
    /// A table beside the scene.
    Table(Csv),
}

/// What a calendar says, from a scene or a table: not compared with itself yet.
#[derive(Debug, Default)]
struct Said {
    open: Vec<Spanned<Pattern>>,
    breaks: Vec<Spanned<Pattern>>,
    /// Dates, and their windows.
    dates: Vec<(Spanned<i64>, Vec<Spanned<Pattern>>)>,
}

impl Calendar {
    /// Returns the facts, or reports what does not fit.
    pub(crate) fn facts(
        &self,
        name: &Spanned<String>,
        start: Start,
        clock: &Arc<WallClock>,
        cx: &mut ReadCx<'_>,
    ) -> Option<CalendarFacts> {
        let mut said = Said::default();
        let open = self.say_open(start, &mut said, cx);
        let breaks = all(self.breaks.iter().map(|text| hours::pattern(text, cx)));
        let dates = self.say_dates(start, &mut said, cx);
        open?;
        dates?;
        said.breaks = breaks?;
        overlaps(&said.open, cx)?;
        let dates = said.dates_apart(cx)?;
        let cut = |day: i64, hours: Vec<Hours>| cut(hours, &said.breaks, day);
        let week = [0, 1, 2, 3, 4, 5, 6].map(|day| cut(day, of_day(&said.open, day)));
        let mut dates: BTreeMap<i64, Vec<Hours>> =
            dates.into_iter().map(|(day, hours)| (day, cut(day, hours))).collect();
        for (day, hours) in said.of_months(start, cx)? {
            dates.entry(day).or_insert_with(|| cut(day, hours));
        }
        said.no_break_for_nothing(&dates, cx)?;
        if week.iter().chain(dates.values()).all(Vec::is_empty) {
            let message = format!("`{}` is never open", name.value);
            let finding = Diagnostic::error(codes::CALENDAR, name.span, message);
            cx.report
                .push(finding.hint("give it a window, such as `open: [\"Mo-Fr 06:00-14:00\"]`"));
            return None;
        }
        let clock = Arc::clone(clock);
        Some(CalendarFacts { name: name.value.clone(), span: name.span, week, dates, clock })
    }

    fn say_open(&self, start: Start, said: &mut Said, cx: &mut ReadCx<'_>) -> Option<()> {
        match &self.open {
            Open::Here(windows) => {
                said.open = all(windows.iter().map(|text| hours::pattern(text, cx)))?;
                Some(())
            }
            Open::Table(csv) => {
                let table = Table::read(csv, cx)?;
                table.only(&["days", "from", "to"], cx);
                let columns = ["days", "from", "to"].map(|heading| table.column(heading, cx));
                let [Some(days), Some(from), Some(to)] = columns else { return None };
                let rows: Vec<Row<'_>> = table.rows().collect();
                let said_all = all(rows.iter().map(|row| {
                    let (days, from, to) = (row.need(days, cx)?, row.get(from), row.get(to));
                    let days = Spanned { value: days.text.clone(), span: days.span };
                    let text = match (from, to) {
                        (Some(from), Some(to)) => format!("{}-{}", from.text, to.text),
                        (None, None) if dates::is_date(&days.value) => {
                            said.dates.push((start.day(&days, cx)?, Vec::new()));
                            return Some(());
                        }
                        _ => {
                            let message = "this window has no beginning or no end";
                            cx.error(codes::TABLE, row.span(), message);
                            return None;
                        }
                    };
                    if dates::is_date(&days.value) {
                        let window =
                            hours::pattern(&Spanned { value: text, span: row.span() }, cx)?;
                        said.dates.push((start.day(&days, cx)?, vec![window]));
                    } else {
                        let value = format!("{} {text}", days.value);
                        said.open.push(hours::pattern(&Spanned { value, span: row.span() }, cx)?);
                    }
                    Some(())
                }));
                said_all.map(|_: Vec<()>| ())
            }
        }
    }

    fn say_dates(&self, start: Start, said: &mut Said, cx: &mut ReadCx<'_>) -> Option<()> {
        let holidays = all(self.holidays.iter().map(|text| start.days(text, cx)));
        let exceptions = all(self.exceptions.iter().map(|(date, windows)| {
            let windows = all(windows.iter().map(|text| hours::pattern_of_date(text, cx)));
            Some((start.day(date, cx)?, windows?))
        }));
        let holidays = holidays?.into_iter().flatten().map(|day| (day, Vec::new()));
        said.dates.extend(holidays);
        said.dates.extend(exceptions?);
        Some(())
    }
}

impl Said {
    /// The hours of each date, or reports dates that are said twice, and windows of a date that overlap. Rows of a table add up.
    fn dates_apart(&self, cx: &mut ReadCx<'_>) -> Option<BTreeMap<i64, Vec<Hours>>> {
        let mut dates: BTreeMap<i64, (Span, Vec<Spanned<Pattern>>)> = BTreeMap::new();
        let mut whole = Some(());
        for (day, windows) in &self.dates {
            let Some((first, hours)) = dates.get_mut(&day.value) else {
                dates.insert(day.value, (day.span, windows.clone()));
                continue;
            };
            if windows.is_empty() || hours.is_empty() {
                let finding =
                    Diagnostic::error(codes::DUPLICATE, day.span, "this date is said twice");
                cx.report.push(finding.label(*first, "first here").hint("keep one of the two"));
                whole = None;
            }
            hours.extend(windows.iter().copied());
        }
        whole?;
        let apart: Vec<_> = dates
            .into_iter()
            .map(|(day, (_, windows))| {
                overlaps(&windows, cx)?;
                Some((day, of_day(&windows, day)))
            })
            .collect();
        apart.into_iter().collect()
    }

    /// The hours of the days on which windows of the month begin, with those of their weekday; or reports what does not fit.
    fn of_months(&self, start: Start, cx: &mut ReadCx<'_>) -> Option<Vec<(i64, Vec<Hours>)>> {
        if let Some(pause) = self.breaks.iter().find(|pause| pause.value.is_monthly()) {
            let finding = Diagnostic::error(codes::CALENDAR, pause.span, "breaks are of the week");
            cx.report.push(finding.hint("write it without a day of the month, or with weekdays"));
            return None;
        }
        let monthly = || self.open.iter().filter(|window| window.value.is_monthly());
        let Some(first) = monthly().next() else { return Some(Vec::new()) };
        let Some(days) = start.months() else {
            let message =
                "a day of the month has no meaning in a run that does not say when it starts";
            let finding = Diagnostic::error(codes::CALENDAR, first.span, message);
            cx.report.push(
                finding.hint("add the date and time to `run`, as in `start: \"2026-03-02 06:00\"`"),
            );
            return None;
        };
        let mut hours_of: Vec<(i64, Vec<Hours>)> = Vec::new();
        for (number, day) in days {
            let of_month = || monthly().filter_map(|window| window.value.in_month(day));
            if of_month().next().is_none() {
                continue;
            }
            let of_week = self.open.iter().filter_map(|window| window.value.on(number));
            hours_of.push((number, united(of_month().chain(of_week).collect())));
        }
        Some(hours_of)
    }

    /// Reports breaks outside of all windows.
    fn no_break_for_nothing(
        &self,
        dates: &BTreeMap<i64, Vec<Hours>>,
        cx: &mut ReadCx<'_>,
    ) -> Option<()> {
        let mut whole = Some(());
        for pause in &self.breaks {
            let matters = |day: i64, hours: Vec<Hours>| cut(hours.clone(), &[*pause], day) != hours;
            let in_week = (0..7).any(|day| matters(day, of_day(&self.open, day)));
            if !in_week && dates.is_empty() {
                let finding = Diagnostic::error(
                    codes::CALENDAR,
                    pause.span,
                    "this break lies outside of all windows",
                );
                cx.report.push(finding.hint("breaks are cut out of open windows; leave it out"));
                whole = None;
            }
        }
        whole
    }
}

/// All of them, or none where one was reported.
fn all<T>(parts: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let parts: Vec<Option<T>> = parts.collect();
    parts.into_iter().collect()
}

/// The windows that begin on a day, in order.
fn of_day(windows: &[Spanned<Pattern>], day: i64) -> Vec<Hours> {
    let mut hours: Vec<Hours> = windows.iter().filter_map(|window| window.value.on(day)).collect();
    hours.sort_unstable();
    hours
}

/// Makes one window of those that overlap, which windows of the month and of the week do now and then; those that touch stay apart.
fn united(mut hours: Vec<Hours>) -> Vec<Hours> {
    hours.sort_unstable();
    let mut united: Vec<Hours> = Vec::new();
    for next in hours {
        match united.last_mut() {
            Some(last) if next.from < last.to => last.to = last.to.max(next.to),
            _ => united.push(next),
        }
    }
    united
}

/// Cuts breaks out of the windows of a day.
fn cut(mut hours: Vec<Hours>, breaks: &[Spanned<Pattern>], day: i64) -> Vec<Hours> {
    // Windows last until the next day at most.
    for beside in [-1, 0, 1] {
        let shift = i128::from(beside) * i128::from(hours::DAY);
        for pause in of_day(breaks, day + beside) {
            let at = |within: u64| (i128::from(within) + shift).max(0) as u64;
            let (from, to) = (at(pause.from), at(pause.to));
            let parts = hours.iter().flat_map(|open| {
                let before = Hours { from: open.from, to: open.to.min(from) };
                let after = Hours { from: open.from.max(to), to: open.to };
                [before, after].into_iter().filter(|part| part.to > part.from)
            });
            // A break that touches a window at most leaves it whole, and not twice.
            if from < to {
                hours = parts.collect();
            }
        }
    }
    hours
}

/// Reports windows that overlap, also over midnight and from Sunday to Monday.
fn overlaps(windows: &[Spanned<Pattern>], cx: &mut ReadCx<'_>) -> Option<()> {
    let mut hours: Vec<(u64, u64, Span)> = Vec::new();
    for day in 0..8 {
        let of_day = windows.iter().filter_map(|window| Some((window.value.on(day)?, window.span)));
        let start = day as u64 * hours::DAY;
        hours.extend(of_day.map(|(hours, span)| (start + hours.from, start + hours.to, span)));
    }
    hours.sort_by_key(|(from, to, span)| (*from, *to, span.start));
    let overlap = hours.windows(2).find(|pair| pair[1].0 < pair[0].1);
    let Some([(_, end, first), (from, to, second)]) = overlap else {
        return Some(());
    };
    let twice = SimSpan::from_nanos(end.min(to) - from);
    let finding =
        Diagnostic::error(codes::CALENDAR, *second, format!("two windows overlap by `{twice}`"));
    let finding =
        if first == second { finding } else { finding.label(*first, "this is the other one") };
    cx.report.push(finding.hint("windows may touch, as `06:00-14:00` and `14:00-22:00` do"));
    None
}

impl<'de> Deserialize<'de> for Open {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Open;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a list of windows such as `\"Mo-Fr 06:00-14:00\"`, or `Csv(\"shifts.csv\")`",
                )
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, list: A) -> Result<Open, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Open::Here)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Open, A::Error> {
                Csv::from_enum(data).map(Open::Table)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
