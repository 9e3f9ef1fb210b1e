//! What is known of a fleet of vehicles: the guide paths that they follow, where they stop, and what they can do.
//!
//! Lengths are in metres, speeds in metres per second.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use plantwright_des::Distribution;
use plantwright_units::{CalendarId, EquipmentId, SimSpan};

use super::{CrewFacts, Position};
use crate::Span;

/// A fleet: a network of guide paths, and all vehicles on it.
#[derive(Debug, Clone, PartialEq)]
pub struct FleetFacts {
    /// The points of the network, those named in the scene first, in the natural order of their names.
    pub nodes: Vec<NodeFacts>,
    /// How many of them are named in the scene. The others lie between two blocks of a way.
    pub named_nodes: u32,
    /// The ways from one point to the next. A path that can be driven both ways is two of them.
    pub edges: Vec<EdgeFacts>,
    /// The ways from one named point to the next, of which edges are parts.
    pub ways: Vec<String>,
    /// The edges that begin at each node, by position.
    pub out: Vec<Vec<u32>>,
    /// The edges that end at each node, by position.
    pub into: Vec<Vec<u32>>,
    /// Parts of the network in which only so many vehicles may be, those named in the scene first.
    pub zones: Vec<ZoneOfNodes>,
    /// How many of them are named in the scene.
    pub named_zones: u32,
    /// Where equipment is served.
    pub stations: Vec<StationFacts>,
    /// Where vehicles go that have nothing to do.
    pub parks: Vec<u32>,
    /// Where vehicles charge.
    pub chargers: Vec<u32>,
    /// The types of vehicles, in the natural order of their names.
    pub types: Vec<VehicleFacts>,
    /// The vehicles: their name, their type, and where they are at the beginning.
    pub vehicles: Vec<(String, u32, StartFacts)>,
    /// How they keep out of each other's way.
    pub traffic: Traffic,
    /// Which vehicle takes which order.
    pub dispatch: Dispatch,
    /// Whether vehicles that drive to where they pick something up may be given other orders.
    pub reassigns: bool,
    /// Where vehicles wait that have nothing to do.
    pub idle: Idling,
    /// Which way they take.
    pub routing: RouteChoice,
    /// How long it takes each type at its pace at least to a node where vehicles stop, from every node; `u64::MAX`: it cannot get there.
    pub times: BTreeMap<(u32, u32), Vec<u64>>,
    /// How far it is on those ways.
    pub metres: BTreeMap<(u32, u32), Vec<f64>>,
    /// By type, where it has a battery: how far it is from every node to the nearest charger, in metres; infinite: it cannot get to one.
    pub to_charger: Vec<Vec<f64>>,
    /// By pace: how long each edge takes at least, in nanoseconds. The paces of types without a load come first, by type.
    pub takes: Vec<Vec<u64>>,
    /// By type: its pace with a load; where it drives alike with one, that without.
    pub loaded_paces: Vec<u32>,
    /// By node: the only edge that begins there, where there is only one.
    pub only_out: Vec<Option<u32>>,
    /// By node: whether all come to it in line, over one and the same edge on which nobody comes the other way, and it is in no zone. Who
    /// drives there behind another one stays behind it.
    pub in_line: Vec<bool>,
}

/// A point of the network, at which one vehicle can stand.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeFacts {
    /// Its name in the scene, or that of the path on which it lies.
    pub name: String,
    /// Where it is, where that is said.
    pub position: Option<Position>,
    /// The zones that it is in.
    pub zones: Vec<u32>,
    /// Whether vehicles go there that have nothing to do.
    pub parks: bool,
    /// Whether they charge there.
    pub charges: bool,
}

/// A way from one node to another.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgeFacts {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// How long it is.
    pub length: f64,
    /// How fast vehicles may be on it.
    pub limit: Option<f64>,
    /// Of a curve.
    pub radius: Option<f64>,
    /// Whether it leads straight from where the one point is to where the other one is: its length follows from that.
    pub is_straight: bool,
    /// Whether it can be driven the other way as well.
    pub two_way: bool,
    /// The way of which it is a part.
    pub way: u32,
}

/// A part of the network in which only so many vehicles may be.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneOfNodes {
    /// What it is called.
    pub name: String,
    /// What lies in it.
    pub nodes: Vec<u32>,
    /// How many vehicles may be in it.
    pub capacity: u32,
}

