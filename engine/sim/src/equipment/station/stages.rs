//! Stages: what a station does with an item beside processing it (set-ups, loading, unloading), and the people that each stage
//! takes. Stations without stages know nothing of this.

use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{CrewFacts, Pace, Prefer, SetupFacts, StageFacts, StagesFacts};
use plantwright_scheduler::Points;
use plantwright_units::{EquipmentId, ProductId, SimSpan};
use serde::{Deserialize, Serialize};

use super::Station;
use super::beats::Beats;
use super::before::Reservations;
use super::polling::Polling;
use super::quality::Quality;
use crate::build::{SpawnCx, sampler};
use crate::concern::failure::Fate;
use crate::core::Core;
use crate::item_queue::ItemQueue;
use crate::items::{ItemRef, Items};
use crate::people::{Crew, Ticket};
use crate::places::Held;
use crate::process;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Stages {
    pub(super) setup: Option<Setup>,
    /// None: set-ups are made for items.
    pub(super) polling: Option<Box<Polling>>,
    load: Option<Stage>,
    /// Who is needed while it processes.
    crew: Option<Crew>,
    unload: Option<Stage>,
    /// None: nothing becomes of quality here.
    pub(super) quality: Option<Quality>,
    pub(super) reservations: Reservations,
    /// None: it begins at any time, and does not fail on demand.
    pub(super) beats: Option<Beats>,
    /// Whether it matters later when an item was finished here.
    stamps: bool,
    /// The work on each item on a place that is not finished.
    jobs: Vec<Job>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stage {
    time: Sampler,
    stream: Stream,
    crew: Option<Crew>,
}

/// What is set up; how long changes take, the plant's facts say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Setup {
    stream: Stream,
    crew: Option<Crew>,
    prefer: Prefer,
    minimum_run: u32,
    /// A product of the family that it is set up for, and the number of the operation, from 0.
    product: Option<ProductId>,
    operation: u32,
    /// How many items of it were begun since.
    run: u32,
}

/// The stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    Arrived,
    /// A place has to be reserved where the item goes next.
    Place,
    /// It has to be a beat, and the station may fail on demand.
    Start,
    Setup,
    Load,
    Process,
    Unload,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    item: ItemRef,
    step: Step,
    /// Whether the present step has begun, and will be gone on with.
    begun: bool,
    /// Whether it is worked on now.
    works: bool,
    /// The claim on the crew of the present step.
    ticket: Option<Ticket>,
    /// At which it is, or was last, worked on.
    pace: Pace,
    /// How long the present stretch of work on the step takes, and the ones before took.
    stretch: SimSpan,
    spent: SimSpan,
}

impl Job {
    fn new(item: ItemRef) -> Self {
        Self {
            item,
            step: Step::Arrived,
            begun: false,
            works: false,
            ticket: None,
            pace: Pace::USUAL,
            stretch: SimSpan::ZERO,
            spent: SimSpan::ZERO,
        }
    }

    /// Stops so long before the end; returns how much work is left.
    fn stop(&mut self, left: SimSpan) -> SimSpan {
        let done = self.stretch.as_nanos().saturating_sub(left.as_nanos());
        self.spent = SimSpan::from_nanos(self.spent.as_nanos() + done);
        (self.works, self.stretch) = (false, SimSpan::ZERO);
        self.pace.done(left)
    }

    /// How long the step took, all stretches of work together.
    fn took(&self) -> SimSpan {
        SimSpan::from_nanos(self.spent.as_nanos() + self.stretch.as_nanos())
    }
}

impl Stages {
    pub(super) fn new(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
        let quality = Quality::new(cx);
        let none = StagesFacts::default();
        let facts = match &cx.plant.equipment(cx.id).stages {
            Some(facts) => facts,
            None if quality.is_some()
                || cx.is_reserved()
                || cx.is_stamped()
                || cx.has_shelf_lives() =>
            {
                &none
            }
            None => return None,
        };
        let stage = |facts: &Option<StageFacts>, purpose: &str| {
            facts.as_ref().and_then(|facts| Stage::new(cx, facts, purpose))
        };
        Some(Box::new(Self {
            setup: facts.setup.as_ref().map(|facts| Setup::new(cx, facts)),
            polling: Polling::new(cx),
            load: stage(&facts.load, "loading time"),
            crew: crew(cx, facts.crew.as_ref()),
            unload: stage(&facts.unload, "unloading time"),
            quality,
            reservations: Reservations::new(facts.before_service.is_some()),
            beats: Beats::new(facts),
            stamps: cx.is_stamped(),
            jobs: Vec::new(),
        }))
    }

