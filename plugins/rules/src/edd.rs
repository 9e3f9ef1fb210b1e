//! EDD: earliest due date first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "earliest due date first, items without one last",
    Rule::new("EDD", priority),
)
.defined(
    "Earliest due date, items without one last (Jackson 1955, \"Scheduling a production \
     line to minimize maximum tardiness\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    candidate.due.map_or(i128::MAX, |due| i128::from(due.as_nanos()))
}
