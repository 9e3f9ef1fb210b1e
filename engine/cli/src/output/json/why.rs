//! Where lost time comes from, as JSON. Times are whole nanoseconds, so that they can be added up exactly.

use plantwright_kpi::why::{Account, Station};
use plantwright_model::Plant;
use serde_json::{Value as Json, json};

use crate::output::causes;
use crate::why::{Answer, Subject};

pub(super) fn object(plant: &Plant, answer: &Answer) -> Json {
    let subject = match &answer.subject {
        Subject::Plant => None,
        Subject::Station(id) => Some(plant.equipment(*id).name.clone()),
        Subject::Items { name, .. } => Some(name.clone()),
    };
    let stations = answer.stations.iter().map(|it| station(plant, it)).collect::<Vec<_>>();
    let (items, lateness) = (&answer.items, &answer.lateness);
    json!({
        "subject": subject,
        "lost": account(plant, &answer.lost()),
        "stations": stations,
        "items": {
            "completed": items.completed,
            "present": items.present,
            "flow_ns": number(items.flow),
            "processing_ns": number(items.processing),
            "waiting": account(plant, &items.waiting),
        },
        "lateness": {
            "due": lateness.due,
            "late": lateness.late,
            "time": account(plant, &lateness.time),
        },
    })
}

fn station(plant: &Plant, station: &Station) -> Json {
    json!({
        "equipment": plant.equipment(station.who).name,
        "observed_ns": station.observed,
        "processing_ns": station.processing,
        "lost": account(plant, &station.lost),
    })
}

fn account(plant: &Plant, account: &Account) -> Json {
    let causes = account.causes().into_iter().map(|(cause, nanos)| {
        json!({
            "equipment": plant.equipment(cause.who).name,
            "reason": cause.reason.name(),
            "concern": causes::concern(plant, cause),
            "time_ns": number(nanos),
        })
    });
    json!({ "total_ns": number(account.total()), "causes": causes.collect::<Vec<_>>() })
}

/// Above 2^64 - 1 ns, which is more than 500 years, digits are lost.
fn number(nanos: u128) -> Json {
    u64::try_from(nanos).map_or_else(|_too_large| json!(nanos as f64), |nanos| json!(nanos))
}
