//! What can be wrong with batteries and chargers, before anything moves: with the arithmetic. What orders take is checked where it is
//! known what goes where.

use plantwright_model::plant::{BatteryFacts, FleetFacts, VehicleFacts};
use plantwright_model::{Diagnostic, ReadCx, codes};

/// Joules in a kilowatt hour.
const KWH: f64 = 3.6e6;

/// Whoever has a battery can charge it, what it holds brings it from a charger through its work to a charger, and chargers keep up with
/// the driving.
pub(super) fn chargers(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    for (kind, facts) in (0..).zip(&fleet.types) {
        let Some(battery) = &facts.battery else { continue };
        if fleet.chargers.is_empty() {
            let message = format!("`{}` has a battery, and there is no charger", facts.name);
            let hint = "name points as `chargers: [\"...\"]`, or leave the battery out";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
            continue;
        }
        let stations = fleet.stations.iter().flat_map(|station| [station.pick, station.drop]);
        let tour = facts.tour.iter().map(|(node, _)| *node);
        let mut stops: Vec<u32> =
            if facts.tour.is_empty() { stations.collect() } else { tour.collect() };
        stops.dedup();
        let is_lost = |from: &&u32| fleet.metres_to_charger(kind, **from).is_infinite();
        if let Some(lost) = stops.iter().find(is_lost) {
            let at = &fleet.nodes[*lost as usize].name;
            let message = format!("no path leads from `{at}` to a charger for `{}`", facts.name);
            cx.error(codes::VEHICLE, facts.span, message);
            continue;
        }
        if !facts.tour.is_empty() {
            tour_legs(fleet, (kind, facts, battery), &stops, cx);
        }
        keep_up(fleet, (kind, facts, battery), cx);
    }
}

/// Of one type: its number, what it can do, and its battery.
type Type<'a> = (u32, &'a VehicleFacts, &'a BatteryFacts);

/// A battery that is just charged is enough for the way to every stop of a tour, and from there to a charger.
fn tour_legs(
    fleet: &FleetFacts,
    (kind, facts, battery): Type<'_>,
    stops: &[u32],
    cx: &mut ReadCx<'_>,
) {
    let full = battery.high * battery.capacity;
    let leg = |stop: &u32| {
        let (to, charger) = fleet.charger_before(kind, *stop)?;
        let home = fleet.metres_to_charger(kind, *stop);
        ((to + home) * battery.empty > full * (1.0 + 1e-9)).then_some((*stop, charger, to, home))
    };
    let Some((stop, charger, to, home)) = stops.iter().find_map(leg) else { return };
    let [stop, charger] = [stop, charger].map(|node| fleet.nodes[node as usize].name.as_str());
    let message = format!(
        "`{}` cannot drive to `{stop}` and on to a charger: {to:.0} m from `{charger}` and {home:.0} m on take {:.3} kWh, and when charged it holds {:.3} kWh",
        facts.name,
        (to + home) * battery.empty / KWH,
        full / KWH,
    );
    let hint = "give it a larger battery, or a charger nearer by";
    cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
}

/// Vehicles that only drive use more than all chargers give: then the fleet stands for most of the time.
fn keep_up(fleet: &FleetFacts, (kind, facts, battery): Type<'_>, cx: &mut ReadCx<'_>) {
    let count = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind).count();
    let drives = f64::midpoint(battery.empty, battery.loaded) * facts.speed;
    let charged = battery.mean_power() * fleet.chargers.len() as f64;
    // Each of them drives or charges, and at most as many charge as there are chargers.
    let share = f64::min(
        charged / (drives * count as f64),
        battery.mean_power() / (drives + battery.mean_power()),
    );
    if drives <= 0.0 || share >= 0.5 {
        return;
    }
    let message = format!(
        "{count} of `{}` use {:.2} kW while they drive, and {} charger{} {:.2} kW: they can drive for {:.0} % of the time at most",
        facts.name,
        drives * count as f64 / 1e3,
        fleet.chargers.len(),
        if fleet.chargers.len() == 1 { " gives" } else { "s give" },
        charged / 1e3,
        100.0 * share,
    );
    let hint = "add chargers, or charge with more power";
    cx.report.push(Diagnostic::warning(codes::VEHICLE, facts.span, message).hint(hint));
}
