//! Quick look.
#![allow(clippy::print_stdout, clippy::allow_attributes_without_reason, clippy::allow_attributes)]
use plantwright_benches as b;
use plantwright_peers::cpu::{Run, compare};
use plantwright_peers::{bare, bare_queues::Ladder, plantwright_models as ours};
fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    let secs = plantwright_units::SimSpan::from_secs;
    if what == "cg-ours" { let m = b::line(1, secs(20_000)); println!("{:?}", ours::unheard(&m, 1)); return; }
    if what == "cg-bare" { println!("{:?}", bare::line(10, 5, 1, 20_000, 1)); return; }
    if what == "cg-ours1" { let m = b::mm1(100_000); println!("{:?}", ours::unheard(&m, 1)); return; }
    if what == "cg-heard1" { let m = b::mm1(100_000); println!("{:?}", ours::mm1(&m, 1)); return; }
    if what == "cg-bare1" { println!("{:?}", bare::mm1(100_000, 1)); return; }
    let rounds = 5;
    let m1 = b::mm1(2_000_000);
    let m2 = b::line(1, secs(400_000));
    let m2k = b::line(1_000, secs(400));
    let show = |name: &str, peers: Vec<Run<'_>>| {
        if !what.is_empty() && !name.starts_with(&what) { return; }
        let all = compare(rounds, &peers);
        let base = all[0].median();
        for s in &all { println!("{name} {:.1} ns ({:.1})  ratio {:.2}  {:?}", s.median(), s.min(), s.median() / base, s.outcome); }
    };
    show("M1", vec![Box::new(|| bare::mm1(2_000_000, 1)), Box::new(|| ours::mm1(&m1, 1)), Box::new(|| ours::unheard(&m1, 1))]);
    show("M2x1 ", vec![Box::new(|| bare::line(10, 5, 1, 400_000, 1)), Box::new(|| ours::line(&m2, 1, 1)), Box::new(|| ours::unheard(&m2, 1))]);
    show("M2x1000", vec![Box::new(|| bare::line_on::<Ladder>(10, 5, 1_000, 400, 1)), Box::new(|| ours::line(&m2k, 1_000, 1)), Box::new(|| ours::unheard(&m2k, 1))]);
    show("M3", vec![Box::new(|| bare::timers(100_000, 5_000_000, 1)), Box::new(|| ours::timers(100_000, 5_000_000, 1))]);
}
