//! Dispatching rules: schedulers that give every candidate a priority and remember nothing.

use crate::{Answer, Candidate, DecideCx, Scheduler, Sequence};

/// A dispatching rule. The candidate with the smallest number goes first; ties go to the lowest item id, which for orders
/// is the order of their names.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    name: &'static str,
    priority: fn(&Sequence, &Candidate) -> i128,
}

impl Rule {
    /// Makes a rule of a function.
    pub const fn new(name: &'static str, priority: fn(&Sequence, &Candidate) -> i128) -> Self {
        Self { name, priority }
    }
}

impl Scheduler for Rule {
    fn name(&self) -> &'static str {
        self.name
    }

    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        let first = ask
            .candidates
            .iter()
            .enumerate()
            .min_by_key(|(_, candidate)| ((self.priority)(ask, candidate), candidate.item));
        first.map_or(Answer::Wait, |(position, _)| Answer::Take(position))
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
