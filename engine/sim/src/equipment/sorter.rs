//! `Sorter`: a belt, straight or closed to a loop, onto which items come and off which they go at places along it. Where they
//! are follows from its odometer (`sorter/surface.rs`).
//!
//! Three instants are waited for: that at which the next item is at an exit of its own; while somebody waits at an entry, that at
//! which a gap comes by; and that at which a photo-eye sees something else, or what takes items off is no longer busy.

mod spec;
mod surface;

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
use crate::equipment::conveyor::{Units, span};
use crate::equipment::eye::{self, Eyes};
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use surface::{Measure, Place, Surface};

pub(crate) use spec::{SAMPLE, Spec};

/// The clock of the next item at an exit; behind it is that of the entries, at which there is a gap.
const EXIT: usize = 0;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Sorter {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    carried: Option<Box<Carried>>,
    belt: Box<Moving>,
}

/// The surface, and what it waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Moving {
    surface: Surface,
    /// How far it runs in a nanosecond if nothing slows it down.
    speed: u64,
    /// The measures of the products that come, by product.
    measures: Vec<(ProductId, Measure)>,
    /// Where others bring items, and take them; who is in neither does so at the beginning, and at the end.
    entries: Vec<(EquipmentId, Units)>,
    exits: Vec<(EquipmentId, Units)>,
    length: Units,
    /// What has come, and does not know yet where it goes.
    fresh: Vec<Place>,
    /// Who was refused at an entry, and how long a gap it needs.
    wants: Vec<(LinkId, Units)>,
    eyes: Eyes,
    /// For how long what takes items off at an exit is busy with one, and whether all stands meanwhile.
    transfer: (SimSpan, bool),
    /// Which of them are busy, and until when.
    busy: Vec<(LinkId, SimTime)>,
    /// When the clocks ring.
    rings: [SimTime; 3],
}

impl Moving {
    fn measure(&self, product: ProductId) -> Measure {
        let known = self.measures.binary_search_by_key(&product, |(known, _)| *known);
        self.measures[known.expect("a product that may come")].1
    }

    /// Whether what takes items off at an exit is busy with one.
    fn is_busy(&self, link: LinkId) -> bool {
        self.busy.iter().any(|(busy, _)| *busy == link)
    }

    /// An item was taken off at an exit.
    fn transferred(&mut self, now: SimTime, link: LinkId) {
        if self.transfer.0 > SimSpan::ZERO {
            self.busy.extend(now.checked_add(self.transfer.0).map(|until| (link, until)));
        }
    }

    /// Whether all stands while an item is taken off.
    fn stands_for_transfer(&self) -> bool {
        self.transfer.1 && !self.busy.is_empty()
    }

    fn entry(&self, giver: EquipmentId) -> Units {
        self.entries.iter().find(|(known, _)| *known == giver).map_or(0, |(_, at)| *at)
    }

    fn exit(&self, receiver: EquipmentId) -> Units {
        self.exits.iter().find(|(known, _)| *known == receiver).map_or(self.length, |(_, at)| *at)
    }
}