    /// The next step after `step`, and how long it takes, of those that take time.
    fn after(
        &mut self,
        step: Step,
        core: &mut Core,
        who: EquipmentId,
        item: ItemRef,
    ) -> Option<(Step, SimSpan)> {
        let what = what(core, item);
        let mut step = step;
        loop {
            step = match step {
                Step::Arrived => Step::Place,
                Step::Place => Step::Start,
                Step::Start => Step::Setup,
                Step::Setup => Step::Load,
                Step::Load => Step::Process,
                Step::Process => Step::Unload,
                Step::Unload => return None,
            };
            let drawn = match step {
                Step::Place if self.reservations.before => {
                    return Some((step, core.items[item].work));
                }
                Step::Start if self.beats.is_some() => {
                    return Some((step, core.items[item].work));
                }
                Step::Setup if self.polling.is_some() => None,
                Step::Setup => {
                    self.setup.as_mut().and_then(|setup| setup.draw(setup_of(core, who)?, what))
                }
                Step::Load => self.load.as_mut().map(Stage::draw),
                Step::Process => return Some((step, core.items[item].work)),
                Step::Unload => self.unload.as_mut().map(Stage::draw),
                Step::Arrived | Step::Place | Step::Start => None,
            };
            if let Some(nanos) = drawn {
                return Some((step, core.span(who, nanos)));
            }
        }
    }

    fn crew(&self, step: Step) -> Option<&Crew> {
        match step {
            Step::Arrived | Step::Place | Step::Start => None,
            Step::Setup => self.setup.as_ref()?.crew.as_ref(),
            Step::Load => self.load.as_ref()?.crew.as_ref(),
            Step::Process => self.crew.as_ref(),
            Step::Unload => self.unload.as_ref()?.crew.as_ref(),
        }
    }

    fn position(&self, item: ItemRef) -> Option<usize> {
        self.jobs.iter().position(|job| job.item == item)
    }

    /// The items that are at a step, the first one first.
    pub(super) fn at(&self, step: Step) -> Vec<ItemRef> {
        self.jobs.iter().filter(|job| job.step == step).map(|job| job.item).collect()
    }

    /// An item makes way for another one, or comes back.
    pub(super) fn set_working(&mut self, item: ItemRef, works: bool) {
        if let Some(number) = self.position(item) {
            self.jobs[number].works = works;
        }
    }

    /// Whether the set-up has a say in which item is next.
    pub(super) fn prefers(&self) -> bool {
        let prefers = |setup: &Setup| setup.prefer != Prefer::Order || setup.minimum_run > 0;
        self.setup.as_ref().is_some_and(prefers)
    }

    /// Whether an item on a place is at a step before its process.
    pub(super) fn is_before_process(&self, item: ItemRef) -> bool {
        let step = self.position(item).map(|number| self.jobs[number].step);
        matches!(step, Some(Step::Setup | Step::Load))
    }

    /// Whether it is set up for the items that are taken.
    pub(super) fn sets_up(&self) -> bool {
        self.setup.is_some() && self.polling.is_none()
    }

    /// Which of the waiting items is next, if the set-up has a say in it.
    pub(super) fn choose(
        &self,
        queue: &ItemQueue,
        core: &Core,
        who: EquipmentId,
    ) -> Option<ItemRef> {
        let setup = self.setup.as_ref().filter(|_| self.prefers())?;
        setup.choose(setup_of(core, who)?, queue, &core.items)
    }

