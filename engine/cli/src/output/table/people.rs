//! What the people of each group do, a row for each group.

use super::grid::{self, Column};
use super::number::TimeUnit;
use crate::output::RunReport;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    if plant.people.is_empty() {
        return None;
    }
    let measured = report.simulated.since(report.warm_up_end).as_secs_f64();
    let find = |kpi: &str| -> Vec<Option<f64>> {
        plant.people_ids().map(|id| report.of_equipment(id, kpi)).collect()
    };
    // Of all the time of all of them; what nobody ever does needs no column.
    let share = |kpi: &str| -> Vec<Option<f64>> {
        let times = find(kpi).into_iter().zip(&plant.people);
        let of_all = |time: f64, count: u32| time / (measured * f64::from(count));
        times
            .map(|(time, group)| Some(of_all(time.filter(|time| *time > 0.0)?, group.count)))
            .collect()
    };
    let waits = [find("mean_waiting_time"), find("p95_waiting_time")];
    let unit = TimeUnit::for_all(waits.iter().flatten().copied().flatten());
    let headings = ["mean", "95 %"].map(|which| format!("wait [{}]\n{which}", unit.symbol));
    let [mean, p95] = Column::times(unit, [&headings[0], &headings[1]], waits);
    let counts: Vec<Option<f64>> =
        plant.people.iter().map(|group| Some(f64::from(group.count))).collect();
    let columns = vec![
        Column::text("people", plant.people.iter().map(|facts| facts.name.clone()).collect()),
        Column::fixed("count", &counts, 0),
        Column::percent("utilized\n%", &find("utilization")),
        Column::percent("working\n%", &share("working_time")),
        Column::percent("walking\n%", &share("walking_time")),
        Column::percent("idle\n%", &share("idle_time")),
        Column::percent("overtime\n%", &share("overtime")),
        Column::percent("off duty\n%", &share("off_duty_time")),
        Column::fixed("works\nasked", &find("claims"), 0),
        mean,
        p95,
        Column::numbers(&format!("cost\n{}", plant.currency), &find("labor_cost")),
    ];
    Some(grid::table(columns, width))
}
