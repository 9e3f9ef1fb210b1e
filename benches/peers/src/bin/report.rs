//! Compares Plantwright with hand-written loops, `NeXosim` and `SimPy`, and writes `benches/REPORT.md`.
//!
//! `report [SCALE] [MODEL…]`: a scale of 0.1 runs a tenth of the events; models are `m1`, `m2`, `m2x1000`, `m2f`, `m3`, `m4`,
//! `m5`, `queue`, `fleet`, `cruise`, `fleets`, `city`, `kpis`, `ft06`, `ta71`. Only the whole report at full scale is written, anything less is printed.
//! `SIMPY_PYTHON` names a Python that has `SimPy`, `JOB_SHOP_LIB_PYTHON` one that has `job-shop-lib`; without them, these are
//! left out and the report says so.
//! `report bodies`, `report decisions` and `report studies` measure these alone.
//! `report rss CUSTOMERS` prints the peak memory of one run of M1, for the report itself; `report alone MODEL SCALE` is one
//! run of Plantwright and nothing else, for profilers; the cities of `fleets` are `fleets60`, `fleets600`, `fleets2000` and
//! `fleets-idle` there, and those of `cruise` likewise.

#![expect(clippy::print_stdout, reason = "a report is what it is for")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use plantwright_benches::{self as scenes, Listeners};
use plantwright_peers::bare_queues::{BinaryQueue, Ladder, QuadHeap};
use plantwright_peers::cpu::{Run, Series, compare};
use plantwright_peers::{Outcome, bare, nexosim_models, plantwright_models as ours};
use plantwright_peers::{bodies, decisions, studies};
use plantwright_units::SimSpan;

const ROUNDS: usize = 7;
const SEED: u64 = 1;

/// A model that was measured: its peers in the order of the table, the first one the yardstick.
struct Table {
    title: String,
    bar: f64,
    /// None: the bar is all that is wanted.
    aim: Option<f64>,
    /// Whether the bar is for all of the others, and not for the second alone.
    all: bool,
    /// Where the bar is a number of events per second and not a ratio: millions of them.
    millions: Option<f64>,
    names: Vec<&'static str>,
    series: Vec<Series>,
}

/// The models, as the command line calls them, with the number of events or seconds of a full run.
const MODELS: [(&str, u64); 15] = [
    ("m1", 2_000_000),
    ("m2", 400_000),
    ("m2x1000", 400),
    ("m2f", 400_000),
    ("m3", 10_000_000),
    ("m4", 400_000),
    ("m5", 400_000),
    ("queue", 1_000_000),
    ("fleet", 40_000),
    ("cruise", 40_000),
    ("fleets", 40_000),
    ("city", 2_000),
    ("kpis", 200_000),
    ("ft06", 20_000),
    ("ta71", 400),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["rss", customers] => {
            let bench = scenes::mm1(customers.parse().expect("a number of customers"));
            ours::mm1(&bench, SEED);
            println!("{}", peak_kib());
        }
        ["study-rss", replications] => {
            studies::many(replications.parse().expect("a number of replications"));
            println!("{}", peak_kib());
        }
        ["studies"] => println!("{}", studies::report()),
        ["decisions"] => println!("{}", decisions::report()),
        ["bodies"] => println!("{}", bodies::report()),
        ["alone", model, scale] => alone(model, scale.parse().expect("the scale is a number")),
        [] => report(1.0, &[]),
        [scale, ref models @ ..] => report(scale.parse().expect("the scale is a number"), models),
    }
}

/// The size of a model at a scale.
fn size(model: &str, scale: f64) -> u64 {
    let (_, full) = MODELS.iter().find(|(name, _)| *name == model).expect(
        "one of m1, m2, m2x1000, m2f, m3, m4, m5, queue, fleet, cruise, fleets, city, kpis, ft06, ta71",
    );
    ((*full as f64 * scale) as u64).max(1)
}

fn report(scale: f64, models: &[&str]) {
    let wanted = MODELS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| models.is_empty() || models.contains(name));
    let tables: Vec<Table> = wanted.map(|name| measure(name, size(name, scale))).collect();
    let whole = models.is_empty();
    let rest = if whole { rest(scale) } else { String::new() };
    let report = render(&tables, &rest);
    println!("{report}");
    if whole && scale >= 1.0 {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../REPORT.md");
        std::fs::write(&path, report).expect("the report can be written");
    }
}

