//! The short way of plain stations: one place, no queue, nothing that may happen. Most machines of most lines are plain, and
//! none of the questions that others have to ask is asked here. What is done is the same.

use plantwright_journal::{Record, State, What};
use plantwright_units::{EquipmentId, SimTime};

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::outlet::Sent;
use crate::places::Place;
use crate::process::Process as _;
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its one place matters.
    pub(super) fn is_to_be_plain(&self) -> bool {
        self.waiting.is_none() && self.carried.is_none() && !self.places.are_many()
    }

    /// Begins with an item. The place has to be free.
    #[inline(always)]
    pub(super) fn start_plain(&mut self, core: &mut Core, item: ItemRef) {
        let work = self.draw(core, item);
        core.enter_to_work(self.id, item, 1, work);
        let until = core.schedule(self.id, 0, work).unwrap_or(SimTime::MAX);
        self.places.one = Place::Busy(item, until);
        if core.recorder.wants(What::Started) {
            core.recorder.push(Record::of_item(
                What::Started,
                core.now,
                self.id,
                core.items[item].id,
            ));
        }
        core.links.set_shut(self.id, true);
        self.clock.enter(core, self.id, State::Processing, 1, EquipmentId::NONE);
    }

    #[inline(always)]
    pub(super) fn accept_plain(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let free = self.places.one == Place::Free;
        if free {
            self.start_plain(core, item);
        }
        free
    }

    #[inline(always)]
    pub(super) fn moves_plain(cx: &mut SimCx<'_>, me: Row<Self>) {
        let station = &cx[me];
        let (id, outlet) = (station.id, station.outlet);
        if let Place::Done(item) = station.places.one {
            if let Sent::Waits(receiver) = cx.send(id, outlet, item, 1) {
                let (station, core) = cx.mine(me);
                station.clock.enter(core, id, State::Blocked, 0, receiver);
                return;
            }
            // Before anything is pulled: it may be pulled from here.
            cx[me].places.one = Place::Free;
        } else if station.places.one != Place::Free {
            return;
        }
        let pulled = cx.pull(id);
        let (station, core) = cx.mine(me);
        if let Some(item) = pulled {
            station.start_plain(core, item);
        } else {
            core.links.set_shut(id, false);
            station.clock.enter(core, id, State::Idle, 0, station.upstream);
        }
    }
}
