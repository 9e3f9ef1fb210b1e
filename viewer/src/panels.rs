//! The panels. To add one, write its file, its `mod` line, and its line in [`ALL`]: menu, layout and tests come from the list.
//!
//! A panel draws from plain data: the model, the journal ([`Story`]), an instant ([`Frame`]). It keeps nothing but how it is
//! looked at, and asks for changes instead of making them.

mod because;
mod bottlenecks;
mod compare;
mod flow;
mod gantt;
mod inspector;
mod journal;
mod kpis;
mod problems;
mod queues;
mod states;
mod study;
mod trends;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use eframe::egui;
use plantwright_kpi::Values;
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use crate::analysis::Analysis;
use crate::branch::Branch;
use crate::floor::{FloorLook, FloorPanel};
use crate::gpu::Gpu;
use crate::layout::Layout;
use crate::scene::{Document, Opened};
use crate::session::{A, B, Command, Frame};
use crate::story::Story;
use crate::text::Words;
use crate::theme::Theme;
use crate::trials::Trials;
use crate::widgets;

/// What a panel asks for.
#[derive(Debug)]
pub enum Request {
    /// Of the core.
    Core(Command),
    /// To select equipment everywhere, or nothing.
    Select(Option<EquipmentId>),
    /// To show an instant that was; none: now.
    Look(Option<SimTime>),
    /// To begin a second future with these changes, where the cursor is.
    Fork(Vec<String>),
    /// To begin again with these changes.
    Rerun(Vec<String>),
    /// To show the floor so.
    ShowFloor(FloorLook),
    /// To bring a panel to the front.
    Show(&'static str),
    /// To follow lost time to its roots, as of now.
    Analyse,
    /// To run replications of both futures; none: to stop.
    Study(Option<u32>),
    /// To save a table where a person says, or else in the folder that the program was started in.
    SaveTable(&'static str, String),
    /// To run replications of the plant with each thing improved, or only what is done to one piece of equipment; none: to stop.
    Improve(Option<(u32, Option<EquipmentId>)>),
    /// To save a picture, of one panel or of the whole window.
    Picture(Option<&'static str>),
    /// To show the examples, or to go back.
    Gallery,
    /// To show the keys, or to hide them.
    Keys,
    /// To remember the instant that is shown, or to forget it.
    Bookmark,
    /// To open a scene or a journal.
    Open(std::path::PathBuf),
    /// To choose one in a dialog of the system.
    Choose,
    /// To say something for a moment.
    Say(String),
    /// To run the scene of the journal that is shown.
    OpenScene,
}

/// What a panel is drawn from.
#[derive(Debug)]
pub struct PanelCx<'a> {
    /// Colours.
    pub theme: &'static Theme,
    /// Words.
    pub words: &'static Words,
    /// One future, or two; none where no scene is open.
    pub branches: &'a [Branch],
    /// Where equipment stands.
    pub layout: &'a Layout,
    /// The scene as it was read.
    pub document: &'a Document,
    /// What became of it.
    pub opened: &'a Opened,
    /// What is selected.
    pub selected: Option<EquipmentId>,
    /// The instant that was asked for, where it is not now.
    pub looked: Option<SimTime>,
    /// Where lost time comes from.
    pub analysis: Option<&'a Analysis>,
    /// Replications of both futures.
    pub trials: &'a Trials,
    /// Replications of the plant with each thing improved.
    pub improvements: &'a Trials,
    /// The last panic of the core, and how to see it again.
    pub crash: Option<&'a (String, String)>,
    /// What the graphics adapter offers, where there is one.
    pub gpu: Option<&'a Gpu>,
    /// How the floor is shown.
    pub floor: FloorLook,
    /// What is asked for.
    pub requests: &'a mut Vec<Request>,
}

impl<'a> PanelCx<'a> {
    /// Asks for what is reckoned of the first future, and returns both; where it is not there yet, says so.
    pub(crate) fn analysed(&mut self, ui: &mut egui::Ui) -> Option<(&'a Branch, &'a Analysis)> {
        let missing = match self.shown() {
            None => self.words.no_scene,
            Some((branch, _)) if branch.story.is_empty() => self.words.nothing_yet,
            Some((branch, _)) => {
                self.ask(Request::Analyse);
                match self.analysis {
                    Some(analysis) => return Some((branch, analysis)),
                    None => self.words.reckoning,
                }
            }
        };
        widgets::nothing(ui, self.theme, missing);
        None
    }

    /// Returns the first future.
    pub fn first(&self) -> Option<&'a Branch> {
        self.branches.get(A)
    }

    /// Returns the second one.
    pub fn second(&self) -> Option<&'a Branch> {
        self.branches.get(B)
    }

