//! The tree of a scene as it is written: values, their places, their comments.
//!
//! Nothing here knows what the values mean.

use crate::Span;

/// A value as it is written, with its place and its comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands, brackets and name included.
    pub span: Span,
    /// What is written there.
    pub kind: NodeKind,
    /// The comments of the item whose value this is.
    pub comments: Comments,
}

/// The forms a value can have.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Something unreadable, which has been reported already.
    Invalid,
    /// A name alone: `Fifo`, `None`.
    Ident(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written: `1_000`, `0x1F`, `2.5e-3`.
    Number(String),
    /// A character in single quotes.
    Char(char),
    /// A text, its escapes resolved.
    Str(String),
    /// `[a, b]`
    List(Vec<Node>),
    /// `{"key": value}`
    Map(Vec<(Node, Node)>),
    /// `Name(field: value)` or `(field: value)`; also `Name()` and `()`.
    Struct {
        /// The name in front of the bracket.
        name: Option<Name>,
        /// The fields in the order they are written.
        fields: Vec<Field>,
    },
    /// `Name(a, b)` or `(a, b)`, with at least one value.
    Tuple {
        /// The name in front of the bracket.
        name: Option<Name>,
        /// The values in the order they are written.
        items: Vec<Node>,
    },
}

/// A name and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, without `r#`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A field of a struct: `name: value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name; its text is empty when something unreadable stands in place of a field.
    pub name: Name,
    /// The value; it carries the comments of the field.
    pub value: Node,
}

/// The comments of an item: a field, a map entry (kept with its value), a list element, or the
/// value of the whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// Whether an empty line stands directly before the item.
    pub blank_before: bool,
    /// Comments between the previous item and this one.
    pub before: Vec<Comment>,
    /// Comments at the end of the line on which the item ends.
    pub after: Vec<Comment>,
    /// Comments before the closing bracket of this value, after its last item.
    pub inside: Vec<Comment>,
}

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment as written, with its slashes, without the end of its line.
    pub text: String,
    /// Whether an empty line stands directly before the comment.
    pub blank_before: bool,
}

impl Node {
    /// Returns a value without comments.
    pub fn new(span: Span, kind: NodeKind) -> Self {
        Self { span, kind, comments: Comments::default() }
    }

    /// Returns the name in front of the bracket, or the name that stands alone.
    pub fn name(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Ident(name) => Some(name),
            NodeKind::Struct { name, .. } | NodeKind::Tuple { name, .. } => {
                name.as_ref().map(|name| name.text.as_str())
            }
            _ => None,
        }
    }

    /// Returns where the name stands, or the opening bracket of a value without a name, or the
    /// whole of any other value: the place to point at when something is missing inside.
    pub fn head(&self) -> Span {
        match &self.kind {
            NodeKind::Struct { name: Some(name), .. }
            | NodeKind::Tuple { name: Some(name), .. } => name.span,
            NodeKind::Struct { .. }
            | NodeKind::Tuple { .. }
            | NodeKind::List(_)
            | NodeKind::Map(_) => Span { end: self.span.end.min(self.span.start + 1), ..self.span },
            _ => self.span,
        }
    }

    /// Returns the value of a field; the first one, should it be written twice.
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.fields().iter().find(|field| field.name.text == name).map(|field| &field.value)
    }

    /// Returns the fields of a struct, and nothing for any other value.
    pub fn fields(&self) -> &[Field] {
        if let NodeKind::Struct { fields, .. } = &self.kind { fields } else { &[] }
    }

    /// Returns the entries of a map.
    pub fn as_map(&self) -> Option<&[(Self, Self)]> {
        if let NodeKind::Map(entries) = &self.kind { Some(entries) } else { None }
    }

    /// Returns the elements of a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let NodeKind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let NodeKind::Str(text) = &self.kind { Some(text) } else { None }
    }

    /// Returns the values directly inside this one, keys of maps included, in written order.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::List(items) | NodeKind::Tuple { items, .. } => items.iter().collect(),
            NodeKind::Map(entries) => {
                entries.iter().flat_map(|(key, value)| [key, value]).collect()
            }
            NodeKind::Struct { fields, .. } => fields.iter().map(|field| &field.value).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns whether both say the same, wherever they stand and whatever is remarked on them.
    pub fn same_value(&self, other: &Self) -> bool {
        use NodeKind::{List, Map, Struct, Tuple};
        let pairs_agree = |ours: &[Self], theirs: &[Self]| {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.same_value(b))
        };
        if self.name() != other.name() {
            return false;
        }
        match (&self.kind, &other.kind) {
            (List(ours), List(theirs))
            | (Tuple { items: ours, .. }, Tuple { items: theirs, .. }) => pairs_agree(ours, theirs),
            (Map(ours), Map(theirs)) => {
                ours.len() == theirs.len()
                    && ours
                        .iter()
                        .zip(theirs)
                        .all(|(a, b)| a.0.same_value(&b.0) && a.1.same_value(&b.1))
            }
            (Struct { fields: ours, .. }, Struct { fields: theirs, .. }) => {
                ours.len() == theirs.len()
                    && ours
                        .iter()
                        .zip(theirs)
                        .all(|(a, b)| a.name.text == b.name.text && a.value.same_value(&b.value))
            }
            (ours, theirs) => ours == theirs,
        }
    }
}
