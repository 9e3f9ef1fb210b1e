//! The results as tables, for people.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ProductId, SimSpan};

use super::{Ending, RunReport, grouped};

pub(crate) fn render(report: &RunReport) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let done = (|| {
        writeln!(text, "{}", heading(report))?;
        writeln!(text, "{}", ending(report))?;
        writeln!(text, "\n{}", plant(report))?;
        if let Some(products) = products(report) {
            writeln!(text, "\n{products}")?;
        }
        writeln!(text, "\n{}", equipment(report))?;
        writeln!(text, "\n{}", footer(report))
    })();
    done.map_or_else(|error| error.to_string(), |()| text)
}

fn heading(report: &RunReport) -> String {
    let title = if report.plant.title.is_empty() {
        &report.scene
    } else {
        &report.plant.title
    };
    let scheduler = report
        .scheduler
        .as_ref()
        .map_or_else(String::new, |name| format!(", scheduler {name}"));
    let replication = if report.replication == 0 {
        String::new()
    } else {
        format!(", replication {}", report.replication)
    };
    format!("{title}\nseed {}{replication}{scheduler}", report.seed)
}

fn ending(report: &RunReport) -> String {
    let measured = report.simulated.since(report.warm_up_end);
    let warm_up = if report.warm_up_end.as_nanos() == 0 {
        String::new()
    } else {
        format!(
            ", after a warm-up of {}",
            duration(report.warm_up_end.as_secs_f64())
        )
    };
    let measured = format!("measured {}{warm_up}", duration(measured.as_secs_f64()));
    match &report.ending {
        Ending::Reached => measured,
        Ending::Drained if report.counts.present == 0 => {
            format!("{measured}; ended when everything was done")
        }
        Ending::Drained => {
            let mut text = format!(
                "{measured}; came to a stand with {} items in the plant:",
                report.counts.present
            );
            for stuck in &report.stuck {
                let holder = &report.plant.equipment(stuck.holder).name;
                let waits_for: Vec<String> = stuck
                    .waits_for
                    .iter()
                    .map(|id| format!("`{}`", report.plant.equipment(*id).name))
                    .collect();
                let waits = if waits_for.is_empty() {
                    "nothing that is known".to_owned()
                } else {
                    waits_for.join(", ")
                };
                let _infallible = write!(
                    text,
                    "\n  `{holder}` holds {}, waiting for {waits}",
                    stuck.items
                );
            }
            text
        }
        Ending::Interrupted => format!("{measured}; interrupted"),
        Ending::Fault(fault) => format!("{measured}; ended by a fault: {fault}"),
    }
}

fn table<const N: usize>(header: [&str; N], text_columns: usize) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_header(header);
    for column in table.column_iter_mut().skip(text_columns) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn plant(report: &RunReport) -> Table {
    let mut table = table(["plant", ""], 1);
    let value = |kpi: &str| report.of_plant(kpi);
    let number = |kpi: &str| value(kpi).map(|value| short(value));
    let time = |kpi: &str| value(kpi).map(duration);
    let rows = [
        (
            "throughput",
            value("throughput").map(|value| format!("{} /h", short(value))),
        ),
        (
            "produced",
            value("produced").map(|value| format!("{} items", grouped(value as u64))),
        ),
        (
            "makespan",
            value("makespan")
                .filter(|_| matches!(report.ending, Ending::Drained))
                .map(duration),
        ),
        ("items in the plant, mean", number("mean_wip")),
        (
            "items in the plant, at the end",
            value("final_wip").map(|value| grouped(value as u64)),
        ),
        ("flow time, mean", time("mean_flow_time")),
        ("flow time, standard deviation", time("sd_flow_time")),
        ("flow time, median", time("p50_flow_time")),
        ("flow time, 95 % below", time("p95_flow_time")),
        ("flow time, largest", time("max_flow_time")),
        ("waiting time, mean", time("mean_waiting_time")),
        ("tardiness, mean", time("mean_tardiness")),
        ("tardiness, largest", time("max_tardiness")),
        ("late", value("late_share").map(percent)),
    ];
    for (name, text) in rows {
        if let Some(text) = text {
            table.add_row([name.to_owned(), text]);
        }
    }
    table
}