    /// The mean time of the change of set-up that an item would take now, in nanoseconds.
    pub(super) fn setup_for(&self, core: &Core, who: EquipmentId, item: ItemRef) -> f64 {
        let change = self.setup.as_ref().zip(setup_of(core, who));
        let law = change.and_then(|(setup, facts)| setup.change(facts, what(core, item)));
        law.map_or(0.0, Distribution::mean)
    }

    /// What the station does, as far as the stages tell: state, places in process, cause.
    pub(super) fn doing(&self) -> Option<(State, u32, EquipmentId)> {
        let processing = self.jobs.iter().filter(|job| job.works && job.step == Step::Process);
        let processing = processing.count() as u32;
        if processing > 0 {
            return Some((State::Processing, processing, EquipmentId::NONE));
        }
        let changes = self.polling.as_ref().is_some_and(|polling| polling.changes());
        if changes || self.jobs.iter().any(|job| job.works) {
            return Some((State::Setup, 0, EquipmentId::NONE));
        }
        if let Some(waiting) = self.jobs.iter().find(|job| job.ticket.is_some()) {
            let crew = self.crew(waiting.step)?;
            return Some((State::WaitingForOperator, 0, crew.first_group()));
        }
        let is_refused = self.jobs.iter().any(|job| job.step == Step::Place);
        if let Some(refused_by) = self.reservations.refused_by.filter(|_| is_refused) {
            return Some((State::Blocked, 0, refused_by));
        }
        let waits = self.jobs.iter().any(|job| job.step == Step::Start);
        waits.then_some((State::Idle, 0, EquipmentId::NONE))
    }
}

/// A product, and the number of an operation, from 0: what a station is set up for.
type Work = (ProductId, u32);

/// What is to be done with an item.
fn what(core: &Core, item: ItemRef) -> Work {
    let it = &core.items[item];
    (it.product, u32::from(it.done))
}

/// The facts about a station's set-ups.
pub(super) fn setup_of(core: &Core, who: EquipmentId) -> Option<&SetupFacts> {
    core.plant.equipment(who).stages.as_ref()?.setup.as_ref()
}

fn crew(cx: &SpawnCx<'_>, facts: Option<&CrewFacts>) -> Option<Crew> {
    facts.map(|facts| Crew::new(cx.plant, facts, cx.id))
}

impl Stage {
    fn new(cx: &SpawnCx<'_>, facts: &StageFacts, purpose: &str) -> Option<Self> {
        let (stream, crew) = (cx.stream(purpose), crew(cx, facts.crew.as_ref()));
        Some(Self { time: sampler(&facts.law)?, stream, crew })
    }

    fn draw(&mut self) -> f64 {
        self.time.sample(self.stream.draw())
    }
}

impl Setup {
    fn new(cx: &SpawnCx<'_>, facts: &SetupFacts) -> Self {
        let of_products = cx.plant.product_ids().map(|product| (product, u32::MAX));
        let mut all = of_products.chain(facts.of_operations.keys().copied());
        let is_initial =
            |(product, number): &Work| facts.initial == Some(facts.family(*product, *number));
        let initial = all.find(is_initial);
        Self {
            stream: cx.stream("set-up time"),
            crew: crew(cx, facts.crew.as_ref()),
            prefer: facts.prefer,
            minimum_run: facts.minimum_run,
            product: initial.map(|(product, _)| product),
            operation: initial.map_or(u32::MAX, |(_, number)| number),
            run: 0,
        }
    }

    /// The family that it is set up for.
    fn family(&self, facts: &SetupFacts) -> Option<u32> {
        Some(facts.family(self.product?, self.operation))
    }

