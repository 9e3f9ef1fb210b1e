//! Journals in the window: what they tell of an instant is what was; a cut is said; what needs a run leads to the scene.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui_kittest::kittest::{By, Queryable as _};
use plantwright_journal::file::{End, Head, JournalReader, JournalWriter, SceneOf};
use plantwright_kpi::KpiSet;
use plantwright_sim::{Duties, Model, PersonView, RunOptions, Sim, VehicleView};
use plantwright_units::SimTime;
use plantwright_viewer::panels::{self, Request};
use plantwright_viewer::session::{Command, Missing, Recording, Speed, Status};
use plantwright_viewer::{Document, Settings};

use crate::harness::{every_scene, hours, line, root, settle, window};

/// Runs a scene up to an instant, and writes its journal.
fn record(document: &Document, until: SimTime, path: &Path) -> Model {
    let model = document.open().model.unwrap();
    let plant = Arc::clone(model.plant());
    let head = Head {
        title: plant.title.clone(),
        names: plant.names(),
        equipment: plant.equipment.len(),
        products: plant.products.iter().map(|facts| facts.name.clone()).collect(),
        scene: SceneOf { text: document.text.clone(), ..SceneOf::default() },
        ..Head::blank()
    };
    let writer = JournalWriter::new(std::fs::File::create(path).unwrap(), &head).unwrap();
    let mut sim = run(&model);
    sim.listen(writer.listener());
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    if warm_up > SimTime::ZERO && warm_up <= until {
        sim.run_until(warm_up).unwrap();
        sim.restart_statistics();
    }
    for part in 1..=3 {
        sim.run_until(SimTime::from_nanos(until.as_nanos() / 3 * part).max(sim.now())).unwrap();
        writer.books(sim.now(), &sim.closing());
    }
    sim.run_until(until).unwrap();
    writer.books(sim.now(), &sim.closing());
    let at_ns = until.as_nanos();
    writer.close(End { ending: "reached".to_owned(), at_ns, ..End::default() }).unwrap();
    model
}

fn run(model: &Model) -> Sim {
    let scheduler = model.plant().run.scheduler.as_deref();
    let scheduler = scheduler.map(|name| plantwright_catalog::make(name).unwrap());
    Sim::new(model, RunOptions { scheduler, ..RunOptions::default() }).unwrap()
}

