//! Replications as they come: of both futures, for the gain with its interval; and of the plant with one thing improved after the
//! other, for what to improve first. `plantwright_study` does the work and the reckoning; here it is told while it goes on.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};
use plantwright_scheduler::Chosen;
use plantwright_sim::Model;
use plantwright_study::perturb::Better;
use plantwright_study::perturb::improvements;
use plantwright_study::report::{self, Gain};
use plantwright_study::statistics::Interval;
use plantwright_study::{
    Broken, Failed, Figure, Outcome, Results, Scenario, Study, pool, replicate,
};

use crate::scene::Document;

/// The figures whose gain is shown, with their units.
pub(crate) const SHOWN: [(&str, &str); 10] = [
    ("throughput", "1/h"),
    ("produced", "items"),
    ("mean_flow_time", "s"),
    ("p95_flow_time", "s"),
    ("mean_wip", "items"),
    ("late_share", "1"),
    ("mean_tardiness", "s"),
    ("energy", "kWh"),
    ("energy_per_item", "kWh"),
    ("makespan", "s"),
];

/// What is asked.
#[derive(Debug)]
pub(crate) enum Question {
    /// What the second future brings, both from the start.
    Gain(Box<[Scenario; 2]>),
    /// What to improve first in a scene: everything, or one piece of equipment alone.
    Improve(Box<Document>, Option<String>),
}

/// Replications that were run, and are.
#[derive(Debug, Default)]
pub struct Trials {
    results: Option<Results>,
    estimates: Vec<(&'static str, &'static str, Estimates)>,
    gains: Vec<Found>,
    /// What each scenario but the first changes.
    changes: Vec<Change>,
    untried: Vec<Untried>,
    done: usize,
    wanted: usize,
    work: Option<Work>,
    problem: Option<String>,
}

#[derive(Debug)]
struct Work {
    told: Receiver<Told>,
    stop: Arc<AtomicBool>,
}

/// Work that nobody waits for any more ends.
impl Drop for Work {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What an improvement is made of.
#[derive(Debug, Clone)]
struct Change {
    of: String,
    how: Better,
    set: Vec<String>,
}

/// An improvement that could not be tried.
#[derive(Debug, Clone)]
pub(crate) struct Untried {
    /// What it would be done to.
    pub of: String,
    /// What would be done.
    pub how: Better,
    /// Why not.
    pub reason: String,
}

/// An improvement and what it brings.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The equipment or the group of people that it is done to.
    pub of: String,
    /// What is done.
    pub how: Better,
    /// The assignments that do it.
    pub set: Vec<String>,
    /// How much it changes: as a share where that can be said, else in the unit of the figure.
    pub gain: Interval,
    /// Whether it is a share.
    pub is_share: bool,
}

/// A figure in both futures, and how it differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimates {
    /// As it is.
    pub base: Interval,
    /// In the second future.
    pub changed: Interval,
    /// The second less the first, pair by pair.
    pub gain: Interval,
}

/// What comes from the thread that works.
enum Told {
    Begun(Box<Study>, Vec<Change>, Vec<Untried>, u32),
    Done { scenario: usize, replication: u32, result: Result<Outcome, String> },
    Cannot(String),
}

impl Trials {
    /// Begins so many replications.
    pub(crate) fn start(
        &mut self,
        question: Question,
        count: u32,
        wake: impl Fn() + Send + 'static,
    ) {
        self.stop();
        *self = Self::default();
        let stop = Arc::new(AtomicBool::new(false));
        let (outbox, told) = unbounded();
        let flag = Arc::clone(&stop);
        let body = move || {
            work(question, count, &flag, &outbox, &wake);
            drop(outbox);
            wake();
        };
        let name = "plantwright-trials".to_owned();
        match std::thread::Builder::new().name(name).spawn(body) {
            Ok(_) => self.work = Some(Work { told, stop }),
            Err(error) => self.problem = Some(error.to_string()),
        }
    }

