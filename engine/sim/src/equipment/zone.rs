//! `Zone`: where items are rigid bodies. How they move is the business of `plantwright-motion`; here it is put in order with
//! events.
//!
//! One clock is waited for: the end of the next step, while something is awake. An item that comes is a body from the next step
//! on; one that goes, goes at the end of a step, or later when somebody takes it.

mod floor;
mod guests;
mod side;
mod spec;
mod track;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Notice, Record, State, What};
use plantwright_model::Spanned;
use plantwright_motion::{Policy, Trouble};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::equipment::carrier::{self, stands_as_a_whole};
use crate::equipment::eye::{self, Eyes};
use crate::equipment::merge::Order;
use crate::fault::Fault;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::vehicle::{Fleet, Ride};
use crate::world::{Handlers, Row, SimCx};

use track::Track;

pub(crate) use spec::{SAMPLE, Spec};

/// The clock of photo-eyes; before it is that of steps.
const EYES: usize = 1;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Zone {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    carried: Option<Box<Carried>>,
    track: Box<Track>,
    entrance: Box<Entrance>,
    eyes: Box<Eyes>,
    /// Of those, who waits until a scheduler has said so.
    asked: Vec<(ItemRef, u64)>,
    /// The end of the step that is waited for, and when a photo-eye begins or ends to act, or a stop opens or closes.
    rings: [SimTime; 2],
    /// Whether somebody was refused at the entry.
    is_wanted: bool,
}

/// Who may come, and who has just come.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entrance {
    merge: Order,
    /// Who has come, by number, and does not know yet whether it leaves at the side.
    fresh: Vec<u64>,
}

impl Zone {
    fn run(&mut self, now: SimTime) {
        self.track.run(now, carrier::share(self.carried.as_deref()));
    }

    /// Waits for the end of the next step, if there is one, and for its photo-eyes.
    fn set_clocks(&mut self, core: &mut Core) {
        // Where nothing is, stops need not move.
        let gates = self.track.gates.iter().filter(|_| self.track.len() > 0);
        let gates = gates.filter_map(|gate| gate.next(core.now));
        let clears = self.track.next_clearing();
        let other = self.eyes.next().into_iter().chain(gates).chain(clears).min();
        let instants =
            [self.track.next_step(core.now, self.is_wanted), carrier::ahead(core.now, other)];
        carrier::wait_for(core, self.id, &mut self.rings, instants);
    }

    /// Looks at what is before its photo-eyes.
    fn see(&mut self, core: &mut Core) {
        for number in 0..self.eyes.len() {
            let item = self.track.before_eye(number).map(|item| core.items[item].id);
            self.eyes.see(core, self.id, number, item);
        }
        self.eyes.settle(core.now);
        let eyes = &self.eyes;
        self.track.set_gates(core.now, |number| eyes.acts(number));
    }

    /// Finds out who of those that have come leaves at the side, and where: the first way that has room, or the first of all.
    fn choose_sides(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        for number in std::mem::take(&mut cx[me].entrance.fresh) {
            let Some(item) = cx[me].track.item(number) else { continue };
            if let Outlet::Router(router) = outlet
                && cx.is_diverted(id, router, item)
            {
                cx[me].asked.push((item, number));
                continue;
            }
            let ways = cx.ways_ahead(id, outlet, item);
            let way = cx.first_with_room(&ways);
            cx[me].send_aside(number, way);
        }
    }

    fn send_aside(&mut self, number: u64, way: Option<LinkId>) {
        let mut sides = self.track.sides.iter();
        if let Some(side) = sides.position(|side| Some(side.link) == way) {
            self.track.aim(number, side);
        }
    }

    /// The outlet, where a scheduler is to say by which way an item goes.
    pub(crate) fn undecided(&self, item: ItemRef) -> Option<Outlet> {
        self.asked.iter().any(|(asked, _)| *asked == item).then_some(self.outlet)
    }

    /// A scheduler has said by which way an item goes.
    pub(crate) fn aim(&mut self, item: ItemRef, way: Option<LinkId>) {
        let asked = self.asked.extract_if(.., |(asked, _)| *asked == item);
        let numbers: Vec<u64> = asked.map(|(_, number)| number).collect();
        for number in numbers {
            self.send_aside(number, way);
        }
    }

    /// How many items in it are to leave by a way out at the side.
    pub(crate) fn coming(&self, link: LinkId) -> u32 {
        self.track.aimed_at(link)
    }

    /// Gives away what is at its ways out at the side. What was pushed off with others goes where it is, unless its route knows of no
    /// such place: then it stays where it lies, in the way of those that come after it.
    fn give_aside(cx: &mut SimCx<'_>, me: Row<Self>) {
        let goes_by_route = cx.core.plant.equipment(cx[me].id).routing.is_none();
        for side in 0..cx[me].track.sides.len() {
            loop {
                let track = &cx[me].track;
                let (exit, link) = (track.sides[side].exit, track.sides[side].link);
                let Some((number, item)) = track.waiting_at(exit) else { break };
                let level = track.len();
                if goes_by_route && !track.is_aimed(number, side) {
                    break;
                }
                if cx.offer(link, item, level) != Sent::Gone {
                    break;
                }
                let (zone, core) = cx.mine(me);
                zone.track.take(core.now, number);
            }
        }
    }

