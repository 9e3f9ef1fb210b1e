//! Whether more work arrives than can be done, in the long run, by stations and by people.
//!
//! The rates at which items pass each stop solve the traffic equations of a Jackson network (Jackson 1963):
//! what passes a stop is what enters there plus what other stops send on.

use std::collections::BTreeMap;

use plantwright_units::{EquipmentId, ProductId};

use crate::check::flow::{Flow, Stop};
use crate::plant::{
    AtShiftEnd, DriveFacts, EquipmentFacts, IndexFacts, MergeFacts, Pace, PeopleId, Plant, Role,
    SorterFacts, StageFacts,
};
use crate::{Diagnostic, Report, codes};

/// How many times the rates are passed on. Loops that send back nine items of ten have settled long before.
const SWEEPS: usize = 2_000;

/// Warns of every station that is asked for more than it can do.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    // By equipment: items per second, and seconds of work per second.
    let mut asked = vec![(0.0, 0.0); plant.equipment.len()];
    // Where several products have to come: items per second of each.
    let mut brought: BTreeMap<(EquipmentId, ProductId), f64> = BTreeMap::new();
    // By shuttle: items per second.
    let mut fetched = vec![0.0; plant.equipment.len()];
    // By belt: items per second, and metres of items per second.
    let mut carried = vec![(0.0, 0.0); plant.equipment.len()];
    // By giver and receiver: items per second.
    let mut given: BTreeMap<(EquipmentId, EquipmentId), f64> = BTreeMap::new();
    let mut perishing = vec![false; plant.equipment.len()];
    // Work of people: where, of which group, and seconds of work of one of them per second.
    let mut of_people: Vec<(usize, PeopleId, f64)> = Vec::new();
    for flow in flows {
        if plant.product(flow.product).shelf_life.is_some() {
            flow.equipment().for_each(|at| perishing[at.index()] = true);
        }
        for at in flow.equipment() {
            let limits = plant.equipment(at).limits.as_ref();
            if plant.equipment(at).kind == "Buffer" && limits.is_some() {
                flow.next(at).for_each(|to| perishing[to.index()] = true);
            }
        }
        for (stop, rate) in rates(plant, flow) {
            for way in &flow.ways[&stop] {
                *given.entry((stop.at, way.to.at)).or_default() += rate * way.share;
            }
            fetched[stop.at.index()] += rate;
            let belt = plant.equipment(stop.at).belt.as_ref();
            let zone = plant.equipment(stop.at).zone.as_ref();
            let headway = belt
                .and_then(|it| it.headway(plant.product(flow.product)))
                .or_else(|| zone.and_then(|_| headway_of_zone(plant, flows, stop.at)));
            if let Some(headway) = headway {
                let (items, metres) = &mut carried[stop.at.index()];
                *items += rate;
                *metres += rate * headway;
            }
            let mean =
                plant.mean_process(flow.product, stop.operation.unwrap_or(usize::MAX), stop.at);
            *brought.entry((stop.at, flow.product)).or_default() += rate;
            if let (Role::Processor, Some(mean)) = (plant.equipment(stop.at).role, mean) {
                let (items, work) = &mut asked[stop.at.index()];
                *items += rate;
                let processes = rate / f64::from(plant.equipment(stop.at).per_process.max(1));
                *work += processes * mean / 1e9;
                let work = work_of_people(plant, stop.at, mean);
                let of_stop =
                    work.map(|(who, time)| (stop.at.index(), who, processes * time / 1e9));
                of_people.extend(of_stop);
            }
        }
    }
    belts(plant, carried, report);
    reversals(plant, &given, report);
    shuttles(plant, fetched, report);
    zips(plant, &given, report);
    // How much of what comes to a station it can do.
    let mut done = vec![1.0; plant.equipment.len()];
    for (id, (items, work)) in plant.equipment_ids().zip(asked) {
        let (number, facts) = (id.index(), plant.equipment(id));
        let (items, work) = match sets(facts, |product| brought.get(&(id, product)).copied()) {
            // As often as what comes least does: the rest has nothing to go with.
            Some(sets) if items > 0.0 => {
                (sets, sets * work / items * f64::from(facts.per_process.max(1)))
            }
            _ => (items, work),
        };
        let Some(places) = facts.places else { continue };
        let calendars = facts.concerns.iter().filter_map(|concern| concern.calendar);
        let open: f64 = calendars.map(|calendar| plant.calendar(calendar).share()).product();
        if open <= 0.0 {
            // Only on dates.
            continue;
        }
        let has_patience = facts.limits.as_ref().is_some_and(|limits| limits.patience.is_some());
        if has_patience || perishing[number] {
            // Who has waited for too long goes away, and what is old expires: no queue grows for ever.
            done[number] = 0.0;
            continue;
        }
        let load = work / f64::from(places) / open;
        done[number] = 1.0 / load.max(1.0);
        if load > 1.0 + 1e-9 {
            let message = format!("`{}` is asked for {load:.3} times what it can do", facts.name);
            let when =
                if open < 1.0 { format!(" / {} of the week", short(open)) } else { String::new() };
            let hint = format!(
                "{} items/h x {} s / {places} place{}{when} = {load:.3}; its queue grows as long as the run lasts",
                short(items * 3_600.0),
                short(work / items),
                if places == 1 { "" } else { "s" },
            );
            report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
        }
    }
    people(plant, &of_people, &done, report);
}

