//! What the records of a run have to add up to, kept by a listener of its own: levels, capacities, order, states, areas.

use std::collections::{BTreeSet, VecDeque};

use plantwright_journal::{Batch, Fold, Record, Wants, What};
use plantwright_model::plant::Role;
use plantwright_model::syntax::{Node, parse};
use plantwright_model::{Report, Sources};
use plantwright_units::{ItemId, SimTime};

use crate::harness::Case;

/// Keeps books on every record, and notes what is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    accounts: Vec<Account>,
    plant: Area,
    /// Item-nanoseconds in the plant of those who are gone.
    stays: i128,
    last: SimTime,
    problems: Vec<String>,
}

/// The books of one piece of equipment.
#[derive(Debug, Clone)]
struct Account {
    name: String,
    role: Role,
    capacity: Option<u64>,
    places: Option<u32>,
    /// Whether something may happen to it that lets it stand still.
    can_stop: bool,
    is_fleet: bool,
    /// Whether items go on in the order in which they came.
    in_order: bool,
    kind: &'static str,
    /// The items in process.
    working: BTreeSet<ItemId>,
    /// The items that came and have not gone on: been started by a processor, left a holder.
    line: VecDeque<ItemId>,
    last_in: ItemId,
    /// The items that have waited for too long.
    is_limited: BTreeSet<ItemId>,
    level: Area,
    /// Item-nanoseconds here of those who left.
    stays: i128,
    in_process: Area,
    /// Nanoseconds of the states that ended.
    states: u64,
    /// Place-nanoseconds in process, as the states tell it.
    place_time: i128,
}

/// A level, and the area below it so far.
#[derive(Debug, Clone, Default)]
struct Area {
    level: i64,
    since: SimTime,
    below: i128,
}

impl Area {
    fn change(&mut self, at: SimTime, by: i64) {
        self.below = self.until(at);
        self.since = at;
        self.level += by;
    }

    fn until(&self, at: SimTime) -> i128 {
        self.below + i128::from(self.level) * i128::from(at.since(self.since).as_nanos())
    }
}

impl Ledger {
    /// Opens the books of a plant at its start.
    pub(crate) fn new(case: &Case) -> Self {
        let plant = case.model.plant();
        let in_order = fifo_names(&case.text, plant.run.scheduler.is_some());
        let accounts = plant.equipment.iter().map(|facts| Account {
            name: facts.name.clone(),
            role: facts.role,
            capacity: facts.capacity,
            places: facts.places,
            is_fleet: facts.fleet.is_some(),
            can_stop: !facts.concerns.is_empty()
                || facts.stages.is_some()
                || case.text.contains("preempt:"),
            in_order: in_order.contains(&facts.name),
            kind: facts.kind,
            working: BTreeSet::new(),
            line: VecDeque::new(),
            last_in: ItemId::NONE,
            is_limited: BTreeSet::new(),
            level: Area::default(),
            stays: 0,
            in_process: Area::default(),
            states: 0,
            place_time: 0,
        });
        Self {
            accounts: accounts.collect(),
            plant: Area::default(),
            stays: 0,
            last: SimTime::ZERO,
            problems: Vec::new(),
        }
    }

    /// Claims that everything holds one item less than it does: such books have to find something.
    pub(crate) fn claim_less_room(&mut self) {
        for account in &mut self.accounts {
            account.capacity = account.capacity.map(|capacity| capacity - 1);
        }
    }

