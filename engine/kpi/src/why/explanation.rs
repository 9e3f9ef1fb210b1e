//! The answers: the lost time of stations, the waits of items, and what made items late.

use plantwright_journal::{Record, State, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};

use super::account::{Account, Items, Lateness, Station};
use super::links::Links;
use super::roots::{Finder, Roots, portion};
use super::steps::{Phase, Step};
use super::timeline::Interval;
use super::trace::{Open, Story, Trace};
use super::{Cause, Reason, Why};

/// What [`Why`] has to say at an instant.
#[derive(Debug)]
pub struct Explanation<'a> {
    why: &'a Why,
    plant: &'a Plant,
    links: Links,
    /// For each piece of equipment, the state that it is in.
    tails: Vec<Interval>,
    /// Which equipment writes down states: the stations.
    stations: Vec<bool>,
    now: SimTime,
}

impl<'a> Explanation<'a> {
    pub(super) fn new(why: &'a Why, plant: &'a Plant, now: SimTime, closing: &[Record]) -> Self {
        let mut tails: Vec<_> = why.timelines.iter().map(|timeline| timeline.open(now)).collect();
        let mut stations: Vec<_> =
            why.timelines.iter().map(|timeline| timeline.is_recorded).collect();
        for record in closing.iter().filter(|record| record.what() == What::State) {
            let who = record.who().index();
            stations[who] = true;
            let (cause, state) = (record.cause(), record.state());
            tails[who] = Interval { until: now, cause, state, walking: false };
        }
        // Nothing lasts longer than what is known.
        for tail in &mut tails {
            tail.until = SimTime::MAX;
        }
        Self { why, plant, links: Links::new(plant, &why.trace.steps.ways), tails, stations, now }
    }

    /// Returns the end of the warm-up, from which on lost time counts.
    pub const fn from(&self) -> SimTime {
        self.why.from
    }

    /// Returns the instant at which the books were closed.
    pub const fn now(&self) -> SimTime {
        self.now
    }

    /// Returns the lost time of a station in the measured time; none for what has no states, such as a buffer.
    pub fn station(&self, who: EquipmentId) -> Option<Station> {
        self.stations[who.index()].then(|| self.station_by(who, &mut self.finder()))
    }

    /// Returns the lost time of every station, ordered by id.
    pub fn stations(&self) -> Vec<Station> {
        let mut finder = self.finder();
        let stations = self.plant.equipment_ids().filter(|who| self.stations[who.index()]);
        stations.map(|who| self.station_by(who, &mut finder)).collect()
    }

    /// Returns the time of all items that were completed in the measured time.
    pub fn items(&self) -> Items {
        self.sum_up(self.why.trace.stories.iter(), std::iter::empty())
    }

    /// Returns the time of some items, completed in the measured time or still in the plant.
    pub fn items_of(&self, wanted: impl Fn(ItemId) -> bool) -> Items {
        let stories = self.why.trace.stories.iter().filter(|story| wanted(story.item));
        let open = self.why.trace.open.iter().filter(|(item, _)| wanted(*item));
        self.sum_up(stories, open.map(|(_, open)| open))
    }

    /// Returns how late the items that are wanted were, of those completed in the measured time, and why.
    ///
    /// An item's lateness is divided among its waits in proportion. What is more than all of its waits is the plan's
    /// ([`Reason::Plan`]): the due date came too soon for the work, or before the release.
    pub fn lateness_of(&self, wanted: impl Fn(ItemId) -> bool) -> Lateness {
        let Trace { stories, late, .. } = &self.why.trace;
        let dated = late.iter().map(|(story, late)| (&stories[*story as usize], late.as_nanos()));
        let dated: Vec<(&Story, u64)> = dated.filter(|(story, _)| wanted(story.item)).collect();
        let late: Vec<(&Story, u64)> =
            dated.iter().copied().filter(|(_, late)| *late > 0).collect();
        let mut all =
            Lateness { due: dated.len() as u64, late: late.len() as u64, time: Account::default() };
        let waits = self.waits(late.iter().map(|(story, _)| *story));
        for ((story, late), waiting) in late.into_iter().zip(waits) {
            let waited = waiting.total() as u64;
            let by_waits = late.min(waited);
            let (mut behind, mut given) = (0, 0);
            for (cause, nanos) in waiting.causes() {
                behind += nanos as u64;
                let up_to = portion(by_waits, behind, waited);
                all.time.add(cause, up_to - given);
                given = up_to;
            }
            all.time.add(Cause::of(story.item.origin(), Reason::Plan), late - by_waits);
        }
        all
    }

