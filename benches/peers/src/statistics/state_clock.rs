//! Time in state of a server or a machine.

use serde::{Deserialize, Serialize};

/// What a server or a machine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum State {
    /// Has nothing to do.
    Idle,
    /// Has an item in work.
    Processing,
    /// Holds a finished item that has nowhere to go.
    Blocked,
    /// Has failed, and is being repaired.
    Down,
}

/// The present state, and what is needed to know the time spent in each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StateClock {
    /// Times of leaving each state less times of entering it, modulo 2^64 \[ns\].
    spent: [u64; 4],
    state: State,
}

impl Default for StateClock {
    /// Idle from time 0 on.
    fn default() -> Self {
        Self { spent: [0; 4], state: State::Idle }
    }
}

impl StateClock {
    /// The present state.
    #[inline]
    pub fn state(&self) -> State {
        self.state
    }

    /// Changes the state from now on.
    #[inline]
    pub fn enter(&mut self, state: State, now: u64) {
        let left = &mut self.spent[self.state as usize];
        *left = left.wrapping_add(now);
        let entered = &mut self.spent[state as usize];
        *entered = entered.wrapping_sub(now);
        self.state = state;
    }

    /// Share of the time from the start up to now that was spent in a state.
    pub fn share(&self, state: State, now: u64) -> f64 {
        let open = if state == self.state { now } else { 0 };
        self.spent[state as usize].wrapping_add(open) as f64 / now as f64
    }
}
