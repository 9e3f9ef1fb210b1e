//! `Degradation`: a piece of equipment wears in stages, or by a continuous process, until it fails, and is maintained by its
//! condition.
//!
//! A continuous process is one stage; where its level is known at any time, a second one begins at the level from which on it is
//! maintained.

mod spec;
mod worn;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, State, What};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::{Draws, SpawnCx};
use crate::concern::age::{Counts, Renewal, Restoration, age_of, measure_of};
use crate::concern::failure::Fate;
use crate::concern::maintenance::Begins;
use crate::concern::{Age, Condition, Halt, Watch};
use crate::core::{Ask, Core};
use crate::people::{Crew, Task};
use crate::world::{Handlers, Row, SimCx};

use worn::Worn;

pub(crate) use spec::Spec;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Degradation {
    id: EquipmentId,
    owner: EquipmentId,
    counts: Counts,
    /// How many stages it has behind it.
    stage: u32,
    /// How many it had when it was last renewed.
    renewed: u32,
    /// How old its owner is when the stage ends, and when it is inspected next; the end of all ages: never.
    ends: Age,
    inspection: Age,
    /// When it looks at the age of its owner again; the end of time: the owner tells.
    alarm: SimTime,
    course: Course,
    rules: Box<Rules>,
}

/// What a scene says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rules {
    stages: Vec<Stage>,
    /// None: each stage lasts as its law says.
    worn: Option<Worn>,
    fate: Fate,
    repair: Draws,
    repaired: Restoration,
    /// Who repairs, maintains and inspects it.
    crews: [Option<Crew>; 3],
    policy: Option<Policy>,
}

impl Rules {
    fn crew(&self, job: Job) -> Option<&Crew> {
        let [repair, maintenance, inspection] = &self.crews;
        let crew = match job {
            Job::Repair => repair,
            Job::Maintain => maintenance,
            Job::Inspect => inspection,
        };
        crew.as_ref()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stage {
    lasts: Draws,
    condition: Condition,
}

/// When it is maintained before it fails.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Policy {
    /// From this stage on.
    at: u32,
    /// After which time it is inspected; none: its stage is known at any time.
    every: Option<Draws>,
    /// How long an inspection takes; none: it does not stop.
    inspecting: Option<Draws>,
    takes: Draws,
    begins: Begins,
    maintained: Restoration,
}

/// What is done with it while it stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Job {
    Inspect,
    Maintain,
    Repair,
}

/// Where it is between one renewal and the next. Alarms are as those of failures.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// The run has not begun.
    New,
    /// It works, as far as it knows.
    Running,
    /// Something is to be done as soon as nothing is in process.
    Asked(Job),
    /// It stands still since an instant, and something is done, or waits for the crew.
    Busy(Job, SimTime, Task),
    /// Someone is asked whether it is maintained: while it stands still and those who inspected it are there, or while it runs.
    Judged(Option<Task>),
}

/// What is known of the condition of something that may be maintained.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) owner: EquipmentId,
    pub(crate) stage: u32,
    pub(crate) fails_at: u32,
    pub(crate) threshold: u32,
}

impl Degradation {
    fn fails_at(&self) -> u32 {
        self.rules.stages.len() as u32
    }

    /// The age at which something happens next, of what is not waited for already.
    fn next(&self) -> Age {
        if matches!(self.course, Course::Running) || self.is_foreseen() {
            self.ends.min(self.inspection)
        } else {
            self.ends
        }
    }

    fn set_alarm(&mut self, core: &mut Core, now: Age) {
        let left = SimSpan::from_nanos(self.next().saturating_sub(now));
        // Beyond the end of time nothing happens any more.
        self.alarm = match core.now.checked_add(left) {
            Some(_) => core.schedule(self.id, 0, left).unwrap_or(SimTime::MAX),
            None => SimTime::MAX,
        };
    }

    /// Sees to it that what comes next is not missed.
    fn watch(cx: &mut SimCx<'_>, me: Row<Self>) {
        let now = age_of(cx, cx[me].owner, Some(cx[me].counts));
        let (it, core) = cx.mine(me);
        let (owner, who, at) = (it.owner, it.id, it.next());
        match measure_of(Some(it.counts)) {
            Some(measure) => {
                it.alarm = SimTime::MAX;
                cx.watch_age(owner, Watch { who, measure, at });
            }
            None => it.set_alarm(core, now),
        }
    }

