//! A 4-ary heap whose siblings share a cache line.
//!
//! Keys lie in groups of four, one cache line each. The first group holds four roots, and the key
//! at position `p` (group `p / 4`, slot `p % 4`) has the group `p + 1` below it. A vacant slot
//! holds a key that is greater than any event, so that the least of a group is found without a
//! look at how full it is.

use super::{EventQueue, Key};

/// Four siblings.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Group([Key; 4]);

impl Group {
    const VACANT: Self = Self([Key::NONE; 4]);

    /// Slot and key of the least of the four: a tournament, which compiles to moves.
    #[inline]
    fn least(&self) -> (usize, Key) {
        let [a, b, c, d] = self.0;
        let left = if b < a { (1, b) } else { (0, a) };
        let right = if d < c { (3, d) } else { (2, c) };
        if right.1 < left.1 { right } else { left }
    }
}

/// A 4-ary heap of keys.
///
/// A pop leaves a hole among the roots. The push that mostly follows fills it, which costs one way
/// down instead of one down and one up; otherwise the next pop or peek closes it.
#[derive(Debug)]
pub struct QuadHeap {
    groups: Vec<Group>,
    /// Positions in use, a hole included.
    len: usize,
    /// Position of the hole among the roots.
    hole: Option<usize>,
}

impl Default for QuadHeap {
    fn default() -> Self {
        Self { groups: vec![Group::VACANT], len: 0, hole: None }
    }
}

impl QuadHeap {
    /// True if there is no event.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == usize::from(self.hole.is_some())
    }

    /// The smallest key, [`Key::NONE`] if there is none.
    #[inline]
    pub fn peek(&mut self) -> Key {
        self.close();
        self.groups[0].least().1
    }

    /// Fills a hole that no push has filled with the key at the last position.
    #[inline]
    fn close(&mut self) {
        if let Some(hole) = self.hole.take() {
            self.len -= 1;
            let last = self.at(self.len);
            let key = std::mem::replace(last, Key::NONE);
            if hole != self.len {
                self.sink(hole, key);
            }
        }
    }

    /// Puts a key at a position or below, moving smaller ones up.
    #[inline]
    fn sink(&mut self, mut position: usize, key: Key) {
        while let Some(below) = self.groups.get(position + 1) {
            let (slot, least) = below.least();
            if key <= least {
                break;
            }
            *self.at(position) = least;
            position = 4 * (position + 1) + slot;
        }
        *self.at(position) = key;
    }

    /// Puts a key at a position or above, moving greater ones down.
    #[inline]
    fn rise(&mut self, mut position: usize, key: Key) {
        while position >= 4 {
            let above = position / 4 - 1;
            let parent = *self.at(above);
            if parent <= key {
                break;
            }
            *self.at(position) = parent;
            position = above;
        }
        *self.at(position) = key;
    }

    #[inline]
    fn at(&mut self, position: usize) -> &mut Key {
        &mut self.groups[position / 4].0[position % 4]
    }
}

impl EventQueue for QuadHeap {
    const NAME: &'static str = "4-ary heap";

    #[inline]
    fn push(&mut self, key: Key) {
        if let Some(hole) = self.hole.take() {
            self.sink(hole, key);
            return;
        }
        if self.len == 4 * self.groups.len() {
            self.groups.push(Group::VACANT);
        }
        self.len += 1;
        self.rise(self.len - 1, key);
    }

    #[inline]
    fn pop(&mut self) -> Option<Key> {
        self.close();
        let (slot, key) = self.groups[0].least();
        if key == Key::NONE {
            return None;
        }
        self.hole = Some(slot);
        Some(key)
    }
}
