//! What lies under the cards of a plan: heat, and the ways of vehicles. And what moves over them: vehicles and people.

use eframe::egui::{
    self, Align2, Color32, Mesh, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, pos2,
    vec2,
};

use super::camera::{BOX, Projection};
use super::moving::{self, Body, Car};
use super::{ColourBy, Look, Said, count};
use crate::panels::PanelCx;
use crate::session::Frame;
use crate::theme::{Theme, bold, mix, plain};
use plantwright_model::Plant;
use plantwright_sim::Duties;

/// So many corners has what looks round.
const CORNERS: u32 = 28;

/// Spots under the equipment, the warmer the more there is of what colours tell.
pub(super) fn heat(painter: &Painter, cx: &PanelCx<'_>, projection: &Projection, looks: &[Look]) {
    let mut mesh = Mesh::default();
    for look in looks {
        if let Said::Share(share) = look.said {
            let middle = projection.at(cx.layout.places[look.id.index()]);
            spot(&mut mesh, middle, projection.scale * 1.05, cx.theme.heat(share as f32), share);
        }
    }
    painter.add(Shape::mesh(mesh));
}

/// A spot that fades to its edge.
fn spot(mesh: &mut Mesh, middle: Pos2, radius: f32, color: Color32, share: f64) {
    let strength = 0.25 + 0.6 * share.clamp(0.0, 1.0) as f32;
    let first = mesh.vertices.len() as u32;
    mesh.colored_vertex(middle, color.gamma_multiply(strength));
    for (reach, weight) in [(0.5, 0.62), (1.0, 0.0)] {
        for corner in 0..CORNERS {
            let angle = corner as f32 / CORNERS as f32 * std::f32::consts::TAU;
            let at = middle + vec2(libm::cosf(angle), libm::sinf(angle)) * radius * reach;
            mesh.colored_vertex(at, color.gamma_multiply(strength * weight));
        }
    }
    let inner = |corner: u32| first + 1 + corner % CORNERS;
    let outer = |corner: u32| first + 1 + CORNERS + corner % CORNERS;
    for corner in 0..CORNERS {
        mesh.add_triangle(first, inner(corner), inner(corner + 1));
        mesh.add_triangle(inner(corner), outer(corner), outer(corner + 1));
        mesh.add_triangle(inner(corner), outer(corner + 1), inner(corner + 1));
    }
}

/// The ways of vehicles, and the zones in which only some may be; where congestion is shown, how long was waited at each point.
pub(super) fn networks(
    painter: &Painter,
    cx: &PanelCx<'_>,
    plant: &Plant,
    projection: &Projection,
) {
    let theme = cx.theme;
    let road = mix(theme.line, theme.ground, 0.15);
    let width = (projection.scale * 0.1).clamp(1.5, 12.0);
    let Some((branch, _)) = cx.shown() else { return };
    for network in &cx.layout.networks {
        let at = |node: u32| projection.at(network.nodes[node as usize]);
        zones(painter, cx, plant, network.fleet, &at);
        let lines = network
            .edges
            .iter()
            .map(|(from, to)| Shape::line_segment([at(*from), at(*to)], Stroke::new(width, road)));
        painter.extend(lines);
        let points = (0..network.nodes.len() as u32)
            .map(|node| Shape::circle_filled(at(node), width * 0.5, road));
        painter.extend(points);
        if cx.floor.colour_by == ColourBy::Congestion {
            let waited = branch.story.waited(network.fleet);
            let most = waited.iter().copied().max().unwrap_or(0).max(1);
            let mut mesh = Mesh::default();
            for (node, waited) in waited.iter().enumerate().filter(|(_, waited)| **waited > 0) {
                let share = *waited as f64 / most as f64;
                let radius = projection.scale * 0.5;
                spot(&mut mesh, at(node as u32), radius, theme.heat(share as f32), share);
            }
            painter.add(Shape::mesh(mesh));
        }
    }
}

