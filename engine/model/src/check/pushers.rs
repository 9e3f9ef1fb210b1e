//! Whether what is pushed off a zone gets to its own way out: past the end of the zone, and past the ways out beside it.

use plantwright_units::EquipmentId;

use crate::check::belts::products_at;
use crate::check::flow::Flow;
use crate::plant::{
    DriveFacts, EquipmentFacts, Plant, PusherFacts, ZoneFacts, drift_across, time_across,
};
use crate::{Diagnostic, Report, codes};

/// The largest of the items that come, metres, and the least friction between one and the surface.
struct Items {
    length: f64,
    across: f64,
    friction: f64,
}

/// How fast the surface runs and how wide it is, in metres and seconds, with what comes.
struct Surface<'a> {
    zone: &'a ZoneFacts,
    speed: f64,
    items: Items,
}

/// Reports pushers by which no item comes, or whose items come to the end before they are off, and those that lie so near to one another
/// that items for the one get to the other.
pub(super) fn check(plant: &Plant, id: EquipmentId, flows: &[Flow], report: &mut Report) {
    let facts = plant.equipment(id);
    let Some(zone) = facts.zone.as_deref().filter(|zone| !zone.pushers.is_empty()) else { return };
    let bodies: Vec<_> =
        products_at(plant, id, flows).into_iter().filter_map(|it| zone.body(it)).collect();
    let reach = |axis: usize| {
        bodies.iter().map(|body| 2.0 * body.shape.value.reach()[axis]).fold(0.0, f64::max)
    };
    let own = bodies.iter().map(|body| body.sliding()).fold(f64::MAX, f64::min);
    let friction = zone.friction.unwrap_or(own);
    let DriveFacts::Belt(speed) = zone.drive.value else { return };
    if bodies.is_empty() {
        return;
    }
    let items = Items { length: reach(0), across: reach(1), friction };
    let surface = Surface { zone, speed, items };
    for pusher in &zone.pushers {
        report.extend(
            surface
                .comes_by(plant, id, pusher, flows)
                .or_else(|| surface.gets_off(plant, facts, pusher)),
        );
    }
    let mut all: Vec<&PusherFacts> = zone.pushers.iter().collect();
    all.sort_by(|one, two| place(one).total_cmp(&place(two)));
    for (number, ahead) in all.iter().enumerate() {
        let beside = all[..number].iter().filter(|it| it.is_left == ahead.is_left);
        for behind in beside {
            report.extend(surface.keeps_apart(plant, behind, ahead));
        }
    }
}

fn place(pusher: &PusherFacts) -> f64 {
    pusher.at.value.base_f64()
}

