//! MDD: modified due date.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "earliest modified due date first: the due date, or when the item can be complete if that is later",
    Rule::new("MDD", priority),
)
.defined(
    "Smallest of max(d, t + R), where d is the due date, t the time and R the work that \
     remains, this operation included (Baker & Bertrand 1982, \"A dynamic priority rule \
     for scheduling against due-dates\"). Items without a due date come last.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> i128 {
    let Some(due) = candidate.due else { return i128::MAX };
    let soonest = i128::from(ask.now.as_nanos()) + i128::from(candidate.remaining_work.as_nanos());
    soonest.max(i128::from(due.as_nanos()))
}
