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
//! The front of item i is at the place x, for a photo-eye, at `max(E(i) + x, P(h-1) + p(h-1) + Σp - (L - x))`, with the sum over
//! the items from h to before i, unless Σp > L - x: then it stands before x until h is taken.
//! An indexed belt does not run further than to the end of the move that was begun.
//!
//! Instants are rounded up to nanoseconds, each from the odometer's exact numbers. What happens as soon as it can is put down
//! in the odometer where it could, and not where the odometer was at the rounded instant: so nothing adds up.

use std::collections::VecDeque;

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::zones::Zones;
use crate::items::ItemRef;

/// A distance, in units of the belt.
pub(crate) type Units = u128;

/// How long it takes to go so far.
pub(crate) fn span(distance: Units, speed: u64) -> SimSpan {
    let nanos = distance.div_ceil(Units::from(speed));
    SimSpan::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

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
    /// Further it does not run: the end of the move of an indexed belt.
    stops_at: Units,
    /// What is on it, the first one first.
    items: VecDeque<Riding>,
    /// The pitches of all items on it, and of all that ever came.
    load: Units,
    all: Units,
    /// From where on the item taken last would let the next one be at the exit.
    exit_free: Units,
    /// Where items go on only into an empty zone.
    zones: Option<Box<Zones>>,
    beams: Vec<Beam>,
}

/// A photo-eye's beam: how many of the items on the belt have their front behind it, and how many of these their end.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Beam {
    at: Units,
    fronts: usize,
    ends: usize,
}

/// An item on a belt.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Riding {
    item: ItemRef,
    /// Where the odometer was when it came.
    pub(super) entry: Units,
    /// Its length, and the gap behind it.
    pub(super) pitch: Units,
    /// Its length.
    length: Units,
    /// The pitches of all that ever came before it.
    pub(super) before: Units,
}

/// What a belt that is not plain has beside.
#[derive(Debug, Default)]
pub(super) struct Fittings {
    /// The length of its zones, where items go on only into an empty one; zero: there are none.
    pub(super) zone: Units,
    /// Whether it moves only when it is told to, a pitch at a time.
    pub(super) is_indexed: bool,
    /// Where the beams of its photo-eyes are.
    pub(super) beams: Vec<Units>,
}

/// The measures of an item.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Measure {
    pub(super) pitch: Units,
    pub(super) length: Units,
}

