//! A round of replications: what is there already, what comes in, in which order it is shown, and what is kept of it.

use std::collections::BTreeMap;

use plantwright_kpi::Value;

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
    numbers: &'a [u32],
    is_missing: Vec<bool>,
    /// What came in and cannot be shown yet; none where the run failed.
    early: BTreeMap<usize, Option<Outcome>>,
    /// How many runs have been shown.
    shown: usize,
    /// What is kept of them, by scenario.
    kept: Vec<Vec<Option<Outcome>>>,
    failed: BTreeMap<usize, Failed>,
}

impl<'a, N: FnMut(News<'_>)> Round<'a, N> {
    /// Begins with what is in the store; `kept` goes on from the replications before.
    pub(crate) fn new(
        study: &'a Study,
        numbers: &'a [u32],
        store: Option<&'a mut Store>,
        news: &'a mut N,
        mut kept: Vec<Vec<Option<Outcome>>>,
    ) -> Self {
        for kept in &mut kept {
            kept.reserve_exact(numbers.len());
        }
        let mut round = Self {
            study,
            store,
            news,
            numbers,
            is_missing: Vec::new(),
            kept,
            early: BTreeMap::new(),
            shown: 0,
            failed: BTreeMap::new(),
        };
        let is_missing = |at: usize| {
            let (scenario, number) = run(study, numbers, at);
            let store = round.store.as_ref();
            store.is_none_or(|store| !store.has(&study.scenarios[scenario], number))
        };
        round.is_missing = (0..round.runs()).map(is_missing).collect();
        round.show();
        round
    }

    /// Returns the runs that are to be done.
    pub(crate) fn missing(&self) -> Vec<usize> {
        (0..self.runs()).filter(|at| self.is_missing[*at]).collect()
    }

    /// How many runs there are: all scenarios of one replication side by side.
    fn runs(&self) -> usize {
        self.numbers.len() * self.study.scenarios.len()
    }

    /// Takes what a run brought.
    pub(crate) fn arrived(&mut self, at: usize, outcome: Outcome) {
        let (scenario, number) = run(self.study, self.numbers, at);
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
        let (scenario, replication) = run(self.study, self.numbers, at);
        self.failed.insert(at, Failed { scenario, replication, message });
        (self.news)(News::Done);
        self.early.insert(at, None);
        self.show();
    }

    /// Returns what is kept of all runs, by scenario, in the order of replications, and what failed.
    pub(crate) fn finish(mut self) -> (Vec<Vec<Option<Outcome>>>, Vec<Failed>) {
        // Of a round that was stopped, some are missing, and others wait for them for ever.
        for at in self.shown..self.runs() {
            let (scenario, _) = run(self.study, self.numbers, at);
            let outcome = self.early.remove(&at).flatten();
            self.kept[scenario].push(outcome.map(|it| cut(self.study, scenario, it)));
        }
        (self.kept, self.failed.into_values().collect())
    }

    /// Shows each replication of which every scenario is there, up to the first of which one is not.
    fn show(&mut self) {
        let side_by_side = self.study.scenarios.len();
        while self.shown < self.runs() {
            let all = self.shown..self.shown + side_by_side;
            if all.clone().any(|at| self.is_missing[at] && !self.early.contains_key(&at)) {
                return;
            }
            for at in all {
                let (scenario, replication) = run(self.study, self.numbers, at);
                let found = if self.is_missing[at] {
                    self.early.remove(&at).flatten()
                } else {
                    self.found(at)
                };
                let kept = found.map(|outcome| {
                    (self.news)(News::Whole { scenario, replication, outcome: &outcome });
                    cut(self.study, scenario, outcome)
                });
                self.kept[scenario].push(kept);
            }
            self.shown += side_by_side;
        }
    }

    /// Reads what was kept of an earlier study.
    fn found(&mut self, at: usize) -> Option<Outcome> {
        (self.news)(News::Done);
        let (scenario, replication) = run(self.study, self.numbers, at);
        let store = self.store.as_ref();
        let found = store.and_then(|it| it.find(&self.study.scenarios[scenario], replication));
        if found.is_none() {
            let message = "what was kept of it can no longer be read".to_owned();
            self.failed.insert(at, Failed { scenario, replication, message });
        }
        found
    }
}

/// Returns the scenario and the replication of a run of a round.
pub(crate) fn run(study: &Study, numbers: &[u32], at: usize) -> (usize, u32) {
    let side_by_side = study.scenarios.len();
    (at % side_by_side, numbers[at / side_by_side])
}

/// Leaves of an outcome what is kept. It is copied: what lies between the memory of runs that have ended keeps all of it from being
/// used again.
pub(crate) fn cut(study: &Study, scenario: usize, outcome: Outcome) -> Outcome {
    if study.keeps == Keeps::All {
        return outcome;
    }
    let plant = study.scenarios[scenario].model.plant();
    let figures: Vec<_> =
        study.figures.iter().map(|(figure, _)| (figure, figure.key(plant))).collect();
    let is_kept = |value: &Value| {
        let value = std::slice::from_ref(value);
        figures.iter().any(|(figure, key)| figure.among(*key, value).is_some())
    };
    let mut values: Vec<Value> = outcome.values.iter().filter(|it| is_kept(it)).cloned().collect();
    values.shrink_to_fit();
    Outcome { values, ..outcome }
}
