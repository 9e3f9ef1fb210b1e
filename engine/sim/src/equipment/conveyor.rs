//! `Conveyor`: a belt. What happens on it follows from its odometer (`conveyor/belt.rs`); nothing is moved step by step.
//!
//! At most one instant is waited for at each end: that at which the first item is at the exit, or, while it waits there, all
//! items stand; and, while somebody waits at the entry, that at which it is clear.

mod belt;
mod spec;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State, What};
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use belt::Belt;

pub(crate) use belt::Units;
pub(crate) use spec::{Measures, SAMPLE, Spec, capacity};

/// The clock of the first item: it is at the exit, or everything stands behind it.
const EXIT: u8 = 0;
/// The clock of the entry: it is clear.
const ENTRY: u8 = 1;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Conveyor {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    carried: Option<Box<Carried>>,
    belt: Box<Moving>,
}

/// The belt, and what it waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Moving {
    belt: Belt,
    /// How far it runs in a nanosecond if nothing slows it down.
    speed: u64,
    /// The pitches of the products that come, by product.
    pitches: Vec<(ProductId, Units)>,
    /// Who goes first at the entry; empty: who has waited longest.
    priority: Vec<EquipmentId>,
    /// Whether it was put down that the first item is at the exit.
    is_told: bool,
    /// Whether somebody was refused at the entry.
    is_wanted: bool,
    /// When the clocks ring.
    rings: [SimTime; 2],
}

impl Conveyor {
    fn is_halted(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.is_halted())
    }

    /// The speed at which it runs because of its concerns.
    fn speed(&self) -> u64 {
        let share = self.carried.as_ref().map_or(1.0, |carried| carried.speed());
        if share == 1.0 {
            return self.belt.speed;
        }
        // Both are positive, and far below 64 bits; what is beyond saturates.
        ((self.belt.speed as f64 * share).round() as u64).max(1)
    }

    /// Runs, or stands, as it has to from now on.
    fn run(&mut self, now: SimTime) {
        let (runs, speed) = (!self.is_halted(), self.speed());
        self.belt.belt.run(now, runs, speed);
    }

    /// Puts down that the first item is at the exit, once it is. Returns whether concerns have to look first.
    fn arrive(&mut self, core: &mut Core) -> bool {
        let Some(item) = self.belt.belt.waiting(core.now).filter(|_| !self.belt.is_told) else {
            return false;
        };
        self.belt.is_told = true;
        self.run(core.now);
        core.expire_here(item);
        // What it takes over the free belt is no waiting.
        let free = self.belt.belt.transit(self.belt.speed);
        let it = &mut core.items[item];
        let (id, work) = (it.id, core.now.since(it.entered).min(free));
        it.processed += work;
        if core.recorder.wants(What::Finished) {
            let record = Record::of_item(What::Finished, core.now, self.id, id);
            core.recorder.push(record.span(work));
        }
        let Some(carried) = &mut self.carried else { return false };
        carried.count_cycle() && carried.tell_of_cycle(core)
    }

    fn put(&mut self, core: &mut Core, item: ItemRef) {
        let product = core.items[item].product;
        let pitches = &self.belt.pitches;
        let known = pitches.binary_search_by_key(&product, |(known, _)| *known);
        let pitch = pitches[known.expect("a product that may come")].1;
        let level = self.belt.belt.len() + 1;
        core.enter(self.id, item, level);
        self.belt.belt.put(core.now, item, pitch);
        if let Some(carried) = self.carried.as_mut().filter(|carried| carried.is_halted()) {
            carried.count_items(core, level);
        }
    }

    /// The first item has gone.
    fn take(&mut self, core: &Core) {
        self.belt.belt.take(core.now);
        self.belt.is_told = false;
        self.run(core.now);
    }

    /// Everything on it is spoilt.
    fn scrap(&mut self, core: &mut Core) {
        let items = self.belt.belt.clear();
        self.belt.is_told = false;
        for (item, level) in items.iter().zip((1..=items.len()).rev()) {
            core.scrap(self.id, *item, level);
        }
        core.poke(self.id);
    }

    /// Waits for what happens next.
    fn set_clocks(&mut self, core: &mut Core) {
        let belt = &self.belt.belt;
        let exit = if belt.waiting(core.now).is_some() { belt.at_stand() } else { belt.at_exit() };
        let entry = if self.belt.is_wanted { belt.entry_clear() } else { None };
        for (clock, at) in [(EXIT, exit), (ENTRY, entry)] {
            let at = at.filter(|at| *at > core.now).unwrap_or(SimTime::MAX);
            let rings = &mut self.belt.rings[usize::from(clock)];
            if *rings != at {
                *rings = at;
                if at < SimTime::MAX {
                    core.schedule(self.id, clock, at.since(core.now));
                }
            }
        }
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let belt = &self.belt.belt;
        let (state, busy, cause) = if belt.len() == 0 {
            (State::Idle, 0, core.upstream[self.id.index()])
        } else if belt.waiting(core.now).is_some() && belt.stands(core.now) {
            (State::Blocked, 0, waits_for.unwrap_or(EquipmentId::NONE))
        } else {
            (State::Processing, 1, EquipmentId::NONE)
        };
        let Some(carried) = &mut self.carried else {
            return self.clock.enter(core, self.id, state, busy, cause);
        };
        carried.work_until(core.now, core.now);
        if state == State::Processing && !carried.is_halted() {
            // Concerns are told of the time up to the next instant at which it may come to a stand.
            let until = self.belt.rings[usize::from(EXIT)];
            carried.begin_work(core, until.since(core.now));
        }
        carried.enter(&mut self.clock, core, self.id, (state, busy), cause);
    }

    /// Whether an item may come now; who is refused waits until one may.
    fn is_clear(&mut self, core: &mut Core) -> bool {
        let is_clear = self.belt.belt.is_clear(core.now);
        if !is_clear && !self.belt.is_wanted {
            self.belt.is_wanted = true;
            self.set_clocks(core);
        }
        is_clear
    }

    /// Lets the most important one of those who wait be the first.
    fn order_entry(&self, core: &mut Core) {
        let priority = &self.belt.priority;
        if !priority.is_empty() {
            let rank = |who| priority.iter().position(|it| *it == who);
            core.links.bring_forward(self.id, |who| rank(who).unwrap_or(priority.len()));
        }
    }
}

