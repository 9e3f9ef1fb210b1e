//! What all equipment with places does alike: begin an item, finish it, give it away; and stand still where something happens to it.

use std::collections::VecDeque;

use plantwright_journal::{Record, State, What};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::clock::StateClock;
use crate::concern::failure::Fate;
use crate::concern::{Carried, Halt, Usage};
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::places::{Held, Places};
use crate::world::{Handlers, Row, SimCx};

/// Equipment that keeps items on places for a time.
pub(crate) trait Process {
    fn id(&self) -> EquipmentId;
    fn outlet(&self) -> Outlet;
    fn places(&self) -> &Places;
    fn places_mut(&mut self) -> &mut Places;
    /// How many items are here, waiting ones included.
    fn level(&self) -> usize;
    /// Draws how long an item will take.
    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan;
    /// Whether operations of routes may be done here.
    fn routed(&self) -> bool;
}

/// Begins with an item whose work was drawn. There has to be room.
#[inline(always)]
pub(crate) fn begin(me: &mut impl Process, core: &mut Core, item: ItemRef, work: SimSpan) {
    go_on(me, core, item, work);
    record_started(core, me.id(), item);
}

/// Writes down that processing begins.
#[inline(always)]
pub(crate) fn record_started(core: &mut Core, who: EquipmentId, item: ItemRef) {
    if core.recorder.wants(What::Started) {
        let it = &core.items[item];
        let record = Record::of_item(What::Started, core.now, who, it.id);
        core.recorder.push(record.span(core.now.since(it.entered)));
    }
}

/// Goes on with an item that still takes so long. There has to be room.
#[inline(always)]
pub(crate) fn go_on(me: &mut impl Process, core: &mut Core, item: ItemRef, left: SimSpan) {
    // Beyond the end of time the run has ended; the item stays where it is.
    let until = core.schedule(me.id(), 0, left).unwrap_or(SimTime::MAX);
    me.places_mut().begin(item, until);
}

/// Finishes the item that is due, if one still is.
#[inline(always)]
pub(crate) fn finish(me: &mut impl Process, core: &mut Core) -> bool {
    let Some(item) = me.places_mut().finish(core.now) else {
        return false;
    };
    count_finished(core, me.id(), me.routed(), item);
    true
}

/// Writes down that processing ended, on the item and in the journal.
#[inline(always)]
pub(crate) fn count_finished(core: &mut Core, who: EquipmentId, routed: bool, item: ItemRef) {
    let it = &mut core.items[item];
    it.processed += it.work;
    if routed && core.laws.is_operation(who, it) {
        it.done += 1;
    }
    if core.recorder.wants(What::Finished) {
        let (id, work) = (it.id, it.work);
        core.recorder.push(Record::of_item(What::Finished, core.now, who, id).span(work));
    }
}

/// Gives away what is finished, as far as it is taken. Returns whom the first item that stays waits for.
#[inline]
pub(crate) fn give<K: Handlers + Process>(cx: &mut SimCx<'_>, me: Row<K>) -> Option<EquipmentId> {
    let (id, outlet) = (cx[me].id(), cx[me].outlet());
    let mut first_wait = None;
    let mut position = 0;
    while let Some(item) = cx[me].places().done(position) {
        let level = cx[me].level();
        match cx.send(id, outlet, item, level) {
            Sent::Gone => cx[me].places_mut().clear(position),
            Sent::Waits(receiver) => {
                first_wait.get_or_insert(receiver);
                if matches!(outlet, Outlet::Link(_)) {
                    break;
                }
                position += 1;
            }
        }
    }
    first_wait
}

/// Hands out the first finished item that may go over a link.
#[inline(always)]
pub(crate) fn release(me: &mut impl Process, core: &mut Core, link: LinkId) -> Option<Released> {
    let (who, outlet, level) = (me.id(), me.outlet(), me.level());
    let mut position = 0;
    let item = loop {
        let item = me.places().done(position)?;
        if core.may_go(item, outlet, link) {
            break item;
        }
        position += 1;
    };
    core.leave(who, item, level);
    me.places_mut().clear(position);
    let mut more = false;
    while let Some(next) = me.places().done(position) {
        if core.may_go(next, outlet, link) {
            more = true;
            break;
        }
        position += 1;
    }
    core.poke(who);
    Some(Released { item, more })
}

/// Equipment that gives away one by one what it has finished together.
pub(crate) trait Releases {
    fn id(&self) -> EquipmentId;
    fn outlet(&self) -> Outlet;
    fn level(&self) -> usize;
    /// What is finished, the first one first.
    fn out(&mut self) -> &mut VecDeque<ItemRef>;
}

/// Gives away what was finished together, as far as it is taken. Returns whom the first item that stays waits for.
pub(crate) fn give_out<K: Handlers + Releases>(
    cx: &mut SimCx<'_>,
    me: Row<K>,
) -> Option<EquipmentId> {
    let (id, outlet) = (cx[me].id(), cx[me].outlet());
    let mut first_wait = None;
    let mut position = 0;
    while let Some(item) = cx[me].out().get(position).copied() {
        let level = cx[me].level();
        match cx.send(id, outlet, item, level) {
            Sent::Gone => {
                cx[me].out().remove(position);
            }
            Sent::Waits(receiver) => {
                first_wait.get_or_insert(receiver);
                if matches!(outlet, Outlet::Link(_)) {
                    break;
                }
                position += 1;
            }
        }
    }
    first_wait
}

