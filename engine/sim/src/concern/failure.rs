//! `Failure`: a piece of equipment breaks down from time to time, and is repaired.

use bevy_ecs::prelude as ecs;
use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts};
use plantwright_model::vocabulary::{Crew as CrewWord, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::build::SpawnCx;
use crate::concern::age::{
    Counts, Due, Renewal, Restoration, Restores, Words, age_of, draw_life, measure_of,
};
use crate::concern::{Age, Halt, Measure, Watch};
use crate::core::Core;
use crate::people::{Crew, Task};
use crate::world::{Handlers, Row, SimCx};

/// Breaks down from time to time, and is repaired. While it is down nothing is processed; its places can still be filled and
/// emptied by others.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Failure")]
pub(crate) struct Spec {
    /// What it is called in figures and random streams; default: "failure", of a micro-stop "micro-stop". Several need a name each.
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
    /// Instead of `every`: the probability that it fails when work on an item is to begin (probability of failure on demand);
    /// once it is repaired, that item is begun without another trial. Only a `Station` has it; default: it goes by `every`.
    #[serde(default)]
    on_demand: Option<Spanned<f64>>,
    /// How long it takes until it runs again.
    repair: Spanned<Random<Duration>>,
    /// Who repairs it, as long as the repair takes; it is down while it waits for them; default: nobody.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// What becomes of an item in process; default: `Resume`.
    #[serde(default)]
    item: Fate,
    /// Other equipment that stands still with it until it is repaired: the rest of a line, all that hangs on one compressor. What
    /// `item` says holds there, too; default: nothing else.
    #[serde(default)]
    stops: Vec<Spanned<String>>,
    /// How old it is after its repair, as `every` or `cycles` count; default: `AsGoodAsNew`.
    #[serde(default)]
    restores: Restores,
    /// Whether it is written as `MicroStop`.
    #[serde(skip)]
    is_micro_stop: bool,
}

/// Reads a micro-stop, which has the words of a failure.
pub(crate) fn micro_stop<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spec, D::Error> {
    Spec::deserialize(deserializer).map(|spec| Spec { is_micro_stop: true, ..spec })
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
        self.name.as_ref().map_or(self.word(), |name| &name.value)
    }

    /// What it is.
    const fn word(&self) -> &'static str {
        if self.is_micro_stop { "micro-stop" } else { "failure" }
    }

    pub(crate) fn facts(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        let life = self.life(at, cx);
        self.restores.check(cx);
        if let Some(life) = &life {
            self.restores.check_life((life, at), self.word(), cx);
        }
        let repair = self.repair.value.law(self.repair.span, cx);
        let span = self.name.as_ref().map_or(at, |name| name.span);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let mut stops: Vec<EquipmentId> =
            self.stops.iter().filter_map(|name| cx.equipment(name)).collect();
        stops.sort_unstable();
        stops.dedup();
        let role = if self.is_micro_stop { ConcernRole::MicroStop } else { ConcernRole::Failure };
        let (name, laws) = (self.name().to_owned(), vec![life?, repair?]);
        Some(ConcernFacts {
            name,
            span,
            role,
            laws,
            crew,
            upkeep_crews: [None, None],
            calendar: None,
            dates: None,
            stops,
            spoils: false,
            sleeps: false,
        })
    }

    /// Which time brings it nearer; none: it goes by cycles, or comes on demand.
    pub(crate) fn clock(&self) -> Option<Counts> {
        self.counts
    }

    /// Where it is said that it fails when work is to begin, and not in between.
    pub(crate) fn demand_span(&self) -> Option<Span> {
        self.on_demand.as_ref().map(|it| it.span)
    }

    /// How many demands it takes until it fails.
    fn demands(&self, p: &Spanned<f64>, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        if let Some(other) =
            self.every.as_ref().map(|it| it.span).or_else(|| self.cycles.as_ref().map(|it| it.span))
        {
            let message =
                format!("a {} happens on demand or by time or cycles, not by both", self.word());
            let finding = Diagnostic::error(codes::INVALID_VALUE, other, message);
            cx.report
                .push(finding.hint("leave out one of them, or make two of it, each with a name"));
            return None;
        }
        if !(p.value > 0.0 && p.value <= 1.0) {
            let message = format!(
                "a probability of failure on demand is above 0 and at most 1, not {}",
                p.value
            );
            let finding = Diagnostic::error(codes::INVALID_VALUE, p.span, message);
            cx.report.push(finding.hint("one failure in a hundred demands is `on_demand: 0.01`"));
            return None;
        }
        Some(Distribution::Geometric { p: p.value, step: 1.0 })
    }

    /// The law of what passes until it breaks down.
    fn life(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        if let Some(p) = &self.on_demand {
            return self.demands(p, cx);
        }
        let due = Due { every: &self.every, counts: self.counts, cycles: &self.cycles };
        let word = self.word();
        due.law(
            at,
            cx,
            &Words {
                word,
                at_once: "it breaks down as soon as it is repaired",
                example: "Exponential(\"8 h\")",
                processing: "wear",
                up: "age, also idle",
            },
        )
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
    /// None: cycles, or demands.
    counts: Option<Counts>,
    on_demand: bool,
    fate: Fate,
    life: Sampler,
    lives: Stream,
    repair: Sampler,
    repairs: Stream,
    others: Option<Box<Others>>,
    course: Course,
    restoration: Restoration,
    /// None: it is new after each repair, and nothing else makes it younger.
    aged: Option<Box<Aged>>,
}

