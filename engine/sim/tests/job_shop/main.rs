//! Job shops under dispatching rules: the makespans of imported scenes are the published ones, to the last unit.
//!
//! A non-delay schedule (`ND_`): whenever a machine is free and jobs wait for it, it starts one, the best by the rule; ties go
//! to the lowest job number. An active schedule (`GT_`): by the procedure of Giffler and Thompson, planned ahead and followed by
//! the simulator. `makespans.csv` holds the makespans of rules on Taillard's 80 instances, which are generated from their
//! published seeds, and on ft06 and ft10 (Fisher & Thompson 1963). Its ND_SPT, ND_FIFO and ND_MOPNR columns agree with the
//! tables of Park et al. 2021 ("Learning to schedule job-shop problems", tables 4 to 8).
//!
//! Where the benchmark data lie beside the repository (`../shared/data/jobshop`), all 188 instances are run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use plantwright_model::instance::JobShop;
use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

/// One table: for each instance, the makespan by rule.
type Makespans = BTreeMap<String, Vec<(String, u64)>>;

/// The scheduler of a column: `ND_SPT` is the rule alone, `GT_SPT` active schedules by it.
fn scheduler(heading: &str) -> Option<String> {
    let rule = |name: &str| if name == "FDDMWKR" { "FDD/MWKR".to_owned() } else { name.to_owned() };
    match heading.split_once('_')? {
        ("ND", name) => Some(rule(name)),
        ("GT", name) => Some(format!("GT({})", rule(name))),
        _ => None,
    }
}

fn makespans(text: &str) -> Makespans {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a line of headings");
    lines
        .map(|cells| {
            let by_rule = header.iter().zip(&cells).filter_map(|(heading, cell)| {
                Some((scheduler(heading)?, cell.parse().expect("a makespan")))
            });
            (cells[0].to_owned(), by_rule.collect())
        })
        .collect()
}

/// Runs an imported instance under a rule, and returns its makespan in seconds.
fn run(model: &Model, rule: &str) -> u64 {
    let scheduler = plantwright_catalog::make(rule).expect("a scheduler of the catalog");
    let options = RunOptions { scheduler: Some(scheduler), ..RunOptions::default() };
    let mut sim = Sim::new(model, options).expect("a job shop");
    assert_eq!(sim.run_until(SimTime::MAX), Ok(Progress::Drained));
    assert_eq!(sim.counts().present, 0, "every job is done");
    sim.now().as_nanos() / 1_000_000_000
}

/// Compares every rule on every instance, and names all that differ.
fn compare(instances: impl IntoIterator<Item = (JobShop, Vec<(String, u64)>)>) -> usize {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (instance, expected) in instances {
        let model = Model::read(&instance.name, &instance.scene())
            .unwrap_or_else(|error| panic!("{error}"));
        for (rule, makespan) in expected {
            let got = run(&model, &rule);
            compared += 1;
            if got != makespan {
                wrong.push(format!("{} {rule}: {got}, and not {makespan}", instance.name));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {compared} makespans differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    compared
}

#[test]
fn rules_reproduce_the_makespans_of_taillards_instances() {
    let expected = makespans(include_str!("makespans.csv"));
    let instances = expected.into_iter().map(|(name, makespans)| {
        let instance = match name.as_str() {
            "ft06" => JobShop::parse(&name, include_str!("ft06")).expect("a JSPLIB instance"),
            "ft10" => JobShop::parse(&name, include_str!("ft10")).expect("a JSPLIB instance"),
            _ => JobShop::taillard(&name).expect("one of Taillard's"),
        };
        (instance, makespans)
    });
    assert_eq!(compare(instances), 82 * 12);
}

#[test]
fn rules_reproduce_the_makespans_of_all_classic_instances_that_are_at_hand() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/jobshop");
    let Ok(table) = std::fs::read_to_string(folder.join("rules_reference.csv")) else {
        println!("skipped: no benchmark data beside the repository");
        return;
    };
    let read = |name: &str| {
        let text =
            std::fs::read_to_string(folder.join("instances").join(name)).expect("an instance");
        JobShop::parse(name, &text).expect("a JSPLIB instance")
    };
    // Taillard's are covered by the other test.
    let others = makespans(&table).into_iter().filter(|(name, _)| !name.starts_with("ta"));
    let compared = compare(others.map(|(name, makespans)| (read(&name), makespans)));
    println!("{compared} makespans reproduced");
}
