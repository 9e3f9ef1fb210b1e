//! The classical orderings in a dynamic job shop with due dates, with confidence.
//!
//! What holds: SPT has the lowest mean flow time of the rules that look at one machine; ATC and COVERT the lowest weighted tardiness
//! at high load; EDD a lower maximum lateness than the others that look at one number of the item, at low load.
//!
//! What does not, and why: PT+WINQ has no higher mean flow time than SPT, since it spares the queues that a job would join, which SPT
//! does not see (Holthaus & Rajendran 1997). SLACK has no higher maximum lateness than EDD: with due dates of four times the work,
//! both put the urgent first, and SLACK knows how much is left to do.

use std::sync::OnceLock;

use plantwright_league::{League, Measure};
use plantwright_study::statistics::{Interval, paired, simultaneous};

use crate::support::{catalog, league, plant, play};

const RULES: [&str; 9] = ["FIFO", "SPT", "LPT", "EDD", "SLACK", "ATC", "COVERT", "PT+WINQ", "RND"];

/// How many statements are made together with the level below.
const STATEMENTS: usize = 19;
const LEVEL: f64 = 0.95;

/// For each measure and each rule, what came out, replication by replication.
fn values(load: &'static str, measure: Measure, rule: &str) -> Vec<f64> {
    static LOW: OnceLock<plantwright_league::Results> = OnceLock::new();
    static HIGH: OnceLock<plantwright_league::Results> = OnceLock::new();
    let (results, every) = match load {
        "low" => (&LOW, "10.625000 min"),
        _ => (&HIGH, "9.444444 min"),
    };
    let results = results.get_or_init(|| {
        let scene = include_str!("../../../../scenes/classic/dynamic_job_shop.ron");
        let text = scene.replace("duration: \"40 d\"", "duration: \"20 d\"");
        let before = "every: Exponential(\"10.625000 min\")";
        assert!(text.contains(before), "the scene has changed");
        let text = text.replace(before, &format!("every: Exponential(\"{every}\")"));
        let league = league(&RULES, vec![plant(load, text)]);
        play(&League { replications: 12, ..league }, &catalog(), 2, None)
    });
    let number = RULES.iter().position(|name| *name == rule).expect("a rule that plays");
    let scores = results.scores[0][number].iter().flatten();
    scores.map(|score| measure.of(score).expect("a number")).collect()
}

/// By how much a rule has more than another.
fn more(load: &'static str, measure: Measure, rule: &str, than: &str) -> Interval {
    let level = simultaneous(LEVEL, STATEMENTS);
    let pair = paired(&values(load, measure, than), &values(load, measure, rule), level);
    pair.expect("some replications").difference
}

fn has_less(load: &'static str, measure: Measure, rule: &str, than: &[&str]) {
    for other in than {
        let more = more(load, measure, other, rule);
        assert!(more.low > 0.0, "{rule} against {other}: {more:?}");
    }
}

/// Certainly no more than by a share of what the other has.
fn is_hardly_more(load: &'static str, measure: Measure, rule: &str, than: &str, share: f64) {
    let more = more(load, measure, rule, than);
    let others = values(load, measure, than);
    let mean = others.iter().sum::<f64>() / others.len() as f64;
    assert!(more.low < 0.0 && more.high < share * mean, "{rule}: {more:?} of {mean}");
}

#[test]
fn spt_has_the_lowest_mean_flow_time_of_the_simple_rules() {
    has_less("low", Measure::MeanFlowTime, "SPT", &["FIFO", "LPT", "EDD", "SLACK", "RND"]);
}

#[test]
fn who_spares_the_next_queue_is_not_slower_than_spt() {
    is_hardly_more("low", Measure::MeanFlowTime, "PT+WINQ", "SPT", 0.01);
}

#[test]
fn atc_and_covert_have_the_lowest_weighted_tardiness_at_high_load() {
    for rule in ["ATC", "COVERT"] {
        has_less("high", Measure::WeightedTardiness, rule, &["FIFO", "SPT", "EDD", "PT+WINQ"]);
    }
}

#[test]
fn edd_has_a_lower_maximum_lateness_than_other_simple_rules_at_low_load() {
    has_less("low", Measure::MaxLateness, "EDD", &["FIFO", "SPT", "LPT", "RND"]);
}

#[test]
fn slack_is_not_later_than_edd() {
    is_hardly_more("low", Measure::MaxLateness, "SLACK", "EDD", 0.05);
}
