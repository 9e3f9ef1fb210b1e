//! ATC: apparent tardiness cost.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "largest apparent tardiness cost first: weight per process time, less with slack",
    Rule::real("ATC", priority),
)
.defined(
    "Largest w/p exp(-max(0, s) / (k p')), where w is the weight (the priority where that \
     is above 1, else 1), p the process time of this operation, p' the mean process time \
     of those who wait, and s = d - t - p - (1 + b) F the slack after expected waits: b \
     times the process time before each of the operations that follow, F in all \
     (Vepsalainen & Morton 1987, \"Priority rules for job shops with weighted tardiness \
     costs\"). k = 3 and b = 2, their values for job shops. Without a due date the index \
     is 0.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> f64 {
    -crate::tardiness_cost(ask, candidate, crate::mean_process(ask))
}
