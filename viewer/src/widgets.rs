//! Small things that panels are made of: icons that need no font, chips, bars, sparklines.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Response, Role, Sense, Shape,
    Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::theme::{Theme, bold, plain};

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    /// A triangle to the right.
    Play,
    /// Two bars.
    Pause,
    /// A triangle and a bar.
    Step,
    /// A bar and a triangle to the left.
    Restart,
    /// Four squares.
    Gallery,
    /// A flag.
    Bookmark,
    /// A path that splits.
    Fork,
    /// Four corners.
    Fit,
}

/// A button that is an icon; its label is told to those who do not see it, and when pointed at.
pub(crate) fn icon_button(
    ui: &mut Ui,
    theme: &Theme,
    icon: Icon,
    label: &str,
    size: f32,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::click());
    let is_enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, label));
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, visuals.weak_bg_fill);
    }
    let ink = if response.hovered() { theme.ink } else { theme.quiet };
    paint_icon(ui.painter(), rect.shrink(size * 0.28), icon, ink);
    response.on_hover_text(label)
}

/// Paints an icon into a square.
pub(crate) fn paint_icon(painter: &Painter, rect: Rect, icon: Icon, ink: Color32) {
    let at = |x: f32, y: f32| rect.min + vec2(x * rect.width(), y * rect.height());
    let fill = |points: Vec<Pos2>| Shape::convex_polygon(points, ink, Stroke::NONE);
    let bar = |x0: f32, x1: f32| {
        Shape::rect_filled(Rect::from_min_max(at(x0, 0.0), at(x1, 1.0)), 1.0, ink)
    };
    let line = |points: Vec<Pos2>| Shape::line(points, Stroke::new(1.6, ink));
    let shapes = match icon {
        Icon::Play => vec![fill(vec![at(0.12, 0.0), at(1.0, 0.5), at(0.12, 1.0)])],
        Icon::Pause => vec![bar(0.1, 0.38), bar(0.62, 0.9)],
        Icon::Step => {
            vec![fill(vec![at(0.0, 0.05), at(0.68, 0.5), at(0.0, 0.95)]), bar(0.78, 0.98)]
        }
        Icon::Restart => {
            vec![fill(vec![at(1.0, 0.05), at(0.32, 0.5), at(1.0, 0.95)]), bar(0.02, 0.22)]
        }
        Icon::Gallery => [(0.0, 0.0), (0.56, 0.0), (0.0, 0.56), (0.56, 0.56)]
            .map(|(x, y)| {
                Shape::rect_filled(Rect::from_min_max(at(x, y), at(x + 0.44, y + 0.44)), 1.5, ink)
            })
            .to_vec(),
        Icon::Bookmark => {
            vec![fill(vec![at(0.2, 0.0), at(0.8, 0.0), at(0.8, 1.0), at(0.5, 0.72), at(0.2, 1.0)])]
        }
        Icon::Fork => vec![
            line(vec![at(0.0, 0.5), at(0.4, 0.5), at(0.65, 0.15), at(1.0, 0.15)]),
            line(vec![at(0.4, 0.5), at(0.65, 0.85), at(1.0, 0.85)]),
        ],
        Icon::Fit => vec![
            line(vec![at(0.0, 0.3), at(0.0, 0.0), at(0.3, 0.0)]),
            line(vec![at(0.7, 0.0), at(1.0, 0.0), at(1.0, 0.3)]),
            line(vec![at(1.0, 0.7), at(1.0, 1.0), at(0.7, 1.0)]),
            line(vec![at(0.3, 1.0), at(0.0, 1.0), at(0.0, 0.7)]),
        ],
    };
    painter.extend(shapes);
}

/// Text that is cut at a width, with an ellipsis.
#[expect(clippy::too_many_arguments, reason = "as those of the painter's own text, and the width")]
pub(crate) fn elided(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    font: FontId,
    ink: Color32,
    width: f32,
) -> Rect {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    let galley = painter.layout_job(job);
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, ink);
    rect
}

