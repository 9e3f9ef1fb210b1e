//! Staffing: who does which work.

use plantwright_model::plant::{Choice, Pace};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// Asks who does which work, whenever work waits for people and something has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    /// When.
    pub now: SimTime,
    /// What waits for people, in the order in which the scene would serve it: the highest priority first, and of equals what
    /// was asked for first. Never empty.
    pub tasks: Vec<Task>,
    /// Who is free, group by group; of a group, who has been free for longest first. Never empty.
    pub people: Vec<FreePerson>,
}

/// Work that waits for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Whose: a piece of equipment, or something that happens to one, such as a failure that is repaired.
    pub of: EquipmentId,
    /// The equipment at which it is done.
    pub equipment: EquipmentId,
    /// Its priority; higher is more important.
    pub priority: i32,
    /// Since when it waits.
    pub since: SimTime,
    /// How many people it takes; they come together or not at all.
    pub count: u32,
    /// The groups that can do it, the preferred one first, and how long each takes.
    pub groups: Vec<(EquipmentId, Pace)>,
    /// What the scene says: who of several comes.
    pub choice: Choice,
    /// What the scene says: whether it keeps people who are free until there are enough.
    pub reserves: bool,
    /// The items at the equipment, waiting and in process; zero where nobody [needs](crate::Needs::TASKS) it.
    pub items: u32,
    /// The earliest due date of them; none where nobody [needs](crate::Needs::TASKS) it.
    pub due: Option<SimTime>,
    /// By person: how long the way there takes. None: that person cannot do it.
    pub ways: Vec<Option<SimSpan>>,
}

/// Somebody who is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreePerson {
    /// The group.
    pub group: EquipmentId,
    /// The number in the group.
    pub number: u32,
    /// Since when.
    pub since: SimTime,
}

/// A task that is begun, and who does it: positions in the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Which task.
    pub task: usize,
    /// Who: as many as it takes, each of whom can do it, and nobody twice.
    pub people: Vec<usize>,
}

impl Staffing {
    /// Returns who could do a task and is not `taken`, whoever the scene would send first.
    pub fn able(&self, task: &Task, taken: impl Fn(usize) -> bool) -> Vec<usize> {
        let rank = |group: EquipmentId| task.groups.iter().position(|(it, _)| *it == group);
        let mut able = Vec::new();
        for (number, (person, way)) in self.people.iter().zip(&task.ways).enumerate() {
            let (Some(way), Some(rank)) = (way, rank(person.group)) else { continue };
            if taken(number) {
                continue;
            }
            let first = match task.choice {
                Choice::FewestSkills => 0,
                Choice::Nearest => way.as_nanos(),
                Choice::LongestIdle => person.since.as_nanos(),
                Choice::Fastest => u64::from(task.groups[rank].1.0),
            };
            able.push((first, rank, *way, number));
        }
        able.sort_unstable();
        able.into_iter().map(|(.., number)| number).collect()
    }

    /// Returns what is wrong with an answer, if anything is.
    pub fn problem(&self, answer: &[Assignment]) -> Option<&'static str> {
        let mut tasks = vec![false; self.tasks.len()];
        let mut people = vec![false; self.people.len()];
        for assignment in answer {
            let Some(task) = self.tasks.get(assignment.task) else {
                return Some("a task that was not offered");
            };
            if std::mem::replace(&mut tasks[assignment.task], true) {
                return Some("a task twice");
            }
            if assignment.people.len() != task.count as usize {
                return Some("another number of people than the task takes");
            }
            for person in &assignment.people {
                match task.ways.get(*person) {
                    None => return Some("somebody who is not free"),
                    Some(None) => return Some("somebody who cannot do it"),
                    Some(Some(_)) => {}
                }
                if std::mem::replace(&mut people[*person], true) {
                    return Some("somebody twice");
                }
            }
        }
        None
    }

    /// Serves the tasks in an order, each with those whom the scene would send.
    pub fn in_order(&self, order: impl IntoIterator<Item = usize>) -> Vec<Assignment> {
        let mut taken = vec![false; self.people.len()];
        let mut assignments = Vec::new();
        for number in order {
            let Some(task) = self.tasks.get(number) else { continue };
            let mut people = self.able(task, |person| taken[person]);
            people.truncate(task.count as usize);
            let is_enough = people.len() == task.count as usize;
            if is_enough || task.reserves {
                for person in &people {
                    taken[*person] = true;
                }
            }
            if is_enough {
                assignments.push(Assignment { task: number, people });
            }
        }
        assignments
    }
}

/// Answers as the scene says.
pub(crate) fn as_asked(ask: &Staffing) -> Vec<Assignment> {
    ask.in_order(0..ask.tasks.len())
}
