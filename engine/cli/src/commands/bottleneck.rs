//! `plantwright bottleneck`: what to improve first, found out by improving everything, one by one, under the same luck.

use std::path::Path;

use plantwright_model::{Severity, did_you_mean};
use plantwright_study::perturb::{Improvement, improvements};
use plantwright_study::report::{self, Gain, Untried};
use plantwright_study::statistics::Precision;
use plantwright_study::{Results, Scenario, Study};
use serde_json::{Value, json};

use crate::args::BottleneckArgs;
use crate::exit::Failure;
use crate::scene_file;
use crate::study_file::{of_scene, whole_scene};
use crate::studying::{self, Crew};

pub(crate) fn run(args: &BottleneckArgs) -> Result<(), Failure> {
    studying::may_write(&args.report)?;
    let path = &args.scene.scene;
    let loaded = whole_scene(path, &args.scene.set)?;
    let found = loaded.root.as_ref().map(improvements).unwrap_or_default();
    let costs = costs(&args.cost, &found)?;
    let base = of_scene("as it is", path, loaded, &args.scene.set, None);
    let base = base.ok_or(Failure::Scene)?;
    let (scenarios, untried) = variants(base, path, &args.scene.set, found)?;
    if scenarios.len() < 2 {
        return Err(Failure::Usage(format!("there is nothing to improve: {}", path.display())));
    }
    let crew = Crew::new(&args.how);
    let results = crew.run(study(args, scenarios)?, None);
    let gains = report::gains(&results, &costs);
    let typed = studying::typed();
    let document = report::bottleneck(&results, &gains, &untried, &typed);
    studying::print(&document, &args.report, || as_json(&results, &gains, &untried, &typed))?;
    studying::ending(&results)
}

fn study(args: &BottleneckArgs, scenarios: Vec<Scenario>) -> Result<Study, Failure> {
    if !(args.precision > 0.0 && args.precision <= 100.0) {
        return Err(Failure::Usage(format!("a precision of {} % is none", args.precision)));
    }
    let usual = Study::of(scenarios);
    let at_most = args.how.budget.unwrap_or(usual.at_most);
    Ok(Study {
        precision: Precision::Relative(args.precision / 100.0),
        at_least: usual.at_least.min(at_most),
        at_most,
        ..usual
    })
}

/// The plant as it is, and each improvement that makes a plant.
fn variants(
    base: Scenario,
    path: &Path,
    set: &[String],
    found: Vec<Improvement>,
) -> Result<(Vec<Scenario>, Vec<Untried>), Failure> {
    let mut scenarios = vec![base];
    let mut untried = Vec::new();
    for improvement in found {
        let set: Vec<String> = set.iter().cloned().chain(improvement.set).collect();
        let loaded = scene_file::load(path, &set)?;
        let error = loaded.findings.iter().find(|it| it.severity == Severity::Error);
        let reason = error.map(|it| it.message.clone());
        match of_scene(&improvement.name, path, loaded, &set, None) {
            Some(scenario) => scenarios.push(scenario),
            None => untried.push(Untried {
                name: improvement.name,
                reason: reason.unwrap_or_else(|| "the scene does not allow it".to_owned()),
            }),
        }
    }
    Ok((scenarios, untried))
}

/// What improvements cost, by their names.
fn costs(written: &[String], found: &[Improvement]) -> Result<Vec<(String, f64)>, Failure> {
    let names = || found.iter().map(|it| it.name.as_str());
    let read = |text: &String| {
        let cost = text.rsplit_once('=').and_then(|(name, cost)| {
            Some((name.trim().to_owned(), cost.trim().parse::<f64>().ok()?))
        });
        let Some((name, cost)) = cost.filter(|(_, cost)| *cost > 0.0) else {
            let message = format!("`--cost {text}` is not like `--cost 'press 10 % faster=20000'`");
            return Err(Failure::Usage(message));
        };
        if names().any(|it| it == name) {
            return Ok((name, cost));
        }
        let hint = match did_you_mean(&name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is: {}", names().take(8).collect::<Vec<_>>().join(", ")),
        };
        Err(Failure::Usage(format!("there is no improvement `{name}`; {hint}")))
    };
    written.iter().map(read).collect()
}

fn as_json(results: &Results, gains: &[Gain], untried: &[Untried], typed: &str) -> Value {
    let mut value = report::json(results, typed);
    value["gains"] = gains
        .iter()
        .map(|gain| {
            json!({
                "improvement": gain.name,
                "difference": gain.comparison.paired.as_ref().map(|it| report::interval(&it.difference)),
                "ratio": gain.comparison.paired.as_ref().map(|it| report::interval(&it.ratio)),
                "p": gain.comparison.p_value,
                "cost": gain.cost,
                "for_money": gain.for_money(),
                "command": results.study.command(gain.comparison.second, 0),
            })
        })
        .collect();
    value["untried"] =
        untried.iter().map(|it| json!({ "improvement": it.name, "reason": it.reason })).collect();
    value
}