impl Surface<'_> {
    /// How far the surface carries an item on until it is so far aside, metres.
    fn carries_on(&self, pusher: &PusherFacts, aside: f64) -> f64 {
        if pusher.is_belt {
            self.speed * time_across(aside, pusher.speed, self.items.friction)
        } else {
            self.speed * aside / pusher.speed
        }
    }

    /// How far aside an item from the middle is when it is off, and at its way out, metres.
    fn aside(&self) -> f64 {
        f64::midpoint(self.zone.width, self.items.across)
    }

    /// From where to where there is an opening for a pusher, metres behind the entry.
    fn opening(&self, pusher: &PusherFacts) -> (f64, f64) {
        let Self { zone, speed, items } = self;
        let drift = if pusher.is_belt {
            drift_across(*speed, zone.width, pusher.speed, items.friction)
        } else {
            self.carries_on(pusher, zone.width)
        };
        let (at, around) = (place(pusher), 0.75 * items.length);
        (at - around, (at + around + drift).min(zone.length))
    }

    /// A pusher behind which there is no room for the front of an item.
    fn comes_by(
        &self,
        plant: &Plant,
        id: EquipmentId,
        pusher: &PusherFacts,
        flows: &[Flow],
    ) -> Option<Diagnostic> {
        // On a loop, what is at the end is at the beginning.
        if self.zone.along.closed {
            return None;
        }
        let goes = flows.iter().filter(|flow| flow.next(id).any(|to| to == pusher.to));
        let half = |flow: &Flow| {
            let product = plant.product(flow.product);
            Some((self.zone.body(product)?.shape.value.reach()[0], &product.name))
        };
        let longest = goes.filter_map(half).max_by(|one, two| one.0.total_cmp(&two.0));
        // To a tenth of a millimetre.
        let (half, name) =
            longest.filter(|(half, _)| place(pusher) > self.zone.length - half + 1e-4)?;
        let message = format!(
            "no item of `{name}` comes by the pusher at {}: with its front at the exit its middle is at {} mm",
            pusher.at.value,
            mm(self.zone.length - half)
        );
        let hint = "move the pusher towards the entry, or make the zone longer; what is not pushed off leaves at the exit";
        Some(Diagnostic::warning(codes::BODY, pusher.at.span, message).hint(hint))
    }

    /// A pusher whose items are carried on to the exit before they are off.
    fn gets_off(
        &self,
        plant: &Plant,
        facts: &EquipmentFacts,
        pusher: &PusherFacts,
    ) -> Option<Diagnostic> {
        let carried = self.carries_on(pusher, self.aside());
        let front = place(pusher) + self.items.length / 2.0 + carried;
        if self.zone.along.closed || front <= self.zone.length {
            return None;
        }
        let message = format!(
            "what is pushed off to `{}` comes to the end of `{}` before it is off",
            plant.name(pusher.to),
            facts.name
        );
        let hint = format!(
            "its front is at {} mm then, and the zone is {} mm long: {} mm, half an item, and {}",
            mm(front),
            mm(self.zone.length),
            mm(place(pusher)),
            self.while_aside(carried)
        );
        Some(Diagnostic::warning(codes::BODY, pusher.at.span, message).hint(hint))
    }

    /// The arithmetic of how far an item is carried on.
    fn while_aside(&self, carried: f64) -> String {
        format!(
            "{} mm at {} m/s in the {:.3} s that it takes {} mm aside",
            mm(carried),
            self.speed,
            carried / self.speed,
            mm(self.aside()),
        )
    }

    /// Two pushers to the same side, of which one's items get to the way out of the other.
    fn keeps_apart(
        &self,
        plant: &Plant,
        behind: &PusherFacts,
        ahead: &PusherFacts,
    ) -> Option<Diagnostic> {
        let [first, last] = [behind, ahead].map(|pusher| self.opening(pusher));
        let (length, distance) = (self.items.length, place(ahead) - place(behind));
        let names = [behind, ahead].map(|pusher| plant.name(pusher.to));
        let (what, needed) = if behind.is_belt || ahead.is_belt {
            // What a belt across draws off comes onto its plate as fast along as the surface is: a wall at either end keeps it there.
            (
                "walls stand at both ends of the opening for a `CrossBelt`, and one is in that of the other",
                first.1 - last.0,
            )
        } else {
            let [one, other] = [behind, ahead].map(|pusher| self.carries_on(pusher, self.aside()));
            // The end of an item for the one ahead, and the front of one for the one behind, when they are at their ways out.
            let end = first.1 - (place(ahead) - length / 2.0 + other);
            let front = place(behind) + length / 2.0 + one - last.0;
            ("an item that is pushed off there touches both ways out", end.max(front))
        };
        if needed <= 0.0 {
            return None;
        }
        let carried = self.carries_on(behind, self.aside());
        let message = format!(
            "the pushers to `{}` and `{}` are {} mm apart, too near to one another for items of {} mm: {what}",
            names[0],
            names[1],
            mm(distance),
            mm(length),
        );
        let hint = format!(
            "the openings go from {} to {} mm, and from {} mm on: an item and half of it, and {}; let {} mm be between them, or push to the other side",
            mm(first.0),
            mm(first.1),
            mm(last.0),
            self.while_aside(carried),
            ((distance + needed) * 1e3).ceil(),
        );
        Some(Diagnostic::warning(codes::BODY, ahead.at.span, message).hint(hint))
    }
}

/// Millimetres, to a tenth.
fn mm(metres: f64) -> f64 {
    (metres * 10_000.0).round() / 10.0
}
