//! Intervals hold the truth as often as they say.
//!
//! `PLANTWRIGHT_STUDIES=1000 cargo test -p plantwright-study --test it coverage -- --nocapture` makes 1 000 studies of long runs of
//! each plant, which takes some minutes; what it found stands in `docs/studies.md`. Else there are a few of short ones.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;

use plantwright_study::statistics::{Precision, Sample, wilson};
use plantwright_study::{Figure, Means, Scenario, Setting, Study, pool, replicate};

use crate::harness::{scenario, two_machines, two_machines_make};

/// An M/M/1 queue whose mean process time is a minute. `services` is the length of its runs, of which the first tenth is left out.
fn queue(load: f64, services: u32) -> Scenario {
    let text = format!(
        r#"Scene(
            run: (duration: "{services} min", warm_up: "{} min"),
            equipment: {{
                "in": Source(every: Exponential("{} s"), to: ["machine"]),
                "machine": Station(queue: Unlimited, process: Exponential("60 s"), to: ["out"]),
                "out": Sink(),
            }},
        )"#,
        services / 10,
        60.0 / load
    );
    scenario("queue", &text)
}

/// In how many of some studies, each with a seed of its own, the 95 % interval of the mean holds the truth.
fn held(scenario: &Scenario, kpi: &str, truth: f64, studies: u64, replications: u32) -> usize {
    let figure = Figure::of_plant(kpi);
    let family = match kpi {
        "mean_wip" => "wip",
        kpi => plantwright_kpi::ALL.iter().find(|it| it.name == kpi).expect("a KPI").name,
    };
    let stop = AtomicBool::new(false);
    let study = |seed: u64| {
        let setting = Setting { seed, warm_up: None, families: Some(vec![family]), fork: None };
        let value = |number: u32| {
            let outcome = replicate(scenario, &setting, number, &stop).expect("it runs");
            let found =
                outcome.values.iter().find(|it| it.kpi == figure.kpi && it.equipment.is_none());
            found.expect("the figure").value
        };
        let sample: Sample = (0..replications).map(value).collect();
        sample.interval(0.95).expect("replications").holds(truth)
    };
    let all = pool::run((1..=studies).collect(), pool::workers(), study);
    all.into_iter().filter(|it| *it == Ok(true)).count()
}

/// The same of studies that stop as soon as the interval is ±1.5 %, after so many replications at least.
fn held_when_precise(scenario: &Scenario, truth: f64, studies: u64, at_least: u32) -> usize {
    let stop = AtomicBool::new(false);
    let study = |seed: u64| {
        let study = Study {
            precision: Precision::Relative(0.015),
            at_least,
            at_most: 400,
            seed,
            ..Study::of(vec![scenario.clone()])
        };
        let figure = study.figures[0].0.clone();
        let workers = NonZeroUsize::MIN;
        let results = study.run(Means { workers, stop: &stop, store: None }, |_| {});
        results.interval(0, &figure).expect("replications").holds(truth)
    };
    let all = pool::run((1..=studies).collect(), pool::workers(), study);
    all.into_iter().filter(|it| *it == Ok(true)).count()
}

#[test]
fn nineteen_in_twenty_short_studies_hold_the_truth() {
    let held = held(&queue(0.5, 1_500), "mean_wip", 1.0, 300, 8);
    let share = wilson(held, 300, 0.99);
    assert!(share.high >= 0.95 && share.estimate > 0.90, "{share:?}");
}

#[test]
fn intervals_hold_the_truth_on_queues_and_on_a_line() {
    let wanted = std::env::var("PLANTWRIGHT_STUDIES").ok().and_then(|it| it.parse::<usize>().ok());
    let studies = wanted.unwrap_or(25);
    let shorter = if wanted.is_some() { 1 } else { 5 };
    let mut wrong = Vec::new();
    let mut tell = |name: &str, held: usize| {
        let it = wilson(held, studies, 0.95);
        let percent = [it.estimate, it.low, it.high].map(|share| share * 100.0);
        println!("{name}: {:.1} % ({:.1} to {:.1} %)", percent[0], percent[1], percent[2]);
        let is_wrong = match wanted {
            Some(_) => !(0.93..=0.97).contains(&it.estimate),
            // So few tell little: they find what is grossly wrong.
            None => it.high < 0.93,
        };
        if is_wrong {
            wrong.push(name.to_owned());
        }
    };
    for (load, services) in [(0.5, 3_000), (0.8, 10_000), (0.9, 30_000)] {
        let scenario = queue(load, services / shorter);
        let truth = load / (1.0 - load);
        let held = held(&scenario, "mean_wip", truth, studies as u64, 10);
        tell(&format!("M/M/1 at {load}"), held);
    }
    let line = two_machines("line", 60.0, 54.0, 2);
    let truth = two_machines_make(60.0, 54.0, 2);
    tell("line", held(&line, "throughput", truth, studies as u64, 10));
    for at_least in [10, 5, 3] {
        let held = held_when_precise(&line, truth, studies as u64, at_least);
        let it = wilson(held, studies, 0.95);
        let percent = [it.estimate, it.low, it.high].map(|share| share * 100.0);
        let [estimate, low, high] = percent;
        println!("line until ±1.5 %, from {at_least}: {estimate:.1} % ({low:.1} to {high:.1} %)");
        // Looking again and again has its price, which the page tells; it must not be more.
        if it.high < 0.85 {
            wrong.push(format!("until precise, from {at_least}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
