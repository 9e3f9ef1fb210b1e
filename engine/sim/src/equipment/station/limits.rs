//! The queue of a station, as far as items wait in it within limits, or are taken out of it.

use plantwright_units::EquipmentId;

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::limits::{Limited, Limits};
use crate::process::Process;
use crate::staged::Staged as _;

impl Station {
    /// Takes an item that waits out of the queue, with what is kept for it.
    pub(super) fn withdraw_waiting(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.level();
        let waiting = self.waiting.as_mut()?;
        waiting.queue.iter().find(|other| *other == item)?;
        waiting.queue.remove(item);
        waiting.limits.iter_mut().for_each(|limits| limits.end(item));
        waiting.interrupted.retain(|held| held.item != item);
        self.forget_stages(core, item);
        core.poke(self.id);
        Some(level)
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
