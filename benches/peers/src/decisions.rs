//! What a decision of a scheduler costs beside a call of a function that does the same.

use std::hint::black_box;

use cpu_time::ProcessTime;
use plantwright_benches::Decisions;

use crate::cpu::median;

const ROUNDS: usize = 7;
const TIMES: u64 = 2_000_000;

/// Measures it, as a section of the report.
pub fn report() -> String {
    let mut decisions = Decisions::new(10);
    let (mut direct, mut asked) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = ProcessTime::now();
        black_box(decisions.directly(TIMES));
        direct.push(ns(start));
        let start = ProcessTime::now();
        black_box(decisions.by_contract(TIMES));
        asked.push(ns(start));
    }
    let above: Vec<f64> = asked.iter().zip(&direct).map(|(asked, it)| asked - it).collect();
    let [direct, asked, above] = [direct, asked, above].map(median);
    format!(
        "\n## Decisions\n\nSPT among ten: {direct:.1} ns by a function, {asked:.1} ns by the contract, as the core asks: {above:.1} ns above it. Bar: 50 ns.\n"
    )
}

fn ns(start: ProcessTime) -> f64 {
    start.elapsed().as_secs_f64() * 1e9 / TIMES as f64
}
