//! Scenarios against one another, in one figure.

use crate::statistics::{Paired, batch_means, holm, means_of_batches, paired, simultaneous};

/// How two scenarios compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Against which.
    pub first: usize,
    /// Which.
    pub second: usize,
    /// How many replications both of them have.
    pub n: usize,
    /// How they differ, with intervals that hold for all pairs together; none where fewer than two replications have both.
    pub paired: Option<Paired>,
    /// The p-value among those of all pairs (Holm).
    pub p_value: f64,
    /// Whether the differences do not depend on one another. Those of a run that is too short do, and their interval is too
    /// narrow.
    pub are_independent: bool,
}

/// Which scenarios are compared. The fewer, the narrower their intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// All of them with one another.
    All,
    /// Each with the first.
    WithFirst,
}

/// What is certain of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The second has more.
    More,
    /// The second has less.
    Less,
    /// They are the same in every replication.
    Same,
    /// It may be either way.
    Undecided,
}

impl Comparison {
    /// Returns what is certain at the level of its interval.
    pub fn verdict(&self) -> Verdict {
        match &self.paired {
            Some(it) if it.difference.low > 0.0 => Verdict::More,
            Some(it) if it.difference.high < 0.0 => Verdict::Less,
            Some(it) if it.difference.half_width() == 0.0 => Verdict::Same,
            _ => Verdict::Undecided,
        }
    }
}

/// Compares scenarios pair by pair, replication by replication. `series` has the values of each, one for each replication.
/// Intervals are widened so that all of them hold together (Bonferroni).
///
/// Where the values of a series depend on one another, as slices of one run do, `are_dependent` puts them together into batches.
pub fn compare(
    series: &[Vec<Option<f64>>],
    which: Pairs,
    level: f64,
    are_dependent: bool,
) -> Vec<Comparison> {
    let count = series.len();
    let firsts = if which == Pairs::All { count } else { count.min(1) };
    let pairs = || (0..firsts).flat_map(|first| (first + 1..count).map(move |it| (first, it)));
    let each = simultaneous(level, pairs().count());
    let mut all: Vec<Comparison> = pairs()
        .map(|(first, second)| {
            let both = series[first].iter().zip(&series[second]);
            let both = both.filter_map(|(first, second)| Some(((*first)?, (*second)?)));
            let (mut one, mut other): (Vec<f64>, Vec<f64>) = both.unzip();
            let mut are_independent = true;
            if are_dependent {
                (one, other, are_independent) = batched(&one, &other);
            }
            let paired = paired(&one, &other, each);
            let p_value = paired.as_ref().map_or(1.0, |it| it.p_value);
            Comparison { first, second, n: one.len(), paired, p_value, are_independent }
        })
        .collect();
    let p_values: Vec<f64> = all.iter().map(|it| it.p_value).collect();
    for (comparison, p_value) in all.iter_mut().zip(holm(&p_values)) {
        comparison.p_value = p_value;
    }
    all
}

/// Both series in batches that are large enough for their differences, and whether they are.
fn batched(one: &[f64], other: &[f64]) -> (Vec<f64>, Vec<f64>, bool) {
    let differences: Vec<f64> = one.iter().zip(other).map(|(one, other)| other - one).collect();
    let found = batch_means(&differences, 0.95);
    // Of too few there is one batch, which says nothing of its spread.
    let size = found.map_or(differences.len().max(1), |it| it.size);
    let are_independent = found.is_some_and(|it| it.are_independent);
    (means_of_batches(one, size), means_of_batches(other, size), are_independent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replications_that_one_lacks_are_left_out() {
        let base = [Some(1.0), Some(2.0), None, Some(4.0)].to_vec();
        let more = [Some(2.0), None, Some(9.0), Some(5.0)].to_vec();
        let all = compare(&[base, more], Pairs::All, 0.95, false);
        assert_eq!((all.len(), all[0].n), (1, 2));
        assert_eq!(all[0].verdict(), Verdict::More);
    }

    #[test]
    fn three_pairs_share_the_level() {
        let series = |shift: f64| vec![Some(shift), Some(shift + 1.0), Some(shift - 0.5)];
        let all = compare(&[series(0.0), series(0.0), series(3.0)], Pairs::All, 0.95, false);
        assert_eq!(all.len(), 3);
        let level = all[0].paired.expect("replications").difference.level;
        assert!((level - (1.0 - 0.05 / 3.0)).abs() < 1e-12);
        let verdicts: Vec<_> = all.iter().map(Comparison::verdict).collect();
        assert_eq!(verdicts, [Verdict::Same, Verdict::More, Verdict::More]);
        let with_first =
            compare(&[series(0.0), series(0.0), series(3.0)], Pairs::WithFirst, 0.95, false);
        assert_eq!(with_first.len(), 2);
        assert!(with_first[1].paired.expect("replications").difference.level < level);
    }
}
