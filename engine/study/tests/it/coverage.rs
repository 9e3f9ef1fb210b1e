//! Intervals hold the truth as often as they say.
//!
//! The quick tests are part of every run. The long one, 1 000 studies of each plant, is
//! `cargo test --release -p plantwright-study --test it -- --ignored --nocapture coverage`; what it found stands in `docs/studies.md`.

use std::sync::atomic::AtomicBool;

use plantwright_study::statistics::{Sample, wilson};
use plantwright_study::{Figure, Scenario, Setting, pool, replicate};

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
        let setting = Setting { seed, warm_up: None, families: Some(vec![family]) };
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

#[test]
fn nineteen_in_twenty_short_studies_hold_the_truth() {
    let held = held(&queue(0.5, 1_500), "mean_wip", 1.0, 300, 8);
    let share = wilson(held, 300, 0.99);
    assert!(share.high >= 0.95 && share.estimate > 0.90, "{share:?}");
}

#[test]
#[ignore = "takes minutes: see the top of the file"]
fn coverage() {
    let mut wrong = Vec::new();
    let mut tell = |name: &str, held: usize| {
        let it = wilson(held, 1_000, 0.95);
        println!(
            "{name}: {:.1} % ({:.1} to {:.1} %)",
            it.estimate * 100.0,
            it.low * 100.0,
            it.high * 100.0
        );
        if !(930..=970).contains(&held) {
            wrong.push(name.to_owned());
        }
    };
    for (load, services) in [(0.5, 5_000), (0.8, 20_000), (0.9, 60_000)] {
        let scenario = queue(load, services);
        let truth = load / (1.0 - load);
        tell(&format!("M/M/1 at {load}"), held(&scenario, "mean_wip", truth, 1_000, 10));
    }
    let line = two_machines("line", 60.0, 54.0, 2);
    tell("line", held(&line, "throughput", two_machines_make(60.0, 54.0, 2), 1_000, 10));
    assert!(wrong.is_empty(), "{wrong:?}");
}
