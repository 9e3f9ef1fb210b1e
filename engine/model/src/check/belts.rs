//! Whether belts can carry what comes to them.

use std::collections::BTreeSet;

use plantwright_units::{EquipmentId, GRAVITY, Length};

use crate::check::flow::{Flow, Way};
use crate::check::shapes;
use crate::plant::{
    BeltFacts, DriveFacts, EquipmentFacts, EyeFacts, MergeFacts, Plant, ProductFacts, Role,
    SorterFacts, Spacing, ZoneFacts,
};
use crate::vocabulary::Physics;
use crate::{Code, Diagnostic, Report, Spanned, codes};

/// Reports belts that cannot carry what comes to them, or to which nobody brings what they wait for.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    fit(plant, flows, report);
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        if let Some(MergeFacts::Zip(list)) = facts.merge() {
            check_zip(plant, id, list, flows, report);
        }
        let Some(belt) = &facts.belt else { continue };
        if let Some(sorter) = &belt.sorter {
            check_entries(plant, id, sorter, codes::BELT, flows, report);
            check_sorter(plant, id, belt, sorter, flows, report);
        }
    }
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        for eye in facts.eyes() {
            check_eye(plant, eye, report);
            // What is before an eye at the very end of a belt can be taken there.
            let is_before_end = |belt: &BeltFacts| eye.at.value.base_f64() < belt.length.base_f64();
            let stays = || match &facts.zone {
                Some(zone) => stays_before(plant, id, zone, eye, flows),
                None => facts.belt.as_deref().is_some_and(is_before_end),
            };
            if eye.stops.contains(&id) && stays() {
                report.push(stands_for_good(facts, eye));
            }
        }
    }
}

/// What comes to a piece of equipment.
pub(super) fn products_at<'a>(
    plant: &'a Plant,
    id: EquipmentId,
    flows: &[Flow],
) -> Vec<&'a ProductFacts> {
    let comes = |flow: &&Flow| flow.equipment().any(|at| at == id);
    flows.iter().filter(comes).map(|flow| plant.product(flow.product)).collect()
}

/// Reports items that do not fit onto a belt, lengths that are too fine, and shapes of belts on which items slide or tip.
pub(crate) fn fit(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(belt) = &facts.belt else { continue };
        let products = products_at(plant, id, flows);
        let found: Vec<Diagnostic> =
            products.iter().filter_map(|product| fits(facts, belt, product)).collect();
        if found.is_empty() && belt.scale(products.iter().copied()).is_none() {
            let message = format!("the lengths and the speed of `{}` are too fine", facts.name);
            let hint = "belts are computed exactly: write fewer digits";
            report.push(Diagnostic::error(codes::BELT, belt.span, message).hint(hint));
        }
        report.extend(found);
        shapes::check(facts, belt, &products, report);
    }
}

/// Reports who is waited for in turn and brings nothing, and who is never let in.
fn check_zip(
    plant: &Plant,
    id: EquipmentId,
    list: &[EquipmentId],
    flows: &[Flow],
    report: &mut Report,
) {
    let facts = plant.equipment(id);
    let brings = |giver: EquipmentId| flows.iter().any(|flow| flow.next(giver).any(|to| to == id));
    let name = |id: EquipmentId| &plant.equipment(id).name;
    for giver in list.iter().filter(|giver| !brings(**giver)) {
        let message =
            format!("`{}` waits for `{}`, which brings nothing", facts.name, name(*giver));
        let hint = "a `Zip` takes one of each in turn, and waits for whose turn it is: name only who sends something here";
        report.push(Diagnostic::error(codes::BELT, facts.span, message).hint(hint));
    }
    for giver in plant.equipment_ids().filter(|giver| !list.contains(giver) && brings(*giver)) {
        let message = format!("`{}` is never let onto `{}`", name(giver), facts.name);
        let hint = "name everyone who sends something here in `Zip`";
        report.push(Diagnostic::error(codes::BELT, facts.span, message).hint(hint));
    }
    if list.iter().all(|giver| brings(*giver)) {
        check_turns(plant, id, list, flows, report);
    }
}

/// How many items can ever come to a piece of equipment; none: without end.
fn comes_at_most(plant: &Plant, at: EquipmentId, flows: &[Flow]) -> Option<u64> {
    let mut sources = BTreeSet::new();
    for flow in flows {
        let mut from: BTreeSet<EquipmentId> = BTreeSet::from([at]);
        let mut grows = true;
        while grows {
            let leads = |ways: &[Way]| ways.iter().any(|way| from.contains(&way.to.at));
            let before = flow.ways.iter().filter(|(_, ways)| leads(ways)).map(|(stop, _)| stop.at);
            let before: Vec<EquipmentId> = before.collect();
            let count = from.len();
            from.extend(before);
            grows = from.len() > count;
        }
        let brings = |id: &EquipmentId| flow.equipment().any(|stop| stop == *id);
        sources.extend(from.into_iter().filter(brings));
    }
    let counts = sources.into_iter().filter_map(|id| plant.equipment(id).arrivals.as_ref());
    counts.map(|arrivals| arrivals.count).sum()
}

