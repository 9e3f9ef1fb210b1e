//! Random streams that do not notice edits of the plant. Which law a draw follows is the business of `distribution`.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

/// Names one stream of a run. Equal keys give equal draws, on any platform, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamKey<'a> {
    /// The seed of the study.
    pub seed: u64,
    /// The replication within the study, from 0.
    pub replication: u32,
    /// The name of whoever draws, such as `filler`.
    pub owner: &'a str,
    /// What for, such as `process time`.
    pub purpose: &'a str,
}

/// A stream of 64-bit draws: xoroshiro128++ (Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators").
///
/// Its 128 bits of state come from a hash of the key (XXH3-128), so that two streams of 10^12 draws among a million
/// streams overlap with a probability below 10^-14.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    low: u64,
    high: u64,
}

impl Stream {
    /// Opens the stream at its first draw.
    pub fn new(key: StreamKey<'_>) -> Self {
        let mut hash = Xxh3::new();
        hash.update(&key.seed.to_le_bytes());
        hash.update(&key.replication.to_le_bytes());
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hash.update(&(key.owner.len() as u64).to_le_bytes());
        hash.update(key.owner.as_bytes());
        hash.update(key.purpose.as_bytes());
        let state = hash.digest128();
        Self::from_state(state as u64, (state >> 64) as u64)
    }

    /// All-zero is the one state that the generator never leaves.
    fn from_state(low: u64, high: u64) -> Self {
        Self { low, high: if low | high == 0 { 1 } else { high } }
    }

    /// Returns the next 64 bits.
    #[inline]
    pub fn draw(&mut self) -> u64 {
        let (low, mut high) = (self.low, self.high);
        let drawn = low.wrapping_add(high).rotate_left(17).wrapping_add(low);
        high ^= low;
        self.low = low.rotate_left(49) ^ high ^ (high << 21);
        self.high = high.rotate_left(28);
        drawn
    }

    /// Returns a number from 0 to below 1: 53 bits of the next draw. What happens with a chance happens where it is below that.
    #[inline]
    pub fn chance(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(key: StreamKey<'_>) -> u64 {
        Stream::new(key).draw()
    }

    const FILLER: StreamKey<'_> =
        StreamKey { seed: 1, replication: 0, owner: "filler", purpose: "process time" };

    /// The reference implementation's first outputs for the state (1, 2).
    #[test]
    fn draws_are_those_of_the_published_generator() {
        let mut stream = Stream::from_state(1, 2);
        let drawn: Vec<u64> = (0..4).map(|_| stream.draw()).collect();
        assert_eq!(
            drawn,
            [393_217, 669_327_710_093_319, 1_732_421_326_133_921_491, 11_394_790_081_659_126_983]
        );
    }

    #[test]
    fn every_part_of_the_key_counts() {
        let others = [
            StreamKey { seed: 2, ..FILLER },
            StreamKey { replication: 1, ..FILLER },
            StreamKey { owner: "fillerp", purpose: "rocess time", ..FILLER },
            StreamKey { purpose: "scrap", ..FILLER },
        ];
        for other in others {
            assert_ne!(first(other), first(FILLER), "{other:?}");
        }
    }

    /// A change of this number changes every result that anyone has published.
    #[test]
    fn streams_stay_what_they_are() {
        assert_eq!(first(FILLER), GOLDEN);
    }

    const GOLDEN: u64 = 13_554_419_168_267_573_038;
}
