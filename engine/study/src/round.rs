//! A round of replications: what is there already, what comes in, in which order it is shown, and what is kept of it.

use std::collections::BTreeMap;

use crate::replication::Outcome;
use crate::store::Store;
use crate::study::{Failed, Keeps, News, Study};

/// Some replications of all scenarios.
///
/// Runs end in any order. What came in early waits until everything before it is there, so that replications are shown in their
/// order; only then is it cut down to what is kept, so that a round needs room for few whole ones.
pub(crate) struct Round<'a, N> {
    study: &'a Study,
    store: Option<&'a mut Store>,
    news: &'a mut N,
    /// Scenario and replication, all scenarios of one replication side by side.
    runs: Vec<(usize, u32)>,
    is_missing: Vec<bool>,
    /// What came in and cannot be shown yet; none where the run failed.
    early: BTreeMap<usize, Option<Outcome>>,
    /// How many runs have been shown.
    shown: usize,
    kept: Vec<Option<Outcome>>,
    failed: BTreeMap<usize, Failed>,
}

impl<'a, N: FnMut(News<'_>)> Round<'a, N> {
    pub(crate) fn new(
        study: &'a Study,
        numbers: &[u32],
        store: Option<&'a mut Store>,
        news: &'a mut N,
    ) -> Self {
        let of_all = |number: u32| (0..study.scenarios.len()).map(move |it| (it, number));
        let runs: Vec<(usize, u32)> = numbers.iter().copied().flat_map(of_all).collect();
        let is_missing = |(scenario, number): &(usize, u32)| {
            store.as_ref().is_none_or(|store| !store.has(&study.scenarios[*scenario], *number))
        };
        let is_missing: Vec<bool> = runs.iter().map(is_missing).collect();
        let mut round = Self {
            study,
            store,
            news,
            kept: runs.iter().map(|_| None).collect(),
            runs,
            is_missing,
            early: BTreeMap::new(),
            shown: 0,
            failed: BTreeMap::new(),
        };
        round.show();
        round
    }

    /// Returns the runs that are to be done.
    pub(crate) fn missing(&self) -> Vec<usize> {
        (0..self.runs.len()).filter(|at| self.is_missing[*at]).collect()
    }

    /// Returns the scenario and the replication of a run.
    pub(crate) fn run(&self, at: usize) -> (usize, u32) {
        self.runs[at]
    }

    /// Takes what a run brought.
    pub(crate) fn arrived(&mut self, at: usize, outcome: Outcome) {
        let (scenario, number) = self.runs[at];
        if let Some(store) = &mut self.store
            && let Err(error) = store.keep(&self.study.scenarios[scenario], number, &outcome)
        {
            (self.news)(News::NotKept(&error.to_string()));
        }
        (self.news)(News::Done);
        self.early.insert(at, Some(outcome));
        self.show();
    }

    /// Takes note that a run failed.
    pub(crate) fn failed(&mut self, at: usize, message: String) {
        let (scenario, replication) = self.runs[at];
        self.failed.insert(at, Failed { scenario, replication, message });
        (self.news)(News::Done);
        self.early.insert(at, None);
        self.show();
    }

    /// Returns what is kept of each run, by scenario, in the order of replications, and what failed.
    pub(crate) fn finish(mut self) -> (Vec<(usize, Option<Outcome>)>, Vec<Failed>) {
        // Of a round that was stopped, some wait for ever.
        for (at, outcome) in std::mem::take(&mut self.early) {
            self.kept[at] = outcome.map(|outcome| cut(self.study, self.runs[at].0, outcome));
        }
        let scenarios = self.runs.iter().map(|(scenario, _)| *scenario);
        (scenarios.zip(self.kept).collect(), self.failed.into_values().collect())
    }

    /// Shows each replication of which every scenario is there, up to the first of which one is not.
    fn show(&mut self) {
        let side_by_side = self.study.scenarios.len();
        while self.shown < self.runs.len() {
            let all = self.shown..self.shown + side_by_side;
            if all.clone().any(|at| self.is_missing[at] && !self.early.contains_key(&at)) {
                return;
            }
            for at in all {
                let (scenario, replication) = self.runs[at];
                let found = if self.is_missing[at] {
                    self.early.remove(&at).flatten()
                } else {
                    self.found(at)
                };
                let Some(outcome) = found else { continue };
                (self.news)(News::Whole { scenario, replication, outcome: &outcome });
                self.kept[at] = Some(cut(self.study, scenario, outcome));
            }
            self.shown += side_by_side;
        }
    }

    /// Reads what was kept of an earlier study.
    fn found(&mut self, at: usize) -> Option<Outcome> {
        (self.news)(News::Done);
        let (scenario, replication) = self.runs[at];
        let store = self.store.as_ref();
        let found = store.and_then(|it| it.find(&self.study.scenarios[scenario], replication));
        if found.is_none() {
            let message = "what was kept of it can no longer be read".to_owned();
            self.failed.insert(at, Failed { scenario, replication, message });
        }
        found
    }
}

/// Leaves of an outcome what is kept.
pub(crate) fn cut(study: &Study, scenario: usize, mut outcome: Outcome) -> Outcome {
    if study.keeps != Keeps::All {
        let plant = study.scenarios[scenario].model.plant();
        let figures: Vec<_> =
            study.figures.iter().map(|(figure, _)| (figure, figure.key(plant))).collect();
        outcome.values.retain(|value| {
            let value = std::slice::from_ref(value);
            figures.iter().any(|(figure, key)| figure.among(*key, value).is_some())
        });
        outcome.values.shrink_to_fit();
    }
    outcome
}
