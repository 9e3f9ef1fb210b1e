//! LPT: longest process time first.

use plantwright_scheduler::{Candidate, Rule, Sequence};

/// Largest process time of this operation (Graham 1969, "Bounds on multiprocessing timing anomalies").
pub(crate) const RULE: Rule = Rule::new("LPT", priority);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    -i128::from(candidate.process.as_nanos())
}
