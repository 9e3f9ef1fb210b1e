//! COVERT: cost over time.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "largest cost over time first: expected tardiness cost per process time",
    Rule::real("COVERT", priority),
)
.defined(
    "Largest w/p max(0, 1 - max(0, s) / (k W)), where w is the weight (the priority where \
     that is above 1, else 1), p the process time of this operation, s = d - t - R the \
     slack with R the work that remains, and W = b R the expected waits (Carroll 1965, \
     \"Heuristic sequencing of single and multiple component jobs\"; as defined by \
     Vepsalainen & Morton 1987, \"Priority rules for job shops with weighted tardiness \
     costs\"). k = 2 and b = 2. Without a due date the index is 0.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> f64 {
    let Some(slack) = crate::slack(ask, candidate) else { return 0.0 };
    let waits = WAIT_PER_WORK * candidate.remaining_work.as_nanos() as f64;
    let urgent = 1.0 - slack.max(0) as f64 / (LOOK_AHEAD * waits).max(1.0);
    -urgent.max(0.0) * candidate.weight() / candidate.process.as_nanos().max(1) as f64
}

/// The k of the index.
const LOOK_AHEAD: f64 = 2.0;

/// The b of the index: expected waits, as a multiple of the work.
const WAIT_PER_WORK: f64 = 2.0;
