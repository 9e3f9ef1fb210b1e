//! A group of people: who of them is there, what each does, where each is; and how much of each there was, to the nanosecond.

use std::collections::VecDeque;

use plantwright_journal::{Duty, Record, Recorder, What};
use plantwright_model::Plant;
use plantwright_model::plant::{
    Afterwards, AtShiftEnd, PeopleFacts, Position, WalkFacts, WalkRoute, Walkways,
};
use plantwright_units::{CalendarId, EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Ticket;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Group {
    /// Under which it stands in records.
    pub(super) id: EquipmentId,
    people: Vec<Person>,
    teams: Vec<Team>,
    /// Who is there and free, who has been free for longest first.
    free: VecDeque<u32>,
    counts: Counts,
    /// Since when they are so many.
    since: SimTime,
    /// Up to when its changes of shift are in the queue.
    planned: SimTime,
    at_end: AtShiftEnd,
    walk: Option<Walk>,
}

/// Those who work the same hours.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Team {
    /// None: they are always there.
    calendar: Option<CalendarId>,
    open: bool,
    /// When they come or go next; the end of time: never.
    next: SimTime,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Person {
    team: u32,
    on_duty: bool,
    doing: Doing,
    ticket: Option<Ticket>,
    /// Since when they do it.
    since: SimTime,
    /// None: they stand still, or are at once where they are needed.
    way: Option<Way>,
    at: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Doing {
    /// At home, or on a break.
    Away,
    Free,
    /// On the way to work, or there before the others.
    Called,
    Works,
}

/// The way to where someone is going.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Way {
    to: Position,
    /// Through which points, if it is not straight.
    via: Vec<Position>,
    from: SimTime,
    until: SimTime,
}

/// How the group walks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Walk {
    speed_mps: f64,
    home: Position,
    goes_home: bool,
}

/// How many do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    working: u32,
    walking: u32,
    present: u32,
    overtime: u32,
}

impl Group {
    pub(super) fn new(id: EquipmentId, facts: &PeopleFacts) -> Self {
        let walk = facts.walk.map(|WalkFacts { speed_mps, home, afterwards }| Walk {
            speed_mps,
            home,
            goes_home: afterwards == Afterwards::GoHome,
        });
        let at = walk.map_or_else(Position::default, |walk| walk.home);
        let team = |calendar: Option<CalendarId>| {
            let (open, next) = match calendar {
                None => (true, SimTime::MAX),
                Some(_) => (false, SimTime::ZERO),
            };
            Team { calendar, open, next }
        };
        let mut group = Self {
            id,
            people: Vec::new(),
            teams: facts.teams.iter().map(|facts| team(facts.calendar)).collect(),
            free: VecDeque::new(),
            counts: Counts::default(),
            since: SimTime::ZERO,
            planned: SimTime::ZERO,
            at_end: facts.at_end,
            walk,
        };
        for (team, number) in facts.teams.iter().zip(0..) {
            let on_duty = team.calendar.is_none();
            let doing = if on_duty { Doing::Free } else { Doing::Away };
            let since = SimTime::ZERO;
            let person =
                Person { team: number, on_duty, doing, ticket: None, since, way: None, at };
            for _ in 0..team.count {
                if on_duty {
                    group.free.push_back(group.people.len() as u32);
                    group.counts.present += 1;
                }
                group.people.push(person.clone());
            }
        }
        group
    }

    fn person(&self, number: u32) -> &Person {
        &self.people[number as usize]
    }

    pub(super) fn at_end(&self) -> AtShiftEnd {
        self.at_end
    }

    pub(super) fn walks(&self) -> bool {
        self.walk.is_some()
    }

    pub(super) fn has_shifts(&self) -> bool {
        self.teams.iter().any(|team| team.calendar.is_some())
    }

