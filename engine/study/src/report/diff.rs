//! The report of two scenes side by side.

use super::document::{Block, Document, Table};
use super::number;
use super::study::{failed, method};
use crate::answer;
use crate::changes::Change;
use crate::figure::Figure;
use crate::statistics::{Paired, holm, paired};
use crate::study::Results;

/// How many figures are shown.
const SHOWN: usize = 25;

/// A figure that two scenes have.
#[derive(Debug, Clone)]
pub struct Shift {
    /// Which.
    pub figure: Figure,
    /// Its unit.
    pub unit: &'static str,
    /// How it differs.
    pub paired: Paired,
    /// The p-value among those of all figures (Holm).
    pub p_value: f64,
}

/// Compares every figure that both of two scenarios have in every replication, the most certain first.
pub fn shifts(results: &Results) -> Vec<Shift> {
    let plant = results.study.scenarios[0].model.plant();
    let first = results.outcomes[0].iter().flatten().next();
    let values = first.map(|outcome| outcome.values.as_slice()).unwrap_or_default();
    let mut all: Vec<Shift> = values
        .iter()
        .filter_map(|value| {
            let figure = Figure::of_value(value, plant);
            let both = results.series(0, &figure).into_iter().zip(results.series(1, &figure));
            let both: Option<Vec<(f64, f64)>> = both.map(|(a, b)| Some((a?, b?))).collect();
            let (before, after): (Vec<f64>, Vec<f64>) = both?.into_iter().unzip();
            let paired = paired(&before, &after, results.study.level)?;
            Some(Shift { figure, unit: value.unit, p_value: paired.p_value, paired })
        })
        .collect();
    let p_values: Vec<f64> = all.iter().map(|it| it.p_value).collect();
    for (shift, p_value) in all.iter_mut().zip(holm(&p_values)) {
        shift.p_value = p_value;
    }
    let size = |it: &Shift| match it.paired.ratio.estimate.abs() {
        size if size.is_finite() => size,
        _ => f64::INFINITY,
    };
    all.sort_by(|a, b| {
        let whole = |it: &Shift| it.figure.of.is_some() || it.figure.product.is_some();
        whole(a).cmp(&whole(b)).then(size(b).total_cmp(&size(a)))
    });
    all
}

/// Writes the report of two scenes side by side.
pub fn diff(results: &Results, changes: &[Change], shifts: &[Shift], command: &str) -> Document {
    let [before, after] = [0, 1].map(|it| results.study.scenarios[it].name.clone());
    let certain: Vec<&Shift> =
        shifts.iter().filter(|it| it.p_value < 1.0 - results.study.level).collect();
    let mut sentences = answer::sentences(results);
    let what = if changes.is_empty() {
        "Both scenes say the same.".to_owned()
    } else {
        format!(
            "{} in the scene; {} of {} change for certain.",
            answer::count(changes.len(), "change"),
            certain.len(),
            answer::count(shifts.len(), "figure")
        )
    };
    sentences.insert(1, what);
    let mut blocks = Vec::new();
    if !changes.is_empty() {
        blocks.push(Block::Heading("What changed in the plant".to_owned()));
        let rows = changes.iter().map(|it| {
            let shown = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
            vec![it.path.clone(), short(&shown(&it.before)), short(&shown(&it.after))]
        });
        let head = ["where", "before", "after"].map(str::to_owned).to_vec();
        blocks.push(Block::Table(Table { head, rows: rows.collect() }));
    }
    if !certain.is_empty() {
        blocks.push(Block::Heading("What that did".to_owned()));
        let rows = certain.iter().take(SHOWN).map(|it| {
            let percent = if it.paired.ratio.is_bounded() {
                number::percent(&it.paired.ratio)
            } else {
                String::new()
            };
            vec![it.figure.label(), number::difference(&it.paired.difference, it.unit), percent]
        });
        let head = ["figure", "change", "in percent"].map(str::to_owned).to_vec();
        blocks.push(Block::Table(Table { head, rows: rows.collect() }));
        if certain.len() > SHOWN {
            let more = certain.len() - SHOWN;
            blocks.push(Block::Text(format!("And {more} more; `--json` has all of them.")));
        }
        blocks.push(Block::Text(
            "Each interval stands alone; which figures are listed is decided by p-values corrected by Holm over all figures."
                .to_owned(),
        ));
    }
    blocks.extend(failed(results));
    blocks.push(Block::Heading("How it was done".to_owned()));
    blocks.push(Block::Text(method(results)));
    blocks.push(Block::Code(vec![command.to_owned()]));
    Document { title: format!("{before} and {after}"), answer: sentences, blocks }
}

/// As much of a value as a table has room for.
fn short(text: &str) -> String {
    const ROOM: usize = 36;
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}
