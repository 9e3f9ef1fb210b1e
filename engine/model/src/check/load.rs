//! Whether more work arrives than can be done, in the long run.
//!
//! The rates at which items pass each stop solve the traffic equations of a Jackson network (Jackson 1963):
//! what passes a stop is what enters there plus what other stops send on.

use std::collections::BTreeMap;

use crate::check::flow::{Flow, Stop};
use crate::plant::{Plant, Role};
use crate::{Diagnostic, Report, codes};

/// How many times the rates are passed on. Loops that send back nine items of ten have settled long before.
const SWEEPS: usize = 2_000;

/// Warns of every station that is asked for more than it can do.
pub(crate) fn check(plant: &Plant, flows: &[Flow], report: &mut Report) {
    // By equipment: items per second, and seconds of work per second.
    let mut asked = vec![(0.0, 0.0); plant.equipment.len()];
    // By belt: items per second, and metres of items per second.
    let mut carried = vec![(0.0, 0.0); plant.equipment.len()];
    for flow in flows {
        for (stop, rate) in rates(plant, flow) {
            let belt = plant.equipment(stop.at).belt.as_ref();
            if let Some((pitch, parts)) = belt.and_then(|it| it.pitch(plant.product(flow.product)))
            {
                let (items, metres) = &mut carried[stop.at.index()];
                *items += rate;
                *metres += rate * pitch as f64 / parts as f64;
            }
            let mean =
                plant.mean_process(flow.product, stop.operation.unwrap_or(usize::MAX), stop.at);
            if let (Role::Processor, Some(mean)) = (plant.equipment(stop.at).role, mean) {
                let (items, work) = &mut asked[stop.at.index()];
                *items += rate;
                *work += rate * mean / 1e9 / f64::from(plant.equipment(stop.at).per_process.max(1));
            }
        }
    }
    belts(plant, carried, report);
    for (facts, (items, work)) in plant.equipment.iter().zip(asked) {
        let Some(places) = facts.places else { continue };
        let calendars = facts.concerns.iter().filter_map(|concern| concern.calendar);
        let open: f64 = calendars.map(|calendar| plant.calendar(calendar).share()).product();
        if open <= 0.0 {
            // Only on dates.
            continue;
        }
        if facts.limits.as_ref().is_some_and(|limits| limits.patience.is_some()) {
            // Who has waited for too long goes away: no queue grows for ever.
            continue;
        }
        let load = work / f64::from(places) / open;
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
}

/// Warns of every belt to which more comes than fits between its items.
fn belts(plant: &Plant, carried: Vec<(f64, f64)>, report: &mut Report) {
    for (facts, (items, metres)) in plant.equipment.iter().zip(carried) {
        let Some(belt) = &facts.belt else { continue };
        let speed = belt.speed.base_f64();
        let load = metres / speed;
        if load > 1.0 + 1e-9 {
            let message =
                format!("`{}` is asked for {load:.3} times what it can carry", facts.name);
            let hint = format!(
                "{} items/h x {} mm / {} m/s = {load:.3}; what waits at its entry grows as long as the run lasts",
                short(items * 3_600.0),
                short(metres / items * 1e3),
                short(speed),
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
