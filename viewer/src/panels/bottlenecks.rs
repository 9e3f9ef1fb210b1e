//! Bottlenecks: what three methods say, and the numbers behind them.

use eframe::egui::{self, Align2, Rect, Sense, Ui, pos2, vec2};
use plantwright_kpi::StationFlow;
use plantwright_units::EquipmentId;

use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::theme::{bold, plain};
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct Bottlenecks;

impl Panel for Bottlenecks {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, analysis)) = cx.analysed(ui) else { return };
        let found = &analysis.bottlenecks;
        let words = cx.words;
        let plant = branch.story.plant();
        let name = |id: Option<EquipmentId>| {
            id.map_or_else(|| words.nobody.to_owned(), |id| plant.name(id))
        };
        let methods = [
            (words.most_utilized, found.by_utilization),
            (words.active_period, found.by_active_period),
            (words.arrows, found.by_arrows.first().copied()),
        ];
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 16.0) / 3.0;
            for (title, id) in methods {
                let (rect, response) = ui.allocate_exact_size(vec2(width, 52.0), Sense::click());
                let label = format!("{title}: {}", name(id));
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                if response.clicked() {
                    cx.ask(Request::Select(id));
                }
                let line = egui::Stroke::new(1.0, cx.theme.line);
                let painter = ui.painter();
                painter.rect(rect, 8.0, cx.theme.raised, line, egui::StrokeKind::Inside);
                let inner = rect.shrink2(vec2(10.0, 8.0));
                widgets::elided(
                    painter,
                    inner.min,
                    Align2::LEFT_TOP,
                    title,
                    plain(11.0),
                    cx.theme.quiet,
                    inner.width(),
                );
                let at = pos2(inner.left(), inner.bottom());
                widgets::elided(
                    painter,
                    at,
                    Align2::LEFT_BOTTOM,
                    &name(id),
                    bold(14.0),
                    cx.theme.ink,
                    inner.width(),
                );
            }
        });
        ui.add_space(6.0);
        let heads = [words.utilization, words.active_period, words.blocked, words.starved];
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        for (number, head) in heads.iter().enumerate() {
            let cell = cell(rect, number);
            widgets::elided(
                ui.painter(),
                cell.left_center(),
                Align2::LEFT_CENTER,
                head,
                plain(11.0),
                cx.theme.faint,
                cell.width(),
            );
        }
        let mut stations: Vec<&StationFlow> = found.stations.iter().collect();
        stations.sort_by(|a, b| b.utilization.total_cmp(&a.utilization));
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for station in stations {
                row(ui, cx, &plant.name(station.equipment), station);
            }
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let found = &cx.analysis?.bottlenecks;
        let plant = cx.plant()?;
        let rows = found.stations.iter().map(|it| {
            let number = |value: f64| format!("{value:.6}");
            vec![
                plant.name(it.equipment),
                number(it.utilization),
                number(it.active),
                number(it.sole),
                number(it.shifting),
                number(it.blocked),
                number(it.starved),
            ]
        });
        Some(csv(
            &["equipment", "utilization", "active", "sole", "shifting", "blocked", "starved"],
            rows,
        ))
    }
}

fn cell(row: Rect, number: usize) -> Rect {
    let left = row.left() + row.width() * 0.24;
    let width = (row.right() - left) / 4.0;
    let at = pos2(left + width * number as f32, row.top());
    Rect::from_min_size(at, vec2(width - 8.0, row.height()))
}

fn row(ui: &mut Ui, cx: &mut PanelCx<'_>, name: &str, station: &StationFlow) {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 21.0), Sense::click());
    let label = format!("{name}: {} {}", cx.words.utilization, format::share(station.utilization));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if response.clicked() {
        cx.ask(Request::Select(Some(station.equipment)));
    }
    let painter = ui.painter();
    let is_selected = cx.selected == Some(station.equipment);
    if is_selected || response.hovered() {
        painter.rect_filled(rect, 4.0, theme.grid);
    }
    let font = if is_selected { bold(12.0) } else { plain(12.0) };
    let at = pos2(rect.left() + 4.0, rect.center().y);
    widgets::elided(
        painter,
        at,
        Align2::LEFT_CENTER,
        name,
        font,
        theme.ink,
        rect.width() * 0.24 - 10.0,
    );
    use plantwright_journal::State;
    let parts: [Vec<(f32, egui::Color32)>; 4] = [
        vec![(station.utilization as f32, theme.state(State::Processing))],
        vec![
            (station.sole as f32, theme.alarm),
            (station.shifting as f32, theme.alarm.gamma_multiply(0.45)),
        ],
        vec![(station.blocked as f32, theme.state(State::Blocked))],
        vec![(station.starved as f32, theme.state(State::Idle))],
    ];
    for (number, parts) in parts.iter().enumerate() {
        let cell = cell(rect, number);
        let bar = Rect::from_min_max(
            pos2(cell.left(), cell.top() + 6.0),
            pos2(cell.right() - 48.0, cell.bottom() - 6.0),
        );
        widgets::stacked_bar(painter, bar, theme.line.gamma_multiply(0.7), parts);
        let sum: f32 = parts.iter().map(|(share, _)| share).sum();
        painter.text(
            pos2(cell.right(), cell.center().y),
            Align2::RIGHT_CENTER,
            format::share(sum.into()),
            plain(11.0),
            theme.quiet,
        );
    }
    let shifting = format!(
        "{} {}, {} {}",
        cx.words.sole,
        format::share(station.sole),
        cx.words.shifting,
        format::share(station.shifting)
    );
    response.on_hover_text(shifting);
}