    /// Whether someone is there by the calendar; who goes at this very instant is no longer.
    pub(super) fn is_on_duty(&self, number: u32, now: SimTime) -> bool {
        let person = self.person(number);
        person.on_duty && self.teams[person.team as usize].next > now
    }

    /// Who can be called, who has been free for longest first.
    pub(super) fn free(&self, now: SimTime) -> impl Iterator<Item = u32> {
        self.free.iter().copied().filter(move |number| self.is_on_duty(*number, now))
    }

    /// Whether someone may be free.
    pub(super) fn has_free(&self) -> bool {
        !self.free.is_empty()
    }

    /// Everyone: the number, what they do, whether they walk, for which claim, and where they are.
    pub(super) fn seen(
        &self,
        now: SimTime,
    ) -> impl Iterator<Item = (u32, Doing, bool, Option<Ticket>, Position)> {
        let seen = move |it: &Person| (it.doing, it.way.is_some(), it.ticket, it.position(now));
        (0..).zip(&self.people).map(move |(number, it)| {
            let (doing, is_walking, ticket, at) = seen(it);
            (number, doing, is_walking, ticket, at)
        })
    }

    pub(super) fn free_since(&self, number: u32) -> SimTime {
        self.person(number).since
    }

    pub(super) fn is_walking(&self, number: u32) -> bool {
        self.person(number).way.is_some()
    }

    /// How long someone takes from where they are to a place.
    pub(super) fn way_to(
        &self,
        ways: Option<&Walkways>,
        number: u32,
        to: Option<Position>,
        now: SimTime,
    ) -> SimSpan {
        let Some(to) = to else { return SimSpan::ZERO };
        let at = self.person(number).position(now);
        self.takes(ways.map_or_else(|| at.distance(to), |ways| ways.route(at, to).length))
    }

    /// How long so many metres take.
    fn takes(&self, metres: f64) -> SimSpan {
        let Some(walk) = self.walk else { return SimSpan::ZERO };
        SimSpan::from_nanos_f64(metres / walk.speed_mps * 1e9).unwrap_or(SimSpan::MAX)
    }

    /// Someone sets out for a place; returns how long that takes. Who does not walk is there at once.
    #[inline]
    fn set_out(
        &mut self,
        ways: Option<&Walkways>,
        number: u32,
        to: Option<Position>,
        now: SimTime,
    ) -> SimSpan {
        if self.walks() { self.walk_to(ways, number, to, now) } else { SimSpan::ZERO }
    }

    fn walk_to(
        &mut self,
        ways: Option<&Walkways>,
        number: u32,
        to: Option<Position>,
        now: SimTime,
    ) -> SimSpan {
        let span = self.way_to(ways, number, to, now);
        let at = self.person(number).position(now);
        let via = ways.zip(to).map(|(ways, to)| ways.route(at, to).points).unwrap_or_default();
        let person = &mut self.people[number as usize];
        person.at = person.position(now);
        person.way = None;
        if let (Some(to), Some(until)) = (to, now.checked_add(span))
            && span > SimSpan::ZERO
        {
            person.way = Some(Way { to, via, from: now, until });
        }
        span
    }

    /// Someone is free no longer.
    fn take(&mut self, number: u32) {
        if self.free.front() == Some(&number) {
            self.free.pop_front();
        } else if let Some(position) = self.free.iter().position(|free| *free == number) {
            self.free.remove(position);
        }
    }

    /// Writes down how many did what until now, before that changes.
    fn note(&mut self, recorder: &mut Recorder, now: SimTime) {
        if now > self.since {
            if recorder.wants(What::Staffed) {
                self.intervals(now).for_each(|record| recorder.push(record));
            }
            self.since = now;
        }
    }

    /// Changes what someone does, and counts it.
    fn change(
        &mut self,
        recorder: &mut Recorder,
        number: u32,
        now: SimTime,
        change: impl FnOnce(&mut Self),
    ) {
        self.note(recorder, now);
        self.people[number as usize].count(&mut self.counts, |count, one| *count -= one);
        change(self);
        self.people[number as usize].count(&mut self.counts, |count, one| *count += one);
    }

