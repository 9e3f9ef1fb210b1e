//! From the tree to typed values, through serde, with every mistake of the tree reported at once.
//!
//! Serde stops at the first mistake. To find the others, `Cx::read` notes a mistake and tries
//! again: without the element or the entry that was wrong, or with a stand-in of the right type for
//! a field that was wrong or missing. A value made that way is only good for finding more mistakes:
//! [`decode_around`] gives it away with the places that it must not be asked about.
//!
//! A mistake that may only follow from another one is not reported: a struct that fails its own
//! check while one of its fields is a stand-in, a list that is too short without what was left out.

mod access;
mod deserializer;
mod explain;
mod problem;
mod raw;
mod spanned;
mod stand_in;
mod variant;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Node, NodeKind};
use crate::{Diagnostic, Report, Span};
use deserializer::NodeDe;
use problem::{Error, Remedy};
pub use raw::RawNode;
pub use spanned::Spanned;

/// Reads a tree as a value of type `T` and reports every mistake in it.
///
/// Returns a value only if there was no mistake. Beyond what serde derives:
///
/// - Structs and struct variants can be written with the names of their fields or, in the order of
///   the fields, without. A unit-like `Name` stands for `Name()`.
/// - `Some(...)` can be left out around a value that is there.
/// - The name in front of a struct can be left out; if it is written, it must be the right one.
/// - Variants that hold one struct take its fields directly: `Belt(length: "12 m")`.
/// - Types that deserialize from anything see strings, numbers, lists, maps and structs without a
///   name as what they are, and everything with a name as an enum.
/// - The message of a custom error may run over several lines: the first becomes the message, the
///   others the hint.
///
/// # Example
///
/// ```
/// # use plantwright_model::{Report, Sources, syntax};
/// #[derive(serde::Deserialize)]
/// struct Buffer {
///     capacity: u32,
/// }
///
/// let mut sources = Sources::new();
/// let source = sources.add("example.ron", "Buffer(capacity: 40)");
/// let mut report = Report::new();
/// let node = syntax::parse(&sources, source, &mut report).unwrap();
/// let buffer: Buffer = syntax::decode(&node, &mut report).unwrap();
/// assert_eq!(buffer.capacity, 40);
/// ```
pub fn decode<T: DeserializeOwned>(node: &Node, report: &mut Report) -> Option<T> {
    let cx = Cx::default();
    let value = cx.read::<T>(NodeDe::new(&cx, node)).ok();
    report.extend(cx.findings.into_inner());
    value.filter(|_| !cx.failed.get())
}

/// What could be made of a tree with mistakes, to look for others.
#[derive(Debug)]
pub struct Around<T> {
    /// The value, made up where something is wrong or missing.
    pub value: T,
    /// Where something is wrong.
    wrong: Vec<Span>,
    /// Where something is missing.
    lacking: Vec<Span>,
}

impl<T> Around<T> {
    /// Returns the same with another value.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Around<U> {
        Around { value: to(self.value), wrong: self.wrong, lacking: self.lacking }
    }

    /// Whether what stands in a place was written, and was read as it was meant.
    pub fn was_read(&self, place: Span) -> bool {
        let apart = |wrong: &Span| {
            wrong.source != place.source || wrong.end <= place.start || place.end <= wrong.start
        };
        self.wrong.iter().all(apart) && !self.lacking.contains(&place)
    }
}

/// Reads a tree whose mistakes are reported already, as far as a value can be made of it.
pub fn decode_around<T: DeserializeOwned>(node: &Node) -> Option<Around<T>> {
    let cx = Cx::default();
    let value = cx.read::<T>(NodeDe::new(&cx, node)).ok()?;
    let (mut wrong, mut lacking) = (Vec::new(), Vec::new());
    cx.places(node, &mut wrong, &mut lacking);
    Some(Around { value, wrong, lacking })
}

/// Identifies a node within one decoding: nodes do not move while they are borrowed.
type NodeId = usize;

