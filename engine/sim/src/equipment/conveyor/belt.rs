//! Where everything on a belt is at any instant, without anything being moved.
//!
//! All is told by the odometer: how far the surface has run. Let item i come when the odometer is at E(i), with the pitch p(i),
//! and be taken from the exit, at length L, at P(i). On an accumulating belt items move with the surface unless they touch the
//! one ahead, and all that touch start at once. So the front of an item is at the exit from
//!
//! ```text
//! R(i) = max(E(i) + L, P(i-1) + p(i-1))
//! ```
//!
//! on, and the front of the last item has passed its own pitch, so that the next may come, at
//!
//! ```text
//! T = max(E(last) + p(last), P(h-1) + p(h-1) + Σp - L),   Σp: the pitches of all items on the belt, of which h is the first
//! ```
//!
//! unless Σp > L: then the last one stands before that until h is taken. The last item is the last one to come to a stand, at
//! `max(E(last) + L - Σp + p(last), R(h))`. These are the passage times of a tandem of servers whose service is a distance
//! (max-plus algebra; Baccelli et al., Synchronization and Linearity, 1992), and none of them looks at more than two items.
//! On a belt that does not accumulate it is the odometer that stands still while an item waits at the exit, and the same holds.
//!
//! Instants are rounded up to nanoseconds, each from the odometer's exact numbers. What happens as soon as it can is put down
//! in the odometer where it could, and not where the odometer was at the rounded instant: so nothing adds up.

use std::collections::VecDeque;

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::items::ItemRef;

/// A distance, in units of the belt.
pub(crate) type Units = u128;

/// The surface of a belt, and the items on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Belt {
    length: Units,
    /// How far it runs in a nanosecond now, when it does.
    speed: u64,
    accumulates: bool,
    /// How far it had run at an instant, and whether it has since.
    odometer: Units,
    at: SimTime,
    runs: bool,
    /// What is on it, the first one first.
    items: VecDeque<Carried>,
    /// The pitches of all items on it.
    load: Units,
    /// From where on the item taken last would let the next one be at the exit.
    exit_free: Units,
}

/// An item on a belt.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Carried {
    item: ItemRef,
    /// Where the odometer was when it came.
    entry: Units,
    /// Its length, and the gap behind it.
    pitch: Units,
}

