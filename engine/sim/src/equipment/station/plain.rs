//! The short way of plain stations: one place, no queue. Most machines of most lines are plain, and hardly any of the questions
//! that others have to ask is asked here. What is done is the same.

use plantwright_journal::State;
use plantwright_units::EquipmentId;

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::outlet::Sent;
use crate::places::Place;
use crate::process::Process as _;
use crate::staged::Staged as _;
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its one place matters.
    pub(super) fn is_to_be_plain(&self) -> bool {
        self.waiting.is_none() && !self.places.are_many() && self.stages.is_none()
    }

    /// Begins with an item. The place has to be free.
    #[inline(always)]
    pub(super) fn start_plain(&mut self, core: &mut Core, item: ItemRef) {
        let work = self.draw(core, item);
        core.enter_to_work(self.id, item, 1, work);
        core.links.set_shut(self.id, true);
        if self.holds_back(core.now, work) {
            return self.hold(core, item, work);
        }
        // What holds nothing back does not stand still either.
        self.begin_work(core, item, work);
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
                station.enter(core, State::Blocked, 0, receiver);
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
            let upstream = core.upstream[id.index()];
            station.enter(core, State::Idle, 0, upstream);
        }
    }
}
