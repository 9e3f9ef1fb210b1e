//! Where everything on a sorter is at any instant, without anything being moved.
//!
//! The surface is a ring. An item lies at a place of it for good; when the odometer is at O, the front of what lies at place c
//! is at the position `(O - c) mod C`, C being the circumference. A straight sorter is the upper half of a ring: its items
//! never get to the lower one, since they leave, or the belt stands, at its end.
//!
//! An item may lie down at place c where the item ahead, at place a, is as far on as its pitch, and the item behind, at
//! place b, is as far off as the pitch of the new one: `c - a ≥ p(a)` and `b - c ≥ p`. While the belt runs, the places at an
//! entry go up: the first gap that comes by is looked for from the entry on against the direction of the belt.
//!
//! Instants are rounded up to nanoseconds, each from the odometer's exact numbers. What happens as soon as it can lies where
//! it could have, and not where the surface was at the rounded instant: so nothing adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::equipment::conveyor::{Units, span};
use crate::items::ItemRef;
use crate::links::LinkId;

/// A place on the surface: how far it is behind the one that was at the beginning when the run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place(Units);

/// The measures of an item.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Measure {
    /// Its length, and the gap behind it.
    pub(super) pitch: Units,
    pub(super) length: Units,
}

/// The surface of a sorter, and the items on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Surface {
    circumference: Units,
    /// Whether its end is its beginning.
    closed: bool,
    /// How far it runs in a nanosecond now, when it does.
    speed: u64,
    /// How far it had run at an instant, and whether it has since.
    odometer: Units,
    at: SimTime,
    runs: bool,
    items: BTreeMap<Place, Lying>,
    /// Where the odometer is when an item is at the next exit of its own.
    due: BTreeSet<(Units, Place)>,
    /// Where the beams of its photo-eyes are.
    beams: Vec<Units>,
}

/// An item on the surface.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Lying {
    item: ItemRef,
    /// Its length, and the gap behind it.
    pitch: Units,
    length: Units,
    /// Where the odometer was when it came, or comes by there again, and how far behind the beginning that is.
    came: Units,
    at: Units,
    /// Its exits, and how far it is there from where it came; the nearest one first.
    exits: Vec<(LinkId, Units)>,
    /// At which of them it is next.
    next: u32,
    /// Whether it was put down that it is at the first of them.
    is_told: bool,
}

impl Lying {
    /// Where the odometer is when it is at the next exit of its own.
    fn due(&self) -> Option<Units> {
        self.exits.get(self.next as usize).map(|(_, distance)| self.came + distance)
    }
}

