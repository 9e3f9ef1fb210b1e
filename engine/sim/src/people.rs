//! People as claims: who asks for whom, who has them, who waits. All of a crew come together or nobody does, so that no claim is
//! half held. Who may work where is said by the scene; nothing here knows what people do.

mod group;
pub(crate) mod roster;
mod seen;
mod task;

use std::sync::Arc;

use plantwright_journal::{Record, What};
use plantwright_model::Plant;
use plantwright_model::plant::{AtShiftEnd, Choice, CrewFacts, Pace, Position, Walkways};
use plantwright_scheduler::{Assignment, FreePerson, Points, Staffing, Task as Asked};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::core::{Ask, Core};
use group::{Doing, Group};

pub(crate) use task::Task;

/// A crew that is needed, as its claimant and all claims of that keep it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Crew {
    /// The preferred group first, and how long each takes.
    groups: Groups,
    count: u32,
    priority: i32,
    choice: Choice,
    reserves: bool,
    pub(crate) stays: bool,
    /// Where they are needed.
    at: Option<Position>,
}

/// Groups with how long each takes. Nearly all crews come from one group, and every claim copies its crew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Groups {
    One([(EquipmentId, Pace); 1]),
    Several(Arc<Vec<(EquipmentId, Pace)>>),
}

/// A claim: the number of its asking, and in the lowest bits the slot in which its grant is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Ticket(u64);

/// All people, and all claims on them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct People {
    groups: Vec<Group>,
    /// None: people walk in straight lines.
    ways: Option<Walkways>,
    /// In the order in which they are served.
    waiting: Vec<Claim>,
    /// By slot. A claim has one from its asking to its end, and there is something in it while it is granted.
    granted: Vec<Option<Grant>>,
    free_slots: Vec<u32>,
    asked: u64,
    /// By group: whether it makes no difference when its people are given away within an instant.
    is_even: Vec<bool>,
    /// Whether somebody waits whom it is to be seen for at the end of the instant whether they can be served.
    is_open: bool,
    /// Who looks again after that.
    lookers: Vec<EquipmentId>,
    /// Since when nothing but calendars goes on, if a run without an end is at that.
    pub(crate) calm_since: Option<SimTime>,
    /// Since when nothing but these, failures, repairs and maintenance goes on in such a run.
    pub(crate) still_since: Option<SimTime>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claim {
    ticket: Ticket,
    /// Lower is served first among equal priorities.
    turn: u64,
    who: EquipmentId,
    crew: Crew,
    since: SimTime,
}

/// Those of a crew: most are one person, and stand in place.
type Members = SmallVec<[Member; 2]>;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Grant {
    claim: Claim,
    members: Members,
    /// Since when they are on their way.
    since: SimTime,
    /// Whether all of them have come.
    there: bool,
}

/// A person, by group and number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Member {
    group: EquipmentId,
    number: u32,
}

impl Crew {
    /// Whether who comes for the one can do the other as well.
    pub(crate) fn is_of_the_same_people(&self, other: &Self) -> bool {
        (&self.groups, self.count, self.at) == (&other.groups, other.count, other.at)
    }

    /// The people whom a plant's facts ask for, at a piece of equipment.
    pub(crate) fn new(plant: &Plant, facts: &CrewFacts, at: EquipmentId) -> Self {
        let ids: Vec<EquipmentId> = plant.people_ids().collect();
        let groups = facts.groups.iter().map(|(id, pace)| (ids[id.index()], *pace));
        let groups: Vec<_> = groups.collect();
        Self {
            groups: match groups[..] {
                [one] => Groups::One([one]),
                _ => Groups::Several(Arc::new(groups)),
            },
            count: facts.count,
            priority: facts.priority,
            choice: facts.choice,
            reserves: facts.reserves,
            stays: facts.stays,
            at: plant.equipment(at).position,
        }
    }

    /// The group that is asked first.
    pub(crate) fn first_group(&self) -> EquipmentId {
        self.groups[0].0
    }
}

impl std::ops::Deref for Groups {
    type Target = [(EquipmentId, Pace)];

    fn deref(&self) -> &Self::Target {
        match self {
            Self::One(one) => one,
            Self::Several(groups) => groups,
        }
    }
}

impl Ticket {
    const SLOT_BITS: u32 = 24;

    const fn slot(self) -> usize {
        (self.0 & ((1 << Self::SLOT_BITS) - 1)) as usize
    }
}

impl Claim {
    /// By which the waiting ones are ordered.
    fn rank(&self) -> (std::cmp::Reverse<i32>, u64) {
        (std::cmp::Reverse(self.crew.priority), self.turn)
    }
}