/// Where a piece of equipment is served.
#[derive(Debug, Clone, PartialEq)]
pub struct StationFacts {
    /// Which.
    pub equipment: EquipmentId,
    /// Where its items are picked up.
    pub pick: u32,
    /// Where items for it are dropped.
    pub drop: u32,
    /// How many items can wait there for a vehicle; none: as many as come.
    pub waiting: Option<u32>,
    /// Where it stands in the scene.
    pub span: Span,
}

/// What vehicles of a type can do.
#[derive(Debug, Clone, PartialEq)]
pub struct VehicleFacts {
    /// The name of the type.
    pub name: String,
    /// From end to end.
    pub length: f64,
    /// The distance that others keep from it.
    pub safety: f64,
    /// Its speed.
    pub speed: f64,
    /// Its speed with a load.
    pub loaded_speed: f64,
    /// How fast it becomes faster, in m/s²; infinite: at once.
    pub acceleration: f64,
    /// How fast it becomes slower, in m/s²; infinite: at once.
    pub braking: f64,
    /// What it takes sideways in curves, in m/s²; infinite: it need not slow down.
    pub lateral: f64,
    /// How long a quarter turn on the spot takes; none: it goes round corners without stopping.
    pub quarter_turn: Option<f64>,
    /// How long picking an item up takes, in nanoseconds.
    pub load: Option<Distribution>,
    /// How long dropping an item takes, in nanoseconds.
    pub unload: Option<Distribution>,
    /// How many items it carries.
    pub capacity: u32,
    /// How much they weigh in all at most, in kilograms; infinite: as much as comes.
    pub max_load: f64,
    /// Where it drives all the time, whether there is anything to carry or not; none: where orders lead it.
    pub tour: Vec<(u32, SimSpan)>,
    /// Whether it drives its tour again and again.
    pub repeats: bool,
    /// Whether vehicles of the type in a ring may all move on at once.
    pub rotates: bool,
    /// Its battery.
    pub battery: Option<BatteryFacts>,
    /// How it breaks down.
    pub breakdown: Option<BreakdownFacts>,
    /// What it is where items are rigid bodies; none: nothing.
    pub body: Option<VehicleBody>,
    /// When it takes orders; none: always.
    pub calendar: Option<CalendarId>,
    /// Where it stands in the scene.
    pub span: Span,
}

/// What a vehicle is where items are rigid bodies: a block of its length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VehicleBody {
    /// Across.
    pub width: f64,
    /// From the floor up.
    pub height: f64,
    /// How far its safety field reaches ahead of it; 0: it has none.
    pub field: f64,
    /// How far that reaches beyond each of its sides.
    pub beside: f64,
}

/// A battery, in joules, watts, and joules per metre.
#[derive(Debug, Clone, PartialEq)]
pub struct BatteryFacts {
    /// What it holds.
    pub capacity: f64,
    /// What driving without a load takes.
    pub empty: f64,
    /// What driving with a load takes.
    pub loaded: f64,
    /// What that takes more for each kilogram of the load.
    pub per_kg: f64,
    /// What standing takes, unless it charges.
    pub idle: f64,
    /// With which power it is charged, below the first point of the curve.
    pub charging: f64,
    /// From some share of its capacity on: with which power, between two of them in proportion. Empty: always the same.
    pub curve: Vec<(f64, f64)>,
    /// The share below which it is not used for orders.
    pub low: f64,
    /// The share up to which it is charged.
    pub high: f64,
    /// Whether it charges whenever there is nothing to do.
    pub opportunity: bool,
    /// How long it takes until one that is stranded has a charged battery again, in nanoseconds; none: that never happens.
    pub rescue: Option<Distribution>,
}

/// Between two charges, in joules: with which power a battery is charged at either end, in watts.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    charges: (f64, f64),
    powers: (f64, f64),
}

impl Stretch {
    /// The power at a charge.
    fn power(&self, charge: f64) -> f64 {
        let ((from, to), (a, b)) = (self.charges, self.powers);
        if to.is_infinite() || a == b { a } else { a + (b - a) * (charge - from) / (to - from) }
    }

