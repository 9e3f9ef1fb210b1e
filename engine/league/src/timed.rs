//! A scheduler whose thinking is timed, and watched from outside.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use plantwright_model::Plant;
use plantwright_scheduler::{
    Alternative, Answer, Assignment, BatchAnswer, Changeover, Charging, DecideCx, Diversion, Floor,
    Forming, Needs, OrderRelease, Pairs, Parking, Points, Review, Scheduler, Sequence, Service,
    Staffing, Transport, Upkeep, Ways,
};
use plantwright_units::{EquipmentId, ItemId, SimTime};

/// What a scheduler is thinking about, and how long it has thought.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Thinking>>);

#[derive(Debug)]
struct Thinking {
    /// Since when it thinks about a decision; none: it does not.
    since: Option<Instant>,
    at: SimTime,
    who: EquipmentId,
    items: Vec<ItemId>,
    stations: Vec<EquipmentId>,
    decisions: u64,
    thought: Duration,
}

impl Default for Thinking {
    fn default() -> Self {
        Self {
            since: None,
            at: SimTime::ZERO,
            who: EquipmentId::NONE,
            items: Vec::new(),
            stations: Vec::new(),
            decisions: 0,
            thought: Duration::ZERO,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a league reports how long schedulers think; no other result depends on it"
)]
fn now() -> Instant {
    Instant::now()
}

impl Watch {
    fn lock(&self) -> std::sync::MutexGuard<'_, Thinking> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(
        &self,
        at: SimTime,
        who: EquipmentId,
        items: impl Iterator<Item = ItemId>,
        stations: impl Iterator<Item = EquipmentId>,
    ) {
        let mut thinking = self.lock();
        (thinking.at, thinking.who) = (at, who);
        thinking.items.clear();
        thinking.items.extend(items);
        thinking.stations.clear();
        thinking.stations.extend(stations);
        thinking.since = Some(now());
    }

    fn end(&self) {
        let end = now();
        let mut thinking = self.lock();
        if let Some(since) = thinking.since.take() {
            thinking.thought += end - since;
            thinking.decisions += 1;
        }
    }

    /// How often it decided, and how long that took in all, in nanoseconds.
    pub(crate) fn thought(&self) -> (u64, u64) {
        let thinking = self.lock();
        (thinking.decisions, thinking.thought.as_nanos() as u64)
    }

    /// What is wrong where it has thought about one decision for longer than a limit.
    pub(crate) fn late(&self, limit: Duration, scheduler: &str, plant: &Plant) -> Option<String> {
        let thinking = self.lock();
        let is_late = thinking.since.is_some_and(|since| now() - since > limit);
        is_late.then(|| {
            let name = |id: EquipmentId| match id {
                EquipmentId::NONE => "a plan".to_owned(),
                id => format!("`{}`", plant.name(id)),
            };
            let items = thinking.items.iter();
            let items = items.map(|item| format!("`{} {}`", plant.name(item.origin()), item.serial()));
            let choices: Vec<String> =
                items.chain(thinking.stations.iter().map(|id| name(*id))).collect();
            format!(
                "the scheduler `{scheduler}` gave no answer within {} ms when it was asked for {} at {}; the choices were {}",
                limit.as_millis(),
                name(thinking.who),
                thinking.at,
                choices.join(", ")
            )
        })
    }
}

/// Passes everything on, and times what the scheduler needs for its decisions.
#[derive(Debug)]
pub(crate) struct Timed {
    scheduler: Box<dyn Scheduler>,
    watch: Watch,
}

impl Timed {
    pub(crate) fn new(scheduler: Box<dyn Scheduler>, watch: Watch) -> Self {
        Self { scheduler, watch }
    }

    /// Asks the scheduler under the watch.
    fn timed<A>(
        &mut self,
        (now, who): (SimTime, EquipmentId),
        items: impl Iterator<Item = ItemId>,
        ask: impl FnOnce(&mut dyn Scheduler) -> A,
    ) -> A {
        self.watch.begin(now, who, items, std::iter::empty());
        let answer = ask(&mut *self.scheduler);
        self.watch.end();
        answer
    }
}

impl Scheduler for Timed {
    fn name(&self) -> &str {
        self.scheduler.name()
    }

    fn needs(&self) -> Needs {
        self.scheduler.needs()
    }

    fn decides(&self) -> Points {
        self.scheduler.decides()
    }

    fn fits(&self, plant: &Plant) -> Result<(), String> {
        self.scheduler.fits(plant)
    }

    fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
        let items = ask.candidates.iter().map(|candidate| candidate.item);
        self.watch.begin(ask.now, ask.station, items, std::iter::empty());
        let answer = self.scheduler.sequence(ask, cx);
        self.watch.end();
        answer
    }

    fn alternative(&mut self, ask: &Alternative, cx: &mut DecideCx<'_>) -> Answer {
        let stations = ask.choices.iter().map(|choice| choice.station);
        self.watch.begin(ask.now, ask.item.origin(), std::iter::empty(), stations);
        let answer = self.scheduler.alternative(ask, cx);
        self.watch.end();
        answer
    }

    fn maintain(&mut self, ask: &Upkeep, cx: &mut DecideCx<'_>) -> bool {
        self.watch.begin(ask.now, ask.equipment, std::iter::empty(), std::iter::empty());
        let answer = self.scheduler.maintain(ask, cx);
        self.watch.end();
        answer
    }

    fn transport(&mut self, ask: &Transport, cx: &mut DecideCx<'_>) -> Pairs {
        let items = ask.orders.iter().map(|order| order.item);
        self.timed((ask.now, ask.fleet), items, |scheduler| scheduler.transport(ask, cx))
    }

    fn park(&mut self, ask: &Parking, cx: &mut DecideCx<'_>) -> Option<usize> {
        let at = (ask.now, ask.fleet);
        self.timed(at, std::iter::empty(), |scheduler| scheduler.park(ask, cx))
    }

    fn charge(&mut self, ask: &Charging, cx: &mut DecideCx<'_>) -> Option<usize> {
        let at = (ask.now, ask.fleet);
        self.timed(at, std::iter::empty(), |scheduler| scheduler.charge(ask, cx))
    }

    fn goes_shortest(&mut self, ask: &Ways, cx: &mut DecideCx<'_>) -> bool {
        let at = (ask.now, ask.fleet);
        self.timed(at, std::iter::empty(), |scheduler| scheduler.goes_shortest(ask, cx))
    }

    fn release(&mut self, ask: &OrderRelease, cx: &mut DecideCx<'_>) -> Answer {
        let items = ask.candidates.iter().map(|candidate| candidate.item);
        self.timed((ask.now, ask.gate), items, |scheduler| scheduler.release(ask, cx))
    }

    fn setup(&mut self, ask: &Changeover, cx: &mut DecideCx<'_>) -> Option<Answer> {
        let at = (ask.now, ask.station);
        self.timed(at, std::iter::empty(), |scheduler| scheduler.setup(ask, cx))
    }

    fn batch(&mut self, ask: &Forming, cx: &mut DecideCx<'_>) -> BatchAnswer {
        let items = ask.families.iter().flatten().map(|candidate| candidate.item);
        self.timed((ask.now, ask.equipment), items, |scheduler| scheduler.batch(ask, cx))
    }

    fn staff(&mut self, ask: &Staffing, cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        let first = ask.tasks.first().map_or(EquipmentId::NONE, |task| task.equipment);
        self.timed((ask.now, first), std::iter::empty(), |scheduler| scheduler.staff(ask, cx))
    }

    fn service(&mut self, ask: &Service, cx: &mut DecideCx<'_>) -> Answer {
        let at = (ask.now, ask.equipment);
        self.timed(at, std::iter::empty(), |scheduler| scheduler.service(ask, cx))
    }

    fn divert(&mut self, ask: &Diversion, cx: &mut DecideCx<'_>) -> Vec<usize> {
        let item = std::iter::once(ask.item.item);
        self.timed((ask.now, ask.equipment), item, |scheduler| scheduler.divert(ask, cx))
    }

    fn review(&mut self, ask: &Review, cx: &mut DecideCx<'_>) -> bool {
        self.scheduler.review(ask, cx)
    }

    fn look(&mut self, floor: &Floor, cx: &mut DecideCx<'_>) {
        let items = floor.items.iter().map(|present| present.item);
        let at = (floor.now, EquipmentId::NONE);
        self.timed(at, items, |scheduler| scheduler.look(floor, cx));
    }

    fn gone(&mut self, item: ItemId) {
        self.scheduler.gone(item);
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(Self { scheduler: self.scheduler.fork(), watch: self.watch.clone() })
    }

    fn save(&self) -> Vec<u8> {
        self.scheduler.save()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.scheduler.load(bytes)
    }
}

#[cfg(test)]
mod tests {
    use plantwright_scheduler::conformance;

    use super::*;

    #[test]
    fn every_question_is_passed_on() {
        let timed = || -> Box<dyn Scheduler> {
            Box::new(Timed::new(conformance::contrary(), Watch::default()))
        };
        conformance::compare(&conformance::contrary, &timed).unwrap();
    }
}
