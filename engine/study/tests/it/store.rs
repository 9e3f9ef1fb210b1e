//! Finished replications are kept: a study goes on where it was killed, and machines share one.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use plantwright_study::{
    Figure, Keeps, KeptScenario, Means, News, Results, Scenario, Store, Study,
};

use crate::harness::{folder, run, study, two_machines, workers};

fn scenarios() -> Vec<Scenario> {
    vec![two_machines("as it is", 60.0, 55.0, 1), two_machines("more", 60.0, 55.0, 3)]
}

fn small() -> Study {
    let mut study = study(scenarios(), (3, 9));
    study.precision = plantwright_study::statistics::Precision::Relative(0.000_1);
    study
}

fn open(folder: &Path, name: &str, study: &Study) -> Store {
    Store::open(folder, name, &study.setting(), &study.scenarios).expect("a folder")
}

fn kept(folder: &Path) -> Results {
    let study = small();
    let mut store = open(folder, "study", &study);
    run(study, 2, Some(&mut store))
}

/// How many lines of replications are whole.
fn lines(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.split_inclusive('\n').filter(|it| it.ends_with('\n') && it.contains("events")).count()
}

#[test]
fn a_kill_at_any_moment_changes_nothing() {
    let whole = folder("store_kill");
    let alone = run(small(), 1, None);
    assert_eq!(alone.replications(), 9);
    assert_eq!(kept(&whole).outcomes, alone.outcomes);
    let bytes = fs::read(whole.join("study.replications")).expect("what was kept");
    assert_eq!(lines(&bytes), 18, "nine replications of two scenarios");
    let cut = folder("store_kill_cut");
    for part in 0..=12 {
        fs::create_dir_all(&cut).expect("a folder");
        let end = bytes.len() * part / 12;
        // Killed in the middle of a line, as a rule.
        fs::write(cut.join("study.replications"), &bytes[..end]).expect("a file");
        let study = small();
        let store = open(&cut, "study", &study);
        let before = lines(&bytes[..end]);
        assert_eq!(store.count(), before, "whole lines count");
        drop(store);
        assert_eq!(kept(&cut).outcomes, alone.outcomes, "after {end} bytes");
        // What was mended is whole.
        let study = small();
        assert_eq!(open(&cut, "study", &study).count(), 18);
    }
}

#[test]
fn shards_put_together_are_the_study() {
    let shared = folder("store_shards");
    let alone = run(small(), 1, None);
    let stop = AtomicBool::new(false);
    for shard in 1..=3 {
        let study = small();
        let mut store = open(&shared, &format!("shard-{shard}-of-3"), &study);
        let means = Means { workers: workers(2), stop: &stop, store: Some(&mut store) };
        study.run_shard((shard, 3), means, |_| {});
    }
    let study = small();
    let mut store = open(&shared, "study", &study);
    assert_eq!(store.count(), 18);
    let merged = run(study, 1, Some(&mut store));
    assert_eq!(merged.outcomes, alone.outcomes);
    drop(store);
    let added = fs::read(shared.join("study.replications")).expect("a file");
    assert!(added.is_empty(), "nothing is run twice");
}

#[test]
fn results_of_other_plants_are_not_used() {
    let shared = folder("store_others");
    kept(&shared);
    let others = vec![two_machines("as it is", 60.0, 54.0, 1)];
    let study = study(others, (2, 2));
    let store = open(&shared, "other", &study);
    assert_eq!((store.count(), store.others()), (0, 18));
}

#[test]
fn a_folder_tells_what_it_is_of() {
    let path = folder("store_tells");
    let results = kept(&path);
    let told = KeptScenario::read(&path).expect("a folder");
    let names: Vec<&str> = told.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["as it is", "more"]);
    for (scenario, told) in told.iter().enumerate() {
        assert_eq!((told.replications, told.seed), (9, 7));
        assert_eq!(told.scene, results.study.scenarios[scenario].said);
        let throughput = Figure::of_plant("throughput");
        let (unit, values) = &told.figures[&throughput];
        let series: Vec<f64> =
            results.series(scenario, &throughput).into_iter().flatten().collect();
        assert_eq!((*unit, values.values().copied().collect::<Vec<_>>()), ("1/h", series));
        let of_exit = Figure { of: Some("exit".to_owned()), ..throughput };
        assert!(told.figures.contains_key(&of_exit), "equipment goes by its name");
    }
}

#[test]
fn whole_replications_are_shown_in_their_order_and_only_figures_are_kept() {
    for count in [1, 3] {
        let mut study = small();
        study.keeps = Keeps::FiguresAndShowsAll;
        let figures = study.figures.len();
        let stop = AtomicBool::new(false);
        let mut shown = Vec::new();
        let mut fewest = usize::MAX;
        let results =
            study.run(Means { workers: workers(count), stop: &stop, store: None }, |news| {
                if let News::Whole { scenario, replication, outcome } = news {
                    shown.push((replication, scenario));
                    fewest = fewest.min(outcome.values.len());
                }
            });
        let all: Vec<(u32, usize)> = (0..9).flat_map(|it| [(it, 0), (it, 1)]).collect();
        assert_eq!(shown, all, "with {count} workers");
        assert!(fewest > 50, "every KPI is shown: {fewest}");
        let kept = results.outcomes.iter().flatten().flatten().map(|it| it.values.len());
        assert!(kept.into_iter().all(|it| it == figures), "only what is measured is kept");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let path = folder("store_unwritable");
    fs::create_dir_all(&path).expect("a folder");
    fs::write(path.join("file"), "").expect("a file");
    let study = small();
    let error = Store::open(&path.join("file"), "study", &study.setting(), &study.scenarios);
    let text = error.expect_err("a file is no folder").to_string();
    assert!(text.starts_with("cannot make the folder: "), "{text}");
}