    /// Whether an item of somebody may come.
    fn is_clear(&self, now: SimTime, giver: EquipmentId) -> bool {
        !self.eyes.closes() && self.track.is_clear_for(now, giver)
    }

    /// Whether one of those who were refused may come now.
    fn has_room(&self, core: &Core) -> bool {
        if self.eyes.closes() {
            return false;
        }
        if !self.track.has_entries() {
            // All come at the same place.
            return self.is_clear(core.now, EquipmentId::NONE);
        }
        let waiting = core.links.notes(self.id);
        waiting.into_iter().any(|link| self.is_clear(core.now, core.links.from(link)))
    }

    /// Where items come along it, all who were refused offer anew, once there is room for one of them.
    fn ask_again(&self, core: &mut Core) {
        if core.links.has_notes(self.id) && self.has_room(core) {
            for link in core.links.take_notes(self.id) {
                core.poke(core.links.from(link));
            }
        }
    }

    /// A vehicle moves in another way over its floor from now on, or comes, or goes.
    pub(crate) fn visit(&mut self, now: SimTime, vehicle: u32, ride: Option<Ride>) {
        self.track.visit(now, vehicle, ride);
    }

    /// Takes away what has lain on the floor for long enough.
    fn clear_floor(&mut self, core: &mut Core) {
        let level = self.track.len();
        let items = self.track.clear_floor(core.now);
        for (item, level) in items.iter().zip((1..=level).rev()) {
            core.scrap(self.id, *item, level);
        }
    }

    /// Tells vehicles what has come into their safety fields, and of those that are clear again.
    fn warn(cx: &mut SimCx<'_>, me: Row<Self>) {
        if cx[me].track.guests.is_empty() {
            return;
        }
        let (zone, core) = cx.mine(me);
        let (id, fleet) = (zone.id, zone.track.guests.fleet);
        for news in zone.track.met(core.now) {
            Fleet::meets(cx, fleet, id, news);
        }
    }

    /// Does what the scene says of items in trouble. `level` counts those that are taken out.
    fn settle(&self, core: &mut Core, trouble: &track::Trouble, level: usize) {
        let incident = trouble.incident;
        self.note(core, trouble);
        match incident.done {
            Policy::Remove => core.scrap(self.id, trouble.item, level),
            Policy::Fail => {
                let what = match incident.trouble {
                    Trouble::Fallen => "fell",
                    Trouble::Jammed => "jammed",
                    Trouble::NotFinite => "has no place or speed any more",
                    Trouble::Tunnelled => "went through a wall",
                };
                let item = core.item_name(trouble.item);
                let place = incident.place.map(|metres| format!("{metres:.2}")).join(", ");
                let equipment = core.plant.name(self.id);
                let fault =
                    Fault::Body { at: core.now, equipment, item, what: what.to_owned(), place };
                core.fault.get_or_insert(fault);
            }
            Policy::Report | Policy::Park => {}
        }
    }

    /// Puts down what happened to a body, and what was done about it.
    fn note(&self, core: &mut Core, trouble: &track::Trouble) {
        if !core.recorder.wants(What::Noticed) {
            return;
        }
        let notice = match trouble.incident.trouble {
            _ if trouble.lies => Notice::Fallen,
            Trouble::Fallen => Notice::Fallen,
            Trouble::Jammed => Notice::Jammed,
            Trouble::NotFinite => Notice::NotFinite,
            Trouble::Tunnelled => Notice::Tunnelled,
        };
        let done = match trouble.incident.done {
            Policy::Report => 0,
            Policy::Park => 1,
            Policy::Remove => 2,
            Policy::Fail => 3,
        };
        let item = core.items[trouble.item].id;
        core.recorder.push(Record::of_notice(core.now, self.id, notice, item).level(done));
    }

    fn put(&mut self, core: &mut Core, item: ItemRef, giver: EquipmentId) {
        let level = self.track.len() + 1;
        core.enter(self.id, item, level);
        self.entrance.merge.came();
        let product = core.items[item].product;
        let number = self.track.put(core.now, item, product, giver);
        if !self.track.sides.is_empty() {
            self.entrance.fresh.push(number);
        }
        carrier::count_items(core, self.carried.as_deref_mut(), level);
    }

    /// Everything in it is spoilt.
    fn scrap(&mut self, core: &mut Core) {
        let items = self.track.clear(core.now);
        self.entrance.fresh.clear();
        self.asked.clear();
        for (item, level) in items.iter().zip((1..=items.len()).rev()) {
            core.scrap(self.id, *item, level);
        }
        core.poke(self.id);
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let state = if self.track.on_surface() == 0 {
            (State::Idle, core.upstream[self.id.index()])
        } else if self.track.is_awake() {
            (State::Processing, EquipmentId::NONE)
        } else {
            (State::Blocked, waits_for.unwrap_or(EquipmentId::NONE))
        };
        // Nobody knows before when all come to rest; concerns are told when they do.
        let parts = (&mut self.clock, self.carried.as_deref_mut());
        carrier::show(core, self.id, parts, state, SimTime::MAX);
    }
}

