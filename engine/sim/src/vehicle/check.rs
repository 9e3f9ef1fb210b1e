//! What can be wrong with a fleet, before anything moves.

use std::collections::BTreeSet;

use plantwright_model::plant::{FleetFacts, Idling, StartFacts, Traffic, VehicleFacts};
use plantwright_model::{Diagnostic, ReadCx, Span, codes};

use super::aside::{Mover, Search};
use super::charging;

/// Fleets of more vehicles than these are not searched for arrangements.
const FEW: usize = 6;

/// As many arrangements are looked at before it is left open whether there is a way.
const ARRANGEMENTS: usize = 2_000;

/// Reports what cannot be done on the network.
pub(super) fn fleet(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    reach(fleet, cx);
    tours(fleet, cx);
    parks(fleet, span, cx);
    starts(fleet, span, cx);
    bays(fleet, span, cx);
    rings(fleet, cx);
    tows(fleet, cx);
    takers(fleet, span, cx);
    charging::chargers(fleet, cx);
    match fleet.traffic {
        Traffic::FirstCome if circles(fleet, span, cx) => {}
        Traffic::FirstCome => idlers(fleet, span, cx),
        Traffic::Planned if !cx.report.has_errors() => passing(fleet, span, cx),
        Traffic::Planned | Traffic::Free => {}
    }
}

/// Every station can be reached from every other one, and from where vehicles begin.
fn reach(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    for (kind, facts) in (0..).zip(&fleet.types) {
        if !facts.tour.is_empty() {
            continue;
        }
        let begin = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind);
        let begin: Vec<u32> = begin.map(|(_, _, start)| start.node(&fleet.edges)).collect();
        let stops = || fleet.stations.iter().flat_map(|it| [(it.pick, it), (it.drop, it)]);
        let from_all = |to: u32| {
            let others = stops().map(|(node, _)| node).chain(begin.iter().copied());
            others
                .filter(move |from| fleet.time_between(kind, *from, to).is_none())
                .collect::<Vec<_>>()
        };
        let mut told: Vec<u32> = Vec::new();
        for (node, station) in stops() {
            let cannot = from_all(node);
            if cannot.is_empty() || told.contains(&node) {
                continue;
            }
            told.push(node);
            let name = &fleet.nodes[node as usize].name;
            let all = stops().filter(|(other, _)| *other != node).count();
            // Where nearly all others can be reached from one, that one is a trap; else nothing leads here.
            let trap = cannot.iter().find(|from| {
                let others = || stops().map(|(other, _)| other).filter(|other| other != *from);
                others().all(|to| fleet.time_between(kind, **from, to).is_none())
                    && (begin.contains(from)
                        || others().any(|it| fleet.time_between(kind, it, **from).is_some()))
            });
            let (message, hint) = match trap.filter(|_| all > 1 || cannot.len() == 1) {
                Some(from) => (
                    format!(
                        "a vehicle that has come to `{}` cannot leave it again: no path leads on to `{name}`",
                        fleet.nodes[*from as usize].name
                    ),
                    "add a path that leads back, or make the one that leads there `two_way`",
                ),
                None => (
                    format!(
                        "no path leads from `{}` to `{name}`, where it is served",
                        fleet.nodes[cannot[0] as usize].name
                    ),
                    "add a path, or make one `two_way`",
                ),
            };
            cx.report.push(Diagnostic::error(codes::VEHICLE, station.span, message).hint(hint));
            if trap.is_some() {
                return;
            }
        }
    }
}

