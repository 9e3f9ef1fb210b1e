//! What is no snapshot of this run is refused with a reason, however it was damaged.

use plantwright_kpi::KpiSet;
use plantwright_sim::{RunOptions, Sim, SnapshotError};
use plantwright_units::SimTime;

use crate::dice::Dice;
use crate::harness::{Case, journal_digest};
use crate::repository::every_scene;

const SHOP: &str = r#"Scene(
    run: (duration: "1 h", scheduler: "SPT"),
    products: {"p": (route: [(on: ["a", "b"]), (on: "a")]), "q": (route: [(on: "b")])},
    equipment: {
        "in": Source(mix: {"p": 0.5, "q": 0.5}, every: Exponential("30 s")),
        "a": Station(queue: 9, process: Exponential("20 s")),
        "b": Station(queue: 9, places: 2, process: Exponential("40 s")),
        "out": Sink(),
    },
)"#;

fn shop() -> (Case, Vec<u8>) {
    let case = Case::read("shop.ron", SHOP, None, u64::MAX).expect("a scene");
    let mut run = case.start();
    run.go(SimTime::from_nanos(case.end.as_nanos() / 2));
    (case, run.sim.snapshot())
}

/// Restores the shop's snapshot in a shop that was changed; returns why that does not work.
fn changed(from: &str, to: &str) -> SnapshotError {
    let (case, bytes) = shop();
    let text = SHOP.replace(from, to);
    assert_ne!(text, SHOP, "`{from}` is in the scene");
    case.reread(&text).restore(&bytes).expect_err("another plant")
}

#[test]
fn another_plant() {
    for (from, to, said) in [
        (r#""b""#, r#""bench""#, "its equipment has `b` where this plant has `bench`"),
        (r#""q""#, r#""quill""#, "its products has `q` where this plant has `quill`"),
        (r#""out": Sink(),"#, r#""out": Sink(), "z": Delay(time: "1 s", to: ["out"]),"#, "5"),
        (r#"["a", "b"]"#, r#""a""#, "linked in another way"),
    ] {
        let error = changed(from, to);
        assert!(matches!(error, SnapshotError::OtherPlant { .. }), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn another_kind_under_the_same_name() {
    let error = changed(
        r#""a": Station(queue: 9, process: Exponential("20 s"))"#,
        r#""a": Delay(time: "20 s")"#,
    );
    assert!(
        matches!(error, SnapshotError::Unreadable(_) | SnapshotError::OtherPlant { .. }),
        "{error}"
    );
}

#[test]
fn another_scheduler() {
    for (from, to, said) in [
        ("\"SPT\"", "\"EDD\"", "`SPT` was saved, and `EDD` is here"),
        (", scheduler: \"SPT\"", "", "`SPT` was saved, and `none` is here"),
    ] {
        let error = changed(from, to);
        assert!(matches!(error, SnapshotError::Scheduler(_)), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn other_listeners() {
    let (case, bytes) = shop();
    let restore = |listen: &dyn Fn(&mut Sim)| {
        let error = Sim::restore(&case.model, case.options(), listen, &bytes)
            .map(|_sim| ())
            .expect_err("other listeners");
        assert!(matches!(error, SnapshotError::Listeners(_)), "{error}");
    };
    let digest = |sim: &mut Sim| {
        let digest = journal_digest(sim);
        sim.listen(digest);
    };
    let kpis = |sim: &mut Sim, wanted: &str| {
        let kpis = KpiSet::only(sim.plant(), |name| wanted.is_empty() || name == wanted);
        sim.listen(kpis);
    };
    restore(&|_sim| {});
    restore(&|sim| digest(sim));
    restore(&|sim| {
        kpis(sim, "");
        digest(sim);
    });
    restore(&|sim| {
        digest(sim);
        kpis(sim, "wip");
    });
}

#[test]
fn another_version() {
    let (case, mut bytes) = shop();
    bytes[0] = 2;
    let error = case.restore(&bytes).expect_err("another version");
    assert_eq!(error, SnapshotError::Version { found: 2 });
}

#[test]
fn an_end_that_is_missing() {
    let (case, bytes) = shop();
    for length in 0..bytes.len() {
        let error = case.restore(&bytes[..length]).expect_err("a truncated snapshot");
        assert!(matches!(error, SnapshotError::Unreadable(_)), "{length}: {error}");
    }
}

#[test]
fn more_than_a_snapshot() {
    let (case, mut bytes) = shop();
    bytes.push(0);
    let error = case.restore(&bytes).expect_err("a snapshot with something behind it");
    assert!(error.to_string().contains("1 bytes follow its end"), "{error}");
}

/// A damaged snapshot may still say something: what is asked is only that restoring it does not panic.
#[test]
fn bytes_that_were_changed() {
    let mut dice = Dice::new(11);
    let mut refused = 0;
    let mut cases = 0;
    for case in every_scene() {
        let mut run = case.start();
        run.go(SimTime::from_nanos(case.end.as_nanos() / 2));
        let bytes = run.sim.snapshot();
        for _ in 0..200 {
            let mut damaged = bytes.clone();
            for _ in 0..=dice.below(3) {
                let place = dice.below(bytes.len() as u64) as usize;
                match dice.below(3) {
                    0 => damaged[place] ^= 1 << dice.below(8),
                    1 => damaged[place] = [0, 1, 0x7f, 0x80, 0xff][dice.below(5) as usize],
                    _ => damaged[place] = dice.below(256) as u8,
                }
            }
            cases += 1;
            refused += u32::from(case.restore(&damaged).is_err());
        }
    }
    assert!(refused * 10 > cases, "{refused} of {cases} damaged snapshots were refused");
}

#[test]
fn noise() {
    let (case, _) = shop();
    let mut dice = Dice::new(12);
    for _ in 0..2_000 {
        let length = dice.below(300);
        // The right version, so that there is something to read.
        let bytes = (0..length).map(|place| if place == 0 { 1 } else { dice.below(256) as u8 });
        let bytes: Vec<u8> = bytes.collect();
        assert!(case.restore(&bytes).is_err());
    }
}

#[test]
fn a_run_without_listeners_is_restored_without() {
    let (case, _) = shop();
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    sim.run_until(SimTime::from_nanos(case.end.as_nanos() / 2)).expect("no fault");
    let bytes = sim.snapshot();
    let options = RunOptions { seed: Some(77), replication: 5, ..case.options() };
    // Which draws come next is part of the snapshot, and not of the options.
    let mut restored = Sim::restore(&case.model, options, |_sim| {}, &bytes).expect("a snapshot");
    restored.run_until(case.end).expect("no fault");
    sim.run_until(case.end).expect("no fault");
    assert_eq!(restored.state_hash(), sim.state_hash());
}
