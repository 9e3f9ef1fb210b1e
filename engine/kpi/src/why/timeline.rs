//! What each piece of equipment did, from the beginning to now: intervals of states, as they are written down, or made of what
//! came and went where nothing is.

use plantwright_journal::{Record, State};
use plantwright_model::plant::EquipmentFacts;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use super::Reason;

/// A state that lasts until an instant; it begins where the one before ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Interval {
    pub(super) until: SimTime,
    pub(super) cause: EquipmentId,
    pub(super) state: State,
    /// Whether people are on their way to it.
    pub(super) walking: bool,
}

impl Interval {
    /// Whether it is the same that goes on.
    fn is_like(&self, other: &Self) -> bool {
        (self.state, self.cause, self.walking) == (other.state, other.cause, other.walking)
    }

    /// Of what is its own making: why it stands.
    pub(super) fn reason(&self) -> Reason {
        if self.walking { Reason::Walking } else { Reason::State(self.state) }
    }
}

/// The intervals of one piece of equipment, without gap or overlap.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Timeline {
    intervals: Vec<Interval>,
    /// Whether it writes down its own states: stations and belts do, buffers and sources do not.
    pub(super) is_recorded: bool,
    held: Held,
    /// Whether it may sleep; then since when there is something at it, if there is: as long as there is nothing, it has nothing to do.
    sleeps: bool,
    has_work_since: SimTime,
    /// Since when the crew that has just come was on its way, and when it came.
    way: Option<(SimTime, SimTime)>,
}

/// How many items are at equipment that writes down no states.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Held {
    items: i64,
    busy: i64,
}

impl Held {
    /// What a station in its place would be: at work, full of what goes no further, or empty.
    fn state(self) -> State {
        match self {
            Self { busy: 1.., .. } => State::Processing,
            Self { items: 1.., .. } => State::Blocked,
            _ => State::Idle,
        }
    }
}

/// Who sleeps and has nothing to do is idle.
const fn nothing_to_do(until: SimTime) -> Interval {
    Interval { until, cause: EquipmentId::NONE, state: State::Idle, walking: false }
}

impl Timeline {
    /// An empty one. What has places, and a belt, writes down its states, if it ever changes them.
    pub(super) fn new(facts: &EquipmentFacts) -> Self {
        let is_recorded = facts.places.is_some() || facts.moves_items();
        let sleeps = facts.concerns.iter().any(|concern| concern.sleeps);
        Self { is_recorded, sleeps, has_work_since: SimTime::MAX, ..Self::default() }
    }

    /// Takes the record of a state that ended.
    #[inline]
    pub(super) fn take_state(&mut self, record: &Record) {
        if !self.is_recorded {
            self.is_recorded = true;
            self.intervals.clear();
        }
        let (until, cause, state) = (record.at, record.cause(), record.state());
        if state == State::Standby {
            self.append(nothing_to_do(self.has_work_since.min(until)));
        }
        let mut walking = false;
        if let Some((set_out, came)) = self.way.take() {
            walking = came == until && state == State::WaitingForOperator;
            if walking {
                self.append(Interval { until: set_out, cause, state, walking: false });
            }
        }
        self.append(Interval { until, cause, state, walking });
    }

    /// Takes the record of a crew that has come, before that of the state which it ends.
    pub(super) fn take_crew(&mut self, record: &Record) {
        let set_out = record.at.as_nanos() - record.extra.as_nanos();
        self.way =
            (set_out < record.at.as_nanos()).then(|| (SimTime::from_nanos(set_out), record.at));
    }

    /// An item is here from now on; tells what goes on where no states are written down.
    #[inline]
    pub(super) fn come(&mut self, at: SimTime) {
        if !self.is_recorded {
            self.held.items += 1;
            if self.held.items == 1 && self.held.busy <= 0 {
                self.end_held(at, State::Idle);
            }
        } else if self.sleeps {
            self.held.items += 1;
            self.has_work_since = self.has_work_since.min(at);
        }
    }

    /// An item is here no longer.
    #[inline]
    pub(super) fn go(&mut self, at: SimTime) {
        if !self.is_recorded {
            self.held.items -= 1;
            if self.held.items == 0 && self.held.busy <= 0 {
                self.end_held(at, State::Blocked);
            }
        } else if self.sleeps {
            self.held.items -= 1;
            if self.held.items == 0 {
                self.has_work_since = SimTime::MAX;
            }
        }
    }

    /// An item is worked on here from now on.
    #[inline]
    pub(super) fn begin(&mut self, at: SimTime) {
        if !self.is_recorded {
            let before = self.held.state();
            self.held.busy += 1;
            if self.held.busy == 1 {
                self.end_held(at, before);
            }
        }
    }

    /// An item is worked on here no longer.
    #[inline]
    pub(super) fn end(&mut self, at: SimTime) {
        if !self.is_recorded {
            self.held.busy -= 1;
            if self.held.busy == 0 {
                self.end_held(at, State::Processing);
            }
        }
    }

    /// What went on where no states are written down ends.
    #[inline(never)]
    fn end_held(&mut self, until: SimTime, state: State) {
        self.append(Interval { until, cause: EquipmentId::NONE, state, walking: false });
    }

    /// The interval that goes on now, of equipment that writes down no states.
    pub(super) fn open(&self, now: SimTime) -> Interval {
        Interval { until: now, cause: EquipmentId::NONE, state: self.held.state(), walking: false }
    }

    /// Adds an interval behind the last one. An empty one is none, and one like the last one goes on with it.
    #[inline]
    fn append(&mut self, interval: Interval) {
        match self.intervals.last_mut() {
            Some(last) if last.until >= interval.until => {}
            Some(last) if last.is_like(&interval) => {
                last.until = interval.until;
            }
            None if interval.until == SimTime::ZERO => {}
            _ => self.intervals.push(interval),
        }
    }

    /// The part at an instant of a state that goes on.
    pub(super) fn tail(&self, at: SimTime, tail: Interval) -> Interval {
        if tail.state == State::Standby && at < self.has_work_since {
            return nothing_to_do(self.has_work_since);
        }
        tail
    }

    /// The intervals that ended.
    pub(super) fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// Finds the interval that an instant belongs to, near a position where it was found before.
    pub(super) fn find(&self, at: SimTime, near: usize) -> usize {
        let holds = |position: usize| {
            let begins = position.checked_sub(1).map_or(SimTime::ZERO, |it| self.end_of(it));
            begins <= at && at < self.end_of(position)
        };
        [near, near + 1]
            .into_iter()
            .find(|position| holds(*position))
            .unwrap_or_else(|| self.intervals.partition_point(|interval| interval.until <= at))
    }

    fn end_of(&self, position: usize) -> SimTime {
        self.intervals.get(position).map_or(SimTime::MAX, |interval| interval.until)
    }
}