fn measure(model: &str, size: u64) -> Table {
    match model {
        "m1" => mm1(size),
        "m2" => line(1, size),
        "m2x1000" => line(1_000, size),
        "m2f" => failing_line(size),
        "m4" => busy_line(size),
        "m5" => belts(size),
        "queue" => queues(size),
        "fleet" => fleet(size),
        "cruise" => cruise(size),
        "fleets" => fleets(size),
        "city" => city(size),
        "kpis" => listeners(size),
        "ft06" => dispatching("ft06", size, 1.0),
        "ta71" => dispatching("ta71", size, 2.0),
        _ => timers(100_000, size),
    }
}

/// What stands below the tables.
fn rest(scale: f64) -> String {
    let memory = memory(size("m1", scale), 10 * size("m1", scale));
    let (bodies, studies) = (bodies::report(), decisions::report() + &studies::report());
    let profile = include_str!("../../../PROFILE.md");
    let (simpy, job_shop_lib) = (simpy(scale), job_shop_lib(scale));
    format!(
        "{bodies}\n## Memory\n\n{memory}\n{studies}\n## SimPy\n\n{simpy}\n\n## job-shop-lib\n\n{job_shop_lib}\n\n{profile}"
    )
}

fn alone(model: &str, scale: f64) {
    let kind = ["fleets", "cruise"].into_iter().find(|kind| model.starts_with(kind));
    let size = size(kind.unwrap_or(model), scale);
    let outcome = match model {
        "m1" => ours::mm1(&scenes::mm1(size), SEED),
        "m2" => ours::line(&scenes::line(1, SimSpan::from_secs(size)), 1, SEED),
        "m2x1000" => ours::line(&scenes::line(1_000, SimSpan::from_secs(size)), 1_000, SEED),
        "m2f" => ours::line(&scenes::failing_line(1, SimSpan::from_secs(size)), 1, SEED),
        "m4" => ours::line(&scenes::busy_line(SimSpan::from_secs(size)), 1, SEED),
        "m5" => ours::line(&scenes::belts(SimSpan::from_secs(size)), 1, SEED),
        "queue" => ours::line(&scenes::queue(10_000, SimSpan::from_secs(size)), 1, SEED),
        "fleet" => ours::unheard(&scenes::carriers(SimSpan::from_secs(size)), SEED),
        "fleets60" => ours::unheard(&one_of_cities(CITIES[0], size), SEED),
        "fleets" | "fleets600" => ours::unheard(&one_of_cities(CITIES[1], size), SEED),
        "fleets2000" => ours::unheard(&one_of_cities(CITIES[2], size), SEED),
        "fleets-idle" => ours::unheard(&one_of_cities(CITIES[3], size), SEED),
        "cruise60" => ours::unheard(&one_of_cruises(CRUISES[0], size), SEED),
        "cruise" | "cruise600" => ours::unheard(&one_of_cruises(CRUISES[1], size), SEED),
        "cruise2000" => ours::unheard(&one_of_cruises(CRUISES[2], size), SEED),
        "cruise-idle" => ours::unheard(&one_of_cruises(CRUISES[3], size), SEED),
        "city" => ours::unheard(&scenes::wide_city(2_000, 2_000, SimSpan::from_secs(size)), SEED),
        "kpis" => {
            let scene = scenes::line(1, SimSpan::from_secs(size));
            ours::heard(&scene, Listeners::KpisAndCauses, SEED)
        }
        "ft06" | "ta71" => ours::dispatch(&scenes::Shop::new(model), size),
        _ => ours::timers(100_000, size, SEED),
    };
    println!("{}", outcome.events);
}

fn mm1(customers: u64) -> Table {
    let scene = scenes::mm1(customers);
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::mm1(customers, SEED)),
        Box::new(|| ours::mm1(&scene, SEED)),
        Box::new(|| ours::unheard(&scene, SEED)),
        Box::new(move || nexosim_models::mm1(customers, SEED)),
    ];
    Table {
        title: format!("M1: M/M/1, {customers} customers"),
        bar: 3.0,
        aim: Some(2.0),
        all: false,
        millions: None,
        names: vec![
            "bare loop",
            "Plantwright",
            "Plantwright, nobody listens",
            "NeXosim, one thread",
        ],
        series: compare(ROUNDS, &peers),
    }
}

