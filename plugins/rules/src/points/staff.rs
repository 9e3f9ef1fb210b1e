//! `STAFF(NEAREST)`: who does which work.

use std::cmp::Reverse;

use plantwright_scheduler::{
    Assignment, DecideCx, Needs, Points, Scheduler, Staffing, Task, WhoComes,
};
use plantwright_units::{SimSpan, SimTime};

use super::{Find, PointEntry, unknown};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "STAFF",
    form: "STAFF(NEAREST), STAFF(QUEUE), STAFF(EDD) or STAFF(IDLE)",
    about: "says who does which work, of what has the highest priority. `NEAREST`: the shortest way first, and whoever is nearest; `QUEUE`: where most items are comes first; `EDD`: where the earliest due date is comes first; `IDLE`: what waits for longest comes first, and whoever has been free for longest. Of equals, what was asked for first, and whom the scene would send",
    sample: "STAFF(NEAREST)",
    make,
};

#[derive(Debug, Clone, Copy)]
enum Staff {
    Nearest,
    Queue,
    Edd,
    Idle,
}

fn make(inside: &str, _find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    let words = [Staff::Nearest, Staff::Queue, Staff::Edd, Staff::Idle];
    let found = words.into_iter().find(|staff| staff.word().eq_ignore_ascii_case(inside));
    let known = || unknown("STAFF", inside, &words.map(Staff::word));
    Ok(Box::new(found.ok_or_else(known)?))
}

impl Staff {
    fn word(self) -> &'static str {
        self.name_of().trim_start_matches("STAFF(").trim_end_matches(')')
    }

    fn name_of(self) -> &'static str {
        match self {
            Self::Nearest => "STAFF(NEAREST)",
            Self::Queue => "STAFF(QUEUE)",
            Self::Edd => "STAFF(EDD)",
            Self::Idle => "STAFF(IDLE)",
        }
    }
}

/// The tasks, the one with the smallest key first, within their priorities.
fn in_order<K: Ord>(ask: &Staffing, key: impl Fn(&Task) -> K) -> Vec<Assignment> {
    let mut order: Vec<usize> = (0..ask.tasks.len()).collect();
    order.sort_by_key(|number| {
        let task = &ask.tasks[*number];
        (Reverse(task.priority), key(task), *number)
    });
    ask.in_order(order)
}

/// The shortest way first, again and again among those who are left.
fn nearest(ask: &Staffing) -> Vec<Assignment> {
    let mut taken = vec![false; ask.people.len()];
    let mut open: Vec<usize> = (0..ask.tasks.len()).collect();
    let mut assignments = Vec::new();
    loop {
        // How far the last of those is who would come.
        let crew = |number: usize| {
            let task = &ask.tasks[number];
            let mut people = ask.able(task, |person| taken[person]);
            people.truncate(task.count as usize);
            let far = people.iter().filter_map(|person| task.ways[*person]).max();
            let far = far.unwrap_or(SimSpan::ZERO);
            (people.len() == task.count as usize).then_some((
                Reverse(task.priority),
                far,
                number,
                people,
            ))
        };
        let Some((.., task, people)) = open.iter().filter_map(|number| crew(*number)).min() else {
            return assignments;
        };
        for person in &people {
            taken[*person] = true;
        }
        open.retain(|other| *other != task);
        assignments.push(Assignment { task, people });
    }
}

impl Scheduler for Staff {
    fn name(&self) -> &str {
        self.name_of()
    }

    fn needs(&self) -> Needs {
        match self {
            Self::Queue | Self::Edd => Needs::TASKS,
            Self::Nearest | Self::Idle => Needs::NONE,
        }
    }

    fn decides(&self) -> Points {
        Points::STAFF
    }

    fn staff(&mut self, ask: &Staffing, _cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        let choosing = |choice: WhoComes| {
            let tasks = ask.tasks.iter().cloned().map(|task| Task { choice, ..task }).collect();
            Staffing { tasks, ..ask.clone() }
        };
        match self {
            Self::Nearest => nearest(&choosing(WhoComes::Nearest)),
            Self::Queue => in_order(ask, |task| Reverse(task.items)),
            Self::Edd => in_order(ask, |task| task.due.unwrap_or(SimTime::MAX)),
            Self::Idle => in_order(&choosing(WhoComes::LongestIdle), |task| task.since),
        }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
