//! `Fleet`: vehicles on guide paths that bring items from one piece of equipment to another.
//!
//! A fleet is one row: it holds the items that wait for a vehicle and those on vehicles, and knows where every vehicle is. Links
//! between equipment that it serves lead to it and from it (`build.rs`), so that nobody else knows of vehicles.
//!
//! Each vehicle is looked at when something happens to it: it has come to the end of a motion, has left a point behind with its whole
//! length, or is done with some work. In between nothing is computed: where it is follows from its motion (`motion.rs`). Who waits for a
//! point is looked at when that is left.

mod agenda;
mod apart;
mod aside;
mod battery;
mod berths;
mod body;
mod breakdown;
mod charge;
mod charging;
mod check;
mod crossing;
mod deep;
mod down;
mod drive;
mod lane;
mod line;
mod lock;
mod marks;
mod motion;
mod nearby;
mod orders;
mod paths;
mod plan;
mod roads;
mod seen;
mod shunt;
mod soonest;
mod spec;
mod starved;
mod tasks;
mod times;
mod waits;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{FleetFacts, Traffic};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::build::{Draws, SpawnCx};
use crate::clock::StateClock;
use crate::core::{Ask, Core};
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use agenda::Agenda;
use crossing::Floor;
use down::Wear;
use drive::{Vehicle, Work};
use lane::{Claim, Lanes};
use lock::Lock;
use marks::Marks;
use nearby::Neighbours;
use orders::{Order, Relation};
use paths::Paths;
use roads::Roads;
use soonest::Seen;
use starved::{Case, Waits};
use times::Times;

pub use charge::Stranded;
pub(crate) use crossing::Ride;
pub use lock::{Deadlock, Held, VehicleAt};
pub(crate) use spec::{SAMPLE, Spec};
pub use starved::Starved;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Fleet {
    id: EquipmentId,
    clock: StateClock,
    yard: Box<Yard>,
}

/// All that a fleet knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Yard {
    id: EquipmentId,
    /// The ids of the vehicles follow one another.
    first_vehicle: EquipmentId,
    vehicles: Vec<Vehicle>,
    lanes: Lanes,
    /// How far a vehicle of each type has to be behind a point until another one may come there, in metres.
    clear: Vec<f64>,
    orders: BTreeMap<u64, Order>,
    /// Those that no vehicle has.
    open: BTreeSet<u64>,
    next_order: u64,
    /// By station: how many items wait there, and whether somebody was refused.
    waiting: Vec<(u32, bool)>,
    /// Whether there is room again anywhere where somebody was refused.
    refused: bool,
    /// What comes over which link, in the order of the links.
    relations: Vec<(LinkId, Relation)>,
    /// How long loading and unloading takes each type.
    draws: Vec<[Option<Draws>; 2]>,
    /// How long it takes until somebody charges a stranded one, by type.
    rescues: Vec<Option<Draws>>,
    /// When which vehicle is looked at.
    agenda: Agenda,
    wake: SimTime,
    /// Who has to be looked at now. Empty before and after every instant.
    dirty: Marks,
    /// Who has somewhere to go and no way there.
    stuck: BTreeSet<u32>,
    /// Who stands with something that nobody takes.
    giving: BTreeSet<u32>,
    /// Vehicles that have nothing to do.
    free: BTreeSet<u32>,
    /// Those of them of which it is not decided where they wait, or who may have to charge.
    restless: BTreeSet<u32>,
    /// Who goes somewhere to wait.
    parking: BTreeSet<u32>,
    /// Points to which vehicles go to wait or to charge, with those.
    bound: BTreeSet<(u32, u32)>,
    /// Who waits for a crew that repairs it.
    awaiting: BTreeSet<u32>,
    /// Types that are off duty, and when that changes next.
    off_duty: BTreeSet<u32>,
    shifts_at: SimTime,
    /// How many have something to do.
    busy: u32,
    /// Grows whenever somebody may be in the way no longer who stood there.
    epoch: u64,
    /// As long as that has not grown, until when nobody who has no way has a reason to look again. The beginning of time: that is not
    /// known, or something else has happened since.
    #[serde(skip)]
    quiet: (u64, SimTime),
    /// Whether there are orders or free vehicles that nobody has decided on.
    news: bool,
    /// Who was found waiting in vain.
    locks: Vec<Lock>,
    /// Orders that were found to wait beyond reason, and how long others waited.
    starved: Vec<Case>,
    picked_up_after: Waits,
    /// Where vehicles are rigid bodies.
    floors: Vec<Floor>,
    /// What is near on the network, as far as that was asked for.
    #[serde(skip)]
    neighbours: Neighbours,
    #[serde(skip)]
    paths: Paths,
    /// Memory for finding ways, and when steps are made.
    #[serde(skip)]
    seen: Seen,
    #[serde(skip)]
    times: Times,
}

