//! Zoned accumulation with single release: an item goes on from the end of its zone once the zone ahead is empty.
//!
//! Let a belt of length L have n zones of length z. Items stop with their front at the end of a zone. Let D(i, k) be where the
//! odometer is when item i goes on from the end of zone k, with D(i, 0) where it was when the item came. It can as soon as the
//! end of the item ahead, of length l, has left the next zone, so that
//!
//! ```text
//! D(i, k) = max(D(i, k-1) + z, D(i-1, k+1) + l(i-1)),   1 ≤ k < n,   D(i, n) = P(i), when it is taken
//! ```
//!
//! where what is taken is gone at once. With Q(i) = D(i, n-1) these unfold to what looks at two items alone:
//!
//! ```text
//! Q(i)    = max(E(i) + L - z, P(i-1), Q(i-1) + l(i-1) + z)
//! D(i, k) = max(E(i) + k z, Q(j) + l(j) + ... + l(i-1)),   j = i - (n-1-k)
//! ```
//!
//! The front of item i is at the exit at Q(i) + z, and the next one may come at D(i, 1) + l(i). Since j lies up to n items back,
//! that many are remembered after they were taken.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::belt::{Riding, Units};

/// The zones of a belt, and what is remembered of those who are gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Zones {
    /// How long a zone is, and how many there are.
    length: Units,
    count: usize,
    /// Those taken last, the first one first: Q, and how long all were together that ever came before it.
    gone: VecDeque<(Units, Units)>,
    /// Where the odometer was when the last of them was taken, and how long it was.
    taken: Units,
    taken_length: Units,
}

/// Where the odometer is when something happens, as far as others have their say.
enum Bound {
    /// Nobody is in the way.
    None,
    At(Units),
    /// Somebody has to be taken first.
    Open,
}

impl Zones {
    pub(super) fn new(length: Units, count: usize) -> Self {
        Self { length, count, gone: VecDeque::new(), taken: 0, taken_length: 0 }
    }

    /// Q of the first item.
    fn first_leaves(&self, first: &Riding) -> Units {
        let free = first.entry + self.length * (self.count as Units - 1);
        let behind = match self.gone.back() {
            Some((leaves, _)) if self.count > 1 => leaves + self.taken_length + self.length,
            _ => 0,
        };
        free.max(self.taken).max(behind)
    }

    /// Where the odometer is when the first item is at the exit.
    pub(super) fn exit(&self, first: &Riding) -> Units {
        self.first_leaves(first) + self.length
    }

    /// What those ahead of an item say to its going on from the end of zone `zone`.
    fn bound(&self, items: &VecDeque<Riding>, index: usize, zone: usize) -> Bound {
        let away = self.count - 1 - zone;
        let before = items.get(index).map_or(0, |item| item.before);
        match index.checked_sub(away) {
            Some(0) => {
                let first = &items[0];
                Bound::At(self.first_leaves(first) + before - first.before)
            }
            Some(_) => Bound::Open,
            None => {
                let back = away - index;
                match self.gone.len().checked_sub(back).and_then(|at| self.gone.get(at)) {
                    Some((leaves, of)) => Bound::At(leaves + before - of),
                    None => Bound::None,
                }
            }
        }
    }

    /// D: where the odometer is when an item goes on from the end of a zone, which is not the last one.
    fn leaves(&self, items: &VecDeque<Riding>, index: usize, zone: usize) -> Option<Units> {
        let free = items[index].entry + self.length * zone as Units;
        if zone == 0 {
            return Some(free);
        }
        match self.bound(items, index, zone) {
            Bound::None => Some(free),
            Bound::At(at) => Some(free.max(at)),
            Bound::Open => None,
        }
    }

    /// Where the odometer is when the front of an item is at a place; none: somebody has to be taken first.
    pub(super) fn passage(
        &self,
        items: &VecDeque<Riding>,
        index: usize,
        at: Units,
    ) -> Option<Units> {
        if at == 0 {
            return Some(items[index].entry);
        }
        let zone = (at - 1) / self.length;
        let leaves = self.leaves(items, index, (zone as usize).min(self.count - 1))?;
        Some(leaves + at - zone * self.length)
    }

    /// Where the odometer is when the next item may come; none: once the first one is taken.
    pub(super) fn entry(&self, items: &VecDeque<Riding>) -> Option<Units> {
        let Some(last) = items.len().checked_sub(1) else { return Some(self.taken) };
        if self.count == 1 {
            return None;
        }
        Some(self.leaves(items, last, 1)? + items[last].pitch)
    }

    /// Where the odometer is when all stand, if the first one waits at the exit.
    pub(super) fn stand(&self, items: &VecDeque<Riding>) -> Option<Units> {
        let (first, last) = (items.front()?, items.back()?);
        // The last one stops at the end of the zone behind those of the others.
        let zone = (self.count + 1).saturating_sub(items.len()) as Units;
        let free = last.entry + self.length * zone;
        Some(free.max(self.exit(first) + last.before - first.before))
    }

