//! CR: smallest critical ratio first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "smallest critical ratio first: time to the due date per work that remains",
    Rule::real("CR", priority),
)
.defined(
    "Smallest (d - t) / R, where d is the due date, t the time and R the work that \
     remains, this operation included (Berry & Rao 1975, \"Critical ratio scheduling: an \
     experimental analysis\"). Items without a due date come last.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> f64 {
    let Some(due) = candidate.due else { return f64::INFINITY };
    let left = i128::from(due.as_nanos()) - i128::from(ask.now.as_nanos());
    left as f64 / candidate.remaining_work.as_nanos().max(1) as f64
}
