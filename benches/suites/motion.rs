//! Boxes on belts: a zone beside bare rapier, with the same features, in the same run. `cargo bench -p plantwright-benches
//! --bench motion` prints milliseconds per step, and the ratio of the two.
//!
//! A plant with a zone in it is run, too, and how many times faster than real time that is.
//!
//! Both take turns, so that what the machine does besides hits both; the ratio is the median of the ratios of the turns. The report
//! of `benches/peers` measures the same, by CPU time.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench looks at a wall clock")]

use std::time::Instant;

use plantwright_benches::boxes::{self, Boxes};

const STEPS: u32 = 120;
const TURNS: usize = 9;

/// Milliseconds per step.
fn timed(mut step: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..STEPS).for_each(|_| step());
    start.elapsed().as_secs_f64() * 1e3 / f64::from(STEPS)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn compare(count: usize) {
    let mut boxes = Boxes::new(count);
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=TURNS {
        let mine = timed(|| boxes.step_zone());
        let bare = timed(|| boxes.step_bare());
        // The first turn warms up.
        if turn > 0 {
            ours.push(mine);
            theirs.push(bare);
            ratios.push(mine / bare);
        }
    }
    boxes.check();
    println!(
        "{count:>5} boxes: zone {:.3} ms per step, bare rapier {:.3}, ratio {:.3}",
        median(ours),
        median(theirs),
        median(ratios)
    );
}

/// A zone in which all sleep: what an hour of it costs.
fn idle() {
    let mut zone = boxes::asleep();
    let start = Instant::now();
    boxes::an_hour(&mut zone);
    println!(" 1000 boxes asleep: {:.6} ms for an hour", start.elapsed().as_secs_f64() * 1e3);
}

/// A plant of 200 machines with a zone of 200 bodies: how much faster than the plant itself a run is.
fn mixed() {
    let horizon = plantwright_units::SimSpan::from_secs(600);
    let bench = plantwright_benches::mixed(horizon);
    let start = Instant::now();
    let ran = bench.run(1, plantwright_benches::Listeners::Usual);
    let speed = ran.simulated.as_secs_f64() / start.elapsed().as_secs_f64();
    println!("  200 boxes in a plant of 200 machines: {speed:.1} times real time");
}

fn main() {
    mixed();
    compare(200);
    compare(1_000);
    compare(5_000);
    idle();
}