fn facts_of(core: &Core, id: EquipmentId) -> Facts {
    Facts { plant: Arc::clone(&core.plant), id }
}

/// The facts of a fleet, held beside the core.
struct Facts {
    plant: Arc<plantwright_model::Plant>,
    id: EquipmentId,
}

impl std::ops::Deref for Facts {
    type Target = FleetFacts;

    fn deref(&self) -> &FleetFacts {
        self.plant.equipment(self.id).fleet.as_deref().expect("the facts of a fleet")
    }
}

impl Yard {
    fn vehicle_id(&self, number: u32) -> EquipmentId {
        EquipmentId(self.first_vehicle.0 + number)
    }

    /// Whether those who have nothing to do are told in this instant where to go.
    fn is_undecided(&self) -> bool {
        self.news && !self.free.is_empty()
    }

    fn roads<'a>(&'a mut self, facts: &'a FleetFacts, now: SimTime) -> Roads<'a> {
        let undecided = self.is_undecided();
        let Self { lanes, vehicles, clear, paths, seen, times, .. } = self;
        let sent = Vec::new();
        Roads { facts, lanes, vehicles, clear, paths, seen, times, now, undecided, sent }
    }

    /// Everyone is where they begin.
    fn place(&mut self, facts: &FleetFacts) {
        for number in 0..self.vehicles.len() as u32 {
            let it = &self.vehicles[number as usize];
            let last = it.last();
            let node = it.rest();
            if facts.traffic != Traffic::Free {
                let claim =
                    Claim { vehicle: number, step: last, from: SimTime::ZERO, until: SimTime::MAX };
                let places: Vec<u32> = self.lanes.new_places(facts, None, node).collect();
                for place in places {
                    self.lanes.claim_last(place, claim);
                }
            }
            let kind = &facts.types[it.kind as usize];
            if let Some((node, _)) = kind.tour.first() {
                self.vehicles[number as usize].tasks.push_back((*node, drive::Task::Stop(0)));
                self.busy += 1;
            } else {
                self.free.insert(number);
                self.restless.insert(number);
            }
            self.dirty.insert(number);
        }
    }

    /// Takes note of all that has happened to a vehicle by now.
    fn tick(&mut self, core: &mut Core, facts: &FleetFacts, number: u32) {
        let now = core.now;
        self.spend(facts, number, now);
        let it = &self.vehicles[number as usize];
        let (was_moving, before) = (it.motion.is_some(), (it.mark(), it.is_down()));
        self.vehicles[number as usize].arrive(now);
        self.leave_behind(core, facts, number);
        let it = &self.vehicles[number as usize];
        // Who stands can be sent aside, and, if it has made way itself, be given what came meanwhile.
        let stands = was_moving && it.is_there();
        self.epoch += u64::from(stands);
        self.news |= stands && !self.open.is_empty() && self.free.contains(&number);
        if let Some((work, until)) = it.work
            && until <= now
        {
            self.vehicles[number as usize].work = None;
            self.finish(core, facts, number, work);
            self.stir();
        }
        if self.vehicles[number as usize].wear.is_some() {
            self.break_down(facts, number, now);
        }
        self.strand(facts, number, now);
        let it = &self.vehicles[number as usize];
        if (it.mark(), it.is_down()) != before {
            self.stir();
        }
        self.dirty.insert(number);
    }

    /// Something may have changed for those who have no way.
    fn stir(&mut self) {
        self.quiet.1 = SimTime::ZERO;
    }