    /// The law of the change for a work, if there is one to make.
    fn change<'a>(&self, facts: &'a SetupFacts, to: Work) -> Option<&'a Distribution> {
        facts.times.get(&(self.family(facts)?, facts.family(to.0, to.1)))
    }

    /// Draws how long the change for a work takes, if there is one to make.
    fn draw(&mut self, facts: &SetupFacts, work: Work) -> Option<f64> {
        let Some(law) = self.change(facts, work) else {
            self.be_set_up(facts, work);
            return None;
        };
        Some(sampler(law)?.sample(self.stream.draw()))
    }

    /// Draws how long a change takes.
    pub(super) fn draw_from(&mut self, law: &Sampler) -> f64 {
        law.sample(self.stream.draw())
    }

    fn is_for(&self, facts: &SetupFacts, work: Work) -> bool {
        self.family(facts) == Some(facts.family(work.0, work.1))
    }

    pub(super) fn be_set_up(&mut self, facts: &SetupFacts, work: Work) {
        if !self.is_for(facts, work) {
            (self.product, self.operation) = (Some(work.0), work.1);
            self.run = 0;
        }
    }

    fn choose(&self, facts: &SetupFacts, queue: &ItemQueue, items: &Items) -> Option<ItemRef> {
        let what = |item: &ItemRef| (items[*item].product, u32::from(items[*item].done));
        let same = || queue.iter().find(|item| self.is_for(facts, what(item)));
        if self.prefer == Prefer::Same || self.run < self.minimum_run {
            return same().or_else(|| queue.head());
        }
        if self.prefer == Prefer::Least {
            let mean =
                |item: &ItemRef| self.change(facts, what(item)).map_or(0.0, Distribution::mean);
            return queue.iter().min_by(|a, b| mean(a).total_cmp(&mean(b)));
        }
        queue.head()
    }
}

impl Station {
    /// The family that it is set up for, and how many items of it were begun since; none: it is not set up for items.
    pub(crate) fn set_up_for(&self, core: &Core) -> Option<(Option<u32>, u32)> {
        let setup = self.stages.as_ref().filter(|it| it.sets_up())?.setup.as_ref()?;
        let facts = setup_of(core, self.id)?;
        Some((setup.family(facts), setup.run))
    }

    /// The first item of a family in the order of its own queue, or of all; none: a scheduler orders them.
    pub(crate) fn first_in_order(&self, core: &Core, family: Option<u32>) -> Option<ItemRef> {
        let facts = setup_of(core, self.id)?;
        let has_order = facts.has_order || !core.scheduler.points.has(Points::SEQUENCE);
        let waiting = self.waiting.as_ref().filter(|_| has_order)?;
        let is_of = |item: &ItemRef| {
            let (product, operation) = what(core, *item);
            let own = facts.family(product, operation);
            family.is_none_or(|family| family == own)
        };
        waiting.queue.iter().find(is_of)
    }

    /// Begins with an item, at its first stage.
    #[cold]
    pub(super) fn begin_stages(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        if let Some(stages) = &mut self.stages {
            stages.jobs.push(Job::new(item));
            if self.holds_back(core.now, work) {
                self.places.hold(Held { item, begun: false, left: work });
                self.tell_of_items(core);
            } else {
                self.enter_step(core, item);
            }
        }
    }

    /// Goes on to the next step. True where there is none: the item is finished. It must be on no place.
    pub(super) fn enter_step(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let id = self.id;
        let Some(stages) = &mut self.stages else { return true };
        let Some(number) = stages.position(item) else { return true };
        let before = stages.jobs[number].step;
        let next = stages.after(before, core, id, item);
        let needed = next.and_then(|(step, _)| stages.crew(step));
        // A crew that is needed for the next step as well stays, unless its shift is over.
        let is_late = |ticket: Ticket| core.people.is_late(ticket, core.now);
        let stays = needed.is_some()
            && stages.crew(before) == needed
            && !stages.jobs[number].ticket.is_some_and(is_late);
        if let Some(ticket) = stages.jobs[number].ticket.take_if(|_| !stays) {
            core.give_back(ticket);
        }
        let Some((step, left)) = next else {
            stages.jobs.remove(number);
            return true;
        };
        let job = &mut stages.jobs[number];
        (job.step, job.begun, job.works) = (step, false, false);
        (job.stretch, job.spent) = (SimSpan::ZERO, SimSpan::ZERO);
        self.staff_job(core, number, Held { item, begun: false, left });
        false
    }

    /// Works on an item's present step, or lets it wait for the crew that the step needs.
    pub(super) fn staff(&mut self, core: &mut Core, held: Held) {
        let number = self.stages.as_ref().and_then(|stages| stages.position(held.item));
        if let Some(number) = number {
            self.staff_job(core, number, held);
        }
    }

