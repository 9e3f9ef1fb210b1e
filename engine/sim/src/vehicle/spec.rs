//! What a scene says of a fleet, and the network that follows from it.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_model::plant::{
    Dispatch, EdgeFacts, EquipmentFacts, FleetFacts, Idling, NodeFacts, Position, Role,
    RouteChoice, StartFacts, StationFacts, Traffic, VehicleFacts, ZoneOfNodes,
};
use plantwright_model::vocabulary::{Capacity, Random};
use plantwright_model::{
    Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes, did_you_mean,
};
use plantwright_units::{Acceleration, Duration, Length, Mass, SimSpan, Speed, natural_cmp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::battery::Battery;
use super::body::VehicleBody;
use super::breakdown::VehicleFailure;
use super::{apart, check};

pub(crate) const SAMPLE: &str = r#"Fleet(
    paths: [(along: ["saw", "mill"], length: "20 m", two_way: true)],
    stations: {"saw": (at: "saw"), "mill": (at: "mill")},
    vehicles: {"agv": (speed: "1.5 m/s", length: "1.2 m")},
)"#;

/// Vehicles that bring items from one piece of equipment to another, on guide paths.
///
/// What goes from one of its `stations` to another, by a link (`to`) or by the route of a product, goes by vehicle: the item waits
/// where it is picked up, a vehicle is ordered, drives there, and brings it. Links themselves are written as if there were no vehicles.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Fleet")]
pub(crate) struct Spec {
    /// The ways on which vehicles drive, from point to point: `[(along: ["a", "b", "c"], length: "8 m")]`.
    paths: Vec<Spanned<Path>>,
    /// Where points are, along the floor and across it: `{"a": ("0 m", "4 m")}`; default: nowhere in particular, and every path has
    /// a `length`.
    #[serde(default)]
    points: BTreeMap<Spanned<String>, (Length, Length)>,
    /// Parts of the network in which only so many vehicles may be at once: `{"crossing": (points: ["c", "d"])}`; default: none. At
    /// every point there is one vehicle at most in any case.
    #[serde(default)]
    zones: BTreeMap<Spanned<String>, TrafficZone>,
    /// Where equipment is served, by its name: `{"saw": (at: "a"), "mill": (pick: "c", drop: "b")}`; default: nowhere.
    #[serde(default)]
    stations: BTreeMap<Spanned<String>, VehicleStation>,
    /// Where vehicles go that have nothing to do; default: they stay where they are.
    #[serde(default)]
    parks: Vec<Spanned<String>>,
    /// Where vehicles with a battery charge; default: nowhere.
    #[serde(default)]
    chargers: Vec<Spanned<String>>,
    /// The vehicles, by type: `{"agv": (count: 6, speed: "1.5 m/s", length: "1.2 m")}`.
    vehicles: BTreeMap<Spanned<String>, Vehicle>,
    /// How they keep out of each other's way; default: `Planned`.
    #[serde(default)]
    traffic: Traffic,
    /// Which vehicle takes which order; default: `Nearest`.
    #[serde(default)]
    dispatch: Dispatch,
    /// Whether a vehicle that drives to where it picks something up may be given another order on the way, when one comes or another
    /// vehicle is free; default: false.
    #[serde(default)]
    reassign: bool,
    /// Where vehicles wait that have nothing to do; default: `NearestPark`.
    #[serde(default)]
    idle: Idling,
    /// Which way they take; default: `AroundTraffic`.
    #[serde(default)]
    routing: RouteChoice,
}

