//! A station's own queue: who waits, and what is done about it.

use serde::{Deserialize, Serialize};

use super::spec::Preempt;
use crate::item_queue::ItemQueue;
use crate::limits::Limits;
use crate::places::Held;

/// A station's own queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) queue: ItemQueue,
    /// `u32::MAX`: no limit.
    pub(super) capacity: u32,
    /// Whether the scheduler chooses, or the station by its set-up, once it is known who waits; and not the queue's discipline
    /// at once.
    pub(super) asks: bool,
    /// Whether process times are drawn at arrival.
    pub(super) drawn: bool,
    /// What becomes of an item in process when one of a higher priority comes.
    pub(super) preempt: Option<Preempt>,
    /// Of those that made way for others: whether they had been begun, and how long they still take.
    pub(super) interrupted: Vec<Held>,
    /// None: items wait for as long as it takes.
    pub(super) limits: Option<Box<Limits>>,
}

impl Waiting {
    /// Whether whatever comes has to wait, if only for an instant.
    pub(super) fn holds(&self) -> bool {
        self.asks || self.limits.is_some()
    }

    /// Whether it matters who is next only once one can be begun: not where the first that came is.
    pub(super) fn minds_who_is_next(&self) -> bool {
        self.holds() || !self.queue.is_fifo()
    }
}