    /// Lets it be. What has come stays.
    pub fn stop(&mut self) {
        self.work = None;
    }

    /// Takes what has come.
    pub fn update(&mut self) {
        let Some(work) = self.work.take() else { return };
        let mut is_new = false;
        let is_over = loop {
            match work.told.try_recv() {
                Ok(told) => {
                    is_new = true;
                    self.take(told);
                }
                Err(error) => break error.is_disconnected(),
            }
        };
        if !is_over {
            self.work = Some(work);
        }
        if is_new {
            self.reckon();
        }
    }

    fn take(&mut self, told: Told) {
        match told {
            Told::Begun(study, changes, untried, count) => {
                let scenarios = study.scenarios.len();
                self.wanted = scenarios * count as usize;
                (self.changes, self.untried) = (changes, untried);
                self.results = Some(Results {
                    outcomes: vec![vec![None; count as usize]; scenarios],
                    study: *study,
                    failed: Vec::new(),
                    is_precise: false,
                    needed: None,
                    is_stopped: false,
                });
            }
            Told::Done { scenario, replication, result } => {
                let Some(results) = &mut self.results else { return };
                self.done += 1;
                match result {
                    Ok(outcome) => {
                        results.outcomes[scenario][replication as usize] = Some(outcome);
                    }
                    Err(message) => {
                        self.problem.get_or_insert_with(|| {
                            let command = results.study.command(scenario, replication);
                            format!("{message}\n{command}")
                        });
                        results.failed.push(Failed { scenario, replication, message });
                    }
                }
            }
            Told::Cannot(problem) => self.problem = Some(problem),
        }
    }

    /// Makes intervals of all that there is.
    fn reckon(&mut self) {
        let Some(results) = &self.results else { return };
        if self.changes.is_empty() {
            let figures = results.study.figures.iter().zip(SHOWN).enumerate();
            let known = figures.filter_map(|(number, ((figure, _), (kpi, unit)))| {
                Some((kpi, unit, estimates(results, number, figure)?))
            });
            self.estimates = known.collect();
            return;
        }
        let all = report::gains(results, &[]);
        self.gains = all.into_iter().filter_map(|gain| found(&self.changes, gain)).collect();
    }

    /// Returns the runs so far, and how many were wanted.
    pub const fn progress(&self) -> (usize, usize) {
        (self.done, self.wanted)
    }

    /// Returns how many replications there are of everything that is compared.
    pub fn replications(&self) -> usize {
        let counts = self.results.iter().flat_map(|results| &results.outcomes);
        counts.map(|outcomes| outcomes.iter().flatten().count()).min().unwrap_or(0)
    }

    /// Tells whether it is at work.
    pub const fn is_running(&self) -> bool {
        self.work.is_some()
    }

    /// Returns why it could not go on, or what went wrong in one of the runs.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns the figures of both futures that are known, with their units.
    pub(crate) fn estimates(&self) -> &[(&'static str, &'static str, Estimates)] {
        &self.estimates
    }

    /// Returns what was tried, by what it brings, the most first.
    pub(crate) fn gains(&self) -> &[Found] {
        &self.gains
    }

    /// Returns what improvements are judged by: the name of the figure, and its unit.
    pub(crate) fn judged_by(&self) -> Option<(&str, &'static str)> {
        let (figure, unit) = self.results.as_ref()?.study.figures.first()?;
        Some((figure.kpi.as_str(), unit))
    }

    /// Returns what the plant makes as it is.
    pub(crate) fn base(&self) -> Option<Interval> {
        let results = self.results.as_ref()?;
        results.interval(0, &results.study.figures.first()?.0)
    }

    /// Returns what could not be tried.
    pub(crate) fn untried(&self) -> &[Untried] {
        &self.untried
    }
}

