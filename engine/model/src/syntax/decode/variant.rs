//! A named node as a variant of an enum.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor};

use super::deserializer::NodeDe;
use super::problem::Error;
use crate::syntax::NodeKind;
use crate::{Diagnostic, codes};

/// A node with a name, about to be read as an enum.
pub(super) struct EnumDe<'n>(pub(super) NodeDe<'n>);

impl<'n, 'de> EnumAccess<'de> for EnumDe<'n> {
    type Error = Error;
    type Variant = VariantDe<'n>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, VariantDe<'n>), Error> {
        let de = self.0;
        let name = de.node.name().unwrap_or_default();
        let variant = seed
            .deserialize(StrDeserializer::<Error>::new(name))
            .map_err(|error| error.placed(de))?;
        Ok((variant, VariantDe(NodeDe { unnamed: true, ..de })))
    }
}

/// What stands in the brackets after the name of a variant.
pub(super) struct VariantDe<'n>(NodeDe<'n>);

impl<'de> VariantAccess<'de> for VariantDe<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        let node = self.0.node;
        if matches!(&node.kind, NodeKind::Ident(_)) || node.children().is_empty() {
            return Ok(());
        }
        let name = node.name().unwrap_or_default();
        let finding =
            Diagnostic::error(codes::WRONG_KIND, node.span, format!("`{name}` takes no values"))
                .hint(format!("write `{name}`"));
        Err(Error::about(node, finding))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        let de = self.0;
        seed.deserialize(de).map_err(|error| error.placed(de))
    }

    fn tuple_variant<V: Visitor<'de>>(self, count: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.items_of(None, count, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // The name in front was read, so there is none to compare it with.
        self.0.fields_of("", known, visitor)
    }
}
