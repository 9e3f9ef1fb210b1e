//! Where equipment stands on the drawn floor: where the scene says it, or else in layers along the flow, folded into rows so
//! that a long line fills the window instead of running out of it. And where the points are that vehicles drive on.

use std::collections::BTreeSet;

use plantwright_model::Plant;
use plantwright_model::plant::{FleetFacts, Position, Role};
use plantwright_units::EquipmentId;

/// How many boxes lie beside one another before the flow turns.
const ASPECT: f32 = 2.3;

/// From the middle of a box to that of the next one, where they are arranged here.
pub(crate) const STEP: [f32; 2] = [1.38, 0.87];

/// How far below the middle of a box vehicles stop that serve it: before it, and not in it.
const STOP: f32 = 0.42;

/// The floor, in widths of a box.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// The middle of each piece of equipment, by id.
    pub places: Vec<[f32; 2]>,
    /// Who gives items to whom.
    pub links: Vec<(EquipmentId, EquipmentId)>,
    /// The least and the greatest coordinates.
    pub bounds: [[f32; 2]; 2],
    /// Where vehicles drive, fleet by fleet.
    pub networks: Vec<Network>,
    /// Where each group of people is when it is free.
    pub people: Vec<[f32; 2]>,
    /// How long a metre is, where things stand as the scene says; none: where they stand says nothing of how far apart they are.
    pub metre: Option<f64>,
}

/// Where the vehicles of a fleet drive.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// The fleet.
    pub fleet: EquipmentId,
    /// Its points.
    pub nodes: Vec<[f32; 2]>,
    /// Ways from point to point, each once.
    pub edges: Vec<(u32, u32)>,
}

impl Layout {
    /// Arranges a plant.
    pub fn of(plant: &Plant) -> Self {
        let mut links = links(plant);
        let written = as_written(plant);
        let metre = written.as_ref().map(|(_, metre)| *metre);
        let places = written.map_or_else(|| arranged(plant, &links), |(places, _)| places);
        let fleets = plant.fleets();
        let networks: Vec<Network> =
            fleets.map(|(id, facts)| network(id, facts, &places, metre)).collect();
        // What vehicles carry has no way of its own: it goes where they drive.
        links.retain(|(from, to)| plant.fleet_between(*from, *to).is_none());
        let lowest = places.iter().map(|at| at[1]).fold(0.0, f32::max) + 0.62;
        let first = places.iter().map(|at| at[0]).reduce(f32::min).unwrap_or(0.0) - 0.42;
        let groups = plant.people.iter().enumerate();
        let people = groups.map(|(number, facts)| {
            let home = facts.walk.zip(metre).map(|(walk, metre)| on_floor(walk.home, metre));
            home.unwrap_or([first + number as f32 * STEP[0], lowest])
        });
        let people: Vec<[f32; 2]> = people.collect();
        let mut bounds = [[f32::MAX; 2], [f32::MIN; 2]];
        for place in
            people.iter().chain(&places).chain(networks.iter().flat_map(|network| &network.nodes))
        {
            for axis in 0..2 {
                bounds[0][axis] = bounds[0][axis].min(place[axis]);
                bounds[1][axis] = bounds[1][axis].max(place[axis]);
            }
        }
        if places.is_empty() {
            bounds = [[0.0; 2]; 2];
        }
        Self { places, links, bounds, networks, people, metre }
    }

    /// Returns the place of a position in metres, where that can be said.
    pub fn on_floor(&self, at: Position) -> Option<[f32; 2]> {
        self.metre.map(|metre| on_floor(at, metre))
    }
}

fn on_floor(at: Position, metre: f64) -> [f32; 2] {
    [(at.x * metre) as f32, (-at.y * metre) as f32]
}

/// Where the points of a fleet are: as the scene says where the floor has metres, else between the equipment that they serve.
fn network(
    fleet: EquipmentId,
    facts: &FleetFacts,
    places: &[[f32; 2]],
    metre: Option<f64>,
) -> Network {
    let mut edges: Vec<(u32, u32)> =
        facts.edges.iter().map(|edge| (edge.from.min(edge.to), edge.from.max(edge.to))).collect();
    edges.sort_unstable();
    edges.dedup();
    let written: Option<Vec<[f32; 2]>> = metre.and_then(|metre| {
        facts.nodes.iter().map(|node| Some(on_floor(node.position?, metre))).collect()
    });
    let nodes = written.unwrap_or_else(|| between_stations(facts, &edges, places));
    Network { fleet, nodes, edges }
}