impl Sorter {
    fn is_halted(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.is_halted())
    }

    /// Runs, or stands, as it has to from now on.
    fn run(&mut self, now: SimTime) {
        let speed = carrier::surface_speed(self.belt.speed, self.carried.as_deref());
        let runs = !self.is_halted() && !self.belt.stands_for_transfer();
        self.belt.surface.run(now, runs, speed);
    }

    /// Puts down of all items that are at their first exit that they are. Returns whether concerns have to look first.
    fn arrive(&mut self, core: &mut Core) -> bool {
        let mut tells = false;
        for (item, distance) in self.belt.surface.arrive(core.now) {
            // What it takes while the belt runs is no waiting.
            let free = span(distance, self.belt.speed);
            tells |= carrier::arrive(core, self.id, self.carried.as_deref_mut(), item, free);
        }
        tells
    }

    /// Everything on it is spoilt.
    fn scrap(&mut self, core: &mut Core) {
        let items = self.belt.surface.clear();
        self.belt.fresh.clear();
        for (item, level) in items.iter().zip((1..=items.len()).rev()) {
            core.scrap(self.id, *item, level);
        }
        core.poke(self.id);
    }

    /// Waits for what happens next.
    fn set_clocks(&mut self, core: &mut Core) {
        let surface = &self.belt.surface;
        let clear = |(link, pitch): &(LinkId, Units)| {
            surface.entry_clear(core.now, self.belt.entry(core.links.from(*link)), *pitch)
        };
        let wants = self.belt.wants.iter().filter(|_| !self.belt.eyes.closes());
        let entry = wants.filter_map(clear).min();
        let exit = surface.at_exit(core.now);
        let beams = if self.belt.eyes.len() > 0 { surface.next_passage(core.now) } else { None };
        let busy = self.belt.busy.iter().map(|(_, until)| *until);
        let other = busy.chain(beams).chain(self.belt.eyes.next()).min();
        let instants = [exit, entry, other].map(|at| carrier::ahead(core.now, at));
        carrier::wait_for(core, self.id, &mut self.belt.rings, instants);
    }

    /// Who was refused offers anew, where there is room for one of them now.
    fn ask_again(&mut self, core: &mut Core) {
        let belt = &mut self.belt;
        let is_clear = |(link, pitch): &(LinkId, Units)| {
            belt.surface.is_clear(core.now, belt.entry(core.links.from(*link)), *pitch)
        };
        if !belt.eyes.closes() && belt.wants.iter().any(is_clear) {
            belt.wants.clear();
            for link in core.links.take_notes(self.id) {
                core.poke(core.links.from(link));
            }
        }
    }

    /// Looks at what is before its photo-eyes, and at who is no longer busy.
    fn see(&mut self, core: &mut Core) {
        let belt = &mut *self.belt;
        belt.busy.retain(|(_, until)| *until > core.now);
        for number in 0..belt.eyes.len() {
            let item = belt.surface.before_beam(number, core.now).map(|item| core.items[item].id);
            belt.eyes.see(core, self.id, number, item);
        }
        belt.eyes.settle(core.now);
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let surface = &self.belt.surface;
        let state = if surface.len() == 0 {
            (State::Idle, core.upstream[self.id.index()])
        } else if surface.waits(core.now) {
            (State::Blocked, waits_for.unwrap_or(EquipmentId::NONE))
        } else {
            (State::Processing, EquipmentId::NONE)
        };
        let until = self.belt.rings[EXIT];
        let parts = (&mut self.clock, self.carried.as_deref_mut());
        carrier::show(core, self.id, parts, state, until);
    }

    /// Finds out where items go that have come.
    fn choose_exits(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        for place in std::mem::take(&mut cx[me].belt.fresh) {
            let Some(item) = cx[me].belt.surface.item(place) else { continue };
            if let Outlet::Router(router) = outlet
                && cx.is_diverted(id, router, item)
            {
                continue;
            }
            let links = cx.ways_ahead(id, outlet, item);
            let (sorter, core) = cx.mine(me);
            sorter.set_exits(core, place, links);
        }
    }

    /// The outlet, where it was not decided yet by which way an item on it goes.
    pub(crate) fn undecided(&self, item: ItemRef) -> Option<Outlet> {
        self.belt.surface.undecided(item).map(|_| self.outlet)
    }

    /// How many items on it are on their way to a way out.
    pub(crate) fn coming(&self, link: LinkId) -> u32 {
        self.belt.surface.bound_for(link)
    }

    /// An item that has come goes by the first of these ways at which it is taken.
    pub(crate) fn send(&mut self, core: &Core, item: ItemRef, links: Vec<LinkId>) {
        if let Some(place) = self.belt.surface.undecided(item) {
            self.set_exits(core, place, links);
        }
    }

    fn set_exits(&mut self, core: &Core, place: Place, links: Vec<LinkId>) {
        let exit = |link: LinkId| (link, self.belt.exit(core.links.to(link)));
        let exits = links.into_iter().map(exit).collect();
        self.belt.surface.send(place, exits);
    }

    /// Gives away what is at an exit, as far as it is taken there. Returns whom the first item that stays waits for.
    fn give(cx: &mut SimCx<'_>, me: Row<Self>) -> Option<EquipmentId> {
        let mut waits_for = None;
        for place in cx[me].belt.surface.at_exits(cx.core.now) {
            // Where several ways out lie at the same place, one after the other.
            while cx[me].belt.surface.is_at_exit(place, cx.core.now) {
                let surface = &cx[me].belt.surface;
                let (Some(item), Some(link)) = (surface.item(place), surface.way(place)) else {
                    break;
                };
                let (level, waits) = (surface.len(), surface.has_to_wait(place));
                let is_gone = if cx[me].belt.is_busy(link) {
                    false
                } else if waits {
                    cx.offer(link, item, level) == Sent::Gone
                } else {
                    cx.try_offer(link, item, level)
                };
                let (sorter, core) = cx.mine(me);
                if is_gone {
                    sorter.belt.surface.take(place);
                    sorter.belt.transferred(core.now, link);
                } else if waits {
                    waits_for.get_or_insert(core.links.to(link));
                    break;
                } else {
                    sorter.belt.surface.go_on(place);
                }
            }
        }
        waits_for
    }
}

