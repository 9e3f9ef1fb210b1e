//! `Maintenance`: a piece of equipment is maintained, by time or use, before it fails.

use std::collections::BTreeSet;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::{Record, State, What};
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts};
use plantwright_model::vocabulary::{Crew as CrewWord, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_scheduler::{Points, Service};
use plantwright_units::{CalendarId, Duration, EquipmentId, SimSpan, SimTime, natural_cmp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::concern::age::{
    Counts, Due, Renewal, Restoration, Restores, Words, age_of, draw_life, measure_of,
};
use crate::concern::carried::stands_for_long;
use crate::concern::failure::Fate;
use crate::concern::{Age, Halt, Leisure, Watch};
use crate::core::{Ask, Core};
use crate::people::{Crew, Task};
use crate::world::{Handlers, Row, SimCx};

/// The clock that has it look at its owner again; the other one is for when it is due.
const LOOK: u8 = 1;

/// Is maintained, by time, by use, or on dates. While that goes on nothing is processed; its places can still be filled and emptied by others.
/// What falls due during a repair, or outside its shifts, is done then: meanwhile it is `down`, or `off`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Maintenance")]
pub(crate) struct Spec {
    /// What it is called in figures and random streams; default: "maintenance". Several need a name each.
    #[serde(default)]
    name: Option<Spanned<String>>,
    /// After how long it is due; default: it goes by `cycles`, or `on` dates.
    #[serde(default)]
    every: Option<Spanned<Random<Duration>>>,
    /// Which time counts for `every`; default: none, it has to be said with `every`.
    #[serde(default)]
    counts: Option<Counts>,
    /// Instead of `every`: after how many finished items it is due, rounded to a whole number, at least 1; default: it goes by
    /// `every`.
    #[serde(default)]
    cycles: Option<Spanned<Random<f64>>>,
    /// Instead of `every`: a calendar, one of the scene's `calendars`; it is due whenever a window of it begins, such as each
    /// Saturday at 6, or on the first of the month. What becomes due while it waits or goes on is done once; default: it goes by
    /// `every` or `cycles`.
    #[serde(default)]
    on: Option<Spanned<String>>,
    /// From when on the next one is reckoned; default: `Done`.
    #[serde(default)]
    from: From,
    /// Whether the repair of a failure counts as one; default: `GoesOn`, it does not.
    #[serde(default)]
    on_repair: OnRepair,
    /// What becomes of an item in process when it is due; default: `AfterItem`.
    #[serde(default)]
    begins: Begins,
    /// How much earlier than it is due it may be done, by the time that `counts`, when its owner stands still anyway: because of
    /// a failure, another maintenance, its shift, or sleep (opportunistic maintenance); default: no time.
    #[serde(default)]
    window: Option<Spanned<Duration>>,
    /// Within the `window` it is done, too, once its owner has had nothing to work on, or no room for what is finished, for so
    /// long; when it is due, it is done in any case; default: it is not done for that.
    #[serde(default)]
    when_idle: Option<Spanned<Duration>>,
    /// Other equipment that stands still with it, such as the rest of a line: within the `window` it is done when one of them
    /// stands still; default: none.
    #[serde(default)]
    along_with: Vec<Spanned<String>>,
    /// How long it takes.
    takes: Spanned<Random<Duration>>,
    /// Who does it, as long as it takes; nothing is processed while it waits for them; default: nobody.
    #[serde(default)]
    crew: Option<CrewWord>,
    /// How old its owner is afterwards, as the failures count; default: `AsGoodAsNew`.
    #[serde(default)]
    restores: Restores,
    /// The names of the failures that it makes younger; default: all of the same owner.
    #[serde(default)]
    of: Vec<Spanned<String>>,
}

/// From when on the next maintenance is reckoned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum From {
    /// From the end of the last one.
    #[default]
    Done,
    /// From when the last one was due, however late it was: a fixed plan. What became due meanwhile is done once.
    Due,
}

/// Whether the repair of a failure counts as a maintenance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum OnRepair {
    /// No: it is due when it would have been (block replacement).
    #[default]
    GoesOn,
    /// Yes: the next one is reckoned from the repair (age replacement).
    Restarts,
}

