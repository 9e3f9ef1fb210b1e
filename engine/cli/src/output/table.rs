//! The results as tables, for people.

mod bottlenecks;
mod equipment;
mod expected;
mod grid;
mod losses;
mod noticed;
pub(super) mod number;
mod people;
mod plant;
mod resources;
mod states;
mod vehicles;
mod why;

use std::fmt::Write as _;

use plantwright_model::Plant;
use plantwright_sim::Stuck;
use plantwright_units::SimTime;

use super::{Ending, RunReport, grouped};
use crate::terminal;
use crate::why::Answer;
use number::duration;

pub(crate) fn render(report: &RunReport) -> String {
    let width = terminal::width();
    let body = match &report.why {
        Some(answer) => {
            let mut parts = why::parts(&report.plant, answer, width);
            // What was asked for besides.
            parts.push(states::table(report, width));
            parts.extend([losses::trees(report), bottlenecks::table(report, width)]);
            parts
        }
        None => vec![
            Some(plant::values(report)),
            plant::times(report),
            plant::products(report, width),
            Some(equipment::table(report, width)),
            people::table(report, width),
            vehicles::table(report, width),
            vehicles::places(report, width),
            noticed::table(report, width),
            states::table(report, width),
            losses::trees(report),
            bottlenecks::table(report, width),
            resources::table(report, width),
        ],
    };
    let ends = [expected::list(report, width), Some(footer(report))];
    let first = [
        Some(heading(report)),
        vehicles::deadlocks(report),
        vehicles::stranded(report),
        vehicles::starved(report),
    ];
    let parts = first.into_iter().chain(body).chain(ends);
    let parts: Vec<String> = parts.flatten().collect();
    parts.join("\n\n") + "\n"
}

/// What was run, and how it ended.
fn heading(report: &RunReport) -> String {
    let title = if report.plant.title.is_empty() { &report.scene } else { &report.plant.title };
    let mut text = format!("{title}\nseed {}", report.seed);
    let replication = Some(report.replication).filter(|replication| *replication > 0);
    // Writing into a string cannot fail.
    let done = (|| {
        if let Some(replication) = replication {
            write!(text, ", replication {replication}")?;
        }
        if let Some(scheduler) = &report.scheduler {
            write!(text, ", scheduler {scheduler}")?;
        }
        write!(text, "; {}", measured(report.warm_up_end, report.simulated))?;
        match &report.ending {
            Ending::Reached if report.stuck.is_empty() => Ok(()),
            Ending::Reached => write!(text, "\n{}", circle(report)),
            Ending::Drained if report.counts.present == 0 => {
                write!(text, "; ended when everything was done")
            }
            Ending::Drained => write!(text, "\n{}", standstill(report)),
            Ending::Interrupted => write!(text, "; interrupted"),
            Ending::Fault(fault) => write!(text, "\nended by a fault: {fault}"),
        }
    })();
    done.map_or_else(|error| error.to_string(), |()| text)
}

/// Where lost time comes from, as the tables of `run --why`.
pub(crate) fn because(plant: &Plant, answer: &Answer) -> Vec<String> {
    why::parts(plant, answer, terminal::width()).into_iter().flatten().collect()
}

/// How long it was looked at, and from when on.
pub(crate) fn measured(from: SimTime, until: SimTime) -> String {
    let measured = duration(until.since(from).as_secs_f64());
    if from.as_nanos() == 0 {
        format!("measured {measured}")
    } else {
        format!("measured {measured} after a warm-up of {}", duration(from.as_secs_f64()))
    }
}

/// Who holds items that cannot go on, and why.
fn standstill(report: &RunReport) -> String {
    let mut lines =
        vec![format!("came to a stand with {} in the plant:", items(report.counts.present))];
    lines.extend(report.stuck.iter().map(|stuck| waits(report, stuck)));
    lines.join("\n")
}

/// Who waits for one another while others go on.
fn circle(report: &RunReport) -> String {
    let text = "a part of the plant has come to a stand: these wait for one another, for ever";
    let lines = report.stuck.iter().map(|stuck| waits(report, stuck));
    std::iter::once(text.to_owned()).chain(lines).collect::<Vec<_>>().join("\n")
}

fn waits(report: &RunReport, stuck: &Stuck) -> String {
    let name = |id| format!("`{}`", report.plant.name(id));
    let waits_for: Vec<String> = stuck.waits_for.iter().map(|id| name(*id)).collect();
    // Nobody in particular keeps them: what they wait for is not in the plant, and does not come.
    let waits_for = match report.plant.equipment(stuck.holder).kind {
        _ if !waits_for.is_empty() => waits_for.join(", "),
        "Assembly" => "parts that do not come any more".to_owned(),
        "Batch" => "more items for a batch, which do not come any more".to_owned(),
        _ => "nothing that is known".to_owned(),
    };
    let holds = items(u64::from(stuck.items));
    format!("  {} holds {holds}, waiting for {waits_for}", name(stuck.holder))
}

fn items(number: u64) -> String {
    match number {
        1 => "1 item".to_owned(),
        _ => format!("{} items", grouped(number)),
    }
}

fn footer(report: &RunReport) -> String {
    let seconds = report.wall.as_secs_f64();
    let rate = if seconds > 0.0 { report.counts.events as f64 / seconds / 1e6 } else { 0.0 };
    format!(
        "{} events in {seconds:.3} s ({rate:.1} million/s)\nstate {:032x}\njournal {:032x}\n\
         One run with one seed: what is random differs from seed to seed (try --seed).",
        grouped(report.counts.events),
        report.state_hash,
        report.journal_hash,
    )
}
