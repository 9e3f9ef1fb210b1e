//! PT+WINQ: process time and work in the next queue.

use plantwright_scheduler::{Candidate, Entry, Needs, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least process time plus work in the next queue first",
    Rule::new("PT+WINQ", priority).needing(Needs::NEXT),
)
.defined(
    "Smallest p + W, where p is the process time of this operation and W the work that \
     waits where the item goes next, as in WINQ (Holthaus & Rajendran 1997, \"Efficient \
     dispatching rules for scheduling in a job shop\").",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.process.as_nanos()) + i128::from(candidate.next_queue.as_nanos())
}
