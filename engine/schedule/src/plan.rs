//! Schedules and plans: the same thing by name and by id.

use std::collections::BTreeMap;

use plantwright_model::Plant;
use plantwright_scheduler::plan::{Plan, Planned};
use plantwright_units::{ItemId, SimSpan};

use crate::problem::item_names;
use crate::{Operation, Schedule};

/// Makes a plan of a schedule, for a plant that knows its names.
///
/// # Errors
/// The first name that the plant does not know.
pub fn to_plan(schedule: &Schedule, plant: &Plant) -> Result<Plan, String> {
    let items: BTreeMap<String, ItemId> =
        item_names(plant).into_iter().map(|(item, name)| (name, item)).collect();
    let planned = schedule.operations.iter().map(|operation| {
        let item = items.get(&operation.job);
        let item = item.ok_or_else(|| format!("no order is called `{}`", operation.job))?;
        let station = plant.find(&operation.machine);
        let station = station.ok_or_else(|| format!("no station `{}`", operation.machine))?;
        Ok(Planned {
            start: operation.start,
            end: operation.end,
            item: *item,
            operation: operation.operation,
            station,
        })
    });
    Ok(Plan { operations: planned.collect::<Result<_, String>>()? })
}

/// Makes a schedule of a plan, with the names of its plant. Set-ups are not told from processing.
pub fn from_plan(plan: &Plan, plant: &Plant, problem: &str, scheduler: &str) -> Schedule {
    let names = item_names(plant);
    let operations = plan.operations.iter().map(|planned| Operation {
        start: planned.start,
        machine: plant.name(planned.station),
        job: names.get(&planned.item).cloned().unwrap_or_else(|| planned.item.to_string()),
        operation: planned.operation,
        setup: SimSpan::ZERO,
        end: planned.end,
    });
    Schedule {
        problem: problem.to_owned(),
        scheduler: scheduler.to_owned(),
        operations: operations.collect(),
        trips: Vec::new(),
    }
    .sorted()
}
