//! A study: variants of a plant, replicated until the answer is precise enough or the budget is spent.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use plantwright_units::SimSpan;

use crate::compare::{Comparison, Pairs, compare};
use crate::figure::{Figure, families};
use crate::pool;
use crate::replication::{Broken, Fork, Outcome, Setting, replicate, slices};
use crate::round::{Round, cut, run};
use crate::scenario::Scenario;
use crate::statistics::{Interval, Precision, Sample, batch_means, replications_needed};
use crate::store::Store;

/// Into how many slices a run is cut where nobody says it.
pub(crate) const SLICES: u32 = 500;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The more the better.
    Most,
    /// The less the better.
    Least,
}

/// What is asked, of what, and how precisely.
#[derive(Debug, Clone)]
pub struct Study {
    /// The question in words; empty where there is none.
    pub question: String,
    /// What is compared, the plant as it is first.
    pub scenarios: Vec<Scenario>,
    /// What is measured. The first is what the answer is about.
    pub figures: Vec<(Figure, &'static str)>,
    /// Which way the first is better.
    pub goal: Goal,
    /// The level of confidence: 0.95.
    pub level: f64,
    /// How precise the answer is to be.
    pub precision: Precision,
    /// How far the answer may stay behind the best and is still enough; none: the best is the answer.
    pub enough: Option<Precision>,
    /// How many replications there are at least.
    pub at_least: u32,
    /// How many replications there are at most: the budget.
    pub at_most: u32,
    /// The seed of all randomness.
    pub seed: u64,
    /// How much of the beginning is left out.
    pub warm_up: Warming,
    /// What is kept of each replication.
    pub keeps: Keeps,
    /// Which scenarios are compared.
    pub pairs: Pairs,
    /// Many runs, or one long one.
    pub method: Method,
    /// When the scenarios part: until then each of them runs as the first; none: from the start.
    pub fork: Option<SimSpan>,
}

/// What is kept in memory of each replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// What is measured.
    Figures,
    /// What is measured; every KPI is reckoned, and shown once ([`News::Whole`]).
    FiguresAndShowsAll,
    /// Every KPI.
    All,
}

/// What the observations are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A run for each.
    Replications,
    /// Slices of one run, put together into batches.
    OneRun {
        /// How many slices.
        slices: u32,
    },
}

impl Method {
    /// Returns what an observation is called.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Replications => "replication",
            Self::OneRun { .. } => "batch",
        }
    }
}

/// How much of the beginning of each run is left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Warming {
    /// What the scenes say.
    Scene,
    /// This much, as the study says.
    Fixed(SimSpan),
    /// This much, as a pilot found.
    Found(SimSpan),
}

impl Warming {
    /// Returns the time that is left out, where it is not that of the scene.
    pub const fn span(&self) -> Option<SimSpan> {
        match self {
            Self::Scene => None,
            Self::Fixed(span) | Self::Found(span) => Some(*span),
        }
    }
}

/// A replication that did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Which scenario.
    pub scenario: usize,
    /// Which replication.
    pub replication: u32,
    /// What went wrong.
    pub message: String,
}

/// What came of a study.
#[derive(Debug)]
pub struct Results {
    /// What was asked.
    pub study: Study,
    /// The outcomes by scenario and replication; none where a replication failed or was not begun.
    pub outcomes: Vec<Vec<Option<Outcome>>>,
    /// What failed.
    pub failed: Vec<Failed>,
    /// Whether the answer is as precise as was wanted.
    pub is_precise: bool,
    /// How many replications would be enough, as far as can be told; more than the budget where that was too small.
    pub needed: Option<usize>,
    /// Whether it was stopped before its end.
    pub is_stopped: bool,
}

/// What is told while a study runs.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// More runs are to be done: so many in all up to now.
    Planned(usize),
    /// A run is done.
    Done,
    /// A replication as it came out, with every KPI that listened: shown in the order of replications, and of scenarios in each;
    /// the slices of one run scenario by scenario.
    Whole {
        /// Which scenario.
        scenario: usize,
        /// Which replication.
        replication: u32,
        /// What came out.
        outcome: &'a Outcome,
    },
    /// The first look: the interval that decides how many replications are needed, and how many those are.
    FirstLook {
        /// The widest interval so far.
        interval: &'a Interval,
        /// How many replications it needs, as far as can be told.
        needed: Option<usize>,
    },
    /// What was finished could not be kept.
    NotKept(&'a str),
}

