//! Vehicles that break down: when, what they keep meanwhile, and how they get going again. And those that are off duty.

use plantwright_model::plant::{BreakdownFacts, FleetFacts, Traffic, WearBy};
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Yard;
use super::drive::{Task, Vehicle, Work};
use super::lane::Claim;
use super::motion::{Leg, Motion, Rates};
use crate::build::{Draws, SpawnCx};
use crate::core::Core;
use crate::people::{Crew, Ticket};

/// How near a vehicle is to its next breakdown, and what is done about one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Wear {
    life: Draws,
    repair: Draws,
    tow: Option<Draws>,
    crew: Option<Crew>,
    /// How much is left, in nanoseconds or metres, as it was reckoned at an instant and a place.
    left: f64,
    at: SimTime,
    place: f64,
    /// Whether it is broken, until the end of its repair.
    pub(super) is_down: bool,
    /// Whether it is being towed.
    pub(super) is_towed: bool,
    /// The crew that was asked for.
    ticket: Option<Ticket>,
}

impl Wear {
    /// That of a vehicle, by its name and type.
    pub(super) fn new(name: &str, facts: &BreakdownFacts, cx: &SpawnCx<'_>) -> Option<Self> {
        let draws = |law, what: &str| cx.draws_of(law, &format!("{what} {name}"));
        let tow = facts.tow.as_ref().and_then(|tow| draws(&tow.after, "tow"));
        let mut life = draws(&facts.life, "breakdown")?;
        Some(Self {
            left: life.amount(),
            life,
            repair: draws(&facts.repair, "repair")?,
            tow,
            crew: facts.crew.as_ref().map(|crew| Crew::new(cx.plant, crew, cx.id)),
            at: SimTime::ZERO,
            place: 0.0,
            is_down: false,
            is_towed: false,
            ticket: None,
        })
    }
}

impl Vehicle {
    /// Whether it is broken.
    pub(super) fn is_down(&self) -> bool {
        self.wear.as_ref().is_some_and(|wear| wear.is_down)
    }

    /// When it breaks down, if it goes on as it does now.
    pub(super) fn breaks_down(&self, facts: &FleetFacts, now: SimTime) -> Option<SimTime> {
        let wear = self.wear.as_ref().filter(|wear| !wear.is_down)?;
        let counts = facts.types[self.kind as usize].breakdown.as_ref()?.counts;
        let later = |span: f64| now.checked_add(SimSpan::from_nanos_f64(span.max(0.0))?);
        match counts {
            WearBy::Driving => self.motion.as_ref().and_then(|_| later(wear.left)),
            WearBy::Calendar => later(wear.left).filter(|_| self.work.is_none()),
            WearBy::Distance => {
                let end = wear.place + wear.left;
                if end <= self.place(now) && self.motion.is_some() {
                    Some(now)
                } else {
                    self.reaches(end)
                }
            }
        }
    }

    /// Reckons how much is left until it breaks down. `drove`: whether it was driving until now.
    pub(super) fn wear_down(&mut self, facts: &FleetFacts, now: SimTime, drove: bool) {
        let place = self.place(now);
        let counts = facts.types[self.kind as usize].breakdown.as_ref().map(|it| it.counts);
        let (Some(wear), Some(counts)) = (&mut self.wear, counts) else { return };
        let spent = match counts {
            _ if wear.is_down => 0.0,
            WearBy::Driving if !drove => 0.0,
            WearBy::Driving | WearBy::Calendar => now.since(wear.at).as_nanos() as f64,
            WearBy::Distance => place - wear.place,
        };
        wear.left -= spent;
        (wear.at, wear.place) = (now, place);
    }

