//! What can be wrong with a plant whose parts are all well-formed: names, paths of items, loads.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_des::Distribution;
use plantwright_units::{EquipmentId, ProductId};

use crate::plant::{
    AtEmpty, CrewFacts, Cyclic, MediumFacts, Plant, Prefer, Role, Routing, SetupFacts,
    VehicleFacts, snake_case,
};
use crate::scene::Scene;
use crate::{Diagnostic, Report, Span, codes};

mod belts;
mod bodies;
mod charging;
mod crews;
mod floors;
mod flow;
mod in_vain;
mod load;
mod loops;
mod pushers;
mod shapes;
mod shuttles;

pub(crate) use flow::Flow;

/// Reports names that cannot be names.
pub(crate) fn names(scene: &Scene, report: &mut Report) {
    for name in scene.equipment.keys().chain(scene.products.keys()) {
        let text = &name.value;
        let (problem, hint) = if text.is_empty() {
            ("a name is empty", "give it a name that results can show".to_owned())
        } else if text.trim() != text {
            ("a name has blanks at its ends", format!("write `\"{}\"`", text.trim()))
        } else if text.chars().any(char::is_control) {
            ("a name has a line break or a control character", "a name is one line".to_owned())
        } else {
            continue;
        };
        report.push(Diagnostic::error(codes::NAME, name.span, problem).hint(hint));
    }
    if scene.equipment.is_empty() {
        report.push(
            Diagnostic::error(codes::ARRIVALS, None, "the scene has no equipment")
                .hint("start from `plantwright new`"),
        );
    }
}

/// Lets only that come out where items are unpacked which is inside what can come there: of carriers in carriers, one after the
/// other.
pub(crate) fn narrow_unpacking(plant: &mut Plant) {
    let contents = contents(plant);
    let unpacking: Vec<EquipmentId> =
        plant.equipment_ids().filter(|id| plant.equipment(*id).unpacks()).collect();
    if contents.is_empty() || unpacking.is_empty() {
        return;
    }
    let set = |plant: &mut Plant, id: EquipmentId, begins: Vec<ProductId>| {
        if let Some(conversion) = &mut plant.equipment[id.index()].conversion {
            conversion.begins = begins;
        }
    };
    for id in &unpacking {
        set(plant, *id, Vec::new());
    }
    loop {
        let flows: Vec<Flow> = contents
            .keys()
            .map(|carrier| Flow::follow(plant, *carrier, &mut Report::new()))
            .collect();
        let mut has_changed = false;
        for id in &unpacking {
            // What comes out there does not come there.
            let comes = |flow: &&Flow| flow.ways.values().flatten().any(|way| way.to.at == *id);
            let here = flows.iter().filter(comes);
            let inside: BTreeSet<ProductId> =
                here.flat_map(|flow| contents[&flow.product].iter().copied()).collect();
            let inside: Vec<ProductId> = inside.into_iter().collect();
            let known = plant.equipment(*id).conversion.as_ref().map(|it| &it.begins);
            if known != Some(&inside) {
                has_changed = true;
                set(plant, *id, inside);
            }
        }
        if !has_changed {
            return;
        }
    }
}

/// What can be inside items of which product.
fn contents(plant: &Plant) -> BTreeMap<ProductId, BTreeSet<ProductId>> {
    let mut contents: BTreeMap<ProductId, BTreeSet<ProductId>> = BTreeMap::new();
    let conversions = || plant.equipment.iter().filter_map(|facts| facts.conversion.as_ref());
    for conversion in conversions().filter(|it| it.packs) {
        let goes_on = conversion.needs.iter().filter(|part| !conversion.ends.contains(part));
        for carrier in goes_on.chain(&conversion.begins) {
            contents.entry(*carrier).or_default().extend(&conversion.ends);
        }
    }
    // A carrier that becomes another product keeps what is in it.
    for _ in 0..plant.products.len() {
        for conversion in conversions().filter(|it| !it.unpacks && !it.begins.is_empty()) {
            let parts = |carrier: &ProductId| {
                conversion.needs.is_empty() || conversion.needs.contains(carrier)
            };
            let inside = contents.iter().filter(|(carrier, _)| parts(carrier));
            let inside: BTreeSet<ProductId> =
                inside.flat_map(|(_, inside)| inside).copied().collect();
            if !inside.is_empty() {
                for product in &conversion.begins {
                    contents.entry(*product).or_default().extend(&inside);
                }
            }
        }
    }
    contents
}

