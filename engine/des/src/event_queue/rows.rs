//! Rows: events of one target that come in the order in which they were pushed. A conveyor has one for each item on it.

use std::collections::VecDeque;

use super::key::Key;

/// The rows of all targets.
///
/// The first of a row stands among the events of others, too, which know it by a mark; the others stand here alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// By target.
    rows: Vec<VecDeque<Key>>,
}

impl Rows {
    /// Puts a key at the end of its target's row, if that is its place. Returns what has to stand among the events of others now.
    #[inline]
    pub(super) fn push(&mut self, target: u32, key: Key) -> Option<Key> {
        let target = target as usize;
        if target >= self.rows.len() {
            self.rows.resize_with(target + 1, VecDeque::new);
        }
        let row = &mut self.rows[target];
        let key_in_row = key.in_row();
        let Some(last) = row.back() else {
            row.push_back(key_in_row);
            return Some(key_in_row);
        };
        if *last > key_in_row {
            return Some(key);
        }
        row.push_back(key_in_row);
        None
    }

    /// The first of a row has left. Returns the next one.
    #[inline]
    pub(super) fn next(&mut self, target: u32) -> Option<Key> {
        let row = self.rows.get_mut(target as usize)?;
        row.pop_front();
        row.front().copied()
    }

    /// How many stand here alone.
    pub(super) fn len(&self) -> usize {
        self.rows.iter().map(|row| row.len().saturating_sub(1)).sum()
    }

    /// Those that stand here alone.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.rows.iter().flat_map(|row| row.iter().skip(1).copied())
    }
}
