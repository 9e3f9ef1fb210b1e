//! Questions and answers. How the questions are gathered from the floor is the business of `plantwright-sim`.

use std::fmt::Debug;

use plantwright_des::Stream;
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::transport::{Pairs, Transport, by_rule};

/// Asks which of the items that wait at a station is worked on next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// When.
    pub now: SimTime,
    /// The station, which has a place free.
    pub station: EquipmentId,
    /// The items that wait, in the order of their ids; never empty.
    pub candidates: Vec<Candidate>,
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
    /// How long it will be worked on here: the drawn time where it is known, else the mean.
    pub process: SimSpan,
    /// Mean process time of this operation and all that follow, on the fastest alternatives.
    pub remaining_work: SimSpan,
    /// This operation and all that follow.
    pub remaining_operations: u32,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its priority; higher is more important.
    pub priority: i32,
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
    fn name(&self) -> &'static str;

    /// Returns which item is worked on next; by default the one that has waited longest.
    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        longest_waiting(ask)
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
        by_rule(ask)
    }

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
pub(crate) fn longest_waiting(ask: &Sequence) -> Answer {
    let first = ask
        .candidates
        .iter()
        .enumerate()
        .min_by_key(|(_, candidate)| (candidate.ready, candidate.item));
    first.map_or(Answer::Wait, |(position, _)| Answer::Take(position))
}

/// Least work ahead plus own process time; of equals the first of the route.
fn soonest_done(ask: &Alternative) -> Answer {
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
    /// Makes one.
    pub make: fn() -> Box<dyn Scheduler>,
}