    fn staff_job(&mut self, core: &mut Core, number: usize, held: Held) {
        let id = self.id;
        let Some(stages) = &mut self.stages else { return };
        if stages.jobs[number].step == Step::Place {
            self.places.hold(held);
            return core.poke(id);
        }
        if stages.jobs[number].step == Step::Start {
            if self.may_start(core, &held) {
                self.enter_step(core, held.item);
                // Others may have waited for their turn.
                core.poke(id);
            } else {
                self.places.hold(held);
            }
            return;
        }
        let Job { step, mut ticket, .. } = stages.jobs[number];
        if ticket.is_none() {
            ticket = stages.crew(step).map(|crew| core.claim(id, crew));
            stages.jobs[number].ticket = ticket;
        }
        let there = ticket.is_none_or(|ticket| core.people.is_there(ticket));
        if there {
            self.work_on(core, number, held);
        } else {
            self.places.hold(held);
        }
    }

    fn work_on(&mut self, core: &mut Core, number: usize, mut held: Held) {
        let Some(stages) = &mut self.stages else { return };
        let job = &mut stages.jobs[number];
        let begins = !job.begun;
        (job.begun, job.works) = (true, true);
        let step = job.step;
        if step == Step::Process
            && begins
            && let Some(carried) = &self.carried
        {
            held.left = carried.at_speed(core, held.item, held.left);
        }
        job.pace = job.ticket.map_or(Pace::USUAL, |ticket| core.people.pace(ticket));
        let left = job.pace.takes(held.left);
        job.stretch = left;
        if step == Step::Process {
            if begins && let Some(setup) = &mut stages.setup {
                setup.run += 1;
            }
            if let Some(carried) = &mut self.carried {
                carried.begin_work(core, left);
            }
        }
        if step == Step::Process && begins {
            process::begin(self, core, held.item, left);
        } else {
            process::go_on(self, core, held.item, left);
        }
    }

    /// A step that is due ends.
    #[cold]
    pub(super) fn end_step(&mut self, core: &mut Core) -> bool {
        let Some(item) = self.places.finish(core.now) else {
            return false;
        };
        let Some(stages) = &mut self.stages else { return true };
        let step = stages.position(item).map(|number| stages.jobs[number].step);
        let work = what(core, item);
        if step == Some(Step::Setup) {
            if let (Some(setup), Some(facts)) = (&mut stages.setup, setup_of(core, self.id)) {
                setup.be_set_up(facts, work);
            }
            if let Some(quality) = &mut stages.quality {
                quality.run_in();
            }
            core.recorder.push(
                Record::of_item(What::SetUp, core.now, self.id, core.items[item].id)
                    .level(work.0.0),
            );
        }
        if step == Some(Step::Process) {
            if stages.stamps {
                core.stamp(item, self.id);
                core.begin_life_after(item, self.id);
            }
            self.count_work(core, item);
            process::finished(self, core, item);
        }
        // It is off its place while it is seen what comes next.
        self.places.take_back(item);
        let is_finished = self.enter_step(core, item);
        if is_finished {
            self.places.put_done(item);
            if self.judge(core, item) {
                self.expire_finished(core, item);
            }
        }
        if step == Some(Step::Process) {
            return self.has_finished(core);
        }
        self.stop_if_drained(core);
        // Between two steps nothing moves; but it may do something else from now on.
        is_finished || !self.show_stages(core)
    }

    /// Takes an item that is finished out where it has expired meanwhile.
    fn expire_finished(&mut self, core: &mut Core, item: ItemRef) {
        if core.is_past(item) {
            self.forget_stages(core, item);
            process::expire_finished(self, core, item);
            core.links.set_shut(self.id, false);
        }
    }

    /// Where people take another time than is said, an item was in process for as long as they took.
    fn count_work(&self, core: &mut Core, item: ItemRef) {
        let Some(stages) = &self.stages else { return };
        let job = stages.position(item).map(|number| &stages.jobs[number]);
        if let Some(job) = job.filter(|job| job.pace != Pace::USUAL || job.spent > SimSpan::ZERO) {
            core.items[item].work = job.took();
        }
    }

