//! Stages: what equipment does with an item beside processing it (set-ups, loading, unloading), and the people that each stage
//! takes. Equipment without stages knows nothing of this.

mod aside;
pub(crate) mod quality;
pub(crate) mod setup;
pub(crate) mod spec;

use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{CrewFacts, Pace, Prefer, SetupFacts, StageFacts, StagesFacts};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::build::{SpawnCx, sampler};
use crate::concern::Carried;
use crate::concern::carried::at_other_speed;
use crate::concern::failure::Fate;
use crate::core::Core;
use crate::equipment::station::{Beats, Polling, Reservations};
use crate::item_queue::ItemQueue;
use crate::items::ItemRef;
use crate::people::{Crew, Ticket};
use crate::places::Held;
use crate::process::{self, Process};
use aside::Aside;
use quality::{Quality, Verdict};
pub(crate) use setup::{Setup, Work, setup_of};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stages {
    pub(crate) setup: Option<Setup>,
    /// None: set-ups are made for items.
    pub(crate) polling: Option<Box<Polling>>,
    load: Option<Stage>,
    /// Who is needed while it processes.
    crew: Option<Crew>,
    unload: Option<Stage>,
    /// None: nothing becomes of quality here.
    pub(crate) quality: Option<Quality>,
    pub(crate) reservations: Reservations,
    /// None: it begins at any time, and does not fail on demand.
    pub(crate) beats: Option<Beats>,
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

/// The stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Step {
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

#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    item: ItemRef,
    step: Step,
    /// Whether the present step has begun, and will be gone on with.
    begun: bool,
    /// Whether any step has begun: it is finished before its equipment stands still as soon as nothing is begun.
    started: bool,
    /// Whether all that it needs is there, and it waits for the next beat.
    is_early: bool,
    /// Whether it is worked on now.
    works: bool,
    /// The claim on the crew of the present step.
    ticket: Option<Ticket>,
    /// At which it is, or was last, worked on.
    pace: Pace,
    /// How long the present stretch of work on the step takes, and the ones before took.
    stretch: SimSpan,
    spent: SimSpan,
    /// The step that it goes on with, once what was worked on meanwhile is put right.
    aside: Option<Aside>,
}

