//! Set-ups: how long it takes to change from one product to another, and who does it; and other stages of the work on an item.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_des::Distribution;
use plantwright_units::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{CleaningFacts, OnChange, Prefer, SetupFacts, StageFacts, Visit};
use crate::vocabulary::table::{Cell, Table, parse_cell};
use crate::vocabulary::{Crew, Csv, Random};
use crate::{Diagnostic, Names, ReadCx, Span, Spanned, codes};

/// What it takes to change over from one product to another: `(time: "12 min")`,
/// `(matrix: {"red": {"blue": "5 min", "white": "40 min"}, …}, initial: "white", crew: (of: "setters"))`.
///
/// The station is set up for one product, or one family, at a time. A set-up is made when an item is begun that needs another
/// one; an item waits on the station meanwhile.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// How long a change takes that the matrix does not list; default: there is a matrix, and it lists all.
    #[serde(default)]
    pub time: Option<Spanned<Random<Duration>>>,
    /// How long it takes from a product or family to another, which may be the same; default: `time`, for every change.
    #[serde(default)]
    pub matrix: Option<Spanned<Matrix>>,
    /// Which products need the same set-up: `{"light": ["white", "yellow"]}`; default: each product is a family of its own. A
    /// family without products is for operations that name it as their `setup`.
    #[serde(default)]
    pub families: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// For which product or family it is set up at the beginning; default: for whatever comes first.
    #[serde(default)]
    pub initial: Option<Spanned<String>>,
    /// Which waiting item is next; default: `Order`, that of the queue.
    #[serde(default)]
    pub prefer: Prefer,
    /// How many items of a family are made at least before another comes, as long as any of it wait; default: 0.
    #[serde(default)]
    pub minimum_run: u32,
    /// Cleaning after a number of items: `(after: 200, takes: "15 min")`; default: it is not cleaned.
    #[serde(default)]
    pub cleaning: Option<Cleaning>,
    /// Who is needed for it; default: nobody.
    #[serde(default)]
    pub crew: Option<Crew>,
}

/// Cleaning as a part of set-ups: `(after: 200, takes: "15 min")`.
///
/// It is made before the next item is begun, by those who make set-ups, and counts as set-up; together with a change of set-up
/// that is due then as well. Cleaning after a certain product or family is a row of the `matrix`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cleaning {
    /// After how many items that were begun it is due; of an oven, after how many loads.
    pub after: Spanned<u32>,
    /// How long it takes.
    pub takes: Spanned<Random<Duration>>,
    /// Whether a change of set-up cleans as well; default: `GoesOn`, it does not.
    #[serde(default)]
    pub on_change: OnChange,
}

impl Cleaning {
    fn facts(&self, changes_take_time: bool, cx: &mut ReadCx<'_>) -> Option<CleaningFacts> {
        let law = self.takes.value.law(self.takes.span, cx)?;
        if self.after.value == 0 {
            let message = "cleaning after no item at all never ends";
            let finding = Diagnostic::error(codes::SETUP, self.after.span, message);
            cx.report.push(finding.hint("write after how many items it is due, such as `200`"));
            return None;
        }
        if self.on_change == OnChange::Restarts && !changes_take_time {
            let message = "no change of set-up takes time here, so none can clean";
            let finding = Diagnostic::error(codes::SETUP, self.after.span, message);
            cx.report.push(finding.hint("add a `time` or a `matrix`, or leave out `on_change`"));
            return None;
        }
        Some(CleaningFacts { after: self.after.value, law, on_change: self.on_change })
    }
}

/// Set-up times from one product or family to another: `{"a": {"b": "5 min"}}`, or a table with the columns `from`, `to` and
/// `time`, `Csv("setups.csv")`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Matrix {
    /// In the scene.
    Here(BTreeMap<Spanned<String>, Row>),
    /// A table beside the scene.
    Table(Csv),
}

/// Set-up times to other products or families.
type Row = BTreeMap<Spanned<String>, Spanned<Random<Duration>>>;

/// A stage of the work on an item beside its processing: `(time: "20 s", crew: (of: "operators"))`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// How long it takes.
    pub time: Spanned<Random<Duration>>,
    /// Who is needed for it; default: nobody.
    #[serde(default)]
    pub crew: Option<Crew>,
}

impl Stage {
    /// Returns laws and groups, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<StageFacts> {
        let law = self.time.value.law(self.time.span, cx);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        Some(StageFacts { law: law?, crew })
    }
}