/// How many times a second all is there that has to come together, by how much comes of each product; none: nothing has to.
fn sets(facts: &EquipmentFacts, rate: impl Fn(ProductId) -> Option<f64>) -> Option<f64> {
    let conversion = facts.conversion.as_ref()?;
    let parts = conversion.needs.iter().zip(&conversion.counts);
    let sets = parts.map(|(part, count)| rate(*part).unwrap_or(0.0) / f64::from((*count).max(1)));
    sets.min_by(f64::total_cmp)
}

/// The work on an item that a single group has to do at a station, and how long it takes, in nanoseconds of one of them.
fn work_of_people(
    plant: &Plant,
    at: EquipmentId,
    process: f64,
) -> impl Iterator<Item = (PeopleId, f64)> {
    let stages = plant.equipment(at).stages.as_ref();
    let works = stages.into_iter().flat_map(move |stages| {
        let stage = |stage: &StageFacts| Some((stage.crew.clone()?, stage.law.mean()));
        let of_stages = [&stages.load, &stages.unload].map(|it| it.as_ref().and_then(stage));
        let of_process = stages.crew.clone().map(|crew| (crew, process));
        of_stages.into_iter().chain([of_process]).flatten()
    });
    // Where several groups can do it, nobody knows before the run who will.
    works.filter_map(|(crew, time)| match crew.groups[..] {
        [(who, pace)] => {
            Some((who, time * f64::from(pace.0) / f64::from(Pace::USUAL.0) * f64::from(crew.count)))
        }
        _ => None,
    })
}

/// Warns of every group of people that is asked for more than it has time for, by what stations can do.
fn people(plant: &Plant, asked: &[(usize, PeopleId, f64)], done: &[f64], report: &mut Report) {
    for (who, facts) in (0..).map(PeopleId).zip(&plant.people) {
        let of_group = asked.iter().filter(|(_, group, _)| *group == who);
        let work: f64 = of_group.map(|(at, _, work)| work * done[*at]).sum();
        let there = facts.teams.iter().map(|team| {
            let share = team.calendar.map_or(1.0, |calendar| plant.calendar(calendar).share());
            f64::from(team.count) * share
        });
        let there: f64 = there.sum();
        // With nobody there but on dates, or with overtime, it is not known.
        let is_open = there <= 0.0 || facts.at_end == AtShiftEnd::Finish;
        if is_open || work <= there * (1.0 + 1e-9) {
            continue;
        }
        let message = format!(
            "`{}` are asked for {:.3} times the time that they are there",
            facts.name,
            work / there
        );
        let hint = format!(
            "loading, processing and unloading take {} of them all the time, and there {} {} on average; what waits for them grows as long as the run lasts",
            short(work),
            if there == 1.0 { "is" } else { "are" },
            short(there),
        );
        report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
    }
}

