//! FIFO: first in, first out.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "first in, first out",
    Rule::new("FIFO", priority),
)
.defined(
    "The item that has waited longest at the station goes first: the earliest ready time \
     (Conway, Maxwell & Miller 1967, \"Theory of Scheduling\"). What is released earliest \
     into the plant is another rule, often called FASFS.",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.ready.as_nanos())
}
