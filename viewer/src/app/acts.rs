//! What the window does when it is asked to: by a panel, by a key, by what is dropped on it.

use std::path::Path;

use eframe::egui;
use plantwright_journal::What;
use plantwright_units::SimTime;

use super::{App, BETWEEN_ANALYSES, Source};
use crate::branch::Branch;
use crate::files::{Answer, Content, Wanted};
use crate::floor::ColourBy;
use crate::format;
use crate::keys::{self, Asked};
use crate::panels::Request;
use crate::scene::Problem;
use crate::session::{Command, Fork, Goal, Status};
use crate::shot;
use crate::transport::SPEEDS;
use crate::trials::{Question, scenario};

/// A picture is taken so many pictures after it was asked for: until then the menu that asked is closed.
const BEFORE_PICTURE: u8 = 3;

impl App {
    pub(super) fn look(&mut self, at: Option<SimTime>) {
        self.looked = at;
        match at {
            Some(at) => self.core(Command::Look(at)),
            None => self.branches.iter_mut().for_each(|branch| branch.looked = None),
        }
    }

    /// Up to when there is anything to be seen.
    fn now(&self) -> SimTime {
        self.branches.first().map_or(SimTime::ZERO, Branch::now)
    }

    /// The instant that is shown.
    pub(super) fn shown_at(&self) -> SimTime {
        self.looked.unwrap_or_else(|| self.now())
    }

    pub(super) fn act(&mut self, request: Request) {
        if self.journal.is_some() && self.act_on_journal(&request) {
            return;
        }
        match request {
            Request::Core(Command::GoTo(Goal::Time(at))) if at < self.now() => {
                self.core(Command::Pause);
                self.look(Some(at));
            }
            Request::Core(Command::GoTo(goal)) if self.looked.is_some() => {
                self.go_on_from_past(goal);
            }
            Request::Core(command) => {
                if matches!(command, Command::Play | Command::GoTo(_) | Command::Restart) {
                    self.look(None);
                }
                self.core(command);
            }
            Request::Select(selected) => self.selected = selected,
            Request::Look(at) => self.look(at),
            Request::Fork(changes) => self.fork(&changes),
            Request::Rerun(changes) => {
                let selected = self.selected;
                self.open(self.document.with(&changes));
                self.selected = selected;
                self.core(Command::Play);
            }
            Request::ShowFloor(look) => self.settings.floor = look,
            Request::Show(panel) => {
                self.is_gallery = false;
                self.settings.show(panel);
            }
            Request::Analyse => self.analyse(),
            Request::Study(None) => self.trials.stop(),
            Request::Study(Some(count)) => self.study(count),
            Request::Improve(None) => self.improvements.stop(),
            Request::Improve(Some((count, only))) => {
                let only = only.and_then(|id| Some(self.branches.first()?.story.plant().name(id)));
                let question = Question::Improve(Box::new(self.document.clone()), only);
                let wake = self.ctx.clone();
                self.improvements.start(question, count, move || wake.request_repaint());
            }
            Request::SaveTable(panel, table) => {
                let name = format!("{}-{panel}.csv", self.file_stem());
                self.save(name, Content::Text(table));
            }
            Request::Picture(panel) => self.picture_of = Some((BEFORE_PICTURE, panel)),
            Request::Gallery => self.is_gallery = !self.is_gallery || self.branches.is_empty(),
            Request::Keys => self.is_keys = !self.is_keys,
            Request::Bookmark => {
                let at = self.shown_at();
                match self.bookmarks.iter().position(|mark| *mark == at) {
                    Some(position) => drop(self.bookmarks.remove(position)),
                    None => self.bookmarks.push(at),
                }
                self.bookmarks.sort_unstable();
            }
            Request::Open(path) => self.open_file(&path),
            Request::Choose => self.ask_for_file(Wanted::Open),
            Request::Say(text) => self.say(text),
            // Of a run, it is open.
            Request::OpenScene => {}
        }
    }

    /// What is asked of a journal, where that is another thing than of a run. Returns whether it was.
    fn act_on_journal(&mut self, request: &Request) -> bool {
        let words = self.words();
        match request {
            Request::Core(Command::Play) if self.looked.is_none() => {
                // Behind the end there is nothing: it begins again.
                self.look(Some(SimTime::ZERO));
                self.core(Command::Play);
            }
            Request::Core(Command::Play) => self.core(Command::Play),
            Request::Core(Command::Restart) => self.look(Some(SimTime::ZERO)),
            Request::Look(None) => {
                self.core(Command::Pause);
                self.look(None);
            }
            Request::Core(Command::GoTo(goal)) => self.go_to_recorded(*goal),
            Request::Fork(_) | Request::Rerun(_) | Request::Study(Some(_)) => {
                self.say(words.needs_scene.to_owned());
            }
            Request::OpenScene => {
                let document = self.document.clone();
                self.open(document);
            }
            _ => return false,
        }
        true
    }

