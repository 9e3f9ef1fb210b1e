//! When something is open: hours of the weekdays, other hours on certain dates, and the clock on the wall that they go by.
//!
//! Everything here is arithmetic of whole nanoseconds: what a time zone has to say was asked when the scene was read. Nothing
//! is kept while a run lasts; whoever follows a calendar remembers an instant, and asks for the next change.

use std::collections::BTreeMap;
use std::sync::Arc;

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Span;

/// Nanoseconds of a day on the wall.
const DAY: u64 = 24 * 3_600_000_000_000;
/// Nanoseconds of a week on the wall.
const WEEK: u64 = 7 * DAY;
/// How many days before an instant the windows may have begun that touch it.
const DAYS_BACK: i64 = 3;

/// A calendar: the windows of time in which something is open.
///
/// A window belongs to the day on which it begins. Where the clock on the wall is put forward or back, a window opens and
/// closes as soon as the clock first shows its time or has passed it: a night shift over the change to summer time is an hour
/// shorter, one over the change back an hour longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFacts {
    /// Its name.
    pub name: String,
    /// Where the name stands in the scene.
    pub span: Span,
    /// The hours of each weekday, from Monday on.
    pub week: [Vec<Hours>; 7],
    /// The hours of dates that have others than their weekday, by the number of the day; day 7 is the Monday of the week in
    /// which the run starts.
    pub dates: BTreeMap<i64, Vec<Hours>>,
    /// The clock that the hours are read off.
    #[serde(serialize_with = "alone", deserialize_with = "shared")]
    pub clock: Arc<WallClock>,
}

/// Open hours, in nanoseconds from midnight. They may end on the next day: then the end is above 24 h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    /// When they begin.
    pub from: u64,
    /// When they end; this instant is no longer part of them.
    pub to: u64,
}

/// A window of simulated time in which something is open: from an instant on, until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub from: SimTime,
    /// The instant at which it is closed; the end of time where it never closes.
    pub to: SimTime,
}

/// A clock on the wall beside simulated time, which is put forward and back now and then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallClock {
    /// From which instant on the clock is how far ahead of simulated time, both in nanoseconds. The first is from zero on.
    ///
    /// What the clock shows counts from the Monday before the week in which the run starts.
    stretches: Vec<(u64, i64)>,
}

impl WallClock {
    /// The clock of a run that starts at midnight before a Monday, and is never put forward or back.
    pub fn plain() -> Self {
        Self::new(0, [])
    }

    /// The clock of a run that starts so many nanoseconds after midnight before a Monday, and is put forward by so many at
    /// each of the instants; back, where it is below zero.
    pub(crate) fn new(since_monday: u64, changes: impl IntoIterator<Item = (u64, i64)>) -> Self {
        let mut ahead = (WEEK + since_monday) as i64;
        let mut stretches = vec![(0, ahead)];
        stretches.extend(changes.into_iter().map(|(at, by)| {
            ahead += by;
            (at, ahead)
        }));
        Self { stretches }
    }

    /// What the clock shows at an instant.
    fn shows(&self, at: u64) -> i128 {
        let position = self.stretches.partition_point(|(from, _)| *from <= at) - 1;
        i128::from(at) + i128::from(self.stretches[position].1)
    }

    /// The first instant at which the clock shows a time or has passed it; none beyond the end of time.
    fn reaches(&self, time: i128) -> Option<u64> {
        let ends = |position: usize| {
            let (next, _) = self.stretches.get(position + 1)?;
            Some(i128::from(*next) + i128::from(self.stretches[position].1))
        };
        // A clock that is put back shows a time twice: the first time counts.
        let last = self.stretches.len() - 1;
        let is_over = |position: &usize| ends(*position).is_some_and(|end| end <= time);
        let position = (0..last).find(|position| !is_over(position)).unwrap_or(last);
        let (from, ahead) = self.stretches[position];
        u64::try_from((time - i128::from(ahead)).max(i128::from(from))).ok()
    }
}

