//! Questions and answers. How the questions are gathered from the floor is the business of `plantwright-sim`.

use std::fmt::Debug;

use plantwright_des::Stream;
use plantwright_model::Plant;
use plantwright_model::plant::RouteChoice;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::batch::as_the_scene_says;
use crate::diversion::as_the_scene_sends;
use crate::service::when_it_stands;
use crate::setup::as_preferred;
use crate::staffing::as_asked;
use crate::transport::{Charging, Pairs, Parking, Transport, Ways, charge_by_rule, park_by_rule};
use crate::{
    Assignment, BatchAnswer, Changeover, Diversion, Floor, Forming, Needs, OrderRelease, Points,
    Review, Rule, Service, Staffing,
};

/// Asks which of the items that wait at a station is worked on next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// When.
    pub now: SimTime,
    /// The station, which has a place free.
    pub station: EquipmentId,
    /// The items that wait, in the order of their ids; never empty.
    pub candidates: Vec<Candidate>,
    /// Whether nothing will ever happen any more unless something is taken: whoever waited for something better is asked once
    /// again.
    pub last_call: bool,
}

impl Sequence {
    /// Returns a question at time zero at a station of no plant: for tests of rules.
    pub fn of(candidates: Vec<Candidate>) -> Self {
        Self { now: SimTime::ZERO, station: EquipmentId(0), candidates, last_call: false }
    }
}

/// An item that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub item: ItemId,
    /// What it is.
    pub product: ProductId,
    /// When it came to wait here.
    pub ready: SimTime,
    /// When it came into the plant.
    pub released: SimTime,
    /// The number of the operation in its route, from 0: how many are done.
    pub operation: u32,
    /// How long it will be worked on here: the drawn time where it is known, else the mean.
    pub process: SimSpan,
    /// Mean process time of the operations that are done, on the fastest alternatives.
    pub work_done: SimSpan,
    /// Mean process time of this operation and all that follow, on the fastest alternatives.
    pub remaining_work: SimSpan,
    /// This operation and all that follow.
    pub remaining_operations: u32,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its priority; higher is more important.
    pub priority: i32,
    /// Mean process time of the operation after this one, on the fastest alternative; zero where there is none, and where
    /// nobody [needs](Needs::NEXT) it.
    pub next_process: SimSpan,
    /// Mean process time of what waits where the item goes next, of alternatives the least; zero where it goes nowhere, and
    /// where nobody [needs](Needs::NEXT) it.
    pub next_queue: SimSpan,
    /// Mean time of the change of set-up that it would take now; zero where nobody [needs](Needs::SETUP) it.
    pub setup: SimSpan,
}

impl Candidate {
    /// Returns its weight in sums of tardiness: its priority where that is above 1, else 1.
    pub fn weight(&self) -> f64 {
        f64::from(self.priority.max(1))
    }

    /// Returns an item of a source of no plant, with one operation that takes no time: for tests of rules.
    pub fn numbered(serial: u64) -> Self {
        Self {
            item: ItemId::new(EquipmentId(0), serial),
            product: ProductId(0),
            ready: SimTime::ZERO,
            released: SimTime::ZERO,
            operation: 0,
            process: SimSpan::ZERO,
            work_done: SimSpan::ZERO,
            remaining_work: SimSpan::ZERO,
            remaining_operations: 1,
            due: None,
            priority: 0,
            next_process: SimSpan::ZERO,
            next_queue: SimSpan::ZERO,
            setup: SimSpan::ZERO,
        }
    }
}

/// Asks which station does an item's next operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// When.
    pub now: SimTime,
    /// Which item.
    pub item: ItemId,
    /// What it is.
    pub product: ProductId,
    /// The number of the operation in its route, from 0: how many are done.
    pub operation: u32,
    /// The stations, in the order of the route; at least two.
    pub choices: Vec<Choice>,
}

/// A station that can do an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which.
    pub station: EquipmentId,
    /// Mean process time there.
    pub process: SimSpan,
    /// The items there, waiting and in process.
    pub items: u32,
    /// Mean process time of the items that are there, per place; what is left of those in process counts whole.
    pub work_ahead: SimSpan,
    /// Mean time of the change of set-up that the item would take there now; zero where nobody [needs](Needs::SETUP) it.
    pub setup: SimSpan,
    /// When the item would be done there if all went on as it stands now: after what is left of the work in process and of
    /// all that waits, per place, its set-up and its own mean process time; time zero where nobody
    /// [needs](Needs::COMPLETION) it.
    pub completion: SimTime,
    /// Whether the station stands still now: broken down, in maintenance, or off; false where nobody
    /// [needs](Needs::COMPLETION) it.
    pub down: bool,
}

