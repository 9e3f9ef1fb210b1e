//! `Redundancy`: a piece of equipment has units beside each other, and runs as long as enough of them work (k out of n).

use bevy_ecs::prelude as ecs;
use plantwright_des::Distribution;
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts};
use plantwright_model::vocabulary::{Crew as CrewWord, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::{Draws, SpawnCx};
use crate::concern::age::{Counts, Renewal, age_of, measure_of};
use crate::concern::failure::Fate;
use crate::concern::{Age, Halt, Watch};
use crate::core::Core;
use crate::people::{Crew, Task};
use crate::world::{Handlers, Row, SimCx};

/// How many units can be beside each other: each of them is looked at one by one.
const MOST: u32 = 10_000;

/// What units do of which no more are needed just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Standby {
    /// They run along, and wear.
    #[default]
    Hot,
    /// They stand, and do not wear; one takes over at once where a running one fails.
    Cold,
}

/// Has units beside each other, such as pumps or spindles, that fail and are repaired one by one; it is down while fewer work than
/// are needed. How fast it works does not depend on how many do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Redundancy")]
pub(crate) struct Spec {
    /// What it is called in figures and random streams; default: "units". Several need a name each.
    #[serde(default)]
    name: Option<Spanned<String>>,
    /// How many there are.
    units: Spanned<u32>,
    /// How many have to work.
    needed: Spanned<u32>,
    /// What those do that are not needed; default: `Hot`.
    #[serde(default)]
    standby: Standby,
    /// How long each of them works until it fails.
    every: Spanned<Random<Duration>>,
    /// Which time counts for `every`. For `Calendar`, those that work age also while it is down because of the others; for `Up`
    /// they do not.
    counts: Counts,
    /// How long the repair of one takes.
    repair: Spanned<Random<Duration>>,
    /// Who repairs one, as long as that takes; default: nobody, and all can be repaired at once.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// What becomes of an item in process when too few are left; default: `Resume`.
    #[serde(default)]
    item: Fate,
}