    fn go_to_recorded(&mut self, goal: Goal) {
        let wanted = match goal {
            Goal::Event => None,
            Goal::Decision => Some(What::Decided),
            Goal::Failure => Some(What::Failed),
            Goal::Deadlock => Some(What::Deadlocked),
            Goal::Standstill => return self.act(Request::Look(None)),
            Goal::Time(at) => {
                return self.act(Request::Look((at < self.now()).then_some(at)));
            }
        };
        self.core(Command::Pause);
        let story = self.branches.first().map(|first| &first.story);
        match story.and_then(|story| story.next_after(self.shown_at(), wanted)) {
            Some(at) => self.look(Some(at)),
            None => self.say(self.words().no_more.to_owned()),
        }
    }

    /// Looking back, what comes next is searched for in what has happened; behind that, time goes on.
    fn go_on_from_past(&mut self, goal: Goal) {
        let wanted = match goal {
            Goal::Event => None,
            Goal::Decision => Some(What::Decided),
            Goal::Failure => Some(What::Failed),
            Goal::Deadlock => Some(What::Deadlocked),
            Goal::Standstill | Goal::Time(_) => {
                self.look(None);
                return self.core(Command::GoTo(goal));
            }
        };
        let at = self.shown_at();
        let known = self.branches.first().and_then(|first| first.story.next_after(at, wanted));
        self.look(known);
        if known.is_none() {
            self.core(Command::GoTo(goal));
        }
    }

    fn fork(&mut self, changes: &[String]) {
        let document = self.document.with(changes);
        let opened = document.open();
        let Some(model) = opened.model else {
            let error = opened.problems.into_iter().find(|problem: &Problem| problem.is_error);
            let error = error.map_or_else(String::new, |problem| problem.message);
            return self.say(format!("{}: {error}", self.words().refused));
        };
        let label = changes
            .iter()
            .map(|change| change.trim_start_matches("equipment.").replacen('=', " = ", 1))
            .collect::<Vec<_>>()
            .join(", ");
        let at = self.shown_at();
        self.forked = document;
        self.core(Command::Fork(Box::new(Fork { at, model, label })));
    }

    /// Replications of both futures.
    fn study(&mut self, count: u32) {
        let [first, second] = &self.branches[..] else { return };
        let both = [
            scenario("as it is", &first.model, &self.document),
            scenario(&second.label, &second.model, &self.forked),
        ];
        let wake = self.ctx.clone();
        let question = Question::Gain(Box::new(both));
        self.trials.start(question, count, move || wake.request_repaint());
    }

    fn analyse(&mut self) {
        let Some(first) = self.branches.first() else { return };
        let frame = if self.looked.is_some() { &first.looked } else { &first.frame };
        let Some(frame) = frame else { return };
        let time = self.ctx.time();
        let is_due = self.analysis.is_none()
            || first.status != Status::Running
            || time - self.analysed_at > BETWEEN_ANALYSES;
        if is_due {
            self.analysed_at = time;
            self.analyst.ask(first.story.plant(), first.story.pieces(), frame);
        }
    }

    fn file_stem(&self) -> String {
        let name = if self.document.name.is_empty() { "plantwright" } else { &self.document.name };
        name.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect()
    }

    /// Shows a dialog of the system.
    fn ask_for_file(&mut self, wanted: Wanted) {
        let words = self.words();
        let recent = self.settings.recent.first();
        let (title, folder) = match &wanted {
            Wanted::Open => (words.choose_file, recent.and_then(|path| path.parent())),
            Wanted::Save(..) => (words.save_as, self.saved_in.as_deref()),
        };
        let (folder, wake) = (folder.map(Path::to_owned), self.ctx.clone());
        self.dialogs.ask(wanted, title, folder, move || wake.request_repaint());
    }

    /// Saves something where a person says; without a window, in the folder that the program was started in.
    fn save(&mut self, name: String, content: Content) {
        match self.source {
            Source::Thread(_) => self.ask_for_file(Wanted::Save(name, content)),
            Source::Here(_) => self.write(Path::new(&name), &content),
        }
    }

