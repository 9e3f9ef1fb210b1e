//! Why items stand on a belt: who does not take the first one, and why not, followed to where it begins.

use std::collections::BTreeMap;

use plantwright_journal::State;
use plantwright_units::{EquipmentId, SimSpan, SimTime};

/// Whoever waits for one who waits, and so on, is followed so far at the most: they may wait in a circle.
const FAR: usize = 64;

/// Why items stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Somebody does not take the first one.
    Receiver {
        /// Who.
        who: EquipmentId,
        /// Who is at the root of it: the same, or who that waits for.
        root: EquipmentId,
        /// What the root is in for most of the time; none: no state of it is recorded.
        state: Option<State>,
        /// What it is in that state for, such as a failure; none: nothing.
        why: Option<EquipmentId>,
    },
    /// The belt itself stands.
    Halted {
        /// What it is in.
        state: State,
        /// What for, such as a failure; none: nothing.
        why: Option<EquipmentId>,
    },
    /// A photo-eye stops the belt.
    Eye {
        /// Whose eye it is.
        whose: EquipmentId,
        /// Its number, among those of its owner.
        number: usize,
    },
    /// Nobody waits at the exit: an item goes on only once the zone ahead is empty.
    Zone,
    /// The item at the exit was taken by nobody that is known.
    Unknown,
}

/// A state, from when to when, and what for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) from: SimTime,
    pub(super) to: SimTime,
    pub(super) state: State,
    pub(super) why: EquipmentId,
}

/// The states of all equipment, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    pub(super) states: BTreeMap<EquipmentId, Vec<Interval>>,
    /// Who takes all that leaves the belt, if that is one alone.
    pub(super) only: Option<EquipmentId>,
}

impl Reasons {
    /// Why somebody does not take an item in a time.
    pub(super) fn of_receiver(
        &self,
        who: Option<EquipmentId>,
        from: SimTime,
        to: SimTime,
    ) -> Cause {
        let Some(who) = who.or(self.only) else { return Cause::Unknown };
        let mut root = who;
        for _ in 0..FAR {
            let Some((state, why)) = self.main(root, from, to) else {
                return Cause::Receiver { who, root, state: None, why: None };
            };
            let why = Some(why).filter(|why| why.is_some());
            match why {
                Some(next) if state == State::Blocked && self.states.contains_key(&next) => {
                    root = next;
                }
                _ => return Cause::Receiver { who, root, state: Some(state), why },
            }
        }
        Cause::Receiver { who, root, state: Some(State::Blocked), why: None }
    }

    /// What somebody is in for most of a time, and what for; the earliest of several.
    fn main(&self, who: EquipmentId, from: SimTime, to: SimTime) -> Option<(State, EquipmentId)> {
        let states = self.states.get(&who)?;
        let first = states.partition_point(|it| it.to <= from);
        let mut all: Vec<(State, EquipmentId, SimSpan)> = Vec::new();
        for it in states[first..].iter().take_while(|it| it.from < to) {
            let lasts = it.to.min(to).since(it.from.max(from));
            match all.iter_mut().find(|(state, why, _)| (*state, *why) == (it.state, it.why)) {
                Some((.., whole)) => {
                    *whole = SimSpan::from_nanos(whole.as_nanos() + lasts.as_nanos());
                }
                None => all.push((it.state, it.why, lasts)),
            }
        }
        let longest = all.iter().map(|(.., lasts)| *lasts).max()?;
        let main = all.iter().find(|(.., lasts)| *lasts == longest);
        main.map(|(state, why, _)| (*state, *why))
    }
}
