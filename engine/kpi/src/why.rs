//! Because: where lost time comes from. Every interval in which a station does not process, and every interval in which an item
//! waits, is followed to its root, and the parts sum to the whole, to the nanosecond. `docs/why.md` says what the roots mean.
//!
//! [`Why`] listens and keeps the intervals of states and the stories of items in memory, since what a wait was about is known
//! only when it is over. [`Why::explain`] closes the books, and the [`Explanation`] answers for a station, for items, and for all.

mod account;
mod alive;
mod aside;
mod explanation;
mod links;
mod loops;
mod roots;
mod steps;
mod timeline;
mod trace;
mod ways;

use plantwright_journal::{Batch, Fold, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

pub use account::{Account, Items, Lateness, Station};
pub use aside::aside;
pub use explanation::Explanation;

use loops::Loops;
use timeline::Timeline;
use trace::Trace;

/// The root of a wait: equipment that does not wait itself, and what it does instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The equipment.
    pub who: EquipmentId,
    /// What it does.
    pub reason: Reason,
    /// Which failure, maintenance or shift, where the state has one; else [`EquipmentId::NONE`].
    pub concern: EquipmentId,
}

/// Why others wait for a piece of equipment, or why it stands itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It works: those who wait for it are faster.
    Working,
    /// It is in a state of its own making: down, in set-up, without an operator, ...
    State(State),
    /// People are on their way to it.
    Walking,
    /// It waits for people of whom nobody is there: their calendars are closed.
    OffDuty,
    /// It is a source that brings nothing.
    Arrivals,
    /// It is a release all of whose cards are on items, none of which waits.
    NoCard,
    /// It is a source whose items never leave, and all of them are in the plant, and none of them waits.
    AllOut,
    /// Work here was lost and done again.
    Repeated,
    /// Items are on their way from here.
    OnTheWay,
    /// It has an item and may not begin it yet: it is no beat of its takt, or what is left of a window is too short for it.
    NotYet,
    /// Whatever it waits for waits for it.
    Circle,
    /// The due date came sooner than the work on the item could have been done without any wait.
    Plan,
}

impl Reason {
    /// Returns the name in snake case, as in the JSON of a run.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::State(state) => state.name(),
            Self::Walking => "walking",
            Self::OffDuty => "off_duty",
            Self::Arrivals => "arrivals",
            Self::NoCard => "no_card",
            Self::AllOut => "all_out",
            Self::Repeated => "repeated",
            Self::OnTheWay => "on_the_way",
            Self::NotYet => "not_yet",
            Self::Circle => "circle",
            Self::Plan => "plan",
        }
    }
}

impl Cause {
    pub(crate) const fn of(who: EquipmentId, reason: Reason) -> Self {
        Self { who, reason, concern: EquipmentId::NONE }
    }
}

/// The kinds of records that tell of states, and of where items are.
const WANTS: Wants = Wants::of(&[
    What::Created,
    What::Lost,
    What::Entered,
    What::Started,
    What::Interrupted,
    What::Resumed,
    What::Finished,
    What::Left,
    What::Consumed,
    What::Due,
    What::State,
    What::Scrapped,
    What::Absorbed,
    What::Withdrawn,
    What::Reneged,
    What::Breached,
    What::Expired,
    What::Claimed,
]);

/// Listens to one run, and keeps what is needed to explain its waits: 16 bytes for each interval of a state and each step of an
/// item, 24 for each item that was completed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Why {
    timelines: Vec<Timeline>,
    trace: Trace,
    loops: Loops,
    from: SimTime,
}

impl Why {
    /// Makes one that has heard nothing. It has to listen from the beginning of a run.
    pub fn new(plant: &Plant) -> Self {
        Self {
            timelines: plant.equipment.iter().map(Timeline::new).collect(),
            trace: Trace::new(plant),
            loops: Loops::new(plant),
            from: SimTime::ZERO,
        }
    }

