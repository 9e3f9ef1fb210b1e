//! The floor in 3D.

use eframe::egui::Ui;

use super::Look;
use crate::panels::PanelCx;
use crate::widgets;

/// The floor in 3D, as it is looked at.
#[derive(Debug, Default)]
pub(super) struct Space {}

impl Space {
    pub(super) fn fit(&mut self) {}

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>, _looks: &[Look]) {
        widgets::nothing(ui, cx.theme, cx.words.no_gpu);
    }
}
