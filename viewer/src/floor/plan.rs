//! The floor from above: a card for each piece of equipment, and the ways between them.

use eframe::egui::epaint::CubicBezierShape;
use eframe::egui::{
    self, Align2, Color32, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2,
    vec2,
};
use plantwright_sim::EquipmentView;

use super::camera::{Camera, Projection};
use super::{Look, Others, Said, count, ground, moving, tooltip};
use crate::chart;
use crate::format;
use crate::panels::{PanelCx, Request};
use crate::theme::{Theme, bold, mix, plain};
use crate::widgets;

/// Narrower than this, a card has no room for words.
const CARD: f32 = 46.0;

/// The plan, as it is looked at.
#[derive(Debug, Default)]
pub(super) struct Plan {
    camera: Camera,
}

impl Plan {
    pub(super) fn fit(&mut self) {
        self.camera.fit();
    }

    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelCx<'_>,
        looks: &[Look],
        others: &Others,
    ) {
        let Some((branch, frame)) = cx.shown() else { return };
        let plant = branch.story.plant();
        let area = ui.available_rect_before_wrap();
        let (_, response) = ui.allocate_exact_size(area.size(), Sense::click_and_drag());
        let projection = self.camera.interact(ui, &response, area, cx.layout);
        let painter = ui.painter_at(area);
        painter.rect_filled(area, 6.0, mix(cx.theme.surface, cx.theme.ground, 0.6));
        dots(&painter, cx, area, &projection);
        if cx.floor.heat {
            ground::heat(&painter, cx, &projection, looks);
        }
        ground::networks(&painter, cx, plant, &projection);
        for (from, to) in &cx.layout.links {
            let is_selected = cx.selected.is_some_and(|id| id == *from || id == *to);
            let ends = [from, to].map(|id| projection.frame(cx.layout.places[id.index()]));
            if area.intersects(ends[0].union(ends[1]).expand(40.0)) {
                let color = if is_selected {
                    cx.theme.accent
                } else {
                    mix(cx.theme.faint, cx.theme.surface, 0.35)
                };
                let width =
                    if is_selected { 2.0 } else { (projection.scale / 70.0).clamp(0.8, 1.6) };
                way(&painter, ends, Stroke::new(width, color));
            }
        }
        let mut pointed = None;
        for ((look, view), other) in looks.iter().zip(&frame.view.equipment).zip(others) {
            let rect = projection.frame(cx.layout.places[look.id.index()]);
            if !area.intersects(rect) {
                continue;
            }
            let is_hovered = response.hover_pos().is_some_and(|at| rect.contains(at));
            if is_hovered {
                pointed = Some(look.id);
            }
            let card =
                ui.interact(rect.intersect(area), response.id.with(look.id.0), Sense::click());
            let name = plant.equipment(look.id).name.as_str();
            let mut label = format!(
                "{name}: {}, {} {}",
                said(cx, plant.equipment(look.id).kind, look),
                look.items,
                cx.words.items
            );
            if let Some((_, count)) = other {
                label = format!("{label}; {}: {count}", cx.words.changed);
            }
            card.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
            if card.clicked() {
                cx.ask(Request::Select(Some(look.id)));
            }
            if card.double_clicked() {
                self.camera.fly_to(cx.layout.places[look.id.index()], area, cx.layout);
            }
            if card.hovered() {
                pointed = Some(look.id);
                card.on_hover_text(tooltip(cx, plant, frame, look.id));
            }
            paint(&painter, cx, rect, look, view, plant.equipment(look.id).kind, name);
            if let Some(other) = other {
                paint_other(&painter, cx, rect, other);
            }
        }
        // As wide as it is drawn, so that no card has its name twice.
        if projection.frame([0.0; 2]).width() < CARD {
            ground::names(&painter, cx, plant, &projection, looks);
        }
        let (cars, people) = (moving::cars(cx, plant, frame), moving::people(cx, plant, frame));
        let pointer = response.hover_pos().or_else(|| ui.input(|input| input.pointer.hover_pos()));
        let pointer = pointer.filter(|at| area.contains(*at));
        let car = ground::cars(&painter, cx, &projection, &cars, pointer);
        let person = ground::people(&painter, cx, plant, &projection, &people, pointer);
        if let Some(text) = ground::label(cx, cars.len(), people.len()) {
            ground::tell_how_many(ui, &response, &text);
        }
        if response.clicked() && pointed.is_none() {
            cx.ask(Request::Select(car.map(|car| car.view.at.fleet)));
        }
        if response.double_clicked() && pointed.is_none() {
            self.camera.fit();
        }
        ground::tell(cx, plant, frame, response, (car, person));
    }
}

