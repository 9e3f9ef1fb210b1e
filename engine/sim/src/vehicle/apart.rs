//! Points and paths that lie so near to each other that vehicles would touch: what is kept apart, and what nobody keeps apart.

use plantwright_model::plant::{EdgeFacts, NodeFacts, Position, VehicleFacts, ZoneOfNodes};
use plantwright_model::{Diagnostic, ReadCx, Span, codes};

/// Points at which vehicles would touch if they stood at both of them at once: a zone for each pair.
pub(super) fn close_together(
    nodes: &[NodeFacts],
    edges: &[EdgeFacts],
    kinds: &[VehicleFacts],
) -> Vec<ZoneOfNodes> {
    let longest = kinds.iter().map(|kind| kind.length).fold(0.0, f64::max);
    let safety = kinds.iter().map(|kind| kind.safety).fold(0.0, f64::max);
    let reach = longest + safety;
    let mut near: Vec<Vec<(u32, f64)>> = vec![Vec::new(); nodes.len()];
    for edge in edges {
        near[edge.from as usize].push((edge.to, edge.length));
        near[edge.to as usize].push((edge.from, edge.length));
    }
    let mut pairs = Vec::new();
    for from in 0..nodes.len() as u32 {
        // Few are within reach: a list will do.
        let mut found: Vec<(u32, f64)> = vec![(from, 0.0)];
        let mut open = vec![(from, 0.0)];
        while let Some((at, far)) = open.pop() {
            for (next, length) in &near[at as usize] {
                let sum = far + length;
                // A hair less than the distance is rounding, and no contact.
                if sum >= reach * (1.0 - 1e-9) {
                    continue;
                }
                match found.iter_mut().find(|(node, _)| node == next) {
                    Some((_, known)) if *known <= sum => continue,
                    Some((_, known)) => *known = sum,
                    None => found.push((*next, sum)),
                }
                open.push((*next, sum));
            }
        }
        pairs.extend(found.into_iter().filter(|(to, _)| *to > from).map(|(to, _)| (from, to)));
    }
    pairs.sort_unstable();
    let zone = |(a, b): (u32, u32)| ZoneOfNodes {
        name: format!("{} and {}", nodes[a as usize].name, nodes[b as usize].name),
        nodes: vec![a, b],
        capacity: 1,
    };
    pairs.into_iter().map(zone).collect()
}

/// Warns of straight paths that cross where there is no point: who drives on one sees nobody on the other. Paths of which the scene
/// says how long they are may be drawn as it pleases.
pub(super) fn crossings(
    nodes: &[NodeFacts],
    edges: &[EdgeFacts],
    zones: &[ZoneOfNodes],
    span: Span,
    cx: &mut ReadCx<'_>,
) {
    let position = |node: u32| nodes[node as usize].position;
    let straight = edges.iter().filter(|edge| edge.is_straight);
    // Two ways are one path, told from the lesser point.
    let mut paths: Vec<(&EdgeFacts, Position, Position)> = straight
        .filter(|edge| !edge.two_way || edge.from < edge.to)
        .filter_map(|edge| Some((edge, position(edge.from)?, position(edge.to)?)))
        .collect();
    let left = |(_, a, b): &(&EdgeFacts, Position, Position)| a.x.min(b.x);
    paths.sort_by(|one, other| left(one).total_cmp(&left(other)));
    let are_apart = |one: &EdgeFacts, other: &EdgeFacts| {
        let ends = [one.from, one.to, other.from, other.to];
        zones
            .iter()
            .any(|zone| zone.capacity == 1 && ends.iter().all(|node| zone.nodes.contains(node)))
    };
    let mut found = Vec::new();
    for (number, (one, a, b)) in paths.iter().enumerate() {
        let right = a.x.max(b.x);
        let near = paths[number + 1..].iter().take_while(|other| left(other) < right);
        for (other, c, d) in near {
            if cross([*a, *b], [*c, *d]) && !are_apart(one, other) {
                found.push((one, other));
            }
        }
    }
    let Some((one, other)) = found.first() else { return };
    let name = |node: u32| nodes[node as usize].name.as_str();
    let more = match found.len() {
        1 => String::new(),
        count => format!(" (and {} more crossings)", count - 1),
    };
    let message = format!(
        "the paths `{}` - `{}` and `{}` - `{}` cross where there is no point: vehicles on them drive through each other{more}",
        name(one.from),
        name(one.to),
        name(other.from),
        name(other.to)
    );
    let hint = "let both lead over a point there, put their ends into a zone for one, or say the `length` of one that leads over a bridge";
    cx.report.push(Diagnostic::warning(codes::VEHICLE, span, message).hint(hint));
}

/// Whether two lines cross between their ends.
fn cross([a, b]: [Position; 2], [c, d]: [Position; 2]) -> bool {
    // Twice the area of a triangle; its sign says on which side of a line its tip lies.
    let side = |p: Position, q: Position, r: Position| {
        (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    };
    let differ = |one: f64, other: f64| one * other < 0.0;
    differ(side(a, b, c), side(a, b, d)) && differ(side(c, d, a), side(c, d, b))
}
