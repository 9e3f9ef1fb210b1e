//! The part of a report that is about plants with randomness: means with intervals, and ranks with a stated confidence.

use plantwright_study::statistics::{Sample, paired};

use super::document::{Document, Table};
use super::number::{counted, difference, percent, unit_of_time, with_interval};
use super::places::{level_of_pairs, pairs, places};
use crate::{League, Measure, Results};

pub(super) fn write(league: &League, results: &Results, document: &mut Document) {
    for (number, subject) in league.subjects.iter().enumerate() {
        if subject.problem.is_some() {
            continue;
        }
        document.title(subject.name.clone());
        overview(league, results, number, document);
        for measure in &league.rank_by {
            Ranking::new(league, results, number, *measure).write(document);
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
    document.say(format!(
        "{}, in which all schedulers meet the same luck. Means with {} % intervals by Student's t, each for itself.",
        counted(count as usize, "replication"),
        percent(league.level)
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

/// Who played a plant, and what came of it by a measure.
struct Ranking<'a> {
    league: &'a League,
    measure: Measure,
    /// Those with figures of all replications, the best mean first.
    ranked: Vec<(usize, Vec<f64>)>,
    /// The others, who have no rank, and why.
    others: Vec<(usize, String)>,
}

impl<'a> Ranking<'a> {
    fn new(league: &'a League, results: &Results, subject: usize, measure: Measure) -> Self {
        let (mut ranked, mut others) = (Vec::new(), Vec::new());
        for scheduler in 0..league.schedulers.len() {
            match values(results, subject, scheduler, measure) {
                Some(values) => ranked.push((scheduler, values)),
                None => others.push((scheduler, missing(results, subject, scheduler))),
            }
        }
        ranked.sort_by(|a, b| {
            let (a, b) = (mean(&a.1), mean(&b.1));
            if measure.more_is_better() { b.total_cmp(&a) } else { a.total_cmp(&b) }
        });
        Self { league, measure, ranked, others }
    }

    fn name(&self, scheduler: usize) -> &'a str {
        &self.league.schedulers[scheduler]
    }

    /// Who is best, and who cannot be told from the best.
    fn headline(&self) -> String {
        let Self { ranked, league, .. } = self;
        let measure = self.measure.label();
        let Some((first, rest)) = ranked.split_first() else {
            return format!("By {measure}, nobody has a rank: nobody has figures of all bouts.");
        };
        let best = self.name(first.0);
        if rest.is_empty() {
            return match league.schedulers.len() {
                1 => format!("By {measure}, there is nobody with whom `{best}` is compared."),
                _ => format!(
                    "By {measure}, only `{best}` has a rank: nobody else has figures of all bouts."
                ),
            };
        }
        let equal = rest.iter().filter(|(_, values)| *values == first.1);
        let equal: Vec<usize> = equal.map(|(scheduler, _)| *scheduler).collect();
        let level = level_of_pairs(league.level, ranked.len());
        let tied = rest.iter().filter(|(scheduler, values)| {
            let apart = paired(&first.1, values, level).map(|pair| pair.difference);
            !equal.contains(scheduler) && apart.is_none_or(|it| it.holds(0.0))
        });
        let tied = tied.count();
        let (is_sure, them) = (tied == 0, if equal.is_empty() { "it" } else { "them" });
        let who = match (&equal[..], is_sure) {
            ([], true) => format!("`{best}` is best"),
            ([], false) => format!("`{best}` has the best mean"),
            ([other], _) => {
                format!(
                    "`{best}` and `{}` have the best mean, and the same figures",
                    self.name(*other)
                )
            }
            (others, _) => {
                let others: Vec<String> =
                    others.iter().map(|other| format!("`{}`", self.name(*other))).collect();
                format!("`{best}`, {} have the best mean, and the same figures", others.join(", "))
            }
        };
        let than = match (tied, rest.len() - equal.len()) {
            (0, 0) => String::new(),
            (0, 1) => format!(", and the other one is worse than {them}"),
            (0, _) => format!(", and all others are worse than {them}"),
            (1, _) => format!(", and one other cannot be told from {them}"),
            (tied, _) => format!(", and {tied} others cannot be told from {them}"),
        };
        let percent = percent(league.level);
        let sure = match ranked.len() {
            2 => format!(
                "With {percent} % confidence their difference lies in the interval in the table (paired t under the same luck)"
            ),
            count => format!(
                "With {percent} % confidence all differences between two of the {count} schedulers lie in intervals like those in \
                 the table together (paired t under the same luck, Bonferroni over all {} pairs)",
                pairs(count)
            ),
        };
        format!("By {measure}, {who}{than}. {sure}; a rank holds all places that this leaves open.")
    }

    fn write(&self, document: &mut Document) {
        let figures: Vec<&[f64]> = self.ranked.iter().map(|(_, values)| &values[..]).collect();
        let places = places(&figures, self.league.level, self.measure.more_is_better());
        document.say(self.headline());
        let Some(first) = figures.first() else { return };
        let level = level_of_pairs(self.league.level, figures.len());
        let largest = figures.iter().map(|values| mean(values).abs()).fold(0.0, f64::max);
        let (unit, size) = unit(self.measure, largest);
        let ranked = self.ranked.iter().zip(&places).enumerate();
        let mut rows: Vec<Vec<String>> = ranked
            .map(|(position, ((scheduler, values), place))| {
                let pair = if position == 0 { None } else { paired(first, values, level) };
                let apart = pair.map(|it| difference(&it.difference.scaled(1.0 / size)));
                vec![
                    self.name(*scheduler).to_owned(),
                    place.to_string(),
                    super::number::plain(mean(values) / size),
                    apart.unwrap_or_default(),
                ]
            })
            .collect();
        rows.extend(self.others.iter().map(|(scheduler, why)| {
            vec![self.name(*scheduler).to_owned(), String::new(), "–".to_owned(), why.clone()]
        }));
        let heads = [
            "scheduler".to_owned(),
            "rank".to_owned(),
            format!("{} [{unit}]", self.measure.label()),
            format!("more than `{}` [{unit}]", self.name(self.ranked[0].0)),
        ];
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        document.table(Table::new(&heads, rows));
    }
}

/// Why there are no figures of all replications.
fn missing(results: &Results, subject: usize, scheduler: usize) -> String {
    let scores = &results.scores[subject][scheduler];
    let lost = scores.iter().flatten().filter(|score| score.fault.is_some()).count();
    let open = scores.iter().filter(|score| score.is_none()).count();
    let of = scores.len();
    match (lost, open) {
        (0, 0) => "nothing to measure".to_owned(),
        (0, open) => format!("{open} of {of} not played"),
        (lost, _) => format!("{lost} of {of} lost"),
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