/// A path, through all points named, one after the other.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Path {
    /// The points, in the direction of travel.
    along: Vec<Spanned<String>>,
    /// From each point to the next; default: as the crow flies, by where the points are.
    #[serde(default)]
    length: Option<Spanned<Length>>,
    /// Whether it is driven both ways, one vehicle at a time between two points; default: false.
    #[serde(default)]
    two_way: bool,
    /// How fast vehicles may be on it; default: as fast as they are.
    #[serde(default)]
    speed: Option<Spanned<Speed>>,
    /// Of a curve, a quarter of a circle where there is no `length`; default: it is straight.
    #[serde(default)]
    radius: Option<Spanned<Length>>,
    /// Into how many blocks the way from each point to the next is divided; in each there is one vehicle at most; default: 1.
    #[serde(default)]
    blocks: Option<Spanned<u32>>,
}

/// A part of the network.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TrafficZone {
    /// What lies in it; with two neighbouring points, so do the blocks of the way between them.
    points: Vec<Spanned<String>>,
    /// How many vehicles may be in it; default: 1.
    #[serde(default)]
    capacity: Option<Spanned<u32>>,
}

/// Where a piece of equipment is served.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VehicleStation {
    /// The point at which vehicles stop; default: `pick` and `drop` say it.
    #[serde(default)]
    at: Option<Spanned<String>>,
    /// Where items are picked up; default: as `at`.
    #[serde(default)]
    pick: Option<Spanned<String>>,
    /// Where items are dropped; default: as `at`.
    #[serde(default)]
    drop: Option<Spanned<String>>,
    /// How many items can wait there for a vehicle; default: 1.
    #[serde(default)]
    waiting: Option<Capacity>,
}

/// A type of vehicles.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Vehicle {
    /// How many there are; default: 1, or as many as there are places in `start` or `entering`.
    #[serde(default)]
    count: Option<Spanned<u32>>,
    /// How fast it drives.
    speed: Spanned<Speed>,
    /// How fast it drives with a load; default: as without.
    #[serde(default)]
    loaded_speed: Option<Spanned<Speed>>,
    /// How fast it becomes faster; default: at once.
    #[serde(default)]
    acceleration: Option<Spanned<Acceleration>>,
    /// How fast it becomes slower; default: as `acceleration`.
    #[serde(default)]
    braking: Option<Spanned<Acceleration>>,
    /// The acceleration that it stands sideways, which limits its speed in curves; default: any.
    #[serde(default)]
    lateral: Option<Spanned<Acceleration>>,
    /// How long a quarter turn takes on the spot, at points where the way has a corner, in proportion to the angle; default: it goes
    /// round corners without stopping.
    #[serde(default)]
    quarter_turn: Option<Spanned<Duration>>,
    /// From end to end; default: it is a point.
    #[serde(default)]
    length: Option<Spanned<Length>>,
    /// The distance that others keep from it; default: none.
    #[serde(default)]
    safety: Option<Spanned<Length>>,
    /// How long it takes to pick an item up; default: no time.
    #[serde(default)]
    load: Option<Spanned<Random<Duration>>>,
    /// How long it takes to drop an item; default: no time.
    #[serde(default)]
    unload: Option<Spanned<Random<Duration>>>,
    /// How many items it carries at once; default: 1.
    #[serde(default)]
    capacity: Option<Spanned<u32>>,
    /// How much the items may weigh that it carries at once, by the `mass` of products (their `physics`); default: any weight.
    #[serde(default)]
    max_load: Option<Spanned<Mass>>,
    /// Where they are at the beginning; default: at the `parks`, the `chargers`, or else anywhere.
    #[serde(default)]
    start: Vec<Spanned<String>>,
    /// Where they are at the beginning, if they have just been put onto the way from one point to the next: `[("a", "b")]`; default: as `start` says.
    #[serde(default)]
    entering: Vec<(Spanned<String>, Spanned<String>)>,
    /// Where it drives all the time in place of taking orders: `[(at: "a", dwell: "10 s"), (at: "c")]`; default: where orders lead it.
    #[serde(default)]
    tour: Vec<Stop>,
    /// Whether the tour begins anew at its end; default: true.
    #[serde(default)]
    repeat: Option<bool>,
    /// Whether vehicles in a full ring may all move on at the same instant; default: false.
    #[serde(default)]
    rotates: bool,
    /// What drives it; default: something that never runs out.
    #[serde(default)]
    battery: Option<Spanned<Battery>>,
    /// How it breaks down: `(every: Exponential("40 h"), repair: "30 min")`; default: never.
    #[serde(default)]
    failure: Option<Spanned<VehicleFailure>>,
    /// What it is where items are rigid bodies, on the `floor` of a `Zone`: `(width: "0.8 m", height: "0.4 m", field: "1.5 m")`; default: nothing.
    #[serde(default)]
    body: Option<VehicleBody>,
    /// One of the scene's `calendars`: while that is closed, it takes no orders, finishes those that it has, and waits; default: it is always
    /// on duty.
    #[serde(default)]
    shift: Option<Spanned<String>>,
}

