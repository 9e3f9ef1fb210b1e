//! Standing still, and going on: what is held on places, and what concerns make of the work there.

use plantwright_journal::State;
use plantwright_units::{EquipmentId, SimSpan};

use super::Station;
use crate::concern::Condition;
use crate::concern::carried::at_other_speed;
use crate::concern::failure::Fate;
use crate::core::Core;
use crate::items::ItemRef;
use crate::places::Held;
use crate::process::{self, Process as _};
use crate::staged::{Staged as _, Step};
use crate::world::Handlers as _;

impl Station {
    /// Keeps an item on a place until it may be begun.
    #[cold]
    pub(super) fn hold(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        self.places.hold(Held { item, begun: false, left: work });
        self.enter_with_held(core);
        self.tell_of_items(core);
    }

    /// Enters the state of a station on which something is held: where nothing is in process, it waits for its time.
    pub(super) fn enter_with_held(&mut self, core: &mut Core) {
        let busy = self.places.busy();
        let (state, cause) = if busy > 0 {
            (State::Processing, EquipmentId::NONE)
        } else {
            (State::Idle, self.awaits(core))
        };
        self.enter(core, state, busy, cause);
    }

    /// For whom it waits while it has nothing in process and nothing that is finished: for itself where it is no beat yet, for its
    /// calendar where what it has does not fit, and else for whoever is to bring something.
    #[inline(always)]
    pub(super) fn awaits(&self, core: &Core) -> EquipmentId {
        let may_hold = self.carried.is_some() || self.stages.is_some();
        let holds = may_hold && self.places.held().0 > 0;
        if holds { self.holds_for() } else { core.upstream[self.id.index()] }
    }

    #[cold]
    fn holds_for(&self) -> EquipmentId {
        let stages = self.stages.as_ref();
        if stages.is_some_and(|it| !it.at(Step::Start).is_empty() || !it.early().is_empty()) {
            return self.id;
        }
        self.carried.as_ref().map_or(EquipmentId::NONE, |carried| carried.held_back_by())
    }

    /// Begins and goes on with what was held, as far as that may be.
    pub(super) fn go_on(&mut self, core: &mut Core) {
        self.resume_change(core);
        for held in self.places.take_held() {
            if self.stages.is_some() {
                self.go_on_with_stage(core, held);
                continue;
            }
            let Held { item, begun, left } = held;
            let Some(carried) = &mut self.carried else { continue };
            if begun {
                carried.begin_work(core, left);
                process::resumed(core, self.id, item, Some(true));
                process::go_on(self, core, item, left);
            } else if carried.holds_back(core.now, left) {
                self.places.hold(held);
            } else {
                self.end_limits(core, item, true);
                self.begin_work(core, item, left);
            }
        }
        if self.stages.is_some() {
            self.show_stages(core);
        } else if self.places.busy() > 0 || self.places.held().0 > 0 {
            self.enter_with_held(core);
        }
        core.poke(self.id);
    }

    /// Stands still, if that waited for what was in process, and nothing is any more.
    pub(super) fn stop_if_drained(&mut self, core: &mut Core) {
        let is_drained = self.is_drained();
        let pending = self.carried.as_mut().filter(|_| is_drained);
        for halt in pending.map(|carried| carried.take_pending()).unwrap_or_default() {
            self.halt(core, halt, Fate::Resume);
            core.poke(halt.by);
        }
    }

    /// Draws how long an item takes that is begun anew.
    pub(super) fn draw_anew(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        let work = self.draw(core, item);
        core.items[item].work = work;
        self.carried.as_ref().map_or(work, |carried| carried.at_speed(core, item, work))
    }

    /// Works as a concern lets it from now on. Set-ups, loading and unloading know no speed.
    #[cold]
    pub(super) fn change_speed(&mut self, core: &mut Core, condition: Condition) {
        let Some(carried) = &mut self.carried else { return };
        let times = carried.set_condition(core.now, condition);
        let held = self.places.take_held();
        let stopped = self.places.stop(core.now);
        for mut held in held {
            if held.begun && self.is_in_process(held.item) {
                held.left = at_other_speed(core, held.item, held.left, times);
            }
            self.places.hold(held);
        }
        for Held { item, mut left, .. } in stopped {
            if self.is_in_process(item) {
                if self.stages.is_some() {
                    self.go_on_at_speed(core, item, left, times);
                    continue;
                }
                left = at_other_speed(core, item, left, times);
                if let Some(carried) = &mut self.carried {
                    carried.begin_work(core, left);
                }
            }
            process::go_on_at(self, core, item, left, times);
        }
        if let Some(stages) = &mut self.stages {
            stages.change_speed_aside(core, times);
        }
        let Some(waiting) = &mut self.waiting else { return };
        for held in &mut waiting.interrupted {
            let stages = self.stages.as_ref();
            if held.begun && stages.is_none_or(|stages| stages.is_in_process(held.item)) {
                held.left = at_other_speed(core, held.item, held.left, times);
            }
        }
    }

    /// An item is finished on a station with concerns. Returns whether it may move at once.
    pub(super) fn has_finished(&mut self, core: &mut Core) -> bool {
        let Some(carried) = &mut self.carried else { return true };
        !carried.count_cycle() || self.has_told_of_cycle(core)
    }

    /// Tells of an item that is finished. Returns whether it may move at once.
    #[cold]
    pub(super) fn has_told_of_cycle(&mut self, core: &mut Core) -> bool {
        let Some(carried) = &mut self.carried else { return true };
        let is_told = carried.tell_of_cycle(core);
        if carried.is_draining() {
            self.stop_if_drained(core);
        }
        if is_told {
            // Whoever counts cycles comes first: what fails now begins nothing.
            core.poke(self.id);
        }
        !is_told
    }
}
