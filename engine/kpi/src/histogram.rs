//! A histogram whose buckets grow with their values: quantiles of anything within a stated error, in little memory.

use serde::{Deserialize, Serialize};

/// Counts whole numbers in buckets that are exact below 256 and 1/128 wide relative to their lower end above.
///
/// The middle of a bucket is within 1/256 of every value in it. Two histograms of the same kind add up bucket by bucket
/// (the idea of HDR histograms, Tene 2012).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHistogram {
    /// Apart, since most waits are none.
    zeros: u64,
    /// The first of them is empty.
    buckets: Vec<u64>,
}

/// Each power of two is cut into 128 buckets.
const MANTISSA_BITS: u32 = 7;

impl LogHistogram {
    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: u64) {
        if value == 0 {
            self.zeros += 1;
            return;
        }
        let bucket = bucket(value);
        if bucket >= self.buckets.len() {
            self.buckets.resize(bucket + 1, 0);
        }
        self.buckets[bucket] += 1;
    }

    /// Returns how many values were counted.
    pub fn count(&self) -> u64 {
        self.zeros + self.buckets.iter().sum::<u64>()
    }

    /// Adds all that another one counted.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        if other.buckets.len() > self.buckets.len() {
            self.buckets.resize(other.buckets.len(), 0);
        }
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine += theirs;
        }
    }

    /// Returns a value that a share `p` of those counted stays below, within 1/256.
    ///
    /// # Panics
    /// Where `p` is not between 0 and 1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&p), "a share lies between 0 and 1");
        let all = self.count();
        let rank = ((all as f64 * p).ceil() as u64).clamp(1, all.max(1));
        if rank <= self.zeros {
            return Some(0.0);
        }
        let mut seen = self.zeros;
        for (bucket, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return Some(middle(bucket));
            }
        }
        None
    }
}

#[inline]
fn bucket(value: u64) -> usize {
    let exponent = value.max(1).ilog2();
    if exponent <= MANTISSA_BITS {
        return value as usize;
    }
    // The leading bit and the seven behind it.
    let shift = exponent - MANTISSA_BITS;
    ((shift as usize) << MANTISSA_BITS) + (value >> shift) as usize
}

fn middle(bucket: usize) -> f64 {
    let whole = 1_usize << MANTISSA_BITS;
    if bucket < 2 * whole {
        return bucket as f64;
    }
    let shift = bucket / whole - 1;
    let mantissa = (bucket % whole + whole) as u64;
    let low = (mantissa as f64) * (1_u64 << shift) as f64;
    low + 0.5 * ((1_u64 << shift) as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_near_the_middle_of_its_bucket() {
        let mut value = 1_u64;
        while value < 1 << 60 {
            for near in [value - 1, value, value + 1, value + value / 3] {
                let error = (middle(bucket(near)) - near as f64).abs() / (near.max(1) as f64);
                assert!(error <= 1.0 / 256.0, "{near}: {error}");
            }
            value += 1 + value / 5;
        }
        assert_eq!(
            (0..=300).map(bucket).collect::<Vec<_>>().windows(2).filter(|w| w[1] < w[0]).count(),
            0
        );
    }

    #[test]
    fn quantiles_of_parts_are_those_of_the_whole() {
        let (mut one, mut other, mut whole) = Default::default();
        let add = |histogram: &mut LogHistogram, value| histogram.add(value);
        for value in 0..10_000_u64 {
            add(if value % 3 == 0 { &mut one } else { &mut other }, value * value);
            add(&mut whole, value * value);
        }
        one.merge(&other);
        assert_eq!(one, whole);
        let median = whole.quantile(0.5).unwrap();
        assert!((median - 4_999.0 * 4_999.0).abs() < median / 256.0);
        assert_eq!(LogHistogram::default().quantile(0.5), None);
    }
}