/// Hands out the first of what was finished together that may go over a link.
pub(crate) fn release_out(
    me: &mut impl Releases,
    core: &mut Core,
    link: LinkId,
) -> Option<Released> {
    let (who, outlet, level) = (me.id(), me.outlet(), me.level());
    let may_go = |item: &ItemRef| core.may_go(*item, outlet, link);
    let position = me.out().iter().position(may_go)?;
    let item = me.out().remove(position)?;
    let more = me.out().iter().any(may_go);
    core.leave(who, item, level);
    core.poke(who);
    Some(Released { item, more })
}

/// Equipment that has a state, and may be stopped by what happens to it.
pub(crate) trait Machine: Process {
    fn clock(&self) -> &StateClock;
    fn carried(&self) -> Option<&Carried>;
    /// The clock, and what it keeps where something may happen to it.
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>);
    /// Takes what was in process out as scrap. `level` still counts it.
    fn scrap(&mut self, core: &mut Core, item: ItemRef, level: usize) {
        core.scrap(self.id(), item, level);
    }
}

/// Whether it stands still because of a concern.
#[inline(always)]
pub(crate) fn is_halted(me: &impl Machine) -> bool {
    me.carried().is_some_and(Carried::is_halted)
}

/// Enters a state, unless it stands still.
#[inline(always)]
pub(crate) fn enter(
    me: &mut impl Machine,
    core: &mut Core,
    state: State,
    busy: u32,
    cause: EquipmentId,
) {
    let id = me.id();
    let (clock, carried) = me.states();
    match carried {
        Some(carried) if !clock.is(state, busy, cause) => {
            carried.enter(clock, core, id, (state, busy), cause);
        }
        _ => clock.enter(core, id, state, busy, cause),
    }
}

/// Works on an item whose process has not begun.
#[inline(always)]
pub(crate) fn begin_work(me: &mut impl Machine, core: &mut Core, item: ItemRef, work: SimSpan) {
    if let (clock, Some(carried)) = me.states() {
        carried.begin_work(core, clock.state(), work);
    }
    begin(me, core, item, work);
}

/// Counts a cycle that ended. False where whoever counts cycles comes first: what fails now begins nothing.
#[inline(always)]
pub(crate) fn count_cycle(me: &mut impl Machine, core: &mut Core) -> bool {
    let id = me.id();
    if let (_, Some(carried)) = me.states()
        && carried.count_cycle(core)
    {
        core.poke(id);
        return false;
    }
    true
}

/// How much it has been used.
pub(crate) fn usage(me: &impl Machine, now: SimTime) -> Usage {
    me.carried().map_or_else(Usage::default, |carried| carried.usage(me.clock().state(), now))
}

fn count_usage(me: &mut impl Machine, now: SimTime) {
    if let (clock, Some(carried)) = me.states() {
        carried.count_usage(clock.state(), now);
    }
}

/// Stands still because of a concern.
pub(crate) fn halt(me: &mut impl Machine, core: &mut Core, halt: Halt, fate: Fate) {
    // Before anything changes: up to now it was used.
    count_usage(me, core.now);
    if !me.states().1.is_some_and(|carried| carried.halt(halt)) {
        // Another cause may be shown from now on.
        return enter(me, core, halt.state, 0, halt.by);
    }
    let stopped = me.places_mut().stop(core.now);
    for (mut held, beside) in stopped.iter().copied().zip((1..=stopped.len()).rev()) {
        match fate {
            Fate::Resume => {}
            Fate::Repeat => held.left = core.items[held.item].work,
            Fate::Resample => {
                held.left = me.draw(core, held.item);
                core.items[held.item].work = held.left;
            }
            Fate::Scrap => {
                let level = me.level() + beside;
                me.scrap(core, held.item, level);
                core.links.set_shut(me.id(), false);
                core.poke(me.id());
                continue;
            }
        }
        me.places_mut().hold(held);
    }
    enter(me, core, halt.state, 0, halt.by);
}

/// One cause to stand still lifts.
pub(crate) fn resume(me: &mut impl Machine, core: &mut Core, by: EquipmentId) {
    count_usage(me, core.now);
    if !me.states().1.is_some_and(|carried| carried.resume(by)) {
        // Another cause is shown, if this one was.
        return enter(me, core, State::Down, 0, EquipmentId::NONE);
    }
    for Held { item, begun, left } in me.places_mut().take_held() {
        if !begun {
            begin_work(me, core, item, left);
            continue;
        }
        if let (_, Some(carried)) = me.states() {
            carried.begin_work(core, State::Down, left);
        }
        go_on(me, core, item, left);
    }
    let busy = me.places().busy();
    if busy > 0 {
        enter(me, core, State::Processing, busy, EquipmentId::NONE);
    }
    core.poke(me.id());
}
