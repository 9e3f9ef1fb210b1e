//! The event queue: what is due when, in one total order. What an event means is known to its target alone.

use plantwright_units::SimTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

mod handful;
mod heap;
mod key;
mod ladder;
mod rows;

use handful::Handful;
use heap::Heap;
use key::{Key, SEQUENCE_END};
use ladder::Ladder;
use rows::Rows;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it is due.
    pub time: SimTime,
    /// Its slot within the instant.
    pub phase: Phase,
    /// Whose it is; below 2^24.
    pub target: u32,
    /// Which of the target's clocks; below 8.
    pub tag: u8,
}

/// What waits to happen, in one total order.
///
/// # Guarantees
///
/// 1. Events leave in the order of `(time, phase, sequence)`; the sequence is the order of [`push`](Self::push).
/// 2. Nothing is cancelled here. A target that no longer waits for an event knows the time of the one it waits for,
///    and drops the others: free where cancelling is rare.
/// 3. When 2^34 sequence numbers are used up, those that wait are numbered anew in their order; nobody can tell.
///
/// A handful of events wait in slots, few in a heap, many in a ladder of buckets; the order is the same.
#[derive(Debug, Clone)]
pub struct EventQueue {
    /// The next event, so that looking at it costs nothing.
    head: Key,
    /// The others.
    events: Events,
    /// What waits behind others of the same target.
    rows: Rows,
    sequence: u64,
    /// Whether every event so far came behind all others of its time when it was pushed, and none at the last of all times.
    by_time: bool,
}

#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a handful is in place because it is the hottest of the three"
)]
enum Events {
    Handful(Handful),
    Few(Heap),
    Many(Box<Ladder>),
}

/// With more events than this, buckets beat the heap.
const MANY: usize = 512;
/// With fewer, the heap takes over again.
const FEW: usize = 64;
/// With fewer, slots take over again.
const HANDFUL: usize = 8;

impl Default for EventQueue {
    fn default() -> Self {
        let events = Events::Handful(Handful::default());
        Self { head: Key::NONE, events, rows: Rows::default(), sequence: 0, by_time: true }
    }
}

impl EventQueue {
    /// The number of targets that events can name.
    pub const TARGETS: u32 = key::TARGETS;

    /// Returns an empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of events that wait, stale ones included.
    pub fn len(&self) -> usize {
        let others = match &self.events {
            Events::Handful(slots) => slots.len(),
            Events::Few(heap) => heap.len(),
            Events::Many(ladder) => ladder.len(),
        };
        others + usize::from(!self.head.is_none()) + self.rows.len()
    }

    /// Tells whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Returns when the next event is due.
    #[inline(always)]
    pub fn next_time(&self) -> Option<SimTime> {
        (!self.head.is_none()).then(|| SimTime::from_nanos(self.head.time()))
    }

    /// Adds an event behind all others of its time and phase.
    #[inline(always)]
    pub fn push(&mut self, time: SimTime, phase: Phase, target: u32, tag: u8) {
        let key = self.key(time, phase, target, tag);
        self.insert(key);
    }

    /// Adds an event as [`push`](Self::push) does, of a target that has many to come, most of which come after those it has
    /// already: while they wait behind one another, only the first has to find its place among the events of others.
    #[inline(always)]
    pub fn push_in_row(&mut self, time: SimTime, phase: Phase, target: u32, tag: u8) {
        let key = self.key(time, phase, target, tag);
        // What stands in a row was pushed before others that are in their places already.
        self.by_time = false;
        if let Some(first) = self.rows.push(target, key) {
            self.insert(first);
        }
    }

    #[inline(always)]
    fn key(&mut self, time: SimTime, phase: Phase, target: u32, tag: u8) -> Key {
        if self.sequence == SEQUENCE_END {
            self.renumber();
        }
        if phase != Phase::Complete || time.as_nanos() == u64::MAX {
            self.by_time = false;
        }
        let key = Key::new(Event { time, phase, target, tag }, self.sequence);
        self.sequence += 1;
        key
    }

    #[inline(always)]
    fn insert(&mut self, key: Key) {
        // No branch: which one is less cannot be guessed.
        let is_least = key < self.head;
        let other = self.head.max(key);
        self.head = self.head.min(key);
        if other.is_none() {
            return;
        }
        match &mut self.events {
            Events::Handful(slots) if !slots.is_full() => {
                let smaller = if self.by_time {
                    let smaller = slots.not_after(other.time());
                    if is_least { 0 } else { smaller }
                } else {
                    slots.before(other)
                };
                slots.put(other, smaller);
            }
            _ => self.push_among_more(other),
        }
    }

