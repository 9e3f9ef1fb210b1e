//! `Conveyor`: a belt. What happens on it follows from its odometer (`conveyor/belt.rs`); nothing is moved step by step.
//!
//! At most one instant is waited for at each end: that at which the first item is at the exit, or, while it waits there, all
//! items stand; and, while somebody waits at the entry, that at which it is clear. What only some belts have
//! (`conveyor/fittings.rs`) waits for one more. Most belts have none of that, nor concerns: they are a kind of their own
//! (`conveyor/plain.rs`).

mod belt;
mod fittings;
mod line;
pub(crate) mod plain;
mod spec;
pub mod waves;
mod zones;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State};
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::equipment::carrier::{self, stands_as_a_whole};
use crate::equipment::eye;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use belt::{Belt, Fittings, Measure};
use fittings::{Fitted, Reversal};

pub(crate) use belt::{Units, span};
pub(crate) use spec::{Measures, SAMPLE, Spec, capacity};

/// The clock of the first item: it is at the exit, or everything stands behind it.
const EXIT: usize = 0;

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
    /// Since when, and since which reading of the odometer, it would run how fast, from before the oldest item on it came; empty: it
    /// never changed.
    speeds: Vec<(SimTime, Units, u64)>,
    /// The measures of the products that come, by product.
    measures: Vec<(ProductId, Measure)>,
    fitted: Option<Box<Fitted>>,
    /// Whether it was put down that the first item is at the exit.
    is_told: bool,
    /// Whether somebody was refused at the entry.
    is_wanted: bool,
    /// When the clocks ring: that of the first item, that of the entry, that of what only some belts have.
    rings: [SimTime; 3],
}

impl Moving {
    /// It would run at another speed from now on.
    fn note_speed(&mut self, now: SimTime, speed: u64) {
        if self.speeds.is_empty() {
            self.speeds.push((SimTime::ZERO, 0, self.belt.speed()));
        }
        // What ended before the oldest item came is of no more use.
        let reading = self.belt.odometer(now);
        let oldest = self.belt.first().map_or(reading, |first| first.entry);
        let ended = self.speeds.partition_point(|(_, since, _)| *since <= oldest);
        self.speeds.drain(..ended.saturating_sub(1));
        self.speeds.push((now, reading, speed));
    }

    /// How long an item that came on at an instant would have taken if nothing had been in its way, and the belt had never stood.
    fn free_transit(&self, entered: SimTime) -> SimSpan {
        let (mut from, mut left) = (entered, self.belt.length());
        let mut speed = self.belt.speed();
        for (number, (.., at)) in self.speeds.iter().enumerate() {
            speed = *at;
            let next = self.speeds.get(number + 1);
            let Some((until, ..)) = next.filter(|(until, ..)| *until > from) else { continue };
            let runs = u128::from(until.since(from).as_nanos()) * u128::from(speed);
            if runs >= left {
                break;
            }
            (from, left) = (*until, left - runs);
        }
        let before = from.since(entered).as_nanos();
        SimSpan::from_nanos(before.saturating_add(span(left, speed).as_nanos()))
    }
}

