//! The values of each piece of equipment, a row for each.

use plantwright_model::plant::Role;

use super::grid::{self, Column};
use super::number::TimeUnit;
use crate::output::RunReport;

pub(super) fn table(report: &RunReport, width: usize) -> String {
    let plant = &report.plant;
    let measured = report.simulated.since(report.warm_up_end).as_secs_f64();
    let find = |kpi: &str| -> Vec<Option<f64>> {
        plant.equipment_ids().map(|id| report.of_equipment(id, kpi)).collect()
    };
    let share = |kpi: &str| -> Vec<Option<f64>> {
        let share = |time: Option<f64>| time.filter(|_| measured > 0.0).map(|time| time / measured);
        find(kpi).into_iter().map(share).collect()
    };
    // Sinks hold nothing, which is no result.
    let held = |kpi: &str| -> Vec<Option<f64>> {
        let holds = plant.equipment.iter().map(|facts| facts.role != Role::Sink);
        find(kpi).into_iter().zip(holds).map(|(value, holds)| value.filter(|_| holds)).collect()
    };
    // Of what cannot fail it is no result either.
    let can_fail = plant.equipment_ids().map(|id| {
        report.of_equipment(id, "failures").is_some()
            || report.of_equipment(id, "micro_stops").is_some()
    });
    let down = share("down_time").into_iter().zip(can_fail);
    let down: Vec<Option<f64>> = down.map(|(share, can)| share.filter(|_| can)).collect();
    // What nothing was ever in needs no column: the grid leaves out what is empty.
    let [setup, operator, maintenance, off] =
        ["setup_time", "waiting_for_operator_time", "maintenance_time", "off_time"].map(share);
    let waits = [held("mean_waiting_time"), held("p95_waiting_time")];
    let unit = TimeUnit::for_all(waits.iter().flatten().copied().flatten());
    let headings = ["mean", "95 %"].map(|which| format!("wait [{}]\n{which}", unit.symbol));
    let [mean, p95] = Column::times(unit, [&headings[0], &headings[1]], waits);
    let columns = vec![
        Column::text("equipment", plant.equipment.iter().map(|facts| facts.name.clone()).collect()),
        Column::text("kind", plant.equipment.iter().map(|facts| facts.kind.to_owned()).collect()),
        Column::numbers("items\n/h", &find("throughput")),
        Column::percent("utilized\n%", &find("utilization")),
        Column::percent("idle\n%", &share("idle_time")),
        Column::percent("blocked\n%", &share("blocked_time")),
        Column::percent("down\n%", &down),
        Column::percent("set-up\n%", &setup),
        Column::percent("no crew\n%", &operator),
        Column::percent("maintained\n%", &maintenance),
        Column::percent("off\n%", &off),
        Column::percent("standby\n%", &share("standby_time")),
        Column::percent("starting\n%", &share("starting_time")),
        Column::numbers("items\nmean", &held("mean_wip")),
        Column::fixed("items\nmost", &held("max_wip"), 0),
        mean,
        p95,
        Column::percent("lost\n%", &find("loss_ratio")),
        Column::percent("rejected\n%", &find("reject_ratio")),
        Column::fixed("scrapped\nitems", &find("scrapped"), 0),
    ];
    grid::table(columns, width)
}
