//! `Station`: items are worked on here. The reference slice for new kinds of equipment.

mod plain;
mod spec;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::{Record, State};
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::failure::Fate;
use crate::concern::{Carried, Halt, Usage, Watch, With};
use crate::core::{Ask, Core};
use crate::item_queue::ItemQueue;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::places::{Held, Place, Places};
use crate::process::{self, Machine, Process};
use crate::world::{Handlers, Row, SimCx};

use spec::Draw;

pub(crate) use spec::{SAMPLE, Spec};

/// Within 128 bytes: what is cold stands behind `waiting` and `carried`.
#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Station {
    id: EquipmentId,
    /// Who alone sends items here, if it is one.
    upstream: EquipmentId,
    outlet: Outlet,
    places: Places,
    clock: StateClock,
    /// None: by product and operation.
    time: Option<Sampler>,
    stream: Stream,
    waiting: Option<Box<Waiting>>,
    /// None: nothing may happen to it.
    carried: Option<Box<Carried>>,
    routed: bool,
    /// Whether it goes the short way (`station/plain.rs`).
    plain: bool,
}

/// A station's own queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Waiting {
    queue: ItemQueue,
    /// `u32::MAX`: no limit.
    capacity: u32,
    /// Whether the scheduler chooses, and not the queue's discipline.
    asks: bool,
    /// Whether process times are drawn at arrival.
    drawn: bool,
}

impl Station {
    /// Whether an item that came now could wait here. A scheduler chooses among waiting items: with it, items wait, if only
    /// for an instant, even where a place is free.
    fn has_queue_room(&self) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| {
            let free = if waiting.asks { self.places.room() } else { 0 };
            waiting.queue.len() < (waiting.capacity as usize).saturating_add(free)
        })
    }

    #[inline(always)]
    fn wait(&mut self, core: &mut Core, item: ItemRef) {
        core.enter(self.id, item, self.level() + 1);
        if self.waiting.as_ref().is_some_and(|waiting| waiting.drawn) {
            core.items[item].work = self.draw(core, item);
        }
        if let Some(waiting) = &mut self.waiting {
            waiting.queue.insert(item, &core.items);
        }
    }

    /// Begins with an item that came straight onto a place.
    #[inline(always)]
    fn start(&mut self, core: &mut Core, item: ItemRef) {
        let work = self.draw(core, item);
        core.enter_to_work(self.id, item, self.level() + 1, work);
        self.begin(core, item, work);
    }

    /// Begins with an item that has waited here.
    #[inline(always)]
    fn start_waiting(&mut self, core: &mut Core, item: ItemRef) {
        let work = if self.waiting.as_ref().is_some_and(|waiting| waiting.drawn) {
            core.items[item].work
        } else {
            let work = self.draw(core, item);
            core.items[item].work = work;
            work
        };
        self.begin(core, item, work);
    }

    #[inline(always)]
    fn begin(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        if self.is_halted() {
            self.hold(item, work);
        } else {
            self.begin_work(core, item, work);
        }
        let busy = self.places.busy();
        self.enter(core, State::Processing, busy, EquipmentId::NONE);
        // Who waits nowhere and has no place left refuses whatever comes.
        if self.waiting.is_none() && !self.places.has_room() {
            core.links.set_shut(self.id, true);
        }
    }

    /// Keeps an item on a place until it may be begun.
    #[cold]
    fn hold(&mut self, item: ItemRef, work: SimSpan) {
        self.places.hold(Held { item, begun: false, left: work });
    }

    #[inline(always)]
    fn begin_work(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        process::begin_work(self, core, item, work);
    }

    #[inline(always)]
    fn enter(&mut self, core: &mut Core, state: State, busy: u32, cause: EquipmentId) {
        process::enter(self, core, state, busy, cause);
    }

    #[inline(always)]
    fn is_halted(&self) -> bool {
        process::is_halted(self)
    }

    /// Starts what waits here, as far as there are places. Returns whether a scheduler has to be asked.
    fn start_own(&mut self, core: &mut Core) -> bool {
        while self.places.has_room() {
            let Some(waiting) = &mut self.waiting else {
                return false;
            };
            if waiting.asks {
                return !waiting.queue.is_empty();
            }
            let Some(item) = waiting.queue.pop() else {
                return false;
            };
            self.start_waiting(core, item);
        }
        false
    }

    /// The one item here is finished and stays.
    fn stay_blocked(cx: &mut SimCx<'_>, me: Row<Self>, receiver: EquipmentId) {
        let (station, core) = cx.mine(me);
        station.enter(core, State::Blocked, 0, receiver);
        if station.waiting.is_some() && core.links.has_notes(station.id) {
            Self::moves_many(cx, me);
        }
    }

    /// The item in process, of a station with one place.
    #[inline(always)]
    pub(crate) fn in_process(&self) -> Option<ItemRef> {
        match self.places.one {
            Place::Busy(item, _) => Some(item),
            Place::Free | Place::Held(..) | Place::Done(_) => None,
        }
    }

    /// Does what can be done now, for any number of places and any queue.
    #[inline(never)]
    fn moves_many(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        let blocked_by = process::give(cx, me);
        loop {
            let (station, core) = cx.mine(me);
            let asks = station.start_own(core);
            let (place, queue) = (station.places.has_room(), station.has_queue_room());
            let straight = place && station.waiting.as_ref().is_none_or(|waiting| !waiting.asks);
            if (straight || queue)
                && let Some(item) = cx.pull(id)
            {
                let (station, core) = cx.mine(me);
                if straight {
                    station.start(core, item);
                } else {
                    station.wait(core, item);
                }
                continue;
            }
            if asks {
                cx.core.ask(Ask { who: id, item: None });
            }
            break;
        }
        let (station, core) = cx.mine(me);
        let shut = station.waiting.is_none() && !station.places.has_room();
        core.links.set_shut(id, shut);
        let busy = station.places.busy();
        let (state, cause) = if busy > 0 {
            (State::Processing, EquipmentId::NONE)
        } else if station.places.items() > 0 {
            (State::Blocked, blocked_by.unwrap_or(EquipmentId::NONE))
        } else {
            (State::Idle, station.upstream)
        };
        station.enter(core, state, busy, cause);
    }
}

