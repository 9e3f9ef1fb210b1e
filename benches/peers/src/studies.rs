//! What a study costs beside its runs: the overhead of a replication, the second core, forks, memory.
//!
//! Wall time where the question is about cores, CPU time elsewhere; medians of rounds in turn.

use std::fmt::Write as _;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cpu_time::ProcessTime;
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_study::statistics::Precision;
use plantwright_study::{
    Figure, Goal, Keeps, Means, Method, Pairs, Scenario, Study, Warming, digest, replicate,
};
use plantwright_units::{SimSpan, SimTime};

use crate::cpu::median;

const ROUNDS: usize = 7;

/// Measures all of it, as a section of the report.
pub fn report() -> String {
    let mut text =
        String::from("\n## Studies\n\n| what | measured | bar |\n| --- | ---: | ---: |\n");
    let overhead = median((0..ROUNDS).map(|_| overhead_ms()).collect());
    let cores = median((0..ROUNDS).map(|_| gain_of_two()).collect());
    let fork = median(forks_ms());
    let rows = [
        (
            "overhead of a replication of a plant of 50 beside its run",
            format!("{overhead:.3} ms"),
            "1 ms",
        ),
        ("two workers against one, 64 replications", format!("{cores:.2} times"), "1.9 times"),
        ("fork of a plant with 100 000 items in it", format!("{fork:.1} ms"), "10 ms"),
    ];
    for (what, measured, bar) in rows {
        writeln!(text, "| {what} | {measured} | {bar} |").expect("strings take everything");
    }
    text
}

/// Runs a study of so many short replications: what its peak memory is measured on.
pub fn many(replications: u32) {
    run(study(line(50, "10 min"), replications), 2);
}

/// What a replication takes beside its run: the same replications with nothing to happen in them [ms].
fn overhead_ms() -> f64 {
    const COUNT: u32 = 200;
    let scenario = line(50, "1 ns");
    let setting = study(scenario.clone(), COUNT).setting();
    let never = AtomicBool::new(false);
    let start = ProcessTime::now();
    for number in 0..COUNT {
        black_box(replicate(&scenario, &setting, number, &never)).expect("it runs");
    }
    start.elapsed().as_secs_f64() * 1e3 / f64::from(COUNT)
}

/// How many times as fast two workers are as one.
#[expect(
    clippy::disallowed_methods,
    reason = "what the second core brings is seen on a clock on the wall"
)]
fn gain_of_two() -> f64 {
    let wall = |workers: usize| {
        let asked = study(line(50, "50 h"), 64);
        let start = Instant::now();
        run(asked, workers);
        start.elapsed().as_secs_f64()
    };
    wall(1) / wall(2)
}

/// How long it takes to fork a plant with 100 000 items in it, several times [ms].
fn forks_ms() -> Vec<f64> {
    let text = r#"Scene(
        run: (duration: "100 h"),
        equipment: {
            "stock": Source(every: "1 s", to: ["store"]),
            "store": Buffer(capacity: Unlimited, to: ["mill"]),
            "mill": Station(process: "1000 h", to: ["exit"]),
            "exit": Sink(),
        },
    )"#;
    let model = Model::read("store.ron", text).expect("a scene");
    let mut sim = Sim::new(&model, RunOptions::default()).expect("it begins");
    sim.run_until(SimTime::ZERO + SimSpan::from_secs(100_001)).expect("it runs");
    let fork = |_| {
        let start = ProcessTime::now();
        black_box(sim.fork_as(&model)).expect("the same plant");
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..ROUNDS).map(fork).collect()
}

/// A line of so many pieces of equipment, machines and buffers in turn.
fn line(pieces: usize, duration: &str) -> Scenario {
    let mut equipment = String::from("\"stock\": Source(to: [\"m1\"]),");
    for number in 1..=pieces / 2 {
        let next = if number < pieces / 2 { format!("b{number}") } else { "exit".to_owned() };
        write!(
            equipment,
            "\"m{number}\": Station(process: Exponential(\"60 s\"), to: [\"{next}\"]),\
             \"b{number}\": Buffer(capacity: 5, to: [\"m{}\"]),",
            number % (pieces / 2) + 1
        )
        .expect("strings take everything");
    }
    let last = format!("\"b{}\": Buffer(capacity: 5, to: [\"m1\"]),", pieces / 2);
    let equipment = equipment.replace(&last, "");
    let text = format!(
        "Scene(run: (duration: \"{duration}\"), equipment: {{{equipment}\"exit\": Sink()}})"
    );
    let model = Model::read("line.ron", &text).unwrap_or_else(|error| panic!("{error}"));
    let name = "line".to_owned();
    let digest = digest([text.as_str()]);
    Scenario { name, model, scheduler: None, said: text, digest, command: Vec::new() }
}

fn study(scenario: Scenario, replications: u32) -> Study {
    Study {
        question: String::new(),
        scenarios: vec![scenario],
        figures: vec![(Figure::of_plant("throughput"), "1/h")],
        goal: Goal::Most,
        level: 0.95,
        precision: Precision::Relative(1e-9),
        enough: None,
        at_least: replications,
        at_most: replications,
        seed: 1,
        warm_up: Warming::Scene,
        keeps: Keeps::Figures,
        pairs: Pairs::All,
        method: Method::Replications,
        fork: None,
    }
}

fn run(study: Study, workers: usize) {
    let workers = NonZeroUsize::new(workers).expect("some");
    let stop = AtomicBool::new(false);
    black_box(study.run(Means { workers, stop: &stop, store: None }, |_| {}));
}
