//! FIFO: first in, first out.

use plantwright_scheduler::{Candidate, Rule, Sequence};

/// The item that has waited longest at the station goes first (earliest ready time).
pub(crate) const RULE: Rule = Rule::new("FIFO", priority);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.ready.as_nanos())
}
