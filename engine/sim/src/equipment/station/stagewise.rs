//! The short way of stations with one place, no queue, and stages that begin at any time and reserve nothing downstream. What is
//! done is the same as on the long way.

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::outlet::Sent;
use crate::places::Place;
use crate::staged::{Staged as _, Stages};
use crate::world::{Row, SimCx};

impl Station {
    /// Whether nothing but its one place, and the stages of the work there, matters.
    pub(super) fn is_to_be_stagewise(&self) -> bool {
        let is_simple = |stages: &Stages| {
            stages.polling.is_none() && stages.beats.is_none() && !stages.reservations.before
        };
        self.waiting.is_none()
            && !self.places.are_many()
            && self.stages.as_deref().is_some_and(is_simple)
    }

    pub(super) fn accept_stagewise(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let is_free = self.places.one == Place::Free && self.has_unreserved_room();
        if is_free {
            self.start(core, item);
        }
        is_free
    }

    pub(super) fn moves_stagewise(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (station, core) = cx.mine(me);
        station.take_crews(core);
        let (id, outlet) = (station.id, station.outlet);
        let mut blocked_by = None;
        if let Place::Done(item) = station.places.one {
            match cx.send(id, outlet, item, 1) {
                // Before anything is pulled: it may be pulled from here.
                Sent::Gone => cx[me].places.one = Place::Free,
                Sent::Waits(receiver) => blocked_by = Some(receiver),
            }
        }
        while cx[me].places.one == Place::Free && cx[me].has_unreserved_room() {
            let Some(item) = cx.pull(id) else { break };
            let (station, core) = cx.mine(me);
            station.start(core, item);
        }
        let (station, core) = cx.mine(me);
        core.links.set_shut(id, !station.places.has_room());
        let doing = station.stages.as_ref().and_then(|stages| stages.doing());
        let (state, busy, cause) = doing.unwrap_or_else(|| {
            let (state, cause) = station.shown(core, blocked_by);
            (state, station.places.busy(), cause)
        });
        station.enter(core, state, busy, cause);
    }
}