    /// Returns what is wrong, once the books are closed with the records of `Sim::closing`.
    pub(crate) fn audit(&self, now: SimTime, closing: &[Record]) -> Vec<String> {
        let mut problems = self.problems.clone();
        let mut books = self.clone();
        let (mut present, mut here) = (0, vec![0; self.accounts.len()]);
        for record in closing {
            let Some(account) = books.accounts.get_mut(record.who().index()) else {
                // People hold no items.
                continue;
            };
            match record.what() {
                What::Present => {
                    present += 1;
                    here[record.who().index()] += 1;
                    books.stays += i128::from(record.extra.as_nanos());
                    account.stays += i128::from(record.span.as_nanos());
                }
                // Units are no places.
                What::Working => {}
                What::Carried => {
                    present += 1;
                    books.stays += i128::from(record.extra.as_nanos());
                }
                _ => account.state(record, &mut problems),
            }
        }
        let mut same = |what: &str, name: &str, one: i128, other: i128| {
            if one != other {
                problems.push(format!("{what} of `{name}` at {now}: {one} and {other}"));
            }
        };
        same("items", "the plant", present, self.plant.level.into());
        // Little's law as an identity: the area below the level is the sum of the stays.
        same("item-time", "the plant", books.stays, self.plant.until(now));
        for (account, here) in books.accounts.iter().zip(here) {
            let name = &account.name;
            same("items", name, here, account.level.level.into());
            same("item-time", name, account.stays, account.level.until(now));
            if account.places.is_some() {
                same("time in states", name, account.states.into(), now.as_nanos().into());
                let in_process = account.in_process.until(now);
                if account.is_fleet {
                    // Vehicles have something to do beside carrying.
                } else if account.can_stop {
                    // What stands still is in process for the items, and not for the places.
                    let held = (in_process - account.place_time).min(0);
                    same("place-time beyond what is in process", name, held, 0);
                } else {
                    same("place-time", name, account.place_time, in_process);
                }
            }
        }
        problems
    }

    fn enter(&mut self, record: &Record) {
        if record.at < self.last {
            self.problems.push(format!("the clock goes back to {}", record.at));
        }
        self.last = record.at;
        let Some(account) = self.accounts.get_mut(record.who().index()) else {
            return;
        };
        match record.what() {
            What::Created => {
                self.plant.change(record.at, 1);
                // What is made elsewhere enters there too.
                if account.role == Role::Source {
                    account.level.change(record.at, 1);
                }
            }
            What::Lost => {
                self.plant.change(record.at, -1);
                account.level.change(record.at, -1);
            }
            What::Consumed | What::Absorbed | What::Withdrawn => {
                self.plant.change(record.at, -1);
                self.stays += i128::from(record.span.as_nanos());
            }
            // It may go from anywhere in the line.
            What::Reneged | What::Breached | What::Expired => {
                account.is_limited.insert(record.item());
            }
            What::Entered => account.entered(record, &mut self.problems),
            What::Started => account.started(record, &mut self.problems),
            What::Scrapped => {
                self.plant.change(record.at, -1);
                self.stays += i128::from(record.span.as_nanos());
                // What is inside an item is in no process itself.
                // Spoilt by an interruption, or judged once it was finished.
                account.ended(record);
            }
            What::Finished | What::Interrupted => account.ended(record),
            What::Resumed if record.level == 1 => {
                account.in_process.change(record.at, 1);
                account.working.insert(record.item());
            }
            What::Left => account.left(record, &mut self.problems),
            What::State => account.state(record, &mut self.problems),
            What::Due
            | What::Decided
            | What::Present
            | What::Carried
            | What::Failed
            | What::Repaired
            | What::Maintained
            | What::Inspected
            | What::Working
            | What::Rejected
            | What::Flawed
            | What::SetUp
            | What::Staffed
            | What::Claimed
            | What::Driven
            | What::Passed
            | What::Deadlocked
            | What::Noticed
            | What::Resumed => {}
        }
    }
}

impl Account {
    fn entered(&mut self, record: &Record, problems: &mut Vec<String>) {
        self.level.change(record.at, 1);
        self.line.push_back(record.item());
        self.last_in = record.item();
        self.is_level(record, problems);
        let level = self.level.level as u64;
        if let Some(capacity) = self.capacity.filter(|capacity| level > *capacity) {
            problems.push(format!(
                "`{}` has room for {capacity} and holds {level} items at {}",
                self.name, record.at
            ));
        }
    }

