//! Products and their routes: which operations, on which stations, for how long.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_des::Distribution;
use plantwright_units::{Duration, EquipmentId, Length};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{AlternativeFacts, OperationFacts};
use crate::vocabulary::limit::ShelfLife;
use crate::vocabulary::physics::Physics;
use crate::vocabulary::random::Random;
use crate::vocabulary::table::{Csv, Table, parse_cell};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// What is made: `(route: [(on: "lathe"), (on: "mill")])`. `()` is a product without properties, which follows the links
/// of the equipment.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The operations in their order; default: none, the product follows the equipment's links.
    #[serde(default)]
    pub route: Option<Spanned<Route>>,
    /// The sink that takes it after its last operation; default: the plant's only sink.
    #[serde(default)]
    pub exit: Option<Spanned<String>>,
    /// Higher goes first where a queue is ordered by priority; default: 0.
    #[serde(default)]
    pub priority: i32,
    /// How long after an item came into the plant from a source it should be complete (its flow allowance), where no order says
    /// when; default: it has no due date.
    #[serde(default)]
    pub allowance: Option<Spanned<Duration>>,
    /// How long an item is in the direction in which belts move it: `"300 mm"`; default: nobody asks.
    #[serde(default)]
    pub length: Option<Spanned<Length>>,
    /// How long an item keeps; default: for ever.
    #[serde(default)]
    pub shelf_life: Option<ShelfLife>,
    /// How wide an item is, across the belts that move it: `"300 mm"`; default: nobody asks.
    #[serde(default)]
    pub width: Option<Spanned<Length>>,
    /// How high an item is: `"300 mm"`; default: nobody asks.
    #[serde(default)]
    pub height: Option<Spanned<Length>>,
    /// What an item is in zones, where items are rigid bodies; default: the zone says it.
    #[serde(default)]
    pub physics: Option<Physics>,
}

/// A product's operations: a list, `[(on: "lathe", process: "4 min"), (on: "mill")]`, or a table, `Csv("routes.csv")`.
///
/// The columns of the table are `product`, `step`, `station` and `time`, of which the last may be left out. Rows of one
/// product with the same `step` are alternatives.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Route {
    /// The operations in their order.
    Here(Vec<Spanned<Operation>>),
    /// A table beside the scene.
    Table(Csv),
}

/// One step of a route: `(on: ["mill 1", "mill 2"], process: Triangular("3 min", "4 min", "6 min"))`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The station, a list of alternatives, or alternatives with a process time each: `{"m1": "3 s", "m2": "5 s"}`.
    pub on: Stations,
    /// Process time on any of them; default: the station's own.
    #[serde(default)]
    pub process: Option<Spanned<Random<Duration>>>,
    /// Which set-up it needs, by the name of a family in the `setup` of its stations; default: that of the product.
    #[serde(default)]
    pub setup: Option<Spanned<String>>,
}

/// Where an operation can be done: a station, or alternatives.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Stations {
    /// On this station alone: `"lathe"`.
    One(Spanned<String>),
    /// On any of these: `["mill 1", "mill 2"]`.
    Any(Vec<Spanned<String>>),
    /// On any of these, each with its own process time: `{"m1": "3 s", "m2": "5 s"}`.
    Timed(BTreeMap<Spanned<String>, Spanned<Random<Duration>>>),
}

impl Route {
    /// Returns the operations with ids and laws, or reports what does not fit.
    pub fn operations(
        &self,
        product: &str,
        span: Span,
        cx: &mut ReadCx<'_>,
    ) -> Option<Vec<OperationFacts>> {
        let operations = match self {
            Self::Here(operations) => {
                let facts: Vec<_> = operations
                    .iter()
                    .map(|operation| operation.value.facts(operation.span, cx))
                    .collect();
                facts.into_iter().collect::<Option<Vec<_>>>()?
            }
            Self::Table(csv) => from_table(csv, product, cx)?,
        };
        if operations.is_empty() {
            let message = format!("the route of `{product}` has no operation");
            cx.report.push(
                Diagnostic::error(codes::ROUTE, span, message)
                    .hint("leave `route` out: the product then follows the equipment's links"),
            );
            return None;
        }
        Some(operations)
    }
}