/// A faint grid, so that moving is seen.
fn dots(painter: &Painter, cx: &PanelCx<'_>, area: Rect, projection: &Projection) {
    let step = projection.scale * 0.5;
    if step < 14.0 {
        return;
    }
    let origin = projection.at([0.25, 0.25]);
    let color = mix(cx.theme.line, cx.theme.ground, 0.3);
    let first = |origin: f32, least: f32| origin + ((least - origin) / step).ceil() * step;
    let mut y = first(origin.y, area.top());
    while y < area.bottom() {
        let mut x = first(origin.x, area.left());
        while x < area.right() {
            painter.circle_filled(pos2(x, y), 1.0, color);
            x += step;
        }
        y += step;
    }
}

/// A way from a box to another one, with an arrow at its end.
fn way(painter: &Painter, [from, to]: [Rect; 2], stroke: Stroke) {
    let (d, w) = (to.center() - from.center(), from.width());
    let (start, end, out, back): (Pos2, Pos2, Vec2, Vec2);
    if d.x.abs() > 0.75 * w && !(d.x < 0.0 && d.y.abs() < 0.4 * from.height() && d.x < -1.7 * w) {
        let sign = d.x.signum();
        start = if sign > 0.0 { from.right_center() } else { from.left_center() };
        end = if sign > 0.0 { to.left_center() } else { to.right_center() };
        let bend = ((end.x - start.x).abs() * 0.5).max(0.14 * w);
        (out, back) = (vec2(sign * bend, 0.0), vec2(-sign * bend, 0.0));
    } else if d.y.abs() > 0.5 * from.height() {
        let sign = d.y.signum();
        start = if sign > 0.0 { from.center_bottom() } else { from.center_top() };
        end = if sign > 0.0 { to.center_top() } else { to.center_bottom() };
        let bend = ((end.y - start.y).abs() * 0.5).max(0.12 * w);
        (out, back) = (vec2(0.0, sign * bend), vec2(0.0, -sign * bend));
    } else {
        // Back along the same row: below the others.
        start = from.center_bottom();
        end = to.center_bottom();
        let bend = 0.34 * w;
        (out, back) = (vec2(0.0, bend), vec2(0.0, bend));
    }
    let size = (w * 0.055).clamp(3.0, 7.0);
    let tip = end + back.normalized() * 1.0;
    let base = end + back.normalized() * size;
    let points: [Pos2; 4] = [start, start + out, base + back, base];
    let curve = CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
    painter.add(Shape::CubicBezier(curve));
    let side = back.normalized().rot90() * size * 0.55;
    painter.add(Shape::convex_polygon(
        vec![tip, base + side, base - side],
        stroke.color,
        Stroke::NONE,
    ));
}

fn said(cx: &PanelCx<'_>, kind: &'static str, look: &Look) -> String {
    match look.said {
        Said::State(state) => cx.words.of_state(state).to_owned(),
        Said::Share(share) => format::share(share),
        Said::Kind => cx.words.of_kind(kind).to_owned(),
    }
}

/// What is otherwise in the second future: its number, and a band of the colour that it has there.
fn paint_other(
    painter: &Painter,
    cx: &PanelCx<'_>,
    rect: Rect,
    (color, count): &(Option<Color32>, String),
) {
    let (theme, scale) = (cx.theme, rect.width());
    let radius = (scale * 0.06).clamp(2.0, 9.0) as u8;
    let band = (scale * 0.045).clamp(3.0, 7.0);
    if let Some(color) = color {
        let right = rect.with_min_x(rect.right() - band);
        let corners = egui::CornerRadius { nw: 0, sw: 0, ne: radius, se: radius };
        painter.rect_filled(right, corners, *color);
        painter.vline(right.left(), rect.y_range(), Stroke::new(1.0, theme.second));
    }
    if scale < CARD {
        return;
    }
    let size = (scale * 0.098).clamp(9.0, 13.0);
    let galley = painter.layout_no_wrap(count.clone(), bold(size), Theme::on(theme.second));
    // On the upper edge: the card keeps what stands in it.
    let at = pos2(rect.right() - band - 4.0, rect.top());
    let plate = Align2::RIGHT_CENTER.anchor_size(at, galley.size() + vec2(8.0, 2.0));
    painter.rect_filled(plate, 4.0, theme.second);
    painter.galley(plate.min + vec2(4.0, 1.0), galley, Theme::on(theme.second));
}

