//! Compare: both futures side by side, with the difference, at the same instant.

use std::collections::BTreeMap;

use eframe::egui::{self, Align2, RichText, Sense, Ui, pos2, vec2};
use plantwright_kpi::Value;
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ProductId};

use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::session::Command;
use crate::theme::{bold, plain};
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct Compare;

/// A figure of both.
struct Row<'a> {
    first: &'a Value,
    second: f64,
}

impl Row<'_> {
    fn change(&self) -> f64 {
        self.second - self.first.value
    }

    /// How much it changes, as a share of itself: what sorts the table.
    fn weight(&self) -> f64 {
        let size = self.first.value.abs().max(self.second.abs());
        if size > 0.0 { self.change().abs() / size } else { 0.0 }
    }
}

/// Whether more of a figure is better, where that is so or not for any plant.
pub(crate) fn more_is_better(kpi: &str) -> Option<bool> {
    let good = [
        "throughput",
        "produced",
        "oee",
        "availability",
        "effectiveness",
        "quality_ratio",
        "nee",
        "teep",
        "good_quantity",
    ];
    let bad = [
        "flow_time",
        "waiting_time",
        "wip",
        "tardiness",
        "late_share",
        "lost",
        "scrap",
        "down_time",
        "blocked_time",
        "energy",
        "cost",
        "makespan",
        "power",
    ];
    if good.contains(&kpi) {
        Some(true)
    } else if bad.iter().any(|part| kpi.contains(part)) {
        Some(false)
    } else {
        None
    }
}

impl Panel for Compare {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        let (Some((branch, first)), Some(other)) = (cx.shown(), cx.second()) else {
            return widgets::nothing(ui, theme, words.no_fork);
        };
        let Some(second) = other.shown() else {
            return widgets::nothing(ui, theme, words.reckoning);
        };
        let plant = branch.story.plant();
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("●").color(theme.second));
            ui.label(RichText::new(&other.label).font(bold(12.5)).color(theme.ink));
            let from = format!("{} {}", words.forked_at, format::clock(other.from));
            ui.label(RichText::new(from).color(theme.quiet));
            if ui.button(words.drop_fork).clicked() {
                cx.ask(Request::Core(Command::DropFork));
            }
        });
        let mut rows = rows(&first.values, &second.values);
        rows.retain(|row| {
            cx.selected.is_none()
                || row.first.equipment.is_none()
                || row.first.equipment == cx.selected
        });
        // What is said of the plant comes first, in the order of reports; then what changes most.
        let key = |row: &Row<'_>| (row.first.equipment.is_some(), row.first.product.is_some());
        let weight = |row: &Row<'_>| if key(row).0 { row.weight() } else { 0.0 };
        rows.sort_by(|a, b| key(a).cmp(&key(b)).then(weight(b).total_cmp(&weight(a))));
        let head = ["", words.figure, words.base, words.changed, words.difference];
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        for (number, head) in head.iter().enumerate() {
            let (x, anchor) = column(rect, number);
            ui.painter().text(pos2(x, rect.center().y), anchor, *head, plain(11.0), theme.faint);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        egui::ScrollArea::vertical().auto_shrink(false).show_rows(
            ui,
            20.0,
            rows.len(),
            |ui, range| {
                for number in range {
                    line(ui, cx, plant, &rows[number], number);
                }
            },
        );
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (first, second) = (cx.shown()?.1, cx.second()?.shown()?);
        let plant = cx.plant()?;
        let rows = rows(&first.values, &second.values).into_iter().map(|row| {
            let who = row.first.equipment.map_or_else(String::new, |id| plant.name(id));
            let (a, b) = (row.first.value.to_string(), row.second.to_string());
            vec![
                who,
                row.first.kpi.to_owned(),
                a,
                b,
                row.change().to_string(),
                row.first.unit.to_owned(),
            ]
        });
        Some(csv(&["equipment", "kpi", "base", "changed", "difference", "unit"], rows))
    }
}

type Key = (Option<EquipmentId>, Option<ProductId>, &'static str);

fn rows<'a>(first: &'a [Value], second: &[Value]) -> Vec<Row<'a>> {
    let key = |value: &Value| -> Key { (value.equipment, value.product, value.kpi) };
    let others: BTreeMap<Key, f64> = second.iter().map(|value| (key(value), value.value)).collect();
    first
        .iter()
        .filter_map(|first| Some(Row { first, second: *others.get(&key(first))? }))
        .collect()
}

fn column(rect: egui::Rect, number: usize) -> (f32, Align2) {
    let (share, anchor) = [
        (0.0, Align2::LEFT_CENTER),
        (0.22, Align2::LEFT_CENTER),
        (0.66, Align2::RIGHT_CENTER),
        (0.82, Align2::RIGHT_CENTER),
        (1.0, Align2::RIGHT_CENTER),
    ][number];
    (rect.left() + 6.0 + share * (rect.width() - 12.0), anchor)
}

fn line(ui: &mut Ui, cx: &mut PanelCx<'_>, plant: &Plant, row: &Row<'_>, number: usize) {
    let (theme, words) = (cx.theme, cx.words);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
    let value = row.first;
    let who = match (value.equipment, value.product) {
        (Some(id), _) => plant.name(id),
        (None, Some(id)) => plant.product(id).name.clone(),
        (None, None) => words.whole_plant.to_owned(),
    };
    let unit = words.unit_of(value.kpi, value.unit);
    let change = format::difference(row.change(), unit);
    let is_same = row.weight() < 1e-9;
    let label = format!("{who} {}: {change}", words.of_figure(value.kpi));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if response.clicked() && value.equipment.is_some() {
        cx.ask(Request::Select(value.equipment));
    }
    let painter = ui.painter();
    let color = match more_is_better(value.kpi) {
        _ if is_same => theme.faint,
        Some(more) if more == (row.change() > 0.0) => theme.good,
        Some(_) => theme.alarm,
        None => theme.ink,
    };
    if !is_same && row.weight() > 0.01 {
        painter.rect_filled(rect, 3.0, color.gamma_multiply(0.10));
    } else if number.is_multiple_of(2) {
        painter.rect_filled(rect, 3.0, theme.grid.gamma_multiply(0.6));
    }
    let y = rect.center().y;
    let cells = [
        (who, plain(12.0), theme.quiet, rect.width() * 0.21),
        (words.of_figure(value.kpi), plain(12.0), theme.ink, rect.width() * 0.30),
        (format::value(value.value, unit), plain(12.0), theme.ink, rect.width() * 0.16),
        (format::value(row.second, unit), plain(12.0), theme.second, rect.width() * 0.16),
        (change, bold(12.0), color, rect.width() * 0.17),
    ];
    for (number, (text, font, color, width)) in cells.into_iter().enumerate() {
        let (x, anchor) = column(rect, number);
        widgets::elided(painter, pos2(x, y), anchor, &text, font, color, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_what_is_better() {
        assert_eq!(more_is_better("throughput"), Some(true));
        assert_eq!(more_is_better("mean_flow_time"), Some(false));
        assert_eq!(more_is_better("utilization"), None);
    }

    #[test]
    fn only_what_both_have_is_compared() {
        let first =
            [Value::of_plant("throughput", 10.0, "1/h"), Value::of_plant("energy", 1.0, "kWh")];
        let second = [Value::of_plant("throughput", 12.0, "1/h")];
        let rows = rows(&first, &second);
        assert_eq!(rows.len(), 1);
        assert!((rows[0].change() - 2.0).abs() < 1e-12 && rows[0].weight() > 0.1);
    }
}