fn estimates(results: &Results, number: usize, figure: &Figure) -> Option<Estimates> {
    let base = results.interval(0, figure)?;
    let changed = results.interval(1, figure)?;
    let paired = results.comparisons(number).first().and_then(|it| it.paired);
    let single = || Interval::unbounded(changed.estimate - base.estimate, base.level, 1);
    Some(Estimates { base, changed, gain: paired.map_or_else(single, |it| it.difference) })
}

fn found(changes: &[Change], gain: Gain) -> Option<Found> {
    let change = changes.get(gain.comparison.second.checked_sub(1)?)?;
    let paired = gain.comparison.paired?;
    let is_share = paired.ratio.is_bounded();
    Some(Found {
        of: change.of.clone(),
        how: change.how.clone(),
        set: change.set.clone(),
        gain: if is_share { paired.ratio } else { paired.difference },
        is_share,
    })
}

/// What is run, of a model that was read.
pub(crate) fn scenario(name: &str, model: &Model, document: &Document) -> Scenario {
    let scheduler = model.plant().run.scheduler.as_deref();
    // Its name was looked at when the scene was read.
    let scheduler = scheduler
        .and_then(|name| plantwright_catalog::make(name).ok().map(|it| Chosen::new(name, it)));
    let path = document.path.as_ref().map(|path| path.display().to_string());
    let mut command = vec![path.unwrap_or_else(|| document.name.clone())];
    for change in &document.changes {
        command.extend(["--set".to_owned(), change.clone()]);
    }
    let texts = std::iter::once(document.text.as_str());
    let digest =
        plantwright_study::digest(texts.chain(document.changes.iter().map(String::as_str)));
    let (name, said) = (name.to_owned(), document.text.clone());
    Scenario { name, model: model.clone(), scheduler, said, digest, command }
}

/// Why a question cannot be asked of a scene.
pub(crate) const HAS_MISTAKES: &str = "the scene has mistakes";
/// Why nothing can be improved.
pub(crate) const NOTHING_TO_IMPROVE: &str = "there is nothing to improve";

/// The study behind a question.
fn study(question: Question) -> Result<(Study, Vec<Change>, Vec<Untried>), String> {
    match question {
        Question::Gain(scenarios) => {
            let figures = SHOWN.map(|(kpi, unit)| (Figure::of_plant(kpi), unit)).to_vec();
            let study = Study { figures, ..Study::of(scenarios.to_vec()) };
            Ok((study, Vec::new(), Vec::new()))
        }
        Question::Improve(document, only) => {
            let opened = document.open();
            let (Some(model), Some(tree)) = (&opened.model, &opened.tree) else {
                return Err(HAS_MISTAKES.to_owned());
            };
            let mut scenarios = vec![scenario("as it is", model, &document)];
            let (mut changes, mut untried) = (Vec::new(), Vec::new());
            let is_wanted = |of: &str| only.as_deref().is_none_or(|only| only == of);
            for it in improvements(tree).into_iter().filter(|it| is_wanted(&it.of)) {
                let better = document.with(&it.set);
                let opened = better.open();
                if let Some(model) = &opened.model {
                    scenarios.push(scenario(&it.name, model, &better));
                    changes.push(Change { of: it.of, how: it.how, set: it.set });
                } else {
                    let error = opened.problems.into_iter().find(|problem| problem.is_error);
                    let reason = error.map_or_else(String::new, |problem| problem.message);
                    untried.push(Untried { of: it.of, how: it.how, reason });
                }
            }
            if changes.is_empty() {
                return Err(NOTHING_TO_IMPROVE.to_owned());
            }
            Ok((Study::of(scenarios), changes, untried))
        }
    }
}