impl Operation {
    fn facts(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<OperationFacts> {
        let common: Option<Distribution> = match &self.process {
            Some(process) => Some(process.value.law(process.span, cx)?),
            None => None,
        };
        let alternatives: Vec<_> = match &self.on {
            Stations::One(name) => vec![alternative(name, common.clone(), cx)],
            Stations::Any(names) => {
                names.iter().map(|name| alternative(name, common.clone(), cx)).collect()
            }
            Stations::Timed(times) => {
                if let Some(process) = &self.process {
                    let message = "this operation has a process time for each station and another for all of them";
                    cx.report.push(
                        Diagnostic::error(codes::ROUTE, process.span, message)
                            .hint("keep one of the two"),
                    );
                }
                times
                    .iter()
                    .map(|(name, time)| {
                        let law = time.value.law(time.span, cx);
                        alternative(name, Some(law?), cx)
                    })
                    .collect()
            }
        };
        let mut alternatives: Vec<AlternativeFacts> =
            alternatives.into_iter().collect::<Option<_>>()?;
        if alternatives.is_empty() {
            cx.report.push(
                Diagnostic::error(codes::ROUTE, span, "this operation names no station")
                    .hint("write `on: \"name\"`, or several names in a list"),
            );
            return None;
        }
        if matches!(self.on, Stations::Timed(_)) {
            // A map has no order of its own.
            alternatives.sort_by_key(|alternative| alternative.station);
        }
        Some(OperationFacts { alternatives, setup: self.setup.clone() })
    }
}

fn alternative(
    name: &Spanned<String>,
    law: Option<Distribution>,
    cx: &mut ReadCx<'_>,
) -> Option<AlternativeFacts> {
    let station: EquipmentId = cx.equipment(name)?;
    Some(AlternativeFacts { station, law, span: name.span })
}

fn from_table(csv: &Csv, product: &str, cx: &mut ReadCx<'_>) -> Option<Vec<OperationFacts>> {
    let table = Table::read(csv, cx)?;
    table.only(&["product", "step", "station", "time"], cx);
    let columns = ["product", "step", "station"].map(|name| table.column(name, cx));
    let [Some(of), Some(step), Some(station)] = columns else {
        return None;
    };
    let time = table.optional_column("time");
    let mut steps: BTreeMap<u32, OperationFacts> = BTreeMap::new();
    let mut whole = true;
    for row in table.rows().filter(|row| row.get(of).is_some_and(|cell| cell.text == product)) {
        let read = (|| {
            let number: u32 = parse_cell(row.need(step, cx)?, "the number of a step", cx)?;
            let name = row.need(station, cx)?;
            let law = match time.and_then(|time| row.get(time)) {
                Some(cell) => {
                    let time: Duration = parse_cell(cell, "a process time", cx)?;
                    Some(Random::Constant(time).law(cell.span, cx)?)
                }
                None => None,
            };
            let name = Spanned { value: name.text.clone(), span: name.span };
            Some((number, alternative(&name, law, cx)?))
        })();
        match read {
            Some((number, alternative)) => {
                let operation = steps
                    .entry(number)
                    .or_insert(OperationFacts { alternatives: Vec::new(), setup: None });
                operation.alternatives.push(alternative);
            }
            None => whole = false,
        }
    }
    if whole && steps.is_empty() {
        let message = format!("the table has no row for the product `{product}`");
        let hint = "the column `product` has to name it letter by letter";
        cx.report.push(Diagnostic::error(codes::TABLE, csv.file.span, message).hint(hint));
        return None;
    }
    whole.then(|| steps.into_values().collect())
}

impl<'de> Deserialize<'de> for Route {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Route;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of operations or `Csv(\"routes.csv\")`")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Route, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Route::Here)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Route, A::Error> {
                Csv::from_enum(data).map(Route::Table)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl<'de> Deserialize<'de> for Stations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = StationsForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a station's name, a list of names, or a map from names to process times",
                )
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<StationsForm, E> {
                Ok(StationsForm::One(name.to_owned()))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<StationsForm, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(StationsForm::Any)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<StationsForm, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(StationsForm::Timed)
            }
        }

        /// As `Stations`, before it is known where a single name stands.
        enum StationsForm {
            One(String),
            Any(Vec<Spanned<String>>),
            Timed(BTreeMap<Spanned<String>, Spanned<Random<Duration>>>),
        }

        impl<'de> Deserialize<'de> for StationsForm {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visitor)
            }
        }

        let form = Spanned::<StationsForm>::deserialize(deserializer)?;
        Ok(match form.value {
            StationsForm::One(value) => Self::One(Spanned { value, span: form.span }),
            StationsForm::Any(names) => Self::Any(names),
            StationsForm::Timed(times) => Self::Timed(times),
        })
    }
}
