//! A decoded value that remembers where it stands.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{U16Deserializer, U32Deserializer};
use serde::de::{DeserializeSeed, IntoDeserializer as _, SeqAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::deserializer::NodeDe;
use super::problem::Error;
use crate::{SourceId, Span};

/// The struct name by which [`Spanned`] asks for the place of a value.
pub(super) const STRUCT: &str = "$plantwright::Spanned";

/// A value and the place it was read from.
///
/// It is written, and appears in schemas, as the value alone. Only [`decode()`](super::decode())
/// can read it; any other deserializer refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename = "$plantwright::Spanned")]
        struct Parts<T> {
            source: u16,
            start: u32,
            end: u32,
            value: T,
        }
        let Parts { source, start, end, value } = Parts::deserialize(deserializer)?;
        Ok(Self { value, span: Span { source: SourceId(source), start, end } })
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// What [`Spanned`] is given: the source, the start, the end, and the value itself.
pub(super) struct Parts<'n> {
    de: NodeDe<'n>,
    next: u8,
}

impl<'n> Parts<'n> {
    pub(super) fn new(de: NodeDe<'n>) -> Self {
        Self { de, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let span = self.de.node.span;
        let offset = |offset: u32| -> U32Deserializer<Error> { offset.into_deserializer() };
        self.next += 1;
        let part = match self.next {
            1 => {
                let source: U16Deserializer<Error> = span.source.0.into_deserializer();
                seed.deserialize(source)
            }
            2 => seed.deserialize(offset(span.start)),
            3 => seed.deserialize(offset(span.end)),
            _ => seed.deserialize(self.de),
        };
        part.map(Some).map_err(|error| error.placed(self.de))
    }
}
