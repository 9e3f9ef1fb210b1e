//! Key figures: a card for each of those that matter, and a table of all.

use eframe::egui::{self, Align2, Sense, Ui, pos2, vec2};
use plantwright_kpi::Value;
use plantwright_model::plant::Role;
use plantwright_units::EquipmentId;

use super::{Panel, PanelCx, Request, csv, value_of};
use crate::format;
use crate::session::Frame;
use crate::story::Story;
use crate::theme::{bold, plain};
use crate::widgets;

/// How the table of all figures is looked at.
#[derive(Debug, Default)]
pub(crate) struct Kpis {
    search: String,
}

/// What a card shows.
struct Card {
    title: &'static str,
    value: f64,
    unit: &'static str,
    note: String,
    spark: Vec<f32>,
    second: Option<f64>,
    /// Whether more is better; none: it is neither.
    more_is_better: Option<bool>,
    select: Option<EquipmentId>,
}

impl Panel for Kpis {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        let second = cx.second().and_then(|branch| branch.shown());
        let cards = cards(cx, &branch.story, frame, second);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            grid(ui, cx, &cards);
            ui.add_space(10.0);
            self.all(ui, cx, frame, second);
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (_, frame) = cx.shown()?;
        let plant = cx.plant()?;
        let rows = frame.values.iter().map(|value| {
            let who = value.equipment.map_or_else(String::new, |id| plant.name(id));
            let what = value.product.map_or_else(String::new, |id| plant.product(id).name.clone());
            vec![who, what, value.kpi.to_owned(), value.value.to_string(), value.unit.to_owned()]
        });
        Some(csv(&["equipment", "product", "kpi", "value", "unit"], rows))
    }
}

fn cards(cx: &PanelCx<'_>, story: &Story, frame: &Frame, second: Option<&Frame>) -> Vec<Card> {
    let words = cx.words;
    let of = |kpi: &str| value_of(&frame.values, None, kpi);
    let other = |kpi: &str| second.and_then(|frame| value_of(&frame.values, None, kpi));
    let mut cards = Vec::new();
    let mut card = |title, kpi: &str, unit, note: String, spark, more_is_better| {
        if let Some(value) = of(kpi) {
            let second = other(kpi);
            let select = None;
            cards.push(Card { title, value, unit, note, spark, second, more_is_better, select });
        }
    };
    let produced = of("produced").unwrap_or(0.0);
    let note = format!("{} {}", format::number(produced), words.produced.to_lowercase());
    card(words.throughput, "throughput", "1/h", note, spark(story, frame, true), Some(true));
    let now = format!("{} {}", format::count(frame.counts.present), words.now);
    card(words.mean_wip, "mean_wip", "items", now, spark(story, frame, false), Some(false));
    card(words.flow_time, "mean_flow_time", "s", String::new(), Vec::new(), Some(false));
    card(words.flow_time_p95, "p95_flow_time", "s", String::new(), Vec::new(), Some(false));
    card(words.late, "late_share", "1", String::new(), Vec::new(), Some(false));
    card(words.power, "mean_power", "kW", String::new(), Vec::new(), Some(false));
    card(words.energy_per_item, "energy_per_item", "kWh", String::new(), Vec::new(), Some(false));
    if let Some((id, value)) = busiest(cx, frame) {
        let second = second.and_then(|frame| value_of(&frame.values, Some(id), "utilization"));
        cards.push(Card {
            title: words.busiest,
            value,
            unit: "1",
            note: story.plant().name(id),
            spark: Vec::new(),
            second,
            more_is_better: None,
            select: Some(id),
        });
    }
    let counted = [(words.scrapped, frame.counts.scrapped), (words.lost, frame.counts.lost)];
    for (title, count) in counted.into_iter().filter(|(_, count)| *count > 0) {
        cards.push(Card {
            title,
            value: count as f64,
            unit: "items",
            note: String::new(),
            spark: Vec::new(),
            second: None,
            more_is_better: Some(false),
            select: None,
        });
    }
    cards
}

