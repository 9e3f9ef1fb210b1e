//! `Failure`: a piece of equipment breaks down from time to time, and is repaired.

use bevy_ecs::prelude as ecs;
use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{ConcernFacts, EquipmentFacts};
use plantwright_model::vocabulary::{Crew as CrewWord, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::concern::{Age, Halt, Measure, Watch};
use crate::core::Core;
use crate::people::{Crew, Ticket};
use crate::world::{Handlers, Row, SimCx};

/// Breaks down from time to time, and is repaired. While it is down nothing is processed; its places can still be filled and
/// emptied by others.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Failure")]
pub(crate) struct Spec {
    /// What it is called in figures and random streams; default: "failure". Several failures need a name each.
    #[serde(default)]
    name: Option<Spanned<String>>,
    /// How long it runs until it breaks down, from the end of one repair to the next failure; default: it goes by `cycles`.
    #[serde(default)]
    every: Option<Spanned<Random<Duration>>>,
    /// Which time counts for `every`; default: none, it has to be said with `every`, since operation-dependent and time-dependent failures give
    /// different plants.
    #[serde(default)]
    counts: Option<Counts>,
    /// Instead of `every`: how many items it finishes until it breaks down, rounded to a whole number, at least 1; default: it
    /// goes by `every`.
    #[serde(default)]
    cycles: Option<Spanned<Random<f64>>>,
    /// How long it takes until it runs again.
    repair: Spanned<Random<Duration>>,
    /// Who repairs it, as long as the repair takes; it is down while it waits for them; default: nobody.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// What becomes of an item in process; default: `Resume`.
    #[serde(default)]
    item: Fate,
}

/// Which time brings a failure nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Counts {
    /// Only while it processes: wear (operation-dependent failures).
    Processing,
    /// While it is not down, also idle and blocked: age (time-dependent failures).
    Up,
    /// All time from the end of its own repair on, also while it is down for another reason.
    Calendar,
}

/// What becomes of an item in process when its machine breaks down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Fate {
    /// It is finished later: what was done stays done (preempt-resume).
    #[default]
    Resume,
    /// It is begun anew, and takes as long as it would have (preempt-repeat identical).
    Repeat,
    /// It is begun anew, with a process time drawn anew (preempt-repeat different).
    Resample,
    /// It is spoilt, and taken out of the plant; the next one is begun when the machine runs again.
    Scrap,
}

impl Spec {
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or("failure", |name| &name.value)
    }

    pub(crate) fn facts(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        let life = self.life(at, cx);
        let repair = self.repair.value.law(self.repair.span, cx);
        let span = self.name.as_ref().map_or(at, |name| name.span);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        Some(ConcernFacts { name: self.name().to_owned(), span, laws: vec![life?, repair?], crew })
    }

    /// The law of what passes until it breaks down.
    fn life(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        let finding = match (&self.every, self.counts, &self.cycles) {
            (Some(every), Some(_), None) => {
                let law = every.value.law(every.span, cx)?;
                if law.mean() > 0.0 {
                    return Some(law);
                }
                let message = "this never runs: it breaks down as soon as it is repaired";
                Diagnostic::error(codes::LAW, every.span, message)
                    .hint("give the time between failures, such as `Exponential(\"8 h\")`")
            }
            (None, None, Some(cycles)) => return cycles.value.law(cycles.span, cx),
            (Some(_), None, None) => {
                Diagnostic::error(codes::MISSING_FIELD, at, "this failure does not say which time counts")
                    .hint(
                        "add `counts: Processing` (wear), `counts: Up` (age, also idle) or `counts: Calendar` (all time)",
                    )
            }
            (None, _, None) => Diagnostic::error(codes::MISSING_FIELD, at, "this failure never happens")
                .hint("add `every: …` and `counts: …`, or `cycles: …`"),
            (_, _, Some(cycles)) => {
                let message = "a failure goes by time or by cycles, not by both";
                Diagnostic::error(codes::INVALID_VALUE, cycles.span, message)
                    .hint("leave out `cycles`, or `every` and `counts`; or make two failures of it")
            }
        };
        cx.report.push(finding);
        None
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Failure {
    id: EquipmentId,
    owner: EquipmentId,
    /// None: cycles.
    counts: Option<Counts>,
    fate: Fate,
    life: Sampler,
    lives: Stream,
    repair: Sampler,
    repairs: Stream,
    crew: Option<Crew>,
    course: Course,
}

/// Where a failure is in its course.
///
/// Nothing is moved when the owner's time begins or ceases to count: an alarm rings at the earliest instant at which the
/// failure can be due, and where its time stood still meanwhile, it rings again later. For wear, there is no alarm before the
/// owner begins a work that may be the last one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// The run has not begun.
    New,
    /// It breaks down at an age; the alarm rings at an instant. The end of time: the owner tells.
    Aging(Age, SimTime),
    /// It is down since an instant, and waits for its crew.
    Waiting(SimTime, Ticket),
    /// It is down since an instant, and being repaired until another; by whom, and for how long they were waited for.
    Repair { since: SimTime, until: SimTime, crew: Option<Ticket>, waited: SimSpan },
}

