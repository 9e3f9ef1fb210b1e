//! A serde serializer whose output is a digest, and which replaces ids by what they stand for.

use std::fmt;

use plantwright_journal::{Digest, name_hash};
use plantwright_units::{EquipmentId, ItemId};
use serde::ser::{self, Impossible, Serialize};

use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::RouterId;

/// Folds whatever is serialised into a digest.
pub(super) struct Folding<'a> {
    pub(super) core: &'a Core,
    pub(super) digest: &'a mut Digest,
}

/// Folding plain data cannot fail; serde wants an error type all the same.
#[derive(Debug)]
pub(super) struct Never(String);

impl fmt::Display for Never {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Folding<'_> {
    fn again(&mut self) -> Folding<'_> {
        Folding { core: self.core, digest: self.digest }
    }

    #[expect(clippy::unnecessary_wraps, reason = "what serde's methods return")]
    fn word(&mut self, word: u64) -> Result<(), Never> {
        self.digest.word(word);
        Ok(())
    }

    fn equipment(&self, id: EquipmentId) -> u64 {
        match self.core.plant.equipment.get(id.index()) {
            Some(facts) => name_hash(&facts.name),
            None if id == EquipmentId::NONE => 0,
            None => name_hash(&self.core.plant.name(id)),
        }
    }

    fn item(&self, id: ItemId) -> u64 {
        self.equipment(id.origin()) ^ id.serial().wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// What an id stands for, wherever it stands.
    fn meaning(&self, kind: &str, number: u64) -> u64 {
        let small = number as u32;
        match kind {
            "EquipmentId" => self.equipment(EquipmentId(small)),
            "ProductId" => self
                .core
                .plant
                .products
                .get(small as usize)
                .map_or(0, |facts| name_hash(&facts.name)),
            "CalendarId" => self
                .core
                .plant
                .calendars
                .get(small as usize)
                .map_or(0, |facts| name_hash(&facts.name)),
            "ItemId" => self.item(ItemId::from_bits(number)),
            "ItemRef" => self.item(self.core.items[ItemRef(small)].id),
            "LinkId" => {
                let link = LinkId(small);
                let (from, to) = (self.core.links.from(link), self.core.links.to(link));
                self.equipment(from) ^ self.equipment(to).rotate_left(1)
            }
            "RouterId" => self.equipment(self.core.routers[RouterId(small).0 as usize].owner),
            _ => number,
        }
    }
}

/// Reads the number inside a newtype.
struct Number(Option<u64>);

impl ser::Serializer for Folding<'_> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_bool(mut self, value: bool) -> Result<(), Never> {
        self.word(u64::from(value))
    }

    fn serialize_i8(mut self, value: i8) -> Result<(), Never> {
        self.word(value as u64)
    }

    fn serialize_i16(mut self, value: i16) -> Result<(), Never> {
        self.word(value as u64)
    }

    fn serialize_i32(mut self, value: i32) -> Result<(), Never> {
        self.word(value as u64)
    }

    fn serialize_i64(mut self, value: i64) -> Result<(), Never> {
        self.word(value as u64)
    }

    fn serialize_u8(mut self, value: u8) -> Result<(), Never> {
        self.word(u64::from(value))
    }

    fn serialize_u16(mut self, value: u16) -> Result<(), Never> {
        self.word(u64::from(value))
    }

    fn serialize_u32(mut self, value: u32) -> Result<(), Never> {
        self.word(u64::from(value))
    }

    fn serialize_u64(mut self, value: u64) -> Result<(), Never> {
        self.word(value)
    }

    fn serialize_u128(mut self, value: u128) -> Result<(), Never> {
        self.word(value as u64)?;
        self.word((value >> 64) as u64)
    }

    fn serialize_f32(mut self, value: f32) -> Result<(), Never> {
        self.word(u64::from(value.to_bits()))
    }

    fn serialize_f64(mut self, value: f64) -> Result<(), Never> {
        self.word(value.to_bits())
    }

    fn serialize_char(mut self, value: char) -> Result<(), Never> {
        self.word(u64::from(value))
    }

    fn serialize_str(self, value: &str) -> Result<(), Never> {
        self.digest.bytes(value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Never> {
        self.digest.bytes(value);
        Ok(())
    }

    fn serialize_none(mut self) -> Result<(), Never> {
        self.word(0)
    }

    fn serialize_some<T: ?Sized + Serialize>(mut self, value: &T) -> Result<(), Never> {
        self.word(1)?;
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_unit_variant(
        mut self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
    ) -> Result<(), Never> {
        self.word(u64::from(index))
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        let mut number = Number(None);
        match (value.serialize(&mut number), number.0) {
            (Ok(()), Some(number)) => {
                let meaning = self.meaning(name, number);
                self.word(meaning)
            }
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        mut self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        self.word(u64::from(index))?;
        value.serialize(self)
    }

    fn serialize_seq(mut self, len: Option<usize>) -> Result<Self, Never> {
        self.word(len.map_or(u64::MAX, |len| len as u64))?;
        Ok(self)
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        mut self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self, Never> {
        self.word(u64::from(index))?;
        Ok(self)
    }

    fn serialize_map(mut self, len: Option<usize>) -> Result<Self, Never> {
        self.word(len.map_or(u64::MAX, |len| len as u64))?;
        Ok(self)
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self, Never> {
        Ok(self)
    }

    fn serialize_struct_variant(
        mut self,
        _name: &'static str,
        index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self, Never> {
        self.word(u64::from(index))?;
        Ok(self)
    }
}

/// Parts of a whole are folded one after the other.
macro_rules! fold_parts {
    ($($part:ident :: $method:ident),+ $(,)?) => {$(
        impl ser::$part for Folding<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Never> {
                value.serialize(self.again())
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        }
    )+};
}

fold_parts!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
);

/// As above, for parts with names, which are the same for every value of a type.
macro_rules! fold_named_parts {
    ($($part:ident),+) => {$(
        impl ser::$part for Folding<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: ?Sized + Serialize>(&mut self, _name: &'static str, value: &T) -> Result<(), Never> {
                value.serialize(self.again())
            }

            fn end(self) -> Result<(), Never> {
                Ok(())
            }
        }
    )+};
}

fold_named_parts!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Folding<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Never> {
        key.serialize(self.again())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(self.again())
    }

    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

/// Refuses everything but the numbers that ids are made of.
macro_rules! refuse {
    ($($method:ident($type:ty)),+ $(,)?) => {$(
        fn $method(self, _value: $type) -> Result<(), Never> {
            Err(not_a_number())
        }
    )+};
}

fn not_a_number() -> Never {
    Never("not an id".to_owned())
}

impl ser::Serializer for &mut Number {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Impossible<(), Never>;
    type SerializeTuple = Impossible<(), Never>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Impossible<(), Never>;
    type SerializeStruct = Impossible<(), Never>;
    type SerializeStructVariant = Impossible<(), Never>;

    fn serialize_u32(self, value: u32) -> Result<(), Never> {
        self.0 = Some(u64::from(value));
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        self.0 = Some(value);
        Ok(())
    }

    refuse!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_f32(f32),
        serialize_f64(f64),
        serialize_char(char),
        serialize_str(&str),
        serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str),
    );

    fn serialize_none(self) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, _value: &T) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_unit(self) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Never> {
        Err(not_a_number())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_tuple(self, _: usize) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Never>, Never> {
        Err(not_a_number())
    }
}
