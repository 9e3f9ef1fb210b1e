//! Which figures a plant has: the names and units of its KPIs, and what each of them is told of. Names and units are those of
//! the definitions in [`ALL`](crate::ALL).

use std::collections::{BTreeMap, BTreeSet};

use plantwright_model::Plant;
use plantwright_model::plant::{EquipmentFacts, Role, snake_case};

/// What a figure is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    Plant,
    Product,
    People,
    Equipment(&'a EquipmentFacts),
}

/// Told of the plant and of nothing smaller.
const OF_PLANT: &[&str] = &[
    "released",
    "produced",
    "makespan",
    "production_process_ratio",
    "sd_flow_time",
    "p50_flow_time",
    "p95_flow_time",
    "max_flow_time",
    "final_wip",
    "mean_tardiness",
    "max_tardiness",
    "late_share",
    "first_pass_yield",
    "rework_ratio",
    "defects_delivered",
    "scrap_ratio",
    "direct_energy",
    "overhead_energy",
    "peak_power",
    "peak_window_power",
    "demand_cost",
    "labor_cost_per_item",
];

/// Told of the plant and of products.
const OF_PLANT_AND_PRODUCTS: &[&str] =
    &["mean_flow_time", "expired_ratio", "direct_energy_per_item", "direct_cost_per_item"];

/// Told of the plant and of equipment.
const OF_PLANT_AND_EQUIPMENT: &[&str] = &[
    "mean_waiting_time",
    "p95_waiting_time",
    "mean_wip",
    "scrapped",
    "mean_power",
    "value_adding_energy_share",
    "energy_cost",
    "carbon",
    "cost",
    "cost_per_item",
];

/// Told of groups of people and of equipment.
const OF_PEOPLE_AND_EQUIPMENT: &[&str] =
    &["utilization", "idle_time", "mean_waiting_time", "p95_waiting_time", "max_waiting_time"];

/// Told of groups of people and of nothing else, but for `labor_cost`, which the plant has as well.
const OF_PEOPLE: &[&str] = &[
    "claims",
    "working_time",
    "walking_time",
    "overtime",
    "off_duty_time",
    "worker_efficiency",
    "labor_cost",
];

/// Told of fleets, and of no other equipment.
const OF_FLEETS: &[&str] = &[
    "empty_time",
    "loaded_time",
    "traffic_time",
    "handling_time",
    "delivery_wait_time",
    "charging_time",
    "parked_time",
    "broken_time",
    "off_shift_time",
    "breakdowns",
    "distance",
    "loaded_share",
    "longest_traffic_wait",
    "deadlocks",
    "stranded_time",
    "mean_lead_time",
    "p95_lead_time",
    "max_lead_time",
    "starved_orders",
];

/// Told of what has photo-eyes.
const OF_EYES: &[&str] = &["eye_counts", "eye_covered_time"];

/// Told of zones of rigid bodies.
const OF_ZONES: &[&str] =
    &["fallen", "jams", "tunnelled", "not_finite", "missed", "bodies_parked", "bodies_removed"];

/// The figures of a plant: a unit for each name.
#[derive(Debug)]
pub(crate) struct Figures {
    units: BTreeMap<String, &'static str>,
    media: Vec<String>,
}

impl Figures {
    pub(crate) fn of(plant: &Plant) -> Self {
        let mut units = BTreeMap::new();
        for entry in crate::ALL {
            for (name, unit) in defined_in(entry.about) {
                let unit = if unit == "currency" { plant.currency } else { unit };
                units.entry(name.to_owned()).or_insert(unit);
            }
        }
        // Figures of media go by the names of the media.
        let media = plant.equipment.iter().flat_map(|facts| &facts.meters.media);
        let mut names = Vec::new();
        for (name, medium) in media {
            let word = snake_case(name);
            for figure in [format!("{word}_used"), format!("{word}_per_item")] {
                units.insert(figure.clone(), medium.unit);
                names.push(figure);
            }
        }
        Self { units, media: names }
    }

    pub(crate) fn unit(&self, name: &str) -> Option<&'static str> {
        self.units.get(name).copied()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.units.keys().map(String::as_str)
    }

    /// Tells whether a figure is told of such a subject, as far as that is known before a run.
    pub(crate) fn is_told_of(&self, name: &str, subject: Subject<'_>) -> bool {
        let of = |names: &[&str]| names.contains(&name);
        let is_energy = name.ends_with("energy") || name == "energy_per_item";
        let is_medium = self.media.iter().any(|medium| medium == name);
        let of_both = of(OF_PLANT_AND_EQUIPMENT) || is_energy || is_medium;
        let of_products = of(OF_PLANT_AND_PRODUCTS) || name == "throughput" || name == "expired";
        match subject {
            Subject::Equipment(facts) if of(OF_FLEETS) => facts.fleet.is_some(),
            Subject::Equipment(facts) if of(OF_EYES) => !facts.eyes().is_empty(),
            Subject::Equipment(facts) if of(OF_ZONES) => facts.zone.is_some(),
            _ if of(OF_FLEETS) || of(OF_EYES) || of(OF_ZONES) => false,
            Subject::Plant => of(OF_PLANT) || of_both || of_products || name == "labor_cost",
            Subject::Product => of_products,
            Subject::People => of(OF_PEOPLE) || of(OF_PEOPLE_AND_EQUIPMENT),
            Subject::Equipment(_) if name.ends_with("_per_item") && is_medium => false,
            Subject::Equipment(facts) if name == "throughput" => {
                matches!(facts.role, Role::Sink | Role::Processor)
            }
            Subject::Equipment(facts) if name == "utilization" => {
                facts.places.is_some() || facts.moves_items()
            }
            Subject::Equipment(_) => !of(OF_PEOPLE) && !of(OF_PLANT) && !of(OF_PLANT_AND_PRODUCTS),
        }
    }
}

/// Returns every name that a definition in [`ALL`](crate::ALL) names, each once, with its unit, in the order of reports. Figures of
/// media go by the names of the media, and are not among them; a few names are those of settings that a definition speaks of.
pub fn defined() -> Vec<(&'static str, &'static str)> {
    let mut known = BTreeSet::new();
    let all = crate::ALL.iter().flat_map(|entry| defined_in(entry.about));
    all.filter(|(name, _)| known.insert(*name)).collect()
}

/// The names that a definition defines, each with its unit: the first that stands behind it in square brackets.
fn defined_in(about: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut defined = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    for (position, part) in about.split('`').enumerate() {
        if position % 2 == 1 {
            let is_name = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
            if part.chars().all(is_name) && part.starts_with(|it: char| it.is_ascii_lowercase()) {
                waiting.push(part);
            }
        } else if let Some((unit, _)) = part.split_once('[').and_then(|(_, it)| it.split_once(']'))
        {
            defined.extend(waiting.drain(..).map(|name| (name, unit)));
        }
    }
    defined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_unit_behind_them() {
        let about = "`a`, `b`: how long [s], of a `Station`; `c`: share of `a` [1]";
        assert_eq!(defined_in(about), [("a", "s"), ("b", "s"), ("c", "1"), ("a", "1")]);
    }

    #[test]
    fn every_definition_names_units() {
        for entry in crate::ALL.iter().filter(|entry| entry.name != "media") {
            let names = defined_in(entry.about);
            assert!(!names.is_empty(), "{} has no figure with a unit", entry.name);
            for (name, unit) in names {
                let units = ["s", "1", "m", "items", "1/h", "kWh", "kW", "kg", "currency"];
                assert!(units.contains(&unit), "{name} [{unit}]");
            }
        }
    }
}
