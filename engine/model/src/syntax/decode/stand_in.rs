//! Values made up for fields that are wrong or missing, so that decoding can go on behind them.
//!
//! A made-up value satisfies its type and means nothing; what contains one is thrown away.

use std::cell::Cell;

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};

use super::problem::Error;
use super::raw;
use crate::syntax::{Node, NodeKind};
use crate::{SourceId, Span};

/// What is offered, one after another, to a type that does not say what it takes: quantities and
/// their like, which read strings their own way.
const GUESSES: [Guess; 17] = [
    Guess::Text("1 s"),
    Guess::Text("1 m"),
    Guess::Text("1 m/s"),
    Guess::Text("1 m/s^2"),
    Guess::Text("1 /h"),
    Guess::Text("1 kg"),
    Guess::Text("1 kW"),
    Guess::Text("1 kWh"),
    Guess::Text("1 EUR"),
    Guess::Text("1 %"),
    Guess::Text("1 deg"),
    Guess::Text("1"),
    Guess::Text("a"),
    Guess::One,
    Guess::List,
    Guess::Map,
    Guess::Nothing,
];

/// How deep made-up values may be nested; types that contain themselves end here.
const DEPTH_MAX: u32 = 6;

#[derive(Clone, Copy)]
enum Guess {
    Text(&'static str),
    One,
    List,
    Map,
    Nothing,
}

/// Returns some value of a type, if one can be made up.
pub(super) fn stand_in<'de, T: Deserialize<'de>>() -> Option<T> {
    stand_in_at(0)
}

fn stand_in_at<'de, T: Deserialize<'de>>(depth: u32) -> Option<T> {
    if depth > DEPTH_MAX {
        return None;
    }
    let guessed = Cell::new(false);
    for (index, guess) in GUESSES.into_iter().enumerate() {
        if let Ok(value) = T::deserialize(StandIn { guess, index, depth, guessed: &guessed }) {
            return Some(value);
        }
        // A type that never looks at the guess fails with the others, too.
        if !guessed.get() {
            return None;
        }
    }
    None
}

/// Answers whatever a type asks for.
#[derive(Clone, Copy)]
struct StandIn<'g> {
    guess: Guess,
    index: usize,
    depth: u32,
    /// Whether the type has seen the guess.
    guessed: &'g Cell<bool>,
}

fn hopeless() -> Error {
    Error::custom("nothing can stand in for this")
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_u64(1)
        })*
    };
}

impl<'de> Deserializer<'de> for StandIn<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.guessed.set(true);
        match self.guess {
            Guess::Text(text) => visitor.visit_str(text),
            Guess::One => visitor.visit_u64(1),
            Guess::List => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<u8>())),
            Guess::Map => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(u8, u8)>())),
            Guess::Nothing => visitor.visit_none(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(false)
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_char('a')
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == raw::NEWTYPE {
            raw::hand_over(&Node::new(Span::new(SourceId(0), 0, 0), NodeKind::Invalid));
            return visitor.visit_unit();
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<u8>()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Several { names: &[], left: count, of: self })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(count, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(std::iter::empty::<(u8, u8)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Several { names: fields, left: fields.len(), of: self })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.guessed.set(true);
        let variant = variants.get(self.index).ok_or_else(hopeless)?;
        visitor.visit_enum(Variant { name: variant, of: self })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { str string bytes byte_buf identifier }
}

/// The fields of a made-up struct, or the elements of a made-up tuple.
struct Several<'g> {
    names: &'static [&'static str],
    left: usize,
    of: StandIn<'g>,
}

impl Several<'_> {
    fn next<'de, T: Deserialize<'de>>(&self) -> Result<T, Error> {
        stand_in_at(self.of.depth + 1).ok_or_else(hopeless)
    }

    fn deeper(&self) -> Result<StandIn<'_>, Error> {
        let depth = self.of.depth + 1;
        if depth > DEPTH_MAX { Err(hopeless()) } else { Ok(StandIn { depth, ..self.of }) }
    }

    fn step(&mut self) -> bool {
        let more = self.left > 0;
        self.left -= usize::from(more);
        more
    }
}

impl<'de> SeqAccess<'de> for Several<'_> {
    type Error = Error;

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        if self.step() { self.next().map(Some) } else { Ok(None) }
    }

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if self.step() { seed.deserialize(self.deeper()?).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Several<'_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if !self.step() {
            return Ok(None);
        }
        seed.deserialize(StrDeserializer::<Error>::new(self.names[self.left])).map(Some)
    }

    fn next_value<T: Deserialize<'de>>(&mut self) -> Result<T, Error> {
        self.next()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.deeper()?)
    }
}

/// One variant of an enum, filled with made-up values.
struct Variant<'g> {
    name: &'static str,
    of: StandIn<'g>,
}

impl<'g, 'de> EnumAccess<'de> for Variant<'g> {
    type Error = Error;
    type Variant = Several<'g>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Several<'g>), Error> {
        let variant = seed.deserialize(StrDeserializer::<Error>::new(self.name))?;
        Ok((variant, Several { names: &[], left: 0, of: self.of }))
    }
}

impl<'de> VariantAccess<'de> for Several<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant<T: Deserialize<'de>>(self) -> Result<T, Error> {
        self.next()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.deeper()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, count: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Several { left: count, ..self })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Several { names: fields, left: fields.len(), ..self })
    }
}
