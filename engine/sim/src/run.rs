//! The loop: facts, moves, decisions, and then the clock.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use plantwright_scheduler::{
    Alternative, Answer, Candidate, Charging, Choice, DecideCx, Late, Needs, Pairs, Parking,
    Points, Scheduler, Sequence, Transport, Upkeep, Ways,
};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::core::{Ask, Core};
use crate::decide::Family;
use crate::equipment::buffer::impatient::ImpatientBuffer;
use crate::equipment::station::Station;
use crate::fault::Fault;
use crate::items::{Item, ItemRef, Onward};
use crate::links::LinkId;
use crate::outlet::RouterRule;
use crate::recall::recall_id;
use crate::world::SimCx;

/// How often things may be settled at one instant before it counts as a live-lock.
const ROUNDS: u32 = 100_000;

/// Who moves in the last rounds before that is named as keeping it going.
const WATCHED_ROUNDS: u32 = 100;

/// The run cannot go on; the fault stands in the core.
struct Halt;

/// How a stretch of a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The wanted instant was reached, and everything at it has happened.
    Reached,
    /// Nothing is left to happen. The clock stands at the wanted instant, or, if that was the end of time, at the last event.
    Drained,
    /// As many events were handled as were allowed; call again to go on.
    Paused,
}

impl SimCx<'_> {
    /// Handles everything up to and including `end`, but no more than about `events` events.
    pub(crate) fn advance(&mut self, end: SimTime, events: u64) -> Result<Progress, Fault> {
        let last_event = self.core.counts.events.saturating_add(events);
        loop {
            let progress = self.settle().and_then(|()| self.step(end));
            if let Some(fault) = &self.core.fault {
                return Err(fault.clone());
            }
            match progress {
                Ok(Some(progress)) => return Ok(progress),
                _ if self.core.counts.events >= last_event => return Ok(Progress::Paused),
                _ => {}
            }
        }
    }

    /// Handles the facts of the next instant, or asks the schedulers if the clock is about to advance and someone has asked.
    #[inline(always)]
    fn step(&mut self, end: SimTime) -> Result<Option<Progress>, Halt> {
        let Some(next) = self.core.queue.next_time() else {
            return self.run_dry(end);
        };
        if next > self.core.now {
            // The clock is about to advance: schedulers see a settled floor.
            if !self.core.asks.is_empty() {
                return self.decide();
            }
            if self.core.people.is_open() {
                self.core.serve_all();
                return Ok(None);
            }
            if self.core.recalls.is_watched() && self.watch_again() {
                return Ok(None);
            }
            if next > end {
                self.core.now = self.core.now.max(end);
                return Ok(Some(Progress::Reached));
            }
            if self.core.has_concerns
                && end == SimTime::MAX
                && (self.only_concerns_are_left() || self.only_calendars_go_on(next))
            {
                return Ok(Some(Progress::Drained));
            }
            self.core.now = next;
            self.core.counts.rounds = 0;
        } else {
            self.count_round(&[])?;
        }
        self.facts(next);
        if self.core.lives.is_some() {
            self.send_expired();
        }
        Ok(None)
    }

    /// Nothing is due any more: the last questions, or the end.
    #[cold]
    fn run_dry(&mut self, end: SimTime) -> Result<Option<Progress>, Halt> {
        if !self.core.asks.is_empty() {
            return self.decide();
        }
        if self.core.people.is_open() {
            self.core.serve_all();
            return Ok(None);
        }
        let open = self.core.recalls.call_last();
        if !open.is_empty() {
            for who in open {
                self.core.poke(who);
            }
            return Ok(None);
        }
        if end < SimTime::MAX {
            self.core.now = self.core.now.max(end);
        }
        Ok(Some(Progress::Drained))
    }

    /// Whether nothing is in the plant any more, and nothing will come: what may still happen to equipment has no end.
    #[inline(never)]
    fn only_concerns_are_left(&self) -> bool {
        let core = &*self.core;
        let equipment = core.plant.equipment.len();
        core.items.len() == 0 && core.queue.targets().all(|target| target as usize >= equipment)
    }

    /// Whether calendars have opened and closed for so long, and nothing else has happened, that nothing ever will: somebody
    /// waits for people who never come, or a loop has come to a stand. Where machines fail and are repaired meanwhile, that takes longer
    /// than any repair.
    #[inline(never)]
    fn only_calendars_go_on(&mut self, next: SimTime) -> bool {
        let plant = &self.core.plant;
        let equipment = plant.equipment.len();
        if !self.core.queue.targets().all(|target| target as usize >= equipment) {
            (self.core.people.calm_since, self.core.people.still_since) = (None, None);
            return false;
        }
        let people = plant.people_ids().next().map_or(usize::MAX, EquipmentId::index);
        let lives = self.core.lives.as_ref().map_or(usize::MAX, |lives| lives.id().index());
        let recall = recall_id(plant).index();
        let is_calendar = |target: usize| {
            let mut concerns = plant.concerns().skip(target - equipment);
            let mut shift = || concerns.next().is_some_and(|(.., facts)| facts.calendar.is_some());
            target != lives && target != recall && (target >= people || shift())
        };
        let is_concern = |target: usize| target != lives && target != recall;
        if !self.core.queue.targets().all(|target| is_calendar(target as usize)) {
            self.core.people.calm_since = None;
            if !self.core.queue.targets().all(|target| is_concern(target as usize)) {
                self.core.people.still_since = None;
                return false;
            }
            let since = *self.core.people.still_since.get_or_insert(self.core.now);
            return next.since(since) > SimSpan::from_secs(3_650 * 86_400);
        }
        // Ordinary weeks are alike. With dates, a year is looked at.
        let has_dates = plant.calendars.iter().any(|calendar| !calendar.dates.is_empty());
        let days = if has_dates { 400 } else { 15 };
        let since = *self.core.people.calm_since.get_or_insert(self.core.now);
        next.since(since) > SimSpan::from_secs(days * 86_400)
    }

    /// Handles what is due now. The last one, where it is alone, moves at once; the others when all facts are in.
    #[inline(always)]
    fn facts(&mut self, now: SimTime) {
        while let Some(event) = self.core.queue.pop() {
            self.core.counts.events += 1;
            let who = EquipmentId(event.target);
            let more = self.core.queue.next_time() == Some(now);
            self.fetch_ahead();
            if !more && self.core.pokes.is_empty() {
                self.happen(who, event.tag);
                return;
            }
            if self.due(who, event.tag) {
                self.core.poke(who);
            }
            if !more {
                return;
            }
        }
    }

    /// Lets everything move that can, until nothing more can.
    #[inline(always)]
    fn settle(&mut self) -> Result<(), Halt> {
        while let Some((who, new_generation)) = self.core.pokes.take() {
            if new_generation {
                self.count_round(&[who])?;
            }
            self.core.links.grant(who);
            self.moves(who);
        }
        Ok(())
    }

    #[inline(always)]
    fn count_round(&mut self, moving: &[EquipmentId]) -> Result<(), Halt> {
        self.core.counts.rounds += 1;
        if self.core.counts.rounds > ROUNDS - WATCHED_ROUNDS { self.watch(moving) } else { Ok(()) }
    }

    /// Notes who keeps things going at one instant, and ends the run after a while.
    #[cold]
    fn watch(&mut self, moving: &[EquipmentId]) -> Result<(), Halt> {
        let now = self.core.now;
        if self.core.counts.rounds == ROUNDS - WATCHED_ROUNDS + 1 {
            self.core.going.clear();
        }
        if moving.is_empty() {
            let due = self.core.queue.in_order().into_iter().take_while(|event| event.time == now);
            let named = self.core.plant.count() as u32;
            let due = due.map(|event| event.target).filter(|target| *target < named);
            self.core.going.extend(due.map(EquipmentId));
        } else {
            self.core.going.extend(moving);
            self.core.going.extend(self.core.pokes.waiting());
        }
        if self.core.counts.rounds <= ROUNDS {
            return Ok(());
        }
        let name = |id: &EquipmentId| self.core.plant.name(*id);
        let equipment = self.core.going.iter().map(name).collect();
        self.core.fault = Some(Fault::LiveLock { at: now, equipment });
        Err(Halt)
    }

    /// Puts the questions of this instant, in the order of equipment and items.
    #[cold]
    fn decide(&mut self) -> Result<Option<Progress>, Halt> {
        self.count_round(&[])?;
        let mut asks = std::mem::take(&mut self.core.asks);
        asks.sort_by_key(|ask| (ask.who, ask.item.map(|item| self.core.items[item].id)));
        asks.dedup();
        self.put_off_ends_of_waiting(&mut asks);
        if asks.is_empty() && self.core.people.is_open() {
            // Whose people come now waits no longer.
            self.core.serve_all();
            return Ok(None);
        }
        self.let_in_first(&mut asks);
        let reviewed = self.review();
        let answered = reviewed.and_then(|()| asks.iter().try_for_each(|ask| self.put(*ask)));
        if self.core.asks.is_empty() {
            // Its memory serves for the next ones.
            asks.clear();
            self.core.asks = asks;
        }
        if let Err(fault) = answered {
            self.core.fault = Some(fault);
            return Err(Halt);
        }
        Ok(None)
    }

    /// Puts one question.
    fn put(&mut self, ask: Ask) -> Result<(), Fault> {
        if ask.who == EquipmentId::NONE {
            // Only the review was wanted.
            return Ok(());
        }
        if let Some(item) = ask.item {
            if let Some(decided) = self.decide_way(ask.who, item) {
                return decided;
            }
            return self.decide_alternative(ask.who, item);
        }
        let row = self.row::<Station>(ask.who);
        if row.is_none()
            && let Some(answered) = self.decide_other(ask.who)
        {
            return answered;
        }
        if ask.who.index() < self.core.plant.equipment.len() {
            return self.decide_sequence(ask.who);
        }
        if self.core.lives.as_ref().is_some_and(|lives| lives.id() == ask.who) {
            self.end_shelf_lives();
            return Ok(());
        }
        self.decide_upkeep(ask.who)
    }

    /// Whoever may enter comes in first: all other questions see them.
    fn let_in_first(&mut self, asks: &mut Vec<Ask>) {
        if !self.core.scheduler.points.has(Points::RELEASE) {
            return;
        }
        let is_gate = |ask: &Ask| ask.item.is_none() && self.is_gate(ask.who);
        if asks.iter().any(is_gate) {
            let later: Vec<Ask> = asks.extract_if(.., |ask| !is_gate(ask)).collect();
            self.core.asks.extend(later);
        }
    }

    /// Who waits no longer, and what expires, goes after all other questions of the instant, and what follows from them.
    fn put_off_ends_of_waiting(&mut self, asks: &mut Vec<Ask>) {
        let lives = self.core.lives.as_ref().map(|lives| lives.id());
        let ends = |ask: &Ask| {
            ask.item.is_none()
                && ask.who != EquipmentId::NONE
                && (Some(ask.who) == lives || self.row::<ImpatientBuffer>(ask.who).is_some())
        };
        if self.core.people.is_open() || asks.iter().any(|ask| !ends(ask)) {
            let put_off: Vec<Ask> = asks.extract_if(.., |ask| ends(ask)).collect();
            self.core.asks.extend(put_off);
        }
    }

    fn decide_sequence(&mut self, station: EquipmentId) -> Result<(), Fault> {
        let row = self.row::<Station>(station);
        let is_only_asked = row.is_some_and(|row| self[row].is_only_asked());
        if !is_only_asked && self.decide_itself(station) {
            return Ok(());
        }
        // The memory of the last question serves for this one.
        let mut items = std::mem::take(&mut self.core.scheduler.waiting);
        items.clear();
        self.list_candidates(station, &mut items);
        items.sort_unstable_by_key(|item| self.core.items[*item].id);
        let answered = if items.is_empty() {
            Ok(())
        } else {
            self.decide_among(station, &mut items, is_only_asked)
        };
        self.core.scheduler.waiting = items;
        answered
    }

    /// Which of the items that wait at a piece of equipment is next.
    fn decide_among(
        &mut self,
        station: EquipmentId,
        items: &mut Vec<ItemRef>,
        is_only_asked: bool,
    ) -> Result<(), Fault> {
        if self.core.scheduler.points.has(Points::SETUP)
            && let Some(row) = self.row::<Station>(station)
        {
            let family = match self.decide_setup(row, (station, items))? {
                Family::Later => return Ok(()),
                Family::Any => None,
                Family::Of(family) => Some(family),
            };
            if let Some(item) = self[row].first_in_order(self.core, family) {
                self.chosen(station, item);
                return Ok(());
            }
            let core = &*self.core;
            let of = |item: &ItemRef| core.setup_family(station, *item);
            items.retain(|item| family.is_none_or(|family| of(item) == Some(family)));
        } else if !is_only_asked && let Some(item) = self.choose(station) {
            self.chosen(station, item);
            return Ok(());
        }
        let mut candidates = std::mem::take(&mut self.core.scheduler.candidates);
        candidates.clear();
        candidates.extend(items.iter().map(|item| self.candidate(station, *item)));
        let last_call = self.core.recalls.is_last_call();
        let ask = Sequence { now: self.core.now, station, candidates, last_call };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.sequence(&ask, cx));
        self.core.scheduler.candidates = ask.candidates;
        let names = || items.iter().map(|item| self.core.item_name(*item)).collect();
        let answer = match answer {
            Ok(answer) => answer,
            Err(panic) => return Err(self.panicked(station, panic, names())),
        };
        match answer {
            Answer::Take(position) => {
                let Some(item) = items.get(position).copied() else {
                    return Err(self.wrong_answer(station, answer, names()));
                };
                self.core.record_decision(station, item, items.len());
                self.core.recalls.taken(station);
                self.chosen(station, item);
            }
            Answer::Wait => self.core.recalls.wait(station),
            Answer::WaitUntil(until) if until > self.core.now => self.core.recall(station, until),
            Answer::WaitUntil(_) => return Err(self.wrong_answer(station, answer, names())),
        }
        Ok(())
    }

    /// Whether a piece of equipment is maintained because of its condition.
    fn decide_upkeep(&mut self, concern: EquipmentId) -> Result<(), Fault> {
        let Some(seen) = self.seen(concern) else { return Ok(()) };
        let ask = Upkeep {
            now: self.core.now,
            equipment: seen.owner,
            stage: seen.stage,
            fails_at: seen.fails_at,
            threshold: seen.threshold,
            items: self.count(seen.owner) as u32,
        };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.maintain(&ask, cx));
        let choices = || ["maintain", "go on"].map(str::to_owned).to_vec();
        let maintain = answer.map_err(|panic| self.panicked(seen.owner, panic, choices()))?;
        self.judged(concern, maintain);
        Ok(())
    }

    pub(crate) fn candidate(&self, station: EquipmentId, item: ItemRef) -> Candidate {
        let it = &self.core.items[item];
        let process = if it.work > SimSpan::ZERO {
            it.work
        } else {
            self.core.laws.of(station, it).map_or(SimSpan::ZERO, |law| rounded(law.mean))
        };
        let (work, operations) = self.core.laws.remaining(it);
        let (work_done, next) = self.core.laws.around(it);
        let needs = self.core.scheduler.needs;
        let sees_next = needs.has(Needs::NEXT);
        Candidate {
            item: it.id,
            product: it.product,
            ready: it.entered,
            released: it.created,
            operation: u32::from(it.done),
            process,
            work_done,
            next_process: if sees_next { next } else { SimSpan::ZERO },
            next_queue: if sees_next { self.next_queue(it) } else { SimSpan::ZERO },
            setup: if needs.has(Needs::SETUP) {
                rounded(self.setup_for(station, item))
            } else {
                SimSpan::ZERO
            },
            remaining_work: if operations == 0 { process } else { work },
            remaining_operations: operations.max(1),
            due: (it.due != SimTime::MAX).then_some(it.due),
            priority: it.priority,
        }
    }

    /// Mean process time of what waits where an item goes after its next operation, of alternatives the least.
    fn next_queue(&self, it: &Item) -> SimSpan {
        let route = &self.core.plant.product(it.product).route;
        let Some(next) = route.get(usize::from(it.done) + 1) else { return SimSpan::ZERO };
        let queues = next.alternatives.iter().map(|to| self.work_waiting(to.station));
        rounded(queues.reduce(f64::min).unwrap_or_default())
    }

    /// Mean process time of what waits at a station, in nanoseconds.
    pub(crate) fn work_waiting(&self, station: EquipmentId) -> f64 {
        let items = self.waiting(station);
        items.iter().map(|item| self.mean_work(station, *item)).sum()
    }

    pub(crate) fn mean_work(&self, station: EquipmentId, item: ItemRef) -> f64 {
        self.core.laws.of(station, &self.core.items[item]).map_or(0.0, |law| law.mean)
    }

    fn decide_alternative(&mut self, holder: EquipmentId, item: ItemRef) -> Result<(), Fault> {
        let links = self.alternatives(item, holder);
        if links.len() < 2 {
            return Ok(());
        }
        let choices = links
            .iter()
            .map(|link| self.choice(self.core.links.destination(*link), item))
            .collect();
        let it = &self.core.items[item];
        let ask = Alternative {
            now: self.core.now,
            item: it.id,
            product: it.product,
            operation: u32::from(it.done),
            choices,
        };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.alternative(&ask, cx));
        let names = || {
            let name = |link: &LinkId| self.core.plant.name(self.core.links.destination(*link));
            links.iter().map(name).collect()
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(panic) => return Err(self.panicked(holder, panic, names())),
        };
        match answer {
            Answer::Take(position) => {
                let Some(link) = links.get(position) else {
                    return Err(self.wrong_answer(holder, answer, names()));
                };
                self.core.items[item].way = Onward::Link(*link).into();
                let station = self.core.links.destination(*link);
                self.core.record_decision(station, item, links.len());
                self.core.recalls.taken(holder);
                self.core.poke(holder);
            }
            Answer::WaitUntil(until) if until <= self.core.now => {
                return Err(self.wrong_answer(holder, answer, names()));
            }
            // Asked again when something moves at the holder.
            Answer::Wait | Answer::WaitUntil(_) => {
                self.core.items[item].way = Onward::Open.into();
                match answer {
                    Answer::WaitUntil(until) => self.core.recall(holder, until),
                    _ => self.core.recalls.wait(holder),
                }
            }
        }
        Ok(())
    }

    /// The links over which an item can go to its next operation.
    fn alternatives(&self, item: ItemRef, holder: EquipmentId) -> Vec<LinkId> {
        let it = &self.core.items[item];
        if it.way.onward() != Onward::Asked {
            return Vec::new();
        }
        let router = self.core.routers.iter().find(|router| router.owner == holder);
        match router.map(|router| &*router.rule) {
            Some(RouterRule::Route(routes)) => {
                let steps =
                    routes.get(&it.product).and_then(|steps| steps.get(usize::from(it.done)));
                steps.cloned().unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn choice(&self, station: EquipmentId, item: ItemRef) -> Choice {
        let there = self.contents(station);
        let work: f64 = there.iter().map(|item| self.mean_work(station, *item)).sum();
        let places = self.core.plant.equipment(station).places.unwrap_or(u32::MAX);
        let needs = self.core.scheduler.needs;
        let process = self.mean_work(station, item);
        let setup = if needs.has(Needs::SETUP) || needs.has(Needs::COMPLETION) {
            self.setup_for(station, item)
        } else {
            0.0
        };
        let (completion, down) = if needs.has(Needs::COMPLETION) {
            let left = self.work_left(station).as_nanos() as f64 + self.work_waiting(station);
            let after = rounded(left / f64::from(places) + setup + process);
            let completion = self.core.now.checked_add(after).unwrap_or(SimTime::MAX);
            (completion, !self.halted_by(station).is_empty())
        } else {
            (SimTime::ZERO, false)
        };
        Choice {
            station,
            process: rounded(process),
            items: there.len() as u32,
            work_ahead: rounded(work / f64::from(places)),
            setup: if needs.has(Needs::SETUP) { rounded(setup) } else { SimSpan::ZERO },
            completion,
            down,
        }
    }

    pub(crate) fn wrong_answer(
        &self,
        who: EquipmentId,
        answer: Answer,
        choices: Vec<String>,
    ) -> Fault {
        Fault::Answer {
            at: self.core.now,
            scheduler: self.core.scheduler.scheduler.name().to_owned(),
            equipment: self.core.plant.equipment(who).name.clone(),
            answer,
            choices,
        }
    }

    /// What is said of a scheduler that panicked, or was late, instead of answering.
    #[cold]
    pub(crate) fn panicked(
        &self,
        who: EquipmentId,
        panic: Box<dyn Any + Send>,
        choices: Vec<String>,
    ) -> Fault {
        self.core.panicked(who, panic, choices)
    }
}

impl Core {
    /// What became of a scheduler that panicked, or was late.
    fn panicked(
        &self,
        who: EquipmentId,
        panic: Box<dyn Any + Send>,
        choices: Vec<String>,
    ) -> Fault {
        let at = self.now;
        let scheduler = self.scheduler.scheduler.name().to_owned();
        let equipment = self.plant.name(who);
        if let Some(Late { limit }) = panic.downcast_ref() {
            let limit = format!("{} ms", limit.as_millis());
            return Fault::Late { at, scheduler, equipment, limit, choices };
        }
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let message = text.unwrap_or_else(|| "without a message".to_owned());
        Fault::Panicked { at, scheduler, equipment, message, choices }
    }

    /// Asks the scheduler. A panic of its is caught: what it remembers is not asked for again, since the run ends.
    pub(crate) fn with_scheduler<A>(
        &mut self,
        ask: impl FnOnce(&mut dyn Scheduler, &mut DecideCx<'_>) -> A,
    ) -> Result<A, Box<dyn Any + Send>> {
        let mut cx = DecideCx { plant: &self.plant, stream: &mut self.scheduler.stream };
        let scheduler = &mut *self.scheduler.scheduler;
        catch_unwind(AssertUnwindSafe(|| ask(scheduler, &mut cx)))
    }

    /// Which vehicles of a fleet take which orders.
    pub(crate) fn transport(&mut self, ask: &Transport) -> Pairs {
        self.of_vehicle(ask.fleet, |scheduler, cx| scheduler.transport(ask, cx))
    }

    /// Asks something about a vehicle of a fleet; where the scheduler panics, that is the end of the run.
    fn of_vehicle<A: Default>(
        &mut self,
        fleet: EquipmentId,
        ask: impl FnOnce(&mut dyn Scheduler, &mut DecideCx<'_>) -> A,
    ) -> A {
        let answer = self.with_scheduler(ask);
        answer.unwrap_or_else(|panic| {
            let fault = self.panicked(fleet, panic, Vec::new());
            self.fault.get_or_insert(fault);
            A::default()
        })
    }

    /// Where a vehicle waits that has nothing to do.
    pub(crate) fn park(&mut self, ask: &Parking) -> Option<usize> {
        let place = self.of_vehicle(ask.fleet, |scheduler, cx| scheduler.park(ask, cx));
        self.one_of(ask.fleet, ask.vehicle, place, ask.places.len())
    }

    /// Where a vehicle charges now, if it does.
    pub(crate) fn charge(&mut self, ask: &Charging) -> Option<usize> {
        let charger = self.of_vehicle(ask.fleet, |scheduler, cx| scheduler.charge(ask, cx));
        self.one_of(ask.fleet, ask.vehicle, charger, ask.chargers.len())
    }

    /// Whether a vehicle takes the shortest way.
    pub(crate) fn goes_shortest(&mut self, ask: &Ways) -> bool {
        self.of_vehicle(ask.fleet, |scheduler, cx| scheduler.goes_shortest(ask, cx))
    }

    /// A place that a scheduler named, if there is one of that number.
    fn one_of(
        &mut self,
        fleet: EquipmentId,
        vehicle: u32,
        place: Option<usize>,
        count: usize,
    ) -> Option<usize> {
        let place = place?;
        if place >= count {
            self.wrong_transport(fleet, (vehicle as usize, place));
            return None;
        }
        Some(place)
    }

    /// A scheduler paired a vehicle with an order that it cannot take, or has another one for.
    pub(crate) fn wrong_transport(&mut self, fleet: EquipmentId, (vehicle, order): (usize, usize)) {
        let scheduler = self.scheduler.scheduler.name().to_owned();
        let equipment = self.plant.name(fleet);
        let at = self.now;
        self.fault.get_or_insert(Fault::Transport { at, scheduler, equipment, vehicle, order });
    }

    pub(crate) fn record_decision(&mut self, station: EquipmentId, item: ItemRef, choices: usize) {
        use plantwright_journal::{Record, What};
        if self.recorder.wants(What::Decided) {
            let record = Record::of_item(What::Decided, self.now, station, self.items[item].id);
            self.recorder.push(record.level(choices as u32));
        }
    }

    /// An item as a person would call it.
    pub(crate) fn item_name(&self, item: ItemRef) -> String {
        self.plant.item_name(self.items[item].id)
    }
}

pub(crate) fn rounded(nanos: f64) -> SimSpan {
    SimSpan::from_nanos_f64(nanos).unwrap_or(SimSpan::MAX)
}
