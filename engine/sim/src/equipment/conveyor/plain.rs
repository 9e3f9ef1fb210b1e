//! A belt that runs at one speed for ever, accumulates, and has nothing beside: a kind of its own, and most belts are of it.
//!
//! What happens on it is what `belt.rs` says. But the odometer is the clock, its units are the largest in which everything is
//! whole, so that pitches take 64 bits, and nobody has to look whether it stands, turns or is seen. What follows from an item
//! that comes or is taken is put down at once: only an item that arrives at the exit, and who waits at the entry, move.
//!
//! Two instants are waited for: that at which the first item is at the exit, or all stand behind it; and, while somebody waits at
//! the entry, that at which it is clear, where nothing happens at the exit before. An instant that was waited for and comes too
//! early, because more items have come since, is let come: it looks anew.

use std::collections::VecDeque;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State};
use plantwright_model::plant::MergeFacts;
use plantwright_units::{EquipmentId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Spec;
use super::belt::Units;
use crate::ahead::prefetch;
use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::core::Core;
use crate::equipment::carrier;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct PlainConveyor {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    lane: Box<Lane>,
}

/// The clocks: what happens at the exit, and at the entry.
const EXIT: u8 = 0;
const ENTRY: u8 = 1;

/// So many items are still in the processor's cache when they get to the exit.
const FEW: usize = 64;

/// The surface, and the items on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Lane {
    /// What is on it, the first one first.
    items: VecDeque<Riding>,
    /// From where on the item taken last would let the next one be at the exit.
    exit_free: Units,
    /// How far it runs in a nanosecond.
    speed: u64,
    length: u64,
    /// The pitches of all items on it.
    load: u64,
    /// The instants that are waited for; `MAX`: none is.
    rings: [SimTime; 2],
    /// Whether it was put down that the first item is at the exit.
    is_told: bool,
    /// Whether somebody was refused at the entry.
    is_wanted: bool,
    /// How long an item takes over the free belt.
    transit: SimSpan,
    /// The pitches of the products that come, by product; one alone: it is that of all.
    pitches: Box<[(ProductId, u64)]>,
}

/// An item on a belt.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Riding {
    /// Where the odometer was when it came.
    entry: Units,
    item: ItemRef,
    /// Whose pitch it has.
    pitch: u32,
}

/// What a belt that is plain is told by.
#[derive(Debug)]
pub(crate) struct Plain {
    speed: u64,
    length: u64,
    pitches: Box<[(ProductId, u64)]>,
}

impl Plain {
    /// None: the belt is not plain.
    pub(crate) fn of(spec: &Spec, cx: &SpawnCx<'_>) -> Option<Self> {
        let facts = cx.plant.equipment(cx.id).belt.as_ref()?;
        let is_plain = spec.with.is_empty()
            && cx.carried().is_none()
            && facts.accumulates
            && matches!(facts.merge, MergeFacts::InTurn)
            && facts.zones.is_none()
            && facts.index.is_none()
            && facts.reversal.is_none()
            && facts.changes.is_empty()
            && facts.eyes.is_empty();
        if !is_plain {
            return None;
        }
        let products: Vec<ProductId> = cx.products().collect();
        let scale = facts.scale(products.iter().map(|product| cx.plant.product(*product)))?;
        let all = scale.pitches.iter().fold(scale.length, |all, pitch| divisor(all, *pitch));
        let unit = divisor(all, Units::from(scale.speed));
        // Sums of two stay within 64 bits; what passes in less than a nanosecond is left to others.
        let small = |units: Units| u64::try_from(units / unit).ok().filter(|it| *it < 1 << 62);
        let speed = small(Units::from(scale.speed))?;
        let pitches: Option<Vec<u64>> = scale.pitches.iter().map(|pitch| small(*pitch)).collect();
        let (pitches, length) = (pitches?, small(scale.length)?);
        if length < speed || pitches.iter().any(|pitch| *pitch < speed) {
            return None;
        }
        let mut pitches: Vec<_> = products.into_iter().zip(pitches).collect();
        let first = pitches.first()?.1;
        if pitches.iter().all(|(_, pitch)| *pitch == first) {
            pitches.truncate(1);
        }
        Some(Self { speed, length, pitches: pitches.into() })
    }
}

