//! A part of the tree that is left as it is, to be decoded later by someone who knows its type.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use crate::syntax::Node;

/// The newtype name by which [`RawNode`] asks for the tree.
pub(super) const NEWTYPE: &str = "$plantwright::RawNode";

thread_local! {
    /// Where the deserializer leaves the tree for the `RawNode` that has just asked for it:
    /// serde has no way to hand over a value of a type it does not know.
    static HANDOVER: RefCell<Option<Arc<Node>>> = const { RefCell::new(None) };
}

/// Leaves a copy of the tree for the [`RawNode`] that is about to pick it up.
pub(super) fn hand_over(node: &Node) {
    HANDOVER.with_borrow_mut(|slot| *slot = Some(Arc::new(node.clone())));
}

/// A value kept as it is written; give it to [`decode()`](super::decode()) once its type is known.
///
/// Only [`decode()`](super::decode()) can read it; any other deserializer refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct RawNode(Arc<Node>);

impl Deref for RawNode {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.0
    }
}

impl From<Node> for RawNode {
    fn from(node: Node) -> Self {
        Self(Arc::new(node))
    }
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PickUp;

        impl Visitor<'_> for PickUp {
            type Value = RawNode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of a scene")
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<RawNode, E> {
                HANDOVER
                    .with_borrow_mut(Option::take)
                    .map(RawNode)
                    .ok_or_else(|| E::custom("a raw value can only be read from a scene"))
            }
        }

        deserializer.deserialize_newtype_struct(NEWTYPE, PickUp)
    }
}

impl JsonSchema for RawNode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RawNode".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}