    /// How far an item is when the odometer is at a reading.
    pub(super) fn place(&self, items: &VecDeque<Riding>, index: usize, odometer: Units) -> Units {
        let left =
            |zone: &usize| self.leaves(items, index, *zone).filter(|leaves| *leaves <= odometer);
        let zones = (0..self.count).rev().find_map(|zone| Some((zone, left(&zone)?)));
        zones.map_or(0, |(zone, leaves)| {
            self.length * zone as Units + (odometer - leaves).min(self.length)
        })
    }

    /// The first item is taken.
    pub(super) fn take(&mut self, first: &Riding, taken: Units) {
        let leaves = self.first_leaves(first);
        self.gone.push_back((leaves, first.before));
        if self.gone.len() > self.count {
            self.gone.pop_front();
        }
        (self.taken, self.taken_length) = (taken, first.pitch);
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self) {
        self.gone.clear();
        (self.taken, self.taken_length) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::SimTime;

    use super::super::belt::{Belt, Fittings, Measure};
    use super::Units;
    use crate::items::ItemRef;

    const ZONE: Units = 10;
    const ITEMS: usize = 14;

    /// What happens to each item by the recursion over all zones, as it stands at the top.
    struct Told {
        entries: Vec<u64>,
        exits: Vec<u64>,
        /// When the front is at a place.
        passages: Vec<u64>,
    }

    fn by_recursion(
        zones: usize,
        wishes: &[u64],
        lengths: &[u64],
        picks: &[u64],
        place: u64,
    ) -> Told {
        let (zone, mut before) = (ZONE as u64, Vec::<u64>::new());
        let mut told = Told { entries: vec![], exits: vec![], passages: vec![] };
        let mut taken = 0;
        for item in 0..wishes.len() {
            let ahead = |leaves: u64| leaves + lengths[item - 1];
            let mut leaves = Vec::new();
            for at in 0..zones {
                let own = if at == 0 { wishes[item] } else { leaves[at - 1] + zone };
                let free = match before.get(at + 1) {
                    Some(leaves) if at + 1 < zones => ahead(*leaves),
                    _ if at + 1 == zones => taken,
                    _ => 0,
                };
                leaves.push(own.max(free));
            }
            let exit = leaves[zones - 1] + zone;
            let behind = (place - 1) / zone;
            told.entries.push(leaves[0]);
            told.passages.push(leaves[behind as usize] + place - behind * zone);
            told.exits.push(exit);
            taken = exit.max(picks[item]);
            before = leaves;
        }
        told
    }

    #[test]
    fn what_looks_at_two_items_is_the_recursion_over_all() {
        let mut dice = 7_u64;
        let mut below = |end: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (dice >> 33) % end
        };
        for _ in 0..300 {
            let zones = 1 + below(6) as usize;
            let mut rising = |most: u64| {
                let mut at = 0;
                (0..ITEMS)
                    .map(|_| {
                        at += below(most);
                        at
                    })
                    .collect::<Vec<u64>>()
            };
            let (wishes, picks) = (rising(30), rising(60));
            let lengths: Vec<u64> = (0..ITEMS).map(|_| 1 + below(ZONE as u64)).collect();
            let place = 1 + below(ZONE as u64 * zones as u64);
            let told = by_recursion(zones, &wishes, &lengths, &picks, place);
            let fittings =
                Fittings { zone: ZONE, is_indexed: false, beams: vec![Units::from(place)] };
            let mut belt = Belt::new(ZONE * zones as Units, 1, true, fittings);
            let (mut entries, mut exits, mut taken) = (vec![], vec![], 0);
            let mut passed = Vec::new();
            for now in 0..3_000 {
                let at = SimTime::from_nanos(now);
                belt.pass(at);
                loop {
                    let is_there = belt.waiting(at).is_some();
                    if is_there && exits.len() == taken {
                        exits.push(now);
                    }
                    let takes = is_there && picks[taken] <= now;
                    if takes {
                        belt.take(at);
                        taken += 1;
                    }
                    let next = entries.len();
                    let comes = next < ITEMS && wishes[next] <= now && belt.is_clear(at);
                    if comes {
                        let length = Units::from(lengths[next]);
                        belt.put(at, ItemRef(next as u32), Measure { pitch: length, length });
                        entries.push(now);
                    }
                    if !takes && !comes {
                        break;
                    }
                }
                let seen = belt.before_beam(0).map(|item| item.0);
                if let Some(item) = seen.filter(|item| *item as usize == passed.len()) {
                    passed.push((item, now));
                }
            }
            assert_eq!((&entries, &exits), (&told.entries, &told.exits), "{zones} zones");
            for (item, now) in passed {
                assert_eq!(now, told.passages[item as usize], "{zones} zones, at {place}");
            }
        }
    }
}