/// Who works, and where finished work is kept.
#[derive(Debug)]
pub struct Means<'a> {
    /// How many worker threads.
    pub workers: NonZeroUsize,
    /// Set to stop early.
    pub stop: &'a AtomicBool,
    /// Where finished replications are kept; none: nowhere.
    pub store: Option<&'a mut Store>,
}

impl Study {
    /// Returns a study of scenarios by what plants are judged by: the throughput where the first has a duration, else how long its
    /// work takes. Each is compared with the first, at 95 %; 4 to 40 replications, until ±1 % is known.
    ///
    /// # Panics
    /// Where there is no scenario.
    pub fn of(scenarios: Vec<Scenario>) -> Self {
        let run = &scenarios[0].model.plant().run;
        let (figure, goal) = match run.duration {
            Some(_) => ((Figure::of_plant("throughput"), "1/h"), Goal::Most),
            None => ((Figure::of_plant("makespan"), "s"), Goal::Least),
        };
        Self {
            question: String::new(),
            figures: vec![figure],
            goal,
            level: 0.95,
            precision: Precision::Relative(0.01),
            enough: None,
            at_least: 4,
            at_most: 40,
            seed: run.seed,
            warm_up: Warming::Scene,
            keeps: Keeps::Figures,
            pairs: Pairs::WithFirst,
            method: Method::Replications,
            fork: None,
            scenarios,
        }
    }

    /// Runs replications until the answer is precise enough, or the budget is spent. What is in the store already is not run
    /// again.
    ///
    /// # Determinism
    /// When to stop is decided after rounds whose sizes follow from the results: neither the number of workers nor what the store
    /// holds changes anything.
    pub fn run(self, means: Means<'_>, mut news: impl FnMut(News<'_>)) -> Results {
        let count = self.scenarios.len();
        let mut results = Results::none_of(self);
        let Means { workers, stop, mut store } = means;
        if let Method::OneRun { slices } = results.study.method {
            results.one_run(slices, workers, stop, &mut news);
            return results;
        }
        let mut target = results.study.at_least.max(2).min(results.study.at_most.max(1));
        loop {
            let from = results.replications();
            news(News::Planned(target as usize * count));
            let numbers: Vec<u32> = (from..target).collect();
            results.replicate(&numbers, workers, stop, store.as_deref_mut(), &mut news);
            results.is_stopped = stop.load(Ordering::Relaxed);
            if results.is_stopped {
                results.keep_what_is_whole();
            }
            let Some(widest) = results.widest() else { break };
            results.needed = replications_needed(&widest, results.study.precision);
            results.is_precise = results.study.precision.is_reached_by(&widest);
            if from == 0 {
                news(News::FirstLook { interval: &widest, needed: results.needed });
            }
            if results.is_stopped || results.is_precise || target >= results.study.at_most {
                break;
            }
            target = results.next_target(target);
        }
        results
    }

    /// Runs the share of a machine that works on the study together with others: every so-manieth replication up to the budget.
    /// What it did lies in the store.
    pub fn run_shard(
        self,
        (shard, shards): (u32, u32),
        means: Means<'_>,
        mut news: impl FnMut(News<'_>),
    ) -> Results {
        let count = self.scenarios.len();
        let mut results = Results::none_of(self);
        let Means { workers, stop, store } = means;
        let mine = (0..results.study.at_most).filter(|number| number % shards == shard - 1);
        let jobs: Vec<u32> = mine.collect();
        news(News::Planned(jobs.len() * count));
        results.replicate(&jobs, workers, stop, store, &mut news);
        results.is_stopped = stop.load(Ordering::Relaxed);
        results
    }

    /// Returns what is the same in all replications.
    pub fn setting(&self) -> Setting {
        let figures: Vec<Figure> = self.figures.iter().map(|(figure, _)| figure.clone()).collect();
        Setting {
            seed: self.seed,
            warm_up: self.warm_up.span(),
            families: (self.keeps == Keeps::Figures).then(|| families(&figures)),
            fork: self.fork.map(|at| Fork { at, base: self.scenarios[0].clone() }),
        }
    }

    /// Returns the command that reproduces one replication.
    pub fn command(&self, scenario: usize, replication: u32) -> String {
        let warm_up = self.warm_up.span().map(written);
        match self.fork {
            None => self.scenarios[scenario].command(self.seed, replication, warm_up.as_deref()),
            Some(at) => {
                let base = self.scenarios[0].command(self.seed, replication, None);
                format!("{base}  # forked at {at} into `{}`", self.scenarios[scenario].name)
            }
        }
    }
}

