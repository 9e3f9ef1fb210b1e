//! Accounts: a time that was to be explained, and what it is made of.

use std::collections::BTreeMap;

use plantwright_units::EquipmentId;

use super::Cause;

/// Lost time by cause, in nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    causes: BTreeMap<Cause, u128>,
}

impl Account {
    pub(super) fn add(&mut self, cause: Cause, nanos: u64) {
        self.add_times(cause, nanos, 1);
    }

    /// Adds the same time for so many who wait.
    pub(super) fn add_times(&mut self, cause: Cause, nanos: u64, count: u64) {
        if nanos > 0 {
            *self.causes.entry(cause).or_default() += u128::from(nanos) * u128::from(count);
        }
    }

    /// Adds what was taken off too much before. Until then, times may be below zero, that is, wrapped.
    pub(super) fn put_on(&mut self, other: &Self) {
        for (cause, nanos) in &other.causes {
            let own = self.causes.entry(*cause).or_default();
            *own = own.wrapping_add(*nanos);
        }
    }

    /// Takes another account off, to be put on later with more in it.
    pub(super) fn take_off(&mut self, other: &Self) {
        for (cause, nanos) in &other.causes {
            let own = self.causes.entry(*cause).or_default();
            *own = own.wrapping_sub(*nanos);
        }
    }

    /// Leaves out causes of no time.
    pub(super) fn tidy(&mut self) {
        self.causes.retain(|_, nanos| *nanos > 0);
    }

    /// Adds another account.
    pub fn add_all(&mut self, other: &Self) {
        for (cause, nanos) in &other.causes {
            *self.causes.entry(*cause).or_default() += nanos;
        }
    }

    /// Returns the sum of all causes \[ns\].
    pub fn total(&self) -> u128 {
        self.causes.values().sum()
    }

    /// Returns the time of one cause \[ns\].
    pub fn of(&self, cause: Cause) -> u128 {
        self.causes.get(&cause).copied().unwrap_or(0)
    }

    /// Returns the causes with their times \[ns\], the largest first; among equals by equipment.
    pub fn causes(&self) -> Vec<(Cause, u128)> {
        let mut causes: Vec<_> =
            self.causes.iter().map(|(cause, nanos)| (*cause, *nanos)).collect();
        causes.sort_by_key(|(cause, nanos)| (std::cmp::Reverse(*nanos), *cause));
        causes
    }
}

/// The time that a station lost: what was measured of it, less what it processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The station.
    pub who: EquipmentId,
    /// The measured time \[ns\].
    pub observed: u64,
    /// Time in the state `processing` \[ns\].
    pub processing: u64,
    /// `observed - processing`, by cause.
    pub lost: Account,
}

/// The time of items, from their creation to their end or to now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// How many were completed in the measured time.
    pub completed: u64,
    /// How many are still in the plant.
    pub present: u64,
    /// The sum of their times in the plant \[ns\].
    pub flow: u128,
    /// The sum of their process times \[ns\].
    pub processing: u128,
    /// `flow - processing`, by cause.
    pub waiting: Account,
}

/// How late completed items were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lateness {
    /// How many items with a due date were completed.
    pub due: u64,
    /// How many of them were late.
    pub late: u64,
    /// By how much all of them together, by cause.
    pub time: Account,
}