fn zones(
    painter: &Painter,
    cx: &PanelCx<'_>,
    plant: &Plant,
    fleet: plantwright_units::EquipmentId,
    at: &dyn Fn(u32) -> Pos2,
) {
    let Some(facts) = plant.equipment(fleet).fleet.as_deref() else { return };
    for (number, zone) in facts.zones.iter().enumerate() {
        let points = zone.nodes.iter().map(|node| at(*node));
        let rect = points.fold(Rect::NOTHING, |rect, at| rect.union(Rect::from_min_max(at, at)));
        let rect = rect.expand(14.0);
        let color = cx.theme.series(number + 4);
        let line = Stroke::new(1.0, color.gamma_multiply(0.6));
        painter.rect(rect, 8.0, color.gamma_multiply(0.12), line, StrokeKind::Inside);
        let text = format!("{} ≤ {}", zone.name, zone.capacity);
        let place = rect.left_top() + vec2(6.0, 3.0);
        painter.text(place, Align2::LEFT_TOP, text, plain(10.5), cx.theme.quiet);
    }
}

/// Vehicles, their loads, and the ways that are theirs. Returns the one that is pointed at.
pub(super) fn cars<'a>(
    painter: &Painter,
    cx: &PanelCx<'_>,
    projection: &Projection,
    cars: &'a [Car<'a>],
    pointer: Option<Pos2>,
) -> Option<&'a Car<'a>> {
    let theme = cx.theme;
    let area = painter.clip_rect().expand(40.0);
    let width = (projection.scale * 0.045).clamp(1.5, 6.0);
    for car in cars {
        let is_selected = cx.selected == Some(car.view.at.fleet);
        let line = |points: &[[f32; 2]], stroke: Stroke| {
            Shape::line(points.iter().map(|at| projection.at(*at)).collect(), stroke)
        };
        if car.reserved.len() > 1 {
            painter.add(line(&car.reserved, Stroke::new(width, car.color.gamma_multiply(0.55))));
        }
        if car.planned.len() > 1 && is_selected {
            painter.add(line(&car.planned, Stroke::new(1.2, car.color.gamma_multiply(0.6))));
        }
    }
    let mut pointed = None;
    for car in cars {
        let middle = projection.at(car.at);
        if !area.contains(middle) {
            continue;
        }
        let long = (car.length * projection.scale).max(15.0);
        body(painter, theme, middle, long, car);
        if pointer.is_some_and(|at| at.distance(middle) < long * 0.6) {
            pointed = Some(car);
        }
    }
    pointed
}

fn body(painter: &Painter, theme: &Theme, middle: Pos2, long: f32, car: &Car<'_>) {
    let ahead = vec2(car.ahead[0], car.ahead[1]);
    let side = ahead.rot90();
    let (along, across) = (ahead * long / 2.0, side * long * 0.32);
    let nose = along * 0.62;
    let points = vec![
        middle - along + across,
        middle - along - across,
        middle + nose - across,
        middle + along,
        middle + nose + across,
    ];
    let line = Stroke::new(1.2, theme.surface);
    painter.add(Shape::convex_polygon(points, car.color, line));
    if let Some(load) = car.load {
        let (along, across) = (ahead * long * 0.2, side * long * 0.2);
        let middle = middle - ahead * long * 0.12;
        let corners = vec![
            middle - along + across,
            middle - along - across,
            middle + along - across,
            middle + along + across,
        ];
        painter.add(Shape::convex_polygon(corners, load, Stroke::new(1.0, theme.surface)));
    }
}

/// People, and the name of each group where it waits. Returns who is pointed at.
pub(super) fn people<'a>(
    painter: &Painter,
    cx: &PanelCx<'_>,
    plant: &Plant,
    projection: &Projection,
    bodies: &'a [Body<'a>],
    pointer: Option<Pos2>,
) -> Option<&'a Body<'a>> {
    let theme = cx.theme;
    let radius = (projection.scale * 0.045).clamp(3.0, 8.0);
    for (number, (id, facts)) in plant.people_ids().zip(&plant.people).enumerate() {
        if projection.scale < 46.0 {
            break;
        }
        let free = bodies.iter().filter(|it| it.view.group == id && it.view.duty == Duties::Free);
        let there = bodies.iter().filter(|it| it.view.group == id).count();
        let text = format!("{}  {} {} {there}", facts.name, free.count(), cx.words.free_of);
        let at = projection.at(cx.layout.people[number]) + vec2(-radius, radius + 3.0);
        painter.text(at, Align2::LEFT_TOP, text, plain(10.5), theme.quiet);
    }
    let mut pointed = None;
    for it in bodies {
        let at = projection.at(it.at);
        let is_idle = it.view.duty == Duties::Free && !it.view.is_walking;
        let (fill, line) = if is_idle {
            (theme.surface, Stroke::new(1.8, it.color))
        } else {
            (it.color, Stroke::new(1.2, theme.surface))
        };
        painter.circle(at, radius, fill, line);
        painter.circle(at - vec2(0.0, radius * 1.25), radius * 0.6, fill, line);
        if pointer.is_some_and(|pointer| pointer.distance(at) < radius * 2.0) {
            pointed = Some(it);
        }
    }
    pointed
}