    /// Leaves the points to others that lie behind with the whole length of a vehicle.
    fn leave_behind(&mut self, core: &mut Core, facts: &FleetFacts, number: u32) {
        let now = core.now;
        loop {
            let it = &mut self.vehicles[number as usize];
            let clear = self.clear[it.kind as usize];
            if it.left >= it.last() {
                break;
            }
            let (step, next) = (*it.step(it.left), *it.step(it.left + 1));
            let is_behind = match &it.motion {
                Some(_) => {
                    it.base >= step.place + clear && it.left < it.reached
                        || it.leaves_next(clear) <= now
                }
                // Who stands at a point is near no other one at which somebody may be.
                None => it.left < it.reached,
            };
            if !is_behind {
                break;
            }
            let (left, enters) = (it.left, it.enters);
            if !enters && facts.traffic != Traffic::Free {
                self.leave(facts, number, left, (step.node, next.node));
            }
            let id = self.vehicle_id(number);
            if !enters && core.recorder.wants(What::Passed) {
                let record = Record::of_cause(What::Passed, now, id, EquipmentId::NONE);
                let record =
                    record.span(now.since(step.granted)).extra(step.waited).level(step.node);
                core.recorder.push(record);
            }
            let it = &mut self.vehicles[number as usize];
            it.enters = false;
            it.left += 1;
        }
        let it = &mut self.vehicles[number as usize];
        while it.first < it.left.min(it.reached) {
            it.steps.pop_front();
            it.first += 1;
        }
    }

    /// Leaves a point, and the zones in which the next one does not lie.
    fn leave(&mut self, facts: &FleetFacts, number: u32, step: u64, (node, next): (u32, u32)) {
        let kept = self.lanes.zones_of(facts, next);
        let zones = self.lanes.zones_of(facts, node);
        if self.lanes.keeps(node, number) {
            self.stir();
        }
        self.dirty.extend(self.lanes.leave(node, number));
        for zone in zones.iter().filter(|zone| !kept.contains(zone)) {
            let place = self.lanes.zone(*zone);
            self.dirty.extend(self.lanes.leave(place, number));
        }
        for zone in zones.iter().filter(|zone| kept.contains(zone)) {
            let place = self.lanes.zone(*zone);
            let own = |claim: &&mut Claim| (claim.vehicle, claim.step) == (number, step);
            if let Some(claim) = self.lanes.claims_mut(place).iter_mut().find(own) {
                claim.step += 1;
            }
        }
    }

    /// Grants a vehicle the points ahead as far as it is its turn there. Returns whether there are any.
    fn grant(&mut self, facts: &FleetFacts, number: u32, now: SimTime) -> bool {
        let before = self.vehicles[number as usize].granted;
        loop {
            let it = &self.vehicles[number as usize];
            let next = it.granted + 1;
            if next > it.last() || !self.may_ask(facts, number, now) {
                break;
            }
            let it = &mut self.vehicles[number as usize];
            let (node, from) = (it.step(next).node, it.step(next - 1).node);
            if facts.traffic != Traffic::Free {
                if it.asked < next {
                    it.asked = next;
                    if facts.traffic == Traffic::FirstCome {
                        let claim =
                            Claim { vehicle: number, step: next, from: now, until: SimTime::MAX };
                        for place in self.lanes.new_places(facts, Some(from), node) {
                            self.lanes.claim_last(place, claim);
                        }
                    }
                }
                let mut places = self.lanes.new_places(facts, Some(from), node);
                let held = places.find_map(|place| self.lanes.holds_up(place, number, next));
                if let Some(other) = held {
                    it.waits_for = Some(other);
                    break;
                }
            }
            if facts.traffic == Traffic::Planned {
                // What it was granted is its own from now on, whenever it was planned to be there: nobody comes in between.
                for place in self.lanes.new_places(facts, Some(from), node) {
                    self.lanes.keep(place, (number, next), now);
                }
            }
            let it = &mut self.vehicles[number as usize];
            it.granted = next;
            let waited = it.held_since.map_or(SimSpan::ZERO, |since| now.since(since));
            let step = it.step_mut(next);
            (step.granted, step.waited) = (now, waited);
            it.held_since = None;
            it.waits_for = None;
        }
        self.vehicles[number as usize].granted > before
    }

