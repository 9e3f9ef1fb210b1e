//! What is no part of the plant's work: stations to which only items come that count as nothing when they leave, such as breaks.

use std::collections::BTreeSet;

use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_model::vocabulary::LeavesAs;
use plantwright_units::{EquipmentId, ProductId};

use super::links::next;

/// Returns the stations to which only items come that leave the plant where they are neither made nor lost. Nobody loses output
/// where they have nothing to do.
pub fn aside(plant: &Plant) -> BTreeSet<EquipmentId> {
    let (mut aside, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (source, facts) in plant.equipment_ids().zip(&plant.equipment) {
        let products = facts.arrivals.iter().flat_map(|arrivals| &arrivals.mix);
        for (product, _) in products {
            let reach = reach(plant, source, *product);
            let ends = || reach.iter().filter(|id| plant.equipment(**id).role == Role::Sink);
            let counts_nothing = ends().count() > 0
                && ends().all(|id| plant.equipment(*id).leaves_as == LeavesAs::Nothing)
                && !reach.iter().any(|id| plant.equipment(*id).conversion.is_some());
            if counts_nothing { &mut aside } else { &mut others }.extend(reach);
        }
    }
    aside.retain(|id| plant.equipment(*id).role == Role::Processor && !others.contains(id));
    aside
}

/// Where items of a product can come to from a source.
fn reach(plant: &Plant, source: EquipmentId, product: ProductId) -> BTreeSet<EquipmentId> {
    let mut reach = BTreeSet::new();
    let mut open = next(plant, source, product);
    while let Some(at) = open.pop() {
        if reach.insert(at) && plant.equipment(at).role != Role::Sink {
            open.extend(next(plant, at, product));
        }
    }
    reach
}