impl Belt {
    pub(super) fn new(length: Units, speed: u64, accumulates: bool) -> Self {
        Self {
            length,
            speed,
            accumulates,
            odometer: 0,
            at: SimTime::ZERO,
            runs: true,
            items: VecDeque::new(),
            load: 0,
            exit_free: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = ItemRef> {
        self.items.iter().map(|carried| carried.item)
    }

    fn odometer(&self, now: SimTime) -> Units {
        let run = if self.runs { now.since(self.at).as_nanos() } else { 0 };
        self.odometer + Units::from(run) * Units::from(self.speed)
    }

    /// Where the odometer is when the first item is at the exit.
    fn exit(&self) -> Option<Units> {
        let first = self.items.front()?;
        Some((first.entry + self.length).max(self.exit_free))
    }

    /// Where it is when the next item may come; none: only once the first one is taken.
    fn entry(&self) -> Option<Units> {
        if self.load > self.length {
            return None;
        }
        let behind = self.items.back().map_or(0, |last| last.entry + last.pitch);
        Some(behind.max((self.exit_free + self.load).saturating_sub(self.length)))
    }

    /// Where it is when all items stand, if the first one waits at the exit.
    fn stand(&self) -> Option<Units> {
        let (exit, last) = (self.exit()?, self.items.back()?);
        if !self.accumulates {
            return Some(exit);
        }
        Some((last.entry + self.length + last.pitch).saturating_sub(self.load).max(exit))
    }

    /// When the odometer is there; none: not as things are.
    fn when(&self, units: Units) -> Option<SimTime> {
        let Some(left) = units.checked_sub(self.odometer).filter(|left| *left > 0) else {
            return Some(self.at);
        };
        if !self.runs {
            return None;
        }
        let nanos = u64::try_from(left.div_ceil(Units::from(self.speed))).ok()?;
        self.at.checked_add(SimSpan::from_nanos(nanos))
    }

    /// How far each item is along it, from 0 to 1, the first one first; for whoever looks.
    pub(super) fn along(&self, now: SimTime) -> Vec<f32> {
        let odometer = self.odometer(now);
        // The one taken last still keeps the next one from the exit by its pitch.
        let mut room = self.length.saturating_sub(self.exit_free.saturating_sub(odometer));
        let place = |carried: &Carried| {
            let at = odometer.saturating_sub(carried.entry).min(room);
            room = at.saturating_sub(carried.pitch);
            at as f32 / self.length.max(1) as f32
        };
        self.items.iter().map(place).collect()
    }

    /// When the first item is at the exit.
    pub(super) fn at_exit(&self) -> Option<SimTime> {
        self.when(self.exit()?)
    }

    /// When the next item may come.
    pub(super) fn entry_clear(&self) -> Option<SimTime> {
        self.when(self.entry()?)
    }

    /// When everything on it stands, if the first item is not taken before.
    pub(super) fn at_stand(&self) -> Option<SimTime> {
        self.when(self.stand()?)
    }

    /// The item at the exit.
    pub(super) fn waiting(&self, now: SimTime) -> Option<ItemRef> {
        let is_there = self.exit()? <= self.odometer(now);
        self.items.front().filter(|_| is_there).map(|first| first.item)
    }

    /// How long an item takes from the entry to the exit at a speed, if nothing is in its way.
    pub(super) fn transit(&self, speed: u64) -> SimSpan {
        let nanos = self.length.div_ceil(Units::from(speed));
        SimSpan::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    pub(super) fn is_clear(&self, now: SimTime) -> bool {
        self.entry().is_some_and(|entry| entry <= self.odometer(now))
    }

    pub(super) fn stands(&self, now: SimTime) -> bool {
        self.stand().is_some_and(|stand| stand <= self.odometer(now))
    }

    /// The place that something had that happens now, if it could for less than a nanosecond.
    fn exactly(&self, now: SimTime, possible: Units) -> Units {
        let odometer = self.odometer(now);
        let is_new = self.runs && odometer.saturating_sub(possible) < Units::from(self.speed);
        if is_new { possible.min(odometer) } else { odometer }
    }

    /// An item comes. The entry has to be clear.
    pub(super) fn put(&mut self, now: SimTime, item: ItemRef, pitch: Units) {
        let entry = self.entry().map_or_else(|| self.odometer(now), |it| self.exactly(now, it));
        self.items.push_back(Carried { item, entry, pitch });
        self.load += pitch;
    }

    /// The first item is taken from the exit.
    pub(super) fn take(&mut self, now: SimTime) -> Option<ItemRef> {
        let taken = self.exactly(now, self.exit()?);
        let first = self.items.pop_front()?;
        self.load -= first.pitch;
        self.exit_free = taken + first.pitch;
        Some(first.item)
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self) -> VecDeque<ItemRef> {
        self.load = 0;
        self.exit_free = 0;
        self.items.drain(..).map(|carried| carried.item).collect()
    }

    /// Runs from now on at this speed, or stands; while the first item waits at the exit, a belt that does not accumulate
    /// stands.
    pub(super) fn run(&mut self, now: SimTime, runs: bool, speed: u64) {
        let waits = !self.accumulates && self.waiting(now).is_some();
        let runs = runs && !waits;
        if (runs, speed) == (self.runs, self.speed) {
            return;
        }
        let mut odometer = self.odometer(now);
        if waits && let Some(exit) = self.exit() {
            odometer = self.exactly(now, exit).min(odometer);
        }
        (self.odometer, self.at) = (odometer, now);
        (self.runs, self.speed) = (runs, speed);
    }
}