    fn started(&mut self, record: &Record, problems: &mut Vec<String>) {
        self.goes_on(record, problems);
        if self.working.is_empty() || self.kind != "Batch" {
            self.in_process.change(record.at, 1);
        }
        self.working.insert(record.item());
    }

    fn ended(&mut self, record: &Record) {
        if self.working.remove(&record.item()) && (self.working.is_empty() || self.kind != "Batch")
        {
            self.in_process.change(record.at, -1);
        }
    }

    fn left(&mut self, record: &Record, problems: &mut Vec<String>) {
        // Of a fleet, items go on when they are picked up.
        let goes_on_now = self.role == Role::Holder && !self.is_fleet;
        if goes_on_now && !self.is_limited.contains(&record.item()) {
            self.goes_on(record, problems);
        }
        // What goes from here to here comes before it leaves: for that long it is counted twice.
        let comes_again =
            self.last_in == record.item() && i64::from(record.level) < self.level.level;
        if self.role != Role::Source && !comes_again {
            self.is_level(record, problems);
            let was_limited = self.is_limited.remove(&record.item());
            if matches!(self.kind, "Assembly" | "Split") || was_limited {
                // A part goes without having been begun with.
                self.line.retain(|item| *item != record.item());
            }
        }
        self.level.change(record.at, -1);
        self.stays += i128::from(record.span.as_nanos());
    }

    fn state(&mut self, record: &Record, problems: &mut Vec<String>) {
        self.states += record.span.as_nanos();
        self.place_time += i128::from(record.span.as_nanos()) * i128::from(record.level);
        if self.places.is_some_and(|places| record.level > places) {
            problems.push(format!("`{}` is on {} places", self.name, record.level));
        }
    }

    fn goes_on(&mut self, record: &Record, problems: &mut Vec<String>) {
        let position = self.line.iter().position(|item| *item == record.item());
        match position {
            Some(position) => {
                self.line.remove(position);
                if position > 0 && self.in_order {
                    problems.push(format!(
                        "at `{}` an item overtakes {position} others at {}",
                        self.name, record.at
                    ));
                }
            }
            None => problems.push(format!(
                "{:?} of an item that is not at `{}` at {}",
                record.what(),
                self.name,
                record.at
            )),
        }
    }

    fn is_level(&self, record: &Record, problems: &mut Vec<String>) {
        if i64::from(record.level) != self.level.level {
            problems.push(format!(
                "`{}` tells of {} items where {} are, at {}",
                self.name, record.level, self.level.level, record.at
            ));
        }
    }
}

impl Fold for Ledger {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.records() {
            self.enter(record);
        }
    }

    /// The books have no warm-up.
    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Err("these books are not kept in snapshots".to_owned())
    }
}

/// The equipment that says, or leaves it at that, that what comes first goes on first.
fn fifo_names(text: &str, scheduler: bool) -> Vec<String> {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add("scene", text);
    let root = parse(&sources, id, &mut report).expect("a scene without mistakes");
    let entries = root.field("equipment").and_then(Node::as_map);
    let fifo = |body: &Node| match (body.name(), body.field("order").and_then(Node::name)) {
        (Some("Conveyor"), _) => true,
        (Some("Buffer"), order) => order.is_none_or(|order| order == "Fifo"),
        // Who waits for people or is loaded may be overtaken by who does not.
        (Some("Station"), _)
            if ["setup", "load", "crew"].iter().any(|it| body.field(it).is_some())
                // Who does not fit into the shift is held on its place, and others may go on beside it.
                || format!("{body:?}").contains("FitsOnly")
                // Who has no place ahead waits on a place here, and others may have theirs.
                || body.field("blocking").is_some() && body.field("places").is_some() =>
        {
            false
        }
        (Some("Station"), None) => !scheduler || body.field("queue").is_none(),
        (Some("Station"), order) => order == Some("Fifo"),
        _ => false,
    };
    let fifo = entries.into_iter().flatten().filter(|(_, body)| fifo(body));
    fifo.filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect()
}
