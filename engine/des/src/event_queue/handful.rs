//! A few slots and their order in one word: the queue while a handful of events wait.

use super::key::Key;

/// How many keys fit: as many as a word holds numbers of slots.
pub(super) const ROOM: usize = 16;

/// Bits of the number of a slot.
const BITS: u32 = 4;

/// Slots that are looked at together: with few keys, only the first half is.
const BLOCK: usize = 8;

/// Keys that stay where they were put, and the order in which they leave.
///
/// A new key's place in the order is the number of keys that are smaller. Counting them takes more comparisons than looking
/// for the place, but none that a processor has to guess, and nothing waits for the result until the next pop. Times alone are
/// compared: nearly all keys have the highest sequence number so far when they come, so that all of their time come before.
#[derive(Debug, Clone)]
pub(super) struct Handful {
    /// A free slot holds a key that is greater than any event.
    slots: [Key; ROOM],
    /// Numbers of slots, the next to leave in the lowest bits.
    order: u64,
    /// A bit for each slot that is taken.
    taken: u32,
}

impl Default for Handful {
    fn default() -> Self {
        Self { slots: [Key::NONE; ROOM], order: 0, taken: 0 }
    }
}

impl Handful {
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.taken.count_ones() as usize
    }

    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.taken == (1 << ROOM) - 1
    }

    /// Adds a key before which so many come. There has to be room.
    #[inline(always)]
    pub(super) fn put(&mut self, key: Key, smaller: u32) {
        let slot = self.taken.trailing_ones();
        self.slots[slot as usize % ROOM] = key;
        self.taken |= 1 << slot;
        let before = (1_u64 << (BITS * smaller)) - 1;
        self.order = self.order & before
            | u64::from(slot) << (BITS * smaller)
            | (self.order & !before) << BITS;
    }

    /// How many keys are not due after a time, which is not the last.
    #[inline(always)]
    pub(super) fn not_after(&self, time: u64) -> u32 {
        // Of a key, only the time is read. A subtraction that borrows is counted by another one: two instructions for each.
        let later = |count: u32, key: &Key| {
            let (_, is_later) = time.overflowing_sub(key.time());
            count.wrapping_sub(u32::from(is_later))
        };
        let (first, others) = self.slots.split_at(BLOCK);
        let mut count = first.iter().fold(BLOCK as u32, later);
        if self.taken >> BLOCK != 0 {
            count = others.iter().fold(count + (ROOM - BLOCK) as u32, later);
        }
        count
    }

    /// How many keys come before one.
    #[inline(never)]
    pub(super) fn before(&self, key: Key) -> u32 {
        let used = (u32::BITS - self.taken.leading_zeros()) as usize;
        self.slots[..used.min(ROOM)].iter().map(|other| u32::from(*other < key)).sum()
    }

    /// Takes the least key, `NONE` if there is none.
    #[inline(always)]
    pub(super) fn pop(&mut self) -> Key {
        // With no key left the lowest bits name slot 0, which is free.
        let slot = self.order as usize % ROOM;
        self.taken &= !(1 << slot);
        self.order >>= BITS;
        std::mem::replace(&mut self.slots[slot], Key::NONE)
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.slots.into_iter().filter(|key| *key != Key::NONE)
    }
}
