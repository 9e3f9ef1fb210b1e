//! Who gives to whom: what the plant says, and how many items went each way.

use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ProductId};

use super::ways::Ways;

/// A neighbour, and how many items it gave or took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Neighbour {
    pub(super) who: EquipmentId,
    pub(super) items: u64,
}

/// The neighbours of each piece of equipment, ordered by id.
#[derive(Debug)]
pub(super) struct Links {
    pub(super) receivers: Vec<Vec<Neighbour>>,
    pub(super) givers: Vec<Vec<Neighbour>>,
}

impl Links {
    /// Joins what the plant says with what was seen.
    pub(super) fn new(plant: &Plant, ways: &Ways) -> Self {
        let planned = planned(plant);
        let mut ways = ways.gone();
        // What comes out of other items came with these.
        ways.retain(|way, _| !plant.equipment(way.1).unpacks() || planned.contains(way));
        for way in planned {
            ways.entry(way).or_default();
        }
        let count = plant.equipment.len();
        let mut links =
            Self { receivers: vec![Vec::new(); count], givers: vec![Vec::new(); count] };
        for ((from, to), items) in ways.into_iter().filter(|((from, to), _)| from != to) {
            links.receivers[from.index()].push(Neighbour { who: to, items });
            links.givers[to.index()].push(Neighbour { who: from, items });
        }
        links
    }
}

/// The ways that the plant names, by links and by routes.
fn planned(plant: &Plant) -> Vec<(EquipmentId, EquipmentId)> {
    let mut ways = Vec::new();
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        if let Some(routing) = &facts.routing {
            ways.extend(routing.targets().into_iter().map(|to| (id, to)));
        } else if let (Role::Source, Some(arrivals)) = (facts.role, &facts.arrivals) {
            let first = arrivals.mix.iter().flat_map(|(product, _)| stops(plant, *product, 0));
            ways.extend(first.map(|to| (id, to)));
        }
    }
    for product in plant.product_ids() {
        for step in 0..plant.product(product).route.len() {
            let froms = stops(plant, product, step).into_iter();
            let froms = froms.filter(|from| plant.equipment(*from).routing.is_none());
            let tos = stops(plant, product, step + 1);
            ways.extend(froms.flat_map(|from| tos.iter().map(move |to| (from, *to))));
        }
    }
    ways
}

/// Where an item of a product goes with so many operations done.
fn stops(plant: &Plant, product: ProductId, done: usize) -> Vec<EquipmentId> {
    let facts = plant.product(product);
    match facts.route.get(done) {
        Some(operation) => {
            operation.alternatives.iter().map(|alternative| alternative.station).collect()
        }
        None => facts.exit.into_iter().collect(),
    }
}

/// Where an item of a product can go next from a piece of equipment.
pub(super) fn next(plant: &Plant, at: EquipmentId, product: ProductId) -> Vec<EquipmentId> {
    if let Some(routing) = &plant.equipment(at).routing {
        return routing.shares(product).into_iter().map(|(to, _)| to).collect();
    }
    let route = 0..=plant.product(product).route.len();
    let is_source = plant.equipment(at).role == Role::Source;
    let steps = route.filter(|done| match done.checked_sub(1) {
        Some(before) => stops(plant, product, before).contains(&at),
        None => is_source,
    });
    steps.flat_map(|done| stops(plant, product, done)).collect()
}