fn line(copies: u32, horizon_s: u64) -> Table {
    let scene = scenes::line(copies, SimSpan::from_secs(horizon_s));
    let peers: Vec<Run<'_>> = vec![
        // The better of the two queues for the size.
        Box::new(move || match copies {
            1 => bare::line(10, 5, copies, horizon_s, SEED),
            _ => bare::line_on::<Ladder>(10, 5, copies, horizon_s, SEED),
        }),
        Box::new(|| ours::line(&scene, copies, SEED)),
        Box::new(|| ours::unheard(&scene, SEED)),
        Box::new(move || nexosim_models::line(10, 5, copies, horizon_s, SEED)),
    ];
    Table {
        title: format!("M2: {copies} x ten machines, buffers of 5, {horizon_s} s"),
        bar: if copies == 1 { 2.0 } else { 3.0 },
        aim: Some(if copies == 1 { 1.5 } else { 2.0 }),
        all: false,
        millions: None,
        names: vec![
            "bare loop",
            "Plantwright",
            "Plantwright, nobody listens",
            "NeXosim, one thread",
        ],
        series: compare(ROUNDS, &peers),
    }
}

fn failing_line(horizon_s: u64) -> Table {
    let scene = scenes::failing_line(1, SimSpan::from_secs(horizon_s));
    // Our own count includes alarms of failures that are not due yet.
    let events = bare::failing_line(10, 5, 1, horizon_s, SEED).events;
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::failing_line(10, 5, 1, horizon_s, SEED)),
        Box::new(|| Outcome { events, ..ours::line(&scene, 1, SEED) }),
        Box::new(|| Outcome { events, ..ours::unheard(&scene, SEED) }),
    ];
    Table {
        title: format!("M2 with failures: ten machines, buffers of 5, {horizon_s} s"),
        bar: 2.0,
        aim: Some(1.5),
        all: false,
        millions: None,
        names: vec!["bare loop", "Plantwright", "Plantwright, nobody listens"],
        series: compare(ROUNDS, &peers),
    }
}

fn busy_line(horizon_s: u64) -> Table {
    let horizon = SimSpan::from_secs(horizon_s);
    let (plain, busy) = (scenes::line(1, horizon), scenes::busy_line(horizon));
    let peers: Vec<Run<'_>> = vec![
        Box::new(|| ours::line(&plain, 1, SEED)),
        Box::new(|| ours::line(&busy, 1, SEED)),
        Box::new(|| ours::unheard(&busy, SEED)),
    ];
    Table {
        title: format!(
            "M4: the line of M2 with every feature at once on every machine, {horizon_s} s"
        ),
        bar: 2.5,
        aim: None,
        all: false,
        millions: None,
        names: vec!["Plantwright, M2", "Plantwright, M4", "Plantwright, M4, nobody listens"],
        series: compare(ROUNDS, &peers),
    }
}

/// What it costs to bring an item from one piece of equipment to the next: with buffers, and with belts.
fn belts(horizon_s: u64) -> Table {
    let horizon = SimSpan::from_secs(horizon_s);
    let (plain, belts) = (scenes::line(1, horizon), scenes::belts(horizon));
    // Ten machines, nine places between them, and the way out.
    let transfers = |outcome: Outcome| Outcome {
        events: (20.0 * outcome.throughput * outcome.simulated_s) as u64,
        ..outcome
    };
    let peers: Vec<Run<'_>> = vec![
        Box::new(|| transfers(ours::line(&plain, 1, SEED))),
        Box::new(|| transfers(ours::line(&belts, 1, SEED))),
    ];
    Table {
        title: format!(
            "M5: the line of M2 with belts in place of buffers, by transfer of an item, {horizon_s} s"
        ),
        // 60 % of the transfers a second.
        bar: 1.0 / 0.6,
        aim: None,
        all: false,
        millions: None,
        names: vec!["Plantwright, M2", "Plantwright, M5"],
        series: compare(ROUNDS, &peers),
    }
}

