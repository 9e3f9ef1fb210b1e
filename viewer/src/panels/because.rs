//! Because: where the lost time of what is selected comes from, followed to its roots; without a selection, what items waited for.

use eframe::egui::{self, Align2, Rect, Sense, Ui, pos2, vec2};
use plantwright_kpi::why::{Account, Cause, Reason};
use plantwright_model::Plant;

use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::text::Words;
use crate::theme::{Theme, bold, plain};
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct Because;

impl Panel for Because {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, analysis)) = cx.analysed(ui) else { return };
        let plant = branch.story.plant();
        let station = cx.selected.and_then(|id| analysis.stations.iter().find(|it| it.who == id));
        let (title, account, whole) = match station {
            Some(station) => {
                let title = format!("{} {}", cx.words.lost_time, plant.name(station.who));
                (title, &station.lost, u128::from(station.observed))
            }
            None => (cx.words.of_items.to_owned(), &analysis.items.waiting, analysis.items.flow),
        };
        let total = account.total();
        let each = if station.is_some() {
            format::span(total as f64 / 1e9)
        } else {
            let items = (analysis.items.completed + analysis.items.present).max(1) as f64;
            format!("⌀ {}", format::span(total as f64 / 1e9 / items)).replace('⌀', cx.words.mean)
        };
        ui.horizontal(|ui| {
            widgets::heading(ui, cx.theme, &title);
            let share = format::share(total as f64 / whole.max(1) as f64);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(egui::RichText::new(format!("{each} · {share}")).color(cx.theme.quiet));
            });
        });
        if total == 0 {
            return widgets::nothing(ui, cx.theme, cx.words.no_lost_time);
        }
        ui.add_space(2.0);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let causes = account.causes();
            let most = causes.first().map_or(1, |(_, nanos)| *nanos);
            for (cause, nanos) in causes.into_iter().take(40) {
                row(ui, cx, plant, cause, [nanos, total, most]);
            }
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (analysis, plant) = (cx.analysis?, cx.plant()?);
        let lines = |whose: String, account: &Account| {
            let causes = account.causes().into_iter().map(move |(cause, nanos)| {
                let seconds = format!("{:.9}", nanos as f64 / 1e9);
                vec![whose.clone(), plant.name(cause.who), cause.reason.name().to_owned(), seconds]
            });
            causes.collect::<Vec<_>>()
        };
        let stations = analysis.stations.iter().flat_map(|it| lines(plant.name(it.who), &it.lost));
        let items = lines("items".to_owned(), &analysis.items.waiting);
        Some(csv(&["of", "cause", "reason", "seconds"], stations.chain(items)))
    }
}

fn row(
    ui: &mut Ui,
    cx: &mut PanelCx<'_>,
    plant: &Plant,
    cause: Cause,
    [nanos, total, most]: [u128; 3],
) {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::click());
    let what = reason(cx.words, plant, cause);
    let share = nanos as f64 / total as f64;
    let name = plant.name(cause.who);
    let label = format!("{name}, {what}: {}", format::share(share));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    if response.clicked() && cause.who.index() < plant.equipment.len() {
        cx.ask(Request::Select(Some(cause.who)));
    }
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, 4.0, theme.grid);
    }
    let inner = rect.shrink2(vec2(4.0, 2.0));
    let text = format!("{}   {}", format::span(nanos as f64 / 1e9), format::share(share));
    let right = painter.text(inner.right_top(), Align2::RIGHT_TOP, text, bold(12.0), theme.ink);
    let width = right.left() - inner.left() - 8.0;
    let taken = widgets::elided(
        painter,
        inner.min,
        Align2::LEFT_TOP,
        &name,
        bold(12.0),
        theme.ink,
        width * 0.6,
    );
    let at = pos2(taken.right() + 6.0, inner.top());
    widgets::elided(
        painter,
        at,
        Align2::LEFT_TOP,
        &what,
        plain(12.0),
        theme.quiet,
        right.left() - taken.right() - 14.0,
    );
    let bar = Rect::from_min_max(
        pos2(inner.left(), inner.bottom() - 9.0),
        pos2(inner.right(), inner.bottom() - 3.0),
    );
    let part = (nanos as f64 / most.max(1) as f64) as f32;
    widgets::stacked_bar(painter, bar, theme.grid, &[(part, color(theme, cause.reason))]);
}

const fn color(theme: &Theme, reason: Reason) -> egui::Color32 {
    use plantwright_journal::State;
    match reason {
        Reason::State(state) => theme.state(state),
        Reason::Working | Reason::Repeated => theme.state(State::Processing),
        Reason::Walking | Reason::OffDuty => theme.state(State::WaitingForOperator),
        Reason::Arrivals
        | Reason::NoCard
        | Reason::AllOut
        | Reason::OnTheWay
        | Reason::NotYet
        | Reason::Circle
        | Reason::Plan => theme.neutral(),
    }
}

fn reason(words: &Words, plant: &Plant, cause: Cause) -> String {
    let text = words.of_reason(cause.reason);
    if cause.concern.is_some() { format!("{text} ({})", plant.name(cause.concern)) } else { text }
}
