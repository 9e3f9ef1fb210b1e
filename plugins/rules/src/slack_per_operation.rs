//! S/OPN: least slack per remaining operation first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least slack per remaining operation first",
    Rule::real("S/OPN", priority),
)
.defined(
    "Smallest (d - t - R) / n, where d is the due date, t the time, R the work and n the \
     number of operations that remain, this one included (Conway 1965, \"Priority \
     dispatching and job lateness in a job shop\"). Items without a due date come last.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> f64 {
    let slack = crate::slack(ask, candidate);
    slack.map_or(f64::INFINITY, |slack| {
        slack as f64 / f64::from(candidate.remaining_operations.max(1))
    })
}