/// What becomes of an item in process when maintenance is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Begins {
    /// It is finished first, and nothing else is begun.
    #[default]
    AfterItem,
    /// It is interrupted, and goes on afterwards.
    AtOnce,
}

impl Spec {
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref().map_or("maintenance", |name| &name.value)
    }

    pub(crate) fn facts(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        let interval = self.interval(at, cx);
        let takes = self.takes.value.law(self.takes.span, cx);
        let dates = match &self.on {
            None => None,
            Some(calendar) => Some(cx.calendar(calendar)?),
        };
        self.restores.check(cx);
        self.check_window(cx);
        if let (Some(_), Some(window), Some(law)) = (&self.every, &self.window, &interval)
            && window.value.span().is_ok_and(|it| it.as_nanos() as f64 >= law.mean())
        {
            let message =
                "its window opens before it was used at all: it would be done again and again";
            let finding = Diagnostic::error(codes::INVALID_VALUE, window.span, message);
            cx.report
                .push(finding.hint("let the window be shorter than what passes until it is due"));
        }
        let span = self.name.as_ref().map_or(at, |name| name.span);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let (name, laws) = (self.name().to_owned(), vec![interval?, takes?]);
        let role = ConcernRole::Other;
        Some(ConcernFacts {
            name,
            span,
            role,
            laws,
            crew,
            upkeep_crews: [None, None],
            calendar: None,
            dates,
            stops: Vec::new(),
            spoils: false,
            sleeps: false,
        })
    }

    /// The law of what passes until it is due.
    fn interval(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        if let Some(on) = &self.on {
            let is_clear = self.every.is_none() && self.counts.is_none() && self.cycles.is_none();
            let problem = if !is_clear {
                Some((
                    "maintenance goes by dates, by time, or by cycles, and by one of them alone",
                    "leave out `on`, or `every`, `counts` and `cycles`; or make two of it",
                ))
            } else if self.on_repair == OnRepair::Restarts {
                Some((
                    "a repair puts off no date",
                    "leave out `on_repair`, or write `every` and `counts` in place of `on`",
                ))
            } else {
                None
            };
            if let Some((message, hint)) = problem {
                let finding = Diagnostic::error(codes::INVALID_VALUE, on.span, message);
                cx.report.push(finding.hint(hint));
                return None;
            }
            // It is never drawn.
            return Some(Distribution::Constant { value: u64::MAX as f64 });
        }
        let due = Due { every: &self.every, counts: self.counts, cycles: &self.cycles };
        due.law(
            at,
            cx,
            &Words {
                word: "maintenance",
                at_once: "it is maintained as soon as it was maintained",
                example: "\"200 h\"",
                processing: "use",
                up: "also idle",
            },
        )
    }

    /// Whose standing still it makes use of, its owner's first.
    fn along_with(&self, cx: &SpawnCx<'_>) -> Vec<EquipmentId> {
        if self.window.is_none() {
            return Vec::new();
        }
        let others = self.along_with.iter().filter_map(|name| cx.plant.find(&name.value));
        let others: BTreeSet<EquipmentId> = others.filter(|id| *id != cx.owner).collect();
        std::iter::once(cx.owner).chain(others).collect()
    }

    /// Reports a window that is none.
    fn check_window(&self, cx: &mut ReadCx<'_>) {
        for name in &self.along_with {
            cx.equipment(name);
        }
        let problem = match (&self.window, &self.when_idle, self.along_with.first()) {
            (Some(window), ..) if self.every.is_none() && self.on.is_none() => Some((
                window.span,
                "what goes by cycles is not done earlier by a time",
                "use `every` and `counts`, or leave `window` out",
            )),
            (None, Some(when_idle), _) => Some((
                when_idle.span,
                "it is never done because of idleness: it is done when it is due",
                "add `window: …`, how much earlier it may be done",
            )),
            (None, None, Some(name)) => Some((
                name.span,
                "it is never done along with others: it is done when it is due",
                "add `window: …`, how much earlier it may be done",
            )),
            _ => None,
        };
        if let Some((span, message, hint)) = problem {
            cx.report.push(Diagnostic::error(codes::INVALID_VALUE, span, message).hint(hint));
        }
        for span in self.window.iter().chain(&self.when_idle) {
            cx.span(span);
        }
    }

    /// Warns of failures whose lives are always longer than the time between two maintenances that make them as good as new.
    pub(crate) fn check_lives(
        &self,
        (span, interval): (Span, &Distribution),
        failures: &[(&str, Option<Counts>, &Distribution)],
        cx: &mut ReadCx<'_>,
    ) {
        let is_of = |name: &str| self.of.is_empty() || self.of.iter().any(|of| of.value == name);
        // What counts for maintenance goes on whenever what counts for the failure does.
        let goes_on = |counts: Option<Counts>| match (counts, self.counts) {
            (None, None) | (Some(Counts::Processing), Some(_)) | (_, Some(Counts::Calendar)) => {
                counts.is_none() == self.counts.is_none()
            }
            (Some(Counts::Up), Some(Counts::Up)) => true,
            _ => false,
        };
        if !matches!(self.restores, Restores::AsGoodAsNew) {
            return;
        }
        let longest = interval.support().1;
        let never = failures.iter().filter(|(name, counts, life)| {
            is_of(name) && goes_on(*counts) && life.support().0 > longest
        });
        for (name, ..) in never {
            let message = format!("`{}` makes it new before `{name}` can ever happen", self.name());
            cx.report.push(Diagnostic::warning(codes::NEVER, span, message).hint(format!(
                "lives of `{name}` are always longer than the time between two of them; let it be rarer, or name the failures that it is `of`"
            )));
        }
    }

    /// Reports names of failures that its owner does not have.
    pub(crate) fn check(&self, failures: &[&str], cx: &mut ReadCx<'_>) {
        for name in self.of.iter().filter(|name| !failures.contains(&name.value.as_str())) {
            let message = format!("it has no failure `{}`", name.value);
            let finding = Diagnostic::error(codes::INVALID_VALUE, name.span, message);
            let known: Vec<String> = failures.iter().map(|name| format!("`{name}`")).collect();
            cx.report.push(if known.is_empty() {
                finding.hint("leave `of` out")
            } else {
                finding.hint(format!("there is: {}", known.join(", ")))
            });
        }
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Maintenance {
    id: EquipmentId,
    owner: EquipmentId,
    /// None: cycles.
    counts: Option<Counts>,
    interval: Sampler,
    intervals: Stream,
    takes: Sampler,
    durations: Stream,
    course: Course,
    rules: Box<Rules>,
}

/// What a scene says of it, beside its laws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rules {
    from: From,
    on_repair: OnRepair,
    begins: Begins,
    restoration: Restoration,
    /// What it makes younger.
    of: Vec<EquipmentId>,
    /// How much earlier than it is due it may be done.
    window: Age,
    /// Whose standing still it makes use of; none: nobody's.
    along_with: Vec<EquipmentId>,
    /// For how long its owner has had nothing to do when it makes use of that, too.
    when_idle: Option<Age>,
    /// At the openings of which calendar it is due.
    dates: Option<CalendarId>,
    /// Who does it.
    crew: Option<Crew>,
}

