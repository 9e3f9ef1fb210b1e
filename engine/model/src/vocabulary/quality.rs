//! Quality: what processing spoils, what inspections find, and where that goes.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{InspectFacts, QualityFacts};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// What processing does to the quality of items: `(scrap: 0.01, defects: {"a": 0.03})`.
///
/// A defect is not seen until an inspection finds it. Chances are independent from item to item.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// The share of items that is spoilt for all to see, and taken out at once; default: none.
    #[serde(default)]
    pub scrap: Option<Chance>,
    /// The share of items that come out with a defect; default: none.
    #[serde(default)]
    pub defects: Option<Chance>,
    /// The share of items with a defect that come out without: what a rework station does; default: none.
    #[serde(default)]
    pub repairs: Option<Chance>,
    /// How many items are spoilt after each change of set-up and each repair, until the machine runs well again; default: none.
    #[serde(default)]
    pub start_up: u32,
}

/// An inspection of items that were processed here: `(detects: 0.95, rejects: "rework", limit: 2)`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspect {
    /// The share of inspected items with a defect that it finds; default: all, 1.
    #[serde(default)]
    pub detects: Option<Spanned<f64>>,
    /// The share of inspected items without a defect that it rejects all the same; default: none, 0.
    #[serde(default)]
    pub false_alarms: Option<Spanned<f64>>,
    /// Which items are inspected: every so-manieth; default: 1, all.
    #[serde(default)]
    pub every: Option<Spanned<u32>>,
    /// Where rejected items go; default: they are scrapped.
    #[serde(default)]
    pub rejects: Option<Spanned<String>>,
    /// How often one item may be sent there; after that it is scrapped. Where several inspections send items back, all of them
    /// count; default: without limit.
    #[serde(default)]
    pub limit: Option<u8>,
}

/// A share of all items, or one for each product: `0.02`, `{"a": 0.01, "b": 0.05}`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Chance {
    /// Of all products.
    All(Spanned<f64>),
    /// By product; of those that are not listed none.
    ByProduct(BTreeMap<Spanned<String>, Spanned<f64>>),
}

impl Quality {
    /// Returns shares by product, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<QualityFacts> {
        let shares = [&self.scrap, &self.defects, &self.repairs].map(|chance| match chance {
            Some(chance) => chance.by_product(cx),
            None => Some(vec![0.0; cx.products.iter().count()]),
        });
        let [Some(scrap), Some(defects), Some(repairs)] = shares else {
            return None;
        };
        Some(QualityFacts { scrap, defects, repairs, start_up: self.start_up })
    }
}

impl Inspect {
    /// Returns shares and where rejected items go, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<InspectFacts> {
        let detects = self.detects.map_or(Some(1.0), |it| share(it.value, it.span, cx));
        let false_alarms = self.false_alarms.map_or(Some(0.0), |it| share(it.value, it.span, cx));
        if let Some(every) = self.every.filter(|every| every.value == 0) {
            let finding =
                Diagnostic::error(codes::INVALID_VALUE, every.span, "no item is inspected");
            cx.report.push(finding.hint("write `every: 1` for all, `every: 10` for every tenth"));
        }
        let rejects = match &self.rejects {
            None => None,
            Some(name) => Some(cx.equipment(name)?),
        };
        Some(InspectFacts {
            detects: detects?,
            false_alarms: false_alarms?,
            every: self.every.map_or(1, |every| every.value.max(1)),
            rejects,
            limit: self.limit,
        })
    }
}

impl Chance {
    fn by_product(&self, cx: &mut ReadCx<'_>) -> Option<Vec<f64>> {
        let count = cx.products.iter().count();
        match self {
            Self::All(chance) => Some(vec![share(chance.value, chance.span, cx)?; count]),
            Self::ByProduct(chances) => {
                let mut shares = vec![0.0; count];
                let mut whole = true;
                for (product, chance) in chances {
                    let share = share(chance.value, chance.span, cx);
                    match (cx.product(product), share) {
                        (Some(product), Some(share)) => shares[product.index()] = share,
                        _ => whole = false,
                    }
                }
                whole.then_some(shares)
            }
        }
    }
}

/// A number from 0 to 1, or a report that it is none.
fn share(value: f64, span: Span, cx: &mut ReadCx<'_>) -> Option<f64> {
    if (0.0..=1.0).contains(&value) {
        return Some(value);
    }
    let message = format!("`{value}` is no share of the items");
    cx.report.push(
        Diagnostic::error(codes::INVALID_VALUE, span, message)
            .hint("a share lies between 0 and 1: write 2 % as `0.02`"),
    );
    None
}

impl<'de> Deserialize<'de> for Chance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Form {
            All(f64),
            ByProduct(BTreeMap<Spanned<String>, Spanned<f64>>),
        }

        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Form;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share such as `0.02`, or a map from products to shares")
            }

            fn visit_f64<E: de::Error>(self, share: f64) -> Result<Form, E> {
                Ok(Form::All(share))
            }

            fn visit_u64<E: de::Error>(self, share: u64) -> Result<Form, E> {
                Ok(Form::All(share as f64))
            }

            fn visit_i64<E: de::Error>(self, share: i64) -> Result<Form, E> {
                Ok(Form::All(share as f64))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Form, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(Form::ByProduct)
            }
        }

        impl<'de> Deserialize<'de> for Form {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visitor)
            }
        }

        let form = Spanned::<Form>::deserialize(deserializer)?;
        Ok(match form.value {
            Form::All(value) => Self::All(Spanned { value, span: form.span }),
            Form::ByProduct(shares) => Self::ByProduct(shares),
        })
    }
}
