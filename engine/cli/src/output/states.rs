//! Times in state under the names of a standard.

use plantwright_journal::State;
use plantwright_kpi::{Doing, Standard};
use plantwright_model::plant::Role;
use plantwright_units::EquipmentId;

use super::RunReport;
use crate::args::States;

/// Returns what the standard is called.
pub(crate) const fn title(states: States) -> &'static str {
    match states {
        States::Packml => "PackML",
        States::Machinery => "OPC UA for Machinery",
        States::Iso22400 => "ISO 22400-2",
    }
}

/// Returns for every station how long it was in each state of a standard [s], in the order of our states; states in which no
/// station can be found are left out.
pub(crate) fn times(
    report: &RunReport,
    states: States,
) -> Vec<(EquipmentId, Vec<(&'static str, f64)>)> {
    let stations = report.plant.equipment_ids().filter(|id| {
        let facts = report.plant.equipment(*id);
        (facts.role == Role::Processor && facts.places.is_some()) || facts.moves_items()
    });
    stations.map(|id| (id, of_station(report, standard(states), id))).collect()
}

const fn standard(states: States) -> Standard {
    match states {
        States::Packml => Standard::PackMl,
        States::Machinery => Standard::Machinery,
        States::Iso22400 => Standard::Iso22400,
    }
}

fn of_station(report: &RunReport, standard: Standard, id: EquipmentId) -> Vec<(&'static str, f64)> {
    let seconds = |kpi: &str| report.of_equipment(id, kpi);
    let micro_stops = seconds("micro_stop_time");
    let mut times: Vec<(&'static str, f64)> = Vec::new();
    for doing in Doing::all() {
        let time = match doing {
            Doing::State(State::Down) => {
                seconds("down_time").map(|down| down - micro_stops.unwrap_or(0.0))
            }
            Doing::State(state) => seconds(&format!("{}_time", state.name())),
            Doing::MicroStop => micro_stops,
        };
        let Some(time) = time else { continue };
        let name = standard.name_of(doing);
        match times.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += time,
            None => times.push((name, time)),
        }
    }
    times
}
