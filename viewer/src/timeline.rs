//! The bar at the foot: all of time, with what equipment did, breakdowns and bookmarks drawn on it. Dragging shows any instant.

use eframe::egui::{self, Align2, Mesh, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};
use plantwright_journal::{State, What};
use plantwright_units::SimTime;

use crate::app::Act;
use crate::branch::Branch;
use crate::chart;
use crate::format;
use crate::story::Mark;
use crate::text::Words;
use crate::theme::{Theme, bold, plain};
use crate::widgets::{Icon, icon_button, paint_icon};

/// What the bar shows.
pub(crate) struct Timeline<'a> {
    pub(crate) theme: &'static Theme,
    pub(crate) words: &'static Words,
    pub(crate) branches: &'a [Branch],
    pub(crate) looked: Option<SimTime>,
    pub(crate) bookmarks: &'a [SimTime],
}

/// From below to above in the ribbon.
const ORDER: [State; State::COUNT] = [
    State::Processing,
    State::Setup,
    State::Starting,
    State::WaitingForOperator,
    State::Blocked,
    State::Down,
    State::Maintenance,
    State::Standby,
    State::Off,
    State::Idle,
];

/// Draws it.
pub(crate) fn ui(ui: &mut Ui, it: &Timeline<'_>, acts: &mut Vec<Act>) {
    let Timeline { theme, words, .. } = *it;
    let Some(first) = it.branches.first() else { return };
    let all = ui.available_rect_before_wrap();
    ui.horizontal_centered(|ui| {
        if icon_button(ui, theme, Icon::Bookmark, words.bookmark, 28.0).clicked() {
            acts.push(Act::Bookmark);
        }
    });
    let track = Rect::from_min_max(
        pos2(all.left() + 44.0, all.top() + 6.0),
        pos2(all.right() - 14.0, all.bottom() - 20.0),
    );
    let response = ui.interact(
        track.expand2(vec2(4.0, 8.0)),
        ui.scope_id().with("track"),
        Sense::click_and_drag(),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, words.timeline));
    let now = it.branches.iter().map(Branch::now).max().unwrap_or(SimTime::ZERO).as_secs_f64();
    let end = first
        .story
        .plant()
        .run
        .duration
        .map_or(now * 1.08, plantwright_units::SimSpan::as_secs_f64);
    let range = (0.0, end.max(1e-3));
    let painter = ui.painter_at(all);
    painter.rect_filled(track, 4.0, theme.grid);
    chart::time_axis(&painter, theme, track, range, all.bottom() - 9.0);
    if it.branches.len() > 1 {
        let (top, bottom) = track.split_top_bottom_at_y(track.center().y);
        ribbon(&painter, theme, top.with_max_y(top.bottom() - 1.0), range, first);
        ribbon(&painter, theme, bottom.with_min_y(bottom.top() + 1.0), range, &it.branches[1]);
        let x = chart::x_of(track, range, it.branches[1].from.as_secs_f64());
        painter.vline(x, track.y_range(), Stroke::new(2.0, theme.second));
        let plate = Rect::from_center_size(pos2(x, track.top() - 1.0), vec2(15.0, 13.0));
        painter.rect_filled(plate, 3.0, theme.second);
        paint_icon(&painter, plate.shrink2(vec2(3.5, 3.0)), Icon::Fork, Theme::on(theme.second));
    } else {
        ribbon(&painter, theme, track, range, first);
    }
    warm_up(&painter, it, first, track, range);
    failures(&painter, theme, first, track, range);
    for mark in it.bookmarks {
        let x = chart::x_of(track, range, mark.as_secs_f64());
        let flag = Rect::from_center_size(pos2(x, track.top() - 1.0), vec2(9.0, 10.0));
        paint_icon(&painter, flag, Icon::Bookmark, theme.accent);
    }
    cursor(&painter, it, track, range, first);
    if let Some(at) =
        response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked())
    {
        let seconds = chart::seconds_at(track, range, at.x).clamp(0.0, now);
        let instant = SimTime::from_nanos((seconds * 1e9) as u64);
        // Close to a bookmark, it is the bookmark that is meant.
        let near = it
            .bookmarks
            .iter()
            .find(|mark| (chart::x_of(track, range, mark.as_secs_f64()) - at.x).abs() < 5.0);
        let instant = near.copied().unwrap_or(instant);
        let is_now = seconds >= now - (range.1 - range.0) * 0.002;
        acts.push(Act::Look((!is_now).then_some(instant)));
    } else if let Some(at) = response.hover_pos() {
        let seconds = chart::seconds_at(track, range, at.x).max(0.0);
        let text = format::clock(SimTime::from_nanos((seconds * 1e9) as u64));
        painter.vline(at.x, track.y_range(), Stroke::new(1.0, theme.faint));
        response.on_hover_text_at_pointer(text);
    }
}

