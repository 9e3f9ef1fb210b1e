//! Where people are, as far as records tell: how many work and walk is written down, and who asked for them and when they had come.
//! When they were let go is not: of those who may have been, it is who had something to do with it at that instant, and else who
//! has worked longest. Which of a group someone is, nobody can tell.

use plantwright_journal::{Duty, Record, What};
use plantwright_model::Plant;
use plantwright_model::plant::{PeopleFacts, Position};
use plantwright_sim::{Duties, PersonView};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

/// People at work for someone.
#[derive(Debug, Clone)]
struct Work {
    /// Who asked for them, and the equipment that this is or belongs to.
    who: EquipmentId,
    owner: EquipmentId,
    count: u32,
    /// When they set out, when all had come, and when they were let go; none: that was not heard of.
    set_out: SimTime,
    from: SimTime,
    to: Option<SimTime>,
    /// When something happened to the owner since.
    touched: Vec<SimTime>,
}

impl Work {
    fn is_going_on(&self, at: SimTime) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// A group of people.
#[derive(Debug, Clone, Default)]
struct Group {
    /// In the order in which they came.
    works: Vec<Work>,
    /// Those that have not ended.
    open: Vec<usize>,
    /// How long the longest way to a work took.
    longest_way: SimSpan,
}

impl Group {
    /// From an instant on, so many are at work: the others were let go then. Returns whose work ended.
    fn leave(&mut self, at: SimTime, working: u32) -> Vec<(EquipmentId, usize)> {
        let (mut ended, works) = (Vec::new(), &mut self.works);
        let count: u32 = self.open.iter().map(|it| works[*it].count).sum();
        let mut too_many = count.saturating_sub(working);
        // Those whose equipment had something to do with it first.
        for is_touched in [true, false] {
            self.open.retain(|number| {
                let work = &mut works[*number];
                let is_it = work.from <= at
                    && work.count <= too_many
                    && (!is_touched || work.touched.contains(&at));
                if is_it {
                    too_many -= work.count;
                    work.to = Some(at);
                    work.touched = Vec::new();
                    ended.push((work.owner, *number));
                }
                !is_it
            });
        }
        ended
    }
}

/// How many of a group did what, at an instant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub(super) working: u32,
    pub(super) walking: u32,
    /// None: its people have no shifts, and are always there.
    pub(super) present: Option<u32>,
}

/// All people of a plant.
#[derive(Debug)]
pub(super) struct Staff {
    first: Option<EquipmentId>,
    groups: Vec<Group>,
    /// Whose work goes on, by equipment: the group and the number of its work.
    open: Vec<Vec<(usize, usize)>>,
    /// The equipment that each id is or belongs to.
    owners: Vec<EquipmentId>,
}

impl Staff {
    pub(super) fn of(plant: &Plant) -> Self {
        let owners = plant.equipment_ids().chain(plant.concerns().map(|(_, owner, _)| owner));
        Self {
            first: plant.people_ids().next(),
            groups: vec![Group::default(); plant.people.len()],
            open: vec![Vec::new(); plant.equipment.len()],
            owners: owners.collect(),
        }
    }

    fn group(&self, id: EquipmentId) -> Option<usize> {
        let number = id.0.checked_sub(self.first?.0)? as usize;
        (number < self.groups.len()).then_some(number)
    }

    /// Takes what happened.
    pub(super) fn take(&mut self, record: &Record) {
        if self.first.is_none() {
            return;
        }
        match record.what() {
            What::Claimed => self.begin(record),
            What::Staffed if record.duty() == Duty::Working => {
                let from = begin(record);
                let Some(number) = self.group(record.who()) else { return };
                for (owner, work) in self.groups[number].leave(from, record.level) {
                    if let Some(open) = self.open.get_mut(owner.index()) {
                        open.retain(|it| *it != (number, work));
                    }
                }
            }
            What::State
            | What::Finished
            | What::Left
            | What::SetUp
            | What::Repaired
            | What::Maintained
            | What::Inspected => {
                let Some(open) = self.open.get(record.who().index()) else { return };
                for (group, work) in open {
                    let touched = &mut self.groups[*group].works[*work].touched;
                    if touched.last() != Some(&record.at) {
                        touched.push(record.at);
                    }
                }
            }
            // What comes to a machine ends no work at it.
            _ => {}
        }
    }

