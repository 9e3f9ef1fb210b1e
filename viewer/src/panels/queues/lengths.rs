//! How many items are where, now and in the mean, and how long they wait there: the longest queues first.

use eframe::egui::{self, Align2, Rect, Sense, Ui, pos2, vec2};
use plantwright_model::Plant;
use plantwright_units::EquipmentId;

use crate::format;
use crate::panels::{PanelCx, Request, csv, value_of};
use crate::session::Frame;
use crate::theme::{bold, plain};
use crate::widgets;

/// A piece of equipment with what it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    id: EquipmentId,
    now: u32,
    mean: f64,
    most: Option<f64>,
    /// How long items wait there in the mean, in seconds.
    wait: Option<f64>,
}

fn rows(plant: &Plant, frame: &Frame) -> Vec<Row> {
    let row = |id: EquipmentId| {
        let of = |kpi: &str| value_of(&frame.values, Some(id), kpi);
        let now = frame.view.equipment.get(id.index()).map_or(0, |it| it.items);
        let (most, wait) = (of("max_wip"), of("mean_waiting_time"));
        Some(Row { id, now, mean: of("mean_wip")?, most, wait })
    };
    let mut rows: Vec<Row> = plant.equipment_ids().filter_map(row).collect();
    rows.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    rows
}

pub(super) fn table(cx: &PanelCx<'_>) -> Option<String> {
    let ((_, frame), plant) = (cx.shown()?, cx.plant()?);
    let number = |value: Option<f64>| value.map_or_else(String::new, |it| it.to_string());
    let rows = rows(plant, frame).into_iter().map(|it| {
        let cells = [it.now.to_string(), it.mean.to_string(), number(it.most), number(it.wait)];
        std::iter::once(plant.name(it.id)).chain(cells).collect()
    });
    Some(csv(&["equipment", "items", "mean_wip", "max_wip", "mean_waiting_time_s"], rows))
}

/// Where the right edges of the numbers are, of the width of a row.
const COLUMNS: [f32; 4] = [0.60, 0.70, 0.80, 1.0];

pub(super) fn ui(ui: &mut Ui, cx: &mut PanelCx<'_>) {
    let words = cx.words;
    let (Some((_, frame)), Some(plant)) = (cx.shown(), cx.plant()) else { return };
    let rows = rows(plant, frame);
    if rows.is_empty() {
        return widgets::nothing(ui, cx.theme, words.nothing_yet);
    }
    let second = cx.second().and_then(|branch| branch.shown());
    let reach = rows.iter().map(|it| it.most.unwrap_or(it.mean)).fold(1e-9, f64::max);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    for (column, head) in COLUMNS.into_iter().zip([words.now, words.mean, words.most, words.wait]) {
        let at = pos2(rect.left() + column * (rect.width() - 6.0), rect.center().y);
        ui.painter().text(at, Align2::RIGHT_CENTER, head, plain(11.0), cx.theme.faint);
    }
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for it in &rows {
            let other = second.and_then(|frame| value_of(&frame.values, Some(it.id), "mean_wip"));
            row(ui, cx, &plant.name(it.id), it, (other, reach));
        }
    });
}

fn row(
    ui: &mut Ui,
    cx: &mut PanelCx<'_>,
    name: &str,
    it: &Row,
    (other, reach): (Option<f64>, f64),
) {
    let (theme, words) = (cx.theme, cx.words);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 21.0), Sense::click());
    let label = format!("{name}: {} {} {}", it.now, words.mean, format::number(it.mean));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if response.clicked() {
        cx.ask(Request::Select(Some(it.id)));
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter();
    let is_selected = cx.selected == Some(it.id);
    if is_selected || response.hovered() {
        painter.rect_filled(rect, 4.0, theme.grid);
    }
    let (y, width) = (rect.center().y, rect.width() - 6.0);
    let font = if is_selected { bold(12.0) } else { plain(12.0) };
    let at = pos2(rect.left() + 4.0, y);
    widgets::elided(painter, at, Align2::LEFT_CENTER, name, font, theme.ink, width * 0.24 - 10.0);
    // The mean as a bar, the most as what it lies in, and what is there now as a mark.
    let x = |share: f64| rect.left() + width * (0.24 + 0.28 * share as f32);
    let bar = |from: f64, to: f64, tall: f32| {
        Rect::from_min_max(pos2(x(from), y - tall), pos2(x(to).max(x(from) + 1.0), y + tall))
    };
    let most = it.most.unwrap_or(it.mean);
    painter.rect_filled(bar(0.0, most / reach, 4.0), 3.0, theme.line.gamma_multiply(0.8));
    painter.rect_filled(bar(0.0, it.mean / reach, 4.0), 3.0, theme.accent);
    if let Some(other) = other {
        let place = bar(0.0, other / reach, 1.0).translate(vec2(0.0, 7.0));
        painter.rect_filled(place, 1.0, theme.second);
    }
    let mark = x((f64::from(it.now) / reach).min(1.0));
    painter.vline(mark, y - 6.0..=y + 6.0, egui::Stroke::new(1.5, theme.ink));
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), format::number);
    let wait = it.wait.map_or_else(|| "–".to_owned(), format::span);
    let cells = [format::count(it.now.into()), format::number(it.mean), number(it.most), wait];
    for (column, text) in COLUMNS.into_iter().zip(cells) {
        let at = pos2(rect.left() + column * width, y);
        painter.text(at, Align2::RIGHT_CENTER, text, plain(12.0), theme.quiet);
    }
}
