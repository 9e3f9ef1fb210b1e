//! A node as a serde deserializer: which form of value is read as which type.

use serde::Deserializer;
use serde::de::Visitor;
use serde::forward_to_deserialize_any;

use super::access::{Elements, Entries, Fields, Place};
use super::problem::{Error, Problem};
use super::variant::EnumDe;
use super::{Cx, raw, spanned};
use crate::syntax::literal::{Number, parse_number};
use crate::syntax::{Field, Name, Node, NodeKind};
use crate::{Diagnostic, codes};

/// One node, about to be read.
#[derive(Clone, Copy)]
pub(super) struct NodeDe<'n> {
    pub(super) cx: &'n Cx,
    pub(super) node: &'n Node,
    /// Whether the name in front of the bracket was read already, as the name of a variant.
    pub(super) unnamed: bool,
}

/// The forms of a node that matter here.
enum Form<'n> {
    /// A name alone.
    Ident(&'n str),
    Fields(Option<&'n Name>, &'n [Field]),
    Items(Option<&'n Name>, &'n [Node]),
    List(&'n [Node]),
    Map(&'n [(Node, Node)]),
    Scalar,
}

impl<'n> NodeDe<'n> {
    pub(super) fn new(cx: &'n Cx, node: &'n Node) -> Self {
        Self { cx, node, unnamed: false }
    }

    /// Returns the deserializer of another node of the same tree.
    pub(super) fn on(self, node: &'n Node) -> Self {
        Self::new(self.cx, node)
    }

    fn form(self) -> Form<'n> {
        let named = |name: &'n Option<Name>| name.as_ref().filter(|_| !self.unnamed);
        match &self.node.kind {
            NodeKind::Ident(_) if self.unnamed => Form::Fields(None, &[]),
            NodeKind::Ident(name) => Form::Ident(name),
            NodeKind::Struct { name, fields } => Form::Fields(named(name), fields),
            NodeKind::Tuple { name, items } => Form::Items(named(name), items),
            NodeKind::List(items) => Form::List(items),
            NodeKind::Map(entries) => Form::Map(entries),
            _ => Form::Scalar,
        }
    }

    /// Steps into the brackets of a variant that hold nothing but one value: `Exponential("2 s")`.
    fn content(self) -> Self {
        match self.form() {
            Form::Items(_, [item]) if self.unnamed => self.on(item),
            _ => self,
        }
    }

    fn wrong_kind<T>(self, expected: impl Into<String>) -> Result<T, Error> {
        Err(Error::from(Problem::WrongKind { expected: expected.into() }).placed(self))
    }

    fn place<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.placed(self))
    }

    /// Complains when the name in front of a struct is not the one of its type.
    fn check_name(self, written: Option<&Name>, expected: &'static str) -> Result<(), Error> {
        match written {
            Some(written) if written.text != expected => {
                let message = format!("expected `{expected}(...)`, found `{}(...)`", written.text);
                let finding = Diagnostic::error(codes::UNKNOWN_VARIANT, written.span, message)
                    .hint(format!("write `{expected}`, or leave the name out"));
                Err(Error::about(self.node, finding))
            }
            _ => Ok(()),
        }
    }

    /// Reads a struct, or the content of a struct variant.
    pub(super) fn fields_of<'de, V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.form() {
            Form::Ident(written) if written == name => {
                self.place(visitor.visit_map(Fields::named(self, &[])))
            }
            Form::Fields(written, fields) => {
                self.check_name(written, name)?;
                self.place(visitor.visit_map(Fields::named(self, fields)))
            }
            Form::Items(_, [item])
                if self.unnamed && matches!(item.kind, NodeKind::Struct { .. }) =>
            {
                self.on(item).fields_of(name, known, visitor)
            }
            Form::Items(written, items) => {
                self.check_name(written, name)?;
                let order =
                    format!("values without names stand in this order: `{}`", known.join("`, `"));
                if items.len() > known.len() {
                    let name = self.node.name().unwrap_or(name);
                    let takes = counted(known.len());
                    let message = format!("`{name}` takes {takes}, found {}", items.len());
                    let finding = Diagnostic::error(codes::WRONG_KIND, self.node.head(), message);
                    return Err(Error::about(self.node, finding.hint(order)));
                }
                let fields = visitor.visit_map(Fields::in_order(self, known, items));
                fields.map_err(|error| match error {
                    Error::Unplaced(problem @ Problem::MissingField(_)) => {
                        Error::from(problem).placed(self).hinted(order)
                    }
                    error => error.placed(self),
                })
            }
            _ => self.wrong_kind(format!("struct {name}")),
        }
    }

    /// Reads a fixed number of values in round brackets.
    pub(super) fn items_of<'de, V: Visitor<'de>>(
        self,
        name: Option<&'static str>,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (written, items) = match self.form() {
            Form::Items(written, items) => (written, items),
            Form::Fields(written, []) => (written, [].as_slice()),
            _ => return self.wrong_kind(format!("a tuple of size {count}")),
        };
        match (name, written) {
            (Some(name), _) => self.check_name(written, name)?,
            (None, Some(_)) => return self.wrong_kind(format!("a tuple of size {count}")),
            (None, None) => {}
        }
        if items.len() != count {
            let message = format!("expected {}, found {}", counted(count), items.len());
            let finding = Diagnostic::error(codes::WRONG_KIND, self.node.span, message);
            return Err(Error::about(self.node, finding));
        }
        self.place(visitor.visit_seq(Elements::new(self, items, Place::Position)))
    }
}

