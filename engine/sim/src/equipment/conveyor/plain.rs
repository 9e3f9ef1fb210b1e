//! A belt that runs at one speed for ever, accumulates, and has nothing beside: a kind of its own, and most belts are of it.
//!
//! What happens on it is what `belt.rs` says. But the odometer is the clock, its units are the largest in which everything is
//! whole, and it is set back from time to time, so that it takes 64 bits; and nobody has to look whether it stands, turns or is
//! seen. Where the first item is, and when the next one may come, is known at once whoever asks: an item that comes or goes says
//! it. What follows from that is put down at once: only an item that arrives at the exit, and who waits at the entry, move.
//!
//! Two instants are waited for: that at which the first item is at the exit, or all stand behind it; and, while somebody waits at
//! the entry, that at which it is clear, where nothing happens at the exit before. An instant that was waited for and comes too
//! early, because more items have come since, is let come: it looks anew.

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State};
use plantwright_model::plant::MergeFacts;
use plantwright_units::{EquipmentId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Spec;
use super::belt::Units;
use super::line::Line;
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
    lane: Lane,
}

/// The clocks: what happens at the exit, and at the entry.
const EXIT: u8 = 0;
const ENTRY: u8 = 1;

/// So many items are still in the processor's cache when they get to the exit.
const FEW: usize = 64;

/// No belt is longer than this, nor runs on as far in a nanosecond, nor keeps an item the next one farther off. In units.
const LONGEST: u64 = 1 << 58;

/// The odometer is set back when it is this far, in units: sums of what is on the belt stay within 64 bits.
const FAR: u64 = 1 << 61;

/// The surface, and the items on it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Lane {
    /// What is on it, the first one first.
    items: Line,
    /// How far it runs in a nanosecond.
    speed: u64,
    length: u64,
    /// The pitches of all items on it.
    load: u64,
    /// When the odometer was at zero.
    zero: SimTime,
    /// When it is set back next.
    far: SimTime,
    /// Where it is when the first item is at the exit.
    exit: u64,
    /// From where on the item taken last would let the next one be at the exit.
    exit_free: u64,
    /// From where on the item that came last would let the next one come.
    behind: u64,
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
pub(super) struct Riding {
    /// When it came.
    pub(super) at: SimTime,
    /// How far it had come on by then, in units: less than the belt runs in a nanosecond.
    pub(super) on: u32,
    pub(super) item: ItemRef,
    /// Whose pitch it has.
    pub(super) pitch: u32,
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
        // What passes in less than a nanosecond is left to others.
        let small = |units: Units| u64::try_from(units / unit).ok().filter(|it| *it < LONGEST);
        let speed = small(Units::from(scale.speed)).filter(|speed| *speed <= u32::MAX.into())?;
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
    fn new(plain: Plain) -> Self {
        let Plain { speed, length, pitches } = plain;
        Self {
            items: Line::default(),
            speed,
            length,
            load: 0,
            zero: SimTime::ZERO,
            far: SimTime::from_nanos(FAR / speed),
            exit: 0,
            exit_free: 0,
            behind: 0,
            rings: [SimTime::MAX; 2],
            is_told: false,
            is_wanted: false,
            transit: SimSpan::from_nanos(length.div_ceil(speed)),
            pitches,
        }
    }

    /// Where the odometer is now. It is set back when it is far.
    #[inline(always)]
    fn turn(&mut self, now: SimTime) -> u64 {
        if now >= self.far {
            self.set_back(now);
        }
        now.since(self.zero).as_nanos() * self.speed
    }

    /// Sets the odometer back by so much that it is half as far as it may be. What was long ago was at zero from then on: before
    /// all that counts.
    #[cold]
    fn set_back(&mut self, now: SimTime) {
        let most = FAR / self.speed;
        let zero = now.as_nanos().saturating_sub(most / 2).max(self.zero.as_nanos());
        let by = Units::from(zero - self.zero.as_nanos()) * Units::from(self.speed);
        for units in [&mut self.exit, &mut self.exit_free, &mut self.behind] {
            // It gets no larger.
            *units = Units::from(*units).saturating_sub(by) as u64;
        }
        self.zero = SimTime::from_nanos(zero);
        self.far = SimTime::from_nanos(zero.saturating_add(most));
    }

    #[inline(always)]
    fn pitch(&self, riding: Riding) -> u64 {
        self.pitches[riding.pitch as usize].1
    }

    /// Where the odometer was when an item came.
    #[inline(always)]
    fn entry_of(&self, riding: Riding) -> u64 {
        (riding.at.since(self.zero).as_nanos() * self.speed).saturating_sub(riding.on.into())
    }

    /// Where it is when the next item may come; `MAX`: only once the first one is taken.
    #[inline(always)]
    fn entry(&self) -> u64 {
        if self.load > self.length {
            return u64::MAX;
        }
        self.behind.max((self.exit_free + self.load).saturating_sub(self.length))
    }