    fn finder(&self) -> Finder<'_> {
        Finder::new(self.plant, self.why, &self.tails, &self.links)
    }

    fn station_by(&self, who: EquipmentId, finder: &mut Finder<'_>) -> Station {
        let observed = self.now.since(self.why.from).as_nanos();
        let mut station = Station { who, observed, processing: 0, lost: Account::default() };
        let mut at = self.why.from;
        while at < self.now {
            let interval = finder.state(who, at);
            let Interval { until, state, cause, .. } = interval;
            let until = until.min(self.now);
            let span = until.since(at).as_nanos();
            match state {
                State::Processing => station.processing += span,
                State::Blocked | State::Idle | State::WaitingForOperator => {
                    let (waiting, lost) = ((at, until), &mut station.lost);
                    trace_back(waiting, 1, lost, |at| finder.of_station(who, at));
                }
                _ => {
                    let cause = Cause { who, reason: interval.reason(), concern: cause };
                    station.lost.add(cause, span);
                }
            }
            at = until;
        }
        station
    }

    fn sum_up<'t>(
        &self,
        stories: impl Iterator<Item = &'t Story>,
        open: impl Iterator<Item = &'t Open>,
    ) -> Items {
        let mut items = Items::default();
        let (mut finder, mut crowd, mut steps) = (self.finder(), Crowd::default(), Vec::new());
        let mut add = |items: &mut Items, steps: &[Step]| {
            let wait = |step: &Step, wanted| crowd.add(step, wanted, 0);
            items.processing += u128::from(divide(steps, &mut items.waiting, &mut finder, wait));
        };
        for story in stories {
            let ended = self.why.trace.told(story, &mut steps);
            items.completed += 1;
            items.flow += u128::from(ended.since(story.created).as_nanos());
            add(&mut items, &steps);
        }
        for open in open {
            self.why.trace.told_so_far(open, self.now, &mut steps);
            items.present += 1;
            items.flow += u128::from(self.now.since(open.created).as_nanos());
            add(&mut items, &steps);
        }
        crowd.all(&mut items.waiting, &mut finder);
        items
    }

    /// The waits of each of some stories.
    fn waits<'s>(&self, stories: impl Iterator<Item = &'s Story>) -> Vec<Account> {
        let (mut finder, mut crowd, mut steps) = (self.finder(), Crowd::default(), Vec::new());
        let mut accounts: Vec<Account> = stories
            .enumerate()
            .map(|(position, story)| {
                let mut waiting = Account::default();
                self.why.trace.told(story, &mut steps);
                let wait = |step: &Step, wanted| crowd.add(step, wanted, position);
                divide(&steps, &mut waiting, &mut finder, wait);
                waiting
            })
            .collect();
        crowd.each(&mut accounts, &mut finder);
        accounts
    }
}

/// Items that wait at the same place for the same equipment do so for the same reasons: each instant is looked at once for all
/// of them, however long the queue is.
#[derive(Debug, Default)]
struct Crowd(Vec<Change>);

/// An item begins or ends to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: EquipmentId,
    wanted: EquipmentId,
    time: SimTime,
    begins: bool,
    /// Whose account it is about.
    account: usize,
}

impl Crowd {
    fn add(&mut self, step: &Step, wanted: EquipmentId, account: usize) {
        let begin = Change { at: step.at, wanted, time: step.from, begins: true, account };
        self.0.push(begin);
        self.0.push(Change { time: step.until, begins: false, ..begin });
    }

    /// The changes in order, each with how many wait from then on, and until when.
    fn stretches(mut self) -> impl Iterator<Item = (Change, u64, SimTime)> {
        self.0.sort_unstable();
        let mut count = 0;
        (0..self.0.len()).map(move |position| {
            let change = self.0[position];
            if change.begins {
                count += 1;
            } else {
                count -= 1;
            }
            // While someone waits, another change comes.
            let until = self.0.get(position + 1).map_or(change.time, |next| next.time);
            (change, count, until)
        })
    }

