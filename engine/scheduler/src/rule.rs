//! Dispatching rules: schedulers that give every candidate a priority and remember nothing.

use crate::{Answer, Candidate, DecideCx, Needs, Points, Scheduler, Sequence};

/// A dispatching rule. The candidate with the smallest number goes first; ties go to the lowest item id, which for orders
/// is the order of their names.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    name: &'static str,
    needs: Needs,
    priority: Priority,
}

/// How a rule ranks: in whole numbers, which are exact, or as a real index.
#[derive(Debug, Clone, Copy)]
enum Priority {
    Whole(fn(&Sequence, &Candidate) -> i128),
    Real(fn(&Sequence, &Candidate) -> f64),
}

impl Rule {
    /// Makes a rule of a function into whole numbers. `i128::MAX` is for those that come after all others.
    pub const fn new(name: &'static str, priority: fn(&Sequence, &Candidate) -> i128) -> Self {
        Self { name, needs: Needs::NONE, priority: Priority::Whole(priority) }
    }

    /// Makes a rule of a function into real numbers. `f64::INFINITY` is for those that come after all others.
    pub const fn real(name: &'static str, priority: fn(&Sequence, &Candidate) -> f64) -> Self {
        Self { name, needs: Needs::NONE, priority: Priority::Real(priority) }
    }

    /// Says what the rule looks at beside what is at hand.
    #[must_use]
    pub const fn needing(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// The name, where it is needed for a list.
    pub(crate) const fn listed_name(&self) -> &'static str {
        self.name
    }

    /// Returns the position of the best candidate.
    pub fn best(&self, ask: &Sequence) -> Option<usize> {
        let candidates = ask.candidates.iter().enumerate();
        let best = match self.priority {
            Priority::Whole(priority) => {
                candidates.min_by_key(|(_, candidate)| (priority(ask, candidate), candidate.item))
            }
            Priority::Real(priority) => candidates
                .map(|(position, candidate)| (priority(ask, candidate), position, candidate))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.2.item.cmp(&b.2.item)))
                .map(|(_, position, candidate)| (position, candidate)),
        };
        best.map(|(position, _)| position)
    }

    /// Returns how far every candidate is from the best one: 0 for the best, 1 for the worst, in between in proportion. Who
    /// comes after all others has 1, and does not count as the worst.
    pub(crate) fn shares(&self, ask: &Sequence) -> Vec<f64> {
        let numbers: Vec<f64> = match self.priority {
            Priority::Whole(priority) => {
                let numbers = ask.candidates.iter().map(|candidate| priority(ask, candidate));
                numbers.map(|it| if it == i128::MAX { f64::INFINITY } else { it as f64 }).collect()
            }
            Priority::Real(priority) => {
                ask.candidates.iter().map(|candidate| priority(ask, candidate)).collect()
            }
        };
        let finite = || numbers.iter().copied().filter(|number| number.is_finite());
        let (least, most) = (finite().fold(f64::MAX, f64::min), finite().fold(f64::MIN, f64::max));
        let share = |number: f64| match number {
            _ if number.is_nan() || number == f64::INFINITY => 1.0,
            _ if number == f64::NEG_INFINITY || most <= least => 0.0,
            // Halves, so that the distance between two extremes is still a number.
            _ => (number / 2.0 - least / 2.0) / (most / 2.0 - least / 2.0),
        };
        numbers.iter().map(|number| share(*number)).collect()
    }
}

impl Scheduler for Rule {
    fn name(&self) -> &str {
        self.name
    }

    fn needs(&self) -> Needs {
        self.needs
    }

    fn decides(&self) -> Points {
        Points::SEQUENCE
    }

    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        self.best(ask).map_or(Answer::Wait, Answer::Take)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
