//! Small, fixed-width ids. A name is the identity of a thing; an id is its position in one run's sorted list of names.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A piece of equipment: its rank in the natural order of the plant's equipment names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EquipmentId(pub u32);

impl EquipmentId {
    /// Stands for "no equipment" in records and links.
    pub const NONE: Self = Self(u32::MAX);

    /// Returns the position in lists ordered by equipment.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Tells whether this names a piece of equipment.
    pub const fn is_some(self) -> bool {
        self.0 != u32::MAX
    }
}

/// A product: its rank in the natural order of the plant's product names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProductId(pub u32);

impl ProductId {
    /// Returns the position in lists ordered by product.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A calendar: its rank in the natural order of the plant's calendar names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CalendarId(pub u32);

impl CalendarId {
    /// Returns the position in lists ordered by calendar.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An item: the equipment that brought it in, and its number there, from 0.
///
/// So an item keeps its identity when unrelated equipment is added, and items of one source compare in the order
/// in which the source numbers them (orders: the natural order of their names).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(u64);

impl ItemId {
    /// Stands for "no item" in records.
    pub const NONE: Self = Self(u64::MAX);
    const SERIAL_BITS: u32 = 40;

    /// Returns the id of the item number `serial` that `origin` brought in.
    ///
    /// # Panics
    /// Where `serial` needs more than 40 bits, or `origin` more than 24.
    pub fn new(origin: EquipmentId, serial: u64) -> Self {
        assert!(serial < 1 << Self::SERIAL_BITS, "more than 2^40 items from one source");
        assert!(origin.0 < 1 << 24, "more than 2^24 pieces of equipment");
        Self((u64::from(origin.0) << Self::SERIAL_BITS) | serial)
    }

    /// Returns the id in 64 bits, for records.
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// Returns the id that [`to_bits`](Self::to_bits) was given for.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Returns the equipment that brought the item in.
    pub const fn origin(self) -> EquipmentId {
        EquipmentId((self.0 >> Self::SERIAL_BITS) as u32)
    }

    /// Returns the item's number at its origin.
    pub const fn serial(self) -> u64 {
        self.0 & ((1 << Self::SERIAL_BITS) - 1)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.origin().0, self.serial())
    }
}