    /// Adds the waits of all to one account.
    fn all(self, waiting: &mut Account, finder: &mut Finder<'_>) {
        for (Change { at, wanted, time, .. }, count, until) in self.stretches() {
            if count > 0 {
                trace_back((time, until), count, waiting, |t| finder.of_item(at, wanted, t));
            }
        }
    }

    /// Adds the waits of each to its account: what was waited for until it ended, less what was until it began.
    fn each(self, accounts: &mut [Account], finder: &mut Finder<'_>) {
        let mut waited = Account::default();
        for (Change { at, wanted, time, begins, account }, count, until) in self.stretches() {
            if begins {
                accounts[account].take_off(&waited);
            } else {
                accounts[account].put_on(&waited);
            }
            if count > 0 {
                trace_back((time, until), 1, &mut waited, |t| finder.of_item(at, wanted, t));
            } else {
                waited = Account::default();
            }
        }
        accounts.iter_mut().for_each(Account::tidy);
    }
}

/// Returns the process time of a story [ns]. Its waits for equipment are handed on, and its other waits added up.
fn divide(
    steps: &[Step],
    waiting: &mut Account,
    finder: &mut Finder<'_>,
    mut wait: impl FnMut(&Step, EquipmentId),
) -> u64 {
    let mut processing = 0;
    for (number, step) in steps.iter().enumerate() {
        let span = step.until.since(step.from).as_nanos();
        match step.phase {
            Phase::Way => waiting.add(Cause::of(step.at, Reason::OnTheWay), span),
            Phase::Wait(wanted) => wait(step, wanted),
            Phase::Work(work) => {
                let stood = span.saturating_sub(work.as_nanos());
                processing += span - stood;
                let is_queue = finder.is_accumulating(step.at);
                let left = stops(step, stood, is_queue, waiting, finder);
                if is_queue {
                    // It stood behind others, at last, for the same reasons as the first of them.
                    let mut others = steps[number + 1..].iter().map(|it| match it.phase {
                        Phase::Wait(wanted) if it.at == step.at => wanted,
                        _ => it.at,
                    });
                    let next = others.find(|it| *it != step.at).unwrap_or(EquipmentId::NONE);
                    let since = SimTime::from_nanos(step.until.as_nanos() - left);
                    trace_back((since, step.until), 1, waiting, |t| {
                        finder.of_item(step.at, next, t)
                    });
                } else {
                    // It took longer than its last process time, and the station worked: on what was lost. A belt loses no
                    // work: it rested between two moves.
                    let moves = finder.moves_items(step.at);
                    let reason = if moves { Reason::Working } else { Reason::Repeated };
                    waiting.add(Cause::of(step.at, reason), left);
                }
            }
            Phase::InWork => processing += stops(step, span, false, waiting, finder),
        }
    }
    processing
}

/// Adds the times at which an item was on a place and the station did not process, `at_most` in all; of a queue, only those at
/// which that was its own doing. Returns what is left of that.
fn stops(
    step: &Step,
    at_most: u64,
    is_queue: bool,
    waiting: &mut Account,
    finder: &mut Finder<'_>,
) -> u64 {
    let (mut at, mut left) = (step.from, at_most);
    while at < step.until && left > 0 {
        let Interval { until, state, .. } = finder.state(step.at, at);
        let until = until.min(step.until);
        let is_of_queue = is_queue && matches!(state, State::Blocked | State::Idle);
        if state != State::Processing && !is_of_queue {
            let span = until.since(at).as_nanos().min(left);
            left -= span;
            let stood = (at, at + SimSpan::from_nanos(span));
            trace_back(stood, 1, waiting, |t| finder.of_item(step.at, step.at, t));
        }
        at = until;
    }
    left
}

/// Divides an interval in which so many wait among the roots, piece by piece as they change.
fn trace_back(
    (from, until): (SimTime, SimTime),
    count: u64,
    account: &mut Account,
    mut roots_at: impl FnMut(SimTime) -> Roots,
) {
    let mut at = from;
    while at < until {
        let roots = roots_at(at);
        let piece = roots.until.min(until);
        roots.divide(piece.since(at).as_nanos(), |cause, nanos| {
            account.add_times(cause, nanos, count);
        });
        at = piece;
    }
}
