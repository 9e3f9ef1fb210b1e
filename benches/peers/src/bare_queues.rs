//! Event queues alone, for the hold model (M3) and for the hand-written models.
//!
//! All order by `(time, sequence)`, so they agree on every pop; a pop followed by a push, as in
//! the hold model, is what they are tuned for. The fastest one of them on a given number of
//! pending events is the *best bare queue*: see [`Best`].

mod binary;
mod key;
mod ladder;
mod quad_heap;

pub use binary::BinaryQueue;
pub use key::{Key, Timetable};
pub use ladder::Ladder;
pub use quad_heap::QuadHeap;

/// A queue of keys, smallest first.
pub trait EventQueue: Default {
    /// What tables call it.
    const NAME: &'static str;

    /// Adds a key, which is no smaller than the last one popped.
    fn push(&mut self, key: Key);

    /// Removes the smallest key.
    fn pop(&mut self) -> Option<Key>;
}

/// The best bare queue for many pending events.
pub type Best = Ladder;