impl Handlers for Zone {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).zone.clone().expect("a checked zone");
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            clock: StateClock::default(),
            carried: cx.carried(),
            track: Box::new(Track::new(spec, &facts, cx)),
            entrance: Box::new(Entrance { merge: Order::new(&facts.merge), fresh: Vec::new() }),
            eyes: Box::new(Eyes::new(&facts.eyes)),
            asked: Vec::new(),
            rings: [SimTime::MAX; 2],
            is_wanted: false,
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    // The belt stops; what lies on it slides on as far as its friction lets it.
    stands_as_a_whole!();

    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if !carrier::is_due(&mut self.rings[usize::from(clock)], core.now) {
            return false;
        }
        if usize::from(clock) == EYES {
            return true;
        }
        let level = self.track.len();
        let track::News { arrived, troubles, missed } = self.track.advance(core.now);
        for item in missed {
            if core.recorder.wants(What::Noticed) {
                let item = core.items[item].id;
                core.recorder.push(Record::of_notice(core.now, self.id, Notice::Missed, item));
            }
        }
        let is_aside = !arrived.is_empty() && !self.track.sides.is_empty();
        let mut is_told = false;
        for item in arrived {
            // What it takes over a belt that is free is no waiting; on a slope, nobody knows how long that is.
            let free = self.track.transit().unwrap_or(SimSpan::MAX);
            is_told |= carrier::arrive(core, self.id, self.carried.as_deref_mut(), item, free);
        }
        let mut gone = 0;
        for trouble in &troubles {
            self.settle(core, trouble, level - gone);
            gone += usize::from(trouble.incident.done == Policy::Remove);
        }
        self.see(core);
        let has_room = self.is_wanted && self.has_room(core);
        self.set_clocks(core);
        let has_news = is_aside
            || self.track.waiting().is_some()
            || !troubles.is_empty()
            || !self.track.is_awake();
        if is_told {
            // Whoever counts cycles comes first.
            core.poke(self.id);
            return false;
        }
        has_room || has_news || self.eyes.len() > 0 || !self.track.guests.is_empty()
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let giver = core.links.from(core.offered_over);
        if !self.entrance.merge.lets_in(giver) || !self.is_clear(core.now, giver) {
            self.is_wanted = true;
            if !self.track.guests.is_empty() {
                // A vehicle may leave the entry clear before anything else happens.
                core.poke(self.id);
            }
            return false;
        }
        self.put(core, item, giver);
        core.poke(self.id);
        true
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let number = self.track.arrived(item)?;
        let level = self.track.len();
        self.track.take(core.now, number);
        core.poke(self.id);
        Some(level)
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let side = self.track.sides.iter().find(|side| side.link == link);
        let aside = side.and_then(|side| self.track.waiting_at(side.exit));
        let at_end =
            || self.track.waiting().filter(|(_, item)| core.may_go(*item, self.outlet, link));
        let (number, item) = aside.or_else(at_end)?;
        core.leave_over((self.id, self.outlet, link), item, self.track.len());
        self.track.take(core.now, number);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut waits_for = None;
        Self::choose_sides(cx, me);
        Self::give_aside(cx, me);
        let (zone, core) = cx.mine(me);
        zone.clear_floor(core);
        while let Some((number, item)) = cx[me].track.waiting() {
            let level = cx[me].track.len();
            match cx.send(id, outlet, item, level) {
                Sent::Gone => {
                    let (zone, core) = cx.mine(me);
                    zone.track.take(core.now, number);
                }
                Sent::Waits(receiver) => {
                    waits_for = Some(receiver);
                    break;
                }
            }
        }
        if cx[me].track.has_entries() {
            let (zone, core) = cx.mine(me);
            zone.ask_again(core);
        } else {
            let now = cx.core.now;
            while cx[me].is_clear(now, EquipmentId::NONE) {
                let item = if cx[me].entrance.merge.is_in_turn() {
                    cx.pull(id)
                } else {
                    cx.pull_by(id, &cx[me].entrance.merge.clone())
                };
                let Some(item) = item else { break };
                let (zone, core) = cx.mine(me);
                zone.put(core, item, EquipmentId::NONE);
            }
        }
        Self::choose_sides(cx, me);
        let (zone, core) = cx.mine(me);
        zone.is_wanted = core.links.has_notes(id);
        zone.see(core);
        zone.set_clocks(core);
        zone.show(core, waits_for);
        let changes = zone.eyes.changes();
        eye::act(cx, id, changes);
        Self::warn(cx, me);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.track.items());
    }

    fn count(&self) -> usize {
        self.track.len()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
