//! Equal seeds give equal runs; another seed or replication gives another one.

use plantwright_sim::RunOptions;

use crate::harness::{Case, Outcome};
use crate::repository::every_scene;

fn outcome(case: &Case, seed: Option<u64>, replication: u32) -> Outcome {
    let mut run = case.start_with(RunOptions { seed, replication, ..case.options() });
    run.go(case.end);
    run.outcome()
}

#[test]
fn equal_seeds_give_equal_runs() {
    for case in every_scene() {
        assert_eq!(case.whole(), case.whole(), "{}", case.name);
        let seed = case.model.plant().run.seed;
        assert_eq!(case.whole(), outcome(&case, Some(seed), 0), "{}", case.name);
    }
}

#[test]
fn other_seeds_and_replications_give_other_runs() {
    for case in every_scene() {
        if !case.text.contains("Exponential") {
            continue;
        }
        let outcomes = [(None, 0), (Some(99), 0), (None, 1), (Some(99), 1)]
            .map(|(seed, replication)| outcome(&case, seed, replication));
        for (position, one) in outcomes.iter().enumerate() {
            for other in &outcomes[..position] {
                assert_ne!(one.journal, other.journal, "{}", case.name);
                assert_ne!(one.state, other.state, "{}", case.name);
            }
        }
    }
}

#[test]
fn the_way_to_an_instant_does_not_matter() {
    for case in every_scene() {
        let mut steps = case.start();
        while steps.go_for(case.end, 1 + steps.sim.counts().events % 7) {}
        steps.go(case.end);
        assert_eq!(steps.outcome(), case.whole(), "{}", case.name);
    }
}
