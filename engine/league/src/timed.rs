//! A scheduler whose thinking is timed, and watched from outside.

use std::iter::empty;
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
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    /// How long it may think about one decision.
    limit: Duration,
    thinking: Arc<Mutex<Thinking>>,
}

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
    /// Whether it has drawn from its stream.
    draws: bool,
    /// Whether it has answered too late; the decision stays as it was then.
    is_late: bool,
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
            draws: false,
            is_late: false,
        }
    }
}

/// Tells a limit in milliseconds, or in microseconds where it is no whole number of them.
fn told(limit: Duration) -> String {
    if limit.as_nanos().is_multiple_of(1_000_000) {
        format!("{} ms", limit.as_millis())
    } else {
        format!("{} µs", limit.as_nanos() as f64 / 1e3)
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
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, thinking: Arc::default() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Thinking> {
        self.thinking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(
        &self,
        at: SimTime,
        who: EquipmentId,
        items: impl Iterator<Item = ItemId>,
        stations: impl Iterator<Item = EquipmentId>,
    ) {
        let mut thinking = self.lock();
        if thinking.is_late {
            return;
        }
        (thinking.at, thinking.who) = (at, who);
        thinking.items.clear();
        thinking.items.extend(items);
        thinking.stations.clear();
        thinking.stations.extend(stations);
        thinking.since = Some(now());
    }

    fn end(&self, draws: bool) {
        let end = now();
        let mut thinking = self.lock();
        thinking.draws |= draws;
        if let Some(since) = thinking.since.take() {
            thinking.thought += end - since;
            thinking.decisions += 1;
            thinking.is_late |= end - since > self.limit;
        }
    }

    /// How often it decided, and how long that took in all, in nanoseconds.
    pub(crate) fn thought(&self) -> (u64, u64) {
        let thinking = self.lock();
        (thinking.decisions, thinking.thought.as_nanos() as u64)
    }

    /// Whether it drew from its stream: what it decided is then one of several answers that it might have given.
    pub(crate) fn draws(&self) -> bool {
        self.lock().draws
    }

    /// What is wrong where it has thought about one decision for longer than the limit.
    pub(crate) fn late(&self, scheduler: &str, plant: &Plant) -> Option<String> {
        let thinking = self.lock();
        let is_thinking = thinking.since.is_some_and(|since| now() - since > self.limit);
        (thinking.is_late || is_thinking).then(|| {
            let name = |id: EquipmentId| match id {
                EquipmentId::NONE => "a plan".to_owned(),
                id => format!("`{}`", plant.name(id)),
            };
            let items = thinking.items.iter();
            let items = items.map(|item| format!("`{}`", plant.item_name(*item)));
            let choices: Vec<String> =
                items.chain(thinking.stations.iter().map(|id| name(*id))).collect();
            format!(
                "the scheduler `{scheduler}` gave no answer within {} when it was asked for {} at {}; the choices were {}",
                told(self.limit),
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
        stations: impl Iterator<Item = EquipmentId>,
        cx: &mut DecideCx<'_>,
        ask: impl FnOnce(&mut dyn Scheduler, &mut DecideCx<'_>) -> A,
    ) -> A {
        let before = cx.stream.clone();
        self.watch.begin(now, who, items, stations);
        let answer = ask(&mut *self.scheduler, cx);
        self.watch.end(*cx.stream != before);
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
        let at = (ask.now, ask.station);
        let items = ask.candidates.iter().map(|candidate| candidate.item);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.sequence(ask, cx))
    }

    fn alternative(&mut self, ask: &Alternative, cx: &mut DecideCx<'_>) -> Answer {
        let at = (ask.now, ask.item.origin());
        let stations = ask.choices.iter().map(|choice| choice.station);
        self.timed(at, empty(), stations, cx, |scheduler, cx| scheduler.alternative(ask, cx))
    }

    fn maintain(&mut self, ask: &Upkeep, cx: &mut DecideCx<'_>) -> bool {
        let at = (ask.now, ask.equipment);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.maintain(ask, cx))
    }

    fn transport(&mut self, ask: &Transport, cx: &mut DecideCx<'_>) -> Pairs {
        let at = (ask.now, ask.fleet);
        let items = ask.orders.iter().map(|order| order.item);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.transport(ask, cx))
    }

    fn park(&mut self, ask: &Parking, cx: &mut DecideCx<'_>) -> Option<usize> {
        let at = (ask.now, ask.fleet);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.park(ask, cx))
    }

    fn charge(&mut self, ask: &Charging, cx: &mut DecideCx<'_>) -> Option<usize> {
        let at = (ask.now, ask.fleet);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.charge(ask, cx))
    }

    fn goes_shortest(&mut self, ask: &Ways, cx: &mut DecideCx<'_>) -> bool {
        let at = (ask.now, ask.fleet);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.goes_shortest(ask, cx))
    }

    fn release(&mut self, ask: &OrderRelease, cx: &mut DecideCx<'_>) -> Answer {
        let at = (ask.now, ask.gate);
        let items = ask.candidates.iter().map(|candidate| candidate.item);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.release(ask, cx))
    }

    fn setup(&mut self, ask: &Changeover, cx: &mut DecideCx<'_>) -> Option<Answer> {
        let at = (ask.now, ask.station);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.setup(ask, cx))
    }

    fn batch(&mut self, ask: &Forming, cx: &mut DecideCx<'_>) -> BatchAnswer {
        let at = (ask.now, ask.equipment);
        let items = ask.families.iter().flatten().map(|candidate| candidate.item);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.batch(ask, cx))
    }

    fn staff(&mut self, ask: &Staffing, cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        let first = ask.tasks.first().map_or(EquipmentId::NONE, |task| task.equipment);
        let at = (ask.now, first);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.staff(ask, cx))
    }

    fn service(&mut self, ask: &Service, cx: &mut DecideCx<'_>) -> Answer {
        let at = (ask.now, ask.equipment);
        self.timed(at, empty(), empty(), cx, |scheduler, cx| scheduler.service(ask, cx))
    }

    fn divert(&mut self, ask: &Diversion, cx: &mut DecideCx<'_>) -> Vec<usize> {
        let at = (ask.now, ask.equipment);
        let items = std::iter::once(ask.item.item);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.divert(ask, cx))
    }

    fn review(&mut self, ask: &Review, cx: &mut DecideCx<'_>) -> bool {
        self.scheduler.review(ask, cx)
    }

    fn look(&mut self, floor: &Floor, cx: &mut DecideCx<'_>) {
        let items = floor.items.iter().map(|present| present.item);
        let at = (floor.now, EquipmentId::NONE);
        self.timed(at, items, empty(), cx, |scheduler, cx| scheduler.look(floor, cx));
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
    fn a_limit_below_a_millisecond_is_told() {
        let told = |nanos| told(Duration::from_nanos(nanos));
        assert_eq!(
            [told(3_000_000_000), told(250_000), told(500)],
            ["3000 ms", "250 µs", "0.5 µs"]
        );
    }

    #[test]
    fn every_question_is_passed_on() {
        let timed = || -> Box<dyn Scheduler> {
            Box::new(Timed::new(conformance::contrary(), Watch::new(Duration::from_secs(10))))
        };
        conformance::compare(&conformance::contrary, &timed).unwrap();
    }
}
