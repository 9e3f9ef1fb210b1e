//! The window: takes what the core tells, draws it, and does what was asked for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, RichText};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::analysis::{Analysis, Analyst};
use crate::branch::Branch;
use crate::desk::Desk;
use crate::format;
use crate::gallery::{self, Group};
use crate::gpu::Gpu;
use crate::keys::{self, Asked};
use crate::layout::Layout;
use crate::panels::{PanelCx, Panels, Request};
use crate::scene::{Document, Opened};
use crate::session::{A, B, Command, Engine, Fork, Opening, Session, Status, Update};
use crate::settings::{self, Settings};
use crate::story::Story;
use crate::text::Words;
use crate::theme::{self, Theme, mono, plain};
use crate::timeline::{self, Timeline};
use crate::transport::{self, Bar, SPEEDS};
use crate::trials::Trials;
use crate::{shot, welcome};

pub(crate) use crate::panels::Request as Act;

/// Words that are shown for so long, in seconds.
const TOAST: f64 = 6.0;

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
    /// What was panicked, and how to see it again.
    crash: Option<(String, String)>,
    layout: Layout,
    branches: Vec<Branch>,
    panels: Panels,
    selected: Option<EquipmentId>,
    looked: Option<SimTime>,
    bookmarks: Vec<SimTime>,
    trials: Trials,
    groups: Vec<Group>,
    is_gallery: bool,
    is_keys: bool,
    toast: Option<(String, f64)>,
    ctx: egui::Context,
    saved: crossbeam_channel::Receiver<String>,
    save: crossbeam_channel::Sender<String>,
}

