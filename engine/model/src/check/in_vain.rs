//! What is written and changes nothing: people whom nobody asks for, prices of what nothing uses, inspections that find nothing,
//! calendars that do not open before the run is over.

use std::collections::BTreeSet;

use plantwright_units::{CalendarId, SimTime};

use crate::plant::{EquipmentFacts, Plant, QualityFacts};
use crate::{Diagnostic, Report, Span, codes};

/// Warns of all of these.
pub(super) fn check(plant: &Plant, report: &mut Report) {
    idle_people(plant, report);
    prices(plant, report);
    inspections(plant, report);
    calendars(plant, report);
}

fn idle_people(plant: &Plant, report: &mut Report) {
    let of_equipment = plant.equipment.iter().flat_map(EquipmentFacts::crews);
    let types = plant.fleets().flat_map(|(_, fleet)| &fleet.types);
    let of_vehicles =
        types.filter_map(|kind| kind.breakdown.as_ref().and_then(|it| it.crew.as_ref()));
    let crews = of_equipment.chain(of_vehicles);
    let asked: BTreeSet<usize> =
        crews.flat_map(|crew| crew.groups.iter().map(|(group, _)| group.index())).collect();
    for (_, group) in plant.people.iter().enumerate().filter(|(at, _)| !asked.contains(at)) {
        let message = format!("nobody ever asks for `{}`", group.name);
        report.push(
            Diagnostic::warning(codes::NEVER, group.span, message)
                .hint("name the group, or one of its skills, as the `crew` of some work"),
        );
    }
}

fn prices(plant: &Plant, report: &mut Report) {
    let Some(span) = plant.energy.span else { return };
    if plant.equipment.iter().any(|facts| facts.meters.power.is_some()) {
        return;
    }
    let message = "energy has a price, and nothing says how much it uses";
    let hint = "give equipment a `Power(...)` under `with`, or leave `energy` out";
    report.push(Diagnostic::warning(codes::NEVER, span, message).hint(hint));
}

fn inspections(plant: &Plant, report: &mut Report) {
    let spoils = |quality: &QualityFacts| quality.defects.iter().any(|share| *share > 0.0);
    let spoilt = plant.equipment.iter().any(|facts| {
        facts.quality.as_ref().is_some_and(spoils) || facts.concerns.iter().any(|it| it.spoils)
    });
    for facts in &plant.equipment {
        let Some(inspect) = &facts.inspect else { continue };
        if !spoilt && inspect.false_alarms <= 0.0 {
            let message =
                format!("`{}` inspects, and nothing in this plant makes defects", facts.name);
            let hint = "say `quality: (defects: 0.02)` where they arise, or give it `false_alarms`";
            report.push(Diagnostic::warning(codes::NEVER, facts.span, message).hint(hint));
        } else if inspect.limit.is_some() && inspect.rejects.is_none() {
            let message = format!(
                "`{}` scraps what it rejects: its `limit` on how often an item comes back says nothing",
                facts.name
            );
            let hint = "say with `rejects` where rejected items go, or leave `limit` out";
            report.push(Diagnostic::warning(codes::NEVER, facts.span, message).hint(hint));
        }
    }
}

fn calendars(plant: &Plant, report: &mut Report) {
    let Some(duration) = plant.run.duration else { return };
    let end = SimTime::ZERO.checked_add(duration).unwrap_or(SimTime::MAX);
    let mut look = |calendar: CalendarId, span: Span, who: &str, does: &str| {
        let calendar = plant.calendar(calendar);
        if calendar.window(SimTime::ZERO).is_some_and(|window| window.from < end) {
            return;
        }
        let message =
            format!("`{}` does not open before the run is over: `{who}` {does}", calendar.name);
        let hint = "let the run last longer, or see on which day it starts (`run: (start: ...)`)";
        report.push(Diagnostic::warning(codes::NEVER, span, message).hint(hint));
    };
    for facts in &plant.equipment {
        if let Some(calendar) = facts.arrivals.as_ref().and_then(|arrivals| arrivals.calendar) {
            look(calendar, facts.span, &facts.name, "brings nothing");
        }
        for concern in &facts.concerns {
            if let Some(calendar) = concern.calendar {
                look(calendar, concern.span, &facts.name, "never works");
            }
        }
    }
    for group in &plant.people {
        for calendar in group.teams.iter().filter_map(|team| team.calendar) {
            look(calendar, group.span, &group.name, "has nobody there by it");
        }
    }
}
