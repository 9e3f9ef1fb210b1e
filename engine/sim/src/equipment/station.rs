//! `Station`: items are worked on here. The reference slice for new kinds of equipment.

mod asked;
mod beats;
mod before;
mod changeover;
mod limits;
mod plain;
mod polling;
mod preempt;
mod queued;
mod spec;
mod stagewise;
mod standstill;
mod waiting;
mod wide;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::{Record, State};
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::failure::Fate;
use crate::concern::{Carried, Condition, Gate, Halt, Leisure, Usage, Watch, With};
use crate::core::{Ask, Core};
use crate::item_queue::ItemQueue;
use crate::items::ItemRef;
use crate::limits::{LIMIT, Limits, end_waits};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::places::{Held, Place, Places};
use crate::process::{self, Process};
use crate::staged::{Staged, Stages, Step};
use crate::world::{Handlers, Row, SimCx};

use beats::BEAT;
use polling::CHANGE;
use spec::Draw;
use waiting::Waiting;

pub(crate) use beats::Beats;
pub(crate) use before::Reservations;
pub(crate) use polling::Polling;
pub(crate) use spec::{SAMPLE, Spec};

/// Within 128 bytes: what is cold stands behind `waiting`, `carried` and `stages`.
#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Station {
    id: EquipmentId,
    outlet: Outlet,
    places: Places,
    clock: StateClock,
    /// None: by product and operation.
    time: Option<Sampler>,
    stream: Stream,
    waiting: Option<Box<Waiting>>,
    /// None: nothing may happen to it.
    carried: Option<Box<Carried>>,
    /// None: nothing is done with an item but to process it, by nobody, and it stays as good as it is.
    stages: Option<Box<Stages>>,
    routed: bool,
    way: Way,
}

/// Which way its events go: most stations need few of the questions that others have to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Way {
    /// One place, no queue: `station/plain.rs`.
    Plain,
    /// One place and a queue: `station/queued.rs`.
    Queued,
    /// One place, and a queue from which a scheduler chooses: `station/asked.rs`.
    Asked,
    /// Many places and nothing else: `station/wide.rs`.
    Wide,
    /// Everything else.
    Long,
    /// One place, no queue, and stages: `station/stagewise.rs`.
    Stagewise,
}

