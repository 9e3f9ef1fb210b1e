//! Study: replications of both futures, and the gain with an interval that narrows while one looks on.

use eframe::egui::{self, Align2, Rect, RichText, Sense, Ui, pos2, vec2};

use super::compare::more_is_better;
use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::theme::{bold, plain};
use crate::trials::Estimate;
use crate::widgets;

/// How many replications are wanted.
#[derive(Debug)]
pub(crate) struct Study {
    count: u32,
}

impl Default for Study {
    fn default() -> Self {
        Self { count: 10 }
    }
}

/// The figures whose gain is shown.
const SHOWN: [&str; 10] = [
    "throughput",
    "produced",
    "mean_flow_time",
    "p95_flow_time",
    "mean_wip",
    "late_share",
    "mean_tardiness",
    "energy",
    "energy_per_item",
    "makespan",
];

impl Panel for Study {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        if cx.first().is_none() {
            return widgets::nothing(ui, theme, words.no_scene);
        }
        if cx.second().is_none() {
            return widgets::nothing(ui, theme, words.no_fork);
        }
        ui.label(RichText::new(words.study_help).color(theme.quiet));
        let (done, wanted) = cx.trials.progress();
        ui.horizontal_wrapped(|ui| {
            let drag = egui::DragValue::new(&mut self.count)
                .range(2..=200)
                .suffix(format!(" {}", words.replications));
            let response = ui.add(drag);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::SpinButton, true, words.replications)
            });
            if cx.trials.is_running() {
                if ui.button(words.stop_study).clicked() {
                    cx.ask(Request::Study(None));
                }
                let bar =
                    egui::ProgressBar::new(done as f32 / wanted.max(1) as f32).desired_width(120.0);
                ui.add(bar.text(format!("{done} / {wanted}")));
            } else if ui.button(words.run_study).clicked() {
                cx.ask(Request::Study(Some(self.count)));
            }
        });
        if let Some(problem) = cx.trials.problem() {
            ui.label(RichText::new(problem).color(theme.alarm));
        }
        if done == 0 {
            return;
        }
        ui.add_space(4.0);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let heads = [words.figure, words.base, words.changed, words.gain];
        for (number, head) in heads.iter().enumerate() {
            let x = rect.left() + 6.0 + COLUMNS[number] * (rect.width() - 12.0);
            let anchor = if number == 0 { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
            ui.painter().text(pos2(x, rect.center().y), anchor, *head, plain(11.0), theme.faint);
        }
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for kpi in SHOWN {
                if let Some(estimates) = cx.trials.estimates(kpi) {
                    row(ui, cx, kpi, &estimates);
                }
            }
            let text = format!("{} · {done} {}", words.interval, words.replications);
            ui.label(RichText::new(text).font(plain(11.0)).color(theme.faint));
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let number = |value: f64| format!("{value}");
        let rows = SHOWN.iter().filter_map(|kpi| {
            let [a, b, gain] = cx.trials.estimates(kpi)?;
            let half = |it: &Estimate| it.half.map_or_else(String::new, number);
            Some(vec![
                (*kpi).to_owned(),
                number(a.mean),
                half(&a),
                number(b.mean),
                half(&b),
                number(gain.mean),
                half(&gain),
            ])
        });
        Some(csv(
            &["kpi", "base", "base_half", "changed", "changed_half", "gain", "gain_half"],
            rows,
        ))
    }
}

const COLUMNS: [f32; 4] = [0.0, 0.46, 0.66, 1.0];

fn unit_of(kpi: &str) -> &'static str {
    match kpi {
        "throughput" => "1/h",
        "late_share" => "1",
        "produced" | "mean_wip" => "items",
        "energy" | "energy_per_item" => "kWh",
        _ => "s",
    }
}

fn row(ui: &mut Ui, cx: &PanelCx<'_>, kpi: &str, [a, b, gain]: &[Estimate; 3]) {
    let theme = cx.theme;
    let unit = cx.words.unit(unit_of(kpi));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::hover());
    let half = gain.half.unwrap_or(f64::INFINITY);
    let is_clear = gain.mean.abs() > half && gain.half.is_some();
    let text = format!(
        "{} ± {}",
        format::difference(gain.mean, unit),
        format::value(half, if unit == "1" { "1" } else { unit })
    );
    let label = format!("{}: {text}", format::words(kpi));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
    let color = match more_is_better(kpi) {
        _ if !is_clear => theme.quiet,
        Some(more) if more == (gain.mean > 0.0) => theme.good,
        Some(_) => theme.alarm,
        None => theme.ink,
    };
    let painter = ui.painter();
    let x = |share: f32| rect.left() + 6.0 + share * (rect.width() - 12.0);
    let y = rect.top() + 10.0;
    widgets::elided(
        painter,
        pos2(x(0.0), y),
        Align2::LEFT_CENTER,
        &format::words(kpi),
        plain(12.0),
        theme.ink,
        rect.width() * 0.3,
    );
    painter.text(
        pos2(x(COLUMNS[1]), y),
        Align2::RIGHT_CENTER,
        format::value(a.mean, unit),
        plain(12.0),
        theme.ink,
    );
    painter.text(
        pos2(x(COLUMNS[2]), y),
        Align2::RIGHT_CENTER,
        format::value(b.mean, unit),
        plain(12.0),
        theme.second,
    );
    painter.text(pos2(x(COLUMNS[3]), y), Align2::RIGHT_CENTER, text, bold(12.0), color);
    // The interval, with nothing gained in the middle.
    let bar =
        Rect::from_min_max(pos2(x(0.46), rect.bottom() - 11.0), pos2(x(1.0), rect.bottom() - 5.0));
    painter.rect_filled(bar, 3.0, theme.grid);
    if gain.half.is_some() {
        let reach = (gain.mean.abs() + half).max(1e-12) * 1.15;
        let at = |value: f64| bar.center().x + (value / reach) as f32 * bar.width() / 2.0;
        let part = Rect::from_min_max(
            pos2(at(gain.mean - half), bar.top()),
            pos2(at(gain.mean + half), bar.bottom()),
        );
        painter.rect_filled(part, 3.0, color.gamma_multiply(0.6));
        painter.circle_filled(pos2(at(gain.mean), bar.center().y), 4.0, color);
    }
    painter.vline(bar.center().x, bar.expand(3.0).y_range(), egui::Stroke::new(1.0, theme.faint));
}