/// Reports what is wrong with the plant as a whole.
pub(crate) fn plant(plant: &Plant, report: &mut Report) {
    stations_of_routes(plant, report);
    units_of_media(plant, report);
    cards(plant, report);
    reservations(plant, report);
    limits(plant, report);
    shelf_lives(plant, report);
    walks(plant, report);
    crews::check(plant, report);
    endless_runs(plant, report);
    let flows: Vec<Flow> =
        plant.product_ids().map(|product| Flow::follow(plant, product, report)).collect();
    if !report.has_errors() {
        // Behind a mistake, everything is out of reach.
        unreachable(plant, &flows, report);
    }
    setups(plant, &flows, report);
    never_held_up(plant, &flows, report);
    never_their_turn(plant, report);
    belts::check(plant, &flows, report);
    shuttles::check(plant, &flows, report);
    bodies::check(plant, &flows, report);
    floors::check(plant, report);
    weights(plant, &flows, report);
    charging::orders(plant, &flows, report);
    nothing_to_bring(plant, &flows, report);
    for flow in &flows {
        flow.check_exits(plant, report);
    }
    loops::check(plant, &flows, report);
    priorities(plant, report);
    stopped_by_failures(plant, report);
    in_vain::check(plant, report);
    if !report.has_errors() {
        load::check(plant, &flows, report);
    }
}

/// Reports what does not fit together whatever else is wrong with the plant: items that are too long for a belt or a zone that they
/// certainly come to, or that tip there; operations where none can be done.
pub(crate) fn apart(plant: &Plant, report: &mut Report) {
    let mut found = Report::new();
    stations_of_routes(plant, &mut found);
    units_of_media(plant, &mut found);
    // Links that lead to nothing are reported already, and hide what comes behind them.
    let flows: Vec<Flow> =
        plant.product_ids().map(|id| Flow::follow(plant, id, &mut Report::new())).collect();
    belts::fit(plant, &flows, &mut found);
    bodies::fit(plant, &flows, &mut found);
    report.extend(found.into_sorted().into_iter().filter(Diagnostic::is_error));
}

/// Operations are done where there is something that processes.
fn stations_of_routes(plant: &Plant, report: &mut Report) {
    for product in &plant.products {
        for alternative in product.route.iter().flat_map(|operation| &operation.alternatives) {
            let station = plant.equipment(alternative.station);
            if station.role != Role::Processor {
                let message = format!(
                    "`{}` is a {}, and no operation can be done there",
                    station.name, station.kind
                );
                let finding = Diagnostic::error(codes::ROUTE, alternative.span, message);
                report.push(finding.hint(
                    "a route names stations; buffers and sinks are reached by `to` and `exit`",
                ));
            }
        }
    }
}

/// People who walk know where to.
fn walks(plant: &Plant, report: &mut Report) {
    let walks = |crew: &CrewFacts| {
        let groups = crew.groups.iter().map(|(id, _)| &plant.people[id.index()]);
        groups.into_iter().find(|group| group.walk.is_some())
    };
    for facts in plant.equipment.iter().filter(|facts| facts.position.is_none()) {
        if let Some(group) = facts.crews().find_map(walks) {
            let message = format!(
                "people of `{}` walk to `{}`, and where it stands is not said",
                group.name, facts.name
            );
            let hint = format!("add `layout: {{\"{}\": (at: (\"0 m\", \"0 m\"))}}`", facts.name);
            report.push(Diagnostic::error(codes::PEOPLE, facts.span, message).hint(hint));
        }
    }
}

/// Cards are given back to who hands them out.
fn cards(plant: &Plant, report: &mut Report) {
    let returns = plant
        .equipment_ids()
        .flat_map(|id| plant.equipment(id).returns.iter().map(move |(to, span)| (id, to, span)));
    for (id, to, span) in returns {
        let facts = plant.equipment(*to);
        if id == *to {
            let message =
                format!("`{}` frees a card of its own for each one that it gives", facts.name);
            let hint = "name the other releases whose cards come back here, or leave out `returns`";
            report.push(Diagnostic::error(codes::PARTS, *span, message).hint(hint));
        }
        if facts.kind != "Release" {
            let message = format!("`{}` is a {}, and hands out no cards", facts.name, facts.kind);
            let hint = "name the `Release` that the cards come from";
            report.push(Diagnostic::error(codes::PARTS, *span, message).hint(hint));
        }
    }
    let returned = |id| plant.equipment.iter().flat_map(|it| &it.returns).any(|(to, _)| *to == id);
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        // By orders: cards on items go back in any case, and bound what it holds.
        let by_orders = facts.kind == "Release" && facts.capacity.is_none();
        if by_orders && !returned(id) {
            let message = format!("`{}` lets items in at first, and never again", facts.name);
            let hint = format!("let orders pass a `CardReturn(returns: [\"{}\"])`", facts.name);
            report.push(Diagnostic::warning(codes::PARTS, facts.span, message).hint(hint));
        }
    }
}

