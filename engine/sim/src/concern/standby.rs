//! `Standby`: a piece of equipment goes to sleep when it has nothing to do, and wakes up when work comes.

use bevy_ecs::prelude as ecs;
use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_journal::State;
use plantwright_model::plant::{ConcernFacts, ConcernRole, EquipmentFacts};
use plantwright_model::vocabulary::Random;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::concern::failure::Fate;
use crate::concern::{Halt, Measure, Watch};
use crate::core::Core;
use crate::world::{Handlers, Row, SimCx};

/// Goes to sleep when it has been idle for a while, and wakes up when enough items wait at it.
///
/// Asleep it is in the state `standby`, waking up in the state `starting`. It takes items all the same, and begins with them
/// when it is awake. Like every standstill by a concern, sleep does not count for failures that count `Up`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Standby")]
pub(crate) struct Spec {
    /// How long it stays idle before it goes to sleep; default: it goes at once.
    #[serde(default)]
    after: Option<Spanned<Duration>>,
    /// How many items have to be here, on its places and in its queue, until it wakes up (an N-policy); default: 1.
    #[serde(default)]
    wake_at: Option<Spanned<u32>>,
    /// How long it takes to wake up; default: no time.
    #[serde(default)]
    starting: Option<Spanned<Random<Duration>>>,
}

impl Spec {
    /// There is one of it at most.
    pub(crate) const NAME: &'static str = "standby";

    fn wake_at(&self) -> u32 {
        self.wake_at.map_or(1, |items| items.value)
    }

    pub(crate) fn facts(
        &self,
        at: Span,
        owner: &EquipmentFacts,
        cx: &mut ReadCx<'_>,
    ) -> Option<ConcernFacts> {
        let after = match &self.after {
            Some(after) => cx.span(after),
            None => Some(SimSpan::ZERO),
        };
        let starting = match &self.starting {
            Some(starting) => starting.value.law(starting.span, cx),
            None => Some(Distribution::Constant { value: 0.0 }),
        };
        if let Some(wake_at) = self.wake_at {
            let most = owner.capacity.unwrap_or(u64::MAX);
            let problem = if wake_at.value == 0 {
                Some(("this wakes up when nothing waits".to_owned(), "leave `wake_at` out for 1"))
            } else if u64::from(wake_at.value) > most {
                Some((
                    format!(
                        "this never wakes up: it waits for {} items, and {most} at most can be here",
                        wake_at.value
                    ),
                    "give the station a `queue` with room for them, or leave `wake_at` out for 1",
                ))
            } else {
                None
            };
            if let Some((problem, hint)) = problem {
                cx.report
                    .push(Diagnostic::error(codes::CAPACITY, wake_at.span, problem).hint(hint));
                return None;
            }
        }
        after?;
        Some(ConcernFacts {
            name: Self::NAME.to_owned(),
            span: at,
            role: ConcernRole::Other,
            laws: vec![starting?],
            crew: None,
            upkeep_crews: [None, None],
            calendar: None,
            dates: None,
            stops: Vec::new(),
            spoils: false,
            sleeps: true,
        })
    }
}

/// A concern describes itself through its owner.
impl ModelSpec for Spec {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Standby {
    id: EquipmentId,
    owner: EquipmentId,
    after: SimSpan,
    wake_at: u32,
    starting: Sampler,
    starts: Stream,
    course: Course,
}

/// Where it is between waking and sleeping.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Course {
    /// Awake. If the owner has been idle until then, it goes to sleep at an instant; the end of time: it was not idle.
    Awake(SimTime),
    /// Asleep, until enough items have come.
    Asleep,
    /// Waking up until an instant.
    Starting(SimTime),
}

impl Standby {
    /// Wants to be told when the owner has nothing to do; and if that is so now, begins to wait.
    fn watch_idleness(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, who, after) = (cx[me].owner, cx[me].id, cx[me].after);
        cx.watch_age(owner, Watch { who, measure: Measure::Idle, at: 0 });
        let is_idle = cx.is_idle(owner);
        let (standby, core) = cx.mine(me);
        let due = if is_idle { core.now.checked_add(after) } else { None };
        standby.course = Course::Awake(due.unwrap_or(SimTime::MAX));
        if let Some(due) = due
            && due > core.now
        {
            core.schedule(who, 0, after);
        }
    }

    fn fall_asleep(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, by, wake_at) = (cx[me].owner, cx[me].id, cx[me].wake_at);
        cx[me].course = Course::Asleep;
        cx.halt(owner, Halt { by, state: State::Standby }, Fate::Resume);
        cx.watch_age(owner, Watch { who: by, measure: Measure::Items, at: u64::from(wake_at) });
    }

    fn wake_up(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (standby, core) = cx.mine(me);
        let nanos = standby.starting.sample(standby.starts.draw());
        let starting = core.span(standby.id, nanos);
        if starting == SimSpan::ZERO {
            return Self::be_awake(cx, me);
        }
        let until = core.schedule(standby.id, 0, starting).unwrap_or(SimTime::MAX);
        standby.course = Course::Starting(until);
        let (owner, by) = (standby.owner, standby.id);
        cx.halt(owner, Halt { by, state: State::Starting }, Fate::Resume);
    }

    fn be_awake(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, by) = (cx[me].owner, cx[me].id);
        Self::watch_idleness(cx, me);
        cx.resume(owner, by);
    }
}

impl Handlers for Standby {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let [starting] = cx.concern_laws();
        // Reported while the scene was read, if it is none.
        let after = spec.after.map(|after| after.value.span().unwrap_or(SimSpan::MAX));
        Self {
            id: cx.id,
            owner: cx.owner,
            after: after.unwrap_or(SimSpan::ZERO),
            wake_at: spec.wake_at(),
            starting,
            starts: cx.stream("standby: starting"),
            course: Course::Awake(SimTime::MAX),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        matches!(self.course, Course::Awake(due) | Course::Starting(due) if due == core.now)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (owner, wake_at, now) = (cx[me].owner, cx[me].wake_at, cx.core.now);
        match cx[me].course {
            Course::Awake(due) if due <= now => {
                if cx.is_idle(owner) {
                    Self::fall_asleep(cx, me);
                } else {
                    cx[me].course = Course::Awake(SimTime::MAX);
                }
            }
            Course::Awake(_) => {
                Self::watch_idleness(cx, me);
                if matches!(cx[me].course, Course::Awake(due) if due <= now) {
                    Self::fall_asleep(cx, me);
                }
            }
            Course::Asleep if cx.count(owner) >= wake_at as usize => Self::wake_up(cx, me),
            Course::Starting(until) if until <= now => Self::be_awake(cx, me),
            Course::Asleep | Course::Starting(_) => {}
        }
    }
}
