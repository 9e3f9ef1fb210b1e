//! What all equipment with places does alike: begin an item, finish it, give it away; and stand still where something happens to it.

use std::collections::VecDeque;

use plantwright_journal::{Record, State, What};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::clock::StateClock;
use crate::concern::carried::at_other_speed;
use crate::concern::failure::Fate;
use crate::concern::{Carried, Condition, Gate, Halt, Leisure, Usage, Watch};
use crate::core::Core;
use crate::items::{ItemRef, Marks};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::places::{Held, Places};
use crate::staged::{Staged, Stages, Step};
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

/// Writes down that the process of an item begins.
#[inline(always)]
pub(crate) fn record_started(core: &mut Core, who: EquipmentId, item: ItemRef) {
    if core.recorder.wants(What::Started) {
        let it = &core.items[item];
        let record = Record::of_item(What::Started, core.now, who, it.id);
        core.recorder.push(record.span(core.now.since(it.entered)));
    }
}

/// Writes down that work on an item stops, or does not begin, while others may go on at the same place: so much of its process is
/// done and kept, and it waits for a group of people, or made way.
#[cold]
pub(crate) fn interrupted(
    core: &mut Core,
    who: EquipmentId,
    item: ItemRef,
    (done, group): (SimSpan, Option<EquipmentId>),
) {
    let it = &mut core.items[item];
    if it.marks.has(Marks::INTERRUPTED) {
        return;
    }
    it.marks.set(Marks::INTERRUPTED, true);
    let record = Record::of_item(What::Interrupted, core.now, who, it.id).span(done);
    core.recorder.push(record.level(group.map_or(0, |group| group.0 + 1)));
}

/// Writes down that work on an item goes on that was interrupted, its process or another stage; or forgets that it was, where it
/// goes on elsewhere, if at all.
#[inline]
pub(crate) fn resumed(core: &mut Core, who: EquipmentId, item: ItemRef, is_process: Option<bool>) {
    if core.items[item].marks.has(Marks::INTERRUPTED) {
        tell_of_resumed(core, who, item, is_process);
    }
}

#[cold]
fn tell_of_resumed(core: &mut Core, who: EquipmentId, item: ItemRef, is_process: Option<bool>) {
    let it = &mut core.items[item];
    it.marks.set(Marks::INTERRUPTED, false);
    if let Some(is_process) = is_process {
        let record = Record::of_item(What::Resumed, core.now, who, it.id);
        core.recorder.push(record.level(u32::from(is_process)));
    }
}

/// Goes on with an item that still takes so long. There has to be room.
#[inline(always)]
pub(crate) fn go_on(me: &mut impl Process, core: &mut Core, item: ItemRef, left: SimSpan) {
    // Beyond the end of time the run has ended; the item stays where it is.
    let until = if me.places().are_many() {
        core.schedule_in_row(me.id(), left)
    } else {
        core.schedule(me.id(), 0, left)
    };
    me.places_mut().begin(item, until.unwrap_or(SimTime::MAX));
}

/// Finishes the item that is due, if one still is, and returns it.
#[inline(always)]
pub(crate) fn finish(me: &mut impl Process, core: &mut Core) -> Option<ItemRef> {
    let item = me.places_mut().finish(core.now)?;
    finished(me, core, item);
    Some(item)
}

/// Writes down that the process of an item has ended.
#[inline(always)]
pub(crate) fn finished(me: &impl Process, core: &mut Core, item: ItemRef) {
    let who = me.id();
    let it = &mut core.items[item];
    it.processed += it.work;
    if me.routed() && core.laws.is_operation(who, it) {
        it.done += 1;
    }
    if core.recorder.wants(What::Finished) {
        let (id, work) = (it.id, it.work);
        core.recorder.push(Record::of_item(What::Finished, core.now, who, id).span(work));
    }
}

/// Takes an item that has just finished off its place where it has expired meanwhile.
pub(crate) fn expire_finished(me: &mut impl Process, core: &mut Core, item: ItemRef) {
    if core.is_past(item) {
        core.expire(me.id(), item, me.level());
        me.places_mut().take_back(item);
    }
}