    /// Whether it is time to take the next point: where nothing was planned, others may need it before.
    fn may_ask(&self, facts: &FleetFacts, number: u32, now: SimTime) -> bool {
        if facts.traffic != Traffic::FirstCome {
            return true;
        }
        let it = &self.vehicles[number as usize];
        if it.asked > it.granted {
            return true;
        }
        match &it.motion {
            Some(motion) => {
                motion.brakes().is_none_or(|at| at <= now)
                    && it.granted == it.reached + u64::from(motion.end() > Some(now))
            }
            None => it.granted == it.reached,
        }
    }

    /// Lets a vehicle do what it can now.
    fn act(&mut self, core: &mut Core, facts: &FleetFacts, number: u32) {
        let now = core.now;
        self.spend(facts, number, now);
        for _ in 0..facts.nodes.len() + 64 {
            let it = &self.vehicles[number as usize];
            if it.is_down() && !self.mend(core, number) {
                return;
            }
            if self.vehicles[number as usize].stranded.is_some() {
                return self.await_rescue(core, number);
            }
            let it = &self.vehicles[number as usize];
            if it.work.is_some() || it.gives.is_some() {
                return;
            }
            if !it.obstacles.is_empty() {
                self.vehicles[number as usize].stop_short(facts, now);
                return;
            }
            let resumes = it.halts;
            if it.is_there() {
                if !self.begin(core, facts, number) {
                    return;
                }
                continue;
            }
            let more = self.grant(facts, number, now);
            let it = &mut self.vehicles[number as usize];
            if it.motion.is_none() {
                if it.granted == it.reached {
                    return;
                }
                let kind = &facts.types[it.kind as usize];
                if it.turned != it.reached
                    && let Some(takes) = it.turn(facts, kind, it.reached)
                {
                    it.turned = it.reached;
                    it.work = now.checked_add(takes).map(|until| (Work::Turn, until));
                    return;
                }
                it.go(facts, now);
            } else if resumes {
                it.halts = false;
                it.go(facts, now);
            } else {
                it.extends |= more;
                if !it.extends || self.may_put_off(facts, number, now) {
                    return;
                }
                let it = &mut self.vehicles[number as usize];
                it.go(facts, now);
            }
            // Ways of no length, and points that are left at once.
            self.vehicles[number as usize].arrive(now);
            self.leave_behind(core, facts, number);
            if self.vehicles[number as usize].motion.is_some() {
                return;
            }
        }
    }

    /// Whether it can be reckoned later how a vehicle goes on: it is looked at once more before it would brake. Who brakes at once, or
    /// takes one point at a time, stands by then.
    fn may_put_off(&mut self, facts: &FleetFacts, number: u32, now: SimTime) -> bool {
        let it = &mut self.vehicles[number as usize];
        if facts.traffic != Traffic::Planned
            || facts.types[it.kind as usize].braking.is_infinite()
            || it.left >= it.last()
        {
            return false;
        }
        let leaves = it.leaves_next(self.clear[it.kind as usize]);
        it.goes_on_at().is_some_and(|brakes| now < leaves && leaves <= brakes)
    }

    /// When a vehicle is looked at again.
    fn plan_wake(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let it = &mut self.vehicles[number as usize];
        let mut wake = it.work.map_or(SimTime::MAX, |(_, until)| until);
        if let Some(motion) = &it.motion {
            let brakes = motion.brakes().filter(|at| *at > now);
            wake = wake.min(motion.end().unwrap_or(SimTime::MAX));
            wake = wake.min(it.goes_on_at().unwrap_or(SimTime::MAX));
            if facts.traffic != Traffic::Free && it.left < it.last() {
                wake = wake.min(it.leaves_next(self.clear[it.kind as usize]));
            }
            if facts.traffic == Traffic::FirstCome
                && it.last() > it.granted
                && it.asked == it.granted
                && let Some(at) = brakes
            {
                wake = wake.min(at);
            }
        }
        if it.wear.is_some()
            && let Some(at) = it.breaks_down(facts, now)
        {
            wake = wake.min(at.max(now));
        }
        if let Some(at) = self.runs_dry(facts, number) {
            wake = wake.min(at.max(now));
        }
        if wake != self.agenda.at(number) {
            self.agenda.set(number, wake);
        }
    }