/// Asks whether a piece of equipment that wears in stages is maintained now: when it was inspected, or, where its stage is known
/// at any time, when it has come into a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upkeep {
    /// When.
    pub now: SimTime,
    /// Which equipment.
    pub equipment: EquipmentId,
    /// The stage that it is in; 0 is as good as new.
    pub stage: u32,
    /// The stage that would be its failure.
    pub fails_at: u32,
    /// From which stage on the scene would have it maintained.
    pub threshold: u32,
    /// The items there, waiting and in process.
    pub items: u32,
}

/// What a scheduler answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The choice at this position.
    Take(usize),
    /// None for now: ask again when something has changed there.
    Wait,
    /// None for now: ask again when something has changed there, or at this time at the latest, which must lie ahead.
    WaitUntil(SimTime),
}

/// What a scheduler has at hand while it decides.
#[derive(Debug)]
pub struct DecideCx<'a> {
    /// The plant.
    pub plant: &'a Plant,
    /// The scheduler's own stream of the run.
    pub stream: &'a mut Stream,
}

/// Whoever decides.
///
/// # Determinism
/// Equal questions in equal order, with equal draws, get equal answers: no clock, no thread, no hash-map order.
pub trait Scheduler: Debug + Send + Sync {
    /// Returns the name by which scenes and commands choose it.
    fn name(&self) -> &str;

    /// Returns what it looks at beside what is at hand; by default nothing.
    fn needs(&self) -> Needs {
        Needs::NONE
    }

    /// Returns what it decides of that which can be left to the scene; by default everything, for which the other methods have
    /// defaults that do as the scene says.
    fn decides(&self) -> Points {
        Points::ALL
    }

    /// Tells whether it can decide for a plant; by default for every one.
    ///
    /// # Errors
    /// A sentence that says why it cannot.
    fn fits(&self, _plant: &Plant) -> Result<(), String> {
        Ok(())
    }

    /// Returns which item is worked on next; by default the one that has waited longest.
    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        longest_waiting(&ask.candidates)
    }

    /// Returns which station does the next operation; by default the one that would be done with it first.
    fn alternative(&mut self, ask: &Alternative, _cx: &mut DecideCx<'_>) -> Answer {
        soonest_done(ask)
    }

    /// Returns whether it is maintained now; by default from the scene's threshold on. Where not, it is asked again at the next
    /// inspection, or in the next stage.
    fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
        ask.stage >= ask.threshold
    }

    /// Returns which vehicles take which orders, as positions in the question, each at most once; by default as the scene's rule
    /// says. What is left is asked for again when a vehicle is free, or an order comes.
    fn transport(&mut self, ask: &Transport, _cx: &mut DecideCx<'_>) -> Pairs {
        ask.by_rule(ask.rule)
    }

    /// Returns which item may enter; by default the one that has waited longest, at once.
    fn release(&mut self, ask: &OrderRelease, _cx: &mut DecideCx<'_>) -> Answer {
        longest_waiting(&ask.candidates)
    }

    /// Returns for which family a station is set up next, by its position in the question; none: whichever item is chosen next
    /// decides. By default as the scene says.
    fn setup(&mut self, ask: &Changeover, _cx: &mut DecideCx<'_>) -> Option<Answer> {
        as_preferred(ask)
    }

    /// Returns which items are processed together now; by default as the scene says.
    fn batch(&mut self, ask: &Forming, _cx: &mut DecideCx<'_>) -> BatchAnswer {
        as_the_scene_says(ask)
    }

    /// Returns who does which work; by default as the scene says. What is left is asked for again when something has changed.
    fn staff(&mut self, ask: &Staffing, _cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        as_asked(ask)
    }

    /// Returns whether a maintenance that is soon due is done now, as `Take(0)`; by default as the scene says.
    fn service(&mut self, ask: &Service, _cx: &mut DecideCx<'_>) -> Answer {
        when_it_stands(ask)
    }

    /// Returns by which ways an item goes on from a belt, a sorter or a zone, as positions in the question, at least one, each once; by
    /// default as the scene says. On a sorter, each is tried when the item comes by, and the last one is waited for; from a belt and
    /// in a zone, the first that has room now is taken, else the first.
    fn divert(&mut self, ask: &Diversion, _cx: &mut DecideCx<'_>) -> Vec<usize> {
        as_the_scene_sends(ask)
    }

    /// Returns whether it wants to see the floor, since reality differs from what it planned; by default not.
    fn review(&mut self, _ask: &Review, _cx: &mut DecideCx<'_>) -> bool {
        false
    }

    /// Sees the floor, as it wanted, and may plan anew.
    fn look(&mut self, _floor: &Floor, _cx: &mut DecideCx<'_>) {}

    /// Returns where a vehicle waits that has nothing to do, as a position in the question; none: where it is. By default as the scene
    /// says.
    fn park(&mut self, ask: &Parking, _cx: &mut DecideCx<'_>) -> Option<usize> {
        park_by_rule(ask)
    }

    /// Returns at which charger a vehicle charges now that has nothing to do, as a position in the question; none: at none. By default
    /// at the nearest one, when its battery is low, or at every opportunity where the scene says so.
    fn charge(&mut self, ask: &Charging, _cx: &mut DecideCx<'_>) -> Option<usize> {
        charge_by_rule(ask)
    }

    /// Returns whether a vehicle takes the way that is shortest where nobody is in the way, and waits on it, in place of the one on
    /// which it would be there first; by default as the scene says.
    fn goes_shortest(&mut self, ask: &Ways, _cx: &mut DecideCx<'_>) -> bool {
        ask.rule == RouteChoice::Shortest
    }

    /// An item left the plant without being completed: scrapped, or gone away. Nothing needs to be done by default.
    fn gone(&mut self, _item: ItemId) {}

    /// Returns a copy for a fork of the run.
    fn fork(&self) -> Box<dyn Scheduler>;

    /// Returns what it remembers, for a snapshot; most remember nothing.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Takes back what [`save`](Self::save) returned.
    ///
    /// # Errors
    /// A sentence that says why the bytes do not fit.
    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        if bytes.is_empty() { Ok(()) } else { Err(format!("`{}` remembers nothing", self.name())) }
    }
}

