//! The loss tree of every station: where its time went, down to what its OEE is.

use plantwright_kpi::{LossClass, LossPart, Losses};

use super::number::{TimeUnit, decimals, fixed};
use crate::output::RunReport;

/// Nanoseconds in a second.
const NANOS: f64 = 1e9;

/// A line of a tree.
struct Line {
    /// What stands before the name: the branches.
    branch: &'static str,
    name: String,
    nanos: i128,
}

pub(super) fn trees(report: &RunReport) -> Option<String> {
    let trees: Vec<String> =
        report.losses.as_ref()?.iter().map(|losses| tree(report, losses)).collect();
    (!trees.is_empty()).then(|| trees.join("\n\n"))
}

fn tree(report: &RunReport, losses: &Losses) -> String {
    let name = &report.plant.equipment(losses.equipment).name;
    let together = match losses.places {
        0 | 1 => String::new(),
        places => format!(", all {places} places together"),
    };
    let mut rows = vec![format!("losses of {name}{together}")];
    rows.extend(product(report, losses));
    let lines = lines(losses);
    let measured = losses.measured as f64;
    let unit = TimeUnit::for_all(lines.iter().map(|line| line.nanos as f64 / NANOS));
    let times: Vec<f64> =
        lines.iter().map(|line| line.nanos as f64 / NANOS / unit.seconds).collect();
    let decimals = decimals(times.iter().copied());
    for (line, time) in lines.iter().zip(times) {
        let name = format!("{}{}", line.branch, line.name);
        let share = if measured > 0.0 { line.nanos as f64 / measured * 100.0 } else { 0.0 };
        let (time, share) = (fixed(time, decimals), fixed(share, 1));
        rows.push(format!("  {name:44}{time:>9} {}{share:>8} %", unit.symbol));
    }
    rows.join("\n")
}

/// OEE and its factors, as far as they are known.
fn product(report: &RunReport, losses: &Losses) -> Option<String> {
    let percent = |kpi: &str| {
        let value = report.of_equipment(losses.equipment, kpi)?;
        Some(format!("{} %", fixed(value * 100.0, 1)))
    };
    let factors = [
        percent("oee"),
        percent("availability"),
        percent("effectiveness"),
        percent("quality_ratio"),
    ];
    match factors {
        [Some(oee), Some(availability), Some(effectiveness), Some(quality)] => Some(format!(
            "OEE {oee} = availability {availability} x effectiveness {effectiveness} x quality ratio {quality}"
        )),
        [oee, ..] => oee.map(|oee| format!("OEE {oee}")),
    }
}

/// The lines of a tree; what is zero is left out.
fn lines(losses: &Losses) -> Vec<Line> {
    let mut lines =
        vec![Line { branch: "", name: "measured time".to_owned(), nanos: losses.measured }];
    let off = losses.of(LossClass::NotPlanned);
    if off != 0 {
        lines.push(Line { branch: "├─ ", name: "off".to_owned(), nanos: off });
    }
    for (class, name) in [
        (LossClass::Availability, "availability losses"),
        (LossClass::Performance, "performance losses"),
    ] {
        let mut parts: Vec<&LossPart> =
            losses.parts.iter().filter(|part| part.class == class && part.nanos != 0).collect();
        let Some(last) = parts.pop() else { continue };
        lines.push(Line { branch: "├─ ", name: name.to_owned(), nanos: losses.of(class) });
        let part = |branch, part: &LossPart| Line { branch, name: words(part), nanos: part.nanos };
        lines.extend(parts.into_iter().map(|it| part("│  ├─ ", it)));
        lines.push(part("│  └─ ", last));
    }
    for (class, name) in [
        (LossClass::Quality, "quality losses: scrapped items"),
        (LossClass::InProcess, "items that are not finished"),
    ] {
        let nanos = losses.of(class);
        if nanos != 0 {
            lines.push(Line { branch: "├─ ", name: name.to_owned(), nanos });
        }
    }
    let good = losses.of(LossClass::Good);
    lines.push(Line {
        branch: "└─ ",
        name: "good items, as long as planned".to_owned(),
        nanos: good,
    });
    lines
}

/// The name of a part in words.
fn words(part: &LossPart) -> String {
    match part.name {
        "down" => "down: failures".to_owned(),
        "idle" => "idle: nothing to work on".to_owned(),
        "blocked" => "blocked: no room downstream".to_owned(),
        "other_places" => "places unused while others work".to_owned(),
        "slow_cycles" if part.nanos < 0 => "cycles faster than planned".to_owned(),
        name => name.replace('_', " "),
    }
}