/// Every stop of a tour can be reached from the one before it, the first one from where vehicles begin.
fn tours(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    for (kind, facts) in (0..).zip(&fleet.types) {
        let Some((first, _)) = facts.tour.first() else { continue };
        if facts.calendar.is_some() {
            let message = format!(
                "the `shift` of `{}` changes nothing: it drives its tour at any time",
                facts.name
            );
            let hint =
                "a shift is for vehicles that take orders: leave it out, or leave out `tour`";
            cx.report.push(Diagnostic::warning(codes::VEHICLE, facts.span, message).hint(hint));
        }
        let begin = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind);
        let to_first = begin.map(|(_, _, start)| (start.node(&fleet.edges), *first));
        let mut legs = to_first.chain(round(facts));
        let cannot = legs.find(|(from, to)| fleet.time_between(kind, *from, *to).is_none());
        let Some((from, to)) = cannot else { continue };
        let [from, to] = [from, to].map(|node| fleet.nodes[node as usize].name.as_str());
        let message = format!(
            "`{}` cannot drive its tour: no path leads from `{from}` to `{to}`",
            facts.name
        );
        let hint = "add a path, make one `two_way`, or write `repeat: false`";
        cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
    }
}

/// The legs of a tour, each from a stop to the next one, and back to the first if it begins anew.
fn round(facts: &VehicleFacts) -> impl Iterator<Item = (u32, u32)> {
    let along = facts.tour.windows(2).map(|pair| (pair[0].0, pair[1].0));
    let ends = facts.tour.last().zip(facts.tour.first()).filter(|_| facts.repeats);
    along.chain(ends.map(|((last, _), (first, _))| (*last, *first)))
}

/// A place to wait to which no vehicle comes is none.
fn parks(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    let orders = (0..).zip(&fleet.types).filter(|(_, facts)| facts.tour.is_empty());
    let kinds: Vec<u32> = orders.map(|(kind, _)| kind).collect();
    let stations = || fleet.stations.iter().flat_map(|it| [it.pick, it.drop]);
    let comes = |park: u32| {
        let mut from =
            stations().chain(fleet.vehicles.iter().map(|(.., it)| it.node(&fleet.edges)));
        from.any(|from| kinds.iter().any(|it| fleet.time_between(*it, from, park).is_some()))
    };
    if kinds.is_empty() || fleet.idle == Idling::Stay {
        return;
    }
    if let Some(lost) = fleet.parks.iter().find(|park| !comes(**park)) {
        let name = &fleet.nodes[*lost as usize].name;
        let message = format!("no path leads to `{name}`, where vehicles are to wait");
        let hint = "add a path, or take it out of `parks`";
        cx.report.push(Diagnostic::warning(codes::VEHICLE, span, message).hint(hint));
    }
}

/// Nobody begins where another one does.
fn starts(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    if fleet.traffic == Traffic::Free {
        return;
    }
    // Who is at each point, or in a zone with it in which there is room for one.
    let mut taken: Vec<Option<usize>> = vec![None; fleet.nodes.len()];
    for (number, (name, _, start)) in fleet.vehicles.iter().enumerate() {
        let node = start.node(&fleet.edges);
        let other = taken[node as usize];
        let zones = fleet.nodes[node as usize].zones.iter();
        let single = zones.map(|zone| &fleet.zones[*zone as usize]).filter(|it| it.capacity == 1);
        for near in single.flat_map(|zone| &zone.nodes).chain(std::iter::once(&node)) {
            taken[*near as usize].get_or_insert(number);
        }
        if let Some(other) = other {
            let (other, at) = (&fleet.vehicles[other].0, &fleet.nodes[node as usize].name);
            let message = format!("`{name}` would begin in the same place as `{other}`, at `{at}`");
            let hint = "at every point, and in every zone, there is one vehicle at most; let them start elsewhere";
            cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
            return;
        }
    }
    for zone in fleet.zones.iter().filter(|zone| zone.capacity > 1) {
        let nodes = fleet.vehicles.iter().map(|(.., start)| start.node(&fleet.edges));
        let begin = nodes.filter(|node| zone.nodes.contains(node)).count();
        if begin > zone.capacity as usize {
            let (name, capacity) = (&zone.name, zone.capacity);
            let message =
                format!("{begin} vehicles begin in the zone `{name}`, which takes {capacity}");
            let hint = "let some of them start elsewhere, or give it a greater `capacity`";
            cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
        }
    }
}

