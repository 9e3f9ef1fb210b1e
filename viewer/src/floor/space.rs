//! The floor in 3D: a box for each piece of equipment, one for each item on it, and labels that give way to one another.

use eframe::egui::{self, Align2, Color32, PointerButton, Pos2, Rect, Sense, Ui, pos2, vec2};
use plantwright_model::Plant;
use plantwright_model::plant::Role;

use super::boxes::{Boxes, Solid};
use super::camera::BOX;
use super::ground::{self, PERSON};
use super::matrix::{self, Matrix, Vector};
use super::moving::{self, Body, Car};
use super::{Look, Others, Said, count, tooltip};
use crate::layout::Layout;
use crate::panels::{PanelCx, Request};
use crate::theme::{bold, mix};
use crate::widgets;

/// Up to so many items are shown on a piece of equipment.
const SHOWN: usize = 120;

/// So near to the pointer, in points, what moves is meant.
const NEAR: f32 = 13.0;

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
        let deep = (most[1] - least[1] + 1.6) * 0.94;
        let middle = [f32::midpoint(least[0], most[0]), f32::midpoint(least[1], most[1]) + 0.1];
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

    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelCx<'_>,
        looks: &[Look],
        others: &Others,
    ) {
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
        let Some((branch, frame)) = cx.shown() else { return };
        let plant = branch.story.plant();
        let (cars, people) = (moving::cars(cx, plant, frame), moving::people(cx, plant, frame));
        let solids = solids(cx, looks, &cars, &people);
        let pixels = ui.pixels_per_point();
        let size = [area.width(), area.height()]
            .map(|side| (side * pixels).round().clamp(16.0, 8_192.0) as u32);
        let ground = mix(cx.theme.surface, cx.theme.ground, 0.7);
        let boxes = self.boxes.get_or_insert_with(|| Boxes::new(gpu));
        let id = boxes.draw(gpu, size, &view, ground, &solids);
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(id, area, all, Color32::WHITE);
        let pointed =
            labels(ui, cx, (looks, others), &view, area, orbit.eye(), response.hover_pos());
        // What moves is before what stands.
        let at_pointer = |at: [f32; 2], high: f32| {
            let on_screen = on_screen(&view, area, [at[0], high, at[1]]);
            on_screen.zip(response.hover_pos()).map(|(at, pointer)| at.distance(pointer))
        };
        let cars_at = cars.iter().filter_map(|car| Some((at_pointer(car.at, 0.08)?, car)));
        let car = nearest(cars_at);
        let bodies_at = people.iter().filter_map(|it| Some((at_pointer(it.at, PERSON / 2.0)?, it)));
        let body = nearest(bodies_at).filter(|_| car.is_none());
        if let Some(text) = ground::label(cx, cars.len(), people.len()) {
            ground::tell_how_many(ui, &response, &text);
        }
        if response.clicked() {
            let equipment = || pointed.map(|position| looks[position].id);
            cx.ask(Request::Select(car.map(|car| car.view.at.fleet).or_else(equipment)));
        }
        if car.is_some() || body.is_some() {
            return ground::tell(cx, plant, frame, response, (car, body));
        }
        if response.double_clicked() {
            self.camera = pointed.map(|position| {
                let middle = cx.layout.places[looks[position].id.index()];
                Orbit { middle, away: orbit.away.min(5.0), ..orbit }
            });
        }
        if let Some(position) = pointed {
            let text = tooltip(cx, plant, frame, looks[position].id);
            response.on_hover_text_at_pointer(text);
        }
    }
}

/// Where a place in the plant is seen; none: behind who looks.
fn on_screen(view: &Matrix, area: Rect, at: Vector) -> Option<Pos2> {
    let [x, y, _] = matrix::project(view, at)?;
    Some(area.center() + vec2(x * area.width(), -y * area.height()) / 2.0)
}

/// What is nearest to the pointer, if it is near enough to be meant.
fn nearest<T>(all: impl Iterator<Item = (f32, T)>) -> Option<T> {
    let near = all.filter(|(away, _)| *away < NEAR);
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, it)| it)
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