/// Points that serve equipment stand before it; each other point in the middle of its neighbours.
fn between_stations(
    facts: &FleetFacts,
    edges: &[(u32, u32)],
    places: &[[f32; 2]],
) -> Vec<[f32; 2]> {
    let mut fixed: Vec<Option<[f32; 2]>> = vec![None; facts.nodes.len()];
    for station in &facts.stations {
        let [x, y] = places[station.equipment.index()];
        for node in [station.pick, station.drop] {
            fixed[node as usize].get_or_insert([x, y + STOP]);
        }
    }
    let known: Vec<[f32; 2]> = fixed.iter().flatten().copied().collect();
    let count = known.len().max(1) as f32;
    let middle = [0, 1].map(|axis| known.iter().map(|at| at[axis]).sum::<f32>() / count);
    let mut nodes: Vec<[f32; 2]> = fixed.iter().map(|at| at.unwrap_or(middle)).collect();
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
    for (a, b) in edges {
        near[*a as usize].push(*b);
        near[*b as usize].push(*a);
    }
    // The more points, the more rounds until all have found their place; of very many, this is near enough.
    for _ in 0..nodes.len().clamp(30, 400) {
        for node in 0..nodes.len() {
            let near = &near[node];
            if fixed[node].is_none() && !near.is_empty() {
                nodes[node] = [0, 1].map(|axis| {
                    near.iter().map(|it| nodes[*it as usize][axis]).sum::<f32>() / near.len() as f32
                });
            }
        }
    }
    nodes
}

/// Who gives items to whom: by links, by routes, by inspections, by limits.
pub(crate) fn links(plant: &Plant) -> Vec<(EquipmentId, EquipmentId)> {
    let mut links = BTreeSet::new();
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        let routed = facts.routing.iter().flat_map(plantwright_model::plant::Routing::targets);
        let rejects = facts.inspect.iter().filter_map(|inspect| inspect.rejects);
        let limits = facts.limits.iter().flat_map(|limits| limits.targets().map(|(to, _)| to));
        let mut to: Vec<EquipmentId> = routed.chain(rejects).chain(limits).collect();
        if let (None, Some(arrivals)) = (&facts.routing, &facts.arrivals) {
            for (product, _) in &arrivals.mix {
                let first = plant.product(*product).route.first();
                let ways = first.iter().flat_map(|operation| &operation.alternatives);
                to.extend(ways.map(|way| way.station));
            }
        }
        if facts.routing.is_none() {
            to.extend(plant.after_on_routes(id));
        }
        links.extend(to.into_iter().filter(|to| *to != id).map(|to| (id, to)));
    }
    links.into_iter().collect()
}

/// The places in the scene and how long a metre is there, where most equipment has one and no two boxes would lie on one another.
/// What is served by vehicles stands before the point at which they stop; what has no place stands below all.
fn as_written(plant: &Plant) -> Option<(Vec<[f32; 2]>, f64)> {
    let mut positions: Vec<Option<Position>> =
        plant.equipment.iter().map(|facts| facts.position).collect();
    let mut is_served = vec![false; positions.len()];
    for (_, fleet) in plant.fleets() {
        for station in &fleet.stations {
            let served = fleet.nodes[station.drop as usize].position;
            let number = station.equipment.index();
            is_served[number] |= positions[number].is_none() && served.is_some();
            positions[number] = positions[number].or(served);
        }
    }
    let known: Vec<[f64; 2]> = positions.iter().flatten().map(|at| [at.x, -at.y]).collect();
    if known.len() * 5 < positions.len() * 3 {
        return None;
    }
    let mut nearest = f64::MAX;
    for (number, a) in known.iter().enumerate() {
        for b in &known[..number] {
            let (x, y) = ((a[0] - b[0]).abs(), (a[1] - b[1]).abs());
            nearest = nearest.min((x / f64::from(STEP[0])).max(y / f64::from(STEP[1])));
        }
    }
    if nearest <= 0.0 || nearest == f64::MAX {
        return None;
    }
    let metre = 1.0 / nearest;
    // A floor on which two boxes are close and the others far away would be empty for the most part.
    let [wide, deep] = [0, 1].map(|axis| {
        let all = known.iter().map(|at| at[axis] * metre);
        let least = all.clone().fold(f64::MAX, f64::min);
        [least, all.fold(f64::MIN, f64::max)]
    });
    let area = (wide[1] - wide[0] + 1.0) * (deep[1] - deep[0] + 1.0);
    if area > 14.0 * known.len() as f64 {
        return None;
    }
    let per_row = (((wide[1] - wide[0]) / f64::from(STEP[0])) as usize + 1).max(1);
    let mut alone = 0;
    let place = |position: Option<Position>| {
        position.map_or_else(
            || {
                let (x, y) = ((alone % per_row) as f32, (alone / per_row) as f32);
                alone += 1;
                [wide[0] as f32 + x * STEP[0], deep[1] as f32 + (y + 1.15) * STEP[1]]
            },
            |at| on_floor(at, metre),
        )
    };
    let mut places: Vec<[f32; 2]> = positions.into_iter().map(place).collect();
    for (place, is_served) in places.iter_mut().zip(is_served) {
        if is_served {
            place[1] -= STOP;
        }
    }
    Some((places, metre))
}

