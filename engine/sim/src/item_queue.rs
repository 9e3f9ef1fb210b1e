//! A queue of items: a small ring in place, a heap allocation only once it is outgrown.

use std::collections::VecDeque;

use plantwright_model::vocabulary::Discipline;
use serde::{Deserialize, Serialize};

use crate::items::{ItemRef, Items};

/// Items in the order of a discipline: the one at the head goes next.
///
/// Saved and hashed is what is in it, and not where it stands: the ring keeps traces of items that went long ago.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Listed", into = "Listed")]
pub(crate) struct ItemQueue {
    ring: [ItemRef; RING],
    head: u8,
    in_ring: u8,
    discipline: Discipline,
    /// All items, once there were more than fit into the ring.
    #[expect(
        clippy::box_collection,
        reason = "a queue is to be small where nothing has outgrown it"
    )]
    outgrown: Option<Box<VecDeque<ItemRef>>>,
}

/// A queue as it is saved.
#[derive(Serialize, Deserialize)]
struct Listed {
    discipline: Discipline,
    items: Vec<ItemRef>,
}

impl From<Listed> for ItemQueue {
    fn from(listed: Listed) -> Self {
        let mut queue = Self::new(listed.discipline);
        for item in listed.items {
            queue.push_back(item);
        }
        queue
    }
}

impl From<ItemQueue> for Listed {
    fn from(queue: ItemQueue) -> Self {
        Self { discipline: queue.discipline, items: queue.iter().collect() }
    }
}

/// Buffers of today's lines hold a few items; these stay within the cache line of their owner.
const RING: usize = 8;

impl ItemQueue {
    pub(crate) fn new(discipline: Discipline) -> Self {
        Self { ring: [ItemRef(0); RING], head: 0, in_ring: 0, discipline, outgrown: None }
    }

