//! What happens to a window from outside: the core panics, a file is dropped; and what it keeps for itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;
use plantwright_units::{SimSpan, SimTime};

use super::App;
use crate::panels::Request;
use crate::scene::Document;
use crate::session::{Command, Goal, Speed, Status, Update};
use crate::settings::Settings;

const SCENE: &str = r#"Scene(run: (duration: "4 h"), equipment: {
    "in": Source(every: Exponential("1 min"), to: ["machine"]),
    "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
    "out": Sink()})"#;

fn scene() -> Document {
    let path = Some(PathBuf::from("plants/it's one.ron"));
    let (name, text) = ("one".to_owned(), SCENE.to_owned());
    Document { path, name, text, ..Document::default() }
}

fn window() -> (egui::Context, App) {
    let ctx = egui::Context::default();
    let app = App::without_threads(&ctx, None, Settings::default()).unwrap();
    (ctx, app)
}

fn draw(ctx: &egui::Context, app: &mut App, input: egui::RawInput) {
    let mut output = ctx.run_ui(input, |ui| app.draw(ui));
    output.textures_delta.clear();
}

fn run_for(app: &mut App, seconds: u64) {
    let at = SimTime::ZERO + SimSpan::from_secs(seconds);
    app.ask(Request::Core(Command::GoTo(Goal::Time(at))));
    while app.work() {}
}

#[test]
fn a_panic_of_the_core_is_told_with_the_line_that_shows_it_again() {
    let (ctx, mut app) = window();
    app.open(scene().with(&["equipment.machine.process=40 s".to_owned()]));
    run_for(&mut app, 3_600);
    app.take(Update::Crashed("index out of bounds".to_owned()));
    let (said, line) = app.crash.clone().unwrap();
    assert_eq!(said, "index out of bounds");
    assert_eq!(
        line,
        "plantwright run 'plants/it'\\''s one.ron' --set 'equipment.machine.process=40 s'"
    );
    assert_eq!(app.branches()[0].status, Status::Empty);
    draw(&ctx, &mut app, egui::RawInput::default());
    // The window lives on, as it was set.
    app.open(scene());
    while app.work() {}
    run_for(&mut app, 60);
    assert!(app.crash.is_none());
    assert_eq!(app.branches()[0].now(), SimTime::ZERO + SimSpan::from_secs(60));
    assert_eq!(app.settings.speed(), Speed::Times(600.0));
}

#[test]
fn bookmarks_are_set_found_and_removed() {
    let (ctx, mut app) = window();
    app.open(scene());
    run_for(&mut app, 3_600);
    let early = SimTime::ZERO + SimSpan::from_secs(600);
    app.ask(Request::Bookmark);
    app.ask(Request::Look(Some(early)));
    app.ask(Request::Bookmark);
    assert_eq!(app.bookmarks, [early, SimTime::ZERO + SimSpan::from_secs(3_600)]);
    draw(&ctx, &mut app, egui::RawInput::default());
    app.ask(Request::Bookmark);
    assert_eq!(app.bookmarks.len(), 1);
    // Another scene has none.
    app.open(scene());
    assert!(app.bookmarks.is_empty());
}

/// A file as it is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn what_is_dropped_is_opened() {
    let (ctx, mut app) = window();
    let drop = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenes").join(path);
        egui::RawInput { dropped_files: vec![Arc::new(Dropped(path))], ..Default::default() }
    };
    draw(&ctx, &mut app, drop("tutorial/02_a_line.ron"));
    while app.work() {}
    assert_eq!(app.branches().len(), 1);
    assert!(app.settings.recent[0].ends_with("02_a_line.ron"));
    // What is not there is said, and what was open stays.
    draw(&ctx, &mut app, drop("nothing.ron"));
    assert!(app.toast.as_ref().unwrap().0.starts_with("cannot read the file"));
    assert_eq!(app.branches().len(), 1);
}

#[test]
fn a_journal_that_fills_the_memory_pauses_the_run_and_says_so_until_it_goes_on() {
    let (ctx, mut app) = window();
    app.open(scene());
    while app.work() {}
    app.take(Update::Filled { records: 50_000_000 });
    draw(&ctx, &mut app, egui::RawInput { time: Some(1e6), ..egui::RawInput::default() });
    let (said, _) = app.toast.clone().expect("it is still said");
    assert!(said.contains("2.0 GB"), "{said}");
    app.ask(Request::Core(Command::Play));
    assert_eq!(app.toast, None);
}