impl Process for Station {
    #[inline]
    fn id(&self) -> EquipmentId {
        self.id
    }

    #[inline]
    fn outlet(&self) -> Outlet {
        self.outlet
    }

    #[inline]
    fn places(&self) -> &Places {
        &self.places
    }

    #[inline]
    fn places_mut(&mut self) -> &mut Places {
        &mut self.places
    }

    #[inline(always)]
    fn level(&self) -> usize {
        self.places.items() + self.waiting.as_ref().map_or(0, |waiting| waiting.queue.len())
    }

    #[inline(always)]
    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        core.draw_work(self.id, self.time.as_ref(), &mut self.stream, item)
    }

    #[inline]
    fn routed(&self) -> bool {
        self.routed
    }
}

impl Machine for Station {
    #[inline(always)]
    fn clock(&self) -> &StateClock {
        &self.clock
    }

    #[inline(always)]
    fn carried(&self) -> Option<&Carried> {
        self.carried.as_deref()
    }

    #[inline(always)]
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>) {
        (&mut self.clock, self.carried.as_deref_mut())
    }
}

impl Handlers for Station {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let waiting = spec.queue.filter(|queue| queue.limit() != Some(0)).map(|capacity| {
            Box::new(Waiting {
                queue: ItemQueue::new(spec.order.unwrap_or_default()),
                capacity: capacity.limit().unwrap_or(u32::MAX),
                asks: spec.order.is_none() && cx.scheduler_sequences,
                drawn: spec.draw == Draw::AtArrival,
            })
        });
        let mut station = Self {
            id: cx.id,
            upstream: cx.only_upstream(),
            outlet: cx.outlet(),
            places: Places::new(cx.plant.equipment(cx.id).places),
            clock: StateClock::default(),
            time: cx.only_law(),
            stream: cx.stream("process time"),
            waiting,
            carried: cx.carried(),
            routed: cx.is_routed(),
            plain: false,
        };
        station.plain = station.is_to_be_plain();
        station
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    fn halt(&mut self, core: &mut Core, halt: Halt, fate: Fate) {
        process::halt(self, core, halt, fate);
    }

    fn resume(&mut self, core: &mut Core, by: EquipmentId) {
        process::resume(self, core, by);
    }

    fn watch(&mut self, watch: Watch) {
        if let Some(carried) = &mut self.carried {
            carried.watch(watch);
        }
    }

    fn usage(&self, now: SimTime) -> Usage {
        process::usage(self, now)
    }

    #[inline(always)]
    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        process::finish(self, core) && process::count_cycle(self, core)
    }

    #[inline(always)]
    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        if self.plain {
            return self.accept_plain(core, item);
        }
        let straight =
            self.waiting.as_ref().is_none_or(|waiting| waiting.queue.is_empty() && !waiting.asks);
        if straight && self.places.has_room() {
            self.start(core, item);
            return true;
        }
        if !self.has_queue_room() {
            return false;
        }
        self.wait(core, item);
        if self.places.has_room() {
            core.poke(self.id);
        }
        true
    }

    #[inline(always)]
    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let released = process::release(self, core, link)?;
        core.links.set_shut(self.id, false);
        Some(released)
    }

    #[inline(always)]
    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        if cx[me].plain {
            return Self::moves_plain(cx, me);
        }
        let station = &cx[me];
        let (id, outlet) = (station.id, station.outlet);
        if station.places.are_many()
            || matches!(station.places.one, Place::Busy(..) | Place::Held(..))
        {
            return Self::moves_many(cx, me);
        }
        // One place, which holds a finished item or nothing: most others most of the time.
        if let Place::Done(item) = station.places.one {
            let level = station.level();
            if let Sent::Waits(receiver) = cx.send(id, outlet, item, level) {
                return Self::stay_blocked(cx, me, receiver);
            }
        }
        let (station, core) = cx.mine(me);
        station.places.one = Place::Free;
        if let Some(waiting) = &mut station.waiting
            && !waiting.asks
            && let Some(item) = waiting.queue.pop()
        {
            station.start_waiting(core, item);
        }
        // Otherwise there is nothing to do for now, and nobody who waits for it to be done.
        if !station.places.has_room() && !core.links.has_notes(id) {
            return;
        }
        Self::moves_many(cx, me);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        self.places.contents(items);
        items.extend(self.waiting.iter().flat_map(|waiting| waiting.queue.iter()));
    }

    fn count(&self) -> usize {
        self.level()
    }

    fn candidates(&self, items: &mut Vec<ItemRef>) {
        if let Some(waiting) =
            self.waiting.as_ref().filter(|waiting| waiting.asks && self.places.has_room())
        {
            items.extend(waiting.queue.iter());
        }
    }

    fn chosen(&mut self, core: &mut Core, item: ItemRef) {
        if let Some(waiting) = &mut self.waiting {
            waiting.queue.remove(item);
        }
        self.start_waiting(core, item);
        core.poke(self.id);
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
