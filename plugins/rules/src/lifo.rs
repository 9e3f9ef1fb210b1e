//! LIFO: last in, first out.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "last in, first out",
    Rule::new("LIFO", priority),
)
.defined(
    "The item that came to the station last goes first (Conway, Maxwell & Miller 1967, \
     \"Theory of Scheduling\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.ready.as_nanos())
}
