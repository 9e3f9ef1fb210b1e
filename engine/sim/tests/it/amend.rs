//! What if, from an instant on: a run goes on as another model of the same plant.

use plantwright_journal::JournalDigest;
use plantwright_sim::{AmendError, Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

/// A machine that is faster than the one behind it, and a small buffer in between.
fn line(capacity: u32, process: &str) -> Model {
    let scene = format!(
        r#"Scene(run: (duration: "10 h"), equipment: {{
            "in": Source(every: Exponential("60 s"), to: ["first"]),
            "first": Station(queue: Unlimited, process: Exponential("40 s"), to: ["between"]),
            "between": Buffer(capacity: {capacity}, to: ["second"]),
            "second": Station(process: {process}, to: ["out"]),
            "out": Sink(),
        }})"#
    );
    Model::read("line", &scene).unwrap()
}

const AS_IT_IS: &str = r#"Exponential("55 s")"#;

fn hours(hours: u64) -> SimTime {
    SimTime::ZERO + SimSpan::from_secs(hours * 3_600)
}

fn start(model: &Model) -> (Sim, plantwright_journal::FoldId) {
    let mut sim = Sim::new(model, RunOptions::default()).unwrap();
    let names = model.plant().names();
    let digest = sim
        .listen(JournalDigest::new(names.iter().map(String::as_str), std::iter::empty::<&str>()));
    (sim, digest)
}

#[test]
fn nothing_changed_is_a_plain_fork() {
    let (mut sim, digest) = start(&line(5, AS_IT_IS));
    sim.run_until(hours(3)).unwrap();
    let mut same = sim.fork_as(&line(5, AS_IT_IS)).unwrap();
    sim.run_until(hours(10)).unwrap();
    same.run_until(hours(10)).unwrap();
    assert_eq!(same.state_hash(), sim.state_hash());
    let hash = |sim: &mut Sim| sim.fold::<JournalDigest>(digest).value();
    assert_eq!(hash(&mut same), hash(&mut sim));
}

#[test]
fn changed_before_anything_happens_it_is_a_run_of_the_other_model() {
    let other = line(9, r#"Constant("50 s")"#);
    let (mut sim, _) = start(&line(5, AS_IT_IS));
    let mut amended = sim.fork_as(&other).unwrap();
    let (mut fresh, _) = start(&other);
    amended.run_until(hours(10)).unwrap();
    fresh.run_until(hours(10)).unwrap();
    assert_eq!(amended.counts(), fresh.counts());
    assert_eq!(amended.state_hash(), fresh.state_hash());
}

#[test]
fn a_larger_buffer_is_filled_and_nothing_is_lost() {
    let (mut sim, _) = start(&line(2, AS_IT_IS));
    let between = sim.plant().find("between").unwrap();
    let mut most = [0; 2];
    sim.run_until(hours(2)).unwrap();
    let mut amended = sim.fork_as(&line(40, AS_IT_IS)).unwrap();
    for minute in 0..480 {
        let until = hours(2) + SimSpan::from_secs(60 * minute);
        for (sim, most) in [&mut sim, &mut amended].into_iter().zip(&mut most) {
            sim.run_until(until).unwrap();
            *most = sim.items_at(between).max(*most);
        }
    }
    assert!(most[0] <= 2 && most[1] > 10, "{most:?}");
    amended.assert_conserved();
    // What is saved of it is a run of the other model.
    let model = line(40, AS_IT_IS);
    let saved = amended.snapshot();
    let listen = |sim: &mut Sim| {
        let names = sim.plant().names();
        let names = names.iter().map(String::as_str);
        sim.listen(JournalDigest::new(names, std::iter::empty::<&str>()));
    };
    let mut restored = Sim::restore(&model, RunOptions::default(), listen, &saved).unwrap();
    restored.run_until(hours(10)).unwrap();
    amended.run_until(hours(10)).unwrap();
    assert_eq!(restored.state_hash(), amended.state_hash());
}

#[test]
fn a_faster_machine_is_faster_from_then_on() {
    let (mut sim, _) = start(&line(5, AS_IT_IS));
    sim.run_until(hours(5)).unwrap();
    let before = sim.counts().consumed;
    let mut amended = sim.fork_as(&line(5, r#"Constant("5 s")"#)).unwrap();
    assert_eq!(amended.counts().consumed, before);
    sim.run_until(hours(10)).unwrap();
    amended.run_until(hours(10)).unwrap();
    assert!(amended.counts().present < 10, "{:?}", amended.counts());
    amended.assert_conserved();
}

#[test]
fn another_plant_is_refused() {
    let (mut sim, _) = start(&line(5, AS_IT_IS));
    sim.run_until(hours(1)).unwrap();
    let other = Model::read(
        "other",
        r#"Scene(run: (duration: "10 h"), equipment: {
            "in": Source(every: "1 min", to: ["out"]), "out": Sink()})"#,
    );
    let refused = sim.fork_as(&other.unwrap()).unwrap_err();
    assert!(matches!(refused, AmendError::FromTheStart { .. }), "{refused}");
    assert_eq!(
        refused.to_string(),
        "which equipment there is, and what may happen to it can only be changed from the start of a run"
    );
}

#[test]
fn looking_changes_nothing() {
    let model = line(5, AS_IT_IS);
    let ((mut seen, digest), (mut unseen, other)) = (start(&model), start(&model));
    for hour in 1..=10 {
        seen.run_until(hours(hour)).unwrap();
        let view = seen.view(10);
        let items: u32 = view.equipment.iter().map(|it| it.items).sum();
        assert!(u64::from(items) >= seen.counts().present);
        assert!(view.equipment.iter().all(|it| it.contents.len() <= 10));
    }
    unseen.run_until(hours(10)).unwrap();
    assert_eq!(seen.state_hash(), unseen.state_hash());
    let hash = |sim: &mut Sim, id| sim.fold::<JournalDigest>(id).value();
    assert_eq!(hash(&mut seen, digest), hash(&mut unseen, other));
}