    /// Where it is when all items stand, if the first one waits at the exit.
    #[inline(always)]
    fn stand(&self) -> u64 {
        (self.behind + self.length).saturating_sub(self.load).max(self.exit)
    }

    /// How long it takes until the odometer is there.
    #[inline(always)]
    fn until(&self, units: u64, odometer: u64) -> SimSpan {
        let left = units.saturating_sub(odometer);
        SimSpan::from_nanos(if self.speed == 1 { left } else { left.div_ceil(self.speed) })
    }

    /// The place that something had that happens now, if it could for less than a nanosecond.
    #[inline(always)]
    fn exactly(&self, odometer: u64, possible: u64) -> u64 {
        let is_new = odometer.saturating_sub(possible) < self.speed;
        if is_new { possible.min(odometer) } else { odometer }
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
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            clock: StateClock::default(),
            lane: Lane::new(plain),
        }
    }

    /// Puts down that the first item is at the exit, once it is. Returns it.
    #[inline(always)]
    fn arrive(&mut self, core: &mut Core, odometer: u64) -> Option<ItemRef> {
        let item = self.lane.items.first()?.item;
        if !self.lane.is_told {
            if self.lane.exit > odometer {
                return None;
            }
            self.lane.is_told = true;
            carrier::arrive(core, self.id, None, item, self.lane.transit);
        }
        Some(item)
    }

    /// An item comes. The entry has to be clear, from where on is told.
    #[inline(always)]
    fn put(&mut self, core: &mut Core, item: ItemRef, odometer: u64, clear: u64) {
        let lane = &mut self.lane;
        let pitch = lane.pitch_of(core.items[item].product);
        let level = lane.items.len() + 1;
        core.enter(self.id, item, level);
        let entry = lane.exactly(odometer, clear);
        // No branches here: whether it is the first one, or fills the belt, cannot be guessed.
        let exit = (entry + lane.length).max(lane.exit_free);
        lane.exit = if level == 1 { exit } else { lane.exit };
        let on = (odometer - entry) as u32;
        lane.items.put_last(Riding { at: core.now, on, item, pitch: pitch as u32 });
        let pitch = lane.pitches[pitch].1;
        lane.behind = entry + pitch;
        lane.load += pitch;
        core.links.set_shut(self.id, lane.load > lane.length);
    }

    /// The first item has gone.
    #[inline(always)]
    fn take(&mut self, core: &mut Core, odometer: u64) {
        let lane = &mut self.lane;
        let Some(first) = lane.items.take_first() else { return };
        core.links.set_shut(self.id, false);
        let pitch = lane.pitch(first);
        lane.load -= pitch;
        lane.exit_free = lane.exactly(odometer, lane.exit) + pitch;
        lane.is_told = false;
        if let Some(next) = lane.items.first() {
            lane.exit = (lane.entry_of(next) + lane.length).max(lane.exit_free);
            if lane.items.len() > FEW {
                // On a long belt, it came long ago.
                prefetch(&core.items[next.item], 0);
            }
        }
    }

    /// Waits for what happens next, and enters the state that it is in.
    #[inline(always)]
    fn settle(&mut self, core: &mut Core, odometer: u64, waits_for: EquipmentId) {
        if self.lane.items.is_empty() {
            self.rest(core);
        } else {
            self.go_on(core, odometer, Some(waits_for));
        }
        if self.lane.is_wanted {
            self.wait_at_entry(core, odometer);
        }
    }

    /// Nothing is on it.
    #[inline(always)]
    fn rest(&mut self, core: &mut Core) {
        let cause = core.upstream[self.id.index()];
        self.clock.enter(core, self.id, State::Idle, 0, cause);
    }

    /// Something is on it: it moves, or all stand. Where all stand, and it was not tried to hand the first item on, it did not come
    /// to that now, and stays in the state that it is in.
    #[inline(always)]
    fn go_on(&mut self, core: &mut Core, odometer: u64, waits_for: Option<EquipmentId>) {
        let lane = &self.lane;
        let until = if lane.is_told { lane.stand() } else { lane.exit };
        if until > odometer {
            self.run_until(core, odometer, until);
        } else if let Some(receiver) = waits_for {
            self.clock.enter(core, self.id, State::Blocked, 0, receiver);
        }
    }

    /// It moves until the odometer is there.
    #[inline(always)]
    fn run_until(&mut self, core: &mut Core, odometer: u64, until: u64) {
        self.wait(core, EXIT, self.lane.until(until, odometer));
        self.clock.enter(core, self.id, State::Processing, 1, EquipmentId::NONE);
    }

    /// Waits for an instant, unless an earlier one is waited for.
    #[inline(always)]
    fn wait(&mut self, core: &mut Core, clock: u8, next: SimSpan) {
        let ring = &mut self.lane.rings[usize::from(clock)];
        if ring.since(core.now) > next {
            *ring = core.schedule(self.id, clock, next).unwrap_or(SimTime::MAX);
        }
    }

    /// Waits until the entry is clear, unless it is, or nobody knows when, or something happens at the exit by then: whoever waits
    /// is looked at then, too.
    fn wait_at_entry(&mut self, core: &mut Core, odometer: u64) {
        let entry = self.lane.entry();
        if entry <= odometer || entry == u64::MAX {
            return;
        }
        let next = self.lane.until(entry, odometer);
        if self.lane.rings[usize::from(EXIT)].since(core.now) > next {
            self.wait(core, ENTRY, next);
        }
    }
}