impl Spec {
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or("units", |name| &name.value)
    }

    pub(crate) fn facts(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        let (every, repair) = (self.life(cx), self.repair.value.law(self.repair.span, cx));
        let (units, needed) = (self.units.value, self.needed.value);
        if needed == 0 || needed > units {
            let message = format!("{needed} of {units} units make no machine that can fail");
            let finding = Diagnostic::error(codes::CAPACITY, self.needed.span, message);
            cx.report.push(finding.hint("`needed` lies between 1 and `units`"));
            return None;
        }
        if units > MOST {
            cx.error(codes::CAPACITY, self.units.span, format!("there are {MOST} units at most"));
            return None;
        }
        let span = self.name.as_ref().map_or(at, |name| name.span);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let (name, laws) = (self.name().to_owned(), vec![every?, repair?]);
        Some(ConcernFacts {
            name,
            span,
            role: ConcernRole::Failure,
            laws,
            crew,
            upkeep_crews: [None, None],
            calendar: None,
            dates: None,
            stops: Vec::new(),
            spoils: false,
            sleeps: false,
        })
    }

    fn life(&self, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        let law = self.every.value.law(self.every.span, cx)?;
        if law.mean() <= 0.0 {
            let message = "this never runs: its units fail as soon as they are repaired";
            let finding = Diagnostic::error(codes::LAW, self.every.span, message);
            cx.report
                .push(finding.hint("give the life of a unit, such as `Exponential(\"100 h\")`"));
            return None;
        }
        Some(law)
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Redundancy {
    id: EquipmentId,
    owner: EquipmentId,
    counts: Counts,
    needed: u32,
    fate: Fate,
    /// When it looks at the age of its owner again; the end of time: the owner tells.
    alarm: SimTime,
    /// Since when it is down.
    down: Option<SimTime>,
    /// Since when so many work.
    working: (SimTime, u32),
    units: Box<Units>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Units {
    /// None: the run has not begun.
    courses: Vec<Course>,
    count: u32,
    /// How many of them run at most.
    run: u32,
    life: Draws,
    repair: Draws,
    crew: Option<Crew>,
}

/// What is with one unit.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// It works, and fails when its owner is so old.
    Works(Age),
    /// It is repaired, or waits for who repairs it.
    Repair(Task),
    /// It stands by, and has so much life left.
    Spare(Age),
}

/// Lets spares run, the first ones first, until so many run.
fn put_to_work(courses: &mut [Course], run: u32, age: Age) {
    let runs = courses.iter().filter(|course| matches!(course, Course::Works(_))).count();
    let mut missing = (run as usize).saturating_sub(runs);
    for course in courses {
        if missing > 0
            && let Course::Spare(left) = *course
        {
            *course = Course::Works(age.saturating_add(left));
            missing -= 1;
        }
    }
}

impl Redundancy {
    /// Brings all units up to now.
    fn look(&mut self, core: &mut Core, age: Age) {
        let who = self.id;
        let Units { courses, count, run, life, repair, crew } = &mut *self.units;
        if courses.is_empty() {
            *courses =
                (0..*count).map(|_| Course::Spare(life.span(core, who).as_nanos())).collect();
            put_to_work(courses, *run, age);
        }
        for course in &mut *courses {
            if let Course::Repair(task) = course
                && task.look(core, who)
            {
                task.end(core);
                // What is new works for a moment at least.
                *course = Course::Spare(life.span(core, who).as_nanos().max(1));
            }
            if let Course::Works(until) = *course
                && until <= age
            {
                let takes = repair.span(core, who);
                *course = Course::Repair(Task::new(core, who, crew.as_ref(), takes));
            }
        }
        put_to_work(courses, *run, age);
    }

    /// How many work, or could.
    fn count(&self) -> u32 {
        let can = |course: &&Course| !matches!(course, Course::Repair(_));
        self.units.courses.iter().filter(can).count() as u32
    }

    /// The age at which the next unit fails.
    fn next(&self) -> Age {
        let ages = self.units.courses.iter().filter_map(|course| match course {
            Course::Works(until) => Some(*until),
            Course::Repair(_) | Course::Spare(_) => None,
        });
        ages.min().unwrap_or(Age::MAX)
    }

    fn set_alarm(&mut self, core: &mut Core, age: Age) {
        let left = SimSpan::from_nanos(self.next().saturating_sub(age));
        self.alarm = match core.now.checked_add(left) {
            Some(_) => core.schedule(self.id, 0, left).unwrap_or(SimTime::MAX),
            None => SimTime::MAX,
        };
    }

    /// How many worked since when, as a record of the interval up to now.
    fn so_far(&self, now: SimTime) -> Record {
        let (since, working) = self.working;
        let record = Record::of_cause(What::Working, now, self.owner, self.id);
        record.span(now.since(since)).level(working)
    }

    /// Sees to it that the next failure is not missed.
    fn watch(cx: &mut SimCx<'_>, me: Row<Self>, age: Age) {
        let (it, core) = cx.mine(me);
        let (owner, who, at) = (it.owner, it.id, it.next());
        match measure_of(Some(it.counts)) {
            Some(measure) => {
                it.alarm = SimTime::MAX;
                cx.watch_age(owner, Watch { who, measure, at });
                cx.tell_work(owner, who);
            }
            None => it.set_alarm(core, age),
        }
    }
}

impl Handlers for Redundancy {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let name = spec.name();
        let law = |position: usize, purpose: &str| {
            cx.concern_draws(position, &format!("{name}: {purpose}")).expect("a law")
        };
        Self {
            id: cx.id,
            owner: cx.owner,
            counts: spec.counts,
            needed: spec.needed.value,
            fate: spec.item,
            alarm: SimTime::MAX,
            down: None,
            working: (SimTime::ZERO, spec.units.value),
            units: Box::new(Units {
                courses: Vec::new(),
                count: spec.units.value,
                run: match spec.standby {
                    Standby::Hot => spec.units.value,
                    Standby::Cold => spec.needed.value,
                },
                life: law(0, "time to failure"),
                repair: law(1, "repair"),
                crew: cx.concern_crew(),
            }),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let ends =
            |course: &Course| matches!(course, Course::Repair(task) if task.is_due(core.now));
        self.alarm == core.now || self.units.courses.iter().any(ends)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let age = age_of(cx, cx[me].owner, Some(cx[me].counts));
        let (it, core) = cx.mine(me);
        let (owner, by, fate, now) = (it.owner, it.id, it.fate, core.now);
        let (was_new, before) = (it.units.courses.is_empty(), it.next());
        it.look(core, age);
        let working = it.count();
        if working != it.working.1 {
            core.recorder.push(it.so_far(now));
            it.working = (now, working);
        }
        if was_new || it.next() != before {
            Self::watch(cx, me, age);
        } else if it.alarm <= now || it.alarm == SimTime::MAX {
            it.set_alarm(core, age);
        }
        let (it, core) = cx.mine(me);
        match (working < it.needed, it.down) {
            (true, None) => {
                it.down = Some(now);
                core.recorder.push(Record::of_cause(What::Failed, now, owner, by));
                cx.halt(owner, Halt { by, state: State::Down }, fate);
            }
            (false, Some(since)) => {
                it.down = None;
                let record = Record::of_cause(What::Repaired, now, owner, by);
                core.recorder.push(record.span(now.since(since)));
                for other in cx.concerns(owner).into_iter().filter(|other| *other != by) {
                    cx.renew(other, Renewal::Repaired);
                }
                cx.resume(owner, by);
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.so_far(core.now))
    }
}