    /// Returns the plant of the first future.
    pub fn plant(&self) -> Option<&'a Arc<Plant>> {
        self.first().map(|branch| branch.story.plant())
    }

    /// Returns the first future and the instant of it that is shown.
    pub fn shown(&self) -> Option<(&'a Branch, &'a Frame)> {
        let branch = self.first()?;
        Some((branch, branch.shown()?))
    }

    /// Returns the journal of the first future.
    pub fn story(&self) -> Option<&'a Story> {
        self.first().map(|branch| &branch.story)
    }

    /// Asks for something.
    pub fn ask(&mut self, request: Request) {
        self.requests.push(request);
    }
}

/// Finds a value among those of a frame.
pub(crate) fn value_of(values: &Values, who: Option<EquipmentId>, kpi: &str) -> Option<f64> {
    values.find(who, None, kpi).map(|value| value.value)
}

/// A part of the window.
pub(crate) trait Panel: Debug {
    /// Draws itself.
    fn ui(&mut self, ui: &mut egui::Ui, cx: &mut PanelCx<'_>);

    /// What it shows as a table, where it shows one.
    fn table(&self, _cx: &PanelCx<'_>) -> Option<String> {
        None
    }
}

/// A panel in the list.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name in saved layouts.
    pub id: &'static str,
    /// Its title.
    pub title: fn(&Words) -> &'static str,
    make: fn() -> Box<dyn Panel>,
}

impl Entry {
    const fn of<P: Panel + Default + 'static>(
        id: &'static str,
        title: fn(&Words) -> &'static str,
    ) -> Self {
        Self { id, title, make: || Box::new(P::default()) }
    }
}

/// Every panel, in the order of the menu.
pub const ALL: &[Entry] = &[
    Entry::of::<FloorPanel>("floor", |words| words.floor),
    Entry::of::<kpis::Kpis>("kpis", |words| words.kpis),
    Entry::of::<states::States>("states", |words| words.states),
    Entry::of::<gantt::Gantt>("gantt", |words| words.gantt),
    Entry::of::<trends::Trends>("trends", |words| words.trends),
    Entry::of::<queues::Queues>("queues", |words| words.queues),
    Entry::of::<flow::Flow>("flow", |words| words.flow),
    Entry::of::<bottlenecks::Bottlenecks>("bottlenecks", |words| words.bottlenecks),
    Entry::of::<because::Because>("because", |words| words.because),
    Entry::of::<inspector::Inspector>("inspector", |words| words.inspector),
    Entry::of::<compare::Compare>("compare", |words| words.compare),
    Entry::of::<study::Study>("study", |words| words.study),
    Entry::of::<journal::Journal>("journal", |words| words.journal),
    Entry::of::<problems::Problems>("problems", |words| words.problems),
];

/// Finds a panel in the list.
pub fn find(id: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.id == id)
}

/// The panels of a window, each made when it is first shown.
#[derive(Debug, Default)]
pub struct Panels(BTreeMap<&'static str, Box<dyn Panel>>);

impl Panels {
    /// Draws a panel.
    pub fn ui(&mut self, entry: &Entry, ui: &mut egui::Ui, cx: &mut PanelCx<'_>) {
        let panel = self.0.entry(entry.id).or_insert_with(entry.make);
        panel.ui(ui, cx);
    }

    /// Returns what a panel shows as a table.
    pub fn table(&self, entry: &Entry, cx: &PanelCx<'_>) -> Option<String> {
        self.0.get(entry.id)?.table(cx)
    }
}

/// Writes lines of a table, with what has to be in quotes in quotes.
pub(crate) fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let quoted = cells.iter().map(|cell| {
            if cell.contains([',', '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        });
        quoted.collect::<Vec<_>>().join(",") + "\n"
    };
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let mut text = line(&head);
    rows.for_each(|row| text += &line(&row));
    text
}