/// Takes out a finished item that waits to go on. Returns how many items were here with it.
pub(crate) fn withdraw_done(
    me: &mut impl Process,
    core: &mut Core,
    item: ItemRef,
) -> Option<usize> {
    let mut position = 0;
    while me.places().done(position)? != item {
        position += 1;
    }
    let level = me.level();
    me.places_mut().clear(position);
    core.poke(me.id());
    Some(level)
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
    core.leave_over((who, outlet, link), item, level);
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
    // What comes back to where it left goes on at the next look, so that going round is noticed.
    for _ in 0..cx[me].out().len() {
        let Some(item) = cx[me].out().get(position).copied() else { break };
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
    core.leave_over((who, outlet, link), item, level);
    core.poke(who);
    Some(Released { item, more })
}

/// Takes out an item of what was finished together. Returns how many items were here with it.
pub(crate) fn withdraw_out(
    me: &mut impl Releases,
    core: &mut Core,
    item: ItemRef,
) -> Option<usize> {
    let level = me.level();
    let position = me.out().iter().position(|other| *other == item)?;
    me.out().remove(position);
    core.poke(me.id());
    Some(level)
}

/// Equipment with one place that has a state, and may be stopped by what happens to it.
pub(crate) trait Machine: Staged {
    /// The clock, and what it keeps where something may happen to it.
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>);
    /// Takes what was in process out as scrap. `level` still counts it.
    fn scrap(&mut self, core: &mut Core, item: ItemRef, level: usize) {
        core.scrap(self.id(), item, level);
    }
}

/// A process, or a stage of the work, that has ended.
pub(crate) struct Ended {
    /// What is finished, and was the last of its stages; it is done on its place.
    pub(crate) item: Option<ItemRef>,
    is_process: bool,
}

/// Ends what is due, if anything is.
pub(crate) fn end(me: &mut impl Machine, core: &mut Core) -> Option<Ended> {
    if me.stages().is_none() {
        let item = me.places_mut().finish(core.now)?;
        me.has_processed(core, item);
        return Some(Ended { item: Some(item), is_process: true });
    }
    let (item, step, is_last) = me.finish_step(core)?;
    if is_last {
        me.places_mut().put_done(item);
    }
    let is_process = step == Some(Step::Process);
    Some(Ended { item: is_last.then_some(item), is_process })
}

/// What follows from an end for who waits for it. Returns whether the owner may move at once.
pub(crate) fn after_end(me: &mut impl Machine, core: &mut Core, ended: &Ended) -> bool {
    if ended.is_process {
        return has_finished(me, core);
    }
    stop_if_drained(me, core);
    true
}

/// Works with the crews that have come.
pub(crate) fn take_crews(me: &mut impl Machine, core: &mut Core) {
    if me.stages().is_some() {
        me.take_crews(core);
    }
}

/// Enters a state, unless it stands still.
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
        Some(carried) if carried.heeds_states() => {
            carried.enter(clock, core, id, (state, busy), cause);
        }
        _ => clock.enter(core, id, state, busy, cause),
    }
}

/// Enters the state of one place: what is in process on it, what is finished and waits for a receiver, or nothing, for which
/// `idle` is the cause.
pub(crate) fn show(
    me: &mut impl Machine,
    core: &mut Core,
    holds_finished: bool,
    blocked_by: Option<EquipmentId>,
    idle: EquipmentId,
) {
    let doing = me.stages().and_then(Stages::doing);
    let (state, busy, cause) = if let Some(doing) = doing {
        doing
    } else if me.places().busy() > 0 {
        (State::Processing, 1, EquipmentId::NONE)
    } else if holds_finished {
        (State::Blocked, 0, blocked_by.unwrap_or(EquipmentId::NONE))
    } else {
        (State::Idle, 0, idle)
    };
    enter(me, core, state, busy, cause);
}

/// Begins with an item whose work was drawn, or keeps it on its place until it may be begun.
pub(crate) fn begin_or_hold(me: &mut impl Machine, core: &mut Core, item: ItemRef, work: SimSpan) {
    if me.stages().is_some() {
        me.begin_stages(core, item, work);
    } else if me.holds_back(core.now, work) {
        me.places_mut().hold(Held { item, begun: false, left: work });
    } else {
        begin_work(me, core, item, work);
    }
    enter_with_held(me, core);
}

/// Works on an item whose process has not begun.
fn begin_work(me: &mut impl Machine, core: &mut Core, item: ItemRef, mut work: SimSpan) {
    if let (_, Some(carried)) = me.states() {
        work = carried.begin_drawn(core, item, work);
    }
    begin(me, core, item, work);
    me.has_begun(core);
}

/// Enters the state of what holds something: where nothing is in process, it waits for its time.
fn enter_with_held(me: &mut impl Machine, core: &mut Core) {
    let busy = me.places().busy();
    let state = if busy > 0 { State::Processing } else { State::Idle };
    let doing = me.stages().and_then(Stages::doing);
    let (state, busy, cause) = doing.unwrap_or((state, busy, EquipmentId::NONE));
    enter(me, core, state, busy, cause);
}

