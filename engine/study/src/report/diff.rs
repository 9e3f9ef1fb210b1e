//! The report of two scenes, or of two result sets, side by side.

use std::collections::BTreeMap;

use super::document::{Block, Document, Table};
use super::number;
use super::study::{failed, method};
use crate::answer;
use crate::changes::Change;
use crate::figure::Figure;
use crate::statistics::{Paired, apart, holm, paired};
use crate::store::KeptScenario;
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
    in_order(&mut all);
    all
}

/// Compares every figure of two scenarios that were kept: pair by pair where they met the same luck.
pub fn kept_shifts(before: &KeptScenario, after: &KeptScenario, level: f64) -> Vec<Shift> {
    let is_same_luck = before.seed == after.seed;
    let figures = before.figures.iter();
    let mut all: Vec<Shift> = figures
        .filter_map(|(figure, (unit, first))| {
            let (_, second) = after.figures.get(figure)?;
            let both: Vec<(f64, f64)> =
                first.iter().filter_map(|(number, it)| Some((*it, *second.get(number)?))).collect();
            let (ones, others): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
            let all = |values: &BTreeMap<u32, f64>| values.values().copied().collect::<Vec<_>>();
            let paired = if is_same_luck {
                paired(&ones, &others, level)?
            } else {
                apart(&all(first), &all(second), level)?
            };
            Some(Shift { figure: figure.clone(), unit, p_value: paired.p_value, paired })
        })
        .collect();
    in_order(&mut all);
    all
}

/// Corrects the p-values by one another, and puts figures of the plant first, and in each part what changes most.
fn in_order(all: &mut [Shift]) {
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
}

/// Writes the report of two scenes side by side.
pub fn diff(results: &Results, changes: &[Change], shifts: &[Shift], command: &str) -> Document {
    let [before, after] = [0, 1].map(|it| results.study.scenarios[it].name.clone());
    let certain = certain(shifts, results.study.level);
    let mut sentences = answer::sentences(results);
    sentences.insert(1, tally(changes, certain.len(), shifts.len(), "Both scenes say the same."));
    let mut blocks = Vec::new();
    blocks.extend(what_changed(changes));
    blocks.extend(what_that_did(&certain));
    blocks.extend(failed(results));
    blocks.push(Block::Heading("How it was done".to_owned()));
    blocks.push(Block::Text(method(results)));
    blocks.push(Block::Code(vec![command.to_owned()]));
    Document { title: format!("{before} and {after}"), answer: sentences, blocks }
}

/// Two scenarios of result sets, side by side.
#[derive(Debug, Clone)]
pub struct KeptPair {
    /// As it was.
    pub before: KeptScenario,
    /// As it is now.
    pub after: KeptScenario,
    /// What differs in the scenes.
    pub changes: Vec<Change>,
    /// What differs in the figures.
    pub shifts: Vec<Shift>,
}

/// Writes the report of two result sets side by side.
///
/// `alone` are the scenarios that only one of them has, each with the set that has it.
pub fn kept_diff(
    (before, after): (&str, &str),
    pairs: &[KeptPair],
    alone: &[(String, String)],
    level: f64,
    command: &str,
) -> Document {
    let mut answer: Vec<String> = pairs.iter().map(|pair| in_one_sentence(pair, level)).collect();
    if answer.is_empty() {
        answer.push("The sets have no scenario in common: nothing can be compared.".to_owned());
    }
    answer.extend(alone.iter().map(|(name, set)| format!("Only {set} has `{name}`.")));
    let mut blocks = Vec::new();
    for pair in pairs {
        if pairs.len() > 1 {
            blocks.push(Block::Heading(format!("`{}`", pair.after.name)));
        }
        blocks.extend(what_changed(&pair.changes));
        blocks.extend(what_that_did(&certain(&pair.shifts, level)));
    }
    blocks.push(Block::Heading("How it was done".to_owned()));
    blocks.extend(pairs.iter().map(|pair| Block::Text(kept_method(pair, level))));
    blocks.push(Block::Code(vec![command.to_owned()]));
    Document { title: format!("{before} and {after}"), answer, blocks }
}

