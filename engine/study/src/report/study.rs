//! The report of a study.

use super::document::{Block, Document, Intervals, Table};
use super::number;
use crate::answer::{self, against, capital, count};
use crate::compare::{Comparison, Pairs};
use crate::statistics::simultaneous;
use crate::study::{Goal, Method, Results, Warming};

/// How many failed runs are shown with their commands.
const SHOWN: usize = 10;

/// Writes the report of a study. `command` is what was typed.
pub fn study(results: &Results, command: &str) -> Document {
    let title = match results.study.question.as_str() {
        "" => capital(&results.study.figures[0].0.label()),
        question => question.to_owned(),
    };
    let mut blocks = Vec::new();
    let comparisons = results.comparisons(0);
    blocks.push(Block::Table(main_table(results, &comparisons)));
    blocks.extend(picture(results, &comparisons));
    blocks.extend(others(results));
    blocks.extend(failed(results));
    blocks.push(Block::Heading("How it was done".to_owned()));
    blocks.push(Block::Text(method(results)));
    blocks.push(Block::Code(vec![command.to_owned()]));
    blocks.push(Block::Text(digests(results)));
    Document { title, answer: answer::sentences(results), blocks }
}

/// The scenarios, best first, in what the answer is about.
fn main_table(results: &Results, comparisons: &[Comparison]) -> Table {
    let (figure, unit) = &results.study.figures[0];
    let has_variants = results.study.scenarios.len() > 1;
    let base = &results.study.scenarios[0].name;
    let mut head = vec![String::new(), figure.label()];
    if has_variants {
        head.extend([
            format!("against {base}"),
            "in percent".to_owned(),
            "p".to_owned(),
            "luck shared".to_owned(),
        ]);
    }
    let rows = answer::ranking(results).into_iter().map(|scenario| {
        let name = results.study.scenarios[scenario].name.clone();
        let mean = results.interval(scenario, figure);
        let mean = mean.map_or_else(|| "none".to_owned(), |it| number::with_interval(&it, unit));
        let mut row = vec![name, mean];
        if has_variants {
            row.extend(row_against(against(comparisons, 0, scenario).as_ref(), unit));
        }
        row
    });
    Table { head, rows: rows.collect() }
}

fn row_against(comparison: Option<&Comparison>, unit: &str) -> [String; 4] {
    let Some((comparison, paired)) = comparison.and_then(|it| Some((it, it.paired.as_ref()?)))
    else {
        return [String::new(), String::new(), String::new(), String::new()];
    };
    let percent =
        if paired.ratio.is_bounded() { number::percent(&paired.ratio) } else { String::new() };
    let reduction = paired.variance_reduction.map_or_else(String::new, |it| format!("{it:.1} x"));
    [number::difference(&paired.difference, unit), percent, p_value(comparison.p_value), reduction]
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// The intervals of the differences, or of the mean where nothing is compared.
fn picture(results: &Results, comparisons: &[Comparison]) -> Option<Block> {
    let (figure, unit) = &results.study.figures[0];
    let names = &results.study.scenarios;
    let order = answer::ranking(results);
    let found = order.iter().filter(|it| **it != 0).filter_map(|scenario| {
        let paired = against(comparisons, 0, *scenario)?.paired?;
        Some((names[*scenario].name.clone(), paired))
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        return None;
    }
    let in_percent = found.iter().all(|(_, it)| it.ratio.is_bounded());
    let largest = found.iter().map(|(_, it)| it.difference.low.abs().max(it.difference.high.abs()));
    let (by, unit) = number::scale(largest.filter(|it| it.is_finite()).fold(0.0, f64::max), unit);
    let rows = found.into_iter().map(|(name, it)| {
        (name, if in_percent { it.ratio.scaled(100.0) } else { it.difference.scaled(by) })
    });
    let unit = if in_percent { "%" } else { unit };
    let axis = format!("change of {} against {} [{unit}]", figure.label(), names[0].name);
    Some(Block::Intervals(Intervals { axis, rows: rows.collect(), marks_zero: true }))
}

/// What else was measured.
fn others(results: &Results) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, (figure, unit)) in results.study.figures.iter().enumerate().skip(1) {
        if at == 1 {
            blocks.push(Block::Heading("What else changes".to_owned()));
        }
        let comparisons = results.comparisons(at);
        let mut head = vec![figure.label(), "mean".to_owned()];
        let has_variants = results.study.scenarios.len() > 1;
        if has_variants {
            head.extend([
                format!("against {}", results.study.scenarios[0].name),
                "in percent".to_owned(),
            ]);
        }
        let rows = answer::ranking(results).into_iter().map(|scenario| {
            let mean = results.interval(scenario, figure);
            let mean =
                mean.map_or_else(|| "none".to_owned(), |it| number::with_interval(&it, unit));
            let mut row = vec![results.study.scenarios[scenario].name.clone(), mean];
            if has_variants {
                let [difference, percent, ..] =
                    row_against(against(&comparisons, 0, scenario).as_ref(), unit);
                row.extend([difference, percent]);
            }
            row
        });
        blocks.push(Block::Table(Table { head, rows: rows.collect() }));
    }
    blocks
}

