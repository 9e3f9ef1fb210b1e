//! Whether shuttles get about where they are wanted.

use crate::check::flow::Flow;
use crate::plant::Plant;
use crate::{Diagnostic, Report, codes};

/// Warns of places at which nobody brings anything to a shuttle, or takes anything from it.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(shuttle) = &facts.shuttle else { continue };
        for (who, at) in &shuttle.places {
            let meets = |flow: &Flow| {
                flow.next(*who).any(|to| to == id) || flow.next(id).any(|to| to == *who)
            };
            if !flows.iter().any(meets) {
                let (who, name) = (&plant.equipment(*who).name, &facts.name);
                let message =
                    format!("`{who}` brings nothing to `{name}` and takes nothing from it");
                let hint = format!("send something from there to `{name}`, or leave its place out");
                report.push(Diagnostic::warning(codes::SHUTTLE, at.span, message).hint(hint));
            }
        }
    }
}
