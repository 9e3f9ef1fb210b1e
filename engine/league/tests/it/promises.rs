//! What a league promises: the same results for any number of workers and from any store, checked schedules, reports.

use std::path::PathBuf;

use plantwright_league::report::report;
use plantwright_league::{Bound, Store};

use crate::support::{catalog, instance, league, plant, play, scores};

const LINE: &str = r#"Scene(
    run: (duration: "8 h", warm_up: "1 h"),
    products: {"short": (priority: 2, allowance: "9 min"), "long": (allowance: "30 min")},
    equipment: {
        "orders": Source(every: Exponential("2 min"), mix: {"long": 0.4, "short": 0.6}, to: ["press"]),
        "press": Station(
            queue: Unlimited,
            process: {"short": Constant("1 min"), "long": Constant("2 min")},
            to: ["done"],
        ),
        "done": Sink(),
    },
)"#;

fn folder(test: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("the folder of an earlier run can go");
    }
    path
}

#[test]
fn the_number_of_workers_changes_nothing() {
    let subjects = vec![instance("ta01", None), plant("line", LINE.to_owned())];
    let league = league(&["SPT", "FIFO", "RND", "GT(MWKR)"], subjects);
    // `GT` cannot plan the line, where nobody knows what comes.
    let [one, four] = [1, 4].map(|workers| scores(&play(&league, &catalog(), workers, None)));
    assert_eq!(one, four);
    assert_eq!(one.iter().filter(|score| score.fault.is_some()).count(), 5);
    assert!(one.iter().any(|score| score.weighted_tardiness_ns > Some(0.0)), "{one:#?}");
}

#[test]
fn a_league_goes_on_where_it_was_stopped() {
    let path = folder("store");
    let subjects = vec![instance("ta01", None), plant("line", LINE.to_owned())];
    let whole = league(&["SPT", "FIFO"], subjects.clone());
    let first = league(&["SPT"], subjects);
    let mut store = Store::open(&path).expect("a store");
    assert_eq!(play(&first, &catalog(), 2, Some(&mut store)).found, 0);
    drop(store);
    // The program was stopped in the middle of a line.
    let file = path.join("league.bouts");
    let text = std::fs::read_to_string(&file).expect("a store");
    assert_eq!(text.lines().count(), 6);
    std::fs::write(&file, &text[..text.len() - 9]).expect("a store");
    let mut store = Store::open(&path).expect("a store");
    let resumed = play(&whole, &catalog(), 2, Some(&mut store));
    assert_eq!(resumed.found, 5);
    assert_eq!(scores(&resumed), scores(&play(&whole, &catalog(), 1, None)));
    let mut store = Store::open(&path).expect("a store");
    assert_eq!(play(&whole, &catalog(), 2, Some(&mut store)).found, 12);
}

#[test]
fn another_seed_plant_or_time_limit_is_another_bout() {
    let one = league(&["SPT"], vec![plant("line", LINE.to_owned())]);
    let other = league(&["SPT"], vec![plant("line", LINE.replace("2 min", "3 min"))]);
    let seeded = plantwright_league::League { seed: Some(7), ..one.clone() };
    let patient = plantwright_league::League { time_limit: one.time_limit * 2, ..one.clone() };
    let digests = [&one, &other, &seeded, &patient];
    let digests = digests.map(|league| league.digest(league.bouts()[0]));
    assert!(!digests[1..].contains(&digests[0]), "{digests:?}");
    assert_ne!(one.digest(one.bouts()[0]), one.digest(one.bouts()[1]));
}

#[test]
fn nobody_beats_a_proven_bound() {
    // The best schedule of ta01 takes 1231.
    let right = Bound { lower: 1_231, best: 1_231 };
    let wrong = Bound { lower: 2_000, best: 2_000 };
    let of = |bound| league(&["SPT"], vec![instance("ta01", Some(bound))]);
    assert_eq!(scores(&play(&of(right), &catalog(), 1, None))[0].fault, None);
    let faults = scores(&play(&of(wrong), &catalog(), 1, None));
    let fault = faults[0].fault.as_deref().unwrap_or_default();
    assert!(fault.contains("below the proven bound of 2000 s"), "{fault}");
}

#[test]
fn a_report_ranks_and_draws() {
    let bound = Bound { lower: 1_231, best: 1_231 };
    let subjects = vec![instance("ta01", Some(bound)), plant("line", LINE.to_owned())];
    let mut league = league(&["FIFO", "SPT"], subjects);
    league.gantt = vec!["ta01".to_owned()];
    let document = report(&league, &play(&league, &catalog(), 2, None));
    let text = document.markdown(Some("pictures"));
    // 1462 is the published makespan of SPT, and 1486 that of FIFO.
    assert!(text.contains("| ta01 | 1231 | **1462** | 1486 |"), "{text}");
    assert!(text.contains("| SPT | 1 | 18.77 | 18.77 | 1 | 1 |"), "{text}");
    assert!(text.contains("By mean flow time, `SPT` is best"), "{text}");
    assert!(text.contains("![The shortest schedule of ta01, by SPT](pictures/ta01.svg)"), "{text}");
    let page = document.html();
    assert_eq!(page.matches("<svg").count(), 1);
    assert_eq!(page.matches("<rect").count(), 15 * 15);
}
