//! Items that wait at a station within limits, or are taken out of it: in its queue, and on its places until they are begun.

use plantwright_units::EquipmentId;

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::limits::{Limited, Limits, end_waits};
use crate::process::{self, Process};
use crate::staged::Staged as _;
use crate::world::{Row, SimCx};

impl Station {
    /// Takes an item that waits out of the queue, with what is kept for it.
    pub(super) fn withdraw_waiting(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.level();
        let waiting = self.waiting.as_mut()?;
        waiting.queue.iter().find(|other| *other == item)?;
        waiting.queue.remove(item);
        waiting.limits.iter_mut().for_each(|limits| limits.end(&core.items, item));
        waiting.interrupted.retain(|held| held.item != item);
        self.forget_stages(core, item);
        process::resumed(core, self.id, item, None);
        core.poke(self.id);
        Some(level)
    }

    /// Takes an item off a place whose process has not begun: it waits for people, for its machine, or for a set-up that is made
    /// for it, which is given up.
    pub(super) fn withdraw_unbegun(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let is_unbegun = match &self.stages {
            Some(stages) => stages.is_unbegun(item),
            None => self.places.holds_unbegun(item),
        };
        // What expires while it is set up for, or loaded, is finished first.
        let is_at_work = self.stages.as_ref().is_some_and(|stages| stages.is_started(item));
        if !is_unbegun || is_at_work && core.is_old(item) {
            return None;
        }
        let level = self.level();
        if self.places.take_held_one(item).is_none() {
            self.places.interrupt(item, core.now)?;
        }
        self.end_limits(core, item, true);
        self.forget_stages(core, item);
        process::resumed(core, self.id, item, None);
        core.links.set_shut(self.id, false);
        self.stop_if_drained(core);
        core.poke(self.id);
        Some(level)
    }

    /// Lets go of the items whose time is over at this instant, or before. For whom people may come at it does not go yet.
    pub(super) fn end_all_waits(cx: &mut SimCx<'_>, me: Row<Self>) {
        let is_open = cx.core.people.is_open();
        end_waits(cx, me, !is_open);
        let (station, core) = cx.mine(me);
        if is_open && station.limits().is_some_and(|limits| limits.are_over(core.now)) {
            core.people.look_later(Process::id(station));
        }
    }

    /// Work on an item begins: patience ends with whatever is done first, and all limits with the process.
    #[inline]
    pub(super) fn end_limits(&mut self, core: &Core, item: ItemRef, is_process: bool) {
        if let Some(limits) = self.limits() {
            if is_process {
                limits.end(&core.items, item);
            } else {
                limits.end_patience(&core.items, item);
            }
        }
    }
}

impl Limited for Station {
    fn id(&self) -> EquipmentId {
        Process::id(self)
    }

    fn limits(&mut self) -> Option<&mut Limits> {
        self.waiting.as_mut().and_then(|waiting| waiting.limits.as_deref_mut())
    }
}