/// In layers by the longest way from a source, folded.
fn arranged(plant: &Plant, links: &[(EquipmentId, EquipmentId)]) -> Vec<[f32; 2]> {
    let count = plant.equipment.len();
    let (layers, linked) = layers(plant, links);
    let depth = layers.iter().copied().max().map_or(0, |most| most + 1);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); depth];
    for (id, layer) in layers.iter().enumerate().filter(|(id, _)| linked[*id]) {
        columns[*layer].push(id);
    }
    columns.retain(|column| !column.is_empty());
    let order = untangled(&mut columns, links, count);
    let heights: Vec<usize> = columns.iter().map(Vec::len).collect();
    let per_row = row_length(&heights);
    let mut places = vec![[0.0; 2]; count];
    let mut top = 0.0;
    for (row, stretch) in columns.chunks(per_row).enumerate() {
        let tall = stretch.iter().map(Vec::len).max().unwrap_or(1) as f32;
        for (position, column) in stretch.iter().enumerate() {
            // There and back, as the ox ploughs: what follows stands next to what it follows.
            let x = if row % 2 == 0 { position } else { per_row - 1 - position } as f32;
            let first = top + (tall - column.len() as f32) / 2.0;
            for id in column {
                let y = first + order[*id] as f32;
                places[*id] = [x * STEP[0], y * STEP[1]];
            }
        }
        top += tall + 0.12;
    }
    // Who gives nothing and gets nothing stands below all.
    let alone: Vec<usize> = (0..count).filter(|id| !linked[*id]).collect();
    for (position, id) in alone.iter().enumerate() {
        let (x, y) = (position % per_row, position / per_row);
        places[*id] = [x as f32 * STEP[0], (top + y as f32) * STEP[1]];
    }
    places
}

/// How many layers of these heights lie in a row, so that all rows together are about as wide as a window.
fn row_length(layers: &[usize]) -> usize {
    let fits = |per_row: usize| {
        let wide = per_row as f32 * STEP[0];
        let rows = layers.chunks(per_row.max(1));
        let heights = rows.map(|row| row.iter().copied().max().unwrap_or(1) as f32 + 0.12);
        let tall = heights.sum::<f32>() * STEP[1];
        libm::fabsf(libm::logf(wide / tall / ASPECT))
    };
    let count = layers.len();
    let mut best = count.max(1);
    if count > 6 {
        for per_row in 3..count {
            if fits(per_row) < fits(best) {
                best = per_row;
            }
        }
        // Rows of about the same length look better than a short last one.
        best = count.div_ceil(count.div_ceil(best));
    }
    best
}

/// The longest way to each piece of equipment, without going round, and which have links at all.
fn layers(plant: &Plant, links: &[(EquipmentId, EquipmentId)]) -> (Vec<usize>, Vec<bool>) {
    let count = plant.equipment.len();
    let mut linked = vec![false; count];
    let mut to: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (a, b) in links {
        to[a.index()].push(b.index());
        (linked[a.index()], linked[b.index()]) = (true, true);
    }
    // Depth first from the sources; a link to what is still open goes back, and counts for nothing.
    let mut seen = vec![0_u8; count];
    let mut finished = Vec::with_capacity(count);
    let mut back = BTreeSet::new();
    let sources = (0..count).filter(|id| plant.equipment[*id].role == Role::Source);
    for start in sources.chain(0..count) {
        let mut stack = vec![(start, 0)];
        if seen[start] != 0 {
            continue;
        }
        seen[start] = 1;
        while let Some((at, next)) = stack.pop() {
            if let Some(target) = to[at].get(next).copied() {
                stack.push((at, next + 1));
                match seen[target] {
                    0 => {
                        seen[target] = 1;
                        stack.push((target, 0));
                    }
                    1 => {
                        back.insert((at, target));
                    }
                    _ => {}
                }
            } else {
                seen[at] = 2;
                finished.push(at);
            }
        }
    }
    let mut layer = vec![0; count];
    for at in finished.iter().rev() {
        for target in &to[*at] {
            if !back.contains(&(*at, *target)) {
                layer[*target] = layer[*target].max(layer[*at] + 1);
            }
        }
    }
    (layer, linked)
}

