//! Whether belts can carry what comes to them.

use crate::check::flow::Flow;
use crate::plant::{BeltFacts, EquipmentFacts, Plant, ProductFacts, Spacing};
use crate::{Diagnostic, Report, codes};

/// Reports belts on which items do not fit.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(belt) = &facts.belt else { continue };
        let comes = |flow: &&Flow| flow.equipment().any(|at| at == id);
        let products: Vec<&ProductFacts> =
            flows.iter().filter(comes).map(|flow| plant.product(flow.product)).collect();
        let found: Vec<Diagnostic> =
            products.iter().filter_map(|product| fits(facts, belt, product)).collect();
        if found.is_empty() && belt.scale(products.into_iter()).is_none() {
            let message = format!("the lengths and the speed of `{}` are too fine", facts.name);
            let hint = "belts are computed exactly: write fewer digits";
            report.push(Diagnostic::error(codes::BELT, belt.span, message).hint(hint));
        }
        for finding in found {
            report.push(finding);
        }
    }
}

/// What does not fit about an item on a belt.
fn fits(facts: &EquipmentFacts, belt: &BeltFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let name = &product.name;
    let Some(length) = product.length else {
        let Spacing::Gap(_) = belt.spacing else { return None };
        let message = format!("nobody says how long `{name}` is");
        let hint = format!("give `{name}` a `length` under `products`, or the belt a `pitch`");
        let finding = Diagnostic::error(codes::BELT, belt.span, message).hint(hint);
        return Some(match product.span {
            Some(span) => finding.label(span, "this comes to the belt"),
            None => finding,
        });
    };
    if length.base_f64() > belt.length.base_f64() {
        let message = format!(
            "an item of `{name}` is {length} long, and the belt `{}` {}",
            facts.name, belt.length
        );
        let hint = "make the belt longer, or send these items another way";
        let finding = Diagnostic::error(codes::BELT, facts.span, message);
        return Some(finding.label(product.span?, "the item").hint(hint));
    }
    match belt.spacing {
        Spacing::Pitch(pitch) if pitch.base_f64() < length.base_f64() => {
            let message = format!("items of `{name}` are {length} long, and stand {pitch} apart");
            let hint = "the pitch is measured from front to front: it is the length of an item and the gap behind it";
            let finding = Diagnostic::error(codes::BELT, belt.span, message);
            Some(finding.label(product.span?, "the item").hint(hint))
        }
        Spacing::Pitch(_) | Spacing::Gap(_) => None,
    }
}
