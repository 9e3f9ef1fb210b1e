//! The state that a piece of equipment is in, and since when.

use plantwright_journal::{Record, State};
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::core::Core;

/// A state, its cause, and since when. Changing it writes down the interval that ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StateClock {
    since: SimTime,
    cause: EquipmentId,
    /// How many places are busy.
    level: u32,
    state: State,
}

impl Default for StateClock {
    fn default() -> Self {
        Self { since: SimTime::ZERO, cause: EquipmentId::NONE, level: 0, state: State::Idle }
    }
}

impl StateClock {
    /// Enters a state. To stay in the same state, for the same cause, with as many busy places, is no change.
    #[inline(always)]
    pub(crate) fn enter(
        &mut self,
        core: &mut Core,
        who: EquipmentId,
        state: State,
        level: u32,
        cause: EquipmentId,
    ) {
        if self.is(state, level, cause) {
            return;
        }
        if core.now > self.since {
            core.recorder.push(self.interval(core.now, who));
            self.since = core.now;
        }
        self.state = state;
        self.level = level;
        self.cause = cause;
    }

    #[inline(always)]
    pub(crate) fn is(&self, state: State, level: u32, cause: EquipmentId) -> bool {
        self.state == state && self.level == level && self.cause == cause
    }

    /// The interval up to now, as it would be written down if it ended.
    pub(crate) fn interval(&self, now: SimTime, who: EquipmentId) -> Record {
        Record::of_state(now, who, self.state, now.since(self.since), self.cause).level(self.level)
    }
}
