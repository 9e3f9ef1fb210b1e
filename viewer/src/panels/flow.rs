//! Flow: how many items went from where to where, as ribbons (a Sankey diagram).

use std::collections::BTreeMap;

use eframe::egui::{self, Align2, Color32, Mesh, Rect, Sense, Shape, Ui, pos2, vec2};
use plantwright_units::EquipmentId;

use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::theme::plain;
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct Flow;

/// A piece of equipment, as a bar.
#[derive(Debug, Clone, Copy)]
struct Bar {
    layer: usize,
    weight: f64,
    rect: Rect,
    /// How much of its left and right side is taken by ribbons.
    taken: [f32; 2],
}

type Flows = BTreeMap<(EquipmentId, EquipmentId), u64>;

impl Panel for Flow {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some(story) = cx.story() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        if story.flows().is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        let all = ui.available_rect_before_wrap();
        let (_, response) = ui.allocate_exact_size(all.size(), Sense::click());
        let label = cx.words.flow;
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, label));
        let area = Rect::from_min_max(all.min + vec2(10.0, 12.0), all.max - vec2(10.0, 14.0));
        let mut bars = bars(story.flows(), area);
        let painter = ui.painter_at(all);
        let pointer = response.hover_pos();
        let most = story.flows().values().max().copied().unwrap_or(1).max(1) as f64;
        for ((from, to), count) in story.flows() {
            let (Some(a), Some(b)) = (bars.get(from).copied(), bars.get(to).copied()) else {
                continue;
            };
            let tall = |bar: &Bar| (*count as f64 / bar.weight) as f32 * bar.rect.height();
            let (left, right) = (tall(&a), tall(&b));
            let is_selected = cx.selected.is_some_and(|id| id == *from || id == *to);
            let color = if is_selected { cx.theme.accent } else { cx.theme.series(from.index()) };
            let shade = color.gamma_multiply(if is_selected { 0.55 } else { 0.30 });
            let from_y = a.rect.top() + a.taken[1];
            let to_y = b.rect.top() + b.taken[0];
            let ends = [pos2(a.rect.right(), from_y), pos2(b.rect.left(), to_y)];
            painter.add(ribbon(ends, [left, right], shade));
            let _ = most;
            if let Some(bar) = bars.get_mut(from) {
                bar.taken[1] += left;
            }
            if let Some(bar) = bars.get_mut(to) {
                bar.taken[0] += right;
            }
        }
        let layers = bars.values().map(|bar| bar.layer).max().unwrap_or(0);
        let room = area.width() / (layers as f32 + 1.0);
        for (id, bar) in &bars {
            let is_selected = cx.selected == Some(*id);
            let color = if is_selected { cx.theme.accent } else { cx.theme.series(id.index()) };
            painter.rect_filled(bar.rect, 2.0, color);
            let name = story.plant().name(*id);
            let is_last = bar.layer == layers;
            let (at, anchor) = if is_last {
                (pos2(bar.rect.left() - 5.0, bar.rect.center().y), Align2::RIGHT_CENTER)
            } else {
                (pos2(bar.rect.right() + 5.0, bar.rect.center().y), Align2::LEFT_CENTER)
            };
            if bar.rect.height() > 7.0 || is_selected {
                widgets::elided(
                    &painter,
                    at,
                    anchor,
                    &name,
                    plain(11.0),
                    cx.theme.ink,
                    room - 18.0,
                );
            }
            if pointer.is_some_and(|at| bar.rect.expand(4.0).contains(at)) {
                let count = format::number(bar.weight);
                response
                    .clone()
                    .on_hover_text_at_pointer(format!("{name}\n{count} {}", cx.words.items));
                if response.clicked() {
                    cx.ask(Request::Select(Some(*id)));
                }
            }
        }
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let story = cx.story()?;
        let name = |id: &EquipmentId| story.plant().name(*id);
        let rows = story
            .flows()
            .iter()
            .map(|((from, to), count)| vec![name(from), name(to), count.to_string()]);
        Some(csv(&["from", "to", "items"], rows))
    }
}

