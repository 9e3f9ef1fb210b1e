//! Trends: completed items per hour, items in the plant, and the items at what is selected, over time.

use eframe::egui::{self, Align2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::{Panel, PanelCx, csv};
use crate::chart::{self, TimeView};
use crate::format;
use crate::story::{Story, Stretch};
use crate::theme::{bold, plain};
use crate::widgets;

/// The stretch of time that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Trends {
    view: TimeView,
}

/// A curve over time: each stretch has a value.
type Curve<'a> = &'a dyn Fn(&Stretch, f64) -> f64;

impl Panel for Trends {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        if branch.story.is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        let words = cx.words;
        let per_hour = |it: &Stretch, width: f64| f64::from(it.completed) / width * 3_600.0;
        let present = |it: &Stretch, _: f64| it.present.max(0) as f64;
        let selected = cx.selected;
        let level = move |it: &Stretch, _: f64| {
            let level = selected.and_then(|id| it.levels.get(id.index()));
            level.map_or(0.0, |level| f64::from(*level))
        };
        let mut charts: Vec<(String, Curve<'_>)> = vec![
            (format!("{}, {}", words.throughput, words.per_hour), &per_hour),
            (format!("{}, {}", words.wip, words.items), &present),
        ];
        if let Some(id) = selected {
            charts.push((format!("{}, {}", branch.story.plant().name(id), words.items), &level));
        }
        let until = branch.now().as_secs_f64().max(branch.story.until().as_secs_f64());
        let all = ui.available_rect_before_wrap();
        let height = (all.height() - 20.0) / charts.len() as f32;
        let (_, response) = ui.allocate_exact_size(all.size(), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, words.trends));
        let chart = Rect::from_min_max(all.min + vec2(52.0, 0.0), all.max - vec2(8.0, 20.0));
        self.view.interact(ui, &response, chart, until);
        let range = self.view.range(until);
        let painter = ui.painter_at(all);
        for (number, (title, curve)) in charts.iter().enumerate() {
            let top = all.top() + number as f32 * height;
            let area = Rect::from_min_max(
                pos2(chart.left(), top + 22.0),
                pos2(chart.right(), top + height - 6.0),
            );
            painter.text(
                pos2(all.left() + 4.0, top + 3.0),
                Align2::LEFT_TOP,
                title,
                bold(11.5),
                cx.theme.quiet,
            );
            let labels = if number + 1 == charts.len() { all.bottom() - 9.0 } else { -1e6 };
            chart::time_axis(&painter, cx.theme, area, range, labels);
            let stories: Vec<&Story> = cx.branches.iter().map(|branch| &branch.story).collect();
            let points: Vec<Vec<[f64; 2]>> =
                stories.iter().map(|story| points(story, range, *curve)).collect();
            let most = points.iter().flatten().map(|it| it[1]).fold(0.0, f64::max);
            let top = chart::value_axis(&painter, cx.theme, area, most.max(1e-6), format::number);
            let clipped = painter.with_clip_rect(area.expand(1.5));
            for (branch, points) in points.iter().enumerate() {
                let color = if branch == 0 { cx.theme.accent } else { cx.theme.second };
                let at = |it: &[f64; 2]| {
                    let y = area.bottom() - (it[1] / top) as f32 * area.height();
                    pos2(chart::x_of(area, range, it[0]), y)
                };
                let line: Vec<egui::Pos2> = points.iter().map(at).collect();
                clipped.add(Shape::line(line, Stroke::new(1.6, color)));
            }
            chart::cursor(
                &clipped,
                cx.theme,
                area,
                range,
                frame.at.as_secs_f64(),
                cx.looked.is_none(),
            );
            let hovered = response
                .hover_pos()
                .filter(|at| area.y_range().contains(at.y) && area.x_range().contains(at.x));
            if let (Some(at), Some(points)) = (hovered, points.first()) {
                let seconds = chart::seconds_at(area, range, at.x);
                let number = points
                    .partition_point(|it| it[0] < seconds)
                    .min(points.len().saturating_sub(1));
                if let Some([at, value]) = points.get(number) {
                    let instant = plantwright_units::SimTime::from_nanos((at * 1e9) as u64);
                    let text = format!("{}  {}", format::clock(instant), format::number(*value));
                    let place = pos2(area.right(), area.top() - 10.0);
                    painter.text(place, Align2::RIGHT_CENTER, text, plain(11.0), cx.theme.ink);
                }
            }
        }
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let story = cx.story()?;
        let (stretches, width) = story.stretches();
        let seconds = width as f64 / 1e9;
        let rows = stretches.iter().enumerate().map(|(number, it)| {
            let at = (number + 1) as f64 * seconds;
            vec![
                format!("{at:.3}"),
                it.created.to_string(),
                it.completed.to_string(),
                it.present.to_string(),
            ]
        });
        Some(csv(&["until_s", "created", "completed", "present"], rows))
    }
}

/// The points of a curve in a stretch of time; neighbours are joined where there are more than can be seen.
fn points(story: &Story, range: (f64, f64), curve: Curve<'_>) -> Vec<[f64; 2]> {
    let (stretches, width) = story.stretches();
    let width = width as f64 / 1e9;
    // The last one has not ended yet, and would look like a fall.
    let ended = (story.until().as_secs_f64() / width + 1e-9) as usize;
    let shown = &stretches[..stretches.len().min(ended)];
    let first = ((range.0 / width) as usize).saturating_sub(1).min(shown.len());
    let last = ((range.1 / width).ceil() as usize + 1).min(shown.len());
    let group = ((last - first) / 120).max(1);
    let joined = shown[first..last].chunks(group).enumerate().map(|(number, group_)| {
        let sum: f64 = group_.iter().map(|it| curve(it, width)).sum();
        let middle = first as f64 + number as f64 * group as f64 + group_.len() as f64 / 2.0;
        [middle * width, sum / group_.len() as f64]
    });
    joined.collect()
}
