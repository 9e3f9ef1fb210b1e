//! `plantwright diff`: what differs between two scenes, or between two folders of finished replications, and what that does.

use std::path::Path;

use plantwright_model::{Report, Sources, syntax};

use plantwright_study::changes::{Change, changes};
use plantwright_study::report::{KeptPair, Shift};
use plantwright_study::statistics::Precision;
use plantwright_study::{
    Figure, Goal, Keeps, KeptScenario, Method, Pairs, StoreError, Study, Warming, report,
};
use serde_json::{Value, json};

use crate::args::DiffArgs;
use crate::exit::Failure;
use crate::study_file::{of_scene, whole_scene};
use crate::studying::{self, Crew};

/// The level of confidence of intervals, and of what is said to change.
const LEVEL: f64 = 0.95;

pub(crate) fn run(args: &DiffArgs) -> Result<(), Failure> {
    studying::may_write(&args.report)?;
    match (args.before.is_dir(), args.after.is_dir()) {
        (true, true) => of_sets(args),
        (false, false) => of_scenes(args),
        _ => {
            let message = "`diff` compares two scenes, or two folders of finished replications";
            Err(Failure::Usage(message.to_owned()))
        }
    }
}

/// What was kept by two studies.
fn of_sets(args: &DiffArgs) -> Result<(), Failure> {
    let read = |path: &Path| {
        let all = KeptScenario::read(path);
        let all = all.map_err(|it: StoreError| Failure::file(it.doing, &it.path, &it.error))?;
        if all.is_empty() {
            let message = format!("there are no replications in the folder: {}", path.display());
            return Err(Failure::Usage(message));
        }
        Ok(all)
    };
    let (mut before, mut after) = (read(&args.before)?, read(&args.after)?);
    // Of two sets of one scenario each, the names need not be the same.
    if let ([one], [other]) = (before.as_mut_slice(), after.as_mut_slice()) {
        one.name.clone_from(&other.name);
    }
    let names = [name(&args.before), name(&args.after)];
    let mut alone = Vec::new();
    let mut pairs = Vec::new();
    for new in &after {
        match before.iter().position(|old| old.name == new.name) {
            Some(at) => pairs.push(pair(before.remove(at), new.clone())),
            None => alone.push((new.name.clone(), names[1].clone())),
        }
    }
    alone.extend(before.into_iter().map(|old| (old.name, names[0].clone())));
    let typed = studying::typed();
    let document = report::kept_diff((&names[0], &names[1]), &pairs, &alone, LEVEL, &typed);
    studying::print(&document, &args.report, || {
        let of_pair = |pair: &KeptPair| {
            json!({
                "name": pair.after.name,
                "seeds": [pair.before.seed, pair.after.seed],
                "replications": [pair.before.replications, pair.after.replications],
                "changes": as_json(&pair.changes),
                "figures": figures(&pair.shifts),
            })
        };
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "command": typed,
            "answer": document.answer,
            "scenarios": pairs.iter().map(of_pair).collect::<Vec<_>>(),
            "alone": alone.iter().map(|(name, set)| json!({ "name": name, "in": set }))
                .collect::<Vec<_>>(),
        })
    })
}

fn pair(before: KeptScenario, after: KeptScenario) -> KeptPair {
    let read = |text: &str| {
        let mut sources = Sources::new();
        let id = sources.add("", text.to_owned());
        syntax::parse(&sources, id, &mut Report::new())
    };
    let changes = match (read(&before.scene), read(&after.scene)) {
        (Some(before), Some(after)) => changes(&before, &after),
        _ => Vec::new(),
    };
    let shifts = report::kept_shifts(&before, &after, LEVEL);
    KeptPair { before, after, changes, shifts }
}

fn of_scenes(args: &DiffArgs) -> Result<(), Failure> {
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
        level: LEVEL,
        precision: Precision::Relative(0.01),
        enough: None,
        at_least: at_most.min(10),
        at_most,
        seed: run.seed,
        warm_up: Warming::Scene,
        keeps: Keeps::All,
        pairs: Pairs::All,
        method: Method::Replications,
        fork: None,
        scenarios,
    };
    let crew = Crew::new(&args.how);
    let results = crew.run(study, None);
    let shifts = report::shifts(&results);
    let typed = studying::typed();
    let document = report::diff(&results, &changes, &shifts, &typed);
    studying::print(&document, &args.report, || {
        let mut value = report::json(&results, &typed);
        value["changes"] = as_json(&changes);
        value["figures"] = figures(&shifts);
        value
    })?;
    studying::ending(&results)
}

fn as_json(changes: &[Change]) -> Value {
    let one = |it: &Change| json!({ "path": it.path, "before": it.before, "after": it.after });
    changes.iter().map(one).collect()
}

fn figures(shifts: &[Shift]) -> Value {
    let one = |it: &Shift| {
        json!({
            "kpi": it.figure.kpi,
            "of": it.figure.of,
            "product": it.figure.product,
            "unit": it.unit,
            "difference": report::interval(&it.paired.difference),
            "ratio": report::interval(&it.paired.ratio),
            "p": it.p_value,
        })
    };
    shifts.iter().map(one).collect()
}

/// A scene goes by its path: two may have the same file name.
fn name(path: &Path) -> String {
    path.display().to_string()
}
