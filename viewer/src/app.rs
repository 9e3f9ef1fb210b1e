//! The window: takes what the core tells (here), draws it (`draw.rs`), and does what was asked for (`acts.rs`).

mod acts;
mod draw;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui;
use plantwright_journal::Record;
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::analysis::{Analysis, Analyst};
use crate::branch::Branch;
use crate::files::Dialogs;
use crate::gallery::Group;
use crate::gpu::{Gpu, Lost};
use crate::layout::Layout;
use crate::panels::{Panels, Request};
use crate::scene::{Document, Opened};
use crate::session::{
    A, B, Command, Engine, Found, Missing, Opening, Recording, Session, Status, Update,
};
use crate::settings::{self, Settings};
use crate::story::Story;
use crate::text::Words;
use crate::theme::{self, Theme};
use crate::trials::Trials;
use crate::walk::Walk;

pub(crate) use crate::panels::Request as Act;

/// Words that are shown for so long, in seconds.
const TOAST: f64 = 6.0;

/// For so long, before a picture is drawn, it is taken in what has happened.
pub(crate) const FOR_WHAT_HAPPENED: std::time::Duration = std::time::Duration::from_millis(4);

/// How often lost time is reckoned anew while time goes on, in seconds.
const BETWEEN_ANALYSES: f64 = 1.5;

/// Where the core is.
#[derive(Debug)]
enum Source {
    /// On a thread of its own.
    Thread(Session),
    /// Here: for pictures without a window, and tests.
    Here(Box<Engine>),
}

/// The window.
#[derive(Debug)]
pub struct App {
    settings: Settings,
    gpu: Option<Gpu>,
    source: Source,
    analyst: Analyst,
    analysis: Option<Analysis>,
    analysed_at: f64,
    document: Document,
    opened: Opened,
    /// The journal that is shown, where no scene is run.
    journal: Option<PathBuf>,
    /// What was panicked, and how to see it again.
    crash: Option<(String, String)>,
    layout: Layout,
    branches: Vec<Branch>,
    panels: Panels,
    selected: Option<EquipmentId>,
    looked: Option<SimTime>,
    bookmarks: Vec<SimTime>,
    /// Of both futures.
    trials: Trials,
    /// Of the plant with each thing improved.
    improvements: Trials,
    /// The scene as it is in the second future.
    forked: Document,
    /// Where panels were drawn last.
    places: BTreeMap<&'static str, egui::Rect>,
    /// A picture to be taken, after so many more; of one panel, or of all.
    picture_of: Option<(u8, Option<&'static str>)>,
    /// The examples, read when they are first shown.
    groups: Option<Vec<Group>>,
    is_gallery: bool,
    is_keys: bool,
    toast: Option<(String, f64)>,
    /// What is tried, where the window is walked through.
    walk: Option<Walk>,
    ctx: egui::Context,
    dialogs: Dialogs,
    /// Where something was saved last.
    saved_in: Option<PathBuf>,
    /// Pictures that were taken, with their names.
    taken: crossbeam_channel::Receiver<(String, egui::ColorImage)>,
    take: crossbeam_channel::Sender<(String, egui::ColorImage)>,
}

impl App {
    /// Makes the window, with what was remembered.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn new(
        cc: &eframe::CreationContext<'_>,
        scene: Option<&Path>,
        lost: &Lost,
    ) -> std::io::Result<Self> {
        let remembered = cc.storage.and_then(|storage| eframe::get_value(storage, settings::KEY));
        let wake = cc.egui_ctx.clone();
        let session = Session::start(move || wake.request_repaint())?;
        let gpu = cc.wgpu_render_state.clone().map(Gpu);
        if let Some(gpu) = &gpu {
            gpu.watch(&cc.egui_ctx, lost);
        }
        let settings = remembered.unwrap_or_default();
        let mut app = Self::with(&cc.egui_ctx, gpu, settings, Source::Thread(session))?;
        if let Some(scene) = scene {
            app.open_file(scene);
        }
        Ok(app)
    }