impl PlainConveyor {
    /// Hands the first item on, if it is at the exit, and lets one come that waits at the entry: there is room for no more than one
    /// at an instant.
    #[inline(never)]
    fn deal(cx: &mut SimCx<'_>, me: Row<Self>, odometer: u64, first: Option<ItemRef>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut waits_for = EquipmentId::NONE;
        if let Some(item) = first {
            let level = cx[me].lane.items.len();
            match cx.send(id, outlet, item, level) {
                Sent::Gone => {
                    let (conveyor, core) = cx.mine(me);
                    conveyor.take(core, odometer);
                }
                Sent::Waits(receiver) => waits_for = receiver,
            }
        }
        if cx.core.links.has_notes(id) {
            let clear = cx[me].lane.entry();
            if clear <= odometer
                && let Some(item) = cx.pull(id)
            {
                let (conveyor, core) = cx.mine(me);
                conveyor.put(core, item, odometer, clear);
            }
        }
        let (conveyor, core) = cx.mine(me);
        conveyor.lane.is_wanted = core.links.has_notes(id);
        conveyor.settle(core, odometer, waits_for);
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
            let odometer = self.lane.turn(core.now);
            self.arrive(core, odometer);
        }
        is_due
    }

    /// Its moves put down themselves that the first item is at the exit.
    #[inline(always)]
    fn happen(cx: &mut SimCx<'_>, me: Row<Self>, clock: u8) {
        let (conveyor, core) = cx.mine(me);
        if carrier::is_due(&mut conveyor.lane.rings[usize::from(clock)], core.now) {
            Self::moves(cx, me);
        }
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let odometer = self.lane.turn(core.now);
        let clear = self.lane.entry();
        if clear <= odometer {
            self.put(core, item, odometer, clear);
            self.go_on(core, odometer, None);
            if self.lane.is_wanted {
                self.wait_at_entry(core, odometer);
            }
            return true;
        }
        if !std::mem::replace(&mut self.lane.is_wanted, true) {
            self.wait_at_entry(core, odometer);
        }
        false
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let odometer = self.lane.turn(core.now);
        let lane = &self.lane;
        let is_there = lane.is_told || lane.exit <= odometer;
        lane.items.first().filter(|first| is_there && first.item == item)?;
        let level = lane.items.len();
        self.take(core, odometer);
        core.poke(self.id);
        Some(level)
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let odometer = self.lane.turn(core.now);
        let item = self.arrive(core, odometer)?;
        if !core.may_go(item, self.outlet, link) {
            return None;
        }
        core.leave_over((self.id, self.outlet, link), item, self.lane.items.len());
        self.take(core, odometer);
        if self.lane.items.is_empty() {
            self.rest(core);
        } else {
            // No two items are at the exit at one instant.
            self.run_until(core, odometer, self.lane.exit);
        }
        if core.links.has_notes(self.id) {
            self.lane.is_wanted = true;
            if self.lane.entry() <= odometer {
                core.poke(self.id);
            }
            self.wait_at_entry(core, odometer);
        }
        Some(Released { item, more: false })
    }

    #[inline(always)]
    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (conveyor, core) = cx.mine(me);
        let odometer = conveyor.lane.turn(core.now);
        let first = conveyor.arrive(core, odometer);
        // Mostly nobody takes the first item now, and nobody waits at the entry.
        if let Outlet::Link(link) = conveyor.outlet
            && (first.is_none() || core.links.is_noted_or_no_use(link))
            && !core.links.has_notes(conveyor.id)
        {
            conveyor.lane.is_wanted = false;
            let receiver = core.links.to(link);
            return conveyor.settle(core, odometer, receiver);
        }
        Self::deal(cx, me, odometer, first);
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
        let lane = &self.lane;
        let odometer = now.since(lane.zero).as_nanos().saturating_mul(lane.speed);
        // The one taken last still keeps the next one from the exit by its pitch.
        let mut room = lane.length.saturating_sub(lane.exit_free.saturating_sub(odometer));
        let place = |riding: Riding| {
            let at = odometer.saturating_sub(lane.entry_of(riding)).min(room);
            room = at.saturating_sub(lane.pitch(riding));
            at as f32 / lane.length.max(1) as f32
        };
        lane.items.iter().map(place).collect()
    }
}