fn id_of(node: &Node) -> NodeId {
    std::ptr::from_ref(node).addr()
}

/// What is known about the mistakes of the tree so far.
#[derive(Default)]
struct Cx {
    findings: RefCell<Vec<Diagnostic>>,
    /// Whether there is any mistake, reported here or by the parser.
    failed: Cell<bool>,
    /// Values not to be read again: what is wrong with them is reported.
    wrong: RefCell<BTreeSet<NodeId>>,
    /// Wrong values that no stand-in was found for; they are passed over as if not written.
    hopeless: RefCell<BTreeSet<NodeId>>,
    /// Missing fields, by their struct, that are reported and want a stand-in.
    missing: RefCell<BTreeSet<(NodeId, &'static str)>>,
}

impl Cx {
    /// Reads a value; when it fails, everything wrong with it has been reported.
    ///
    /// Ends because each further attempt follows an insertion into one of three finite sets.
    fn read<'de, T: Deserialize<'de>>(&self, de: NodeDe<'_>) -> Result<T, Error> {
        let own = id_of(de.node);
        loop {
            if self.is_wrong(de.node) {
                self.failed.set(true);
                return Err(Error::reported(de.node));
            }
            let placed = match T::deserialize(de) {
                Ok(value) => return Ok(value),
                Err(error) => error.at(de),
            };
            self.failed.set(true);
            let news = match placed.remedy {
                Remedy::StandIn(owner, field) => self.missing.borrow_mut().insert((owner, field)),
                Remedy::Drop(id) => self.wrong.borrow_mut().insert(id),
            };
            if news {
                self.findings.borrow_mut().extend(placed.finding);
            }
            let avoidable = match placed.remedy {
                Remedy::StandIn(..) => news,
                Remedy::Drop(id) => id != own && (news || self.hopeless.borrow_mut().insert(id)),
            };
            if !avoidable {
                self.wrong.borrow_mut().insert(own);
            }
        }
    }

    /// Reports a mistake outside of the flow of serde, and passes over the node that makes it.
    fn pass_over(&self, node: &Node, finding: Diagnostic) {
        if self.hopeless.borrow_mut().insert(id_of(node)) {
            self.wrong.borrow_mut().insert(id_of(node));
            self.findings.borrow_mut().push(finding);
        }
        self.failed.set(true);
    }

    /// Notes that a field of a struct is missing and reported, and returns whether that is news.
    fn stands_in_for(&self, owner: &Node, field: &'static str) -> bool {
        self.missing.borrow_mut().insert((id_of(owner), field))
    }

    /// Returns the fields of a struct that are missing and reported.
    fn missing_in(&self, owner: &Node) -> Vec<&'static str> {
        let id = id_of(owner);
        let missing = self.missing.borrow();
        missing.range((id, "")..(id + 1, "")).map(|(_, field)| *field).collect()
    }

    fn is_wrong(&self, node: &Node) -> bool {
        node.kind == NodeKind::Invalid || self.wrong.borrow().contains(&id_of(node))
    }

    fn is_hopeless(&self, node: &Node) -> bool {
        self.hopeless.borrow().contains(&id_of(node))
    }

    /// Collects where something is wrong, and what lacks something.
    fn places(&self, node: &Node, wrong: &mut Vec<Span>, lacking: &mut Vec<Span>) {
        if self.is_wrong(node) {
            wrong.push(node.span);
            return;
        }
        if !self.missing_in(node).is_empty() {
            lacking.extend([node.span, node.head()]);
        }
        for child in node.children() {
            self.places(child, wrong, lacking);
        }
    }

    /// Returns whether anything in a value, or the value itself, is known to be wrong or missing.
    fn is_damaged(&self, node: &Node) -> bool {
        self.is_wrong(node)
            || !self.missing_in(node).is_empty()
            || node.children().into_iter().any(|child| self.is_damaged(child))
    }
}
