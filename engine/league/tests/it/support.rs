//! Small leagues.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use plantwright_league::{Bound, League, Make, Measure, Results, Score, Store, Subject};
use plantwright_model::instance::Instance;
use plantwright_schedule::Problem;
use plantwright_sim::Model;

/// An instance that is made from its seed.
pub(crate) fn instance(name: &str, bound: Option<Bound>) -> Subject {
    let instance = Instance::generate(name).expect("an instance with a seed");
    let text = instance.scene();
    Subject {
        name: name.to_owned(),
        model: Model::read(name, &text).expect("a scene"),
        text,
        problem: Some(Arc::new(Problem::of_instance(&instance))),
        bound,
    }
}

/// A plant, from the text of its scene.
pub(crate) fn plant(name: &str, text: String) -> Subject {
    let model = Model::read(name, &text).unwrap_or_else(|error| panic!("{error}"));
    Subject { name: name.to_owned(), model, text, problem: None, bound: None }
}

pub(crate) fn league(schedulers: &[&str], subjects: Vec<Subject>) -> League {
    League {
        title: String::new(),
        about: String::new(),
        schedulers: schedulers.iter().map(|name| (*name).to_owned()).collect(),
        subjects,
        replications: 5,
        seed: None,
        level: 0.95,
        rank_by: vec![Measure::MeanFlowTime],
        gantt: Vec::new(),
        time_limit: Duration::from_secs(10),
    }
}

/// The schedulers of the catalog.
pub(crate) fn catalog() -> Arc<Make> {
    Arc::new(|name: &str| plantwright_catalog::make(name).map_err(|error| error.to_string()))
}

pub(crate) fn play(
    league: &League,
    make: &Arc<Make>,
    workers: usize,
    store: Option<&mut Store>,
) -> Results {
    let workers = NonZeroUsize::new(workers).expect("a worker");
    Arc::new(league.clone()).run(make, workers, &AtomicBool::new(false), store, |_| {})
}

/// All scores, without the times.
pub(crate) fn scores(results: &Results) -> Vec<Score> {
    let scores = results.scores.iter().flatten().flatten().flatten();
    scores.map(|score| Score { thought_ns: 0, ..score.clone() }).collect()
}
