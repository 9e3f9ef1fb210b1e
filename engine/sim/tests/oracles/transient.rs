//! A queue that starts empty: the number of items at certain instants, over very many short runs.

use plantwright_sim::Sim;
use plantwright_units::SimTime;

use crate::case::Case;
use crate::judge::{Interval, numbers};
use crate::scene::{exponential, poisson, station};
use crate::single::scene;
use crate::trial::{REPLICATIONS, on_all_processors, options, read};

#[test]
fn mm1_transient() {
    let cases = Case::of("mm1_transient");
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| {
            let wrong = check(case, 1);
            if wrong.is_empty() { wrong } else { check(case, 2) }
        })
        .collect();
    assert!(wrong.is_empty(), "failed twice:\n{}", wrong.join("\n"));
}

/// Each value of the interval is the mean of a group of runs.
fn check(case: &Case, seed: u64) -> Vec<String> {
    let (unit, times) = (case.unit(), case.numbers("times"));
    let law = exponential(case.number("service_rate"), unit);
    let arrivals = poisson(case.number("arrival_rate"), unit, "machine");
    let model = read(&scene(&arrivals, &station(1, &law, "[\"done\"]")).text());
    let wanted = case.run_hint.replications.expect("a number of runs");
    // With so many runs as the case wants, the interval is as wide as may be.
    let group_size = 2 * wanted.div_ceil(REPLICATIONS) * seed as u32;
    let instants: Vec<SimTime> =
        times.iter().map(|time| SimTime::from_nanos((time * unit.seconds * 1e9) as u64)).collect();
    let mut groups: Vec<u32> = (0..REPLICATIONS).collect();
    let means: Vec<Vec<f64>> = on_all_processors(&mut groups, |group| {
        let mut sums = vec![0_u64; instants.len()];
        for run in 0..group_size {
            let replication = *group * group_size + run;
            let mut sim = Sim::new(&model, options(&model, seed, replication)).expect("a plant");
            for (at, sum) in instants.iter().zip(&mut sums) {
                sim.run_until(*at).expect("a run");
                *sum += sim.counts().present;
            }
            sim.assert_conserved();
        }
        sums.iter().map(|sum| *sum as f64 / f64::from(group_size)).collect()
    });
    let mut wrong = Vec::new();
    for number in numbers(case) {
        let position = match number.asked.name {
            "mean_in_system_at_times" => number.asked.position,
            // The queue must not be in its steady state yet.
            "steady_state_mean_for_contrast" => times.len() - 1,
            other => panic!("who reads `{other}`?"),
        };
        let values: Vec<f64> = means.iter().map(|group| group[position]).collect();
        wrong.extend(number.judge(true, Interval::of(&values)));
    }
    wrong
}
