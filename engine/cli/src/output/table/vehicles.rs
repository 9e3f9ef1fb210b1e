//! What the vehicles do: a row for each fleet, and for each vehicle where there are not too many of them.

use plantwright_sim::{Deadlock, Starved};
use plantwright_units::{EquipmentId, SimTime};

use super::grid::{self, Column};
use super::number::duration;
use crate::output::{RunReport, grouped};

/// More vehicles than these are not told apart in a table; JSON and CSV have them all.
const VEHICLES_SHOWN: usize = 16;
/// As many places at which vehicles wait are shown.
const PLACES_SHOWN: usize = 6;

pub(super) fn table(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    let names = plant.names();
    let mut rows: Vec<(String, EquipmentId, f64)> = Vec::new();
    for (fleet, facts) in plant.fleets() {
        let count = facts.vehicles.len();
        rows.push((names[fleet.index()].clone(), fleet, count as f64));
        if count > 1 && count <= VEHICLES_SHOWN {
            let own = plant.vehicle_ids(fleet).zip(&facts.vehicles);
            rows.extend(own.map(|(id, (name, ..))| (format!("  {name}"), id, 1.0)));
        }
    }
    if rows.is_empty() {
        return None;
    }
    let measured = report.simulated.since(report.warm_up_end).as_secs_f64();
    let find = |kpi: &str| -> Vec<Option<f64>> {
        rows.iter().map(|(_, id, _)| report.of_equipment(*id, kpi)).collect()
    };
    // Of all the time of all of them; what nobody ever does needs no column.
    let share = |kpi: &str| -> Vec<Option<f64>> {
        let times = find(kpi).into_iter().zip(&rows);
        times
            .map(|(time, (_, _, count))| Some(time.filter(|time| *time > 0.0)? / measured / count))
            .collect()
    };
    let columns = vec![
        Column::text("vehicles", rows.iter().map(|(name, ..)| name.clone()).collect()),
        Column::percent("empty\n%", &share("empty_time")),
        Column::percent("loaded\n%", &share("loaded_time")),
        Column::percent("handling\n%", &share("handling_time")),
        Column::percent("in traffic\n%", &share("traffic_time")),
        Column::percent("in the way\n%", &share("obstructed_time")),
        Column::percent("no room\n%", &share("delivery_wait_time")),
        Column::percent("charging\n%", &share("charging_time")),
        Column::percent("parked\n%", &share("parked_time")),
        Column::percent("broken\n%", &share("broken_time")),
        Column::percent("stranded\n%", &share("stranded_time")),
        Column::percent("off shift\n%", &share("off_shift_time")),
        Column::fixed("distance\nm", &find("distance"), 0),
        Column::percent("of it loaded\n%", &find("loaded_share")),
        Column::fixed("longest wait\nin traffic [s]", &find("longest_traffic_wait"), 1),
    ];
    Some(grid::table(columns, width))
}