impl Belt {
    pub(super) fn new(length: Units, speed: u64, accumulates: bool, fittings: Fittings) -> Self {
        let Fittings { zone, is_indexed, beams } = fittings;
        let zones =
            length.checked_div(zone).map(|count| Box::new(Zones::new(zone, count as usize)));
        Self {
            length,
            speed,
            accumulates,
            odometer: 0,
            at: SimTime::ZERO,
            runs: true,
            stops_at: if is_indexed { 0 } else { Units::MAX },
            items: VecDeque::new(),
            load: 0,
            all: 0,
            exit_free: 0,
            zones,
            beams: beams.into_iter().map(|at| Beam { at, fronts: 0, ends: 0 }).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = ItemRef> {
        self.items.iter().map(|carried| carried.item)
    }

    pub(super) fn odometer(&self, now: SimTime) -> Units {
        self.unbounded(now).min(self.stops_at)
    }

    /// Where the odometer would be, were it not for the end of a move.
    fn unbounded(&self, now: SimTime) -> Units {
        let run = if self.runs { now.since(self.at).as_nanos() } else { 0 };
        self.odometer + Units::from(run) * Units::from(self.speed)
    }

    /// Where the odometer is when the first item is at the exit.
    fn exit(&self) -> Option<Units> {
        let first = self.items.front()?;
        if let Some(zones) = &self.zones {
            return Some(zones.exit(first));
        }
        Some((first.entry + self.length).max(self.exit_free))
    }

    /// Where it is when the next item may come; none: only once the first one is taken.
    fn entry(&self) -> Option<Units> {
        if let Some(zones) = &self.zones {
            return zones.entry(&self.items);
        }
        if self.load > self.length {
            return None;
        }
        let behind = self.items.back().map_or(0, |last| last.entry + last.pitch);
        Some(behind.max((self.exit_free + self.load).saturating_sub(self.length)))
    }

    /// Where it is when all items stand, if the first one waits at the exit.
    fn stand(&self) -> Option<Units> {
        if let Some(zones) = &self.zones {
            return zones.stand(&self.items);
        }
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
        if !self.runs || units > self.stops_at {
            return None;
        }
        let nanos = u64::try_from(left.div_ceil(Units::from(self.speed))).ok()?;
        self.at.checked_add(SimSpan::from_nanos(nanos))
    }

    /// How far each item is along it, from 0 to 1, the first one first; for whoever looks.
    pub(super) fn along(&self, now: SimTime) -> Vec<f32> {
        let share = |units: Units| units as f32 / self.length.max(1) as f32;
        self.places(now).into_iter().map(share).collect()
    }

    /// How far the front of each item is behind the entry, the first one first; for whoever looks.
    pub(super) fn places(&self, now: SimTime) -> Vec<Units> {
        let odometer = self.odometer(now);
        if let Some(zones) = &self.zones {
            let all = 0..self.items.len();
            return all.map(|index| zones.place(&self.items, index, odometer)).collect();
        }
        // The one taken last still keeps the next one from the exit by its pitch.
        let mut room = self.length.saturating_sub(self.exit_free.saturating_sub(odometer));
        let place = |riding: &Riding| {
            let at = odometer.saturating_sub(riding.entry).min(room);
            room = at.saturating_sub(riding.pitch);
            at
        };
        self.items.iter().map(place).collect()
    }

    /// Since when the odometer runs as it does, where it was then, and how far it runs in a nanosecond.
    pub(super) fn reading(&self) -> (SimTime, Units, u64) {
        (self.at, self.odometer, if self.runs { self.speed } else { 0 })
    }

    /// From where on the item taken last would let the next one be at the exit.
    pub(super) const fn exit_free(&self) -> Units {
        self.exit_free
    }

    /// The item that came first of those on it.
    pub(super) fn first(&self) -> Option<&Riding> {
        self.items.front()
    }

    /// The item that came last.
    pub(super) fn last(&self) -> Option<&Riding> {
        self.items.back()
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

    pub(super) const fn length(&self) -> Units {
        self.length
    }

    /// How far it runs in a nanosecond, when it does.
    pub(super) const fn speed(&self) -> u64 {
        self.speed
    }

    /// How long it takes to run so far at its present speed.
    pub(super) fn span(&self, distance: Units) -> SimSpan {
        span(distance, self.speed)
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
    pub(super) fn put(&mut self, now: SimTime, item: ItemRef, measure: Measure) {
        let Measure { pitch, length } = measure;
        let entry = self.entry().map_or_else(|| self.odometer(now), |it| self.exactly(now, it));
        self.items.push_back(Riding { item, entry, pitch, length, before: self.all });
        self.load += pitch;
        self.all += pitch;
    }

    /// The first item is taken from the exit.
    pub(super) fn take(&mut self, now: SimTime) -> Option<ItemRef> {
        self.pass(now);
        let taken = self.exactly(now, self.exit()?);
        let first = self.items.pop_front()?;
        self.load -= first.pitch;
        self.exit_free = taken + first.pitch;
        if let Some(zones) = &mut self.zones {
            zones.take(&first, taken);
        }
        for beam in &mut self.beams {
            beam.fronts = beam.fronts.saturating_sub(1);
            beam.ends = beam.ends.saturating_sub(1);
        }
        Some(first.item)
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self) -> VecDeque<ItemRef> {
        self.load = 0;
        self.exit_free = 0;
        if let Some(zones) = &mut self.zones {
            zones.clear();
        }
        for beam in &mut self.beams {
            (beam.fronts, beam.ends) = (0, 0);
        }
        self.items.drain(..).map(|riding| riding.item).collect()
    }

    /// Where the odometer is when the front of an item is at a place; none: somebody has to be taken first.
    fn passage(&self, index: usize, at: Units) -> Option<Units> {
        let riding = self.items.get(index)?;
        if at > self.length {
            return None;
        }
        if let Some(zones) = &self.zones {
            return zones.passage(&self.items, index, at);
        }
        let free = riding.entry + at;
        if !self.accumulates {
            return Some(free);
        }
        let ahead = riding.before - self.items[0].before;
        let fits = ahead + at <= self.length;
        fits.then(|| free.max((self.exit_free + ahead + at).saturating_sub(self.length)))
    }

    /// Where the odometer is when the next front reaches a beam, and the next end leaves it.
    fn next_of(&self, beam: &Beam) -> [Option<Units>; 2] {
        let end = (beam.ends < beam.fronts).then(|| {
            let length = self.items[beam.ends].length;
            self.passage(beam.ends, beam.at + length)
        });
        [self.passage(beam.fronts, beam.at), end.flatten()]
    }

    /// Counts who has passed the beams by now.
    pub(super) fn pass(&mut self, now: SimTime) {
        let odometer = self.odometer(now);
        for position in 0..self.beams.len() {
            loop {
                let mut beam = self.beams[position];
                let [front, end] =
                    self.next_of(&beam).map(|at| at.is_some_and(|at| at <= odometer));
                beam.fronts += usize::from(front);
                beam.ends += usize::from(end);
                self.beams[position] = beam;
                if !front && !end {
                    break;
                }
            }
        }
    }

    /// The item that came before a beam last, if one is before it; who has passed by now was counted.
    pub(super) fn before_beam(&self, beam: usize) -> Option<ItemRef> {
        let beam = self.beams.get(beam).filter(|beam| beam.fronts > beam.ends)?;
        self.items.get(beam.fronts - 1).map(|riding| riding.item)
    }

    /// When a front reaches a beam next, or an end leaves one.
    pub(super) fn next_passage(&self, now: SimTime) -> Option<SimTime> {
        let odometer = self.odometer(now);
        let next = self.beams.iter().flat_map(|beam| self.next_of(beam));
        self.when(next.flatten().filter(|at| *at > odometer).min()?)
    }

    /// When the move ends that was begun.
    pub(super) fn move_ends(&self) -> Option<SimTime> {
        self.when(self.stops_at)
    }

    /// Whether a move was begun, and has not ended.
    pub(super) fn is_on_its_way(&self, now: SimTime) -> bool {
        self.odometer(now) < self.stops_at
    }

    /// Whether an item is at the entry.
    pub(super) fn is_loaded(&self, now: SimTime) -> bool {
        let odometer = self.odometer(now);
        self.items.back().is_some_and(|last| last.entry >= odometer)
    }

    /// Begins the next move of an indexed belt, which goes so far.
    pub(super) fn begin_move(&mut self, now: SimTime, pitch: Units) {
        let over = self.unbounded(now) - self.odometer(now);
        // Who goes on as soon as the last move ended goes on from where that could have been, not from the rounded instant.
        if !self.runs || over >= Units::from(self.speed) {
            (self.odometer, self.at) = (self.odometer(now), now);
        }
        self.stops_at += pitch;
    }

    /// It runs the other way from now on: nothing is on it.
    pub(super) fn turn_round(&mut self) {
        self.exit_free = 0;
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
