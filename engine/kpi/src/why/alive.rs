//! The items in the plant, each found by its id at once.

use std::collections::VecDeque;

use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};

use super::trace::Open;

/// Items by the equipment that brought them in, and their numbers there. Memory is used again: there is as much as items were
/// in the plant at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Alive {
    origins: Vec<Origin>,
    items: Vec<Open>,
    free: Vec<u32>,
    /// The last item that was asked for, and its place: what happens to an item comes in a row.
    #[serde(skip)]
    near: Option<(ItemId, u32)>,
}

/// Where the items of one origin stand, from the oldest one that is in the plant to the youngest that was.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Origin {
    first: u64,
    places: VecDeque<u32>,
}

/// In place of a place: it is not in the plant.
const GONE: u32 = u32::MAX;

impl Origin {
    #[inline]
    fn place(&self, serial: u64) -> Option<u32> {
        // What comes before the first is far behind the last.
        let position = serial.wrapping_sub(self.first) as usize;
        self.places.get(position).copied().filter(|place| *place != GONE)
    }

    /// Returns the place of an item to be set, which is made where there is none.
    fn entry(&mut self, serial: u64) -> &mut u32 {
        if self.places.is_empty() {
            self.first = serial;
        }
        while serial < self.first {
            self.places.push_front(GONE);
            self.first -= 1;
        }
        let position = (serial - self.first) as usize;
        if position >= self.places.len() {
            self.places.resize(position + 1, GONE);
        }
        &mut self.places[position]
    }

    fn remove(&mut self, serial: u64) {
        *self.entry(serial) = GONE;
        while self.places.front() == Some(&GONE) {
            self.places.pop_front();
            self.first += 1;
        }
    }
}

impl Alive {
    #[inline]
    fn place(&mut self, item: ItemId) -> Option<usize> {
        if let Some((near, place)) = self.near
            && near == item
        {
            return Some(place as usize);
        }
        self.seek(item)
    }

    #[inline(never)]
    fn seek(&mut self, item: ItemId) -> Option<usize> {
        let place = self.origins.get(item.origin().index())?.place(item.serial())?;
        self.near = Some((item, place));
        Some(place as usize)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, item: ItemId) -> Option<&mut Open> {
        let place = self.place(item)?;
        self.items.get_mut(place)
    }

    #[inline]
    pub(super) fn get_or_insert(&mut self, item: ItemId, make: impl FnOnce() -> Open) -> &mut Open {
        let place = match self.place(item) {
            Some(place) => place,
            None => self.insert(item, make()),
        };
        &mut self.items[place]
    }

    #[inline(never)]
    fn insert(&mut self, item: ItemId, open: Open) -> usize {
        let origin = item.origin().index();
        if origin >= self.origins.len() {
            self.origins.resize_with(origin + 1, Origin::default);
        }
        let place = if let Some(place) = self.free.pop() {
            self.items[place as usize] = open;
            place
        } else {
            self.items.push(open);
            self.items.len() as u32 - 1
        };
        *self.origins[origin].entry(item.serial()) = place;
        place as usize
    }

    pub(super) fn remove(&mut self, item: ItemId) -> Option<Open> {
        let place = self.place(item)?;
        self.origins[item.origin().index()].remove(item.serial());
        self.free.push(place as u32);
        self.near = None;
        let empty = Open::new(item.origin(), SimTime::ZERO);
        Some(std::mem::replace(&mut self.items[place], empty))
    }

    /// Returns all of them, in the order of their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ItemId, &Open)> {
        (0..).map(EquipmentId).zip(&self.origins).flat_map(move |(id, origin)| {
            let places = (origin.first..).zip(&origin.places).filter(|(_, place)| **place != GONE);
            places
                .map(move |(serial, place)| (ItemId::new(id, serial), &self.items[*place as usize]))
        })
    }

    /// Returns the memory of all of them, in any order; of what has left, it is empty.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Open> {
        self.items.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(origin: u32, serial: u64) -> ItemId {
        ItemId::new(EquipmentId(origin), serial)
    }

    #[test]
    fn items_are_found_whatever_the_order_they_come_and_go_in() {
        let mut alive = Alive::default();
        let coming = [id(2, 7), id(2, 5), id(0, 1), id(2, 9), id(2, 6)];
        for item in coming {
            alive.get_or_insert(item, || {
                Open::new(item.origin(), SimTime::from_nanos(item.serial()))
            });
        }
        let ids = |alive: &Alive| alive.iter().map(|(item, _)| item).collect::<Vec<_>>();
        assert_eq!(ids(&alive), [id(0, 1), id(2, 5), id(2, 6), id(2, 7), id(2, 9)]);
        assert_eq!(alive.get_mut(id(2, 6)).unwrap().created, SimTime::from_nanos(6));
        assert!(alive.get_mut(id(2, 8)).is_none() && alive.get_mut(id(7, 0)).is_none());
        assert!(alive.get_mut(id(2, 4)).is_none());
        assert!(alive.remove(id(2, 5)).is_some() && alive.remove(id(2, 5)).is_none());
        assert!(alive.remove(id(2, 7)).is_some());
        assert_eq!(ids(&alive), [id(0, 1), id(2, 6), id(2, 9)]);
        // What came back, or was left for last.
        alive.get_or_insert(id(2, 4), || Open::new(EquipmentId(2), SimTime::ZERO));
        assert_eq!(ids(&alive), [id(0, 1), id(2, 4), id(2, 6), id(2, 9)]);
        assert_eq!(alive.items.len(), 5);
    }
}
