//! `Shuttle`: a carrier that fetches items one at a time and takes them elsewhere. A lift, a transfer car, a turntable.
//!
//! At most one instant is waited for: the end of what it does. It goes nowhere on its own account: it stays where it put off the
//! last item until somebody calls.

mod spec;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State};
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::equipment::carrier::{self, stands_as_a_whole};
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use spec::Calls;

pub(crate) use spec::{SAMPLE, Spec};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Shuttle {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    carried: Option<Box<Carried>>,
    car: Box<Car>,
}

/// The car, its way, and what it does.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Car {
    /// Where others are along its way, by equipment; whoever is not here is at the first stop, the beginning.
    places: Vec<(EquipmentId, u32)>,
    /// How long it takes from each stop to each other.
    travel: Vec<Vec<SimSpan>>,
    load: SimSpan,
    unload: SimSpan,
    is_nearest_first: bool,
    /// The stop at which it is, or which it left last.
    stop: u32,
    job: Job,
    item: Option<ItemRef>,
    /// Where the item goes.
    way: Option<LinkId>,
    /// What is left of the job at full speed, as it was at an instant.
    left: SimSpan,
    since: SimTime,
    /// The share of its speed at which it works; zero: it stands.
    share: f64,
    /// When the clock rings.
    rings: [SimTime; 1],
}

/// What a shuttle does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Job {
    /// Stands empty.
    Stands,
    /// Goes empty to where somebody called.
    Fetches(u32),
    /// Takes an item on.
    Loads,
    /// Goes with an item.
    Carries(u32),
    /// Puts an item off.
    Unloads,
    /// Stands with an item that nobody has taken yet.
    Waits,
}

impl Car {
    fn place(&self, who: EquipmentId) -> u32 {
        let known = self.places.binary_search_by_key(&who, |(known, _)| *known);
        known.map_or(0, |position| self.places[position].1)
    }

    fn travel_to(&self, stop: u32) -> SimSpan {
        self.travel[self.stop as usize][stop as usize]
    }

    /// Brings what is left of the job up to date.
    fn catch_up(&mut self, now: SimTime) {
        let passed = now.since(self.since).as_nanos();
        self.since = now;
        let done =
            if self.share == 1.0 { passed } else { (passed as f64 * self.share).round() as u64 };
        self.left = SimSpan::from_nanos(self.left.as_nanos().saturating_sub(done));
    }

    /// Begins something that takes so long.
    fn begin(&mut self, now: SimTime, job: Job, takes: SimSpan) {
        (self.job, self.left, self.since) = (job, takes, now);
    }

    /// When the job ends; none: it does not by itself.
    fn ends(&self) -> Option<SimTime> {
        if matches!(self.job, Job::Stands | Job::Waits) || self.share <= 0.0 {
            return None;
        }
        let left = self.left.as_nanos();
        let takes = if self.share == 1.0 { left } else { (left as f64 / self.share).ceil() as u64 };
        self.since.checked_add(SimSpan::from_nanos(takes))
    }
}

impl Shuttle {
    /// Works, or stands, as it has to from now on.
    fn run(&mut self, now: SimTime) {
        self.car.catch_up(now);
        self.car.share = carrier::share(self.carried.as_deref());
    }

    fn set_clocks(&mut self, core: &mut Core) {
        let ends = self.car.ends();
        carrier::wait_for(core, self.id, &mut self.car.rings, [ends]);
    }

    /// What it carries is spoilt.
    fn scrap(&mut self, core: &mut Core) {
        if let Some(item) = self.car.item.take() {
            core.scrap(self.id, item, 1);
            self.car.way = None;
            self.car.begin(core.now, Job::Stands, SimSpan::ZERO);
        }
        core.poke(self.id);
    }

    /// An item comes, where it stands.
    fn put(&mut self, core: &mut Core, item: ItemRef) {
        core.enter(self.id, item, 1);
        self.car.item = Some(item);
        let load = self.car.load;
        self.car.begin(core.now, Job::Loads, load);
        carrier::count_items(core, self.carried.as_deref_mut(), 1);
    }

    /// The item has gone.
    fn take(&mut self, core: &Core) {
        (self.car.item, self.car.way) = (None, None);
        self.car.begin(core.now, Job::Stands, SimSpan::ZERO);
    }

    /// Enters the state that it is in.
    fn show(&mut self, core: &mut Core, waits_for: Option<EquipmentId>) {
        let state = match self.car.job {
            // Nothing is worked on; it makes ready for what comes.
            Job::Fetches(_) => (State::Setup, EquipmentId::NONE),
            Job::Stands => (State::Idle, core.upstream[self.id.index()]),
            Job::Waits => (State::Blocked, waits_for.unwrap_or(EquipmentId::NONE)),
            _ => (State::Processing, EquipmentId::NONE),
        };
        let [until] = self.car.rings;
        carrier::show(core, self.id, (&mut self.clock, self.carried.as_deref_mut()), state, until);
    }

    /// Who of those that call is next.
    fn caller(&self, core: &Core) -> Option<LinkId> {
        let calls = core.links.notes(self.id);
        if !self.car.is_nearest_first {
            return calls.first().copied();
        }
        // Of several, the first one.
        let away = |link: &LinkId| self.car.travel_to(self.car.place(core.links.from(*link)));
        calls.into_iter().min_by_key(away)
    }

