//! LOPNR: least operations remaining first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least operations remaining first",
    Rule::new("LOPNR", priority),
)
.defined(
    "Smallest number of operations, this one and all that follow (Conway, Maxwell & \
     Miller 1967, \"Theory of Scheduling\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.remaining_operations)
}
