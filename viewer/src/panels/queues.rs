//! Flow time: how long completed items were in the plant, as a histogram, with its mean and quantiles; and the queues in which
//! they waited (`queues/lengths.rs`).

mod lengths;

use eframe::egui::{self, Align2, Rect, Sense, Stroke, Ui, pos2, vec2};
use plantwright_units::SimTime;

use super::{Panel, PanelCx, csv};
use crate::chart;
use crate::format;
use crate::story::Story;
use crate::theme::{bold, plain};
use crate::widgets;

/// What was counted last: of so many items, up to an instant, and the bars.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    /// Whether queues are shown.
    is_lengths: bool,
    known: Vec<((usize, SimTime, SimTime), Histogram)>,
}

/// Items by flow time.
#[derive(Debug, Clone, Default)]
struct Histogram {
    /// How wide a bar is, in seconds.
    width: f64,
    counts: Vec<u32>,
    mean: f64,
    median: f64,
    p95: f64,
    items: usize,
}

const BARS: f64 = 44.0;

/// The next larger round length of time, so that bars begin at round times.
fn nice_width(seconds: f64) -> f64 {
    const STEPS: [f64; 15] = [
        1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0,
        7_200.0,
    ];
    if !(1.0..=7_200.0).contains(&seconds) {
        return chart::round_step(seconds, 1.0);
    }
    STEPS.into_iter().find(|step| *step >= seconds).unwrap_or(seconds)
}

impl Histogram {
    fn of(story: &Story, from: SimTime, until: SimTime) -> Self {
        let within = |at: u64| {
            at > from.as_nanos() && at <= until.as_nanos()
                || from == SimTime::ZERO && at <= until.as_nanos()
        };
        let mut flows: Vec<f64> =
            story.done().iter().filter(|it| within(it.at)).map(|it| it.flow as f64 / 1e9).collect();
        if flows.is_empty() {
            return Self::default();
        }
        flows.sort_by(f64::total_cmp);
        let at = |share: f64| flows[((flows.len() - 1) as f64 * share) as usize];
        let most = at(0.995).max(flows[0]).max(1e-9);
        let width = nice_width(most / BARS);
        let mut counts = vec![0; (most / width) as usize + 1];
        for flow in &flows {
            // What is beyond the last bar is counted in it.
            let bar = ((flow / width) as usize).min(counts.len() - 1);
            counts[bar] += 1;
        }
        let mean = flows.iter().sum::<f64>() / flows.len() as f64;
        Self { width, counts, mean, median: at(0.5), p95: at(0.95), items: flows.len() }
    }
}

impl Panel for Queues {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        if cx.shown().is_none() {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        }
        ui.horizontal(|ui| {
            for (is_lengths, title) in [(false, cx.words.queues), (true, cx.words.lengths)] {
                if ui.selectable_label(self.is_lengths == is_lengths, title).clicked() {
                    self.is_lengths = is_lengths;
                }
            }
        });
        if self.is_lengths {
            return lengths::ui(ui, cx);
        }
        let mut histograms = Vec::new();
        for (number, branch) in cx.branches.iter().enumerate() {
            let Some(frame) = branch.shown() else { continue };
            let about = (branch.story.done().len(), frame.from, frame.at);
            if self.known.get(number).is_none_or(|(known, _)| *known != about) {
                let histogram = Histogram::of(&branch.story, frame.from, frame.at);
                self.known.truncate(number);
                self.known.push((about, histogram));
            }
            histograms.push(self.known[number].1.clone());
        }
        if histograms.iter().all(|it| it.items == 0) {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        draw(ui, cx, &histograms);
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        if self.is_lengths {
            return lengths::table(cx);
        }
        let (_, it) = self.known.first()?;
        let rows = it.counts.iter().enumerate().map(|(number, count)| {
            let from = number as f64 * it.width;
            vec![format!("{from}"), format!("{}", from + it.width), count.to_string()]
        });
        Some(csv(&["from_s", "to_s", "items"], rows))
    }
}

