//! What each item did: where it waited and for whom, where it was worked on, from its creation to its end.

use plantwright_journal::Record;
use plantwright_model::Plant;
use plantwright_model::plant::EquipmentFacts;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::alive::Alive;
use super::steps::{Doing, Last, Phase, Step, Steps};

/// An item that was completed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Story {
    pub(super) item: ItemId,
    pub(super) created: SimTime,
    last: Last,
}

/// An item in the plant.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) created: SimTime,
    at: EquipmentId,
    /// When it came there; tells which of two records of leaving is meant.
    entered: SimTime,
    /// Since when it does what it does.
    since: SimTime,
    /// What it did before.
    last: Last,
    /// On a place, and not finished.
    in_work: bool,
    /// It was worked on here, and waits for what follows.
    finished: bool,
    left: Option<SimTime>,
    /// The people that it waits for on its place; none: for whatever comes next.
    people: EquipmentId,
    /// How much of its process here was done before it was interrupted.
    done: SimSpan,
}

impl Open {
    /// One that begins now.
    pub(super) fn new(at: EquipmentId, now: SimTime) -> Self {
        Self {
            created: now,
            at,
            entered: now,
            since: now,
            last: 0,
            in_work: false,
            finished: false,
            left: None,
            people: EquipmentId::NONE,
            done: SimSpan::ZERO,
        }
    }

    /// Ends what it does.
    #[inline]
    fn close(&mut self, steps: &mut Steps, until: SimTime, doing: Doing) {
        steps.end((&mut self.since, &mut self.last), until, doing);
    }

    /// It comes to stand, or goes out of the plant, somewhere else.
    #[inline(always)]
    fn move_on(&mut self, steps: &mut Steps, to: EquipmentId, now: SimTime, inner: &Inner) {
        let way = steps.ways.go(self.at, to);
        if now > self.since {
            // What was inside another item waited for this one to be here.
            if let Some(left) = self.left.filter(|_| !inner.is(self.at, to)) {
                self.close(steps, left, Doing::waits(way));
                self.close(steps, now, Doing::is_on_the_way(self.at));
            } else {
                self.close(steps, now, Doing::waits(way));
            }
        }
        (self.at, self.entered, self.left) = (to, now, None);
        (self.in_work, self.finished) = (false, false);
        (self.people, self.done) = (EquipmentId::NONE, SimSpan::ZERO);
    }

    /// It is worked on from the instant on at which it came.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.in_work = true;
    }

    #[inline]
    fn start(&mut self, steps: &mut Steps, at: EquipmentId, now: SimTime) {
        if now > self.since {
            let wanted = if self.people.is_some() { self.people } else { at };
            let way = steps.ways.number(self.at, wanted);
            self.close(steps, now, Doing::waits(way));
        }
        (self.at, self.in_work, self.left) = (at, true, None);
        self.people = EquipmentId::NONE;
    }

    /// Work on it stops, or does not begin, and it waits for people, or for whoever goes first.
    fn interrupt(&mut self, steps: &mut Steps, now: SimTime, done: SimSpan, people: EquipmentId) {
        if self.in_work {
            let work = self.work_of_last(steps, done);
            let doing = steps.work(self.at, now.since(self.since), work);
            self.close(steps, now, doing);
            (self.in_work, self.done) = (false, done);
        } else {
            self.give_up(steps, now);
        }
        self.people = people;
    }

    /// How much of so much work was done in the last stretch. Where that is less than what was done before, some of that was lost.
    #[inline]
    fn work_of_last(&self, steps: &mut Steps, all: SimSpan) -> SimSpan {
        let (all, before) = (all.as_nanos(), self.done.as_nanos());
        if all < before {
            steps.lose(self.created, self.last, (self.at, before - all));
        }
        SimSpan::from_nanos(all.saturating_sub(before))
    }

    /// Work on it goes on, or begins.
    fn resume(&mut self, steps: &mut Steps, now: SimTime, is_process: bool) {
        self.give_up(steps, now);
        (self.in_work, self.people) = (is_process, EquipmentId::NONE);
    }

    #[inline]
    fn finish(&mut self, steps: &mut Steps, at: EquipmentId, now: SimTime, work: SimSpan) {
        self.at = at;
        if now > self.since {
            let work = self.work_of_last(steps, work);
            let doing = steps.work(at, now.since(self.since), work);
            self.close(steps, now, doing);
        }
        (self.in_work, self.finished, self.left) = (false, true, None);
        self.done = SimSpan::ZERO;
    }

    /// It waits no longer, and whom it waited for is not where it goes now.
    fn give_up(&mut self, steps: &mut Steps, now: SimTime) {
        let way = steps.ways.number(self.at, self.wanted());
        self.close(steps, now, Doing::waits(way));
    }

    /// Whom it waits for as long as it is not known where it goes.
    fn wanted(&self) -> EquipmentId {
        match self.people {
            people if people.is_some() => people,
            _ if self.finished => EquipmentId::NONE,
            _ => self.at,
        }
    }

    /// What it does now, up to now.
    fn going_on(&self, now: SimTime) -> impl Iterator<Item = Step> {
        let wait = Phase::Wait(self.wanted());
        let parts = match self.left {
            Some(left) => [(left, wait), (now, Phase::Way)],
            None => [(now, if self.in_work { Phase::InWork } else { wait }); 2],
        };
        let (mut from, at) = (self.since, self.at);
        parts.into_iter().filter_map(move |(until, phase)| {
            let step = Step { from, until, at, phase };
            from = from.max(until);
            (step.from < until).then_some(step)
        })
    }
}

