//! `Failure`: a piece of equipment breaks down from time to time, and is repaired.

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{ConcernFacts, EquipmentFacts};
use plantwright_model::vocabulary::Random;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::Core;
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
    /// How long it runs until it breaks down, from the end of one repair to the next failure.
    every: Spanned<Random<Duration>>,
    /// Which time counts for `every`. There is no default: operation-dependent and time-dependent failures give different
    /// plants.
    counts: Counts,
    /// How long it takes until it runs again.
    repair: Spanned<Random<Duration>>,
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
        let every = self.every.value.law(self.every.span, cx);
        let repair = self.repair.value.law(self.repair.span, cx);
        let (every, repair) = (every?, repair?);
        if every.mean() <= 0.0 {
            let message = "this never runs: it breaks down as soon as it is repaired";
            let finding = Diagnostic::error(codes::LAW, self.every.span, message);
            cx.report.push(
                finding.hint("give the time between failures, such as `Exponential(\"8 h\")`"),
            );
            return None;
        }
        let span = self.name.as_ref().map_or(at, |name| name.span);
        Some(ConcernFacts { name: self.name().to_owned(), span, laws: vec![every, repair] })
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
    counts: Counts,
    fate: Fate,
    every: Sampler,
    life: Stream,
    repair: Sampler,
    repairs: Stream,
    course: Course,
}

/// Where a failure is in its course.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// Its time does not count now; so much of it is left.
    Paused(SimSpan),
    /// Its time counts, and it breaks down at an instant.
    Counting(SimTime),
    /// It breaks down now.
    Breaking,
    /// It is being repaired since an instant, until another.
    Repair(SimTime, SimTime),
    /// It is repaired now, and has been down since an instant.
    Repaired(SimTime),
}

impl Failure {
    fn draw_life(&mut self, core: &mut Core) -> Course {
        let nanos = self.every.sample(self.life.draw());
        Course::Paused(core.span(self.id, nanos))
    }

    fn break_down(&mut self, core: &mut Core) {
        let nanos = self.repair.sample(self.repairs.draw());
        let repair = core.span(self.id, nanos);
        let until = core.schedule(self.id, 0, repair).unwrap_or(SimTime::MAX);
        self.course = Course::Repair(core.now, until);
        core.recorder.push(Record::of_cause(What::Failed, core.now, self.owner, self.id));
    }

    fn be_repaired(&mut self, core: &mut Core, since: SimTime) {
        let record = Record::of_cause(What::Repaired, core.now, self.owner, self.id);
        core.recorder.push(record.span(core.now.since(since)));
        self.course = self.draw_life(core);
    }

    /// Lets the time count or stand.
    fn count(&mut self, core: &mut Core, counts: bool) {
        match self.course {
            Course::Paused(left) if counts => {
                let due = core.schedule(self.id, 0, left).unwrap_or(SimTime::MAX);
                self.course = Course::Counting(due);
            }
            Course::Counting(due) if !counts => {
                self.course = Course::Paused(due.since(core.now));
            }
            _ => {}
        }
    }
}

impl Handlers for Failure {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let name = spec.name();
        let [every, repair] = cx.concern_laws();
        Self {
            id: cx.id,
            owner: cx.owner,
            counts: spec.counts,
            fate: spec.item,
            every,
            life: cx.stream(&format!("{name}: time to failure")),
            repair,
            repairs: cx.stream(&format!("{name}: repair")),
            course: Course::Paused(SimSpan::ZERO),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        self.course = self.draw_life(core);
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        match self.course {
            Course::Counting(due) if due == core.now => self.course = Course::Breaking,
            Course::Repair(since, until) if until == core.now => {
                self.course = Course::Repaired(since);
            }
            _ => return false,
        }
        true
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, owner, fate) = (cx[me].id, cx[me].owner, cx[me].fate);
        match cx[me].course {
            Course::Breaking => {
                let (failure, core) = cx.mine(me);
                failure.break_down(core);
                cx.halt(owner, id, fate);
            }
            Course::Repaired(since) => {
                let (failure, core) = cx.mine(me);
                failure.be_repaired(core, since);
                cx.resume(owner);
            }
            _ => {}
        }
        let counts = match cx[me].counts {
            Counts::Processing => cx.state(owner) == State::Processing,
            Counts::Up => !cx.is_halted(owner),
            Counts::Calendar => true,
        };
        let (failure, core) = cx.mine(me);
        failure.count(core, counts);
    }
}
