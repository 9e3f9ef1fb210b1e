//! Active periods: the time of a station between two pauses. At every instant the station whose active period is the longest is the
//! bottleneck; where the periods of two that follow each other in this overlap, the bottleneck shifts from one to the other
//! (Roser, Nakano, Tanaka: A practical bottleneck detection method, 2001; Shifting bottleneck detection, 2002).

use std::collections::VecDeque;

use plantwright_journal::Record;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::set::Window;

/// An active period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Period {
    who: EquipmentId,
    start: SimTime,
    end: SimTime,
}

impl Period {
    fn length(&self) -> u64 {
        self.end.since(self.start).as_nanos()
    }
}

/// The active periods of all stations, as far as they matter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Periods {
    /// By equipment: the period that the next state may lengthen.
    current: Vec<Option<Period>>,
    /// How many periods there were, and how long they were in all [ns].
    counts: Vec<(u64, u64)>,
    /// Periods that are over and lie within no other, ordered by start and so by end: only these can be the longest ones at any
    /// instant.
    longest: Vec<Period>,
}

/// What became of a station's time [ns].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shares {
    pub(super) count: u64,
    pub(super) active: u64,
    pub(super) sole: u64,
    pub(super) shifting: u64,
}

impl Periods {
    pub(super) fn new(equipment: usize) -> Self {
        Self {
            current: vec![None; equipment],
            counts: vec![(0, 0); equipment],
            longest: Vec::new(),
        }
    }

    /// A state of a station ended.
    pub(super) fn enter(&mut self, record: &Record, is_active: bool, from: SimTime) {
        let who = record.who();
        let start = SimTime::from_nanos(record.at.as_nanos() - record.span.as_nanos());
        let current = &mut self.current[who.index()];
        match current {
            Some(period) if is_active => period.end = record.at,
            None if is_active => *current = Some(Period { who, start, end: record.at }),
            Some(_) => self.close(who, from),
            None => {}
        }
    }

    fn close(&mut self, who: EquipmentId, from: SimTime) {
        let Some(period) = self.current[who.index()].take() else { return };
        if period.end <= from || period.start == period.end {
            return;
        }
        let (count, active) = &mut self.counts[who.index()];
        *count += 1;
        *active += period.end.since(period.start.max(from)).as_nanos();
        self.insert(period);
    }

    /// Keeps a period unless it lies within another, and forgets those that lie within it.
    fn insert(&mut self, period: Period) {
        let at = self.longest.partition_point(|other| other.start <= period.start);
        if at > 0 && self.longest[at - 1].end >= period.end {
            return;
        }
        let same_start = self.longest[..at].iter().rev();
        let first = at - same_start.take_while(|other| other.start == period.start).count();
        let behind = self.longest[at..].iter().take_while(|other| other.end <= period.end);
        let last = at + behind.count();
        self.longest.splice(first..last, [period]);
    }

    /// Forgets what was over before `at`. A period that goes on keeps its length.
    pub(super) fn restart(&mut self, at: SimTime) {
        self.counts.fill((0, 0));
        self.longest.retain(|period| period.end > at);
    }

    /// Returns the shares by equipment. The books have to be closed.
    pub(super) fn shares(&self, window: Window) -> Vec<Shares> {
        let mut all = self.clone();
        for index in 0..all.current.len() {
            all.close(EquipmentId(index as u32), window.from);
        }
        let share = |(count, active): &(u64, u64)| Shares {
            count: *count,
            active: *active,
            ..Shares::default()
        };
        let mut shares: Vec<Shares> = all.counts.iter().map(share).collect();
        let chain = all.bottlenecks();
        for (position, period) in chain.iter().enumerate() {
            let before = position.checked_sub(1).map(|before| chain[before]);
            let after = chain.get(position + 1);
            // Alone once the one before has ended, and until the one behind begins.
            let begins = before.map_or(period.start, |before| before.end.max(period.start));
            let ends = after.map_or(period.end, |after| after.start.min(period.end));
            let share = &mut shares[period.who.index()];
            let sole = clipped(begins, ends, window);
            share.sole += sole;
            share.shifting += clipped(period.start, period.end, window) - sole;
        }
        shares
    }

    /// The periods that are the longest one at some instant, in order.
    fn bottlenecks(&self) -> Vec<Period> {
        let mut chain: Vec<Period> = Vec::new();
        // Those that go on, each longer than all that began later.
        let mut going: VecDeque<Period> = VecDeque::new();
        let note = |period: Period, chain: &mut Vec<Period>| {
            if chain.last() != Some(&period) {
                chain.push(period);
            }
        };
        for period in &self.longest {
            while let Some(first) = going.front().filter(|first| first.end <= period.start) {
                let ended = first.end;
                going.pop_front();
                if let Some(next) = going.front().filter(|next| next.end > ended) {
                    note(*next, &mut chain);
                }
            }
            while going.back().is_some_and(|last| last.length() < period.length()) {
                going.pop_back();
            }
            going.push_back(*period);
            if let Some(first) = going.front() {
                note(*first, &mut chain);
            }
        }
        for period in going {
            note(period, &mut chain);
        }
        chain
    }
}

