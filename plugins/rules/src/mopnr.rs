//! MOPNR: most operations remaining first.

use plantwright_scheduler::{Candidate, Rule, Sequence};

/// Largest number of operations, this one and all that follow (Conway, Maxwell & Miller 1967, "Theory of Scheduling").
pub(crate) const RULE: Rule = Rule::new("MOPNR", priority);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.remaining_operations)
}