/// Who stands at the end of a way that ends is in nobody's way, unless it is too long for that.
fn bays(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    if fleet.traffic == Traffic::Free || fleet.vehicles.len() < 2 {
        return;
    }
    for node in 0..fleet.nodes.len() as u32 {
        let Some((mouth, length)) = mouth(fleet, node) else { continue };
        let too_long =
            fleet.types.iter().find(|kind| kind.length + kind.safety > length * (1.0 + 1e-9));
        let Some(kind) = too_long else { continue };
        let station = fleet.stations.iter().find(|it| it.pick == node || it.drop == node);
        let [bay, mouth] = [node, mouth].map(|node| fleet.nodes[node as usize].name.as_str());
        let message = format!(
            "`{}` is too long for `{bay}`: it takes {:.2} m with its safety distance, and `{mouth}` is {length:.2} m away, where nobody can pass while it stands there",
            kind.name,
            kind.length + kind.safety,
        );
        let hint = "make the way longer, or the vehicle shorter";
        let span = station.map_or(span, |station| station.span);
        cx.report.push(Diagnostic::warning(codes::VEHICLE, span, message).hint(hint));
    }
}

/// The neighbours of a node, each with how far it is away.
fn neighbours(fleet: &FleetFacts, node: u32) -> Vec<(u32, f64)> {
    let [out, into] = [&fleet.out, &fleet.into].map(|edges| &edges[node as usize]);
    let all = out.iter().chain(into).map(|edge| {
        let edge = &fleet.edges[*edge as usize];
        (if edge.from == node { edge.to } else { edge.from }, edge.length)
    });
    let mut all: Vec<(u32, f64)> = all.collect();
    all.sort_by_key(|(other, _)| *other);
    all.dedup_by_key(|(other, _)| *other);
    all
}

/// Of a way that ends at a node and can be driven there: where others can pass, and how far that is; none: it ends nowhere, or nobody can pass
/// anywhere.
fn mouth(fleet: &FleetFacts, end: u32) -> Option<(u32, f64)> {
    let [(mut at, mut far)] = neighbours(fleet, end)[..] else { return None };
    if fleet.into[end as usize].is_empty() {
        return None;
    }
    let mut before = end;
    loop {
        let next: Vec<(u32, f64)> =
            neighbours(fleet, at).into_iter().filter(|(other, _)| *other != before).collect();
        match next[..] {
            [] => return None,
            [(on, length)] => {
                (before, at) = (at, on);
                far += length;
            }
            _ => return Some((at, far)),
        }
    }
}

/// Where every vehicle takes the next point when it comes to it, they come to stand if they can fill a circle of points.
/// Returns whether that was reported.
fn circles(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) -> bool {
    if fleet.vehicles.len() < 2 {
        return false;
    }
    let Some(circle) = Circles::new(fleet).find() else { return false };
    let name = |node: u32| fleet.nodes[node as usize].name.as_str();
    let who: Vec<String> = circle
        .iter()
        .zip(circle.iter().cycle().skip(1))
        .map(|((vehicle, at), (_, next))| {
            let vehicle = &fleet.vehicles[*vehicle as usize].0;
            format!("`{vehicle}` at `{}` wants to go to `{}`", name(*at), name(*next))
        })
        .collect();
    let message = format!("vehicles may come to stand for ever: {}", who.join(", and "));
    let hint = "leave `traffic` out: ways are planned then so that this cannot happen";
    cx.report.push(Diagnostic::warning(codes::DEADLOCK, span, message).hint(hint));
    true
}

