//! A key: all there is to an event, packed so that keys compare as numbers.

use plantwright_units::SimTime;

use super::{Event, Phase};

/// `(time 64, phase 2, sequence 34, target 24, tag 4)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u128);

const TAG_BITS: u32 = 4;
const TARGET_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 34;
const SEQUENCE_SHIFT: u32 = TAG_BITS + TARGET_BITS;
const PHASE_SHIFT: u32 = SEQUENCE_SHIFT + SEQUENCE_BITS;

/// Sequence numbers stay below this.
pub(super) const SEQUENCE_END: u64 = (1 << SEQUENCE_BITS) - 1;

/// Targets stay below this.
pub(super) const TARGETS: u32 = 1 << TARGET_BITS;

impl Key {
    /// Greater than any event: no event has the last sequence number.
    pub(super) const NONE: Self = Self(u128::MAX);

    #[inline]
    pub(super) fn new(event: Event, sequence: u64) -> Self {
        debug_assert!(event.target < TARGETS && u32::from(event.tag) < 1 << TAG_BITS);
        debug_assert!(sequence < SEQUENCE_END);
        let low = u64::from(event.tag)
            | u64::from(event.target) << TAG_BITS
            | sequence << SEQUENCE_SHIFT
            | (event.phase as u64) << PHASE_SHIFT;
        Self(u128::from(event.time.as_nanos()) << 64 | u128::from(low))
    }

    /// Tells whether this is no event. One half says it: a comparison of both would read as one what was written as two.
    #[inline]
    pub(super) fn is_none(self) -> bool {
        self.0 as u64 == u64::MAX
    }

    /// Nanoseconds since the start.
    #[inline]
    pub(super) fn time(self) -> u64 {
        (self.0 >> 64) as u64
    }

    #[inline]
    pub(super) fn event(self) -> Event {
        let low = self.0 as u64;
        Event {
            time: SimTime::from_nanos(self.time()),
            phase: if low >> PHASE_SHIFT == 0 { Phase::Complete } else { Phase::Observe },
            target: (low >> TAG_BITS) as u32 & (TARGETS - 1),
            tag: low as u8 & ((1 << TAG_BITS) - 1),
        }
    }
}