impl Results {
    /// Of a study of which nothing has run.
    fn none_of(study: Study) -> Self {
        Self {
            outcomes: vec![Vec::new(); study.scenarios.len()],
            failed: Vec::new(),
            is_precise: false,
            needed: None,
            is_stopped: false,
            study,
        }
    }

    /// Returns how many replications were tried of each scenario.
    pub fn replications(&self) -> u32 {
        self.outcomes.iter().map(Vec::len).min().unwrap_or(0) as u32
    }

    /// Returns the values of a figure, one for each replication of a scenario.
    pub fn series(&self, scenario: usize, figure: &Figure) -> Vec<Option<f64>> {
        let plant = self.study.scenarios[scenario].model.plant();
        let key = figure.key(plant);
        let outcomes = self.outcomes[scenario].iter();
        outcomes.map(|outcome| figure.among(key, &outcome.as_ref()?.values)).collect()
    }

    /// Compares all scenarios pair by pair in one of the figures.
    pub fn comparisons(&self, figure: usize) -> Vec<Comparison> {
        let figure = &self.study.figures[figure].0;
        let series: Vec<_> =
            (0..self.study.scenarios.len()).map(|scenario| self.series(scenario, figure)).collect();
        let are_dependent = self.study.method != Method::Replications;
        compare(&series, self.study.pairs, self.study.level, are_dependent)
    }

    /// Returns the interval of a figure of a scenario, over the replications that have it.
    pub fn interval(&self, scenario: usize, figure: &Figure) -> Option<Interval> {
        let values: Vec<f64> = self.series(scenario, figure).into_iter().flatten().collect();
        if self.study.method == Method::Replications {
            return Sample::of(&values).interval(self.study.level);
        }
        let batches = batch_means(&values, self.study.level).map(|it| it.interval);
        let mean = Sample::of(&values).mean();
        batches.or_else(|| Some(Interval::unbounded(mean?, self.study.level, 1)))
    }

    /// Returns the runs in which the plant, or a part of it, came to a stand for good: scenario and replication.
    pub fn stuck(&self) -> Vec<(usize, u32)> {
        let mut stuck = Vec::new();
        for (scenario, outcomes) in self.outcomes.iter().enumerate() {
            // Of the slices of one run, the last tells.
            let first = match self.study.method {
                Method::Replications => 0,
                Method::OneRun { .. } => outcomes.len().saturating_sub(1),
            };
            for (number, outcome) in (0..).zip(outcomes).skip(first) {
                if outcome.as_ref().is_some_and(|outcome| outcome.is_stuck) {
                    let is_one = self.study.method == Method::Replications;
                    stuck.push((scenario, if is_one { number } else { 0 }));
                }
            }
        }
        stuck
    }

    /// Tells whether one run was long enough for batches that do not depend on one another, in what the answer is about.
    pub fn is_long_enough(&self) -> bool {
        let figure = &self.study.figures[0].0;
        let independent = |scenario: usize| {
            let values: Vec<f64> = self.series(scenario, figure).into_iter().flatten().collect();
            batch_means(&values, self.study.level).is_some_and(|it| it.are_independent)
        };
        self.study.method == Method::Replications
            || (0..self.study.scenarios.len()).all(independent)
                && self.comparisons(0).iter().all(|it| it.are_independent)
    }

    /// The interval of the answer that is farthest from being precise enough.
    fn widest(&self) -> Option<Interval> {
        let figure = &self.study.figures[0].0;
        let is_relative = matches!(self.study.precision, Precision::Relative(_));
        let base = self.interval(0, figure)?;
        if self.study.scenarios.len() == 1 {
            return Some(base);
        }
        // A relative change is precise by its own width: it is put beside 1, of which the precision is a share.
        let beside = |it: &Comparison| {
            let it = it.paired.as_ref()?;
            Some(if is_relative {
                Interval {
                    estimate: 1.0,
                    low: it.ratio.low - it.ratio.estimate + 1.0,
                    high: it.ratio.high - it.ratio.estimate + 1.0,
                    ..it.ratio
                }
            } else {
                it.difference
            })
        };
        let all = self.comparisons(0);
        let with_base = all.iter().filter(|it| it.first == 0).filter_map(beside);
        with_base.max_by(|a, b| a.half_width().total_cmp(&b.half_width()))
    }

