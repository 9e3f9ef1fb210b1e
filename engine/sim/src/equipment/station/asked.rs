//! The short way of stations for which a scheduler chooses: one place, a queue, and nothing else that matters. The machines of job
//! shops are such. What is done is the same as on the long way.

use plantwright_journal::State;
use plantwright_units::EquipmentId;

use super::Station;
use crate::core::{Ask, Core};
use crate::items::ItemRef;
use crate::outlet::Sent;
use crate::places::Place;
use crate::process::{self, Process as _};
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its one place and a queue from which a scheduler chooses matters.
    pub(super) fn is_to_be_asked(&self) -> bool {
        let is_short = self.waiting.as_ref().is_some_and(|waiting| {
            let is_timeless = waiting.limits.is_none() && !waiting.drawn;
            waiting.asks && is_timeless && waiting.preempt.is_none()
        });
        is_short && !self.places.are_many() && self.carried.is_none() && self.stages.is_none()
    }

    #[inline(always)]
    pub(super) fn accept_asked(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        let is_free = self.places.one == Place::Free;
        let ahead = waiting.queue.len();
        if ahead >= (waiting.capacity as usize).saturating_add(usize::from(is_free)) {
            return false;
        }
        core.enter(self.id, item, ahead + usize::from(!is_free) + 1);
        waiting.queue.insert(item, &core.items);
        if is_free {
            self.wait_to_begin(core);
            core.ask(Ask { who: self.id, item: None });
        }
        true
    }

    #[inline(always)]
    pub(super) fn moves_asked(cx: &mut SimCx<'_>, me: Row<Self>) {
        let station = &cx[me];
        let (id, outlet) = (station.id, station.outlet);
        if let Place::Done(item) = station.places.one {
            let level = station.level();
            if let Sent::Waits(receiver) = cx.send(id, outlet, item, level) {
                return Self::stay_blocked(cx, me, receiver);
            }
            cx[me].places.one = Place::Free;
        }
        if cx.core.links.has_notes(id) {
            return Self::moves_many(cx, me);
        }
        let (station, core) = cx.mine(me);
        if station.places.one != Place::Free {
            return;
        }
        if station.waiting.as_ref().is_some_and(|waiting| !waiting.queue.is_empty()) {
            core.ask(Ask { who: id, item: None });
        }
        station.wait_to_begin(core);
    }

    /// Until the scheduler has chosen, it is idle, as it was if nothing had come.
    #[inline(always)]
    fn wait_to_begin(&mut self, core: &mut Core) {
        let upstream = core.upstream[self.id.index()];
        self.clock.enter(core, self.id, State::Idle, 0, upstream);
    }

    /// Begins with the item that the scheduler chose.
    pub(super) fn chosen_asked(&mut self, core: &mut Core, item: ItemRef) {
        if let Some(waiting) = &mut self.waiting {
            waiting.queue.remove(item);
        }
        let work = self.draw(core, item);
        core.items[item].work = work;
        process::begin(self, core, item, work);
        self.clock.enter(core, self.id, State::Processing, 1, EquipmentId::NONE);
        // Who waits to come in finds room.
        if core.links.has_notes(self.id) {
            core.poke(self.id);
        }
    }
}
