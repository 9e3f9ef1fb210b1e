//! What is measured: a KPI of the plant, of a piece of equipment, of a group of people, or of a product.

use std::fmt;

use plantwright_kpi::Value;
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ProductId};
use serde::{Deserialize, Serialize};

/// A figure by its names: variants of a plant may have other ids for the same equipment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figure {
    /// The name of the KPI.
    pub kpi: String,
    /// The equipment or the group of people that it is about; none: the whole plant.
    pub of: Option<String>,
    /// The product that it is about; none: all of them.
    pub product: Option<String>,
}

/// A figure in the ids of one plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    of: Option<EquipmentId>,
    product: Option<ProductId>,
}

impl Figure {
    /// Returns a figure of the whole plant.
    pub fn of_plant(kpi: &str) -> Self {
        Self { kpi: kpi.to_owned(), of: None, product: None }
    }

    /// Returns the figure that a value of a plant is of.
    pub fn of_value(value: &Value, plant: &Plant) -> Self {
        Self {
            kpi: value.kpi.to_owned(),
            of: value.equipment.map(|id| plant.name(id)),
            product: value.product.map(|id| plant.product(id).name.clone()),
        }
    }

    /// Returns its ids in a plant; nothing where the plant does not have what it is about.
    pub(crate) fn key(&self, plant: &Plant) -> Option<Key> {
        let of = match &self.of {
            None => None,
            Some(name) => Some(plant.find(name).or_else(|| {
                plant
                    .people_ids()
                    .zip(&plant.people)
                    .find(|(_, it)| it.name == *name)
                    .map(|it| it.0)
            })?),
        };
        let product = match &self.product {
            None => None,
            Some(name) => {
                let at = plant.products.iter().position(|facts| facts.name == *name)?;
                Some(ProductId(at as u32))
            }
        };
        Some(Key { of, product })
    }

    /// Returns its value among those of a run.
    pub(crate) fn among(&self, key: Option<Key>, values: &[Value]) -> Option<f64> {
        let key = key?;
        let is_it = |value: &&Value| {
            value.kpi == self.kpi && value.equipment == key.of && value.product == key.product
        };
        values.iter().find(is_it).map(|value| value.value)
    }

    /// Returns its name for people: `mean flow time of press`.
    pub fn label(&self) -> String {
        let kpi = self.kpi.replace('_', " ");
        match self.of.as_ref().or(self.product.as_ref()) {
            Some(name) => format!("{kpi} of {name}"),
            None => kpi,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kpi)?;
        match self.of.as_ref().or(self.product.as_ref()) {
            Some(name) => write!(f, " of `{name}`"),
            None => Ok(()),
        }
    }
}

/// Returns the names of the KPI families that some figures come from: what no figure comes from need not listen.
pub(crate) fn families(figures: &[Figure]) -> Vec<&'static str> {
    let is_medium = |kpi: &str| kpi.ends_with("_used") || kpi.ends_with("_per_item");
    let defines = |entry: &plantwright_kpi::Entry, kpi: &str| {
        entry.about.contains(&format!("`{kpi}`")) || entry.name == "media" && is_medium(kpi)
    };
    let wanted =
        |entry: &&plantwright_kpi::Entry| figures.iter().any(|figure| defines(entry, &figure.kpi));
    plantwright_kpi::ALL.iter().filter(wanted).map(|entry| entry.name).collect()
}
