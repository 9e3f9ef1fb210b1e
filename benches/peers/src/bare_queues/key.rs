//! A key that packs time, sequence and payload, and the timetable that hands them out.

use super::EventQueue;

/// Bits that tell whose event it is.
const PAYLOAD_BITS: u32 = 24;
/// Bits that order events of the same time: enough for a million million of them.
const SEQUENCE_BITS: u32 = 64 - PAYLOAD_BITS;

/// An event: `time << 64 | sequence << 24 | payload`, ordered as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u128);

impl Key {
    /// Greater than any event.
    pub const NONE: Self = Self(u128::MAX);

    /// Packs an event; its time is below 2^63 ns (292 years).
    #[inline]
    pub fn new(time: u64, sequence: u64, payload: u32) -> Self {
        debug_assert!(time >> 63 == 0);
        debug_assert!(sequence >> SEQUENCE_BITS == 0 && payload >> PAYLOAD_BITS == 0);
        let low = (sequence << PAYLOAD_BITS) | u64::from(payload);
        Self((u128::from(time) << 64) | u128::from(low))
    }

    /// When it is due \[ns\].
    #[inline]
    pub fn time(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// Whose event it is.
    #[inline]
    pub fn payload(self) -> u32 {
        (self.0 as u32) & ((1 << PAYLOAD_BITS) - 1)
    }
}

/// A queue with the counter that makes its order total.
#[derive(Debug, Default)]
pub struct Timetable<Q> {
    queue: Q,
    sequence: u64,
}

impl<Q: EventQueue> Timetable<Q> {
    /// Schedules an event at a time \[ns\].
    #[inline]
    pub fn schedule(&mut self, time: u64, payload: u32) {
        self.queue.push(Key::new(time, self.sequence, payload));
        self.sequence += 1;
    }

    /// Takes the next event: its time \[ns\] and its payload.
    #[inline]
    pub fn next_event(&mut self) -> Option<(u64, u32)> {
        let key = self.queue.pop()?;
        Some((key.time(), key.payload()))
    }
}
