//! The floor in 3D: a box for each piece of equipment, one for each item on it, and labels that give way to one another.

use eframe::egui::{self, Align2, Color32, PointerButton, Pos2, Rect, Sense, Ui, pos2, vec2};
use plantwright_model::plant::Role;

use super::boxes::{Boxes, Solid};
use super::camera::BOX;
use super::matrix::{self, Matrix, Vector};
use super::{Look, tooltip};
use crate::format;
use crate::layout::Layout;
use crate::panels::{PanelCx, Request};
use crate::theme::{bold, mix};
use crate::widgets;

/// Up to so many items are shown on a piece of equipment.
const SHOWN: usize = 120;

/// The floor in 3D, as it is looked at.
#[derive(Debug, Default)]
pub(super) struct Space {
    boxes: Option<Boxes>,
    camera: Option<Orbit>,
}

/// From where one looks: around a point on the floor.
#[derive(Debug, Clone, Copy)]
struct Orbit {
    middle: [f32; 2],
    away: f32,
    turn: f32,
    rise: f32,
}

impl Orbit {
    /// So that all is seen.
    fn of(layout: &Layout, aspect: f32) -> Self {
        let [least, most] = layout.bounds;
        let wide = (most[0] - least[0] + 1.6) / aspect.max(0.3);
        let deep = (most[1] - least[1] + 1.6) * 0.86;
        let middle = [(least[0] + most[0]) / 2.0, (least[1] + most[1]) / 2.0 + 0.1];
        Self { middle, away: wide.max(deep).max(2.0) * 1.42, turn: 0.0, rise: 0.98 }
    }

    fn eye(&self) -> Vector {
        let (flat, high) = (libm::cosf(self.rise) * self.away, libm::sinf(self.rise) * self.away);
        let (x, z) = (libm::sinf(self.turn) * flat, libm::cosf(self.turn) * flat);
        [self.middle[0] + x, high, self.middle[1] + z]
    }

    fn view(&self, aspect: f32) -> Matrix {
        let view = matrix::look_at(self.eye(), [self.middle[0], 0.0, self.middle[1]]);
        matrix::times(&matrix::perspective(0.72, aspect, 0.05, 400.0), &view)
    }

    fn interact(&mut self, ui: &Ui, response: &egui::Response) {
        let moved = response.drag_delta();
        let pans = response.dragged_by(PointerButton::Secondary)
            || response.dragged_by(PointerButton::Middle)
            || ui.input(|input| input.modifiers.shift);
        if response.dragged() && pans {
            let step = self.away * 0.0011;
            let (sin, cos) = (libm::sinf(self.turn), libm::cosf(self.turn));
            self.middle[0] -= (moved.x * cos + moved.y * sin) * step;
            self.middle[1] -= (moved.y * cos - moved.x * sin) * step;
        } else if response.dragged() {
            self.turn -= moved.x * 0.006;
            self.rise = (self.rise + moved.y * 0.005).clamp(0.12, 1.54);
        }
        if response.hovered() {
            let (wheel, pinch) =
                ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            let zoom = pinch * libm::expf(wheel.y / 260.0);
            self.away = (self.away / zoom.clamp(0.2, 5.0)).clamp(1.2, 120.0);
        }
    }
}

