//! A walk through the window, for continuous integration: each scene is opened, played, looked back upon, forked, compared, and
//! left; then the window closes. What takes too long, or goes wrong, ends the program.

use std::path::PathBuf;

use plantwright_units::{SimSpan, SimTime};

use crate::app::App;
use crate::branch::Branch;
use crate::panels::{self, Request};
use crate::session::{A, B, Command, Speed};

/// So many seconds every step may take.
const PATIENCE: f64 = 60.0;

/// How far a walk is.
#[derive(Debug)]
pub(crate) struct Walk {
    scenes: std::vec::IntoIter<PathBuf>,
    scene: PathBuf,
    step: Step,
    since: f64,
    pictures: u32,
    walked: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Open,
    Play,
    Pause,
    Look,
    Fork,
    Compare,
    Panels(usize),
    Done,
}

impl Walk {
    pub(crate) fn new(scenes: Vec<PathBuf>) -> Self {
        let scenes = scenes.into_iter();
        let (scene, step) = (PathBuf::new(), Step::Open);
        Self { scenes, scene, step, since: 0.0, pictures: 0, walked: 0 }
    }

    fn go_on(&mut self, step: Step, app: &App) {
        (self.step, self.since, self.pictures) = (step, app.time(), 0);
    }

    /// Does what comes next, once what was asked for has come. Called with every picture.
    pub(crate) fn step(&mut self, app: &mut App, requests: &mut Vec<Request>) {
        self.pictures += 1;
        let waited = app.time() - self.since;
        assert!(
            waited < PATIENCE,
            "{}: {:?} takes longer than {PATIENCE} s",
            self.scene.display(),
            self.step
        );
        let now = app.branches().get(A).map_or(SimTime::ZERO, Branch::now);
        match self.step {
            Step::Open => {
                let Some(scene) = self.scenes.next() else {
                    tell(&format!("walked through {} scenes", self.walked));
                    self.go_on(Step::Done, app);
                    return app.close();
                };
                app.open_file(&scene);
                self.scene = scene;
                self.go_on(Step::Play, app);
            }
            Step::Play if !app.branches().is_empty() && self.pictures > 1 => {
                // So that a second is a hundredth of the run, however long that is.
                let plant = app.branches()[A].story.plant();
                let whole = plant.run.duration.map_or(36_000.0, SimSpan::as_secs_f64);
                requests.push(Request::Core(Command::SetSpeed(Speed::Times(whole / 100.0))));
                requests.push(Request::Core(Command::Play));
                self.go_on(Step::Pause, app);
            }
            Step::Pause if now > SimTime::ZERO && self.pictures > 3 => {
                requests.push(Request::Core(Command::Pause));
                requests.push(Request::Look(Some(SimTime::from_nanos(now.as_nanos() / 2))));
                self.go_on(Step::Look, app);
            }
            Step::Look if app.is_shown() => {
                // The same model: whatever the plant is, it has this future.
                requests.push(Request::Fork(Vec::new()));
                self.go_on(Step::Fork, app);
            }
            Step::Fork => {
                let [_, second] = app.branches() else { return };
                if second.frame.is_some() && second.now() >= now {
                    requests.push(Request::Look(None));
                    requests.push(Request::Show("compare"));
                    self.go_on(Step::Compare, app);
                }
            }
            Step::Compare if self.pictures > 2 => {
                let counts = [A, B].map(|number| {
                    app.branches().get(number).and_then(|it| it.frame.as_ref()).map(|it| it.counts)
                });
                assert_eq!(counts[0], counts[1], "{}: equal futures", self.scene.display());
                self.go_on(Step::Panels(0), app);
            }
            Step::Panels(number) if self.pictures > 1 => {
                // Every panel once; what they show of other scenes is tried without a window.
                let entry = panels::ALL.get(number).filter(|_| self.walked == 0);
                if let Some(entry) = entry {
                    requests.push(Request::Show(entry.id));
                    self.go_on(Step::Panels(number + 1), app);
                } else {
                    requests.push(Request::Core(Command::DropFork));
                    self.walked += 1;
                    self.go_on(Step::Open, app);
                }
            }
            _ => {}
        }
    }
}

#[expect(clippy::print_stdout, reason = "whoever watches wants to know")]
fn tell(text: &str) {
    println!("{text}");
}
