//! What charts share: an axis of time that can be zoomed and moved, an axis of values, and the mark of the instant that is shown.

use eframe::egui::{Align2, Color32, Mesh, Painter, Rect, Response, Shape, Stroke, Ui, pos2};

use crate::theme::{Theme, plain};
use crate::widgets::{time_label, time_step};

/// The stretch of time that a chart shows; none: all of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimeView(Option<(f64, f64)>);

impl TimeView {
    /// Returns its beginning and end, in seconds.
    pub(crate) fn range(&self, until: f64) -> (f64, f64) {
        self.0.unwrap_or((0.0, until.max(1e-3)))
    }

    /// Zooms by the wheel, moves by dragging, and shows all on a double click.
    pub(crate) fn interact(&mut self, ui: &Ui, response: &Response, area: Rect, until: f64) {
        let (from, to) = self.range(until);
        let per_point = (to - from) / f64::from(area.width().max(1.0));
        if response.double_clicked() {
            self.0 = None;
            return;
        }
        if response.dragged() {
            let moved = f64::from(response.drag_delta().x) * per_point;
            self.set(from - moved, to - moved, until);
        }
        if let Some(pointer) = response.hover_pos().filter(|at| area.contains(*at)) {
            let (wheel, pinch) =
                ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            let zoom = f64::from(pinch) * libm::exp(f64::from(wheel.y) / 200.0);
            if (zoom - 1.0).abs() > 1e-4 {
                let at = from + f64::from(pointer.x - area.left()) * per_point;
                self.set(at - (at - from) / zoom, at + (to - at) / zoom, until);
            }
        }
    }

    fn set(&mut self, from: f64, to: f64, until: f64) {
        let width = (to - from).clamp(1e-6, until.max(1e-3));
        let from = from.clamp(0.0, (until - width).max(0.0));
        self.0 = (width < until * 0.999).then_some((from, from + width));
    }
}

/// Where an instant is in an area.
pub(crate) fn x_of(area: Rect, (from, to): (f64, f64), seconds: f64) -> f32 {
    area.left() + ((seconds - from) / (to - from)) as f32 * area.width()
}

/// What instant a place in an area is.
pub(crate) fn seconds_at(area: Rect, (from, to): (f64, f64), x: f32) -> f64 {
    from + f64::from((x - area.left()) / area.width().max(1.0)) * (to - from)
}

/// Lines of time through an area, with what they stand for at their foot (or head).
pub(crate) fn time_axis(
    painter: &Painter,
    theme: &Theme,
    area: Rect,
    range: (f64, f64),
    labels_at: f32,
) {
    let step = time_step(range.1 - range.0, f64::from(area.width()) / 90.0);
    let mut number = (range.0 / step).ceil() as u64;
    while number as f64 * step <= range.1 {
        let seconds = number as f64 * step;
        let x = x_of(area, range, seconds);
        painter.vline(x, area.y_range(), Stroke::new(1.0, theme.grid));
        let text = time_label(seconds, step);
        // What would be cut off at either side is moved in.
        let anchor = if x < area.left() + 22.0 {
            Align2::LEFT_CENTER
        } else if x > area.right() - 22.0 {
            Align2::RIGHT_CENTER
        } else {
            Align2::CENTER_CENTER
        };
        painter.text(pos2(x, labels_at), anchor, text, plain(10.5), theme.faint);
        number += 1;
    }
}

/// A round number, so that a few of it span the value.
pub(crate) fn round_step(most: f64, lines: f64) -> f64 {
    let raw = (most / lines).max(1e-9);
    let size = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|it| it * size).find(|step| *step >= raw * 0.999).unwrap_or(raw)
}

/// Lines of values through an area, with their numbers at the left. Returns the value at the top.
pub(crate) fn value_axis(
    painter: &Painter,
    theme: &Theme,
    area: Rect,
    most: f64,
    label: impl Fn(f64) -> String,
) -> f64 {
    let step = round_step(most.max(1e-9), f64::from((area.height() / 34.0).clamp(2.0, 6.0)));
    let top = (most / step).ceil().max(1.0) * step;
    let mut number = 0_u32;
    while f64::from(number) * step <= top * 1.0001 {
        let value = f64::from(number) * step;
        let y = area.bottom() - (value / top) as f32 * area.height();
        painter.hline(area.x_range(), y, Stroke::new(1.0, theme.grid));
        let at = pos2(area.left() - 6.0, y.clamp(area.top() + 4.0, area.bottom() - 2.0));
        painter.text(at, Align2::RIGHT_CENTER, label(value), plain(10.5), theme.faint);
        number += 1;
    }
    top
}

/// The instant that is shown.
pub(crate) fn cursor(
    painter: &Painter,
    theme: &Theme,
    area: Rect,
    range: (f64, f64),
    seconds: f64,
    is_now: bool,
) {
    if seconds < range.0 || seconds > range.1 {
        return;
    }
    let color = if is_now { theme.faint } else { theme.accent };
    let x = x_of(area, range, seconds);
    painter.vline(x, area.y_range(), Stroke::new(if is_now { 1.0 } else { 2.0 }, color));
}

/// A filled quadrilateral, as part of a mesh.
pub(crate) fn add_rect(mesh: &mut Mesh, rect: Rect, color: Color32) {
    mesh.add_colored_rect(rect, color);
}

/// Small squares with soft edges, all in one shape: there may be thousands of them, and what each shape of its own costs is more
/// than what is seen of it.
pub(crate) fn marks(marks: impl Iterator<Item = (Rect, Color32)>) -> Shape {
    // So far to both sides of an edge its colour fades.
    const SOFT: f32 = 0.5;
    let mut mesh = Mesh::default();
    let (least, _) = marks.size_hint();
    mesh.reserve_vertices(8 * least);
    mesh.reserve_triangles(10 * least);
    for (rect, color) in marks {
        let first = mesh.vertices.len() as u32;
        let (inner, outer) = (rect.shrink(SOFT), rect.expand(SOFT));
        for (rect, color) in [(inner, color), (outer, Color32::TRANSPARENT)] {
            let corners =
                [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
            for corner in corners {
                mesh.colored_vertex(corner, color);
            }
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
        for side in 0..4 {
            let (a, b) = (first + side, first + (side + 1) % 4);
            mesh.add_triangle(a, a + 4, b + 4);
            mesh.add_triangle(a, b + 4, b);
        }
    }
    Shape::mesh(mesh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (most, step) in [(100.0, 25.0), (9.0, 2.5), (17_940.0, 5_000.0), (0.07, 0.02)] {
            assert!(
                (round_step(most, 4.0) - step).abs() < 1e-9,
                "{most}: {}",
                round_step(most, 4.0)
            );
        }
    }

    #[test]
    fn time_is_moved_within_what_there_is() {
        let mut view = TimeView::default();
        view.set(-5.0, 5.0, 100.0);
        assert_eq!(view.range(100.0), (0.0, 10.0));
        view.set(95.0, 105.0, 100.0);
        assert_eq!(view.range(100.0), (90.0, 100.0));
        view.set(-50.0, 150.0, 100.0);
        assert_eq!(view.range(100.0), (0.0, 100.0));
    }
}
