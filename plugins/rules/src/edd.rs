//! EDD: earliest due date first.

use plantwright_scheduler::{Candidate, Rule, Sequence};

/// Earliest due date, items without one last (Jackson 1955).
pub(crate) const RULE: Rule = Rule::new("EDD", priority);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    candidate.due.map_or(i128::MAX, |due| i128::from(due.as_nanos()))
}
