//! What can be wrong with batteries and chargers, before anything moves: with the arithmetic. What orders take is checked where it is
//! known what goes where.

use plantwright_model::plant::{BatteryFacts, EdgeFacts, FleetFacts, VehicleFacts};
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

/// The least power that driving can take, in watts: on the path on which it is least, from one stop to the next and round the corner,
/// and with a load where that takes less.
fn least_power(fleet: &FleetFacts, facts: &VehicleFacts, battery: &BatteryFacts) -> f64 {
    let brings = facts.tour.is_empty();
    let states = [(false, battery.empty), (true, battery.loaded)];
    let power = |edge: &EdgeFacts, (is_loaded, per_metre): (bool, f64)| {
        let speed = fleet.speed_on(edge, facts, is_loaded);
        // To gather speed and to brake, over this length; where it is too short for that, it never comes to its speed.
        let slows = f64::midpoint(1.0 / facts.acceleration, 1.0 / facts.braking);
        let takes = if speed * speed * slows <= edge.length {
            edge.length / speed + speed * slows
        } else {
            2.0 * (edge.length * slows).sqrt()
        };
        let turns = 2.0 * facts.quarter_turn.unwrap_or(0.0);
        per_metre * edge.length / (takes + turns)
    };
    let edges = fleet.edges.iter().filter(|edge| edge.length > 0.0);
    let all = edges.flat_map(|edge| {
        states.iter().filter(|(is_loaded, _)| brings || !is_loaded).map(move |it| power(edge, *it))
    });
    all.fold(f64::INFINITY, f64::min)
}

/// The most power with which a battery is charged up in the mean, from whatever charge, in watts.
fn most_power(battery: &BatteryFacts) -> f64 {
    let high = battery.high * battery.capacity;
    let from = |part: u32| {
        let low = high * f64::from(part) / 100.0;
        (high - low) / battery.charging_time(low, high)
    };
    (0..100).map(from).fold(0.0, f64::max)
}

/// Vehicles that only drive use more than all chargers give: then the fleet stands for most of the time, however little driving takes.
fn keep_up(fleet: &FleetFacts, (kind, facts, battery): Type<'_>, cx: &mut ReadCx<'_>) {
    let count = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind).count();
    let drives = least_power(fleet, facts, battery);
    let own = most_power(battery);
    let charged = own * fleet.chargers.len() as f64;
    // Each of them drives or charges, and at most as many charge as there are chargers.
    let share = f64::min(charged / (drives * count as f64), own / (drives + own));
    if drives <= 0.0 || drives.is_infinite() || share >= 0.5 {
        return;
    }
    let message = format!(
        "{count} of `{}` use {:.2} kW at least while they drive, and {} charger{} {:.2} kW: in the long run they can drive for {:.0} % of the time at most",
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