/// What is always at hand comes without end where there is room without end, and the clock never advances.
fn never_held_up(plant: &Plant, flows: &[Flow], report: &mut Report) {
    let endless = plant.equipment_ids().filter(|id| {
        let arrivals = plant.equipment(*id).arrivals.as_ref();
        arrivals.is_some_and(|arrivals| arrivals.always_at_hand && arrivals.count.is_none())
    });
    for id in endless {
        let next = flows.iter().flat_map(|flow| flow.next(id));
        // What waits for a vehicle has a place as long as one is free.
        let waits = |to: EquipmentId| {
            let fleet =
                plant.fleet_between(id, to).and_then(|it| plant.equipment(it).fleet.as_ref());
            fleet.is_some_and(|fleet| {
                let station = fleet.station(id).map(|station| &fleet.stations[station as usize]);
                station.is_some_and(|station| station.waiting.is_some())
            })
        };
        let takes_all = |to: &EquipmentId| {
            if waits(*to) {
                return false;
            }
            let facts = plant.equipment(*to);
            // Orders bound what a release without cards lets in, and its length what a belt does.
            facts.capacity.is_none() && facts.kind != "Release" && !facts.moves_items()
        };
        let Some(taker) = next.filter(takes_all).min() else { continue };
        let (source, taker) = (plant.equipment(id), plant.equipment(taker));
        let message = format!(
            "`{}` always has an item at hand, and `{}` has room without end: the clock will stand still",
            source.name, taker.name
        );
        let hint = format!(
            "say when items come to `{}` (`every`), or limit the room of `{}`",
            source.name, taker.name
        );
        report.push(Diagnostic::warning(codes::CAPACITY, source.span, message).hint(hint));
    }
}

/// A fleet with stations between which nothing goes, or only at one and the same point, stands for the whole run.
fn nothing_to_bring(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for (id, fleet) in plant.fleets() {
        let brings = flows.iter().any(|flow| {
            let mut from = flow.equipment();
            from.any(|from| flow.next(from).into_iter().any(|to| fleet.carries(from, to)))
        });
        let is_ordered = fleet.types.iter().any(|kind| kind.tour.is_empty());
        if brings || !is_ordered || fleet.stations.is_empty() {
            continue;
        }
        let facts = plant.equipment(id);
        let message = format!(
            "`{}` has nothing to bring: nothing goes from one of its `stations` to another one at another point",
            facts.name
        );
        let hint = "name both ends of a link, or of a step of a route, under `stations`";
        report.push(Diagnostic::warning(codes::VEHICLE, facts.span, message).hint(hint));
    }
}

/// What goes by vehicle is not too heavy for all of them, and weighs something where batteries count that.
fn weights(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for (id, fleet) in plant.fleets() {
        let takers = || fleet.types.iter().filter(|kind| kind.tour.is_empty());
        let most = takers().map(|kind| kind.max_load).fold(0.0, f64::max);
        let counts = takers().any(|kind| kind.battery.as_ref().is_some_and(|it| it.per_kg > 0.0));
        for flow in flows {
            let mut from = flow.equipment();
            let brings =
                from.any(|from| flow.next(from).into_iter().any(|to| fleet.carries(from, to)));
            if !brings || takers().next().is_none() {
                continue;
            }
            let product = plant.product(flow.product);
            let name = &product.name;
            let span = product.span.unwrap_or(plant.equipment(id).span);
            let Some(physics) = &product.physics else {
                if counts || most.is_finite() {
                    let message = format!(
                        "`{name}` goes by `{}`, which counts kilograms, and has no mass: it counts as 0 kg",
                        plant.name(id)
                    );
                    let hint = "say its `mass`, in `physics`";
                    report.push(Diagnostic::warning(codes::VEHICLE, span, message).hint(hint));
                }
                continue;
            };
            let mass = physics.mass.value.base_f64();
            if mass > most {
                let message = format!(
                    "`{name}` weighs {mass} kg, and no vehicle of `{}` carries more than {most} kg: it is never brought",
                    plant.name(id)
                );
                let hint = "raise `max_load` of a type of vehicles, or let it go another way";
                report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
            }
        }
    }
}

