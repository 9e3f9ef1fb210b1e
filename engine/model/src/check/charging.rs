//! Whether a battery that is just charged is enough for what vehicles are to bring, and for the way to a charger behind it: with the
//! arithmetic.

use plantwright_des::Distribution;

use super::flow::Flow;
use crate::plant::{BatteryFacts, FleetFacts, Plant, VehicleFacts};
use crate::{Diagnostic, Report, codes};

/// Joules in a kilowatt hour.
const KWH: f64 = 3.6e6;

/// Something that is brought from one point to another: where, and how many kilograms.
type Load = (u32, u32, f64);

/// An order from a charger to a charger.
struct Trip {
    charger: u32,
    load: Load,
    /// To where it is picked up, with it, and on to a charger, in metres.
    metres: (f64, f64, f64),
    handling_s: f64,
    /// What all but the way to a charger takes, and that.
    joules: (f64, f64),
    /// How many times what there is that is.
    excess: f64,
}

/// What no battery bears is never brought, and what only some bear is brought by those.
pub(super) fn orders(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for (_, fleet) in plant.fleets() {
        let mut loads: Vec<Load> = Vec::new();
        for flow in flows {
            let physics = plant.product(flow.product).physics.as_ref();
            let mass = physics.map_or(0.0, |it| it.mass.value.base_f64());
            let pairs = flow.equipment().flat_map(|from| flow.next(from).map(move |to| (from, to)));
            for (from, to) in pairs.filter(|(from, to)| fleet.carries(*from, *to)) {
                let [from, to] = [from, to].map(|it| fleet.station(it).map(|it| it as usize));
                if let (Some(from), Some(to)) = (from, to) {
                    loads.push((fleet.stations[from].pick, fleet.stations[to].drop, mass));
                }
            }
        }
        let takers: Vec<(u32, &VehicleFacts)> =
            (0..).zip(&fleet.types).filter(|(_, kind)| kind.tour.is_empty()).collect();
        for (kind, facts) in &takers {
            let Some(battery) = &facts.battery else { continue };
            let trips: Vec<Trip> = loads
                .iter()
                .filter(|(.., mass)| *mass <= facts.max_load)
                .filter_map(|load| trip(fleet, (*kind, facts, battery), *load))
                .collect();
            let worst = trips.into_iter().max_by(|a, b| a.excess.total_cmp(&b.excess));
            let Some(worst) = worst.filter(|trip| trip.excess > 1.0 + 1e-9) else {
                let own: Vec<Load> =
                    loads.iter().filter(|(.., mass)| *mass <= facts.max_load).copied().collect();
                dead_ends(fleet, (*kind, facts, battery), &own, report);
                continue;
            };
            let message = text(fleet, (facts, battery), &worst);
            let hint = "give it a larger battery, a lower `low`, or a charger nearer by";
            // Where others can bring it, only this type does not.
            let diagnostic = if takers.len() == 1 {
                Diagnostic::error(codes::VEHICLE, facts.span, message)
            } else {
                Diagnostic::warning(codes::VEHICLE, facts.span, message)
            };
            report.push(diagnostic.hint(hint));
        }
    }
}

