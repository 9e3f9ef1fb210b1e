//! Decisions beside which item is next: who may enter, set-ups, batches, people, maintenance, and the review of a plan. Each is a
//! question of plain data, an answer that is checked, and what follows from it.

use plantwright_scheduler::{
    Answer, BatchAnswer, Candidate, Changeover, FamilyWaiting, Floor, Forming, Needs, News,
    OrderRelease, Points, Present, Review, StationNow,
};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::concern::maintenance::Maintenance;
use crate::core::Core;
use crate::equipment::batch::Batch;
use crate::equipment::release::Release;
use crate::equipment::source::Source;
use crate::equipment::station::Station;
use crate::fault::Fault;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::people::roster::Roster;
use crate::run::rounded;
use crate::world::{Row, SimCx};

/// For which family a station is set up next.
pub(crate) enum Family {
    /// None of them now.
    Later,
    /// Whichever comes.
    Any,
    Of(u32),
}

impl SimCx<'_> {
    /// Whoever was told to wait, and watches over all that happens, is asked again. Returns whether there is anyone.
    #[inline(never)]
    pub(crate) fn watch_again(&mut self) -> bool {
        let watching = self.core.recalls.watching(self.core.counts.events);
        let any = !watching.is_empty();
        for who in watching {
            self.core.poke(who);
        }
        any
    }

    /// Puts the question of a kind that asks for something else than its next item; none: it asks for that.
    pub(crate) fn decide_other(&mut self, who: EquipmentId) -> Option<Result<(), Fault>> {
        if let Some(row) = self.row::<Batch>(who) {
            return Some(self.decide_batch(row, who));
        }
        if self.row::<Release>(who).is_some() {
            return Some(self.decide_release(who));
        }
        if let Some(row) = self.row::<Source>(who) {
            let may_be_asked = self[row].may_be_asked(self.core);
            return Some(if may_be_asked { self.decide_release(who) } else { Ok(()) });
        }
        if self.row::<Roster>(who).is_some() {
            return Some(self.decide_staff());
        }
        let row = self.row::<Maintenance>(who)?;
        Some(self.decide_service(row, who))
    }

    /// Whether it is asked who may enter.
    pub(crate) fn is_gate(&self, who: EquipmentId) -> bool {
        let there = who != EquipmentId::NONE;
        there && (self.row::<Release>(who).is_some() || self.row::<Source>(who).is_some())
    }

    /// Who may enter.
    fn decide_release(&mut self, gate: EquipmentId) -> Result<(), Fault> {
        let is_source = self.row::<Source>(gate).is_some();
        if !is_source && !self.core.has_card(gate) {
            return Ok(());
        }
        let mut pool: Vec<(Option<LinkId>, ItemRef)> = if is_source {
            self.candidates(gate).into_iter().map(|item| (None, item)).collect()
        } else {
            Release::pool(self, gate).into_iter().map(|(link, item)| (Some(link), item)).collect()
        };
        pool.sort_by_key(|(_, item)| self.core.items[*item].id);
        // What could go several ways is one item all the same.
        pool.dedup_by_key(|(_, item)| *item);
        if pool.is_empty() {
            return Ok(());
        }
        let ask = OrderRelease {
            now: self.core.now,
            gate,
            cards: (!is_source).then(|| self.core.free_cards(gate)),
            in_plant: self.in_plant(),
            candidates: pool.iter().map(|(_, item)| self.newcomer(gate, *item)).collect(),
            last_call: self.core.recalls.is_last_call(),
        };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.release(&ask, cx));
        let names = || pool.iter().map(|(_, item)| self.core.item_name(*item)).collect();
        let answer = answer.map_err(|panic| self.panicked(gate, panic, names()))?;
        let Some((link, item)) = answer_of(answer, &pool) else {
            let names = names();
            let waits = self.waits(gate, answer);
            return if waits { Ok(()) } else { Err(self.wrong_answer(gate, answer, names)) };
        };
        self.core.record_decision(gate, item, pool.len());
        self.core.recalls.taken(gate);
        match link {
            None => self.chosen(gate, item),
            Some(link) => {
                if let Some(item) = self.pull_this(link, item) {
                    self.chosen(gate, item);
                }
            }
        }
        Ok(())
    }

    /// Whether a scheduler waits, and then is asked again whenever something has happened.
    fn waits(&mut self, who: EquipmentId, answer: Answer) -> bool {
        match answer {
            Answer::Wait => self.core.recalls.wait(who),
            Answer::WaitUntil(until) if until > self.core.now => self.core.recall(who, until),
            Answer::Take(_) | Answer::WaitUntil(_) => return false,
        }
        self.core.recalls.watch(who, self.core.counts.events);
        true
    }

    /// How many items are in the plant, those at sources not counted.
    fn in_plant(&self) -> u32 {
        let ids = self.core.plant.equipment_ids().filter(|id| self.row::<Source>(*id).is_some());
        let outside: usize = ids.map(|id| self.count(id)).sum();
        self.core.items.len().saturating_sub(outside) as u32
    }

    /// An item that may enter: what is asked of it is its coming operation.
    fn newcomer(&self, gate: EquipmentId, item: ItemRef) -> Candidate {
        let candidate = self.candidate(gate, item);
        let it = &self.core.items[item];
        let route = &self.core.plant.product(it.product).route;
        let Some(operation) = route.get(usize::from(it.done)) else { return candidate };
        let stations = || operation.alternatives.iter().map(|alternative| alternative.station);
        let work = stations().map(|station| self.mean_work(station, item)).reduce(f64::min);
        let next_queue = if self.core.scheduler.needs.has(Needs::NEXT) {
            let queues = stations().map(|station| self.work_waiting(station));
            rounded(queues.reduce(f64::min).unwrap_or_default())
        } else {
            SimSpan::ZERO
        };
        Candidate { process: rounded(work.unwrap_or_default()), next_queue, ..candidate }
    }

    /// For which family a station is set up next.
    pub(crate) fn decide_setup(
        &mut self,
        row: Row<Station>,
        (station, items): (EquipmentId, &[ItemRef]),
    ) -> Result<Family, Fault> {
        let Some((family, run)) = self[row].set_up_for(self.core) else { return Ok(Family::Any) };
        let mut families: Vec<(u32, Vec<ItemRef>)> = Vec::new();
        for item in items {
            let Some(family) = self.core.setup_family(station, *item) else { continue };
            match families.binary_search_by_key(&family, |(other, _)| *other) {
                Ok(position) => families[position].1.push(*item),
                Err(position) => families.insert(position, (family, vec![*item])),
            }
        }
        let facts = self.core.plant.equipment(station).stages.as_ref();
        let Some(facts) = facts.and_then(|stages| stages.setup.as_ref()) else {
            return Ok(Family::Any);
        };
        let ask = Changeover {
            now: self.core.now,
            station,
            family,
            run,
            prefer: facts.prefer,
            minimum_run: facts.minimum_run,
            families: families
                .iter()
                .map(|(family, items)| self.family_waiting(station, *family, items))
                .collect(),
            last_call: self.core.recalls.is_last_call(),
        };
        let names: Vec<String> = families
            .iter()
            .map(|(family, _)| facts.families.get(*family as usize).cloned().unwrap_or_default())
            .collect();
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.setup(&ask, cx));
        let answer = answer.map_err(|panic| self.panicked(station, panic, names.clone()))?;
        match answer {
            None => Ok(Family::Any),
            Some(Answer::Take(position)) => match families.get(position) {
                Some((family, _)) => {
                    self.core.recalls.taken(station);
                    Ok(Family::Of(*family))
                }
                None => Err(self.wrong_answer(station, Answer::Take(position), names)),
            },
            Some(Answer::Wait) => {
                self.core.recalls.wait(station);
                Ok(Family::Later)
            }
            Some(Answer::WaitUntil(until)) if until > self.core.now => {
                self.core.recall(station, until);
                Ok(Family::Later)
            }
            Some(answer) => Err(self.wrong_answer(station, answer, names)),
        }
    }

    fn family_waiting(
        &self,
        station: EquipmentId,
        family: u32,
        items: &[ItemRef],
    ) -> FamilyWaiting {
        let of = |item: &ItemRef| &self.core.items[*item];
        let work: f64 = items.iter().map(|item| self.mean_work(station, *item)).sum();
        let setup = items.first().map_or(0.0, |item| self.setup_for(station, *item));
        FamilyWaiting {
            family,
            items: items.len() as u32,
            work: rounded(work),
            setup: rounded(setup),
            since: items.iter().map(|item| of(item).entered).min().unwrap_or(self.core.now),
            due: items.iter().map(|item| of(item).due).min().filter(|due| *due < SimTime::MAX),
            priority: items.iter().map(|item| of(item).priority).max().unwrap_or_default(),
        }
    }

    /// Which items are processed together.
    fn decide_batch(&mut self, row: Row<Batch>, who: EquipmentId) -> Result<(), Fault> {
        if !self[row].could_start(self.core) {
            return Ok(());
        }
        let families = self[row].families(self.core);
        let Some(first) = families.first().map(|family| family[0]) else { return Ok(()) };
        let (min, max, max_wait) = self[row].sizes();
        let candidates =
            |family: &Vec<ItemRef>| family.iter().map(|item| self.candidate(who, *item)).collect();
        let ask = Forming {
            now: self.core.now,
            equipment: who,
            min,
            max,
            max_wait,
            process: rounded(self.mean_work(who, first)),
            families: families.iter().map(candidates).collect(),
            last_call: self.core.recalls.is_last_call(),
        };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.batch(&ask, cx));
        let names = || families.iter().flatten().map(|item| self.core.item_name(*item)).collect();
        let answer = answer.map_err(|panic| self.panicked(who, panic, names()))?;
        if let Some(problem) = ask.problem(&answer) {
            return Err(self.wrong_decision(who, (format!("{answer:?}"), problem), names()));
        }
        match answer {
            BatchAnswer::Start { family, items } => {
                let batch: Vec<ItemRef> =
                    items.iter().map(|item| families[family][*item]).collect();
                self.core.record_decision(who, batch[0], families.iter().map(Vec::len).sum());
                self.core.recalls.taken(who);
                let (batching, core) = self.mine(row);
                batching.form(core, batch);
            }
            BatchAnswer::Wait => self.core.recalls.wait(who),
            BatchAnswer::WaitUntil(until) => self.core.recall(who, until),
        }
        Ok(())
    }

    /// Who does which work.
    fn decide_staff(&mut self) -> Result<(), Fault> {
        let Some(mut ask) = self.core.staffing() else { return Ok(()) };
        if self.core.scheduler.needs.has(Needs::TASKS) {
            for task in &mut ask.tasks {
                let items = self.contents(task.equipment);
                task.items = items.len() as u32;
                let due = items.iter().map(|item| self.core.items[*item].due).min();
                task.due = due.filter(|due| *due < SimTime::MAX);
            }
        }
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.staff(&ask, cx));
        let first = ask.tasks[0].equipment;
        let names = || -> Vec<String> {
            let person = |it: &plantwright_scheduler::FreePerson| {
                format!("{} {}", self.core.plant.name(it.group), it.number)
            };
            let tasks = ask.tasks.iter().map(|task| self.core.plant.name(task.of));
            tasks.chain(ask.people.iter().map(person)).collect()
        };
        let answer = answer.map_err(|panic| self.panicked(first, panic, names()))?;
        if let Some(problem) = ask.problem(&answer) {
            return Err(self.wrong_decision(first, (format!("{answer:?}"), problem), names()));
        }
        self.core.send_people(&ask, answer);
        Ok(())
    }

    /// Whether a maintenance is done now.
    fn decide_service(&mut self, row: Row<Maintenance>, who: EquipmentId) -> Result<(), Fault> {
        let Some(ask) = Maintenance::question(self, row) else { return Ok(()) };
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.service(&ask, cx));
        let names = || vec![format!("{} now", self.core.plant.name(who))];
        let answer = answer.map_err(|panic| self.panicked(ask.equipment, panic, names()))?;
        match answer {
            Answer::Take(0) => {
                self.core.recalls.taken(who);
                Maintenance::be_done(self, row);
            }
            Answer::Take(_) => return Err(self.wrong_answer(ask.equipment, answer, names())),
            // That it waits keeps nothing going: when it is due it is done.
            Answer::Wait => self.core.recalls.watch(who, self.core.counts.events),
            Answer::WaitUntil(until) if until > self.core.now => {
                self.core.recalls.watch(who, self.core.counts.events);
                self.core.remind(who, until);
            }
            Answer::WaitUntil(_) => {
                return Err(self.wrong_answer(ask.equipment, answer, names()));
            }
        }
        Ok(())
    }

    /// Lets a scheduler look at its plan again, if it wishes.
    pub(crate) fn review(&mut self) -> Result<(), Fault> {
        if !self.core.scheduler.points.has(Points::REVIEW) {
            return Ok(());
        }
        let ask = Review { now: self.core.now, news: self.core.recalls.take_news() };
        let wants = self.core.with_scheduler(|scheduler, cx| scheduler.review(&ask, cx));
        let about = ask.news.first().map_or(EquipmentId(0), |news| match news {
            News::Stopped(who) | News::Resumed(who) => *who,
        });
        let wants = wants.map_err(|panic| self.panicked(about, panic, Vec::new()))?;
        if wants {
            let floor = self.floor();
            let looked = self.core.with_scheduler(|scheduler, cx| scheduler.look(&floor, cx));
            looked.map_err(|panic| self.panicked(about, panic, Vec::new()))?;
            // Who was told to wait may have been planned to go on.
            for who in self.core.recalls.open() {
                self.core.poke(who);
            }
        }
        Ok(())
    }

    fn floor(&self) -> Floor {
        let mut items = Vec::new();
        let mut stations = std::collections::BTreeMap::new();
        for id in self.core.plant.equipment_ids() {
            let row = self.row::<Station>(id);
            let waiting = self.waiting(id);
            let works = self.works_from(id);
            for item in self.contents(id) {
                let it = &self.core.items[item];
                if self.core.plant.product(it.product).route.is_empty() {
                    continue;
                }
                let until = row.and_then(|row| self[row].expected(self.core, item, works));
                items.push(Present {
                    item: it.id,
                    product: it.product,
                    done: u32::from(it.done),
                    at: id,
                    waits: waiting.contains(&item),
                    until,
                });
            }
            if let Some(row) = row {
                let family = self[row].set_up_for(self.core).and_then(|(family, _)| family);
                stations.insert(id, StationNow { works, family });
            }
        }
        items.sort_by_key(|present| present.item);
        Floor { now: self.core.now, items, stations }
    }

    /// From when on equipment is expected to work.
    fn works_from(&self, who: EquipmentId) -> SimTime {
        let (now, plant) = (self.core.now, &self.core.plant);
        let halts = self.halted_by(who);
        let lifts = |halt: &EquipmentId| {
            let (.., facts) = plant.concerns().find(|(id, ..)| id == halt)?;
            let takes = || facts.laws.get(1).map(|law| rounded(law.mean()));
            match facts.calendar {
                Some(calendar) => Some(plant.calendar(calendar).window(now)?.from.max(now)),
                None => now.checked_add(takes()?),
            }
        };
        halts.iter().filter_map(lifts).max().unwrap_or(now)
    }

    pub(crate) fn wrong_decision(
        &self,
        who: EquipmentId,
        (answer, problem): (String, &str),
        choices: Vec<String>,
    ) -> Fault {
        Fault::Decision {
            at: self.core.now,
            scheduler: self.core.scheduler.scheduler.name().to_owned(),
            equipment: self.core.plant.name(who),
            answer: format!("{answer}, {problem},"),
            choices,
        }
    }
}

impl Core {
    /// The family of what is to be done with an item at a station with set-ups.
    pub(crate) fn setup_family(&self, station: EquipmentId, item: ItemRef) -> Option<u32> {
        let (stages, it) = (self.plant.equipment(station).stages.as_ref()?, &self.items[item]);
        Some(stages.setup.as_ref()?.family(it.product, it.done))
    }
}

fn answer_of<T: Copy>(answer: Answer, choices: &[T]) -> Option<T> {
    let Answer::Take(position) = answer else { return None };
    choices.get(position).copied()
}
