//! The items in the plant, each found by its id at once.

use std::collections::VecDeque;

use plantwright_units::{EquipmentId, ItemId};
use serde::{Deserialize, Serialize};

use super::trace::Open;

/// Items by the equipment that brought them in, and their numbers there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Alive {
    origins: Vec<Origin>,
}

/// The items of one origin, from the oldest one that is in the plant to the youngest that was.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Origin {
    first: u64,
    items: VecDeque<Option<Box<Open>>>,
}

impl Origin {
    fn position(&self, serial: u64) -> Option<usize> {
        serial.checked_sub(self.first).map(|position| position as usize)
    }

    /// Returns the slot of an item, which is made where there is none.
    fn slot(&mut self, serial: u64) -> &mut Option<Box<Open>> {
        if self.items.is_empty() {
            self.first = serial;
        }
        while serial < self.first {
            self.items.push_front(None);
            self.first -= 1;
        }
        let position = (serial - self.first) as usize;
        if position >= self.items.len() {
            self.items.resize_with(position + 1, || None);
        }
        &mut self.items[position]
    }
}

impl Alive {
    pub(super) fn get_mut(&mut self, item: ItemId) -> Option<&mut Open> {
        let origin = self.origins.get_mut(item.origin().index())?;
        let position = origin.position(item.serial())?;
        origin.items.get_mut(position)?.as_deref_mut()
    }

    pub(super) fn get_or_insert(&mut self, item: ItemId, make: impl FnOnce() -> Open) -> &mut Open {
        let origin = item.origin().index();
        if origin >= self.origins.len() {
            self.origins.resize_with(origin + 1, Origin::default);
        }
        self.origins[origin].slot(item.serial()).get_or_insert_with(|| Box::new(make()))
    }

    pub(super) fn remove(&mut self, item: ItemId) -> Option<Box<Open>> {
        let origin = self.origins.get_mut(item.origin().index())?;
        let position = origin.position(item.serial())?;
        let open = origin.items.get_mut(position)?.take();
        while origin.items.front().is_some_and(Option::is_none) {
            origin.items.pop_front();
            origin.first += 1;
        }
        open
    }

    /// Returns all of them, in the order of their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ItemId, &Open)> {
        (0..).map(EquipmentId).zip(&self.origins).flat_map(|(id, origin)| {
            let items = (origin.first..).zip(&origin.items);
            items
                .filter_map(move |(serial, open)| Some((ItemId::new(id, serial), open.as_deref()?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plantwright_units::SimTime;

    fn id(origin: u32, serial: u64) -> ItemId {
        ItemId::new(EquipmentId(origin), serial)
    }

    #[test]
    fn items_are_found_whatever_the_order_they_come_and_go_in() {
        let mut alive = Alive::default();
        let coming = [id(2, 7), id(2, 5), id(0, 1), id(2, 9), id(2, 6)];
        for item in coming {
            alive.get_or_insert(item, || {
                Open::new(item.origin(), SimTime::from_nanos(item.serial()), None)
            });
        }
        let ids = |alive: &Alive| alive.iter().map(|(item, _)| item).collect::<Vec<_>>();
        assert_eq!(ids(&alive), [id(0, 1), id(2, 5), id(2, 6), id(2, 7), id(2, 9)]);
        assert_eq!(alive.get_mut(id(2, 6)).unwrap().created, SimTime::from_nanos(6));
        assert!(alive.get_mut(id(2, 8)).is_none() && alive.get_mut(id(7, 0)).is_none());
        assert!(alive.remove(id(2, 5)).is_some() && alive.remove(id(2, 5)).is_none());
        assert!(alive.remove(id(2, 7)).is_some());
        assert_eq!(ids(&alive), [id(0, 1), id(2, 6), id(2, 9)]);
        // What came back, or was left for last.
        alive.get_or_insert(id(2, 4), || Open::new(EquipmentId(2), SimTime::ZERO, None));
        assert_eq!(ids(&alive), [id(0, 1), id(2, 4), id(2, 6), id(2, 9)]);
    }
}
