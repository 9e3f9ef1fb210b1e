//! Whether items can be bodies where they have to be.

use std::collections::BTreeSet;

use plantwright_units::EquipmentId;

use crate::check::flow::Flow;
use crate::plant::{EquipmentFacts, Plant, ProductFacts, ZoneFacts};
use crate::{Diagnostic, Report, codes};

/// Reports items without a body, and bodies that do not fit.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(zone) = &facts.zone else { continue };
        let comes = |flow: &&Flow| flow.equipment().any(|at| at == id);
        for flow in flows.iter().filter(comes) {
            if let Some(finding) = fits(facts, zone, plant.product(flow.product)) {
                report.push(finding);
            }
        }
        let next: BTreeSet<EquipmentId> = flows.iter().flat_map(|flow| flow.next(id)).collect();
        for to in next.into_iter().filter(|to| *to != id && plant.equipment(*to).zone.is_some()) {
            report.push(cut(facts, plant.equipment(to)));
        }
    }
}

/// The way of items is cut in two where one zone follows the other: nobody pushes, or holds up, from one into the other.
fn cut(zone: &EquipmentFacts, next: &EquipmentFacts) -> Diagnostic {
    let message = format!(
        "the way of items is cut in two between the zones `{}` and `{}`: bodies of one do not touch those of the other",
        zone.name, next.name
    );
    let hint = "make them one zone, or let a `Conveyor` lie between them";
    let finding = Diagnostic::warning(codes::BODY, zone.span, message);
    finding.label(next.span, "the next zone").hint(hint)
}

/// What does not fit about an item in a zone.
fn fits(facts: &EquipmentFacts, zone: &ZoneFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let name = &product.name;
    let at_item = |finding: Diagnostic| match product.span {
        Some(span) => finding.label(span, "the item"),
        None => finding,
    };
    let Some(body) = zone.body(product) else {
        let message = format!("`{name}` has no body, and comes to the zone `{}`", facts.name);
        let hint = format!(
            "give `{name}` its `physics` under `products`: a shape and a mass; or the zone a `body` for all that have none"
        );
        return Some(at_item(Diagnostic::error(codes::BODY, facts.span, message)).hint(hint));
    };
    let [ahead, left, _] = body.shape.value.reach();
    let found = [("long", 2.0 * ahead, zone.length), ("wide", 2.0 * left, zone.width)];
    let (word, item, room) = found.into_iter().find(|(_, item, room)| item > room)?;
    let (item, room) = (mm(item), mm(room));
    let message =
        format!("an item of `{name}` is {item} mm {word}, and the zone `{}` {room} mm", facts.name);
    let hint = "make the zone larger, or send these items another way";
    Some(at_item(Diagnostic::error(codes::BODY, facts.span, message)).hint(hint))
}

/// Millimetres, to a tenth.
fn mm(metres: f64) -> f64 {
    (metres * 10_000.0).round() / 10.0
}