/// A stop of a tour.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stop {
    /// Where.
    at: Spanned<String>,
    /// How long it stands there; default: no time.
    #[serde(default)]
    dwell: Option<Spanned<Duration>>,
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        let count = |kind: &Vehicle| kind.count.map_or(1, |count| count.value);
        if self.vehicles.values().all(|kind| count(kind) == 0) {
            let hint = "name one under `vehicles`: `{\"agv\": (speed: \"1 m/s\")}`";
            let message = "nothing is ever brought: there is no vehicle";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
        }
        if self.paths.is_empty() {
            let hint = "add one to `paths`: `(along: [\"a\", \"b\"], length: \"8 m\")`";
            let message = "vehicles have nowhere to drive: there is no path";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
            return;
        }
        let mut network = Network::new(self, facts.span);
        network.paths(cx);
        let fleet = network.finish(cx);
        facts.places = Some(fleet.vehicles.len() as u32);
        if !cx.report.has_errors() {
            check::fleet(&fleet, facts.span, cx);
        }
        facts.fleet = Some(Box::new(fleet));
    }
}

/// The network while it is made.
struct Network<'a> {
    spec: &'a Spec,
    span: Span,
    nodes: Vec<NodeFacts>,
    /// How many of the nodes have a name in the scene, and of the others: between which of those each lies.
    named: usize,
    between: Vec<(u32, u32)>,
    edges: Vec<EdgeFacts>,
    ways: Vec<String>,
    /// The numbers of nodes by their name, and of ways by their ends.
    numbers: BTreeMap<&'a str, u32>,
    ways_between: BTreeMap<(u32, u32), u32>,
}

impl<'a> Network<'a> {
    fn new(spec: &'a Spec, span: Span) -> Self {
        let of_paths = spec.paths.iter().flat_map(|path| &path.value.along);
        let mut names: Vec<&str> =
            of_paths.chain(spec.points.keys()).map(|name| name.value.as_str()).collect();
        names.sort_by(|a, b| natural_cmp(a, b));
        names.dedup();
        let points = spec.points.iter().map(|(point, (x, y))| {
            (point.value.as_str(), Position { x: x.base_f64(), y: y.base_f64() })
        });
        let positions: BTreeMap<&str, Position> = points.collect();
        let nodes = names.iter().map(|name| NodeFacts {
            name: (*name).to_owned(),
            position: positions.get(name).copied(),
            zones: vec![],
            parks: false,
            charges: false,
        });
        Self {
            spec,
            span,
            named: names.len(),
            between: Vec::new(),
            nodes: nodes.collect(),
            edges: Vec::new(),
            ways: Vec::new(),
            numbers: names.iter().copied().zip(0..).collect(),
            ways_between: BTreeMap::new(),
        }
    }

