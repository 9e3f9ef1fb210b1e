//! The parts that wait at an assembly until all are there, and what becomes of them.

use std::collections::VecDeque;

use plantwright_units::{EquipmentId, ItemId, ProductId};
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::items::ItemRef;

/// A bill of materials, and what is there of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Bench {
    /// In the order of the ids in the bill.
    pub(super) parts: Vec<Part>,
    /// Whether parts that belong together are put together, and not those that came first.
    pub(super) matching: bool,
    /// Whether the others stay items, inside the main part.
    pub(super) packs: bool,
    /// The product that comes out; none: that of the main part.
    pub(super) makes: Option<ProductId>,
    /// The number of the next item that is made.
    pub(super) serial: u64,
    /// Whether parts were taken away since those who have some were told.
    pub(super) freed: bool,
}

/// A line of the bill.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) what: What,
    /// How many go into one assembly.
    pub(super) need: u32,
    /// How many can wait; `u32::MAX`: no limit.
    pub(super) room: u32,
    /// Whether it is the part that goes on.
    pub(super) main: bool,
    /// Those that wait, in the order in which they came.
    pub(super) waiting: VecDeque<ItemRef>,
    /// Who alone can bring it; [`EquipmentId::NONE`] where several can.
    pub(super) giver: EquipmentId,
    /// How many came so far.
    pub(super) came: u64,
}

/// By what a part is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    /// By its product.
    Product(ProductId),
    /// By where it comes from.
    From(EquipmentId),
}

/// The parts of one assembly.
pub(super) struct Set {
    pub(super) main: Option<ItemRef>,
    pub(super) others: Vec<ItemRef>,
}

impl Bench {
    /// How many parts wait.
    pub(super) fn count(&self) -> usize {
        self.parts.iter().map(|part| part.waiting.len()).sum()
    }

    pub(super) fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.parts.iter().flat_map(|part| &part.waiting));
    }

    /// Which line of the bill an item is for, if one more of it can wait.
    pub(super) fn room_for(&self, product: ProductId, giver: EquipmentId) -> Option<usize> {
        let position = self.parts.iter().position(|part| match part.what {
            What::Product(it) => it == product,
            What::From(it) => it == giver,
        })?;
        let part = &self.parts[position];
        (part.waiting.len() < part.room as usize).then_some(position)
    }

    pub(super) fn put(&mut self, part: usize, item: ItemRef) {
        let part = &mut self.parts[part];
        part.waiting.push_back(item);
        part.came += 1;
    }

    /// Who is to bring what is missing for the next assembly: of several lines of the bill the one of which least came so far;
    /// none: nobody alone.
    pub(super) fn lacks(&self, core: &Core) -> EquipmentId {
        let oldest = || {
            self.parts.iter().flat_map(|part| &part.waiting).min_by_key(|item| {
                let it = &core.items[**item];
                (it.entered, it.id)
            })
        };
        let family = self.matching.then(oldest).flatten().map(|item| core.family(*item));
        let is_missing = |part: &&Part| {
            let fits = |item: &&ItemRef| family.is_none_or(|it| core.family(**item) == it);
            part.waiting.iter().filter(fits).count() < part.need as usize
        };
        // As many assemblies as there came parts for.
        let sets = |part: &Part| part.came / u64::from(part.need.max(1));
        let missing = || self.parts.iter().filter(is_missing);
        let Some(least) = missing().map(sets).min() else { return EquipmentId::NONE };
        let mut givers = missing().filter(|part| sets(part) == least).map(|part| part.giver);
        let first = givers.next().unwrap_or(EquipmentId::NONE);
        if givers.all(|other| other == first) { first } else { EquipmentId::NONE }
    }

    /// Takes a part away that waits. Returns whether it was here.
    pub(super) fn take_away(&mut self, item: ItemRef) -> bool {
        for part in &mut self.parts {
            if let Some(position) = part.waiting.iter().position(|other| *other == item) {
                part.waiting.remove(position);
                self.freed = true;
                return true;
            }
        }
        false
    }

    /// Whether there is enough of everything, if it fits together.
    pub(super) fn may_be_complete(&self) -> bool {
        self.parts.iter().all(|part| part.waiting.len() >= part.need as usize)
    }

    /// Takes the parts of one assembly, if all of them are there.
    pub(super) fn take_set(&mut self, core: &Core) -> Option<Set> {
        if !self.may_be_complete() {
            return None;
        }
        let family = if self.matching { Some(self.complete_family(core)?) } else { None };
        self.freed = true;
        let mut set = Set { main: None, others: Vec::new() };
        for part in &mut self.parts {
            for _ in 0..part.need {
                let fits = |item: &ItemRef| family.is_none_or(|it| core.family(*item) == it);
                let position = part.waiting.iter().position(fits)?;
                let item = part.waiting.remove(position)?;
                if part.main {
                    set.main = Some(item);
                } else {
                    set.others.push(item);
                }
            }
        }
        Some(set)
    }

    /// Of the families of which all parts are there, the one whose first part came first on the first line of the bill.
    fn complete_family(&self, core: &Core) -> Option<ItemId> {
        let families = self.parts.first()?.waiting.iter().map(|item| core.family(*item));
        let is_complete = |family: &ItemId| {
            self.parts.iter().all(|part| {
                let fitting = part.waiting.iter().filter(|item| core.family(**item) == *family);
                fitting.count() >= part.need as usize
            })
        };
        families.into_iter().find(is_complete)
    }
}
