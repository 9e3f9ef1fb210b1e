//! The bars of one row. Where more intervals lie in a column of points than can be seen, one bar stands for all of them, in the
//! colour of what most of the column was; the columns stay where they are in time while the chart is moved, so nothing flickers.

use eframe::egui::{Color32, Mesh, Rect, pos2};
use plantwright_journal::State;

use crate::story::Interval;
use crate::theme::Theme;

/// Of so many intervals in a column each is looked at; of more, as many as that.
const LOOKED_AT: usize = 32;

/// The golden section: its multiples leave no gaps, and no two are near to each other.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Adds the bars of a row; the range is in seconds.
pub(super) fn add(
    mesh: &mut Mesh,
    theme: &Theme,
    row: Rect,
    range: (f64, f64),
    intervals: &[Interval],
    open: Option<Interval>,
) {
    let nanos = |seconds: f64| (seconds.max(0.0) * 1e9) as u64;
    let (from, to) = (nanos(range.0), nanos(range.1));
    let mut bars = Bars::new(mesh, theme, row, range);
    let first = intervals.partition_point(|it| it.to <= from);
    let last = first + intervals[first..].partition_point(|it| it.from < to);
    let shown = &intervals[first..last];
    let columns = row.width().max(1.0) as usize;
    if shown.len() <= 2 * columns {
        for it in shown {
            bars.add(it.from, it.to, it.state);
        }
    } else {
        let wide = ((to - from) / columns as u64).max(1);
        add_columns(&mut bars, shown, from / wide * wide, wide);
    }
    if let Some(open) = open.filter(|it| it.to > from && it.from < to) {
        bars.add(open.from, open.to, open.state);
    }
}

/// One bar for each column in which there is anything, and one for several that follow one another and look alike.
fn add_columns(bars: &mut Bars<'_>, shown: &[Interval], first: u64, wide: u64) {
    let mut run: Option<(u64, u64, usize)> = None;
    let (mut left, mut at) = (first, 0);
    while at < shown.len() {
        let right = left + wide;
        let end = at + ends_before(&shown[at..], right);
        // The last of them may go on in the next column.
        let mut times = [0_u64; State::COUNT];
        let mut look = |it: &Interval| {
            times[it.state as usize] += it.to.min(right).saturating_sub(it.from.max(left));
        };
        let there = &shown[at..end];
        if there.len() <= LOOKED_AT {
            there.iter().for_each(&mut look);
        } else {
            // Spread evenly, but in no step with anything: what repeats itself would else look as if it did not.
            let parts = (0..LOOKED_AT).map(|number| (number as f64 * GOLDEN).fract());
            parts.for_each(|part| look(&there[(part * there.len() as f64) as usize]));
        }
        let most = (0..State::COUNT).max_by_key(|state| times[*state]).filter(|it| times[*it] > 0);
        run = match (run, most) {
            (Some((since, until, state)), Some(most)) if state == most && until == left => {
                Some((since, right, state))
            }
            (before, most) => {
                if let Some((since, until, state)) = before {
                    bars.add(since, until, State::ALL[state]);
                }
                most.map(|state| (left, right, state))
            }
        };
        let goes_on = shown[at..end].last().is_some_and(|it| it.to > right);
        at = if goes_on { end - 1 } else { end };
        left = right;
        // Nothing lies in what comes next, where there are gaps.
        if let Some(next) = shown.get(at).filter(|it| it.from >= left + wide) {
            left += (next.from - left) / wide * wide;
        }
    }
    if let Some((since, until, state)) = run {
        bars.add(since, until, State::ALL[state]);
    }
}

/// How many begin before an instant: not many of those that there are, so they are looked for from the first one on.
fn ends_before(shown: &[Interval], right: u64) -> usize {
    let mut reach = 8;
    while shown.get(reach).is_some_and(|it| it.from < right) {
        reach *= 2;
    }
    let from = if reach == 8 { 0 } else { reach / 2 };
    let near = &shown[from..(reach + 1).min(shown.len())];
    from + near.partition_point(|it| it.from < right)
}

/// Where bars go, and what they look like.
struct Bars<'a> {
    mesh: &'a mut Mesh,
    row: Rect,
    from: f64,
    /// Points by nanosecond.
    scale: f64,
    colors: [Color32; State::COUNT],
}

