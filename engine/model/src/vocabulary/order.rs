//! Orders, and the disciplines by which queues are ordered.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_units::{Duration, SimSpan, SimTime, natural_cmp};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::plant::OrderFacts;
use crate::vocabulary::table::{Cell, Column, Csv, Row, Table, parse_cell};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// How many items can come at the same instant: in a batch, of an order, of one that is taken apart. More of them are a slip of
/// the pen, for which no memory lasts.
pub const MOST_AT_ONCE: u32 = MILLIONS_AT_ONCE * 1_000_000;

/// The same, in millions.
pub const MILLIONS_AT_ONCE: u32 = 10;

/// The order in which a queue hands out what waits in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Discipline {
    /// First in, first out.
    #[default]
    Fifo,
    /// Last in, first out.
    Lifo,
    /// Highest priority first (of the order, else of the product); of equals the first in.
    Priority,
    /// Earliest due date first, items without one last; of equals the first in.
    DueDate,
}

/// An order: so many items of a product, from a date on, until a date.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// What is ordered; default: the product that is called like the order.
    #[serde(default)]
    pub product: Option<Spanned<String>>,
    /// How many items; default: 1.
    #[serde(default = "one")]
    pub quantity: u32,
    /// When work on it may begin, from the run's start; default: at once.
    #[serde(default)]
    pub release: Option<Spanned<Duration>>,
    /// When it should be complete, from the run's start; default: no due date.
    #[serde(default)]
    pub due: Option<Spanned<Duration>>,
    /// Higher goes first where a queue is ordered by priority; default: the product's.
    #[serde(default)]
    pub priority: Option<i32>,
}

const fn one() -> u32 {
    1
}

/// Orders by name, `{"order 1": (product: "shaft", due: "8 h")}`, or a table of them, `Csv("orders.csv")`.
///
/// The columns of the table are `order`, `product`, `quantity`, `release`, `due` and `priority`; all but the first may be
/// left out.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Orders {
    /// The orders themselves. Their order in the file has no meaning.
    Here(BTreeMap<Spanned<String>, Order>),
    /// A table beside the scene.
    Table(Csv),
}

impl Orders {
    /// Whether an order may be for a product of this name; of a table beside the scene nobody knows before it is read.
    pub fn may_name(&self, product: &str) -> bool {
        match self {
            Self::Here(orders) => orders.iter().any(|(name, order)| {
                let named = order.product.as_ref().unwrap_or(name);
                named.value == product
            }),
            Self::Table(_) => false,
        }
    }

    /// Returns the orders in the natural order of their names, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<Vec<OrderFacts>> {
        let named = match self {
            Self::Here(orders) => {
                orders.iter().map(|(name, order)| (name.clone(), order.clone())).collect()
            }
            Self::Table(csv) => from_table(csv, cx)?,
        };
        let facts: Vec<_> = named.iter().map(|(name, order)| order.facts(name, cx)).collect();
        let mut facts: Vec<OrderFacts> = facts.into_iter().collect::<Option<_>>()?;
        facts.sort_by(|a, b| natural_cmp(&a.name, &b.name));
        let mut first = 0;
        for order in &mut facts {
            order.first = first;
            first += u64::from(order.quantity);
        }
        Some(facts)
    }
}

impl Order {
    fn facts(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<OrderFacts> {
        let product = cx.product(self.product.as_ref().unwrap_or(name));
        let release = instant(self.release.as_ref(), cx)?;
        let due = instant(self.due.as_ref(), cx)?;
        if self.quantity == 0 {
            let message = format!("the order `{}` is for no items", name.value);
            cx.report.push(
                Diagnostic::error(codes::ORDER, name.span, message)
                    .hint("order at least one, or leave the order out"),
            );
            return None;
        }
        if self.quantity > MOST_AT_ONCE {
            let message = format!(
                "the order `{}` is for more than {MILLIONS_AT_ONCE} million items",
                name.value
            );
            let hint =
                "all of them come at once: make several orders, released one after the other";
            cx.report.push(Diagnostic::error(codes::ORDER, name.span, message).hint(hint));
            return None;
        }
        Some(OrderFacts {
            name: name.value.clone(),
            first: 0,
            number: 0,
            product: product?,
            quantity: self.quantity,
            release: release.unwrap_or(SimTime::ZERO),
            due,
            priority: self.priority,
        })
    }
}

/// The outer `None` is a mistake that was reported, the inner one an instant that was not given.
#[expect(clippy::option_option, reason = "two different absences, told apart in the line above")]
fn instant(duration: Option<&Spanned<Duration>>, cx: &mut ReadCx<'_>) -> Option<Option<SimTime>> {
    match duration {
        None => Some(None),
        Some(duration) => {
            let span: SimSpan = cx.span(duration)?;
            Some(Some(SimTime::ZERO + span))
        }
    }
}

fn from_table(csv: &Csv, cx: &mut ReadCx<'_>) -> Option<Vec<(Spanned<String>, Order)>> {
    let table = Table::read(csv, cx)?;
    table.only(&["order", "product", "quantity", "release", "due", "priority"], cx);
    let name = table.column("order", cx)?;
    let [product, quantity, release, due, priority] =
        ["product", "quantity", "release", "due", "priority"]
            .map(|heading| table.optional_column(heading));
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut orders = Vec::new();
    let mut whole = true;
    for row in table.rows() {
        let read = (|| {
            let name = spanned(row.need(name, cx)?);
            if let Some(first) = seen.insert(name.value.clone(), name.span) {
                let message = format!("the order `{}` stands in the table twice", name.value);
                cx.report.push(
                    Diagnostic::error(codes::DUPLICATE, name.span, message)
                        .label(first, "first here"),
                );
                return None;
            }
            Some((
                name,
                Order {
                    product: product.and_then(|column| row.get(column)).map(spanned),
                    quantity: cell(&row, quantity, "a number of items", cx)?
                        .map_or(1, |quantity| quantity.value),
                    release: cell(&row, release, "a duration", cx)?,
                    due: cell(&row, due, "a duration", cx)?,
                    priority: cell(&row, priority, "a whole number", cx)?
                        .map(|priority| priority.value),
                },
            ))
        })();
        match read {
            Some(order) => orders.push(order),
            None => whole = false,
        }
    }
    whole.then_some(orders)
}

fn spanned(cell: &Cell) -> Spanned<String> {
    Spanned { value: cell.text.clone(), span: cell.span }
}

#[expect(clippy::option_option, reason = "a reported mistake outside, an empty cell inside")]
fn cell<T: std::str::FromStr<Err: fmt::Display>>(
    row: &Row<'_>,
    column: Option<Column>,
    what: &str,
    cx: &mut ReadCx<'_>,
) -> Option<Option<Spanned<T>>> {
    match column.and_then(|column| row.get(column)) {
        None => Some(None),
        Some(cell) => {
            let value = parse_cell(cell, what, cx)?;
            Some(Some(Spanned { value, span: cell.span }))
        }
    }
}

impl<'de> Deserialize<'de> for Orders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Orders;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of orders by name, or `Csv(\"orders.csv\")`")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Orders, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map)).map(Orders::Here)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Orders, A::Error> {
                Csv::from_enum(data).map(Orders::Table)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
