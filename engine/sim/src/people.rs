//! People as claims: who asks for whom, who has them, who waits. All of a crew come together or nobody does, so that no claim is
//! half held. Who may work where is said by the scene; nothing here knows what people do.

use plantwright_journal::{Record, What};
use plantwright_model::Plant;
use plantwright_model::plant::CrewFacts;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::core::Core;

/// A crew that is needed, as its claimant keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Crew {
    /// The preferred group first.
    groups: Vec<EquipmentId>,
    count: u32,
    priority: i32,
}

/// A claim, by the number of its asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Ticket(u64);

/// All people, and all claims on them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct People {
    groups: Vec<Group>,
    /// In the order in which they are served.
    waiting: Vec<Claim>,
    /// In the order of their tickets.
    granted: Vec<Grant>,
    asked: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Group {
    /// Under which it stands in records.
    id: EquipmentId,
    size: u32,
    busy: u32,
    /// Since when so many are busy.
    since: SimTime,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claim {
    ticket: Ticket,
    who: EquipmentId,
    crew: Crew,
    since: SimTime,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Grant {
    ticket: Ticket,
    /// Groups and how many of each.
    members: Vec<(EquipmentId, u32)>,
}

impl Crew {
    /// The people whom a plant's facts ask for.
    pub(crate) fn new(plant: &Plant, facts: &CrewFacts) -> Self {
        let ids: Vec<EquipmentId> = plant.people_ids().collect();
        let groups = facts.groups.iter().map(|id| ids[id.index()]).collect();
        Self { groups, count: facts.count, priority: facts.priority }
    }

    /// The group that is asked first.
    pub(crate) fn first_group(&self) -> EquipmentId {
        self.groups[0]
    }
}

impl People {
    pub(crate) fn new(plant: &Plant) -> Self {
        let groups = plant.people_ids().zip(&plant.people).map(|(id, facts)| Group {
            id,
            size: facts.count,
            busy: 0,
            since: SimTime::ZERO,
        });
        Self { groups: groups.collect(), ..Self::default() }
    }

    pub(crate) fn is_granted(&self, ticket: Ticket) -> bool {
        self.granted.binary_search_by_key(&ticket, |grant| grant.ticket).is_ok()
    }

    /// Ids of groups follow one another.
    fn position(&self, group: EquipmentId) -> usize {
        group.index() - self.groups[0].id.index()
    }

    /// Who can come now, if enough can.
    fn available(&self, crew: &Crew) -> Option<Vec<(EquipmentId, u32)>> {
        let mut missing = crew.count;
        let mut members = Vec::new();
        for group in &crew.groups {
            let Group { size, busy, .. } = self.groups[self.position(*group)];
            let come = missing.min(size.saturating_sub(busy));
            if come > 0 {
                members.push((*group, come));
                missing -= come;
            }
        }
        (missing == 0).then_some(members)
    }

    /// What belongs to each group: how many are busy, who waits for it first of all, who has members of it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (EquipmentId, impl Serialize + use<>)> {
        self.groups.iter().map(|group| {
            let is_mine = |claim: &&Claim| claim.crew.first_group() == group.id;
            let waiting: Vec<Claim> = self.waiting.iter().filter(is_mine).cloned().collect();
            let has = |grant: &&Grant| grant.members.iter().any(|(id, _)| *id == group.id);
            let granted: Vec<Grant> = self.granted.iter().filter(has).cloned().collect();
            (group.id, (group.clone(), waiting, granted))
        })
    }

    /// The records that close the books: how many of each group are busy so far.
    pub(crate) fn intervals(&self, now: SimTime) -> impl Iterator<Item = Record> {
        self.groups.iter().map(move |group| group.interval(now))
    }
}

impl Group {
    fn interval(&self, now: SimTime) -> Record {
        let record = Record::of_cause(What::Staffed, now, self.id, EquipmentId::NONE);
        record.span(now.since(self.since)).level(self.busy)
    }
}

impl Core {
    /// Asks for a crew. It may be granted at once; where not, `who` is poked when it is.
    pub(crate) fn claim(&mut self, who: EquipmentId, crew: &Crew) -> Ticket {
        let ticket = Ticket(self.people.asked);
        self.people.asked += 1;
        let claim = Claim { ticket, who, crew: crew.clone(), since: self.now };
        if let Some(members) = self.people.available(crew) {
            self.grant(&claim, members);
        } else {
            let waiting = &mut self.people.waiting;
            let position = waiting.partition_point(|other| other.crew.priority >= crew.priority);
            waiting.insert(position, claim);
        }
        ticket
    }

    /// Gives a crew back, or no longer asks for it.
    pub(crate) fn give_back(&mut self, ticket: Ticket) {
        let granted = self.people.granted.binary_search_by_key(&ticket, |grant| grant.ticket);
        let Ok(position) = granted else {
            self.people.waiting.retain(|claim| claim.ticket != ticket);
            return;
        };
        let grant = self.people.granted.remove(position);
        for (group, count) in grant.members {
            self.set_busy(group, |busy| busy - count);
        }
        self.serve();
    }

    /// Serves whoever can be served, in order.
    fn serve(&mut self) {
        let mut position = 0;
        while position < self.people.waiting.len() {
            match self.people.available(&self.people.waiting[position].crew) {
                Some(members) => {
                    let claim = self.people.waiting.remove(position);
                    self.grant(&claim, members);
                    self.poke(claim.who);
                }
                None => position += 1,
            }
        }
    }

    fn grant(&mut self, claim: &Claim, members: Vec<(EquipmentId, u32)>) {
        for (group, count) in &members {
            self.set_busy(*group, |busy| busy + count);
        }
        let first = members[0].0;
        let record = Record::of_cause(What::Claimed, self.now, first, claim.who);
        self.recorder.push(record.span(self.now.since(claim.since)).level(claim.crew.count));
        let grant = Grant { ticket: claim.ticket, members };
        let position = self.people.granted.partition_point(|other| other.ticket < grant.ticket);
        self.people.granted.insert(position, grant);
    }

    fn set_busy(&mut self, group: EquipmentId, change: impl FnOnce(u32) -> u32) {
        let now = self.now;
        let position = self.people.position(group);
        let group = &mut self.people.groups[position];
        if now > group.since {
            let record = group.interval(now);
            group.since = now;
            group.busy = change(group.busy);
            self.recorder.push(record);
        } else {
            group.busy = change(group.busy);
        }
    }
}
