//! The error that travels through serde: what is wrong, later where, and what to do about it.

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::deserializer::NodeDe;
use super::{NodeId, id_of};
use crate::Diagnostic;
use crate::syntax::{Node, NodeKind};

/// A mistake on its way from a visitor to [`Cx::read`](super::Cx::read).
#[derive(Debug)]
pub(super) enum Error {
    /// A mistake that nobody has said the place of yet.
    Unplaced(Problem),
    /// A mistake with its place.
    Placed(Box<Placed>),
}

/// The mistakes serde knows, in serde's words.
#[derive(Debug)]
pub(super) enum Problem {
    UnknownField { field: String, known: &'static [&'static str] },
    MissingField(&'static str),
    DuplicateField(&'static str),
    UnknownVariant { variant: String, known: &'static [&'static str] },
    WrongKind { expected: String },
    WrongValue { expected: String },
    WrongLength { found: usize, expected: String },
    Custom(String),
}

/// A mistake, ready to be reported.
#[derive(Debug)]
pub(super) struct Placed {
    /// What to report; nothing when the mistake follows from another one.
    pub(super) finding: Option<Diagnostic>,
    pub(super) remedy: Remedy,
}

/// What makes the next attempt get past a mistake.
#[derive(Debug, Clone, Copy)]
pub(super) enum Remedy {
    /// To leave out a value.
    Drop(NodeId),
    /// To add a field to a struct.
    StandIn(NodeId, &'static str),
}

impl Error {
    /// Returns an error about a value whose mistakes are reported already.
    pub(super) fn reported(node: &Node) -> Self {
        Self::Placed(Box::new(Placed { finding: None, remedy: Remedy::Drop(id_of(node)) }))
    }

    /// Returns an error about a value as a whole.
    pub(super) fn about(node: &Node, finding: Diagnostic) -> Self {
        Self::Placed(Box::new(Placed { finding: Some(finding), remedy: Remedy::Drop(id_of(node)) }))
    }

    /// Places the error in the value that was being read, unless it knows its place.
    pub(super) fn at(self, de: NodeDe<'_>) -> Placed {
        let problem = match self {
            Self::Placed(placed) => return *placed,
            Self::Unplaced(problem) => problem,
        };
        let node = de.node;
        let is_consequence = match &problem {
            Problem::MissingField(field) => lacks_for_a_reason(de, field),
            Problem::WrongValue { .. } | Problem::WrongLength { .. } | Problem::Custom(_) => {
                de.cx.is_damaged(node)
            }
            _ => false,
        };
        let remedy = match &problem {
            Problem::MissingField(field) if !is_consequence => Remedy::StandIn(id_of(node), field),
            Problem::UnknownField { field, .. } => {
                Remedy::Drop(id_of(node.field(field).unwrap_or(node)))
            }
            _ => Remedy::Drop(id_of(node)),
        };
        let finding = (!is_consequence).then(|| problem.explain(de));
        Placed { finding, remedy }
    }

    /// Gives a placed error another hint.
    pub(super) fn hinted(mut self, hint: String) -> Self {
        if let Self::Placed(placed) = &mut self
            && let Some(finding) = &mut placed.finding
        {
            finding.hint = Some(hint);
        }
        self
    }

    /// Like [`Error::at`], for use on the way up.
    pub(super) fn placed(self, de: NodeDe<'_>) -> Self {
        Self::Placed(Box::new(self.at(de)))
    }
}

/// Returns whether a field is missing only because what stands in its place is wrong.
fn lacks_for_a_reason(de: NodeDe<'_>, field: &str) -> bool {
    if let NodeKind::Tuple { items, .. } = &de.node.kind {
        return items.iter().any(|item| de.cx.is_hopeless(item));
    }
    de.node.fields().iter().any(|written| {
        let unreadable = written.value.kind == NodeKind::Invalid && written.name.text.is_empty();
        unreadable || (written.name.text == field && de.cx.is_wrong(&written.value))
    })
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Unplaced(problem)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unplaced(Problem::Custom(message)) => f.write_str(message),
            Self::Unplaced(problem) => write!(f, "{problem:?}"),
            Self::Placed(placed) => {
                let message = placed.finding.as_ref().map(|finding| finding.message.as_str());
                f.write_str(message.unwrap_or("a mistake that is reported already"))
            }
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<M: fmt::Display>(message: M) -> Self {
        Problem::Custom(message.to_string()).into()
    }

    fn invalid_type(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Problem::WrongKind { expected: expected.to_string() }.into()
    }

    fn invalid_value(_found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Problem::WrongValue { expected: expected.to_string() }.into()
    }

    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Problem::WrongLength { found, expected: expected.to_string() }.into()
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Problem::UnknownVariant { variant: variant.to_owned(), known }.into()
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Problem::UnknownField { field: field.to_owned(), known }.into()
    }

    fn missing_field(field: &'static str) -> Self {
        Problem::MissingField(field).into()
    }

    fn duplicate_field(field: &'static str) -> Self {
        Problem::DuplicateField(field).into()
    }
}
