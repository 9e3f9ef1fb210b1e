//! The results as one JSON object, for programs. Its form is described in `docs/run-json.md`.

mod why;

use plantwright_kpi::expect::Judgement;
use plantwright_kpi::{Bottlenecks, Losses};
use plantwright_model::Plant;
use plantwright_units::EquipmentId;
use serde_json::{Map, Value as Json, json};

use super::{RunReport, states};
use crate::args::States;
use crate::why::Answer;

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
    let (ending, fault) = report.ending.name();
    let name = |id| report.plant.name(id);
    let stuck: Vec<Json> = report
        .stuck
        .iter()
        .map(|stuck| {
            let waits_for: Vec<String> = stuck.waits_for.iter().map(|id| name(*id)).collect();
            json!({ "equipment": name(stuck.holder), "items": stuck.items, "waits_for": waits_for })
        })
        .collect();
    let deadlocks: Vec<Json> = report
        .deadlocks
        .iter()
        .map(|lock| {
            let vehicles = lock.vehicles.iter().map(|held| {
                json!({
                    "vehicle": name(held.vehicle),
                    "at": held.at,
                    "wants": held.wants,
                    "goal": held.goal,
                    "held_by": held.held_by.map(name),
                    "held_at": held.held_at,
                    "no_room": held.no_room.is_some(),
                    "brings": held.no_room.map(|(item, _)| report.plant.item_name(item)),
                    "receiver": held.no_room.map(|(_, receiver)| name(receiver)),
                })
            });
            json!({
                "at_s": lock.at.as_secs_f64(),
                "fleet": name(lock.fleet),
                "is_proven": lock.is_proven,
                "vehicles": vehicles.collect::<Vec<_>>(),
            })
        })
        .collect();
    let starved: Vec<Json> = report
        .starved
        .iter()
        .map(|order| {
            let preferred = order.preferred.iter();
            let preferred: Map<String, Json> =
                preferred.map(|(from, count)| (name(*from), json!(count))).collect();
            json!({
                "fleet": name(order.fleet),
                "item": report.plant.item_name(order.item),
                "from": name(order.ends.0),
                "to": name(order.ends.1),
                "at": order.at,
                "since_s": order.since.as_secs_f64(),
                "found_s": order.told.as_secs_f64(),
                "until_s": order.until.map(plantwright_units::SimTime::as_secs_f64),
                "preferred": preferred,
            })
        })
        .collect();
    let stranded: Vec<Json> = report
        .stranded
        .iter()
        .map(|it| {
            json!({
                "vehicle": name(it.vehicle),
                "fleet": name(it.fleet),
                "since_s": it.since.as_secs_f64(),
                "at": it.at,
                "before": it.before,
                "goal": it.goal,
                "to_charge": it.to_charge,
                "is_rescued": it.is_rescued,
                "is_charged": it.is_charged,
            })
        })
        .collect();
    let mut object = json!({
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
        "deadlocks": deadlocks,
        "starved": starved,
        "stranded": stranded,
        "kpis": kpis,
        "expect": expected(report),
        "why": report.why.as_ref().map(|answer| why::object(&report.plant, answer)),
    });
    // Only what was asked for.
    let extras = [
        ("losses", report.losses.as_ref().map(|losses| all_losses(report, losses))),
        ("bottlenecks", report.bottlenecks.as_ref().map(|found| bottlenecks(report, found))),
        ("states", report.states.map(|states| times_in_states(report, states))),
    ];
    for (name, extra) in extras {
        if let Some(extra) = extra {
            object[name] = extra;
        }
    }
    format!("{object:#}\n")
}

/// Where lost time comes from.
pub(crate) fn because(plant: &Plant, answer: &Answer) -> Json {
    why::object(plant, answer)
}

/// What the scene expects, and what came; of a run that did not come to its end, nothing is judged.
fn expected(report: &RunReport) -> Vec<Json> {
    let expected = report.expected.iter();
    let object = |it: &Judgement| {
        json!({
            "equipment": it.equipment.map(|id| report.plant.name(id)),
            "product": it.product.map(|id| report.plant.product(id).name.clone()),
            "kpi": it.kpi,
            "at_least": it.at_least,
            "at_most": it.at_most,
            "value": it.value,
            "unit": it.unit,
            "holds": report.is_judged().then_some(it.holds),
            "because": it.because,
        })
    };
    expected.map(object).collect()
}

fn all_losses(report: &RunReport, losses: &[Losses]) -> Json {
    let nanos = |nanos: i128| i64::try_from(nanos).unwrap_or(i64::MAX);
    let of_station = |losses: &Losses| {
        let parts: Vec<Json> = losses
            .parts
            .iter()
            .map(|part| json!({ "class": part.class.name(), "part": part.name, "ns": nanos(part.nanos) }))
            .collect();
        json!({
            "equipment": report.plant.equipment(losses.equipment).name,
            "places": losses.places,
            "measured_ns": nanos(losses.measured),
            "parts": parts,
        })
    };
    losses.iter().map(of_station).collect()
}

fn times_in_states(report: &RunReport, states: States) -> Json {
    let times = states::times(report, states);
    let of_station = |(id, times): &(EquipmentId, Vec<(&'static str, f64)>)| {
        let times: Map<String, Json> =
            times.iter().map(|(name, seconds)| ((*name).to_owned(), json!(seconds))).collect();
        json!({ "equipment": report.plant.equipment(*id).name, "times_s": times })
    };
    let equipment: Vec<Json> = times.iter().map(of_station).collect();
    json!({ "standard": states::title(states), "equipment": equipment })
}

fn bottlenecks(report: &RunReport, found: &Bottlenecks) -> Json {
    let name = |id: &EquipmentId| report.plant.equipment(*id).name.clone();
    let stations: Vec<Json> = found
        .stations
        .iter()
        .map(|station| {
            json!({
                "equipment": name(&station.equipment),
                "utilization": station.utilization,
                "active_share": station.active,
                "mean_active_period_s": station.mean_active_s,
                "sole_share": station.sole,
                "shifting_share": station.shifting,
                "blocked_share": station.blocked,
                "starved_share": station.starved,
                "off_share": station.off,
                "waiting_for_operator_share": station.waiting_for_people,
                "arrows_to": station.arrows_to.iter().map(name).collect::<Vec<_>>(),
                "arrows_from": station.arrows_from.iter().map(name).collect::<Vec<_>>(),
                "severity": station.severity,
            })
        })
        .collect();
    let people = found.people.iter().map(|people| {
        json!({ "people": report.plant.name(people.group), "utilization": people.utilization })
    });
    json!({
        "by_utilization": found.by_utilization.as_ref().map(name),
        "by_active_period": found.by_active_period.as_ref().map(name),
        "by_arrows": found.by_arrows.iter().map(name).collect::<Vec<_>>(),
        "verdict": found.verdict(&report.plant),
        "doubts": found.doubts(&report.plant),
        "keeps_up": found.keeps_up,
        "people": people.collect::<Vec<_>>(),
        "stations": stations,
    })
}