/// Behind one that always has room, the others of a list get nothing.
fn never_their_turn(plant: &Plant, report: &mut Report) {
    for facts in &plant.equipment {
        let Some(Routing::FirstFree(to)) = &facts.routing else { continue };
        let has_room = |id: &EquipmentId| {
            let facts = plant.equipment(*id);
            let takes_everything = ["Station", "Batch", "Buffer", "Delay"].contains(&facts.kind);
            takes_everything && facts.capacity.is_none()
        };
        let Some(first) = to.iter().position(has_room) else { continue };
        let behind: Vec<String> =
            to[first + 1..].iter().map(|id| format!("`{}`", plant.equipment(*id).name)).collect();
        if behind.is_empty() {
            continue;
        }
        let (name, taker) = (&facts.name, &plant.equipment(to[first]).name);
        let message = format!(
            "`{name}` sends everything to `{taker}`, which always has room, and nothing to {}",
            behind.join(", ")
        );
        let hint = format!(
            "a list is the first one with room: limit that of `{taker}`, or write `ShortestQueue([...])`"
        );
        report.push(Diagnostic::warning(codes::UNREACHABLE, facts.span, message).hint(hint));
    }
}

/// What a failure stops beside its owner can stand.
fn stopped_by_failures(plant: &Plant, report: &mut Report) {
    for (_, owner, concern) in plant.concerns() {
        for stopped in &concern.stops {
            let facts = plant.equipment(*stopped);
            let (message, hint) = if *stopped == owner {
                (
                    format!("`{}` stands still by its own failure anyway", facts.name),
                    "name others in `stops`",
                )
            } else if facts.role == Role::Processor || facts.moves_items() {
                continue;
            } else {
                (
                    format!("`{}` cannot stop `{}`, a `{}`", concern.name, facts.name, facts.kind),
                    "what works or moves can stand: stations, ovens, assemblies, belts",
                )
            };
            let finding = Diagnostic::error(codes::INVALID_VALUE, concern.span, message);
            report.push(finding.label(facts.span, "this").hint(hint));
        }
    }
}

/// A queue by priority is one by arrival where everything has the same priority.
fn priorities(plant: &Plant, report: &mut Report) {
    let of_products = plant.products.iter().map(|product| product.priority);
    let sources = plant.equipment.iter().filter_map(|facts| facts.arrivals.as_ref());
    let of_orders = sources.flat_map(|arrivals| &arrivals.orders).filter_map(|it| it.priority);
    let all: BTreeSet<i32> = of_products.chain(of_orders).collect();
    if all.len() > 1 {
        return;
    }
    for facts in plant.equipment.iter().filter(|facts| facts.by_priority) {
        let message = format!(
            "`{}` goes by priority, and everything has the same: who came first is next",
            facts.name
        );
        let hint = "give a product or an order another `priority`, or leave `order: Priority` out";
        report.push(Diagnostic::warning(codes::NEVER, facts.span, message).hint(hint));
    }
}

/// Who begins nothing without a place downstream goes where places can be reserved.
fn reservations(plant: &Plant, report: &mut Report) {
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        let Some(span) = facts.stages.as_ref().and_then(|stages| stages.before_service) else {
            continue;
        };
        let targets = match &facts.routing {
            Some(routing) => routing.targets(),
            None => plant.after_on_routes(id),
        };
        // What vehicles bring goes to them first.
        let next = targets.into_iter().map(|to| plant.fleet_between(id, to).unwrap_or(to));
        let mut next = next.map(|to| plant.equipment(to));
        if let Some(to) = next.find(|to| !to.takes_reservations) {
            let message = format!("`{}` is a {}, and keeps no place for others", to.name, to.kind);
            let hint = "put a `Buffer` in between, or leave out `blocking: BeforeService`";
            report.push(Diagnostic::error(codes::LINK, span, message).hint(hint));
        }
    }
}

