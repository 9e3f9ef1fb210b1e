//! The report of what to improve first.

use super::document::{Block, Document, Intervals, Table};
use super::number;
use super::study::{failed, method};
use crate::answer::count;
use crate::compare::{Comparison, Verdict};
use crate::study::{Goal, Results};

/// What cannot be tried in a plant, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untried {
    /// What it would be.
    pub name: String,
    /// Why not.
    pub reason: String,
}

/// What is known of an improvement.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// What it is.
    pub name: String,
    /// What it brings.
    pub comparison: Comparison,
    /// What it costs; none: it is not said.
    pub cost: Option<f64>,
}

impl Gain {
    /// Returns what it brings for a unit of money.
    pub fn for_money(&self) -> Option<f64> {
        let gain = self.comparison.paired.as_ref()?.difference.estimate;
        self.cost.filter(|cost| *cost > 0.0).map(|cost| gain.abs() / cost)
    }
}

/// Returns the improvements by what they bring, the most first. Costs go by their names.
pub fn gains(results: &Results, costs: &[(String, f64)]) -> Vec<Gain> {
    let sign = if results.study.goal == Goal::Most { 1.0 } else { -1.0 };
    let mut all: Vec<Gain> = results
        .comparisons(0)
        .into_iter()
        .map(|comparison| {
            let name = results.study.scenarios[comparison.second].name.clone();
            let cost = costs.iter().find(|(of, _)| *of == name).map(|(_, cost)| *cost);
            Gain { name, comparison, cost }
        })
        .collect();
    let size = |it: &Gain| {
        it.comparison.paired.as_ref().map_or(f64::NEG_INFINITY, |it| it.difference.estimate * sign)
    };
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    all
}

/// Writes the report of what to improve first.
pub fn bottleneck(
    results: &Results,
    gains: &[Gain],
    untried: &[Untried],
    command: &str,
) -> Document {
    let (figure, unit) = &results.study.figures[0];
    let title = format!("What to improve first for {}", figure.label());
    let mut blocks = Vec::new();
    if let Some(base) = results.interval(0, figure) {
        blocks.push(Block::Text(format!(
            "As it is: {} {}.",
            figure.label(),
            number::with_interval(&base, unit)
        )));
    }
    blocks.push(Block::Table(table(results, gains)));
    blocks.extend(picture(results, gains));
    if !untried.is_empty() {
        blocks.push(Block::Heading("What could not be tried".to_owned()));
        for it in untried {
            blocks.push(Block::Text(format!("`{}`: {}", it.name, it.reason)));
        }
    }
    blocks.extend(failed(results));
    blocks.push(Block::Heading("How it was done".to_owned()));
    blocks.push(Block::Text(method(results)));
    blocks.push(Block::Code(vec![command.to_owned()]));
    if let Some(first) = gains.first() {
        blocks.push(Block::Text("The first of the list alone:".to_owned()));
        blocks.push(Block::Code(vec![results.study.command(first.comparison.second, 0)]));
    }
    Document { title, answer: sentences(results, gains), blocks }
}

fn is_better(results: &Results, gain: &Gain) -> bool {
    let wanted = if results.study.goal == Goal::Most { Verdict::More } else { Verdict::Less };
    gain.comparison.verdict() == wanted
}