fn read(model: Model, path: &Path) -> Recording {
    let reader = JournalReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut recording = Recording::new(model, reader).unwrap();
    while !recording.is_read() {
        recording.read_on();
    }
    recording
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn what_a_journal_tells_of_an_instant_is_what_was() {
    let path = file("told.pwj");
    let until = hours(4);
    let model = record(&line(), until, &path);
    let plant = Arc::clone(model.plant());
    let mut recording = read(model.clone(), &path);
    assert_eq!((recording.until(), recording.missing()), (until, &Missing::Nothing));
    let mut sim = run(&model);
    let kpis = sim.listen(KpiSet::all(&plant));
    let mut is_warm = false;
    let minutes = [1, 7, 31, 32, 90, 123, 239];
    let mut instants: Vec<SimTime> =
        minutes.map(|it| SimTime::from_nanos(it * 60_000_000_000 + 12_345)).to_vec();
    instants.push(until);
    for at in instants.iter().copied() {
        let warm_up = SimTime::ZERO + plant.run.warm_up;
        if !is_warm && at > warm_up {
            sim.run_until(warm_up).unwrap();
            sim.restart_statistics();
            is_warm = true;
        }
        sim.run_until(at).unwrap();
        let (view, closing) = (sim.view(400), sim.closing());
        let told = recording.look(at);
        for (was, told) in view.equipment.iter().zip(&told.view.equipment) {
            assert_eq!((was.state, was.cause, was.busy), (told.state, told.cause, told.busy));
            assert!(was.state.is_none() || was.since == told.since, "{at}: {was:?} {told:?}");
            let ids = |it: &plantwright_sim::EquipmentView| {
                let mut ids: Vec<_> = it.contents.iter().map(|it| it.id).collect();
                ids.sort_unstable();
                ids
            };
            assert_eq!(ids(was), ids(told), "{at}");
        }
        let counts = sim.counts();
        assert_eq!(counts.created, told.counts.created);
        assert_eq!((counts.consumed, counts.present), (told.counts.consumed, told.counts.present));
        let values = sim.fold::<KpiSet>(kpis).values(&plant, at, &closing);
        assert_eq!(values.len(), told.values.len());
        for (was, told) in values.iter().zip(told.values.iter()) {
            assert_eq!((was.kpi, was.equipment), (told.kpi, told.equipment));
            // Sums of squares are rounded where a batch ends, which is elsewhere.
            let is_same = (was.value - told.value).abs() <= 1e-12 * was.value.abs();
            assert!(is_same || !was.value.is_finite(), "{at}: {was:?} {told:?}");
        }
    }
    // In any order.
    for at in instants.iter().rev().copied() {
        assert_eq!(recording.look(at).at, at);
    }
    let early = recording.look(instants[1]);
    assert_eq!(early.from, SimTime::ZERO);
}

#[test]
fn vehicles_are_where_the_points_that_they_passed_say() {
    let path = file("vehicles.pwj");
    let scenes = every_scene();
    let scene = scenes.iter().find(|path| path.ends_with("logistics/agv_job_shop.ron")).unwrap();
    let document = Document::read(scene).unwrap();
    let until = SimTime::from_nanos(1_800_000_000_000);
    let model = record(&document, until, &path);
    let mut recording = read(model.clone(), &path);
    let mut sim = run(&model);
    let (mut near, mut all, mut loaded) = (0, 0, 0);
    for part in 1..40 {
        let at = SimTime::from_nanos(until.as_nanos() / 40 * part);
        sim.run_until(at).unwrap();
        let (was, told) = (sim.view(9), recording.look(at));
        assert_eq!(was.vehicles.len(), told.view.vehicles.len());
        for (was, told) in was.vehicles.iter().zip(&told.view.vehicles) {
            assert_eq!((was.at.vehicle, was.at.fleet), (told.at.vehicle, told.at.fleet));
            assert_eq!((was.doing, was.since), (told.doing, told.since), "{at}");
            let load = |it: &VehicleView| it.load.iter().map(|it| it.id).collect::<Vec<_>>();
            assert_eq!(load(was), load(told), "{at}");
            loaded += was.load.len();
            all += 1;
            let ends = |it: &plantwright_sim::VehicleAt| [it.from, it.to];
            let is_near = ends(&was.at).iter().any(|it| ends(&told.at).contains(it));
            near += u32::from(is_near);
        }
    }
    assert!(all > 0 && f64::from(near) > 0.8 * f64::from(all), "{near} of {all} are near");
    assert!(loaded > 5, "{loaded}");
}

#[test]
fn people_are_where_they_were_asked_for_and_had_come() {
    for name in ["people", "tutorial/10_people", "factories/body_shop"] {
        let path = file(&format!("{}.pwj", name.replace('/', "-")));
        let document = Document::read(&root().join(format!("scenes/{name}.ron"))).unwrap();
        let until = hours(30);
        let model = record(&document, until, &path);
        let mut recording = read(model.clone(), &path);
        let mut sim = run(&model);
        let (mut right, mut all, mut walking, mut seen) = (0, 0, 0, until);
        for part in 1..=1009 {
            let at = SimTime::from_nanos(until.as_nanos() / 1009 * part - 1);
            sim.run_until(at).unwrap();
            let (was, told) = (sim.view(0), recording.look(at));
            // How many of each group are there, and what they do, is exact; for whom, of nearly all.
            let done = |people: &[PersonView]| {
                let mut done: Vec<_> =
                    people.iter().map(|it| (it.group, it.duty as u8, it.is_walking)).collect();
                done.sort_unstable();
                done
            };
            assert_eq!(done(&was.people), done(&told.view.people), "{name}: {at}");
            let with = |people: &[PersonView]| {
                let busy = people.iter().filter(|it| it.duty != Duties::Free);
                let mut with: Vec<_> = busy.map(|it| (it.group, it.with)).collect();
                with.sort_unstable();
                with
            };
            if !told.view.people.is_empty() {
                seen = at;
            }
            let (was, told) = (with(&was.people), with(&told.view.people));
            all += was.len();
            walking += recording.look(at).view.people.iter().filter(|it| it.is_walking).count();
            right += was.iter().filter(|it| told.contains(it)).count();
        }
        // The window draws them.
        let mut harness = window(Settings::default());
        harness.state_mut().open_file(&path);
        settle(harness.state_mut());
        harness.state_mut().ask(Request::Look(Some(seen)));
        harness.run_steps(2);
        let there = harness.state().branches()[0].shown().unwrap().view.people.len();
        assert!(there > 0, "{name}: {seen}");
        let said = format!("{there} people");
        let found = By::new().label_contains(said.as_str());
        assert!(harness.query_all(found).next().is_some(), "{name}: {said}");
        assert!(all > 50 && right as f64 > 0.99 * all as f64, "{name}: {right} of {all}");
        assert!(name != "people" || walking > 2, "{walking}");
    }
}

#[test]
fn the_window_shows_a_journal_and_leads_to_its_scene() {
    let path = file("shown.pwj");
    record(&line(), hours(4), &path);
    let mut harness = window(Settings::default());
    harness.state_mut().open_file(&path);
    settle(harness.state_mut());
    harness.run_steps(2);
    let branch = &harness.state().branches()[0];
    assert_eq!(branch.status, Status::Recorded(Missing::Nothing));
    assert_eq!(branch.now(), hours(4));
    assert!(branch.story.len() > 1_000 && !branch.story.failures().is_empty());
    // Each panel shows it.
    for entry in panels::ALL {
        harness.state_mut().ask(Request::Show(entry.id));
        harness.run_steps(2);
        if harness.state().is_reckoning() {
            harness.state_mut().wait_for_analysis();
        }
        harness.run_steps(1);
    }
    // Any instant, and what comes next in it.
    harness.state_mut().ask(Request::Look(Some(hours(1))));
    settle(harness.state_mut());
    harness.run_steps(2);
    assert_eq!(harness.state().shown(), hours(1));
    let failed = harness.state().branches()[0].story.failures();
    let next = failed.iter().find(|it| it.at > hours(1).as_nanos()).expect("a breakdown").at;
    harness.key_press(eframe::egui::Key::B);
    harness.run_steps(2);
    settle(harness.state_mut());
    harness.run_steps(1);
    assert_eq!(harness.state().shown().as_nanos(), next);
    // It plays, and ends at its end.
    harness.state_mut().ask(Request::Core(Command::SetSpeed(Speed::Times(36_000.0))));
    harness.state_mut().ask(Request::Core(Command::Play));
    settle(harness.state_mut());
    harness.run_steps(1);
    assert_eq!(harness.state().shown(), hours(4));
    // What needs a run is not done, and says so.
    harness.state_mut().ask(Request::Fork(vec!["equipment.rack.capacity=60".to_owned()]));
    harness.run_steps(3);
    assert_eq!(harness.state().branches().len(), 1);
    let said = By::new().label_contains("open its scene");
    assert!(harness.query_all(said).next().is_some());
    harness.get_by_label("Open its scene").click();
    harness.run_steps(2);
    settle(harness.state_mut());
    harness.run_steps(2);
    let branch = &harness.state().branches()[0];
    assert_eq!((&branch.status, branch.now()), (&Status::Paused, SimTime::ZERO));
    assert_eq!(harness.state_mut().settings_mut().recent.len(), 1);
}

#[test]
fn a_journal_that_is_cut_off_opens_up_to_the_cut() {
    let (whole, cut) = (file("whole.pwj"), file("cut.pwj"));
    record(&line(), hours(4), &whole);
    let bytes = std::fs::read(&whole).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() * 3 / 4]).unwrap();
    let mut harness = window(Settings::default());
    harness.state_mut().open_file(&cut);
    settle(harness.state_mut());
    harness.run_steps(2);
    let branch = &harness.state().branches()[0];
    assert_eq!(branch.status, Status::Recorded(Missing::Rest));
    assert!(branch.now() > hours(1) && branch.now() < hours(4), "{}", branch.now());
    let said = By::new().label_contains("cut off");
    assert!(harness.query_all(said).next().is_some());
    // One that cannot be read leaves what is there.
    let mut later = bytes.clone();
    later[8] = 9;
    std::fs::write(&cut, &later).unwrap();
    harness.state_mut().open_file(&cut);
    settle(harness.state_mut());
    harness.run_steps(2);
    assert_eq!(harness.state().branches().len(), 1);
    assert!(harness.query_all(By::new().label_contains("has version 9")).next().is_some());
    // One that was changed is shown as far as it can be believed.
    let mut changed = bytes;
    let place = changed.len() * 3 / 4;
    changed[place] ^= 1;
    std::fs::write(&cut, &changed).unwrap();
    harness.state_mut().open_file(&cut);
    settle(harness.state_mut());
    harness.run_steps(2);
    let status = &harness.state().branches()[0].status;
    assert!(matches!(status, Status::Recorded(Missing::Damaged(_))), "{status:?}");
}