impl Job {
    fn new(item: ItemRef) -> Self {
        Self {
            item,
            step: Step::Arrived,
            begun: false,
            started: false,
            is_early: false,
            works: false,
            ticket: None,
            pace: Pace::USUAL,
            stretch: SimSpan::ZERO,
            spent: SimSpan::ZERO,
            aside: None,
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
    /// Those of equipment that does not wait for others: none where the scene says nothing of stages or quality.
    pub(crate) fn of_machine(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
        let facts = cx.plant.equipment(cx.id);
        let matters = facts.stages.is_some() || facts.quality.is_some() || facts.inspect.is_some();
        if matters { Self::new(cx) } else { None }
    }

    pub(crate) fn new(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
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
            beats: Beats::new(cx.id, facts),
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
        if step < Step::Place && self.reservations.before {
            return Some((Step::Place, core.items[item].work));
        }
        if step < Step::Start && self.beats.is_some() {
            return Some((Step::Start, core.items[item].work));
        }
        if step < Step::Setup
            && self.polling.is_none()
            && let Some(setup) = &mut self.setup
            && let Some(facts) = setup_of(core, who)
            && let Some(nanos) = setup.draw(facts, Work::on(core, item))
        {
            return Some((Step::Setup, core.span(who, nanos)));
        }
        if step < Step::Load
            && let Some(load) = &mut self.load
        {
            return Some((Step::Load, core.span(who, load.draw())));
        }
        if step < Step::Process {
            return Some((Step::Process, core.items[item].work));
        }
        if step < Step::Unload
            && let Some(unload) = &mut self.unload
        {
            return Some((Step::Unload, core.span(who, unload.draw())));
        }
        None
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

    /// Whether some of the work on an item was begun.
    pub(crate) fn is_started(&self, item: ItemRef) -> bool {
        self.position(item).is_some_and(|number| self.jobs[number].started)
    }

    /// Of items of equal rank, who makes way first: what has not begun, and else what was begun last.
    pub(crate) fn makes_way(&self, item: ItemRef) -> (bool, std::cmp::Reverse<Option<usize>>) {
        (self.is_started(item), std::cmp::Reverse(self.position(item)))
    }

    /// The items for which all is there, and which wait for the next beat.
    pub(crate) fn early(&self) -> Vec<ItemRef> {
        self.jobs.iter().filter(|job| job.is_early).map(|job| job.item).collect()
    }

    /// The items that are at a step, the first one first.
    pub(crate) fn at(&self, step: Step) -> Vec<ItemRef> {
        self.jobs.iter().filter(|job| job.step == step).map(|job| job.item).collect()
    }

    /// It was set up or repaired, and has to run in again.
    pub(crate) fn run_in(&mut self) {
        if let Some(quality) = &mut self.quality {
            quality.run_in();
        }
    }

    /// Whether the set-up has a say in which item is next.
    pub(crate) fn prefers(&self) -> bool {
        let prefers = |setup: &Setup| setup.prefer != Prefer::Order || setup.minimum_run > 0;
        self.setup.as_ref().is_some_and(prefers)
    }

    /// Whether an item is at its process, whether that goes on or not.
    pub(crate) fn is_in_process(&self, item: ItemRef) -> bool {
        self.position(item).is_some_and(|number| self.jobs[number].step == Step::Process)
    }

    /// Whether the process of an item on a place has not begun.
    pub(crate) fn is_unbegun(&self, item: ItemRef) -> bool {
        let job = self.position(item).map(|number| &self.jobs[number]);
        job.is_some_and(|job| match job.step {
            Step::Process => !job.begun,
            Step::Unload => false,
            Step::Arrived | Step::Place | Step::Start | Step::Setup | Step::Load => true,
        })
    }

    /// Whether it is set up for the items that are taken.
    pub(crate) fn sets_up(&self) -> bool {
        self.setup.is_some() && self.polling.is_none()
    }

    /// The family that it is set up for, and how many items of it were begun since; none: it is not set up for items.
    pub(crate) fn set_up_for(&self, facts: &SetupFacts) -> Option<(Option<u32>, u32)> {
        let setup = self.setup.as_ref().filter(|_| self.sets_up())?;
        Some((setup.family(facts), setup.run))
    }

    /// Which of the waiting items is next, if the set-up has a say in it.
    pub(crate) fn choose(
        &self,
        queue: &ItemQueue,
        core: &Core,
        who: EquipmentId,
    ) -> Option<ItemRef> {
        let setup = self.setup.as_ref().filter(|_| self.prefers())?;
        setup.choose(setup_of(core, who)?, queue, &core.items)
    }

    /// The mean time of the change of set-up that an item would take now, in nanoseconds.
    pub(crate) fn setup_for(&self, core: &Core, who: EquipmentId, item: ItemRef) -> f64 {
        let work = Work::on(core, item);
        let change = self.setup.as_ref().zip(setup_of(core, who));
        let law = change.and_then(|(setup, facts)| setup.change(facts, work));
        let cleaning = change.map_or(0.0, |(setup, facts)| setup.mean_cleaning(facts));
        law.map_or(0.0, Distribution::mean) + cleaning
    }

    /// The mean time of what is done with an item beside processing it, in nanoseconds.
    fn beside(&self, core: &Core, who: EquipmentId, item: ItemRef) -> f64 {
        let facts = core.plant.equipment(who).stages.as_ref();
        let stages = facts.map(|facts| [&facts.load, &facts.unload]);
        let laws = stages.into_iter().flatten().flatten().map(|stage| stage.law.mean());
        let setup = if self.polling.is_some() { 0.0 } else { self.setup_for(core, who, item) };
        setup + laws.sum::<f64>()
    }

    /// What the station does, as far as the stages tell: state, places in process, cause.
    pub(crate) fn doing(&self) -> Option<(State, u32, EquipmentId)> {
        if let [job] = &self.jobs[..]
            && job.works
        {
            // Most have one place.
            let is_process = job.step == Step::Process;
            let state = if is_process { State::Processing } else { State::Setup };
            return Some((state, u32::from(is_process), EquipmentId::NONE));
        }
        let processing = self.jobs.iter().filter(|job| job.works && job.step == Step::Process);
        let processing = processing.count() as u32;
        if processing > 0 {
            return Some((State::Processing, processing, EquipmentId::NONE));
        }
        let changes = self.polling.as_ref().is_some_and(|polling| polling.changes());
        if changes || self.jobs.iter().any(|job| job.works) {
            return Some((State::Setup, 0, EquipmentId::NONE));
        }
        if let Some(waiting) = self.jobs.iter().find(|job| job.ticket.is_some() && !job.is_early) {
            let crew = self.crew(waiting.step)?;
            return Some((State::WaitingForOperator, 0, crew.first_group()));
        }
        let is_refused = self.jobs.iter().any(|job| job.step == Step::Place);
        if let Some(refused_by) = self.reservations.refused_by.filter(|_| is_refused) {
            return Some((State::Blocked, 0, refused_by));
        }
        let waits = self.jobs.iter().any(|job| job.step == Step::Start || job.is_early);
        let beats = self.beats.as_ref().filter(|_| waits);
        beats.map(|beats| (State::Idle, 0, beats.who()))
    }
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

/// What equipment works with.
pub(crate) struct Parts<'a> {
    pub(crate) stages: Option<&'a mut Stages>,
    pub(crate) carried: Option<&'a mut Carried>,
}

/// Equipment whose work on an item may have stages.
pub(crate) trait Staged: Process + Sized {
    fn stages(&self) -> Option<&Stages>;
    fn carried(&self) -> Option<&Carried>;
    fn parts(&mut self) -> Parts<'_>;

    /// Whether the work on an item may begin now.
    fn may_start(&mut self, _core: &mut Core, _held: &Held) -> bool {
        true
    }

    /// Work on an item begins: its process, or what comes before that.
    fn begins_with(&mut self, _core: &Core, _item: ItemRef, _is_process: bool) {}

    /// The process of what is on its place has begun.
    fn has_begun(&mut self, _core: &mut Core) {}

    /// The process of what is on its place has ended.
    fn has_processed(&mut self, core: &mut Core, item: ItemRef) {
        process::finished(self, core, item);
    }

    fn stages_mut(&mut self) -> Option<&mut Stages> {
        self.parts().stages
    }

    /// Whether work that takes so long is not to be begun now, because of a concern.
    fn holds_back(&self, now: SimTime, work: SimSpan) -> bool {
        self.carried().is_some_and(|carried| carried.holds_back(now, work))
    }

    /// Items come while it stands still.
    #[cold]
    fn tell_of_items(&mut self, core: &mut Core) {
        let items = self.level();
        if let Some(carried) = self.parts().carried {
            carried.count_items(core, items);
        }
    }

    /// Some of what was in process is so no longer: that does not wear it any more.
    fn count_interruption(&mut self, now: SimTime) {
        let until = self.places().until(|item| self.is_in_process(item));
        if let Some(carried) = self.parts().carried {
            carried.work_until(now, until);
        }
    }

    /// Begins with an item, at its first stage.
    #[cold]
    fn begin_stages(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) {
        self.begin_stages_with(core, item, work, None);
    }

    /// Begins with an item for which a crew is there, or asked for, that may be needed for its first stage.
    fn begin_stages_with(
        &mut self,
        core: &mut Core,
        item: ItemRef,
        work: SimSpan,
        ticket: Option<Ticket>,
    ) {
        let Some(stages) = self.stages_mut() else { return };
        stages.jobs.push(Job { ticket, ..Job::new(item) });
        if self.holds_back(core.now, self.with_stages(core, item, work)) {
            self.dismiss(core, item);
            self.places_mut().hold(Held { item, begun: false, left: work });
            self.tell_of_items(core);
        } else {
            self.enter_step(core, item);
        }
    }

    /// Lets the crew of an item go, if it has one.
    fn dismiss(&mut self, core: &mut Core, item: ItemRef) {
        let Some(stages) = self.stages_mut() else { return };
        let number = stages.position(item);
        if let Some(ticket) = number.and_then(|number| stages.jobs[number].ticket.take()) {
            core.give_back(ticket);
        }
    }

    /// How long an item takes with all stages, where that matters for whether it may be begun: set-ups, loading and unloading as
    /// long as they take on average, since they are drawn when they begin.
    fn with_stages(&self, core: &Core, item: ItemRef, work: SimSpan) -> SimSpan {
        if !self.carried().is_some_and(Carried::has_to_fit) {
            return work;
        }
        let beside = self.stages().map_or(0.0, |stages| stages.beside(core, self.id(), item));
        let beside = SimSpan::from_nanos_f64(beside).unwrap_or(SimSpan::MAX);
        SimSpan::from_nanos(work.as_nanos().saturating_add(beside.as_nanos()))
    }

    /// Whether nothing is on a place that was begun: neither in process, nor between two of its stages.
    fn is_drained(&self) -> bool {
        let is_started = |item| self.stages().is_some_and(|stages| stages.is_started(item));
        let places = self.places();
        places.busy() == 0 && !places.held().1 && !places.standing().any(is_started)
    }

    /// Whether work on an item that has not begun is not to begin now, because of a concern.
    fn is_late(&self, core: &Core, item: ItemRef) -> bool {
        let is_started = self.stages().is_some_and(|stages| stages.is_started(item));
        !is_started
            && self.holds_back(core.now, self.with_stages(core, item, core.items[item].work))
    }

    /// Goes on to the next step. True where there is none: the item is finished. It must be on no place.
    fn enter_step(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let id = self.id();
        let Some(stages) = self.stages_mut() else { return true };
        let Some(number) = stages.position(item) else { return true };
        let before = stages.jobs[number].step;
        let aside = stages.jobs[number].aside.take();
        let next = match aside {
            Some(Aside { step, left, .. }) => Some((step, left)),
            None => stages.after(before, core, id, item),
        };
        let needed = next.and_then(|(step, _)| stages.crew(step));
        // A crew that is needed for the next step as well stays, unless its shift is over.
        let stays = stages.jobs[number].ticket.is_some_and(|ticket| {
            let has = core.people.crew_of(ticket);
            has.zip(needed).is_some_and(|(has, needed)| has.is_of_the_same_people(needed))
                && !core.people.is_late(ticket, core.now)
        });
        if let Some(ticket) = stages.jobs[number].ticket.take_if(|_| !stays) {
            core.give_back(ticket);
        }
        let Some((step, left)) = next else {
            stages.jobs.remove(number);
            return true;
        };
        let (begun, spent) = aside.map_or((false, SimSpan::ZERO), |it| (it.begun, it.spent));
        let job = &mut stages.jobs[number];
        (job.step, job.begun, job.works) = (step, begun, false);
        (job.stretch, job.spent) = (SimSpan::ZERO, spent);
        if let Some(setup) = stages.setup.as_mut().filter(|_| begun && step == Step::Process) {
            // It was set up for it anew.
            setup.run += 1;
        }
        self.staff_job(core, number, Held { item, begun, left });
        false
    }

    /// Works on an item's present step, or lets it wait for the crew that the step needs.
    fn staff(&mut self, core: &mut Core, held: Held) {
        let number = self.stages().and_then(|stages| stages.position(held.item));
        if let Some(number) = number {
            self.staff_job(core, number, held);
        }
    }

    fn staff_job(&mut self, core: &mut Core, number: usize, held: Held) {
        let id = self.id();
        let Some(stages) = self.stages_mut() else { return };
        let Job { step, ticket, .. } = stages.jobs[number];
        if step == Step::Place {
            self.places_mut().hold(held);
            return core.poke(id);
        }
        if step == Step::Start {
            if self.may_start(core, &held) {
                self.enter_step(core, held.item);
                // Others may have waited for their turn.
                core.poke(id);
            } else {
                self.places_mut().hold(held);
            }
            return;
        }
        let pace = match (ticket, stages.crew(step)) {
            (Some(ticket), _) => core.people.pace_there(ticket),
            (None, None) => Some(Pace::USUAL),
            (None, Some(crew)) => {
                let (ticket, pace) = core.claim(id, crew);
                stages.jobs[number].ticket = Some(ticket);
                pace
            }
        };
        let Some(pace) = pace else {
            self.places_mut().hold(held);
            return self.lacks_crew(core, held.item);
        };
        let Some(stages) = self.stages_mut() else { return };
        let (job, beats) = (&mut stages.jobs[number], &mut stages.beats);
        job.is_early = !job.started && beats.as_mut().is_some_and(|beats| beats.is_off(core));
        if job.is_early {
            self.places_mut().hold(held);
        } else {
            self.work_on(core, number, held, pace);
        }
    }

    /// Writes down that an item on its place waits for people, where the state of the equipment may not tell.
    fn lacks_crew(&self, core: &mut Core, item: ItemRef) {
        let Some(stages) = self.stages() else { return };
        let Some(job) = stages.position(item).map(|number| &stages.jobs[number]) else { return };
        let is_begun = job.begun && job.step == Step::Process;
        if is_begun || self.places().are_many() {
            let done = if is_begun { job.spent } else { SimSpan::ZERO };
            let group = stages.crew(job.step).map(Crew::first_group);
            process::interrupted(core, self.id(), item, (done, group));
        }
    }

    fn work_on(&mut self, core: &mut Core, number: usize, mut held: Held, pace: Pace) {
        let (id, are_many) = (self.id(), self.places().are_many());
        let Parts { stages: Some(stages), carried } = self.parts() else { return };
        let job = &mut stages.jobs[number];
        let begins = !job.begun;
        (job.begun, job.started, job.works) = (true, true, true);
        let is_process = job.step == Step::Process;
        if let Some(carried) = carried.as_deref().filter(|_| is_process && begins) {
            held.left = carried.at_speed(core, held.item, held.left);
        }
        job.pace = pace;
        let left = pace.takes(held.left);
        job.stretch = left;
        // What is put right for it first is not what was interrupted; and of one place only a process is.
        if job.aside.is_none() && (!begins || are_many) {
            // That its process begins is written down beside.
            let goes_on = (!is_process || !begins).then_some(is_process);
            process::resumed(core, id, held.item, goes_on);
        }
        if is_process {
            if begins && let Some(setup) = &mut stages.setup {
                setup.count();
            }
            if let Some(carried) = carried {
                carried.begin_work(core, left);
            }
        }
        process::go_on(self, core, held.item, left);
        if begins {
            self.begins_with(core, held.item, is_process);
        }
        if is_process && begins {
            process::record_started(core, self.id(), held.item);
            self.has_begun(core);
        }
    }

    /// Ends the step that is due. Returns the item, which step it was, and whether it was the last one: then the item is on no
    /// place. None: nothing is due.
    fn finish_step(&mut self, core: &mut Core) -> Option<(ItemRef, Option<Step>, bool)> {
        let (id, item) = (self.id(), self.places_mut().finish(core.now)?);
        let Some(stages) = self.stages_mut() else { return Some((item, None, true)) };
        let step = stages.position(item).map(|number| stages.jobs[number].step);
        let stamps = stages.stamps;
        if step == Some(Step::Setup) {
            let work = Work::on(core, item);
            if let (Some(setup), Some(facts)) = (&mut stages.setup, setup_of(core, id)) {
                setup.be_set_up(facts, work);
            }
            stages.run_in();
            let record = Record::of_item(What::SetUp, core.now, id, core.items[item].id);
            core.recorder.push(record.level(work.product.0));
        }
        if step == Some(Step::Process) {
            if stamps {
                core.stamp(item, id);
                core.begin_life_after(item, id);
            }
            self.count_work(core, item);
            self.has_processed(core, item);
        }
        // It is off its place while it is seen what comes next.
        self.places_mut().take_back(item);
        let is_last = self.enter_step(core, item);
        Some((item, step, is_last))
    }

    /// Where people take another time than is said, an item was in process for as long as they took.
    fn count_work(&self, core: &mut Core, item: ItemRef) {
        let Some(stages) = self.stages() else { return };
        let job = stages.position(item).map(|number| &stages.jobs[number]);
        if let Some(job) = job.filter(|job| job.pace != Pace::USUAL || job.spent > SimSpan::ZERO) {
            core.items[item].work = job.took();
        }
    }

    /// Stops the work whose crews have gone home, or were replaced by others who take another time.
    fn miss_crews(&mut self, core: &mut Core) {
        let Some(stages) = self.stages() else { return };
        let is_missing = |job: &&Job| {
            let changes =
                |ticket| !core.people.is_there(ticket) || core.people.pace(ticket) != job.pace;
            job.works && job.ticket.is_some_and(changes)
        };
        let missing = stages.jobs.iter().filter(is_missing).map(|job| job.item);
        let missing: SmallVec<[ItemRef; 2]> = missing.collect();
        if missing.is_empty() {
            return;
        }
        for item in missing {
            if let Some(mut held) = self.places_mut().interrupt(item, core.now) {
                held.left = self.stop_stage(item, held.left, Fate::Resume);
                self.places_mut().hold(held);
                self.lacks_crew(core, item);
            }
        }
        self.count_interruption(core.now);
    }

    /// The work on an item is stopped so long before its end; returns how much of it is left, where it is gone on with.
    fn stop_stage(&mut self, item: ItemRef, left: SimSpan, fate: Fate) -> SimSpan {
        let Some(stages) = self.stages_mut() else { return left };
        let Some(number) = stages.position(item) else { return left };
        let left = stages.jobs[number].stop(left);
        if fate != Fate::Resume {
            stages.jobs[number].spent = SimSpan::ZERO;
        }
        left
    }

    /// Works with the crews that have come, and no longer with those that have gone.
    #[inline(never)]
    fn take_crews(&mut self, core: &mut Core) {
        // Mostly nobody has come or gone.
        let is_as_it_was = |job: &Job| {
            job.ticket.is_none_or(|ticket| {
                core.people.pace_there(ticket) == job.works.then_some(job.pace)
            })
        };
        if self.stages().is_none_or(|stages| stages.jobs.iter().all(is_as_it_was))
            || self.carried().is_some_and(Carried::is_halted)
        {
            return;
        }
        self.miss_crews(core);
        let Some(stages) = self.stages() else { return };
        let came = |job: &&Job| {
            let is_there = |ticket| core.people.is_there(ticket);
            !job.works && !job.is_early && job.ticket.is_some_and(is_there)
        };
        let came = stages.jobs.iter().filter(came).map(|job| job.item);
        let came: SmallVec<[ItemRef; 2]> = came.collect();
        for item in came {
            if self.is_late(core, item) {
                // It stays, and is asked for anew when it may begin.
                self.dismiss(core, item);
            } else if let Some(held) = self.places_mut().take_held_one(item) {
                self.staff(core, held);
            }
        }
    }

    /// Sends all crews away, while it stands still; while it is down, some stay.
    #[cold]
    fn stand_stages(&mut self, core: &mut Core, state: State) {
        let Some(stages) = self.stages_mut() else { return };
        for number in 0..stages.jobs.len() {
            let stays = stages.crew(stages.jobs[number].step).is_some_and(|crew| crew.stays);
            let job = &mut stages.jobs[number];
            // Who has not come is not bound.
            let is_there = job.ticket.is_some_and(|ticket| core.people.is_there(ticket));
            let stays = stays && is_there && state == State::Down;
            (job.works, job.is_early) = (false, false);
            if let Some(ticket) = job.ticket.take_if(|_| !stays) {
                core.give_back(ticket);
            }
        }
    }

    /// Goes on with an item that was held while it stood still.
    fn go_on_with_stage(&mut self, core: &mut Core, held: Held) {
        let job = self.stages().and_then(|it| it.position(held.item).map(|at| &it.jobs[at]));
        let step = job.map(|job| job.step);
        let waits = matches!(step, Some(Step::Place | Step::Start));
        if !waits && self.is_late(core, held.item) {
            self.dismiss(core, held.item);
            self.places_mut().hold(held);
        } else if step == Some(Step::Arrived) {
            self.enter_step(core, held.item);
        } else {
            self.staff(core, held);
        }
    }

    /// What was in process goes on at another speed, so many times as slowly; it is on no place.
    fn go_on_at_speed(&mut self, core: &mut Core, item: ItemRef, left: SimSpan, times: f64) {
        let left = self.stop_stage(item, left, Fate::Resume);
        let left = at_other_speed(core, item, left, times);
        self.staff(core, Held { item, begun: true, left });
    }

    /// Whether an interruption touches the process of an item, and not another stage.
    fn is_in_process(&self, item: ItemRef) -> bool {
        self.stages().is_none_or(|stages| stages.is_in_process(item))
    }

    /// A cause to stand still lifts: after a repair it has to run in.
    fn run_in_after(&mut self, core: &Core, by: EquipmentId) {
        let concerns = &core.plant.equipment(self.id()).concerns;
        let Parts { stages: Some(stages), carried: Some(carried) } = self.parts() else { return };
        if carried.is_broken_by(concerns, by) {
            stages.run_in();
        }
    }

    /// Forgets an item that is taken away.
    fn forget_stages(&mut self, core: &mut Core, item: ItemRef) {
        let Parts { stages: Some(stages), carried } = self.parts() else { return };
        if let Some(carried) = carried {
            carried.forget(item);
        }
        stages.reservations.cancel(item);
        if let Some(number) = stages.position(item)
            && let Some(ticket) = stages.jobs.remove(number).ticket
        {
            core.give_back(ticket);
        }
    }

    /// Judges an item that is finished. What is scrapped is written down as one of so many that are here, and has to be taken
    /// out by who asked; returns whether it is.
    #[inline(never)]
    fn is_spoilt(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let (id, level) = (self.id(), self.level());
        let Parts { stages: Some(stages), carried } = self.parts() else { return false };
        let Some(quality) = &mut stages.quality else { return false };
        let facts = core.plant.equipment(id).quality.as_ref();
        let verdict = quality.judge(facts, carried.as_deref(), &mut core.items[item]);
        let inspects = quality.inspects();
        if verdict != Verdict::Pass {
            stages.reservations.cancel(item);
            if inspects {
                let it = &core.items[item];
                let record = Record::of_item(What::Rejected, core.now, id, it.id);
                core.recorder.push(record.level(it.product.0));
            }
        }
        if verdict == Verdict::Scrap {
            core.scrap(id, item, level);
        }
        verdict == Verdict::Scrap
    }
}