impl<'a> Bars<'a> {
    fn new(mesh: &'a mut Mesh, theme: &Theme, row: Rect, range: (f64, f64)) -> Self {
        let scale = f64::from(row.width()) / ((range.1 - range.0) * 1e9);
        Self { mesh, row, from: range.0 * 1e9, scale, colors: State::ALL.map(|it| theme.state(it)) }
    }

    fn add(&mut self, from: u64, to: u64, state: State) {
        let row = self.row;
        let x = |at: u64| {
            let x = row.left() + ((at as f64 - self.from) * self.scale) as f32;
            x.clamp(row.left(), row.right())
        };
        let (left, right) = (x(from), x(to));
        let (min, max) = (pos2(left, row.top()), pos2(right.max(left + 0.35), row.bottom()));
        self.mesh.add_colored_rect(Rect::from_min_max(min, max), self.colors[state as usize]);
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::EquipmentId;

    use super::*;

    const ROW: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(800.0, 20.0) };

    fn intervals(count: u64, state: impl Fn(u64) -> State) -> Vec<Interval> {
        let cause = EquipmentId::NONE;
        let interval =
            |it| Interval { from: it * 1_000, to: (it + 1) * 1_000, cause, state: state(it) };
        (0..count).map(interval).collect()
    }

    fn drawn(range: (f64, f64), intervals: &[Interval]) -> Mesh {
        let mut mesh = Mesh::default();
        add(&mut mesh, &Theme::LIGHT, ROW, range, intervals, None);
        mesh
    }

    fn width_of(mesh: &Mesh, state: State) -> f32 {
        let color = Theme::LIGHT.state(state);
        let bars = mesh.vertices.chunks(4).filter(|bar| bar[0].color == color);
        bars.map(|bar| bar[3].pos.x - bar[0].pos.x).sum()
    }

    #[test]
    fn a_million_bars_are_drawn_as_few() {
        let third = |it: u64| if it.is_multiple_of(3) { State::Blocked } else { State::Processing };
        let all = intervals(1_000_000, third);
        // Most of every column is the same: one bar.
        let mesh = drawn((0.0, 1.0), &all);
        assert_eq!(mesh.vertices.len(), 4);
        assert!((width_of(&mesh, State::Processing) - 800.0).abs() < 0.01);
        // Near enough to be seen, each is drawn, in its own colour.
        let mesh = drawn((0.5, 0.500_01), &all);
        assert_eq!(mesh.vertices.len(), 10 * 4);
        assert!(width_of(&mesh, State::Blocked) > 200.0);
    }

    #[test]
    fn columns_are_what_most_of_them_was() {
        // A column is 1.25 ms, so 1250 of them; blocked in every other stretch of 10 ms.
        let stretch = |it: u64| {
            if (it / 10_000).is_multiple_of(2) { State::Blocked } else { State::Processing }
        };
        let all = intervals(1_000_000, stretch);
        let mesh = drawn((0.0, 1.0), &all);
        assert_eq!(mesh.vertices.len(), 100 * 4);
        assert!((width_of(&mesh, State::Blocked) - 400.0).abs() < 0.5);
        // Moved by less than a column, the bars are the same, further to the left.
        let moved = drawn((0.000_4, 1.000_4), &all);
        let edges = |mesh: &Mesh, by: f32| -> Vec<i32> {
            let edges = mesh.vertices.chunks(4).skip(1).map(|bar| bar[0].pos.x + by);
            edges.map(|x| (x * 20.0).round() as i32).collect()
        };
        assert_eq!(edges(&mesh, 0.0), edges(&moved, 0.32));
    }

    #[test]
    fn where_nothing_is_no_bar_is() {
        let mut all = intervals(1_000_000, |_| State::Down);
        // A gap in the middle, of 250 columns and a bit.
        all.retain(|it| !(300_100_000..612_700_000).contains(&it.from));
        let mesh = drawn((0.0, 1.0), &all);
        assert_eq!(mesh.vertices.len(), 2 * 4);
        assert!((width_of(&mesh, State::Down) - 800.0 * (1.0 - 0.312_6)).abs() < 2.1);
    }
}