/// Something is finished. Returns whether it may move at once: whoever counts cycles comes first, and what fails now begins nothing.
pub(crate) fn has_finished(me: &mut impl Machine, core: &mut Core) -> bool {
    let Some(carried) = me.states().1 else { return true };
    if !carried.count_cycle() {
        return true;
    }
    let is_told = carried.tell_of_cycle(core);
    if carried.is_draining() {
        stop_if_drained(me, core);
    }
    if is_told {
        core.poke(me.id());
    }
    !is_told
}

/// How much it has been used.
pub(crate) fn usage(me: &impl Machine, now: SimTime) -> Usage {
    me.carried().map_or_else(Usage::default, |carried| carried.usage(now))
}

/// What may happen to it.
pub(crate) fn concerns(me: &impl Machine) -> Vec<EquipmentId> {
    me.carried().into_iter().flat_map(Carried::concerns).collect()
}

/// Because of which concerns it stands still.
pub(crate) fn halted_by(me: &impl Machine) -> Vec<EquipmentId> {
    me.carried().into_iter().flat_map(Carried::halted_by).collect()
}

/// A concern wants to be poked whenever it comes to stand still, or to have nothing to do.
pub(crate) fn tell_of(me: &mut impl Machine, leisure: Leisure, who: EquipmentId) {
    if let (_, Some(carried)) = me.states() {
        carried.tell_of(leisure, who);
    }
}

/// A concern wants to be told of an age.
pub(crate) fn watch(me: &mut impl Machine, watch: Watch) {
    if let (_, Some(carried)) = me.states() {
        carried.watch(watch);
    }
}

/// Stands still because of a concern.
pub(crate) fn halt(me: &mut impl Machine, core: &mut Core, halt: Halt, fate: Fate) {
    if !me.states().1.is_some_and(|carried| carried.halt(core, halt)) {
        me.stand_stages(core, halt.state);
        // Another cause may be shown from now on.
        return enter(me, core, halt.state, 0, halt.by);
    }
    let stopped = me.places().busy() as usize;
    for (mut held, beside) in me.places_mut().stop(core.now).zip((1..=stopped).rev()) {
        let fate = if me.is_in_process(held.item) { fate } else { Fate::Resume };
        held.left = me.stop_stage(held.item, held.left, fate);
        match fate {
            Fate::Resume => {}
            Fate::Repeat => held.left = core.items[held.item].work,
            Fate::Resample => {
                held.left = me.draw(core, held.item);
                core.items[held.item].work = held.left;
                if let Some(carried) = me.carried() {
                    held.left = carried.at_speed(core, held.item, held.left);
                }
            }
            Fate::Scrap => {
                me.forget_stages(core, held.item);
                let level = me.level() + beside;
                me.scrap(core, held.item, level);
                core.links.set_shut(me.id(), false);
                core.poke(me.id());
                continue;
            }
        }
        me.places_mut().hold(held);
    }
    me.stand_stages(core, halt.state);
    enter(me, core, halt.state, 0, halt.by);
    stop_if_drained(me, core);
}

/// One cause to stand still lifts.
pub(crate) fn resume(me: &mut impl Machine, core: &mut Core, by: EquipmentId) {
    me.run_in_after(core, by);
    if me.states().1.is_some_and(|carried| carried.resume(core.now, by)) {
        go_on_with_held(me, core);
    } else {
        // Another cause is shown, if this one was.
        enter(me, core, State::Down, 0, EquipmentId::NONE);
    }
}

/// Will stand still as soon as nothing is in process.
pub(crate) fn drain(me: &mut impl Machine, core: &mut Core, halt: Halt) {
    if let (_, Some(carried)) = me.states() {
        carried.drain(halt);
    }
    stop_if_drained(me, core);
}

/// May begin work until an instant.
pub(crate) fn set_gate(me: &mut impl Machine, core: &mut Core, gate: Gate) {
    let Some(carried) = me.states().1 else { return };
    carried.set_gate(gate);
    if !carried.is_halted() {
        go_on_with_held(me, core);
    }
}