    /// How long charging takes, in seconds: the integral of `dE / P(E)` where `P` is linear, which is `ΔE ln(P₁ / P₀) / (P₁ − P₀)`.
    fn takes(&self, from: f64, to: f64) -> f64 {
        let (a, b) = (self.power(from), self.power(to));
        let more = (b - a) / a;
        let share = if more.abs() < 1e-9 { 1.0 } else { libm::log1p(more) / more };
        (to - from) / a * share
    }

    /// The charge after a time: the solution of `dE / dt = P(E)`, an exponential function.
    fn after(&self, from: f64, seconds: f64) -> f64 {
        let ((low, high), (a, b)) = (self.charges, self.powers);
        let power = self.power(from);
        if high.is_infinite() || a == b {
            return from + power * seconds;
        }
        let slope = (b - a) / (high - low);
        from + power / slope * libm::expm1(slope * seconds)
    }
}

impl BatteryFacts {
    /// The stretches of its charge, from empty on.
    fn stretches(&self) -> impl Iterator<Item = Stretch> {
        let point =
            |at: usize| self.curve.get(at).map(|(share, power)| (share * self.capacity, *power));
        (0..=self.curve.len()).map(move |at| {
            let (from, a) = match at.checked_sub(1) {
                Some(before) => point(before).unwrap_or((0.0, self.charging)),
                None => (0.0, self.charging),
            };
            let (to, b) = point(at).unwrap_or((f64::INFINITY, a));
            Stretch { charges: (from, to), powers: (a, if at == 0 { a } else { b }) }
        })
    }

    /// Returns how long it takes to charge from one charge to another, in joules; in seconds.
    ///
    /// Where the power follows a curve, exactly: the integral of `dE / P(E)`.
    pub fn charging_time(&self, from: f64, to: f64) -> f64 {
        if self.curve.is_empty() {
            return (to - from).max(0.0) / self.charging;
        }
        let of = |stretch: Stretch| {
            // Below empty it is charged as if it were empty.
            let low = if stretch.charges.0 == 0.0 { f64::NEG_INFINITY } else { stretch.charges.0 };
            let (from, to) = (from.max(low), to.min(stretch.charges.1));
            if to > from { stretch.takes(from, to) } else { 0.0 }
        };
        self.stretches().map(of).sum()
    }

    /// Returns the charge, in joules, when it has been charged from one for so many seconds.
    pub fn charged(&self, from: f64, seconds: f64) -> f64 {
        if self.curve.is_empty() {
            return from + self.charging * seconds;
        }
        let (mut charge, mut left) = (from, seconds);
        for stretch in self.stretches() {
            let end = stretch.charges.1;
            if charge >= end {
                continue;
            }
            let takes = stretch.takes(charge, end);
            if left < takes {
                return stretch.after(charge, left).min(end);
            }
            (charge, left) = (end, left - takes);
        }
        charge
    }

    /// Returns with which power it is charged in the mean, from its lower share to its upper one, in watts.
    pub fn mean_power(&self) -> f64 {
        let (low, high) = (self.low * self.capacity, self.high * self.capacity);
        (high - low) / self.charging_time(low, high)
    }

    /// Returns what driving takes with so many kilograms of load, in joules per metre; none: without a load.
    pub fn per_metre(&self, load_kg: Option<f64>) -> f64 {
        load_kg.map_or(self.empty, |mass| self.loaded + self.per_kg * mass)
    }
}

/// How vehicles break down, and what becomes of them.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakdownFacts {
    /// What counts until they do.
    pub counts: WearBy,
    /// How much of that, in nanoseconds or metres.
    pub life: Distribution,
    /// How long a repair takes, in nanoseconds.
    pub repair: Distribution,
    /// Who repairs them.
    pub crew: Option<CrewFacts>,
    /// Where they are towed, if they are not repaired where they stand.
    pub tow: Option<TowFacts>,
}

/// What counts until a vehicle breaks down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WearBy {
    /// The time for which it drives.
    Driving,
    /// All time.
    Calendar,
    /// How far it drives.
    Distance,
}

/// How a broken vehicle is towed.
#[derive(Debug, Clone, PartialEq)]
pub struct TowFacts {
    /// How long it stands until that begins, in nanoseconds.
    pub after: Distribution,
    /// To which point.
    pub to: u32,
    /// How fast.
    pub speed: f64,
}

