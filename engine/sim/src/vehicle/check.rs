//! What can be wrong with a fleet, before anything moves.

use plantwright_model::plant::{FleetFacts, Traffic};
use plantwright_model::{Diagnostic, ReadCx, Span, codes};

/// Reports what cannot be done on the network.
pub(super) fn fleet(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    reach(fleet, cx);
    starts(fleet, span, cx);
    bays(fleet, span, cx);
    chargers(fleet, cx);
    if fleet.traffic == Traffic::FirstCome {
        circles(fleet, span, cx);
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
                let out = stops().filter(|(to, _)| to != *from);
                out.filter(|(to, _)| fleet.time_between(kind, **from, *to).is_some()).count() == 0
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
        for (stop, _) in &facts.tour {
            if let Some(from) =
                begin.iter().find(|from| fleet.time_between(kind, **from, *stop).is_none())
            {
                let [from, to] =
                    [*from, *stop].map(|node| fleet.nodes[node as usize].name.as_str());
                cx.error(
                    codes::VEHICLE,
                    facts.span,
                    format!("no path leads from `{from}` to `{to}`"),
                );
            }
        }
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
}

/// Who stands at the end of a way that ends is in nobody's way, unless it is too long for that.
fn bays(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    if fleet.traffic == Traffic::Free || fleet.vehicles.len() < 2 {
        return;
    }
    for node in 0..fleet.nodes.len() as u32 {
        let [out, into] = [&fleet.out, &fleet.into].map(|edges| &edges[node as usize]);
        let mut near = out.iter().chain(into).map(|edge| {
            let edge = &fleet.edges[*edge as usize];
            (if edge.from == node { edge.to } else { edge.from }, edge.length)
        });
        let Some((only, length)) = near.next() else { continue };
        if near.any(|(other, _)| other != only) {
            continue;
        }
        let too_long =
            fleet.types.iter().find(|kind| kind.length + kind.safety > length * (1.0 + 1e-9));
        let Some(kind) = too_long else { continue };
        let station = fleet.stations.iter().find(|it| it.pick == node || it.drop == node);
        let [bay, mouth] = [node, only].map(|node| fleet.nodes[node as usize].name.as_str());
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

/// Whoever has a battery can charge it, and chargers keep up with the driving.
fn chargers(fleet: &FleetFacts, cx: &mut ReadCx<'_>) {
    for (kind, facts) in (0..).zip(&fleet.types) {
        let Some(battery) = &facts.battery else { continue };
        if fleet.chargers.is_empty() {
            let message = format!("`{}` has a battery, and there is no charger", facts.name);
            let hint = "name points as `chargers: [\"...\"]`, or leave the battery out";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
            continue;
        }
        let from = fleet.stations.iter().flat_map(|station| [station.pick, station.drop]);
        let reaches = |from: u32| {
            fleet.chargers.iter().any(|to| fleet.time_between(kind, from, *to).is_some())
        };
        if let Some(lost) = from.clone().find(|from| !reaches(*from)) {
            let at = &fleet.nodes[lost as usize].name;
            let message = format!("no path leads from `{at}` to a charger for `{}`", facts.name);
            cx.error(codes::VEHICLE, facts.span, message);
            continue;
        }
        // The longest order, on a battery that is just charged.
        let usable = (battery.high - battery.low) * battery.capacity;
        let stops: Vec<u32> = fleet.stops();
        let far = |from: u32, to: u32| fleet.metres_between(kind, from, to);
        let longest = stops
            .iter()
            .flat_map(|from| stops.iter().map(move |to| (far(*from, *to), *from, *to)))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((metres, from, to)) = longest
            && metres * battery.loaded > usable
        {
            let [from, to] = [from, to].map(|node| fleet.nodes[node as usize].name.as_str());
            let message = format!(
                "`{}` cannot bring anything from `{from}` to `{to}`: that takes {:.3} kWh, and from {} to {} of its battery are {:.3} kWh",
                facts.name,
                metres * battery.loaded / 3.6e6,
                battery.high,
                battery.low,
                usable / 3.6e6,
            );
            let hint = "give it a larger battery, or a lower `low`";
            cx.report.push(Diagnostic::error(codes::VEHICLE, facts.span, message).hint(hint));
        }
        // Vehicles that only drive use more than all chargers give: then the fleet stands for most of the time.
        let count = fleet.vehicles.iter().filter(|(_, own, _)| *own == kind).count();
        let drives = f64::midpoint(battery.empty, battery.loaded) * facts.speed;
        let charged = battery.charging * fleet.chargers.len() as f64;
        let share = charged / (drives * count as f64 + charged);
        if drives > 0.0 && share < 0.5 {
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
    }
}

/// Where every vehicle takes the next point when it comes to it, they come to stand if they can fill a circle of points.
fn circles(fleet: &FleetFacts, span: Span, cx: &mut ReadCx<'_>) {
    let Some(circle) = shortest_circle(fleet) else { return };
    if circle.len() > fleet.vehicles.len() || fleet.vehicles.len() < 2 {
        return;
    }
    let name = |node: u32| fleet.nodes[node as usize].name.as_str();
    let who = fleet.vehicles.iter().zip(&circle).zip(circle.iter().cycle().skip(1));
    let who: Vec<String> = who
        .map(|(((vehicle, ..), at), next)| {
            format!("`{vehicle}` at `{}` wants to go to `{}`", name(*at), name(*next))
        })
        .collect();
    let message = format!("vehicles may come to stand for ever: {}", who.join(", and "));
    let hint = "leave `traffic` out: ways are planned then so that this cannot happen";
    cx.report.push(Diagnostic::warning(codes::DEADLOCK, span, message).hint(hint));
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
