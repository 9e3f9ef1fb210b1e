//! The swarm: random small plants, each drawn from one seed, run in several ways, and held against what must be true of every
//! plant. It finds what nobody thought of.
//!
//! ```text
//! cargo test -p plantwright-sim --test swarm                                1,000 plants
//! SWARM_PLANTS=100000 cargo test --release -p plantwright-sim --test swarm   as many as wanted
//! SWARM_SEED=0x5f2c cargo test -p plantwright-sim --test swarm               one plant again
//! SWARM_SHOW=1 SWARM_SEED=… cargo test … -- --nocapture                       and its scene, also where the run hangs
//! ```

mod check;
#[path = "../it/dice.rs"]
mod dice;
#[path = "../it/harness.rs"]
mod harness;
#[path = "../it/ledger.rs"]
mod ledger;
mod plant;
#[path = "../it/reckoning.rs"]
mod reckoning;
#[path = "../it/shuffle.rs"]
mod shuffle;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use dice::Dice;
use harness::Case;

const BASE_SEED: u64 = 0x5_0000;
const PLANTS: u64 = 1_000;
const THREADS: u64 = 2;

/// How many events of a plant are run at the most.
const EVENTS_MAX: u64 = 2_000;

/// What came of some plants.
#[derive(Debug, Default)]
struct Report {
    rejected: u64,
    drawn: u64,
    faults: u64,
    drained: u64,
    failures: Vec<String>,
}

/// Draws the plant of a seed; scenes with errors are drawn again, and counted.
#[expect(clippy::print_stdout, reason = "a plant that hangs is seen before it is run")]
fn plant_of(seed: u64, report: &mut Report) -> Case {
    let mut dice = Dice::new(seed);
    loop {
        let text = plant::text(&mut dice);
        report.drawn += 1;
        if std::env::var_os("SWARM_SHOW").is_some() {
            println!("// seed {seed:#x}\n{text}");
        }
        match Case::read("swarm.ron", &text, None, EVENTS_MAX) {
            Ok(case) => return case,
            Err(_mistakes) => report.rejected += 1,
        }
    }
}

/// Draws and checks one plant, whatever it does.
fn try_plant(seed: u64, report: &mut Report) {
    let mut text = String::new();
    let found = catch_unwind(AssertUnwindSafe(|| {
        let case = plant_of(seed, report);
        text.clone_from(&case.text);
        check::plant(&case, &mut Dice::new(!seed))
    }));
    let problem = match found {
        Ok(Ok(seen)) => {
            report.faults += u64::from(seen.fault);
            report.drained += u64::from(seen.drained);
            return;
        }
        Ok(Err(problem)) => problem,
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            format!("panic: {}", said.unwrap_or("without a word"))
        }
    };
    report.failures.push(format!(
        "{problem}\n{text}\nagain: SWARM_SEED={seed:#x} cargo test -p plantwright-sim --test swarm"
    ));
}

/// Tries every plant of these seeds that falls to a worker.
fn work(seeds: &[u64], worker: u64) -> Report {
    let mut report = Report::default();
    let mine = seeds.iter().skip(worker as usize).step_by(THREADS as usize);
    for seed in mine {
        try_plant(*seed, &mut report);
        if report.failures.len() >= 3 {
            break;
        }
    }
    report
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    Some(number.unwrap_or_else(|error| panic!("{variable}={text}: {error}")))
}

#[test]
fn random_plants_keep_every_promise() {
    let seeds: Vec<u64> = match number("SWARM_SEED") {
        Some(seed) => vec![seed],
        None => {
            (0..number("SWARM_PLANTS").unwrap_or(PLANTS)).map(|plant| BASE_SEED + plant).collect()
        }
    };
    let reports: Vec<Report> = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|worker| {
                thread::Builder::new()
                    .name(format!("swarm {worker}"))
                    .spawn_scoped(scope, {
                        let seeds = &seeds;
                        move || work(seeds, worker)
                    })
                    .expect("a thread")
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker catches panics")).collect()
    });
    let failures: Vec<&String> = reports.iter().flat_map(|report| &report.failures).collect();
    assert!(failures.is_empty(), "{}", failures[0]);
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    let (drawn, rejected) = (sum(|report| report.drawn), sum(|report| report.rejected));
    println!(
        "{} plants, {rejected} scenes rejected, {} ended by a fault, {} drained",
        seeds.len(),
        sum(|report| report.faults),
        sum(|report| report.drained)
    );
    assert!(seeds.len() == 1 || rejected * 2 < drawn, "{rejected} of {drawn} scenes were rejected");
}

/// The canary: with a wrong number in the books, the swarm has to find something in plants that are in order.
#[test]
fn a_wrong_claim_is_caught() {
    let mut report = Report::default();
    let caught = (0..30).filter(|plant| {
        let case = plant_of(BASE_SEED + plant, &mut report);
        check::with_less_room(&case).is_err_and(|problem| problem.contains("has room for"))
    });
    let caught = caught.count();
    assert!(caught >= 10, "only {caught} of 30 plants noticed");
}