    /// Wants to be woken when the next vehicle has to be looked at.
    fn set_alarm(&mut self, core: &mut Core) {
        let next = self.agenda.first().map_or(SimTime::MAX, |(at, _)| at).min(self.shifts_at);
        if next != self.wake {
            self.wake = next;
            if next < SimTime::MAX {
                core.schedule(self.id, 0, next.since(core.now));
            }
        }
    }
}

impl Fleet {
    /// Brings what was unloaded to those who take it.
    fn give(cx: &mut SimCx<'_>, me: Row<Self>) {
        let yard = &cx[me].yard;
        if yard.giving.is_empty() {
            return;
        }
        let given = |number: &u32| {
            let order = yard.vehicles[*number as usize].gives?;
            Some(yard.orders[&order].out)
        };
        let mut links: SmallVec<[LinkId; 4]> = yard.dirty.iter().filter_map(given).collect();
        links.sort_unstable();
        links.dedup();
        for link in links {
            // Several may stand before the same receiver, one behind the other.
            while let Some(number) = cx[me].yard.gives_over(link) {
                let yard = &cx[me].yard;
                let Some(order) = yard.vehicles[number as usize].gives else { break };
                let (item, level) = (yard.orders[&order].item, cx[me].count());
                if cx.offer(link, item, level) != Sent::Gone {
                    break;
                }
                cx[me].yard.handed_over(number);
            }
        }
    }
}

impl Handlers for Fleet {
    type Spec = Spec;

