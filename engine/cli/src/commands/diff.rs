//! `plantwright diff`: what differs between two scenes, and what that does.

use std::path::Path;

use plantwright_study::changes::changes;
use plantwright_study::statistics::Precision;
use plantwright_study::{Figure, Goal, Pairs, Study, Warming, report};
use serde_json::json;

use crate::args::DiffArgs;
use crate::exit::Failure;
use crate::study_file::{of_scene, whole_scene};
use crate::studying::{self, Crew};

pub(crate) fn run(args: &DiffArgs) -> Result<(), Failure> {
    let [before, after] = [whole_scene(&args.before, &[])?, whole_scene(&args.after, &[])?];
    let changes = match (&before.root, &after.root) {
        (Some(before), Some(after)) => changes(before, after),
        _ => Vec::new(),
    };
    let scenarios = [(&args.before, before), (&args.after, after)].into_iter();
    let scenarios = scenarios.map(|(path, loaded)| of_scene(&name(path), path, loaded, &[], None));
    let scenarios: Vec<_> = scenarios.collect::<Option<_>>().ok_or(Failure::Scene)?;
    let run = &scenarios[0].model.plant().run;
    let (figure, goal) = match run.duration {
        Some(_) => ((Figure::of_plant("throughput"), "1/h"), Goal::Most),
        None => ((Figure::of_plant("makespan"), "s"), Goal::Least),
    };
    let at_most = args.how.budget.unwrap_or(50);
    let study = Study {
        question: String::new(),
        figures: vec![figure],
        goal,
        level: 0.95,
        precision: Precision::Relative(0.01),
        at_least: at_most.min(10),
        at_most,
        seed: run.seed,
        warm_up: Warming::Scene,
        keeps_all: true,
        pairs: Pairs::All,
        scenarios,
    };
    let crew = Crew::new(&args.how);
    let results = crew.run(study, None);
    let shifts = report::shifts(&results);
    let typed = studying::typed();
    let document = report::diff(&results, &changes, &shifts, &typed);
    studying::print(&document, &args.report, || {
        let mut value = report::json(&results, &typed);
        value["changes"] = changes
            .iter()
            .map(|it| json!({ "path": it.path, "before": it.before, "after": it.after }))
            .collect();
        value["figures"] = shifts
            .iter()
            .map(|it| {
                json!({
                    "kpi": it.figure.kpi,
                    "of": it.figure.of,
                    "product": it.figure.product,
                    "unit": it.unit,
                    "difference": report::interval(&it.paired.difference),
                    "ratio": report::interval(&it.paired.ratio),
                    "p": it.p_value,
                })
            })
            .collect();
        value
    })?;
    studying::ending(&results)
}

/// A scene goes by its path: two may have the same file name.
fn name(path: &Path) -> String {
    path.display().to_string()
}