/// Everything that stands on the floor or moves there, and the floor.
fn solids(cx: &PanelCx<'_>, looks: &[Look], cars: &[Car<'_>], people: &[Body<'_>]) -> Vec<Solid> {
    let theme = cx.theme;
    let Some((branch, frame)) = cx.shown() else { return Vec::new() };
    let plant = branch.story.plant();
    let [least, most] = cx.layout.bounds;
    let middle = [f32::midpoint(least[0], most[0]), f32::midpoint(least[1], most[1])];
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
            let place = [f32::midpoint(p[0], q[0]), 0.006, f32::midpoint(p[1], q[1])];
            let sides = [(p[0] - q[0]).abs() + 0.035, 0.006, (p[1] - q[1]).abs() + 0.035];
            solids.push(Solid::new(place, sides, color));
        }
    }
    zones(&mut solids, cx, plant, floor);
    roads(&mut solids, cx, mix(theme.line, floor, 0.1));
    for (look, it) in looks.iter().zip(&frame.view.equipment) {
        let place = cx.layout.places[look.id.index()];
        if let Said::Share(share) = look.said
            && cx.floor.heat
        {
            let sides = [BOX[0] + 0.34, 0.008, BOX[1] + 0.24];
            solids.push(Solid::new([place[0], 0.008, place[1]], sides, theme.heat(share as f32)));
        }
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
    moving(&mut solids, cx, cars, people);
    solids
}

/// A strip on the floor from one place to another: in one piece along an axis, else of small pieces.
fn strip(solids: &mut Vec<Solid>, [a, b]: [[f32; 2]; 2], (y, width): (f32, f32), color: Color32) {
    let (wide, deep) = ((a[0] - b[0]).abs(), (a[1] - b[1]).abs());
    if wide < 0.01 || deep < 0.01 {
        let middle = [f32::midpoint(a[0], b[0]), y, f32::midpoint(a[1], b[1])];
        solids.push(Solid::new(middle, [wide + width, 0.006, deep + width], color));
        return;
    }
    let count = (libm::hypotf(wide, deep) / width).ceil().clamp(1.0, 200.0);
    for number in 0..=count as u32 {
        let share = number as f32 / count;
        let at = [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share);
        solids.push(Solid::new([at[0], y, at[1]], [width, 0.006, width], color));
    }
}

/// Where only some vehicles may be, in the colours of the plan.
fn zones(solids: &mut Vec<Solid>, cx: &PanelCx<'_>, plant: &Plant, floor: Color32) {
    for network in &cx.layout.networks {
        let Some(facts) = plant.equipment(network.fleet).fleet.as_deref() else { continue };
        for (number, zone) in facts.zones.iter().enumerate() {
            let nodes = zone.nodes.iter().filter_map(|node| network.nodes.get(*node as usize));
            let bounds = |axis: usize| {
                let all = nodes.clone().map(move |node| node[axis]);
                all.fold((f32::MAX, f32::MIN), |(least, most), it| (least.min(it), most.max(it)))
            };
            let ((left, right), (top, bottom)) = (bounds(0), bounds(1));
            if left > right {
                continue;
            }
            let middle = [f32::midpoint(left, right), 0.002, f32::midpoint(top, bottom)];
            let sides = [right - left + 0.24, 0.004, bottom - top + 0.24];
            let color = mix(floor, cx.theme.series(number + 4), 0.22);
            solids.push(Solid::new(middle, sides, color));
        }
    }
}

/// Where vehicles drive.
fn roads(solids: &mut Vec<Solid>, cx: &PanelCx<'_>, color: Color32) {
    for network in &cx.layout.networks {
        for (from, to) in &network.edges {
            let ends = [from, to].map(|node| network.nodes[*node as usize]);
            strip(solids, ends, (0.004, 0.09), color);
        }
    }
}

