//! The columns of the world, and the table of handlers through which events reach them.
//!
//! Every kind of equipment is one component in one archetype, so a kind's state is one slice, held for a whole
//! `run_until`. Handlers of one row never see another kind's row: they offer, pull, and are asked.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State};
use plantwright_model::{Spanned, Spec};
use plantwright_scheduler::News;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::build::SpawnCx;
use crate::concern::degradation::Seen;
use crate::concern::failure::Fate;
use crate::concern::{Condition, Gate, Halt, Leisure, Renewal, Usage, Watch, With};
use crate::core::Core;
use crate::equipment::buffer::Buffer;
use crate::equipment::conveyor::plain::PlainConveyor;
use crate::equipment::sink::Sink;
use crate::equipment::{Columns, VERBS};
use crate::items::ItemRef;
use crate::links::{LinkId, RowRef};
use crate::outlet::Released;

/// What a kind of equipment does. Every method but `spawn` has a default that does nothing.
pub(crate) trait Handlers:
    ecs::Component<Mutability = Mutable> + Clone + Debug + Serialize + DeserializeOwned + Column
{
    /// The kind's part of a scene.
    type Spec: Spec;

    /// Whether it looks at what it is offered, and may take one thing while it has no room for another.
    const PICKS: bool = false;

    /// Makes the component of one piece of equipment.
    fn spawn(spec: &Self::Spec, cx: &mut SpawnCx<'_>) -> Self;

    /// What a body lists under `with`.
    fn with(_spec: &Self::Spec) -> &[Spanned<With>] {
        &[]
    }

    /// Stands still because of a concern. Causes overlap: it runs again when the last one lifts.
    fn halt(&mut self, _core: &mut Core, _halt: Halt, _fate: Fate) {}

    /// Stands still because of a concern as soon as nothing is in process, and begins nothing until then. The concern is poked
    /// when it is so.
    fn drain(&mut self, _core: &mut Core, _halt: Halt) {}

    /// Until when work may be begun, from now on.
    fn set_gate(&mut self, _core: &mut Core, _gate: Gate) {}

    /// One cause to stand still lifts.
    fn resume(&mut self, _core: &mut Core, _by: EquipmentId) {}

    /// Works from now on as a concern lets it: what is in process goes on at the new speed. All work in process is taken for
    /// begun now, so that concerns are told of it that have not been yet.
    fn set_condition(&mut self, _core: &mut Core, _condition: Condition) {}

    /// The concerns because of which it stands still.
    fn halted_by(&self) -> Vec<EquipmentId> {
        Vec::new()
    }

    /// Whom all that is on it waits for, where that goes round and round and only they can change it; none: something else may.
    fn goes_round(&self, _core: &Core) -> Option<Vec<EquipmentId>> {
        None
    }

    /// A concern wants to be poked whenever it comes to stand still, or to have nothing to do.
    fn tell_of(&mut self, _leisure: Leisure, _who: EquipmentId) {}

    /// How much it has been used, where it has concerns.
    fn usage(&self, _now: SimTime) -> Usage {
        Usage::default()
    }

    /// The concerns that it has.
    fn concerns(&self) -> Vec<EquipmentId> {
        Vec::new()
    }

    /// Of a concern: another one of the same owner made it younger.
    fn renew(_cx: &mut SimCx<'_>, _me: Row<Self>, _renewal: Renewal) {}

    /// Of a concern that waits to be told whether to maintain: what is known of the condition.
    fn seen(&self) -> Option<Seen> {
        None
    }

    /// Of a concern: it is told whether to maintain.
    fn judged(_cx: &mut SimCx<'_>, _me: Row<Self>, _maintain: bool) {}

    /// A concern wants to be told once it has been used so much.
    fn watch(&mut self, _watch: Watch) {}

    /// The run begins.
    fn begin(&mut self, _core: &mut Core) {}

    /// A fact: what was scheduled on one of its clocks is due now. True: "move me when this instant's facts are in". A clock
    /// that this row no longer waits for is stale, and ignored.
    fn due(&mut self, _core: &mut Core, _clock: u8) -> bool {
        false
    }

    /// A fact that is alone at its instant: what is due, and then the moves that follow.
    #[inline(always)]
    fn happen(cx: &mut SimCx<'_>, me: Row<Self>, clock: u8) {
        let (row, core) = cx.mine(me);
        if row.due(core, clock) {
            Self::moves(cx, me);
        }
    }

    /// Takes an item or refuses it.
    fn accept(&mut self, _core: &mut Core, _item: ItemRef) -> bool {
        false
    }

    /// Keeps a place free for an item that will be brought later. False: there is none.
    fn reserve(&mut self, _core: &mut Core) -> bool {
        true
    }

    /// A reserved place is not needed any more.
    fn unreserve(&mut self, _core: &mut Core) {}

    /// Takes an item onto a place that was reserved.
    fn take_reserved(&mut self, core: &mut Core, item: ItemRef) {
        self.accept(core, item);
    }

    /// Takes out an item that waits here, with what is kept for it. Returns how many items were here with it; none: somebody is
    /// busy with it, or it is not here. Who may take its place is seen to.
    fn withdraw(&mut self, _core: &mut Core, _item: ItemRef) -> Option<usize> {
        None
    }

    /// Adds the items that it would hand out over a link now, whoever is first. False: only it knows that.
    fn offers(&self, _core: &Core, _link: LinkId, _items: &mut Vec<ItemRef>) -> bool {
        false
    }

    /// Hands out the item that was offered over a link; `None`: the offer was withdrawn.
    fn release(&mut self, _core: &mut Core, _link: LinkId) -> Option<Released> {
        None
    }

    /// Does what can be done now: the only handler that may talk to others. Idempotent.
    fn moves(_cx: &mut SimCx<'_>, _me: Row<Self>) {}

    /// Adds the items that it holds, in an order that is part of its state.
    fn contents(&self, _items: &mut Vec<ItemRef>) {}

    /// How many items it holds: the length of its contents, known without looking at them.
    fn count(&self) -> usize {
        0
    }

    /// Whether the items that it holds are in the plant, and not only at hand.
    fn holds_items_in_plant(&self) -> bool {
        true
    }

    /// Adds the items that wait here for somebody to begin with them.
    fn waiting(&self, _items: &mut Vec<ItemRef>) {}

    /// How much work is left on what is in process, all places together.
    fn work_left(&self, _now: SimTime) -> SimSpan {
        SimSpan::ZERO
    }

    /// The mean time of the change of set-up that an item would take here now, in nanoseconds.
    fn setup_for(&self, _core: &Core, _item: ItemRef) -> f64 {
        0.0
    }

    /// Adds the items among which a scheduler may choose.
    fn candidates(&self, _items: &mut Vec<ItemRef>) {}

    /// Which of the candidates it takes without asking a scheduler.
    fn choose(&self, _core: &Core) -> Option<ItemRef> {
        None
    }

    /// Decides by itself what it does next. False: others choose.
    fn decide(&mut self, _core: &mut Core) -> bool {
        false
    }

    /// One of the candidates was chosen.
    fn chosen(&mut self, _core: &mut Core, _item: ItemRef) {}

    /// The state that it is in, as a record of the interval up to now.
    fn interval(&self, _core: &Core) -> Option<Record> {
        None
    }

    /// Adds further records that close the books.
    fn closing(&self, _core: &Core, _records: &mut Vec<Record>) {}

    /// How far its contents are along it, from 0 to 1, in their order; nothing: they stand nowhere in particular.
    fn along(&self, _now: SimTime) -> Vec<f32> {
        Vec::new()
    }
}

/// Which column of the world a kind is.
pub(crate) trait Column: Sized {
    /// Its position in the list of kinds.
    const KIND: u8;

    fn column<'a>(columns: &'a Columns<'_>) -> &'a [Self];
    fn column_mut<'a>(columns: &'a mut Columns<'_>) -> &'a mut [Self];
}

/// A row of a kind's column.
pub(crate) struct Row<K> {
    index: u32,
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for Row<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Row<K> {}

/// Everything a `moves` handler can reach.
pub(crate) struct SimCx<'w> {
    pub(crate) columns: Columns<'w>,
    pub(crate) core: &'w mut Core,
}

impl<K: Column> Index<Row<K>> for SimCx<'_> {
    type Output = K;

    #[inline]
    fn index(&self, row: Row<K>) -> &K {
        &K::column(&self.columns)[row.index as usize]
    }
}

impl<K: Column> IndexMut<Row<K>> for SimCx<'_> {
    #[inline]
    fn index_mut(&mut self, row: Row<K>) -> &mut K {
        &mut K::column_mut(&mut self.columns)[row.index as usize]
    }
}

impl SimCx<'_> {
    /// A row and the core at once.
    #[inline]
    pub(crate) fn mine<K: Column>(&mut self, row: Row<K>) -> (&mut K, &mut Core) {
        (&mut K::column_mut(&mut self.columns)[row.index as usize], self.core)
    }
    #[inline(always)]
    fn at(&self, who: EquipmentId) -> (&'static Verbs, u32) {
        let RowRef { kind, row } = self.core.links.row(who);
        (&VERBS[usize::from(kind)], row)
    }

    /// A fact that is alone at its instant: what is due, and then the moves that follow.
    #[inline]
    pub(crate) fn happen(&mut self, who: EquipmentId, clock: u8) {
        let (verbs, row) = self.at(who);
        (verbs.happen)(self, row, clock);
    }

    #[inline]
    pub(crate) fn due(&mut self, who: EquipmentId, clock: u8) -> bool {
        let (verbs, row) = self.at(who);
        (verbs.due)(self, row, clock)
    }

    /// Most items go through buffers, and all into sinks, whose short handlers stand here in place: measured on a line of
    /// machines and buffers, a call through the table for each of them costs a tenth of the whole event.
    #[inline(always)]
    pub(crate) fn accept(&mut self, link: LinkId, who: EquipmentId, item: ItemRef) -> bool {
        let RowRef { kind, row } = self.core.links.row(who);
        if kind == Buffer::KIND {
            let (buffer, core) = self.mine(row_of::<Buffer>(row));
            return buffer.accept(core, item);
        }
        if kind == Sink::KIND {
            let (sink, core) = self.mine(row_of::<Sink>(row));
            return sink.accept(core, item);
        }
        if kind == PlainConveyor::KIND {
            let (conveyor, core) = self.mine(row_of::<PlainConveyor>(row));
            return conveyor.accept(core, item);
        }
        self.core.offered_over = link;
        (VERBS[usize::from(kind)].accept)(self, row, item)
    }

    /// As [`accept`](Self::accept).
    #[inline(always)]
    pub(crate) fn release(&mut self, who: EquipmentId, link: LinkId) -> Option<Released> {
        let RowRef { kind, row } = self.core.links.row(who);
        if kind == Buffer::KIND {
            let (buffer, core) = self.mine(row_of::<Buffer>(row));
            return buffer.release(core, link);
        }
        if kind == PlainConveyor::KIND {
            let (conveyor, core) = self.mine(row_of::<PlainConveyor>(row));
            return conveyor.release(core, link);
        }
        (VERBS[usize::from(kind)].release)(self, row, link)
    }

    /// The items that a giver would hand out over a link now; none: only it knows that.
    pub(crate) fn offers(&self, giver: EquipmentId, link: LinkId) -> Option<Vec<ItemRef>> {
        let (verbs, row) = self.at(giver);
        let mut items = Vec::new();
        (verbs.offers)(self, row, link, &mut items).then_some(items)
    }

    /// The row of a piece of equipment, where it is of a kind.
    pub(crate) fn row<K: Column>(&self, who: EquipmentId) -> Option<Row<K>> {
        let RowRef { kind, row } = self.core.links.row(who);
        (kind == K::KIND).then(|| row_of(row))
    }

    pub(crate) fn reserve(&mut self, who: EquipmentId) -> bool {
        let (verbs, row) = self.at(who);
        (verbs.reserve)(self, row)
    }

    pub(crate) fn unreserve(&mut self, who: EquipmentId) {
        let (verbs, row) = self.at(who);
        (verbs.unreserve)(self, row);
    }

    pub(crate) fn take_reserved(&mut self, link: LinkId, who: EquipmentId, item: ItemRef) {
        let (verbs, row) = self.at(who);
        self.core.offered_over = link;
        (verbs.take_reserved)(self, row, item);
    }

    #[inline]
    pub(crate) fn moves(&mut self, who: EquipmentId) {
        let (verbs, row) = self.at(who);
        (verbs.moves)(self, row);
    }

    pub(crate) fn halt(&mut self, who: EquipmentId, halt: Halt, fate: Fate) {
        let (verbs, row) = self.at(who);
        (verbs.halt)(self, row, halt, fate);
        self.core.tell(News::Stopped(who));
    }

    pub(crate) fn drain(&mut self, who: EquipmentId, halt: Halt) {
        let (verbs, row) = self.at(who);
        (verbs.drain)(self, row, halt);
    }

    pub(crate) fn set_gate(&mut self, who: EquipmentId, gate: Gate) {
        let (verbs, row) = self.at(who);
        (verbs.set_gate)(self, row, gate);
    }

    pub(crate) fn resume(&mut self, who: EquipmentId, by: EquipmentId) {
        let (verbs, row) = self.at(who);
        (verbs.resume)(self, row, by);
        self.core.tell(News::Resumed(who));
    }

    pub(crate) fn set_condition(&mut self, who: EquipmentId, condition: Condition) {
        let (verbs, row) = self.at(who);
        (verbs.set_condition)(self, row, condition);
    }

    /// Whether it stands still because of a concern.
    pub(crate) fn stands_for(&self, who: EquipmentId, by: EquipmentId) -> bool {
        self.halted_by(who).contains(&by)
    }

    pub(crate) fn halted_by(&self, who: EquipmentId) -> Vec<EquipmentId> {
        let (verbs, row) = self.at(who);
        (verbs.halted_by)(self, row)
    }

    pub(crate) fn goes_round(&self, who: EquipmentId) -> Option<Vec<EquipmentId>> {
        let (verbs, row) = self.at(who);
        (verbs.goes_round)(self, row)
    }

    pub(crate) fn tell_of(&mut self, leisure: Leisure, of: EquipmentId, who: EquipmentId) {
        let (verbs, row) = self.at(of);
        (verbs.tell_of)(self, row, leisure, who);
    }

    pub(crate) fn concerns(&self, who: EquipmentId) -> Vec<EquipmentId> {
        let (verbs, row) = self.at(who);
        (verbs.concerns)(self, row)
    }

    pub(crate) fn renew(&mut self, who: EquipmentId, renewal: Renewal) {
        let (verbs, row) = self.at(who);
        (verbs.renew)(self, row, renewal);
    }

    pub(crate) fn seen(&self, who: EquipmentId) -> Option<Seen> {
        let (verbs, row) = self.at(who);
        (verbs.seen)(self, row)
    }

    pub(crate) fn judged(&mut self, who: EquipmentId, maintain: bool) {
        let (verbs, row) = self.at(who);
        (verbs.judged)(self, row, maintain);
    }

    /// Lets concerns be told of the work in process of which they have not been yet.
    pub(crate) fn tell_work(&mut self, who: EquipmentId, by: EquipmentId) {
        self.set_condition(who, Condition { by, speed: 1.0, scrap: 0.0, defects: 0.0 });
    }

    pub(crate) fn watch_age(&mut self, who: EquipmentId, watch: Watch) {
        let (verbs, row) = self.at(who);
        (verbs.watch)(self, row, watch);
    }

    pub(crate) fn usage(&self, who: EquipmentId) -> Usage {
        let (verbs, row) = self.at(who);
        (verbs.usage)(self, row)
    }

    /// Whether it has nothing to do, and nothing waits at it.
    pub(crate) fn is_idle(&self, who: EquipmentId) -> bool {
        self.count(who) == 0
            && self.interval(who).is_some_and(|interval| interval.state() == State::Idle)
    }

    pub(crate) fn begin(&mut self, who: EquipmentId) {
        let (verbs, row) = self.at(who);
        (verbs.begin)(self, row);
    }

    pub(crate) fn choose(&self, who: EquipmentId) -> Option<ItemRef> {
        let (verbs, row) = self.at(who);
        (verbs.choose)(self, row)
    }

    pub(crate) fn decide_itself(&mut self, who: EquipmentId) -> bool {
        let (verbs, row) = self.at(who);
        (verbs.decide)(self, row)
    }

    pub(crate) fn chosen(&mut self, who: EquipmentId, item: ItemRef) {
        let (verbs, row) = self.at(who);
        (verbs.chosen)(self, row, item);
    }

    pub(crate) fn withdraw(&mut self, who: EquipmentId, item: ItemRef) -> Option<usize> {
        let (verbs, row) = self.at(who);
        (verbs.withdraw)(self, row, item)
    }

    pub(crate) fn contents(&self, who: EquipmentId) -> Vec<ItemRef> {
        let (verbs, row) = self.at(who);
        let mut items = Vec::new();
        (verbs.contents)(self, row, &mut items);
        items
    }

    pub(crate) fn count(&self, who: EquipmentId) -> usize {
        let (verbs, row) = self.at(who);
        (verbs.count)(self, row)
    }

    pub(crate) fn holds_items_in_plant(&self, who: EquipmentId) -> bool {
        let (verbs, row) = self.at(who);
        (verbs.holds_items_in_plant)(self, row)
    }

    pub(crate) fn candidates(&self, who: EquipmentId) -> Vec<ItemRef> {
        let mut items = Vec::new();
        self.list_candidates(who, &mut items);
        items
    }

    pub(crate) fn list_candidates(&self, who: EquipmentId, items: &mut Vec<ItemRef>) {
        let (verbs, row) = self.at(who);
        (verbs.candidates)(self, row, items);
    }

    pub(crate) fn closing(&self, who: EquipmentId, records: &mut Vec<Record>) {
        let (verbs, row) = self.at(who);
        (verbs.closing)(self, row, records);
    }

    pub(crate) fn waiting(&self, who: EquipmentId) -> Vec<ItemRef> {
        let (verbs, row) = self.at(who);
        let mut items = Vec::new();
        (verbs.waiting)(self, row, &mut items);
        items
    }

    pub(crate) fn work_left(&self, who: EquipmentId) -> SimSpan {
        let (verbs, row) = self.at(who);
        (verbs.work_left)(self, row)
    }

    pub(crate) fn setup_for(&self, who: EquipmentId, item: ItemRef) -> f64 {
        let (verbs, row) = self.at(who);
        (verbs.setup_for)(self, row, item)
    }

    pub(crate) fn interval(&self, who: EquipmentId) -> Option<Record> {
        let (verbs, row) = self.at(who);
        (verbs.interval)(self, row)
    }

    pub(crate) fn along(&self, who: EquipmentId) -> Vec<f32> {
        let (verbs, row) = self.at(who);
        (verbs.along)(self, row)
    }
}

/// The handlers of one kind, as plain functions over its rows.
#[derive(Debug)]
pub(crate) struct Verbs {
    pub(crate) picks: bool,
    begin: fn(&mut SimCx<'_>, u32),
    due: fn(&mut SimCx<'_>, u32, u8) -> bool,
    happen: fn(&mut SimCx<'_>, u32, u8),
    accept: fn(&mut SimCx<'_>, u32, ItemRef) -> bool,
    reserve: fn(&mut SimCx<'_>, u32) -> bool,
    unreserve: fn(&mut SimCx<'_>, u32),
    take_reserved: fn(&mut SimCx<'_>, u32, ItemRef),
    withdraw: fn(&mut SimCx<'_>, u32, ItemRef) -> Option<usize>,
    release: fn(&mut SimCx<'_>, u32, LinkId) -> Option<Released>,
    offers: fn(&SimCx<'_>, u32, LinkId, &mut Vec<ItemRef>) -> bool,
    moves: fn(&mut SimCx<'_>, u32),
    halt: fn(&mut SimCx<'_>, u32, Halt, Fate),
    drain: fn(&mut SimCx<'_>, u32, Halt),
    set_gate: fn(&mut SimCx<'_>, u32, Gate),
    resume: fn(&mut SimCx<'_>, u32, EquipmentId),
    set_condition: fn(&mut SimCx<'_>, u32, Condition),
    halted_by: fn(&SimCx<'_>, u32) -> Vec<EquipmentId>,
    goes_round: fn(&SimCx<'_>, u32) -> Option<Vec<EquipmentId>>,
    tell_of: fn(&mut SimCx<'_>, u32, Leisure, EquipmentId),
    concerns: fn(&SimCx<'_>, u32) -> Vec<EquipmentId>,
    renew: fn(&mut SimCx<'_>, u32, Renewal),
    seen: fn(&SimCx<'_>, u32) -> Option<Seen>,
    judged: fn(&mut SimCx<'_>, u32, bool),
    watch: fn(&mut SimCx<'_>, u32, Watch),
    usage: fn(&SimCx<'_>, u32) -> Usage,
    choose: fn(&SimCx<'_>, u32) -> Option<ItemRef>,
    decide: fn(&mut SimCx<'_>, u32) -> bool,
    chosen: fn(&mut SimCx<'_>, u32, ItemRef),
    contents: fn(&SimCx<'_>, u32, &mut Vec<ItemRef>),
    count: fn(&SimCx<'_>, u32) -> usize,
    candidates: fn(&SimCx<'_>, u32, &mut Vec<ItemRef>),
    waiting: fn(&SimCx<'_>, u32, &mut Vec<ItemRef>),
    work_left: fn(&SimCx<'_>, u32) -> SimSpan,
    setup_for: fn(&SimCx<'_>, u32, ItemRef) -> f64,
    interval: fn(&SimCx<'_>, u32) -> Option<Record>,
    along: fn(&SimCx<'_>, u32) -> Vec<f32>,
    holds_items_in_plant: fn(&SimCx<'_>, u32) -> bool,
    closing: fn(&SimCx<'_>, u32, &mut Vec<Record>),
}

/// The handlers of a kind. Closures without captures: the list of kinds is a constant.
pub(crate) const fn verbs<K: Handlers>() -> Verbs {
    Verbs {
        picks: K::PICKS,
        begin: |cx, row| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.begin(core);
        },
        due: |cx, row, clock| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.due(core, clock)
        },
        happen: |cx, row, clock| K::happen(cx, row_of(row), clock),
        accept: |cx, row, item| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.accept(core, item)
        },
        reserve: |cx, row| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.reserve(core)
        },
        unreserve: |cx, row| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.unreserve(core);
        },
        take_reserved: |cx, row, item| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.take_reserved(core, item);
        },
        withdraw: |cx, row, item| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.withdraw(core, item)
        },
        release: |cx, row, link| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.release(core, link)
        },
        offers: |cx, row, link, items| cx[row_of::<K>(row)].offers(cx.core, link, items),
        moves: |cx, row| K::moves(cx, row_of(row)),
        halt: |cx, row, halt, fate| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.halt(core, halt, fate);
        },
        drain: |cx, row, halt| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.drain(core, halt);
        },
        set_gate: |cx, row, gate| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.set_gate(core, gate);
        },
        resume: |cx, row, by| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.resume(core, by);
        },
        set_condition: |cx, row, condition| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.set_condition(core, condition);
        },
        halted_by: |cx, row| cx[row_of::<K>(row)].halted_by(),
        goes_round: |cx, row| cx[row_of::<K>(row)].goes_round(cx.core),
        tell_of: |cx, row, leisure, who| cx[row_of::<K>(row)].tell_of(leisure, who),
        concerns: |cx, row| cx[row_of::<K>(row)].concerns(),
        renew: |cx, row, renewal| K::renew(cx, row_of(row), renewal),
        seen: |cx, row| cx[row_of::<K>(row)].seen(),
        judged: |cx, row, maintain| K::judged(cx, row_of(row), maintain),
        watch: |cx, row, watch| cx[row_of::<K>(row)].watch(watch),
        usage: |cx, row| cx[row_of::<K>(row)].usage(cx.core.now),
        choose: |cx, row| cx[row_of::<K>(row)].choose(cx.core),
        decide: |cx, row| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.decide(core)
        },
        chosen: |cx, row, item| {
            let (me, core) = cx.mine(row_of::<K>(row));
            me.chosen(core, item);
        },
        contents: |cx, row, items| cx[row_of::<K>(row)].contents(items),
        count: |cx, row| cx[row_of::<K>(row)].count(),
        candidates: |cx, row, items| cx[row_of::<K>(row)].candidates(items),
        waiting: |cx, row, items| cx[row_of::<K>(row)].waiting(items),
        work_left: |cx, row| cx[row_of::<K>(row)].work_left(cx.core.now),
        setup_for: |cx, row, item| cx[row_of::<K>(row)].setup_for(cx.core, item),
        interval: |cx, row| cx[row_of::<K>(row)].interval(cx.core),
        along: |cx, row| cx[row_of::<K>(row)].along(cx.core.now),
        holds_items_in_plant: |cx, row| cx[row_of::<K>(row)].holds_items_in_plant(),
        closing: |cx, row, records| cx[row_of::<K>(row)].closing(cx.core, records),
    }
}

const fn row_of<K>(index: u32) -> Row<K> {
    Row { index, kind: PhantomData }
}
