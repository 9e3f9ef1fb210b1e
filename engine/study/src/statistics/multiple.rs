//! Many comparisons at once: the more one looks for, the more one finds by luck.

/// Returns the level that each of `count` intervals needs so that all of them hold together with `level` (Bonferroni; Law,
/// *Simulation Modeling and Analysis*, section 9.7). Holds whatever they have in common, such as random numbers.
pub fn simultaneous(level: f64, count: usize) -> f64 {
    1.0 - (1.0 - level) / count.max(1) as f64
}

/// Returns p-values that can be compared with one level, however many there are (Holm, *A simple sequentially rejective multiple
/// test procedure*, Scandinavian Journal of Statistics 6, 1979).
///
/// ```
/// use plantwright_study::statistics::holm;
///
/// assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut so_far: f64 = 0.0;
    for (rank, index) in order.into_iter().enumerate() {
        let weight = (p_values.len() - rank) as f64;
        so_far = so_far.max((weight * p_values[index]).min(1.0));
        adjusted[index] = so_far;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_shared_out() {
        assert_eq!(simultaneous(0.95, 1), 0.95);
        assert!((simultaneous(0.95, 5) - 0.99).abs() < 1e-12);
        assert_eq!(simultaneous(0.9, 0), 0.9);
    }

    #[test]
    fn adjusted_values_keep_their_order_and_stay_probabilities() {
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(holm(&[0.5]), [0.5]);
        assert!(holm(&[]).is_empty());
    }
}
