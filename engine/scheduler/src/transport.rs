//! Transport: which vehicle of a fleet takes which order.

use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use plantwright_model::plant::{Dispatch, Idling, RouteChoice};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// Asks which vehicles take which orders, whenever there are both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transport {
    /// When.
    pub now: SimTime,
    /// The fleet.
    pub fleet: EquipmentId,
    /// What the scene says.
    pub rule: Dispatch,
    /// The vehicles that have nothing to do, in the order of their numbers. Of more than 64, and more than twice as many as there are
    /// orders, only those nearest to the orders, as many for each as there are orders, and 32 at least.
    pub vehicles: Vec<FreeVehicle>,
    /// The orders that no vehicle has, the one that came first first.
    pub orders: Vec<TransportOrder>,
    /// By vehicle and order: how long it takes at least to where the item waits, of a vehicle under way with the time until it comes
    /// to where it can turn to it. None: the vehicle cannot take the order.
    pub ways: Vec<Vec<Option<SimSpan>>>,
}

/// A vehicle that has nothing to do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FreeVehicle {
    /// Its number in the fleet.
    pub number: u32,
    /// Which share of its battery is left, if it has one.
    pub charge: Option<f64>,
}

/// An item that waits to be brought somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportOrder {
    /// Which.
    pub item: ItemId,
    /// What it is.
    pub product: ProductId,
    /// Where it waits.
    pub from: EquipmentId,
    /// Where it goes.
    pub to: EquipmentId,
    /// Since when.
    pub ready: SimTime,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its priority; higher is more important.
    pub priority: i32,
}

/// Asks where a vehicle waits that has nothing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parking {
    /// When.
    pub now: SimTime,
    /// The fleet.
    pub fleet: EquipmentId,
    /// What the scene says.
    pub rule: Idling,
    /// The number of the vehicle in its fleet.
    pub vehicle: u32,
    /// Where it could go; never empty. Of more than 32, the nearest 8, unless the rule is to keep vehicles apart.
    pub places: Vec<ParkingPlace>,
}

/// A place where a vehicle can wait, which nobody else is at or goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkingPlace {
    /// The number of the point in the network of the fleet.
    pub point: u32,
    /// How long it takes at least to go there; zero: it is there.
    pub way: SimSpan,
    /// How far the nearest other vehicle is that has nothing to do, or goes somewhere to wait; none: there is no other one, or
    /// the fleet has more than 32 vehicles and its rule is not to keep them apart.
    pub apart: Option<SimSpan>,
}

/// Asks whether a vehicle with nothing to do charges now, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Charging {
    /// When.
    pub now: SimTime,
    /// The fleet.
    pub fleet: EquipmentId,
    /// The number of the vehicle in its fleet.
    pub vehicle: u32,
    /// Which share of its battery is left.
    pub charge: f64,
    /// The share below which no order may bring it.
    pub low: f64,
    /// The share up to which it is charged.
    pub high: f64,
    /// Whether the scene has it charged whenever there is nothing to do.
    pub opportunity: bool,
    /// Whether orders wait, and its battery is too low for all of them.
    pub is_needed: bool,
    /// The chargers that nobody is at or goes to, by number of the point, with how long it takes at least to go there; never empty.
    pub chargers: Vec<(u32, SimSpan)>,
}

/// Asks which of two ways a vehicle takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// When.
    pub now: SimTime,
    /// The fleet.
    pub fleet: EquipmentId,
    /// What the scene says.
    pub rule: RouteChoice,
    /// The number of the vehicle in its fleet.
    pub vehicle: u32,
    /// The way that takes least time where nobody is in the way: how long that is, and when it would be there as far as it is known
    /// who else is under way.
    pub shortest: (SimSpan, SimTime),
    /// The way on which it would be there first.
    pub soonest: (SimSpan, SimTime),
}

/// Answers as the scene's rule says: a position among the places; none: it stays where it is.
pub(crate) fn park_by_rule(ask: &Parking) -> Option<usize> {
    let places = ask.places.iter().enumerate();
    match ask.rule {
        Idling::Stay => None,
        Idling::NearestPark | Idling::Home => {
            places.min_by_key(|(at, place)| (place.way, *at)).map(|(at, _)| at)
        }
        Idling::Distribute => {
            let rank = |place: &ParkingPlace| {
                (std::cmp::Reverse(place.apart.unwrap_or(SimSpan::MAX)), place.way)
            };
            places.min_by_key(|(at, place)| (rank(place), *at)).map(|(at, _)| at)
        }
    }
}

