//! Criterion suites: M1, M2 and M3 (see the manual of the crate), reading a large scene, snapshots, decisions of schedulers.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plantwright_benches::{Decisions, Listeners, Shop, line, mm1};
use plantwright_des::{EventQueue, Phase, Stream, StreamKey, unit_exponential};
use plantwright_units::{SimSpan, SimTime};

fn m1(criterion: &mut Criterion) {
    let bench = mm1(100_000);
    let mut group = criterion.benchmark_group("M1: M/M/1, 100 000 customers");
    group.sample_size(20).throughput(Throughput::Elements(200_000));
    group.bench_function("with statistics", |b| {
        b.iter(|| black_box(bench.run(1, Listeners::Usual)));
    });
    group.bench_function("unheard", |b| b.iter(|| black_box(bench.run(1, Listeners::Nobody))));
    group.finish();
}

fn m2(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("M2: lines of ten machines");
    group.sample_size(10);
    for (copies, seconds) in [(1, 20_000), (30, 700), (1_000, 20)] {
        let bench = line(copies, SimSpan::from_secs(seconds));
        let events = bench.run(1, Listeners::Nobody).events;
        group.throughput(Throughput::Elements(events));
        group.bench_function(format!("{copies} lines"), |b| {
            b.iter(|| black_box(bench.run(1, Listeners::Usual)));
        });
    }
    group.finish();
}

fn m3(criterion: &mut Criterion) {
    const OPERATIONS: u64 = 500_000;
    let mut group = criterion.benchmark_group("M3: timers on the event queue alone");
    group.sample_size(10).throughput(Throughput::Elements(OPERATIONS));
    for timers in [10, 1_000, 100_000] {
        group.bench_function(format!("{timers} timers"), |b| {
            b.iter(|| black_box(hold(timers, OPERATIONS)));
        });
    }
    group.finish();
}

/// The hold model: the earliest event is taken and put back an exponential delay later.
fn hold(timers: u32, operations: u64) -> SimTime {
    let mut stream =
        Stream::new(StreamKey { seed: 1, replication: 0, owner: "timers", purpose: "delay" });
    let mut delay = || SimSpan::from_nanos((unit_exponential(stream.draw()) * 1e9) as u64);
    let mut queue = EventQueue::new();
    for timer in 0..timers {
        queue.push(SimTime::ZERO + delay(), Phase::Complete, timer, 0);
    }
    let mut now = SimTime::ZERO;
    for _ in 0..operations {
        if let Some(event) = queue.pop() {
            now = event.time;
            queue.push(now + delay(), Phase::Complete, event.target, 0);
        }
    }
    now
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading a scene");
    group.sample_size(10);
    for copies in [1, 100] {
        group.bench_function(format!("{} pieces of equipment", copies * 21), |b| {
            b.iter(|| black_box(line(copies, SimSpan::from_secs(1))));
        });
    }
    group.finish();
}

fn decisions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("SPT among ten");
    group.bench_function("by a function", |b| {
        let decisions = Decisions::new(10);
        b.iter(|| black_box(decisions.directly(1)));
    });
    group.bench_function("by the contract", |b| {
        let mut decisions = Decisions::new(10);
        b.iter(|| black_box(decisions.by_contract(1)));
    });
    group.finish();
    let mut group = criterion.benchmark_group("job shops under SPT");
    for name in ["ft06", "ta71"] {
        let shop = Shop::new(name);
        group.throughput(Throughput::Elements(shop.operations()));
        group.bench_function(name, |b| b.iter(|| black_box(shop.dispatch())));
    }
    group.finish();
}

criterion_group!(benches, m1, m2, m3, reading, decisions);
criterion_main!(benches);
