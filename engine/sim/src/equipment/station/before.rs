//! Blocking before service: work is begun only once a place is reserved where the item goes next. And the other side of it:
//! places here that others have reserved.

use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

use super::Station;
use crate::core::Core;
use crate::items::{ItemRef, Onward};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::process::{self, Process as _};
use crate::staged::{Staged as _, Step};
use crate::world::{Row, SimCx};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Reservations {
    /// Whether it begins nothing without a place downstream.
    pub(crate) before: bool,
    /// Whom the first item waits for that found no place; `NONE` where it may go several ways. None: no item waits.
    pub(crate) refused_by: Option<EquipmentId>,
    /// The items with a place downstream, and over which link they go there.
    held: Vec<(ItemRef, LinkId)>,
    /// Places downstream that are not needed any more.
    returned: Vec<LinkId>,
    /// How many places here others have reserved.
    promised: u32,
}

impl Reservations {
    pub(crate) fn new(before: bool) -> Self {
        Self { before, ..Self::default() }
    }

    fn of(&self, item: ItemRef) -> Option<LinkId> {
        self.held.iter().find(|(other, _)| *other == item).map(|(_, link)| *link)
    }

    fn take(&mut self, item: ItemRef) -> Option<LinkId> {
        let position = self.held.iter().position(|(other, _)| *other == item)?;
        Some(self.held.remove(position).1)
    }

    /// An item will not go where a place is reserved for it.
    pub(crate) fn cancel(&mut self, item: ItemRef) {
        let link = self.take(item);
        self.returned.extend(link);
    }
}

impl Station {
    /// Whether it begins nothing without a place downstream.
    pub(super) fn reserves(&self) -> bool {
        self.stages.as_ref().is_some_and(|stages| stages.reservations.before)
    }

    /// Whether there is room beside what others have reserved.
    pub(super) fn has_unreserved_room(&self) -> bool {
        let promised = self.stages.as_ref().map_or(0, |stages| stages.reservations.promised);
        promised == 0 || self.free() > promised as usize
    }

    /// How many items could come, waiting ones included.
    fn free(&self) -> usize {
        let queue = self.waiting.as_ref().map_or(0, |waiting| match waiting.capacity {
            u32::MAX => usize::MAX,
            limit => (limit as usize).saturating_sub(waiting.queue.len()),
        });
        self.places.room().saturating_add(queue)
    }

    /// Keeps room for an item that another one will bring.
    pub(super) fn promise(&mut self) -> bool {
        let is_free = self.free() > 0 && self.has_unreserved_room();
        if let Some(stages) = self.stages.as_mut().filter(|_| is_free) {
            stages.reservations.promised += 1;
        }
        is_free
    }

    /// Gives room free that was kept.
    pub(super) fn unpromise(&mut self) {
        if let Some(stages) = &mut self.stages {
            stages.reservations.promised = stages.reservations.promised.saturating_sub(1);
        }
    }

    /// Gives back the places that are not needed any more, and brings what is finished to those that are.
    #[cold]
    pub(super) fn use_reserved(cx: &mut SimCx<'_>, me: Row<Self>) {
        let Some(stages) = &mut cx[me].stages else { return };
        if stages.reservations.held.is_empty() && stages.reservations.returned.is_empty() {
            return;
        }
        for link in std::mem::take(&mut stages.reservations.returned) {
            let to = cx.core.links.to(link);
            cx.unreserve(to);
        }
        let mut position = 0;
        while let Some(item) = cx[me].places.done(position) {
            let level = cx[me].level();
            let stages = cx[me].stages.as_mut();
            match stages.and_then(|stages| stages.reservations.take(item)) {
                Some(link) => {
                    cx.deliver(link, item, level);
                    cx[me].places.clear(position);
                }
                None => position += 1,
            }
        }
    }

    /// Looks for places for the items that wait to be begun.
    #[cold]
    pub(super) fn seek_places(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut refused_by = None;
        for item in cx[me].without_place(cx.core) {
            let ways = cx.ways_ahead(id, outlet, item);
            if let Some(link) = ways.iter().find(|link| cx.reserve_over(**link)) {
                let (station, core) = cx.mine(me);
                station.go_with_place(core, item, *link);
                continue;
            }
            let only = match ways[..] {
                [only] => cx.core.links.to(only),
                _ => EquipmentId::NONE,
            };
            refused_by.get_or_insert(only);
        }
        if let Some(stages) = &mut cx[me].stages {
            stages.reservations.refused_by = refused_by;
        }
    }

    /// The items that could be begun if they had a place downstream.
    fn without_place(&self, core: &Core) -> Vec<ItemRef> {
        let stages = self.stages.as_ref().filter(|_| !self.is_halted());
        let waiting = stages.map(|stages| stages.at(Step::Place)).unwrap_or_default();
        let may_begin = |item: &ItemRef| !self.holds_back(core.now, core.items[*item].work);
        waiting.into_iter().filter(may_begin).collect()
    }

    /// Begins with an item for which a place is reserved.
    fn go_with_place(&mut self, core: &mut Core, item: ItemRef, link: LinkId) {
        if let Some(stages) = &mut self.stages {
            stages.reservations.held.push((item, link));
        }
        if matches!(self.outlet, Outlet::Router(_)) {
            core.give_up_others(self.id, item, Some(link));
            core.items[item].way = Onward::Link(link).into();
        }
        if self.places.take_held_one(item).is_some() {
            self.enter_step(core, item);
        }
    }

    /// A receiver has room: what waits for a place takes one. What was rejected may go at once, as elsewhere.
    #[cold]
    pub(super) fn release_ahead(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let waits = self
            .without_place(core)
            .into_iter()
            .find(|item| core.may_go_ahead(self.id, *item, self.outlet, link));
        if let Some(item) = waits {
            core.reserved_by_pull = true;
            self.go_with_place(core, item, link);
            core.poke(self.id);
            return None;
        }
        let stages = self.stages.as_ref()?;
        let first = self.places.done(0)?;
        if stages.reservations.of(first).is_some() {
            core.poke(self.id);
            return None;
        }
        process::release(self, core, link)
    }
}