impl Space {
    pub(super) const fn fit(&mut self) {
        self.camera = None;
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>, looks: &[Look]) {
        let Some(gpu) = cx.gpu else {
            return widgets::nothing(ui, cx.theme, cx.words.no_gpu);
        };
        let area = ui.available_rect_before_wrap();
        let (_, response) = ui.allocate_exact_size(area.size(), Sense::click_and_drag());
        let label = format!("{} {}", cx.words.floor, cx.words.space);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        let aspect = area.width() / area.height().max(1.0);
        let mut orbit = self.camera.unwrap_or_else(|| Orbit::of(cx.layout, aspect));
        let before = (orbit.middle, orbit.away, orbit.turn, orbit.rise);
        orbit.interact(ui, &response);
        if before != (orbit.middle, orbit.away, orbit.turn, orbit.rise) {
            self.camera = Some(orbit);
        }
        let view = orbit.view(aspect);
        let solids = solids(cx, looks);
        let pixels = ui.pixels_per_point();
        let size = [area.width(), area.height()]
            .map(|side| (side * pixels).round().clamp(16.0, 8_192.0) as u32);
        let ground = mix(cx.theme.surface, cx.theme.ground, 0.7);
        let boxes = self.boxes.get_or_insert_with(|| Boxes::new(gpu));
        let id = boxes.draw(gpu, size, &view, ground, &solids);
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(id, area, all, Color32::WHITE);
        let pointed = labels(ui, cx, looks, &view, area, orbit.eye(), response.hover_pos());
        if response.clicked() {
            cx.ask(Request::Select(pointed.map(|position| looks[position].id)));
        }
        if response.double_clicked() {
            self.camera = pointed.map(|position| {
                let middle = cx.layout.places[looks[position].id.index()];
                Orbit { middle, away: orbit.away.min(5.0), ..orbit }
            });
        }
        if let (Some(position), Some((branch, frame))) = (pointed, cx.shown()) {
            let text = tooltip(cx, branch.story.plant(), frame, looks[position].id);
            response.on_hover_text_at_pointer(text);
        }
    }
}

/// How high a piece of equipment is.
fn height(kind: &str, role: Role) -> f32 {
    match (kind, role) {
        ("Conveyor" | "Sorter" | "Zone", _) => 0.12,
        (_, Role::Source | Role::Sink) => 0.26,
        (_, Role::Holder) => 0.08,
        (_, Role::Processor) => 0.42,
    }
}

/// Everything that stands on the floor, and the floor.
fn solids(cx: &PanelCx<'_>, looks: &[Look]) -> Vec<Solid> {
    let theme = cx.theme;
    let Some((branch, frame)) = cx.shown() else { return Vec::new() };
    let plant = branch.story.plant();
    let [least, most] = cx.layout.bounds;
    let middle = [(least[0] + most[0]) / 2.0, (least[1] + most[1]) / 2.0];
    let (wide, deep) = (most[0] - least[0] + 2.0, most[1] - least[1] + 1.8);
    let floor = mix(theme.raised, theme.ground, 0.35);
    let mut solids = vec![Solid::new([middle[0], -0.05, middle[1]], [wide, 0.1, deep], floor)];
    let line = mix(theme.line, floor, 0.35);
    for (axis, length) in [(0, wide), (1, deep)] {
        let count = length.floor() as i32;
        for number in 0..=count {
            let at = number as f32 - count as f32 / 2.0;
            let (place, sides) = if axis == 0 {
                ([middle[0] + at, 0.001, middle[1]], [0.012, 0.002, deep])
            } else {
                ([middle[0], 0.001, middle[1] + at], [wide, 0.002, 0.012])
            };
            solids.push(Solid::new(place, sides, line));
        }
    }
    let way = mix(theme.faint, floor, 0.45);
    for (from, to) in &cx.layout.links {
        let (a, b) = (cx.layout.places[from.index()], cx.layout.places[to.index()]);
        let is_selected = cx.selected.is_some_and(|id| id == *from || id == *to);
        let color = if is_selected { theme.accent } else { way };
        // Along one axis, then along the other one.
        let corner = [b[0], a[1]];
        for (p, q) in [(a, corner), (corner, b)] {
            let place = [(p[0] + q[0]) / 2.0, 0.006, (p[1] + q[1]) / 2.0];
            let sides = [(p[0] - q[0]).abs() + 0.035, 0.006, (p[1] - q[1]).abs() + 0.035];
            solids.push(Solid::new(place, sides, color));
        }
    }
    for (look, it) in looks.iter().zip(&frame.view.equipment) {
        let place = cx.layout.places[look.id.index()];
        let facts = plant.equipment(look.id);
        let tall = height(facts.kind, facts.role);
        let is_selected = cx.selected == Some(look.id);
        if is_selected {
            let sides = [BOX[0] + 0.12, 0.02, BOX[1] + 0.12];
            solids.push(Solid::new([place[0], 0.011, place[1]], sides, theme.accent));
        }
        let sides = [BOX[0], tall, BOX[1] * 0.8];
        solids.push(Solid::new([place[0], tall / 2.0, place[1]], sides, look.color));
        items(&mut solids, theme, it, place, tall);
    }
    solids
}