fn draw(ui: &mut Ui, cx: &PanelCx<'_>, histograms: &[Histogram]) {
    let (theme, words) = (cx.theme, cx.words);
    let all = ui.available_rect_before_wrap();
    let (_, response) = ui.allocate_exact_size(all.size(), Sense::hover());
    let first = &histograms[0];
    let label = format!("{}: {} {}", words.queues, words.mean, format::span(first.mean));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
    let painter = ui.painter_at(all);
    let mut y = all.top() + 8.0;
    for (number, it) in histograms.iter().enumerate() {
        let color = if number == 0 { theme.accent } else { theme.second };
        painter.rect_filled(
            Rect::from_center_size(pos2(all.left() + 9.0, y), vec2(9.0, 9.0)),
            2.0,
            color,
        );
        let text = format!(
            "{} {}    {} {}    {} {}    {} {}",
            format::count(it.items as u64),
            words.items,
            words.mean,
            format::span(it.mean),
            words.median,
            format::span(it.median),
            words.p95,
            format::span(it.p95),
        );
        let at = pos2(all.left() + 20.0, y);
        widgets::elided(
            &painter,
            at,
            Align2::LEFT_CENTER,
            &text,
            bold(11.5),
            theme.quiet,
            all.width() - 24.0,
        );
        y += 17.0;
    }
    let area = Rect::from_min_max(pos2(all.left() + 52.0, y + 4.0), all.max - vec2(10.0, 22.0));
    let width = histograms.iter().map(|it| it.width * it.counts.len() as f64).fold(0.0, f64::max);
    let share = |it: &Histogram, count: u32| {
        f64::from(count) / it.items.max(1) as f64 / it.width.max(1e-12)
    };
    let densest = histograms
        .iter()
        .flat_map(|it| it.counts.iter().map(move |count| share(it, *count)))
        .fold(0.0, f64::max);
    // The height of a bar is its share of the items, in bars of the first one's width.
    let unit = first.width.max(histograms[0].width);
    let top = chart::value_axis(&painter, theme, area, densest * unit, format::share);
    let step = widgets::time_step(width, f64::from(area.width()) / 70.0);
    let mut number = 0;
    while f64::from(number) * step <= width {
        let value = f64::from(number) * step;
        let x = area.left() + (value / width) as f32 * area.width();
        let at = pos2(x, all.bottom() - 9.0);
        let text = format::tick(value, width);
        painter.text(at, Align2::CENTER_CENTER, text, plain(10.5), theme.faint);
        number += 1;
    }
    for (number, it) in histograms.iter().enumerate() {
        let color = if number == 0 { theme.accent } else { theme.second };
        let fill = if histograms.len() > 1 {
            color.gamma_multiply(0.5)
        } else {
            color.gamma_multiply(0.85)
        };
        for (bar, count) in it.counts.iter().enumerate() {
            let x = |at: f64| area.left() + (at * it.width / width) as f32 * area.width();
            let tall = (share(it, *count) * unit / top) as f32 * area.height();
            let rect = Rect::from_min_max(
                pos2(x(bar as f64) + 0.5, area.bottom() - tall),
                pos2(x(bar as f64 + 1.0) - 0.5, area.bottom()),
            );
            painter.rect_filled(rect, 1.0, fill);
        }
        for (value, dashed) in [(it.mean, false), (it.p95, true)] {
            let x = area.left() + (value / width) as f32 * area.width();
            let stroke =
                Stroke::new(1.5, if dashed { color.gamma_multiply(0.7) } else { theme.ink });
            if x <= area.right() {
                painter.vline(x, area.y_range(), stroke);
                if number == 0 {
                    let title = if dashed { words.p95 } else { words.mean };
                    let is_near_edge = x + 40.0 > area.right();
                    let (beside, anchor) = if is_near_edge {
                        (-4.0, Align2::RIGHT_TOP)
                    } else {
                        (4.0, Align2::LEFT_TOP)
                    };
                    let at = pos2(x + beside, area.top() + 2.0);
                    painter.text(at, anchor, title, plain(10.5), theme.quiet);
                }
            }
        }
    }
}
