//! Whether items can be bodies where they have to be.

use std::collections::BTreeSet;

use plantwright_units::{EquipmentId, GRAVITY, SimSpan};

use crate::check::belts::{Course, check_entries, products_at, turned_round};
use crate::check::flow::Flow;
use crate::check::pushers;
use crate::plant::{DriveFacts, EquipmentFacts, Plant, ProductFacts, StopFacts, ZoneFacts};
use crate::vocabulary::{Outline, Physics};
use crate::{Diagnostic, Report, codes};

/// Reports items without a body, and bodies that do not fit.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(zone) = &facts.zone else { continue };
        let comes = |flow: &&Flow| flow.equipment().any(|at| at == id);
        check_entries(plant, id, &zone.along, codes::BODY, flows, report);
        pushers::check(plant, id, flows, report);
        report.extend(stands_at_own_stop(plant, id, zone, flows));
        for flow in flows.iter().filter(comes) {
            let product = plant.product(flow.product);
            let half = zone.body(product).map_or(0.0, |body| body.shape.value.reach()[0]);
            let course = Course { along: &zone.along, end: None, ahead: half, code: codes::BODY };
            let found = fits(facts, zone, product)
                .or_else(|| goes_round(facts, zone, product))
                .or_else(|| turned_round(plant, id, &course, flow))
                .or_else(|| stays(facts, zone, product))
                .or_else(|| arrives(facts, zone, product))
                .or_else(|| tips(facts, zone, product));
            if let Some(finding) = found {
                report.push(finding);
            }
        }
        let next: BTreeSet<EquipmentId> = flows.iter().flat_map(|flow| flow.next(id)).collect();
        for to in next.into_iter().filter(|to| *to != id && plant.equipment(*to).zone.is_some()) {
            report.push(cut(facts, plant.equipment(to)));
        }
    }
}

