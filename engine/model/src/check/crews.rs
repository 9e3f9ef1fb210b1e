//! Crews that wait for themselves: people who stay with a broken machine cannot be called to repair it.

use crate::plant::{ConcernRole, CrewFacts, EquipmentFacts, Plant};
use crate::{Diagnostic, Report, codes};

/// Warns of machines whose staying crew leaves too few people for a repair.
pub(super) fn check(plant: &Plant, report: &mut Report) {
    for facts in &plant.equipment {
        let Some(stays) = staying(facts) else { continue };
        let repairs = facts.concerns.iter().filter(|concern| concern.role != ConcernRole::Other);
        for concern in repairs {
            let Some(crew) = &concern.crew else { continue };
            let left = people(plant, crew).saturating_sub(bound(plant, stays, crew));
            if left >= u64::from(crew.count) {
                continue;
            }
            let message = format!(
                "the crew of `{}` stays with it while it is broken, and {} left to repair it: it is down for ever",
                facts.name,
                if left == 0 { "nobody is".to_owned() } else { format!("too few, {left}, are") }
            );
            let finding = Diagnostic::warning(codes::DEADLOCK, concern.span, message);
            report.push(
                finding.hint("leave out `stays`, or let others repair, such as a group of fitters"),
            );
        }
    }
}

/// The largest crew of a stage of its work that stays while it is down.
fn staying(facts: &EquipmentFacts) -> Option<&CrewFacts> {
    facts.crews_of_stages().filter(|crew| crew.stays).max_by_key(|crew| crew.count)
}

/// How many can be called.
fn people(plant: &Plant, crew: &CrewFacts) -> u64 {
    crew.groups.iter().map(|(group, _)| u64::from(plant.people[group.index()].count)).sum()
}

/// How many of those who could be called for `crew` are with the machine at the least.
fn bound(plant: &Plant, stays: &CrewFacts, crew: &CrewFacts) -> u64 {
    let others =
        stays.groups.iter().filter(|(group, _)| !crew.groups.iter().any(|it| it.0 == *group));
    let others = others.map(|(group, _)| u64::from(plant.people[group.index()].count));
    u64::from(stays.count).saturating_sub(others.sum())
}
