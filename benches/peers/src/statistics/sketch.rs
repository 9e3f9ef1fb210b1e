//! A histogram of spans with log-linear bins, for quantiles within 1.6 %.

use serde::{Deserialize, Serialize};

/// log2 of the bins in each octave.
const SPLIT: u32 = 5;
/// Bins that cover all spans of 64 bits.
const BINS: usize = (65 - SPLIT as usize) << SPLIT;

/// Counts of spans by magnitude.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sketch {
    bins: Vec<u64>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { bins: vec![0; BINS] }
    }
}

impl Sketch {
    /// Adds a span \[ns\].
    #[inline]
    pub fn add(&mut self, span: u64) {
        self.bins[bin(span)] += 1;
    }

    /// The span that a share of all spans stays below \[ns\]; 0 if there is none.
    pub fn quantile(&self, share: f64) -> f64 {
        let total: u64 = self.bins.iter().sum();
        let rank = (share * total as f64) as u64;
        let mut below = 0;
        for (i, count) in self.bins.iter().enumerate() {
            below += count;
            if below > rank {
                return f64::midpoint(start(i), start(i + 1));
            }
        }
        0.0
    }
}

/// The bin of a span: its octave, then the `SPLIT` bits that follow the leading one.
#[inline]
fn bin(span: u64) -> usize {
    let octave = (span >> SPLIT | 1).ilog2();
    ((octave as usize) << SPLIT) + (span >> octave) as usize
}

/// The smallest span of a bin \[ns\].
fn start(bin: usize) -> f64 {
    let octave = (bin >> SPLIT).saturating_sub(1);
    let within = bin - (octave << SPLIT);
    within as f64 * (1u128 << octave) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_span_lies_in_its_bin() {
        for shift in 0..64 {
            for span in [1u64 << shift, (1 << shift) | 1, u64::MAX >> shift] {
                let i = bin(span);
                assert!(i < BINS && start(i) <= span as f64 && span as f64 <= start(i + 1));
                assert!(start(i + 1) <= start(i).max(31.0) * (1.0 + 1.0 / 32.0) + 1.0);
            }
        }
    }
}
