//! The standard library's binary heap, as anyone would use it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{EventQueue, Key};

/// A binary heap of keys.
#[derive(Debug, Default)]
pub struct BinaryQueue(BinaryHeap<Reverse<Key>>);

impl EventQueue for BinaryQueue {
    const NAME: &'static str = "std BinaryHeap";

    #[inline]
    fn push(&mut self, key: Key) {
        self.0.push(Reverse(key));
    }

    #[inline]
    fn pop(&mut self) -> Option<Key> {
        self.0.pop().map(|Reverse(key)| key)
    }
}