impl Surface {
    pub(super) fn new(length: Units, speed: u64, longest_pitch: Units, closed: bool) -> Self {
        let circumference = if closed { length } else { 2 * length + longest_pitch };
        Self {
            circumference,
            closed,
            speed,
            odometer: 0,
            at: SimTime::ZERO,
            runs: true,
            items: BTreeMap::new(),
            beams: Vec::new(),
            due: BTreeSet::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = ItemRef> {
        self.items.values().map(|lying| lying.item)
    }

    /// How far each item is along it, from 0 at its beginning to 1 at its end, in the order of [`items`](Self::items).
    pub(super) fn along(&self, now: SimTime) -> Vec<f32> {
        let length = if self.closed { self.circumference } else { self.circumference / 2 };
        let odometer = self.odometer(now) % self.circumference;
        let place = |place: &Place| {
            let at =
                (odometer + self.circumference - place.0 % self.circumference) % self.circumference;
            (at as f32 / length.max(1) as f32).min(1.0)
        };
        self.items.keys().map(place).collect()
    }

    /// Puts up the beams of photo-eyes.
    pub(super) fn with_beams(mut self, beams: Vec<Units>) -> Self {
        self.beams = beams;
        self
    }

    pub(super) fn item(&self, place: Place) -> Option<ItemRef> {
        self.items.get(&place).map(|lying| lying.item)
    }

    fn odometer(&self, now: SimTime) -> Units {
        let run = if self.runs { now.since(self.at).as_nanos() } else { 0 };
        self.odometer + Units::from(run) * Units::from(self.speed)
    }

    /// When the odometer is there; none: not as things are.
    fn when(&self, units: Units) -> Option<SimTime> {
        let Some(left) = units.checked_sub(self.odometer).filter(|left| *left > 0) else {
            return Some(self.at);
        };
        if !self.runs {
            return None;
        }
        self.at.checked_add(span(left, self.speed))
    }

    /// How far it is onward from one position or place to another.
    fn onward(&self, from: Units, to: Units) -> Units {
        (to + self.circumference - from) % self.circumference
    }

    /// Where the odometer is, from a reading on, when there is a gap at a position; none: there is none as things are.
    fn gap(&self, from: Units, at: Units, pitch: Units) -> Option<Units> {
        let all = self.circumference;
        let place = Place(self.onward(at % all, from % all));
        let ahead = self.items.range(..=place).next_back().or(self.items.last_key_value());
        let Some((ahead, lying)) = ahead else {
            return (pitch <= all).then_some(from);
        };
        // How far behind `place` the first one is that is free behind an item.
        let mut free = lying.pitch.saturating_sub(self.onward(ahead.0, place.0));
        let far = |other: &Place| match self.onward(place.0, other.0) {
            0 => all,
            far => far,
        };
        let behind = self.items.range((Bound::Excluded(place), Bound::Unbounded));
        let behind = behind.chain(self.items.range(..=place));
        let behind = behind.map(|(other, lying)| (far(other), lying.pitch));
        // The ring is closed: behind the last one is the first one.
        let again = behind.clone().next().map(|(far, pitch)| (far + all, pitch));
        for (far, pitch_of_it) in behind.chain(again) {
            if far >= free + pitch {
                return Some(from + free);
            }
            free = far + pitch_of_it;
        }
        None
    }

    /// Where the odometer is, or was less than a nanosecond ago, when an item of a pitch can come.
    fn entry(&self, now: SimTime, at: Units, pitch: Units) -> Option<Units> {
        let odometer = self.odometer(now);
        let step = if self.runs { Units::from(self.speed) - 1 } else { 0 };
        let before = odometer.saturating_sub(step);
        let first = self.gap(before, at, pitch)?;
        if first == before && self.gap(odometer, at, pitch) == Some(odometer) {
            return Some(odometer);
        }
        Some(first)
    }

    pub(super) fn is_clear(&self, now: SimTime, at: Units, pitch: Units) -> bool {
        self.entry(now, at, pitch).is_some_and(|entry| entry <= self.odometer(now))
    }

    /// When an item of a pitch can come at a position.
    pub(super) fn entry_clear(&self, now: SimTime, at: Units, pitch: Units) -> Option<SimTime> {
        self.when(self.entry(now, at, pitch)?)
    }

    /// An item comes at a position, if there is a gap.
    pub(super) fn put(
        &mut self,
        now: SimTime,
        item: ItemRef,
        at: Units,
        Measure { pitch, length }: Measure,
    ) -> Option<Place> {
        let came = self.entry(now, at, pitch).filter(|entry| *entry <= self.odometer(now))?;
        let all = self.circumference;
        let place = Place(self.onward(at % all, came % all));
        let lying =
            Lying { item, pitch, length, came, at, exits: Vec::new(), next: 0, is_told: false };
        self.items.insert(place, lying);
        Some(place)
    }

    /// An item goes to the first of these exits, by their positions, at which it is taken.
    pub(super) fn send(&mut self, place: Place, exits: Vec<(LinkId, Units)>) {
        let all = self.circumference;
        let Some(lying) = self.items.get_mut(&place) else { return };
        let way = |exit: Units| match (exit + all - lying.at % all) % all {
            0 => all,
            distance => distance,
        };
        let mut exits: Vec<_> = exits.into_iter().map(|(link, exit)| (link, way(exit))).collect();
        exits.sort_by_key(|(_, distance)| *distance);
        lying.exits = exits;
        self.due.extend(lying.due().map(|due| (due, place)));
    }

    /// The place whose front is at a beam now.
    fn at_beam(&self, odometer: Units, beam: Units) -> Place {
        let all = self.circumference;
        Place(self.onward(beam % all, odometer % all))
    }

    /// The item that passed a beam last, and how far its front is behind it.
    fn past(&self, at: Place) -> Option<(&Lying, Units)> {
        let last = self.items.range(..=at).next_back().or(self.items.last_key_value());
        last.map(|(place, lying)| (lying, self.onward(place.0, at.0)))
    }

    /// The item that is before a beam.
    pub(super) fn before_beam(&self, beam: usize, now: SimTime) -> Option<ItemRef> {
        let at = self.at_beam(self.odometer(now), *self.beams.get(beam)?);
        let (lying, past) = self.past(at)?;
        (past < lying.length).then_some(lying.item)
    }

    /// When a front reaches a beam next, or an end leaves one.
    pub(super) fn next_passage(&self, now: SimTime) -> Option<SimTime> {
        let odometer = self.odometer(now);
        let next = |beam: &Units| {
            let at = self.at_beam(odometer, *beam);
            let end = self
                .past(at)
                .and_then(|(lying, past)| lying.length.checked_sub(past).filter(|left| *left > 0));
            let behind = self.items.range((Bound::Excluded(at), Bound::Unbounded)).next();
            let behind = behind.or(self.items.first_key_value());
            let front = behind.map(|(place, _)| match self.onward(at.0, place.0) {
                0 => self.circumference,
                far => far,
            });
            // What is behind the beam of a straight one leaves at its end.
            let front = front.filter(|far| self.closed || *far <= *beam);
            [end, front].into_iter().flatten().min()
        };
        let left = self.beams.iter().filter_map(next).min()?;
        self.when(odometer + left)
    }

    /// Where an item is that has no exits yet.
    pub(super) fn undecided(&self, item: ItemRef) -> Option<Place> {
        let mut items = self.items.iter();
        items
            .find(|(_, lying)| lying.item == item && lying.exits.is_empty())
            .map(|(place, _)| *place)
    }

    /// How many items go to an exit next.
    pub(super) fn bound_for(&self, link: LinkId) -> u32 {
        let next = |lying: &&Lying| {
            lying.exits.get(lying.next as usize).is_some_and(|(exit, _)| *exit == link)
        };
        self.items.values().filter(next).count() as u32
    }

    /// Whether a gap for a pitch comes by at a position, as things are.
    pub(super) fn has_gap(&self, now: SimTime, at: Units, pitch: Units) -> bool {
        self.gap(self.odometer(now), at, pitch).is_some()
    }

    /// By which ways all that goes round on a loop may leave it; none: it is no loop, or it is not decided of all.
    pub(super) fn ways_round(&self) -> Option<BTreeSet<LinkId>> {
        let is_decided = self.items.values().all(|lying| !lying.exits.is_empty());
        let ways = self.items.values().flat_map(|lying| &lying.exits);
        (self.closed && is_decided).then(|| ways.map(|(link, _)| *link).collect())
    }

    /// The items that are at an exit of their own.
    pub(super) fn at_exits(&self, now: SimTime) -> Vec<Place> {
        let odometer = self.odometer(now);
        let there = self.due.iter().take_while(|(due, _)| *due <= odometer);
        there.map(|(_, place)| *place).collect()
    }

    /// Whether an item is at an exit of its own.
    pub(super) fn is_at_exit(&self, place: Place, now: SimTime) -> bool {
        let due = self.items.get(&place).and_then(Lying::due);
        due.is_some_and(|due| due <= self.odometer(now))
    }

    /// Where an item is that has been at its first exit.
    pub(super) fn waiting(&self, item: ItemRef) -> Option<Place> {
        let mut items = self.items.iter();
        items.find(|(_, lying)| lying.item == item && lying.is_told).map(|(place, _)| *place)
    }

    /// The way out at which an item is next.
    pub(super) fn way(&self, place: Place) -> Option<LinkId> {
        let lying = self.items.get(&place)?;
        lying.exits.get(lying.next as usize).map(|(link, _)| *link)
    }

    /// Whether the belt stands until an item is taken, since it has no exit behind the next one.
    pub(super) fn has_to_wait(&self, place: Place) -> bool {
        let is_last = |lying: &Lying| lying.next as usize + 1 == lying.exits.len();
        !self.closed && self.items.get(&place).is_some_and(is_last)
    }

    /// The items that are at their first exit, of which that is not put down, with how far they went. It is now.
    pub(super) fn arrive(&mut self, now: SimTime) -> Vec<(ItemRef, Units)> {
        let mut arrived = Vec::new();
        for place in self.at_exits(now) {
            if let Some(lying) = self.items.get_mut(&place).filter(|lying| !lying.is_told) {
                lying.is_told = true;
                arrived.push((lying.item, lying.exits[0].1));
            }
        }
        arrived
    }

    /// An item was not taken at an exit: it goes on to the next one, or round.
    pub(super) fn go_on(&mut self, place: Place) {
        let all = self.circumference;
        let Some(lying) = self.items.get_mut(&place) else { return };
        if let Some(due) = lying.due() {
            self.due.remove(&(due, place));
        }
        lying.next += 1;
        if lying.next as usize == lying.exits.len() {
            lying.next = 0;
            lying.came += all;
        }
        self.due.extend(lying.due().map(|due| (due, place)));
    }

    /// An item is taken.
    pub(super) fn take(&mut self, place: Place) {
        if let Some(due) = self.items.remove(&place).and_then(|lying| lying.due()) {
            self.due.remove(&(due, place));
        }
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self) -> Vec<ItemRef> {
        self.due.clear();
        std::mem::take(&mut self.items).into_values().map(|lying| lying.item).collect()
    }

    /// When the next item is at an exit of its own.
    pub(super) fn at_exit(&self, now: SimTime) -> Option<SimTime> {
        let odometer = self.odometer(now);
        let (due, _) = self.due.iter().find(|(due, _)| *due > odometer)?;
        self.when(*due)
    }

    /// Where the odometer was when an item came to an exit at which the belt has to stand; none: it does not.
    fn stand(&self, odometer: Units) -> Option<Units> {
        let there = self.due.iter().take_while(|(due, _)| *due <= odometer);
        there.filter(|(_, place)| self.has_to_wait(*place)).map(|(due, _)| *due).next()
    }

    /// Whether an item waits at an exit, and everything stands.
    pub(super) fn waits(&self, now: SimTime) -> bool {
        self.stand(self.odometer(now)).is_some()
    }

    /// Runs from now on at this speed, or stands; it stands while an item waits at an exit.
    pub(super) fn run(&mut self, now: SimTime, runs: bool, speed: u64) {
        let odometer = self.odometer(now);
        let stand = self.stand(odometer);
        let runs = runs && stand.is_none();
        if (runs, speed) == (self.runs, self.speed) {
            return;
        }
        // What stands as soon as it is there stands there, and not where the surface is at the rounded instant.
        let is_new = |stand: &Units| self.runs && odometer - stand < Units::from(self.speed);
        self.odometer = stand.filter(is_new).unwrap_or(odometer);
        self.at = now;
        (self.runs, self.speed) = (runs, speed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::LinkId;

    /// Whether an item of a pitch may lie down where the odometer is at a reading, by looking at all others.
    fn may_lie(surface: &Surface, odometer: Units, at: Units, pitch: Units) -> bool {
        let all = surface.circumference;
        let place = (odometer % all + all - at) % all;
        surface.items.iter().all(|(other, lying)| {
            let behind = (other.0 + all - place) % all;
            let ahead = (place + all - other.0) % all;
            behind >= pitch && ahead >= lying.pitch
        })
    }

    #[test]
    fn the_first_gap_is_the_one_that_comes_by_first() {
        let mut dice = 1_u64;
        let mut below = |end: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u128::from((dice >> 33) % end)
        };
        for _ in 0..2_000 {
            let mut surface = Surface::new(40, 1, 0, true);
            for _ in 0..below(12) {
                let now = SimTime::from_nanos(below(40) as u64);
                let pitch = 1 + below(7);
                surface.put(now, ItemRef(0), below(40), Measure { pitch, length: pitch });
            }
            let (from, at, pitch) = (below(80), below(40), 1 + below(7));
            let looked_at =
                (from..from + 80).find(|odometer| may_lie(&surface, *odometer, at, pitch));
            assert_eq!(surface.gap(from, at, pitch), looked_at, "{surface:?} {from} {at} {pitch}");
        }
    }

    #[test]
    fn beams_are_covered_while_an_item_goes_by() {
        let mut dice = 5_u64;
        let mut below = |end: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u128::from((dice >> 33) % end)
        };
        for _ in 0..500 {
            let mut surface = Surface::new(40, 1, 0, true).with_beams(vec![below(40)]);
            for item in 0..below(6) as u32 {
                let pitch = 2 + below(7);
                let measure = Measure { pitch, length: pitch - below(2) };
                surface.put(SimTime::ZERO, ItemRef(item), below(40), measure);
            }
            let beam = surface.beams[0];
            let looked_at = |now: u128| {
                let is_before = |(place, lying): &(&Place, &Lying)| {
                    (80 + now - place.0 - beam) % 40 < lying.length
                };
                surface.items.iter().find(is_before).map(|(_, lying)| lying.item)
            };
            let before = |now: u128| surface.before_beam(0, SimTime::from_nanos(now as u64));
            let now = below(40);
            assert_eq!(before(now), looked_at(now), "{surface:?} {now}");
            let next = surface.next_passage(SimTime::from_nanos(now as u64));
            let changes = (now + 1..now + 80).find(|at| looked_at(*at) != looked_at(now));
            let next = next.map(|next| u128::from(next.as_nanos()));
            // Where one follows upon the other, both happen at once.
            assert!(next <= changes || changes.is_none(), "{surface:?} {now} {next:?} {changes:?}");
            assert!(surface.items.is_empty() == next.is_none());
        }
    }

    #[test]
    fn what_is_not_taken_comes_by_again() {
        let at = SimTime::from_nanos;
        let mut surface = Surface::new(40, 1, 0, true);
        let place =
            surface.put(at(5), ItemRef(7), 10, Measure { pitch: 4, length: 4 }).expect("room");
        surface.send(place, vec![(LinkId(1), 8), (LinkId(2), 30)]);
        assert_eq!((surface.way(place), surface.at_exit(at(5))), (Some(LinkId(2)), Some(at(25))));
        assert_eq!(surface.arrive(at(25)), [(ItemRef(7), 20)]);
        surface.go_on(place);
        assert_eq!((surface.way(place), surface.at_exit(at(25))), (Some(LinkId(1)), Some(at(43))));
        surface.go_on(place);
        assert_eq!((surface.way(place), surface.at_exit(at(43))), (Some(LinkId(2)), Some(at(65))));
        assert!(surface.arrive(at(65)).is_empty());
        surface.take(place);
        assert_eq!((surface.len(), surface.at_exit(at(65))), (0, None));
    }
}