    #[inline(never)]
    fn push_among_more(&mut self, key: Key) {
        match &mut self.events {
            Events::Handful(_) => {
                self.use_heap();
                self.push_among_more(key);
            }
            Events::Few(heap) => {
                heap.push(key);
                if heap.len() > MANY {
                    self.use_ladder();
                }
            }
            Events::Many(ladder) => ladder.push(key),
        }
    }

    /// Takes the next event.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<Event> {
        if self.head.is_none() {
            return None;
        }
        let taken = self.head;
        self.head = match &mut self.events {
            Events::Handful(slots) => slots.pop(),
            _ => self.pop_among_more(),
        };
        let event = taken.event();
        if taken.is_in_row()
            && let Some(next) = self.rows.next(event.target)
        {
            self.insert(next);
        }
        Some(event)
    }

    #[inline(never)]
    fn pop_among_more(&mut self) -> Key {
        match &mut self.events {
            Events::Handful(slots) => slots.pop(),
            Events::Few(heap) => {
                let key = heap.pop();
                if heap.len() < HANDFUL {
                    self.use_slots();
                }
                key
            }
            Events::Many(ladder) => {
                let key = ladder.pop();
                if ladder.len() < FEW {
                    self.use_heap();
                }
                key
            }
        }
    }

    /// While very many events wait, returns whose event is about so many places from the next one. A guess, for those who
    /// want to have things at hand in time; what is pushed later may come before.
    #[inline(always)]
    pub fn ahead(&self, places: usize) -> Option<u32> {
        match &self.events {
            Events::Many(ladder) => ladder.ahead(places).map(|key| key.event().target),
            Events::Handful(_) | Events::Few(_) => None,
        }
    }

    /// While very many events wait, returns now and then whose events come after those that come next.
    #[inline(always)]
    pub fn later(&mut self) -> impl Iterator<Item = u32> {
        let keys = match &mut self.events {
            Events::Many(ladder) => ladder.after_bottom(),
            Events::Handful(_) | Events::Few(_) => &[],
        };
        keys.iter().map(|key| key.event().target)
    }

    /// Returns the waiting events in the order in which they will leave.
    pub fn in_order(&self) -> Vec<Event> {
        let mut keys = self.unordered();
        keys.extend(self.rows.keys());
        keys.sort_unstable();
        let head = (!self.head.is_none()).then_some(self.head);
        head.into_iter().chain(keys).map(Key::event).collect()
    }

    /// Returns whose the waiting events are, the next one first, the others in no order.
    pub fn targets(&self) -> impl Iterator<Item = u32> {
        let head = (!self.head.is_none()).then_some(self.head);
        let others = std::iter::once_with(|| self.unordered()).flatten();
        head.into_iter().chain(others).chain(self.rows.keys()).map(|key| key.event().target)
    }

    /// What waits behind the head but in no row, in order.
    fn others(&self) -> Vec<Key> {
        let mut keys = self.unordered();
        keys.sort_unstable();
        keys
    }

    fn unordered(&self) -> Vec<Key> {
        match &self.events {
            Events::Handful(slots) => slots.keys().collect(),
            Events::Few(heap) => heap.keys().collect(),
            Events::Many(ladder) => ladder.keys().collect(),
        }
    }

    #[cold]
    fn use_ladder(&mut self) {
        let mut ladder = Ladder::default();
        for key in self.others() {
            ladder.push(key);
        }
        self.events = Events::Many(Box::new(ladder));
    }

    #[cold]
    fn use_slots(&mut self) {
        let mut slots = Handful::default();
        for key in self.others() {
            slots.put(key, slots.len() as u32);
        }
        self.events = Events::Handful(slots);
    }

    #[cold]
    fn use_heap(&mut self) {
        let mut heap = Heap::default();
        for key in self.others() {
            heap.push(key);
        }
        self.events = Events::Few(heap);
    }

    #[cold]
    fn renumber(&mut self) {
        *self = Self::of_events(self.in_order());
    }

    /// A queue of events in the order in which they are to leave.
    fn of_events(events: Vec<Event>) -> Self {
        let mut queue = Self::default();
        for Event { time, phase, target, tag } in events {
            queue.push(time, phase, target, tag);
        }
        queue
    }
}