/// Who has to do with it beside its owner, where anybody has.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Others {
    /// Who repairs it.
    crew: Option<Crew>,
    /// Who stands still with the owner.
    stops: Vec<EquipmentId>,
}

/// What is needed where a life does not always begin with something new.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Aged {
    law: Distribution,
    /// How old the owner was when this life began, and how old what lives it was then.
    from: Age,
    old: Age,
    /// How old the owner was when it failed.
    failed: Age,
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
    /// It is down since an instant, and is repaired, or waits for who repairs it.
    Repair(SimTime, Task),
}

impl Failure {
    /// How old the owner is, as this failure counts.
    fn age(&self, cx: &SimCx<'_>) -> Age {
        if self.on_demand {
            return cx.usage(self.owner).demands;
        }
        age_of(cx, self.owner, self.counts)
    }

    fn set_alarm(&mut self, core: &mut Core, at: Age, now: Age) {
        let alarm = core.schedule(self.id, 0, SimSpan::from_nanos(at - now));
        self.course = Course::Aging(at, alarm.unwrap_or(SimTime::MAX));
    }

    /// Begins a life of what is so old already, while the owner stands.
    fn begin_life(cx: &mut SimCx<'_>, me: Row<Self>, old: Age) {
        let now = cx[me].age(cx);
        let (failure, core) = cx.mine(me);
        let law = failure.aged.as_deref().map(|aged| &aged.law);
        let lives = &mut failure.lives;
        let life = draw_life(core, failure.id, failure.counts, (&failure.life, law), lives, old);
        let at = now.saturating_add(life - old);
        if let Some(aged) = &mut failure.aged {
            (aged.from, aged.old) = (now, old);
        }
        let (owner, who) = (failure.owner, failure.id);
        let measure =
            if failure.on_demand { Some(Measure::Demands) } else { measure_of(failure.counts) };
        match measure {
            Some(measure) => {
                failure.course = Course::Aging(at, SimTime::MAX);
                cx.watch_age(owner, Watch { who, measure, at });
                if measure == Measure::Demands {
                    // It may have waited to hear of it.
                    cx.core.poke(owner);
                }
            }
            None => failure.set_alarm(core, at, now),
        }
    }

    /// How old it was when the age of its owner was so much, and how old that makes it afterwards.
    fn restored(&self, restoration: Restoration, at: Age) -> Age {
        self.aged
            .as_ref()
            .map_or(0, |aged| restoration.age(aged.old, aged.old + at.saturating_sub(aged.from)))
    }

