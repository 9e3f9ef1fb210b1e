//! The items on a plain belt, one behind the other, in a ring: what comes and goes has to guess nothing about where it ends.

use serde::{Deserialize, Serialize, Serializer};

use super::plain::Riding;

/// Items in the order in which they came. The ring has as many places as a power of two says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<Riding>")]
pub(super) struct Line {
    ring: Box<[Riding]>,
    /// Where the first one is, modulo 2^32: only what fits the ring counts.
    start: u32,
    count: u32,
}

impl Line {
    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    #[inline(always)]
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    #[inline(always)]
    fn place(&self, offset: u32) -> usize {
        self.start.wrapping_add(offset) as usize & self.ring.len().wrapping_sub(1)
    }

    #[inline(always)]
    pub(super) fn first(&self) -> Option<Riding> {
        (self.count > 0).then(|| self.ring[self.place(0)])
    }

    #[inline(always)]
    pub(super) fn take_first(&mut self) -> Option<Riding> {
        let first = self.first()?;
        self.start = self.start.wrapping_add(1);
        self.count -= 1;
        Some(first)
    }

    #[inline(always)]
    pub(super) fn put_last(&mut self, riding: Riding) {
        if self.len() == self.ring.len() {
            self.grow(riding);
        }
        self.ring[self.place(self.count)] = riding;
        self.count += 1;
    }

    /// Doubles the ring; what stands in the new places does not matter.
    #[cold]
    fn grow(&mut self, filling: Riding) {
        let mut ring: Vec<Riding> = self.iter().collect();
        ring.resize((2 * ring.len()).max(4), filling);
        self.ring = ring.into();
        self.start = 0;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Riding> {
        (0..self.count).map(|offset| self.ring[self.place(offset)])
    }
}

impl From<Vec<Riding>> for Line {
    fn from(items: Vec<Riding>) -> Self {
        let mut line = Self::default();
        for riding in items {
            line.put_last(riding);
        }
        line
    }
}

/// It is saved as its items in their order: where they are in the ring is no state.
impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items: Vec<Riding> = self.iter().collect();
        items.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::ItemRef;
    use plantwright_units::SimTime;

    #[test]
    fn items_leave_in_the_order_in_which_they_came_wherever_they_are_in_the_ring() {
        let riding = |number| Riding { at: SimTime::ZERO, on: 0, item: ItemRef(number), pitch: 0 };
        let numbers = |line: &Line| line.iter().map(|riding| riding.item.0).collect::<Vec<_>>();
        let (mut line, mut next, mut first) = (Line::default(), 0, 0);
        assert!(line.is_empty() && line.take_first().is_none());
        // It grows to lengths that are no powers of two, from wherever it begins in the ring, and gets empty in between.
        for (come, go) in [(3, 1), (9, 10), (1, 2), (40, 17), (5, 28), (70, 70)] {
            for _ in 0..come {
                line.put_last(riding(next));
                next += 1;
            }
            assert_eq!(numbers(&line), (first..next).collect::<Vec<_>>());
            for _ in 0..go {
                assert_eq!(line.take_first().map(|riding| riding.item.0), Some(first));
                first += 1;
            }
            assert_eq!(line.len(), (next - first) as usize);
            let saved = postcard::to_allocvec(&line).unwrap();
            let back: Line = postcard::from_bytes(&saved).unwrap();
            assert_eq!(numbers(&back), numbers(&line));
        }
    }
}
