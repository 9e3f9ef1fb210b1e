//! `LEAST_SETUP`: shortest change of set-up first.

use plantwright_scheduler::{Candidate, Entry, Needs, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "shortest change of set-up first",
    Rule::new("LEAST_SETUP", priority).needing(Needs::SETUP),
)
.defined(
    "Smallest mean time of the change of set-up that the item takes now, 0 where it needs \
     none (Gavett 1965, \"Three heuristic rules for sequencing jobs to a single \
     production facility\"; SIMSET in later papers). Among those that need the same, the \
     lowest item.",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.setup.as_nanos())
}