/// How far the belt of a zone runs at least from an item that comes to the next one, metres: the largest of all has to have room.
fn headway_of_zone(plant: &Plant, flows: &[Flow], at: EquipmentId) -> Option<f64> {
    let zone = plant.equipment(at).zone.as_ref()?;
    let comes = flows.iter().filter(|flow| flow.equipment().any(|it| it == at));
    let lengths = comes.filter_map(|flow| zone.body(plant.product(flow.product)));
    Some(lengths.map(|body| 2.0 * body.shape.value.reach()[0]).fold(0.0, f64::max) + zone.gap)
}

/// Warns of every belt, that of a zone, too, to which more comes than fits between its items.
fn belts(plant: &Plant, carried: Vec<(f64, f64)>, report: &mut Report) {
    for (facts, (items, metres)) in plant.equipment.iter().zip(carried) {
        let (speed, along) = match (&facts.belt, &facts.zone) {
            // At the speed that it has in the long run.
            (Some(belt), _) => {
                let last = belt.changes.last().map_or(belt.speed, |(_, speed)| *speed);
                (last.base_f64(), belt.sorter.as_ref())
            }
            (None, Some(zone)) => match zone.drive.value {
                DriveFacts::Belt(speed) => (speed, Some(&zone.along)),
                DriveFacts::Rollers(_) | DriveFacts::Slide => continue,
            },
            (None, None) => continue,
        };
        let stands = along.map_or(0.0, |along| along.stands.as_secs_f64());
        // Where items come and go all along it, there may be room for several in the place of one.
        let metres = if along.is_none_or(SorterFacts::meets_at_one_place) { metres } else { 0.0 };
        let load = metres / speed + items * stands;
        if load > 1.0 + 1e-9 {
            let message =
                format!("`{}` is asked for {load:.3} times what it can carry", facts.name);
            let cycle = facts.belt.as_ref().and_then(|belt| belt.index);
            let pitch = (metres > 0.0).then(|| match cycle {
                Some(IndexFacts::Every(every)) => {
                    format!("{} s from move to move", short(every.as_secs_f64()))
                }
                _ => format!("{} mm / {} m/s", short(metres / items * 1e3), short(speed)),
            });
            let stands = (stands > 0.0).then(|| format!("{} s to take one off", short(stands)));
            let (pitch, stands) = match (pitch, stands) {
                (Some(pitch), Some(stands)) => (format!("({pitch} + {stands})"), String::new()),
                (pitch, stands) => (pitch.unwrap_or_default(), stands.unwrap_or_default()),
            };
            let hint = format!(
                "{} items/h x {pitch}{stands} = {load:.3}; what waits at its entry grows as long as the run lasts",
                short(items * 3_600.0),
            );
            report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
        }
    }
}

/// Warns of every belt that runs both ways, and has to turn round for those who bring less more often than it can.
fn reversals(
    plant: &Plant,
    given: &BTreeMap<(EquipmentId, EquipmentId), f64>,
    report: &mut Report,
) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(belt) = &facts.belt else { continue };
        let Some(reversal) = &belt.reversal else { continue };
        let (mut beginning, mut end) = (0.0, 0.0);
        for ((giver, _), rate) in given.iter().filter(|((_, to), _)| *to == id) {
            *(if reversal.beginning.contains(giver) { &mut beginning } else { &mut end }) += rate;
        }
        // Each time it has to be empty, and turn, there and back.
        let rounds = f64::min(beginning, end) / f64::from(reversal.at_once.max(1));
        let transit = belt.length.base_f64() / belt.speed.base_f64();
        let takes = 2.0 * (transit + reversal.turn.as_secs_f64());
        let load = rounds * takes;
        if load > 1.0 + 1e-9 {
            let message = format!(
                "`{}` is asked to turn round {load:.3} times as often as it can",
                facts.name
            );
            let hint = format!(
                "{} times an hour, for {} at once, x {} s to carry and to turn, there and back = {load:.3}; what waits for it grows as long as the run lasts",
                short(rounds * 3_600.0),
                reversal.at_once,
                short(takes),
            );
            report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
        }
    }
}

