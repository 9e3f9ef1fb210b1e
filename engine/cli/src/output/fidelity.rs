//! Both fidelities side by side, for people and for programs.

use std::collections::BTreeMap;
use std::path::Path;

use comfy_table::{CellAlignment, Table};
use plantwright_study::fidelity::{Both, Compared, Fidelity, Lens, TROUBLES};
use plantwright_study::statistics::Interval;
use serde_json::{Value, json};

use super::table::number::{decimals, fixed, short};
use crate::terminal::{TABLE, width, wrap};

/// Returns the report.
pub(crate) fn render(lens: &Lens, scene: &Path, fit: Option<&Path>) -> String {
    let title = match lens.plant.title.as_str() {
        "" => scene.display().to_string(),
        title => title.to_owned(),
    };
    let method = format!(
        "{} runs of each fidelity on the same random streams; intervals of {} %",
        lens.replications,
        percent(lens.level)
    );
    let parts = [
        format!("{title}\n{method}"),
        paragraph(&throughput(&lens.throughput)),
        numbers(lens),
        troubles(lens),
        parameters(lens),
        footer(lens, fit),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn paragraph(text: &str) -> String {
    wrap(text, width()).join("\n")
}

/// A share in percent, with as many digits as say something.
fn percent(share: f64) -> String {
    let text = fixed(share * 100.0, if share.abs() < 0.001 { 3 } else { 1 });
    match text.strip_suffix(".0").or_else(|| text.strip_suffix(".000")) {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// How much more or less bodies make, as a sentence.
fn throughput(both: &Both) -> String {
    let (ratio, apart) = (both.apart.ratio, both.apart.difference);
    if (both.events.estimate, both.bodies.estimate) == (0.0, 0.0) {
        return "Nothing left the plant in either fidelity: run it for longer.".to_owned();
    }
    if (apart.low, apart.high) == (0.0, 0.0) {
        return "Rigid bodies make exactly as much as exact events.".to_owned();
    }
    // Nobody makes less than nothing.
    let told = |share: f64| match share {
        ..0.0 => format!("{} % less", percent(-share.max(-1.0))),
        _ => format!("{} % more", percent(share)),
    };
    let seen =
        if apart.holds(0.0) { ", which is no difference that can be told from chance" } else { "" };
    let range = if ratio.is_bounded() {
        format!(" (interval from {} to {})", told(ratio.low), told(ratio.high))
    } else {
        String::new()
    };
    format!("Rigid bodies make {} than exact events{range}{seen}.", told(ratio.estimate))
}

/// An estimate and how far it may be off, both with the same decimals.
fn interval(it: &Interval, by: f64) -> String {
    let (estimate, half) = (it.estimate * by, it.half_width() * by);
    let places = if half > 0.0 {
        decimals(std::iter::once(half)).min(4)
    } else {
        decimals(std::iter::once(estimate))
    };
    format!("{} ± {}", fixed(estimate, places), fixed(half, places))
}

/// The numbers of both, side by side.
fn numbers(lens: &Lens) -> String {
    let mut rows = vec![row("the plant", "throughput [/h]", &lens.throughput, 1.0)];
    for compared in &lens.carriers {
        let name = lens.plant.name(compared.carrier.id);
        let all = [
            ("transit, nobody ahead [s]", &compared.free_transit),
            ("transit [s]", &compared.transit),
            ("between two that leave [s]", &compared.spacing),
        ];
        let known = all.into_iter().filter_map(|(what, both)| Some((what, both.as_ref()?)));
        rows.extend(known.map(|(what, both)| row(&name, what, both, 1.0)));
    }
    let mut last = String::new();
    for row in &mut rows {
        if row[0] == last {
            row[0].clear();
        } else {
            last.clone_from(&row[0]);
        }
    }
    table(["", "", "exact events", "rigid bodies", "bodies less events"], rows)
}

fn row(name: &str, what: &str, both: &Both, by: f64) -> [String; 5] {
    [
        name.to_owned(),
        what.to_owned(),
        interval(&both.events, by),
        interval(&both.bodies, by),
        interval(&both.apart.difference, by),
    ]
}

fn table<const N: usize>(heading: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(TABLE).set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(if N == 5 { 2 } else { 1 }) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// What bodies ran into that events know nothing of; empty: nothing.
fn troubles(lens: &Lens) -> String {
    let of = |compared: &Compared| {
        let there = TROUBLES.iter().zip(compared.troubles).filter(|(_, count)| *count > 0.0);
        let words =
            there.map(|(what, count)| format!("{} {}", what.replace('_', " "), short(count)));
        let words: Vec<String> = words.collect();
        let name = lens.plant.name(compared.carrier.id);
        (!words.is_empty()).then(|| format!("`{name}`: {}", words.join(", ")))
    };
    let all: Vec<String> = lens.carriers.iter().filter_map(of).collect();
    if all.is_empty() {
        return String::new();
    }
    paragraph(&format!("Trouble among bodies, in each run on average: {}.", all.join("; ")))
}

/// What the event model is to be told.
fn parameters(lens: &Lens) -> String {
    let number =
        |of: Option<f64>, by: f64| of.map_or_else(|| "not seen".to_owned(), |it| short(it * by));
    let said = |of: Option<f64>, by: f64| of.map_or_else(|| "none".to_owned(), |it| short(it * by));
    let share = |of: Option<f64>| of.map_or_else(|| "not seen".to_owned(), percent);
    let row = |compared: &Compared| {
        let (carrier, fit) = (&compared.carrier, &compared.fit);
        [
            lens.plant.name(carrier.id),
            said(carrier.speed, 1.0),
            number(fit.speed.number(), 1.0),
            if carrier.speed.is_some() { share(fit.slip.number()) } else { "none".to_owned() },
            short(carrier.gap_behind(carrier.longest()) * 1000.0),
            number(fit.gap.number(), 1000.0),
            share(fit.merge_loss.number()),
        ]
    };
    let heading = [
        "",
        "speed said\n[m/s]",
        "effective\n[m/s]",
        "slip\n[%]",
        "gap said\n[mm]",
        "effective\n[mm]",
        "merge loss\n[%]",
    ];
    let rows = lens.carriers.iter().map(row).collect();
    let rest = format!("With these speeds and gaps: {}", throughput(&lens.fitted));
    format!(
        "What the event model has to be told to do as bodies do\n{}\n\n{}",
        table(heading, rows),
        paragraph(&rest)
    )
}

/// What was the same in both, and where the fit went.
fn footer(lens: &Lens, fit: Option<&Path>) -> String {
    let (events, bodies) = lens.speeds;
    let ratio = events / bodies.max(f64::MIN_POSITIVE);
    let [ratio, events, bodies] = [ratio, events, bodies].map(|it| fixed(it, 0));
    let mut lines = vec![format!(
        "Exact events ran {ratio} times as fast: {events} times real time, and bodies {bodies} times."
    )];
    for kept in &lens.kept {
        let is_zone = lens.plant.equipment(kept.id).zone.is_some();
        let how = if is_zone { "holds rigid bodies" } else { "moves by exact events" };
        let text = format!("`{}` {how} in both: {}.", lens.plant.name(kept.id), kept.why);
        lines.push(paragraph(&text));
    }
    let [apart, fitted] =
        [&lens.throughput, &lens.fitted].map(|both| both.apart.difference.estimate.abs());
    if fitted > apart {
        let text = "These measures do not bring the two nearer: what keeps them apart is something else, and the scene with them is no better model of the bodies.";
        lines.push(paragraph(text));
    }
    match fit {
        Some(path) => lines.push(format!("The scene with these measures: {}", path.display())),
        None => lines.push("`--fit SCENE` writes the scene with these measures.".to_owned()),
    }
    lines.join("\n")
}

/// Returns the same as one JSON object.
pub(crate) fn json(lens: &Lens, scene: &Path) -> String {
    let carriers: Vec<Value> = lens.carriers.iter().map(|it| carrier(lens, it)).collect();
    let kept = lens.kept.iter();
    let kept: Vec<Value> =
        kept.map(|it| json!({"equipment": lens.plant.name(it.id), "why": it.why})).collect();
    let value = json!({
        "version": 1,
        "scene": scene.display().to_string(),
        "replications": lens.replications,
        "level": lens.level,
        "throughput_per_h": both(&lens.throughput),
        "throughput_per_h_fitted": both(&lens.fitted),
        "equipment": carriers,
        "kept": kept,
        "times_real_time": {"events": lens.speeds.0, "bodies": lens.speeds.1},
    });
    format!("{value:#}\n")
}

fn carrier(lens: &Lens, compared: &Compared) -> Value {
    let Compared { carrier, fit, .. } = compared;
    let some = |it: &Option<Both>| it.as_ref().map(both);
    json!({
        "equipment": lens.plant.name(carrier.id),
        "written_as": match (carrier.is, carrier.is_sorter()) {
            (Fidelity::Events, false) => "Conveyor",
            (Fidelity::Events, true) => "Sorter",
            (Fidelity::Bodies, _) => "Zone",
        },
        "free_transit_s": some(&compared.free_transit),
        "transit_s": some(&compared.transit),
        "between_leaving_s": some(&compared.spacing),
        "speed_m_per_s": carrier.speed,
        "effective_speed_m_per_s": fit.speed.number(),
        "slip": fit.slip.number(),
        "gap_m": carrier.gap_behind(carrier.longest()),
        "effective_gap_m": fit.gap.number(),
        "merge_loss": fit.merge_loss.number(),
        "troubles_per_run": TROUBLES.iter().zip(compared.troubles).collect::<BTreeMap<_, _>>(),
    })
}

fn both(it: &Both) -> Value {
    let interval = |it: &Interval| json!({"estimate": it.estimate, "low": it.low, "high": it.high});
    json!({
        "events": interval(&it.events),
        "bodies": interval(&it.bodies),
        "bodies_less_events": interval(&it.apart.difference),
    })
}
