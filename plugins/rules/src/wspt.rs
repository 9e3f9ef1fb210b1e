//! WSPT: shortest process time per weight first.

use plantwright_scheduler::{Candidate, Entry, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "shortest process time per weight first",
    Rule::real("WSPT", priority),
)
.defined(
    "Smallest p / w, where p is the process time of this operation and w the item's \
     weight, which is its priority where that is above 1, else 1 (Smith 1956, \"Various \
     optimizers for single-stage production\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> f64 {
    candidate.process.as_nanos() as f64 / candidate.weight()
}
