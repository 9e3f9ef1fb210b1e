//! The values of the whole plant: what it brings, how long things take, what becomes of each product.

use super::grid::{self, Column};
use super::number::{TimeUnit, duration, fixed, short};
use crate::output::{Ending, RunReport, grouped};

/// More products than these are not told apart in a table; JSON and CSV have them all.
const PRODUCTS_SHOWN: usize = 12;

/// One value in a line.
pub(super) fn values(report: &RunReport) -> String {
    let value = |kpi: &str| report.of_plant(kpi);
    let count = |kpi: &str| value(kpi).map(|value| grouped(value as u64));
    let some = |kpi: &str| {
        let count = value(kpi).filter(|count| *count > 0.0)?;
        Some(if count == 1.0 {
            "1 item".to_owned()
        } else {
            format!("{} items", grouped(count as u64))
        })
    };
    let makespan = value("makespan").filter(|_| matches!(report.ending, Ending::Drained));
    let present = value("mean_wip").zip(count("final_wip"));
    let present =
        present.map(|(mean, last)| format!("{} items on average, {last} at the end", short(mean)));
    let rows = [
        ("throughput", value("throughput").map(|value| format!("{} /h", short(value)))),
        ("produced", count("produced").map(|count| format!("{count} items"))),
        ("makespan", makespan.map(exact)),
        ("in the plant", present),
        ("yield", value("first_pass_yield").map(|share| first_pass(share, value("rework_ratio")))),
        ("scrapped", some("scrapped")),
        ("defective", some("defects_delivered").map(|items| format!("{items} left the plant"))),
        ("late", value("late_share").map(|share| format!("{} %", fixed(share * 100.0, 1)))),
    ];
    let lines =
        rows.into_iter().filter_map(|(name, text)| text.map(|text| format!("{name:14}{text}")));
    lines.collect::<Vec<_>>().join("\n")
}

/// The share of items that were good without rework, and what rework added.
fn first_pass(good: f64, reworked: Option<f64>) -> String {
    let percent = |share: f64| fixed(share * 100.0, 1);
    let first = format!("{} % good at the first pass", percent(good));
    match reworked.filter(|share| *share > 0.0) {
        Some(share) => format!("{first}; {} % of what left was reworked", percent(share)),
        None => first,
    }
}

/// Makespans are compared to the second.
fn exact(seconds: f64) -> String {
    let people = duration(seconds);
    if people.ends_with(" s") {
        people
    } else {
        format!("{people} ({} s)", fixed(seconds, if seconds.fract() == 0.0 { 0 } else { 3 }))
    }
}

/// How long items take, as far as anything was measured. All in one unit, so that they compare.
pub(super) fn times(report: &RunReport) -> Option<String> {
    let names = ["flow time", "waiting time", "tardiness"];
    let families = ["flow_time", "waiting_time", "tardiness"];
    let measures = [
        ("mean", "mean"),
        ("sd", "sd"),
        ("p50", "median"),
        ("p95", "95 % below"),
        ("max", "largest"),
    ];
    let row = |family| measures.map(|(measure, _)| report.of_plant(&format!("{measure}_{family}")));
    let rows: Vec<(&str, [Option<f64>; 5])> = names
        .into_iter()
        .zip(families.map(row))
        .filter(|(_, row)| row.iter().any(Option::is_some))
        .collect();
    let all: Vec<f64> = rows.iter().flat_map(|(_, row)| row.iter().copied().flatten()).collect();
    if all.is_empty() {
        return None;
    }
    let unit = TimeUnit::for_all(all.into_iter());
    let text = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
    let headings = measures.map(|(_, heading)| heading);
    let times = [0, 1, 2, 3, 4].map(|measure| rows.iter().map(|(_, row)| row[measure]).collect());
    let mut columns = vec![Column::text(&format!("times [{}]", unit.symbol), text)];
    columns.extend(Column::times(unit, headings, times));
    Some(grid::table(columns, usize::MAX))
}

/// What becomes of each product, where there are some.
pub(super) fn products(report: &RunReport, width: usize) -> Option<String> {
    let products = &report.plant.products;
    if products.len() < 2 || products.len() > PRODUCTS_SHOWN {
        return None;
    }
    let find = |kpi: &str| -> Vec<Option<f64>> {
        report.plant.product_ids().map(|id| report.of_product(id, kpi)).collect()
    };
    let flow = find("mean_flow_time");
    let unit = TimeUnit::for_all(flow.iter().copied().flatten());
    let heading = format!("mean flow time [{}]", unit.symbol);
    let [flow] = Column::times(unit, [&heading], [flow]);
    let columns = vec![
        Column::text("product", products.iter().map(|facts| facts.name.clone()).collect()),
        Column::numbers("items /h", &find("throughput")),
        flow,
    ];
    Some(grid::table(columns, width))
}
