//! Where items are kept while they are in the plant. Who holds which is known to the equipment alone.

use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

use plantwright_units::{ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::links::LinkId;

/// Where an item is kept: a place in the slab, given to another item once this one is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ItemRef(pub(crate) u32);

/// One item in the plant: 64 bytes, one cache line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    /// When it came into the plant.
    pub(crate) created: SimTime,
    /// When it came to where it is.
    pub(crate) entered: SimTime,
    /// How long it has been processed in all.
    pub(crate) processed: SimSpan,
    /// The process time that was drawn for it where it is.
    pub(crate) work: SimSpan,
    /// When it should be complete; `MAX`: no due date.
    pub(crate) due: SimTime,
    pub(crate) product: ProductId,
    /// How many operations of its route are done.
    pub(crate) done: u16,
    pub(crate) way: Way,
    /// Higher goes first where a queue is ordered by priority.
    pub(crate) priority: i32,
    /// How often it was sent back by an inspection.
    pub(crate) reworks: u8,
    pub(crate) marks: Marks,
}

/// What is true of an item or not, in one byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marks(u8);

impl Marks {
    /// It has a defect, which may not be known.
    pub(crate) const DEFECTIVE: u8 = 1;
    /// Something is attached to it: see `attached.rs`.
    pub(crate) const ATTACHED: u8 = 2;
    /// A scheduler has let it in, and it has not left its source yet.
    pub(crate) const LET_IN: u8 = 4;
    /// Work on it was interrupted, or could not begin, while others may be worked on at the same place.
    pub(crate) const INTERRUPTED: u8 = 8;

    #[inline]
    pub(crate) const fn has(self, mark: u8) -> bool {
        self.0 & mark != 0
    }

    #[inline]
    pub(crate) const fn set(&mut self, mark: u8, on: bool) {
        self.0 = if on { self.0 | mark } else { self.0 & !mark };
    }
}

/// Which way an item goes on from where it is, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Onward", into = "Onward")]
pub(crate) struct Way(NonZeroU32);

impl Way {
    pub(crate) const OPEN: Self = Self(NonZeroU32::MIN);
    const ASKED: u32 = 2;
    const ANY: u32 = 3;
    const FIRST_LINK: u32 = 4;

    #[inline]
    pub(crate) fn onward(self) -> Onward {
        match self.0.get() {
            1 => Onward::Open,
            Self::ASKED => Onward::Asked,
            Self::ANY => Onward::Any,
            link => Onward::Link(LinkId(link - Self::FIRST_LINK)),
        }
    }
}

impl From<Onward> for Way {
    #[inline]
    fn from(onward: Onward) -> Self {
        let number = match onward {
            Onward::Open => 1,
            Onward::Asked => Self::ASKED,
            Onward::Any => Self::ANY,
            // Only a damaged snapshot names a link beyond all that a plant can have.
            Onward::Link(link) => link.0.saturating_add(Self::FIRST_LINK),
        };
        Self(NonZeroU32::new(number).expect("numbers start at one"))
    }
}

impl From<Way> for Onward {
    fn from(way: Way) -> Self {
        way.onward()
    }
}

/// Which way an item goes on from where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Onward {
    /// Not known yet.
    Open,
    /// A scheduler is asked.
    Asked,
    /// Whichever of its holder's links takes it first.
    Any,
    /// This one.
    Link(LinkId),
}

/// All items in the plant.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Items {
    /// A free slot keeps what was there.
    slots: Vec<Item>,
    free: Vec<ItemRef>,
}

impl Items {
    /// How many items are in the plant.
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    #[inline(always)]
    pub(crate) fn insert(&mut self, item: Item) -> ItemRef {
        if let Some(slot) = self.free.pop() {
            self.slots[slot.0 as usize] = item;
            slot
        } else {
            self.slots.push(item);
            ItemRef(self.slots.len() as u32 - 1)
        }
    }

    /// Takes an item out. It can be looked at until the next one is put in.
    #[inline(always)]
    pub(crate) fn remove(&mut self, item: ItemRef) -> &Item {
        self.free.push(item);
        &self.slots[item.0 as usize]
    }
}

impl Index<ItemRef> for Items {
    type Output = Item;

    #[inline]
    fn index(&self, item: ItemRef) -> &Item {
        &self.slots[item.0 as usize]
    }
}

impl IndexMut<ItemRef> for Items {
    #[inline]
    fn index_mut(&mut self, item: ItemRef) -> &mut Item {
        &mut self.slots[item.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_fills_one_cache_line() {
        assert_eq!(size_of::<Item>(), 64);
    }
}