    /// Lets someone work who was called, and has come; if they do not already.
    pub(super) fn work(&mut self, recorder: &mut Recorder, number: u32, now: SimTime) {
        if self.person(number).doing == Doing::Works {
            return;
        }
        self.change(recorder, number, now, |group| {
            let person = &mut group.people[number as usize];
            (person.doing, person.since) = (Doing::Works, now);
        });
    }

    /// Sets someone to work who is free and does not walk.
    pub(super) fn set_to_work(
        &mut self,
        recorder: &mut Recorder,
        number: u32,
        ticket: Ticket,
        now: SimTime,
    ) {
        self.take(number);
        self.note(recorder, now);
        let person = &mut self.people[number as usize];
        (person.doing, person.ticket, person.since) = (Doing::Works, Some(ticket), now);
        self.counts.working += 1;
    }

    /// Calls someone who is free to a work, and says what they do until all have come; returns how long the way takes.
    pub(super) fn call(
        &mut self,
        recorder: &mut Recorder,
        ways: Option<&Walkways>,
        number: u32,
        (ticket, at, doing): (Ticket, Option<Position>, Doing),
        now: SimTime,
    ) -> SimSpan {
        self.take(number);
        let mut way = SimSpan::ZERO;
        self.change(recorder, number, now, |group| {
            way = group.set_out(ways, number, at, now);
            let person = &mut group.people[number as usize];
            (person.doing, person.ticket, person.since) = (doing, Some(ticket), now);
        });
        way
    }

    /// Lets someone go from a work; returns how long the way home takes, where there is one.
    pub(super) fn let_go(
        &mut self,
        recorder: &mut Recorder,
        ways: Option<&Walkways>,
        number: u32,
        now: SimTime,
    ) -> Option<SimSpan> {
        let person = &mut self.people[number as usize];
        if self.walk.is_none() && person.on_duty && person.doing == Doing::Works {
            // Mostly it is as simple as that.
            (person.doing, person.ticket, person.since) = (Doing::Free, None, now);
            self.note(recorder, now);
            self.counts.working -= 1;
            self.free.push_back(number);
            return None;
        }
        let mut way = None;
        self.change(recorder, number, now, |group| {
            let stays = group.person(number).on_duty;
            let home = group.walk.filter(|walk| stays && walk.goes_home).map(|walk| walk.home);
            // Without a place to go to, they stand where they are.
            let span = group.set_out(ways, number, home, now);
            way = Some(span).filter(|span| *span > SimSpan::ZERO);
            let doing = if stays { Doing::Free } else { Doing::Away };
            let person = &mut group.people[number as usize];
            (person.doing, person.ticket, person.since) = (doing, None, now);
            if stays {
                group.free.push_back(number);
            }
        });
        way
    }

    /// Lets those arrive who are where they were going; returns the works of those who were called.
    pub(super) fn arrive(&mut self, recorder: &mut Recorder, now: SimTime) -> Vec<Ticket> {
        let mut tickets = Vec::new();
        if self.walk.is_none() {
            return tickets;
        }
        for number in 0..self.people.len() as u32 {
            let way = self.person(number).way.as_ref().filter(|way| way.until <= now);
            let Some(to) = way.map(|way| way.to) else { continue };
            self.change(recorder, number, now, |group| {
                let person = &mut group.people[number as usize];
                (person.at, person.way) = (to, None);
            });
            tickets.extend(self.person(number).ticket);
        }
        tickets
    }

