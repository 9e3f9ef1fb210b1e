//! Preemption: an item in process makes way for one of a higher priority, and waits again.

use plantwright_units::SimSpan;

use super::Station;
use super::spec::Preempt;
use crate::core::Core;
use crate::items::ItemRef;
use crate::places::Held;
use crate::process;
use crate::staged::Staged as _;

impl Station {
    /// Takes the item of the lowest priority off its place, the one that was begun last among equals, if that is lower than
    /// the priority of the item that comes. True where a place is free now.
    ///
    /// What stands still makes way as well, since the item of the highest priority is to go on first; but where nothing may be
    /// begun, what is in process is not interrupted for it.
    #[cold]
    pub(super) fn make_way(&mut self, core: &mut Core, coming: ItemRef) -> bool {
        let priority = core.items[coming].priority;
        let may_begin = !self.holds_back(core.now, SimSpan::ZERO);
        let in_process = self.places.in_process().filter(|_| may_begin);
        let lowest =
            self.places.standing().chain(in_process).min_by_key(|item| core.items[*item].priority);
        let Some(item) = lowest.filter(|item| core.items[*item].priority < priority) else {
            return false;
        };
        let Some(mut held) = self.take_off(core, item) else { return false };
        let how = self.waiting.as_ref().and_then(|waiting| waiting.preempt);
        match how {
            _ if !held.begun => self.forget_stages(core, item),
            None | Some(Preempt::Resume) => {}
            Some(Preempt::Repeat) => held.left = core.items[item].work,
            Some(Preempt::Resample) => held.left = self.draw_anew(core, item),
        }
        if let Some(waiting) = &mut self.waiting {
            waiting.interrupted.push(held);
            waiting.queue.put_back(item, &core.items);
        }
        true
    }

    fn take_off(&mut self, core: &mut Core, item: ItemRef) -> Option<Held> {
        if let Some(held) = self.places.take_held_one(item) {
            return Some(held);
        }
        let held = self.places.interrupt(item, core.now)?;
        self.count_interruption(core.now);
        if let Some(stages) = &mut self.stages {
            stages.set_working(item, false);
        }
        Some(held)
    }

    /// Goes on with an item that made way. False where it did not.
    #[cold]
    pub(super) fn come_back(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        let Some(position) = waiting.interrupted.iter().position(|held| held.item == item) else {
            return false;
        };
        let held = waiting.interrupted.swap_remove(position);
        if !held.begun {
            self.begin(core, item, held.left);
            return true;
        }
        if self.holds_back(core.now, SimSpan::ZERO) {
            self.places.hold(held);
            self.enter_with_held(core);
            return true;
        }
        if let Some(carried) = &mut self.carried {
            carried.begin_work(core, held.left);
        }
        if let Some(stages) = &mut self.stages {
            stages.set_working(item, true);
        }
        process::go_on(self, core, item, held.left);
        self.show_processing(core);
        true
    }
}