/// Who waits no longer goes where there is room, and time runs after what is finished at a station.
fn limits(plant: &Plant, report: &mut Report) {
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        let Some(limits) = &facts.limits else { continue };
        for (to, span) in limits.targets() {
            if to == id {
                let message =
                    format!("what goes away from `{}` would wait there again", facts.name);
                let hint = "name where it goes instead, or leave that out";
                report.push(Diagnostic::error(codes::LINK, span, message).hint(hint));
            } else {
                always_has_room(plant, (to, span), report);
            }
        }
        for within in &limits.within {
            finishes_operations(plant, within.after, report);
        }
    }
}

/// What has expired goes where there is room, and time runs after what is finished at a station.
fn shelf_lives(plant: &Plant, report: &mut Report) {
    for shelf_life in plant.products.iter().filter_map(|product| product.shelf_life.as_ref()) {
        if let Some(to) = shelf_life.to {
            always_has_room(plant, to, report);
        }
        if let Some(after) = shelf_life.after {
            finishes_operations(plant, after, report);
        }
    }
}

fn always_has_room(plant: &Plant, (to, span): (EquipmentId, Span), report: &mut Report) {
    let facts = plant.equipment(to);
    if facts.capacity.is_some() || !facts.takes_reservations {
        let message = format!("`{}` may have no room for who goes away", facts.name);
        let hint = "name a sink, or a buffer without `capacity` in front of it";
        report.push(Diagnostic::error(codes::LINK, span, message).hint(hint));
    }
}

fn finishes_operations(plant: &Plant, (after, span): (EquipmentId, Span), report: &mut Report) {
    let facts = plant.equipment(after);
    if facts.kind != "Station" {
        let message = format!("`{}` is a {}, and finishes no operation", facts.name, facts.kind);
        let hint = "name the station after which the time runs";
        report.push(Diagnostic::error(codes::LINK, span, message).hint(hint));
    }
}

/// Every change of set-up that can come has a time.
fn setups(plant: &Plant, flows: &[Flow], report: &mut Report) {
    for id in plant.equipment_ids() {
        let stages = plant.equipment(id).stages.as_ref();
        let Some(setup) = stages.and_then(|stages| stages.setup.as_ref()) else { continue };
        let stops = flows.iter().flat_map(|flow| {
            let here = flow.ways.keys().filter(|stop| stop.at == id);
            here.map(|stop| (flow.product, stop.operation.unwrap_or_default()))
        });
        // Where something new is made, it is set up for that.
        let makes = plant.equipment(id).put_together();
        let comes = stops.filter(|_| makes.is_none()).chain(makes.map(|product| (product, 0)));
        let comes = comes.map(|(product, done)| setup.family(product, done as u16));
        let families: BTreeSet<u32> = comes.chain(setup.initial).collect();
        if setup.times.is_empty() && setup.cleaning.is_some() {
            // It is only cleaned.
            continue;
        }
        let changes = families.iter().flat_map(|from| families.iter().map(move |to| (*from, *to)));
        let missing: Vec<(u32, u32)> = changes
            .filter(|(from, to)| from != to && !setup.times.contains_key(&(*from, *to)))
            .collect();
        if missing.is_empty() {
            rounds(plant, setup, &families, report);
        }
        let Some((from, to)) = missing.first() else { continue };
        let [from, to] = [from, to].map(|family| &setup.families[*family as usize]);
        let more = match missing.len() {
            1 => String::new(),
            2 => ", nor for another change".to_owned(),
            count => format!(", nor for {} other changes", count - 1),
        };
        let message = format!("how long it takes from `{from}` to `{to}` is not said{more}");
        report.push(
            Diagnostic::error(codes::SETUP, setup.span, message)
                .hint("list it in `matrix`, or give a `time` for all that are not listed"),
        );
    }
}

