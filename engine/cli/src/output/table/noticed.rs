//! What photo-eyes and the watch over rigid bodies noticed: a row for each belt and zone that has something to tell.

use plantwright_units::EquipmentId;

use super::grid::{self, Column};
use crate::output::RunReport;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    let tells = |id: &EquipmentId| {
        let facts = plant.equipment(*id);
        facts.zone.is_some() || !facts.eyes().is_empty()
    };
    let rows: Vec<EquipmentId> = plant.equipment_ids().filter(tells).collect();
    if rows.is_empty() {
        return None;
    }
    let find = |kpi: &str| -> Vec<Option<f64>> {
        rows.iter().map(|id| report.of_equipment(*id, kpi)).collect()
    };
    let names = rows.iter().map(|id| plant.equipment(*id).name.clone()).collect();
    let columns = vec![
        Column::text("noticed", names),
        Column::fixed("jams", &find("jams"), 0),
        Column::fixed("fallen", &find("fallen"), 0),
        Column::fixed("tunnelled", &find("tunnelled"), 0),
        Column::fixed("no\nnumbers", &find("not_finite"), 0),
        Column::fixed("missed", &find("missed"), 0),
        Column::fixed("parked", &find("bodies_parked"), 0),
        Column::fixed("removed", &find("bodies_removed"), 0),
        Column::fixed("eyes covered\ntimes", &find("eye_counts"), 0),
        Column::fixed("eyes covered\ns", &find("eye_covered_time"), 1),
    ];
    Some(grid::table(columns, width))
}
