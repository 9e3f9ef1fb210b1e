//! The insides of structs, maps and lists, one after another, around what is wrong with them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::Cx;
use super::deserializer::NodeDe;
use super::problem::{Error, Problem};
use super::stand_in::stand_in;
use crate::syntax::{Field, Node, NodeKind};
use crate::{Diagnostic, Span, codes, did_you_mean};

/// What an element is to its list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// One of many; a wrong one is left out.
    List,
    /// The one whose turn it is; a wrong one is replaced by a stand-in.
    Position,
}

/// The elements of a list, or the values of a struct without the names of its fields.
pub(super) struct Elements<'n> {
    de: NodeDe<'n>,
    rest: std::slice::Iter<'n, Node>,
    place: Place,
}

impl<'n> Elements<'n> {
    pub(super) fn new(de: NodeDe<'n>, items: &'n [Node], place: Place) -> Self {
        Self { de, rest: items.iter(), place }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Error;

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        for item in self.rest.by_ref() {
            match (self.de.cx.read::<T>(self.de.on(item)), self.place) {
                (Ok(value), _) => return Ok(Some(value)),
                (Err(_), Place::List) => {}
                (Err(_), Place::Position) => {
                    return stand_in().map(Some).ok_or_else(|| Error::reported(self.de.node));
                }
            }
        }
        Ok(None)
    }

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        for item in self.rest.by_ref() {
            if !self.de.cx.is_wrong(item) {
                let de = self.de.on(item);
                return seed.deserialize(de).map(Some).map_err(|error| error.placed(de));
            }
            self.de.cx.failed.set(true);
            if self.place == Place::Position {
                return Err(Error::reported(self.de.node));
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The entries of a map.
pub(super) struct Entries<'n> {
    de: NodeDe<'n>,
    rest: std::slice::Iter<'n, (Node, Node)>,
    value: Option<&'n Node>,
}

impl<'n> Entries<'n> {
    pub(super) fn new(de: NodeDe<'n>, entries: &'n [(Node, Node)]) -> Self {
        let keys = entries.iter().filter_map(|(key, value)| match &key.kind {
            NodeKind::Str(text) | NodeKind::Ident(text) | NodeKind::Number(text) => {
                Some((text.as_str(), key.span, value))
            }
            _ => None,
        });
        refuse_duplicates(de.cx, "key", keys);
        Self { de, rest: entries.iter(), value: None }
    }

    fn next(&mut self) -> Option<(&'n Node, &'n Node)> {
        let (key, value) = self.rest.by_ref().find(|(key, value)| {
            let skipped = self.de.cx.is_wrong(key) || self.de.cx.is_wrong(value);
            if skipped {
                self.de.cx.failed.set(true);
            }
            !skipped
        })?;
        self.value = Some(value);
        Some((key, value))
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_entry<K: Deserialize<'de>, V: Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, V)>, Error> {
        while let Some((key, value)) = self.next() {
            let key = self.de.cx.read::<K>(self.de.on(key));
            let value = self.de.cx.read::<V>(self.de.on(value));
            if let (Ok(key), Ok(value)) = (key, value) {
                return Ok(Some((key, value)));
            }
        }
        Ok(None)
    }

    fn next_key<K: Deserialize<'de>>(&mut self) -> Result<Option<K>, Error> {
        while let Some((key, _)) = self.next() {
            if let Ok(key) = self.de.cx.read::<K>(self.de.on(key)) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((key, _)) = self.next() else {
            return Ok(None);
        };
        let de = self.de.on(key);
        seed.deserialize(de).map(Some).map_err(|error| error.placed(de))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Error> {
        let value = self.value.take().unwrap_or(self.de.node);
        let read = self.de.cx.read::<V>(self.de.on(value));
        read.or_else(|error| stand_in().ok_or(error))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let de = self.de.on(self.value.take().unwrap_or(self.de.node));
        seed.deserialize(de).map_err(|error| error.placed(de))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The fields of a struct, the written ones first, then stand-ins for the missing ones.
pub(super) struct Fields<'n> {
    de: NodeDe<'n>,
    rest: std::vec::IntoIter<(&'n str, &'n Node)>,
    missing: Vec<&'static str>,
    value: Option<&'n Node>,
}

impl<'n> Fields<'n> {
    /// Returns fields that are written with their names.
    pub(super) fn named(de: NodeDe<'n>, fields: &'n [Field]) -> Self {
        let readable = || fields.iter().filter(|field| !field.name.text.is_empty());
        if readable().count() < fields.len() {
            de.cx.failed.set(true);
        }
        let places =
            readable().map(|field| (field.name.text.as_str(), field.name.span, &field.value));
        refuse_duplicates(de.cx, "field", places);
        Self::of(de, readable().map(|field| (field.name.text.as_str(), &field.value)).collect())
    }

    /// Returns fields that are written without their names, in the order of these.
    pub(super) fn in_order(de: NodeDe<'n>, names: &[&'static str], items: &'n [Node]) -> Self {
        Self::of(de, names.iter().copied().zip(items).collect())
    }

    fn of(de: NodeDe<'n>, fields: Vec<(&'n str, &'n Node)>) -> Self {
        Self { de, rest: fields.into_iter(), missing: de.cx.missing_in(de.node), value: None }
    }

    /// Returns the name of the next field and keeps its value for later.
    fn next(&mut self) -> Option<&'n str> {
        let next = self.rest.by_ref().find(|(_, value)| !self.de.cx.is_hopeless(value));
        self.value = next.map(|(_, value)| value);
        next.map(|(name, _)| name).or_else(|| self.missing.pop())
    }

    /// Takes note of a name that the struct does not know.
    ///
    /// The field that was probably meant need not be reported as missing on top of it.
    fn unknown(&mut self, error: Error) -> Result<(), Error> {
        let (Error::Unplaced(Problem::UnknownField { field, known }), Some(value)) =
            (&error, self.value)
        else {
            return Err(error.placed(self.de));
        };
        if let Some(meant) = did_you_mean(field, known.iter().copied())
            && self.de.node.field(meant).is_none()
            && self.de.cx.stands_in_for(self.de.node, meant)
        {
            self.missing.push(meant);
        }
        if let Some(finding) = error.at(self.de).finding {
            self.de.cx.pass_over(value, finding);
        }
        Ok(())
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key<K: Deserialize<'de>>(&mut self) -> Result<Option<K>, Error> {
        while let Some(name) = self.next() {
            match K::deserialize(StrDeserializer::<Error>::new(name)) {
                Ok(key) => return Ok(Some(key)),
                Err(error) => self.unknown(error)?,
            }
        }
        Ok(None)
    }

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(name) = self.next() else {
            return Ok(None);
        };
        let key = seed.deserialize(StrDeserializer::<Error>::new(name));
        key.map(Some).map_err(|error| error.placed(self.de))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Error> {
        match self.value {
            Some(value) => {
                let read = self.de.cx.read::<V>(self.de.on(value));
                read.or_else(|error| stand_in().ok_or(error))
            }
            None => stand_in().ok_or_else(|| Error::reported(self.de.node)),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some(value) = self.value else {
            return Err(Error::reported(self.de.node));
        };
        if self.de.cx.is_wrong(value) {
            return Err(Error::reported(value));
        }
        let de = self.de.on(value);
        seed.deserialize(de).map_err(|error| error.placed(de))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// Reports names that are written twice; the second one is passed over.
fn refuse_duplicates<'n>(
    cx: &Cx,
    what: &str,
    names: impl Iterator<Item = (&'n str, Span, &'n Node)>,
) {
    let mut first_places = BTreeMap::new();
    for (name, span, value) in names {
        if let Some(first) = first_places.get(name) {
            let message = format!("the {what} `{name}` is written twice");
            let finding = Diagnostic::error(codes::DUPLICATE, span, message)
                .label(*first, "first written here");
            cx.pass_over(value, finding);
        } else {
            first_places.insert(name, span);
        }
    }
}
