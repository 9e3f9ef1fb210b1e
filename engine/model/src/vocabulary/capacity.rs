//! How many items something holds.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

/// How many items something holds: a whole number, or `Unlimited`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// At most so many.
    Items(u32),
    /// As many as come.
    Unlimited,
}

impl Capacity {
    /// Returns the number of items, or `None` where there is no limit.
    pub const fn limit(self) -> Option<u32> {
        match self {
            Self::Items(items) => Some(items),
            Self::Unlimited => None,
        }
    }
}

impl<'de> Deserialize<'de> for Capacity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Named {
            Unlimited,
        }

        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Capacity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of items or `Unlimited`")
            }

            fn visit_u64<E: de::Error>(self, items: u64) -> Result<Capacity, E> {
                match u32::try_from(items) {
                    Ok(items) if items < u32::MAX => Ok(Capacity::Items(items)),
                    _ => Err(E::custom(format!(
                        "`{items}` is more than can be counted\nwrite `Unlimited`"
                    ))),
                }
            }

            fn visit_i64<E: de::Error>(self, items: i64) -> Result<Capacity, E> {
                match u64::try_from(items) {
                    Ok(items) => self.visit_u64(items),
                    Err(_negative) => Err(E::custom(format!(
                        "a capacity of `{items}` is below zero\nwrite 0 or more, or `Unlimited`"
                    ))),
                }
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Capacity, A::Error> {
                let Named::Unlimited =
                    Named::deserialize(de::value::EnumAccessDeserializer::new(data))?;
                Ok(Capacity::Unlimited)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Capacity {
    fn schema_name() -> Cow<'static, str> {
        "Capacity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How many items something holds: a whole number, or `Unlimited`.",
            "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "Unlimited" }],
        })
    }
}