/// What a release costs from a belt on which ten items stand, and ten thousand.
fn queues(horizon_s: u64) -> Table {
    let horizon = SimSpan::from_secs(horizon_s);
    let (short, long) = (scenes::queue(10, horizon), scenes::queue(10_000, horizon));
    let releases = |outcome: Outcome| Outcome {
        events: (outcome.throughput * outcome.simulated_s) as u64,
        ..outcome
    };
    let peers: Vec<Run<'_>> = vec![
        Box::new(|| releases(ours::line(&short, 1, SEED))),
        Box::new(|| releases(ours::line(&long, 1, SEED))),
    ];
    Table {
        title: format!(
            "A queue on a belt of ten items, and of ten thousand, by release, {horizon_s} s"
        ),
        bar: 1.1,
        aim: None,
        all: false,
        millions: None,
        names: vec!["ten items", "ten thousand items"],
        series: compare(ROUNDS, &peers),
    }
}

/// What a move of a vehicle costs against a plain delay.
fn fleet(horizon_s: u64) -> Table {
    let horizon = SimSpan::from_secs(horizon_s);
    let (delays, carriers) = (scenes::delays(horizon), scenes::carriers(horizon));
    let peers: Vec<Run<'_>> = vec![
        Box::new(|| ours::unheard(&delays, SEED)),
        Box::new(|| ours::unheard(&carriers, SEED)),
        Box::new(|| ours::line(&carriers, 1, SEED)),
    ];
    Table {
        title: format!("M6: sixty vehicles on a loop against plain delays, {horizon_s} s"),
        bar: 2.0,
        aim: None,
        all: false,
        millions: None,
        names: vec!["delays", "vehicles", "vehicles, with KPIs"],
        series: compare(ROUNDS, &peers),
    }
}

/// What an event costs with vehicles of which half cruise freely and half are parked, and with a few that cruise beside many that are
/// parked.
fn cruise(horizon_s: u64) -> Table {
    let scenes = CRUISES.map(|cruise| one_of_cruises(cruise, horizon_s));
    let peers: Vec<Run<'_>> =
        scenes.iter().map(|scene| -> Run<'_> { Box::new(|| ours::unheard(scene, SEED)) }).collect();
    Table {
        title: format!(
            "M6: 60, 600 and 2000 vehicles, half of them cruise freely and half are parked, {horizon_s} s and less"
        ),
        bar: 1.2,
        aim: None,
        all: true,
        millions: None,
        names: vec!["60 vehicles", "600 vehicles", "2000 vehicles", "2000, of which 30 cruise"],
        series: compare(ROUNDS, &peers),
    }
}

/// How many vehicles cruise in each, how many are parked, and through which share of the time it is run.
const CRUISES: [(u32, u32, u64); 4] =
    [(30, 30, 1), (300, 300, 10), (1_000, 1_000, 33), (30, 1_970, 1)];

fn one_of_cruises((cruising, parked, share): (u32, u32, u64), horizon_s: u64) -> scenes::Bench {
    scenes::cruise(cruising, parked, SimSpan::from_secs((horizon_s / share).max(1)))
}

/// What an event costs in fleets of different size: there are orders for a quarter of the vehicles, so that the others are parked, and
/// those cruise freely.
fn fleets(horizon_s: u64) -> Table {
    // As many events each, nearly: what it takes to set the vehicles out weighs as much for an event.
    let cities = CITIES.map(|city| one_of_cities(city, horizon_s));
    let peers: Vec<Run<'_>> =
        cities.iter().map(|scene| -> Run<'_> { Box::new(|| ours::unheard(scene, SEED)) }).collect();
    Table {
        title: format!(
            "M6: cities of 60, 600 and 2000 vehicles, a quarter of them under way, {horizon_s} s and less"
        ),
        bar: 1.2,
        aim: None,
        all: true,
        millions: None,
        names: vec!["60 vehicles", "600 vehicles", "2000 vehicles", "2000, as busy as 60"],
        series: compare(3, &peers),
    }
}

/// For how many vehicles there are orders in each, how many vehicles there are, and through which share of the time it is run.
const CITIES: [(u32, u32, u64); 4] =
    [(15, 60, 1), (150, 600, 10), (500, 2_000, 33), (15, 2_000, 1)];

fn one_of_cities((vehicles, large, share): (u32, u32, u64), horizon_s: u64) -> scenes::Bench {
    scenes::city(vehicles, large, SimSpan::from_secs((horizon_s / share).max(1)))
}

/// How much faster than the clock 2 000 vehicles are.
fn city(horizon_s: u64) -> Table {
    let scene = scenes::wide_city(2_000, 2_000, SimSpan::from_secs(horizon_s));
    let seconds = move |outcome: Outcome| Outcome { events: horizon_s, ..outcome };
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || Outcome { events: horizon_s, ..Outcome::default() }),
        Box::new(move || seconds(ours::unheard(&scene, SEED))),
    ];
    Table {
        title: format!("M6: 2000 vehicles on a network of 5000 points, by second, {horizon_s} s"),
        bar: f64::INFINITY,
        aim: None,
        all: false,
        // A hundred seconds in one.
        millions: Some(1e-4),
        names: vec!["the clock", "Plantwright"],
        series: compare(1, &peers),
    }
}

