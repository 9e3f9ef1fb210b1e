//! Time in state: for each station a bar of what it did in the measured time, one below the other.

use eframe::egui::{self, Align2, Rect, Sense, Ui, pos2, vec2};
use plantwright_journal::State;
use plantwright_model::Plant;
use plantwright_units::EquipmentId;

use super::{Panel, PanelCx, Request, csv, value_of};
use crate::format;
use crate::session::Frame;
use crate::theme::{bold, plain};
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct States;

/// The shares of time that a station was in each state.
pub(crate) fn shares(frame: &Frame, id: EquipmentId) -> Option<[f32; State::COUNT]> {
    let mut times = [0.0; State::COUNT];
    let mut is_known = false;
    for state in State::ALL {
        let kpi = format!("{}_time", state.name());
        if let Some(value) = value_of(&frame.values, Some(id), &kpi) {
            times[state as usize] = value as f32;
            is_known = true;
        }
    }
    let sum: f32 = times.iter().sum();
    (is_known && sum > 0.0).then(|| times.map(|time| time / sum))
}

/// The states in the order of bars: what is productive first.
const ORDER: [State; State::COUNT] = [
    State::Processing,
    State::Setup,
    State::Starting,
    State::Blocked,
    State::WaitingForOperator,
    State::Down,
    State::Maintenance,
    State::Standby,
    State::Off,
    State::Idle,
];

impl Panel for States {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        let plant = branch.story.plant();
        let rows = rows(plant, frame);
        if rows.is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        let second = cx.second().and_then(|branch| branch.shown());
        let used = |state: &State| rows.iter().any(|(_, shares)| shares[*state as usize] > 0.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for state in ORDER.into_iter().filter(used) {
                widgets::legend(
                    ui,
                    cx.theme.state(state),
                    cx.words.of_state(state),
                    cx.theme.quiet,
                );
            }
        });
        ui.add_space(4.0);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (id, shares) in &rows {
                let other = second.and_then(|frame| self::shares(frame, *id));
                row(ui, cx, plant, *id, shares, other.as_ref());
            }
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (branch, frame) = cx.shown()?;
        let plant = branch.story.plant();
        let mut head = vec!["equipment"];
        head.extend(State::ALL.map(State::name));
        let rows = rows(plant, frame).into_iter().map(|(id, shares)| {
            let shares = shares.iter().map(|share| format!("{share:.6}"));
            std::iter::once(plant.name(id)).chain(shares).collect()
        });
        Some(csv(&head, rows))
    }
}

fn rows(plant: &Plant, frame: &Frame) -> Vec<(EquipmentId, [f32; State::COUNT])> {
    plant.equipment_ids().filter_map(|id| Some((id, shares(frame, id)?))).collect()
}

fn row(
    ui: &mut Ui,
    cx: &mut PanelCx<'_>,
    plant: &Plant,
    id: EquipmentId,
    shares: &[f32; State::COUNT],
    other: Option<&[f32; State::COUNT]>,
) {
    let (theme, words) = (cx.theme, cx.words);
    let height = if other.is_some() { 28.0 } else { 20.0 };
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = plant.name(id);
    let busy = shares[State::Processing as usize];
    let label =
        format!("{name}: {} {}", words.of_state(State::Processing), format::share(busy.into()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if response.clicked() {
        cx.ask(Request::Select(Some(id)));
    }
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter();
    let is_selected = cx.selected == Some(id);
    if is_selected || response.hovered() {
        painter.rect_filled(rect, 4.0, theme.grid);
    }
    let left = (rect.width() * 0.26).min(150.0);
    let font = if is_selected { bold(12.0) } else { plain(12.0) };
    let at = pos2(rect.left() + 4.0, rect.center().y);
    widgets::elided(painter, at, Align2::LEFT_CENTER, &name, font, theme.ink, left - 8.0);
    let right = 52.0;
    let bar = Rect::from_min_max(
        pos2(rect.left() + left, rect.top() + 4.0),
        pos2(rect.right() - right, rect.bottom() - 4.0),
    );
    let parts = |shares: &[f32; State::COUNT]| {
        ORDER.map(|state| (shares[state as usize], theme.state(state))).to_vec()
    };
    match other {
        None => widgets::stacked_bar(painter, bar, theme.grid, &parts(shares)),
        Some(other) => {
            let (top, bottom) = bar.split_top_bottom_at_y(bar.center().y);
            widgets::stacked_bar(painter, top.shrink2(vec2(0.0, 0.5)), theme.grid, &parts(shares));
            widgets::stacked_bar(
                painter,
                bottom.shrink2(vec2(0.0, 0.5)),
                theme.grid,
                &parts(other),
            );
            let mark = Rect::from_min_max(
                pos2(bottom.left() - 5.0, bottom.top()),
                pos2(bottom.left() - 2.0, bottom.bottom()),
            );
            painter.rect_filled(mark, 1.0, theme.second);
        }
    }
    let at = pos2(rect.right() - 4.0, rect.center().y);
    painter.text(at, Align2::RIGHT_CENTER, format::share(busy.into()), bold(11.5), theme.quiet);
    if response.hovered() {
        let lines = ORDER.into_iter().filter(|state| shares[*state as usize] > 0.0).map(|state| {
            format!("{}  {}", words.of_state(state), format::share(shares[state as usize].into()))
        });
        let text = std::iter::once(name).chain(lines).collect::<Vec<_>>().join("\n");
        response.on_hover_text(text);
    }
}
