//! Vehicles that are to be looked at: few at a time, each once, in the order of their numbers.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Numbers of vehicles, without regard to order, and perhaps twice, until they are taken.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Marks(SmallVec<[u32; 6]>);

impl Marks {
    pub(super) fn insert(&mut self, number: u32) {
        if self.0.last() != Some(&number) {
            self.0.push(number);
        }
    }

    /// Takes all of them out, each once, in order.
    pub(super) fn take(&mut self) -> SmallVec<[u32; 6]> {
        let mut all = std::mem::take(&mut self.0);
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &u32> {
        self.0.iter()
    }
}

impl Extend<u32> for Marks {
    fn extend<T: IntoIterator<Item = u32>>(&mut self, numbers: T) {
        self.0.extend(numbers);
    }
}
