//! Laws on a few values: the table of steps of their distribution function.

use serde::{Deserialize, Serialize};

/// A distribution function made of steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Steps {
    /// Where the steps are, ascending and different.
    values: Box<[f64]>,
    /// Height reached at each of them; the last is 1.
    heights: Box<[f64]>,
}

impl Steps {
    /// Makes the table from values and weights in any order; values without weight are left out.
    pub(super) fn new(points: &[(f64, f64)]) -> Self {
        let mut points: Vec<(f64, f64)> =
            points.iter().copied().filter(|&(_, weight)| weight > 0.0).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let heights = cumulated(points.iter().map(|&(_, weight)| weight));
        Self { values: points.into_iter().map(|(value, _)| value).collect(), heights }
    }

    /// Returns the probability of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        let reached = self.values.partition_point(|&value| value <= x);
        if reached == 0 { 0.0 } else { self.heights[reached - 1] }
    }

    /// Returns the smallest value whose probability of being reached is at least `p`.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        self.values[first_reaching(&self.heights, p)]
    }
}

/// Returns the running sums of positive weights, scaled so that the last is 1.
pub(super) fn cumulated(weights: impl Iterator<Item = f64>) -> Box<[f64]> {
    let mut sum = 0.0;
    let mut heights: Box<[f64]> = weights
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    heights.iter_mut().for_each(|height| *height /= sum);
    heights
}

/// Returns the index of the first height that is at least `p`, by halving.
#[inline]
pub(super) fn first_reaching(heights: &[f64], p: f64) -> usize {
    heights.partition_point(|&height| height < p).min(heights.len() - 1)
}
