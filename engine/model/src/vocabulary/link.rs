//! Where items go from a piece of equipment, by links. Where they go by their product's route is said in `operation`.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::Routing;
use crate::syntax::write_string;
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// Where finished items go: a list of names, `["press", "mill"]`, or a rule with a name, `RoundRobin(["press", "mill"])`.
///
/// A list alone stands for `FirstFree`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(remote = "Self", deny_unknown_fields)]
pub enum To {
    /// The first in the list that has room; if none has, whichever has room first.
    FirstFree(Vec<Spanned<String>>),
    /// One after the other in the order of the list; a full one is waited for.
    RoundRobin(Vec<Spanned<String>>),
    /// A sequence that begins anew at its end; a full one is waited for. Two straight on, and one to the side:
    /// `Pattern(["straight", "straight", "side"])`.
    Pattern(Vec<Spanned<String>>),
    /// Drawn for each item, a full one is waited for: `Probability({"packing": 0.9, "rework": 0.1})`. The probabilities sum to 1.
    Probability(BTreeMap<Spanned<String>, f64>),
    /// By the item's product: `ByProduct({"shaft": "lathe", "gear": "mill"})`.
    ByProduct(BTreeMap<Spanned<String>, Spanned<String>>),
    /// The one that holds the fewest items, among those that have room; of equals the first in the list.
    ShortestQueue(Vec<Spanned<String>>),
}

impl To {
    /// Returns the rule with ids in place of names, or reports the names that do not exist.
    pub fn routing(&self, cx: &mut ReadCx<'_>) -> Option<Routing> {
        match self {
            Self::FirstFree(names) => targets(names, cx).map(Routing::FirstFree),
            Self::RoundRobin(names) => targets(names, cx).map(Routing::RoundRobin),
            Self::Pattern(names) => {
                let ids: Vec<_> = names.iter().map(|name| cx.equipment(name)).collect();
                let ids: Vec<EquipmentId> = ids.into_iter().collect::<Option<_>>()?;
                (!ids.is_empty()).then_some(Routing::RoundRobin(ids))
            }
            Self::ShortestQueue(names) => targets(names, cx).map(Routing::ShortestQueue),
            Self::Probability(shares) => {
                let sum: f64 = shares.values().sum();
                let whole = shares.values().all(|share| (0.0..=1.0).contains(share))
                    && (sum - 1.0).abs() < 1e-9;
                if !whole {
                    let span = shares.keys().map(|name| name.span).reduce(Span::to)?;
                    let message = format!("these probabilities sum to {sum}, and not to 1");
                    let hint =
                        "every share lies between 0 and 1; send what leaves the plant to a `Sink`";
                    cx.report.push(Diagnostic::error(codes::LAW, span, message).hint(hint));
                }
                let ids: Vec<_> = shares
                    .iter()
                    .map(|(name, share)| Some((cx.equipment(name)?, *share)))
                    .collect();
                let mut ids: Vec<(EquipmentId, f64)> = ids.into_iter().collect::<Option<_>>()?;
                ids.sort_by_key(|(id, _)| *id);
                whole.then_some(Routing::Probability(ids))
            }
            Self::ByProduct(ways) => {
                let ids: Vec<_> = ways
                    .iter()
                    .map(|(product, name)| {
                        let (product, to) = (cx.product(product), cx.equipment(name));
                        Some((product?, to?))
                    })
                    .collect();
                ids.into_iter().collect::<Option<_>>().map(Routing::ByProduct)
            }
        }
    }
}

/// Resolves a list of names, each of which may stand in it once.
fn targets(names: &[Spanned<String>], cx: &mut ReadCx<'_>) -> Option<Vec<EquipmentId>> {
    let ids: Vec<Option<EquipmentId>> = names.iter().map(|name| cx.equipment(name)).collect();
    let mut twice = false;
    for (position, name) in names.iter().enumerate() {
        if let Some(first) = names[..position].iter().find(|first| first.value == name.value) {
            twice = true;
            let message = format!("`{}` stands in this list twice", name.value);
            let finding = Diagnostic::error(codes::DUPLICATE, name.span, message);
            cx.report.push(finding.label(first.span, "first here").hint("name it once"));
        }
    }
    let ids: Vec<EquipmentId> = ids.into_iter().collect::<Option<_>>()?;
    (!twice && !ids.is_empty()).then_some(ids)
}

impl<'de> Deserialize<'de> for To {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = To;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a list of equipment names, or a rule such as `RoundRobin([\"a\", \"b\"])`",
                )
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<To, E> {
                Err(E::custom(format!(
                    "one name alone does not say by which rule: `to` is a list, or a rule\nwrite `[{}]`",
                    write_string(name)
                )))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<To, A::Error> {
                let names = Vec::<Spanned<String>>::deserialize(
                    de::value::SeqAccessDeserializer::new(seq),
                )?;
                if names.is_empty() {
                    return Err(de::Error::custom(
                        "this list is empty: nothing can go anywhere\nleave `to` out where products have routes",
                    ));
                }
                Ok(To::FirstFree(names))
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<To, A::Error> {
                To::deserialize(de::value::EnumAccessDeserializer::new(data))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
