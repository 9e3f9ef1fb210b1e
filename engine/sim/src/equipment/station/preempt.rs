//! Preemption: an item in process makes way for one of a higher priority, and waits again.

use super::Station;
use super::spec::Preempt;
use crate::core::Core;
use crate::items::ItemRef;
use crate::process;

impl Station {
    /// Takes the item of the lowest priority off its place, the one that was begun last among equals, if that is lower than
    /// the priority of the item that comes. True where a place is free now.
    #[cold]
    pub(super) fn make_way(&mut self, core: &mut Core, coming: ItemRef) -> bool {
        if self.is_halted() {
            return false;
        }
        let priority = core.items[coming].priority;
        let lowest = self.places.in_process().min_by_key(|item| core.items[*item].priority);
        let Some(item) = lowest.filter(|item| core.items[*item].priority < priority) else {
            return false;
        };
        let Some(held) = self.places.interrupt(item, core.now) else {
            return false;
        };
        self.count_interruption(core.now);
        if let Some(stages) = &mut self.stages {
            stages.set_working(item, false);
        }
        let how = self.waiting.as_ref().and_then(|waiting| waiting.preempt);
        let left = match how {
            None | Some(Preempt::Resume) => held.left,
            Some(Preempt::Repeat) => core.items[item].work,
            Some(Preempt::Resample) => self.draw_anew(core, item),
        };
        if let Some(waiting) = &mut self.waiting {
            waiting.interrupted.push((item, left));
            waiting.queue.put_back(item, &core.items);
        }
        true
    }

    /// Goes on with an item that was interrupted. False where it was not.
    #[cold]
    pub(super) fn come_back(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        let Some(position) = waiting.interrupted.iter().position(|(other, _)| *other == item)
        else {
            return false;
        };
        let (_, left) = waiting.interrupted.swap_remove(position);
        if let Some(carried) = &mut self.carried {
            carried.begin_work(core, left);
        }
        if let Some(stages) = &mut self.stages {
            stages.set_working(item, true);
        }
        process::go_on(self, core, item, left);
        self.show_processing(core);
        true
    }
}
