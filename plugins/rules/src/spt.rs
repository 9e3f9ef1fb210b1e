//! SPT: shortest process time first.

use plantwright_scheduler::{Candidate, Rule, Sequence};

/// Smallest process time of this operation (Smith 1956, "Various optimizers for single-stage production").
pub(crate) const RULE: Rule = Rule::new("SPT", priority);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.process.as_nanos())
}
