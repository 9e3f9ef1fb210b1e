//! `Zone`: where items are rigid bodies. How they move is the business of `plantwright-motion`; here it is put in order with
//! events.
//!
//! One clock is waited for: the end of the next step, while something is awake. An item that comes is a body from the next step
//! on; one that goes, goes at the end of a step, or later when somebody takes it.

mod spec;
mod track;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State, What};
use plantwright_model::Spanned;
use plantwright_motion::{Policy, Trouble};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::equipment::conveyor::stands_as_a_whole;
use crate::fault::Fault;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use track::Track;

pub(crate) use spec::{SAMPLE, Spec};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Zone {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    carried: Option<Box<Carried>>,
    track: Box<Track>,
    /// The end of the step that is waited for.
    rings: SimTime,
    /// Whether somebody was refused at the entry.
    is_wanted: bool,
}

impl Zone {
    /// The share of its speed at which it runs because of its concerns.
    fn share(&self) -> f64 {
        let Some(carried) = &self.carried else { return 1.0 };
        if carried.is_halted() { 0.0 } else { carried.speed() }
    }

    fn run(&mut self, now: SimTime) {
        let share = self.share();
        self.track.run(now, share);
    }

    /// Waits for the end of the next step, if there is one.
    fn set_clocks(&mut self, core: &mut Core) {
        let at = self.track.next_step().unwrap_or(SimTime::MAX);
        if self.rings != at {
            self.rings = at;
            if at < SimTime::MAX {
                core.schedule(self.id, 0, at.since(core.now));
            }
        }
    }

    /// Puts down that an item has reached the exit. Returns whether concerns have to look first.
    fn arrive(&mut self, core: &mut Core, item: ItemRef) -> bool {
        core.expire_here(item);
        // What it takes over a belt that is free is no waiting; on a slope, nobody knows how long that is.
        let free = self.track.transit().unwrap_or(SimSpan::MAX);
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

    /// Does what the scene says of items in trouble. `level` counts those that are taken out.
    fn settle(&self, core: &mut Core, trouble: &track::Trouble, level: usize) {
        let incident = trouble.incident;
        match incident.done {
            Policy::Remove => core.scrap(self.id, trouble.item, level),
            Policy::Fail => {
                let what = match incident.trouble {
                    Trouble::Fallen => "fell",
                    Trouble::Jammed => "jammed",
                    Trouble::NotFinite => "has no place or speed any more",
                    Trouble::Tunnelled => "went through a wall",
                };
                let item = core.items[trouble.item].id;
                let item = format!("{} {}", core.plant.name(item.origin()), item.serial());
                let place = incident.place.map(|metres| format!("{metres:.2}")).join(", ");
                let equipment = core.plant.name(self.id);
                let fault =
                    Fault::Body { at: core.now, equipment, item, what: what.to_owned(), place };
                core.fault.get_or_insert(fault);
            }
            Policy::Report | Policy::Park => {}
        }
    }

    fn put(&mut self, core: &mut Core, item: ItemRef) {
        let level = self.track.len() + 1;
        core.enter(self.id, item, level);
        let product = core.items[item].product;
        self.track.put(core.now, item, product);
        if let Some(carried) = self.carried.as_mut().filter(|carried| carried.is_halted()) {
            carried.count_items(core, level);
        }
    }

    /// Everything in it is spoilt.
    fn scrap(&mut self, core: &mut Core) {
        let items = self.track.clear(core.now);
        for (item, level) in items.iter().zip((1..=items.len()).rev()) {
            core.scrap(self.id, *item, level);
        }
        core.poke(self.id);
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let (state, busy, cause) = if self.track.len() == 0 {
            (State::Idle, 0, core.upstream[self.id.index()])
        } else if self.track.is_awake() {
            (State::Processing, 1, EquipmentId::NONE)
        } else {
            (State::Blocked, 0, waits_for.unwrap_or(EquipmentId::NONE))
        };
        let Some(carried) = &mut self.carried else {
            return self.clock.enter(core, self.id, state, busy, cause);
        };
        carried.work_until(core.now, core.now);
        if state == State::Processing && !carried.is_halted() {
            // Nobody knows before when all come to rest; concerns are told when they do.
            carried.begin_work(core, SimSpan::MAX);
        }
        carried.enter(&mut self.clock, core, self.id, (state, busy), cause);
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
            rings: SimTime::MAX,
            is_wanted: false,
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    // The belt stops; what lies on it slides on as far as its friction lets it.
    stands_as_a_whole!();

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        if self.rings != core.now {
            return false;
        }
        let level = self.track.len();
        let (arrived, troubles) = self.track.advance(core.now);
        let mut is_told = false;
        for item in arrived {
            is_told |= self.arrive(core, item);
        }
        let mut gone = 0;
        for trouble in &troubles {
            self.settle(core, trouble, level - gone);
            gone += usize::from(trouble.incident.done == Policy::Remove);
        }
        let has_room = self.is_wanted && self.track.is_clear();
        self.set_clocks(core);
        let has_news =
            self.track.waiting().is_some() || !troubles.is_empty() || !self.track.is_awake();
        if is_told {
            // Whoever counts cycles comes first.
            core.poke(self.id);
            return false;
        }
        has_room || has_news
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        if !self.track.is_clear() {
            self.is_wanted = true;
            return false;
        }
        self.put(core, item);
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
        let (number, item) = self.track.waiting()?;
        if !core.may_go(item, self.outlet, link) {
            return None;
        }
        core.leave(self.id, item, self.track.len());
        self.track.take(core.now, number);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let mut waits_for = None;
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
        while cx[me].track.is_clear() {
            let Some(item) = cx.pull(id) else { break };
            let (zone, core) = cx.mine(me);
            zone.put(core, item);
        }
        let (zone, core) = cx.mine(me);
        zone.is_wanted = core.links.has_notes(id);
        zone.set_clocks(core);
        zone.show(core, waits_for);
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
