//! What a decision costs beside the rule that is asked: the contract between the core and its schedulers.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plantwright_des::{Stream, StreamKey};
use plantwright_model::Plant;
use plantwright_scheduler::{Answer, Candidate, DecideCx, Scheduler, Sequence};
use plantwright_units::SimSpan;

use crate::job_shop::Shop;

/// A question, and SPT to answer it.
#[derive(Debug)]
pub struct Decisions {
    scheduler: Box<dyn Scheduler>,
    plant: Arc<Plant>,
    stream: Stream,
    ask: Sequence,
}

impl Decisions {
    /// Makes a question with so many candidates.
    pub fn new(candidates: u64) -> Self {
        let candidates = (0..candidates).map(|number| Candidate {
            process: SimSpan::from_secs((number * 7 + 3) % 11),
            ..Candidate::numbered(number)
        });
        let key = StreamKey { seed: 1, replication: 0, owner: "scheduler", purpose: "decide" };
        Self {
            scheduler: plantwright_catalog::make("SPT").expect("a rule of the catalog"),
            plant: Shop::new("ft06").plant(),
            stream: Stream::new(key),
            ask: Sequence::of(candidates.collect()),
        }
    }

    /// Calls a function that does what the rule does, so many times.
    pub fn directly(&self, times: u64) -> usize {
        (0..times).map(|_| black_box(shortest(black_box(&self.ask)))).sum()
    }

    /// Asks as the core does, so many times: the scheduler behind its pointer, with what it has at hand, and its panics caught.
    pub fn by_contract(&mut self, times: u64) -> usize {
        let mut sum = 0;
        for _ in 0..times {
            let mut cx = DecideCx { plant: &self.plant, stream: &mut self.stream };
            let scheduler = &mut *self.scheduler;
            let ask = black_box(&self.ask);
            let answer = catch_unwind(AssertUnwindSafe(|| scheduler.sequence(ask, &mut cx)));
            if let Ok(Answer::Take(position)) = black_box(answer) {
                sum += position;
            }
        }
        sum
    }
}

#[inline(never)]
fn shortest(ask: &Sequence) -> usize {
    let candidates = ask.candidates.iter().enumerate();
    let shortest = candidates.min_by_key(|(_, candidate)| (candidate.process, candidate.item));
    shortest.map_or(0, |(position, _)| position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_give_the_same_answers() {
        for candidates in [1, 4, 10, 100] {
            let mut decisions = Decisions::new(candidates);
            assert_eq!(decisions.directly(3), decisions.by_contract(3), "{candidates}");
        }
    }
}
