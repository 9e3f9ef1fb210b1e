//! Plants that studies are made of.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use plantwright_sim::Model;
use plantwright_study::statistics::Precision;
use plantwright_study::{
    Figure, Goal, Keeps, Means, Method, Pairs, Results, Scenario, Store, Study, Warming, digest,
};

/// Makes a scenario of the text of a scene.
pub(crate) fn scenario(name: &str, text: &str) -> Scenario {
    let model = Model::read(name, text).unwrap_or_else(|error| panic!("{error}"));
    let command = vec![format!("{name}.ron")];
    let (name, said) = (name.to_owned(), text.to_owned());
    Scenario { name, model, scheduler: None, said, digest: digest([text]), command }
}

/// Two exponential machines with a rack between them, the first never starved, for so many days. Times are means in seconds.
pub(crate) fn two_machines_text(first: f64, second: f64, rack: u32, days: u32) -> String {
    format!(
        r#"Scene(
            run: (duration: "{days} d", warm_up: "2 h"),
            equipment: {{
                "stock": Source(to: ["a"]),
                "a": Station(process: Exponential("{first} s"), to: ["rack"]),
                "rack": Buffer(capacity: {rack}, to: ["b"]),
                "b": Station(process: Exponential("{second} s"), to: ["exit"]),
                "exit": Sink(),
            }},
        )"#
    )
}

/// The same as a scenario of five days.
pub(crate) fn two_machines(name: &str, first: f64, second: f64, rack: u32) -> Scenario {
    scenario(name, &two_machines_text(first, second, rack, 5))
}

/// What two such machines make in an hour: M/M/1 with room for what is at the second machine, in the rack, and finished at the
/// first (Buzacott and Shanthikumar, *Stochastic Models of Manufacturing Systems*, section 5.3).
pub(crate) fn two_machines_make(first: f64, second: f64, rack: u32) -> f64 {
    let load = second / first;
    let states: Vec<f64> = (0..=rack + 2).map(|n| (0..n).fold(1.0, |it, _| it * load)).collect();
    let empty = 1.0 / states.iter().sum::<f64>();
    3_600.0 / second * (1.0 - empty)
}

/// A study of scenarios: at least and at most so many replications.
pub(crate) fn study(scenarios: Vec<Scenario>, replications: (u32, u32)) -> Study {
    Study {
        question: String::new(),
        scenarios,
        figures: vec![
            (Figure::of_plant("throughput"), "1/h"),
            (Figure::of_plant("mean_flow_time"), "s"),
        ],
        goal: Goal::Most,
        level: 0.95,
        precision: Precision::Relative(0.01),
        enough: None,
        at_least: replications.0,
        at_most: replications.1,
        seed: 7,
        warm_up: Warming::Scene,
        keeps: Keeps::Figures,
        pairs: Pairs::All,
        method: Method::Replications,
        fork: None,
    }
}

pub(crate) fn workers(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("some")
}

/// Runs a study with so many workers.
pub(crate) fn run(study: Study, count: usize, store: Option<&mut Store>) -> Results {
    let stop = AtomicBool::new(false);
    study.run(Means { workers: workers(count), stop: &stop, store }, |_| {})
}

/// An empty folder of a test's own.
pub(crate) fn folder(test: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("the folder of an earlier run can go");
    }
    path
}