/// Where a vehicle is at the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartFacts {
    /// At a node.
    At(u32),
    /// At the beginning of an edge, and nowhere else: it has just been put there.
    Entering(u32),
}

impl VehicleFacts {
    /// Returns whether such a vehicle may stop at one of the stops of its fleet: who drives a tour has no other ones.
    pub fn stops_at(&self, stop: u32) -> bool {
        self.tour.is_empty()
            || self.tour.iter().any(|(node, _)| *node == stop)
            || self.workshop() == Some(stop)
    }

    /// Returns where those are towed to that break down.
    pub fn workshop(&self) -> Option<u32> {
        self.breakdown.as_ref()?.tow.as_ref().map(|tow| tow.to)
    }
}

impl StartFacts {
    /// Returns the node at which it is, or to which it goes.
    pub fn node(self, edges: &[EdgeFacts]) -> u32 {
        match self {
            Self::At(node) => node,
            Self::Entering(edge) => edges[edge as usize].to,
        }
    }
}

/// How vehicles keep out of each other's way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
pub enum Traffic {
    /// Every way is planned to its end, in time windows that no other vehicle has: nobody under way waits in a circle. Who is in the way
    /// is sent aside.
    #[default]
    Planned,
    /// Every vehicle goes the shortest way, and takes the next point when it comes to it, first come, first served: they may come
    /// to stand in a circle, which is reported.
    FirstCome,
    /// Vehicles are never in each other's way.
    Free,
}

/// Which vehicle takes which order.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
pub enum Dispatch {
    /// The pair of an order and a free vehicle with the shortest way between them comes first.
    #[default]
    Nearest,
    /// The oldest order comes first, and takes the nearest free vehicle.
    Oldest,
    /// The order whose item has the earliest due date comes first; those without one are last.
    DueDate,
    /// All orders and all free vehicles at once, so that the sum of the ways is least: the Hungarian method.
    Assignment,
}

/// Where a vehicle waits that has nothing to do.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
pub enum Idling {
    /// At the nearest of the parks that nobody else is at or goes to; where there is none, where it is.
    #[default]
    NearestPark,
    /// Where it is.
    Stay,
    /// Where it was at the beginning.
    Home,
    /// At the park that is farthest from all others who have nothing to do.
    Distribute,
}

/// Which way a vehicle takes to where it is to go.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
pub enum RouteChoice {
    /// The one on which it is there first, as far as it is known who else is under way.
    #[default]
    AroundTraffic,
    /// The one that takes least time where nobody is in the way.
    Shortest,
}

impl FleetFacts {
    /// Returns the station of a piece of equipment.
    pub fn station(&self, equipment: EquipmentId) -> Option<u32> {
        let found = self.stations.binary_search_by_key(&equipment, |station| station.equipment);
        found.ok().map(|position| position as u32)
    }

    /// Tells whether vehicles bring what goes from one piece of equipment to another.
    pub fn carries(&self, from: EquipmentId, to: EquipmentId) -> bool {
        let [Some(from), Some(to)] = [from, to].map(|end| self.station(end)) else { return false };
        self.stations[from as usize].pick != self.stations[to as usize].drop
    }

    /// Returns how fast a type may be on an edge.
    #[expect(clippy::unused_self, reason = "asked of the network, as all that is about edges")]
    pub fn speed_on(&self, edge: &EdgeFacts, kind: &VehicleFacts, is_loaded: bool) -> f64 {
        let own = if is_loaded { kind.loaded_speed } else { kind.speed };
        let limited = edge.limit.map_or(own, |limit| own.min(limit));
        edge.radius.map_or(limited, |radius| limited.min((kind.lateral * radius).sqrt()))
    }

    /// Returns whether a node is a dead end: whoever leaves it goes back by where it came from.
    pub fn is_aside(&self, node: u32) -> bool {
        self.out[node as usize].iter().all(|edge| self.edges[*edge as usize].two_way)
    }

    /// Returns the pace of a type with or without a load: what is quickest for one need not be for the other.
    pub fn pace(&self, kind: u32, is_loaded: bool) -> u32 {
        if is_loaded { self.loaded_paces[kind as usize] } else { kind }
    }

    /// Returns how long an edge takes at a pace at least, in nanoseconds.
    pub fn time_on(&self, edge: u32, pace: u32) -> u64 {
        self.takes[pace as usize][edge as usize]
    }