/// Where vehicles wait for others longest: ways and zones, those with the longest waits first.
pub(super) fn places(report: &RunReport, width: usize) -> Option<String> {
    let plant = &report.plant;
    let names = plant.names();
    let mut rows: Vec<(f64, EquipmentId)> = Vec::new();
    for (fleet, _) in plant.fleets() {
        rows.extend(plant.place_ids(fleet).filter_map(|id| {
            let waited = report.of_equipment(id, "place_traffic_time")?;
            (waited > 0.0).then_some((waited, id))
        }));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rows.truncate(PLACES_SHOWN);
    if rows.is_empty() {
        return None;
    }
    let find = |kpi: &str| -> Vec<Option<f64>> {
        rows.iter().map(|(_, id)| report.of_equipment(*id, kpi)).collect()
    };
    let columns = vec![
        Column::text(
            "waits in traffic",
            rows.iter().map(|(_, id)| names[id.index()].clone()).collect(),
        ),
        Column::fixed("waited\ns", &find("place_traffic_time"), 1),
        Column::fixed("vehicles\nin the mean", &find("place_occupancy"), 2),
        Column::fixed("entries", &find("place_entries"), 0),
    ];
    Some(grid::table(columns, width))
}

/// Who waits for whom in vain, in words.
pub(super) fn deadlocks(report: &RunReport) -> Option<String> {
    if report.deadlocks.is_empty() {
        return None;
    }
    let locks = report.deadlocks.iter().map(|lock| deadlock(report, lock));
    Some(locks.collect::<Vec<_>>().join("\n"))
}

fn deadlock(report: &RunReport, lock: &Deadlock) -> String {
    let names = report.plant.names();
    let fleet = &names[lock.fleet.index()];
    let name = |id: EquipmentId| own_name(&names, fleet, id);
    let why = if lock.is_proven {
        "these vehicles wait for one another, or for one that stays where it is"
    } else {
        "these vehicles wait, the search for who could make way was given up, and whether anybody could is not known"
    };
    let at = duration(lock.at.as_secs_f64());
    let mut lines = vec![format!("deadlock in `{fleet}` at {at}: {why}")];
    lines.extend(lock.vehicles.iter().map(|held| {
        let (who, at) = (name(held.vehicle), &held.at);
        match held.held_by.filter(|_| held.no_room.is_none()) {
            Some(other) => {
                let bound = if held.goal == held.wants {
                    String::new()
                } else {
                    format!(" on its way to `{}`", held.goal)
                };
                let (wants, other) = (&held.wants, name(other));
                let there = held.held_at.as_ref().filter(|there| *there != wants);
                let in_the_way = there.map_or_else(
                    || format!("where {other} is in the way"),
                    |there| format!("for which {other} at `{there}` would have to make way"),
                );
                format!(
                    "  {who} stands at `{at}` and wants to go to `{wants}`{bound}, {in_the_way}"
                )
            }
            None if let Some((item, receiver)) = held.no_room => {
                let item = report.plant.item_name(item);
                format!(
                    "  {who} stands at `{at}` with {item}, for which `{}` has no room",
                    names[receiver.index()]
                )
            }
            None => format!("  {who} stands at `{at}`, and there is no way to `{}`", held.wants),
        }
    }));
    lines.join("\n")
}

/// Within its fleet, a vehicle goes by its own name.
fn own_name(names: &[String], fleet: &str, id: EquipmentId) -> String {
    let name = names[id.index()].strip_prefix(&format!("{fleet}: "));
    format!("`{}`", name.unwrap_or(&names[id.index()]))
}

/// Who stands with an empty battery, and where it was going.
pub(super) fn stranded(report: &RunReport) -> Option<String> {
    let names = report.plant.names();
    let lines = report.stranded.iter().map(|it| {
        let fleet = &names[it.fleet.index()];
        if it.is_charged {
            return format!(
                "{} of `{fleet}` stands at `{}` since {}: its battery is charged up, and too small for all that waits and for the way to a charger nearer to that",
                own_name(&names, fleet, it.vehicle),
                it.at,
                duration(it.since.as_secs_f64()),
            );
        }
        let place = match &it.before {
            Some(before) => format!("between `{}` and `{before}`", it.at),
            None => format!("at `{}`", it.at),
        };
        let why = if it.to_charge { " to charge" } else { "" };
        let goal = it
            .goal
            .as_ref()
            .map_or_else(String::new, |goal| format!(", on its way to `{goal}`{why}"));
        let then = if it.is_rescued { "; somebody comes to charge it" } else { "" };
        format!(
            "{} of `{fleet}` is stranded {place} with an empty battery since {}{goal}{then}",
            own_name(&names, fleet, it.vehicle),
            duration(it.since.as_secs_f64()),
        )
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// As many orders that waited beyond reason are described.
const STARVED_SHOWN: usize = 8;

/// Which orders waited beyond reason, and who was preferred how often.
pub(super) fn starved(report: &RunReport) -> Option<String> {
    let name = |id: EquipmentId| format!("`{}`", report.plant.name(id));
    let of = |order: &Starved| {
        let ago = |at: SimTime| duration(at.as_secs_f64());
        let waits = match order.until {
            None => format!("has waited at `{}` since {}", order.at, ago(order.since)),
            Some(until) => {
                format!("waited at `{}` from {} to {}", order.at, ago(order.since), ago(until))
            }
        };
        let count: u32 = order.preferred.iter().map(|(_, count)| count).sum();
        let who: Vec<String> = match &order.preferred[..] {
            [(from, _)] => vec![name(*from)],
            many => many
                .iter()
                .map(|(from, count)| format!("{} {}", name(*from), grouped(u64::from(*count))))
                .collect(),
        };
        format!(
            "starved in {}: {} from {} to {} {waits}, while later orders were preferred {} times: from {}",
            name(order.fleet),
            report.plant.item_name(order.item),
            name(order.ends.0),
            name(order.ends.1),
            grouped(u64::from(count)),
            who.join(", "),
        )
    };
    let mut lines: Vec<String> = report.starved.iter().take(STARVED_SHOWN).map(of).collect();
    let of_fleets = report.plant.fleets();
    let all: f64 = of_fleets.filter_map(|(id, _)| report.of_equipment(id, "starved_orders")).sum();
    let more = all as usize - lines.len().min(all as usize);
    if more > 0 && !lines.is_empty() {
        lines.push(format!("and {more} more orders that starved"));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}