    /// Explains the time from the end of the warm-up to `now`, given the records that close the books at that instant
    /// (`Sim::closing`).
    pub fn explain<'a>(
        &'a self,
        plant: &'a Plant,
        now: SimTime,
        closing: &[Record],
    ) -> Explanation<'a> {
        Explanation::new(self, plant, now, closing)
    }

    /// Takes records one after the other, where nobody asks in between. What makes up most of a run goes a short way.
    fn take_all(&mut self, mut records: &[Record]) {
        while let [record, rest @ ..] = records {
            records = rest;
            let (who, at) = (record.who().index(), record.at);
            match record.what() {
                What::Entered => {
                    self.timelines[who].come(at);
                    let open = self.trace.enter(record);
                    // Mostly it is worked on at once.
                    if let [next, rest @ ..] = rest
                        && goes_on(record, What::Started, next)
                        && next.who() == record.who()
                    {
                        open.begin();
                        self.timelines[who].begin(at);
                        records = rest;
                    }
                }
                What::Left => {
                    self.timelines[who].go(at);
                    // Where it comes to stand elsewhere at once, that says all.
                    if !rest.first().is_some_and(|next| goes_on(record, What::Entered, next)) {
                        self.trace.leave(record);
                    }
                }
                What::Finished => {
                    self.timelines[who].end(at);
                    self.trace.finish(record);
                }
                What::State => self.timelines[who].take_state(record),
                _ => self.take_one(record),
            }
        }
    }

    #[inline(never)]
    fn take_one(&mut self, record: &Record) {
        let Self { timelines, trace, loops, .. } = self;
        let (who, at) = (record.who().index(), record.at);
        match record.what() {
            What::Entered => {
                timelines[who].come(at);
                trace.enter(record);
            }
            What::Left => {
                timelines[who].go(at);
                trace.leave(record);
            }
            What::Started => {
                timelines[who].begin(at);
                trace.start(record);
            }
            What::Finished => {
                timelines[who].end(at);
                trace.finish(record);
            }
            What::State => timelines[who].take_state(record),
            What::Created => {
                timelines[who].come(at);
                trace.create(record);
                loops.brought(record);
            }
            What::Lost => {
                timelines[who].go(at);
                trace.lose(record);
            }
            What::Interrupted => trace.interrupt(record),
            What::Resumed => trace.resume(record),
            What::Reneged | What::Breached | What::Expired => trace.give_up(record),
            What::Scrapped | What::Withdrawn => trace.lose(record),
            What::Consumed => trace.consume(record),
            What::Due => trace.due(record),
            What::Claimed => {
                // Others are about groups, or come to a failure or to maintenance: they end no wait of equipment.
                if let Some(timeline) = timelines.get_mut(record.cause().index()) {
                    timeline.take_crew(record);
                }
            }
            _ => {}
        }
    }
}

impl Fold for Why {
    fn wants(&self) -> Wants {
        WANTS
    }

    fn take(&mut self, batch: &Batch<'_>) {
        if self.loops.is_empty() {
            self.take_all(batch.records());
            return;
        }
        for record in batch.records() {
            let of_loops = !matches!(record.what(), What::State | What::Claimed);
            let before = if of_loops { self.trace.waits_at(record.item()) } else { None };
            self.take_one(record);
            if of_loops {
                self.loops.note(record, before, self.trace.waits_at(record.item()));
            }
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.from = at;
        self.trace.restart();
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("plain data")
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        let saved: Self = postcard::from_bytes(bytes)
            .map_err(|error| format!("the causes of waits cannot be read: {error}"))?;
        if saved.timelines.len() != self.timelines.len() {
            return Err("the causes of waits are of another plant".to_owned());
        }
        *self = saved;
        Ok(())
    }
}

/// Whether the next record tells that of the same item, at the same instant.
#[inline]
fn goes_on(record: &Record, what: What, next: &Record) -> bool {
    next.what() == what && (next.item(), next.at) == (record.item(), record.at)
}