    /// Stops the work whose crews have gone home, or were replaced by others who take another time.
    fn miss_crews(&mut self, core: &mut Core) {
        let Some(stages) = &self.stages else { return };
        let is_missing = |job: &&Job| {
            let changes =
                |ticket| !core.people.is_there(ticket) || core.people.pace(ticket) != job.pace;
            job.works && job.ticket.is_some_and(changes)
        };
        let missing: Vec<ItemRef> =
            stages.jobs.iter().filter(is_missing).map(|job| job.item).collect();
        if missing.is_empty() {
            return;
        }
        for item in missing {
            if let Some(mut held) = self.places.interrupt(item, core.now) {
                held.left = self.stop_stage(item, held.left, Fate::Resume);
                self.places.hold(held);
            }
        }
        self.count_interruption(core.now);
    }

    /// The work on an item is stopped so long before its end; returns how much of it is left, where it is gone on with.
    pub(super) fn stop_stage(&mut self, item: ItemRef, left: SimSpan, fate: Fate) -> SimSpan {
        let Some(stages) = &mut self.stages else { return left };
        let Some(number) = stages.position(item) else { return left };
        let left = stages.jobs[number].stop(left);
        if fate != Fate::Resume {
            stages.jobs[number].spent = SimSpan::ZERO;
        }
        left
    }

    /// Works with the crews that have come, and no longer with those that have gone.
    #[cold]
    pub(super) fn take_crews(&mut self, core: &mut Core) {
        let has_claims = |stages: &Stages| stages.jobs.iter().any(|job| job.ticket.is_some());
        if self.is_halted() || !self.stages.as_deref().is_some_and(has_claims) {
            return;
        }
        self.miss_crews(core);
        let Some(stages) = &self.stages else { return };
        let came = |job: &&Job| {
            !job.works && job.ticket.is_some_and(|ticket| core.people.is_there(ticket))
        };
        let came: Vec<ItemRef> = stages.jobs.iter().filter(came).map(|job| job.item).collect();
        for item in came {
            if let Some(held) = self.places.take_held_one(item) {
                self.staff(core, held);
            }
        }
    }

    /// Sends all crews away, while the station stands still; while it is down, some stay.
    #[cold]
    pub(super) fn stand_stages(&mut self, core: &mut Core, state: State) {
        let Some(stages) = &mut self.stages else { return };
        for number in 0..stages.jobs.len() {
            let crew = stages.crew(stages.jobs[number].step);
            let stays = state == State::Down && crew.is_some_and(|crew| crew.stays);
            let job = &mut stages.jobs[number];
            job.works = false;
            if let Some(ticket) = job.ticket.take_if(|_| !stays) {
                core.give_back(ticket);
            }
        }
    }

    /// Goes on with an item that was held while the station stood still.
    pub(super) fn go_on_with_stage(&mut self, core: &mut Core, held: Held) {
        let stages = self.stages.as_ref();
        let arrived =
            stages.and_then(|it| Some(it.jobs[it.position(held.item)?].step == Step::Arrived));
        if arrived == Some(true) && self.holds_back(core.now, held.left) {
            self.places.hold(held);
        } else if arrived == Some(true) {
            self.enter_step(core, held.item);
        } else {
            self.staff(core, held);
        }
    }

    /// Whether an interruption touches the process of an item, and not another stage.
    pub(super) fn is_in_process(&self, item: ItemRef) -> bool {
        self.stages.as_ref().is_none_or(|stages| {
            stages.position(item).is_some_and(|number| stages.jobs[number].step == Step::Process)
        })
    }

    /// Forgets an item that is taken away.
    pub(super) fn forget_stages(&mut self, core: &mut Core, item: ItemRef) {
        let Some(stages) = &mut self.stages else { return };
        stages.reservations.cancel(item);
        if let Some(number) = stages.position(item)
            && let Some(ticket) = stages.jobs.remove(number).ticket
        {
            core.give_back(ticket);
        }
    }
}