/// Reports items that do not fit into a zone, or tip there.
pub(crate) fn fit(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(zone) = &facts.zone else { continue };
        let wrong = |product| fits(facts, zone, product).or_else(|| tips(facts, zone, product));
        report.extend(products_at(plant, id, flows).into_iter().filter_map(wrong));
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

/// A loop on which an item is in its own way, or with a pusher that it does not come by: it begins again with its front.
fn goes_round(
    facts: &EquipmentFacts,
    zone: &ZoneFacts,
    product: &ProductFacts,
) -> Option<Diagnostic> {
    let half = zone.body(product).filter(|_| zone.along.closed)?.shape.value.reach()[0];
    let (name, room) = (&product.name, mm(zone.length));
    let needed = 4.0 * half + zone.gap;
    if needed > zone.length {
        let message = format!(
            "the loop `{}` is {room} mm long, and an item of `{name}` with another one behind it {} mm",
            facts.name,
            mm(needed)
        );
        let hint = "its end is its beginning: make it longer";
        return Some(Diagnostic::error(codes::BODY, facts.span, message).hint(hint));
    }
    // To a tenth of a millimetre.
    let last = zone.length - half + 1e-4;
    let (_, at) = zone.along.exits.iter().find(|(_, at)| at.value.base_f64() > last)?;
    let message = format!(
        "no item of `{name}` comes by the pusher at {}: from {} mm on, it is at the beginning with its front",
        at.value,
        mm(zone.length - half)
    );
    let hint = "move it, or measure all places from elsewhere on the loop";
    Some(Diagnostic::error(codes::BODY, at.span, message).hint(hint))
}

/// Whether an item that rests in a zone stays where it is, or slides against the belt: Coulomb's friction on a slope, as for belts.
/// It may be what somebody wants to see, so it is no more than a warning.
fn stays(facts: &EquipmentFacts, zone: &ZoneFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let body = zone.body(product)?;
    let (name, slope) = (&product.name, zone.slope.abs());
    let told = |what: &str, friction: f64| {
        format!(
            "`{name}` {what} on `{}`: a slope of {slope:.3}, and the friction is {friction}",
            facts.name
        )
    };
    let (message, hint) = match zone.drive.value {
        DriveFacts::Belt(_) => {
            let friction = zone.grip_at_entry(body).filter(|it| slope > *it || *it == 0.0)?;
            let what = match zone.slope {
                0.0 => "is not moved",
                up if up > 0.0 => "slides back",
                _ => "slides down",
            };
            let is_held = zone.grip(body).is_some_and(|at_rest| slope <= at_rest);
            if is_held && friction > 0.0 {
                let message = told(&format!("{what} when it has come"), friction);
                let hint = "give items the speed of the belt as `entry_speed`: at rest on it they are held; or make it less steep";
                (format!("{message} while it slides"), hint)
            } else {
                (told(what, friction), "make it longer or less steep, or its surface rougher")
            }
        }
        DriveFacts::Slide | DriveFacts::Rollers(_) if zone.entry_speed > 0.0 => return None,
        DriveFacts::Slide => {
            let friction = zone.grip(body).filter(|friction| slope <= *friction)?;
            (told("stays where it is put", friction), "make it steeper, or its surface smoother")
        }
        DriveFacts::Rollers(resistance) => {
            if slope > resistance {
                return None;
            }
            let message = format!(
                "`{name}` stays where it is put on `{}`: a slope of {slope:.3}, and a resistance of {resistance}",
                facts.name
            );
            (message, "make it steeper, or its rollers easier")
        }
    };
    Some(Diagnostic::warning(codes::BODY, zone.drive.span, message).hint(hint))
}

/// Whether an item that comes to a slope that is not steep enough, or to one that rises, gets to its end by the speed that it comes with:
/// friction has taken that from it after `v² / (2 g (μ cos α + sin α))`.
fn arrives(facts: &EquipmentFacts, zone: &ZoneFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let (what, resistance) = match zone.drive.value {
        DriveFacts::Belt(_) => return None,
        DriveFacts::Slide => (
            "friction",
            zone.friction.unwrap_or_else(|| zone.body(product).map_or(0.0, Physics::sliding)),
        ),
        DriveFacts::Rollers(resistance) => ("resistance", resistance),
    };
    let (speed, slope) = (zone.entry_speed, zone.slope);
    // Of the weight, along the surface.
    let slows = (resistance + slope) / (1.0 + slope * slope).sqrt();
    if speed <= 0.0 || slows <= 0.0 {
        return None;
    }
    let comes = speed * speed / (2.0 * GRAVITY * slows);
    if comes >= zone.length {
        return None;
    }
    let message = format!(
        "no item of `{}` gets to the end of `{}` by itself: it comes to a stand after {} mm of {} mm",
        product.name,
        facts.name,
        mm(comes),
        mm(zone.length)
    );
    let hint = format!(
        "v² / (2 g (μ cos α + sin α)) with v = {speed} m/s, a slope of {slope:.3} and a {what} of {resistance}: give it a greater `entry_speed`, make it steeper, or its surface smoother"
    );
    Some(Diagnostic::warning(codes::BODY, zone.drive.span, message).hint(hint))
}

/// A stop that opens while nothing is before a photo-eye, and what waits at it is.
fn stands_at_own_stop(
    plant: &Plant,
    id: EquipmentId,
    zone: &ZoneFacts,
    flows: &[Flow],
) -> Option<Diagnostic> {
    let bodies = products_at(plant, id, flows).into_iter().filter_map(|it| zone.body(it));
    let longest = bodies.map(|body| 2.0 * body.shape.value.reach()[0]).fold(0.0, f64::max);
    let is_closed = |stop: &&StopFacts| {
        let Some(eye) = zone.eyes.iter().find(|eye| eye.name == stop.eye) else { return false };
        let (stop, beam) = (stop.at.value.base_f64(), eye.at.value.base_f64());
        // One that acts only later lets who comes pass before.
        let goes_on = match zone.drive.value {
            DriveFacts::Belt(speed) => speed * eye.covered_for.as_secs_f64(),
            _ if eye.covered_for > SimSpan::ZERO => return false,
            _ => 0.0,
        };
        beam > stop - longest && beam + goes_on < stop
    };
    let stop = zone.stops.iter().find(is_closed)?;
    let name = &plant.equipment(id).name;
    let message = format!(
        "the stop `{}` of `{name}` opens while the photo-eye `{}` is clear, and what waits at it is before that: it stands for good",
        stop.name, stop.eye
    );
    let hint = format!(
        "an item is {} mm long: let the eye be behind the stop as items go, where it sees who has passed, or further before it than an item is long",
        mm(longest)
    );
    Some(Diagnostic::warning(codes::DEADLOCK, stop.at.span, message).hint(hint))
}

/// Whether an item stands on a slope: as on belts, its foot by its height is at least the tangent.
fn tips(facts: &EquipmentFacts, zone: &ZoneFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let shape = &zone.body(product)?.shape.value;
    let [ahead, _, up] = shape.reach();
    let (slope, stands) = (zone.slope.abs(), ahead / up);
    // Where the centre of gravity of several parts is, they tell themselves; what rolls is upset by nothing.
    let is_upright = matches!(shape, Outline::Box { .. } | Outline::Cylinder { .. });
    if !is_upright || slope <= stands {
        return None;
    }
    let message = format!(
        "`{}` tips on `{}`: a slope of {slope:.3}, and its foot of {} mm is {stands:.3} of its height",
        product.name,
        facts.name,
        mm(2.0 * ahead)
    );
    let hint = "make it longer or less steep, or lay the item down";
    Some(Diagnostic::warning(codes::BODY, zone.drive.span, message).hint(hint))
}

/// Millimetres, to a tenth.
fn mm(metres: f64) -> f64 {
    (metres * 10_000.0).round() / 10.0
}