/// Vehicles with their loads and the ways that are theirs, and people.
fn moving(solids: &mut Vec<Solid>, cx: &PanelCx<'_>, cars: &[Car<'_>], people: &[Body<'_>]) {
    let floor = mix(cx.theme.raised, cx.theme.ground, 0.35);
    for car in cars {
        for pair in car.reserved.windows(2) {
            strip(solids, [pair[0], pair[1]], (0.01, 0.045), mix(car.color, floor, 0.25));
        }
        let (long, wide) = (car.length.max(0.2), car.length.max(0.2) * 0.62);
        let is_along = car.ahead[0].abs() >= car.ahead[1].abs();
        let sides = if is_along { [long, 0.1, wide] } else { [wide, 0.1, long] };
        solids.push(Solid::new([car.at[0], 0.08, car.at[1]], sides, car.color));
        if let Some(load) = car.load {
            let side = wide * 0.8;
            solids.push(Solid::new([car.at[0], 0.13 + side / 2.0, car.at[1]], [side; 3], load));
        }
    }
    for it in people {
        let [x, z] = it.at;
        solids.push(Solid::new([x, PERSON / 2.0, z], [0.075, PERSON, 0.075], it.color));
        let head = mix(it.color, Color32::WHITE, 0.45);
        solids.push(Solid::new([x, PERSON + 0.045, z], [0.08, 0.08, 0.08], head));
    }
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
        let (x, z, layer) = if let Some(along) = item.along {
            ((along - 0.5) * (BOX[0] - side), 0.0, 0)
        } else {
            let (layer, rest) = (number / (columns * rows), number % (columns * rows));
            let x = (rest % columns) as f32 * side * 1.3 - (BOX[0] - 0.08) / 2.0 + side / 2.0;
            let z = (rest / columns) as f32 * side * 1.3 - BOX[1] * 0.4 + 0.05 + side / 2.0;
            (x, z, layer)
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
    (looks, others): (&[Look], &Others),
    view: &Matrix,
    area: Rect,
    eye: Vector,
    pointer: Option<Pos2>,
) -> Option<usize> {
    let (branch, _) = cx.shown()?;
    let plant = branch.story.plant();
    let on_screen = |at: Vector| on_screen(view, area, at);
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
    let outline = |look: &Look| {
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
        corners.fold(Rect::NOTHING, |rect, at| rect.union(Rect::from_min_max(at, at)))
    };
    let outlines: Vec<Rect> = looks.iter().map(outline).collect();
    for (_, position) in near {
        let look = &looks[position];
        let place = cx.layout.places[look.id.index()];
        let facts = plant.equipment(look.id);
        let tall = height(facts.kind, facts.role);
        let outline = outlines[position];
        if pointed.is_none() && pointer.is_some_and(|at| outline.contains(at)) {
            pointed = Some(position);
        }
        // Over it; where another name is, at its foot, or beside it.
        let over = on_screen([place[0], tall + 0.1, place[1] - BOX[1] * 0.4]);
        let foot = on_screen([place[0], 0.0, place[1] + BOX[1] * 0.42]);
        let is_selected = cx.selected == Some(look.id);
        let ink = if is_selected { cx.theme.accent } else { cx.theme.ink };
        let mut job = egui::text::LayoutJob::default();
        let mut add = |text: &str, ink| {
            job.append(text, 0.0, egui::text::TextFormat::simple(bold(11.0), ink));
        };
        add(&format!("{}  {}", facts.name, count(look)), ink);
        if let Some((_, other)) = &others[position] {
            add(&format!("  {other}"), cx.theme.second);
        }
        let galley = painter.layout_job(job);
        let beside = Some(outline.right_center() + vec2(8.0, 0.0));
        let rects = [
            (Align2::CENTER_BOTTOM, over),
            (Align2::CENTER_TOP, foot),
            (Align2::LEFT_CENTER, beside),
        ];
        let rects = rects.into_iter().filter_map(|(anchor, at)| {
            Some(anchor.anchor_size(at?, galley.size()).expand2(vec2(5.0, 2.0)))
        });
        let mut rects = rects.collect::<Vec<Rect>>().into_iter();
        let first = rects.clone().next().filter(|_| is_selected);
        let over = rects.clone().next();
        let is_free = |rect: &Rect| {
            // On another one, it would be taken for its name.
            let is_elsewhere = Some(*rect) != over
                && outlines.iter().enumerate().any(|(number, other)| {
                    number != position && other.shrink(2.0).intersects(*rect)
                });
            let is_taken = taken.iter().any(|other| other.intersects(*rect));
            area.contains_rect(*rect) && !is_taken && !is_elsewhere
        };
        let Some(rect) = rects.find(is_free).or(first) else { continue };
        taken.push(rect);
        painter.rect_filled(rect, 4.0, cx.theme.raised.gamma_multiply(0.88));
        painter.galley(rect.min + vec2(5.0, 2.0), galley, ink);
    }
    pointed
}