impl App {
    /// Makes the window, with what was remembered.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn new(cc: &eframe::CreationContext<'_>, scene: Option<&Path>) -> std::io::Result<Self> {
        let remembered = cc.storage.and_then(|storage| eframe::get_value(storage, settings::KEY));
        let wake = cc.egui_ctx.clone();
        let session = Session::start(move || wake.request_repaint())?;
        let gpu = cc.wgpu_render_state.clone().map(Gpu);
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
        let (save, saved) = crossbeam_channel::unbounded();
        let groups = gallery::folder().map(|folder| gallery::read(&folder)).unwrap_or_default();
        let mut app = Self {
            settings,
            gpu,
            source,
            analyst: Analyst::start(move || wake.request_repaint())?,
            analysis: None,
            analysed_at: f64::MIN,
            document: Document::default(),
            opened: Opened::default(),
            crash: None,
            layout: Layout::default(),
            branches: Vec::new(),
            panels: Panels::default(),
            selected: None,
            looked: None,
            bookmarks: Vec::new(),
            trials: Trials::default(),
            groups,
            is_gallery: true,
            is_keys: false,
            toast: None,
            ctx: ctx.clone(),
            saved,
            save,
        };
        app.core(Command::SetSpeed(app.settings.speed()));
        Ok(app)
    }

    /// Opens a scene from a file.
    pub fn open_file(&mut self, path: &Path) {
        match Document::read(path) {
            Ok(document) => {
                self.settings.remember(path);
                self.open(document);
            }
            Err(problem) => self.say(problem),
        }
    }

    /// Opens a scene. One with mistakes shows them, and what was there before stays.
    pub fn open(&mut self, document: Document) {
        self.opened = document.open();
        self.document = document;
        self.is_gallery = false;
        self.crash = None;
        match self.opened.model.clone() {
            Some(model) => {
                self.selected = None;
                self.bookmarks.clear();
                self.core(Command::Open(Box::new(Opening { model, replication: 0 })));
            }
            None => self.settings.show("problems"),
        }
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
        is_busy
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
        while self.trials.is_running() {
            self.trials.update();
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }

    /// The hash of all that has happened in a future, where the core has no thread.
    pub fn journal_hash(&mut self, branch: usize) -> Option<u128> {
        match &mut self.source {
            Source::Thread(_) => None,
            Source::Here(engine) => engine.journal_hash(branch),
        }
    }

    fn core(&mut self, command: Command) {
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
    fn take(&mut self, update: Update) {
        match update {
            Update::Began { branch: A, model, from, label } => {
                let plant = Arc::clone(model.plant());
                self.layout = Layout::of(&plant);
                self.branches.clear();
                self.looked = None;
                self.analysis = None;
                self.analyst.forget();
                self.trials = Trials::default();
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
                    branch.story.add(piece);
                }
                branch.story.set_until(frame.at);
                branch.frame = Some(frame);
                branch.status = status;
            }
            Update::Looked { branch, frame } => {
                if let Some(branch) = self.branches.get_mut(branch)
                    && self.looked.is_some()
                {
                    branch.looked = Some(frame);
                }
            }
            Update::Dropped => self.branches.truncate(1),
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
            }
        }
    }

    /// The line that shows what the core did once more.
    fn reproduction(&self) -> String {
        let path = self.document.path.as_ref();
        let path =
            path.map_or_else(|| self.document.name.clone(), |path| path.display().to_string());
        let changes = self.document.changes.iter().map(|change| format!(" --set '{change}'"));
        let fork = self
            .branches
            .get(B)
            .map(|branch| format!("  # fork at {}: {}", branch.from, branch.label));
        format!(
            "plantwright run '{path}'{}{}",
            changes.collect::<String>(),
            fork.unwrap_or_default()
        )
    }

    fn look(&mut self, at: Option<SimTime>) {
        self.looked = at;
        match at {
            Some(at) => self.core(Command::Look(at)),
            None => self.branches.iter_mut().for_each(|branch| branch.looked = None),
        }
    }

    /// The instant that is shown.
    fn shown_at(&self) -> SimTime {
        let now = self.branches.first().map_or(SimTime::ZERO, Branch::now);
        self.looked.unwrap_or(now)
    }

    fn act(&mut self, request: Request) {
        match request {
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
            Request::Show(panel) => {
                self.is_gallery = false;
                self.settings.show(panel);
            }
            Request::Analyse => self.analyse(),
            Request::Study(None) => self.trials.stop(),
            Request::Study(Some(count)) => {
                if let [first, second] = &self.branches[..] {
                    let models = [first.model.clone(), second.model.clone()];
                    let wake = self.ctx.clone();
                    self.trials.start(models, count, move || wake.request_repaint());
                }
            }
            Request::SaveTable(panel, table) => {
                let name = format!("{}-{panel}.csv", self.file_stem());
                let result = std::fs::write(&name, table);
                self.tell_saved(&name, result);
            }
            Request::Picture => self.picture(),
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
        }
    }

    fn fork(&mut self, changes: &[String]) {
        let opened = self.document.with(changes).open();
        let Some(model) = opened.model else { return };
        let label = changes
            .iter()
            .map(|change| change.trim_start_matches("equipment.").replacen('=', " = ", 1))
            .collect::<Vec<_>>()
            .join(", ");
        let at = self.shown_at();
        self.core(Command::Fork(Box::new(Fork { at, model, label })));
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

    fn tell_saved(&mut self, name: &str, result: std::io::Result<()>) {
        let words = self.words();
        self.say(match result {
            Ok(()) => format!("{}: {name}", words.saved),
            Err(error) => format!("{}: {name}: {error}", words.not_saved),
        });
    }

    /// Writes what the window shows as a picture.
    fn picture(&self) {
        let at = format::clock(self.shown_at()).replace([':', ' '], "");
        let path = PathBuf::from(format!("{}-{at}.png", self.file_stem()));
        let (save, wake, words) = (self.save.clone(), self.ctx.clone(), self.words());
        let callback = egui::ScreenshotCallback::new(move |image| {
            let said = match shot::write(&path, &image) {
                Ok(()) => format!("{}: {}", words.saved, path.display()),
                Err(error) => format!("{}: {error}", words.not_saved),
            };
            // Whoever would read it is gone: the window was closed.
            let _gone = save.send(said).is_err();
            wake.request_repaint();
        });
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Screenshot(callback));
    }

    fn keys(&mut self) {
        let (asked, panel) = keys::pressed(&self.ctx);
        if let Some(panel) = panel {
            self.act(Request::Show(panel));
        }
        for asked in asked {
            self.key(asked);
        }
    }

    fn key(&mut self, asked: Asked) {
        let now = self.branches.first().map_or(SimTime::ZERO, Branch::now);
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

    fn take_dropped(&mut self) {
        let dropped = self.ctx.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            self.open_file(file.path());
        }
    }

    /// Draws everything, and does what was asked for.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        self.work();
        self.trials.update();
        if let Some(answer) = self.analyst.answer() {
            self.analysis = Some(answer);
        }
        if let Some(said) = self.saved.try_iter().last() {
            self.say(said);
        }
        self.ctx.set_theme(if self.settings.dark { egui::Theme::Dark } else { egui::Theme::Light });
        if (self.ctx.zoom_factor() - self.settings.scale).abs() > 1e-3 {
            self.ctx.set_zoom_factor(self.settings.scale);
        }
        self.keys();
        self.take_dropped();
        let mut requests = Vec::new();
        let theme = Theme::of(self.settings.dark);
        let words = self.words();
        self.top(ui, theme, words, &mut requests);
        if self.is_gallery {
            let frame = egui::Frame::new().fill(theme.ground);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                welcome::ui(ui, (theme, words), &self.groups, &self.settings, &mut requests);
            });
        } else {
            self.foot(ui, theme, words, &mut requests);
            self.middle(ui, theme, words, &mut requests);
        }
        if self.is_keys {
            self.show_keys(theme, words);
        }
        self.show_toast(theme);
        for request in requests {
            self.act(request);
        }
    }

    fn top(
        &mut self,
        ui: &mut egui::Ui,
        theme: &'static Theme,
        words: &'static Words,
        requests: &mut Vec<Request>,
    ) {
        let plant = self.branches.first().map(|branch| Arc::clone(branch.story.plant()));
        let title = plant.as_ref().map_or("Plantwright", |plant| {
            if plant.title.is_empty() { self.document.name.as_str() } else { plant.title.as_str() }
        });
        let errors = self.opened.problems.iter().filter(|problem| problem.is_error).count();
        let is_looking = self.looked.is_some();
        let bar = Bar { theme, words, title, branches: &self.branches, is_looking, errors };
        let frame =
            egui::Frame::new().fill(theme.surface).inner_margin(egui::Margin::symmetric(10, 0));
        let panel = egui::Panel::top("transport").exact_size(46.0).frame(frame);
        panel.show(ui, |ui| transport::ui(ui, &bar, &mut self.settings, requests));
    }

    fn foot(
        &self,
        ui: &mut egui::Ui,
        theme: &'static Theme,
        words: &'static Words,
        requests: &mut Vec<Request>,
    ) {
        let timeline = Timeline {
            theme,
            words,
            branches: &self.branches,
            looked: self.looked,
            bookmarks: &self.bookmarks,
        };
        let frame =
            egui::Frame::new().fill(theme.surface).inner_margin(egui::Margin::symmetric(10, 4));
        let height = if self.branches.len() > 1 { 78.0 } else { 64.0 };
        let panel = egui::Panel::bottom("timeline").exact_size(height).frame(frame);
        panel.show(ui, |ui| timeline::ui(ui, &timeline, requests));
    }

    fn middle(
        &mut self,
        ui: &mut egui::Ui,
        theme: &'static Theme,
        words: &'static Words,
        requests: &mut Vec<Request>,
    ) {
        let mut panels = std::mem::take(&mut self.panels);
        let mut tiles = std::mem::replace(&mut self.settings.tiles, settings::empty());
        let mut desk = Desk { panels: &mut panels, cx: self.cx(theme, words, requests) };
        let frame =
            egui::Frame::new().fill(theme.ground).inner_margin(egui::Margin::symmetric(5, 5));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| tiles.ui(&mut desk, ui));
        self.panels = panels;
        self.settings.tiles = tiles;
    }

    /// What panels are drawn from.
    const fn cx<'a>(
        &'a self,
        theme: &'static Theme,
        words: &'static Words,
        requests: &'a mut Vec<Request>,
    ) -> PanelCx<'a> {
        PanelCx {
            theme,
            words,
            branches: self.branches.as_slice(),
            layout: &self.layout,
            document: &self.document,
            opened: &self.opened,
            selected: self.selected,
            looked: self.looked,
            analysis: self.analysis.as_ref(),
            trials: &self.trials,
            crash: self.crash.as_ref(),
            gpu: self.gpu.as_ref(),
            requests,
        }
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

    fn show_keys(&mut self, theme: &Theme, words: &Words) {
        let mut is_open = true;
        let window =
            egui::Window::new(words.keys).open(&mut is_open).collapsible(false).resizable(false);
        window.anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO).show(&self.ctx, |ui| {
            egui::Grid::new("keys").num_columns(2).spacing([24.0, 5.0]).show(ui, |ui| {
                for (key, title) in keys::list(words) {
                    ui.label(RichText::new(key).font(mono(12.5)).color(theme.accent));
                    ui.label(RichText::new(title).color(theme.ink));
                    ui.end_row();
                }
            });
        });
        self.is_keys &= is_open;
    }

    fn show_toast(&mut self, theme: &Theme) {
        let time = self.ctx.time();
        self.toast.take_if(|(_, until)| *until < time);
        let Some((text, until)) = &self.toast else { return };
        self.ctx.request_repaint_after_secs((until - time + 0.05) as f32);
        let area = egui::Area::new(egui::Id::unique("toast"))
            .anchor(egui::Align2::CENTER_BOTTOM, [0.0, -92.0]);
        area.show(&self.ctx, |ui| {
            let frame = egui::Frame::new()
                .fill(theme.ink)
                .corner_radius(8.0)
                .inner_margin(egui::Margin::symmetric(14, 9));
            frame.show(ui, |ui| {
                ui.label(RichText::new(text).font(plain(13.0)).color(theme.surface));
            });
        });
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
