//! What comes out of a league, for people.

mod document;
mod instances;
mod number;
mod places;
mod plants;

use plantwright_schedule::gantt;

use crate::{League, Results};

pub use document::{Block, Document, Picture, Table};

/// Writes up a league: ranks and numbers by subject, then what went wrong, and at the very end the times per decision, which are
/// the only part that differs from run to run.
pub fn report(league: &League, results: &Results) -> Document {
    let mut document = Document::new(&league.title);
    if !league.about.is_empty() {
        document.say(league.about.clone());
    }
    let open = results.scores.iter().flatten().flatten().filter(|score| score.is_none()).count();
    if open > 0 {
        let verb = if open == 1 { "was" } else { "were" };
        document.say(format!(
            "Stopped before the end: {} {verb} not played.",
            number::counted(open, "bout")
        ));
    }
    instances::write(league, results, &mut document);
    plants::write(league, results, &mut document);
    for ((subject, scheduler), schedule) in &results.schedules {
        let (instance, name) = (&league.subjects[*subject].name, &league.schedulers[*scheduler]);
        document.draw(Picture {
            name: format!("{instance}.svg"),
            about: format!("The shortest schedule of {instance}, by {name}"),
            svg: gantt::svg(schedule),
        });
    }
    faults(league, results, &mut document);
    times(league, results, &mut document);
    document
}

/// Everyone who lost a bout, and why.
fn faults(league: &League, results: &Results, document: &mut Document) {
    let mut rows = Vec::new();
    for (subject, of_subject) in league.subjects.iter().zip(&results.scores) {
        for (scheduler, of_scheduler) in league.schedulers.iter().zip(of_subject) {
            let faults = of_scheduler.iter().flatten().filter_map(|score| score.fault.as_ref());
            let mut faults: Vec<&String> = faults.collect();
            let count = faults.len();
            faults.truncate(1);
            let first = faults.into_iter();
            rows.extend(first.map(|first| {
                vec![scheduler.clone(), subject.name.clone(), count.to_string(), first.clone()]
            }));
        }
    }
    if !rows.is_empty() {
        document.title("What went wrong");
        let heads = ["scheduler", "on", "bouts", "the first of them"];
        document.table(Table::new(&heads, rows).words(4));
    }
}

/// How long everyone thought.
fn times(league: &League, results: &Results, document: &mut Document) {
    document.title("Time per decision");
    document.say(
        "Real time on the machine that played, from question to answer; a plan that is made ahead counts into the decision that \
         asked for it first. What was found in a store has the time of when it was played."
            .to_owned(),
    );
    let rows = league.schedulers.iter().enumerate().map(|(number, name)| {
        let of_all =
            results.scores.iter().flat_map(|of_subject| of_subject[number].iter().flatten());
        let (decisions, thought) = of_all.fold((0, 0), |(decisions, thought), score| {
            (decisions + score.decisions, thought + score.thought_ns)
        });
        let each = if decisions > 0 { thought as f64 / decisions as f64 / 1e3 } else { 0.0 };
        vec![name.clone(), decisions.to_string(), format!("{each:.2}")]
    });
    let rows = rows.collect();
    document.table(Table::new(&["scheduler", "decisions", "each [µs]"], rows));
}