/// A queue is saved as its events in their order: how they are kept is no state.
impl Serialize for EventQueue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.in_order().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for EventQueue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let events = Vec::<Event>::deserialize(deserializer)?;
        if let Some(wrong) =
            events.iter().find(|event| event.target >= Self::TARGETS || event.tag >= key::TAGS)
        {
            return Err(de::Error::custom(format!("{wrong:?} is no event")));
        }
        Ok(Self::of_events(events))
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
        queue.push(at(u64::MAX), Phase::Complete, EventQueue::TARGETS - 1, 7);
        let order: Vec<u32> =
            std::iter::from_fn(|| queue.pop()).map(|event| event.target).collect();
        assert_eq!(order, [3, 4, 2, 1, EventQueue::TARGETS - 1]);
    }

    /// Draws for patterns of pushes; a test prints the pattern that failed.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % end
        }
    }

    /// How far ahead of now the next event is, in patterns that are hard on buckets.
    type Pattern = (&'static str, fn(&mut Random) -> u64);

    const PATTERNS: [Pattern; 7] = [
        ("few different times", |random| random.below(8)),
        ("all at once", |_| 0),
        ("uniform", |random| random.below(1_000_000)),
        ("all magnitudes", |random| 1 << random.below(50)),
        ("near with far outliers", |random| {
            if random.below(100) == 0 { 1 << 45 } else { random.below(100) }
        }),
        ("clusters", |random| random.below(3) * 1_000_000_000 + random.below(5)),
        ("the end of time", |random| u64::MAX >> random.below(3)),
    ];

    #[test]
    fn any_mixture_of_pushes_and_pops_leaves_in_order() {
        for (name, ahead) in PATTERNS {
            let mut queue = EventQueue::new();
            let mut model = std::collections::BTreeSet::new();
            let mut random = Random(0x5eed);
            let mut now = 0_u64;
            for step in 0..60_000_u32 {
                // Grows to thousands, shrinks to none, and grows again: through heap and ladder and back.
                let grows = (step / 10_000).is_multiple_of(2);
                if random.below(10) < if grows { 7 } else { 2 } {
                    let time = now.saturating_add(ahead(&mut random));
                    queue.push(at(time), Phase::Complete, step, 0);
                    model.insert((time, step));
                } else {
                    let expected = model.pop_first();
                    let next = queue.next_time().map(SimTime::as_nanos);
                    assert_eq!(next, expected.map(|(time, _)| time), "{name}");
                    let event = queue.pop().map(|event| (event.time.as_nanos(), event.target));
                    assert_eq!(event, expected, "{name}");
                    now = event.map_or(now, |(time, _)| time);
                }
                assert_eq!(queue.len(), model.len(), "{name}");
            }
            let rest: Vec<u32> = queue.in_order().into_iter().map(|event| event.target).collect();
            assert_eq!(
                rest,
                model.into_iter().map(|(_, target)| target).collect::<Vec<_>>(),
                "{name}"
            );
        }
    }

    #[test]
    fn events_in_rows_leave_as_if_there_were_none() {
        for (name, ahead) in PATTERNS {
            let (mut queue, mut plain) = (EventQueue::new(), EventQueue::new());
            let mut random = Random(0x0dd5);
            let mut now = 0_u64;
            for step in 0..60_000_u32 {
                let grows = (step / 10_000).is_multiple_of(2);
                if random.below(10) < if grows { 7 } else { 2 } {
                    // Rows of few and of many, with what comes too early for its row, and what stands in none.
                    let target = (random.below(40) * random.below(40) / 40) as u32;
                    let time = at(now.saturating_add(ahead(&mut random)));
                    plain.push(time, Phase::Complete, target, 5);
                    if target < 30 {
                        queue.push_in_row(time, Phase::Complete, target, 5);
                    } else {
                        queue.push(time, Phase::Complete, target, 5);
                    }
                } else {
                    let event = queue.pop();
                    assert_eq!(event, plain.pop(), "{name}");
                    now = event.map_or(now, |event| event.time.as_nanos());
                }
                assert_eq!(queue.len(), plain.len(), "{name}");
                if step % 7_000 == 0 {
                    assert_eq!(queue.in_order(), plain.in_order(), "{name}");
                    let mut targets: [Vec<u32>; 2] =
                        [&queue, &plain].map(|queue| queue.targets().collect());
                    for targets in &mut targets {
                        targets.sort_unstable();
                    }
                    assert_eq!(targets[0], targets[1], "{name}");
                }
            }
        }
    }

    #[test]
    fn used_up_sequence_numbers_change_no_order() {
        let mut queue = EventQueue::new();
        queue.sequence = SEQUENCE_END - 3;
        for target in 0..10 {
            queue.push(at(u64::from(target % 2)), Phase::Complete, target, 0);
            queue.push_in_row(at(u64::from(target % 2)), Phase::Complete, 10, 0);
        }
        let order: Vec<u32> =
            std::iter::from_fn(|| queue.pop()).map(|event| event.target).collect();
        let expected = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9].map(|target| [target, 10]);
        assert_eq!(order, expected.as_flattened());
        assert!(queue.sequence < 40);
    }
}