/// "`as it is`: throughput changes by +3.1 % …": what the plant makes if that changes for certain, else what changes most.
fn in_one_sentence(pair: &KeptPair, level: f64) -> String {
    let name = &pair.after.name;
    if pair.shifts.is_empty() {
        return format!("`{name}`: no figure has two values in both sets; nothing can be said.");
    }
    let certain = certain(&pair.shifts, level);
    let mut text = format!("`{name}`: ");
    let is_answer = |it: &&&Shift| {
        let figure = &it.figure;
        let is_of_plant = figure.of.is_none() && figure.product.is_none();
        is_of_plant && ["throughput", "makespan"].contains(&figure.kpi.as_str())
    };
    match certain.iter().find(is_answer).or(certain.first()) {
        Some(shift) if shift.paired.ratio.is_bounded() => {
            let percent = number::percent(&shift.paired.ratio);
            text = format!("{text}{} changes by {percent}; ", shift.figure.label());
        }
        Some(shift) => {
            let difference = number::difference(&shift.paired.difference, shift.unit);
            text = format!("{text}{} changes by {difference}; ", shift.figure.label());
        }
        None => {}
    }
    let of = tally(&pair.changes, certain.len(), pair.shifts.len(), "the scenes say the same.");
    text + &of
}

fn kept_method(pair: &KeptPair, level: f64) -> String {
    let (before, after) = (&pair.before, &pair.after);
    let luck = if before.seed == after.seed {
        format!(
            "the same luck (seed {}), compared replication by replication (paired t)",
            after.seed
        )
    } else {
        format!(
            "luck of their own (seeds {} and {}), compared by Welch's t",
            before.seed, after.seed
        )
    };
    let mut text = format!(
        "`{}`: {} and {} that were kept, {luck}; {:.0} % intervals.",
        after.name,
        answer::count(before.replications, "replication"),
        after.replications,
        level * 100.0,
    );
    if before.version != after.version {
        let (old, new) = (&before.version, &after.version);
        text = format!("{text} They were run by versions {old} and {new} of Plantwright.");
    }
    let who = |it: &KeptScenario| {
        it.scheduler.as_ref().map_or_else(|| "no scheduler".to_owned(), |name| format!("`{name}`"))
    };
    if before.scheduler != after.scheduler {
        text = format!("{text} {} decided before, {} now.", who(before), who(after));
    }
    text
}

fn certain(shifts: &[Shift], level: f64) -> Vec<&Shift> {
    shifts.iter().filter(|it| it.p_value < 1.0 - level).collect()
}

fn tally(changes: &[Change], certain: usize, figures: usize, same: &str) -> String {
    if changes.is_empty() {
        let moved =
            format!("{certain} of {} change for certain.", answer::count(figures, "figure"));
        return if certain == 0 { same.to_owned() } else { format!("{same} Still, {moved}") };
    }
    format!(
        "{} in the scene; {certain} of {} change for certain.",
        answer::count(changes.len(), "change"),
        answer::count(figures, "figure")
    )
}

fn what_changed(changes: &[Change]) -> Vec<Block> {
    if changes.is_empty() {
        return Vec::new();
    }
    let rows = changes.iter().map(|it| {
        let shown = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
        vec![it.path.clone(), short(&shown(&it.before)), short(&shown(&it.after))]
    });
    let head = ["where", "before", "after"].map(str::to_owned).to_vec();
    let heading = Block::Heading("What changed in the plant".to_owned());
    vec![heading, Block::Table(Table { head, rows: rows.collect() })]
}

fn what_that_did(certain: &[&Shift]) -> Vec<Block> {
    if certain.is_empty() {
        return Vec::new();
    }
    let rows = certain.iter().take(SHOWN).map(|it| {
        let percent = if it.paired.ratio.is_bounded() {
            number::percent(&it.paired.ratio)
        } else {
            String::new()
        };
        vec![it.figure.label(), number::difference(&it.paired.difference, it.unit), percent]
    });
    let head = ["figure", "change", "in percent"].map(str::to_owned).to_vec();
    let mut blocks = vec![
        Block::Heading("What that did".to_owned()),
        Block::Table(Table { head, rows: rows.collect() }),
    ];
    if certain.len() > SHOWN {
        let more = certain.len() - SHOWN;
        blocks.push(Block::Text(format!("And {more} more; `--json` has all of them.")));
    }
    blocks.push(Block::Text(
        "Each interval stands alone; which figures are listed is decided by p-values corrected by Holm over all figures."
            .to_owned(),
    ));
    blocks
}

/// As much of a value as a table has room for.
fn short(text: &str) -> String {
    const ROOM: usize = 36;
    if text.chars().count() <= ROOM {
        return text.to_owned();
    }
    text.chars().take(ROOM - 1).chain(['…']).collect()
}
