//! How much of the beginning of a run is warm-up.

/// How many observations a batch has: the 5 in MSER-5.
const BATCH: usize = 5;

/// What a series of observations says of its own warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarmUp {
    /// So many observations at the beginning are left out.
    Truncate(usize),
    /// The series is too short to tell where its warm-up ends.
    TooShort,
}

/// Finds the warm-up of a series by MSER-5: batches of five observations; of all truncation points in the first half, the one
/// whose remaining mean has the smallest marginal standard error, min over d of Σ(Z − Z̄)² / (n − d)² (White, *An effective
/// truncation heuristic for bias reduction in simulation output*, Simulation 69, 1997; White, Cobb and Spratt, *A comparison of
/// five steady-state truncation heuristics for simulation*, Winter Simulation Conference 2000). Where the smallest lies at the
/// end of the first half, the series is too short (Hoad, Robinson and Davies, *Automating warm-up length estimation*, JORS 61,
/// 2010): it is told, and nothing is cut.
///
/// Observations left over when the batches are full are not looked at.
pub fn mser5(series: &[f64]) -> WarmUp {
    let batches: Vec<f64> =
        series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let n = batches.len();
    if n < 4 {
        return WarmUp::TooShort;
    }
    let last = n / 2;
    // From the end on, so that each step adds one batch to a running mean and sum of squares.
    let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0_f64);
    let mut best = (f64::INFINITY, n);
    for at in (0..n).rev() {
        count += 1.0;
        let from_mean = batches[at] - mean;
        mean += from_mean / count;
        squares += from_mean * (batches[at] - mean);
        // Of equals the earliest: less is thrown away.
        if at <= last && squares / (count * count) <= best.0 {
            best = (squares / (count * count), at);
        }
    }
    if best.1 == last { WarmUp::TooShort } else { WarmUp::Truncate(best.1 * BATCH) }
}

/// Smooths a series by a moving average over up to `window` neighbors on each side (Welch, *The statistical analysis of simulation
/// results*, 1983): for the eye, beside [`mser5`]. The window shrinks at the beginning, and the end is left out.
pub fn welch(series: &[f64], window: usize) -> Vec<f64> {
    let kept = series.len().saturating_sub(window);
    let averages = (0..kept).map(|at| {
        let reach = window.min(at);
        let around = &series[at - reach..=at + reach];
        around.iter().sum::<f64>() / around.len() as f64
    });
    averages.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that is the same everywhere: a small linear congruence, from 0 to 1.
    fn noise() -> impl FnMut() -> f64 {
        let mut state: u32 = 12_345;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX)
        }
    }

    #[test]
    fn the_end_of_a_ramp_is_found() {
        let mut noise = noise();
        let series: Vec<f64> =
            (0..1_000).map(|at| f64::from(at.min(200)) / 20.0 + noise()).collect();
        let WarmUp::Truncate(cut) = mser5(&series) else { panic!("long enough") };
        assert!((170..=230).contains(&cut), "{cut}");
    }

    #[test]
    fn what_is_steady_from_the_beginning_keeps_nearly_all() {
        let mut noise = noise();
        let series: Vec<f64> = (0..1_000).map(|_| noise()).collect();
        let WarmUp::Truncate(cut) = mser5(&series) else { panic!("long enough") };
        assert!(cut <= 100, "{cut}");
        assert_eq!(mser5(&[7.0; 100]), WarmUp::Truncate(0));
    }

    #[test]
    fn what_still_climbs_is_too_short() {
        let series: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert_eq!(mser5(&series), WarmUp::TooShort);
        assert_eq!(mser5(&[1.0; 12]), WarmUp::TooShort);
    }

    /// By hand: batches 9, 1, 1, 1, 1, 1: with d = 0 the sum of squares is 53.3, with d = 1 it is 0.
    #[test]
    fn a_jump_is_cut_behind_itself() {
        let series: Vec<f64> =
            [9.0, 1.0, 1.0, 1.0, 1.0, 1.0].into_iter().flat_map(|it| [it; 5]).collect();
        assert_eq!(mser5(&series), WarmUp::Truncate(5));
    }

    #[test]
    fn welch_smooths() {
        assert_eq!(welch(&[0.0, 3.0, 0.0, 3.0, 0.0, 3.0], 1), [0.0, 1.0, 2.0, 1.0, 2.0]);
        assert!(welch(&[1.0], 3).is_empty());
    }
}
