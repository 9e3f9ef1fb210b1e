//! One long run in place of many: its observations in batches that are nearly independent.

use super::interval::Interval;
use super::sample::Sample;
use super::table::normal_quantile;

/// The least number of batches; with fewer, the interval itself is too uncertain (Schmeiser, *Batch size effects in the
/// analysis of simulation output*, Operations Research 30, 1982).
const BATCHES_MIN: usize = 20;

/// The probability of finding batches correlated that are not.
const TEST_LEVEL: f64 = 0.10;

/// The interval of the mean of a series whose observations depend on one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchMeans {
    /// The interval, by the means of the batches.
    pub interval: Interval,
    /// Observations in a batch.
    pub size: usize,
    /// Whether the batches passed the test of independence. If not, the series is too short, and the interval too narrow.
    pub are_independent: bool,
}

/// Finds the interval of the mean of a series after its warm-up, by batch means (Law, *Simulation Modeling and Analysis*,
/// section 9.5.3). Batches are doubled until von Neumann's test finds their means uncorrelated, while there are at least 20 of
/// them. Returns nothing for fewer than 20 observations. What does not fill a batch is left out at the beginning.
pub fn batch_means(series: &[f64], level: f64) -> Option<BatchMeans> {
    let mut size = (series.len() / 512).max(1);
    let mut last = None;
    while series.len() / size >= BATCHES_MIN {
        let skipped = series.len() % size;
        let means: Vec<f64> = series[skipped..]
            .chunks_exact(size)
            .map(|batch| batch.iter().sum::<f64>() / size as f64)
            .collect();
        let are_independent = is_uncorrelated(&means);
        let interval = Sample::of(&means).interval(level)?;
        last = Some(BatchMeans { interval, size, are_independent });
        if are_independent {
            break;
        }
        size *= 2;
    }
    last
}

/// von Neumann's ratio of successive differences, as a test of no correlation (Fishman, *Grouping observations in digital
/// simulation*, Management Science 24, 1978): C = 1 − Σ(Y − Y')² / 2Σ(Y − Ȳ)² is nearly normal with mean 0 and variance
/// (n − 2)/(n² − 1). One-sided: what counts is correlation above 0.
fn is_uncorrelated(means: &[f64]) -> bool {
    let n = means.len() as f64;
    let sample = Sample::of(means);
    let squares = sample.variance().unwrap_or(0.0) * (n - 1.0);
    if squares <= 0.0 {
        return true;
    }
    let steps: f64 = means.windows(2).map(|pair| (pair[0] - pair[1]) * (pair[0] - pair[1])).sum();
    let ratio = 1.0 - steps / (2.0 * squares);
    ratio <= normal_quantile(1.0 - TEST_LEVEL) * ((n - 2.0) / (n * n - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An autoregressive series around 0: what comes depends on what was.
    fn series(length: usize, memory: f64, seed: u32) -> Vec<f64> {
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1u32 << 24) - 0.5
        };
        let mut value = 0.0;
        let mut step = || {
            // Twelve uniform draws make a nearly normal one.
            value = memory * value + (0..12).map(|_| draw()).sum::<f64>();
            value
        };
        (0..length + 200).map(|_| step()).skip(200).collect()
    }

    #[test]
    fn batches_grow_with_the_memory_of_the_series() {
        let short = batch_means(&series(4_096, 0.0, 1), 0.95).expect("long enough");
        let long = batch_means(&series(4_096, 0.9, 1), 0.95).expect("long enough");
        assert!(short.size <= 16 && long.size >= 32, "{} {}", short.size, long.size);
    }

    #[test]
    fn intervals_of_dependent_series_hold_the_truth() {
        let held = (0..300).filter(|seed| {
            let it = batch_means(&series(8_192, 0.8, seed * 7_919 + 3), 0.95).expect("long enough");
            it.interval.holds(0.0)
        });
        let share = held.count() as f64 / 300.0;
        assert!((0.90..=0.985).contains(&share), "{share}");
    }

    #[test]
    fn a_series_that_only_climbs_passes_no_test() {
        let climbing: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert!(!batch_means(&climbing, 0.95).expect("long enough").are_independent);
        assert_eq!(batch_means(&climbing[..19], 0.95), None);
    }
}