/// Where every vehicle takes the next point when it comes to it, nobody makes way: one that has nothing to do holds up others where it
/// stands, until there is an order for it.
fn idlers(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    let takes_orders = |kind: &u32| fleet.types[*kind as usize].tour.is_empty();
    let takers: Vec<u32> = fleet.vehicles.iter().map(|(_, kind, _)| *kind).collect();
    let Some(kind) = takers.iter().copied().find(takes_orders).filter(|_| takers.len() > 1) else {
        return;
    };
    let drops = fleet.stations.iter().map(|it| it.drop);
    let begin = fleet.vehicles.iter().filter(|(_, kind, _)| takes_orders(kind));
    let begin: Vec<u32> = begin.map(|(.., start)| start.node(&fleet.edges)).collect();
    let rests: Vec<u32> = match fleet.idle {
        Idling::Home => begin,
        Idling::Stay => drops.collect(),
        Idling::NearestPark | Idling::Distribute if fleet.parks.len() < begin.len() => {
            drops.collect()
        }
        Idling::NearestPark | Idling::Distribute => fleet.parks.clone(),
    };
    let stations = || fleet.stations.iter();
    let trips = stations().flat_map(|from| stations().map(|to| (from.pick, to.drop)));
    let back = stations().flat_map(|from| stations().map(|to| (from.drop, to.pick)));
    for (from, to) in trips.chain(back).filter(|(from, to)| from != to) {
        let way = way(fleet, kind, from, to);
        let Some(at) = way.iter().find(|at| rests.contains(at)) else { continue };
        let [from, to, at] = [from, to, *at].map(|node| fleet.nodes[node as usize].name.as_str());
        let message = format!(
            "a vehicle with nothing to do may stand at `{at}`, and holds up others there on their way from `{from}` to `{to}` until it is given an order"
        );
        let hint = "leave `traffic` out: who has nothing to do makes way then; or name `parks` beside the ways, one for each vehicle";
        cx.report.push(Diagnostic::warning(codes::DEADLOCK, span, message).hint(hint));
        return;
    }
}

/// The points of the quickest way from one to another one, without the first.
fn way(fleet: &FleetFacts, kind: u32, from: u32, to: u32) -> Vec<u32> {
    let Some(least) = fleet.times.get(&(kind, to)) else { return Vec::new() };
    let (mut at, mut way) = (from, Vec::new());
    while least[at as usize] > 0 && least[at as usize] < u64::MAX && way.len() < fleet.nodes.len() {
        let after = |edge: &u32| {
            let rest = least[fleet.edges[*edge as usize].to as usize];
            (rest.saturating_add(fleet.time_on(*edge, kind)), *edge)
        };
        let Some(edge) = fleet.out[at as usize].iter().copied().min_by_key(after) else { break };
        at = fleet.edges[edge as usize].to;
        way.push(at);
    }
    way
}

/// The ways between points on all of the quickest ways from one to another one.
fn quickest(fleet: &FleetFacts, kind: u32, from: u32, to: u32) -> BTreeSet<(u32, u32)> {
    let (mut ways, mut open) = (BTreeSet::new(), vec![from]);
    let Some(least) = fleet.times.get(&(kind, to)) else { return ways };
    while let Some(at) = open.pop() {
        for number in &fleet.out[at as usize] {
            let next = fleet.edges[*number as usize].to;
            let rest = least[next as usize].saturating_add(fleet.time_on(*number, kind));
            if at != to && rest == least[at as usize] && ways.insert((at, next)) {
                open.push(next);
            }
        }
    }
    ways
}

/// Larger networks are not looked at for short rings.
const RING_POINTS: usize = 500;

/// A vehicle is no longer than any ring of paths that it drives round.
fn rings(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    let longest = fleet.types.iter().max_by(|a, b| a.length.total_cmp(&b.length));
    let Some(kind) = longest.filter(|kind| kind.length > 0.0) else { return };
    if fleet.nodes.len() > RING_POINTS || fleet.traffic == Traffic::Free {
        return;
    }
    let Some((length, ring)) = shortest_ring(fleet).filter(|(length, _)| *length < kind.length)
    else {
        return;
    };
    let names: Vec<String> =
        ring.iter().map(|node| format!("`{}`", fleet.nodes[*node as usize].name)).collect();
    let message = format!(
        "`{}` is {:.2} m long, and the way round by {} is {length:.2} m: its head comes to its own tail there",
        kind.name,
        kind.length,
        names.join(", ")
    );
    let hint = "make the way round longer, or the vehicle shorter";
    cx.report.push(Diagnostic::warning(codes::VEHICLE, kind.span, message).hint(hint));
}