/// For each group, whether all who ask for it are served in the order of asking, by whoever is free: they have the same priority,
/// and want one person each, of no other group.
fn are_even(plant: &Plant) -> Vec<bool> {
    let mut are_even: Vec<bool> = plant.people.iter().map(|facts| facts.walk.is_none()).collect();
    let mut priorities = vec![None; plant.people.len()];
    for crew in plant.crews() {
        let is_plain =
            crew.groups.len() == 1 && crew.count == 1 && crew.choice == Choice::FewestSkills;
        for (group, _) in &crew.groups {
            let priority = priorities[group.index()].get_or_insert(crew.priority);
            are_even[group.index()] &= is_plain && *priority == crew.priority;
        }
    }
    are_even
}

impl Grant {
    /// How long they take: as long as the slowest of them.
    fn pace(&self) -> Pace {
        let groups = &self.claim.crew.groups;
        if let [(_, pace)] = groups[..] {
            return pace;
        }
        let comes = |group| self.members.iter().any(|member| member.group == group);
        let paces = groups.iter().filter(|(group, _)| comes(*group)).map(|(_, pace)| *pace);
        paces.max().unwrap_or(Pace::USUAL)
    }
}

impl People {
    pub(crate) fn new(plant: &Plant) -> Self {
        let groups = plant.people_ids().zip(&plant.people);
        Self {
            is_even: are_even(plant),
            groups: groups.map(|(id, facts)| Group::new(id, facts)).collect(),
            ways: plant.walkways.clone(),
            ..Self::default()
        }
    }

    fn grant_of(&self, ticket: Ticket) -> Option<&Grant> {
        // Another claim may have its slot by now.
        self.granted[ticket.slot()].as_ref().filter(|grant| grant.claim.ticket == ticket)
    }

    fn take_grant(&mut self, ticket: Ticket) -> Option<Grant> {
        self.granted[ticket.slot()].take_if(|grant| grant.claim.ticket == ticket)
    }

    /// How long a crew takes that was granted and has come; none: it is not there.
    pub(crate) fn pace_there(&self, ticket: Ticket) -> Option<Pace> {
        self.grant_of(ticket).filter(|grant| grant.there).map(Grant::pace)
    }

    /// Whether a crew was granted and has come.
    pub(crate) fn is_there(&self, ticket: Ticket) -> bool {
        self.grant_of(ticket).is_some_and(|grant| grant.there)
    }

    /// The crew that was asked for.
    pub(crate) fn crew_of(&self, ticket: Ticket) -> Option<&Crew> {
        let waits = || self.waiting.iter().find(|claim| claim.ticket == ticket);
        let claim = self.grant_of(ticket).map(|grant| &grant.claim).or_else(waits);
        claim.map(|claim| &claim.crew)
    }

    /// How long a crew takes, which was granted.
    pub(crate) fn pace(&self, ticket: Ticket) -> Pace {
        self.grant_of(ticket).map_or(Pace::USUAL, Grant::pace)
    }

    /// Whether someone of a crew would be at home already.
    pub(crate) fn is_late(&self, ticket: Ticket, now: SimTime) -> bool {
        self.grant_of(ticket).is_some_and(|grant| {
            grant.members.iter().any(|it| !self.group(it.group).is_on_duty(it.number, now))
        })
    }

