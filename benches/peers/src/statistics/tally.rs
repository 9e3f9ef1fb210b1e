//! Count, mean and largest of a series of spans.

use serde::{Deserialize, Serialize};

/// A tally of spans.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Number of spans.
    pub count: u64,
    /// Their sum \[ns\].
    pub sum: u64,
    /// The longest one \[ns\].
    pub max: u64,
}

impl Tally {
    /// Adds a span \[ns\].
    #[inline]
    pub fn add(&mut self, span: u64) {
        self.count += 1;
        self.sum += span;
        self.max = self.max.max(span);
    }

    /// Adds all spans of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// Mean \[s\]; 0 if there is none.
    pub fn mean_s(&self) -> f64 {
        self.sum as f64 / self.count.max(1) as f64 / crate::NS_PER_S
    }
}
