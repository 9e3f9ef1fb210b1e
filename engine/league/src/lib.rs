//! Leagues: schedulers against one another, on benchmark instances and on plants with randomness.
//!
//! # In the reader's order
//!
//! * [`file`](mod@file): how a league is written down.
//! * [`League`]: who plays on what. [`League::run`] ends in [`Results`].
//! * [`Bout`]: one scheduler on one subject, once, and its [`Score`]. On instances every schedule is checked.
//! * [`Measure`]: by what is ranked.
//! * [`Store`]: finished bouts on disk, by digest: a league goes on where it was stopped.
//! * [`report`](mod@report): what comes out, as Markdown and HTML with Gantt charts.
//!
//! ```text
//!   league file ──► League ── bouts on worker threads ──► Results ──► report
//!                               │        ▲
//!                               └► Store ┘
//! ```
//!
//! # Guarantees
//!
//! 1. Results depend on the league alone, but for the times per decision: not on the number of workers, nor on what was found in
//!    a store.
//! 2. All schedulers meet the same luck: the seed, the replication and the names of machines key all random streams.
//! 3. A scheduler that answers nonsense, panics or does not answer in time loses its bout, with a message that names the decision;
//!    the others go on.
//! 4. A schedule that does not solve its instance, or whose makespan lies below a proven bound, is a fault and no result.

mod bout;
pub mod file;
mod measure;
pub mod report;
mod score;
mod store;
mod timed;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use plantwright_journal::Digest;
use plantwright_schedule::{Problem, Schedule};
use plantwright_scheduler::Scheduler;
use plantwright_sim::Model;
use plantwright_study::pool;

pub use bout::Bout;
pub use measure::Measure;
pub use score::Score;
pub use store::{Store, StoreError};

/// Makes a scheduler by its name: the catalog, as the command knows it.
pub type Make = dyn Fn(&str) -> Result<Box<dyn Scheduler>, String> + Send + Sync;

/// Who plays on what.
#[derive(Debug, Clone)]
pub struct League {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// The schedulers, by name.
    pub schedulers: Vec<String>,
    /// What they play on.
    pub subjects: Vec<Subject>,
    /// How often on each plant with randomness.
    pub replications: u32,
    /// The seed of all randomness; none: that of each plant.
    pub seed: Option<u64>,
    /// The level of confidence of all comparisons by one measure on one plant together.
    pub level: f64,
    /// By what is ranked on plants, the first one first.
    pub rank_by: Vec<Measure>,
    /// Of which instances the best schedule is drawn.
    pub gantt: Vec<String>,
    /// How long a scheduler may think about one decision, in real time.
    pub time_limit: Duration,
}

/// An instance or a plant.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// The plant.
    pub model: Model,
    /// The text that it was made of, changes included: what its digest is made of.
    pub text: String,
    /// What a schedule of it has to solve; none: a plant with randomness, on which there are replications.
    pub problem: Option<Arc<Problem>>,
    /// What is known of the best makespan.
    pub bound: Option<Bound>,
}

/// What is known of the best makespan of an instance, in its time units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// No schedule is shorter: proven.
    pub lower: u64,
    /// Somebody has a schedule as short as this.
    pub best: u64,
}

/// What came out of a league.
#[derive(Debug, Clone)]
pub struct Results {
    /// For each subject, for each scheduler, for each replication: how it went. None: the league was stopped before.
    pub scores: Vec<Vec<Vec<Option<Score>>>>,
    /// The schedules that are drawn: of a subject, of a scheduler, by their numbers.
    pub schedules: BTreeMap<(usize, usize), Schedule>,
    /// How many bouts were found in the store.
    pub found: usize,
}

/// What is told of a league while it is played.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// A bout ended: so many of those that were not in the store are played.
    Played {
        /// How many are played.
        played: usize,
        /// How many there are to play.
        of: usize,
    },
    /// A score could not be kept. The league goes on, and so does the keeping of those that can be.
    NotKept(&'a StoreError),
}

impl League {
    /// Returns how often each subject is played.
    pub fn replications_of(&self, subject: usize) -> u32 {
        if self.subjects[subject].problem.is_some() { 1 } else { self.replications.max(1) }
    }

