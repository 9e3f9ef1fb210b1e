//! A task: work of a crew, or of nobody, that goes on while the crew is there, such as a repair.

use plantwright_model::plant::Pace;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::{Crew, Ticket};
use crate::core::Core;

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Task {
    ticket: Option<Ticket>,
    /// What is left of the work when it was gone on with last.
    left: SimSpan,
    /// At which it is done; none: it waits for the crew.
    pace: Option<Pace>,
    /// When it will be finished; while it waits, the end of time.
    until: SimTime,
    /// Since when it goes on, or waits.
    since: SimTime,
    /// How long it has waited before.
    waited: SimSpan,
}

impl Task {
    /// Begins with a work, or asks for the crew that it takes; `who` is told when it has come, and when the work is done.
    pub(crate) fn new(
        core: &mut Core,
        who: EquipmentId,
        crew: Option<&Crew>,
        work: SimSpan,
    ) -> Self {
        let ticket = crew.map(|crew| core.claim(who, crew).0);
        let (until, since, waited) = (SimTime::MAX, core.now, SimSpan::ZERO);
        let mut task = Self { ticket, left: work, pace: None, until, since, waited };
        task.look(core, who);
        task
    }

    /// Goes over to another work, with the same crew.
    pub(crate) fn then(self, core: &mut Core, who: EquipmentId, work: SimSpan) -> Self {
        let (until, since) = (SimTime::MAX, core.now);
        let mut task = Self { left: work, pace: None, until, since, ..self };
        task.look(core, who);
        task
    }

    /// Whether it is to end at this instant.
    pub(crate) fn is_due(&self, now: SimTime) -> bool {
        self.until == now
    }

    /// Goes on with it, or waits, as the crew comes and goes. True where it is finished.
    pub(crate) fn look(&mut self, core: &mut Core, who: EquipmentId) -> bool {
        let now = core.now;
        if self.pace.is_some() && self.until <= now {
            return true;
        }
        let pace = match self.ticket {
            None => Some(Pace::USUAL),
            Some(ticket) => core.people.pace_there(ticket),
        };
        if pace == self.pace {
            return false;
        }
        let passed = now.since(self.since);
        match self.pace {
            Some(before) => self.left = before.done(self.until.since(now)),
            None => self.waited = SimSpan::from_nanos(self.waited.as_nanos() + passed.as_nanos()),
        }
        (self.pace, self.since, self.until) = (pace, now, SimTime::MAX);
        if let Some(pace) = pace {
            self.until = core.schedule(who, 0, pace.takes(self.left)).unwrap_or(SimTime::MAX);
        }
        false
    }

    /// Lets the crew go.
    pub(crate) fn end(self, core: &mut Core) {
        if let Some(ticket) = self.ticket {
            core.give_back(ticket);
        }
    }

    /// How long it waited for its crew.
    pub(crate) fn waited(&self) -> SimSpan {
        self.waited
    }
}
