//! The part of a report that is about plants with randomness: means with intervals, and ranks with a stated confidence.

use plantwright_study::statistics::{Sample, paired, simultaneous};

use super::document::{Document, Table};
use super::number::{difference, unit_of_time, with_interval};
use crate::{League, Measure, Results};

pub(super) fn write(league: &League, results: &Results, document: &mut Document) {
    for (number, subject) in league.subjects.iter().enumerate() {
        if subject.problem.is_some() {
            continue;
        }
        document.title(subject.name.clone());
        overview(league, results, number, document);
        for measure in &league.rank_by {
            ranks(league, results, (number, *measure), document);
        }
    }
}

/// What a scheduler has, replication by replication; none: one of them is missing.
fn values(
    results: &Results,
    subject: usize,
    scheduler: usize,
    measure: Measure,
) -> Option<Vec<f64>> {
    let scores = &results.scores[subject][scheduler];
    scores.iter().map(|score| measure.of(score.as_ref()?)).collect()
}

fn overview(league: &League, results: &Results, subject: usize, document: &mut Document) {
    let count = league.replications_of(subject);
    let percent = league.level * 100.0;
    document.say(format!(
        "{count} replications, in which all schedulers meet the same luck. Means with {percent:.0} % intervals by Student's t, each \
         for itself."
    ));
    let mut heads = vec!["scheduler".to_owned()];
    let mut columns = Vec::new();
    for measure in Measure::ALL {
        if measure == Measure::Makespan && !league.rank_by.contains(&measure) {
            continue;
        }
        let means: Vec<_> = (0..league.schedulers.len())
            .map(|scheduler| {
                let values = values(results, subject, scheduler, measure)?;
                Sample::of(&values).interval(league.level)
            })
            .collect();
        let largest = means.iter().flatten().map(|it| it.estimate.abs()).reduce(f64::max);
        let Some(largest) = largest else { continue };
        let (unit, size) = unit(measure, largest);
        heads.push(format!("{} [{unit}]", measure.label()));
        columns.push(
            means
                .into_iter()
                .map(move |mean| mean.map(|it| it.scaled(1.0 / size)))
                .collect::<Vec<_>>(),
        );
    }
    let rows = league.schedulers.iter().enumerate().map(|(number, name)| {
        let cells = columns.iter().map(|column| match &column[number] {
            Some(interval) => with_interval(interval),
            None => "–".to_owned(),
        });
        std::iter::once(name.clone()).chain(cells).collect()
    });
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    document.table(Table::new(&heads, rows.collect()));
}

fn unit(measure: Measure, size: f64) -> (&'static str, f64) {
    if measure.unit() == "s" { unit_of_time(size) } else { (measure.unit(), 1.0) }
}

/// Who is best by a measure, and who cannot be told from the best.
fn ranks(
    league: &League,
    results: &Results,
    (subject, measure): (usize, Measure),
    document: &mut Document,
) {
    let all: Vec<(usize, Vec<f64>)> = (0..league.schedulers.len())
        .filter_map(|it| Some((it, values(results, subject, it, measure)?)))
        .collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let mut order: Vec<&(usize, Vec<f64>)> = all.iter().collect();
    order.sort_by(|a, b| {
        let (a, b) = (mean(&a.1), mean(&b.1));
        if measure.more_is_better() { b.total_cmp(&a) } else { a.total_cmp(&b) }
    });
    let Some((first, rest)) = order.split_first() else { return };
    let pairs = all.len() * (all.len() - 1) / 2;
    let level = simultaneous(league.level, pairs);
    let largest = all.iter().map(|(_, values)| mean(values).abs()).fold(0.0, f64::max);
    let (unit, size) = unit(measure, largest);
    let mut tied = 0;
    let mut rows = vec![vec![
        league.schedulers[first.0].clone(),
        "1".to_owned(),
        super::number::plain(mean(&first.1) / size),
        String::new(),
    ]];
    for (position, (scheduler, values)) in rest.iter().enumerate() {
        let pair = paired(&first.1, values, level);
        let apart = pair.map(|pair| pair.difference);
        let is_tied = apart.is_none_or(|it| it.low <= 0.0 && it.high >= 0.0);
        tied += usize::from(is_tied);
        rows.push(vec![
            league.schedulers[*scheduler].clone(),
            if is_tied {
                "1–".to_owned() + &(position + 2).to_string()
            } else {
                (position + 2).to_string()
            },
            super::number::plain(mean(values) / size),
            apart.map_or(String::new(), |it| difference(&it.scaled(1.0 / size))),
        ]);
    }
    let best = &league.schedulers[first.0];
    document.say(format!(
        "By {}, `{best}` is best, {}. With {:.0} % confidence all differences between two of the {} schedulers lie in intervals like \
         those in the table together (paired t under the same luck, Bonferroni over all {pairs} pairs).",
        measure.label(),
        match tied {
            0 => "and nobody else can be".to_owned(),
            1 => "and one other cannot be told from it".to_owned(),
            tied => format!("and {tied} others cannot be told from it"),
        },
        league.level * 100.0,
        all.len(),
    ));
    let heads = [
        "scheduler".to_owned(),
        "rank".to_owned(),
        format!("{} [{unit}]", measure.label()),
        format!("more than `{best}` [{unit}]"),
    ];
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    document.table(Table::new(&heads, rows));
}
