//! LPT: longest process time first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "longest process time first",
    Rule::new("LPT", priority),
)
.defined(
    "Largest process time of this operation (Graham 1969, \"Bounds on multiprocessing \
     timing anomalies\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.process.as_nanos())
}
