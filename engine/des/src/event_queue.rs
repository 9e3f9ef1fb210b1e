//! The event queue: what is due when, in one total order. What an event means is known to its target alone.

use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

/// The fixed slots of order within one instant, of those events that stand in the queue.
///
/// Moves and decisions are no events: they follow from facts, after them, at the same instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Phase {
    /// A physical fact: a process ends, an item arrives, a shift starts.
    Complete = 0,
    /// Samples and other looks at a settled floor.
    Observe = 3,
}

/// An event that has come due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When it is due.
    pub time: SimTime,
    /// Its slot within the instant.
    pub phase: Phase,
    /// Whose it is; below 2^24.
    pub target: u32,
    /// Which of the target's clocks; below 16.
    pub tag: u8,
}

/// A 4-ary heap of packed keys `(time 64, phase 2, sequence 34, target 24, tag 4)`.
///
/// # Guarantees
///
/// 1. Events leave in the order of `(time, phase, sequence)`; the sequence is the order of [`push`](Self::push).
/// 2. Nothing is cancelled here. A target that no longer waits for an event knows the time of the one it waits for,
///    and drops the others: free where cancelling is rare.
/// 3. When 2^34 sequence numbers are used up, those that wait are numbered anew in their order; nobody can tell.
///
/// A heap of 4 children is shallower than a binary one and its children share a cache line
/// (`LaMarca` & Ladner 1996, "The influence of caches on the performance of heaps").
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EventQueue {
    heap: Vec<u128>,
    sequence: u64,
}

const ARITY: usize = 4;
const TAG_BITS: u32 = 4;
const TARGET_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 34;
const SEQUENCE_SHIFT: u32 = TAG_BITS + TARGET_BITS;
const PHASE_SHIFT: u32 = SEQUENCE_SHIFT + SEQUENCE_BITS;
const SEQUENCE_END: u64 = 1 << SEQUENCE_BITS;

impl EventQueue {
    /// The number of targets that events can name.
    pub const TARGETS: u32 = 1 << TARGET_BITS;

    /// Returns an empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of events that wait, stale ones included.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Tells whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Returns when the next event is due.
    #[inline]
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.first().map(|key| time_of(*key))
    }

    /// Adds an event behind all others of its time and phase.
    #[inline]
    pub fn push(&mut self, time: SimTime, phase: Phase, target: u32, tag: u8) {
        debug_assert!(target < Self::TARGETS && u32::from(tag) < 1 << TAG_BITS);
        if self.sequence == SEQUENCE_END {
            self.renumber();
        }
        let low = u64::from(tag)
            | u64::from(target) << TAG_BITS
            | self.sequence << SEQUENCE_SHIFT
            | (phase as u64) << PHASE_SHIFT;
        self.sequence += 1;
        self.insert(u128::from(time.as_nanos()) << 64 | u128::from(low));
    }

    /// Takes the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        let last = self.heap.pop()?;
        let key = match self.heap.first().copied() {
            None => last,
            Some(first) => {
                self.sift_down(last);
                first
            }
        };
        Some(event_of(key))
    }

    /// Returns the waiting events in the order in which they will leave.
    pub fn in_order(&self) -> Vec<Event> {
        let mut keys = self.heap.clone();
        keys.sort_unstable();
        keys.into_iter().map(event_of).collect()
    }

    fn insert(&mut self, key: u128) {
        let mut hole = self.heap.len();
        self.heap.push(key);
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if self.heap[parent] <= key {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = key;
    }

    /// Fills the root's hole with `key`, moving smaller children up.
    #[inline]
    fn sift_down(&mut self, key: u128) {
        let heap = &mut self.heap[..];
        let mut hole = 0;
        loop {
            let first = hole * ARITY + 1;
            let (child, smallest) = if let Some(&[a, b, c, d]) = heap.get(first..first + ARITY) {
                let (left, ab) = if b < a { (1, b) } else { (0, a) };
                let (right, cd) = if d < c { (3, d) } else { (2, c) };
                if cd < ab {
                    (first + right, cd)
                } else {
                    (first + left, ab)
                }
            } else {
                let Some(rest) = heap.get(first..) else { break };
                let Some((offset, smallest)) =
                    rest.iter().copied().enumerate().min_by_key(|(_, k)| *k)
                else {
                    break;
                };
                (first + offset, smallest)
            };
            if key <= smallest {
                break;
            }
            heap[hole] = smallest;
            hole = child;
        }
        heap[hole] = key;
    }

    #[cold]
    fn renumber(&mut self) {
        // A sorted list is a heap.
        self.heap.sort_unstable();
        let low_bits = (1_u128 << SEQUENCE_SHIFT) - 1;
        let high_bits = !((1_u128 << PHASE_SHIFT) - 1);
        for (sequence, key) in self.heap.iter_mut().enumerate() {
            *key = (*key & (high_bits | low_bits)) | (sequence as u128) << SEQUENCE_SHIFT;
        }
        self.sequence = self.heap.len() as u64;
    }
}

fn time_of(key: u128) -> SimTime {
    SimTime::from_nanos((key >> 64) as u64)
}

fn event_of(key: u128) -> Event {
    let low = key as u64;
    Event {
        time: time_of(key),
        phase: if low >> PHASE_SHIFT == 0 {
            Phase::Complete
        } else {
            Phase::Observe
        },
        target: (low >> TAG_BITS) as u32 & (EventQueue::TARGETS - 1),
        tag: low as u8 & ((1 << TAG_BITS) - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(nanos: u64) -> SimTime {
        SimTime::from_nanos(nanos)
    }

    #[test]
    fn events_leave_by_time_then_phase_then_order_of_pushing() {
        let mut queue = EventQueue::new();
        queue.push(at(5), Phase::Complete, 1, 0);
        queue.push(at(3), Phase::Observe, 2, 0);
        queue.push(at(3), Phase::Complete, 3, 7);
        queue.push(at(3), Phase::Complete, 4, 0);
        queue.push(at(u64::MAX), Phase::Complete, EventQueue::TARGETS - 1, 15);
        let order: Vec<u32> = std::iter::from_fn(|| queue.pop())
            .map(|event| event.target)
            .collect();
        assert_eq!(order, [3, 4, 2, 1, EventQueue::TARGETS - 1]);
    }

    #[test]
    fn any_mixture_of_pushes_and_pops_leaves_in_order() {
        let mut queue = EventQueue::new();
        let mut model = std::collections::BTreeSet::new();
        let mut random = 0x5eed_u64;
        for step in 0..200_000_u32 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if random % 5 < 3 || model.is_empty() {
                let time = random >> 40 & 0xff;
                queue.push(at(time), Phase::Complete, step % EventQueue::TARGETS, 0);
                model.insert((time, step));
            } else {
                let expected = model.pop_first();
                let event = queue.pop().unwrap();
                assert_eq!(Some((event.time.as_nanos(), event.target)), expected);
            }
        }
    }

    #[test]
    fn used_up_sequence_numbers_change_no_order() {
        let mut queue = EventQueue::new();
        queue.sequence = SEQUENCE_END - 3;
        for target in 0..10 {
            queue.push(at(u64::from(target % 2)), Phase::Complete, target, 0);
        }
        let order: Vec<u32> = std::iter::from_fn(|| queue.pop())
            .map(|event| event.target)
            .collect();
        assert_eq!(order, [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
        assert!(queue.sequence < 20);
    }
}
