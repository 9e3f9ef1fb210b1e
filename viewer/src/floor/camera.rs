//! Where one looks at the plan from: moved by dragging, zoomed by the wheel, and fitted to what there is until somebody does so.

use eframe::egui::{Pos2, Rect, Response, Ui, Vec2, pos2, vec2};

use crate::layout::Layout;

/// How large a box is, in widths of a box.
pub(super) const BOX: [f32; 2] = [1.0, 0.60];

/// Where one looks at the plan from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Camera(Option<View>);

#[derive(Debug, Clone, Copy)]
struct View {
    /// What lies in the middle of the panel.
    middle: [f32; 2],
    /// Points on the screen for the width of a box.
    scale: f32,
}

/// From the floor to the screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    origin: Pos2,
    middle: [f32; 2],
    /// Points on the screen for the width of a box.
    pub(super) scale: f32,
}

impl Camera {
    /// Looks at all of it.
    pub(super) fn fit(&mut self) {
        self.0 = None;
    }

    /// Moves so that a place is in the middle, no further away than can be read.
    pub(super) fn fly_to(&mut self, place: [f32; 2], area: Rect, layout: &Layout) {
        let scale = self.view(area, layout).scale.max(120.0);
        self.0 = Some(View { middle: place, scale });
    }

    fn view(&self, area: Rect, layout: &Layout) -> View {
        self.0.unwrap_or_else(|| {
            let [least, most] = layout.bounds;
            let wide = most[0] - least[0] + BOX[0] + 0.35;
            let tall = most[1] - least[1] + BOX[1] + 0.35;
            let scale = (area.width() / wide).min(area.height() / tall).clamp(4.0, 168.0);
            let middle = [f32::midpoint(least[0], most[0]), f32::midpoint(least[1], most[1])];
            View { middle, scale }
        })
    }

    pub(super) fn interact(
        &mut self,
        ui: &Ui,
        response: &Response,
        area: Rect,
        layout: &Layout,
    ) -> Projection {
        let mut view = self.view(area, layout);
        if response.dragged() {
            let moved = response.drag_delta() / view.scale;
            view.middle[0] -= moved.x;
            view.middle[1] -= moved.y;
            self.0 = Some(view);
        }
        if let Some(pointer) = response.hover_pos() {
            let (wheel, pinch) =
                ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            let zoom = pinch * libm::expf(wheel.y / 220.0);
            if (zoom - 1.0).abs() > 1e-4 {
                let scale = (view.scale * zoom).clamp(3.0, 500.0);
                let away = pointer - area.center();
                for (axis, away) in [away.x, away.y].into_iter().enumerate() {
                    view.middle[axis] += away / view.scale - away / scale;
                }
                view.scale = scale;
                self.0 = Some(view);
            }
        }
        Projection { origin: area.center(), middle: view.middle, scale: view.scale }
    }
}

impl Projection {
    pub(super) fn at(&self, place: [f32; 2]) -> Pos2 {
        self.origin + vec2(place[0] - self.middle[0], place[1] - self.middle[1]) * self.scale
    }

    pub(super) fn frame(&self, place: [f32; 2]) -> Rect {
        let size = Vec2::new(BOX[0], BOX[1]) * self.scale;
        let at = self.at(place);
        Rect::from_center_size(pos2(at.x.round(), at.y.round()), size.round())
    }
}