fn listeners(horizon_s: u64) -> Table {
    let scene = scenes::line(1, SimSpan::from_secs(horizon_s));
    let scene = &scene;
    let run = |heard| -> Run<'_> { Box::new(move || ours::heard(scene, heard, SEED)) };
    Table {
        title: format!("What KPIs and causes cost: M2, {horizon_s} s"),
        bar: 1.25,
        aim: None,
        all: false,
        millions: None,
        names: vec!["nobody listens", "every KPI and causes", "every KPI", "the KPIs of M2 above"],
        series: compare(
            ROUNDS,
            &[
                run(Listeners::Nobody),
                run(Listeners::KpisAndCauses),
                run(Listeners::Kpis),
                run(Listeners::Usual),
            ],
        ),
    }
}

fn timers(n_timers: u32, operations: u64) -> Table {
    let peers: Vec<Run<'_>> = vec![
        Box::new(move || bare::timers(n_timers, operations, SEED)),
        Box::new(move || ours::timers(n_timers, operations, SEED)),
        Box::new(move || bare::timers_on::<QuadHeap>(n_timers, operations, SEED)),
        Box::new(move || bare::timers_on::<BinaryQueue>(n_timers, operations, SEED)),
        Box::new(move || nexosim_models::timers(n_timers, operations / 10, SEED)),
    ];
    Table {
        title: format!("M3: {n_timers} timers, the event queue alone"),
        bar: 1.3,
        aim: Some(1.0),
        all: false,
        millions: None,
        names: vec![
            "best bare queue",
            "Plantwright's queue",
            "bare 4-ary heap",
            "std BinaryHeap",
            "NeXosim, one thread",
        ],
        series: compare(ROUNDS, &peers),
    }
}

/// Whole job shops under SPT, so many times.
fn dispatching(name: &str, runs: u64, millions: f64) -> Table {
    let shop = scenes::Shop::new(name);
    let shop = &shop;
    let bare = move || {
        let jobs = &shop.instance.jobs;
        let run = |_| bare::job_shop(jobs, shop.instance.machines);
        let mut outcome = Outcome::default();
        (0..runs).map(run).for_each(|ran| {
            outcome.events += ran.events;
            outcome.simulated_s = ran.simulated_s;
        });
        outcome
    };
    let peers: Vec<Run<'_>> = vec![Box::new(bare), Box::new(move || ours::dispatch(shop, runs))];
    Table {
        title: format!("{name} under SPT, operations, {runs} times with the set-up of each run"),
        bar: f64::INFINITY,
        aim: None,
        all: false,
        millions: Some(millions),
        names: vec!["bare loop", "Plantwright"],
        series: compare(ROUNDS, &peers),
    }
}

fn render(tables: &[Table], rest: &str) -> String {
    let mut text = String::from(
        "# Speed\n\n\
         CPU nanoseconds per logical event, construction included: medians of seven rounds in which all peers take turns in one \
         process. The ratio is the median of the seven ratios to the hand-written loop of the same round.\n\
         Time in state, flow times with quantiles, waiting times and work in process are kept by everyone but \"nobody \
         listens\".\n\
         `cargo run --release --manifest-path benches/peers/Cargo.toml --bin report` rewrites this page.\n",
    );
    for table in tables {
        // Writing into a string cannot fail.
        render_table(&mut text, table).expect("strings take everything");
    }
    text + rest
}

