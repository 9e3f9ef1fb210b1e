//! ATCS: apparent tardiness cost with set-ups.

use plantwright_scheduler::{Candidate, Entry, Needs, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "largest apparent tardiness cost with set-ups first: ATC, less with a longer change of set-up",
    Rule::real("ATCS", priority).needing(Needs::SETUP),
)
.defined(
    "Largest ATC index times exp(-c / (h c')), where c is the mean time of the change of \
     set-up that the item takes now and c' the mean of it over those who wait (Lee, \
     Bhaskaran & Pinedo 1997, \"A heuristic to minimize the total weighted tardiness with \
     sequence-dependent setups\"). They fit both scales to the instance; here k = 3, as \
     in ATC, and h = 1. Where nobody takes a change, it is ATC.",
);

fn priority(ask: &Sequence, candidate: &Candidate) -> f64 {
    let setups = ask.candidates.iter().map(|it| it.setup.as_nanos() as f64);
    let mean = setups.sum::<f64>() / ask.candidates.len() as f64;
    let far = if mean > 0.0 { candidate.setup.as_nanos() as f64 / mean } else { 0.0 };
    -crate::tardiness_cost(ask, candidate, crate::mean_process(ask)) * libm::exp(-far)
}
