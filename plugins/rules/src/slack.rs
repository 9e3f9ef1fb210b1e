//! SLACK: least slack first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least slack first: time to the due date less the work that remains",
    Rule::new("SLACK", priority),
)
.defined(
    "Smallest d - t - R, where d is the due date, t the time and R the work that remains, \
     this operation included (Gere 1966, \"Heuristics in job shop scheduling\"). Items \
     without a due date come last.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> i128 {
    crate::slack(ask, candidate).unwrap_or(i128::MAX)
}
