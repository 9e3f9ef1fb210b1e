//! What reports say of figures that are given: ranks, gaps, and those who lost.

use std::collections::BTreeMap;

use plantwright_league::report::report;
use plantwright_league::{Bound, League, Results, Score};

use crate::support::{catalog, instance, league, plant, play};

const SCENE: &str = r#"Scene(equipment: {"done": Sink()})"#;

/// What is said of a plant where everyone had these mean flow times in seconds, replication by replication; none: lost.
fn of_plant(flows: &[(&str, [Option<f64>; 4])]) -> String {
    let names: Vec<&str> = flows.iter().map(|(name, _)| *name).collect();
    let league = League { replications: 4, ..league(&names, vec![plant("line", SCENE.into())]) };
    let score = |flow: &Option<f64>| match flow {
        Some(flow) => Score { mean_flow_ns: Some(flow * 1e9), ..Score::default() },
        None => Score::fault("no answer".to_owned()),
    };
    let scores = flows.iter().map(|(_, flows)| flows.iter().map(|it| Some(score(it))).collect());
    said(&league, vec![scores.collect()])
}

/// An instance, its bound, and the makespans of everyone in seconds; none: lost.
type Played<'a> = (&'a str, Option<Bound>, &'a [Option<u64>]);

/// What is said of instances.
fn of_instances(names: &[&str], instances: &[Played<'_>]) -> String {
    let subjects = instances.iter().map(|(name, bound, _)| instance(name, *bound)).collect();
    let score = |makespan: &Option<u64>| match makespan {
        Some(seconds) => Score { makespan_ns: seconds * 1_000_000_000, ..Score::default() },
        None => Score::fault("no answer".to_owned()),
    };
    let scores = instances.iter().map(|(_, _, makespans)| {
        makespans.iter().map(|makespan| vec![Some(score(makespan))]).collect()
    });
    said(&league(names, subjects), scores.collect())
}

fn said(league: &League, scores: Vec<Vec<Vec<Option<Score>>>>) -> String {
    report(league, &Results { scores, schedules: BTreeMap::new(), found: 0 }).markdown(None)
}

fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

const FLOWS: [f64; 4] = [60.0, 64.0, 61.0, 66.0];

fn later(by: [f64; 4]) -> [Option<f64>; 4] {
    [0, 1, 2, 3].map(|it| Some(FLOWS[it] + by[it]))
}

#[test]
fn equal_schedulers_share_all_places() {
    let same = later([0.0; 4]);
    let text = of_plant(&[("SPT", same), ("1*SPT", same), ("0.5*SPT + 0.5*SPT", same)]);
    says(
        &text,
        &[
            "| SPT | 1–3 | 62.75 |  |",
            "| 1*SPT | 1–3 | 62.75 | +0.000 (+0.000 to +0.000) |",
            "| 0.5*SPT + 0.5*SPT | 1–3 |",
            "`SPT`, `1*SPT`, `0.5*SPT + 0.5*SPT` have the best mean, and the same figures. With",
        ],
    );
}

#[test]
fn places_come_from_all_pairs() {
    let flows = [
        ("c", later([30.0, 33.0, 34.0, 30.0])),
        ("a", later([0.0; 4])),
        ("b", later([31.0, 31.0, 31.0, 31.0])),
        ("far", later([50.0, 51.0, 52.0, 53.0])),
    ];
    let text = of_plant(&flows);
    says(
        &text,
        &[
            "| a | 1 | 62.75 |  |",
            "| b | 2–3 |",
            "| c | 2–3 |",
            "| far | 4 |",
            "`a` is best, and all others are worse than it. With 95 % confidence",
            "Bonferroni over all 6 pairs",
        ],
    );
    let text = of_plant(&flows[..1]);
    says(&text, &["there is nobody with whom `c` is compared", "| c | 1 |"]);
    let text = of_plant(&[flows[1], ("d", later([0.1, -0.2, 0.3, 0.0]))]);
    says(&text, &["`a` has the best mean, and one other cannot be told from it", "| d | 1–2 |"]);
    says(&text, &["their difference lies in the interval in the table"]);
}

#[test]
fn who_lost_on_a_plant_has_no_rank() {
    let mut lost = later([-20.0; 4]);
    lost[2] = None;
    let text = of_plant(&[("fast", lost), ("fine", later([0.0; 4]))]);
    says(&text, &["| fine | 1 | 62.75 |  |\n| fast |  | – | 1 of 4 lost |"]);
    says(&text, &["only `fine` has a rank: nobody else has figures of all bouts"]);
    says(&of_plant(&[("fast", lost)]), &["nobody has a rank"]);
}

#[test]
fn who_lost_on_an_instance_comes_last_without_a_rank() {
    let bound = Some(Bound { lower: 1_231, best: 1_231 });
    let other = Some(Bound { lower: 1_244, best: 1_244 });
    let text = of_instances(
        &["lost", "fine", "partly"],
        &[
            ("ta01", bound, &[None, Some(1_462), Some(1_231)]),
            ("ta02", other, &[None, Some(1_244), None]),
        ],
    );
    says(
        &text,
        &[
            "| scheduler | rank | mean gap [%] | largest gap [%] | shortest | instances | lost |",
            "| fine | 1 | 9.38 | 18.77 | 1 | 2 | 0 |\n| partly |  | 0.00 | 0.00 | 1 | 1 | 1 |\n\
             | lost |  | – | – | 0 | 0 | 2 |",
            "comes last and has no rank",
        ],
    );
}

#[test]
fn shorter_than_the_best_known_is_told_and_the_largest_gap_is_the_largest() {
    let bound = Some(Bound { lower: 1_000, best: 2_000 });
    let text = of_instances(&["a", "b"], &[("ta01", bound, &[Some(1_500), Some(1_600)])]);
    says(&text, &["1 instance. The gap", "| a | 1 | -25.00 | -25.00 | 1 | 1 |"]);
    says(&text, &["| b | 2 | -20.00 | -20.00 | 0 | 1 |"]);
    says(
        &text,
        &[
            "A makespan is shorter than the best in the table of bounds: ta01 in 1500 by `a`, in place of 2000.",
        ],
    );
    let text = of_instances(&["a"], &[("ta01", bound, &[Some(2_000)])]);
    assert!(!text.contains("table of bounds"), "{text}");
}

#[test]
fn gaps_to_bounds_that_nobody_may_reach_stand_alone() {
    let bound = Some(Bound { lower: 1_000, best: 1_000 });
    let makespans: [&[Option<u64>]; 2] = [&[Some(1_100), Some(1_200)], &[Some(2_000), Some(1_500)]];
    let text =
        of_instances(&["a", "b"], &[("ta01", bound, makespans[0]), ("ta02", None, makespans[1])]);
    says(
        &text,
        &[
            "| scheduler | rank | mean gap [%] | largest gap [%] | mean gap to the bound [%] | largest gap to the bound [%] |",
            "| a | 1 | 10.00 | 10.00 | ",
            "| b | 2 | 20.00 | 20.00 | ",
            "On 1 instance none is known",
            "| ta02 | ≥ ",
        ],
    );
    let text = of_instances(&["a", "b"], &[("ta02", None, makespans[1])]);
    says(&text, &["| scheduler | rank | mean gap to the bound [%] |", "| b | 1 | ", "| a | 2 | "]);
    assert!(!text.contains("that is known"), "{text}");
}

#[test]
fn who_decides_by_chance_is_named() {
    let on = |names: &[&str]| {
        let league = league(names, vec![instance("ta01", None)]);
        report(&league, &play(&league, &catalog(), 1, None)).markdown(None)
    };
    says(&on(&["SPT", "RND"]), &["`RND` decides by chance, and every instance was played once"]);
    assert!(!on(&["SPT", "GT(MWKR)"]).contains("by chance"));
}