/// What share of the equipment was in which state, as bands one above the other.
fn ribbon(painter: &egui::Painter, theme: &Theme, area: Rect, range: (f64, f64), branch: &Branch) {
    let (stretches, nanos) = branch.story.stretches();
    let width = nanos as f64 / 1e9;
    let mut mesh = Mesh::default();
    let ended = stretches.iter().map(|it| it.states);
    let count = branch.now().as_nanos().div_ceil(nanos) as usize;
    let mut states: Vec<[u64; State::COUNT]> = ended.collect();
    states.resize(states.len().max(count), [0; State::COUNT]);
    add_open(&mut states, nanos, branch);
    for (number, states) in states.iter().enumerate() {
        let sum: u64 = states.iter().sum();
        if sum == 0 {
            continue;
        }
        let left = chart::x_of(area, range, number as f64 * width);
        let right = chart::x_of(area, range, (number + 1) as f64 * width).min(chart::x_of(
            area,
            range,
            branch.now().as_secs_f64(),
        ));
        let mut bottom = area.bottom();
        for state in ORDER {
            let tall = (states[state as usize] as f64 / sum as f64) as f32 * area.height();
            if tall > 0.0 {
                let rect = Rect::from_min_max(
                    pos2(left, bottom - tall),
                    pos2(right.min(area.right()), bottom),
                );
                mesh.add_colored_rect(rect, theme.state(state).gamma_multiply(0.9));
                bottom -= tall;
            }
        }
    }
    painter.add(Shape::mesh(mesh));
}

/// Adds the states that have not ended, as far as they have come.
fn add_open(states: &mut [[u64; State::COUNT]], width: u64, branch: &Branch) {
    let Some(frame) = &branch.frame else { return };
    // By state: how many more are in it from a stretch on.
    let mut more = vec![[0_i64; State::COUNT]; states.len() + 1];
    for record in frame.closing.iter().filter(|record| record.what() == What::State) {
        let (state, to) = (record.state() as usize, record.at.as_nanos());
        let from = to.saturating_sub(record.span.as_nanos());
        let (first, last) = ((from / width) as usize, (to / width) as usize);
        if first == last {
            if let Some(it) = states.get_mut(first) {
                it[state] += to - from;
            }
            continue;
        }
        if let Some(it) = states.get_mut(first) {
            it[state] += (first as u64 + 1) * width - from;
        }
        if let Some(it) = states.get_mut(last) {
            it[state] += to - last as u64 * width;
        }
        if last <= states.len() {
            more[first + 1][state] += 1;
            more[last][state] -= 1;
        }
    }
    let mut counts = [0_i64; State::COUNT];
    for (it, more) in states.iter_mut().zip(&more) {
        for ((it, count), more) in it.iter_mut().zip(&mut counts).zip(more) {
            *count += more;
            *it += *count as u64 * width;
        }
    }
}

fn warm_up(
    painter: &egui::Painter,
    it: &Timeline<'_>,
    first: &Branch,
    track: Rect,
    range: (f64, f64),
) {
    let warm_up = first.story.plant().run.warm_up.as_secs_f64();
    if warm_up <= 0.0 {
        return;
    }
    let right = chart::x_of(track, range, warm_up);
    let area = Rect::from_min_max(track.min, pos2(right, track.bottom()));
    painter.rect_filled(area, 0.0, it.theme.surface.gamma_multiply(0.55));
    painter.vline(right, track.y_range(), Stroke::new(1.0, it.theme.quiet));
    if area.width() > 60.0 {
        let text = it.words.warm_up.to_owned();
        let galley = painter.layout_no_wrap(text, plain(10.5), it.theme.ink);
        let rect = Align2::CENTER_CENTER.anchor_size(area.center(), galley.size());
        let plate = it.theme.surface.gamma_multiply(0.8);
        painter.rect_filled(rect.expand2(vec2(4.0, 0.5)), 3.0, plate);
        painter.galley(rect.min, galley, it.theme.ink);
    }
}

