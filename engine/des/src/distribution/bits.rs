//! Turns 64 random bits into a number in (0, 1), and into more random bits.

/// Returns a number strictly between 0 and 1 from the upper 52 bits of `draw`.
///
/// The unit interval is cut into 2⁵² cells of equal width and the middle of one of them is returned: the result is an
/// odd multiple of 2⁻⁵³, so that neither end is ever reached and `1 - u` is exact. (With 53 bits, the last middle
/// would be rounded to 1.) It grows with `draw`.
///
/// # Example
/// ```
/// use plantwright_des::unit_uniform;
/// assert!(unit_uniform(0) > 0.0);
/// assert!(unit_uniform(u64::MAX) < 1.0);
/// ```
#[inline]
pub fn unit_uniform(draw: u64) -> f64 {
    /// 2⁻⁵³.
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    ((draw >> 11) | 1) as f64 * STEP
}

/// Further random bits that depend on one draw alone.
///
/// A sampler that needs more than its 64 bits takes them from here and not from its stream, so a stream advances by
/// one per sample whatever happens inside. The generator is `SplitMix64` (G. L. Steele, D. Lea and C. H. Flood, "Fast
/// splittable pseudorandom number generators", OOPSLA 2014), seeded with the draw.
#[derive(Debug)]
pub(super) struct DerivedBits {
    state: u64,
}

impl DerivedBits {
    /// Starts the sequence that belongs to `draw`.
    #[inline]
    pub(super) const fn new(draw: u64) -> Self {
        Self { state: draw }
    }

    /// Returns the next 64 bits.
    #[inline]
    pub(super) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_interval_is_open_and_symmetric() {
        assert_eq!(unit_uniform(0), libm::ldexp(1.0, -53));
        assert_eq!(unit_uniform(u64::MAX), 1.0 - libm::ldexp(1.0, -53));
        assert_eq!(unit_uniform(12_345), 1.0 - unit_uniform(!12_345));
    }

    /// The first outputs for seed 0, as the authors' reference implementation gives them.
    #[test]
    fn derived_bits_are_splitmix64() {
        let mut bits = DerivedBits::new(0);
        assert_eq!(bits.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(bits.next(), 0x6E78_9E6A_A1B9_65F4);
    }
}
