//! The loss tree of overall equipment effectiveness: where every nanosecond of the measured time went, station by station.
//!
//! What is left after all losses is the planned run time of the good items. Over the planned busy time it is OEE wherever all
//! items of a station have the same planned run time.

use std::collections::BTreeSet;

use plantwright_journal::{Batch, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::{ConcernRole, EquipmentFacts};
use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::closely::Look;
use crate::set::Window;
use crate::stops::concerns;
use crate::work_unit::{self, BAD, Outputs, Times, Was};

/// Where the time of one station went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Losses {
    /// The station.
    pub equipment: EquipmentId,
    /// Its places. All times are those of its places together.
    pub places: u32,
    /// The measured time times the places, in nanoseconds; the parts sum to it.
    pub measured: i128,
    /// Every part, zero or not, in the order of the tree.
    pub parts: Vec<LossPart>,
}

/// A part of a station's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossPart {
    /// What kind of loss it is.
    pub class: LossClass,
    /// Its name, in snake case.
    pub name: &'static str,
    /// How long, in nanoseconds. Only `slow_cycles` and `in_process` can be negative: where items went faster than planned, and where
    /// more work lay in the items in process when measuring began than at its end, or items made way for others meanwhile.
    pub nanos: i128,
}

/// What kind of loss a part of the time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossClass {
    /// It was not meant to work.
    NotPlanned,
    /// It was meant to work and did not.
    Availability,
    /// It worked slower than planned, or stopped for moments.
    Performance,
    /// It worked on what came to nothing.
    Quality,
    /// It worked on items that are not finished.
    InProcess,
    /// No loss: the planned run time of good items.
    Good,
}

impl LossClass {
    /// All classes, in the order of the tree.
    pub const ALL: [Self; 6] = [
        Self::NotPlanned,
        Self::Availability,
        Self::Performance,
        Self::Quality,
        Self::InProcess,
        Self::Good,
    ];

    /// Returns its name in snake case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotPlanned => "not_planned",
            Self::Availability => "availability",
            Self::Performance => "performance",
            Self::Quality => "quality",
            Self::InProcess => "in_process",
            Self::Good => "good",
        }
    }
}

impl Losses {
    /// Returns the time of a class, in nanoseconds.
    pub fn of(&self, class: LossClass) -> i128 {
        self.parts.iter().filter(|part| part.class == class).map(|part| part.nanos).sum()
    }
}

/// Follows the items in process at every station.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LossTree {
    micro_stops: BTreeSet<EquipmentId>,
    accounts: Vec<Account>,
    outputs: Outputs,
    /// The instant of the last item that was finished, and how long those of that instant took, in nanoseconds.
    at: SimTime,
    finished: Vec<(EquipmentId, ItemId, u64)>,
}

/// The books of one station.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Account {
    times: Times,
    /// Down because of micro-stops, in nanoseconds.
    micro_stops: u64,
    /// How long it has processed in the states that ended, from the start of the run, in nanoseconds, and until when that is known.
    processed: u64,
    until: SimTime,
    /// Whether items are processed together: the time of such a load is counted once, with the last of it.
    together: bool,
    /// The items in process.
    open: Vec<(ItemId, Begun)>,
    /// How long items were in process that were interrupted since, whether these go on or not, in nanoseconds.
    before: Vec<(ItemId, u64)>,
    /// How long items that came out good and bad were in process, and those that never came out, each from its beginning, in
    /// nanoseconds.
    good: u128,
    bad: u128,
    spoilt: u128,
}

fn account(facts: &EquipmentFacts) -> Account {
    Account { together: facts.processed_together() > 1, ..Account::default() }
}

/// When an item was begun, by the clock of processing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Begun {
    /// At an instant in a state that has not ended: only its end will tell whether it processes.
    At(SimTime),
    /// When it had processed for so long, in nanoseconds.
    Processed(u64),
}

impl Account {
    /// A state ends.
    fn enter(&mut self, record: &Record) {
        let processes = record.state() == State::Processing;
        for (_, begun) in &mut self.open {
            if let Begun::At(at) = *begun {
                let before = if processes { at.since(self.until).as_nanos() } else { 0 };
                *begun = Begun::Processed(self.processed + before);
            }
        }
        self.processed += if processes { record.span.as_nanos() } else { 0 };
        self.until = record.at;
    }

    /// The process of an item is interrupted.
    fn interrupt(&mut self, record: &Record) {
        if let Some(took) = self.end(record) {
            self.before.push((record.item(), took));
        }
    }

    /// An item leaves the places; returns for how long it was in process. Up to now the station processes, if it was worked on.
    fn end(&mut self, record: &Record) -> Option<u64> {
        let is_it = |(item, _): &(ItemId, u64)| *item == record.item();
        let before = self.before.iter().position(is_it);
        let before = before.map(|position| self.before.swap_remove(position).1);
        let last = self.end_stretch(record);
        if before.is_none() { last } else { Some(before.unwrap_or(0) + last.unwrap_or(0)) }
    }