/// Warns of whose turn it will be for good, since nothing comes to it any more while others bring more.
fn check_turns(
    plant: &Plant,
    id: EquipmentId,
    list: &[EquipmentId],
    flows: &[Flow],
    report: &mut Report,
) {
    let facts = plant.equipment(id);
    let givers: BTreeSet<EquipmentId> = list.iter().copied().collect();
    let rounds = givers.into_iter().map(|giver| {
        let each = list.iter().filter(|it| **it == giver).count() as u64;
        let items = comes_at_most(plant, giver, flows);
        (items.map_or(u64::MAX, |items| items / each), giver, items)
    });
    let rounds: Vec<_> = rounds.collect();
    let first = rounds.iter().min_by_key(|(rounds, ..)| *rounds);
    let longest = rounds.iter().max_by_key(|(rounds, ..)| *rounds);
    let (Some((few, giver, Some(items))), Some((many, other, _))) = (first, longest) else {
        return;
    };
    if few == many {
        return;
    }
    let [giver, other] = [giver, other].map(|id| &plant.equipment(*id).name);
    let message = format!(
        "`{}` waits for `{giver}` for good once the last one of its {items} {} has come",
        facts.name,
        if *items == 1 { "item" } else { "items" }
    );
    let hint = format!(
        "a `Zip` waits for whose turn it is, and `{other}` brings more: `merge: InTurn` waits for nobody"
    );
    report.push(Diagnostic::warning(codes::DEADLOCK, facts.span, message).hint(hint));
}

/// Reports what a photo-eye cannot stop.
fn check_eye(plant: &Plant, eye: &EyeFacts, report: &mut Report) {
    for stopped in eye.stops.iter().map(|id| plant.equipment(*id)) {
        if stopped.role == Role::Processor || stopped.moves_items() {
            continue;
        }
        let message = format!(
            "the photo-eye `{}` cannot stop `{}`, a `{}`",
            eye.name, stopped.name, stopped.kind
        );
        let hint = "what works or moves can stand; nothing comes onto a belt while an eye of its own says `closes: true`";
        let finding = Diagnostic::error(codes::BELT, eye.span, message).hint(hint);
        report.push(finding.label(stopped.span, "this"));
    }
}

/// Whether what is before an eye of a zone stays there when its belt stops: it neither slides on as far as the exit, nor is it where
/// it is pushed off. What rolls or slides down goes on.
fn stays_before(
    plant: &Plant,
    id: EquipmentId,
    zone: &ZoneFacts,
    eye: &EyeFacts,
    flows: &[Flow],
) -> bool {
    let DriveFacts::Belt(speed) = zone.drive.value else { return false };
    let at = eye.at.value.base_f64();
    let products = products_at(plant, id, flows);
    let bodies = products.iter().filter_map(|product| zone.body(product));
    let stays = |body: &Physics| {
        // The way on which friction takes the speed of the belt from an item.
        let friction = zone.friction.unwrap_or_else(|| body.sliding());
        let slides_on = speed * speed / (2.0 * friction * GRAVITY);
        let length = 2.0 * body.shape.value.reach()[0];
        let is_pushed = |(_, exit): &(EquipmentId, Spanned<Length>)| {
            (at - length..=at + slides_on).contains(&exit.value.base_f64())
        };
        let ends = !zone.along.closed && at + slides_on >= zone.length;
        !ends && !zone.along.exits.iter().any(is_pushed)
    };
    zone.slope == 0.0 && bodies.into_iter().any(stays)
}

/// What is before an eye stays there while its belt stands, and the belt stands while anything is before it.
fn stands_for_good(belt: &EquipmentFacts, eye: &EyeFacts) -> Diagnostic {
    let message = format!(
        "the photo-eye `{}` stops `{}`, the belt that it looks at: what is before it never leaves, and the belt stands for good",
        eye.name, belt.name
    );
    let hint = "stop who brings items here, or say `closes: true`, which keeps others from coming";
    Diagnostic::warning(codes::DEADLOCK, eye.span, message).hint(hint)
}