/// First in, first out; of equals the lowest item.
pub(crate) fn longest_waiting(candidates: &[Candidate]) -> Answer {
    let first = candidates
        .iter()
        .enumerate()
        .min_by_key(|(_, candidate)| (candidate.ready, candidate.item));
    first.map_or(Answer::Wait, |(position, _)| Answer::Take(position))
}

/// Least work ahead plus own process time; of equals the first of the route.
pub(crate) fn soonest_done(ask: &Alternative) -> Answer {
    let done =
        |choice: &Choice| choice.work_ahead.as_nanos().saturating_add(choice.process.as_nanos());
    let first =
        ask.choices.iter().enumerate().min_by_key(|(position, choice)| (done(choice), *position));
    first.map_or(Answer::Wait, |(position, _)| Answer::Take(position))
}

/// A scheduler in a list: what it is called, what it does, and how to get one.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name by which scenes and commands choose it.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Its exact definition, with its source and with what is done where a number is missing; empty where `about` says all.
    pub definition: &'static str,
    making: Making,
}

#[derive(Debug, Clone, Copy)]
enum Making {
    Rule(Rule),
    Other(fn() -> Box<dyn Scheduler>),
}

impl Entry {
    /// Lists a rule.
    pub const fn rule(about: &'static str, rule: Rule) -> Self {
        Self { name: rule.listed_name(), about, definition: "", making: Making::Rule(rule) }
    }

    /// Lists a scheduler that is no rule.
    pub const fn other(
        name: &'static str,
        about: &'static str,
        make: fn() -> Box<dyn Scheduler>,
    ) -> Self {
        Self { name, about, definition: "", making: Making::Other(make) }
    }

    /// Defines it exactly.
    #[must_use]
    pub const fn defined(mut self, definition: &'static str) -> Self {
        self.definition = definition;
        self
    }

    /// Makes one.
    pub fn make(&self) -> Box<dyn Scheduler> {
        match self.making {
            Making::Rule(rule) => Box::new(rule),
            Making::Other(make) => make(),
        }
    }

    /// Returns what it is as a rule that can be weighed against others, where it is one.
    pub const fn as_rule(&self) -> Option<Rule> {
        match self.making {
            Making::Rule(rule) => Some(rule),
            Making::Other(_) => None,
        }
    }
}

/// What a scheduler that runs elsewhere panics with (`std::panic::panic_any`, or `resume_unwind`) where it has not answered in
/// time: the run then ends with a fault that names the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// How long it was waited for.
    pub limit: std::time::Duration,
}