    /// A crew has come, and works from now on.
    fn begin(&mut self, record: &Record) {
        let Some(number) = self.group(record.who()) else { return };
        let who = record.cause();
        let owner = self.owners.get(who.index()).copied().unwrap_or(EquipmentId::NONE);
        let set_out = record.at.as_nanos().saturating_sub(record.extra.as_nanos());
        let group = &mut self.groups[number];
        group.longest_way = group.longest_way.max(record.extra);
        group.open.push(group.works.len());
        if let Some(open) = self.open.get_mut(owner.index()) {
            open.push((number, group.works.len()));
        }
        group.works.push(Work {
            who,
            owner,
            count: record.level,
            set_out: SimTime::from_nanos(set_out),
            from: record.at,
            to: None,
            touched: Vec::new(),
        });
    }

    /// Everyone who is there at an instant. `counted` is how many of each group do what.
    pub(super) fn seen(
        &self,
        plant: &Plant,
        at: SimTime,
        counted: impl Fn(EquipmentId) -> Counted,
    ) -> Vec<PersonView> {
        let mut people = Vec::new();
        for ((id, facts), group) in plant.people_ids().zip(&plant.people).zip(&self.groups) {
            Self::seen_of(plant, at, (id, facts, group), counted(id), &mut people);
        }
        people
    }

    fn seen_of(
        plant: &Plant,
        at: SimTime,
        (id, facts, group): (EquipmentId, &PeopleFacts, &Group),
        counted: Counted,
        people: &mut Vec<PersonView>,
    ) {
        let first = people.len();
        let mut add = |with, duty, at: Option<Position>| {
            let number = (people.len() - first) as u32;
            let is_walking = at.is_some();
            people.push(PersonView { group: id, number, duty, is_walking, with, at });
        };
        // Those who came last are the surest to be there still.
        let come = group.works.partition_point(|work| work.from <= at);
        let mut working = counted.working;
        for work in group.works[..come].iter().rev().filter(|work| work.is_going_on(at)) {
            let count = work.count.min(working);
            working -= count;
            (0..count).for_each(|_| add(work.who, Duties::Works, None));
            if working == 0 {
                break;
            }
        }
        (0..working).for_each(|_| add(EquipmentId::NONE, Duties::Works, None));
        let home = facts.walk.map(|walk| walk.home);
        let place = |owner: EquipmentId| plant.equipment.get(owner.index())?.position;
        let mut walking = counted.walking;
        let last = at.as_nanos().saturating_add(group.longest_way.as_nanos());
        let coming = group.works[come..].iter();
        let coming = coming.take_while(|work| work.from.as_nanos() <= last);
        for work in coming.filter(|work| work.set_out <= at) {
            let way = work.from.since(work.set_out).as_secs_f64();
            let done = at.since(work.set_out).as_secs_f64() / way.max(1e-9);
            let on_way = home.zip(place(work.owner)).map(|(home, to)| home.on_the_way(to, done));
            for _ in 0..work.count {
                // Who has come waits for the others.
                let is_walking = walking > 0;
                walking = walking.saturating_sub(1);
                add(work.who, Duties::Called, on_way.filter(|_| is_walking));
            }
        }
        // Who walks and was not called goes home.
        let speed = facts.walk.map_or(0.0, |walk| walk.speed_mps);
        for work in group.works[..come].iter().rev().take(64) {
            if walking == 0 {
                break;
            }
            let (Some(to), Some(home), Some(from)) = (work.to, home, place(work.owner)) else {
                continue;
            };
            let metres = at.since(to.min(at)).as_secs_f64() * speed;
            if to <= at && metres < from.distance(home) {
                let done = metres / from.distance(home);
                for _ in 0..work.count.min(walking) {
                    walking -= 1;
                    add(EquipmentId::NONE, Duties::Free, Some(from.on_the_way(home, done)));
                }
            }
        }
        let there = counted.present.unwrap_or(facts.count) as usize;
        let seen = people.len() - first;
        for number in seen..there {
            people.push(PersonView {
                group: id,
                number: number as u32,
                duty: Duties::Free,
                is_walking: false,
                with: EquipmentId::NONE,
                at: None,
            });
        }
    }
}

fn begin(record: &Record) -> SimTime {
    SimTime::from_nanos(record.at.as_nanos().saturating_sub(record.span.as_nanos()))
}