    /// Returns all bouts, in order.
    pub fn bouts(&self) -> Vec<Bout> {
        let mut bouts = Vec::new();
        for subject in 0..self.subjects.len() {
            for scheduler in 0..self.schedulers.len() {
                for replication in 0..self.replications_of(subject) {
                    bouts.push(Bout { subject, scheduler, replication });
                }
            }
        }
        bouts
    }

    /// Returns the digest of a bout: of all that its score depends on.
    pub fn digest(&self, bout: Bout) -> u128 {
        let subject = &self.subjects[bout.subject];
        let mut digest = Digest::default();
        digest.bytes(concat!("league 2, ", env!("CARGO_PKG_VERSION")).as_bytes());
        digest.bytes(subject.text.as_bytes());
        digest.bytes(self.schedulers[bout.scheduler].as_bytes());
        digest.word(self.seed.unwrap_or(subject.model.plant().run.seed));
        digest.word(u64::from(bout.replication));
        digest.word(u64::from(subject.problem.is_some()));
        // Who had more time may have answered.
        digest.word(self.time_limit.as_nanos() as u64);
        digest.value()
    }

    /// Plays all bouts that are not in the store, on so many worker threads, until it is stopped. `hear` is told how it goes.
    pub fn run(
        self: &Arc<Self>,
        make: &Arc<Make>,
        workers: NonZeroUsize,
        stop: &AtomicBool,
        mut store: Option<&mut Store>,
        mut hear: impl FnMut(News<'_>),
    ) -> Results {
        let bouts = self.bouts();
        let stored = |bout: &Bout| store.as_ref().and_then(|store| store.find(self.digest(*bout)));
        let known: Vec<Option<Score>> = bouts.iter().map(stored).collect();
        let found = known.iter().flatten().count();
        let open: Vec<Bout> =
            bouts.iter().zip(&known).filter(|(_, it)| it.is_none()).map(|(it, _)| *it).collect();
        let count = open.len();
        let mut played = 0;
        let fresh = pool::run_watched(
            open.clone(),
            workers,
            stop,
            |bout: Bout| bout.play(self, make),
            |number, score| {
                played += 1;
                if let (Some(store), Ok(score)) = (store.as_deref_mut(), score)
                    && score.fault.is_none()
                    && let Err(error) = store.keep(self.digest(open[number]), score)
                {
                    hear(News::NotKept(&error));
                }
                hear(News::Played { played, of: count });
            },
        );
        let mut fresh = fresh.into_iter();
        let scores = known.into_iter().map(|known| {
            known.or_else(|| {
                let result = fresh.next().flatten()?;
                Some(result.unwrap_or_else(|panic| Score::fault(panic.to_string())))
            })
        });
        let mut scores = scores.collect::<Vec<_>>().into_iter();
        let scores: Vec<Vec<Vec<Option<Score>>>> = (0..self.subjects.len())
            .map(|subject| {
                let replications = self.replications_of(subject) as usize;
                let mut of_scheduler = || scores.by_ref().take(replications).collect();
                self.schedulers.iter().map(|_| of_scheduler()).collect()
            })
            .collect();
        let schedules = self.draw(make, &scores);
        Results { scores, schedules, found }
    }

    /// Plays the best schedules again that are to be drawn.
    fn draw(
        self: &Arc<Self>,
        make: &Arc<Make>,
        scores: &[Vec<Vec<Option<Score>>>],
    ) -> BTreeMap<(usize, usize), Schedule> {
        let mut schedules = BTreeMap::new();
        for (number, subject) in self.subjects.iter().enumerate() {
            if !self.gantt.contains(&subject.name) || subject.problem.is_none() {
                continue;
            }
            let makespan = |scheduler: &usize| {
                let score = scores[number][*scheduler].first()?.as_ref()?;
                score.fault.is_none().then_some(score.makespan_ns)
            };
            let played = (0..self.schedulers.len()).filter(|it| makespan(it).is_some());
            if let Some(best) = played.min_by_key(|it| makespan(it)) {
                let bout = Bout { subject: number, scheduler: best, replication: 0 };
                if let Some(schedule) = bout.schedule(self, make) {
                    schedules.insert((number, best), schedule);
                }
            }
        }
        schedules
    }
}