    fn end_stretch(&mut self, record: &Record) -> Option<u64> {
        let position = self.open.iter().position(|(item, _)| *item == record.item())?;
        let (_, begun) = self.open.swap_remove(position);
        if self.together && !self.open.is_empty() {
            return Some(0);
        }
        Some(match begun {
            Begun::At(at) => record.at.since(at).as_nanos(),
            Begun::Processed(before) => {
                self.processed + record.at.since(self.until).as_nanos() - before
            }
        })
    }
}

impl LossTree {
    fn enter(&mut self, record: &Record, from: SimTime) {
        let (who, what) = (record.who(), record.what());
        // What is told of people is no business of this.
        let Some(account) = self.accounts.get_mut(who.index()) else { return };
        match what {
            What::State => {
                account.times.add(record, from);
                if self.micro_stops.contains(&record.cause()) && record.state() == State::Down {
                    account.micro_stops += after(record, record.span, from);
                }
                account.enter(record);
            }
            What::Started => account.open.push((record.item(), Begun::At(record.at))),
            What::Resumed if record.level == 1 => {
                account.open.push((record.item(), Begun::At(record.at)));
            }
            What::Interrupted => account.interrupt(record),
            What::Finished => {
                let took = account.end(record).unwrap_or(0);
                account.good += u128::from(took);
                if self.at != record.at {
                    self.finished.clear();
                    self.at = record.at;
                }
                self.finished.push((who, record.item(), took));
                self.outputs.finish(record);
            }
            _ if BAD.contains(&what) => self.spoil(record),
            _ => self.outputs.follow(record),
        }
    }

    fn spoil(&mut self, record: &Record) {
        let account = &mut self.accounts[record.who().index()];
        let took = match self.outputs.spoil(record) {
            Was::Unfinished => {
                account.spoilt += u128::from(account.end(record).unwrap_or(0));
                return;
            }
            Was::Finished => {
                let is_it = |done: &&(EquipmentId, ItemId, u64)| {
                    (done.0, done.1) == (record.who(), record.item())
                };
                let took = self.finished.iter().find(is_it).map_or(0, |(.., took)| *took);
                account.good -= u128::from(took);
                took
            }
            Was::Piece(pieces) => {
                let whole = self.finished.iter().rev().find(|done| done.0 == record.who());
                let took = whole.map_or(0, |(.., took)| took / u64::from(pieces));
                account.good -= u128::from(took);
                took
            }
        };
        account.bad += u128::from(took);
    }
}

impl Look for LossTree {
    type Report = Vec<Losses>;

    fn new(plant: &Plant) -> Self {
        Self {
            micro_stops: concerns(plant, ConcernRole::MicroStop),
            accounts: plant.equipment.iter().map(account).collect(),
            outputs: Outputs::new(plant),
            at: SimTime::ZERO,
            finished: Vec::new(),
        }
    }

    fn wants(&self) -> Wants {
        let own = [What::State, What::Started, What::Interrupted, What::Resumed];
        Outputs::followed().union(Wants::of(&own))
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        batch.records().iter().for_each(|record| self.enter(record, from));
    }

    fn restart(&mut self, _at: SimTime) {
        self.outputs.restart();
        self.finished.clear();
        for account in &mut self.accounts {
            (account.times, account.micro_stops) = (Times::default(), 0);
            (account.good, account.bad, account.spoilt) = (0, 0, 0);
        }
    }

    fn report(&self, plant: &Plant, window: Window) -> Vec<Losses> {
        let measured = i128::from(window.span().as_nanos());
        let losses = work_unit::all(plant).map(|(id, places)| Losses {
            equipment: id,
            places,
            measured: measured * i128::from(places),
            parts: self.parts(id, places),
        });
        losses.collect()
    }
}

impl LossTree {
    fn parts(&self, id: EquipmentId, places: u32) -> Vec<LossPart> {
        use LossClass::{Availability, Good, InProcess, NotPlanned, Performance, Quality};
        let (account, output) = (&self.accounts[id.index()], self.outputs.followed_of(id));
        let time = |state| account.times.of(state, places) as i128;
        let micro_stops = i128::from(account.micro_stops) * i128::from(places);
        let [good, bad, spoilt] = [account.good, account.bad, account.spoilt].map(|it| it as i128);
        // Where nobody knows what was planned, it went as planned.
        let planned = if output.unplanned == 0 { output.planned_good as i128 } else { good };
        let parts = [
            (NotPlanned, "off", time(State::Off)),
            (Availability, "down", time(State::Down) - micro_stops),
            (Availability, "maintenance", time(State::Maintenance)),
            (Availability, "setup", time(State::Setup)),
            (Availability, "waiting_for_operator", time(State::WaitingForOperator)),
            (Availability, "starting", time(State::Starting)),
            (Availability, "standby", time(State::Standby)),
            (Availability, "idle", time(State::Idle)),
            (Availability, "blocked", time(State::Blocked)),
            (Availability, "other_places", account.times.beside(places) as i128),
            (Performance, "micro_stops", micro_stops),
            (Performance, "slow_cycles", good - planned),
            (Performance, "spoilt_half_done", spoilt),
            (Quality, "scrapped_items", bad),
            (InProcess, "in_process", time(State::Processing) - good - bad - spoilt),
            (Good, "good_items", planned),
        ];
        parts.into_iter().map(|(class, name, nanos)| LossPart { class, name, nanos }).collect()
    }
}
