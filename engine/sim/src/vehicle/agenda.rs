//! When which vehicle is looked at: a knock-out among all of them, so that the first is at hand, and little is done when one changes.

use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

/// An instant for each vehicle; the end of time: never.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Agenda {
    /// By number, filled up to a power of two.
    times: Vec<SimTime>,
    /// Who is first of those below: at 1 that of all, and at twice a position and behind it those between which it is decided. Behind all
    /// of these are the vehicles themselves. Of two at the same instant, the one with the lesser number is first.
    first: Vec<u32>,
}

impl Agenda {
    /// Nobody of so many is looked at.
    pub(super) fn new(count: usize) -> Self {
        let size = count.next_power_of_two();
        let mut first = vec![0; size];
        for position in (1..size).rev() {
            let below = 2 * position;
            first[position] = if below < size { first[below] } else { (below - size) as u32 };
        }
        Self { times: vec![SimTime::MAX; size], first }
    }

    /// When a vehicle is looked at.
    pub(super) fn at(&self, number: u32) -> SimTime {
        self.times[number as usize]
    }

    /// Who is looked at first, and when, if anybody is.
    pub(super) fn first(&self) -> Option<(SimTime, u32)> {
        let number = self.first.get(1).copied().unwrap_or(0);
        let at = self.times[number as usize];
        (at < SimTime::MAX).then_some((at, number))
    }

    /// Looks at a vehicle at another instant.
    pub(super) fn set(&mut self, number: u32, at: SimTime) {
        self.times[number as usize] = at;
        let size = self.times.len();
        let mut position = usize::midpoint(size, number as usize);
        while position > 0 {
            let below = 2 * position;
            let [left, right] = if below < size {
                [self.first[below], self.first[below + 1]]
            } else {
                [(below - size) as u32, (below + 1 - size) as u32]
            };
            let is_left = self.times[left as usize] <= self.times[right as usize];
            let first = if is_left { left } else { right };
            let before = std::mem::replace(&mut self.first[position], first);
            if first == before && first != number {
                // Nothing changes above.
                return;
            }
            position /= 2;
        }
    }

    /// All who are looked at, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.times).filter(|(_, at)| **at < SimTime::MAX).map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_first_is_that_of_an_ordered_list() {
        for count in [1_u32, 2, 3, 7, 60] {
            let mut agenda = Agenda::new(count as usize);
            assert_eq!(agenda.first(), None);
            let mut list: BTreeSet<(SimTime, u32)> = BTreeSet::new();
            let mut dice = 1_u64;
            for _ in 0..1_000 {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let number = (dice >> 33) as u32 % count;
                // Many at the same instant, and some never.
                let at = match dice >> 60 {
                    0 => SimTime::MAX,
                    at => SimTime::from_nanos(at),
                };
                list.remove(&(agenda.at(number), number));
                agenda.set(number, at);
                if at < SimTime::MAX {
                    list.insert((at, number));
                }
                assert_eq!(agenda.first(), list.first().copied());
                let numbers: BTreeSet<u32> = list.iter().map(|(_, number)| *number).collect();
                assert!(agenda.iter().eq(numbers));
            }
        }
    }
}
