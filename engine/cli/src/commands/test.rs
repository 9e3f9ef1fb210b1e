//! `plantwright test`: what scenes expect of their results, judged with confidence.

use std::io::Write as _;
use std::path::Path;

use plantwright_study::Scenario;
use plantwright_study::answer::count;
use plantwright_study::claims::{self, Claim, Claims, Verdict};
use plantwright_study::report::{self, number};
use serde_json::{Value, json};

use crate::args::TestArgs;
use crate::exit::Failure;
use crate::study_file::{of_scene, whole_scene};
use crate::studying::Crew;
use crate::terminal;

/// The most replications of a scene where nothing else is said.
const BUDGET: u32 = 200;

pub(crate) fn run(args: &TestArgs) -> Result<(), Failure> {
    if !(0.5..1.0).contains(&args.level) {
        let message =
            format!("a level of confidence of {} is none; write 95 % as 0.95", args.level);
        return Err(Failure::Usage(message));
    }
    let crew = Crew::new(&args.how);
    let budget = args.how.budget.unwrap_or(BUDGET);
    let (mut failed, mut undecided, mut broken) = (0, 0, 0);
    let mut objects = Vec::new();
    for path in &args.scenes {
        let loaded = whole_scene(path, &args.set)?;
        let scenario = of_scene(&path.display().to_string(), path, loaded, &args.set, None);
        let scenario = scenario.ok_or(Failure::Scene)?;
        if scenario.model.plant().expect.is_empty() {
            writeln!(anstream::stderr(), "{}: nothing is expected", path.display())?;
            continue;
        }
        let claims = claims::judge(&scenario, args.level, budget, crew.workers, &crew.stop);
        if claims.is_stopped {
            return Err(Failure::Interrupted);
        }
        broken += claims.failed.len();
        failed += of(&claims, Verdict::Fail);
        undecided += of(&claims, Verdict::Undecided);
        if args.json {
            objects.push(object(path, &scenario, &claims));
        } else {
            anstream::stdout().write_all(text(path, &scenario, &claims).as_bytes())?;
        }
    }
    if args.json {
        writeln!(anstream::stdout(), "{:#}", Value::from(objects))?;
    }
    if broken > 0 {
        return Err(Failure::Fault(format!("{} failed", count(broken, "run"))));
    }
    if failed > 0 {
        let message = format!("{} do not hold", count(failed, "expectation"));
        return Err(Failure::Expectation(
            message.replace("1 expectation do ", "1 expectation does "),
        ));
    }
    if undecided > 0 {
        let message = count(undecided, "expectation");
        return Err(Failure::Undecided(format!(
            "{message} undecided; a larger `--budget` decides more"
        )));
    }
    Ok(())
}

fn of(claims: &Claims, verdict: Verdict) -> usize {
    claims.all.iter().filter(|it| it.verdict == verdict).count()
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Undecided => "undecided",
    }
}

fn text(path: &Path, scenario: &Scenario, claims: &Claims) -> String {
    let mut parts = vec![format!(
        "{}: {} passed, {} failed, {} undecided ({}, {} % together)\n",
        path.display(),
        of(claims, Verdict::Pass),
        of(claims, Verdict::Fail),
        of(claims, Verdict::Undecided),
        count(claims.replications as usize, "replication"),
        claims.level * 100.0
    )];
    for claim in &claims.all {
        parts.push(line(claim));
        if claim.verdict != Verdict::Pass && !claim.example.because.is_empty() {
            let lines = terminal::wrap(&claim.example.because, terminal::width() - 13);
            parts.push(format!("             {}\n", lines.join("\n             ")));
        }
    }
    if let Some(first) = claims.stuck.first() {
        let command = scenario.command(scenario.model.plant().run.seed, *first, None);
        let (stuck, all) = (claims.stuck.len(), claims.replications);
        parts.push(format!(
            "  in {stuck} of {all} replications the plant, or a part of it, came to a stand for good\n    {command}\n"
        ));
    }
    for failed in &claims.failed {
        let seed = scenario.model.plant().run.seed;
        let command = scenario.command(seed, failed.replication, None);
        parts.push(format!("  {}\n    {command}\n", failed.message));
    }
    parts.concat()
}

fn line(claim: &Claim) -> String {
    let came = match &claim.interval {
        Some(it) => {
            // In the unit of the bounds, as the scene writes them.
            let shown = claim.example.shown.as_ref().zip(claim.example.value);
            let shown = shown.filter(|(_, value)| *value != 0.0);
            let (by, unit) = shown.map_or((1.0, claim.example.unit), |((shown, unit), value)| {
                (shown / value, unit.as_str())
            });
            number::as_is(&it.scaled(by), unit)
        }
        None => "no such figure".to_owned(),
    };
    let expected = &claim.example.expected;
    let figure = claim.figure.label();
    format!("  {:<9}  {figure}: {came}, expected {expected}\n", word(claim.verdict))
}

fn object(path: &Path, scenario: &Scenario, claims: &Claims) -> Value {
    let seed = scenario.model.plant().run.seed;
    json!({
        "scene": path.display().to_string(),
        "replications": claims.replications,
        "level": claims.level,
        "claims": claims.all.iter().map(|it| json!({
            "verdict": word(it.verdict),
            "kpi": it.figure.kpi,
            "of": it.figure.of,
            "product": it.figure.product,
            "unit": it.example.unit,
            "mean": it.interval.as_ref().map(report::interval),
            "at_least": it.example.at_least,
            "at_most": it.example.at_most,
            "because": it.example.because,
        })).collect::<Vec<_>>(),
        "stuck": claims.stuck.iter().map(|it| json!({
            "replication": it,
            "command": scenario.command(seed, *it, None),
        })).collect::<Vec<_>>(),
        "failed": claims.failed.iter().map(|it| json!({
            "replication": it.replication,
            "message": it.message,
            "command": scenario.command(seed, it.replication, None),
        })).collect::<Vec<_>>(),
    })
}
