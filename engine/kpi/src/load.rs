//! The load of the plant: the highest power at any instant, and the mean power of the highest window.

use std::collections::BTreeMap;

use plantwright_model::plant::Course;
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::ledger::Piece;

/// Adds the powers of all equipment up.
///
/// What a piece of equipment drew is told when it is over. So the time since the first of them was last told of is cut where
/// others were told of, and for each part it is known how much at most those draw of which all has been told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Load {
    /// Whether what others draw is straight over each part that they have yet to tell of, so that parts which only they are missing
    /// from can be put together by the highest of them. Where rates rise and fall, parts stay as they are until all have told.
    is_flat: bool,
    /// By their beginnings, the parts that are still open, with how many told last then.
    open: BTreeMap<SimTime, Part>,
    /// The highest rate of what is closed.
    peak: u128,
    /// Nanoseconds.
    window: u64,
    /// Parts used in each window, from the start of the run.
    windows: Vec<u128>,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Part {
    told: u32,
    /// What those draw together of which all has been told: at its beginning and at its end. In between it is straight.
    first: u128,
    last: u128,
}

impl Part {
    fn most(&self) -> u128 {
        self.first.max(self.last)
    }
}

impl Load {
    /// Makes one for so many pieces of equipment, whose rates jump, or rise and fall.
    pub(crate) fn new(equipment: usize, window: SimSpan, is_flat: bool) -> Self {
        let window = window.as_nanos();
        let mut load =
            Self { is_flat, open: BTreeMap::new(), peak: 0, window, windows: Vec::new() };
        load.open.insert(SimTime::ZERO, Part { told: equipment as u32, ..Part::default() });
        load
    }

    /// Takes what one piece of equipment drew from the last time on that it was told of.
    pub(crate) fn take(&mut self, piece: Piece) {
        if piece.to <= piece.from {
            return;
        }
        piece.course.cut(piece.from, piece.to, |from, to| {
            self.take_stretch(&piece.course, from, to);
        });
        self.fill_windows(piece);
    }

    /// Takes a stretch on which the power is straight.
    fn take_stretch(&mut self, course: &Course, from: SimTime, to: SimTime) {
        self.cut_at(to);
        let ends: Vec<SimTime> = self.open.range(from..=to).map(|(at, _)| *at).skip(1).collect();
        for ((at, part), end) in self.open.range_mut(from..to).zip(ends) {
            part.first += u128::from(course.rate(*at));
            // At its end it may jump: what it is before that counts here.
            part.last += u128::from(course.rate(end));
        }
        if let Some(part) = self.open.get_mut(&to) {
            part.told += 1;
        }
        if let Some(part) = self.open.get_mut(&from) {
            part.told -= 1;
            if self.is_flat && part.told == 0 {
                self.put_to_the_one_before(from);
            }
        }
        while let Some(first) = self.open.first_entry().filter(|it| it.get().told == 0) {
            self.peak = self.peak.max(first.remove().most());
        }
    }

    /// Puts a part to the one before it: of both no more is known than how much it was at most.
    fn put_to_the_one_before(&mut self, from: SimTime) {
        let Some(most) = self.open.get(&from).map(Part::most) else { return };
        if let Some((_, before)) = self.open.range_mut(..from).next_back() {
            let most = before.most().max(most);
            (before.first, before.last) = (most, most);
            self.open.remove(&from);
        }
    }

    /// Lets a part begin at an instant.
    fn cut_at(&mut self, at: SimTime) {
        if self.open.contains_key(&at) {
            return;
        }
        let next = self.open.range(at..).next().map(|(next, _)| *next);
        let mut new = Part::default();
        if let (Some((begin, part)), Some(next)) = (self.open.range_mut(..at).next_back(), next) {
            let share = at.since(*begin).as_secs_f64() / next.since(*begin).as_secs_f64();
            let there = part.first as f64 + (part.last as f64 - part.first as f64) * share;
            (new.first, new.last) = (there.round() as u128, part.last);
            part.last = new.first;
        }
        self.open.insert(at, new);
    }