    /// Who waits for people, and for which group first of all.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (EquipmentId, EquipmentId)> {
        self.waiting.iter().map(|claim| (claim.who, claim.crew.first_group()))
    }

    /// Ids of groups follow one another.
    fn position(&self, group: EquipmentId) -> usize {
        group.index() - self.groups[0].id.index()
    }

    fn group(&self, id: EquipmentId) -> &Group {
        &self.groups[self.position(id)]
    }

    /// Whether its people may be given away at any time within an instant.
    fn is_even(&self, crew: &Crew) -> bool {
        self.is_even[self.position(crew.first_group())]
    }

    /// Whether it is still to be seen at this instant who is served.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Wants to be poked once it has been seen who is served.
    pub(crate) fn look_later(&mut self, who: EquipmentId) {
        self.lookers.push(who);
    }

    /// Who can come now, where the crew is one person who does not walk, of a group of which nobody is chosen.
    fn first_of(&self, crew: &Crew, now: SimTime) -> Option<Member> {
        let group = crew.first_group();
        self.group(group).free(now).next().map(|number| Member { group, number })
    }

    /// Who can come now, the first in line first, and at most as many as are needed. `kept` are not to be asked.
    fn able(&self, crew: &Crew, kept: &[Member], now: SimTime) -> Members {
        let count = crew.count as usize;
        let groups = || crew.groups.iter().zip(0..);
        let of_group = |id: EquipmentId| {
            let members = self.group(id).free(now).map(move |number| Member { group: id, number });
            members.filter(|member| !kept.contains(member))
        };
        let walks = groups().any(|((id, _), _)| self.group(*id).walks());
        if crew.choice == Choice::FewestSkills && !walks {
            // In the order in which they are kept.
            let mut able = Members::new();
            for (id, _) in crew.groups.iter() {
                for member in of_group(*id) {
                    able.push(member);
                    if able.len() == count {
                        return able;
                    }
                }
            }
            return able;
        }
        let mut able = Vec::new();
        for ((id, pace), rank) in groups() {
            let group = self.group(*id);
            for (member, turn) in of_group(*id).zip(0_u32..) {
                let way = group.way_to(self.ways.as_ref(), member.number, crew.at, now).as_nanos();
                let first = match crew.choice {
                    Choice::FewestSkills => 0,
                    Choice::Nearest => way,
                    Choice::LongestIdle => group.free_since(member.number).as_nanos(),
                    Choice::Fastest => u64::from(pace.0),
                };
                able.push(((first, rank, way, turn), member));
            }
        }
        able.sort_unstable();
        able.into_iter().map(|(_, member)| member).take(count).collect()
    }

    /// What belongs to each group: what its members do, who waits for it first of all, who has members of it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (EquipmentId, impl Serialize + use<>)> {
        self.groups.iter().map(|group| {
            let is_mine = |claim: &&Claim| claim.crew.first_group() == group.id;
            let waiting: Vec<Claim> = self.waiting.iter().filter(is_mine).cloned().collect();
            let has = |grant: &&Grant| grant.members.iter().any(|member| member.group == group.id);
            let mut granted: Vec<Grant> =
                self.granted.iter().flatten().filter(has).cloned().collect();
            granted.sort_by_key(|grant| grant.claim.ticket);
            (group.id, (group.clone(), waiting, granted))
        })
    }

    /// The records that close the books: what the members of each group do so far.
    pub(crate) fn intervals(&self, now: SimTime) -> impl Iterator<Item = Record> {
        self.groups.iter().flat_map(move |group| group.intervals(now))
    }

    fn queue(&mut self, claim: Claim) {
        let position = self.waiting.partition_point(|other| other.rank() <= claim.rank());
        self.waiting.insert(position, claim);
    }

    /// Numbers an asking, and gives it a slot.
    fn ticket(&mut self) -> (Ticket, u64) {
        let turn = self.next_turn();
        let slot = self.free_slots.pop().unwrap_or_else(|| {
            self.granted.push(None);
            self.granted.len() as u32 - 1
        });
        assert!(slot < 1 << Ticket::SLOT_BITS, "fewer claims at a time than there are slots");
        (Ticket(turn << Ticket::SLOT_BITS | u64::from(slot)), turn)
    }

    fn next_turn(&mut self) -> u64 {
        let turn = self.asked;
        self.asked += 1;
        turn
    }

    /// Keeps a grant.
    fn keep(&mut self, grant: Grant) {
        let slot = grant.claim.ticket.slot();
        self.granted[slot] = Some(grant);
    }
}

impl Core {
    /// Asks for a crew. It may be granted at once where nobody else who asks at this instant could go first: then it is there, and
    /// its pace is known; where not, `who` is poked when it has come.
    pub(crate) fn claim(&mut self, who: EquipmentId, crew: &Crew) -> (Ticket, Option<Pace>) {
        let (ticket, turn) = self.people.ticket();
        let claim = Claim { ticket, turn, who, crew: crew.clone(), since: self.now };
        if self.scheduler.points.has(Points::STAFF) || !self.people.is_even(crew) {
            self.people.queue(claim);
            self.serve_later();
            return (ticket, None);
        }
        let Some(member) = self.people.first_of(crew, self.now) else {
            self.people.queue(claim);
            return (ticket, None);
        };
        self.send(claim, member);
        // Such a crew is of one group.
        (ticket, Some(crew.groups[0].1))
    }

