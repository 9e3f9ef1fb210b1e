//! What bodies cost: a zone beside bare rapier, an idle zone, bodies within a plant.
//!
//! CPU time, medians of rounds in turn, as for the other models.

use std::fmt::Write as _;

use cpu_time::ProcessTime;
use plantwright_benches::boxes::{self, Boxes};
use plantwright_benches::{self as scenes, Listeners};
use plantwright_units::SimSpan;

use crate::cpu::median;

const ROUNDS: usize = 9;
const STEPS: u32 = 120;
const SEED: u64 = 1;

/// Measures all of it, as a section of the report.
pub fn report() -> String {
    let mut text = String::from(
        "\n## Rigid bodies\n\nMoving boxes, in a zone and in bare rapier with the same features, in turns; milliseconds per step.\n\n\
         | what | zone | bare rapier | ratio | bar |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for count in [200, 1_000, 5_000] {
        let [zone, bare, ratio] = beside(count);
        let bar = if count == 200 { "" } else { "1.10" };
        writeln!(text, "| {count} boxes | {zone:.3} | {bare:.3} | {ratio:.3} | {bar} |")
            .expect("strings take everything");
    }
    let asleep = median((0..ROUNDS).map(|_| asleep_ms()).collect());
    let (idle, mixed) = (idle(), median((0..3).map(|_| mixed()).collect()));
    write!(
        text,
        "\n| what | measured | bar |\n| --- | ---: | ---: |\n\
         | an hour of a zone of 1 000 boxes that all sleep | {asleep:.4} ms | nothing |\n\
         | M2 with a zone beside it into which nothing comes, against M2 | {idle:.3} times | 1 |\n\
         | 200 moving boxes in a plant of 200 machines | {mixed:.0} times real time | 20 |\n"
    )
    .expect("strings take everything");
    text
}

fn spent_ms(mut work: impl FnMut()) -> f64 {
    let start = ProcessTime::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

/// Milliseconds per step of a zone, and of bare rapier, and the ratio.
fn beside(count: usize) -> [f64; 3] {
    let mut boxes = Boxes::new(count);
    // A round of very many boxes is as long as one of fewer.
    let steps = if count > 1_000 { STEPS / 4 } else { STEPS };
    let mut rounds = Vec::new();
    for _ in 0..=ROUNDS {
        let zone = spent_ms(|| (0..steps).for_each(|_| boxes.step_zone()));
        let bare = spent_ms(|| (0..steps).for_each(|_| boxes.step_bare()));
        rounds.push([zone / f64::from(steps), bare / f64::from(steps), zone / bare]);
    }
    boxes.check();
    // The first round warms up.
    [0, 1, 2].map(|column| median(rounds[1..].iter().map(|round| round[column]).collect()))
}

fn asleep_ms() -> f64 {
    let mut zone = boxes::asleep();
    spent_ms(|| boxes::an_hour(&mut zone))
}

/// How many times as long a line takes with a zone beside it in which nothing is.
fn idle() -> f64 {
    let horizon = SimSpan::from_secs(40_000);
    let (with, without) = (scenes::idle_zone(horizon), scenes::line(1, horizon));
    let ratio = |_| {
        let with = spent_ms(|| drop(with.run(SEED, Listeners::Usual)));
        with / spent_ms(|| drop(without.run(SEED, Listeners::Usual)))
    };
    median((0..ROUNDS).map(ratio).collect())
}

fn mixed() -> f64 {
    let bench = scenes::mixed(SimSpan::from_secs(600));
    let mut simulated = 0.0;
    let spent = spent_ms(|| simulated = bench.run(SEED, Listeners::Usual).simulated.as_secs_f64());
    simulated / (spent / 1e3)
}
