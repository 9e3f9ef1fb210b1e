//! A sorted list in place: the queue while a handful of events wait.

use super::key::Key;

/// How many keys fit.
pub(super) const ROOM: usize = 16;

/// Keys in order, the next one last.
///
/// A new key is put in its place from the end: with so few, moving the smaller ones up costs less than a heap's way down.
#[derive(Debug, Clone)]
pub(super) struct Handful {
    keys: [Key; ROOM],
    len: usize,
}

impl Default for Handful {
    fn default() -> Self {
        Self { keys: [Key::NONE; ROOM], len: 0 }
    }
}

impl Handful {
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.len == ROOM
    }

    /// Adds a key. There has to be room.
    #[inline(always)]
    pub(super) fn push(&mut self, key: Key) {
        let mut place = self.len;
        while let Some(smaller) = place.checked_sub(1).map(|before| self.keys[before % ROOM]) {
            if smaller > key {
                break;
            }
            self.keys[place % ROOM] = smaller;
            place -= 1;
        }
        self.keys[place % ROOM] = key;
        self.len += 1;
    }

    /// Takes the least key, `NONE` if there is none.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Key {
        match self.len.checked_sub(1) {
            Some(last) => {
                self.len = last;
                self.keys[last % ROOM]
            }
            None => Key::NONE,
        }
    }

    /// All keys, the next one last.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.keys[..self.len].iter().copied()
    }
}