/// The length of a stretch within the window; zero where it ends before it begins.
fn clipped(start: SimTime, end: SimTime, window: Window) -> u64 {
    let (start, end) = (start.max(window.from), end.min(window.to));
    if start < end { end.since(start).as_nanos() } else { 0 }
}

#[cfg(test)]
mod tests {
    use plantwright_journal::State;
    use plantwright_units::SimSpan;

    use super::*;

    fn at(second: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(second)
    }

    /// The shares of machines [s], each with the periods in which it is active.
    fn shares(machines: &[&[(u64, u64)]], window: (u64, u64)) -> Vec<(u64, u64, u64, u64)> {
        let mut periods = Periods::new(machines.len());
        let mut records = Vec::new();
        for (who, active) in (0..).map(EquipmentId).zip(machines) {
            let mut last = 0;
            for (start, end) in *active {
                for (from, to, state) in
                    [(last, *start, State::Idle), (*start, *end, State::Processing)]
                {
                    let span = at(to).since(at(from));
                    records.push(Record::of_state(at(to), who, state, span, EquipmentId::NONE));
                }
                last = *end;
            }
        }
        // Records come in the order of time, that of a pause at its end.
        records.sort_by_key(|record| record.at);
        for record in &records {
            periods.enter(record, record.state() == State::Processing, at(window.0));
        }
        let shares = periods.shares(Window { from: at(window.0), to: at(window.1) });
        let seconds = |nanos: u64| nanos / 1_000_000_000;
        let all = shares.iter();
        all.map(|it| (it.count, seconds(it.active), seconds(it.sole), seconds(it.shifting)))
            .collect()
    }

    #[test]
    fn the_longest_period_rules_and_shifts_where_it_overlaps() {
        // From the first machine to the second between 8 s and 10 s, although the second one is the longer from 8 s on.
        let two: [&[(u64, u64)]; 2] = [&[(0, 10)], &[(8, 30)]];
        assert_eq!(shares(&two, (0, 40)), [(1, 10, 8, 2), (1, 22, 20, 2)]);
        // A shorter one that begins before the longer one ends follows it; one that lies within never rules.
        let three: [&[(u64, u64)]; 3] = [&[(0, 10)], &[(6, 14)], &[(1, 4), (5, 9)]];
        assert_eq!(shares(&three, (0, 20)), [(1, 10, 6, 4), (1, 8, 4, 4), (2, 7, 0, 0)]);
        // The second one is the longest from 2 s on, and shifts to the third, a shorter one, as long as both go on.
        let falling: [&[(u64, u64)]; 3] = [&[(0, 10)], &[(2, 20)], &[(9, 25)]];
        assert_eq!(shares(&falling, (0, 25)), [(1, 10, 2, 8), (1, 18, 0, 18), (1, 16, 5, 11)]);
        // The second one would follow the first, did not a longer one begin before that ends.
        let overtaken: [&[(u64, u64)]; 3] = [&[(0, 10)], &[(6, 14)], &[(8, 30)]];
        assert_eq!(shares(&overtaken, (0, 30)), [(1, 10, 8, 2), (1, 8, 0, 0), (1, 22, 20, 2)]);
        // Between two that do not touch, nobody rules.
        let apart: [&[(u64, u64)]; 2] = [&[(0, 3)], &[(5, 9)]];
        assert_eq!(shares(&apart, (0, 20)), [(1, 3, 3, 0), (1, 4, 4, 0)]);
        // Three in a chain: the one in the middle shifts at both ends.
        let chain: [&[(u64, u64)]; 3] = [&[(0, 10)], &[(8, 20)], &[(15, 40)]];
        assert_eq!(shares(&chain, (0, 40)), [(1, 10, 8, 2), (1, 12, 5, 7), (1, 25, 20, 5)]);
    }

    #[test]
    fn the_warm_up_is_cut_off_but_keeps_lengths() {
        // The first is the longer one by what lies in the warm-up.
        let two: [&[(u64, u64)]; 2] = [&[(0, 12)], &[(9, 18)]];
        assert_eq!(shares(&two, (10, 18)), [(1, 2, 0, 2), (1, 8, 6, 2)]);
        assert_eq!(shares(&two, (5, 18)), [(1, 7, 4, 3), (1, 9, 6, 3)]);
    }
}