    fn write(&mut self, path: &Path, content: &Content) {
        let (words, result) = (self.words(), content.write(path));
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.say(match result {
            Ok(()) => format!("{}: {}", words.saved, path.display()),
            Err(error) => format!("{}: {error}: {}", words.not_saved, path.display()),
        });
    }

    /// Takes pictures that were taken, and what a dialog was answered.
    pub(super) fn take_files(&mut self) {
        if let Some((name, image)) = self.taken.try_iter().last() {
            self.save(name, Content::Picture(Box::new(image)));
        }
        match self.dialogs.answer() {
            Some(Answer::Chosen(path, Wanted::Open)) => self.open_file(&path),
            Some(Answer::Chosen(path, Wanted::Save(_, content))) => {
                self.write(&path, &content);
                self.saved_in = path.parent().map(Path::to_owned);
            }
            Some(Answer::NoDialog(Wanted::Open)) => {
                self.is_gallery = true;
                self.say(self.words().no_dialog.to_owned());
            }
            Some(Answer::NoDialog(Wanted::Save(name, content))) => {
                self.write(Path::new(&name), &content);
            }
            Some(Answer::GivenUp) | None => {}
        }
    }

    /// Writes what the window shows as a picture, once it is time: all of it, or one panel.
    pub(super) fn take_picture(&mut self) {
        let Some((wait, panel)) = self.picture_of.take() else { return };
        if wait > 0 {
            self.picture_of = Some((wait - 1, panel));
            return self.ctx.request_repaint();
        }
        let at = format::clock(self.shown_at()).replace([':', ' '], "");
        let what = panel.map_or_else(String::new, |panel| format!("-{panel}"));
        let name = format!("{}{what}-{at}.png", self.file_stem());
        let place = panel.and_then(|panel| self.places.get(panel).copied());
        let scale = self.ctx.pixels_per_point();
        let (take, wake) = (self.take.clone(), self.ctx.clone());
        let callback = egui::ScreenshotCallback::new(move |image| {
            let part = place.map(|place| shot::part(&image, place, scale));
            // Whoever would take it is gone: the window was closed.
            let _gone =
                take.send((name.clone(), part.unwrap_or_else(|| (*image).clone()))).is_err();
            wake.request_repaint();
        });
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Screenshot(callback));
    }

    pub(super) fn keys(&mut self) {
        let (asked, panel) = keys::pressed(&self.ctx);
        if let Some(panel) = panel {
            self.act(Request::Show(panel));
        }
        for asked in asked {
            self.key(asked);
        }
    }

    fn key(&mut self, asked: Asked) {
        let now = self.now();
        match asked {
            Asked::PlayOrPause => {
                let is_running =
                    self.branches.first().is_some_and(|first| first.status == Status::Running);
                self.act(Request::Core(if is_running { Command::Pause } else { Command::Play }));
            }
            Asked::Faster(faster) => self.change_speed(faster),
            Asked::Move(share) => {
                let whole = now.as_nanos() as f64;
                let at = self.shown_at().as_nanos() as f64 + whole * share / 200.0;
                let at = SimTime::from_nanos(at.clamp(0.0, whole) as u64);
                self.act(Request::Look((at < now).then_some(at)));
            }
            Asked::Beginning => self.act(Request::Look(Some(SimTime::ZERO))),
            Asked::Now => self.act(Request::Look(None)),
            Asked::Theme => self.settings.dark = !self.settings.dark,
            Asked::PlanOrSpace => self.settings.floor.is_space = !self.settings.floor.is_space,
            Asked::Colour => {
                let by = &mut self.settings.floor.colour_by;
                let known = ColourBy::ALL.iter().position(|it| it == by).unwrap_or(0);
                *by = ColourBy::ALL[(known + 1) % ColourBy::ALL.len()];
            }
            // A menu that is open is closed, and nothing else.
            Asked::Away if egui::Popup::is_any_open(&self.ctx) => {
                egui::Popup::close_all(&self.ctx);
            }
            Asked::Away => {
                self.selected = None;
                self.is_keys = false;
            }
            Asked::Other(request) => self.act(request()),
        }
    }

    fn change_speed(&mut self, faster: bool) {
        let position = match self.settings.speed {
            None => SPEEDS.len(),
            Some(times) => SPEEDS.iter().position(|it| *it >= times).unwrap_or(0),
        };
        let wanted = if faster { position + 1 } else { position.saturating_sub(1) };
        self.settings.speed = SPEEDS.get(wanted).copied();
        self.core(Command::SetSpeed(self.settings.speed()));
    }

    pub(super) fn take_dropped(&mut self) {
        let dropped = self.ctx.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            self.open_file(file.path());
        }
    }
}
