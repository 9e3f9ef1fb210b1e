//! Random choices for tests: the same on every machine and in every run.

use plantwright_des::{Stream, StreamKey};

/// A stream of choices.
#[derive(Debug)]
pub(crate) struct Dice(Stream);

impl Dice {
    /// Opens the stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Stream::new(StreamKey { seed, replication: 0, owner: "tests", purpose: "dice" }))
    }

    /// Draws a number from 0 to `end` - 1.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.draw() % end
    }

    /// Puts things into any order, each as likely as the others.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}
