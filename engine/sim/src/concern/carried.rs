//! What equipment keeps that something may happen to: why it stands, and how much it has been used.

use plantwright_journal::State;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::clock::StateClock;
use crate::core::Core;

/// A part of the component of equipment with concerns; boxed there, since most has none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Carried {
    /// Who wants to be told, unordered.
    watches: Vec<Watch>,
    /// The least age of each measure that someone watches for.
    first: [Age; Measure::COUNT],
    /// Why it stands still, the oldest cause first.
    halts: Vec<Halt>,
    /// Up to `since`.
    used: Usage,
    since: SimTime,
}

/// A cause to stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Halt {
    /// The concern.
    pub(crate) by: EquipmentId,
    /// The state that it means.
    pub(crate) state: State,
}

/// How much a piece of equipment has been used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// For how long it has processed.
    pub(crate) processing: SimSpan,
    /// For how long it has stood still because of concerns.
    pub(crate) halted: SimSpan,
    /// How many items it has finished.
    pub(crate) cycles: u64,
}

/// An age, in nanoseconds or cycles.
pub(crate) type Age = u64;

/// By what an owner can tell that something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Measure {
    /// Time of processing: told when work begins that may last until then.
    Processing,
    /// Items finished: told when it is so.
    Cycles,
    /// Nothing: told when it has nothing to do any more.
    Idle,
    /// Items here while it stands still: told when another one comes and it is so.
    Items,
}

impl Measure {
    const COUNT: usize = 4;
}

/// Once an owner is so old, a concern wants to be told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Watch {
    pub(crate) who: EquipmentId,
    pub(crate) measure: Measure,
    pub(crate) at: Age,
}

impl Default for Carried {
    fn default() -> Self {
        Self {
            watches: Vec::new(),
            first: [Age::MAX; Measure::COUNT],
            halts: Vec::new(),
            used: Usage::default(),
            since: SimTime::ZERO,
        }
    }
}

impl Carried {
    #[inline]
    pub(crate) fn is_halted(&self) -> bool {
        !self.halts.is_empty()
    }

    /// One more cause to stand still, or another state of one that there was; true where it is the first.
    pub(crate) fn halt(&mut self, halt: Halt) -> bool {
        if let Some(known) = self.halts.iter_mut().find(|known| known.by == halt.by) {
            *known = halt;
            return false;
        }
        self.halts.push(halt);
        self.halts.len() == 1
    }

    /// One cause to stand still lifts; true where it was the last.
    pub(crate) fn resume(&mut self, by: EquipmentId) -> bool {
        self.halts.retain(|halt| halt.by != by);
        self.halts.is_empty()
    }

    /// The cause that is shown: outside its shifts it is off whatever else there is, maintenance goes before failures, and
    /// among equals the oldest one stands.
    fn shown(&self) -> Option<Halt> {
        let rank = |halt: &&Halt| match halt.state {
            State::Off => 0,
            State::Maintenance => 1,
            State::Down => 2,
            _ => 3,
        };
        self.halts.iter().min_by_key(rank).copied()
    }

    /// Lets the owner enter a state, or be down as long as it stands still.
    #[inline]
    pub(crate) fn enter(
        &mut self,
        clock: &mut StateClock,
        core: &mut Core,
        who: EquipmentId,
        (state, busy): (State, u32),
        cause: EquipmentId,
    ) {
        self.count_usage(clock.state(), core.now);
        if let Some(halt) = self.shown() {
            return clock.enter(core, who, halt.state, 0, halt.by);
        }
        clock.enter(core, who, state, busy, cause);
        if state == State::Idle && self.first[Measure::Idle as usize] < Age::MAX {
            self.tell(core, Measure::Idle, 0);
        }
    }

    /// An item came while it stands still, and so many are here now.
    pub(crate) fn count_items(&mut self, core: &mut Core, items: usize) {
        if self.first[Measure::Items as usize] <= items as u64 {
            self.tell(core, Measure::Items, items as u64);
        }
    }

    /// Adds up how an owner in such a state has been used up to now.
    #[inline]
    pub(crate) fn count_usage(&mut self, state: State, now: SimTime) {
        self.used = self.usage(state, now);
        self.since = now;
    }

    /// How much an owner in such a state has been used up to now.
    #[inline]
    pub(crate) fn usage(&self, state: State, now: SimTime) -> Usage {
        let mut used = self.used;
        if self.is_halted() {
            used.halted += now.since(self.since);
        } else if state == State::Processing {
            used.processing += now.since(self.since);
        }
        used
    }

    /// A concern wants to be told, once.
    pub(crate) fn watch(&mut self, watch: Watch) {
        let first = &mut self.first[watch.measure as usize];
        *first = watch.at.min(*first);
        self.watches.push(watch);
    }

    /// Work begins in a state of the owner, and takes so long.
    #[inline]
    pub(crate) fn begin_work(&mut self, core: &mut Core, state: State, work: SimSpan) {
        let age = (self.usage(state, core.now).processing + work).as_nanos();
        if self.first[Measure::Processing as usize] <= age {
            self.tell(core, Measure::Processing, age);
        }
    }

    /// A cycle ends. True where concerns look again, before the owner moves.
    #[inline]
    pub(crate) fn count_cycle(&mut self, core: &mut Core) -> bool {
        self.used.cycles += 1;
        let is_due = self.first[Measure::Cycles as usize] <= self.used.cycles;
        if is_due {
            self.tell(core, Measure::Cycles, self.used.cycles);
        }
        is_due
    }

    #[cold]
    fn tell(&mut self, core: &mut Core, measure: Measure, age: Age) {
        let is_due = |watch: &Watch| watch.measure == measure && watch.at <= age;
        self.watches.extract_if(.., |watch| is_due(watch)).for_each(|watch| core.poke(watch.who));
        let others = self.watches.iter().filter(|watch| watch.measure == measure);
        self.first[measure as usize] = others.map(|watch| watch.at).min().unwrap_or(Age::MAX);
    }
}