/// Works as a concern lets it from now on.
pub(crate) fn set_condition(me: &mut impl Machine, core: &mut Core, condition: Condition) {
    let Some(carried) = me.states().1 else { return };
    let times = carried.set_condition(core.now, condition);
    let held = me.places_mut().take_held();
    let stopped = me.places_mut().stop(core.now);
    for mut held in held {
        if held.begun && me.is_in_process(held.item) {
            held.left = at_other_speed(core, held.item, held.left, times);
        }
        me.places_mut().hold(held);
    }
    for Held { item, left, .. } in stopped {
        if me.stages().is_some() && me.is_in_process(item) {
            me.go_on_at_speed(core, item, left, times);
            continue;
        }
        if !me.is_in_process(item) {
            // Set-ups, loading and unloading know no speed.
            go_on_at(me, core, item, left, 1.0);
            continue;
        }
        let left = at_other_speed(core, item, left, times);
        if let (_, Some(carried)) = me.states() {
            carried.begin_work(core, left);
        }
        go_on_at(me, core, item, left, times);
    }
}

/// Goes on with an item that was in process, so many times as slowly: where its end is the same, that is waited for already.
pub(crate) fn go_on_at(
    me: &mut impl Process,
    core: &mut Core,
    item: ItemRef,
    left: SimSpan,
    times: f64,
) {
    match core.now.checked_add(left) {
        Some(until) if times == 1.0 => me.places_mut().begin(item, until),
        _ => go_on(me, core, item, left),
    }
}

/// Begins and goes on with what was held, as far as that may be.
fn go_on_with_held(me: &mut impl Machine, core: &mut Core) {
    for held in me.places_mut().take_held() {
        let Held { item, begun, left } = held;
        if me.stages().is_some() {
            me.go_on_with_stage(core, held);
            enter_with_held(me, core);
            continue;
        }
        if !begun {
            begin_or_hold(me, core, item, left);
            continue;
        }
        if let (_, Some(carried)) = me.states() {
            carried.begin_work(core, left);
        }
        go_on(me, core, item, left);
        enter_with_held(me, core);
    }
    core.poke(me.id());
}

/// Stands still, if that waited for what was in process, and nothing is any more.
fn stop_if_drained(me: &mut impl Machine, core: &mut Core) {
    if !me.is_drained() {
        return;
    }
    let pending = me.states().1.map(Carried::take_pending).unwrap_or_default();
    for cause in pending {
        halt(me, core, cause, Fate::Resume);
        core.poke(cause.by);
    }
}

/// What the stages of the work ask of a [`Machine`], among its `Staged`.
macro_rules! has_stages {
    () => {
        fn stages(&self) -> Option<&$crate::staged::Stages> {
            self.stages.as_deref()
        }

        fn carried(&self) -> Option<&$crate::concern::Carried> {
            self.carried.as_deref()
        }

        fn parts(&mut self) -> $crate::staged::Parts<'_> {
            $crate::staged::Parts {
                stages: self.stages.as_deref_mut(),
                carried: self.carried.as_deref_mut(),
            }
        }
    };
}
pub(crate) use has_stages;

/// What concerns ask of a [`Machine`], among its `Handlers`.
macro_rules! stands_still {
    () => {
        fn halt(
            &mut self,
            core: &mut $crate::core::Core,
            halt: $crate::concern::Halt,
            fate: $crate::concern::failure::Fate,
        ) {
            $crate::process::halt(self, core, halt, fate);
        }

        fn resume(&mut self, core: &mut $crate::core::Core, by: ::plantwright_units::EquipmentId) {
            $crate::process::resume(self, core, by);
        }

        fn drain(&mut self, core: &mut $crate::core::Core, halt: $crate::concern::Halt) {
            $crate::process::drain(self, core, halt);
        }

        fn set_gate(&mut self, core: &mut $crate::core::Core, gate: $crate::concern::Gate) {
            $crate::process::set_gate(self, core, gate);
        }

        fn set_condition(
            &mut self,
            core: &mut $crate::core::Core,
            condition: $crate::concern::Condition,
        ) {
            $crate::process::set_condition(self, core, condition);
        }

        fn halted_by(&self) -> Vec<::plantwright_units::EquipmentId> {
            $crate::process::halted_by(self)
        }

        fn tell_of(
            &mut self,
            leisure: $crate::concern::Leisure,
            who: ::plantwright_units::EquipmentId,
        ) {
            $crate::process::tell_of(self, leisure, who);
        }

        fn concerns(&self) -> Vec<::plantwright_units::EquipmentId> {
            $crate::process::concerns(self)
        }

        fn watch(&mut self, watch: $crate::concern::Watch) {
            $crate::process::watch(self, watch);
        }

        fn usage(&self, now: ::plantwright_units::SimTime) -> $crate::concern::Usage {
            $crate::process::usage(self, now)
        }
    };
}
pub(crate) use stands_still;