/// Answers as the scene says: at the nearest charger, if the battery is low, or at every opportunity.
pub(crate) fn charge_by_rule(ask: &Charging) -> Option<usize> {
    let may = ask.opportunity && ask.charge < ask.high * (1.0 - 1e-9);
    if !(may || ask.is_needed || ask.charge <= ask.low) {
        return None;
    }
    let chargers = ask.chargers.iter().enumerate();
    chargers.min_by_key(|(_, (point, way))| (*way, *point)).map(|(at, _)| at)
}

/// Pairs of a vehicle and an order, by their positions in the question.
pub type Pairs = Vec<(usize, usize)>;

impl Transport {
    /// Answers as a rule says. Of equals the order that came first, and the vehicle with the lowest number.
    pub fn by_rule(&self, rule: Dispatch) -> Pairs {
        match rule {
            Dispatch::Nearest => nearest(self),
            Dispatch::Oldest => {
                in_order(self, |order| (std::cmp::Reverse(order.priority), SimTime::ZERO))
            }
            Dispatch::DueDate => in_order(self, |order| {
                (std::cmp::Reverse(order.priority), order.due.unwrap_or(SimTime::MAX))
            }),
            Dispatch::Assignment => assignment(self),
        }
    }
}

/// The shortest way first, again and again.
fn nearest(ask: &Transport) -> Pairs {
    let rows = ask.ways.iter().enumerate();
    let mut pairs: Vec<_> = rows
        .flat_map(|(vehicle, ways)| {
            let ways = ways.iter().enumerate();
            ways.filter_map(move |(order, way)| {
                Some((std::cmp::Reverse(ask.orders[order].priority), (*way)?, order, vehicle))
            })
        })
        .collect();
    pairs.sort_unstable();
    let (mut vehicles, mut orders) =
        (vec![false; ask.vehicles.len()], vec![false; ask.orders.len()]);
    let mut chosen = Vec::new();
    for (_, _, order, vehicle) in pairs {
        if !vehicles[vehicle] && !orders[order] {
            (vehicles[vehicle], orders[order]) = (true, true);
            chosen.push((vehicle, order));
        }
    }
    chosen
}

/// One order after the other, each with the nearest vehicle.
fn in_order<K: Ord>(ask: &Transport, key: impl Fn(&TransportOrder) -> K) -> Pairs {
    let mut orders: Vec<usize> = (0..ask.orders.len()).collect();
    orders.sort_by_key(|order| (key(&ask.orders[*order]), ask.orders[*order].ready, *order));
    let mut free: Vec<usize> = (0..ask.vehicles.len()).collect();
    let mut chosen = Vec::new();
    for order in orders {
        let far = |vehicle: &usize| Some((ask.ways[*vehicle][order]?, *vehicle));
        if let Some((_, vehicle)) = free.iter().filter_map(far).min() {
            free.retain(|other| *other != vehicle);
            chosen.push((vehicle, order));
        }
    }
    chosen
}

/// All at once, so that as many orders as possible are taken, and the sum of the ways is least.
fn assignment(ask: &Transport) -> Pairs {
    let far = ask.ways.iter().flatten().flatten().map(|way| way.as_nanos()).max();
    let Some(far) = far else { return Vec::new() };
    // In microseconds, so that sums stay far below 64 bits; what cannot be is dearer than all that can.
    let cost = |way: Option<SimSpan>| way.map(|way| (way.as_nanos() / 1_000) as i64);
    let (rows, columns) = (ask.vehicles.len(), ask.orders.len());
    let most = (far / 1_000) as i64 + 1;
    let never = most
        .saturating_mul(rows.min(columns) as i64 + 1)
        .min(i64::MAX / 4 / (rows + columns) as i64);
    let at = |vehicle: usize, order: usize| cost(ask.ways[vehicle][order]).unwrap_or(never);
    // There are at most as many rows as columns.
    let turned = rows > columns;
    let size = if turned { (columns, rows) } else { (rows, columns) };
    let matrix =
        Matrix::from_fn(
            size.0,
            size.1,
            |(row, column)| {
                if turned { at(column, row) } else { at(row, column) }
            },
        );
    let (_, columns) = kuhn_munkres_min(&matrix);
    let pairs = columns.into_iter().enumerate();
    let pairs = pairs.map(|(row, column)| if turned { (column, row) } else { (row, column) });
    let mut pairs: Pairs =
        pairs.filter(|(vehicle, order)| ask.ways[*vehicle][*order].is_some()).collect();
    pairs.sort_unstable_by_key(|(_, order)| *order);
    pairs
}
