//! A key: all there is to an event, packed so that keys compare as numbers.

use plantwright_units::SimTime;

use super::{Event, Phase};

/// `(time 64, phase 2, sequence 34, target 24, row 1, tag 3)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u128);

const TAG_BITS: u32 = 3;
/// The bit that says that the event is the first of a row.
const ROW: u64 = 1 << TAG_BITS;
const TARGET_SHIFT: u32 = TAG_BITS + 1;
const TARGET_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 34;
const SEQUENCE_SHIFT: u32 = TARGET_SHIFT + TARGET_BITS;
const PHASE_SHIFT: u32 = SEQUENCE_SHIFT + SEQUENCE_BITS;

/// Sequence numbers stay below this.
pub(super) const SEQUENCE_END: u64 = (1 << SEQUENCE_BITS) - 1;

/// Tags stay below this.
pub(super) const TAGS: u8 = 1 << TAG_BITS;

/// Targets stay below this.
pub(super) const TARGETS: u32 = 1 << TARGET_BITS;

impl Key {
    /// Greater than any event: no event has the last sequence number.
    pub(super) const NONE: Self = Self(u128::MAX);

    #[inline]
    pub(super) fn new(event: Event, sequence: u64) -> Self {
        debug_assert!(event.target < TARGETS && event.tag < TAGS);
        debug_assert!(sequence < SEQUENCE_END);
        let low = u64::from(event.tag)
            | u64::from(event.target) << TARGET_SHIFT
            | sequence << SEQUENCE_SHIFT
            | (event.phase as u64) << PHASE_SHIFT;
        Self(u128::from(event.time.as_nanos()) << 64 | u128::from(low))
    }

    /// The same event as one that stands in a row.
    #[inline]
    pub(super) fn in_row(self) -> Self {
        Self(self.0 | u128::from(ROW))
    }

    /// Tells whether the event stands in a row.
    #[inline]
    pub(super) fn is_in_row(self) -> bool {
        self.0 as u64 & ROW != 0
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
            target: (low >> TARGET_SHIFT) as u32 & (TARGETS - 1),
            tag: low as u8 & (TAGS - 1),
        }
    }
}
