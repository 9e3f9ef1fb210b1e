//! MWKR: most work remaining first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "most work remaining first",
    Rule::new("MWKR", priority),
)
.defined(
    "Largest sum of process times of this operation and all that follow (Conway, Maxwell \
     & Miller 1967, \"Theory of Scheduling\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.remaining_work.as_nanos())
}
