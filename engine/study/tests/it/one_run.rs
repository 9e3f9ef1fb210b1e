//! One long run in place of many.

use plantwright_study::{Method, answer};

use crate::harness::{run, study, two_machines, two_machines_make};

fn by_one_run(slices: u32) -> plantwright_study::Study {
    let (four, five) =
        (two_machines("4 places", 60.0, 54.0, 4), two_machines("5 places", 60.0, 54.0, 5));
    let mut study = study(vec![four, five], (2, 2));
    study.method = Method::OneRun { slices };
    study
}

#[test]
fn batches_hold_the_truth_of_each_plant_and_of_their_difference() {
    // Of ten runs, nine or ten hold it, as a rule; each of the three intervals is looked at apart.
    let truth = [4, 5].map(|rack| two_machines_make(60.0, 54.0, rack));
    let mut held = [0; 3];
    for seed in 1..=10 {
        let mut asked = by_one_run(500);
        asked.seed = seed;
        let results = run(asked, 2, None);
        let figure = results.study.figures[0].0.clone();
        for scenario in 0..2 {
            let interval = results.interval(scenario, &figure).expect("batches");
            assert!(interval.n >= 20 && interval.is_bounded(), "{interval:?}");
            held[scenario] += usize::from(interval.holds(truth[scenario]));
        }
        let comparison = &results.comparisons(0)[0];
        let paired = comparison.paired.expect("batches");
        held[2] += usize::from(paired.difference.holds(truth[1] - truth[0]));
        let said = answer::sentences(&results)[0].clone();
        assert!(said.contains(" paired batches)"), "{said}");
    }
    assert!(held.iter().all(|it| *it >= 8), "{held:?}");
}

#[test]
fn a_run_that_is_too_short_is_told() {
    let text = r#"Scene(
        run: (duration: "40 h"),
        equipment: {
            "in": Source(every: Exponential("60 s"), to: ["machine"]),
            "machine": Station(queue: Unlimited, process: Exponential("59 s"), to: ["out"]),
            "out": Sink(),
        },
    )"#;
    let mut asked = study(vec![crate::harness::scenario("queue", text)], (2, 2));
    asked.figures = vec![(plantwright_study::Figure::of_plant("mean_wip"), "items")];
    asked.method = Method::OneRun { slices: 500 };
    let results = run(asked, 1, None);
    assert!(!results.is_long_enough());
    let said = answer::sentences(&results).join(" ");
    assert!(said.contains("too short"), "{said}");
}
