//! Quick look.
#![allow(clippy::print_stdout, clippy::allow_attributes_without_reason, clippy::allow_attributes)]
use plantwright_peers::cpu::{Run, compare};
use plantwright_peers::{bare, bare_queues::Ladder, plantwright_models as ours};
fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    if what == "cg-ours" { let m = ours::line(1, 20_000); println!("{:?}", m.run_unheard(1)); return; }
    if what == "cg-bare" { println!("{:?}", bare::line(10, 5, 1, 20_000, 1)); return; }
    if what == "cg-ours1" { let m = ours::mm1(100_000); println!("{:?}", m.run_unheard(1)); return; }
    if what == "cg-heard1" { let m = ours::mm1(100_000); println!("{:?}", m.run(1)); return; }
    if what == "cg-bare1" { println!("{:?}", bare::mm1(100_000, 1)); return; }
    let rounds = 5;
    let m1 = ours::mm1(2_000_000);
    let m2 = ours::line(1, 400_000);
    let m2k = ours::line(1_000, 400);
    let show = |name: &str, peers: Vec<Run<'_>>| {
        if !what.is_empty() && !name.starts_with(&what) { return; }
        let all = compare(rounds, &peers);
        let base = all[0].median();
        for s in &all { println!("{name} {:.1} ns ({:.1})  ratio {:.2}  {:?}", s.median(), s.min(), s.median() / base, s.outcome); }
    };
    show("M1", vec![Box::new(|| bare::mm1(2_000_000, 1)), Box::new(|| m1.run(1)), Box::new(|| m1.run_unheard(1))]);
    show("M2x1 ", vec![Box::new(|| bare::line(10, 5, 1, 400_000, 1)), Box::new(|| m2.run(1)), Box::new(|| m2.run_unheard(1))]);
    show("M2x1000", vec![Box::new(|| bare::line_on::<Ladder>(10, 5, 1_000, 400, 1)), Box::new(|| m2k.run(1)), Box::new(|| m2k.run_unheard(1))]);
    show("M3", vec![Box::new(|| bare::timers(100_000, 5_000_000, 1)), Box::new(|| ours::timers(100_000, 5_000_000, 1))]);
}