impl Conveyor {
    fn is_halted(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.is_halted())
    }

    /// Runs, or stands, as it has to from now on.
    fn run(&mut self, now: SimTime) {
        let speed = carrier::surface_speed(self.belt.speed, self.carried.as_deref());
        if speed != self.belt.belt.speed() {
            self.belt.note_speed(now, speed);
        }
        let runs = !self.is_halted();
        self.belt.belt.run(now, runs, speed);
    }

    /// Puts down that the first item is at the exit, once it is. Returns whether concerns have to look first.
    fn arrive(&mut self, core: &mut Core) -> bool {
        let Some(item) = self.belt.belt.waiting(core.now).filter(|_| !self.belt.is_told) else {
            return false;
        };
        self.belt.is_told = true;
        self.run(core.now);
        // What it takes over the free belt is no waiting.
        let free = self.belt.free_transit(core.items[item].entered);
        carrier::arrive(core, self.id, self.carried.as_deref_mut(), item, free)
    }

    fn put(&mut self, core: &mut Core, item: ItemRef) {
        let product = core.items[item].product;
        let measures = &self.belt.measures;
        let known = measures.binary_search_by_key(&product, |(known, _)| *known);
        let measure = measures[known.expect("a product that may come")].1;
        let level = self.belt.belt.len() + 1;
        core.enter(self.id, item, level);
        self.belt.belt.put(core.now, item, measure);
        if let Some(fitted) = &mut self.belt.fitted {
            fitted.came();
        }
        carrier::count_items(core, self.carried.as_deref_mut(), level);
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
        let other = self.belt.fitted.as_ref().and_then(|fitted| fitted.next(belt, core.now));
        let instants = [exit, entry, other].map(|at| carrier::ahead(core.now, at));
        carrier::wait_for(core, self.id, &mut self.belt.rings, instants);
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let belt = &self.belt.belt;
        let fitted = self.belt.fitted.as_ref();
        let reversal = fitted.and_then(|fitted| fitted.reversal.as_ref());
        let state = if reversal.is_some_and(Reversal::turns) {
            (State::Setup, EquipmentId::NONE)
        } else if belt.len() == 0 || self.rests(core.now) {
            (State::Idle, core.upstream[self.id.index()])
        } else if belt.waiting(core.now).is_some() && belt.stands(core.now) {
            (State::Blocked, waits_for.unwrap_or(EquipmentId::NONE))
        } else {
            (State::Processing, EquipmentId::NONE)
        };
        let until = self.belt.rings[EXIT];
        let parts = (&mut self.clock, self.carried.as_deref_mut());
        carrier::show(core, self.id, parts, state, until);
    }

    /// Whether an indexed belt rests until an item comes.
    fn rests(&self, now: SimTime) -> bool {
        let indexing = self.belt.fitted.as_ref().and_then(|fitted| fitted.indexing.as_ref());
        indexing.is_some_and(|indexing| {
            let belt = &self.belt.belt;
            !indexing.has_a_cycle() && !belt.is_on_its_way(now) && belt.waiting(now).is_none()
        })
    }

    /// Whether an item of a giver may come now; who is refused waits until one may.
    fn is_clear(&mut self, core: &mut Core, giver: EquipmentId) -> bool {
        let is_clear = self.belt.belt.is_clear(core.now) && self.lets_in(core, giver);
        if !is_clear && !self.belt.is_wanted {
            self.belt.is_wanted = true;
            self.set_clocks(core);
        }
        if !is_clear && self.reverses() {
            // It may have to turn round.
            core.poke(self.id);
        }
        is_clear
    }

    fn lets_in(&self, core: &Core, giver: EquipmentId) -> bool {
        let fitted = self.belt.fitted.as_ref();
        fitted.is_none_or(|fitted| fitted.lets_in(core, self.id, &self.belt.belt, giver))
    }

    fn reverses(&self) -> bool {
        self.belt.fitted.as_ref().is_some_and(|fitted| fitted.reversal.is_some())
    }

    /// Sees to what only some belts have: speeds that change, photo-eyes, turning round.
    fn settle(&mut self, core: &mut Core) {
        let Some(mut fitted) = self.belt.fitted.take() else { return };
        while let Some((_, speed)) = fitted.changes.pop_if(|(at, _)| *at <= core.now) {
            self.belt.speed = speed;
            self.run(core.now);
        }
        self.belt.belt.pass(core.now);
        for number in 0..fitted.eyes.len() {
            let item = self.belt.belt.before_beam(number).map(|item| core.items[item].id);
            fitted.eyes.see(core, self.id, number, item);
        }
        fitted.eyes.settle(core.now);
        if let Some(reversal) = &mut fitted.reversal {
            reversal.turn_round(core, self.id, &mut self.belt.belt);
        }
        self.belt.fitted = Some(fitted);
    }

    /// Begins the next move of an indexed belt, if it is time.
    fn begin_move(&mut self, core: &Core) {
        let is_halted = self.is_halted();
        let fitted = self.belt.fitted.as_ref();
        if let Some(indexing) = fitted.and_then(|fitted| fitted.indexing.as_ref())
            && !is_halted
            && indexing.is_due(&self.belt.belt, core.now)
        {
            self.belt.belt.begin_move(core.now, indexing.pitch);
        }
    }

    /// Lets the most important one of those who wait be the first, if it may come; else all stay in the order in which they came.
    /// Returns whether it may.
    fn order_entry(cx: &mut SimCx<'_>, me: Row<Self>) -> bool {
        let id = cx[me].id;
        let Some(fitted) = &cx[me].belt.fitted else { return true };
        let best = match &fitted.reversal {
            Some(reversal) if fitted.merge.is_in_turn() => {
                let links = &cx.core.links;
                let rank = |link: &LinkId| !reversal.is_along(links.from(*link));
                links.notes(id).into_iter().min_by_key(rank)
            }
            _ => fitted.merge.next(cx, id),
        };
        let links = &cx.core.links;
        let Some(link) = best.filter(|link| cx[me].lets_in(cx.core, links.from(*link))) else {
            return false;
        };
        cx.core.links.bring_forward(id, link);
        true
    }
}

