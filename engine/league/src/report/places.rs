//! Which places the figures leave open to each scheduler.

use plantwright_study::statistics::{paired, simultaneous};

/// The ranks that a scheduler may have, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) first: usize,
    pub(super) last: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self { first, last } if first == last => write!(out, "{first}"),
            Self { first, last } => write!(out, "{first}–{last}"),
        }
    }
}

/// The level of each comparison of a pair so that those of all pairs hold together.
pub(super) fn level_of_pairs(level: f64, count: usize) -> f64 {
    simultaneous(level, pairs(count))
}

/// How many pairs there are of so many.
pub(super) const fn pairs(count: usize) -> usize {
    count * count.saturating_sub(1) / 2
}

/// Returns the places of those whose figures are given, replication by replication under the same luck: of each, 1 and how many are
/// better for certain, up to all but those that are worse for certain. All places hold together with the level, as the
/// intervals of the differences do that they are made of (Bonferroni over all pairs).
pub(super) fn places(figures: &[&[f64]], level: f64, more_is_better: bool) -> Vec<Place> {
    let count = figures.len();
    let level = level_of_pairs(level, count);
    let mut places = vec![Place { first: 1, last: count }; count];
    for one in 0..count {
        for other in one + 1..count {
            let Some(pair) = paired(figures[one], figures[other], level) else { continue };
            let (other_has_more, one_has_more) =
                (pair.difference.low > 0.0, pair.difference.high < 0.0);
            if !other_has_more && !one_has_more {
                continue;
            }
            let (better, worse) =
                if other_has_more == more_is_better { (other, one) } else { (one, other) };
            places[better].last -= 1;
            places[worse].first += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(figures: &[&[f64]], more_is_better: bool) -> Vec<String> {
        places(figures, 0.95, more_is_better).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn who_has_the_same_figures_has_the_same_place() {
        let same = [10.0, 12.0, 11.0, 13.0];
        assert_eq!(told(&[&same, &same, &same], false), ["1–3", "1–3", "1–3"]);
        let worse = same.map(|it| it + 5.0);
        assert_eq!(told(&[&worse, &same, &same], false), ["3", "1–2", "1–2"]);
        assert_eq!(told(&[&worse, &same, &same], true), ["1", "2–3", "2–3"]);
    }

    #[test]
    fn who_is_worse_than_the_first_need_not_be_told_from_the_next() {
        // The second and the third are both far behind, and go ahead of one another by turns.
        let first = [10.0, 11.0, 10.0, 11.0];
        let second = [20.0, 21.0, 22.0, 23.0];
        let third = [21.0, 20.0, 23.0, 22.5];
        assert_eq!(told(&[&first, &second, &third], false), ["1", "2–3", "2–3"]);
        let last = [80.0, 82.0, 81.0, 84.0];
        assert_eq!(told(&[&last, &first, &second, &third], false), ["4", "1", "2–3", "2–3"]);
    }

    #[test]
    fn one_alone_is_first_and_one_replication_says_nothing() {
        assert_eq!(told(&[&[3.0, 4.0]], false), ["1"]);
        assert_eq!(told(&[&[3.0], &[4.0]], false), ["1–2", "1–2"]);
    }
}