/// Where a maintenance is in its course; alarms are as those of failures.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// The run has not begun.
    New,
    /// It is due at an age; the alarm rings at an instant. The end of time: the owner tells.
    Waiting(Age, SimTime),
    /// It is due at an age, and will be looked after earlier, when its window opens; as `Waiting`.
    Early(Age, SimTime),
    /// It was due at an age, and waits for what is in process.
    Asked(Age),
    /// It was due at an age, and is done, or waits for who does it, since an instant.
    Done(Age, SimTime, Task),
}

impl Maintenance {
    fn set_alarm(&mut self, core: &mut Core, at: Age, now: Age) {
        if at == Age::MAX {
            // There is no other date.
            self.course = Course::Waiting(at, SimTime::MAX);
            return;
        }
        let is_early = matches!(self.course, Course::Early(..));
        let until = if is_early { at.saturating_sub(self.rules.window) } else { at };
        let alarm = core.schedule(self.id, 0, SimSpan::from_nanos(until.saturating_sub(now)));
        let alarm = alarm.unwrap_or(SimTime::MAX);
        self.course = if is_early { Course::Early(at, alarm) } else { Course::Waiting(at, alarm) };
    }

    /// Its window is open: from now on it is done when it is due, or when there is an opportunity.
    fn open(cx: &mut SimCx<'_>, me: Row<Self>, at: Age, now: Age) {
        let (it, core) = cx.mine(me);
        it.course = Course::Waiting(at, SimTime::MAX);
        let (owner, who) = (it.owner, it.id);
        match measure_of(it.counts) {
            Some(measure) => {
                cx.watch_age(owner, Watch { who, measure, at });
                cx.tell_work(owner, who);
            }
            None => it.set_alarm(core, at, now),
        }
        if cx.core.scheduler.points.has(Points::SERVICE) {
            cx.core.ask(Ask { who, item: None });
        } else if Self::is_opportune(cx, me) {
            Self::ask(cx, me, at);
        } else {
            Self::await_idleness(cx, me);
        }
    }

