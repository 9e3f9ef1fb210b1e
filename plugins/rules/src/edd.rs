//! EDD: earliest due date first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

/// Earliest due date, items without one last (Jackson 1955, "Scheduling a production line to minimize maximum
/// tardiness").
pub(crate) const ENTRY: Entry =
    Entry::rule("earliest due date first, items without one last", Rule::new("EDD", priority));

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    candidate.due.map_or(i128::MAX, |due| i128::from(due.as_nanos()))
}