impl Handlers for Sorter {
    type Spec = Spec;

    const PICKS: bool = true;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).belt.as_ref().expect("a checked belt");
        let places = facts.sorter.as_ref().expect("a checked sorter");
        let products: Vec<ProductId> = cx.products().collect();
        let scale = facts.scale(products.iter().map(|product| cx.plant.product(*product)));
        let scale = scale.expect("a checked belt");
        let who = |list: &[(EquipmentId, Spanned<_>)], at: Vec<Units>| {
            list.iter().map(|(who, _)| *who).zip(at).collect()
        };
        let longest = scale.pitches.iter().copied().max().unwrap_or(0);
        let measures = scale.pitches.iter().zip(scale.lengths);
        let measures = measures.map(|(pitch, length)| Measure { pitch: *pitch, length });
        let moving = Moving {
            surface: Surface::new(scale.length, scale.speed, longest, places.closed)
                .with_beams(scale.eyes),
            speed: scale.speed,
            measures: products.into_iter().zip(measures).collect(),
            entries: who(&places.entries, scale.entries),
            exits: who(&places.exits, scale.exits),
            length: scale.length,
            fresh: Vec::new(),
            wants: Vec::new(),
            eyes: Eyes::new(&facts.eyes),
            transfer: spec.transfer(),
            busy: Vec::new(),
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
        let link = core.offered_over;
        let measure = self.belt.measure(core.items[item].product);
        let at = self.belt.entry(core.links.from(link));
        core.poke(self.id);
        let is_open = !self.belt.eyes.closes();
        let place = is_open.then(|| self.belt.surface.put(core.now, item, at, measure)).flatten();
        let Some(place) = place else {
            self.belt.wants.retain(|(known, _)| *known != link);
            self.belt.wants.push((link, measure.pitch));
            return false;
        };
        self.belt.fresh.push(place);
        let level = self.belt.surface.len();
        core.enter(self.id, item, level);
        carrier::count_items(core, self.carried.as_deref_mut(), level);
        true
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        self.arrive(core);
        if self.belt.is_busy(link) {
            return None;
        }
        let surface = &self.belt.surface;
        let waits =
            |place: &Place| surface.has_to_wait(*place) && surface.way(*place) == Some(link);
        let place = surface.at_exits(core.now).into_iter().find(waits)?;
        let item = surface.item(place)?;
        core.leave(self.id, item, self.belt.surface.len());
        self.belt.surface.take(place);
        self.belt.transferred(core.now, link);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    /// What has been at its first exit waits to be taken, wherever it is.
    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let place = self.belt.surface.waiting(item)?;
        let level = self.belt.surface.len();
        self.belt.surface.take(place);
        core.poke(self.id);
        Some(level)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        Self::choose_exits(cx, me);
        let (sorter, core) = cx.mine(me);
        sorter.arrive(core);
        sorter.see(core);
        let waits_for = Self::give(cx, me);
        let (sorter, core) = cx.mine(me);
        sorter.run(core.now);
        sorter.see(core);
        sorter.ask_again(core);
        sorter.set_clocks(core);
        sorter.show(core, waits_for);
        let changes = sorter.belt.eyes.changes();
        eye::act(cx, id, changes);
    }

    /// What goes round on a loop goes on doing so where no gap comes by for anyone, until a receiver takes some of it.
    fn goes_round(&self, core: &Core) -> Option<Vec<EquipmentId>> {
        let belt = &self.belt;
        let has_room = |(link, pitch): &(LinkId, Units)| {
            belt.surface.has_gap(core.now, belt.entry(core.links.from(*link)), *pitch)
        };
        if belt.wants.is_empty() || belt.wants.iter().any(has_room) {
            return None;
        }
        let ways = belt.surface.ways_round()?;
        Some(ways.into_iter().map(|link| core.links.to(link)).collect())
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.belt.surface.items());
    }

    fn count(&self) -> usize {
        self.belt.surface.len()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }

    fn along(&self, now: SimTime) -> Vec<f32> {
        self.belt.surface.along(now)
    }
}
