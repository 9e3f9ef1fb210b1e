//! Which station holds the plant up: three methods side by side, and what they say together.

use plantwright_kpi::{Bottlenecks, StationFlow};
use plantwright_units::EquipmentId;

use super::grid::{self, Column};
use super::number::TimeUnit;
use crate::output::RunReport;
use crate::terminal;

/// What the methods do not look at, and what does.
const ADVICE: &str = "The methods look at states of stations alone, not at arrivals, people, cards, pallets and vehicles; what a \
    change brings, `plantwright bottleneck` finds out by trying";

/// How long the name of who an arrow goes to may be.
const NAME: usize = 20;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let found = report.bottlenecks.as_ref()?;
    let stations = &found.stations;
    let name = |id: EquipmentId| report.plant.equipment(id).name.clone();
    let share = |of: fn(&StationFlow) -> f64| -> Vec<Option<f64>> {
        stations.iter().map(|station| Some(of(station))).collect()
    };
    let ranks: Vec<Option<f64>> = ranks(found).into_iter().map(Some).collect();
    let periods: Vec<Option<f64>> = stations.iter().map(|station| station.mean_active_s).collect();
    let unit = TimeUnit::for_all(periods.iter().copied().flatten());
    let heading = format!("active\nmean [{}]", unit.symbol);
    let [periods] = Column::times(unit, [&heading], [periods]);
    let severity: Vec<Option<f64>> = stations
        .iter()
        .map(|station| Some(station.severity).filter(|severity| *severity > 0.0))
        .collect();
    let arrows = stations
        .iter()
        .map(|station| {
            let first = station.arrows_to.first().map(|id| terminal::shorten(&name(*id), NAME));
            match (first, station.arrows_to.len()) {
                (Some(first), more @ 2..) => format!("{first} + {}", more - 1),
                (first, _) => first.unwrap_or_default(),
            }
        })
        .collect();
    let columns = vec![
        Column::text("bottlenecks", stations.iter().map(|it| name(it.equipment)).collect()),
        Column::percent("utilized\n%", &share(|station| station.utilization)),
        Column::fixed("rank", &ranks, 0),
        periods,
        Column::percent("sole\n%", &share(|station| station.sole)),
        Column::percent("shifting\n%", &share(|station| station.shifting)),
        Column::percent("blocked\n%", &share(|station| station.blocked)),
        Column::percent("starved\n%", &share(|station| station.starved)),
        Column::fixed("severity", &severity, 3),
        Column::text("arrow to", arrows),
    ];
    let said = [
        Some(found.verdict(&report.plant)),
        found.doubts(&report.plant).map(|doubts| format!("But {doubts}")),
        Some(ADVICE.to_owned()),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let said = terminal::wrap(&format!("{}.", said.join(". ")), width).join("\n");
    Some(format!("{}\n\n{said}", grid::table(columns, width)))
}

/// The places of stations when ordered by utilization, from 1; equal ones share a place.
fn ranks(found: &Bottlenecks) -> Vec<f64> {
    let more = |than: f64| found.stations.iter().filter(|it| it.utilization > than).count();
    found.stations.iter().map(|station| (more(station.utilization) + 1) as f64).collect()
}
