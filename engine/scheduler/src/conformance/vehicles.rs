//! Questions about vehicles: which takes what, where it waits, when it charges, and which way it takes.

use plantwright_des::Stream;
use plantwright_model::plant::{Dispatch, Idling, RouteChoice};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};

use crate::{Charging, FreeVehicle, Pairs, Parking, ParkingPlace, Transport, TransportOrder, Ways};

const NOW: SimTime = SimTime::from_nanos(1_000_000);
const FLEET: EquipmentId = EquipmentId(7);

/// Small numbers, so that ties are common; now and then the largest there is.
fn span(number: u64, draws: &mut Stream) -> SimSpan {
    let drawn = draws.draw() % 5;
    if number.is_multiple_of(20) { SimSpan::MAX } else { SimSpan::from_nanos(drawn * 1_000) }
}

/// A share of a battery.
fn share(draws: &mut Stream) -> f64 {
    (draws.draw() % 11) as f64 / 10.0
}

pub(super) fn transport(number: u64, draws: &mut Stream) -> Transport {
    let (vehicles, orders) = (1 + draws.draw() % 5, 1 + draws.draw() % 5);
    let rules = [Dispatch::Nearest, Dispatch::Oldest, Dispatch::DueDate, Dispatch::Assignment];
    let order = |serial: u64, draws: &mut Stream| TransportOrder {
        item: ItemId::new(EquipmentId(0), serial),
        product: ProductId((draws.draw() % 3) as u32),
        from: EquipmentId((draws.draw() % 4) as u32),
        to: EquipmentId((draws.draw() % 4) as u32),
        ready: SimTime::from_nanos(999_990 + draws.draw() % 10),
        due: draws.draw().is_multiple_of(2).then(|| SimTime::from_nanos(draws.draw() % 2_000_000)),
        priority: (draws.draw() % 3) as i32 - 1,
    };
    let has_battery = draws.draw().is_multiple_of(2);
    let free = |number: u64, draws: &mut Stream| FreeVehicle {
        number: 2 * number as u32,
        charge: has_battery.then(|| share(draws)),
    };
    let way = |draws: &mut Stream| (!draws.draw().is_multiple_of(6)).then(|| span(number, draws));
    Transport {
        now: NOW,
        fleet: FLEET,
        rule: rules[(draws.draw() % 4) as usize],
        vehicles: (0..vehicles).map(|number| free(number, draws)).collect(),
        orders: (0..orders).map(|serial| order(serial, draws)).collect(),
        ways: (0..vehicles).map(|_| (0..orders).map(|_| way(draws)).collect()).collect(),
    }
}

/// What is wrong with an answer about who takes what.
pub(super) fn of_pairs(ask: &Transport, pairs: &Pairs) -> Option<String> {
    for (at, (vehicle, order)) in pairs.iter().enumerate() {
        let way = ask.ways.get(*vehicle).and_then(|ways| ways.get(*order)).copied().flatten();
        if way.is_none() {
            return Some(format!("gave order {order} to vehicle {vehicle}, which cannot take it"));
        }
        if pairs[..at].iter().any(|(other, taken)| other == vehicle || taken == order) {
            return Some(format!("gave order {order} to vehicle {vehicle}, one of them twice"));
        }
    }
    None
}

/// What is wrong with a choice of a place.
pub(super) fn of_places(chosen: Option<usize>, places: usize) -> Option<String> {
    let chosen = chosen.filter(|chosen| *chosen >= places)?;
    Some(format!("took place {chosen} of {places}"))
}

pub(super) fn parking(number: u64, draws: &mut Stream) -> Parking {
    let rules = [Idling::Stay, Idling::NearestPark, Idling::Home, Idling::Distribute];
    let count = 1 + draws.draw() % 5;
    let places = (0..count).map(|point| ParkingPlace {
        point: 3 * point as u32,
        way: span(number, draws),
        apart: (!draws.draw().is_multiple_of(4)).then(|| span(number, draws)),
    });
    let places = places.collect();
    let rule = rules[(draws.draw() % 4) as usize];
    Parking { now: NOW, fleet: FLEET, rule, vehicle: (draws.draw() % 4) as u32, places }
}

pub(super) fn charging(number: u64, draws: &mut Stream) -> Charging {
    let count = 1 + draws.draw() % 4;
    Charging {
        now: NOW,
        fleet: FLEET,
        vehicle: (draws.draw() % 4) as u32,
        charge: share(draws),
        low: 0.2,
        high: 0.9,
        opportunity: draws.draw().is_multiple_of(2),
        is_needed: draws.draw().is_multiple_of(4),
        chargers: (0..count).map(|point| (2 * point as u32, span(number, draws))).collect(),
    }
}

pub(super) fn ways(number: u64, draws: &mut Stream) -> Ways {
    let rules = [RouteChoice::Shortest, RouteChoice::AroundTraffic];
    let shortest = span(number, draws);
    let longer = SimSpan::from_nanos(shortest.as_nanos().saturating_add(draws.draw() % 5));
    let at = |span: SimSpan| NOW.checked_add(span).unwrap_or(SimTime::MAX);
    let late = at(longer).checked_add(span(number, draws)).unwrap_or(SimTime::MAX);
    Ways {
        now: NOW,
        fleet: FLEET,
        rule: rules[(draws.draw() % 2) as usize],
        vehicle: (draws.draw() % 4) as u32,
        shortest: (shortest, late),
        soonest: (longer, at(longer)),
    }
}