impl Failure {
    /// How old the owner is, as this failure counts.
    fn age(&self, cx: &SimCx<'_>) -> Age {
        let (now, usage) = (cx.core.now.since(SimTime::ZERO), cx.usage(self.owner));
        match self.counts {
            Some(Counts::Processing) => usage.processing.as_nanos(),
            Some(Counts::Up) => (now - usage.halted).as_nanos(),
            Some(Counts::Calendar) => now.as_nanos(),
            None => usage.cycles,
        }
    }

    /// Draws the age at which it breaks down.
    fn draw_age(&mut self, core: &mut Core, now: Age) -> Age {
        let life = self.life.sample(self.lives.draw());
        let life = match self.counts {
            Some(_) => core.span(self.id, life).as_nanos(),
            None => life.round().max(1.0) as u64,
        };
        now.saturating_add(life)
    }

    /// What the owner tells of.
    fn measure(&self) -> Option<Measure> {
        match self.counts {
            Some(Counts::Processing) => Some(Measure::Processing),
            Some(Counts::Up | Counts::Calendar) => None,
            None => Some(Measure::Cycles),
        }
    }

    fn set_alarm(&mut self, core: &mut Core, at: Age, now: Age) {
        let alarm = core.schedule(self.id, 0, SimSpan::from_nanos(at - now));
        self.course = Course::Aging(at, alarm.unwrap_or(SimTime::MAX));
    }

    /// Begins a life, while the owner stands.
    fn begin_life(cx: &mut SimCx<'_>, me: Row<Self>) {
        let now = cx[me].age(cx);
        let (failure, core) = cx.mine(me);
        let at = failure.draw_age(core, now);
        let (owner, who) = (failure.owner, failure.id);
        match failure.measure() {
            Some(measure) => {
                failure.course = Course::Aging(at, SimTime::MAX);
                cx.watch_age(owner, Watch { who, measure, at });
            }
            None => failure.set_alarm(core, at, now),
        }
    }

    fn break_down(&mut self, core: &mut Core) {
        core.recorder.push(Record::of_cause(What::Failed, core.now, self.owner, self.id));
        match &self.crew {
            None => self.repair(core, core.now, None),
            Some(crew) => {
                let ticket = core.claim(self.id, crew);
                if core.people.is_granted(ticket) {
                    self.repair(core, core.now, Some(ticket));
                } else {
                    self.course = Course::Waiting(core.now, ticket);
                }
            }
        }
    }

    fn repair(&mut self, core: &mut Core, since: SimTime, crew: Option<Ticket>) {
        let nanos = self.repair.sample(self.repairs.draw());
        let repair = core.span(self.id, nanos);
        let until = core.schedule(self.id, 0, repair).unwrap_or(SimTime::MAX);
        self.course = Course::Repair { since, until, crew, waited: core.now.since(since) };
    }

    fn be_repaired(&self, core: &mut Core, since: SimTime, waited: SimSpan, crew: Option<Ticket>) {
        let record = Record::of_cause(What::Repaired, core.now, self.owner, self.id);
        core.recorder.push(record.span(core.now.since(since)).extra(waited));
        if let Some(ticket) = crew {
            core.give_back(ticket);
        }
    }
}

impl Handlers for Failure {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let name = spec.name();
        let [life, repair] = cx.concern_laws();
        Self {
            id: cx.id,
            owner: cx.owner,
            counts: spec.counts,
            fate: spec.item,
            life,
            lives: cx.stream(&format!("{name}: time to failure")),
            repair,
            repairs: cx.stream(&format!("{name}: repair")),
            crew: cx.concern_crew(),
            course: Course::New,
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let (Course::Aging(_, due) | Course::Repair { until: due, .. }) = self.course else {
            return false;
        };
        due == core.now
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, by, fate) = (cx[me].owner, cx[me].id, cx[me].fate);
        let now = cx[me].age(cx);
        let (failure, core) = cx.mine(me);
        match failure.course {
            Course::New => Self::begin_life(cx, me),
            Course::Aging(at, _) if at <= now => {
                failure.break_down(core);
                cx.halt(owner, Halt { by, state: State::Down }, fate);
            }
            Course::Aging(at, alarm) if alarm <= core.now || alarm == SimTime::MAX => {
                failure.set_alarm(core, at, now);
            }
            Course::Waiting(since, ticket) if core.people.is_granted(ticket) => {
                failure.repair(core, since, Some(ticket));
            }
            Course::Repair { since, until, crew, waited } if until <= core.now => {
                failure.be_repaired(core, since, waited, crew);
                Self::begin_life(cx, me);
                cx.resume(owner, by);
            }
            Course::Aging(..) | Course::Waiting(..) | Course::Repair { .. } => {}
        }
    }
}