/// Whoever has brought something charges nearby, and has to come from there to where a charge is enough for the next order.
fn dead_ends(
    fleet: &FleetFacts,
    of: (u32, &VehicleFacts, &BatteryFacts),
    loads: &[Load],
    report: &mut Report,
) {
    let (kind, facts, battery) = of;
    let far = |from: u32, to: u32| {
        let way = fleet.time_between(kind, from, to);
        way.map_or(f64::INFINITY, |_| fleet.metres_between(kind, from, to))
    };
    let full = battery.high * battery.capacity;
    let is_enough = |from: u32| {
        let mut trips =
            loads.iter().filter_map(|load| trip_from(fleet, of, *load, (far(from, load.0), from)));
        trips.any(|trip| trip.excess <= 1.0 + 1e-9)
    };
    // Chargers from which it comes, by others or at once, to one from which a charge is enough.
    let mut good: Vec<u32> = fleet.chargers.iter().copied().filter(|it| is_enough(*it)).collect();
    let enough = good.clone();
    let mut next = 0;
    while let Some(to) = good.get(next).copied() {
        next += 1;
        let comes = |from: &u32| far(*from, to) * battery.empty <= full * (1.0 + 1e-9);
        let more = fleet.chargers.iter().copied().filter(|it| !good.contains(it) && comes(it));
        let more: Vec<u32> = more.collect();
        good.extend(more);
    }
    let charges_at = |drop: u32| {
        let chargers = fleet.chargers.iter().copied();
        chargers.min_by(|a, b| far(drop, *a).total_cmp(&far(drop, *b)))
    };
    let ends = loads.iter().filter_map(|(_, drop, _)| Some((*drop, charges_at(*drop)?)));
    let Some((drop, charger)) = ends.into_iter().find(|(_, at)| !good.contains(at)) else { return };
    // Where no path leads at all, that is told as such.
    let nearest = enough.into_iter().filter(|to| far(charger, *to).is_finite());
    let nearest = nearest.min_by(|a, b| far(charger, *a).total_cmp(&far(charger, *b)));
    let Some(to) = nearest else { return };
    let name = |node: u32| fleet.nodes[node as usize].name.as_str();
    let message = format!(
        "`{}` may stand at the charger `{}` for good when it has brought something to `{}`: a charge there is enough for no order, and {:.0} m to `{}`, the nearest charger where it is, take {:.3} kWh; when charged it holds {:.3} kWh",
        facts.name,
        name(charger),
        name(drop),
        far(charger, to),
        name(to),
        far(charger, to) * battery.empty / KWH,
        full / KWH,
    );
    let hint = "give it a larger battery, or a charger in between";
    report.push(Diagnostic::warning(codes::VEHICLE, facts.span, message).hint(hint));
}

/// An order from the nearest charger.
fn trip(fleet: &FleetFacts, of: (u32, &VehicleFacts, &BatteryFacts), load: Load) -> Option<Trip> {
    trip_from(fleet, of, load, fleet.charger_before(of.0, load.0)?)
}

/// An order from a charger so far away from it, in metres.
fn trip_from(
    fleet: &FleetFacts,
    (kind, facts, battery): (u32, &VehicleFacts, &BatteryFacts),
    load: Load,
    (to, charger): (f64, u32),
) -> Option<Trip> {
    let mean = |law: &Option<Distribution>| law.as_ref().map_or(0.0, |law| law.mean() / 1e9);
    let handling_s = mean(&facts.load) + mean(&facts.unload);
    let (pick, drop, mass) = load;
    fleet.time_between(kind, pick, drop)?;
    let (with, home) = (
        fleet.metres_between(fleet.pace(kind, true), pick, drop),
        fleet.metres_to_charger(kind, drop),
    );
    let work =
        to * battery.empty + with * battery.per_metre(Some(mass)) + handling_s * battery.idle;
    let back = home * battery.empty;
    let full = battery.high * battery.capacity;
    let usable = full - battery.low * battery.capacity;
    let excess = (work / usable).max((work + back) / full);
    let (metres, joules) = ((to, with, home), (work, back));
    Some(Trip { charger, load, metres, handling_s, joules, excess })
}

fn text(
    fleet: &FleetFacts,
    (facts, battery): (&VehicleFacts, &BatteryFacts),
    trip: &Trip,
) -> String {
    let name = |node: u32| fleet.nodes[node as usize].name.as_str();
    let (from, to, mass) = trip.load;
    let (empty, with, home) = trip.metres;
    let (work, back) = trip.joules;
    let full = battery.high * battery.capacity;
    let weight =
        if battery.per_kg > 0.0 { format!(" with {mass} kg") } else { " with a load".to_owned() };
    format!(
        "`{}` cannot bring anything from `{}` to `{}`: from the charger `{}`, {empty:.0} m without a load, {with:.0} m{weight}, and {:.0} s of handling take {:.3} kWh, and {home:.0} m on to a charger {:.3} kWh; when charged it holds {:.3} kWh, of which `low` leaves {:.3} kWh for orders",
        facts.name,
        name(from),
        name(to),
        name(trip.charger),
        trip.handling_s,
        work / KWH,
        back / KWH,
        full / KWH,
        (full - battery.low * battery.capacity) / KWH,
    )
}