/// What went wrong, with the commands that show it again.
pub(super) fn failed(results: &Results) -> Vec<Block> {
    if results.failed.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading("What failed".to_owned())];
    for failed in results.failed.iter().take(SHOWN) {
        let name = &results.study.scenarios[failed.scenario].name;
        blocks.push(Block::Text(format!(
            "Replication {} of `{name}`: {}",
            failed.replication, failed.message
        )));
        let command = results.study.command(failed.scenario, failed.replication);
        blocks.push(Block::Code(vec![command]));
    }
    if results.failed.len() > SHOWN {
        blocks.push(Block::Text(format!("And {} more.", results.failed.len() - SHOWN)));
    }
    blocks
}

/// What was done, in words that a statistician can check.
pub(super) fn method(results: &Results) -> String {
    let study = &results.study;
    let mut text = Vec::new();
    let scenarios = study.scenarios.len();
    let runs = match study.method {
        Method::Replications => count(results.replications() as usize, "replication"),
        Method::OneRun { slices } => format!("one run in {slices} slices"),
    };
    text.push(if scenarios == 1 {
        format!("{} ran with {runs}, seed {}.", capital(&study.scenarios[0].name), study.seed)
    } else {
        format!(
            "Each of {scenarios} scenarios ran with {runs}, seed {}, under common random numbers: replication k of all scenarios meets the same luck, machine by machine.",
            study.seed
        )
    });
    if let Some(at) = study.fork {
        text.push(format!(
            "All of them run as {} up to {at}; there each run is forked, its copies go on as each of the scenarios, and what is measured begins.",
            study.scenarios[0].name
        ));
    }
    let left_out = study.fork.is_none().then(|| match &study.warm_up {
        Warming::Scene => {
            let plant = study.scenarios[0].model.plant();
            match plant.run.warm_up.as_nanos() {
                0 => "Nothing is left out at the beginning of a run.".to_owned(),
                _ => format!("The first {} of each run are left out, as the scene says.", plant.run.warm_up),
            }
        }
        Warming::Fixed(span) => format!("The first {span} of each run are left out, as the study says."),
        Warming::Found(span) => format!(
            "The first {span} of each run are left out: MSER-5 on output and work in process, averaged over 5 runs of each scenario; the longest warm-up counts for all."
        ),
    });
    text.extend(left_out);
    let percent = study.level * 100.0;
    text.push(match study.method {
        Method::Replications => {
            format!("A mean stands with its {percent:.0} % interval, by Student's t over replications.")
        }
        Method::OneRun { .. } => format!(
            "A mean stands with its {percent:.0} % interval, by Student's t over the means of batches of slices, which were doubled {}.",
            if results.is_long_enough() {
                "until von Neumann's test found them uncorrelated"
            } else {
                "as long as there were enough of them, though von Neumann's test still finds them correlated"
            }
        ),
    });
    if scenarios > 1 {
        let pairs = match study.pairs {
            Pairs::All => scenarios * (scenarios - 1) / 2,
            Pairs::WithFirst => scenarios - 1,
        };
        let each = simultaneous(study.level, pairs) * 100.0;
        text.push(format!(
            "Differences are judged by paired t, in percent by Fieller's theorem{}; p is two-sided{}.",
            if pairs > 1 { format!(", each of {pairs} at {each:.2} % so that all hold together at {percent:.0} % (Bonferroni)") } else { String::new() },
            if pairs > 1 { " and corrected by Holm" } else { "" }
        ));
        text.push("`luck shared` says how many times as many replications independent luck would take for the same precision.".to_owned());
    }
    let wanted = answer::wanted(study.precision, study.figures[0].1);
    let adds = study.method == Method::Replications;
    text.extend(adds.then(|| format!(
        "Replications were added, from {} to {} at most, until the answer was precise to {wanted}; it was looked at after rounds of growing size.",
        study.at_least, study.at_most
    )));
    let goal = if study.goal == Goal::Most { "more" } else { "less" };
    if scenarios > 1 {
        text.push(format!("Best is who has {goal}."));
    }
    text.join(" ")
}

fn digests(results: &Results) -> String {
    let each = results
        .study
        .scenarios
        .iter()
        .map(|it| format!("{} `{:.16}`", it.name, format!("{:032x}", it.digest)));
    format!(
        "Plantwright {}; digests of the scenes: {}.",
        env!("CARGO_PKG_VERSION"),
        each.collect::<Vec<_>>().join(", ")
    )
}
