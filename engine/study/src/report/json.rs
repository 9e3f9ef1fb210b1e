//! A study for programs.

use plantwright_units::SimSpan;
use serde_json::{Value, json};

use crate::answer;
use crate::compare::{Comparison, Verdict};
use crate::figure::Figure;
use crate::statistics::Interval;
use crate::study::{Goal, Results};

/// Returns what a study found, as `docs/study-json.md` describes it. A bound that there is not is `null`.
pub fn json(results: &Results, command: &str) -> Value {
    let study = &results.study;
    let scenarios = (0..study.scenarios.len()).map(|scenario| of_scenario(results, scenario));
    let comparisons = (0..study.figures.len()).flat_map(|figure| {
        results.comparisons(figure).into_iter().map(move |it| comparison(results, figure, &it))
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "command": command,
        "question": study.question,
        "answer": answer::sentences(results),
        "best": study.scenarios[answer::ranking(results)[0]].name,
        "goal": if study.goal == Goal::Most { "most" } else { "least" },
        "level": study.level,
        "seed": study.seed,
        "replications": results.replications(),
        "budget": study.at_most,
        "is_precise": results.is_precise,
        "needed": results.needed,
        "is_stopped": results.is_stopped,
        "warm_up_s": study.warm_up.span().map(SimSpan::as_secs_f64),
        "scenarios": scenarios.collect::<Vec<_>>(),
        "comparisons": comparisons.collect::<Vec<_>>(),
        "stuck": results.stuck().into_iter().map(|(scenario, replication)| json!({
            "scenario": results.study.scenarios[scenario].name,
            "replication": replication,
            "command": results.study.command(scenario, replication),
        })).collect::<Vec<_>>(),
        "failed": results.failed.iter().map(|it| json!({
            "scenario": study.scenarios[it.scenario].name,
            "replication": it.replication,
            "message": it.message,
            "command": study.command(it.scenario, it.replication),
        })).collect::<Vec<_>>(),
    })
}

fn of_scenario(results: &Results, scenario: usize) -> Value {
    let it = &results.study.scenarios[scenario];
    let figures = results.study.figures.iter().map(|(figure, unit)| {
        let mut value = named(figure);
        value["unit"] = json!(unit);
        value["mean"] = json!(results.interval(scenario, figure).as_ref().map(interval));
        value["values"] = json!(results.series(scenario, figure));
        value
    });
    json!({
        "name": it.name,
        "digest": format!("{:032x}", it.digest),
        "scheduler": it.scheduler.as_ref().map(plantwright_scheduler::Chosen::name),
        "command": results.study.command(scenario, 0),
        "figures": figures.collect::<Vec<_>>(),
    })
}

fn named(figure: &Figure) -> Value {
    json!({ "kpi": figure.kpi, "of": figure.of, "product": figure.product })
}

fn comparison(results: &Results, figure: usize, it: &Comparison) -> Value {
    let study = &results.study;
    let mut value = named(&study.figures[figure].0);
    value["first"] = json!(study.scenarios[it.first].name);
    value["second"] = json!(study.scenarios[it.second].name);
    value["n"] = json!(it.n);
    value["difference"] = json!(it.paired.as_ref().map(|it| interval(&it.difference)));
    value["ratio"] = json!(it.paired.as_ref().map(|it| interval(&it.ratio)));
    value["p"] = json!(it.p_value);
    value["correlation"] = json!(it.paired.as_ref().and_then(|it| it.correlation));
    value["variance_reduction"] = json!(it.paired.as_ref().and_then(|it| it.variance_reduction));
    value["verdict"] = json!(match it.verdict() {
        Verdict::More => "more",
        Verdict::Less => "less",
        Verdict::Same => "same",
        Verdict::Undecided => "undecided",
    });
    value
}

/// Returns an interval for programs.
pub fn interval(it: &Interval) -> Value {
    json!({ "estimate": it.estimate, "low": it.low, "high": it.high, "level": it.level, "n": it.n })
}