    /// Of a study that was stopped, only the replications up to the first that is missing count: which of those behind it are
    /// there depends on how long they took.
    fn keep_what_is_whole(&mut self) {
        let is_missing = |at: usize| {
            self.outcomes.iter().enumerate().any(|(scenario, outcomes)| {
                let failed = |it: &Failed| it.scenario == scenario && it.replication == at as u32;
                outcomes[at].is_none() && !self.failed.iter().any(failed)
            })
        };
        let whole = (0..self.replications() as usize).position(is_missing);
        if let Some(whole) = whole {
            self.outcomes.iter_mut().for_each(|outcomes| outcomes.truncate(whole));
        }
    }

    /// Few looks: each one is a chance to stop by luck. At most twice as many replications as before, at least a tenth more.
    fn next_target(&self, so_far: u32) -> u32 {
        let needed =
            self.needed.map_or(u32::MAX, |needed| u32::try_from(needed).unwrap_or(u32::MAX));
        needed.clamp(so_far + so_far.div_ceil(10), so_far * 2).min(self.study.at_most)
    }

    /// One long run of each scenario, in slices.
    fn one_run(
        &mut self,
        count: u32,
        workers: NonZeroUsize,
        stop: &AtomicBool,
        news: &mut impl FnMut(News<'_>),
    ) {
        let setting = self.study.setting();
        let scenarios = &self.study.scenarios;
        news(News::Planned(scenarios.len()));
        let jobs: Vec<usize> = (0..scenarios.len()).collect();
        let work = |scenario: usize| slices(&scenarios[scenario], &setting, count, stop);
        let done = pool::run_watched(jobs, workers, stop, work, |_, _| news(News::Done));
        for (scenario, result) in done.into_iter().enumerate() {
            let message = match result {
                Some(Ok(Ok(outcomes))) => {
                    for (replication, outcome) in (0..).zip(&outcomes) {
                        news(News::Whole { scenario, replication, outcome });
                    }
                    let kept = outcomes.into_iter().map(|it| Some(cut(&self.study, scenario, it)));
                    self.outcomes[scenario] = kept.collect();
                    continue;
                }
                Some(Ok(Err(Broken::Fault(message)))) => message,
                Some(Err(panicked)) => panicked.to_string(),
                Some(Ok(Err(Broken::Stopped))) | None => continue,
            };
            self.failed.push(Failed { scenario, replication: 0, message });
        }
        self.is_stopped = stop.load(Ordering::Relaxed);
        let widest = self.widest();
        let is_narrow = widest.is_some_and(|it| self.study.precision.is_reached_by(&it));
        self.is_precise = is_narrow && self.is_long_enough();
    }

    fn replicate(
        &mut self,
        numbers: &[u32],
        workers: NonZeroUsize,
        stop: &AtomicBool,
        store: Option<&mut Store>,
        news: &mut impl FnMut(News<'_>),
    ) {
        let setting = self.study.setting();
        let study = &self.study;
        let kept = std::mem::take(&mut self.outcomes);
        let mut round = Round::new(study, numbers, store, news, kept);
        let missing = round.missing();
        let work = |at: usize| {
            let (scenario, number) = run(study, numbers, at);
            replicate(&study.scenarios[scenario], &setting, number, stop)
        };
        let jobs = missing.iter().copied();
        pool::run_handing_over(jobs, workers, stop, work, |at, result| {
            let at = missing[at];
            match result {
                Ok(Ok(outcome)) => round.arrived(at, outcome),
                Ok(Err(Broken::Fault(message))) => round.failed(at, message),
                Err(panicked) => round.failed(at, panicked.to_string()),
                Ok(Err(Broken::Stopped)) => {}
            }
        });
        let (kept, failed) = round.finish();
        self.outcomes = kept;
        self.failed.extend(failed);
    }
}

/// A time as a scene has it.
pub(crate) fn written(span: SimSpan) -> String {
    match span.as_nanos() {
        nanos if nanos.is_multiple_of(1_000_000_000) => format!("{} s", nanos / 1_000_000_000),
        nanos => format!("{nanos} ns"),
    }
}
