//! The short way of stations with many places and nothing else: no queue, no stages, nothing that may happen. Conveyors written as
//! stations are such, and rotary machines. What is done is the same as on the long way.

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::process;
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its many places matters.
    pub(super) fn is_to_be_wide(&self) -> bool {
        let is_bare = self.waiting.is_none() && self.carried.is_none() && self.stages.is_none();
        is_bare && self.places.are_many()
    }

    #[inline(always)]
    pub(super) fn accept_wide(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let has_room = self.places.has_room();
        if has_room {
            self.start(core, item);
        }
        has_room
    }

    #[inline(never)]
    pub(super) fn moves_wide(cx: &mut SimCx<'_>, me: Row<Self>) {
        let blocked_by = process::give(cx, me);
        let id = cx[me].id;
        while cx[me].places.has_room()
            && let Some(item) = cx.pull(id)
        {
            let (station, core) = cx.mine(me);
            station.start(core, item);
        }
        let (station, core) = cx.mine(me);
        core.links.set_shut(id, !station.places.has_room());
        let (state, cause) = station.shown(core, blocked_by);
        station.clock.enter(core, id, state, station.places.busy(), cause);
    }
}