/// The greatest common divisor.
fn divisor(mut one: Units, mut other: Units) -> Units {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl Lane {
    #[inline(always)]
    fn odometer(&self, now: SimTime) -> Units {
        Units::from(now.as_nanos()) * Units::from(self.speed)
    }

    #[inline(always)]
    fn pitch(&self, riding: Riding) -> u64 {
        self.pitches[riding.pitch as usize].1
    }

    /// Where the odometer is when the first item is at the exit.
    #[inline(always)]
    fn exit(&self, first: Riding) -> Units {
        (first.entry + Units::from(self.length)).max(self.exit_free)
    }

    /// Where it is when the next item may come; none: only once the first one is taken.
    #[inline(always)]
    fn entry(&self) -> Option<Units> {
        if self.load > self.length {
            return None;
        }
        let behind =
            self.items.back().map_or(0, |last| last.entry + Units::from(self.pitch(*last)));
        Some(
            behind
                .max((self.exit_free + Units::from(self.load)).saturating_sub(self.length.into())),
        )
    }

    /// Where it is when all items stand, if the first one waits at the exit, where it was at `exit`.
    #[inline(always)]
    fn stand(&self, exit: Units) -> Units {
        self.items.back().map_or(exit, |last| {
            let whole = Units::from(self.length + self.pitch(*last));
            (last.entry + whole).saturating_sub(self.load.into()).max(exit)
        })
    }

    /// How long it takes until the next item may come; `MAX`: it may now, or nobody knows when.
    #[inline(always)]
    fn until_entry(&self, odometer: Units) -> SimSpan {
        let entry = self.entry().filter(|entry| *entry > odometer);
        entry.map_or(SimSpan::MAX, |entry| self.until(entry, odometer))
    }

    /// How long it takes until the odometer is there.
    #[inline(always)]
    fn until(&self, units: Units, odometer: Units) -> SimSpan {
        let left = units.saturating_sub(odometer);
        SimSpan::from_nanos(match u64::try_from(left) {
            Ok(left) if self.speed == 1 => left,
            Ok(left) => left.div_ceil(self.speed),
            Err(_) => u64::try_from(left.div_ceil(self.speed.into())).unwrap_or(u64::MAX),
        })
    }

    /// The place that something had that happens now, if it could for less than a nanosecond.
    #[inline(always)]
    fn exactly(&self, odometer: Units, possible: Units) -> Units {
        let is_new = odometer.saturating_sub(possible) < Units::from(self.speed);
        if is_new { possible.min(odometer) } else { odometer }
    }

    /// The item at the exit.
    #[inline(always)]
    fn waiting(&self, odometer: Units) -> Option<ItemRef> {
        let first = *self.items.front()?;
        (self.is_told || self.exit(first) <= odometer).then_some(first.item)
    }

    #[inline(always)]
    fn is_clear(&self, odometer: Units) -> bool {
        self.entry().is_some_and(|entry| entry <= odometer)
    }

    #[inline(always)]
    fn pitch_of(&self, product: ProductId) -> usize {
        match &*self.pitches {
            [_] => 0,
            pitches => pitches
                .binary_search_by_key(&product, |(known, _)| *known)
                .expect("a product that may come"),
        }
    }
}

impl PlainConveyor {
    pub(crate) fn new(plain: Plain, cx: &SpawnCx<'_>) -> Self {
        let Plain { speed, length, pitches } = plain;
        let lane = Lane {
            items: VecDeque::new(),
            exit_free: 0,
            speed,
            length,
            load: 0,
            rings: [SimTime::MAX; 2],
            is_told: false,
            is_wanted: false,
            transit: SimSpan::from_nanos(length.div_ceil(speed)),
            pitches,
        };
        Self { id: cx.id, outlet: cx.outlet(), clock: StateClock::default(), lane: Box::new(lane) }
    }

    /// Puts down that the first item is at the exit, once it is. Returns it.
    #[inline(always)]
    fn arrive(&mut self, core: &mut Core) -> Option<ItemRef> {
        let item = self.lane.waiting(self.lane.odometer(core.now))?;
        if !self.lane.is_told {
            self.lane.is_told = true;
            carrier::arrive(core, self.id, None, item, self.lane.transit);
        }
        Some(item)
    }

    /// An item comes. The entry has to be clear.
    #[inline(always)]
    fn put(&mut self, core: &mut Core, item: ItemRef) {
        let lane = &mut *self.lane;
        let pitch = lane.pitch_of(core.items[item].product);
        core.enter(self.id, item, lane.items.len() + 1);
        let odometer = lane.odometer(core.now);
        let entry = lane.entry().map_or(odometer, |entry| lane.exactly(odometer, entry));
        lane.items.push_back(Riding { entry, item, pitch: pitch as u32 });
        lane.load += lane.pitches[pitch].1;
        if lane.load > lane.length {
            core.links.set_shut(self.id, true);
        }
    }

    /// The first item has gone.
    #[inline(always)]
    fn take(&mut self, core: &mut Core) {
        let lane = &mut *self.lane;
        let odometer = lane.odometer(core.now);
        let Some(first) = lane.items.front().copied() else { return };
        let taken = lane.exactly(odometer, lane.exit(first));
        let pitch = lane.pitch(first);
        lane.items.pop_front();
        if let Some(next) = lane.items.front().filter(|_| lane.items.len() > FEW) {
            // On a long belt, it came long ago.
            prefetch(&core.items[next.item], 0);
        }
        if lane.load > lane.length {
            core.links.set_shut(self.id, false);
        }
        lane.load -= pitch;
        lane.exit_free = taken + Units::from(pitch);
        lane.is_told = false;
    }

    /// Waits for what happens next, and enters the state that it is in. Where all stand, and it was not tried to hand the first
    /// item on, it did not come to that now, and stays in the state that it is in.
    #[inline(always)]
    fn settle(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let lane = &*self.lane;
        let odometer = lane.odometer(core.now);
        let mut next = SimSpan::MAX;
        let state = match lane.items.front() {
            None => Some((State::Idle, 0, core.upstream[self.id.index()])),
            Some(first) => {
                let exit = lane.exit(*first);
                let until = if lane.is_told { lane.stand(exit) } else { exit };
                if until > odometer {
                    next = lane.until(until, odometer);
                    Some((State::Processing, 1, EquipmentId::NONE))
                } else {
                    waits_for.map(|receiver| (State::Blocked, 0, receiver))
                }
            }
        };
        let entry = if lane.is_wanted { lane.until_entry(odometer) } else { SimSpan::MAX };
        self.wait(core, EXIT, next);
        self.wait_at_entry(core, entry);
        if let Some((state, busy, cause)) = state {
            self.clock.enter(core, self.id, state, busy, cause);
        }
    }

    /// Waits for an instant, unless an earlier one is waited for.
    #[inline(always)]
    fn wait(&mut self, core: &mut Core, clock: u8, next: SimSpan) {
        let ring = &mut self.lane.rings[usize::from(clock)];
        let is_awaited = *ring >= core.now && ring.since(core.now) <= next;
        if next < SimSpan::MAX && !is_awaited {
            *ring = core.schedule(self.id, clock, next).unwrap_or(SimTime::MAX);
        }
    }

    /// Waits until the entry is clear, unless something happens at the exit by then: whoever waits is looked at then, too.
    #[inline(always)]
    fn wait_at_entry(&mut self, core: &mut Core, next: SimSpan) {
        let exit = self.lane.rings[usize::from(EXIT)];
        if exit < core.now || exit.since(core.now) > next {
            self.wait(core, ENTRY, next);
        }
    }
}

impl Handlers for PlainConveyor {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let plain = Plain::of(spec, cx).expect("a plain belt");
        Self::new(plain, cx)
    }

    #[inline(always)]
    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        let is_due = carrier::is_due(&mut self.lane.rings[usize::from(clock)], core.now);
        if is_due {
            self.arrive(core);
        }
        is_due
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let odometer = self.lane.odometer(core.now);
        if self.lane.is_clear(odometer) {
            self.put(core, item);
            self.settle(core, None);
            return true;
        }
        if !std::mem::replace(&mut self.lane.is_wanted, true) {
            let next = self.lane.until_entry(odometer);
            self.wait_at_entry(core, next);
        }
        false
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        self.lane.waiting(self.lane.odometer(core.now)).filter(|waiting| *waiting == item)?;
        let level = self.lane.items.len();
        self.take(core);
        core.poke(self.id);
        Some(level)
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let item = self.arrive(core)?;
        if !core.may_go(item, self.outlet, link) {
            return None;
        }
        core.leave(self.id, item, self.lane.items.len());
        self.take(core);
        if core.links.has_notes(self.id) {
            self.lane.is_wanted = true;
            if self.lane.is_clear(self.lane.odometer(core.now)) {
                core.poke(self.id);
            }
        }
        self.settle(core, None);
        Some(Released { item, more: false })
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut waits_for = EquipmentId::NONE;
        loop {
            let (conveyor, core) = cx.mine(me);
            let Some(item) = conveyor.arrive(core) else { break };
            let level = conveyor.lane.items.len();
            match cx.send(id, outlet, item, level) {
                Sent::Gone => {
                    let (conveyor, core) = cx.mine(me);
                    conveyor.take(core);
                }
                Sent::Waits(receiver) => {
                    waits_for = receiver;
                    break;
                }
            }
        }
        while cx.core.links.has_notes(id) && cx[me].lane.is_clear(cx[me].lane.odometer(cx.core.now))
        {
            let Some(item) = cx.pull(id) else { break };
            let (conveyor, core) = cx.mine(me);
            conveyor.put(core, item);
        }
        let (conveyor, core) = cx.mine(me);
        conveyor.lane.is_wanted = core.links.has_notes(id);
        conveyor.settle(core, Some(waits_for));
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.lane.items.iter().map(|riding| riding.item));
    }

    fn count(&self) -> usize {
        self.lane.items.len()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }

    fn along(&self, now: SimTime) -> Vec<f32> {
        let lane = &*self.lane;
        let (odometer, length) = (lane.odometer(now), Units::from(lane.length));
        // The one taken last still keeps the next one from the exit by its pitch.
        let mut room = length.saturating_sub(lane.exit_free.saturating_sub(odometer));
        let place = |riding: &Riding| {
            let at = odometer.saturating_sub(riding.entry).min(room);
            room = at.saturating_sub(lane.pitch(*riding).into());
            at as f32 / length.max(1) as f32
        };
        lane.items.iter().map(place).collect()
    }
}