    /// Gives a crew back, or no longer asks for it.
    pub(crate) fn give_back(&mut self, ticket: Ticket) {
        let group = if let Some(grant) = self.people.take_grant(ticket) {
            self.send_away(&grant.members);
            grant.claim.crew.first_group()
        } else {
            let waiting = &mut self.people.waiting;
            let Some(position) = waiting.iter().position(|claim| claim.ticket == ticket) else {
                return;
            };
            // It may have kept people from others.
            waiting.remove(position).crew.first_group()
        };
        self.people.free_slots.push(ticket.slot() as u32);
        self.serve(group);
    }

    fn send_away(&mut self, members: &[Member]) {
        for member in members {
            let (now, position) = (self.now, self.people.position(member.group));
            let People { groups, ways, .. } = &mut self.people;
            let home =
                groups[position].let_go(&mut self.recorder, ways.as_ref(), member.number, now);
            if let Some(way) = home {
                self.schedule(member.group, 0, way);
            }
        }
    }

    /// People of a group have become free, or are kept for nobody any more.
    fn serve(&mut self, group: EquipmentId) {
        if self.people.waiting.is_empty() {
            return;
        }
        if self.scheduler.points.has(Points::STAFF)
            || !self.people.is_even[self.people.position(group)]
        {
            return self.serve_later();
        }
        let mut position = 0;
        while position < self.people.waiting.len() {
            let crew = &self.people.waiting[position].crew;
            if crew.first_group() == group {
                let Some(member) = self.people.first_of(crew, self.now) else { return };
                let claim = self.people.waiting.remove(position);
                self.poke(claim.who);
                self.send(claim, member);
            } else {
                position += 1;
            }
        }
    }

    /// Lets it be seen at the end of the instant who can be served, when all have asked who ask at it; or lets a scheduler be asked.
    fn serve_later(&mut self) {
        if self.people.waiting.is_empty() {
            return;
        }
        if self.scheduler.points.has(Points::STAFF) {
            let who = self.people.groups[0].id;
            return self.ask(Ask { who, item: None });
        }
        self.people.is_open = true;
    }

    /// Serves whoever can be served, in order. All that else happens at this instant has happened.
    pub(crate) fn serve_all(&mut self) {
        self.people.is_open = false;
        let (mut position, mut kept) = (0, Members::new());
        while position < self.people.waiting.len() && self.people.groups.iter().any(Group::has_free)
        {
            let crew = &self.people.waiting[position].crew;
            let able = self.people.able(crew, &kept, self.now);
            if able.len() == crew.count as usize {
                let claim = self.people.waiting.remove(position);
                self.poke(claim.who);
                self.grant(claim, able);
                continue;
            }
            if crew.reserves {
                kept.extend(able);
            }
            position += 1;
        }
        while let Some(who) = self.people.lookers.pop() {
            self.poke(who);
        }
    }

    /// What a scheduler is asked: who does which of the work that waits; none: nothing waits, or nobody is free.
    pub(crate) fn staffing(&self) -> Option<Staffing> {
        let (people, now) = (&self.people, self.now);
        let free: Vec<FreePerson> = people
            .groups
            .iter()
            .flat_map(|group| {
                let person = move |number| FreePerson {
                    group: group.id,
                    number,
                    since: group.free_since(number),
                };
                group.free(now).map(person)
            })
            .collect();
        if people.waiting.is_empty() || free.is_empty() {
            return None;
        }
        let task = |claim: &Claim| {
            let crew = &claim.crew;
            let way = |person: &FreePerson| {
                let can = crew.groups.iter().any(|(group, _)| *group == person.group);
                can.then(|| {
                    let group = people.group(person.group);
                    group.way_to(people.ways.as_ref(), person.number, crew.at, now)
                })
            };
            Asked {
                of: claim.who,
                equipment: self.owner_of(claim.who),
                priority: crew.priority,
                since: claim.since,
                count: crew.count,
                groups: crew.groups.to_vec(),
                choice: crew.choice,
                reserves: crew.reserves,
                items: 0,
                due: None,
                ways: free.iter().map(way).collect(),
            }
        };
        let tasks = people.waiting.iter().map(task).collect();
        Some(Staffing { now, tasks, people: free })
    }

    /// Whose something is that may happen to equipment; otherwise itself.
    pub(crate) fn owner_of(&self, who: EquipmentId) -> EquipmentId {
        if who.index() < self.plant.equipment.len() {
            return who;
        }
        self.plant.concerns().find(|(id, ..)| *id == who).map_or(who, |(_, owner, _)| owner)
    }