/// Breakdowns as triangles at the foot, deadlocks as squares at the head.
fn failures(
    painter: &egui::Painter,
    theme: &Theme,
    branch: &Branch,
    track: Rect,
    range: (f64, f64),
) {
    let places = |marks: &[Mark]| {
        let mut last = f32::MIN;
        let places = marks.iter().map(|mark| chart::x_of(track, range, mark.at as f64 / 1e9));
        // Marks that lie on one another are one.
        let apart = places.filter(|x| {
            let is_apart = x - last >= 2.5;
            if is_apart {
                last = *x;
            }
            is_apart
        });
        apart.collect::<Vec<f32>>()
    };
    for x in places(branch.story.failures()) {
        let tip = pos2(x, track.bottom() - 5.0);
        let feet = [pos2(x - 3.0, track.bottom() + 1.0), pos2(x + 3.0, track.bottom() + 1.0)];
        painter.add(Shape::convex_polygon(vec![tip, feet[1], feet[0]], theme.alarm, Stroke::NONE));
    }
    for x in places(branch.story.deadlocks()) {
        let square = Rect::from_center_size(pos2(x, track.top() + 3.0), vec2(6.0, 6.0));
        painter.rect_filled(square, 1.0, theme.alarm);
        painter.vline(x, track.y_range(), Stroke::new(1.0, theme.alarm));
    }
}

fn cursor(
    painter: &egui::Painter,
    it: &Timeline<'_>,
    track: Rect,
    range: (f64, f64),
    first: &Branch,
) {
    let theme = it.theme;
    let now = chart::x_of(track, range, first.now().as_secs_f64());
    painter.vline(now, track.expand(2.0).y_range(), Stroke::new(1.5, theme.ink));
    let at = it.looked.map_or(now, |at| chart::x_of(track, range, at.as_secs_f64()));
    if it.looked.is_some() {
        painter.vline(at, track.expand(3.0).y_range(), Stroke::new(2.0, theme.accent));
    }
    let color = if it.looked.is_some() { theme.accent } else { theme.ink };
    painter.circle(pos2(at, track.top() - 1.0), 5.0, color, Stroke::new(1.5, theme.surface));
    if let Some(looked) = it.looked {
        let text = format::clock(looked);
        let anchor = if at > track.center().x { Align2::RIGHT_TOP } else { Align2::LEFT_TOP };
        let place = pos2(at + if at > track.center().x { -9.0 } else { 9.0 }, track.top() + 3.0);
        let galley = painter.layout_no_wrap(text, bold(11.5), Theme::on(theme.accent));
        let rect = anchor.anchor_size(place, galley.size()).expand2(vec2(5.0, 2.0));
        painter.rect_filled(rect, 4.0, theme.accent);
        painter.galley(rect.min + vec2(5.0, 2.0), galley, Theme::on(theme.accent));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plantwright_sim::Model;
    use plantwright_units::SimSpan;

    use super::*;
    use crate::session::{Command, Engine, Goal, Opening, Update};
    use crate::story::Story;

    /// One machine that has work once an hour, and one that has none.
    const SCENE: &str = r#"Scene(run: (duration: "20 h"), equipment: {
        "in": Source(every: "1 h", to: ["busy"]),
        "busy": Station(process: "7 min", to: ["out"]),
        "idle": Station(process: "1 min", to: ["out"]),
        "out": Sink()})"#;

    #[test]
    fn all_of_time_is_told_also_what_has_not_ended() {
        let model = Model::read("scene", SCENE).unwrap();
        let mut engine = Engine::default();
        engine.command(Command::Open(Box::new(Opening { model: model.clone(), replication: 0 })));
        let until = SimTime::ZERO + SimSpan::from_secs(10 * 3_600 + 1_800);
        engine.command(Command::GoTo(Goal::Time(until)));
        while engine.is_busy() {
            engine.work(std::time::Duration::ZERO);
        }
        let story = Story::new(Arc::clone(model.plant()));
        let mut branch = Branch::new(model, String::new(), SimTime::ZERO, story);
        for update in engine.updates() {
            if let Update::Went { frame, pieces, .. } = update {
                for piece in &pieces {
                    branch.story.add(piece);
                }
                branch.frame = Some(frame);
            }
        }
        let (known, width) = branch.story.stretches();
        let count = until.as_nanos().div_ceil(width) as usize;
        let mut states: Vec<_> = known.iter().map(|it| it.states).collect();
        states.resize(states.len().max(count), [0; State::COUNT]);
        let before: u64 = states.iter().flatten().sum();
        add_open(&mut states, width, &branch);
        for (number, it) in states.iter().enumerate() {
            let from = number as u64 * width;
            let there = until.as_nanos().min(from + width).saturating_sub(from);
            assert_eq!(it.iter().sum::<u64>(), 2 * there, "{number}: two machines");
        }
        assert!(before < states.iter().flatten().sum());
    }
}