    /// Whether its window is open, so that a scheduler may have it done; and how much is left then until it is due.
    fn left(cx: &SimCx<'_>, me: Row<Self>) -> Option<(Age, Age)> {
        let Course::Waiting(at, _) = cx[me].course else { return None };
        let now = age_of(cx, cx[me].owner, cx[me].counts);
        let opens = at.saturating_sub(cx[me].rules.window);
        (opens <= now && now < at).then(|| (at, at - now))
    }

    /// What a scheduler is asked, if its window is open.
    pub(crate) fn question(cx: &SimCx<'_>, me: Row<Self>) -> Option<Service> {
        let (_, left) = Self::left(cx, me)?;
        let it = &cx[me];
        let facts = cx.core.plant.concerns().find(|(id, ..)| *id == it.id);
        let takes = facts.and_then(|(.., facts)| facts.laws.get(1)).map_or(0.0, Distribution::mean);
        Some(Service {
            now: cx.core.now,
            equipment: it.owner,
            maintenance: it.id,
            left: SimSpan::from_nanos(left),
            takes: SimSpan::from_nanos_f64(takes).unwrap_or(SimSpan::MAX),
            items: cx.count(it.owner) as u32,
            stands: Self::is_opportune(cx, me),
        })
    }

    /// A scheduler has it done now.
    pub(crate) fn be_done(cx: &mut SimCx<'_>, me: Row<Self>) {
        if let Some((at, _)) = Self::left(cx, me) {
            Self::ask(cx, me, at);
        }
    }

    /// Whether someone stands still, for another reason, with whom it may be done, or its owner has had nothing to do for long.
    fn is_opportune(cx: &SimCx<'_>, me: Row<Self>) -> bool {
        let by = cx[me].id;
        if Self::idle_for(cx, me).is_some_and(|(lasted, enough)| lasted >= enough) {
            return true;
        }
        let stands = |who: &EquipmentId| cx.halted_by(*who).into_iter().any(|halt| halt != by);
        cx[me].rules.along_with.iter().any(stands)
    }

    /// For how long its owner has had nothing to do, and how long is enough; none where it works, or that does not matter.
    fn idle_for(cx: &SimCx<'_>, me: Row<Self>) -> Option<(Age, Age)> {
        let enough = cx[me].rules.when_idle?;
        let interval = cx.interval(cx[me].owner)?;
        let has_nothing_to_do = matches!(interval.state(), State::Idle | State::Blocked);
        has_nothing_to_do.then_some((interval.span.as_nanos(), enough))
    }