/// Lays the equipment out in layers by the longest way; what goes back is drawn back.
fn bars(flows: &Flows, area: Rect) -> BTreeMap<EquipmentId, Bar> {
    let mut layer: BTreeMap<EquipmentId, usize> = BTreeMap::new();
    for (from, to) in flows.keys() {
        layer.entry(*from).or_default();
        layer.entry(*to).or_default();
    }
    let count = layer.len();
    // A few rounds are enough for every way that does not go round; one that does is cut by the number of rounds.
    for _ in 0..count {
        let mut is_changed = false;
        for ((from, to), items) in flows {
            let back = flows.get(&(*to, *from)).copied().unwrap_or(0);
            let wanted = layer[from] + 1;
            if back < *items && layer[to] < wanted && wanted < count {
                layer.insert(*to, wanted);
                is_changed = true;
            }
        }
        if !is_changed {
            break;
        }
    }
    let mut used: Vec<usize> = layer.values().copied().collect();
    used.sort_unstable();
    used.dedup();
    let weight = |id: &EquipmentId| {
        let sum = |side: fn(&(EquipmentId, EquipmentId)) -> EquipmentId| -> u64 {
            flows.iter().filter(|(ends, _)| side(ends) == *id).map(|(_, count)| *count).sum()
        };
        sum(|ends| ends.0).max(sum(|ends| ends.1)).max(1) as f64
    };
    let mut columns: Vec<Vec<(EquipmentId, f64)>> = vec![Vec::new(); used.len()];
    for (id, at) in &layer {
        let column = used.binary_search(at).unwrap_or(0);
        columns[column].push((*id, weight(id)));
    }
    const GAP: f32 = 10.0;
    let per_item = columns
        .iter()
        .map(|column| {
            let sum: f64 = column.iter().map(|(_, weight)| weight).sum();
            let gaps = (GAP * (column.len() as f32 - 1.0)).min(area.height() * 0.5);
            f64::from((area.height() - gaps).max(8.0)) / sum
        })
        .fold(f64::MAX, f64::min);
    let mut bars = BTreeMap::new();
    let steps = (columns.len().max(2) - 1) as f32;
    for (number, column) in columns.iter().enumerate() {
        let sum: f64 = column.iter().map(|(_, weight)| weight * per_item).sum();
        let gap = if column.len() > 1 {
            ((area.height() - sum as f32) / (column.len() as f32 - 1.0)).clamp(0.0, 4.0 * GAP)
        } else {
            0.0
        };
        let tall = sum as f32 + gap * (column.len() as f32 - 1.0);
        let mut y = area.center().y - tall / 2.0;
        let x = area.left() + (area.width() - 9.0) * number as f32 / steps;
        for (id, weight) in column {
            let height = ((weight * per_item) as f32).max(1.0);
            let rect = Rect::from_min_size(pos2(x, y), vec2(9.0, height));
            bars.insert(*id, Bar { layer: number, weight: *weight, rect, taken: [0.0; 2] });
            y += height + gap;
        }
    }
    bars
}

/// A band from one bar to another, bent like an S.
fn ribbon(ends: [egui::Pos2; 2], tall: [f32; 2], color: Color32) -> Shape {
    const STEPS: u32 = 24;
    let mut mesh = Mesh::default();
    for step in 0..=STEPS {
        let t = step as f32 / STEPS as f32;
        let s = t * t * (3.0 - 2.0 * t);
        let x = ends[0].x + (ends[1].x - ends[0].x) * t;
        let y = ends[0].y + (ends[1].y - ends[0].y) * s;
        let height = tall[0] + (tall[1] - tall[0]) * s;
        mesh.colored_vertex(pos2(x, y), color);
        mesh.colored_vertex(pos2(x, y + height.max(0.8)), color);
        if step > 0 {
            let at = step * 2;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at - 1, at, at + 1);
        }
    }
    Shape::mesh(mesh)
}
