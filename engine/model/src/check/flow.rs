//! The paths of one product through the plant: every stop, what follows it, and whether a way out is left.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_units::{EquipmentId, ProductId};

use crate::plant::{Plant, Role, Routing, ServiceFacts};
use crate::{Diagnostic, Report, codes};

/// An item at a piece of equipment, with so many of its operations done when it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stop {
    pub(crate) at: EquipmentId,
    /// The operation that is done here, if its route asks for one.
    pub(crate) operation: Option<usize>,
    pub(crate) done: usize,
}

/// A way from a stop to the next, with its share of the items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Way {
    pub(crate) to: Stop,
    pub(crate) share: f64,
}

/// Where the items of a product can go.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) product: ProductId,
    pub(crate) ways: BTreeMap<Stop, Vec<Way>>,
}

impl Flow {
    /// Follows the product from its sources, and reports where it cannot go on.
    pub(crate) fn follow(plant: &Plant, product: ProductId, report: &mut Report) -> Self {
        let mut flow = Self { product, ways: BTreeMap::new() };
        let mut open: Vec<Stop> = plant
            .equipment_ids()
            .flat_map(|at| {
                let operations = plant.product(product).route.len();
                let beginnings = plant.equipment(at).beginnings(product, operations);
                beginnings.map(move |done| Stop { at, operation: None, done })
            })
            .collect();
        while let Some(stop) = open.pop() {
            if flow.ways.contains_key(&stop) {
                continue;
            }
            let ways = ways(plant, product, stop, report);
            open.extend(ways.iter().map(|way| way.to));
            flow.ways.insert(stop, ways);
        }
        flow
    }

    /// Tells whether nothing brings the product.
    pub(crate) fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Returns all equipment that the product can come to.
    pub(crate) fn equipment(&self) -> impl Iterator<Item = EquipmentId> {
        self.ways.keys().map(|stop| stop.at)
    }

    /// Returns where the product goes next from a piece of equipment.
    pub(crate) fn next(&self, from: EquipmentId) -> impl Iterator<Item = EquipmentId> {
        let first = Stop { at: from, operation: None, done: 0 };
        let ways = self.ways.range(first..).take_while(move |(stop, _)| stop.at == from);
        ways.flat_map(|(_, ways)| ways.iter().filter(|way| way.share > 0.0).map(|way| way.to.at))
    }

    /// Reports endless sources whose items can never leave, and loops that fill up.
    pub(crate) fn check_exits(&self, plant: &Plant, report: &mut Report) {
        let leaving = self.leaving(plant);
        let trapped: BTreeSet<EquipmentId> =
            self.ways.keys().filter(|stop| !leaving.contains(stop)).map(|stop| stop.at).collect();
        if trapped.is_empty() || report.has_errors() {
            return;
        }
        let product = &plant.product(self.product).name;
        let sources = self
            .ways
            .keys()
            .filter(|stop| !leaving.contains(stop))
            .map(|stop| plant.equipment(stop.at));
        let mut entering = 0;
        for source in sources.filter(|facts| facts.role == Role::Source) {
            match source.arrivals.as_ref().and_then(|arrivals| arrivals.count) {
                None => {
                    let message = format!(
                        "`{}` brings items of `{product}` without end, and they can never leave the plant",
                        source.name
                    );
                    let hint = "lead them to a `Sink`, or give the source a `limit`";
                    report.push(Diagnostic::error(codes::NO_EXIT, source.span, message).hint(hint));
                    return;
                }
                Some(count) => entering += count,
            }
        }
        let inside = trapped
            .iter()
            .map(|id| plant.equipment(*id))
            .filter(|facts| facts.role != Role::Source);
        let room: Option<u64> = inside.map(|facts| facts.capacity).sum();
        if let (Some(room), Some(first)) = (room.filter(|room| entering >= *room), trapped.first())
        {
            let names: Vec<String> = trapped
                .iter()
                .map(|id| plant.equipment(*id))
                .filter(|facts| facts.role != Role::Source)
                .map(|facts| format!("`{}`", facts.name))
                .collect();
            let message = format!(
                "{entering} items of `{product}` enter a loop with room for {room}, and all of them come to a stand"
            );
            let hint =
                format!("give one of them more room, or let fewer items in: {}", names.join(", "));
            report.push(
                Diagnostic::error(codes::DEADLOCK, plant.equipment(*first).span, message)
                    .hint(hint),
            );
        }
    }