/// The items on a piece of equipment: along it where that is known, else in rows.
fn items(
    solids: &mut Vec<Solid>,
    theme: &crate::theme::Theme,
    it: &plantwright_sim::EquipmentView,
    place: [f32; 2],
    tall: f32,
) {
    let count = it.contents.len().min(SHOWN);
    let side = if count <= 8 { 0.11 } else { 0.072 };
    let columns = ((BOX[0] - 0.08) / (side * 1.3)) as usize;
    let rows = ((BOX[1] * 0.8 - 0.06) / (side * 1.3)).max(1.0) as usize;
    for (number, item) in it.contents.iter().take(count).enumerate() {
        let (x, z, layer) = match item.along {
            Some(along) => ((along - 0.5) * (BOX[0] - side), 0.0, 0),
            None => {
                let (layer, rest) = (number / (columns * rows), number % (columns * rows));
                let x = (rest % columns) as f32 * side * 1.3 - (BOX[0] - 0.08) / 2.0 + side / 2.0;
                let z = (rest / columns) as f32 * side * 1.3 - BOX[1] * 0.4 + 0.05 + side / 2.0;
                (x, z, layer)
            }
        };
        let y = tall + side * (0.5 + layer as f32 * 1.06);
        let color = theme.series(item.product.index());
        solids.push(Solid::new([place[0] + x, y, place[1] + z], [side; 3], color));
    }
}

/// Names and numbers, the nearest first; what would lie on another one is left out. Returns what is under the pointer.
#[expect(clippy::too_many_arguments, reason = "all of it is at hand where it is called, once")]
fn labels(
    ui: &Ui,
    cx: &PanelCx<'_>,
    looks: &[Look],
    view: &Matrix,
    area: Rect,
    eye: Vector,
    pointer: Option<Pos2>,
) -> Option<usize> {
    let (branch, _) = cx.shown()?;
    let plant = branch.story.plant();
    let on_screen = |at: Vector| {
        let [x, y, _] = matrix::project(view, at)?;
        Some(area.center() + vec2(x * area.width(), -y * area.height()) / 2.0)
    };
    let mut near: Vec<(f32, usize)> = looks
        .iter()
        .enumerate()
        .map(|(position, look)| {
            let place = cx.layout.places[look.id.index()];
            let away = matrix::minus([place[0], 0.0, place[1]], eye);
            (matrix::dot(away, away), position)
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let painter = ui.painter_at(area);
    let mut taken: Vec<Rect> = Vec::new();
    let mut pointed = None;
    for (_, position) in near {
        let look = &looks[position];
        let place = cx.layout.places[look.id.index()];
        let facts = plant.equipment(look.id);
        let tall = height(facts.kind, facts.role);
        let corners = [-0.5_f32, 0.5].into_iter().flat_map(|x| {
            [-0.4_f32, 0.4]
                .into_iter()
                .flat_map(move |z| [0.0, tall].map(|y| [x * BOX[0], y, z * BOX[1]]))
        });
        let corners =
            corners.filter_map(|it| on_screen([place[0] + it[0], it[1], place[1] + it[2]]));
        let outline =
            corners.fold(Rect::NOTHING, |rect, at| rect.union(Rect::from_min_max(at, at)));
        if pointed.is_none() && pointer.is_some_and(|at| outline.contains(at)) {
            pointed = Some(position);
        }
        let Some(at) = on_screen([place[0], tall + 0.1, place[1] - BOX[1] * 0.4]) else { continue };
        let is_selected = cx.selected == Some(look.id);
        let count = look
            .rate
            .map_or_else(|| format::count(look.items.into()), |rate| format::value(rate, "1/h"));
        let text = format!("{}  {count}", facts.name);
        let ink = if is_selected { cx.theme.accent } else { cx.theme.ink };
        let galley = painter.layout_no_wrap(text, bold(11.0), ink);
        let rect = Align2::CENTER_BOTTOM.anchor_size(at, galley.size()).expand2(vec2(5.0, 2.0));
        if !is_selected
            && (taken.iter().any(|other| other.intersects(rect)) || !area.contains_rect(rect))
        {
            continue;
        }
        taken.push(rect);
        painter.rect_filled(rect, 4.0, cx.theme.raised.gamma_multiply(0.88));
        painter.galley(rect.min + vec2(5.0, 2.0), galley, ink);
    }
    pointed
}