    /// Its owner has begun to have nothing to do: looks again once that has lasted long enough.
    fn await_idleness(cx: &mut SimCx<'_>, me: Row<Self>) {
        if let Some((lasted, enough)) = Self::idle_for(cx, me)
            && lasted < enough
        {
            let (it, core) = cx.mine(me);
            core.schedule(it.id, LOOK, SimSpan::from_nanos(enough - lasted));
        }
    }

    /// Reckons when the next one is due: from an age on, at which the last one was due, or else from now on.
    fn plan(cx: &mut SimCx<'_>, me: Row<Self>, last: Option<Age>) {
        let now = age_of(cx, cx[me].owner, cx[me].counts);
        let (it, core) = cx.mine(me);
        let mut at = last.filter(|_| it.rules.from == From::Due).unwrap_or(now);
        loop {
            if let Some(dates) = it.rules.dates {
                // It may have been done before it was due.
                let from = SimTime::from_nanos(last.unwrap_or(now).max(now));
                let next = core.plant.calendar(dates).next_opening(from);
                at = next.map_or(Age::MAX, SimTime::as_nanos);
                break;
            }
            let interval = (&it.interval, None);
            at = at.saturating_add(draw_life(
                core,
                it.id,
                it.counts,
                interval,
                &mut it.intervals,
                0,
            ));
            // A plan that is never ahead of its time is done as often as can be.
            if at > now || it.rules.from == From::Done || core.fault.is_some() {
                break;
            }
        }
        let (owner, who, is_early) = (it.owner, it.id, it.rules.window > 0);
        it.course = if is_early {
            Course::Early(at, SimTime::MAX)
        } else {
            Course::Waiting(at, SimTime::MAX)
        };
        match measure_of(it.counts) {
            Some(measure) => {
                let at = if is_early { at.saturating_sub(it.rules.window) } else { at };
                cx.watch_age(owner, Watch { who, measure, at });
            }
            None => it.set_alarm(core, at, now),
        }
    }

    /// It is due.
    fn ask(cx: &mut SimCx<'_>, me: Row<Self>, at: Age) {
        let now = age_of(cx, cx[me].owner, cx[me].counts);
        let it = &mut cx[me];
        let is_early = at > now;
        it.course = Course::Asked(at);
        let (owner, by, begins) = (it.owner, it.id, it.rules.begins);
        let halt = Halt { by, state: State::Maintenance };
        // What is interrupted anyway is not finished first.
        let lasts = |other: &EquipmentId| is_early || stands_for_long(&cx.core.plant, *other);
        let stands = cx.halted_by(owner).iter().any(|other| *other != by && lasts(other));
        match begins {
            _ if stands => {
                cx.halt(owner, halt, Fate::Resume);
                cx.core.poke(by);
            }
            // It is poked when it may begin.
            Begins::AfterItem => cx.drain(owner, halt),
            Begins::AtOnce => {
                cx.halt(owner, halt, Fate::Resume);
                cx.core.poke(by);
            }
        }
    }

    fn start(&mut self, core: &mut Core, at: Age) {
        let nanos = self.takes.sample(self.durations.draw());
        let takes = core.span(self.id, nanos);
        let task = Task::new(core, self.id, self.rules.crew.as_ref(), takes);
        self.course = Course::Done(at, core.now, task);
    }

    fn end(cx: &mut SimCx<'_>, me: Row<Self>, at: Age, (since, task): (SimTime, Task)) {
        let (it, core) = cx.mine(me);
        let (owner, by, restoration) = (it.owner, it.id, it.rules.restoration);
        let of = it.rules.of.clone();
        let record = Record::of_cause(What::Maintained, core.now, owner, by);
        core.recorder.push(record.span(core.now.since(since)).extra(task.waited()));
        task.end(core);
        for failure in of {
            cx.renew(failure, Renewal::Maintained(restoration));
        }
        Self::plan(cx, me, Some(at));
        cx.resume(owner, by);
    }
}

