//! WINQ: least work in the next queue first.

use plantwright_scheduler::{Candidate, Entry, Needs, Rule, Sequence};

pub(crate) const ENTRY: Entry = Entry::rule(
    "least work in the next queue first",
    Rule::new("WINQ", priority).needing(Needs::NEXT),
)
.defined(
    "Smallest sum of the mean process times of what waits where the item goes next, of \
     alternatives the least; 0 after the last operation (Conway, Maxwell & Miller 1967, \
     \"Theory of Scheduling\"). What is in process there does not count.",
);

fn priority(_: &Sequence, candidate: &Candidate) -> i128 {
    i128::from(candidate.next_queue.as_nanos())
}