fn alone<S: Serializer>(clock: &Arc<WallClock>, serializer: S) -> Result<S::Ok, S::Error> {
    clock.as_ref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<WallClock>, D::Error> {
    WallClock::deserialize(deserializer).map(Arc::new)
}

impl CalendarFacts {
    /// Tells whether it is open at an instant. At the end of a window it is closed, unless the next one begins there.
    pub fn is_open(&self, at: SimTime) -> bool {
        self.window(at).is_some_and(|window| window.from <= at)
    }

    /// Returns the window that holds an instant, or the next one; none where it never opens again.
    ///
    /// Windows that touch stay apart: see [`next_change`](Self::next_change).
    pub fn window(&self, at: SimTime) -> Option<Window> {
        self.windows(at).next()
    }

    /// Returns the windows that are not over at an instant, in order; none overlaps another.
    pub fn windows(&self, at: SimTime) -> impl Iterator<Item = Window> {
        self.openings(at).filter(move |window| window.to > window.from && window.to > at)
    }

    /// As [`windows`](Self::windows), with some that are over, and with those that the clock passes over as it is put forward:
    /// they are open for no time.
    fn openings(&self, at: SimTime) -> impl Iterator<Item = Window> {
        let first = self.day(at) - DAYS_BACK;
        let hours = (first..).take_while(|day| self.may_open_from(*day));
        let hours = hours.flat_map(|day| self.hours(day).iter().map(move |hours| (day, *hours)));
        let windows = hours.map_while(|(day, hours)| {
            let instant = |within: u64| {
                self.clock.reaches(i128::from(day) * i128::from(DAY) + i128::from(within))
            };
            let to = instant(hours.to).map_or(SimTime::MAX, SimTime::from_nanos);
            Some(Window { from: SimTime::from_nanos(instant(hours.from)?), to })
        });
        let mut over = SimTime::ZERO;
        windows.filter_map(move |window| {
            let from = window.from.max(over);
            over = over.max(window.to);
            let is_passed_over = window.from == window.to && window.to == from;
            (window.to > from || is_passed_over).then_some(Window { from, to: window.to })
        })
    }

    /// Returns the next instant after this one at which it opens or closes; none where it stays as it is.
    ///
    /// Windows that touch are one here.
    pub fn next_change(&self, at: SimTime) -> Option<SimTime> {
        let mut windows = self.windows(at);
        let first = windows.next()?;
        if first.from > at {
            return Some(first.from);
        }
        // After the last of the dates, a week without a change is followed by weeks without a change.
        let last = self.dates.last_key_value().map_or(0, |(day, _)| *day);
        let calm = self.day(at).max(last) + 9;
        let mut end = first.to;
        for window in windows {
            if window.from > end {
                return Some(end);
            }
            end = window.to;
            if end < SimTime::MAX && self.day(end) > calm {
                return None;
            }
        }
        (end < SimTime::MAX).then_some(end)
    }

    /// Returns the first instant after this one at which a window begins, also where another ends there; none where none does any
    /// more. A window that had begun when the run did does not begin; one that the clock passes over as it is put forward begins when
    /// it does so.
    pub fn next_opening(&self, at: SimTime) -> Option<SimTime> {
        self.openings(at).map(|window| window.from).find(|from| *from > at)
    }

    /// Returns the first instant at which it has been open for so long since an instant; none where that is never so.
    pub fn after(&self, at: SimTime, open: SimSpan) -> Option<SimTime> {
        let mut left = open;
        for window in self.windows(at) {
            let from = window.from.max(at);
            let length = window.to.since(from);
            if left <= length {
                return from.checked_add(left);
            }
            left = SimSpan::from_nanos(left.as_nanos() - length.as_nanos());
        }
        None
    }

    /// Returns the share of an ordinary week in which it is open.
    pub fn share(&self) -> f64 {
        let hours = self.week.iter().flatten();
        let open: u64 = hours.map(|hours| hours.to - hours.from).sum();
        open as f64 / WEEK as f64
    }

    /// Returns how long its longest window is open; nothing where it never is.
    pub fn longest_window(&self) -> SimSpan {
        let hours = self.week.iter().chain(self.dates.values()).flatten();
        SimSpan::from_nanos(hours.map(|hours| hours.to - hours.from).max().unwrap_or(0))
    }

    /// The hours of a day.
    fn hours(&self, day: i64) -> &[Hours] {
        self.dates.get(&day).unwrap_or(&self.week[day.rem_euclid(7) as usize])
    }

    /// Whether it opens on this day or on a later one.
    fn may_open_from(&self, day: i64) -> bool {
        self.week.iter().any(|hours| !hours.is_empty()) || self.dates.range(day..).next().is_some()
    }

    /// The number of the day that the clock shows.
    fn day(&self, at: SimTime) -> i64 {
        self.clock.shows(at.as_nanos()).div_euclid(i128::from(DAY)) as i64
    }
}