/// Who goes round families that are not there needs time for it, and an end of the run.
fn rounds(plant: &Plant, setup: &SetupFacts, families: &BTreeSet<u32>, report: &mut Report) {
    let never_rests =
        matches!(setup.prefer, Prefer::Cyclic(Cyclic { at_empty: AtEmpty::SetUp, .. }));
    if !never_rests || families.is_empty() {
        return;
    }
    let next = families.iter().skip(1).chain(families.first());
    let times = families.iter().zip(next).filter_map(|(from, to)| setup.times.get(&(*from, *to)));
    if times.map(Distribution::mean).sum::<f64>() <= 0.0 {
        let message = "with nothing to do, this goes round and round in no time";
        let hint = match families.first() {
            Some(only) if families.len() == 1 => format!(
                "`time` is for changes; say in `matrix` how long it takes from `{0}` to `{0}`, or write `at_empty: Skip`",
                setup.families[*only as usize]
            ),
            _ => "give set-ups a time, or write `at_empty: Skip`".to_owned(),
        };
        report.push(Diagnostic::error(codes::SETUP, setup.span, message).hint(hint));
    }
    if plant.run.duration.is_none() {
        let message = "the run has no `duration`, and set-ups go on without end";
        report.push(
            Diagnostic::error(codes::RUN, setup.span, message)
                .hint("write `run: (duration: \"8 h\")`, or `at_empty: Skip`"),
        );
    }
}

/// A medium is counted in one unit everywhere, and its figures go by a name of its own.
fn units_of_media(plant: &Plant, report: &mut Report) {
    let mut known: BTreeMap<String, (&str, &MediumFacts)> = BTreeMap::new();
    for (name, medium) in plant.equipment.iter().flat_map(|facts| &facts.meters.media) {
        let (first, other) = known.entry(snake_case(name)).or_insert((name, medium));
        let problem = if first != name {
            format!("the figures of `{name}` would be called like those of `{first}`")
        } else if other.unit != medium.unit {
            format!(
                "`{name}` is counted in `{}` here, and in `{}` elsewhere",
                medium.unit, other.unit
            )
        } else {
            continue;
        };
        let finding = Diagnostic::error(codes::ENERGY, medium.span, problem);
        report.push(
            finding
                .label(other.span, "the other is here")
                .hint("a medium has one name and one unit everywhere"),
        );
    }
}

fn endless_runs(plant: &Plant, report: &mut Report) {
    if plant.run.duration.is_some() {
        return;
    }
    let endless = plant
        .equipment
        .iter()
        .find(|facts| facts.arrivals.as_ref().is_some_and(|arrivals| arrivals.count.is_none()));
    if let Some(source) = endless {
        let message =
            format!("the run has no `duration`, and `{}` brings items without end", source.name);
        report.push(
            Diagnostic::error(codes::RUN, source.span, message)
                .hint("write `run: (duration: \"8 h\")`, or give the source a `limit`"),
        );
    }
    let goes_round = |kind: &&VehicleFacts| !kind.tour.is_empty() && kind.repeats;
    let kinds = plant.fleets().flat_map(|(_, fleet)| &fleet.types);
    if let Some(kind) = kinds.into_iter().find(goes_round) {
        let message = format!(
            "the run has no `duration`, and `{}` drives its tour again and again",
            kind.name
        );
        report.push(
            Diagnostic::error(codes::RUN, kind.span, message)
                .hint("write `run: (duration: \"8 h\")`, or `repeat: false`"),
        );
    }
}

fn unreachable(plant: &Plant, flows: &[Flow], report: &mut Report) {
    let reached: BTreeSet<EquipmentId> = flows.iter().flat_map(Flow::equipment).collect();
    for id in plant.equipment_ids().filter(|id| !reached.contains(id)) {
        let facts = plant.equipment(id);
        // What vehicles do is asked by links and routes, which do not name them.
        if facts.role != Role::Source && facts.fleet.is_none() {
            let message = format!("nothing ever comes to `{}`", facts.name);
            report.push(
                Diagnostic::warning(codes::UNREACHABLE, facts.span, message)
                    .hint("name it in a `to` or a route"),
            );
        }
    }
    for (id, facts) in plant.equipment_ids().zip(&plant.equipment) {
        let needs = facts.conversion.iter().flat_map(|conversion| &conversion.needs);
        for product in needs.filter(|it| !flows[it.index()].equipment().any(|at| at == id)) {
            let name = &plant.product(*product).name;
            let message = format!("no `{name}` ever comes to `{}`, which never begins", facts.name);
            let hint = format!("lead items of `{name}` there, or take it out of the parts");
            report.push(Diagnostic::warning(codes::PARTS, facts.span, message).hint(hint));
        }
    }
    for (id, flow) in plant.product_ids().zip(flows) {
        if let (true, product) = (flow.is_empty(), plant.product(id)) {
            let message = format!("no source brings the product `{}`", product.name);
            report.push(
                Diagnostic::warning(codes::UNUSED, product.span, message)
                    .hint("let a source bring it, or take it out of `products`"),
            );
        }
    }
}