/// The station that is utilized most.
fn busiest(cx: &PanelCx<'_>, frame: &Frame) -> Option<(EquipmentId, f64)> {
    let plant = cx.plant()?;
    let stations = plant.equipment_ids().filter(|id| {
        let facts = plant.equipment(*id);
        facts.role == Role::Processor && facts.places.is_some()
    });
    let known =
        stations.filter_map(|id| Some((id, value_of(&frame.values, Some(id), "utilization")?)));
    known.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, value)| *value > 0.0)
}

/// Completed items, or items in the plant, over the last stretches of time.
fn spark(story: &Story, frame: &Frame, completed: bool) -> Vec<f32> {
    let (stretches, width) = story.stretches();
    let until = (frame.at.as_nanos() / width) as usize;
    let shown = &stretches[..stretches.len().min(until.max(1))];
    let group = shown.len().div_ceil(48).max(1);
    let groups = shown.chunks(group).map(|group| {
        if completed {
            group.iter().map(|it| it.completed as f32).sum::<f32>() / group.len() as f32
        } else {
            group.last().map_or(0.0, |it| it.present as f32)
        }
    });
    groups.collect()
}

fn grid(ui: &mut Ui, cx: &mut PanelCx<'_>, cards: &[Card]) {
    const GAP: f32 = 8.0;
    let width = ui.available_width();
    let columns = ((width + GAP) / (148.0 + GAP)).floor().max(1.0);
    let size = vec2((width - GAP * (columns - 1.0)) / columns, 84.0);
    let rows = (cards.len() as f32 / columns).ceil();
    let all = vec2(width, rows * (size.y + GAP) - GAP);
    let (area, _) = ui.allocate_exact_size(all.max(vec2(width, 0.0)), Sense::hover());
    for (number, card) in cards.iter().enumerate() {
        let (column, row) = (number as f32 % columns, (number as f32 / columns).floor());
        let at = area.min + vec2(column * (size.x + GAP), row * (size.y + GAP));
        let mut rect = egui::Rect::from_min_size(at, size);
        if number + 1 == cards.len() {
            // The last one fills its row.
            rect.set_right(area.right());
        }
        let sense = if card.select.is_some() { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, ui.scope_id().with(("card", card.title)), sense);
        let label =
            format!("{}: {}", card.title, format::value(card.value, cx.words.unit(card.unit)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
        if response.clicked() {
            cx.ask(Request::Select(card.select));
        }
        paint(ui.painter(), cx, rect, card);
    }
}

fn paint(painter: &egui::Painter, cx: &PanelCx<'_>, rect: egui::Rect, card: &Card) {
    let theme = cx.theme;
    let line = egui::Stroke::new(1.0, theme.line);
    painter.rect(rect, 8.0, theme.raised, line, egui::StrokeKind::Inside);
    let inner = rect.shrink2(vec2(12.0, 10.0));
    let width = inner.width();
    let at = inner.min;
    widgets::elided(painter, at, Align2::LEFT_TOP, card.title, plain(11.5), theme.quiet, width);
    let text = format::value(card.value, cx.words.unit(card.unit));
    let value = at + vec2(0.0, 18.0);
    widgets::elided(painter, value, Align2::LEFT_TOP, &text, bold(21.0), theme.ink, width);
    let foot = pos2(inner.left(), inner.bottom());
    if let Some(second) = card.second {
        let change = second - card.value;
        let color = match card.more_is_better {
            Some(more) if change.abs() > 1e-9 * card.value.abs() => {
                if more == (change > 0.0) {
                    theme.good
                } else {
                    theme.alarm
                }
            }
            _ => theme.quiet,
        };
        let dot = egui::Rect::from_center_size(foot + vec2(4.0, -7.0), vec2(8.0, 8.0));
        painter.rect_filled(dot, 4.0, theme.second);
        let text = format!(
            "{}  {}",
            format::value(second, cx.words.unit(card.unit)),
            format::difference(change, cx.words.unit(card.unit))
        );
        let at = foot + vec2(13.0, 0.0);
        widgets::elided(painter, at, Align2::LEFT_BOTTOM, &text, bold(11.5), color, width - 13.0);
        return;
    }
    if card.spark.len() > 2 {
        let left = inner.left() + width * 0.62;
        let area = egui::Rect::from_min_max(pos2(left, inner.bottom() - 19.0), inner.max);
        widgets::sparkline(painter, area, &card.spark, theme.accent);
    }
    let room = if card.spark.len() > 2 { width * 0.6 } else { width };
    widgets::elided(painter, foot, Align2::LEFT_BOTTOM, &card.note, plain(11.0), theme.faint, room);
}

impl Kpis {
    fn all(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>, frame: &Frame, second: Option<&Frame>) {
        let (theme, words) = (cx.theme, cx.words);
        let Some(plant) = cx.plant() else { return };
        ui.horizontal(|ui| {
            widgets::heading(ui, theme, words.all_figures);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let edit = egui::TextEdit::singleline(&mut self.search).hint_text(words.search);
                let response = ui.add(edit.desired_width(130.0));
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::TextInput, true, words.search)
                });
            });
        });
        let search = self.search.to_lowercase();
        let name = |value: &Value| match (value.equipment, value.product) {
            (Some(id), _) => plant.name(id),
            (None, Some(id)) => plant.product(id).name.clone(),
            (None, None) => words.whole_plant.to_owned(),
        };
        let selected = cx.selected.filter(|_| search.is_empty());
        let rows: Vec<&Value> = frame
            .values
            .iter()
            .filter(|value| {
                let fits = selected.is_none() || value.equipment == selected;
                let found = search.is_empty()
                    || value.kpi.replace('_', " ").contains(&search)
                    || words.of_figure(value.kpi).to_lowercase().contains(&search)
                    || name(value).to_lowercase().contains(&search);
                // At first, what is said of the whole plant.
                let is_plain =
                    !search.is_empty() || selected.is_some() || value.equipment.is_none();
                fits && found && is_plain
            })
            .take(400)
            .collect();
        for (number, value) in rows.into_iter().enumerate() {
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::click());
            if !ui.is_rect_visible(rect) {
                continue;
            }
            let text = format::value(value.value, words.unit_of(value.kpi, value.unit));
            let label = format!("{} {}: {text}", name(value), words.of_figure(value.kpi));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
            if response.clicked() && value.equipment.is_some() {
                cx.ask(Request::Select(value.equipment));
            }
            let painter = ui.painter();
            if number % 2 == 0 {
                painter.rect_filled(rect, 3.0, theme.grid);
            }
            let is_two = second.is_some();
            let columns = if is_two { [0.0, 0.26, 0.66, 1.0] } else { [0.0, 0.34, 0.99, 1.0] };
            let x = |share: f32| rect.left() + 6.0 + share * (rect.width() - 12.0);
            let mid = rect.center().y;
            let room = (columns[1] - columns[0]) * rect.width() - 8.0;
            let at = pos2(x(columns[0]), mid);
            widgets::elided(
                painter,
                at,
                Align2::LEFT_CENTER,
                &name(value),
                plain(12.0),
                theme.quiet,
                room,
            );
            let room = (0.68 - columns[1]) * rect.width();
            let at = pos2(x(columns[1]), mid);
            let kpi = words.of_figure(value.kpi);
            widgets::elided(painter, at, Align2::LEFT_CENTER, &kpi, plain(12.0), theme.ink, room);
            let at = pos2(x(columns[2]), mid);
            painter.text(at, Align2::RIGHT_CENTER, text, bold(12.0), theme.ink);
            let other = second
                .and_then(|frame| frame.values.find(value.equipment, value.product, value.kpi));
            if let Some(other) = other {
                let text = format::value(other.value, words.unit_of(other.kpi, other.unit));
                painter.text(
                    pos2(x(1.0), mid),
                    Align2::RIGHT_CENTER,
                    text,
                    bold(12.0),
                    theme.second,
                );
            }
        }
    }
}