/// What concerns ask of what stands and goes as a whole, among its `Handlers`: belts, sorters, zones.
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

        fn tell_of_halts(&mut self, who: ::plantwright_units::EquipmentId) {
            if let Some(carried) = &mut self.carried {
                carried.tell_of_halts(who);
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

impl Handlers for Conveyor {
    type Spec = Spec;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).belt.as_ref().expect("a checked belt");
        let products: Vec<ProductId> = cx.products().collect();
        let scale = facts.scale(products.iter().map(|product| cx.plant.product(*product)));
        let scale = scale.expect("a checked belt");
        let moving = Moving {
            belt: Belt::new(scale.length, scale.speed, facts.accumulates),
            speed: scale.speed,
            pitches: products.into_iter().zip(scale.pitches).collect(),
            priority: facts.priority.clone().unwrap_or_default(),
            is_told: false,
            is_wanted: false,
            rings: [SimTime::MAX; 2],
        };
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            clock: StateClock::default(),
            carried: cx.carried(),
            belt: Box::new(moving),
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    stands_as_a_whole!();

    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if self.belt.rings[usize::from(clock)] != core.now {
            return false;
        }
        self.belt.rings[usize::from(clock)] = SimTime::MAX;
        if clock == EXIT && self.arrive(core) {
            // Whoever counts cycles comes first.
            core.poke(self.id);
            return false;
        }
        true
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        if !self.is_clear(core) {
            return false;
        }
        self.put(core, item);
        core.poke(self.id);
        true
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        self.belt.belt.waiting(core.now).filter(|waiting| *waiting == item)?;
        let level = self.belt.belt.len();
        self.take(core);
        core.poke(self.id);
        Some(level)
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        self.arrive(core);
        let item = self.belt.belt.waiting(core.now)?;
        if !core.may_go(item, self.outlet, link) {
            return None;
        }
        core.leave(self.id, item, self.belt.belt.len());
        self.take(core);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut waits_for = None;
        loop {
            let (conveyor, core) = cx.mine(me);
            conveyor.arrive(core);
            let level = conveyor.belt.belt.len();
            let Some(item) = conveyor.belt.belt.waiting(core.now) else { break };
            match cx.send(id, outlet, item, level) {
                Sent::Gone => {
                    let (conveyor, core) = cx.mine(me);
                    conveyor.take(core);
                }
                Sent::Waits(receiver) => {
                    waits_for = Some(receiver);
                    break;
                }
            }
        }
        while cx[me].belt.belt.is_clear(cx.core.now) {
            let (conveyor, core) = cx.mine(me);
            conveyor.order_entry(core);
            let Some(item) = cx.pull(id) else { break };
            let (conveyor, core) = cx.mine(me);
            conveyor.put(core, item);
        }
        let (conveyor, core) = cx.mine(me);
        conveyor.belt.is_wanted = core.links.has_notes(id);
        conveyor.run(core.now);
        conveyor.set_clocks(core);
        conveyor.show(core, waits_for);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.belt.belt.items());
    }

    fn count(&self) -> usize {
        self.belt.belt.len()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }

    fn along(&self, now: SimTime) -> Vec<f32> {
        self.belt.belt.along(now)
    }
}