    /// Finds out how long edges take, and where vehicles drive in line; a way of no length counts as a nanosecond, so that it leads
    /// somewhere.
    #[must_use]
    pub fn with_times(mut self) -> Self {
        let least = |edge: &EdgeFacts, kind: &VehicleFacts, is_loaded: bool| {
            ((edge.length / self.speed_on(edge, kind, is_loaded) * 1e9).round() as u64).max(1)
        };
        let takes = |kind: &VehicleFacts, is_loaded: bool| -> Vec<u64> {
            self.edges.iter().map(|edge| least(edge, kind, is_loaded)).collect()
        };
        let mut all: Vec<Vec<u64>> = self.types.iter().map(|kind| takes(kind, false)).collect();
        let mut loaded_paces = Vec::with_capacity(self.types.len());
        for (number, kind) in (0..).zip(&self.types) {
            // Who drives a tour never has a load.
            let loaded = kind.tour.is_empty().then(|| takes(kind, true));
            let other = loaded.filter(|loaded| *loaded != all[number as usize]);
            loaded_paces.push(if other.is_some() { all.len() as u32 } else { number });
            all.extend(other);
        }
        (self.takes, self.loaded_paces) = (all, loaded_paces);
        let only = |edges: &Vec<u32>| <[u32; 1]>::try_from(&edges[..]).ok().map(|[edge]| edge);
        self.only_out = self.out.iter().map(only).collect();
        let in_line = self.into.iter().zip(&self.nodes).map(|(into, node)| {
            let edge = only(into).map(|edge| &self.edges[edge as usize]);
            node.zones.is_empty() && edge.is_some_and(|edge| !edge.two_way)
        });
        self.in_line = in_line.collect();
        self
    }

    /// Finds out how far it is to the nearest charger, on the quickest way there.
    #[must_use]
    pub fn with_chargers(mut self) -> Self {
        let of = |kind: u32| {
            let battery = self.types[kind as usize].battery.as_ref();
            if battery.is_none() {
                return Vec::new();
            }
            let nearest = |from: u32| {
                let far = |to: &u32| {
                    self.time_between(kind, from, *to)?;
                    Some(self.metres_between(kind, from, *to))
                };
                self.chargers.iter().filter_map(far).fold(f64::INFINITY, f64::min)
            };
            (0..self.nodes.len() as u32).map(nearest).collect()
        };
        self.to_charger = (0..self.types.len() as u32).map(of).collect();
        self
    }

    /// Returns how far it is from a node to the nearest charger, in metres; infinite: it cannot get to one.
    pub fn metres_to_charger(&self, kind: u32, from: u32) -> f64 {
        let own = self.to_charger.get(kind as usize).and_then(|far| far.get(from as usize));
        own.copied().unwrap_or(f64::INFINITY)
    }

