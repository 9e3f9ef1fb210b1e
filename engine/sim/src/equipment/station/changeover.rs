//! What a scheduler that chooses set-ups needs to know of a station.

use plantwright_scheduler::Points;

use super::Station;
use crate::core::Core;
use crate::items::ItemRef;
use crate::staged::{Work, setup_of};

impl Station {
    /// The family that it is set up for, and how many items of it were begun since; none: it is not set up for items.
    pub(crate) fn set_up_for(&self, core: &Core) -> Option<(Option<u32>, u32)> {
        self.stages.as_ref()?.set_up_for(setup_of(core, self.id)?)
    }

    /// The first item of a family in the order of its own queue, or of all; none: a scheduler orders them.
    pub(crate) fn first_in_order(&self, core: &Core, family: Option<u32>) -> Option<ItemRef> {
        let facts = setup_of(core, self.id)?;
        let has_order = facts.has_order || !core.scheduler.points.has(Points::SEQUENCE);
        let waiting = self.waiting.as_ref().filter(|_| has_order)?;
        let is_of = |item: &ItemRef| {
            family.is_none_or(|family| family == Work::on(core, *item).family(facts))
        };
        waiting.queue.iter().find(is_of)
    }
}