    const PICKS: bool = true;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).fleet.as_deref().expect("the facts of a fleet");
        let longest = facts.types.iter().map(|kind| kind.length).fold(0.0, f64::max);
        let clear =
            facts.types.iter().map(|kind| f64::midpoint(kind.length, longest) + kind.safety);
        let draws = facts.types.iter().map(|kind| {
            let draws = |law: &Option<_>, what: &str| {
                cx.draws_of(law.as_ref()?, &format!("{what} {}", kind.name))
            };
            [draws(&kind.load, "load"), draws(&kind.unload, "unload")]
        });
        let rescues = facts.types.iter().map(|kind| {
            let law = kind.battery.as_ref()?.rescue.as_ref()?;
            cx.draws_of(law, &format!("rescue {}", kind.name))
        });
        let vehicles = facts.vehicles.iter().map(|(name, kind, start)| {
            let breakdown = facts.types[*kind as usize].breakdown.as_ref();
            let wear = breakdown.and_then(|it| Wear::new(name, it, cx));
            Vehicle { wear: wear.map(Box::new), ..Vehicle::new(*kind, *start, facts) }
        });
        let relations = orders::relations(facts, cx);
        let yard = Yard {
            id: cx.id,
            first_vehicle: cx.plant.vehicle_ids(cx.id).next().unwrap_or(EquipmentId::NONE),
            vehicles: vehicles.collect(),
            lanes: Lanes::new(facts),
            clear: clear.collect(),
            orders: BTreeMap::new(),
            open: BTreeSet::new(),
            next_order: 0,
            waiting: vec![(0, false); facts.stations.len()],
            refused: false,
            relations,
            draws: draws.collect(),
            rescues: rescues.collect(),
            agenda: Agenda::new(facts.vehicles.len()),
            wake: SimTime::MAX,
            dirty: Marks::default(),
            stuck: BTreeSet::new(),
            giving: BTreeSet::new(),
            free: BTreeSet::new(),
            restless: BTreeSet::new(),
            parking: BTreeSet::new(),
            bound: BTreeSet::new(),
            awaiting: BTreeSet::new(),
            off_duty: BTreeSet::new(),
            shifts_at: SimTime::ZERO,
            busy: 0,
            epoch: 1,
            quiet: (0, SimTime::ZERO),
            news: true,
            locks: Vec::new(),
            starved: Vec::new(),
            picked_up_after: Waits::default(),
            floors: crossing::floors(cx.plant, cx.id, facts),
            neighbours: Neighbours::default(),
            paths: Paths::default(),
            seen: Seen::default(),
            times: Times::default(),
        };
        let mut yard = Box::new(yard);
        yard.place(facts);
        Self { id: cx.id, clock: StateClock::default(), yard }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        if self.yard.wake != core.now {
            return false;
        }
        self.yard.wake = SimTime::MAX;
        true
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let facts = facts_of(core, self.id);
        let accepted = self.yard.take_order(core, &facts, item);
        if accepted {
            let level = self.count();
            core.enter(self.id, item, level);
            core.poke(self.id);
        }
        accepted
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let number = self.yard.gives_over(link)?;
        let order = self.yard.vehicles[number as usize].gives?;
        let item = self.yard.orders[&order].item;
        core.leave(self.id, item, self.count());
        self.yard.handed_over(number);
        core.poke(self.id);
        Some(Released { item, more: self.yard.gives_over(link).is_some() })
    }

    /// What waits for a vehicle that has not been ordered, and what has been brought and is not taken.
    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.count();
        core.poke(self.id);
        let now = core.now;
        self.yard.withdraw(item, now).then_some(level)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let facts = facts_of(cx.core, cx[me].id);
        let facts: &FleetFacts = &facts;
        let (fleet, core) = cx.mine(me);
        while let Some((_, number)) = fleet.yard.agenda.first().filter(|(at, _)| *at <= core.now) {
            fleet.yard.agenda.set(number, SimTime::MAX);
            fleet.yard.tick(core, facts, number);
        }
        if !fleet.yard.awaiting.is_empty() {
            fleet.yard.crews_come(core);
            fleet.yard.stir();
        }
        if !fleet.yard.floors.is_empty() {
            // What others in their zones do to vehicles is not asked.
            fleet.yard.stir();
        }
        if fleet.yard.shifts_at <= core.now {
            fleet.yard.look_at_calendars(core, facts);
            fleet.yard.stir();
        }
        let mut touched = Marks::default();
        let mut unsolved = Vec::new();
        loop {
            Self::give(cx, me);
            let (fleet, core) = cx.mine(me);
            let dirty = fleet.yard.dirty.take();
            if dirty.is_empty() {
                let now = core.now;
                if fleet.yard.make_room(facts, now)
                    || fleet.yard.look_deep(facts, now, &mut unsolved)
                {
                    continue;
                }
                break;
            }
            for number in &dirty {
                let before = fleet.yard.vehicles[*number as usize].mark();
                fleet.yard.act(core, facts, *number);
                if fleet.yard.vehicles[*number as usize].mark() != before {
                    fleet.yard.stir();
                }
            }
            touched.extend(dirty);
            fleet.yard.try_again(core, facts, &mut touched);
        }
        let touched = touched.take();
        Self::tell_zones(cx, me, facts, &touched);
        let (fleet, core) = cx.mine(me);
        let now = core.now;
        fleet.yard.find_locks(core, facts, &touched, &unsolved);
        for number in &touched {
            fleet.yard.plan_wake(facts, *number, now);
            fleet.yard.show(core, *number);
        }
        fleet.yard.ask_givers(core, facts);
        fleet.yard.set_alarm(core);
        if fleet.yard.news {
            fleet.yard.news = false;
            if !(fleet.yard.free.is_empty() && fleet.yard.parking.is_empty())
                || facts.reassigns && !fleet.yard.open.is_empty()
            {
                core.ask(Ask { who: fleet.id, item: None });
            }
        }
        let (state, busy) = if fleet.yard.busy > 0 {
            (State::Processing, fleet.yard.busy)
        } else {
            (State::Idle, 0)
        };
        fleet.clock.enter(core, fleet.id, state, busy, EquipmentId::NONE);
    }

    fn decide(&mut self, core: &mut Core) -> bool {
        let facts = facts_of(core, self.id);
        self.yard.dispatch(core, &facts);
        self.yard.look_again();
        core.poke(self.id);
        true
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.yard.orders.values().map(|order| order.item));
    }

    fn count(&self) -> usize {
        self.yard.orders.len()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }

    fn closing(&self, core: &Core, records: &mut Vec<Record>) {
        records.extend(
            (0..self.yard.vehicles.len() as u32)
                .map(|number| self.yard.drive_so_far(number, core.now)),
        );
        records.extend(
            (0..self.yard.vehicles.len() as u32)
                .map(|number| self.yard.place_so_far(number, core.now)),
        );
    }
}