    /// Lets its owner work as it does in this stage, and tell of what it works on now.
    fn show(cx: &mut SimCx<'_>, me: Row<Self>) {
        let it = &cx[me];
        let stage = it.stage.min(it.fails_at() - 1) as usize;
        let (owner, condition) = (it.owner, it.rules.stages[stage].condition);
        cx.set_condition(owner, condition);
    }

    fn watch_and_show(cx: &mut SimCx<'_>, me: Row<Self>) {
        Self::watch(cx, me);
        Self::show(cx, me);
    }

    /// Whether it wears by a continuous process whose course is foreseen from one inspection to the next.
    fn is_foreseen(&self) -> bool {
        let is_inspected = |policy: &Policy| policy.every.is_some();
        self.rules.worn.is_some() && self.rules.policy.as_ref().is_some_and(is_inspected)
    }

    /// Foresees its course up to the next inspection.
    fn foresee(&mut self) {
        let (is_foreseen, until) = (self.is_foreseen(), self.inspection);
        if let Some(worn) = self.rules.worn.as_mut().filter(|_| is_foreseen) {
            self.ends = worn.foresee(until);
        }
    }

    /// What was foreseen has come, and it has not failed: the next inspection is planned, and its course up to then foreseen.
    fn arrive(&mut self, core: &mut Core, now: Age) {
        if !self.is_foreseen() || self.inspection > now || self.ends <= now {
            return;
        }
        while self.inspection <= now && self.ends > now && core.fault.is_none() {
            let due = self.inspection;
            if let Some(worn) = &mut self.rules.worn {
                worn.arrive(due);
            }
            // The one after this, though it may be past as well.
            self.plan_inspection(core, due);
            self.foresee();
        }
    }

    /// Draws how long the stage lasts that begins at an age.
    fn begin_stage(&mut self, core: &mut Core, from: Age) {
        let (who, stage, is_foreseen) = (self.id, self.stage, self.is_foreseen());
        if let Some(worn) = &mut self.rules.worn {
            self.ends = if is_foreseen { Age::MAX } else { worn.passage(from, stage) };
            return;
        }
        let stage = &mut self.rules.stages[self.stage as usize];
        self.ends = from.saturating_add(stage.lasts.span(core, who).as_nanos());
    }

    /// It is in a stage from now on, as after a repair, and inspections are reckoned anew.
    fn renew_to(cx: &mut SimCx<'_>, me: Row<Self>, stage: u32) {
        let now = age_of(cx, cx[me].owner, Some(cx[me].counts));
        let (it, core) = cx.mine(me);
        (it.stage, it.renewed, it.course) = (stage, stage, Course::Running);
        if let Some(worn) = &mut it.rules.worn {
            worn.begin(now);
        }
        it.begin_stage(core, now);
        it.inspection = now;
        it.plan_inspection(core, now);
        it.foresee();
        Self::watch_and_show(cx, me);
    }

    /// Reckons the next inspection from when the last one was due; what is past is left out.
    fn plan_inspection(&mut self, core: &mut Core, now: Age) {
        let who = self.id;
        let every = self.rules.policy.as_mut().and_then(|policy| policy.every.as_mut());
        let Some(every) = every else {
            self.inspection = Age::MAX;
            return;
        };
        while self.inspection <= now && core.fault.is_none() {
            let interval = every.span(core, who).as_nanos().max(1);
            self.inspection = self.inspection.saturating_add(interval);
        }
    }