    /// Lets people come and go whose calendar says so; returns the works that someone leaves.
    pub(super) fn change_shifts(
        &mut self,
        recorder: &mut Recorder,
        plant: &Plant,
        now: SimTime,
    ) -> Vec<Ticket> {
        let mut left = Vec::new();
        for team in 0..self.teams.len() {
            let Some(calendar) = self.teams[team].calendar.filter(|_| self.teams[team].next <= now)
            else {
                continue;
            };
            let calendar = plant.calendar(calendar);
            let (open, next) = (calendar.is_open(now), calendar.next_change(now));
            let was_open = std::mem::replace(&mut self.teams[team].open, open);
            self.teams[team].next = next.unwrap_or(SimTime::MAX);
            if open == was_open {
                continue;
            }
            for number in 0..self.people.len() as u32 {
                if self.person(number).team as usize == team {
                    let works_on = self.change_duty(recorder, number, open, now);
                    left.extend(self.person(number).ticket.filter(|_| !works_on));
                }
            }
        }
        left
    }

    /// Someone's shift begins or ends. Returns whether they may go on with what they do.
    fn change_duty(
        &mut self,
        recorder: &mut Recorder,
        number: u32,
        on_duty: bool,
        now: SimTime,
    ) -> bool {
        let doing = self.person(number).doing;
        // Who is still on the way is not at work.
        let is_at_work = doing == Doing::Works && self.person(number).way.is_none();
        let home = self.walk.map(|walk| walk.home);
        match (on_duty, doing) {
            (true, Doing::Away) => self.free.push_back(number),
            (false, Doing::Free) => self.free.retain(|free| *free != number),
            _ => {}
        }
        self.change(recorder, number, now, |group| {
            let person = &mut group.people[number as usize];
            person.on_duty = on_duty;
            match (on_duty, doing) {
                (true, Doing::Away) => (person.doing, person.since) = (Doing::Free, now),
                (false, Doing::Free) => {
                    (person.doing, person.since, person.way) = (Doing::Away, now, None);
                }
                _ => return,
            }
            person.at = home.unwrap_or(person.at);
        });
        on_duty || is_at_work && self.at_end == AtShiftEnd::Finish
    }

    /// When someone comes or goes next, if that was not asked before.
    pub(super) fn plan(&mut self) -> Option<SimTime> {
        let next = self.teams.iter().map(|team| team.next).min()?;
        let is_new = next > self.planned && next < SimTime::MAX;
        is_new.then(|| {
            self.planned = next;
            next
        })
    }

    /// What they did since that changed last.
    pub(super) fn intervals(&self, now: SimTime) -> impl Iterator<Item = Record> + use<> {
        let (id, span, counts) = (self.id, now.since(self.since), self.counts);
        let (walks, shifts, all) = (self.walks(), self.has_shifts(), self.people.len() as u32);
        let record = move |duty, count| Record::of_duty(now, id, duty).span(span).level(count);
        [
            Some(record(Duty::Working, counts.working)),
            walks.then(|| record(Duty::Walking, counts.walking)),
            shifts.then(|| record(Duty::Present, counts.present)),
            shifts.then(|| record(Duty::Overtime, counts.overtime)),
            shifts.then(|| record(Duty::Away, all - counts.present - counts.overtime)),
        ]
        .into_iter()
        .flatten()
    }
}

impl Person {
    /// Where they are.
    fn position(&self, now: SimTime) -> Position {
        let Some(way) = &self.way else { return self.at };
        let done =
            now.since(way.from).as_nanos() as f64 / way.until.since(way.from).as_nanos() as f64;
        if way.via.is_empty() {
            return self.at.on_the_way(way.to, done);
        }
        WalkRoute::at(&way.via, done)
    }

    /// Counts them where they belong, or no longer does.
    fn count(&self, counts: &mut Counts, mut count: impl FnMut(&mut u32, u32)) {
        let works = self.doing == Doing::Works;
        count(&mut counts.working, u32::from(works));
        count(&mut counts.walking, u32::from(self.way.is_some()));
        count(&mut counts.present, u32::from(self.on_duty));
        count(&mut counts.overtime, u32::from(works && !self.on_duty));
    }
}