    /// Returns how far it is to a node from the charger from which that is nearest, in metres, and which charger that is.
    pub fn charger_before(&self, kind: u32, to: u32) -> Option<(f64, u32)> {
        let far = |from: &u32| {
            self.time_between(kind, *from, to)?;
            Some((self.metres_between(kind, *from, to), *from))
        };
        self.chargers.iter().filter_map(far).min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Returns the least time from every node to one at a pace, in nanoseconds, and how far it is on that way.
    pub fn times_to(&self, goal: u32, pace: u32) -> (Vec<u64>, Vec<f64>) {
        let takes = &self.takes[pace as usize];
        let mut metres = vec![0.0; self.nodes.len()];
        let mut times = vec![u64::MAX; self.nodes.len()];
        times[goal as usize] = 0;
        let mut open = BinaryHeap::from([Reverse((0_u64, goal))]);
        while let Some(Reverse((time, node))) = open.pop() {
            if time > times[node as usize] {
                continue;
            }
            for edge in &self.into[node as usize] {
                let EdgeFacts { from, length, .. } = self.edges[*edge as usize];
                let sum = time + takes[*edge as usize];
                if sum < times[from as usize] {
                    times[from as usize] = sum;
                    metres[from as usize] = metres[node as usize] + length;
                    open.push(Reverse((sum, from)));
                }
            }
        }
        (times, metres)
    }

    /// Returns how many places there are of which figures are kept: ways, and behind them the zones named in the scene.
    pub fn places(&self) -> usize {
        self.ways.len() + self.named_zones as usize
    }

    /// Returns the names of those.
    pub fn place_names(&self) -> impl Iterator<Item = &str> {
        let zones = self.zones[..self.named_zones as usize].iter();
        self.ways.iter().map(String::as_str).chain(zones.map(|zone| zone.name.as_str()))
    }

    /// Returns the nodes at which vehicles stop of themselves.
    pub fn stops(&self) -> Vec<u32> {
        let stations = self.stations.iter().flat_map(|station| [station.pick, station.drop]);
        let tours = self.types.iter().flat_map(|kind| kind.tour.iter().map(|(node, _)| *node));
        let mut stops: Vec<u32> = stations
            .chain(tours)
            .chain(self.parks.iter().copied())
            .chain(self.homes())
            .chain(self.chargers.iter().copied())
            .chain(self.workshops())
            .collect();
        stops.sort_unstable();
        stops.dedup();
        stops
    }

    /// Returns where vehicles are towed to.
    fn workshops(&self) -> impl Iterator<Item = u32> {
        self.types.iter().filter_map(VehicleFacts::workshop)
    }

    /// Returns where vehicles are at the beginning, if they go back there.
    fn homes(&self) -> impl Iterator<Item = u32> {
        let goes_home = self.idle == Idling::Home;
        let all = self.vehicles.iter().filter(move |_| goes_home);
        all.map(|(_, _, start)| start.node(&self.edges))
    }

    /// Returns how far that is on the quickest way, in metres.
    pub fn metres_between(&self, pace: u32, from: u32, to: u32) -> f64 {
        let metres = self.metres.get(&(pace, to)).and_then(|metres| metres.get(from as usize));
        metres.copied().unwrap_or(0.0)
    }

    /// Returns how long it takes at a pace at least from one node to another at which vehicles stop.
    pub fn time_between(&self, pace: u32, from: u32, to: u32) -> Option<SimSpan> {
        let time = *self.times.get(&(pace, to))?.get(from as usize)?;
        (time != u64::MAX).then(|| SimSpan::from_nanos(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn battery(curve: Vec<(f64, f64)>) -> BatteryFacts {
        BatteryFacts {
            capacity: 1_000.0,
            empty: 1.0,
            loaded: 2.0,
            per_kg: 0.5,
            idle: 0.0,
            charging: 10.0,
            curve,
            low: 0.2,
            high: 1.0,
            opportunity: false,
            rescue: None,
        }
    }

    /// 10 W up to 800 J, and down to 2 W at 1 000 J: 80 s, and 200 ln(10 / 2) / 8 s.
    #[test]
    fn a_charge_that_tapers_off_takes_the_integral() {
        let curve = battery(vec![(0.8, 10.0), (1.0, 2.0)]);
        let tail = 25.0 * libm::log(5.0);
        assert!((curve.charging_time(0.0, 800.0) - 80.0).abs() < 1e-12);
        assert!((curve.charging_time(0.0, 1_000.0) - 80.0 - tail).abs() < 1e-12);
        // At 900 J there are 6 W: 200 ln(10 / 6) / 8 s from 800 J on.
        let half = 25.0 * libm::log(10.0 / 6.0);
        assert!((curve.charged(0.0, 80.0 + half) - 900.0).abs() < 1e-9);
        assert!((curve.charged(900.0, curve.charging_time(900.0, 990.0)) - 990.0).abs() < 1e-9);
        assert!((curve.mean_power() - 800.0 / (60.0 + tail)).abs() < 1e-12);
    }

    #[test]
    fn a_charge_in_steps_is_the_sum_of_them() {
        // Another power from half on, and the same from there to the end.
        let steps = battery(vec![(0.5, 4.0), (1.0, 4.0)]);
        assert!((steps.charging_time(100.0, 900.0) - 40.0 - 100.0).abs() < 1e-12);
        assert_eq!(steps.charged(100.0, 40.0 + 50.0), 700.0);
        let plain = battery(Vec::new());
        assert_eq!((plain.charging_time(100.0, 900.0), plain.charged(100.0, 80.0)), (80.0, 900.0));
        assert_eq!((plain.per_metre(None), plain.per_metre(Some(20.0))), (1.0, 12.0));
    }
}
