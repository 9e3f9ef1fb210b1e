//! Study: replications of both futures, and the gain with an interval that narrows while one looks on; and what to improve first,
//! found out by improving everything, one by one, under the same luck.

use eframe::egui::{self, Align2, Rect, RichText, Sense, Ui, pos2, vec2};
use plantwright_study::statistics::Interval;

use super::compare::more_is_better;
use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::theme::{bold, plain};
use crate::trials::{Estimates, Found, HAS_MISTAKES, NOTHING_TO_IMPROVE, Trials};
use crate::widgets::{self, Icon};

/// What is asked, and how many replications are wanted.
#[derive(Debug)]
pub(crate) struct Study {
    /// None: of both futures where there are two, else of improvements.
    asks: Option<Asks>,
    /// For the gain, and for each improvement.
    counts: [u32; 2],
    /// Whether only what is selected is improved.
    is_one: bool,
}

impl Default for Study {
    fn default() -> Self {
        Self { asks: None, counts: [10, 4], is_one: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Asks {
    Gain,
    Improve,
}

impl Study {
    fn asks(&self, cx: &PanelCx<'_>) -> Asks {
        let usual = if cx.second().is_some() { Asks::Gain } else { Asks::Improve };
        self.asks.unwrap_or(usual)
    }
}

impl Panel for Study {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        if cx.first().is_none() {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        }
        let asks = self.asks(cx);
        ui.horizontal(|ui| {
            let parts =
                [(Asks::Improve, cx.words.study_improve), (Asks::Gain, cx.words.study_gain)];
            for (it, title) in parts {
                if ui.selectable_label(asks == it, title).clicked() {
                    self.asks = Some(it);
                }
            }
        });
        match asks {
            Asks::Gain => self.gain(ui, cx),
            Asks::Improve => self.improve(ui, cx),
        }
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let of = |it: &Interval| {
            let bound = |value: f64| {
                if value.is_finite() { format!("{value}") } else { String::new() }
            };
            vec![format!("{}", it.estimate), bound(it.low), bound(it.high)]
        };
        if self.asks(cx) == Asks::Improve {
            let rows = cx.improvements.gains().iter().map(|it| {
                let unit = if it.is_share { "1" } else { unit_of(cx.improvements) };
                let mut row = vec![cx.words.improvement_of(&it.of, &it.how), unit.to_owned()];
                row.extend(of(&it.gain));
                row.push(it.set.join(" "));
                row
            });
            return Some(csv(&["improvement", "unit", "change", "low", "high", "set"], rows));
        }
        let rows = cx.trials.estimates().iter().map(|(kpi, unit, it)| {
            let mut row = vec![(*kpi).to_owned(), (*unit).to_owned()];
            for it in [it.base, it.changed, it.gain] {
                row.extend(of(&it));
            }
            row
        });
        let head = [
            "kpi",
            "unit",
            "base",
            "base_low",
            "base_high",
            "changed",
            "changed_low",
            "changed_high",
            "gain",
            "gain_low",
            "gain_high",
        ];
        Some(csv(&head, rows))
    }
}

/// The unit of what improvements are judged by.
fn unit_of(trials: &Trials) -> &'static str {
    trials.judged_by().map_or("", |(_, unit)| unit)
}

impl Study {
    fn gain(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        if cx.second().is_none() {
            return widgets::nothing(ui, theme, words.no_fork);
        }
        ui.label(RichText::new(words.study_help).color(theme.quiet));
        if let Some(asked) = controls(ui, cx, cx.trials, &mut self.counts[0], None) {
            cx.ask(Request::Study(asked.count()));
        }
        let estimates = cx.trials.estimates();
        if estimates.is_empty() {
            return;
        }
        ui.add_space(4.0);
        heads(ui, cx, [words.figure, words.base, words.changed, words.gain]);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (kpi, unit, estimates) in estimates {
                figure(ui, cx, kpi, cx.words.unit(unit), estimates);
            }
            foot(ui, cx, words.interval, cx.trials.replications());
        });
    }

    fn improve(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        ui.label(RichText::new(words.improve_help).color(theme.quiet));
        let selected = cx.selected.zip(cx.plant()).map(|(id, plant)| (id, plant.name(id)));
        let only = selected.as_ref().map(|(_, name)| (name.as_str(), &mut self.is_one));
        if let Some(asked) = controls(ui, cx, cx.improvements, &mut self.counts[1], only) {
            let only = selected.filter(|_| self.is_one).map(|(id, _)| id);
            cx.ask(Request::Improve(asked.count().map(|count| (count, only))));
        }
        let trials = cx.improvements;
        if let (Some(base), Some((kpi, unit))) = (trials.base(), trials.judged_by()) {
            let text = format!(
                "{}: {} {}",
                words.as_it_is,
                cx.words.of_figure(kpi),
                with_half(&base, unit)
            );
            ui.label(RichText::new(text).font(bold(12.5)).color(theme.ink));
        }
        if trials.gains().is_empty() {
            return;
        }
        let reach = trials.gains().iter().map(|it| it.gain).filter(Interval::is_bounded);
        let reach = reach.map(|it| it.low.abs().max(it.high.abs())).fold(1e-12, f64::max) * 1.08;
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for found in trials.gains() {
                improvement(ui, cx, found, reach);
            }
            foot(ui, cx, words.interval_of_all, trials.replications());
            for it in trials.untried() {
                let name = words.improvement_of(&it.of, &it.how);
                let text = format!("{name} {}: {}", words.not_tried, it.reason);
                ui.label(RichText::new(text).font(plain(11.0)).color(theme.faint));
            }
        });
    }
}