    /// A scheduler sends people to work, as was found to be possible.
    pub(crate) fn send_people(&mut self, ask: &Staffing, mut chosen: Vec<Assignment>) {
        chosen.sort_by_key(|assignment| std::cmp::Reverse(assignment.task));
        let mut claims: Vec<(Claim, Members)> = Vec::new();
        for Assignment { task, people } in chosen {
            let member = |person: usize| {
                let FreePerson { group, number, .. } = ask.people[person];
                Member { group, number }
            };
            let members = people.into_iter().map(member).collect();
            claims.push((self.people.waiting.remove(task), members));
        }
        for (claim, members) in claims.into_iter().rev() {
            self.poke(claim.who);
            self.grant(claim, members);
        }
    }

    /// Grants a claim to one person who does not walk: is there, and works at once.
    fn send(&mut self, claim: Claim, member: Member) {
        let now = self.now;
        let record = Record::of_cause(What::Claimed, now, member.group, claim.who);
        let record = record.span(now.since(claim.since)).level(1);
        let position = self.people.position(member.group);
        let group = &mut self.people.groups[position];
        group.set_to_work(&mut self.recorder, member.number, claim.ticket, now);
        let members = SmallVec::from_slice(&[member]);
        self.people.keep(Grant { claim, members, since: now, there: true });
        self.recorder.push(record);
    }

    fn grant(&mut self, claim: Claim, members: Members) {
        let now = self.now;
        let walks = members.iter().any(|member| self.people.group(member.group).walks());
        if let ([member], false) = (&members[..], walks) {
            return self.send(claim, *member);
        }
        // Who does not walk is there, and works at once.
        let doing = if walks { Doing::Called } else { Doing::Works };
        let mut walking = false;
        for member in &members {
            let position = self.people.position(member.group);
            let People { groups, ways, .. } = &mut self.people;
            let work = (claim.ticket, claim.crew.at, doing);
            let recorder = &mut self.recorder;
            let way = groups[position].call(recorder, ways.as_ref(), member.number, work, now);
            if way > SimSpan::ZERO {
                walking = true;
                self.schedule(member.group, 0, way);
            }
        }
        let ticket = claim.ticket;
        self.people.keep(Grant { claim, members, since: now, there: false });
        if !walking {
            self.begin_work(ticket);
        }
    }

    /// All of a crew have come.
    fn begin_work(&mut self, ticket: Ticket) {
        let now = self.now;
        let People { granted, groups, .. } = &mut self.people;
        let Some(grant) = &mut granted[ticket.slot()] else { return };
        grant.there = true;
        let (claim, first) = (&grant.claim, grant.members[0].group);
        let record = Record::of_cause(What::Claimed, now, first, claim.who);
        let record = record.span(now.since(claim.since)).extra(now.since(grant.since));
        let record = record.level(claim.crew.count);
        let first = groups[0].id.index();
        for member in &grant.members {
            let group = &mut groups[member.group.index() - first];
            group.work(&mut self.recorder, member.number, now);
        }
        self.recorder.push(record);
    }

    /// Lets people of a group come, arrive and go home, as far as it is time for that.
    pub(crate) fn look_at_people(&mut self, group: EquipmentId) {
        let now = self.now;
        let position = self.people.position(group);
        // Who comes as the shift ends does not begin.
        let plant = Arc::clone(&self.plant);
        let group = &mut self.people.groups[position];
        let mut left = group.change_shifts(&mut self.recorder, &plant, now);
        let (id, next, at_end) = (group.id, group.plan(), group.at_end());
        if let Some(next) = next {
            self.schedule(id, 0, next.since(now));
        }
        left.sort_unstable();
        left.dedup();
        for ticket in left {
            self.break_up(ticket, at_end);
        }
        for ticket in self.people.groups[position].arrive(&mut self.recorder, now) {
            let Some(grant) = self.people.grant_of(ticket) else { continue };
            let on_the_way =
                |member: &Member| self.people.group(member.group).is_walking(member.number);
            if !grant.there && !grant.members.iter().any(on_the_way) {
                let who = grant.claim.who;
                self.begin_work(ticket);
                self.poke(who);
            }
        }
        self.serve(id);
    }

    /// Someone of a crew goes home: it is asked for again.
    fn break_up(&mut self, ticket: Ticket, at_end: AtShiftEnd) {
        let Some(grant) = self.people.take_grant(ticket) else { return };
        self.send_away(&grant.members);
        // Who was still on the way has been waited for all the time.
        let since = if grant.there { self.now } else { grant.claim.since };
        let mut claim = Claim { since, ..grant.claim };
        if at_end == AtShiftEnd::Interrupt {
            claim.turn = self.people.next_turn();
        }
        self.poke(claim.who);
        self.people.queue(claim);
    }
}
