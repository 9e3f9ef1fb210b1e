//! Monotone in the draw where it is promised, and only there: what keeps common random numbers in step.

use super::{cases, next_draw};

#[test]
fn a_greater_draw_gives_no_less_where_it_is_promised() {
    let mut state = 21;
    let mut draws: Vec<u64> = (0..20_000).map(|_| next_draw(&mut state)).collect();
    draws.extend([0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX]);
    draws.sort_unstable();
    for (name, law) in cases() {
        let sampler = law.sampler().unwrap();
        let samples: Vec<f64> = draws.iter().map(|&draw| sampler.sample(draw)).collect();
        assert_eq!(samples.is_sorted(), sampler.is_monotone(), "{name}");
    }
}

/// For a monotone sampler, the draw is the probability.
#[test]
fn a_monotone_sampler_is_the_quantile_of_the_draw() {
    for (name, law) in cases() {
        let sampler = law.sampler().unwrap();
        if !sampler.is_monotone() {
            continue;
        }
        let mut state = 22;
        for _ in 0..200 {
            let draw = next_draw(&mut state);
            let (sample, quantile) =
                (sampler.sample(draw), law.quantile(plantwright_des::unit_uniform(draw)));
            assert!(
                (sample - quantile).abs() <= 1e-12 * quantile.abs(),
                "{name}: {sample} and {quantile}"
            );
        }
    }
}
