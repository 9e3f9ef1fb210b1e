//! Loops without room: machines that hand items on to one another in a circle, with nothing in between where one could wait.
//! As soon as all of them hold items that go on within the loop, each waits for the next one, for ever.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_units::EquipmentId;

use super::flow::{Flow, Stop};
use crate::plant::{EquipmentFacts, Plant, Role, Routing};
use crate::{Diagnostic, Report, codes};

/// Warns of each loop of machines without room that may fill up.
///
/// Nothing is said where something limits the items in the plant (cards, orders, a `limit`), where vehicles hold what is on its
/// way, where items expire, and where an item that finds no room may go elsewhere.
pub(super) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    let is_limited = plant.equipment.iter().any(|it| it.fleet.is_some() || it.kind == "Release")
        || plant.products.iter().any(|product| product.shelf_life.is_some());
    if is_limited || report.has_errors() {
        return;
    }
    let mut next: BTreeMap<EquipmentId, BTreeSet<EquipmentId>> = BTreeMap::new();
    for flow in flows {
        for (stop, ways) in &flow.ways {
            if !is_full_of_work(plant.equipment(stop.at)) || may_choose(plant, flow, *stop) {
                continue;
            }
            let ways = ways.iter().filter(|way| way.share > 0.0);
            let ways = ways.map(|way| way.to.at);
            let ways = ways.filter(|to| is_full_of_work(plant.equipment(*to)));
            next.entry(stop.at).or_default().extend(ways);
        }
    }
    leave_loops(&mut next);
    let mut known: BTreeSet<EquipmentId> = BTreeSet::new();
    for first in next.keys() {
        let ahead = reached(&next, *first);
        if known.contains(first) || !ahead.contains(first) {
            continue;
        }
        let members: BTreeSet<EquipmentId> =
            ahead.into_iter().filter(|id| reached(&next, *id).contains(first)).collect();
        known.extend(&members);
        let room: u64 = members.iter().filter_map(|id| plant.equipment(*id).capacity).sum();
        if brought(plant).is_none_or(|items| items >= room) {
            warn(plant, &members, room, report);
        }
    }
}

/// Whether it is a machine on which every item is worked on, or waits for room elsewhere.
fn is_full_of_work(facts: &EquipmentFacts) -> bool {
    let reserves = facts.stages.as_ref().is_some_and(|stages| stages.before_service.is_some());
    facts.kind == "Station"
        && facts.capacity == facts.places.map(u64::from)
        && facts.capacity.is_some()
        && !reserves
}

/// Whether an item that finds no room may go elsewhere.
fn may_choose(plant: &Plant, flow: &Flow, stop: Stop) -> bool {
    match &plant.equipment(stop.at).routing {
        Some(Routing::FirstFree(to) | Routing::ShortestQueue(to)) => to.len() > 1,
        Some(_) => false,
        None => {
            let operation = plant.product(flow.product).route.get(stop.done);
            operation.is_some_and(|operation| operation.alternatives.len() > 1)
        }
    }
}

/// Takes out whatever leads into no loop: in long lines there is nothing else.
fn leave_loops(next: &mut BTreeMap<EquipmentId, BTreeSet<EquipmentId>>) {
    let mut before: BTreeMap<EquipmentId, Vec<EquipmentId>> = BTreeMap::new();
    let mut ways: BTreeMap<EquipmentId, usize> = BTreeMap::new();
    for (from, to) in &*next {
        ways.insert(*from, to.len());
        for to in to {
            before.entry(*to).or_default().push(*from);
        }
    }
    let ends = before.keys().filter(|id| ways.get(id).copied().unwrap_or(0) == 0);
    let mut ends: Vec<EquipmentId> = ends.copied().collect();
    while let Some(end) = ends.pop() {
        next.remove(&end);
        for from in before.remove(&end).unwrap_or_default() {
            let left = ways.entry(from).or_default();
            *left -= 1;
            if *left == 0 {
                ends.push(from);
            }
        }
    }
    next.retain(|id, _| ways.get(id).is_some_and(|left| *left > 0));
}

/// Whatever can be reached in one step or more.
fn reached(
    next: &BTreeMap<EquipmentId, BTreeSet<EquipmentId>>,
    from: EquipmentId,
) -> BTreeSet<EquipmentId> {
    let mut open = vec![from];
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        let ahead = next.get(&id).into_iter().flatten();
        open.extend(ahead.filter(|id| reached.insert(**id)));
    }
    reached
}

/// How many items come into the plant; none: without end.
fn brought(plant: &Plant) -> Option<u64> {
    let sources = plant.equipment.iter().filter(|facts| facts.role == Role::Source);
    sources.map(|facts| facts.arrivals.as_ref().and_then(|arrivals| arrivals.count)).sum()
}

fn warn(plant: &Plant, members: &BTreeSet<EquipmentId>, room: u64, report: &mut Report) {
    let Some(first) = members.first().map(|id| plant.equipment(*id)) else { return };
    let names: Vec<String> =
        members.iter().map(|id| format!("`{}`", plant.equipment(*id).name)).collect();
    let message = match members.len() {
        1 => format!(
            "`{}` may send an item to itself, which then waits for the place that it has, for ever",
            first.name
        ),
        _ => format!(
            "{} send items round in a loop with room for {room}: once it is full of items that go on within it, each waits for the \
             next one, for ever",
            names.join(" and ")
        ),
    };
    let hint = "let one of them have a `queue`, or put a `Buffer` between them, so large that it is never full";
    report.push(Diagnostic::warning(codes::DEADLOCK, first.span, message).hint(hint));
}
