//! MOPNR: most operations remaining first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "most operations remaining first",
    Rule::new("MOPNR", priority),
)
.defined(
    "Largest number of operations, this one and all that follow (Conway, Maxwell & Miller \
     1967, \"Theory of Scheduling\"); MOR in some papers.",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.remaining_operations)
}