impl Station {
    /// Whether an item that came now could wait here. A scheduler chooses among waiting items: with it, items wait, if only
    /// for an instant, even where a place is free.
    fn has_queue_room(&self, now: SimTime) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| {
            let holds = waiting.holds() || self.keeps_queue(now);
            let free = if holds { self.places.room() } else { 0 };
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
            if let Some(limits) = &mut waiting.limits {
                limits.begin(core, self.id, item);
            }
        }
        if self.is_halted() {
            self.tell_of_items(core);
        }
    }

    /// Lets an item wait, unless another one makes way for it.
    #[inline(always)]
    fn start_or_wait(&mut self, core: &mut Core, item: ItemRef) {
        let preempts = self.waiting.as_ref().is_some_and(|waiting| waiting.preempt.is_some());
        if !preempts || !self.displace(core, item) {
            self.wait(core, item);
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
        if self.waiting.as_ref().is_some_and(|waiting| !waiting.interrupted.is_empty())
            && self.come_back(core, item)
        {
            return;
        }
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
        if self.stages.is_some() {
            self.begin_stages(core, item, work);
            self.show_stages(core);
            return;
        }
        if self.holds_back(core.now, work) {
            self.hold(core, item, work);
        } else {
            self.end_limits(core, item, true);
            self.begin_work(core, item, work);
            self.show_processing(core);
        }
        // Who waits nowhere and has no place left refuses whatever comes.
        if self.waiting.is_none() && !self.places.has_room() {
            core.links.set_shut(self.id, true);
        }
    }

    /// Shows what it does, as far as its stages tell. Returns whether they do.
    fn show_stages(&mut self, core: &mut Core) -> bool {
        let doing = self.stages.as_ref().and_then(|stages| stages.doing());
        if let Some((state, busy, cause)) = doing {
            self.enter(core, state, busy, cause);
        }
        if self.waiting.is_none() && !self.places.has_room() {
            core.links.set_shut(self.id, true);
        }
        doing.is_some()
    }

    /// Works on an item whose process has not begun.
    #[inline(always)]
    fn begin_work(&mut self, core: &mut Core, item: ItemRef, mut work: SimSpan) {
        if let Some(carried) = &mut self.carried {
            work = carried.begin_drawn(core, item, work);
        }
        process::begin(self, core, item, work);
    }

    #[inline(always)]
    fn show_processing(&mut self, core: &mut Core) {
        let busy = self.places.busy();
        self.enter(core, State::Processing, busy, EquipmentId::NONE);
    }

    /// Enters a state, unless it stands still.
    #[inline(always)]
    fn enter(&mut self, core: &mut Core, state: State, busy: u32, cause: EquipmentId) {
        if let Some(carried) = &mut self.carried
            && carried.heeds_states()
        {
            return carried.enter(&mut self.clock, core, self.id, (state, busy), cause);
        }
        self.clock.enter(core, self.id, state, busy, cause);
    }

    /// Whether all that it does next is what a scheduler chooses.
    #[inline]
    pub(crate) fn is_only_asked(&self) -> bool {
        self.way == Way::Asked
    }

    /// Whether it stands still because of a concern.
    #[inline(always)]
    fn is_halted(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.is_halted())
    }

    /// Whether nothing is begun for now, and who is next shows only once something is: so nobody who waits is put on a place.
    #[inline(always)]
    fn keeps_queue(&self, now: SimTime) -> bool {
        self.carried.is_some()
            && self.holds_back(now, SimSpan::ZERO)
            && self.waiting.as_ref().is_some_and(|waiting| waiting.minds_who_is_next())
    }

    /// Starts what waits here, as far as there are places. Returns whether a scheduler has to be asked.
    fn start_own(&mut self, core: &mut Core) -> bool {
        while self.places.has_room() && !self.keeps_queue(core.now) {
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

    /// When an item on a place is expected to be finished, where the station goes on at an instant; set-ups and what else
    /// comes before its process are not counted.
    pub(crate) fn expected(&self, core: &Core, item: ItemRef, works: SimTime) -> Option<SimTime> {
        let work = core.items[item].work;
        let stages = self.stages.as_ref();
        let work = stages.map_or(SimSpan::ZERO, |stages| stages.process_ahead(item, work));
        match self.places.until_of(item)? {
            Ok(until) => until.checked_add(work),
            Err(left) => works.checked_add(left),
        }
    }

    /// Does what can be done now, for any number of places and any queue.
    #[inline(never)]
    fn moves_many(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        if cx[me].stages.is_some() {
            let (station, core) = cx.mine(me);
            station.take_crews(core);
            station.take_beat(core);
            Self::use_reserved(cx, me);
        }
        let blocked_by = process::give(cx, me);
        let limited = cx[me].waiting.as_ref().is_some_and(|waiting| waiting.limits.is_some());
        loop {
            if limited {
                end_waits(cx, me, false);
            }
            let (station, core) = cx.mine(me);
            let asks = station.start_own(core);
            let (place, queue) = (station.places.has_room(), station.has_queue_room(core.now));
            let straight = place
                && station.waiting.as_ref().is_none_or(|waiting| !waiting.holds())
                && !station.keeps_queue(core.now);
            if (straight || queue)
                && station.has_unreserved_room()
                && let Some(item) = cx.pull(id)
            {
                let (station, core) = cx.mine(me);
                if straight {
                    station.start(core, item);
                } else {
                    station.start_or_wait(core, item);
                }
                continue;
            }
            let polls = cx[me].is_polling();
            if if polls { cx[me].wants_to_poll(asks) } else { asks } {
                cx.core.ask(Ask { who: id, item: None });
            }
            break;
        }
        if limited {
            Self::end_all_waits(cx, me);
        }
        if cx[me].reserves() {
            Self::seek_places(cx, me);
        }
        let (station, core) = cx.mine(me);
        let shut = station.waiting.is_none() && !station.places.has_room();
        core.links.set_shut(id, shut);
        let busy = station.places.busy();
        let doing = station.stages.as_ref().and_then(|stages| stages.doing());
        if let Some((state, busy, cause)) = doing {
            return station.enter(core, state, busy, cause);
        }
        let (state, cause) = station.shown(core, blocked_by);
        station.enter(core, state, busy, cause);
    }

    /// What its places show, and for whom it waits.
    #[inline(always)]
    fn shown(&self, core: &Core, blocked_by: Option<EquipmentId>) -> (State, EquipmentId) {
        if self.places.busy() > 0 {
            (State::Processing, EquipmentId::NONE)
        } else if self.places.done(0).is_some() {
            (State::Blocked, blocked_by.unwrap_or(EquipmentId::NONE))
        } else {
            (State::Idle, self.awaits(core))
        }
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

impl Staged for Station {
    process::has_stages!();

    fn may_start(&mut self, core: &mut Core, held: &Held) -> bool {
        self.is_time_to_start(core, held)
    }

    fn begins_with(&mut self, core: &Core, item: ItemRef, is_process: bool) {
        self.end_limits(core, item, is_process);
    }

    #[inline(always)]
    fn holds_back(&self, now: SimTime, work: SimSpan) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.holds_back(now, work))
    }
}

impl Station {
    /// A step that is due ends.
    #[inline(never)]
    fn end_step(&mut self, core: &mut Core) -> bool {
        let Some((item, step, is_last)) = self.finish_step(core) else { return false };
        if is_last {
            self.places.put_done(item);
            if self.is_spoilt(core, item) {
                self.places.take_back(item);
                core.links.set_shut(self.id, false);
            } else {
                self.expire_finished(core, item);
            }
        }
        if step == Some(Step::Process) {
            return self.has_finished(core);
        }
        self.stop_if_drained(core);
        // Between two steps nothing moves; but it may do something else from now on.
        is_last || !self.show_stages(core)
    }

    /// Takes an item that is finished out where it has expired meanwhile.
    fn expire_finished(&mut self, core: &mut Core, item: ItemRef) {
        if core.is_past(item) {
            self.forget_stages(core, item);
            process::expire_finished(self, core, item);
            core.links.set_shut(self.id, false);
        }
    }
}

impl Handlers for Station {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let stages = Stages::new(cx);
        let prefers = stages.as_ref().is_some_and(|stages| stages.prefers());
        let waiting = spec.queue.filter(|queue| queue.limit() != Some(0)).map(|capacity| {
            Box::new(Waiting {
                queue: ItemQueue::new(spec.order.unwrap_or_default()),
                capacity: capacity.limit().unwrap_or(u32::MAX),
                asks: prefers
                    || spec.order.is_none() && cx.scheduler_sequences
                    || cx.scheduler_sets_up && stages.as_ref().is_some_and(|it| it.sets_up()),
                drawn: spec.draw == Draw::AtArrival,
                preempt: spec.preempt.as_ref().map(|preempt| preempt.value),
                interrupted: Vec::new(),
                limits: Limits::new(cx),
            })
        });
        let mut station = Self {
            id: cx.id,
            outlet: cx.outlet(),
            places: Places::new(cx.plant.equipment(cx.id).places),
            clock: StateClock::default(),
            time: cx.only_law(),
            stream: cx.stream("process time"),
            waiting,
            carried: cx.carried(),
            stages,
            routed: cx.is_routed(),
            way: Way::Long,
        };
        if station.is_to_be_plain() {
            station.way = Way::Plain;
        } else if station.is_to_be_queued() {
            station.way = Way::Queued;
        } else if station.is_to_be_asked() {
            station.way = Way::Asked;
        } else if station.is_to_be_wide() {
            station.way = Way::Wide;
        } else if station.is_to_be_stagewise() {
            station.way = Way::Stagewise;
        }
        station
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    fn halt(&mut self, core: &mut Core, halt: Halt, fate: Fate) {
        if !self.carried.as_mut().is_some_and(|carried| carried.halt(core, halt)) {
            self.stand_stages(core, halt.state);
            // Another cause may be shown from now on.
            return self.enter(core, halt.state, 0, halt.by);
        }
        let stopped = self.places.busy() as usize;
        for (mut held, beside) in self.places.stop(core.now).zip((1..=stopped).rev()) {
            let fate = if self.is_in_process(held.item) { fate } else { Fate::Resume };
            if self.stages.is_some() {
                held.left = self.stop_stage(held.item, held.left, fate);
            }
            match fate {
                Fate::Resume => {}
                Fate::Repeat => held.left = core.items[held.item].work,
                Fate::Resample => held.left = self.draw_anew(core, held.item),
                Fate::Scrap => {
                    self.forget_stages(core, held.item);
                    core.scrap(self.id, held.item, self.level() + beside);
                    core.links.set_shut(self.id, false);
                    core.poke(self.id);
                    continue;
                }
            }
            self.places.hold(held);
        }
        self.stand_stages(core, halt.state);
        self.stop_change(core.now);
        self.enter(core, halt.state, 0, halt.by);
        self.stop_if_drained(core);
    }

    fn resume(&mut self, core: &mut Core, by: EquipmentId) {
        self.run_in_after(core, by);
        if !self.carried.as_mut().is_some_and(|carried| carried.resume(core.now, by)) {
            // Another cause is shown, if this one was.
            return self.enter(core, State::Down, 0, EquipmentId::NONE);
        }
        self.go_on(core);
    }

    fn drain(&mut self, core: &mut Core, halt: Halt) {
        if let Some(carried) = &mut self.carried {
            carried.drain(halt);
        }
        self.stop_if_drained(core);
    }

    fn set_gate(&mut self, core: &mut Core, gate: Gate) {
        let Some(carried) = &mut self.carried else { return };
        carried.set_gate(gate);
        let waits = self.waiting.as_ref().is_some_and(|waiting| !waiting.queue.is_empty());
        if !carried.is_halted() && (waits || self.places.held().0 > 0 || self.is_polling()) {
            self.go_on(core);
        }
    }

    fn set_condition(&mut self, core: &mut Core, condition: Condition) {
        self.change_speed(core, condition);
    }

    fn halted_by(&self) -> Vec<EquipmentId> {
        self.carried.iter().flat_map(|carried| carried.halted_by()).collect()
    }

    fn tell_of(&mut self, leisure: Leisure, who: EquipmentId) {
        if let Some(carried) = &mut self.carried {
            carried.tell_of(leisure, who);
        }
    }

    fn begin(&mut self, core: &mut Core) {
        if self.wants_to_poll(false) {
            core.poke(self.id);
        }
    }

    fn decide(&mut self, core: &mut Core) -> bool {
        let polls = self.is_polling();
        if polls && !self.is_halted() {
            self.poll(core);
            self.show_stages(core);
        }
        polls
    }

    fn concerns(&self) -> Vec<EquipmentId> {
        self.carried.iter().flat_map(|carried| carried.concerns()).collect()
    }

    fn watch(&mut self, watch: Watch) {
        if let Some(carried) = &mut self.carried {
            carried.watch(watch);
        }
    }

    fn usage(&self, now: SimTime) -> Usage {
        let carried = self.carried.as_ref();
        carried.map_or_else(Usage::default, |carried| carried.usage(now))
    }

    #[inline(always)]
    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if matches!(self.way, Way::Queued | Way::Asked | Way::Wide) {
            return process::finish(self, core).is_some();
        }
        if self.way == Way::Stagewise {
            return self.end_step(core);
        }
        if self.way == Way::Long {
            match clock {
                LIMIT => return true,
                CHANGE => return self.end_change(core),
                BEAT => return self.is_beat(core.now),
                _ => {}
            }
            if self.stages.is_some() {
                return self.end_step(core);
            }
        }
        if process::finish(self, core).is_none() {
            return false;
        }
        if self.carried.is_some() {
            return self.has_finished(core);
        }
        true
    }

    #[inline(always)]
    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        match self.way {
            Way::Plain => return self.accept_plain(core, item),
            Way::Queued => return self.accept_queued(core, item),
            Way::Asked => return self.accept_asked(core, item),
            Way::Wide => return self.accept_wide(core, item),
            Way::Stagewise => return self.accept_stagewise(core, item),
            Way::Long => {}
        }
        if !self.has_unreserved_room() {
            return false;
        }
        let straight = self
            .waiting
            .as_ref()
            .is_none_or(|waiting| waiting.queue.is_empty() && !waiting.holds())
            && !self.keeps_queue(core.now);
        if straight && self.places.has_room() {
            self.start(core, item);
            return true;
        }
        if !self.has_queue_room(core.now) {
            return false;
        }
        self.start_or_wait(core, item);
        if self.places.has_room() {
            core.poke(self.id);
        }
        true
    }

    fn reserve(&mut self, _core: &mut Core) -> bool {
        self.promise()
    }

    fn unreserve(&mut self, core: &mut Core) {
        self.unpromise();
        core.poke(self.id);
    }

    fn take_reserved(&mut self, core: &mut Core, item: ItemRef) {
        self.unpromise();
        let straight = self
            .waiting
            .as_ref()
            .is_none_or(|waiting| waiting.queue.is_empty() && !waiting.holds())
            && !self.keeps_queue(core.now);
        if straight && self.places.has_room() {
            return self.start(core, item);
        }
        self.start_or_wait(core, item);
        if self.places.has_room() {
            core.poke(self.id);
        }
    }

    #[inline(always)]
    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        if self.way == Way::Long && self.reserves() {
            let released = self.release_ahead(core, link);
            core.links.set_shut(self.id, self.waiting.is_none() && !self.places.has_room());
            return released;
        }
        let released = process::release(self, core, link)?;
        core.links.set_shut(self.id, false);
        Some(released)
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let waits = self.withdraw_waiting(core, item);
        if let Some(level) = waits.or_else(|| self.withdraw_unbegun(core, item)) {
            return Some(level);
        }
        let level = process::withdraw_done(self, core, item)?;
        self.forget_stages(core, item);
        core.links.set_shut(self.id, false);
        Some(level)
    }

    #[inline(always)]
    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        match cx[me].way {
            Way::Plain => return Self::moves_plain(cx, me),
            Way::Queued => return Self::moves_queued(cx, me),
            Way::Asked => return Self::moves_asked(cx, me),
            Way::Wide => return Self::moves_wide(cx, me),
            Way::Stagewise => return Self::moves_stagewise(cx, me),
            Way::Long => {}
        }
        let station = &cx[me];
        let (id, outlet) = (station.id, station.outlet);
        if station.places.are_many()
            || station.stages.is_some()
            || matches!(station.places.one, Place::Busy(..) | Place::Held(..))
            || station.waiting.as_ref().is_some_and(|waiting| waiting.limits.is_some())
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
        let keeps_queue = station.keeps_queue(core.now);
        if let Some(waiting) = &mut station.waiting
            && !waiting.asks
            && !keeps_queue
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

    fn waiting(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.waiting.iter().flat_map(|waiting| waiting.queue.iter()));
    }

    fn work_left(&self, now: SimTime) -> SimSpan {
        self.places.work_left(now)
    }

    fn setup_for(&self, core: &Core, item: ItemRef) -> f64 {
        self.stages.as_ref().map_or(0.0, |stages| stages.setup_for(core, self.id, item))
    }

    fn offers(&self, core: &Core, link: LinkId, items: &mut Vec<ItemRef>) -> bool {
        let done = (0..).map_while(|position| self.places.done(position));
        items.extend(done.filter(|item| core.may_go(*item, self.outlet, link)));
        !self.reserves()
    }

    fn candidates(&self, items: &mut Vec<ItemRef>) {
        if let Some(waiting) =
            self.waiting.as_ref().filter(|waiting| waiting.asks && self.places.has_room())
        {
            items.extend(waiting.queue.iter());
        }
    }

    fn choose(&self, core: &Core) -> Option<ItemRef> {
        let (stages, waiting) = (self.stages.as_ref()?, self.waiting.as_ref()?);
        stages.choose(&waiting.queue, core, self.id)
    }

    fn chosen(&mut self, core: &mut Core, item: ItemRef) {
        if self.way == Way::Asked {
            return self.chosen_asked(core, item);
        }
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