    /// Finds a node, or reports that there is none.
    fn node(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<u32> {
        let named = &self.nodes[..self.named];
        let found = self.numbers.get(name.value.as_str()).copied();
        if found.is_none() {
            let message = format!("no path leads to a point `{}`", name.value);
            let near = did_you_mean(&name.value, named.iter().map(|node| node.name.as_str()));
            let hint = near.map_or_else(
                || "points are those that `paths` name".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
        }
        found
    }

    fn paths(&mut self, cx: &mut ReadCx<'_>) {
        let spec = self.spec;
        // In an order that does not depend on how they are listed.
        let mut paths: Vec<&Spanned<Path>> = spec.paths.iter().collect();
        paths.sort_by(|a, b| {
            let names = |path: &Spanned<Path>| -> Vec<String> {
                path.value.along.iter().map(|name| name.value.clone()).collect()
            };
            names(a).cmp(&names(b))
        });
        for path in paths {
            let Path { along, radius, length, blocks, .. } = &path.value;
            if along.len() < 2 {
                let message = "a path leads from one point to another";
                let hint = "name at least two points: `(along: [\"a\", \"b\"], length: \"8 m\")`";
                cx.report.push(Diagnostic::error(codes::VEHICLE, path.span, message).hint(hint));
            }
            above_zero(path.value.speed.as_ref(), "a speed limit", cx);
            above_zero(radius.as_ref(), "the radius of a curve", cx);
            if let Some(length) = length.filter(|length| length.value.is_negative()) {
                cx.error(codes::VEHICLE, length.span, "a length is not below zero");
            }
            let blocks = blocks.map_or(1, |blocks| {
                if blocks.value == 0 || blocks.value > 10_000 {
                    let message = "a way is divided into 1 to 10 000 blocks";
                    cx.error(codes::VEHICLE, blocks.span, message);
                }
                blocks.value.clamp(1, 10_000)
            });
            for pair in along.windows(2) {
                let ends = [&pair[0], &pair[1]].map(|name| self.node(name, cx));
                if let [Some(from), Some(to)] = ends {
                    let Some(length) = self.length(&path.value, (from, to), &pair[1], cx) else {
                        continue;
                    };
                    self.leg((from, to), length, &path.value, blocks);
                }
            }
        }
    }

    /// How far it is from one point to the next.
    fn length(
        &self,
        path: &Path,
        (from, to): (u32, u32),
        name: &Spanned<String>,
        cx: &mut ReadCx<'_>,
    ) -> Option<f64> {
        if let Some(length) = path.length {
            return Some(length.value.base_f64().max(0.0));
        }
        if let Some(radius) = path.radius {
            return Some(radius.value.base_f64() * std::f64::consts::FRAC_PI_2);
        }
        let [from, to] = [from, to].map(|node| &self.nodes[node as usize]);
        if let (Some(a), Some(b)) = (from.position, to.position) {
            let (x, y) = (a.x - b.x, a.y - b.y);
            return Some((x * x + y * y).sqrt());
        }
        let message = format!("how far it is from `{}` to `{}` is not said", from.name, to.name);
        let hint = "give the path a `length`, or say in `points` where both are";
        cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
        None
    }

    /// Adds the way from one point to the next, in blocks.
    fn leg(&mut self, (from, to): (u32, u32), length: f64, path: &Path, blocks: u32) {
        let mut at = from;
        let there = self.way(from, to);
        let back = if path.two_way { self.way(to, from) } else { there };
        for block in 1..=blocks {
            let next = if block == blocks { to } else { self.between((from, to), block, blocks) };
            let edge = EdgeFacts {
                from: at,
                to: next,
                length: length / f64::from(blocks),
                limit: path.speed.map(|speed| speed.value.base_f64()),
                radius: path.radius.map(|radius| radius.value.base_f64()),
                is_straight: path.length.is_none() && path.radius.is_none(),
                two_way: path.two_way,
                way: there,
            };
            if path.two_way {
                self.edges.push(EdgeFacts { from: next, to: at, way: back, ..edge.clone() });
            }
            self.edges.push(edge);
            at = next;
        }
    }

    /// The way from one named point to the next one.
    fn way(&mut self, from: u32, to: u32) -> u32 {
        if let Some(known) = self.ways_between.get(&(from, to)) {
            return *known;
        }
        let way = self.ways.len() as u32;
        self.ways_between.insert((from, to), way);
        let [from, to] = [from, to].map(|node| self.nodes[node as usize].name.as_str());
        self.ways.push(format!("{from} - {to}"));
        way
    }

    /// Adds the point between two blocks.
    fn between(&mut self, (from, to): (u32, u32), block: u32, blocks: u32) -> u32 {
        self.between.push((from, to));
        let [from, to] = [from, to].map(|node| &self.nodes[node as usize]);
        let name = format!("{} - {} {block}/{blocks}", from.name, to.name);
        let share = f64::from(block) / f64::from(blocks);
        let position = from
            .position
            .zip(to.position)
            .map(|(a, b)| Position { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
        self.nodes.push(NodeFacts {
            name,
            position,
            zones: Vec::new(),
            parks: false,
            charges: false,
        });
        self.nodes.len() as u32 - 1
    }

    fn finish(mut self, cx: &mut ReadCx<'_>) -> FleetFacts {
        let spec = self.spec;
        let mut zones = Vec::new();
        for (name, zone) in &spec.zones {
            if zone.points.is_empty() {
                let message = format!("nothing lies in the zone `{}`", name.value);
                let hint = "name its `points`, or leave it out";
                cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
            }
            for (at, point) in zone.points.iter().enumerate() {
                if zone.points[..at].iter().any(|other| other.value == point.value) {
                    let message = format!("`{}` is named twice in `{}`", point.value, name.value);
                    let hint = "a point lies in a zone or it does not: name it once";
                    cx.report
                        .push(Diagnostic::error(codes::VEHICLE, point.span, message).hint(hint));
                }
            }
            let mut nodes: Vec<u32> =
                zone.points.iter().filter_map(|point| self.node(point, cx)).collect();
            // So do the blocks of a way that begins and ends in it.
            let named: BTreeSet<u32> = nodes.iter().copied().collect();
            let blocks = (self.named as u32..).zip(&self.between);
            let inside = blocks.filter(|(_, (a, b))| named.contains(a) && named.contains(b));
            nodes.extend(inside.map(|(node, _)| node));
            let capacity = zone.capacity.map_or(1, |capacity| capacity.value);
            if capacity == 0 {
                cx.error(codes::VEHICLE, name.span, "a zone has room for a vehicle at least");
            }
            zones.push(ZoneOfNodes { name: name.value.clone(), nodes, capacity });
        }
        let stations = self.stations(cx);
        let mut places = |names: &[Spanned<String>]| -> Vec<u32> {
            names.iter().filter_map(|name| self.node(name, cx)).collect()
        };
        let (parks, chargers) = (places(&spec.parks), places(&spec.chargers));
        for node in &parks {
            self.nodes[*node as usize].parks = true;
        }
        for node in &chargers {
            self.nodes[*node as usize].charges = true;
        }
        let mut types: Vec<(&Spanned<String>, &Vehicle)> = spec.vehicles.iter().collect();
        types.sort_by(|a, b| natural_cmp(&a.0.value, &b.0.value));
        let kinds: Vec<VehicleFacts> =
            types.iter().map(|(name, kind)| kind.facts(name, &self, cx)).collect();
        let named_zones = zones.len() as u32;
        if spec.traffic != Traffic::Free {
            zones.extend(apart::close_together(&self.nodes, &self.edges, &kinds));
            apart::crossings(
                &self.nodes,
                &self.edges,
                &zones[..named_zones as usize],
                self.span,
                cx,
            );
        }
        let vehicles: usize = spec.vehicles.values().map(Vehicle::how_many).sum();
        // There is one vehicle at a point at most: where there is room for as many, nobody has to look.
        let is_tight =
            |zone: &ZoneOfNodes| (zone.capacity as usize) < zone.nodes.len().min(vehicles);
        for (position, zone) in zones.iter().enumerate().filter(|(_, zone)| is_tight(zone)) {
            for node in &zone.nodes {
                self.nodes[*node as usize].zones.push(position as u32);
            }
        }
        let mut out = vec![Vec::new(); self.nodes.len()];
        let mut into = vec![Vec::new(); self.nodes.len()];
        for (position, edge) in self.edges.iter().enumerate() {
            out[edge.from as usize].push(position as u32);
            into[edge.to as usize].push(position as u32);
        }
        let mut fleet = FleetFacts {
            nodes: Vec::new(),
            named_nodes: self.named as u32,
            edges: Vec::new(),
            ways: std::mem::take(&mut self.ways),
            out,
            into,
            zones,
            named_zones,
            stations,
            parks,
            chargers,
            types: kinds,
            vehicles: Vec::new(),
            traffic: spec.traffic,
            dispatch: spec.dispatch,
            reassigns: spec.reassign,
            idle: spec.idle,
            routing: spec.routing,
            times: BTreeMap::new(),
            metres: BTreeMap::new(),
            to_charger: Vec::new(),
            takes: Vec::new(),
            loaded_paces: Vec::new(),
            only_out: Vec::new(),
            in_line: Vec::new(),
        };
        fleet.vehicles = self.vehicles(&types, &fleet, cx);
        (fleet.nodes, fleet.edges) = (self.nodes, self.edges);
        let mut fleet = fleet.with_times();
        if !cx.report.has_errors() {
            let mut found = Vec::new();
            for stop in fleet.stops() {
                for (kind, facts) in (0..).zip(&fleet.types) {
                    let charges = facts.battery.is_some() && fleet.chargers.contains(&stop);
                    if !facts.stops_at(stop) && !charges {
                        continue;
                    }
                    let mut paces = vec![kind, fleet.pace(kind, true)];
                    paces.dedup();
                    for pace in paces {
                        let (times, metres) = fleet.times_to(stop, pace);
                        let metres = facts.battery.is_some().then_some(metres);
                        found.push(((pace, stop), times, metres));
                    }
                }
            }
            for (key, times, metres) in found {
                fleet.times.insert(key, times);
                fleet.metres.extend(metres.map(|metres| (key, metres)));
            }
            fleet = fleet.with_chargers();
        }
        fleet
    }

    fn stations(&self, cx: &mut ReadCx<'_>) -> Vec<StationFacts> {
        let mut stations = Vec::new();
        for (name, station) in &self.spec.stations {
            let Some(equipment) = cx.equipment(name) else { continue };
            let [pick, drop] =
                [&station.pick, &station.drop].map(|own| own.as_ref().or(station.at.as_ref()));
            let (Some(pick), Some(drop)) = (pick, drop) else {
                let message = format!("where `{}` is served is not said", name.value);
                let hint = "write `(at: \"...\")`, or both `pick` and `drop`";
                cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
                continue;
            };
            let (Some(pick), Some(drop)) = (self.node(pick, cx), self.node(drop, cx)) else {
                continue;
            };
            let waiting = station.waiting.map_or(Some(1), Capacity::limit);
            if waiting == Some(0) {
                let message = format!("nothing can wait for a vehicle at `{}`", name.value);
                cx.error(codes::VEHICLE, name.span, message);
            }
            stations.push(StationFacts { equipment, pick, drop, waiting, span: name.span });
        }
        stations.sort_by_key(|station| station.equipment);
        stations
    }

    /// Who there is, and where each begins.
    fn vehicles(
        &self,
        types: &[(&Spanned<String>, &Vehicle)],
        fleet: &FleetFacts,
        cx: &mut ReadCx<'_>,
    ) -> Vec<(String, u32, StartFacts)> {
        let mut vehicles: Vec<(String, u32, StartFacts)> = Vec::new();
        // First those whose place is said, so that others go elsewhere.
        let mut waiting = Vec::new();
        for (kind, (name, spec)) in (0..).zip(types) {
            let places = spec.places(self, cx);
            let count = spec.how_many();
            if count == 0 || count > 100_000 || places.len() > count {
                let span = spec.count.map_or(name.span, |count| count.span);
                let message =
                    format!("there are {count} of `{}`, with {} places", name.value, places.len());
                cx.error(codes::VEHICLE, span, message);
            }
            for number in 1..=count.min(100_000) {
                let called = if count == 1 {
                    name.value.clone()
                } else {
                    format!("{} {number}", name.value)
                };
                match places.get(number - 1) {
                    Some(start) => vehicles.push((called, kind, *start)),
                    None => waiting.push((called, kind)),
                }
            }
        }
        if self.nodes.is_empty() {
            // No path could be read, which was reported.
            return vehicles;
        }
        let stations = fleet.stations.iter().map(|station| station.pick);
        let anywhere = (0..self.nodes.len() as u32).chain(std::iter::once(0));
        let places = fleet.parks.iter().chain(&fleet.chargers).copied();
        let mut free = places.chain(stations).chain(anywhere);
        let mut taken = vec![false; self.nodes.len()];
        let take = |node: u32, taken: &mut [bool]| {
            taken[node as usize] = true;
            let zones = self.nodes[node as usize].zones.iter();
            let single =
                zones.map(|zone| &fleet.zones[*zone as usize]).filter(|it| it.capacity == 1);
            single.flat_map(|zone| &zone.nodes).for_each(|node| taken[*node as usize] = true);
        };
        for (_, _, start) in &vehicles {
            take(start.node(&self.edges), &mut taken);
        }
        // Where nobody is in anybody's way, all of them begin at the first.
        let first = free.clone().next().filter(|_| fleet.traffic == Traffic::Free);
        for (called, kind) in waiting {
            let Some(node) = first.or_else(|| free.find(|node| !taken[*node as usize])) else {
                let message = format!("there is no point left at which `{called}` could begin");
                let hint = "let fewer vehicles in, or divide paths into more `blocks`";
                cx.report.push(Diagnostic::error(codes::VEHICLE, self.span, message).hint(hint));
                return vehicles;
            };
            take(node, &mut taken);
            vehicles.push((called, kind, StartFacts::At(node)));
        }
        vehicles.sort_by(|a, b| natural_cmp(&a.0, &b.0));
        vehicles
    }
}

impl Vehicle {
    /// How many there are of the type.
    fn how_many(&self) -> usize {
        self.count.map_or(self.start.len().max(1), |count| count.value as usize)
    }

    fn facts(
        &self,
        name: &Spanned<String>,
        network: &Network<'_>,
        cx: &mut ReadCx<'_>,
    ) -> VehicleFacts {
        above_zero(Some(&self.speed), "the speed of a vehicle", cx);
        above_zero(self.loaded_speed.as_ref(), "the speed of a vehicle", cx);
        above_zero(self.max_load.as_ref(), "what a vehicle carries", cx);
        for rate in [&self.acceleration, &self.braking, &self.lateral] {
            above_zero(rate.as_ref(), "an acceleration", cx);
        }
        for length in [&self.length, &self.safety].into_iter().flatten() {
            if length.value.is_negative() {
                cx.error(codes::VEHICLE, length.span, "a length is not below zero");
            }
        }
        if self.rotates && network.spec.traffic != Traffic::Planned {
            let message = "only where ways are planned a full ring may move on at once";
            let hint = "leave `traffic` out, or `rotates`";
            cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
        }
        if self.tour.len() == 1 && self.repeat != Some(false) {
            let message = "a tour that begins anew has two stops at least";
            let hint = "name another stop, or write `repeat: false`";
            cx.report.push(Diagnostic::error(codes::VEHICLE, name.span, message).hint(hint));
        }
        let rate = |rate: &Option<Spanned<Acceleration>>| rate.map(|rate| rate.value.base_f64());
        let metres =
            |length: &Option<Spanned<Length>>| length.map_or(0.0, |it| it.value.base_f64());
        let mut law = |law: &Option<Spanned<Random<Duration>>>| {
            law.as_ref().and_then(|law| law.value.law(law.span, cx))
        };
        let (load, unload) = (law(&self.load), law(&self.unload));
        let speed = self.speed.value.base_f64();
        let acceleration = rate(&self.acceleration);
        let capacity = self.capacity.map_or(1, |capacity| {
            if capacity.value == 0 {
                cx.error(codes::VEHICLE, capacity.span, "a vehicle that carries nothing");
            }
            capacity.value.max(1)
        });
        VehicleFacts {
            name: name.value.clone(),
            length: metres(&self.length),
            safety: metres(&self.safety),
            speed,
            loaded_speed: self.loaded_speed.map_or(speed, |speed| speed.value.base_f64()),
            acceleration: acceleration.unwrap_or(f64::INFINITY),
            braking: rate(&self.braking).or(acceleration).unwrap_or(f64::INFINITY),
            lateral: rate(&self.lateral).unwrap_or(f64::INFINITY),
            quarter_turn: self
                .quarter_turn
                .as_ref()
                .and_then(|it| Some(cx.span(it)?.as_secs_f64())),
            load,
            unload,
            capacity,
            max_load: self.max_load.map_or(f64::INFINITY, |it| it.value.base_f64()),
            tour: self.tour(network, cx),
            repeats: self.repeat.unwrap_or(true),
            rotates: self.rotates,
            battery: self
                .battery
                .as_ref()
                .and_then(|battery| battery.value.facts(battery.span, cx)),
            breakdown: self.failure.as_ref().and_then(|it| {
                let mut node = |name: &Spanned<String>, cx: &mut ReadCx<'_>| network.node(name, cx);
                it.value.facts(it.span, speed, &mut node, cx)
            }),
            body: self.body.map(|body| body.facts(cx)),
            calendar: self.shift.as_ref().and_then(|calendar| cx.calendar(calendar)),
            span: name.span,
        }
    }

    fn tour(&self, network: &Network<'_>, cx: &mut ReadCx<'_>) -> Vec<(u32, SimSpan)> {
        let mut tour = Vec::new();
        for stop in &self.tour {
            let dwell = stop.dwell.as_ref().map_or(Some(SimSpan::ZERO), |dwell| cx.span(dwell));
            tour.extend(network.node(&stop.at, cx).zip(dwell));
        }
        tour
    }

    /// Where vehicles of the type are at the beginning, as far as that is said.
    fn places(&self, network: &Network<'_>, cx: &mut ReadCx<'_>) -> Vec<StartFacts> {
        let mut places: Vec<StartFacts> = self
            .start
            .iter()
            .filter_map(|name| network.node(name, cx))
            .map(StartFacts::At)
            .collect();
        for (from, to) in &self.entering {
            let (Some(a), Some(b)) = (network.node(from, cx), network.node(to, cx)) else {
                continue;
            };
            let edge = network.edges.iter().position(|edge| (edge.from, edge.to) == (a, b));
            if edge.is_none() {
                let message = format!("no path leads from `{}` to `{}`", from.value, to.value);
                cx.error(codes::VEHICLE, to.span, message);
            }
            places.extend(edge.map(|edge| StartFacts::Entering(edge as u32)));
        }
        places
    }
}

fn above_zero<D: plantwright_units::Dimension>(
    amount: Option<&Spanned<plantwright_units::Quantity<D>>>,
    what: &str,
    cx: &mut ReadCx<'_>,
) {
    if let Some(amount) = amount.filter(|it| it.value.is_zero() || it.value.is_negative()) {
        cx.error(codes::VEHICLE, amount.span, format!("{what} lies above zero"));
    }
}