    /// Whether items go in the order in which they came.
    pub(crate) fn is_fifo(&self) -> bool {
        self.discipline == Discipline::Fifo
    }

    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        match &self.outgrown {
            None => usize::from(self.in_ring),
            Some(items) => items.len(),
        }
    }
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item that goes next.
    #[inline(always)]
    pub(crate) fn head(&self) -> Option<ItemRef> {
        match &self.outgrown {
            None => (self.in_ring > 0).then(|| self.ring[usize::from(self.head) % RING]),
            Some(items) => items.front().copied(),
        }
    }

    /// Adds an item where its discipline puts it. Returns whether it is the one that goes next.
    #[inline(always)]
    pub(crate) fn insert(&mut self, item: ItemRef, items: &Items) -> bool {
        if self.discipline == Discipline::Fifo {
            return self.push_back(item);
        }
        self.insert_by_discipline(item, items)
    }

    fn insert_by_discipline(&mut self, item: ItemRef, items: &Items) -> bool {
        // Behind all that go first or are equal; the last one in goes first.
        let position = match self.discipline {
            Discipline::Lifo => 0,
            _ => self.behind_equals(item, items),
        };
        self.insert_at(position, item);
        position == 0
    }

    /// Adds an item that has waited here before: ahead of its equals.
    pub(crate) fn put_back(&mut self, item: ItemRef, items: &Items) {
        let ahead = self.iter().take_while(|other| self.before(*other, item, items)).count();
        self.insert_at(ahead, item);
    }

    /// Takes the item that goes next.
    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<ItemRef> {
        match &mut self.outgrown {
            None if self.in_ring == 0 => None,
            None => {
                let item = self.ring[usize::from(self.head) % RING];
                self.head = (self.head + 1) % RING as u8;
                self.in_ring -= 1;
                Some(item)
            }
            Some(items) => items.pop_front(),
        }
    }

    /// Takes the item that goes next away; returns the one that goes next then.
    #[inline(always)]
    pub(crate) fn advance(&mut self) -> Option<ItemRef> {
        if let Some(items) = &mut self.outgrown {
            items.pop_front();
            return items.front().copied();
        }
        self.head = (self.head + 1) % RING as u8;
        self.in_ring = self.in_ring.saturating_sub(1);
        (self.in_ring > 0).then(|| self.ring[usize::from(self.head) % RING])
    }

    /// Takes a certain item.
    ///
    /// # Panics
    /// Where it is not in the queue.
    pub(crate) fn remove(&mut self, item: ItemRef) {
        let position = self.iter().position(|other| other == item).expect("an item of this queue");
        self.outgrow().remove(position);
    }

    /// The items, the next one first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ItemRef> {
        let (head, in_ring) = (usize::from(self.head), usize::from(self.in_ring));
        let ring = (0..in_ring).map(move |offset| self.ring[(head + offset) % RING]);
        ring.chain(self.outgrown.iter().flat_map(|items| items.iter().copied()))
    }

    /// The queue is in order, so that a long one is halved again and again.
    fn behind_equals(&self, item: ItemRef, items: &Items) -> usize {
        let goes_first = |other: ItemRef| !self.before(item, other, items);
        match &self.outgrown {
            Some(queue) => queue.partition_point(|other| goes_first(*other)),
            None => self.iter().take_while(|other| goes_first(*other)).count(),
        }
    }

    fn before(&self, one: ItemRef, other: ItemRef, items: &Items) -> bool {
        match self.discipline {
            Discipline::Fifo | Discipline::Lifo => false,
            Discipline::Priority => items[one].priority > items[other].priority,
            Discipline::DueDate => items[one].due < items[other].due,
        }
    }
    /// Adds an item behind all others. Returns whether there are none.
    #[inline(always)]
    fn push_back(&mut self, item: ItemRef) -> bool {
        if self.outgrown.is_none() && usize::from(self.in_ring) < RING {
            self.ring[usize::from(self.head + self.in_ring) % RING] = item;
            self.in_ring += 1;
            return self.in_ring == 1;
        }
        let items = match &mut self.outgrown {
            Some(items) => items,
            None => self.outgrow(),
        };
        items.push_back(item);
        items.len() == 1
    }

    fn insert_at(&mut self, position: usize, item: ItemRef) {
        if position == self.len() {
            self.push_back(item);
        } else {
            self.outgrow().insert(position, item);
        }
    }

    /// Moves everything to the heap, for good.
    #[cold]
    fn outgrow(&mut self) -> &mut VecDeque<ItemRef> {
        if self.outgrown.is_none() {
            let all = self.iter().collect();
            self.in_ring = 0;
            self.outgrown = Some(Box::new(all));
        }
        self.outgrown.as_mut().expect("just made")
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};

    use super::*;
    use crate::items::{Item, Marks, Way};

    fn items(priorities: &[i32]) -> (Items, Vec<ItemRef>) {
        let mut items = Items::default();
        let refs = priorities
            .iter()
            .enumerate()
            .map(|(serial, priority)| {
                items.insert(Item {
                    id: ItemId::new(EquipmentId(0), serial as u64),
                    created: SimTime::ZERO,
                    entered: SimTime::ZERO,
                    processed: SimSpan::ZERO,
                    work: SimSpan::ZERO,
                    due: SimTime::from_nanos(100 - serial as u64),
                    product: ProductId(0),
                    done: 0,
                    way: Way::OPEN,
                    priority: *priority,
                    reworks: 0,
                    marks: Marks::default(),
                })
            })
            .collect();
        (items, refs)
    }

    fn order(discipline: Discipline, priorities: &[i32]) -> Vec<u32> {
        let (items, refs) = items(priorities);
        let mut queue = ItemQueue::new(discipline);
        for item in refs {
            queue.insert(item, &items);
        }
        assert_eq!(queue.len(), priorities.len());
        assert_eq!(queue.head(), queue.iter().next());
        std::iter::from_fn(|| queue.pop()).map(|item| item.0).collect()
    }

    #[test]
    fn each_discipline_has_its_order() {
        assert_eq!(order(Discipline::Fifo, &[0; 12]), (0..12).collect::<Vec<_>>());
        assert_eq!(order(Discipline::Lifo, &[0; 3]), [2, 1, 0]);
        assert_eq!(order(Discipline::Priority, &[1, 3, 2, 3, 1]), [1, 3, 2, 0, 4]);
        assert_eq!(order(Discipline::DueDate, &[0; 4]), [3, 2, 1, 0]);
    }

    #[test]
    fn the_ring_goes_round() {
        let (items, refs) = items(&[0; 40]);
        let mut queue = ItemQueue::new(Discipline::Fifo);
        let mut next = 0;
        for (count, item) in refs.into_iter().enumerate() {
            queue.insert(item, &items);
            if count % 3 != 0 {
                assert_eq!(queue.pop(), Some(ItemRef(next)));
                next += 1;
            }
        }
        queue.remove(ItemRef(next + 1));
        assert_eq!(queue.pop(), Some(ItemRef(next)));
        assert_eq!(queue.pop(), Some(ItemRef(next + 2)));
    }
}
