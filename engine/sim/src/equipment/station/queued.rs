//! The short way of stations with a queue: one place, nothing that may happen, nobody who decides but the queue itself. What is
//! done is the same as on the long way.

use plantwright_journal::State;
use plantwright_units::{EquipmentId, SimSpan};

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::outlet::Sent;
use crate::places::Place;
use crate::process::{self, Process as _};
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its one place and its queue matters.
    pub(super) fn is_to_be_queued(&self) -> bool {
        let is_short = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| !waiting.holds() && !waiting.drawn && waiting.preempt.is_none());
        is_short && !self.places.are_many() && self.carried.is_none() && self.stages.is_none()
    }

    #[inline(always)]
    fn start_queued(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        process::begin(self, core, item, work);
        self.clock.enter(core, self.id, State::Processing, 1, EquipmentId::NONE);
    }

    #[inline(always)]
    pub(super) fn accept_queued(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        let ahead = waiting.queue.len();
        if ahead == 0 && self.places.one == Place::Free {
            let work = self.draw(core, item);
            core.enter_to_work(self.id, item, 1, work);
            self.start_queued(core, item, work);
            return true;
        }
        if ahead >= waiting.capacity as usize {
            return false;
        }
        let here = usize::from(self.places.one != Place::Free);
        core.enter(self.id, item, ahead + here + 1);
        waiting.queue.insert(item, &core.items);
        if here == 0 {
            core.poke(self.id);
        }
        true
    }

    #[inline(always)]
    pub(super) fn moves_queued(cx: &mut SimCx<'_>, me: Row<Self>) {
        let station = &cx[me];
        let (id, outlet) = (station.id, station.outlet);
        let Place::Done(item) = station.places.one else {
            return Self::moves_many(cx, me);
        };
        let level = station.level();
        if let Sent::Waits(receiver) = cx.send(id, outlet, item, level) {
            return Self::stay_blocked(cx, me, receiver);
        }
        let (station, core) = cx.mine(me);
        station.places.one = Place::Free;
        if let Some(item) = station.waiting.as_mut().and_then(|waiting| waiting.queue.pop()) {
            let work = station.draw(core, item);
            core.items[item].work = work;
            station.start_queued(core, item, work);
            if !core.links.has_notes(id) {
                return;
            }
        }
        Self::moves_many(cx, me);
    }
}
