//! SPT: shortest process time first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "shortest process time first",
    Rule::new("SPT", priority),
)
.defined(
    "Smallest process time of this operation (Smith 1956, \"Various optimizers for \
     single-stage production\"). Papers that call the shortest total work of a job SPT, \
     or that build active schedules with it, have other numbers: the former is LWKR at a \
     job's first operation, the latter is `GT(SPT)` here.",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.process.as_nanos())
}
