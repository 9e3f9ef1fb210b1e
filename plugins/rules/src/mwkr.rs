//! MWKR: most work remaining first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

/// Largest sum of process times of this operation and all that follow (Conway, Maxwell & Miller 1967, "Theory of
/// Scheduling").
pub(crate) const ENTRY: Entry =
    Entry::rule("most work remaining first", Rule::new("MWKR", priority));

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.remaining_work.as_nanos())
}
