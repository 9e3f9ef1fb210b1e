//! Gantt: what each piece of equipment did when (`bars.rs`), and the way of each order (`orders.rs`).

mod bars;
mod orders;
mod rows;

use eframe::egui::{Align2, Mesh, Rect, Shape, Stroke, Ui, pos2, vec2};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use self::rows::{Rows, Seen};
use super::{Panel, PanelCx, Request, csv};
use crate::branch::Branch;
use crate::chart::{self, TimeView};
use crate::format;
use crate::story::Interval;
use crate::theme::{bold, plain};
use crate::widgets;

/// The stretch of time that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Gantt {
    view: TimeView,
    shows_orders: bool,
}

impl Panel for Gantt {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        if cx.shown().is_none() {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        }
        ui.horizontal(|ui| {
            let parts = [(false, cx.words.equipment), (true, cx.words.orders)];
            for (orders, title) in parts {
                if ui.selectable_label(self.shows_orders == orders, title).clicked() {
                    self.shows_orders = orders;
                }
            }
        });
        if self.shows_orders { self.orders(ui, cx) } else { self.equipment(ui, cx) }
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (branch, _) = cx.shown()?;
        let plant = branch.story.plant();
        let seconds = |nanos: u64| format!("{:.9}", nanos as f64 / 1e9);
        if self.shows_orders {
            let now = branch.now().as_nanos();
            let rows = branch.story.jobs().all().iter().flat_map(|job| {
                let name = orders::name_of(plant, job);
                branch.story.jobs().works(job, now).map(move |work| {
                    let times = [seconds(work.from), seconds(work.to)];
                    [vec![name.clone(), plant.name(work.who)], times.to_vec()].concat()
                })
            });
            return Some(csv(&["item", "equipment", "from_s", "to_s"], rows));
        }
        let rows = plant.equipment_ids().flat_map(|id| {
            branch.story.intervals(id).iter().map(move |it| {
                let cause = if it.cause.is_some() { plant.name(it.cause) } else { String::new() };
                vec![
                    plant.name(id),
                    it.state.name().to_owned(),
                    seconds(it.from),
                    seconds(it.to),
                    cause,
                ]
            })
        });
        Some(csv(&["equipment", "state", "from_s", "to_s", "cause"], rows))
    }
}

impl Gantt {
    /// A row for each piece of equipment.
    fn equipment(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, _)) = cx.shown() else { return };
        let rows: Vec<EquipmentId> =
            branch.story.plant().equipment_ids().filter(|id| has_states(branch, *id)).collect();
        if rows.is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        let label = cx.words.gantt.to_owned();
        let until = branch.now().as_secs_f64();
        let list = Rows { count: rows.len(), height: 17.0..=26.0, until, label };
        rows::show(ui, cx, &mut self.view, &list, |ui, cx, seen| {
            let mut mesh = Mesh::default();
            for number in seen.rows.clone() {
                let (head, row) = seen.row(number);
                name(ui, cx, branch, rows[number], head);
                let row = row.shrink2(vec2(0.0, 2.0));
                let mut add = |branch: &Branch, row| {
                    let intervals = branch.story.intervals(rows[number]);
                    let open = open(branch, rows[number]);
                    bars::add(&mut mesh, cx.theme, row, seen.range, intervals, open);
                };
                match cx.second() {
                    None => add(branch, row),
                    Some(second) => {
                        let (a, b) = row.split_top_bottom_at_y(row.center().y);
                        add(branch, a.with_max_y(a.bottom() - 0.5));
                        add(second, b.with_min_y(b.top() + 0.5));
                    }
                }
            }
            seen.clipped.add(Shape::mesh(mesh));
            if let Some(second) = cx.second() {
                let x = chart::x_of(seen.chart, seen.range, second.from.as_secs_f64());
                seen.clipped.vline(x, seen.chart.y_range(), Stroke::new(1.5, cx.theme.second));
            }
            pointed(cx, branch, seen, &rows);
        });
    }
}

fn has_states(branch: &Branch, id: EquipmentId) -> bool {
    let open = branch.frame.as_ref().and_then(|frame| frame.view.equipment.get(id.index()));
    open.is_some_and(|it| it.state.is_some()) || !branch.story.intervals(id).is_empty()
}

/// The state that it is in.
fn open(branch: &Branch, id: EquipmentId) -> Option<Interval> {
    let frame = branch.frame.as_ref()?;
    let it = frame.view.equipment.get(id.index())?;
    let (from, to) = (it.since.as_nanos(), frame.at.as_nanos());
    Some(Interval { from, to, cause: it.cause, state: it.state? })
}

fn name(ui: &Ui, cx: &PanelCx<'_>, branch: &Branch, id: EquipmentId, rect: Rect) {
    let is_selected = cx.selected == Some(id);
    let painter = ui.painter();
    if is_selected {
        painter.rect_filled(rect.shrink2(vec2(0.0, 1.0)), 4.0, cx.theme.grid);
    }
    let font = if is_selected { bold(11.5) } else { plain(11.5) };
    let at = pos2(rect.left() + 4.0, rect.center().y);
    let name = branch.story.plant().name(id);
    widgets::elided(
        painter,
        at,
        Align2::LEFT_CENTER,
        &name,
        font,
        cx.theme.ink,
        rect.width() - 10.0,
    );
}

/// What is under the pointer, and what a click does.
fn pointed(cx: &mut PanelCx<'_>, branch: &Branch, seen: &Seen, rows: &[EquipmentId]) {
    let Seen { chart, range, response, .. } = seen;
    let (chart, range) = (*chart, *range);
    let Some(at) = response.hover_pos() else { return };
    let Some(id) = rows.get(seen.number_at(at.y)).copied() else { return };
    let seconds = chart::seconds_at(chart, range, at.x);
    if response.clicked() {
        cx.ask(Request::Select(Some(id)));
        if chart.contains(at) {
            let instant = SimTime::ZERO + SimSpan::from_nanos((seconds.max(0.0) * 1e9) as u64);
            cx.ask(Request::Look(Some(instant.min(branch.now()))));
        }
    }
    if !chart.contains(at) || response.dragged() {
        return;
    }
    let nanos = (seconds * 1e9) as u64;
    let intervals = branch.story.intervals(id);
    let found = intervals.get(intervals.partition_point(|it| it.to <= nanos)).copied();
    let Some(it) = found.or_else(|| open(branch, id)).filter(|it| it.from <= nanos) else { return };
    let plant = branch.story.plant();
    let cause =
        if it.cause.is_some() { format!(" · {}", plant.name(it.cause)) } else { String::new() };
    let text = format!(
        "{}\n{}{cause}\n{} – {}  ({})",
        plant.name(id),
        cx.words.of_state(it.state),
        format::clock(SimTime::from_nanos(it.from)),
        format::clock(SimTime::from_nanos(it.to)),
        format::span((it.to - it.from) as f64 / 1e9),
    );
    response.clone().on_hover_text_at_pointer(text);
}