    /// Who else stands still with its owner.
    fn others(cx: &SimCx<'_>, me: Row<Self>) -> Vec<EquipmentId> {
        cx[me].others.as_ref().map_or_else(Vec::new, |others| others.stops.clone())
    }

    fn break_down(&mut self, core: &mut Core) {
        core.recorder.push(Record::of_cause(What::Failed, core.now, self.owner, self.id));
        let nanos = self.repair.sample(self.repairs.draw());
        let repair = core.span(self.id, nanos);
        let crew = self.others.as_ref().and_then(|others| others.crew.as_ref());
        let task = Task::new(core, self.id, crew, repair);
        self.course = Course::Repair(core.now, task);
    }

    fn be_repaired(&self, core: &mut Core, since: SimTime, task: Task) {
        let record = Record::of_cause(What::Repaired, core.now, self.owner, self.id);
        core.recorder.push(record.span(core.now.since(since)).extra(task.waited()));
        task.end(core);
    }
}

impl Handlers for Failure {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let name = spec.name();
        let [life, repair] = cx.concern_laws();
        let restoration = spec.restores.restoration();
        let is_aged = restoration != Restoration::New || !cx.siblings(&[]).is_empty();
        let (crew, stops) = (cx.concern_crew(), cx.concern_stops());
        let has_others = crew.is_some() || !stops.is_empty();
        Self {
            id: cx.id,
            owner: cx.owner,
            counts: spec.counts,
            on_demand: spec.on_demand.is_some(),
            fate: spec.item,
            life,
            lives: cx.stream(&format!("{name}: time to failure")),
            repair,
            repairs: cx.stream(&format!("{name}: repair")),
            others: has_others.then(|| Box::new(Others { crew, stops })),
            course: Course::New,
            restoration,
            aged: is_aged
                .then(|| Box::new(Aged { law: cx.concern_law(0), from: 0, old: 0, failed: 0 })),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        match self.course {
            Course::New => false,
            Course::Aging(_, due) => due == core.now,
            Course::Repair(_, task) => task.is_due(core.now),
        }
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, by, fate) = (cx[me].owner, cx[me].id, cx[me].fate);
        let now = cx[me].age(cx);
        let (failure, core) = cx.mine(me);
        match failure.course {
            Course::New => Self::begin_life(cx, me, 0),
            Course::Aging(at, _) if at <= now => {
                failure.break_down(core);
                if let Some(aged) = &mut failure.aged {
                    aged.failed = at;
                }
                let halt = Halt { by, state: State::Down };
                cx.halt(owner, halt, fate);
                for other in Self::others(cx, me) {
                    cx.halt(other, halt, fate);
                }
            }
            Course::Aging(at, alarm) if alarm <= core.now || alarm == SimTime::MAX => {
                failure.set_alarm(core, at, now);
            }
            Course::Repair(since, mut task) => {
                let is_done = task.look(core, by);
                failure.course = Course::Repair(since, task);
                if !is_done {
                    return;
                }
                failure.be_repaired(core, since, task);
                let is_alone = failure.aged.is_none();
                let failed = failure.aged.as_ref().map_or(0, |aged| aged.failed);
                let old = failure.restored(failure.restoration, failed);
                Self::begin_life(cx, me, old);
                if !is_alone {
                    for other in cx.concerns(owner).into_iter().filter(|other| *other != by) {
                        cx.renew(other, Renewal::Repaired);
                    }
                }
                cx.resume(owner, by);
                for other in Self::others(cx, me) {
                    cx.resume(other, by);
                }
            }
            Course::Aging(..) => {}
        }
    }
    fn renew(cx: &mut SimCx<'_>, me: Row<Self>, renewal: Renewal) {
        let Renewal::Maintained(restoration) = renewal else { return };
        // While it is being repaired, the repair says how old it is afterwards.
        if restoration != Restoration::Minimal && matches!(cx[me].course, Course::Aging(..)) {
            let now = cx[me].age(cx);
            let old = cx[me].restored(restoration, now);
            Self::begin_life(cx, me, old);
        }
    }
}