fn sentences(results: &Results, gains: &[Gain]) -> Vec<String> {
    let (figure, unit) = &results.study.figures[0];
    let certain: Vec<&Gain> = gains.iter().filter(|it| is_better(results, it)).collect();
    let n = gains.iter().map(|gain| gain.comparison.n).min().unwrap_or(0);
    let observed = format!("paired {}", results.study.method.noun());
    let percent = results.study.level * 100.0;
    let mut sentences = Vec::new();
    match certain.first().and_then(|it| Some((it, it.comparison.paired.as_ref()?))) {
        None => sentences.push(format!(
            "Nothing that was tried changes {} for certain ({percent:.0} % intervals of {}, {}).",
            figure.label(),
            count(gains.len(), "improvement"),
            count(n, &observed)
        )),
        Some((gain, paired)) => {
            let change = if paired.ratio.is_bounded() {
                number::percent(&paired.ratio)
            } else {
                number::difference(&paired.difference, unit)
            };
            let values = |gain: &Gain| results.series(gain.comparison.second, figure);
            let alike = certain[1..].iter().take_while(|it| values(it) == values(gain));
            let names = std::iter::once(gain).chain(alike).map(|it| quoted(&it.name));
            let names: Vec<String> = names.collect();
            let brings = match names.len() {
                1 => "brings most",
                2 => "both bring most, and the same",
                _ => "all bring most, and the same",
            };
            sentences.push(format!(
                "{} {brings}: {} changes by {change} ({percent:.0} % interval, {}).",
                names.join(" and "),
                figure.label(),
                count(gain.comparison.n, &observed)
            ));
            let others: Vec<String> =
                certain[names.len()..].iter().take(3).map(|it| quoted(&it.name)).collect();
            if !others.is_empty() {
                let more = certain.len() - names.len() - others.len();
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                sentences.push(format!("Next: {}{more}.", others.join(", ")));
            }
            let change = if certain.len() == 1 { "changes" } else { "change" };
            sentences.push(format!(
                "{} of {} {change} it for certain.",
                certain.len(),
                count(gains.len(), "improvement")
            ));
            if certain.len() == 1 && gain.name.ends_with("more arrivals") {
                sentences.push("The plant makes what comes in, and could make more.".to_owned());
            }
        }
    }
    let worth = certain.iter().filter_map(|it| Some((it, it.for_money()?)));
    if let Some((gain, _)) = worth.max_by(|a, b| a.1.total_cmp(&b.1)) {
        sentences.push(format!("For the money, {} brings most.", quoted(&gain.name)));
    }
    sentences
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

fn table(results: &Results, gains: &[Gain]) -> Table {
    let unit = results.study.figures[0].1;
    let has_costs = gains.iter().any(|it| it.cost.is_some());
    let mut head: Vec<String> =
        ["improvement", "change", "in percent", "p"].map(str::to_owned).to_vec();
    if has_costs {
        head.extend(["cost".to_owned(), "change for 1000".to_owned()]);
    }
    let rows = gains.iter().map(|gain| {
        let mut row = vec![gain.name.clone()];
        match &gain.comparison.paired {
            Some(it) => row.extend([
                number::difference(&it.difference, unit),
                if it.ratio.is_bounded() { number::percent(&it.ratio) } else { String::new() },
                if gain.comparison.verdict() == Verdict::Same {
                    String::new()
                } else if gain.comparison.p_value < 0.001 {
                    "< 0.001".to_owned()
                } else {
                    format!("{:.3}", gain.comparison.p_value)
                },
            ]),
            None => row.extend(["not known".to_owned(), String::new(), String::new()]),
        }
        if has_costs {
            row.push(gain.cost.map_or_else(String::new, number::short));
            let worth = gain.for_money().map(|it| number::value(it * 1_000.0, unit));
            row.push(worth.unwrap_or_default());
        }
        row
    });
    Table { head, rows: rows.collect() }
}

fn picture(results: &Results, gains: &[Gain]) -> Option<Block> {
    let rows: Vec<_> = gains
        .iter()
        .filter_map(|gain| {
            let ratio = gain.comparison.paired.as_ref()?.ratio;
            (ratio.is_bounded() && ratio.half_width() > 0.0)
                .then(|| (gain.name.clone(), ratio.scaled(100.0)))
        })
        .take(12)
        .collect();
    let axis = format!("change of {} [%]", results.study.figures[0].0.label());
    (!rows.is_empty()).then_some(Block::Intervals(Intervals { axis, rows, marks_zero: true }))
}