/// The ring of the least length, that is not there and back on the same path.
fn shortest_ring(fleet: &FleetFacts) -> Option<(f64, Vec<u32>)> {
    let mut shortest: Option<(f64, Vec<u32>)> = None;
    for first in &fleet.edges {
        let goal = first.from;
        let most = shortest.as_ref().map_or(f64::INFINITY, |(length, _)| *length);
        let mut far = vec![f64::INFINITY; fleet.nodes.len()];
        let mut before = vec![u32::MAX; fleet.nodes.len()];
        far[first.to as usize] = first.length;
        let mut open = BTreeSet::from([(first.length.to_bits(), first.to)]);
        while let Some((length, node)) = open.pop_first() {
            let length = f64::from_bits(length);
            if length >= most || node == goal {
                break;
            }
            for edge in &fleet.out[node as usize] {
                let edge = &fleet.edges[*edge as usize];
                let is_back = edge.two_way && (edge.from, edge.to) == (first.to, first.from);
                let sum = length + edge.length;
                if !is_back && sum < far[edge.to as usize] {
                    far[edge.to as usize] = sum;
                    before[edge.to as usize] = node;
                    open.insert((sum.to_bits(), edge.to));
                }
            }
        }
        if far[goal as usize] < most {
            let mut ring = vec![goal];
            let mut at = before[goal as usize];
            while at != u32::MAX {
                ring.push(at);
                at = before[at as usize];
            }
            ring.reverse();
            shortest = Some((far[goal as usize], ring));
        }
    }
    shortest
}

/// Who is towed can get to where it is repaired from wherever it stops, and on from there.
fn tows(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    for (kind, facts) in (0..).zip(&fleet.types) {
        let Some(workshop) = facts.workshop() else { continue };
        let begin = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind);
        let begin = begin.map(|(.., start)| start.node(&fleet.edges));
        let stops = fleet.stops().into_iter().filter(|stop| facts.stops_at(*stop));
        let is_used = |stop: &u32| {
            let mut from = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind);
            from.any(|(.., it)| fleet.time_between(kind, it.node(&fleet.edges), *stop).is_some())
        };
        let mut all = begin.chain(stops.filter(is_used));
        let lost = all.find(|from| fleet.time_between(kind, *from, workshop).is_none());
        let Some(from) = lost else {
            // From one of its stops it can come to all others that are left; a tour that does not begin anew ends at the last one.
            let last = facts.tour.last().map(|(node, _)| *node);
            let on = last.or_else(|| fleet.stations.first().map(|station| station.pick));
            let Some(on) = on.filter(|on| fleet.time_between(kind, workshop, *on).is_none()) else {
                continue;
            };
            let [at, on] = [workshop, on].map(|node| fleet.nodes[node as usize].name.as_str());
            let message = format!(
                "`{}` is towed to `{at}` and cannot leave it again: no path leads on to `{on}`",
                facts.name
            );
            let hint = "add a path that leads back, make the one that leads there `two_way`, or tow it to another point";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
            continue;
        };
        let [from, to] = [from, workshop].map(|node| fleet.nodes[node as usize].name.as_str());
        let message =
            format!("no path leads from `{from}` to `{to}`, where `{}` is towed", facts.name);
        let hint = "add a path, or tow it to another point";
        cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
    }
}

/// Somebody brings what waits at the stations.
fn takers(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    let is_taken = fleet.types.iter().any(|kind| kind.tour.is_empty());
    if fleet.stations.len() < 2 || is_taken {
        return;
    }
    let message = "nothing is ever brought: every vehicle drives a tour, and takes no orders";
    let hint = "leave `tour` out of a type of vehicles, or `stations` out of the fleet";
    cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
}