/// Warns of every belt that takes one of each in turn, of whom some bring more than others.
fn zips(plant: &Plant, given: &BTreeMap<(EquipmentId, EquipmentId), f64>, report: &mut Report) {
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let Some(MergeFacts::Zip(givers)) = facts.merge() else { continue };
        let rate = |giver: &EquipmentId| given.get(&(*giver, id)).copied().unwrap_or(0.0);
        // Who stands in the list twice has two turns in each round.
        let turns = |giver: &EquipmentId| givers.iter().filter(|it| *it == giver).count();
        let brings = givers.iter().map(|giver| (*giver, rate(giver) / turns(giver) as f64));
        let least = brings.clone().min_by(|one, other| one.1.total_cmp(&other.1));
        let most = brings.max_by(|one, other| one.1.total_cmp(&other.1));
        let Some(((least, few), (most, many))) = least.zip(most) else { continue };
        // Of some nobody knows before the run how much they bring.
        if few <= 0.0 || many <= few * (1.0 + 1e-9) {
            continue;
        }
        let [rare, often] = [rate(&least), rate(&most)].map(|rate| rate * 3_600.0);
        let [for_each, takes] = [turns(&least), turns(&most)];
        let [least, most] = [least, most].map(|giver| &plant.equipment(giver).name);
        let takes = match (takes, for_each) {
            (1, 1) => format!("one of `{most}` for each of `{least}`"),
            (takes, for_each) => format!("{takes} of `{most}` for {for_each} of `{least}`"),
        };
        let message = format!(
            "`{}` takes {takes}, and `{most}` brings {:.3} times as many",
            facts.name,
            many / few
        );
        let hint = format!(
            "{} items/h come from `{most}` and {} items/h from `{least}`; what waits at `{most}` grows as long as the run lasts",
            short(often),
            short(rare),
        );
        report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
    }
}

/// Warns of every shuttle that is asked for more than it can take on and put off, if it went about in no time.
fn shuttles(plant: &Plant, fetched: Vec<f64>, report: &mut Report) {
    for (facts, items) in plant.equipment.iter().zip(fetched) {
        let Some(shuttle) = &facts.shuttle else { continue };
        let load = items * shuttle.handling;
        if load > 1.0 + 1e-9 {
            let message = format!("`{}` is asked for {load:.3} times what it can do", facts.name);
            let hint = format!(
                "{} items/h x {} s to take one on and put it off = {load:.3}, without the ways; what calls it grows as long as the run lasts",
                short(items * 3_600.0),
                short(shuttle.handling),
            );
            report.push(Diagnostic::warning(codes::OVERLOAD, facts.span, message).hint(hint));
        }
    }
}

/// Four digits, without a tail of zeros.
fn short(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn rates(plant: &Plant, flow: &Flow) -> BTreeMap<Stop, f64> {
    let mut entering: BTreeMap<Stop, f64> = BTreeMap::new();
    for stop in flow.ways.keys() {
        if let Some(arrivals) =
            plant.equipment(stop.at).arrivals.as_ref().filter(|arrivals| !arrivals.loses)
        {
            let share: f64 = arrivals
                .mix
                .iter()
                .filter(|(product, _)| *product == flow.product)
                .map(|(_, share)| share)
                .sum();
            if let Some(rate) = arrivals.rate {
                entering.insert(*stop, rate * share);
            }
        }
    }
    let mut rates = entering.clone();
    for _ in 0..SWEEPS {
        let mut next = entering.clone();
        for (stop, rate) in &rates {
            for way in &flow.ways[stop] {
                *next.entry(way.to).or_default() += rate * way.share;
            }
        }
        let moved = next.iter().any(|(stop, rate)| {
            (rate - rates.get(stop).unwrap_or(&0.0)).abs() > 1e-12 * rate.abs()
        });
        rates = next;
        if !moved {
            break;
        }
    }
    rates
}
