//! The items that stand at a source. Nearly always there is one at most.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::items::ItemRef;

/// Items in the order in which they came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<ItemRef>", into = "Vec<ItemRef>")]
pub(super) struct Yard {
    first: Option<ItemRef>,
    /// Empty while there is no first one.
    #[expect(clippy::box_collection, reason = "most sources never need it")]
    others: Option<Box<VecDeque<ItemRef>>>,
}

impl Yard {
    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.as_ref().map_or(0, |others| others.len())
    }

    #[inline(always)]
    pub(super) fn front(&self) -> Option<ItemRef> {
        self.first
    }

    #[inline(always)]
    pub(super) fn push_back(&mut self, item: ItemRef) {
        if self.first.is_none() {
            self.first = Some(item);
        } else {
            self.others.get_or_insert_default().push_back(item);
        }
    }

    #[inline(always)]
    pub(super) fn pop_front(&mut self) {
        self.first = self.others.as_mut().and_then(|others| others.pop_front());
    }

    /// Lets an item that is here be the first.
    pub(super) fn bring_forward(&mut self, item: ItemRef) {
        if self.remove(item) {
            let others: Vec<_> = std::iter::once(item).chain(self.iter()).collect();
            *self = others.into();
        }
    }

    /// Takes an item away. Returns whether it was here.
    pub(super) fn remove(&mut self, item: ItemRef) -> bool {
        let left: Vec<_> = self.iter().filter(|other| *other != item).collect();
        let was_here = left.len() < self.len();
        if was_here {
            *self = left.into();
        }
        was_here
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = ItemRef> {
        self.first.into_iter().chain(self.others.iter().flat_map(|others| others.iter().copied()))
    }
}

impl From<Vec<ItemRef>> for Yard {
    fn from(items: Vec<ItemRef>) -> Self {
        let mut yard = Self::default();
        for item in items {
            yard.push_back(item);
        }
        yard
    }
}

impl From<Yard> for Vec<ItemRef> {
    fn from(yard: Yard) -> Self {
        yard.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_leave_in_the_order_in_which_they_came() {
        let mut yard = Yard::default();
        for number in 0..3 {
            yard.push_back(ItemRef(number));
        }
        yard.pop_front();
        yard.push_back(ItemRef(3));
        let saved: Vec<ItemRef> = yard.into();
        let mut yard = Yard::from(saved);
        for number in 1..4 {
            assert_eq!((yard.front(), yard.len()), (Some(ItemRef(number)), 4 - number as usize));
            yard.pop_front();
        }
        assert!(yard.is_empty() && yard.iter().next().is_none());
    }
}
