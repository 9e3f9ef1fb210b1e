//! The window from top to bottom: the bar, the panels, the time, and what lies over them.

use std::sync::Arc;

use eframe::egui::{self, RichText};

use super::App;
use crate::desk::Desk;
use crate::gallery;
use crate::keys;
use crate::panels::{PanelCx, Request};
use crate::settings;
use crate::text::Words;
use crate::theme::{Theme, mono, plain};
use crate::timeline::{self, Timeline};
use crate::transport::{self, Bar};
use crate::welcome;

impl App {
    /// Draws everything, and does what was asked for.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        self.work();
        self.trials.update();
        self.improvements.update();
        self.take_picture();
        if let Some(answer) = self.analyst.answer() {
            self.analysis = Some(answer);
        }
        self.take_files();
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
            let groups = self.groups.get_or_insert_with(|| {
                gallery::folder().map(|folder| gallery::read(&folder)).unwrap_or_default()
            });
            let frame = egui::Frame::new().fill(theme.ground);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                welcome::ui(ui, (theme, words), groups, &self.settings, &mut requests);
            });
        } else {
            self.foot(ui, theme, words, &mut requests);
            self.middle(ui, theme, words, &mut requests);
        }
        if self.is_keys {
            self.show_keys(theme, words);
        }
        self.show_toast(theme);
        if let Some(mut walk) = self.walk.take() {
            walk.step(self, &mut requests);
            self.walk = Some(walk);
            self.ctx.request_repaint();
        }
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
        let is_journal = self.journal.is_some();
        let branches = &self.branches;
        let bar = Bar { theme, words, title, branches, is_looking, errors, is_journal };
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
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        let cx = self.cx(theme, words, requests);
        let mut desk = Desk { panels: &mut panels, places: &mut places, cx };
        let frame =
            egui::Frame::new().fill(theme.ground).inner_margin(egui::Margin::symmetric(5, 5));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| tiles.ui(&mut desk, ui));
        self.panels = panels;
        self.places = places;
        self.settings.tiles = tiles;
    }

    /// What panels are drawn from.
    pub(super) const fn cx<'a>(
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
            improvements: &self.improvements,
            crash: self.crash.as_ref(),
            gpu: self.gpu.as_ref(),
            floor: self.settings.floor,
            requests,
        }
    }

    fn show_keys(&mut self, theme: &Theme, words: &Words) {
        let mut is_open = true;
        let frame = egui::Frame::window(&self.ctx.global_style()).inner_margin(14.0);
        let window = egui::Window::new(words.keys).frame(frame).open(&mut is_open);
        let window = window.collapsible(false).resizable(false);
        window.anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO).show(&self.ctx, |ui| {
            // In two columns, so that the list fits into a small window.
            let list = keys::list(words);
            let (left, right) = list.split_at(list.len().div_ceil(2));
            ui.spacing_mut().interact_size.y = 18.0;
            egui::Grid::new("keys").num_columns(4).spacing([22.0, 6.0]).show(ui, |ui| {
                for (number, row) in left.iter().enumerate() {
                    for (key, title) in [Some(row), right.get(number)].into_iter().flatten() {
                        ui.label(RichText::new(key).font(mono(12.5)).color(theme.accent));
                        ui.label(RichText::new(title).color(theme.ink));
                    }
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
}
