//! Whether vehicles can drive over the floors of zones, where they are bodies.

use std::collections::BTreeSet;

use crate::plant::{EdgeFacts, EquipmentFacts, FleetFacts, FloorFacts, Plant, VehicleFacts};
use crate::{Diagnostic, Report, codes};

/// By what share the length of a way may differ from how far its ends are apart.
const OFF: f64 = 0.01;

/// Reports floors over which no way leads, and vehicles and ways that do not fit.
pub(crate) fn check(plant: &Plant, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(floor) = facts.zone.as_ref().and_then(|zone| zone.floor.as_ref()) else {
            continue;
        };
        let named = plant.equipment(floor.fleet);
        let Some(fleet) = named.fleet.as_deref() else {
            let message = format!("`{}` is no fleet", named.name);
            let hint = "name the `Fleet` whose vehicles drive here";
            let finding = Diagnostic::error(codes::BODY, floor.span, message).hint(hint);
            report.push(finding.label(named.span, "what is named"));
            continue;
        };
        lanes(facts, floor, (named, fleet), report);
        for kind in &fleet.types {
            let is_new = seen.insert((floor.fleet, kind.name.clone()));
            bodies(facts, kind, is_new, report);
        }
    }
}

/// Ways lead over the floor, straight, and as long as their ends are apart.
fn lanes(
    zone: &EquipmentFacts,
    floor: &FloorFacts,
    (named, fleet): (&EquipmentFacts, &FleetFacts),
    report: &mut Report,
) {
    let lanes = floor.lanes(fleet);
    if lanes.is_empty() {
        let message = format!(
            "no path of `{}` leads over the floor of `{}`, which reaches {:.2} m beyond it on all sides",
            named.name, zone.name, floor.around
        );
        let hint = "`entry` and `exit` are places among the `points` of the fleet, and its paths have such `points`";
        let finding = Diagnostic::error(codes::BODY, floor.span, message).hint(hint);
        report.push(finding.label(named.span, "the fleet"));
    }
    let wrong = lanes.iter().find_map(|lane| {
        let edge = &fleet.edges[lane.edge as usize];
        let [from, to] = lane.ends;
        let (x, y) = (to[0] - from[0], to[1] - from[1]);
        let apart = (x * x + y * y).sqrt();
        let is_off = (edge.length - apart).abs() > OFF * apart.max(edge.length);
        (edge.radius.is_some() || is_off).then_some((edge, apart))
    });
    if let Some((edge, apart)) = wrong {
        let EdgeFacts { length, way, .. } = edge;
        let way = &fleet.ways[*way as usize];
        let message = format!(
            "over the floor of `{}`, ways are straight: `{way}` is {length:.2} m long, and its ends are {apart:.2} m apart",
            zone.name
        );
        let hint = "leave out its `length` and its `radius`, or let it keep away from the zone";
        let finding = Diagnostic::error(codes::BODY, floor.span, message).hint(hint);
        report.push(finding.label(named.span, "the fleet"));
    }
}

/// A vehicle is a body, and its field reaches as far as it takes to stop. `is_new`: whether the second was not told yet.
fn bodies(zone: &EquipmentFacts, kind: &VehicleFacts, is_new: bool, report: &mut Report) {
    let (Some(body), true) = (kind.body, kind.length > 0.0) else {
        let message = format!(
            "`{}` has no {}, and drives over the floor of `{}`, where it is a rigid body",
            kind.name,
            if kind.body.is_none() { "`body`" } else { "`length`" },
            zone.name
        );
        let hint = "give it both: `length: \"1.2 m\", body: (width: \"0.8 m\", height: \"0.4 m\", field: \"1.5 m\")`";
        report.push(Diagnostic::error(codes::BODY, kind.span, message).hint(hint));
        return;
    };
    let stops = kind.speed.max(kind.loaded_speed);
    let stops = (stops, stops * stops / (2.0 * kind.braking));
    if is_new && body.field > 0.0 && body.field < stops.1 {
        let message = format!(
            "the safety field of `{}` reaches {:.2} m, and it takes {:.2} m to stop from {:.2} m/s: it hits what it meets at full speed",
            kind.name, body.field, stops.1, stops.0
        );
        let hint = "let its `field` reach farther, let it brake harder, or drive slower";
        report.push(Diagnostic::warning(codes::BODY, kind.span, message).hint(hint));
    }
}