    /// Empty, it goes to who calls, and takes the item where it is there already.
    fn fetch(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        while cx[me].car.job == Job::Stands && !cx[me].is_halted() {
            let Some(link) = cx[me].caller(cx.core) else { return };
            let giver = cx.core.links.from(link);
            let stop = cx[me].car.place(giver);
            let (shuttle, core) = cx.mine(me);
            if stop != shuttle.car.stop {
                let takes = shuttle.car.travel_to(stop);
                shuttle.car.begin(core.now, Job::Fetches(stop), takes);
                return;
            }
            core.links.bring_forward(id, link);
            // Who has given it away meanwhile calls no longer.
            if let Some(item) = cx.pull_first(id) {
                let (shuttle, core) = cx.mine(me);
                shuttle.put(core, item);
            }
        }
    }

    fn is_halted(&self) -> bool {
        self.carried.as_ref().is_some_and(|carried| carried.is_halted())
    }

    /// Loaded, it chooses where to go.
    fn leave(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        let Some(item) = cx[me].car.item else { return };
        let ways = cx.ways_ahead(id, outlet, item);
        let has_room = |link: &&LinkId| cx.core.links.may_ask(cx.core.links.to(**link));
        let way = ways.iter().find(has_room).or(ways.first()).copied();
        let (shuttle, core) = cx.mine(me);
        let Some(way) = way else {
            // Nothing takes it: it stays on the car.
            return shuttle.car.begin(core.now, Job::Waits, SimSpan::ZERO);
        };
        shuttle.car.way = Some(way);
        let stop = shuttle.car.place(core.links.to(way));
        let takes = shuttle.car.travel_to(stop);
        shuttle.car.begin(core.now, Job::Carries(stop), takes);
    }
}

impl Handlers for Shuttle {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let facts = cx.plant.equipment(cx.id).shuttle.as_ref().expect("a checked shuttle");
        let metres: Vec<(EquipmentId, f64)> =
            facts.places.iter().map(|(id, at)| (*id, at.value.base_f64())).collect();
        let mut stops = vec![0.0];
        for (_, at) in &metres {
            if !stops.contains(at) {
                stops.push(*at);
            }
        }
        let stop = |at: f64| stops.iter().position(|known| *known == at).expect("a stop") as u32;
        let span = |seconds: f64| SimSpan::from_nanos_f64(seconds * 1e9).expect("a checked time");
        let from =
            |from: &f64| stops.iter().map(|to| span(spec.travel((to - from).abs()))).collect();
        let [load, unload] = spec.handling().map(span);
        let car = Car {
            places: metres.iter().map(|(id, at)| (*id, stop(*at))).collect(),
            travel: stops.iter().map(from).collect(),
            load,
            unload,
            is_nearest_first: spec.calls == Calls::Nearest,
            stop: 0,
            job: Job::Stands,
            item: None,
            way: None,
            left: SimSpan::ZERO,
            since: SimTime::ZERO,
            share: 1.0,
            rings: [SimTime::MAX],
        };
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            clock: StateClock::default(),
            carried: cx.carried(),
            car: Box::new(car),
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    stands_as_a_whole!();

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        if !carrier::is_due(&mut self.car.rings[0], core.now) {
            return false;
        }
        (self.car.left, self.car.since) = (SimSpan::ZERO, core.now);
        match self.car.job {
            Job::Fetches(stop) => {
                self.car.stop = stop;
                self.car.begin(core.now, Job::Stands, SimSpan::ZERO);
            }
            Job::Loads => {}
            Job::Carries(stop) => {
                self.car.stop = stop;
                let unload = self.car.unload;
                self.car.begin(core.now, Job::Unloads, unload);
            }
            Job::Unloads => {
                self.car.begin(core.now, Job::Waits, SimSpan::ZERO);
                if let Some(item) = self.car.item
                    && carrier::arrive(
                        core,
                        self.id,
                        self.carried.as_deref_mut(),
                        item,
                        SimSpan::MAX,
                    )
                {
                    // Whoever counts cycles comes first.
                    core.poke(self.id);
                    return false;
                }
            }
            Job::Stands | Job::Waits => return false,
        }
        true
    }

    /// It takes what is offered where it stands; others are noted, and have called by that.
    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let giver = core.links.from(core.offered_over);
        core.poke(self.id);
        let takes = self.car.job == Job::Stands
            && !self.is_halted()
            && self.car.stop == self.car.place(giver);
        if takes {
            self.put(core, item);
        }
        takes
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let item = self.car.item.filter(|_| self.car.job == Job::Waits)?;
        if self.car.way != Some(link) {
            return None;
        }
        core.leave(self.id, item, 1);
        self.take(core);
        core.poke(self.id);
        Some(Released { item, more: false })
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        if self.car.job != Job::Waits || self.car.item != Some(item) {
            return None;
        }
        self.take(core);
        core.poke(self.id);
        Some(1)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let mut waits_for = None;
        let is_loaded = |car: &Car| car.job == Job::Loads && car.left == SimSpan::ZERO;
        if is_loaded(&cx[me].car) && !cx[me].is_halted() {
            Self::leave(cx, me);
        }
        if cx[me].car.job == Job::Waits
            && let (Some(item), Some(way)) = (cx[me].car.item, cx[me].car.way)
        {
            match cx.offer(way, item, 1) {
                Sent::Gone => {
                    let (shuttle, core) = cx.mine(me);
                    shuttle.take(core);
                }
                Sent::Waits(receiver) => waits_for = Some(receiver),
            }
        }
        Self::fetch(cx, me);
        let (shuttle, core) = cx.mine(me);
        shuttle.set_clocks(core);
        shuttle.show(core, waits_for);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.car.item);
    }

    fn count(&self) -> usize {
        usize::from(self.car.item.is_some())
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