    /// The stops from which a sink can be reached, or where something else is made of the item, or it may become scrap.
    fn leaving(&self, plant: &Plant) -> BTreeSet<Stop> {
        let mut before: BTreeMap<Stop, Vec<Stop>> = BTreeMap::new();
        for (from, ways) in &self.ways {
            for way in ways.iter().filter(|way| way.share > 0.0) {
                before.entry(way.to).or_default().push(*from);
            }
        }
        let mut open: Vec<Stop> = self
            .ways
            .keys()
            .filter(|stop| {
                let facts = plant.equipment(stop.at);
                let quality = facts.quality.as_ref();
                let is_scrapped = quality.is_some_and(|it| it.scrap[self.product.index()] > 0.0);
                facts.role == Role::Sink || facts.ends(self.product) || is_scrapped
            })
            .copied()
            .collect();
        let mut leaving = BTreeSet::new();
        while let Some(stop) = open.pop() {
            if leaving.insert(stop) {
                open.extend(before.get(&stop).into_iter().flatten().copied());
            }
        }
        leaving
    }
}

/// What follows a stop.
fn ways(plant: &Plant, product: ProductId, stop: Stop, report: &mut Report) -> Vec<Way> {
    let facts = plant.equipment(stop.at);
    let route = &plant.product(product).route;
    let name = &plant.product(product).name;
    if facts.role == Role::Sink || facts.ends(product) {
        return Vec::new();
    }
    let targets = match &facts.routing {
        Some(routing) => {
            let shares = routing.shares(product);
            if shares.is_empty() {
                let message = format!("`{}` does not say where items of `{name}` go", facts.name);
                report.push(
                    Diagnostic::error(codes::LINK, facts.span, message)
                        .hint("add the product to its `ByProduct`"),
                );
            }
            shares
        }
        None => match route.get(stop.done) {
            Some(operation) => {
                let share = 1.0 / operation.alternatives.len() as f64;
                operation
                    .alternatives
                    .iter()
                    .map(|alternative| (alternative.station, share))
                    .collect()
            }
            None if !route.is_empty() => {
                plant.product(product).exit.map(|exit| (exit, 1.0)).into_iter().collect()
            }
            None => {
                let message = format!("`{}` does not say where items of `{name}` go", facts.name);
                let hint = format!("give `{}` a `to`, or `{name}` a route", facts.name);
                report.push(Diagnostic::error(codes::LINK, facts.span, message).hint(hint));
                Vec::new()
            }
        },
    };
    let by_state =
        matches!(facts.routing, None | Some(Routing::FirstFree(_) | Routing::ShortestQueue(_)));
    let mut ways: Vec<Way> = targets
        .into_iter()
        .filter_map(|(at, share)| {
            Some(Way { to: arrive(plant, product, stop, at, report)?, share })
        })
        .collect();
    if by_state {
        share_by_speed(plant, product, &mut ways);
    }
    if let Some(quality) = &facts.quality {
        let good = 1.0 - quality.scrap[product.index()];
        scale(&mut ways, good);
    }
    if let Some(inspect) = &facts.inspect
        && let Some(rejects) = inspect.rejects
        && let Some(to) = arrive(plant, product, stop, rejects, report)
    {
        // How many defects come here, nobody knows before the run.
        let share = (inspect.false_alarms / f64::from(inspect.every)).max(1e-9);
        scale(&mut ways, 1.0 - share);
        ways.push(Way { to, share });
    }
    let shelf_life = plant.product(product).shelf_life.as_ref();
    let expired = shelf_life.and_then(|it| it.to).filter(|(to, _)| *to != stop.at);
    let limits = facts.limits.iter().flat_map(|limits| limits.targets());
    // How many wait for too long, nobody knows before the run; none of them is processed here, but what expires may be.
    let done = stop.done - usize::from(stop.operation.is_some());
    let unprocessed = Stop { operation: None, done, ..stop };
    let processed = expired.filter(|_| stop.operation.is_some()).map(|to| (stop, to));
    let gone = limits.chain(expired).map(|to| (unprocessed, to)).chain(processed);
    for (from, (to, _)) in gone {
        if let Some(to) = arrive(plant, product, from, to, report) {
            ways.push(Way { to, share: 0.0 });
        }
    }
    ways
}

