//! A window without a display, and the scenes that it is tried with.

use std::path::PathBuf;

use egui_kittest::Harness;
use plantwright_units::{SimSpan, SimTime};
use plantwright_viewer::panels::Request;
use plantwright_viewer::session::{Command, Goal};
use plantwright_viewer::{App, Document, Settings};

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every scene that is shipped and not broken.
pub(crate) fn every_scene() -> Vec<PathBuf> {
    let mut scenes = Vec::new();
    let mut folders = vec![root().join("scenes")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("broken") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "ron") {
                scenes.push(path);
            }
        }
    }
    scenes.sort();
    assert!(scenes.len() > 20);
    scenes
}

/// A window.
pub(crate) fn window(settings: Settings) -> Harness<'static, App> {
    let builder = Harness::builder().with_size([1_440.0, 900.0]).with_max_steps(12);
    builder.build_eframe(|cc| App::without_threads(&cc.egui_ctx, None, settings).unwrap())
}

/// A small line that fails now and then.
pub(crate) const LINE: &str = r#"Scene(
    title: "A small line",
    run: (duration: "8 h", warm_up: "30 min"),
    equipment: {
        "arrivals": Source(every: Exponential("60 s"), to: ["press"]),
        "press": Station(
            queue: Unlimited,
            process: Triangular("30 s", "38 s", "60 s"),
            with: [Failure(every: Exponential("1 h"), counts: Processing, repair: "5 min")],
            to: ["rack"],
        ),
        "rack": Buffer(capacity: 10, to: ["weld"]),
        "weld": Station(process: Lognormal(mean: "52 s", sd: "10 s"), to: ["shipping"]),
        "shipping": Sink(),
    },
)"#;

/// The small line as a document.
pub(crate) fn line() -> Document {
    Document { name: "line.ron".to_owned(), text: LINE.to_owned(), ..Document::default() }
}

/// Lets the core work until it has nothing to do.
pub(crate) fn settle(app: &mut App) {
    while app.work() {}
}

/// Lets the core run until an instant.
pub(crate) fn run_until(app: &mut App, at: SimTime) {
    app.ask(Request::Core(Command::GoTo(Goal::Time(at))));
    settle(app);
}

/// So many hours after the start.
pub(crate) fn hours(hours: u64) -> SimTime {
    SimTime::ZERO + SimSpan::from_secs(hours * 3_600)
}
