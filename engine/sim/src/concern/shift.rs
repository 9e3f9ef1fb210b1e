//! `Shift`: a piece of equipment works by a calendar, and is off while that is closed.

use bevy_ecs::prelude as ecs;
use plantwright_journal::State;
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts, ServiceFacts};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{CalendarId, EquipmentId, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::concern::failure::Fate;
use crate::concern::{Gate, Halt};
use crate::core::Core;
use crate::world::{Handlers, Row, SimCx};

/// What it is called in figures; a station has one.
pub(crate) const NAME: &str = "shift";

/// Works while a calendar is open, and is off otherwise. While it is off nothing is begun; its places can still be filled and
/// emptied by others. Repairs go on outside the shift; time of processing and of being up does not.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Shift")]
pub(crate) struct Spec {
    /// The calendar: one of the scene's `calendars`.
    calendar: Spanned<String>,
    /// What becomes of an item in process when the calendar closes; default: `Interrupt`.
    #[serde(default)]
    at_end: AtEnd,
}

/// What becomes of an item in process when the calendar closes. What is finished at this very instant is finished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum AtEnd {
    /// It is interrupted, and goes on when the calendar opens again. Windows that touch are one.
    #[default]
    Interrupt,
    /// It is finished first, and nothing else is begun. Windows that touch are one.
    Finish,
    /// It was not begun unless it would be finished by then: it waits on its place for the next window, and no other takes its
    /// turn. Windows that touch are two. What fails meanwhile and gets late is interrupted.
    FitsOnly,
}

impl Spec {
    pub(crate) fn facts(&self, at: Span, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        let calendar = Some(cx.calendar(&self.calendar)?);
        Some(ConcernFacts {
            name: NAME.to_owned(),
            span: at,
            role: ConcernRole::Other,
            laws: Vec::new(),
            crew: None,
            upkeep_crews: [None, None],
            calendar,
            dates: None,
            stops: Vec::new(),
            spoils: false,
            sleeps: false,
        })
    }

    /// Warns where what its owner works on is longer than every window.
    pub(crate) fn check(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let mine = facts.concerns.iter().find_map(|concern| concern.calendar);
        let (AtEnd::FitsOnly, Some(id), Some(calendars)) = (self.at_end, mine, cx.calendars) else {
            return;
        };
        let longest = calendars[id.index()].longest_window();
        let shortest = match &facts.service {
            Some(ServiceFacts::All(law)) => law.support().0,
            Some(ServiceFacts::ByProduct(laws)) => {
                laws.values().map(|law| law.support().0).fold(f64::INFINITY, f64::min)
            }
            Some(ServiceFacts::ByRoute) | None => return,
        };
        if shortest > longest.as_nanos() as f64 {
            let message = format!(
                "`{}` never begins anything: its process times are longer than every window of `{}`, which is open for `{longest}` at most",
                facts.name, self.calendar.value
            );
            let finding = Diagnostic::warning(codes::CALENDAR, self.calendar.span, message);
            cx.report.push(finding.hint("use `at_end: Interrupt`, or longer windows"));
        }
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Shift {
    id: EquipmentId,
    owner: EquipmentId,
    calendar: CalendarId,
    at_end: AtEnd,
    /// Whether it is outside the shift, or about to be.
    is_over: bool,
    /// When it looks at the calendar again; the end of time: never.
    next: SimTime,
}

impl Shift {
    /// Until when the calendar is open, if it is, and when to look at it again.
    fn look(&self, core: &Core) -> (Option<SimTime>, SimTime) {
        let calendar = core.plant.calendar(self.calendar);
        let next = match self.at_end {
            AtEnd::Interrupt | AtEnd::Finish => calendar.next_change(core.now),
            AtEnd::FitsOnly => calendar
                .window(core.now)
                .map(|window| if window.from > core.now { window.from } else { window.to }),
        };
        let next = next.unwrap_or(SimTime::MAX);
        (calendar.is_open(core.now).then_some(next), next)
    }

    fn wait(&mut self, core: &mut Core, next: SimTime) {
        self.next = next;
        if next < SimTime::MAX {
            self.next = core.schedule(self.id, 0, next.since(core.now)).unwrap_or(SimTime::MAX);
        }
    }
}

impl Handlers for Shift {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self {
            id: cx.id,
            owner: cx.owner,
            calendar: cx.concern_calendar(),
            at_end: spec.at_end,
            is_over: false,
            next: SimTime::ZERO,
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        self.next == core.now
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (shift, core) = cx.mine(me);
        if shift.next > core.now {
            return;
        }
        let (open, next) = shift.look(core);
        shift.wait(core, next);
        let was_over = std::mem::replace(&mut shift.is_over, open.is_none());
        let (owner, by, at_end) = (shift.owner, shift.id, shift.at_end);
        let until = open.unwrap_or(core.now);
        // Before it resumes: what begins then has to fit.
        cx.set_gate(owner, Gate { until, fits_only: at_end == AtEnd::FitsOnly, by });
        match (open, was_over) {
            (Some(_), true) => cx.resume(owner, by),
            (None, false) => {
                let halt = Halt { by, state: State::Off };
                if at_end == AtEnd::Finish {
                    cx.drain(owner, halt);
                } else {
                    cx.halt(owner, halt, Fate::Resume);
                }
            }
            (Some(_), false) | (None, true) => {}
        }
    }
}