    /// Makes one whose core works only when it is told to.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn without_threads(
        ctx: &egui::Context,
        gpu: Option<Gpu>,
        settings: Settings,
    ) -> std::io::Result<Self> {
        Self::with(ctx, gpu, settings, Source::Here(Box::default()))
    }

    fn with(
        ctx: &egui::Context,
        gpu: Option<Gpu>,
        settings: Settings,
        source: Source,
    ) -> std::io::Result<Self> {
        theme::install(ctx);
        let wake = ctx.clone();
        let (take, taken) = crossbeam_channel::unbounded();
        let mut app = Self {
            settings,
            gpu,
            source,
            analyst: Analyst::start(move || wake.request_repaint())?,
            analysis: None,
            analysed_at: f64::MIN,
            document: Document::default(),
            opened: Opened::default(),
            journal: None,
            crash: None,
            layout: Layout::default(),
            branches: Vec::new(),
            panels: Panels::default(),
            selected: None,
            looked: None,
            bookmarks: Vec::new(),
            trials: Trials::default(),
            improvements: Trials::default(),
            forked: Document::default(),
            places: BTreeMap::new(),
            picture_of: None,
            groups: None,
            is_gallery: true,
            is_keys: false,
            toast: None,
            walk: None,
            ctx: ctx.clone(),
            dialogs: Dialogs::default(),
            saved_in: None,
            taken,
            take,
        };
        app.core(Command::SetSpeed(app.settings.speed()));
        Ok(app)
    }

    /// Walks through all of these scenes, as a person would, and closes the window.
    pub fn walk(&mut self, scenes: Vec<PathBuf>) {
        self.walk = Some(Walk::new(scenes));
    }

    /// Opens a scene or a journal from a file.
    pub fn open_file(&mut self, path: &Path) {
        if Found::is_journal(path) {
            return match self.open_journal(path) {
                Ok(()) => self.settings.remember(path),
                Err(problem) => self.say(problem),
            };
        }
        match Document::read(path) {
            Ok(document) => {
                self.settings.remember(path);
                self.open(document);
            }
            Err(problem) => self.say(problem),
        }
    }

    /// Opens a journal. What was there before stays where it cannot be read.
    ///
    /// # Errors
    /// A sentence that says why.
    pub fn open_journal(&mut self, path: &Path) -> Result<(), String> {
        let Found { document, reader } = Found::read(path)?;
        let opened = document.open();
        let Some(model) = opened.model.clone() else {
            let error = opened.problems.iter().find(|problem| problem.is_error);
            let error = error.map_or_else(String::new, |problem| problem.message.clone());
            let unfit = self.words().unfit_scene;
            return Err(format!("{unfit}: {error}: {}", path.display()));
        };
        let recording = Recording::new(model, reader).map_err(|error| {
            format!("{}: {error}: {}", self.words().unfit_scene, path.display())
        })?;
        (self.opened, self.document) = (opened, document);
        (self.is_gallery, self.crash, self.selected) = (false, None, None);
        self.journal = Some(path.to_owned());
        self.bookmarks.clear();
        self.core(Command::Read(Box::new(recording)));
        Ok(())
    }

    /// Opens a scene. One with mistakes shows them, and what was there before stays.
    pub fn open(&mut self, document: Document) {
        self.opened = document.open();
        self.document = document;
        self.is_gallery = false;
        self.crash = None;
        match self.opened.model.clone() {
            Some(model) => {
                self.journal = None;
                self.selected = None;
                self.bookmarks.clear();
                self.core(Command::Open(Box::new(Opening { model, replication: 0 })));
            }
            None => self.settings.show("problems"),
        }
    }

    /// Closes the window.
    pub(crate) fn close(&self) {
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// Returns the seconds since the window opened.
    pub(crate) fn time(&self) -> f64 {
        self.ctx.time()
    }

    /// Tells whether the instant that was asked for is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.looked.is_some_and(|at| self.shown() == at)
    }

    /// Selects equipment by its name.
    pub fn select(&mut self, name: &str) {
        self.selected = self.branches.first().and_then(|branch| branch.story.plant().find(name));
    }

    /// Returns the futures.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Returns the instant that is shown.
    pub fn shown(&self) -> SimTime {
        let frame = self.branches.first().and_then(Branch::shown);
        frame.map_or(SimTime::ZERO, |frame| frame.at)
    }

    /// Returns what is remembered.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Does what a panel could ask for.
    pub fn ask(&mut self, request: Request) {
        self.act(request);
    }

    /// Lets the core do some work, where it has no thread, and takes what it tells. Returns whether there is more to do.
    pub fn work(&mut self) -> bool {
        let (updates, is_busy) = match &mut self.source {
            Source::Thread(session) => (std::iter::from_fn(|| session.next()).collect(), false),
            Source::Here(engine) => {
                engine.work(std::time::Duration::from_millis(33));
                let is_busy = engine.is_busy();
                (if is_busy { Vec::new() } else { engine.updates() }, is_busy)
            }
        };
        for update in updates {
            self.take(update);
        }
        self.take_in();
        is_busy
    }

    /// Takes in what has happened. A core at full speed tells more in a moment than can be taken in before the next picture: the
    /// rest waits for the one after it, and nobody waits for the window.
    fn take_in(&mut self) {
        let began = crate::session::now();
        let has_time =
            || matches!(self.source, Source::Here(_)) || began.elapsed() < FOR_WHAT_HAPPENED;
        let mut is_all = true;
        for branch in &mut self.branches {
            is_all &= branch.story.take_in(has_time);
        }
        if !is_all {
            self.ctx.request_repaint();
        }
    }

    /// Tells whether an analysis was asked for and has not come.
    pub fn is_reckoning(&self) -> bool {
        self.analyst.is_reckoning()
    }

    /// Waits for what is reckoned on other threads.
    pub fn wait_for_analysis(&mut self) {
        if let Some(answer) = self.analyst.wait(std::time::Duration::from_secs(20)) {
            self.analysis = Some(answer);
        }
    }

    /// Waits for the replications that were asked for.
    pub fn wait_for_trials(&mut self) {
        while self.trials.is_running() || self.improvements.is_running() {
            self.trials.update();
            self.improvements.update();
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }

    fn core(&mut self, command: Command) {
        if matches!(command, Command::Play | Command::GoTo(_) | Command::Open(_)) {
            self.toast = self.toast.take().filter(|(_, until)| until.is_finite());
        }
        match &mut self.source {
            Source::Thread(session) => session.send(command),
            Source::Here(engine) => engine.command(command),
        }
    }

    fn say(&mut self, text: String) {
        self.toast = Some((text, self.ctx.time() + TOAST));
    }

    const fn words(&self) -> &'static Words {
        self.settings.language.words()
    }

    /// Takes what the core tells.
    pub(crate) fn take(&mut self, update: Update) {
        match update {
            Update::Began { branch: A, model, from, label } => {
                let plant = Arc::clone(model.plant());
                self.layout = Layout::of(&plant);
                self.branches.clear();
                self.looked = None;
                self.analysis = None;
                self.analyst.forget();
                self.trials = Trials::default();
                self.improvements = Trials::default();
                self.branches.push(Branch::new(model, label, from, Story::new(plant)));
            }
            Update::Began { model, from, label, .. } => {
                self.branches.truncate(1);
                self.trials = Trials::default();
                if let Some(first) = self.branches.first() {
                    let past = first.story.up_to(from, Arc::clone(model.plant()));
                    self.branches.push(Branch::new(model, label, from, past));
                    self.look(self.looked);
                }
            }
            Update::Went { branch, frame, pieces, status } => {
                let Some(branch) = self.branches.get_mut(branch) else { return };
                for piece in &pieces {
                    branch.story.put(piece);
                }
                branch.story.set_known(frame.at);
                let is_read = matches!(status, Status::Recorded(_));
                let was_read = branch.status == status;
                branch.frame = Some(frame);
                branch.status = status;
                if is_read && !was_read {
                    self.tell_missing();
                }
            }
            Update::Moved(frame) => {
                if let Some(branch) = self.branches.first_mut()
                    && self.journal.is_some()
                {
                    let is_end = frame.at >= branch.now();
                    self.looked = (!is_end).then_some(frame.at);
                    branch.looked = (!is_end).then_some(frame);
                }
            }
            Update::Looked { branch, frame } => {
                if let Some(branch) = self.branches.get_mut(branch)
                    && self.looked.is_some()
                {
                    branch.looked = Some(frame);
                }
            }
            Update::Dropped => {
                self.branches.truncate(1);
                self.trials = Trials::default();
            }
            Update::Filled { records } => {
                let gigabytes = records as f64 * size_of::<Record>() as f64 / 1e9;
                let text = self.words().filled.replace("{}", &format!("{gigabytes:.1} GB"));
                // Whoever let it run alone finds out why it stands.
                self.toast = Some((text, f64::INFINITY));
            }
            Update::Refused(problem) => {
                let text = format!("{}: {problem}", self.words().refused);
                self.say(text);
            }
            Update::Crashed(said) => {
                self.crash = Some((said, self.reproduction()));
                for branch in &mut self.branches {
                    branch.status = Status::Empty;
                }
                self.settings.show("problems");
                // Whoever begins anew knows of no speed.
                self.core(Command::SetSpeed(self.settings.speed()));
            }
        }
    }

    /// Says once what a journal lacks.
    fn tell_missing(&mut self) {
        let Some(branch) = self.branches.first() else { return };
        let (words, until) = (self.words(), crate::format::clock(branch.now()));
        match &branch.status {
            Status::Recorded(Missing::Rest) => {
                self.say(format!("{} {until}", words.recorded_cut));
            }
            Status::Recorded(Missing::Damaged(why)) => {
                let text = format!("{} {until}: {why}", words.recorded_damaged);
                self.say(text);
            }
            _ => {}
        }
    }

    /// The line that shows what the core did once more.
    fn reproduction(&self) -> String {
        let path = self.document.path.as_ref();
        let path =
            path.map_or_else(|| self.document.name.clone(), |path| path.display().to_string());
        // As a shell takes it, whatever it is made of.
        let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let changes = self.document.changes.iter();
        let changes = changes.map(|change| format!(" --set {}", quoted(change)));
        let fork = self
            .branches
            .get(B)
            .map(|branch| format!("  # fork at {}: {}", branch.from, branch.label));
        format!(
            "plantwright run {}{}{}",
            quoted(&path),
            changes.collect::<String>(),
            fork.unwrap_or_default()
        )
    }

    /// Returns what a panel shows as a table.
    pub fn table(&self, panel: &str) -> Option<String> {
        let mut requests = Vec::new();
        let cx = self.cx(Theme::of(self.settings.dark), self.words(), &mut requests);
        self.panels.table(crate::panels::find(panel)?, &cx)
    }

    /// Returns the name of what is selected.
    pub fn selected(&self) -> Option<String> {
        let first = self.branches.first()?;
        Some(first.story.plant().name(self.selected?))
    }

    /// Goes back by a moment, for tests of scrubbing.
    pub fn look_back(&mut self, span: SimSpan) {
        let at = self.shown_at().as_nanos().saturating_sub(span.as_nanos());
        self.look(Some(SimTime::from_nanos(at)));
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, settings::KEY, &self.settings);
    }
}
