//! A few slots and their order in one word: the queue while a handful of events wait.

use super::key::Key;

/// How many keys fit: as many as a word holds numbers of slots.
pub(super) const ROOM: usize = 16;

/// Bits of the number of a slot.
const BITS: u32 = 4;

/// Slots that are looked at together; with few keys, only the first few slots are.
const BLOCK: usize = 2;

/// Keys that stay where they were put, and the order in which they leave.
///
/// A new key's place in the order is the number of keys that are smaller. Counting them takes more comparisons than looking
/// for the place, but none that a processor has to guess, and nothing waits for the result until the next pop.
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

    /// Adds a key. There has to be room.
    #[inline(always)]
    pub(super) fn push(&mut self, key: Key) {
        let mut smaller = 0;
        let mut unseen = self.taken;
        for block in self.slots.as_chunks::<BLOCK>().0 {
            if unseen == 0 {
                break;
            }
            smaller += u32::from(block[0] < key) + u32::from(block[1] < key);
            unseen >>= BLOCK;
        }
        let slot = self.taken.trailing_ones();
        self.slots[slot as usize % ROOM] = key;
        self.taken |= 1 << slot;
        let before = (1_u64 << (BITS * smaller)) - 1;
        self.order = self.order & before
            | u64::from(slot) << (BITS * smaller)
            | (self.order & !before) << BITS;
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
