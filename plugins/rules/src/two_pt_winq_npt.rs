//! 2PT+WINQ+NPT: twice the process time, work in the next queue, process time there.

use plantwright_scheduler::{Candidate, Entry, Needs, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least sum of twice the process time, the work in the next queue and the next process time first",
    Rule::new("2PT+WINQ+NPT", priority).needing(Needs::NEXT),
)
.defined(
    "Smallest 2p + W + q, where p is the process time of this operation, W the work that \
     waits where the item goes next, as in WINQ, and q the process time of the next \
     operation, 0 after the last one (Holthaus & Rajendran 2000, \"Efficient jobshop \
     dispatching rules: further developments\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    2 * i128::from(candidate.process.as_nanos())
        + i128::from(candidate.next_queue.as_nanos())
        + i128::from(candidate.next_process.as_nanos())
}
