//! The generator: xoroshiro128++, seeded through splitmix64.

use serde::{Deserialize, Serialize};

/// A stream of 64-bit draws.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rng {
    low: u64,
    high: u64,
}

impl Rng {
    /// Returns the stream of this number under this seed; streams are independent of one another.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut state = splitmix(&mut seed.clone()) ^ stream.rotate_left(32);
        Self { low: splitmix(&mut state), high: splitmix(&mut state) }
    }

    /// Draws the next 64 bits.
    #[inline]
    pub fn draw(&mut self) -> u64 {
        let (low, mut high) = (self.low, self.high);
        let drawn = low.wrapping_add(high).rotate_left(17).wrapping_add(low);
        high ^= low;
        self.low = low.rotate_left(49) ^ high ^ (high << 21);
        self.high = high.rotate_left(28);
        drawn
    }
}

/// Advances a splitmix64 state and returns its next output: a bijection, so never twice the same.
#[inline]
pub(super) fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