/// What a study is asked for.
enum Asked {
    /// To begin, with so many replications.
    Begin(u32),
    /// To end.
    End,
}

impl Asked {
    fn count(self) -> Option<u32> {
        match self {
            Self::Begin(count) => Some(count),
            Self::End => None,
        }
    }
}

/// How many, and the button that begins or ends it; and what is improved, where that can be chosen. Returns what is asked for.
fn controls(
    ui: &mut Ui,
    cx: &PanelCx<'_>,
    trials: &Trials,
    count: &mut u32,
    only: Option<(&str, &mut bool)>,
) -> Option<Asked> {
    let words = cx.words;
    let mut asked = None;
    ui.horizontal_wrapped(|ui| {
        let drag =
            egui::DragValue::new(count).range(2..=500).suffix(format!(" {}", words.replications));
        ui.add(drag).widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::SpinButton, true, words.replications)
        });
        if let Some((name, is_one)) = only {
            ui.checkbox(is_one, format!("{} {name}", words.only_of));
        }
        if trials.is_running() {
            if ui.button(words.stop_study).clicked() {
                asked = Some(Asked::End);
            }
        } else if ui.button(words.run_study).clicked() {
            asked = Some(Asked::Begin(*count));
        }
        let (done, wanted) = trials.progress();
        if trials.is_running() && wanted == 0 {
            ui.label(RichText::new(words.reckoning).color(cx.theme.quiet));
        } else if trials.is_running() {
            let share = done as f32 / wanted as f32;
            let text = format!("{done} / {wanted} {}", words.runs);
            ui.add(egui::ProgressBar::new(share).desired_width(150.0).text(text));
        }
    });
    if let Some(problem) = trials.problem() {
        let problem = match problem {
            HAS_MISTAKES => words.has_mistakes,
            NOTHING_TO_IMPROVE => words.nothing_to_improve,
            problem => problem,
        };
        ui.label(RichText::new(problem).color(cx.theme.alarm));
    }
    asked
}

fn foot(ui: &mut Ui, cx: &PanelCx<'_>, what: &str, replications: usize) {
    let text = format!("{what} · {replications} {}", cx.words.replications);
    ui.label(RichText::new(text).font(plain(11.0)).color(cx.theme.faint));
}

/// A value with half the width of its interval.
fn with_half(it: &Interval, unit: &str) -> String {
    if !it.is_bounded() {
        return format!("{} ± ?", format::value(it.estimate, unit));
    }
    format!("{} ± {}", format::value(it.estimate, unit), format::value(it.half_width(), unit))
}

/// A change with its sign and half the width of its interval.
fn change(it: &Interval, unit: &str) -> String {
    if it.estimate == 0.0 && it.half_width() == 0.0 {
        return "0 ± 0".to_owned();
    }
    let half = if it.is_bounded() { format::value(it.half_width(), unit) } else { "?".to_owned() };
    format!("{} ± {half}", format::difference(it.estimate, unit))
}

/// A relative change in percent, as [`change`].
fn change_in_percent(it: &Interval) -> String {
    let half = format::share(it.half_width());
    let sign = if it.estimate > 0.0 { "+" } else { "" };
    format!("{sign}{} ± {half}", format::share(it.estimate))
}

const COLUMNS: [f32; 4] = [0.0, 0.46, 0.66, 1.0];

fn heads(ui: &mut Ui, cx: &PanelCx<'_>, heads: [&str; 4]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    for (number, head) in heads.iter().enumerate() {
        let x = rect.left() + 6.0 + COLUMNS[number] * (rect.width() - 12.0);
        let anchor = if number == 0 { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
        ui.painter().text(pos2(x, rect.center().y), anchor, *head, plain(11.0), cx.theme.faint);
    }
}