/// Where items are put into others, and where they come out of them: they did not go from there to here by themselves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Inner {
    packs: Vec<bool>,
    unpacks: Vec<bool>,
}

impl Inner {
    fn new(plant: &Plant) -> Self {
        let of = |is: fn(&EquipmentFacts) -> bool| plant.equipment.iter().map(is).collect();
        Self { packs: of(EquipmentFacts::packs), unpacks: of(EquipmentFacts::unpacks) }
    }

    /// Whether an item that left one piece of equipment and comes to the other one was inside another one.
    #[cold]
    fn is(&self, from: EquipmentId, to: EquipmentId) -> bool {
        let has = |flags: &[bool], id: EquipmentId| flags.get(id.index()) == Some(&true);
        has(&self.packs, from) && has(&self.unpacks, to)
    }
}

/// The stories of all items.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Trace {
    pub(super) open: Alive,
    pub(super) stories: Vec<Story>,
    /// How late items with a due date were, by the number of their stories.
    pub(super) late: Vec<(u64, SimSpan)>,
    pub(super) steps: Steps,
    inner: Inner,
    /// The item that ended last: of an item that was always at hand, the end may be told just before the beginning.
    ended: Option<ItemId>,
}

impl Trace {
    pub(super) fn new(plant: &Plant) -> Self {
        Self { inner: Inner::new(plant), ..Self::default() }
    }

    /// Forgets the items that were completed. How those in the plant fared so far is still known.
    pub(super) fn restart(&mut self) {
        self.stories.clear();
        self.late.clear();
        self.steps.keep(self.open.iter_mut().map(|open| &mut open.last));
    }

    /// Where an item stands and is not worked on; none: it is worked on, on its way, or not in the plant.
    pub(super) fn waits_at(&mut self, item: ItemId) -> Option<EquipmentId> {
        let open = self.open.get_mut(item)?;
        (!open.in_work && open.left.is_none()).then_some(open.at)
    }

    pub(super) fn create(&mut self, record: &Record) {
        let item = record.item();
        if self.ended != Some(item) {
            self.open.get_or_insert(item, || Open::new(record.who(), record.at));
        }
    }

    #[inline]
    pub(super) fn enter(&mut self, record: &Record) -> &mut Open {
        let item = record.item();
        let open = self.open.get_or_insert(item, || Open::new(item.origin(), record.at));
        open.move_on(&mut self.steps, record.who(), record.at, &self.inner);
        open
    }

    #[inline]
    pub(super) fn start(&mut self, record: &Record) {
        let (open, steps) = self.item(record);
        open.start(steps, record.who(), record.at);
    }

    #[inline]
    pub(super) fn finish(&mut self, record: &Record) {
        let (open, steps) = self.item(record);
        open.finish(steps, record.who(), record.at, record.span);
    }

    pub(super) fn interrupt(&mut self, record: &Record) {
        let people = record.level.checked_sub(1).map_or(EquipmentId::NONE, EquipmentId);
        let (open, steps) = self.item(record);
        open.interrupt(steps, record.at, record.span, people);
    }

    pub(super) fn resume(&mut self, record: &Record) {
        let (open, steps) = self.item(record);
        open.resume(steps, record.at, record.level == 1);
    }

    pub(super) fn give_up(&mut self, record: &Record) {
        let (open, steps) = self.item(record);
        open.give_up(steps, record.at);
    }

    #[inline]
    pub(super) fn leave(&mut self, record: &Record) {
        if let Some(open) = self.open.get_mut(record.item())
            && open.at == record.who()
            && record.at.since(open.entered) == record.span
        {
            open.left = Some(record.at);
        }
    }

    /// It goes out of the plant, and is not completed.
    pub(super) fn lose(&mut self, record: &Record) {
        self.open.remove(record.item());
    }

    pub(super) fn consume(&mut self, record: &Record) {
        self.enter(record);
        let item = record.item();
        let Some(Open { created, last, .. }) = self.open.remove(item) else { return };
        self.stories.push(Story { item, created, last });
        self.ended = Some(item);
    }

    /// The item that was completed last had a due date.
    pub(super) fn due(&mut self, record: &Record) {
        if self.ended == Some(record.item()) && !self.stories.is_empty() {
            self.late.push((self.stories.len() as u64 - 1, record.span));
        }
    }

    /// Returns the steps of an item that was completed, and when that was.
    pub(super) fn told(&self, story: &Story, steps: &mut Vec<Step>) -> SimTime {
        self.steps.unpack(story.created, story.last, steps);
        steps.last().map_or(story.created, |step| step.until)
    }

    /// Returns the steps of an item in the plant up to now, the last of it included.
    pub(super) fn told_so_far(&self, open: &Open, now: SimTime, steps: &mut Vec<Step>) {
        self.steps.unpack(open.created, open.last, steps);
        steps.extend(open.going_on(now));
    }

    /// An item that something happens to. One that nobody told of was at hand at its origin, and came into the plant just now.
    #[inline]
    fn item(&mut self, record: &Record) -> (&mut Open, &mut Steps) {
        let item = record.item();
        let open = self.open.get_or_insert(item, || Open::new(item.origin(), record.at));
        (open, &mut self.steps)
    }
}
