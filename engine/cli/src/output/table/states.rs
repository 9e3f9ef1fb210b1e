//! Shares of time in the states of a standard, a row for each station.

use super::grid::{self, Column};
use crate::output::{RunReport, states};

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let asked = report.states?;
    let measured = report.simulated.since(report.warm_up_end).as_secs_f64();
    let times = states::times(report, asked);
    if times.is_empty() || measured <= 0.0 {
        return None;
    }
    let mut names: Vec<&'static str> = Vec::new();
    for (name, _) in times.iter().flat_map(|(_, times)| times) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let equipment = times.iter().map(|(id, _)| report.plant.equipment(*id).name.clone()).collect();
    let mut columns = vec![Column::text(&format!("{} [%]", states::title(asked)), equipment)];
    columns.extend(names.into_iter().map(|name| {
        let share = |times: &[(&str, f64)]| {
            let time = times.iter().find(|(known, _)| *known == name)?.1;
            Some(time / measured)
        };
        let shares: Vec<Option<f64>> = times.iter().map(|(_, times)| share(times)).collect();
        Column::percent(&name.replace('/', "/\n"), &shares)
    }));
    Some(grid::table(columns, width))
}