    /// Does what its age brings.
    fn wear(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, id) = (cx[me].owner, cx[me].id);
        let now = age_of(cx, owner, Some(cx[me].counts));
        let before = cx[me].stage;
        let (it, core) = cx.mine(me);
        while it.ends <= now {
            it.stage += 1;
            if it.stage == it.fails_at() {
                return Self::fail(cx, me);
            }
            let from = it.ends;
            it.begin_stage(core, from);
        }
        if it.stage > before {
            let is_seen = matches!(it.course, Course::Running) && it.is_monitored();
            Self::watch_and_show(cx, me);
            if is_seen {
                return Self::judge(cx, me, None);
            }
        }
        let is_due = cx[me].inspection <= now;
        if is_due && cx[me].is_foreseen() {
            let (it, core) = cx.mine(me);
            it.arrive(core, now);
            if !matches!(it.course, Course::Running) {
                Self::watch(cx, me);
            }
        }
        match cx[me].course {
            Course::Running if is_due => Self::inspect(cx, me),
            Course::Asked(job) if cx.stands_for(owner, id) => Self::begin_job(cx, me, job),
            _ => {
                let (it, core) = cx.mine(me);
                if it.alarm <= core.now || it.alarm == SimTime::MAX {
                    it.set_alarm(core, now);
                }
            }
        }
    }

    fn is_monitored(&self) -> bool {
        self.rules.policy.as_ref().is_some_and(|policy| policy.every.is_none())
    }

    fn fail(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (it, core) = cx.mine(me);
        let (owner, by, fate) = (it.owner, it.id, it.rules.fate);
        core.recorder.push(Record::of_cause(What::Failed, core.now, owner, by));
        Self::begin_job(cx, me, Job::Repair);
        cx.halt(owner, Halt { by, state: State::Down }, fate);
    }

    /// An inspection is due.
    fn inspect(cx: &mut SimCx<'_>, me: Row<Self>) {
        let stops = cx[me].rules.policy.as_ref().is_some_and(|policy| policy.inspecting.is_some());
        if stops {
            Self::ask(cx, me, Job::Inspect);
        } else {
            Self::be_inspected(cx, me, SimSpan::ZERO);
            Self::judge(cx, me, None);
        }
    }

    /// Wants its owner to stand still.
    fn ask(cx: &mut SimCx<'_>, me: Row<Self>, job: Job) {
        let it = &mut cx[me];
        it.course = Course::Asked(job);
        let (owner, by) = (it.owner, it.id);
        let begins = it.rules.policy.as_ref().map(|policy| policy.begins).unwrap_or_default();
        let halt = Halt { by, state: State::Maintenance };
        match begins {
            Begins::AfterItem => {
                // It goes on wearing meanwhile.
                Self::watch_and_show(cx, me);
                cx.drain(owner, halt);
            }
            Begins::AtOnce => {
                cx.halt(owner, halt, Fate::Resume);
                Self::begin_job(cx, me, job);
            }
        }
    }

    /// It stands still, and something is done as soon as the crew is there.
    fn begin_job(cx: &mut SimCx<'_>, me: Row<Self>, job: Job) {
        let (it, core) = cx.mine(me);
        let takes = it.draw(core, job);
        let task = Task::new(core, it.id, it.rules.crew(job), takes);
        it.course = Course::Busy(job, core.now, task);
    }

    /// Draws how long something takes.
    fn draw(&mut self, core: &mut Core, job: Job) -> SimSpan {
        let (who, policy) = (self.id, self.rules.policy.as_mut());
        let law = match job {
            Job::Repair => Some(&mut self.rules.repair),
            Job::Maintain => policy.map(|policy| &mut policy.takes),
            Job::Inspect => policy.and_then(|policy| policy.inspecting.as_mut()),
        };
        law.map_or(SimSpan::ZERO, |law| law.span(core, who))
    }

    /// Goes on with what is done, as the crew comes and goes.
    fn look(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (it, core) = cx.mine(me);
        let Course::Busy(job, since, mut task) = it.course else { return };
        let is_done = task.look(core, it.id);
        it.course = Course::Busy(job, since, task);
        if is_done {
            Self::end_job(cx, me, (job, since, task));
        }
    }

    /// What was done is done.
    fn end_job(cx: &mut SimCx<'_>, me: Row<Self>, (job, since, task): (Job, SimTime, Task)) {
        let took = cx.core.now.since(since);
        if job == Job::Inspect {
            Self::be_inspected(cx, me, took);
            return Self::judge(cx, me, Some(task));
        }
        let (it, core) = cx.mine(me);
        let (owner, by) = (it.owner, it.id);
        let what = if job == Job::Repair { What::Repaired } else { What::Maintained };
        let record = Record::of_cause(what, core.now, owner, by).span(took);
        core.recorder.push(record.extra(task.waited()));
        task.end(core);
        let restoration = match (job, &it.rules.policy) {
            (Job::Maintain, Some(policy)) => policy.maintained,
            _ => it.rules.repaired,
        };
        let stage = it.restored(restoration);
        Self::renew_to(cx, me, stage);
        if job == Job::Repair {
            for other in cx.concerns(owner).into_iter().filter(|other| *other != by) {
                cx.renew(other, Renewal::Repaired);
            }
        }
        cx.resume(owner, by);
    }

    /// The stage that it is in after something was done; what failed comes back to its last stage at least.
    fn restored(&mut self, restoration: Restoration) -> u32 {
        let has_failed = self.stage >= self.fails_at();
        if let Some(worn) = &mut self.rules.worn {
            worn.restore(restoration, has_failed);
            return 0;
        }
        let stage = restoration.age(self.renewed.into(), self.stage.max(self.renewed).into());
        (stage as u32).min(self.fails_at() - 1)
    }

    fn is_worn(&self) -> bool {
        self.rules.worn.as_ref().is_some_and(Worn::is_worn)
    }

    fn be_inspected(cx: &mut SimCx<'_>, me: Row<Self>, took: SimSpan) {
        let now = age_of(cx, cx[me].owner, Some(cx[me].counts));
        let (it, core) = cx.mine(me);
        let found = if it.is_foreseen() { u32::from(it.is_worn()) } else { it.stage };
        let record = Record::of_cause(What::Inspected, core.now, it.owner, it.id);
        core.recorder.push(record.span(took).level(found));
        if it.is_foreseen() {
            it.arrive(core, now);
        } else {
            it.plan_inspection(core, now);
        }
    }

    /// Its stage is known: whether it is maintained is said by the scheduler, if there is one.
    fn judge(cx: &mut SimCx<'_>, me: Row<Self>, inspected: Option<Task>) {
        let (it, core) = cx.mine(me);
        it.course = Course::Judged(inspected);
        if core.scheduler.is_chosen && it.rules.worn.is_none() {
            core.ask(Ask { who: it.id, item: None });
            return;
        }
        let is_at = |policy: &Policy| it.stage >= policy.at;
        let maintain = if it.is_foreseen() {
            it.is_worn()
        } else {
            it.rules.policy.as_ref().is_some_and(is_at)
        };
        Self::be_judged(cx, me, maintain);
    }

    fn be_judged(cx: &mut SimCx<'_>, me: Row<Self>, maintain: bool) {
        let Course::Judged(inspected) = cx[me].course else { return };
        let now = age_of(cx, cx[me].owner, Some(cx[me].counts));
        let (it, core) = cx.mine(me);
        let (owner, by) = (it.owner, it.id);
        match (maintain, inspected) {
            (true, Some(task)) => {
                let takes = it.draw(core, Job::Maintain);
                // Who inspected it goes on with it, or makes way for others.
                let task = if it.rules.crew(Job::Inspect) == it.rules.crew(Job::Maintain) {
                    task.then(core, by, takes)
                } else {
                    task.end(core);
                    Task::new(core, by, it.rules.crew(Job::Maintain), takes)
                };
                it.course = Course::Busy(Job::Maintain, core.now, task);
            }
            (true, None) => Self::ask(cx, me, Job::Maintain),
            (false, Some(task)) => {
                it.course = Course::Running;
                task.end(core);
                if it.next() <= now {
                    // It came meanwhile, where time counts that does not stand still.
                    core.poke(by);
                }
                Self::watch(cx, me);
                cx.resume(owner, by);
            }
            (false, None) => {
                it.course = Course::Running;
                Self::watch_and_show(cx, me);
            }
        }
    }
}