/// Shows what is said of what moves, where it is pointed at.
pub(super) fn tell(
    cx: &PanelCx<'_>,
    plant: &Plant,
    frame: &Frame,
    response: Response,
    (car, body): (Option<&Car<'_>>, Option<&Body<'_>>),
) {
    let text = match (car, body) {
        (Some(car), _) => moving::of_car(cx.words, plant, frame, car),
        (None, Some(body)) => moving::of_body(cx.words, plant, body),
        (None, None) => return,
    };
    response.on_hover_text_at_pointer(text);
}

/// Names beside cards that are too small to bear them: what is selected first, then the fullest; none over another.
pub(super) fn names(
    painter: &Painter,
    cx: &PanelCx<'_>,
    plant: &Plant,
    projection: &Projection,
    looks: &[Look],
) {
    let area = painter.clip_rect();
    let weight = |look: &Look| match look.said {
        _ if cx.selected == Some(look.id) => f64::MAX,
        Said::Share(share) => share * 1e9,
        _ => f64::from(look.items),
    };
    let mut order: Vec<&Look> = looks.iter().collect();
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut taken: Vec<Rect> = Vec::new();
    let boxes: Vec<Rect> =
        looks.iter().map(|look| projection.frame(cx.layout.places[look.id.index()])).collect();
    for look in order {
        let card = projection.frame(cx.layout.places[look.id.index()]);
        let name = &plant.equipment(look.id).name;
        let text = format!("{name}  {}", count(look));
        let is_selected = cx.selected == Some(look.id);
        let ink = if is_selected { cx.theme.accent } else { cx.theme.ink };
        let galley = painter.layout_no_wrap(text, bold(10.0), ink);
        let places = [
            (Align2::CENTER_TOP, pos2(card.center().x, card.bottom() + 1.0)),
            (Align2::CENTER_BOTTOM, pos2(card.center().x, card.top() - 1.0)),
            (Align2::LEFT_CENTER, pos2(card.right() + 4.0, card.center().y)),
            (Align2::RIGHT_CENTER, pos2(card.left() - 4.0, card.center().y)),
        ];
        let mut rects =
            places.map(|(anchor, at)| anchor.anchor_size(at, galley.size())).into_iter();
        let first = rects.clone().next().filter(|_| is_selected);
        let is_free = |rect: &Rect| {
            area.contains_rect(*rect)
                && !taken.iter().chain(&boxes).any(|other| other.shrink(0.5).intersects(*rect))
        };
        if let Some(rect) = rects.find(is_free).or(first) {
            taken.push(rect.expand2(vec2(3.0, 0.0)));
            let plate = cx.theme.surface.gamma_multiply(0.8);
            painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 2.0, plate);
            painter.galley(rect.min, galley, ink);
        }
    }
}

/// How high a mark of someone is on the floor in 3D, of a box.
pub(super) const PERSON: f32 = BOX[1] * 0.36;

/// A role for what moves, so that those who do not see the picture know how many there are.
pub(super) fn label(cx: &PanelCx<'_>, cars: usize, people: usize) -> Option<String> {
    let mut parts = Vec::new();
    if cars > 0 {
        parts.push(format!("{cars} {}", cx.words.vehicles));
    }
    if people > 0 {
        parts.push(format!("{people} {}", cx.words.people));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Tells how many move.
pub(super) fn tell_how_many(ui: &egui::Ui, response: &Response, text: &str) {
    let area = Rect::from_min_size(response.rect.left_bottom() - vec2(0.0, 1.0), vec2(1.0, 1.0));
    let spot = ui.interact(area, response.id.with("moving"), egui::Sense::hover());
    spot.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
}
