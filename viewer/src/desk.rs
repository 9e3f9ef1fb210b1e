//! The panels side by side: docked, dragged, and each with what can be done with all of them.

use std::collections::BTreeMap;

use eframe::egui::{self, Color32, Rect, Stroke, Ui, Visuals, WidgetText};
use egui_tiles::{TabState, TileId, Tiles, UiResponse};

use crate::panels::{self, PanelCx, Panels, Request};
use crate::theme::{bold, mix};

/// Shows the panels of a layout.
pub(crate) struct Desk<'a, 'c> {
    pub(crate) panels: &'a mut Panels,
    /// Where each is drawn.
    pub(crate) places: &'a mut BTreeMap<&'static str, Rect>,
    pub(crate) cx: PanelCx<'c>,
}

impl egui_tiles::Behavior<String> for Desk<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, id: &mut String) -> UiResponse {
        if let Some(entry) = panels::find(id) {
            self.places.insert(entry.id, ui.max_rect());
        }
        // All of it, however little the panel has to show.
        ui.painter().rect_filled(ui.max_rect(), 0.0, self.cx.theme.surface);
        let frame = egui::Frame::new().inner_margin(8.0);
        frame.show(ui, |ui| {
            if let Some(entry) = panels::find(id) {
                ui.push_id(entry.id, |ui| self.panels.ui(entry, ui, &mut self.cx));
            }
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, id: &String) -> WidgetText {
        let title = panels::find(id).map_or(id.as_str(), |entry| (entry.title)(self.cx.words));
        egui::RichText::new(title).font(bold(12.0)).into()
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        28.0
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        5.0
    }

    fn tab_title_spacing(&self, _visuals: &Visuals) -> f32 {
        11.0
    }

    fn tab_bar_color(&self, _visuals: &Visuals) -> Color32 {
        mix(self.cx.theme.ground, self.cx.theme.line, 0.35)
    }

    fn tab_bg_color(&self, _: &Visuals, _: &Tiles<String>, _: TileId, state: &TabState) -> Color32 {
        if state.active { self.cx.theme.surface } else { Color32::TRANSPARENT }
    }

    fn tab_outline_stroke(
        &self,
        _: &Visuals,
        _: &Tiles<String>,
        _: TileId,
        _: &TabState,
    ) -> Stroke {
        Stroke::NONE
    }

    fn tab_bar_hline_stroke(&self, _visuals: &Visuals) -> Stroke {
        Stroke::NONE
    }

    fn tab_text_color(
        &self,
        _: &Visuals,
        _: &Tiles<String>,
        _: TileId,
        state: &TabState,
    ) -> Color32 {
        if state.active { self.cx.theme.ink } else { self.cx.theme.quiet }
    }

    fn resize_stroke(&self, _: &egui::Style, state: egui_tiles::ResizeState) -> Stroke {
        match state {
            egui_tiles::ResizeState::Idle => Stroke::new(5.0, self.cx.theme.ground),
            _ => Stroke::new(5.0, mix(self.cx.theme.ground, self.cx.theme.accent, 0.5)),
        }
    }

    fn top_bar_right_ui(
        &mut self,
        tiles: &Tiles<String>,
        ui: &mut Ui,
        _tile: TileId,
        tabs: &egui_tiles::Tabs,
        _scroll: &mut f32,
    ) {
        let shown = tabs.active.and_then(|id| tiles.get_pane(&id)).and_then(|id| panels::find(id));
        let Some(entry) = shown else { return };
        ui.add_space(4.0);
        let words = self.cx.words;
        let menu = ui.menu_button("…", |ui| {
            if ui.button(words.save_table).clicked() {
                let request = match self.panels.table(entry, &self.cx) {
                    Some(table) => Request::SaveTable(entry.id, table),
                    None => Request::Say(words.no_table.to_owned()),
                };
                self.cx.ask(request);
                ui.close();
            }
            if ui.button(words.save_panel).clicked() {
                self.cx.ask(Request::Picture(Some(entry.id)));
                ui.close();
            }
        });
        let label = format!("{}: {}", (entry.title)(words), words.save_table);
        menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    }

    fn simplification_options(&self) -> egui_tiles::SimplificationOptions {
        egui_tiles::SimplificationOptions { all_panes_must_have_tabs: true, ..Default::default() }
    }
}