    /// Brakes as hard as it can, on the points that it has.
    pub(super) fn halt(&mut self, facts: &FleetFacts, now: SimTime) {
        let Some(motion) = &self.motion else { return };
        let kind = &facts.types[self.kind as usize];
        let (place, speed) = (self.base + motion.place(now), motion.speed(now));
        let left = self.base + motion.length() - place;
        let length = (speed * speed / (2.0 * kind.braking)).min(left);
        let rates = Rates { acceleration: f64::INFINITY, braking: kind.braking };
        let brakes = length > 0.0;
        let motion = || Motion::new(now, speed, &[Leg { length, limit: speed }], rates);
        self.moves_on(place, brakes.then(motion));
        self.halts = brakes;
    }
}

impl Yard {
    /// A vehicle breaks down, if it is time for that. What it does where it stands is done first.
    pub(super) fn break_down(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let it = &self.vehicles[number as usize];
        if it.work.is_some() || it.breaks_down(facts, now).is_none_or(|at| at > now) {
            return;
        }
        self.set_busy(number);
        self.parking.remove(&number);
        let it = &mut self.vehicles[number as usize];
        it.halt(facts, now);
        it.reckoned = SimTime::ZERO;
        if let Some(wear) = &mut it.wear {
            wear.is_down = true;
        }
        self.epoch += 1;
    }

    /// What is done with a broken vehicle that has come to rest. Returns whether it is driving, since it is towed.
    pub(super) fn mend(&mut self, core: &mut Core, number: u32) -> bool {
        let (now, id) = (core.now, self.id);
        let it = &mut self.vehicles[number as usize];
        let rests = it.motion.is_none() && it.work.is_none();
        let is_there = it.is_there()
            && it.tasks.front().is_some_and(|(node, task)| {
                *task == Task::Mend && *node == it.steps[it.steps.len() - 1].node
            });
        let Some(wear) = &mut it.wear else { return true };
        if wear.is_towed && !is_there {
            return true;
        }
        if !rests {
            return false;
        }
        let takes = match (&mut wear.tow, is_there) {
            (Some(after), false) => {
                it.work =
                    now.checked_add(after.span(core, id)).map(|until| (Work::AwaitTow, until));
                return false;
            }
            _ => wear.repair.span(core, id),
        };
        let begun = match &wear.crew {
            None => Some(takes),
            Some(crew) => {
                let (ticket, pace) = core.claim(id, crew);
                wear.ticket = Some(ticket);
                pace.map(|pace| pace.takes(takes))
            }
        };
        wear.left = takes.as_nanos() as f64;
        let it = &mut self.vehicles[number as usize];
        it.work = if let Some(takes) = begun {
            now.checked_add(takes).map(|until| (Work::Repair, until))
        } else {
            self.awaiting.insert(number);
            Some((Work::AwaitCrew, SimTime::MAX))
        };
        false
    }

    /// Crews that have come begin their repairs.
    pub(super) fn crews_come(&mut self, core: &mut Core) {
        let waiting: Vec<u32> = self.awaiting.iter().copied().collect();
        for number in waiting {
            let it = &mut self.vehicles[number as usize];
            let ticket = it.wear.as_ref().and_then(|wear| Some((wear.ticket?, wear.left)));
            let Some((ticket, left)) = ticket.filter(|(ticket, _)| core.people.is_there(*ticket))
            else {
                continue;
            };
            let takes = core.people.pace(ticket).takes(SimSpan::from_nanos(left as u64));
            it.work = core.now.checked_add(takes).map(|until| (Work::Repair, until));
            it.reckoned = SimTime::ZERO;
            self.awaiting.remove(&number);
            self.dirty.insert(number);
        }
    }

    /// A broken vehicle is towed from now on, to where it is repaired; what it was to do is done later.
    pub(super) fn tow(&mut self, facts: &FleetFacts, number: u32) {
        let it = &self.vehicles[number as usize];
        let Some(node) = facts.types[it.kind as usize].workshop() else { return };
        self.give_up_with(facts, number);
        let it = &mut self.vehicles[number as usize];
        it.reckoned = SimTime::ZERO;
        it.tasks.push_front((node, Task::Mend));
        if let Some(wear) = &mut it.wear {
            wear.is_towed = true;
        }
        self.epoch += 1;
        self.dirty.insert(number);
    }

