//! RND: whatever comes out of the hat.

use plantwright_scheduler::{Answer, DecideCx, Entry, Points, Scheduler, Sequence};

pub(crate) const ENTRY: Entry = Entry::other(
    "RND",
    "any of those who wait, with equal chance",
    || Box::new(Random),
)
.defined(
    "Each of those who wait with equal chance, drawn from the scheduler's own stream of \
     the run (Conway, Maxwell & Miller 1967, \"Theory of Scheduling\"). The floor below \
     which no rule is worth its name.",
);

#[derive(Debug, Clone, Copy)]
struct Random;

impl Scheduler for Random {
    fn name(&self) -> &str {
        ENTRY.name
    }

    fn decides(&self) -> Points {
        Points::SEQUENCE
    }

    fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
        // The bias of the remainder is below one in 10^16.
        Answer::Take((cx.stream.draw() % ask.candidates.len().max(1) as u64) as usize)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