#[expect(clippy::too_many_arguments, reason = "all of it is at hand where it is called, once")]
fn paint(
    painter: &Painter,
    cx: &PanelCx<'_>,
    rect: Rect,
    look: &Look,
    view: &EquipmentView,
    kind: &'static str,
    name: &str,
) {
    let theme = cx.theme;
    let scale = rect.width();
    let is_selected = cx.selected == Some(look.id);
    let radius = (scale * 0.06).clamp(2.0, 9.0);
    if scale < CARD {
        let line = Stroke::new(1.0, mix(theme.line, theme.faint, 0.4));
        painter.rect(rect, radius, look.color, line, StrokeKind::Inside);
        if is_selected {
            painter.rect_stroke(
                rect.expand(2.0),
                radius,
                Stroke::new(2.0, theme.accent),
                StrokeKind::Outside,
            );
        }
        return;
    }
    let is_heat = matches!(look.said, Said::Share(_));
    let ground = if is_heat {
        look.color
    } else {
        mix(theme.raised, look.color, if theme.dark { 0.24 } else { 0.17 })
    };
    let (ink, quiet) = if is_heat {
        let ink = Theme::on(ground);
        (ink, mix(ink, ground, 0.25))
    } else {
        (theme.ink, theme.quiet)
    };
    let shade = Color32::from_black_alpha(if theme.dark { 60 } else { 18 });
    painter.rect_filled(rect.translate(vec2(0.0, 1.5)).expand(0.5), radius, shade);
    let line = if is_selected {
        Stroke::new(2.5, theme.accent)
    } else {
        Stroke::new(1.0, mix(look.color, theme.line, 0.55))
    };
    painter.rect(
        rect,
        radius,
        ground,
        line,
        if is_selected { StrokeKind::Outside } else { StrokeKind::Inside },
    );
    let band = (scale * 0.045).clamp(3.0, 7.0);
    let mut left = rect;
    left.set_right(rect.left() + band);
    let corners = egui::CornerRadius { nw: radius as u8, sw: radius as u8, ne: 0, se: 0 };
    painter.rect_filled(left, corners, look.color);
    let pad = (scale * 0.06).clamp(4.0, 11.0);
    let inner = Rect::from_min_max(
        rect.min + vec2(band + pad, pad * 0.85),
        rect.max - vec2(pad, pad * 0.85),
    );
    let size = (scale * 0.098).clamp(9.0, 15.0);
    widgets::elided(painter, inner.min, Align2::LEFT_TOP, name, bold(size), ink, inner.width());
    if scale < 66.0 {
        let text = count(look);
        painter.text(inner.left_bottom(), Align2::LEFT_BOTTOM, text, plain(size), quiet);
        return;
    }
    let foot = (scale * 0.062).clamp(5.0, 10.0);
    let track = Rect::from_min_max(pos2(inner.left(), inner.bottom() - foot), inner.max);
    let number = bold((size * 1.12).min(17.0));
    // What it does is told by its colour as well; where there is little room, its word gives way to the number.
    let room = scale >= 100.0;
    let (at, anchor) = if room {
        (pos2(inner.right(), track.top() - 2.0), Align2::RIGHT_BOTTOM)
    } else {
        (pos2(inner.left(), track.top() - 2.0), Align2::LEFT_BOTTOM)
    };
    let taken = painter.text(at, anchor, count(look), number, ink);
    if room {
        let second = inner.min + vec2(0.0, size * 1.36);
        let small = (size * 0.84).max(9.0);
        let beside = second.y + small > taken.top() + 2.0;
        let width = if beside { taken.left() - inner.left() - 4.0 } else { inner.width() };
        let text = said(cx, kind, look);
        widgets::elided(painter, second, Align2::LEFT_TOP, &text, plain(small), quiet, width);
    }
    contents(painter, cx, track, look, view, ink);
}

/// What it holds: items along a belt, marks while there is room for them, or how full it is.
fn contents(
    painter: &Painter,
    cx: &PanelCx<'_>,
    track: Rect,
    look: &Look,
    view: &EquipmentView,
    ink: Color32,
) {
    let theme = cx.theme;
    let faint = ink.gamma_multiply(0.14);
    let along: Vec<_> =
        view.contents.iter().filter_map(|item| Some((item.along?, item.product))).collect();
    let size = track.height();
    if !along.is_empty() {
        painter.rect_filled(track, size / 2.0, faint);
        let marks = along.into_iter().map(|(along, product)| {
            let x = track.left() + size / 2.0 + along * (track.width() - size);
            let mark = Rect::from_center_size(pos2(x, track.center().y), Vec2::splat(size * 0.7));
            (mark, theme.series(product.index()))
        });
        painter.add(chart::marks(marks));
        return;
    }
    let room = (track.width() / (size + 2.0)) as usize;
    let count = view.contents.len();
    if count > 0 && count <= room && look.items as usize == count {
        let marks = view.contents.iter().enumerate().map(|(number, item)| {
            let at = pos2(track.left() + number as f32 * (size + 2.0), track.top());
            let color = theme.series(item.product.index());
            (Rect::from_min_size(at, Vec2::splat(size)), color)
        });
        painter.add(chart::marks(marks));
        return;
    }
    if let Some(full) = look.full {
        let bar = Rect::from_min_max(
            pos2(track.left(), track.center().y - size * 0.3),
            pos2(track.right(), track.center().y + size * 0.3),
        );
        let color = if look.color == ink { theme.accent } else { mix(look.color, ink, 0.25) };
        widgets::stacked_bar(painter, bar, faint, &[(full, color)]);
    }
}
