//! Who gives to whom: what the plant says, and how many items went each way.

use std::collections::BTreeMap;

use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ProductId};
use serde::{Deserialize, Serialize};

/// How many items went from one piece of equipment to another: of each, those that they went to, ordered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Moves(Vec<Vec<(EquipmentId, u64)>>);

impl Moves {
    pub(super) fn count(&mut self, from: EquipmentId, to: EquipmentId) {
        if from.index() >= self.0.len() {
            self.0.resize_with(from.index() + 1, Vec::new);
        }
        let ways = &mut self.0[from.index()];
        match ways.binary_search_by_key(&to, |(to, _)| *to) {
            Ok(position) => ways[position].1 += 1,
            Err(position) => ways.insert(position, (to, 1)),
        }
    }

    fn by_way(&self) -> BTreeMap<(EquipmentId, EquipmentId), u64> {
        let ways = (0..).map(EquipmentId).zip(&self.0);
        ways.flat_map(|(from, ways)| ways.iter().map(move |(to, items)| ((from, *to), *items)))
            .collect()
    }
}

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
    pub(super) fn new(plant: &Plant, moves: &Moves) -> Self {
        let mut ways = moves.by_way();
        for way in planned(plant) {
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