    /// Takes back the steps of those who were to go on behind a vehicle that has no way on.
    pub(super) fn let_followers_plan_anew(&mut self, facts: &FleetFacts, number: u32) {
        if facts.traffic != Traffic::Planned {
            return;
        }
        let mut followers = self.followers(facts, number);
        followers.sort_unstable();
        followers.dedup();
        for follower in followers {
            self.give_up_with(facts, follower);
        }
    }

    /// Who was to come to where a vehicle stays, once it has left. Where there is room for others beside those who stay, nobody was.
    fn followers(&self, facts: &FleetFacts, number: u32) -> Vec<u32> {
        let rest = self.vehicles[number as usize].rest();
        let zones = facts.nodes[rest as usize].zones.iter().map(|zone| self.lanes.zone(*zone));
        let places = std::iter::once(rest).chain(zones);
        let claims =
            places.flat_map(|place| self.lanes.claims(place).iter().map(move |it| (place, it)));
        let behind = |(place, claim): &(u32, &Claim)| {
            claim.vehicle != number
                && claim.step > self.vehicles[claim.vehicle as usize].granted
                && self.lanes.is_full_for_good(*place, claim.vehicle)
        };
        claims.filter(behind).map(|(_, claim)| claim.vehicle).collect()
    }

    /// Takes back the steps of a vehicle that were not granted, and those of all who were to go on behind it where it stays now: they
    /// plan anew.
    pub(super) fn give_up_with(&mut self, facts: &FleetFacts, number: u32) {
        let mut open = vec![number];
        while let Some(number) = open.pop() {
            let it = &self.vehicles[number as usize];
            if it.last() <= it.granted {
                continue;
            }
            self.stir();
            let waiting = self.roads(facts, SimTime::ZERO).give_up(number);
            self.dirty.extend(waiting);
            self.dirty.insert(number);
            if facts.traffic != Traffic::Planned {
                continue;
            }
            open.extend(self.followers(facts, number));
        }
    }

    /// A vehicle is repaired, and goes on with what it was to do.
    pub(super) fn repaired(&mut self, core: &mut Core, number: u32) {
        let it = &mut self.vehicles[number as usize];
        if it.tasks.front().is_some_and(|(_, task)| *task == Task::Mend) {
            it.tasks.pop_front();
        }
        it.reckoned = SimTime::ZERO;
        let Some(wear) = &mut it.wear else { return };
        (wear.is_down, wear.is_towed) = (false, false);
        (wear.left, wear.at) = (wear.life.amount(), core.now);
        if let Some(ticket) = wear.ticket.take() {
            core.give_back(ticket);
        }
        self.epoch += 1;
        self.dirty.insert(number);
    }

    /// Whether a vehicle takes orders now.
    pub(super) fn is_on_duty(&self, number: u32) -> bool {
        let kind = self.vehicles[number as usize].kind;
        !self.off_duty.contains(&kind)
    }

    /// Looks at the calendars of all types, and when to look again.
    pub(super) fn look_at_calendars(&mut self, core: &Core, facts: &FleetFacts) {
        let now = core.now;
        self.shifts_at = SimTime::MAX;
        for (kind, it) in (0..).zip(&facts.types) {
            let Some(calendar) = it.calendar.map(|calendar| core.plant.calendar(calendar)) else {
                continue;
            };
            let changed = if calendar.is_open(now) {
                self.off_duty.remove(&kind)
            } else {
                self.off_duty.insert(kind)
            };
            if changed {
                let own = (0..).zip(&self.vehicles).filter(|(_, it)| it.kind == kind);
                let own: Vec<u32> = own.map(|(number, _)| number).collect();
                self.dirty.extend(own);
                self.news = true;
            }
            self.shifts_at = self.shifts_at.min(calendar.next_change(now).unwrap_or(SimTime::MAX));
        }
    }
}
