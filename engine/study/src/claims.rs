//! What a scene expects of its results, judged with confidence: pass, fail, or undecided within the budget.
//!
//! A claim is about the mean of a KPI over all luck, of which replications are a sample. It passes when the whole interval of the mean
//! is within its bounds, and fails when the whole interval is beyond one of them. All claims of a scene, at all looks, are wrong
//! together with no more than the probability that the level leaves: each look at each claim has its share of it (Bonferroni).

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use plantwright_kpi::expect::{self, Judgement};

use crate::figure::{Figure, families};
use crate::pool;
use crate::replication::{Broken, Outcome, Setting, replicate};
use crate::scenario::Scenario;
use crate::statistics::{Interval, Sample};
use crate::study::Failed;

/// How many replications there are before anything is looked at.
const FIRST: u32 = 10;

/// What is known of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It may hold or not: the budget is spent.
    Undecided,
}

/// A claim, and what came of it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What is known of it.
    pub verdict: Verdict,
    /// The interval of the mean, in the unit of the KPI; none where no replication has the figure.
    pub interval: Option<Interval>,
    /// The judgement of one replication: the bounds, the unit, the reason.
    pub example: Judgement,
    /// Which figure it is about.
    pub figure: Figure,
}

/// What became of the claims of a scene.
#[derive(Debug)]
pub struct Claims {
    /// Each of them, in the order of the scene.
    pub all: Vec<Claim>,
    /// How many replications there were.
    pub replications: u32,
    /// The level at which all of them hold together.
    pub level: f64,
    /// What failed to run. Nothing is judged by the others alone.
    pub failed: Vec<Failed>,
    /// The replications in which the plant, or a part of it, came to a stand for good.
    pub stuck: Vec<u32>,
    /// Whether it was stopped.
    pub is_stopped: bool,
}

/// Judges what a scene expects: replications are doubled until each claim is decided, or the budget is spent.
pub fn judge(
    scenario: &Scenario,
    level: f64,
    budget: u32,
    workers: NonZeroUsize,
    stop: &AtomicBool,
) -> Claims {
    let plant = scenario.model.plant();
    let figures: Vec<Figure> = plant.expect.iter().map(|facts| figure(scenario, facts)).collect();
    let setting = Setting {
        seed: plant.run.seed,
        warm_up: None,
        families: Some(families(&figures)),
        fork: None,
    };
    let looks = looks(budget);
    let each = 1.0 - (1.0 - level) / (figures.len() * looks.len()).max(1) as f64;
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut claims = Claims {
        all: Vec::new(),
        replications: 0,
        level,
        failed: Vec::new(),
        stuck: Vec::new(),
        is_stopped: false,
    };
    for until in looks {
        let numbers: Vec<u32> = (claims.replications..until).collect();
        let work = |number: u32| replicate(scenario, &setting, number, stop);
        let done = pool::run(numbers.clone(), workers, work);
        for (replication, result) in numbers.into_iter().zip(done) {
            let message = match result {
                Ok(Ok(outcome)) => {
                    claims.stuck.extend(outcome.is_stuck.then_some(replication));
                    outcomes.push(outcome);
                    continue;
                }
                Ok(Err(Broken::Stopped)) => continue,
                Ok(Err(Broken::Fault(message))) => message,
                Err(panicked) => panicked.to_string(),
            };
            claims.failed.push(Failed { scenario: 0, replication, message });
        }
        claims.replications = until;
        claims.all = judged(scenario, &figures, &outcomes, each);
        claims.is_stopped = stop.load(Ordering::Relaxed);
        let open = claims.all.iter().any(|it| it.verdict == Verdict::Undecided);
        if claims.is_stopped || !claims.failed.is_empty() || !open {
            break;
        }
    }
    if claims.is_stopped || !claims.failed.is_empty() {
        claims.all.iter_mut().for_each(|it| it.verdict = Verdict::Undecided);
    }
    claims
}

/// After how many replications claims are looked at.
fn looks(budget: u32) -> Vec<u32> {
    let mut looks = vec![FIRST.min(budget)];
    while let Some(last) = looks.last().copied().filter(|last| *last < budget) {
        looks.push((last * 2).min(budget));
    }
    looks
}

fn figure(scenario: &Scenario, facts: &plantwright_model::plant::ExpectFacts) -> Figure {
    let plant = scenario.model.plant();
    let group = facts.people.and_then(|group| plant.people.get(group.index()));
    Figure {
        kpi: facts.kpi.clone(),
        of: facts.of.map(|id| plant.name(id)).or_else(|| group.map(|it| it.name.clone())),
        product: facts.product.map(|id| plant.product(id).name.clone()),
    }
}

fn judged(scenario: &Scenario, figures: &[Figure], outcomes: &[Outcome], level: f64) -> Vec<Claim> {
    let plant = scenario.model.plant();
    let runs: Vec<Vec<Judgement>> =
        outcomes.iter().map(|outcome| expect::judge(plant, &outcome.values)).collect();
    let claim = |(at, figure): (usize, &Figure)| {
        let each: Vec<&Judgement> = runs.iter().filter_map(|run| run.get(at)).collect();
        let example = (*each.first()?).clone();
        let sample: Sample = each.iter().filter_map(|it| it.value).collect();
        let interval = sample.interval(level);
        let verdict = verdict(&each, interval.as_ref());
        Some(Claim { verdict, interval, example, figure: figure.clone() })
    };
    figures.iter().enumerate().filter_map(claim).collect()
}

fn verdict(each: &[&Judgement], interval: Option<&Interval>) -> Verdict {
    let Some(interval) = interval else { return Verdict::Fail };
    let Some(one) = each.first() else { return Verdict::Undecided };
    if each.iter().any(|it| it.value.is_none()) {
        // A figure that only some runs have has no mean.
        return Verdict::Fail;
    }
    let is_exact = one.at_least.is_some() && one.at_least == one.at_most;
    if is_exact || interval.half_width() == 0.0 {
        // What chance has no part in is the same in every run, or it is not as expected.
        return if each.iter().all(|it| it.holds) { Verdict::Pass } else { Verdict::Fail };
    }
    let above = |low: f64| (interval.low >= low, interval.high < low);
    let below = |high: f64| (interval.high <= high, interval.low > high);
    let sides = [one.at_least.map(above), one.at_most.map(below)];
    let sides = || sides.iter().flatten();
    if sides().any(|(_, is_beyond)| *is_beyond) {
        Verdict::Fail
    } else if sides().all(|(is_within, _)| *is_within) {
        Verdict::Pass
    } else {
        Verdict::Undecided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_double_up_to_the_budget() {
        assert_eq!(looks(200), [10, 20, 40, 80, 160, 200]);
        assert_eq!(looks(10), [10]);
        assert_eq!(looks(4), [4]);
    }
}