/// Whether every vehicle can come to where it stops, if all others make way as they can: in small fleets, by looking at every arrangement
/// that can be reached from the one at the beginning.
fn passing(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    let count = fleet.vehicles.len();
    if !(2..=FEW).contains(&count) || may_rotate(fleet) {
        return;
    }
    let at = |start: StartFacts| start.node(&fleet.edges);
    let mover = |(vehicle, (_, kind, start)): (u32, &(String, u32, StartFacts))| Mover {
        vehicle,
        pace: *kind,
        at: at(*start),
        goal: None,
    };
    let all: Vec<Mover> = (0..).zip(&fleet.vehicles).map(mover).collect();
    for (number, (name, kind, start)) in fleet.vehicles.iter().enumerate() {
        let stops = |stop: &u32| {
            let is_station = fleet.stations.iter().any(|it| it.pick == *stop || it.drop == *stop);
            let tour = &fleet.types[*kind as usize].tour;
            if tour.is_empty() { is_station } else { tour.iter().any(|(node, _)| node == stop) }
        };
        for goal in fleet.stops().into_iter().filter(stops) {
            let mut movers = all.clone();
            movers[number].goal = Some(goal);
            let search = Search::new(fleet, movers, std::iter::empty());
            if search.is_possible(ARRANGEMENTS) != Some(false) {
                continue;
            }
            let [from, to] =
                [at(*start), goal].map(|node| fleet.nodes[node as usize].name.as_str());
            let others = fleet.vehicles.iter().enumerate().filter(|(other, _)| *other != number);
            let others: Vec<String> = others
                .map(|(_, (name, _, start))| {
                    format!("`{name}` at `{}`", fleet.nodes[at(*start) as usize].name)
                })
                .collect();
            let message = format!(
                "`{name}` can never come from `{from}` to `{to}`, wherever others make way to: {} cannot be passed",
                others.join(", ")
            );
            let hint = "add a way round or a bay in which one can wait, or let fewer vehicles in";
            cx.report.push(Diagnostic::warning(codes::DEADLOCK, span, message).hint(hint));
            return;
        }
    }
}

/// Whether there is a ring of at least three points that is so short that vehicles which may move on at once can fill it; in larger networks
/// that is taken for granted.
pub(super) fn may_rotate(fleet: &FleetFacts) -> bool {
    let rotates = |(_, kind, _): &&(String, u32, StartFacts)| fleet.types[*kind as usize].rotates;
    let most = fleet.vehicles.iter().filter(rotates).count();
    if most < 3 || fleet.nodes.len() > RING_POINTS {
        return most >= 3;
    }
    let is_open = |node: u32| fleet.nodes[node as usize].zones.is_empty();
    // How many points there are at least from one way on to where that begins, not back on the same path.
    fleet.edges.iter().filter(|first| is_open(first.from) && is_open(first.to)).any(|first| {
        let mut been = BTreeSet::from([first.to]);
        let mut here = vec![first.to];
        for length in 2..=most {
            let on = here.iter().flat_map(|at| &fleet.out[*at as usize]);
            let next: Vec<u32> = on
                .map(|edge| &fleet.edges[*edge as usize])
                .filter(|edge| is_open(edge.to) && (edge.from, edge.to) != (first.to, first.from))
                .map(|edge| edge.to)
                .collect();
            if length > 2 && next.contains(&first.from) {
                return true;
            }
            here = next.into_iter().filter(|to| *to != first.from && been.insert(*to)).collect();
        }
        false
    })
}

/// How many steps a search for circles takes at most; beyond, any circle of points counts.
const CIRCLE_STEPS: u32 = 200_000;

/// Circles of points in each of which a vehicle may be that drives to the next one.
struct Circles<'a> {
    fleet: &'a FleetFacts,
    /// By vehicle: the ways between points that it drives on its tour; none: it takes orders, and may drive any.
    drives: Vec<Option<BTreeSet<(u32, u32)>>>,
    steps: u32,
}