fn scale(ways: &mut [Way], factor: f64) {
    for way in ways {
        way.share *= factor;
    }
}

/// What it means to come to `at` after `from`.
fn arrive(
    plant: &Plant,
    product: ProductId,
    from: Stop,
    at: EquipmentId,
    report: &mut Report,
) -> Option<Stop> {
    let facts = plant.equipment(at);
    let product_facts = plant.product(product);
    let takes = facts.conversion.as_ref().and_then(|conversion| conversion.takes.as_ref());
    if takes.is_some_and(|takes| !takes.contains(&product)) {
        let name = &product_facts.name;
        let message = format!("`{}` has no use for items of `{name}`", facts.name);
        let from = plant.equipment(from.at);
        let finding = Diagnostic::error(codes::PARTS, facts.span, message);
        let hint = format!("add `{name}` to its parts, or send it elsewhere with `ByProduct`");
        report.push(finding.label(from.span, "they come from here").hint(hint));
        return None;
    }
    match facts.role {
        Role::Source => {
            let message = format!(
                "`{}` sends items to `{}`, which is a source",
                plant.equipment(from.at).name,
                facts.name
            );
            report.push(
                Diagnostic::error(codes::LINK, plant.equipment(from.at).span, message)
                    .label(facts.span, "the source"),
            );
            None
        }
        Role::Processor => {
            let next = product_facts.route.get(from.done);
            let operation = next
                .filter(|operation| {
                    operation.alternatives.iter().any(|alternative| alternative.station == at)
                })
                .map(|_| from.done);
            if plant.mean_process(product, operation.unwrap_or(usize::MAX), at).is_none() {
                let message = format!(
                    "nobody says how long `{}` takes for items of `{}`",
                    facts.name, product_facts.name
                );
                let product = &product_facts.name;
                let hint = match (&facts.service, operation) {
                    (_, Some(_)) => {
                        format!("give the route's operation a `process`, or `{}`", facts.name)
                    }
                    (Some(ServiceFacts::ByProduct(_)), None) => {
                        format!("add `{product}` to the `process` of `{}`", facts.name)
                    }
                    _ => format!("give `{}` a `process`", facts.name),
                };
                report.push(Diagnostic::error(codes::SERVICE, facts.span, message).hint(hint));
            }
            Some(Stop {
                at,
                operation,
                done: operation.map_or(from.done, |operation| operation + 1),
            })
        }
        Role::Holder | Role::Sink => Some(Stop { at, operation: None, done: from.done }),
    }
}

/// Where the state of the floor decides, the faster of two takes more: in the long run in proportion to its speed.
fn share_by_speed(plant: &Plant, product: ProductId, ways: &mut [Way]) {
    let speeds: Option<Vec<f64>> = ways
        .iter()
        .map(|way| {
            let mean =
                plant.mean_process(product, way.to.operation.unwrap_or(usize::MAX), way.to.at)?;
            let places = plant.equipment(way.to.at).places?;
            (mean > 0.0).then(|| f64::from(places) / mean)
        })
        .collect();
    if let Some(speeds) = speeds {
        let sum: f64 = speeds.iter().sum();
        for (way, speed) in ways.iter_mut().zip(speeds) {
            way.share = speed / sum;
        }
    }
}
