//! The loop: facts, moves, decisions, and then the clock.

use plantwright_scheduler::{
    Alternative, Answer, Candidate, Choice, DecideCx, Pairs, Sequence, Transport, Upkeep,
};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::core::{Ask, Core};
use crate::equipment::buffer::impatient::ImpatientBuffer;
use crate::fault::Fault;
use crate::items::{ItemRef, Onward};
use crate::links::LinkId;
use crate::outlet::RouterRule;
use crate::world::{Column as _, SimCx};

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
    /// waits for people who never come, or a loop has come to a stand.
    #[inline(never)]
    fn only_calendars_go_on(&mut self, next: SimTime) -> bool {
        let plant = &self.core.plant;
        let equipment = plant.equipment.len();
        if !self.core.queue.targets().all(|target| target as usize >= equipment) {
            self.core.people.calm_since = None;
            return false;
        }
        let people = plant.people_ids().next().map_or(usize::MAX, EquipmentId::index);
        let lives = self.core.lives.as_ref().map_or(usize::MAX, |lives| lives.id().index());
        let is_calendar = |target: usize| {
            let mut concerns = plant.concerns().skip(target - equipment);
            let mut shift = || concerns.next().is_some_and(|(.., facts)| facts.calendar.is_some());
            target != lives && (target >= people || shift())
        };
        if !self.core.queue.targets().all(|target| is_calendar(target as usize)) {
            self.core.people.calm_since = None;
            return false;
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
            self.core.going.extend(due.map(|event| EquipmentId(event.target)));
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
        for ask in asks {
            let answered = match ask.item {
                None if ask.who.index() >= self.core.plant.equipment.len() => {
                    if self.core.lives.as_ref().is_some_and(|lives| lives.id() == ask.who) {
                        self.end_shelf_lives();
                    } else {
                        self.decide_upkeep(ask.who);
                    }
                    Ok(())
                }
                None => self.decide_sequence(ask.who),
                Some(item) => self.decide_alternative(ask.who, item),
            };
            if let Err(fault) = answered {
                self.core.fault = Some(fault);
                return Err(Halt);
            }
        }
        Ok(None)
    }

    /// Who waits no longer, and what expires, goes after all other questions of the instant, and what follows from them.
    fn put_off_ends_of_waiting(&mut self, asks: &mut Vec<Ask>) {
        let lives = self.core.lives.as_ref().map(|lives| lives.id());
        let ends = |ask: &Ask| {
            let row = self.core.links.row(ask.who);
            ask.item.is_none() && (Some(ask.who) == lives || row.kind == ImpatientBuffer::KIND)
        };
        if asks.iter().any(|ask| !ends(ask)) {
            let put_off: Vec<Ask> = asks.extract_if(.., |ask| ends(ask)).collect();
            self.core.asks.extend(put_off);
        }
    }

    fn decide_sequence(&mut self, station: EquipmentId) -> Result<(), Fault> {
        if self.decide_itself(station) {
            return Ok(());
        }
        let mut items = self.candidates(station);
        items.sort_by_key(|item| self.core.items[*item].id);
        if items.is_empty() {
            return Ok(());
        }
        if let Some(item) = self.choose(station) {
            self.chosen(station, item);
            return Ok(());
        }
        let candidates = items.iter().map(|item| self.candidate(station, *item)).collect();
        let ask = Sequence { now: self.core.now, station, candidates };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.sequence(&ask, cx));
        let Answer::Take(position) = answer else {
            return Ok(());
        };
        let Some(item) = items.get(position).copied() else {
            let choices = items.iter().map(|item| self.core.item_name(*item)).collect();
            return Err(self.wrong_answer(station, answer, choices));
        };
        self.core.record_decision(station, item, items.len());
        self.chosen(station, item);
        Ok(())
    }

    /// Whether a piece of equipment is maintained because of its condition.
    fn decide_upkeep(&mut self, concern: EquipmentId) {
        let Some(seen) = self.seen(concern) else { return };
        let ask = Upkeep {
            now: self.core.now,
            equipment: seen.owner,
            stage: seen.stage,
            fails_at: seen.fails_at,
            threshold: seen.threshold,
            items: self.count(seen.owner) as u32,
        };
        let maintain = self.core.with_scheduler(|scheduler, cx| scheduler.maintain(&ask, cx));
        self.judged(concern, maintain);
    }

    fn candidate(&self, station: EquipmentId, item: ItemRef) -> Candidate {
        let it = &self.core.items[item];
        let process = if it.work > SimSpan::ZERO {
            it.work
        } else {
            self.core.laws.of(station, it).map_or(SimSpan::ZERO, |law| rounded(law.mean))
        };
        let (work, operations) = self.core.laws.remaining(it);
        Candidate {
            item: it.id,
            product: it.product,
            ready: it.entered,
            released: it.created,
            process,
            remaining_work: if operations == 0 { process } else { work },
            remaining_operations: operations.max(1),
            due: (it.due != SimTime::MAX).then_some(it.due),
            priority: it.priority,
        }
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
        let ask = Alternative { now: self.core.now, item: it.id, product: it.product, choices };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.alternative(&ask, cx));
        match answer {
            // Asked again when something moves at the holder.
            Answer::Wait => self.core.items[item].way = Onward::Open.into(),
            Answer::Take(position) => {
                if let Some(link) = links.get(position) {
                    self.core.items[item].way = Onward::Link(*link).into();
                    let station = self.core.links.destination(*link);
                    self.core.record_decision(station, item, links.len());
                    self.core.poke(holder);
                } else {
                    let plant = &self.core.plant;
                    let choices = links
                        .iter()
                        .map(|link| {
                            plant.equipment(self.core.links.destination(*link)).name.clone()
                        })
                        .collect();
                    return Err(self.wrong_answer(holder, answer, choices));
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
        match router.map(|router| &router.rule) {
            Some(RouterRule::Route(routes)) => {
                let steps =
                    routes.get(&it.product).and_then(|steps| steps.get(usize::from(it.done)));
                steps.cloned().unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn choice(&self, station: EquipmentId, item: ItemRef) -> Choice {
        let mean = |item: ItemRef| {
            self.core.laws.of(station, &self.core.items[item]).map_or(0.0, |law| law.mean)
        };
        let there = self.contents(station);
        let work: f64 = there.iter().map(|item| mean(*item)).sum();
        let places = self.core.plant.equipment(station).places.unwrap_or(u32::MAX);
        Choice {
            station,
            process: rounded(mean(item)),
            items: there.len() as u32,
            work_ahead: rounded(work / f64::from(places)),
        }
    }

    fn wrong_answer(&self, who: EquipmentId, answer: Answer, choices: Vec<String>) -> Fault {
        Fault::Answer {
            at: self.core.now,
            scheduler: self.core.scheduler.scheduler.name().to_owned(),
            equipment: self.core.plant.equipment(who).name.clone(),
            answer,
            choices,
        }
    }
}

impl Core {
    fn with_scheduler<A>(
        &mut self,
        ask: impl FnOnce(&mut dyn plantwright_scheduler::Scheduler, &mut DecideCx<'_>) -> A,
    ) -> A {
        let mut cx = DecideCx { plant: &self.plant, stream: &mut self.scheduler.stream };
        ask(&mut *self.scheduler.scheduler, &mut cx)
    }

    /// Which vehicles of a fleet take which orders.
    pub(crate) fn transport(&mut self, ask: &Transport) -> Pairs {
        self.with_scheduler(|scheduler, cx| scheduler.transport(ask, cx))
    }

    /// A scheduler paired a vehicle with an order that it cannot take, or has another one for.
    pub(crate) fn wrong_transport(&mut self, fleet: EquipmentId, (vehicle, order): (usize, usize)) {
        let scheduler = self.scheduler.scheduler.name().to_owned();
        let equipment = self.plant.name(fleet);
        let at = self.now;
        self.fault.get_or_insert(Fault::Transport { at, scheduler, equipment, vehicle, order });
    }

    fn record_decision(&mut self, station: EquipmentId, item: ItemRef, choices: usize) {
        use plantwright_journal::{Record, What};
        if self.recorder.wants(What::Decided) {
            let record = Record::of_item(What::Decided, self.now, station, self.items[item].id);
            self.recorder.push(record.level(choices as u32));
        }
    }

    /// An item as a person would call it.
    fn item_name(&self, item: ItemRef) -> String {
        let id = self.items[item].id;
        format!("{} {}", self.plant.equipment(id.origin()).name, id.serial())
    }
}

fn rounded(nanos: f64) -> SimSpan {
    SimSpan::from_nanos_f64(nanos).unwrap_or(SimSpan::MAX)
}
