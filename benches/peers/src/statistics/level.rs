//! A whole number that changes over time, and its time average.

use serde::{Deserialize, Serialize};

/// A level, and what is needed to know the area under it.
///
/// The area up to `now` is `value * now` less the sum of the times of all rises plus the sum of
/// the times of all falls. That is exact in wrapping integers as long as the area itself fits, and
/// a change costs one addition.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Level {
    value: u64,
    /// Times of all falls less times of all rises, modulo 2^64 \[ns\].
    moment: u64,
}

impl Level {
    /// The present value.
    #[inline]
    pub fn value(&self) -> u64 {
        self.value
    }

    /// Counts one more from now on.
    #[inline]
    pub fn rise(&mut self, now: u64) {
        self.value += 1;
        self.moment = self.moment.wrapping_sub(now);
    }

    /// Counts one less from now on.
    #[inline]
    pub fn fall(&mut self, now: u64) {
        self.value -= 1;
        self.moment = self.moment.wrapping_add(now);
    }

    /// Time average from the start up to now.
    pub fn mean(&self, now: u64) -> f64 {
        let area = self.value.wrapping_mul(now).wrapping_add(self.moment);
        area as f64 / now as f64
    }
}
