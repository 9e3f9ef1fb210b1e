//! Arrows between neighbours: where the one upstream is blocked more than the one downstream is starved, the bottleneck lies
//! downstream, and the other way round. A station without an arrow away from it is a bottleneck: the turning point of a line. Among
//! several, the greatest severity counts (Kuo, Lim, Meerkov: Bottlenecks in serial production lines, 1996; shown for serial lines,
//! a rule of thumb where ways part and join).
//!
//! A station whose places are never all at work limits nothing, a conveyor of many places for instance: arrows pass over it as
//! over a buffer.

use std::collections::BTreeSet;

use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::EquipmentId;

use super::StationFlow;

/// Draws the arrows between all stations that follow each other, whatever buffers lie between.
pub(super) fn draw(plant: &Plant, stations: &mut [StationFlow]) {
    let position = |id: EquipmentId, stations: &[StationFlow]| {
        stations.binary_search_by_key(&id, |station| station.equipment).ok()
    };
    let limits: BTreeSet<EquipmentId> =
        stations.iter().filter(|it| it.active > 0.0).map(|it| it.equipment).collect();
    for from in 0..stations.len() {
        let upstream = stations[from].equipment;
        if !limits.contains(&upstream) {
            continue;
        }
        for downstream in neighbours(plant, upstream, &limits) {
            let Some(to) = position(downstream, stations).filter(|to| *to != from) else {
                continue;
            };
            let difference = stations[from].blocked - stations[to].starved;
            for end in [from, to] {
                stations[end].severity += difference.abs();
            }
            let (tail, head) = if difference > 0.0 { (from, to) } else { (to, from) };
            if difference != 0.0 {
                let (tail_id, head_id) = (stations[tail].equipment, stations[head].equipment);
                stations[tail].arrows_to.push(head_id);
                stations[head].arrows_from.push(tail_id);
            }
        }
    }
}

/// The stations that arrows go to and none goes out from, the greatest severity first.
pub(super) fn without_way_out(stations: &[StationFlow]) -> Vec<EquipmentId> {
    let mut found: Vec<&StationFlow> = stations
        .iter()
        .filter(|station| station.arrows_to.is_empty() && !station.arrows_from.is_empty())
        .collect();
    found.sort_by(|a, b| b.severity.total_cmp(&a.severity));
    found.into_iter().map(|station| station.equipment).collect()
}

/// Those of some stations that items may come to next from a station.
fn neighbours(
    plant: &Plant,
    from: EquipmentId,
    among: &BTreeSet<EquipmentId>,
) -> BTreeSet<EquipmentId> {
    let mut stations = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = targets(plant, from);
    while let Some(at) = open.pop() {
        let is_new = seen.insert(at);
        match plant.equipment(at).role {
            Role::Processor if among.contains(&at) => {
                stations.insert(at);
            }
            Role::Holder | Role::Processor if is_new => open.extend(targets(plant, at)),
            Role::Holder | Role::Processor | Role::Source | Role::Sink => {}
        }
    }
    stations
}

/// Where items go from a piece of equipment: by its links, or by the routes that name it.
fn targets(plant: &Plant, from: EquipmentId) -> Vec<EquipmentId> {
    if let Some(routing) = &plant.equipment(from).routing {
        return routing.targets();
    }
    let mut targets = Vec::new();
    for product in &plant.products {
        for step in product.route.windows(2) {
            if step[0].alternatives.iter().any(|way| way.station == from) {
                targets.extend(step[1].alternatives.iter().map(|way| way.station));
            }
        }
    }
    targets
}
