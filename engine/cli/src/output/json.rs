//! The results as one JSON object, for programs. Its form is described in `docs/run-json.md`.

use serde_json::{Value as Json, json};

use super::{Ending, RunReport};

/// The version of the form. It grows when a field changes its meaning or goes; new fields do not change it.
const FORMAT: u32 = 1;

pub(crate) fn render(report: &RunReport) -> String {
    let kpis: Vec<Json> = report
        .values
        .iter()
        .map(|value| {
            let (equipment, product) = report.names(value);
            json!({
                "equipment": equipment,
                "product": product,
                "kpi": value.kpi,
                "value": value.value,
                "unit": value.unit,
            })
        })
        .collect();
    let (ending, fault) = match &report.ending {
        Ending::Reached => ("reached", None),
        Ending::Drained => ("drained", None),
        Ending::Interrupted => ("interrupted", None),
        Ending::Fault(fault) => ("fault", Some(fault.to_string())),
    };
    let name = |id| &report.plant.equipment(id).name;
    let stuck: Vec<Json> = report
        .stuck
        .iter()
        .map(|stuck| {
            let waits_for: Vec<&String> = stuck.waits_for.iter().map(|id| name(*id)).collect();
            json!({ "equipment": name(stuck.holder), "items": stuck.items, "waits_for": waits_for })
        })
        .collect();
    let object = json!({
        "format": FORMAT,
        "scene": report.scene,
        "title": report.plant.title,
        "seed": report.seed,
        "replication": report.replication,
        "scheduler": report.scheduler,
        "ending": ending,
        "fault": fault,
        "events": report.counts.events,
        "wall_s": report.wall.as_secs_f64(),
        "simulated_s": report.simulated.as_secs_f64(),
        "warm_up_s": report.warm_up_end.as_secs_f64(),
        "state_hash": format!("{:032x}", report.state_hash),
        "journal_hash": format!("{:032x}", report.journal_hash),
        "items": {
            "created": report.counts.created,
            "consumed": report.counts.consumed,
            "lost": report.counts.lost,
            "scrapped": report.counts.scrapped,
            "absorbed": report.counts.absorbed,
            "present": report.counts.present,
        },
        "stuck": stuck,
        "kpis": kpis,
    });
    format!("{object:#}\n")
}