fn render_table(text: &mut String, table: &Table) -> std::fmt::Result {
    let base = &table.series[0];
    let title = &table.title;
    writeln!(
        text,
        "\n## {title}\n\n| peer | ns per event | fastest | ratio | events/s | cross-check |"
    )?;
    writeln!(text, "| --- | ---: | ---: | ---: | ---: | --- |")?;
    for (name, series) in table.names.iter().zip(&table.series) {
        let (median, fastest, ratio) = (series.median(), series.min(), series.ratio_to(base));
        let (millions, check) = (1e3 / median, check(&series.outcome));
        writeln!(
            text,
            "| {name} | {median:.1} | {fastest:.1} | {ratio:.2} | {millions:.1} million | {check} |"
        )?;
    }
    let judged = if table.all { &table.series[1..] } else { &table.series[1..2] };
    let ratio = judged.iter().map(|series| series.ratio_to(base)).fold(0.0, f64::max);
    if let Some(millions) = table.millions {
        let got = 1e3 / table.series[1].median();
        let verdict = if got >= millions { "kept" } else { "missed" };
        return writeln!(text, "\nBar: {millions} million per second; {verdict} with {got:.2}.");
    }
    let (bar, aim) = (table.bar, table.aim);
    let verdict = if ratio <= bar { "kept" } else { "missed" };
    write!(text, "\nBar: {bar} times the first; {verdict} with {ratio:.2}.")?;
    match aim {
        Some(aim) => writeln!(text, " Aim: {aim}."),
        None => writeln!(text),
    }
}

fn check(outcome: &Outcome) -> String {
    if outcome.mean_flow_s > 0.0 {
        format!(
            "{:.4}/s, {:.3} in system, flow {:.3} s, busy {:.4}",
            outcome.throughput, outcome.mean_in_system, outcome.mean_flow_s, outcome.utilization
        )
    } else {
        format!("to {:.1} s", outcome.simulated_s)
    }
}

/// Peak memory of M1, each size in processes of its own: the least of five, since how much of the program is in memory is up to the
/// system.
fn memory(small: u64, large: u64) -> String {
    let once = |what: &str, size: u64| -> Option<f64> {
        let output = Command::new(std::env::current_exe().ok()?)
            .args([what, &size.to_string()])
            .output()
            .ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    let peak = |what: &str, size: u64| (0..5).filter_map(|_| once(what, size)).reduce(f64::min);
    let line = |model: &str, what: &str, noun: &str, (small, large): (u64, u64)| match (
        peak(what, small),
        peak(what, large),
    ) {
        (Some(one), Some(other)) => format!(
            "Peak resident memory of {model}: {:.1} MiB with {small} {noun}, {:.1} MiB with {large}: {:+.1} %. Bar: within 5 %.",
            one / 1_024.0,
            other / 1_024.0,
            (other / one - 1.0) * 100.0
        ),
        _ => "Peak memory is not known on this system.".to_owned(),
    };
    let m1 = line("M1", "rss", "customers", (small, large));
    let study = line("a study", "study-rss", "replications", (500, 5_000));
    format!("{m1}\n\n{study}")
}

/// The peak resident memory of this process in KiB, where the system tells.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn simpy(scale: f64) -> String {
    let Ok(python) = std::env::var("SIMPY_PYTHON") else {
        return "Not measured: set `SIMPY_PYTHON` to a Python that has SimPy.".to_owned();
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("simpy/models.py");
    let customers = ((200_000.0 * scale) as u64).max(100).to_string();
    let horizon = ((40_000.0 * scale) as u64).max(100).to_string();
    let runs =
        [("M1", vec!["m1", "--customers", &customers]), ("M2", vec!["m2", "--horizon", &horizon])];
    let lines = runs.map(|(name, arguments)| {
        match Command::new(&python).arg(&script).args(&arguments).output() {
            Ok(output) => format!("- {name}: `{}`", String::from_utf8_lossy(&output.stdout).trim()),
            Err(error) => format!("- {name}: not measured ({error})"),
        }
    });
    lines.join("\n")
}

fn job_shop_lib(scale: f64) -> String {
    let Ok(python) = std::env::var("JOB_SHOP_LIB_PYTHON") else {
        return "Not measured: set `JOB_SHOP_LIB_PYTHON` to a Python that has job-shop-lib."
            .to_owned();
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("job_shop_lib/dispatch.py");
    let runs = [("ft06", 200.0), ("ta71", 4.0)].map(|(name, runs)| {
        let runs = ((runs * scale) as u64).max(1).to_string();
        match Command::new(&python).arg(&script).args([name, "--runs", &runs]).output() {
            Ok(output) => format!("- {name}: `{}`", String::from_utf8_lossy(&output.stdout).trim()),
            Err(error) => format!("- {name}: not measured ({error})"),
        }
    });
    runs.join("\n")
}