/// What a change is worth: good, bad, or not certain.
fn color_of(cx: &PanelCx<'_>, kpi: &str, gain: &Interval) -> egui::Color32 {
    let theme = cx.theme;
    let is_clear = gain.is_bounded() && !gain.holds(0.0);
    match more_is_better(kpi) {
        _ if !is_clear => theme.quiet,
        Some(more) if more == (gain.estimate > 0.0) => theme.good,
        Some(_) => theme.alarm,
        None => theme.ink,
    }
}

/// An interval on a bar, with nothing gained in the middle.
fn interval(ui: &Ui, cx: &PanelCx<'_>, bar: Rect, gain: &Interval, reach: f64, ink: egui::Color32) {
    let painter = ui.painter();
    painter.rect_filled(bar, 3.0, cx.theme.line.gamma_multiply(0.7));
    if gain.is_bounded() {
        let at = |value: f64| bar.center().x + (value / reach) as f32 * bar.width() / 2.0;
        let part =
            Rect::from_min_max(pos2(at(gain.low), bar.top()), pos2(at(gain.high), bar.bottom()));
        painter.rect_filled(part, 3.0, ink.gamma_multiply(0.6));
        painter.circle_filled(pos2(at(gain.estimate), bar.center().y), 4.0, ink);
    }
    let zero = egui::Stroke::new(1.0, cx.theme.faint);
    painter.vline(bar.center().x, bar.expand(3.0).y_range(), zero);
}

fn figure(ui: &mut Ui, cx: &PanelCx<'_>, kpi: &str, unit: &str, it: &Estimates) {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::hover());
    let text = change(&it.gain, unit);
    let label = format!("{}: {text}", cx.words.of_figure(kpi));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
    let color = color_of(cx, kpi, &it.gain);
    let painter = ui.painter();
    let x = |share: f32| rect.left() + 6.0 + share * (rect.width() - 12.0);
    let y = rect.top() + 10.0;
    let at = pos2(x(0.0), y);
    let (font, width) = (plain(12.0), rect.width() * 0.3);
    let title = cx.words.of_figure(kpi);
    widgets::elided(painter, at, Align2::LEFT_CENTER, &title, font, theme.ink, width);
    let right = Align2::RIGHT_CENTER;
    for (number, value, ink) in [(1, it.base, theme.ink), (2, it.changed, theme.second)] {
        let text = format::value(value.estimate, unit);
        painter.text(pos2(x(COLUMNS[number]), y), right, text, plain(12.0), ink);
    }
    painter.text(pos2(x(COLUMNS[3]), y), right, text, bold(12.0), color);
    let bar =
        Rect::from_min_max(pos2(x(0.46), rect.bottom() - 11.0), pos2(x(1.0), rect.bottom() - 5.0));
    let reach = it.gain.low.abs().max(it.gain.high.abs()).max(1e-12) * 1.15;
    interval(ui, cx, bar, &it.gain, reach, color);
}

/// An improvement: what it is, what it brings, and the button that tries it.
fn improvement(ui: &mut Ui, cx: &mut PanelCx<'_>, it: &Found, reach: f64) {
    let theme = cx.theme;
    let (kpi, unit) = cx.improvements.judged_by().unwrap_or(("", ""));
    let text = if it.is_share {
        change_in_percent(&it.gain)
    } else {
        change(&it.gain, cx.words.unit(unit))
    };
    let color = color_of(cx, kpi, &it.gain);
    ui.horizontal(|ui| {
        let size = vec2(ui.available_width() - 34.0, 27.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = cx.words.improvement_of(&it.of, &it.how);
        let label = format!("{name}: {text}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
        let id = cx.plant().and_then(|plant| plant.find(&it.of));
        if response.clicked() && id.is_some() {
            cx.ask(Request::Select(id));
        }
        if response.hovered() || id.is_some() && cx.selected == id {
            ui.painter().rect_filled(rect, 4.0, theme.grid);
        }
        let x = |share: f32| rect.left() + 6.0 + share * (rect.width() - 12.0);
        let (at, y) = (pos2(x(0.0), rect.center().y), rect.center().y);
        let width = rect.width() * 0.38;
        let left = Align2::LEFT_CENTER;
        widgets::elided(ui.painter(), at, left, &name, plain(12.0), theme.ink, width);
        let bar = Rect::from_min_max(pos2(x(0.42), y - 3.0), pos2(x(0.74), y + 3.0));
        interval(ui, cx, bar, &it.gain, reach, color);
        ui.painter().text(pos2(x(1.0), y), Align2::RIGHT_CENTER, text, bold(12.0), color);
        response.on_hover_text(format!("{name}\n{}", it.set.join("\n")));
        let label = format!("{}: {name}", cx.words.try_it);
        if widgets::icon_button(ui, theme, Icon::Fork, &label, 24.0).clicked() {
            cx.ask(Request::Fork(it.set.clone()));
        }
    });
}