/// More products than these are not told apart in a table; JSON and CSV have them all.
const PRODUCTS_SHOWN: usize = 12;

fn products(report: &RunReport) -> Option<Table> {
    let products = &report.plant.products;
    if products.len() < 2 || products.len() > PRODUCTS_SHOWN {
        return None;
    }
    let mut table = table(["product", "throughput /h", "flow time, mean"], 1);
    for id in report.plant.product_ids() {
        let find = |kpi| of_product(report, id, kpi);
        table.add_row([
            report.plant.product(id).name.clone(),
            find("throughput").map_or_else(String::new, short),
            find("mean_flow_time").map_or_else(String::new, duration),
        ]);
    }
    Some(table)
}

fn equipment(report: &RunReport) -> Table {
    let lost = report.values.iter().any(|value| value.kpi == "lost");
    let mut table = table(
        [
            "equipment",
            "kind",
            "items /h",
            "utilized",
            "idle",
            "blocked",
            "items, mean",
            "most",
            "wait, mean",
            "wait, 95 %",
            "lost",
        ],
        2,
    );
    let measured = report.simulated.since(report.warm_up_end).as_secs_f64();
    for id in report.plant.equipment_ids() {
        let facts = report.plant.equipment(id);
        let find = |kpi| of_equipment(report, id, kpi);
        let share = |kpi| {
            find(kpi)
                .filter(|_| measured > 0.0)
                .map(|seconds| percent(seconds / measured))
        };
        let holds = facts.role != Role::Sink;
        let cells = [
            find("throughput").map(short),
            find("utilization").map(percent),
            share("idle_time"),
            share("blocked_time"),
            find("mean_wip").filter(|_| holds).map(short),
            find("max_wip")
                .filter(|_| holds)
                .map(|most| grouped(most as u64)),
            find("mean_waiting_time").map(duration),
            find("p95_waiting_time").map(duration),
            find("loss_ratio").map(percent),
        ];
        let names = [facts.name.clone(), facts.kind.to_owned()];
        table.add_row(
            names
                .into_iter()
                .chain(cells.into_iter().map(Option::unwrap_or_default)),
        );
    }
    if !lost {
        // Few plants lose anything: the column is the last one.
        let _removed = table
            .column_mut(10)
            .map(|column| column.set_constraint(comfy_table::ColumnConstraint::Hidden));
    }
    table
}

fn footer(report: &RunReport) -> String {
    let seconds = report.wall.as_secs_f64();
    let rate = if seconds > 0.0 {
        report.counts.events as f64 / seconds / 1e6
    } else {
        0.0
    };
    format!(
        "{} events in {seconds:.3} s ({rate:.1} million/s)\nstate {:032x}\njournal {:032x}\n\
         One run with one seed: the numbers vary from seed to seed (try --seed).",
        grouped(report.counts.events),
        report.state_hash,
        report.journal_hash,
    )
}

fn of_equipment(report: &RunReport, id: EquipmentId, kpi: &str) -> Option<f64> {
    report
        .values
        .iter()
        .find(|value| value.equipment == Some(id) && value.kpi == kpi)
        .map(|value| value.value)
}

fn of_product(report: &RunReport, id: ProductId, kpi: &str) -> Option<f64> {
    report
        .values
        .iter()
        .find(|value| value.product == Some(id) && value.kpi == kpi)
        .map(|value| value.value)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// Four significant digits or so, large numbers in groups.
fn short(number: f64) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        size if size >= 1_000.0 => grouped(number.round() as u64),
        size if size >= 100.0 => format!("{number:.1}"),
        size if size >= 10.0 => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

/// Seconds in the unit that people would use, with four significant digits or so.
fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        _ if seconds <= 0.0 => return "0 s".to_owned(),
        _ if seconds < 1e-3 => {
            return SimSpan::from_nanos((seconds * 1e9).round() as u64).to_string();
        }
        _ if seconds < 1.0 => (seconds * 1e3, "ms"),
        _ if seconds < 120.0 => (seconds, "s"),
        _ if seconds < 7_200.0 => (seconds / 60.0, "min"),
        _ if seconds < 172_800.0 => (seconds / 3_600.0, "h"),
        _ => (seconds / 86_400.0, "d"),
    };
    let text = short(value);
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} {unit}")
}