/// A small coloured square and a word.
pub(crate) fn legend(ui: &mut Ui, color: Color32, text: &str, ink: Color32) {
    let font = plain(11.5);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let size = vec2(galley.size().x + 15.0, 16.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let swatch = Rect::from_center_size(pos2(rect.left() + 5.0, rect.center().y), Vec2::splat(9.0));
    ui.painter().rect_filled(swatch, 2.0, color);
    ui.painter().galley(
        pos2(rect.left() + 14.0, rect.center().y - galley.size().y / 2.0),
        galley,
        ink,
    );
}

/// A bar of parts that sum to one or less, from left to right.
pub(crate) fn stacked_bar(
    painter: &Painter,
    rect: Rect,
    ground: Color32,
    parts: &[(f32, Color32)],
) {
    painter.rect_filled(rect, 3.0, ground);
    let mut x = rect.left();
    let shown: Vec<_> = parts.iter().filter(|(share, _)| *share > 0.0).collect();
    for (number, (share, color)) in shown.iter().enumerate() {
        let right = (x + share * rect.width()).min(rect.right());
        let radius = CornerRadius {
            nw: if number == 0 { 3 } else { 0 },
            sw: if number == 0 { 3 } else { 0 },
            ne: if number + 1 == shown.len() && right > rect.right() - 1.0 { 3 } else { 0 },
            se: if number + 1 == shown.len() && right > rect.right() - 1.0 { 3 } else { 0 },
        };
        painter.rect_filled(
            Rect::from_min_max(pos2(x, rect.top()), pos2(right, rect.bottom())),
            radius,
            *color,
        );
        x = right;
    }
}

/// A line without axes, filled to its foot.
pub(crate) fn sparkline(painter: &Painter, rect: Rect, values: &[f32], color: Color32) {
    let most = values.iter().copied().fold(0.0_f32, f32::max);
    if values.len() < 2 || most <= 0.0 {
        return;
    }
    let point = |(position, value): (usize, &f32)| {
        let x = rect.left() + rect.width() * position as f32 / (values.len() - 1) as f32;
        pos2(x, rect.bottom() - rect.height() * 0.94 * value / most)
    };
    let points: Vec<Pos2> = values.iter().enumerate().map(point).collect();
    let mut mesh = egui::Mesh::default();
    let shade = color.gamma_multiply(0.16);
    for pair in points.windows(2) {
        let first = mesh.vertices.len() as u32;
        for corner in
            [pair[0], pair[1], pos2(pair[1].x, rect.bottom()), pos2(pair[0].x, rect.bottom())]
        {
            mesh.colored_vertex(corner, shade);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
    painter.add(Shape::mesh(mesh));
    painter.add(Shape::line(points, Stroke::new(1.5, color)));
}

/// Words in the middle of a panel that has nothing to show.
pub(crate) fn nothing(ui: &mut Ui, theme: &Theme, text: &str) {
    let rect = ui.available_rect_before_wrap();
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        ui.centered_and_justified(|ui| {
            ui.add(egui::Label::new(egui::RichText::new(text).color(theme.quiet)).wrap());
        });
    });
}

/// A heading within a panel.
pub(crate) fn heading(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.add_space(4.0);
    ui.label(egui::RichText::new(text).font(bold(13.0)).color(theme.ink));
}

/// Seconds between two lines of an axis, so that about so many fit.
pub(crate) fn time_step(seconds: f64, lines: f64) -> f64 {
    const STEPS: [f64; 22] = [
        0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0,
        1_800.0, 3_600.0, 7_200.0, 14_400.0, 28_800.0, 86_400.0, 604_800.0,
    ];
    let wanted = seconds / lines.max(1.0);
    STEPS
        .into_iter()
        .find(|step| *step >= wanted)
        .unwrap_or_else(|| (wanted / 604_800.0).ceil() * 604_800.0)
}

/// What stands at a line of a time axis.
pub(crate) fn time_label(seconds: f64, step: f64) -> String {
    let whole = seconds.round() as u64;
    if step >= 86_400.0 {
        format!("{} d", whole / 86_400)
    } else if step >= 60.0 {
        let days = whole / 86_400;
        let hm = format!("{:02}:{:02}", whole / 3_600 % 24, whole / 60 % 60);
        if days > 0 { format!("{days}d {hm}") } else { hm }
    } else if step >= 1.0 {
        format!("{:02}:{:02}:{:02}", whole / 3_600, whole / 60 % 60, whole % 60)
    } else {
        format!("{seconds:.3} s")
    }
}
