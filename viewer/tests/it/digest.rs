//! Looked at or not, a run is the same, to the last bit.

use plantwright_journal::{Batch, Fold as _, JournalDigest};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};
use plantwright_viewer::Document;
use plantwright_viewer::session::{
    A, B, Command, Engine, Fork, Goal, Opening, Piece, Status, Update,
};

use crate::harness::{every_scene, hours, line};

/// The hash of a run that nobody looks at.
fn unseen(model: &Model, until: SimTime) -> u128 {
    let plant = model.plant();
    let scheduler = plant.run.scheduler.as_deref().map(plantwright_catalog::make);
    let scheduler = scheduler.and_then(Result::ok);
    let mut sim = Sim::new(model, RunOptions { scheduler, ..RunOptions::default() }).unwrap();
    let names = plant.names();
    let products = plant.products.iter().map(|facts| facts.name.as_str());
    let digest = sim.listen(JournalDigest::new(names.iter().map(String::as_str), products));
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    if warm_up > SimTime::ZERO && warm_up <= until {
        sim.run_until(warm_up).unwrap();
        sim.restart_statistics();
    }
    sim.run_until(until).unwrap();
    sim.fold::<JournalDigest>(digest).value()
}

/// The hash of what the window was told of a run: all that has happened in it, once.
fn seen<'a>(model: &Model, pieces: impl IntoIterator<Item = &'a Piece>) -> u128 {
    let plant = model.plant();
    let names = plant.names();
    let products = plant.products.iter().map(|facts| facts.name.as_str());
    let mut digest = JournalDigest::new(names.iter().map(String::as_str), products);
    pieces.into_iter().for_each(|piece| Batch::each(piece, |batch| digest.take(batch)));
    digest.value()
}

/// What was told of one of the futures.
fn pieces(updates: &[Update], of: usize) -> impl Iterator<Item = &Piece> {
    let of_it =
        move |update: &'_ &Update| matches!(update, Update::Went { branch, .. } if *branch == of);
    updates.iter().filter(of_it).flat_map(|update| match update {
        Update::Went { pieces, .. } => &pieces[..],
        _ => &[],
    })
}

fn work(engine: &mut Engine) -> Vec<Update> {
    let mut updates = Vec::new();
    while engine.is_busy() {
        engine.work(std::time::Duration::from_millis(10));
        updates.append(&mut engine.updates());
    }
    updates.append(&mut engine.updates());
    updates
}

#[test]
fn every_scene_runs_as_it_does_unseen() {
    for path in every_scene() {
        let opened = Document::read(&path).unwrap().open();
        let model =
            opened.model.unwrap_or_else(|| panic!("{}: {:?}", path.display(), opened.problems));
        // A stretch of each is enough: bit by bit, it is the same loop.
        let whole = model.plant().run.duration.unwrap_or(SimSpan::from_secs(4 * 3_600));
        let until = SimTime::from_nanos((whole.as_nanos() / 20).max(1));
        let mut engine = Engine::default();
        engine.command(Command::Open(Box::new(Opening { model: model.clone(), replication: 0 })));
        let mut told = Vec::new();
        for part in 1..=5 {
            let at = SimTime::from_nanos(until.as_nanos() / 5 * part);
            engine.command(Command::GoTo(Goal::Time(at)));
            told.append(&mut work(&mut engine));
            // Looked at again and again, also in the past.
            engine.command(Command::Look(SimTime::from_nanos(at.as_nanos() / 3)));
            let looked = engine.updates();
            assert!(looked.iter().any(|update| matches!(update, Update::Looked { .. })));
        }
        engine.command(Command::GoTo(Goal::Time(until)));
        told.append(&mut work(&mut engine));
        let seen = seen(&model, pieces(&told, A));
        assert_eq!(seen, unseen(&model, until), "{}", path.display());
    }
}

#[test]
fn a_fork_of_the_same_model_stays_the_same_and_disturbs_nothing() {
    let model = line().open().model.unwrap();
    let mut engine = Engine::default();
    engine.command(Command::Open(Box::new(Opening { model: model.clone(), replication: 0 })));
    engine.command(Command::GoTo(Goal::Time(hours(4))));
    let mut told = work(&mut engine);
    let fork = Fork { at: hours(2), model: line().open().model.unwrap(), label: String::new() };
    engine.command(Command::Fork(Box::new(fork)));
    engine.command(Command::GoTo(Goal::Time(hours(7))));
    told.append(&mut work(&mut engine));
    told.append(&mut work(&mut engine));
    let hash = unseen(&model, hours(7));
    assert_eq!(seen(&model, pieces(&told, A)), hash);
    // What the second future shares with the first was told once.
    let shared = pieces(&told, A).flat_map(|piece| piece.iter());
    let shared = Piece::new(shared.take_while(|record| record.at <= hours(2)).copied().collect());
    assert_eq!(seen(&model, [&shared].into_iter().chain(pieces(&told, B))), hash);
}

#[test]
fn an_instant_that_was_is_shown_as_it_was() {
    let model = line().open().model.unwrap();
    let mut engine = Engine::default();
    engine.command(Command::Open(Box::new(Opening { model, replication: 0 })));
    let mut seen = Vec::new();
    for hour in 1..=6 {
        engine.command(Command::GoTo(Goal::Time(hours(hour))));
        let last = work(&mut engine).into_iter().rev().find_map(|update| match update {
            Update::Went { frame, .. } => Some(frame),
            _ => None,
        });
        seen.push(last.unwrap());
    }
    for frame in seen {
        engine.command(Command::Look(frame.at));
        let again = engine.updates().into_iter().find_map(|update| match update {
            Update::Looked { frame, .. } => Some(frame),
            _ => None,
        });
        let again = again.unwrap();
        assert_eq!((again.at, &again.view, again.counts), (frame.at, &frame.view, frame.counts));
        assert_eq!(again.values, frame.values);
    }
}

#[test]
fn it_goes_on_to_what_was_asked_for() {
    let model = line().open().model.unwrap();
    let mut engine = Engine::default();
    engine.command(Command::Open(Box::new(Opening { model, replication: 0 })));
    engine.command(Command::GoTo(Goal::Failure));
    let updates = work(&mut engine);
    let last = updates.iter().rev().find_map(|update| match update {
        Update::Went { frame, status, .. } => Some((frame, status)),
        _ => None,
    });
    let (frame, status) = last.unwrap();
    let is_down =
        |it: &plantwright_sim::EquipmentView| it.state == Some(plantwright_journal::State::Down);
    assert!(frame.view.equipment.iter().any(is_down) && *status == Status::Paused);
    engine.command(Command::GoTo(Goal::Standstill));
    let updates = work(&mut engine);
    assert!(
        updates.iter().any(|update| matches!(update, Update::Went { status: Status::Reached, .. }))
    );
}