/// Counts values: "1 value", "3 values".
fn counted(count: usize) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

impl<'de> Deserializer<'de> for NodeDe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let de = self.content();
        let result = match de.form() {
            Form::Ident("None") => visitor.visit_none(),
            Form::Items(Some(name), [item]) if name.text == "Some" => {
                visitor.visit_some(de.on(item))
            }
            Form::Ident(_) | Form::Fields(Some(_), _) | Form::Items(Some(_), _) => {
                visitor.visit_enum(EnumDe(de))
            }
            Form::Fields(None, fields) => visitor.visit_map(Fields::named(de, fields)),
            Form::Items(None, items) => {
                visitor.visit_seq(Elements::new(de, items, Place::Position))
            }
            Form::List(items) => visitor.visit_seq(Elements::new(de, items, Place::List)),
            Form::Map(entries) => visitor.visit_map(Entries::new(de, entries)),
            Form::Scalar => match &de.node.kind {
                NodeKind::Bool(value) => visitor.visit_bool(*value),
                NodeKind::Char(value) => visitor.visit_char(*value),
                NodeKind::Str(value) => visitor.visit_str(value),
                NodeKind::Number(written) => match parse_number(written) {
                    Some(Number::Unsigned(value)) => visitor.visit_u64(value),
                    Some(Number::Negative(value)) => visitor.visit_i64(value),
                    Some(Number::Float(value)) => visitor.visit_f64(value),
                    None => Err(Error::reported(de.node)),
                },
                _ => Err(Error::reported(de.node)),
            },
        };
        de.place(result)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.form() {
            Form::Ident("None") => visitor.visit_none(),
            Form::Items(Some(name), [item]) if name.text == "Some" => {
                visitor.visit_some(self.on(item))
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.form() {
            Form::Fields(None, []) => self.place(visitor.visit_unit()),
            _ => self.wrong_kind("unit"),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.form() {
            Form::Ident(written) if written == name => self.place(visitor.visit_unit()),
            Form::Fields(written, []) => {
                self.check_name(written, name)?;
                self.place(visitor.visit_unit())
            }
            _ => self.wrong_kind(format!("unit struct {name}")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == raw::NEWTYPE {
            raw::hand_over(self.content().node);
            return self.place(visitor.visit_unit());
        }
        match self.form() {
            Form::Items(Some(written), [item]) if written.text == name => {
                visitor.visit_newtype_struct(self.on(item))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let de = self.content();
        match de.form() {
            Form::List(items) => de.place(visitor.visit_seq(Elements::new(de, items, Place::List))),
            _ => de.wrong_kind("a sequence"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.form() {
            // A variant that holds a pair is written `Name((a, b))` as well as `Name(a, b)`.
            Form::Items(_, [item]) if self.unnamed && count != 1 => {
                self.on(item).items_of(None, count, visitor)
            }
            _ => self.items_of(None, count, visitor),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.items_of(Some(name), count, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let de = self.content();
        match de.form() {
            Form::Map(entries) => de.place(visitor.visit_map(Entries::new(de, entries))),
            _ => de.wrong_kind("a map"),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == spanned::STRUCT {
            return visitor.visit_seq(spanned::Parts::new(self));
        }
        self.fields_of(name, known, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let de = self.content();
        match de.form() {
            Form::Ident(_) | Form::Fields(Some(_), _) | Form::Items(Some(_), _) => {
                de.place(visitor.visit_enum(EnumDe(de)))
            }
            _ => Err(Problem::not_a_variant(de, variants)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64
        char str string bytes byte_buf identifier
    }
}
