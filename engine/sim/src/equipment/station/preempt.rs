//! Preemption: an item on a place makes way for one of a higher priority, and waits again.
//!
//! Whatever is done with it there is interrupted, not only its process. What was loaded stays loaded; what the station was set up
//! for, it no longer is once something else was worked on.

use plantwright_units::SimSpan;

use super::Station;
use super::spec::Preempt;
use crate::core::Core;
use crate::items::ItemRef;
use crate::people::Ticket;
use crate::places::Held;
use crate::process::{self, Process as _};
use crate::staged::{Staged as _, setup_of};

impl Station {
    /// Takes the item of the lowest priority off its place, the one that was begun last among equals, if that is lower than
    /// the priority of the item that comes, which is begun instead. False where nothing makes way.
    ///
    /// What stands still makes way as well, since the item of the highest priority is to go on first; but where nothing may be
    /// begun, what is in process is not interrupted for it.
    #[cold]
    pub(super) fn displace(&mut self, core: &mut Core, coming: ItemRef) -> bool {
        // Whoever comes waits, where it is chosen later who is next; that is not to say that there is no place.
        if self.waiting.as_ref().is_some_and(|waiting| waiting.holds()) && self.places.has_room() {
            return false;
        }
        let priority = core.items[coming].priority;
        let may_begin = !self.holds_back(core.now, SimSpan::ZERO);
        let in_process = self.places.in_process().filter(|_| may_begin);
        let stages = self.stages.as_deref();
        let lowest = self.places.standing().chain(in_process).min_by_key(|item| {
            (core.items[*item].priority, stages.map(|stages| stages.makes_way(*item)))
        });
        let Some(item) = lowest.filter(|item| core.items[*item].priority < priority) else {
            return false;
        };
        let Some(held) = self.take_off(core, item) else { return false };
        if let Some((goes_on, other)) = self.take_over(core, held, coming) {
            self.wait_again(core, other);
            let work = self.draw(core, coming);
            core.enter_to_work(self.id, coming, self.level() + 1, work);
            if may_begin {
                self.staff(core, goes_on);
            } else {
                self.places.hold(goes_on);
            }
            self.show_stages(core);
            return true;
        }
        let (held, ticket) = self.put_aside(core, held);
        // Who has not come is asked for anew, behind those who wait already.
        let ticket = ticket.filter(|ticket| {
            let is_there = core.people.is_there(*ticket);
            if !is_there {
                core.give_back(*ticket);
            }
            is_there
        });
        self.wait_again(core, held);
        let work = self.draw(core, coming);
        core.enter_to_work(self.id, coming, self.level() + 1, work);
        if ticket.is_some() {
            self.begin_stages_with(core, coming, work, ticket);
            self.show_stages(core);
        } else {
            self.begin(core, coming, work);
        }
        true
    }

    fn wait_again(&mut self, core: &mut Core, held: Held) {
        if let Some(waiting) = &mut self.waiting {
            waiting.interrupted.push(held);
            waiting.queue.put_back(held.item, &core.items);
        }
    }

    fn take_off(&mut self, core: &mut Core, item: ItemRef) -> Option<Held> {
        if let Some(held) = self.places.take_held_one(item) {
            return Some(held);
        }
        let held = self.places.interrupt(item, core.now)?;
        self.count_interruption(core.now);
        Some(held)
    }

    /// Lets a set-up that goes on be for the item that comes, where that needs the same one. Returns both.
    fn take_over(&mut self, core: &Core, held: Held, coming: ItemRef) -> Option<(Held, Held)> {
        let facts = setup_of(core, self.id)?;
        self.stages.as_mut()?.take_over(core, facts, held, coming)
    }

    /// Puts the work on an item aside. Returns what is left of it, and the claim on the crew that it had or waited for.
    fn put_aside(&mut self, core: &mut Core, held: Held) -> (Held, Option<Ticket>) {
        let item = held.item;
        let is_in_process = self.is_in_process(item);
        let (mut held, ticket) = match &mut self.stages {
            Some(stages) => stages.put_aside(held, core.items[item].work),
            None => (held, None),
        };
        let how = self.waiting.as_ref().and_then(|waiting| waiting.preempt);
        if !held.begun || !is_in_process {
            return (held, ticket);
        }
        let done = match how {
            Some(Preempt::Repeat) => {
                held.left = core.items[item].work;
                SimSpan::ZERO
            }
            Some(Preempt::Resample) => {
                held.left = self.draw_anew(core, item);
                SimSpan::ZERO
            }
            _ => self.done_with(core, held),
        };
        process::interrupted(core, self.id, item, (done, None));
        if let Some(stages) = self.stages.as_mut().filter(|_| done == SimSpan::ZERO) {
            stages.lose(item);
        }
        (held, ticket)
    }

    /// How much of the process of an item was done, of which so much is left.
    fn done_with(&self, core: &Core, held: Held) -> SimSpan {
        if let Some(stages) = self.stages.as_ref().filter(|stages| stages.knows(held.item)) {
            return stages.spent_on(held.item);
        }
        let work = core.items[held.item].work.as_nanos();
        SimSpan::from_nanos(work.saturating_sub(held.left.as_nanos()))
    }

    /// Goes on with an item that made way. False where it did not.
    #[cold]
    pub(super) fn come_back(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        let Some(position) = waiting.interrupted.iter().position(|held| held.item == item) else {
            return false;
        };
        let held = waiting.interrupted.swap_remove(position);
        if let Some(stages) = self.stages.as_mut().filter(|stages| stages.knows(item)) {
            let held = stages.put_right(core, self.id, held);
            self.go_on_staged(core, held);
            return true;
        }
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
        process::resumed(core, self.id, item, Some(true));
        process::go_on(self, core, item, held.left);
        self.show_processing(core);
        true
    }

    fn go_on_staged(&mut self, core: &mut Core, held: Held) {
        if self.holds_back(core.now, SimSpan::ZERO) {
            self.places.hold(held);
        } else {
            self.staff(core, held);
        }
        if !self.show_stages(core) {
            self.enter_with_held(core);
        }
    }
}