/// What does not fit about an item on a belt.
fn fits(facts: &EquipmentFacts, belt: &BeltFacts, product: &ProductFacts) -> Option<Diagnostic> {
    let name = &product.name;
    let Some(length) = product.length else {
        if belt.zones.is_none() && !matches!(belt.spacing, Spacing::Gap(_)) {
            return None;
        }
        let message = format!("nobody says how long `{name}` is");
        let hint = format!("give `{name}` a `length` under `products`, or the belt a `pitch`");
        let finding = Diagnostic::error(codes::BELT, belt.span, message).hint(hint);
        return Some(match product.span {
            Some(span) => finding.label(span, "this comes to the belt"),
            None => finding,
        });
    };
    if let Some(zone) = belt.zones.filter(|zone| zone.value.base_f64() < length.base_f64()) {
        let zone = zone.value;
        let message =
            format!("an item of `{name}` is {length} long, and a zone of `{}` {zone}", facts.name);
        let hint = "make the zones longer, or send these items another way";
        let finding = Diagnostic::error(codes::BELT, belt.span, message);
        return Some(finding.label(product.span?, "the item").hint(hint));
    }
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

/// Warns of entries along a belt, or a zone, that nobody uses.
pub(super) fn check_entries(
    plant: &Plant,
    id: EquipmentId,
    along: &SorterFacts,
    code: Code,
    flows: &[Flow],
    report: &mut Report,
) {
    let name = |id: EquipmentId| &plant.equipment(id).name;
    for (giver, at) in &along.entries {
        if !flows.iter().any(|flow| flow.next(*giver).any(|to| to == id)) {
            let message = format!("`{}` brings nothing onto `{}`", name(*giver), name(id));
            let hint =
                format!("send something from there to `{}`, or leave its entry out", name(id));
            report.push(Diagnostic::warning(code, at.span, message).hint(hint));
        }
    }
}

/// Reports what a sorter cannot do: exits that lie before the entry, and a loop shorter than a pitch.
fn check_sorter(
    plant: &Plant,
    id: EquipmentId,
    belt: &BeltFacts,
    sorter: &SorterFacts,
    flows: &[Flow],
    report: &mut Report,
) {
    let name = |id: EquipmentId| &plant.equipment(id).name;
    for flow in flows {
        let product = plant.product(flow.product);
        let comes = flow.equipment().any(|at| at == id);
        let pitch = belt.pitch(product).filter(|_| comes && sorter.closed);
        if pitch
            .is_some_and(|(metres, parts)| metres as f64 / parts as f64 > belt.length.base_f64())
        {
            let message = format!(
                "`{}` is too short for one item of `{}` and the gap behind it",
                name(id),
                product.name
            );
            let hint = "its end is its beginning: an item would lie in itself";
            report.push(Diagnostic::error(codes::BELT, belt.span, message).hint(hint));
        }
        // An item leaves where its front is.
        let end = Some(belt.length);
        let course = Course { along: sorter, end, ahead: 0.0, code: codes::BELT };
        if let Some(finding) = turned_round(plant, id, &course, flow) {
            report.push(finding);
        }
    }
}

/// Along what items go from an entry to an exit.
pub(super) struct Course<'a> {
    pub(super) along: &'a SorterFacts,
    /// Where all leave that have no exit of their own; none: behind all entries.
    pub(super) end: Option<Length>,
    /// How far ahead of an exit the front of an item is when it leaves there, metres.
    pub(super) ahead: f64,
    pub(super) code: Code,
}

/// What would have to go against the direction of a straight sorter, or of a straight zone with pushers.
pub(super) fn turned_round(
    plant: &Plant,
    id: EquipmentId,
    course: &Course<'_>,
    flow: &Flow,
) -> Option<Diagnostic> {
    let Course { along, end, ahead, code } = *course;
    let name = |id: EquipmentId| &plant.equipment(id).name;
    let ways =
        flow.ways.iter().flat_map(|(stop, ways)| ways.iter().map(move |way| (stop.at, way.to)));
    for (giver, stop) in ways.filter(|(_, stop)| stop.at == id && !along.closed) {
        let entry: Option<Length> = along.entry(giver);
        for to in flow.ways.get(&stop).into_iter().flatten() {
            let Some(exit) = along.exit(to.to.at).or(end) else { continue };
            if exit.base_f64() + ahead > entry.map_or(0.0, |entry| entry.base_f64()) {
                continue;
            }
            let entry = entry.map_or("the beginning".to_owned(), |entry| entry.to_string());
            let message = format!(
                "what `{}` brings at {entry} never gets to `{}` at {exit}",
                name(giver),
                name(to.to.at),
            );
            let entries = along.entries.iter().filter(|(known, _)| *known == giver);
            let exits = along.exits.iter().filter(|(known, _)| *known == to.to.at);
            let span = entries.chain(exits).map(|(_, at)| at.span).next()?;
            let hint = "move the exit behind the entry, or let it go round: `closed: true`";
            return Some(Diagnostic::error(code, span, message).hint(hint));
        }
    }
    None
}
