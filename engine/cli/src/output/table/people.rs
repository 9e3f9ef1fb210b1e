//! Groups of people, a row for each: how much they work, and how long their work waits for them.

use super::grid::{self, Column};
use super::number::TimeUnit;
use crate::output::RunReport;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    if plant.people.is_empty() {
        return None;
    }
    let find = |kpi: &str| -> Vec<Option<f64>> {
        plant.people_ids().map(|id| report.of_equipment(id, kpi)).collect()
    };
    let count: Vec<_> = plant.people.iter().map(|group| Some(f64::from(group.count))).collect();
    let waits = ["mean_waiting_time", "p95_waiting_time", "max_waiting_time"].map(find);
    let unit = TimeUnit::for_all(waits.iter().flatten().copied().flatten());
    let headings = ["mean", "95 %", "largest"];
    let headings = headings.map(|which| format!("wait [{}]\n{which}", unit.symbol));
    let times = Column::times(unit, [&headings[0], &headings[1], &headings[2]], waits);
    let mut columns = vec![
        Column::text("people", plant.people.iter().map(|group| group.name.clone()).collect()),
        Column::fixed("count", &count, 0),
        Column::percent("at work\n%", &find("utilization")),
        Column::fixed("works", &find("claims"), 0),
    ];
    columns.extend(times);
    Some(grid::table(columns, width))
}
