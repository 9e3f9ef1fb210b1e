//! Mean and variance of a smooth density on a short interval, where closed forms would cancel.

/// Returns mean and variance of the law on `[a, b]` whose density is proportional to `density`.
///
/// Eight-point Gauss–Legendre quadrature (Abramowitz and Stegun, table 25.4): exact to rounding as long as the
/// logarithm of the density changes by about 1 at most.
pub(super) fn moments(a: f64, b: f64, density: impl Fn(f64) -> f64) -> (f64, f64) {
    const POINTS: [(f64, f64); 4] = [
        (0.183_434_642_495_649_8, 0.362_683_783_378_362),
        (0.525_532_409_916_329, 0.313_706_645_877_887_3),
        (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
        (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    ];
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let (mut mass, mut first, mut second) = (0.0, 0.0, 0.0);
    for (t, weight) in POINTS {
        let (left, right) = (density(middle - half * t), density(middle + half * t));
        mass += weight * (left + right);
        first += weight * t * (right - left);
        second += weight * t * t * (left + right);
    }
    let mean = first / mass;
    (middle + half * mean, half * half * (second / mass - mean * mean))
}
