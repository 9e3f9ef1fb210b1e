//! The generator that scheduling benchmarks of the 1990s are made with. Simulations never draw from it.

/// x' = 16807 x mod (2^31 - 1) (Lehmer 1951; Park & Miller 1988).
#[derive(Debug)]
pub(super) struct Lehmer(u64);

const MODULUS: u64 = (1 << 31) - 1;

impl Lehmer {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = 16_807 * self.0 % MODULUS;
        self.0
    }

    /// Draws a share of 1, in the single precision of the program that made the instances of Demirkol, Mehta and Uzsoy.
    pub(super) fn share(&mut self) -> f32 {
        self.next() as f32 / 2_147_483_648.0
    }

    /// Draws one of `low..=high`, as Taillard's paper does it.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        let unit = self.next() as f64 / MODULUS as f64;
        low + (unit * (high - low + 1) as f64) as u64
    }
}
