//! Orders in the Gantt: a row for each item, from when it came in until it was completed, with its work on each piece of equipment;
//! what lies between two bars is waiting. Only the rows that are seen are drawn.

use eframe::egui::{self, Align2, Mesh, Rect, Shape, Ui, pos2, vec2};
use plantwright_model::Plant;
use plantwright_units::{SimSpan, SimTime};

use super::Gantt;
use super::rows::{self, Rows, Seen};
use crate::branch::Branch;
use crate::chart;
use crate::format;
use crate::panels::journal::item_name;
use crate::panels::{PanelCx, Request};
use crate::story::{Job, Work};
use crate::theme::{Theme, plain};
use crate::widgets;

/// How high a row is.
const ROW: f32 = 18.0;

/// More rows than this have no place in a list that is scrolled.
const ROWS: usize = 200_000;

impl Gantt {
    /// The items that were in the plant in the stretch of time that is looked at.
    pub(super) fn orders(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, _)) = cx.shown() else { return };
        let until = branch.now().as_secs_f64();
        let range = self.view.range(until);
        let [from, to] = [range.0, range.1].map(|seconds| (seconds.max(0.0) * 1e9) as u64);
        let all = branch.story.jobs().all();
        // Who came in later than what is seen stands behind all others.
        let later = all.partition_point(|job| job.from <= to);
        let is_seen = |job: &&Job| job.to.is_none_or(|end| end >= from);
        let rows: Vec<&Job> = all[..later].iter().filter(is_seen).take(ROWS).collect();
        if rows.is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        let label = format!("{}: {} {}", cx.words.orders, rows.len(), cx.words.items);
        let list = Rows { count: rows.len(), height: ROW..=ROW, until, label };
        rows::show(ui, cx, &mut self.view, &list, |ui, cx, seen| {
            let mut mesh = Mesh::default();
            let mut words = Vec::new();
            for number in seen.rows.clone() {
                let (head, row) = seen.row(number);
                name(ui, cx, branch, rows[number], head);
                job_bars((&mut mesh, &mut words), cx, branch, rows[number], row, seen.range);
            }
            seen.clipped.add(Shape::mesh(mesh));
            for (place, text, ink) in words {
                let at = place.left_center() + vec2(4.0, 0.0);
                let (left, width) = (Align2::LEFT_CENTER, place.width() - 6.0);
                widgets::elided(&seen.clipped, at, left, &text, plain(10.0), ink, width);
            }
            pointed(cx, branch, seen, &rows);
        });
    }
}

/// The name of an item: of its order, where it has one, and its number.
pub(super) fn name_of(plant: &Plant, job: &Job) -> String {
    let origin = plant.equipment.get(job.item.origin().index());
    let arrivals = origin.and_then(|facts| facts.arrivals.as_ref());
    let serial = job.item.serial();
    match arrivals.and_then(|it| it.order_of(serial)) {
        None => item_name(plant, job.item),
        Some((order, _)) if order.quantity == 1 => order.name.clone(),
        Some((order, serials)) => {
            format!("{} {}/{}", order.name, serial - serials.start + 1, order.quantity)
        }
    }
}

fn name(ui: &Ui, cx: &PanelCx<'_>, branch: &Branch, job: &Job, rect: Rect) {
    let is_late = matches!((job.due, job.to), (Some(due), Some(to)) if to > due);
    let ink = if is_late { cx.theme.alarm } else { cx.theme.ink };
    let at = pos2(rect.left() + 4.0, rect.center().y);
    let name = name_of(branch.story.plant(), job);
    let width = rect.width() - 10.0;
    widgets::elided(ui.painter(), at, Align2::LEFT_CENTER, &name, plain(11.0), ink, width);
}

/// Adds the bars of a row: thin while it waits, thick where it is worked on, a mark where it was due.
fn job_bars(
    (mesh, words): (&mut Mesh, &mut Vec<(Rect, String, egui::Color32)>),
    cx: &PanelCx<'_>,
    branch: &Branch,
    job: &Job,
    row: Rect,
    range: (f64, f64),
) {
    let now = branch.now().as_nanos();
    let x = |at: u64| chart::x_of(row, range, at as f64 / 1e9).clamp(row.left(), row.right());
    let bar = |from: u64, to: u64, tall: f32| {
        let (left, right) = (x(from), x(to));
        Rect::from_center_size(
            pos2(f32::midpoint(left, right), row.center().y),
            vec2((right - left).max(0.5), tall),
        )
    };
    let line = bar(job.from, job.to.unwrap_or(now), 2.0);
    chart::add_rect(mesh, line, cx.theme.faint.gamma_multiply(0.55));
    let plant = branch.story.plant();
    for work in branch.story.jobs().works(job, now) {
        let rect = bar(work.from, work.to, ROW - 5.0);
        if rect.right() <= row.left() || rect.left() >= row.right() {
            continue;
        }
        let is_other = cx.selected.is_some_and(|id| id != work.who);
        let color = cx.theme.series(work.who.index());
        let color = if is_other { color.gamma_multiply(0.35) } else { color };
        chart::add_rect(mesh, rect, color);
        if rect.width() > 34.0 {
            let ink = if is_other { cx.theme.ink } else { Theme::on(color) };
            words.push((rect, plant.name(work.who), ink));
        }
    }
    if let Some(due) = job.due {
        let at = chart::x_of(row, range, due as f64 / 1e9);
        if row.x_range().contains(at) {
            let mark = Rect::from_center_size(pos2(at, row.center().y), vec2(2.0, ROW - 2.0));
            chart::add_rect(mesh, mark, cx.theme.alarm);
        }
    }
}

/// What is under the pointer, and what a click does.
fn pointed(cx: &mut PanelCx<'_>, branch: &Branch, seen: &Seen, rows: &[&Job]) {
    let Seen { chart, range, response, .. } = seen;
    let (chart, range) = (*chart, *range);
    let Some(at) = response.hover_pos() else { return };
    let Some(job) = rows.get(seen.number_at(at.y)) else { return };
    let plant = branch.story.plant();
    let seconds = chart::seconds_at(chart, range, at.x).max(0.0);
    let nanos = (seconds * 1e9) as u64;
    let mut works = branch.story.jobs().works(job, branch.now().as_nanos());
    let work = works.find(|work| work.from <= nanos && nanos < work.to);
    if response.clicked() && chart.contains(at) {
        cx.ask(Request::Select(work.map(|work: Work| work.who)));
        let instant = SimTime::ZERO + SimSpan::from_nanos(nanos);
        cx.ask(Request::Look(Some(instant.min(branch.now()))));
    }
    if response.dragged() {
        return;
    }
    let clock = |nanos: u64| format::clock(SimTime::from_nanos(nanos));
    let mut lines = vec![name_of(plant, job)];
    lines.extend(job.product.map(|product| plant.product(product).name.clone()));
    let end = job.to.map_or_else(|| cx.words.still_here.to_owned(), clock);
    lines.push(format!("{} – {end}", clock(job.from)));
    lines.extend(job.due.map(|due| format!("{} {}", cx.words.due, clock(due))));
    lines.extend(work.map(|work| {
        let span = format::span((work.to - work.from) as f64 / 1e9);
        format!("{}: {span}", plant.name(work.who))
    }));
    response.clone().on_hover_text_at_pointer(lines.join("\n"));
}