impl Handlers for Maintenance {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let name = spec.name();
        let [interval, takes] = cx.concern_laws();
        let mut names: Vec<&str> = spec.of.iter().map(|name| name.value.as_str()).collect();
        names.sort_by(|a, b| natural_cmp(a, b));
        Self {
            id: cx.id,
            owner: cx.owner,
            // Dates go by the clock.
            counts: spec.on.as_ref().map_or(spec.counts, |_| Some(Counts::Calendar)),
            interval,
            intervals: cx.stream(&format!("{name}: interval")),
            takes,
            durations: cx.stream(&format!("{name}: duration")),
            course: Course::New,
            rules: Box::new(Rules {
                from: spec.from,
                on_repair: spec.on_repair,
                begins: spec.begins,
                restoration: spec.restores.restoration(),
                of: cx.siblings(&names),
                window: spec
                    .window
                    .and_then(|window| window.value.span().ok())
                    .map_or(0, SimSpan::as_nanos),
                along_with: spec.along_with(cx),
                when_idle: spec
                    .when_idle
                    .and_then(|enough| enough.value.span().ok())
                    .map(SimSpan::as_nanos),
                dates: cx.concern_dates(),
                crew: cx.concern_crew(),
            }),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if clock == LOOK {
            return true;
        }
        match self.course {
            Course::New | Course::Asked(_) => false,
            Course::Waiting(_, due) | Course::Early(_, due) => due == core.now,
            Course::Done(.., task) => task.is_due(core.now),
        }
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, who) = (cx[me].owner, cx[me].id);
        let now = age_of(cx, owner, cx[me].counts);
        let stands = matches!(cx[me].course, Course::Asked(_)) && cx.stands_for(owner, who);
        let is_opportune = matches!(cx[me].course, Course::Waiting(..))
            && cx[me].rules.window > 0
            && Self::is_opportune(cx, me);
        let is_idle = Self::idle_for(cx, me).is_some();
        let (it, core) = cx.mine(me);
        let asks = core.scheduler.points.has(Points::SERVICE);
        match it.course {
            Course::New => {
                for of in it.rules.along_with.clone() {
                    cx.tell_of(Leisure::Halts, of, who);
                }
                if cx[me].rules.when_idle.is_some() {
                    cx.tell_of(Leisure::Idleness, owner, who);
                }
                Self::plan(cx, me, Some(0));
            }
            Course::Early(at, _) if at.saturating_sub(it.rules.window) <= now => {
                Self::open(cx, me, at, now);
            }
            Course::Early(at, alarm) if alarm <= core.now || alarm == SimTime::MAX => {
                it.set_alarm(core, at, now);
            }
            Course::Waiting(at, _) if at > now && it.rules.window > 0 && asks => {
                core.ask(Ask { who, item: None });
            }
            Course::Waiting(at, _) if at <= now || is_opportune => Self::ask(cx, me, at),
            Course::Waiting(..) if it.rules.when_idle.is_some() && is_idle => {
                Self::await_idleness(cx, me);
            }
            Course::Waiting(at, alarm) if alarm <= core.now || alarm == SimTime::MAX => {
                it.set_alarm(core, at, now);
            }
            Course::Asked(at) if stands => it.start(core, at),
            Course::Done(at, since, mut task) => {
                let is_done = task.look(core, it.id);
                it.course = Course::Done(at, since, task);
                if is_done {
                    Self::end(cx, me, at, (since, task));
                }
            }
            Course::Waiting(..) | Course::Early(..) | Course::Asked(_) => {}
        }
    }

    fn renew(cx: &mut SimCx<'_>, me: Row<Self>, renewal: Renewal) {
        if renewal != Renewal::Repaired || cx[me].rules.on_repair == OnRepair::GoesOn {
            return;
        }
        let (owner, by) = (cx[me].owner, cx[me].id);
        match cx[me].course {
            Course::Waiting(..) | Course::Early(..) => Self::plan(cx, me, None),
            Course::Asked(_) => {
                Self::plan(cx, me, None);
                cx.resume(owner, by);
            }
            Course::New | Course::Done(..) => {}
        }
    }
}
