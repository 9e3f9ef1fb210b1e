//! One amount for all products, or one for each.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use plantwright_units::{Dimension, Quantity};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::Spanned;

/// One quantity for all products, or a map from products to quantities.
#[derive(Debug, Clone)]
pub enum PerProduct<D> {
    /// For all products.
    All(Spanned<Quantity<D>>),
    /// By product.
    ByProduct(BTreeMap<Spanned<String>, Spanned<Quantity<D>>>),
}

impl<D: Dimension> JsonSchema for PerProduct<D> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}PerProduct", D::TYPE_NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Quantity<D>>();
        json_schema!({
            "description": "One amount for all products, or a map from products to amounts.",
            "anyOf": [one, { "type": "object", "additionalProperties": one }],
        })
    }
}

impl<'de, D: Dimension> Deserialize<'de> for PerProduct<D> {
    fn deserialize<De: Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
        enum Form<D> {
            All(Quantity<D>),
            ByProduct(BTreeMap<Spanned<String>, Spanned<Quantity<D>>>),
        }

        struct Visitor<D>(PhantomData<D>);

        impl<'de, D: Dimension> de::Visitor<'de> for Visitor<D> {
            type Value = Form<D>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} like \"{}\", or a map from products to amounts", D::NAME, D::EXAMPLE)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Form<D>, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(Form::ByProduct)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Form<D>, E> {
                Quantity::deserialize(de::value::StrDeserializer::new(text)).map(Form::All)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Form<D>, E> {
                Quantity::deserialize(de::value::U64Deserializer::new(number)).map(Form::All)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Form<D>, E> {
                Quantity::deserialize(de::value::F64Deserializer::new(number)).map(Form::All)
            }
        }

        impl<'de, D: Dimension> Deserialize<'de> for Form<D> {
            fn deserialize<De: Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
                deserializer.deserialize_any(Visitor(PhantomData))
            }
        }

        let form = Spanned::<Form<D>>::deserialize(deserializer)?;
        Ok(match form.value {
            Form::All(value) => Self::All(Spanned { value, span: form.span }),
            Form::ByProduct(amounts) => Self::ByProduct(amounts),
        })
    }
}
