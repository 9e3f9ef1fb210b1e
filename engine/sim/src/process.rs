//! What all equipment with places does alike: begin an item, finish it, give it away.

use plantwright_journal::{Record, What};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::places::Places;
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
    let who = me.id();
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