impl Handlers for Degradation {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self {
            id: cx.id,
            owner: cx.owner,
            counts: spec.counts(),
            stage: 0,
            renewed: 0,
            ends: Age::MAX,
            inspection: Age::MAX,
            alarm: SimTime::MAX,
            course: Course::New,
            rules: Box::new(spec.rules(cx)),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        match self.course {
            Course::Busy(.., task) => task.is_due(core.now),
            _ => self.alarm == core.now,
        }
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        match cx[me].course {
            Course::New => Self::renew_to(cx, me, 0),
            Course::Running | Course::Asked(_) => Self::wear(cx, me),
            Course::Busy(..) => Self::look(cx, me),
            Course::Judged(_) => {}
        }
    }

    fn renew(cx: &mut SimCx<'_>, me: Row<Self>, renewal: Renewal) {
        let Renewal::Maintained(restoration) = renewal else { return };
        let was_asked = matches!(cx[me].course, Course::Asked(_));
        // While something is done with it, that says in which stage it is afterwards.
        if restoration == Restoration::Minimal
            || !(was_asked || matches!(cx[me].course, Course::Running))
        {
            return;
        }
        let (owner, by, stage) = (cx[me].owner, cx[me].id, cx[me].restored(restoration));
        Self::renew_to(cx, me, stage);
        if was_asked {
            cx.resume(owner, by);
        }
    }

    fn seen(&self) -> Option<Seen> {
        let Course::Judged(_) = self.course else { return None };
        let threshold = self.rules.policy.as_ref()?.at;
        let (owner, stage, fails_at) = (self.owner, self.stage, self.fails_at());
        Some(Seen { owner, stage, fails_at, threshold })
    }

    fn judged(cx: &mut SimCx<'_>, me: Row<Self>, maintain: bool) {
        Self::be_judged(cx, me, maintain);
    }
}
