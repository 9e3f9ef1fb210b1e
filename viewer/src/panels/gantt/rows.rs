//! What both charts are: rows that are scrolled, with their names at the left, over one stretch of time that is zoomed and moved.

use std::ops::{Range, RangeInclusive};

use eframe::egui::{self, Painter, Rect, Sense, Ui, pos2, vec2};

use crate::chart::{self, TimeView};
use crate::panels::PanelCx;

const AXIS: f32 = 20.0;

/// What there is to show.
pub(super) struct Rows {
    /// How many.
    pub(super) count: usize,
    /// How high one may be.
    pub(super) height: RangeInclusive<f32>,
    /// Up to when there is anything, in seconds.
    pub(super) until: f64,
    /// What is said of the chart.
    pub(super) label: String,
}

/// What of it is seen.
pub(super) struct Seen {
    /// All rows without their names, those that are not seen included.
    pub(super) chart: Rect,
    /// The part of it that is seen.
    pub(super) clipped: Painter,
    pub(super) range: (f64, f64),
    pub(super) response: egui::Response,
    /// The numbers of the rows that are seen.
    pub(super) rows: Range<usize>,
    left: f32,
    height: f32,
}

impl Seen {
    /// Where the name of a row stands, and where its bars do.
    pub(super) fn row(&self, number: usize) -> (Rect, Rect) {
        let top = self.chart.top() + number as f32 * self.height;
        let size = vec2(self.chart.right() - self.left, self.height);
        let row = Rect::from_min_size(pos2(self.left, top), size);
        (row.with_max_x(self.chart.left()), row.with_min_x(self.chart.left()))
    }

    /// The number of the row at a place; it may be behind the last one.
    pub(super) fn number_at(&self, y: f32) -> usize {
        ((y - self.chart.top()) / self.height).max(0.0) as usize
    }
}

/// Lays rows out, lets them be scrolled and time be zoomed, has those that are seen drawn, and marks the instant that is shown.
pub(super) fn show(
    ui: &mut Ui,
    cx: &mut PanelCx<'_>,
    view: &mut TimeView,
    rows: &Rows,
    draw: impl FnOnce(&mut Ui, &mut PanelCx<'_>, &Seen),
) {
    let all = ui.available_rect_before_wrap();
    let left = (all.width() * 0.2).clamp(60.0, 160.0);
    let (min, max) = (all.min + vec2(left, AXIS), all.max - vec2(8.0, 0.0));
    let chart = Rect::from_min_max(min, max);
    let range = view.range(rows.until);
    let labels_at = all.top() + AXIS / 2.0;
    chart::time_axis(&ui.painter_at(all), cx.theme, chart, range, labels_at);
    let body = all.with_min_y(chart.top());
    let high = rows.count as f32;
    let height = (body.height() / high.max(1.0)).clamp(*rows.height.start(), *rows.height.end());
    let fits = height * high <= body.height() + 1.0;
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, seen| {
            let size = vec2(body.width(), height * high);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
            let label = rows.label.as_str();
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, label));
            let chart = rect.with_min_x(chart.left()).with_max_x(chart.right());
            // Where the rows do not fit, the wheel scrolls, and zooms with Ctrl.
            let zooms = fits || ui.input(|input| input.modifiers.ctrl);
            if zooms || response.dragged() || response.double_clicked() {
                view.interact(ui, &response, chart, rows.until);
            }
            let first = (seen.top() / height) as usize;
            let last = ((seen.bottom() / height) as usize + 1).min(rows.count);
            let clipped = ui.painter().with_clip_rect(chart.expand(1.0).intersect(ui.clip_rect()));
            let rows = first.min(last)..last;
            let seen = Seen { chart, clipped, range, response, rows, left: rect.left(), height };
            draw(ui, cx, &seen);
            if let Some((_, frame)) = cx.shown() {
                let at = frame.at.as_secs_f64();
                chart::cursor(&seen.clipped, cx.theme, chart, range, at, cx.looked.is_none());
            }
        });
    });
}