/// Runs all replications of a question, the first of everything before the second of anything, and tells each as it is there.
fn work(question: Question, count: u32, stop: &AtomicBool, outbox: &Sender<Told>, wake: &dyn Fn()) {
    // Whoever asked may be gone: then nobody needs an answer.
    let tell = |told: Told| {
        let _gone = outbox.send(told).is_err();
        wake();
    };
    let (study, changes, untried) = match study(question) {
        Ok(study) => study,
        Err(problem) => return tell(Told::Cannot(problem)),
    };
    let (setting, scenarios) = (study.setting(), study.scenarios.clone());
    tell(Told::Begun(Box::new(study), changes, untried, count));
    let of_all = |number: u32| (0..scenarios.len()).map(move |scenario| (scenario, number));
    let jobs: Vec<(usize, u32)> = (0..count).flat_map(of_all).collect();
    let all = jobs.clone();
    let run =
        |(scenario, number): (usize, u32)| replicate(&scenarios[scenario], &setting, number, stop);
    // One core is left to the window.
    let workers = NonZeroUsize::new(pool::workers().get() - 1).unwrap_or(NonZeroUsize::MIN);
    pool::run_watched(jobs, workers, stop, run, |job, result| {
        let (scenario, replication) = all[job];
        let result = match result {
            Ok(Ok(outcome)) => Ok(outcome.clone()),
            Ok(Err(Broken::Stopped)) => return,
            Ok(Err(Broken::Fault(message))) => Err(message.clone()),
            Err(panicked) => Err(panicked.to_string()),
        };
        tell(Told::Done { scenario, replication, result });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: &str = r#"Scene(run: (duration: "2 h"), equipment: {
        "in": Source(every: Exponential("40 s"), to: ["machine"]),
        "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
        "out": Sink()})"#;

    fn document() -> Document {
        Document { name: "scene".to_owned(), text: SCENE.to_owned(), ..Document::default() }
    }

    fn wait(trials: &mut Trials) {
        while trials.is_running() {
            trials.update();
            std::thread::yield_now();
        }
    }

    #[test]
    fn equal_models_gain_nothing_in_any_replication() {
        let document = document();
        let model = document.open().model.unwrap();
        let both = [scenario("a", &model, &document), scenario("b", &model, &document)];
        let mut trials = Trials::default();
        trials.start(Question::Gain(Box::new(both)), 5, || {});
        wait(&mut trials);
        assert_eq!((trials.progress(), trials.replications()), ((10, 10), 5));
        let (kpi, unit, it) = trials.estimates()[0];
        assert_eq!((kpi, unit), ("throughput", "1/h"));
        assert!(it.base.half_width() > 0.0 && it.base.n == 5);
        assert_eq!((it.gain.estimate, it.gain.half_width()), (0.0, 0.0));
    }

    #[test]
    fn the_busy_machine_is_what_to_improve_first() {
        let mut trials = Trials::default();
        trials.start(Question::Improve(Box::new(document()), None), 6, || {});
        wait(&mut trials);
        let gains = trials.gains();
        assert!(gains.len() >= 3, "{gains:?}");
        assert!(gains[0].of == "machine" && gains[0].is_share, "{:?}", gains[0]);
        assert!(gains[0].gain.low > 0.0, "it is certain: {:?}", gains[0].gain);
        assert_eq!(trials.judged_by(), Some(("throughput", "1/h")));
        // Each can be tried as a fork.
        assert!(gains.iter().all(|it| document().with(&it.set).open().model.is_some()));
        // Of one piece of equipment alone.
        let only = Some("in".to_owned());
        trials.start(Question::Improve(Box::new(document()), only), 2, || {});
        wait(&mut trials);
        assert!(trials.gains().iter().all(|it| it.of == "in") && !trials.gains().is_empty());
        let nobody = Some("out".to_owned());
        trials.start(Question::Improve(Box::new(document()), nobody), 2, || {});
        wait(&mut trials);
        assert_eq!(trials.problem(), Some(NOTHING_TO_IMPROVE));
    }

    #[test]
    fn what_was_stopped_keeps_what_it_has() {
        let mut trials = Trials::default();
        trials.start(Question::Improve(Box::new(document()), None), 50_000, || {});
        while trials.replications() < 2 {
            trials.update();
            std::thread::yield_now();
        }
        trials.stop();
        assert!(!trials.is_running() && trials.gains().iter().all(|it| it.gain.n >= 2));
    }
}