impl Handlers for Conveyor {
    type Spec = Spec;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).belt.as_ref().expect("a checked belt");
        let products: Vec<ProductId> = cx.products().collect();
        let scale = facts.scale(products.iter().map(|product| cx.plant.product(*product)));
        let scale = scale.expect("a checked belt");
        let fittings = Fittings {
            zone: scale.zone,
            is_indexed: facts.index.is_some(),
            beams: scale.eyes.clone(),
        };
        let measures = scale.pitches.iter().zip(&scale.lengths);
        let measures = measures.map(|(pitch, length)| Measure { pitch: *pitch, length: *length });
        let moving = Moving {
            belt: Belt::new(scale.length, scale.speed, facts.accumulates, fittings),
            speed: scale.speed,
            speeds: Vec::new(),
            measures: products.into_iter().zip(measures).collect(),
            fitted: Fitted::new(facts, &scale, cx),
            is_told: false,
            is_wanted: false,
            rings: [SimTime::MAX; 3],
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

    /// It looks at the speeds that it changes to.
    fn begin(&mut self, core: &mut Core) {
        if self.belt.fitted.is_some() {
            core.poke(self.id);
        }
    }

    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if !carrier::is_due(&mut self.belt.rings[usize::from(clock)], core.now) {
            return false;
        }
        if usize::from(clock) == EXIT && self.arrive(core) {
            // Whoever counts cycles comes first.
            core.poke(self.id);
            return false;
        }
        true
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let giver = core.links.from(core.offered_over);
        if !self.is_clear(core, giver) {
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
        let reversal = self.belt.fitted.as_ref().and_then(|fitted| fitted.reversal.as_ref());
        let may_go = match reversal {
            Some(reversal) => reversal.way() == Some(link),
            None => core.may_go(item, self.outlet, link),
        };
        if !may_go {
            return None;
        }
        core.leave_over((self.id, self.outlet, link), item, self.belt.belt.len());
        self.take(core);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let (conveyor, core) = cx.mine(me);
        conveyor.settle(core);
        let mut waits_for = None;
        loop {
            let (conveyor, core) = cx.mine(me);
            conveyor.arrive(core);
            let level = conveyor.belt.belt.len();
            let Some(item) = conveyor.belt.belt.waiting(core.now) else { break };
            let reversal =
                conveyor.belt.fitted.as_ref().and_then(|fitted| fitted.reversal.as_ref());
            let outlet = match reversal {
                Some(reversal) => reversal.way().map_or(Outlet::None, Outlet::Link),
                None => outlet,
            };
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
        // Whoever has gone may have cleared an eye that closes the entry, or let it turn round.
        let (conveyor, core) = cx.mine(me);
        conveyor.settle(core);
        while cx[me].belt.belt.is_clear(cx.core.now) && Self::order_entry(cx, me) {
            // Where one alone may come, others are not asked.
            let only = cx[me].belt.fitted.is_some();
            let item = if only { cx.pull_first(id) } else { cx.pull(id) };
            let Some(item) = item else {
                if only && cx.core.links.has_notes(id) {
                    continue;
                }
                break;
            };
            let (conveyor, core) = cx.mine(me);
            conveyor.put(core, item);
        }
        let (conveyor, core) = cx.mine(me);
        conveyor.belt.is_wanted = core.links.has_notes(id);
        conveyor.begin_move(core);
        conveyor.run(core.now);
        conveyor.settle(core);
        conveyor.set_clocks(core);
        conveyor.show(core, waits_for);
        let changes = conveyor.belt.fitted.as_mut().and_then(|fitted| fitted.eyes.changes());
        eye::act(cx, id, changes);
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
        let along = self.belt.belt.along(now);
        let reversal = self.belt.fitted.as_ref().and_then(|fitted| fitted.reversal.as_ref());
        if !reversal.is_some_and(Reversal::is_backward) {
            return along;
        }
        along.into_iter().map(|at| 1.0 - at).collect()
    }
}