/// Vehicles with the points at which they stand.
type Circle = Vec<(u32, u32)>;

impl<'a> Circles<'a> {
    fn new(fleet: &'a FleetFacts) -> Self {
        let drives = fleet.vehicles.iter().map(|(_, kind, start)| {
            let facts = &fleet.types[*kind as usize];
            // Who goes charging, or is towed, leaves its tour.
            if facts.battery.is_some() || facts.workshop().is_some() {
                return None;
            }
            let (first, _) = facts.tour.first()?;
            let legs = std::iter::once((start.node(&fleet.edges), *first)).chain(round(facts));
            Some(legs.flat_map(|(from, to)| quickest(fleet, *kind, from, to)).collect())
        });
        Self { fleet, drives: drives.collect(), steps: 0 }
    }

    /// One of the fewest points.
    fn find(&mut self) -> Option<Circle> {
        let most = self.fleet.vehicles.len().min(self.fleet.nodes.len());
        if self.drives.iter().all(Option::is_none) {
            return self.of_any();
        }
        for length in 2..=most {
            for first in 0..self.fleet.nodes.len() as u32 {
                let mut circle = Circle::new();
                if self.close(&mut circle, first, first, length) {
                    return Some(circle);
                }
            }
            if self.steps > CIRCLE_STEPS {
                return self.of_any();
            }
        }
        None
    }

    /// One of the fewest points, whoever drives there.
    fn of_any(&self) -> Option<Circle> {
        let points = shortest_circle(self.fleet)?;
        (points.len() <= self.fleet.vehicles.len()).then(|| (0..).zip(points).collect())
    }

    /// Extends a circle to one of so many points, with a vehicle of its own at each; the first point is the one of the least number.
    fn close(&mut self, circle: &mut Circle, first: u32, at: u32, length: usize) -> bool {
        self.steps += 1;
        if self.steps > CIRCLE_STEPS {
            return false;
        }
        let fleet = self.fleet;
        let is_last = circle.len() + 1 == length;
        for edge in &fleet.out[at as usize] {
            let to = fleet.edges[*edge as usize].to;
            let is_new = to > first && circle.iter().all(|(_, been)| *been != to);
            if !(if is_last { to == first } else { is_new }) {
                continue;
            }
            for vehicle in 0..fleet.vehicles.len() as u32 {
                let drives = self.drives[vehicle as usize].as_ref();
                let is_able = drives.is_none_or(|drives| drives.contains(&(at, to)));
                if !is_able || circle.iter().any(|(other, _)| *other == vehicle) {
                    continue;
                }
                circle.push((vehicle, at));
                if is_last || self.close(circle, first, to, length) {
                    return true;
                }
                circle.pop();
            }
        }
        false
    }
}

/// The circle of the fewest points.
fn shortest_circle(fleet: &FleetFacts) -> Option<Vec<u32>> {
    let mut shortest: Option<Vec<u32>> = None;
    for start in 0..fleet.nodes.len() as u32 {
        let mut before = vec![u32::MAX; fleet.nodes.len()];
        let mut open = std::collections::VecDeque::from([(start, 1_usize)]);
        'search: while let Some((node, length)) = open.pop_front() {
            if shortest.as_ref().is_some_and(|known| known.len() <= length) {
                break;
            }
            for edge in &fleet.out[node as usize] {
                let to = fleet.edges[*edge as usize].to;
                if to == start && length > 1 {
                    let (mut circle, mut at) = (vec![node], node);
                    while at != start {
                        at = before[at as usize];
                        circle.push(at);
                    }
                    circle.reverse();
                    shortest = Some(circle);
                    break 'search;
                }
                if to != start && before[to as usize] == u32::MAX {
                    before[to as usize] = node;
                    open.push_back((to, length + 1));
                }
            }
        }
        if shortest.as_ref().is_some_and(|circle| circle.len() == 2) {
            break;
        }
    }
    shortest
}