    fn fill_windows(&mut self, piece: Piece) {
        let (mut at, to) = (piece.from.as_nanos(), piece.to.as_nanos());
        while at < to {
            let window = at / self.window;
            let end = (window + 1).saturating_mul(self.window).min(to);
            let window = window as usize;
            if self.windows.len() <= window {
                self.windows.resize(window + 1, 0);
            }
            let [begin, until] = [at, end].map(SimTime::from_nanos);
            self.windows[window] += piece.course.parts(begin, until);
            at = end;
        }
    }

    /// Forgets what was before `at`.
    pub(crate) fn restart(&mut self, at: SimTime) {
        let told = self.open.values().map(|part| part.told).sum();
        self.open.clear();
        self.open.insert(at, Part { told, ..Part::default() });
        self.peak = 0;
        self.windows.fill(0);
    }

    /// Returns the highest rate, in parts per nanosecond, once all was told of.
    pub(crate) fn peak(&self) -> u128 {
        let open = self.open.values().map(Part::most).max().unwrap_or(0);
        self.peak.max(open)
    }

    /// Returns the mean rate of the highest window, in parts per nanosecond. What a window was measured only in part counts
    /// over its whole length.
    pub(crate) fn highest_window(&self) -> f64 {
        let most = self.windows.iter().copied().max().unwrap_or(0);
        most as f64 / self.window as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces are told of when they are over, in the order of their ends.
    #[test]
    fn the_peak_is_that_of_the_sum() {
        let at = |minutes: u64| SimTime::ZERO + SimSpan::from_secs(60 * minutes);
        let mut load = Load::new(3, SimSpan::from_secs(900), true);
        for (who, from, to, rate) in [
            (1, 0, 5, 0),
            (2, 0, 10, 0),
            (0, 0, 20, 10),
            (2, 10, 25, 4),
            (1, 5, 35, 6),
            (0, 20, 45, 0),
            (1, 35, 45, 0),
            (2, 25, 45, 0),
        ] {
            load.take(Piece { who, from: at(from), to: at(to), course: Course::flat(rate) });
        }
        assert_eq!(load.peak(), 20);
        let means = load.windows.iter().map(|parts| *parts as f64 / 900e9).collect::<Vec<_>>();
        assert_eq!(means, [46.0 / 3.0, 12.0, 2.0]);
        assert_eq!(load.open.len(), 1);
    }

    /// One goes up while the other goes down: together they draw the same all the time.
    #[test]
    fn the_peak_of_ramps() {
        use plantwright_model::plant::Ramp;

        let at = |seconds: u64| SimTime::ZERO + SimSpan::from_secs(seconds);
        let ramp = Ramp::Linear(SimSpan::from_secs(10));
        let mut load = Load::new(2, SimSpan::from_secs(900), false);
        let (low, high) = (Course::flat(0), Course::flat(100));
        let (up, down) = (low.turn(at(5), 100, ramp), high.turn(at(5), 0, ramp));
        for (who, from, to, course) in
            [(0, 0, 5, low), (1, 0, 5, high), (0, 5, 12, up), (1, 5, 30, down), (0, 12, 30, up)]
        {
            load.take(Piece { who, from: at(from), to: at(to), course });
        }
        assert_eq!(load.peak(), 100);
    }

    /// Against the sum at every instant, for histories that are drawn.
    #[test]
    fn peaks_of_drawn_histories() {
        let mut state = 1_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
            (state >> 33) % below
        };
        for _ in 0..50 {
            let (count, end) = (4, 60_u64);
            let mut pieces = Vec::new();
            let mut sum = vec![0_u128; end as usize];
            for who in 0..count {
                let mut from = 0;
                while from < end {
                    let (to, rate) = ((from + 1 + draw(20)).min(end), draw(100));
                    for minute in from..to {
                        sum[minute as usize] += u128::from(rate);
                    }
                    let [from_time, to_time] =
                        [from, to].map(|at| SimTime::ZERO + SimSpan::from_secs(at));
                    let course = Course::flat(rate);
                    pieces.push(Piece { who, from: from_time, to: to_time, course });
                    from = to;
                }
            }
            pieces.sort_by_key(|piece| piece.to);
            for is_flat in [true, false] {
                let mut load = Load::new(count, SimSpan::from_secs(7), is_flat);
                for piece in &pieces {
                    load.take(*piece);
                }
                assert_eq!(Some(load.peak()), sum.iter().copied().max());
            }
        }
    }
}
