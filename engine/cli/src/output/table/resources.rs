//! What equipment uses and costs, a row for each that is metered, and one for the plant.

use plantwright_units::EquipmentId;

use super::grid::{self, Column};
use crate::output::RunReport;

/// More media than these are not shown in a table; JSON and CSV have them all.
const MEDIA_SHOWN: usize = 3;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    let is_metered = |id: &EquipmentId| {
        let meters = &plant.equipment(*id).meters;
        meters.power.is_some() || meters.cost.is_some() || !meters.media.is_empty()
    };
    let mut rows: Vec<Option<EquipmentId>> =
        plant.equipment_ids().filter(is_metered).map(Some).collect();
    if rows.is_empty() {
        return None;
    }
    rows.push(None);
    let find = |kpi: &str| -> Vec<Option<f64>> {
        let of = |row: &Option<EquipmentId>| match row {
            Some(id) => report.of_equipment(*id, kpi),
            None => report.of_plant(kpi),
        };
        rows.iter().map(of).collect()
    };
    let names = rows.iter().map(|row| match row {
        Some(id) => plant.equipment(*id).name.clone(),
        None => "the plant".to_owned(),
    });
    let in_currency = |what: &str| format!("{what}\n{}", plant.currency);
    let mut columns = vec![
        Column::text("use", names.collect()),
        Column::numbers("energy\nkWh", &find("energy")),
        Column::numbers("energy/item\nkWh", &find("energy_per_item")),
        Column::percent("adds value\n%", &find("value_adding_energy_share")),
        Column::numbers("power\nkW", &find("mean_power")),
        Column::numbers("peak\nkW", &find("peak_power")),
        Column::numbers("window\nkW", &find("peak_window_power")),
        Column::numbers("carbon\nkg", &find("carbon")),
        Column::numbers(&in_currency("energy"), &find("energy_cost")),
        Column::numbers(&in_currency("demand"), &find("demand_cost")),
        Column::numbers(&in_currency("cost"), &find("cost")),
        Column::numbers(&in_currency("cost/item"), &find("cost_per_item")),
    ];
    let used = report.values.iter().filter(|value| value.equipment.is_none());
    let used = used.filter_map(|value| Some((value.kpi.strip_suffix("_used")?, value)));
    for (medium, value) in used.take(MEDIA_SHOWN) {
        let heading = format!("{}\n{}", medium.replace('_', " "), value.unit);
        columns.push(Column::numbers(&heading, &find(value.kpi)));
    }
    Some(grid::table(columns, width))
}
