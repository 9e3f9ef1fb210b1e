//! FDD/MWKR: flow due date per work that remains.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "smallest flow due date per work that remains first",
    Rule::real("FDD/MWKR", priority),
)
.defined(
    "Smallest (r + P) / R, where r is when the item came into the plant, P the work up to \
     and including this operation, and R the work of this operation and all that follow \
     (Sels, Gheysen & Vanhoucke 2012, \"A comparison of priority rules for the job shop \
     scheduling problem under different flow time- and tardiness-related objective \
     functions\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> f64 {
    let nanos = u128::from(candidate.released.as_nanos())
        + u128::from(candidate.work_done.as_nanos())
        + u128::from(candidate.process.as_nanos());
    nanos as f64 / candidate.remaining_work.as_nanos().max(1) as f64
}