impl Setup {
    /// Returns families, laws and groups, or reports what does not fit. `span` is that of the whole set-up.
    pub fn facts(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<SetupFacts> {
        self.check_cyclic(span, cx);
        let (families, family_of) = self.families(cx)?;
        let general = self.time.as_ref().map(|time| time.value.law(time.span, cx));
        let listed = self.matrix.as_ref().map(|matrix| matrix.value.times(&families, cx));
        let initial = self.initial.as_ref().map(|name| find(&families, name, cx));
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let cleaning = match &self.cleaning {
            None => None,
            Some(cleaning) => {
                Some(cleaning.facts(self.time.is_some() || self.matrix.is_some(), cx)?)
            }
        };
        let mut times = match listed {
            Some(listed) => listed?,
            None => BTreeMap::new(),
        };
        let general = match general {
            Some(general) => Some(general?),
            None => None,
        };
        let count = families.iter().count() as u32;
        let changes = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        if let Some(law) = &general {
            for change in changes.filter(|(from, to)| from != to) {
                times.entry(change).or_insert_with(|| law.clone());
            }
        }
        Some(SetupFacts {
            span,
            families: families.iter().map(str::to_owned).collect(),
            family_of,
            of_operations: BTreeMap::new(),
            initial: match initial {
                Some(initial) => Some(initial?),
                None => None,
            },
            times,
            prefer: self.prefer,
            minimum_run: self.minimum_run,
            has_order: false,
            crew,
            cleaning,
        })
    }

    /// Who goes round is set up for visits and not for items: nobody is asked to wait with one.
    fn check_cyclic(&self, span: Span, cx: &mut ReadCx<'_>) {
        let Prefer::Cyclic(how) = self.prefer else { return };
        let (message, hint) = if self.minimum_run > 0 {
            ("who goes round families has no minimum run", "say how long it stays by `visit`")
        } else if self.cleaning.is_some() {
            (
                "who goes round families is not cleaned after a number of items",
                "leave out `cleaning`, or prefer `Same`; or make `Maintenance(cycles: …)` of it",
            )
        } else if self.crew.is_some() {
            (
                "who goes round families is set up by nobody",
                "leave out `crew`, or prefer `Same`, with which people make set-ups",
            )
        } else if how.visit == Visit::Limited(0) {
            ("a visit in which nothing is begun", "write `Limited(1)`, or more")
        } else {
            return;
        };
        cx.report.push(Diagnostic::error(codes::SETUP, span, message).hint(hint));
    }

    /// The names of the families, and the family of each product.
    fn families(&self, cx: &mut ReadCx<'_>) -> Option<(Names, Vec<u32>)> {
        let products = cx.products;
        let mut family: Vec<Option<&str>> = products.iter().map(|_| None).collect();
        let mut whole = true;
        for (name, members) in &self.families {
            for member in members {
                let Some(product) = cx.product(member) else {
                    whole = false;
                    continue;
                };
                if let Some(other) = family[product.index()].replace(&name.value) {
                    let message = format!("`{}` is in the family `{other}` as well", member.value);
                    cx.error(codes::SETUP, member.span, message);
                    whole = false;
                }
            }
        }
        let of_product =
            |(product, family): (&str, Option<&str>)| family.unwrap_or(product).to_owned();
        let of_products: Vec<String> = products.iter().zip(family).map(of_product).collect();
        let declared = self.families.keys().map(|name| name.value.clone());
        let names = Names::new(of_products.iter().cloned().chain(declared).collect());
        let family_of = of_products.iter().filter_map(|name| names.find(name)).collect();
        whole.then_some((names, family_of))
    }
}

/// Finds a family, or reports that there is none.
fn find(families: &Names, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<u32> {
    let found = families.find(&name.value);
    if found.is_none() {
        let message =
            format!("nothing is set up for `{}`: it is no product and no family", name.value);
        let known: Vec<String> = families.iter().map(|name| format!("`{name}`")).collect();
        cx.report.push(
            Diagnostic::error(codes::SETUP, name.span, message)
                .hint(format!("there is: {}", known.join(", "))),
        );
    }
    found
}

impl Matrix {
    fn times(
        &self,
        families: &Names,
        cx: &mut ReadCx<'_>,
    ) -> Option<BTreeMap<(u32, u32), Distribution>> {
        let times = match self {
            Self::Here(rows) => {
                let cells = rows.iter().flat_map(|(from, row)| {
                    row.iter().map(move |(to, time)| (from.clone(), to.clone(), time.clone()))
                });
                cells.collect()
            }
            Self::Table(csv) => read_table(csv, cx)?,
        };
        let laws: Vec<_> = times
            .iter()
            .map(|(from, to, time)| {
                let (from, to) = (find(families, from, cx), find(families, to, cx));
                let law = time.value.law(time.span, cx);
                Some(((from?, to?), law?))
            })
            .collect();
        laws.into_iter().collect()
    }
}

type Change = (Spanned<String>, Spanned<String>, Spanned<Random<Duration>>);

fn read_table(csv: &Csv, cx: &mut ReadCx<'_>) -> Option<Vec<Change>> {
    let table = Table::read(csv, cx)?;
    table.only(&["from", "to", "time"], cx);
    let columns = ["from", "to", "time"].map(|name| table.column(name, cx));
    let [Some(from), Some(to), Some(time)] = columns else {
        return None;
    };
    let name = |cell: &Cell| Spanned { value: cell.text.clone(), span: cell.span };
    let changes: Vec<_> = table
        .rows()
        .map(|row| {
            let (from, to) = (row.need(from, cx), row.need(to, cx));
            let cell = row.need(time, cx)?;
            let time: Duration = parse_cell(cell, "a set-up time", cx)?;
            let time = Spanned { value: Random::Constant(time), span: cell.span };
            Some((name(from?), name(to?), time))
        })
        .collect();
    changes.into_iter().collect()
}

impl<'de> Deserialize<'de> for Matrix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Matrix;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "rows of set-up times, `{\"a\": {\"b\": \"5 min\"}}`, or `Csv(\"setups.csv\")`",
                )
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Matrix, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map)).map(Matrix::Here)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Matrix, A::Error> {
                Csv::from_enum(data).map(Matrix::Table)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