/// Orders each layer by the middle of its neighbours, a few times there and back. Returns the position of each in its layer.
fn untangled(
    columns: &mut [Vec<usize>],
    links: &[(EquipmentId, EquipmentId)],
    count: usize,
) -> Vec<usize> {
    let mut order = vec![0; count];
    let mut height = vec![1; count];
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (a, b) in links {
        near[a.index()].push(b.index());
        near[b.index()].push(a.index());
    }
    let put = |column: &[usize], order: &mut [usize], height: &mut [usize]| {
        for (position, id) in column.iter().enumerate() {
            (order[*id], height[*id]) = (position, column.len());
        }
    };
    for column in columns.iter() {
        put(column, &mut order, &mut height);
    }
    for round in 0..6 {
        let indices: Vec<usize> = if round % 2 == 0 {
            (0..columns.len()).collect()
        } else {
            (0..columns.len()).rev().collect()
        };
        for index in indices {
            let centre = |id: usize| {
                let from_middle = |id: usize| order[id] as f32 - (height[id] as f32 - 1.0) / 2.0;
                let near = &near[id];
                if near.is_empty() {
                    return from_middle(id);
                }
                near.iter().map(|id| from_middle(*id)).sum::<f32>() / near.len() as f32
            };
            let mut keyed: Vec<(f32, usize)> =
                columns[index].iter().map(|id| (centre(*id), *id)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            columns[index] = keyed.into_iter().map(|(_, id)| id).collect();
            put(&columns[index], &mut order, &mut height);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use plantwright_sim::Model;

    use super::*;

    fn layout(equipment: &str) -> (Layout, Model) {
        let text = format!("Scene(run: (duration: \"1 h\"), equipment: {{{equipment}}})");
        let model = Model::read("scene", &text).unwrap();
        (Layout::of(model.plant()), model)
    }

    #[test]
    fn no_two_boxes_lie_on_one_another() {
        let mut line = r#""m0": Source(every: "1 min", to: ["m1"]),"#.to_owned();
        let station = |number: u32| {
            let next = number + 1;
            format!(r#""m{number}": Station(process: "1 s", to: ["m{next}"]),"#)
        };
        line += &(1..30).map(station).collect::<Vec<_>>().concat();
        line += r#""m30": Sink()"#;
        let (layout, model) = layout(&line);
        assert_eq!(layout.links.len(), model.plant().equipment.len() - 1);
        for (number, a) in layout.places.iter().enumerate() {
            for b in &layout.places[..number] {
                assert!((a[0] - b[0]).abs() > 0.9 || (a[1] - b[1]).abs() > 0.9, "{a:?} {b:?}");
            }
        }
        let [least, most] = layout.bounds;
        let (wide, tall) = (most[0] - least[0] + 1.0, most[1] - least[1] + 1.0);
        assert!(wide / tall < 4.0, "a long line is folded: {wide} by {tall}");
    }

    #[test]
    fn points_of_vehicles_stand_where_they_are() {
        let fleet = |at: [&str; 3]| {
            format!(
                r#""in": Source(every: "5 min", to: ["out"]), "out": Sink(),
                "agvs": Fleet(points: {{"a": {}, "b": {}, "c": {}}}, paths: [(along: ["a", "b", "c"], two_way: true, length: {})],
                stations: {{"in": (at: "a"), "out": (at: "c")}}, vehicles: {{"agv": (count: 1, length: "1 m", speed: "1 m/s")}})"#,
                at[0], at[1], at[2], "None"
            )
        };
        let text = fleet([r#"("0 m", "0 m")"#, r#"("10 m", "0 m")"#, r#"("20 m", "0 m")"#]);
        let (floor, model) = layout(&text.replace(", length: None", ""));
        let network = &floor.networks[0];
        assert_eq!(network.edges.len(), network.nodes.len() - 1);
        let metre = floor.metre.expect("all that is served has a place");
        let [inlet, outlet] =
            ["in", "out"].map(|name| floor.places[model.plant().find(name).unwrap().index()]);
        assert!((f64::from(outlet[0] - inlet[0]) - 20.0 * metre).abs() < 1e-4, "{floor:?}");
        // By name: a, b, c are the first points.
        assert!((network.nodes[1][0] - f32::midpoint(inlet[0], outlet[0])).abs() < 1e-4);
        // Vehicles stop before what they serve, and not in it.
        assert!((network.nodes[0][1] - inlet[1] - STOP).abs() < 1e-4, "{floor:?}");
        // The fleet itself stands below.
        let agvs = floor.places[model.plant().find("agvs").unwrap().index()];
        assert!(agvs[1] > inlet[1] + 0.6, "{agvs:?}");
    }

    #[test]
    fn loops_are_drawn_too() {
        let (layout, _) = layout(
            r#""in": Source(every: "1 min", to: ["a"]), "a": Station(process: "1 s", to: ["b"]),
            "b": Station(process: "1 s", to: Probability({"a": 0.1, "out": 0.9})), "out": Sink()"#,
        );
        let xs: Vec<f32> = layout.places.iter().map(|at| at[0]).collect();
        // By name: a, b, in, out.
        assert!(xs[2] < xs[0] && xs[0] < xs[1] && xs[1] < xs[3], "{xs:?}");
    }
}
