//! Prints CPU time per event of the hand-written loops and of `NeXosim` on the three models, of the
//! bare queues on the hold model, and the numbers by which the runs are checked.
//!
//! `bare [scale]`: a scale of 0.1 runs a tenth of the events.

#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use plantwright_peers::bare_queues::{BinaryQueue, EventQueue as _, Ladder, QuadHeap};
use plantwright_peers::cpu::{Run, Series, compare};
use plantwright_peers::{bare, nexosim_models};

const ROUNDS: usize = 5;
const SEED: u64 = 1;

fn main() {
    let scale = std::env::args()
        .nth(1)
        .map_or(1.0, |text| text.parse().expect("the scale is a number"));
    let of = |full: u64| (full as f64 * scale) as u64;
    println!("CPU ns per event, median (min) of {ROUNDS} rounds");

    mm1(of(2_000_000));
    line(1, of(800_000));
    line(1_000, of(800));
    timers(100_000, of(10_000_000));

    println!("\nM3: queues alone (draw of the delay included)");
    for n_timers in [1_000, 100_000, 1_000_000] {
        queues(n_timers, of(10_000_000));
    }
}

fn mm1(customers: u64) {
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::mm1(customers, SEED)),
        Box::new(move || nexosim_models::mm1(customers, SEED)),
    ];
    let all = compare(ROUNDS, &peers);
    report("M1", &["bare", "nexosim"], &all, |series| {
        let o = &series.outcome;
        format!(
            "in system {:.3} (4), flow {:.3} s (5), wait {:.3} s (4), busy {:.4} (0.8)",
            o.mean_in_system, o.mean_flow_s, o.mean_wait_s, o.utilization
        )
    });
}

fn line(copies: u32, horizon_s: u64) {
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::line(10, 5, copies, horizon_s, SEED)),
        Box::new(move || bare::line_on::<Ladder>(10, 5, copies, horizon_s, SEED)),
        Box::new(move || nexosim_models::line(10, 5, copies, horizon_s, SEED)),
    ];
    let all = compare(ROUNDS, &peers);
    let names = ["bare", "bare, ladder", "nexosim"];
    report(&format!("M2 x {copies}"), &names, &all, |series| {
        let o = &series.outcome;
        format!(
            "throughput {:.5}/s, flow {:.3} s, buffer {:.3}, busy {:.4}, blocked {:.4}",
            o.throughput, o.mean_flow_s, o.mean_buffer, o.utilization, o.blocked
        )
    });
}

fn timers(n_timers: u32, operations: u64) {
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::timers(n_timers, operations, SEED)),
        Box::new(move || nexosim_models::timers(n_timers, operations, SEED)),
    ];
    let all = compare(ROUNDS, &peers);
    let title = format!("M3, {n_timers} timers");
    report(&title, &["best bare", "nexosim"], &all, |series| {
        format!(
            "{} pops to {:.3} s",
            series.outcome.events, series.outcome.simulated_s
        )
    });
}

fn queues(n_timers: u32, operations: u64) {
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::timers_on::<BinaryQueue>(n_timers, operations, SEED)),
        Box::new(move || bare::timers_on::<QuadHeap>(n_timers, operations, SEED)),
        Box::new(move || bare::timers_on::<Ladder>(n_timers, operations, SEED)),
    ];
    let names = [BinaryQueue::NAME, QuadHeap::NAME, Ladder::NAME];
    let all = compare(ROUNDS, &peers);
    report(&format!("{n_timers} timers"), &names, &all, |series| {
        format!("to {:.3} s", series.outcome.simulated_s)
    });
}

fn report(title: &str, names: &[&str], all: &[Series], check: impl Fn(&Series) -> String) {
    println!("\n{title}");
    for (name, series) in names.iter().zip(all) {
        let (median, min) = (series.median(), series.min());
        println!("  {name:<16}{median:8.1} ({min:.1})   {}", check(series));
    }
}
