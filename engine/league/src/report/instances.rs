//! The part of a report that is about benchmark instances.

use super::document::{Document, Table};
use super::number::plain;
use crate::{League, Results, Subject};

const SECOND: u64 = 1_000_000_000;

/// A scheduler's gaps, in percent.
struct Standing<'a> {
    scheduler: &'a str,
    gaps: Vec<f64>,
    won: usize,
}

impl Standing<'_> {
    fn mean(&self) -> f64 {
        self.gaps.iter().sum::<f64>() / self.gaps.len() as f64
    }

    fn largest(&self) -> f64 {
        self.gaps.iter().copied().fold(0.0, f64::max)
    }
}

/// With what the makespans of an instance are compared, in its units, and whether anyone has reached it.
fn reference(subject: &Subject) -> (u64, bool) {
    match (subject.bound, &subject.problem) {
        (Some(bound), _) => (bound.best, true),
        (None, Some(problem)) => (problem.trivial_bound().as_nanos() / SECOND, false),
        (None, None) => (0, false),
    }
}

pub(super) fn write(league: &League, results: &Results, document: &mut Document) {
    let played: Vec<usize> =
        (0..league.subjects.len()).filter(|it| league.subjects[*it].problem.is_some()).collect();
    if played.is_empty() {
        return;
    }
    let makespan = |subject: usize, scheduler: usize| {
        let score = results.scores[subject][scheduler].first()?.as_ref()?;
        score.fault.is_none().then_some(score.makespan_ns)
    };
    let best = |subject: usize| {
        (0..league.schedulers.len()).filter_map(|scheduler| makespan(subject, scheduler)).min()
    };
    let mut standings: Vec<Standing<'_>> = league
        .schedulers
        .iter()
        .enumerate()
        .map(|(number, scheduler)| {
            let mut standing = Standing { scheduler, gaps: Vec::new(), won: 0 };
            for subject in &played {
                let Some(makespan) = makespan(*subject, number) else { continue };
                let (reference, _) = reference(&league.subjects[*subject]);
                let reference = (reference * SECOND).max(1) as f64;
                standing.gaps.push(100.0 * (makespan as f64 / reference - 1.0));
                standing.won += usize::from(best(*subject) == Some(makespan));
            }
            standing
        })
        .collect();
    standings.sort_by(|a, b| a.mean().total_cmp(&b.mean()));
    let known = played.iter().filter(|it| league.subjects[**it].bound.is_some()).count();
    document.title("Makespans on instances");
    document.say(format!(
        "{} instances. The gap is that of the makespan to the best makespan that is known{}. Shortest counts the instances on \
         which nobody else in this league was shorter. Every schedule was checked against its instance without the simulator.",
        played.len(),
        match played.len() - known {
            0 => String::new(),
            rest => format!(
                ", and on the {rest} without one to a simple lower bound, the longest job, marked with ≥"
            ),
        }
    ));
    let mut before = (f64::NAN, 0);
    let rows = standings.iter().enumerate().map(|(number, standing)| {
        // Equal gaps share a rank.
        if before.0 != standing.mean() {
            before = (standing.mean(), number + 1);
        }
        vec![
            standing.scheduler.to_owned(),
            if standing.gaps.is_empty() { String::new() } else { before.1.to_string() },
            percent(standing.mean()),
            percent(standing.largest()),
            standing.won.to_string(),
            standing.gaps.len().to_string(),
        ]
    });
    let rows = rows.collect();
    let heads = ["scheduler", "rank", "mean gap [%]", "largest gap [%]", "shortest", "instances"];
    document.table(Table::new(&heads, rows));

    let mut heads = vec!["instance", "best known"];
    heads.extend(standings.iter().map(|standing| standing.scheduler));
    let numbers: Vec<usize> = standings
        .iter()
        .filter_map(|standing| league.schedulers.iter().position(|it| it == standing.scheduler))
        .collect();
    let rows = played.iter().map(|subject| {
        let facts = &league.subjects[*subject];
        let (reference, reached) = reference(facts);
        let known = if reached { reference.to_string() } else { format!("≥ {reference}") };
        let mut row = vec![facts.name.clone(), known];
        row.extend(numbers.iter().map(|scheduler| match makespan(*subject, *scheduler) {
            None => "–".to_owned(),
            Some(makespan) => {
                let text = seconds(makespan);
                if best(*subject) == Some(makespan) { format!("**{text}**") } else { text }
            }
        }));
        row
    });
    let rows = rows.collect();
    document.table(Table::new(&heads, rows));
}

fn percent(value: f64) -> String {
    if value.is_nan() { "–".to_owned() } else { format!("{value:.2}") }
}

fn seconds(nanos: u64) -> String {
    if nanos.is_multiple_of(SECOND) {
        (nanos / SECOND).to_string()
    } else {
        plain(nanos as f64 / SECOND as f64)
    }
}
