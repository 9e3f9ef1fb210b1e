//! What belts, sorters, shuttles and zones have in common: they stand and go as a whole, wait for instants, and are in one state.

use plantwright_journal::{Record, State, What};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::clock::StateClock;
use crate::concern::Carried;
use crate::core::Core;
use crate::items::ItemRef;

/// The share of its speed at which something works because of its concerns; zero: it stands.
pub(crate) fn share(carried: Option<&Carried>) -> f64 {
    match carried {
        None => 1.0,
        Some(carried) if carried.is_halted() => 0.0,
        Some(carried) => carried.speed(),
    }
}

/// The speed of a surface, in units of its own, because of its concerns.
pub(crate) fn surface_speed(full: u64, carried: Option<&Carried>) -> u64 {
    let share = carried.map_or(1.0, Carried::speed);
    if share == 1.0 {
        return full;
    }
    // Both are positive, and far below 64 bits; what is beyond saturates.
    ((full as f64 * share).round() as u64).max(1)
}

/// Of an instant, whether there is something to wait for.
pub(crate) fn ahead(now: SimTime, at: Option<SimTime>) -> Option<SimTime> {
    at.filter(|at| *at > now)
}

/// Waits for instants, each with a clock of its own.
pub(crate) fn wait_for<const N: usize>(
    core: &mut Core,
    who: EquipmentId,
    rings: &mut [SimTime; N],
    instants: [Option<SimTime>; N],
) {
    for (clock, (ring, at)) in (0..).zip(rings.iter_mut().zip(instants)) {
        let at = at.unwrap_or(SimTime::MAX);
        if *ring != at {
            *ring = at;
            if at < SimTime::MAX {
                core.schedule(who, clock, at.since(core.now));
            }
        }
    }
}

/// Whether a clock that rings now is still waited for; it is not any more.
pub(crate) fn is_due(ring: &mut SimTime, now: SimTime) -> bool {
    let is_due = *ring == now;
    if is_due {
        *ring = SimTime::MAX;
    }
    is_due
}

/// Puts down that an item can be taken; what of its stay is longer than `free` was waiting. Returns whether concerns have to look
/// first.
#[inline]
pub(crate) fn arrive(
    core: &mut Core,
    who: EquipmentId,
    carried: Option<&mut Carried>,
    item: ItemRef,
    free: SimSpan,
) -> bool {
    core.expire_here(item);
    let it = &mut core.items[item];
    let (id, work) = (it.id, core.now.since(it.entered).min(free));
    it.processed += work;
    if core.recorder.wants(What::Finished) {
        let record = Record::of_item(What::Finished, core.now, who, id);
        core.recorder.push(record.span(work));
    }
    carried.is_some_and(|carried| carried.count_cycle() && carried.tell_of_cycle(core))
}

/// Enters a state. Concerns are told of work up to the next instant at which it may come to a stand.
pub(crate) fn show(
    core: &mut Core,
    who: EquipmentId,
    (clock, carried): (&mut StateClock, Option<&mut Carried>),
    (state, cause): (State, EquipmentId),
    until: SimTime,
) {
    let busy = u32::from(state == State::Processing);
    let Some(carried) = carried else {
        return clock.enter(core, who, state, busy, cause);
    };
    carried.work_until(core.now, core.now);
    if state == State::Processing && !carried.is_halted() {
        carried.begin_work(core, until.since(core.now));
    }
    carried.enter(clock, core, who, (state, busy), cause);
}

/// An item came; concerns count who comes while it stands.
pub(crate) fn count_items(core: &mut Core, carried: Option<&mut Carried>, level: usize) {
    if let Some(carried) = carried.filter(|carried| carried.is_halted()) {
        carried.count_items(core, level);
    }
}

/// What concerns ask of what stands and goes as a whole, among its `Handlers`.
macro_rules! stands_as_a_whole {
    () => {
        /// It stops at once; `Scrap` clears it. Items are not worked on: nothing is repeated.
        fn halt(
            &mut self,
            core: &mut $crate::core::Core,
            halt: $crate::concern::Halt,
            fate: $crate::concern::failure::Fate,
        ) {
            let Some(carried) = &mut self.carried else { return };
            let is_first = carried.halt(core, halt);
            self.run(core.now);
            if is_first && fate == $crate::concern::failure::Fate::Scrap {
                self.scrap(core);
            }
            self.set_clocks(core);
            self.show(core, None);
        }

        fn resume(&mut self, core: &mut $crate::core::Core, by: ::plantwright_units::EquipmentId) {
            let Some(carried) = &mut self.carried else { return };
            if carried.resume(core.now, by) {
                self.run(core.now);
                self.set_clocks(core);
                core.poke(self.id);
            } else {
                // Another cause is shown, if this one was.
                self.show(core, None);
            }
        }

        /// There is no work to be finished first: a belt may stop at any time.
        fn drain(&mut self, core: &mut $crate::core::Core, halt: $crate::concern::Halt) {
            self.halt(core, halt, $crate::concern::failure::Fate::Resume);
            core.poke(halt.by);
        }

        fn set_gate(&mut self, _core: &mut $crate::core::Core, gate: $crate::concern::Gate) {
            if let Some(carried) = &mut self.carried {
                carried.set_gate(gate);
            }
        }

        fn set_condition(
            &mut self,
            core: &mut $crate::core::Core,
            condition: $crate::concern::Condition,
        ) {
            let Some(carried) = &mut self.carried else { return };
            carried.set_condition(core.now, condition);
            self.run(core.now);
            self.set_clocks(core);
            core.poke(self.id);
        }

        fn halted_by(&self) -> Vec<::plantwright_units::EquipmentId> {
            self.carried.iter().flat_map(|carried| carried.halted_by()).collect()
        }

        fn tell_of(
            &mut self,
            leisure: $crate::concern::Leisure,
            who: ::plantwright_units::EquipmentId,
        ) {
            if let Some(carried) = &mut self.carried {
                carried.tell_of(leisure, who);
            }
        }

        fn concerns(&self) -> Vec<::plantwright_units::EquipmentId> {
            self.carried.iter().flat_map(|carried| carried.concerns()).collect()
        }

        fn watch(&mut self, watch: $crate::concern::Watch) {
            if let Some(carried) = &mut self.carried {
                carried.watch(watch);
            }
        }

        fn usage(&self, now: ::plantwright_units::SimTime) -> $crate::concern::Usage {
            self.carried
                .as_ref()
                .map_or_else($crate::concern::Usage::default, |carried| carried.usage(now))
        }
    };
}
pub(crate) use stands_as_a_whole;
