//! The one canonical way to write a scene down.
//!
//! 1. What fits on a line of 100 characters stands on one line; anything else is broken, one item
//!    per line, indented by four spaces, with a comma after each item.
//! 2. Broken whether or not it fits: the value of the whole file if it has fields, maps with more
//!    than one entry, and whatever contains a comment or something that is broken itself.
//! 3. Literals stay as they are written. Names are written without `r#` where they can be.
//! 4. Comments stay before, behind or inside of what they were written at. An empty line between
//!    two items stays, too; several become one.
//!
//! Formatting what is formatted changes nothing, and nothing but white space, commas and the place
//! of comments within an item is ever changed.

use super::lexer::{Bracket, is_plain_ident};
use super::literal::{write_char, write_string};
use super::parser::{Document, parse_document};
use super::tree::{Comment, Node, NodeKind};
use crate::{Diagnostic, Report, Sources};

const WIDTH_MAX: usize = 100;
const INDENT: usize = 4;

/// Returns the text of a scene in its canonical form.
///
/// # Errors
///
/// Returns the syntax errors of a text that cannot be read; their spans are places in `text`.
///
/// # Example
///
/// ```
/// # use plantwright_model::syntax;
/// let text = "Buffer( capacity : 40 ) // slots";
/// assert_eq!(syntax::format(text).unwrap(), "Buffer(\n    capacity: 40,\n) // slots\n");
/// ```
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let source = sources.add("", text);
    let mut report = Report::new();
    let document = parse_document(&sources, source, &mut report);
    match document {
        Some(document) if !report.has_errors() => Ok(format_document(&sources, &document)),
        _ => Err(report.into_sorted()),
    }
}

/// Returns a tree in canonical form, changed or put together as it may be.
///
/// Literals are copied from the sources the tree was read from, as far as they stand there.
pub fn format_node(sources: &Sources, node: &Node) -> String {
    let mut writer = Writer { sources, out: String::new() };
    writer.root(node, true);
    writer.out
}

fn format_document(sources: &Sources, document: &Document) -> String {
    let mut writer = Writer { sources, out: String::new() };
    for (index, header) in document.header.iter().enumerate() {
        writer.lines_before(&header.comments, header.blank_before, (0, index == 0));
        writer.out.push_str(&header.text);
        writer.out.push('\n');
    }
    writer.root(&document.root, document.header.is_empty());
    writer.lines_before(&document.end, false, (0, false));
    writer.out
}

/// One item of a broken value: what stands before its colon, and its value.
struct Item<'n> {
    label: Label<'n>,
    value: &'n Node,
}

enum Label<'n> {
    None,
    Field(&'n str),
    Key(&'n Node),
}

struct Writer<'s> {
    sources: &'s Sources,
    out: String,
}

impl Writer<'_> {
    fn root(&mut self, node: &Node, first: bool) {
        self.lines_before(&node.comments.before, node.comments.blank_before, (0, first));
        if node.fields().is_empty() {
            self.value(node, 0, 0);
        } else {
            self.broken(node, 0);
        }
        self.line_end(&node.comments.after);
    }

    /// Writes the comments before an item, and the empty lines; none at the start of a block.
    fn lines_before(
        &mut self,
        comments: &[Comment],
        blank_before: bool,
        (indent, mut first): (usize, bool),
    ) {
        for comment in comments {
            self.blank_line(comment.blank_before && !first);
            self.indent(indent);
            self.out.push_str(&comment.text);
            self.out.push('\n');
            first = false;
        }
        self.blank_line(blank_before && !first);
    }

    /// Writes the comments at the end of a line.
    fn line_end(&mut self, comments: &[Comment]) {
        for comment in comments {
            self.out.push(' ');
            self.out.push_str(&comment.text);
        }
        self.out.push('\n');
    }

    /// Writes a value at the current place, followed by `reserved` more characters on its line.
    fn value(&mut self, node: &Node, indent: usize, reserved: usize) {
        let line_start = self.out.rfind('\n').map_or(0, |newline| newline + 1);
        let used = self.out[line_start..].chars().count() + reserved;
        match self.inline(node) {
            Some(line) if used + line.chars().count() <= WIDTH_MAX => self.out.push_str(&line),
            _ if bracket_of(node).is_some() && !is_empty(node) => self.broken(node, indent),
            line => self.out.push_str(&line.unwrap_or_else(|| self.leaf(node))),
        }
    }

    fn broken(&mut self, node: &Node, indent: usize) {
        let Some(bracket) = bracket_of(node) else {
            return;
        };
        if let Some(name) = node.name() {
            self.out.push_str(&write_name(name));
        }
        self.out.push(bracket.open());
        self.out.push('\n');
        let inner = indent + INDENT;
        let items = items_of(node);
        for (index, Item { label, value }) in items.iter().enumerate() {
            let comments = &value.comments;
            self.lines_before(&comments.before, comments.blank_before, (inner, index == 0));
            self.indent(inner);
            match label {
                Label::None => {}
                Label::Field(name) => self.out.push_str(&write_name(name)),
                Label::Key(key) => self.value(key, inner, 0),
            }
            if !matches!(label, Label::None) {
                self.out.push_str(": ");
            }
            self.value(value, inner, 1);
            self.out.push(',');
            self.line_end(&comments.after);
        }
        self.lines_before(&node.comments.inside, false, (inner, items.is_empty()));
        self.indent(indent);
        self.out.push(bracket.close());
    }

    /// Returns a value on one line, if it can stand on one.
    fn inline(&self, node: &Node) -> Option<String> {
        let mut line = String::new();
        self.push_inline(node, &mut line).then_some(line)
    }

    /// Adds a value to a line; gives up when the line becomes too long or must be broken.
    fn push_inline(&self, node: &Node, line: &mut String) -> bool {
        let Some(bracket) = bracket_of(node) else {
            line.push_str(&self.leaf(node));
            return !line.contains('\n');
        };
        let items = items_of(node);
        let several_entries = bracket == Bracket::Curly && items.len() > 1;
        if several_entries || !node.comments.inside.is_empty() {
            return false;
        }
        if let Some(name) = node.name() {
            line.push_str(&write_name(name));
        }
        line.push(bracket.open());
        for (index, Item { label, value }) in items.iter().enumerate() {
            if index > 0 {
                line.push_str(", ");
            }
            let labelled = match label {
                Label::None => true,
                Label::Field(name) => {
                    line.push_str(&write_name(name));
                    true
                }
                Label::Key(key) => self.push_inline(key, line),
            };
            if !matches!(label, Label::None) {
                line.push_str(": ");
            }
            let comments = &value.comments;
            let remarked = !comments.before.is_empty() || !comments.after.is_empty();
            // A character takes at most four bytes, so a line this long cannot fit.
            let hopeless = line.len() > 4 * WIDTH_MAX;
            if !labelled || remarked || hopeless || !self.push_inline(value, line) {
                return false;
            }
        }
        line.push(bracket.close());
        true
    }

    /// Returns a value without brackets, as it is written in its source if it is.
    fn leaf(&self, node: &Node) -> String {
        let written = self.sources.slice(node.span);
        match &node.kind {
            NodeKind::Ident(name) if matches!(name.as_str(), "true" | "false") => {
                format!("r#{name}")
            }
            NodeKind::Ident(name) => write_name(name),
            NodeKind::Bool(value) => value.to_string(),
            NodeKind::Number(number) => number.clone(),
            NodeKind::Char(_) if written.starts_with('\'') => written.to_owned(),
            NodeKind::Char(character) => write_char(*character),
            NodeKind::Str(_) if is_string(written) => written.to_owned(),
            NodeKind::Str(text) => write_string(text),
            _ => "()".to_owned(),
        }
    }

    fn blank_line(&mut self, wanted: bool) {
        if wanted {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn bracket_of(node: &Node) -> Option<Bracket> {
    match &node.kind {
        NodeKind::List(_) => Some(Bracket::Square),
        NodeKind::Map(_) => Some(Bracket::Curly),
        NodeKind::Struct { .. } | NodeKind::Tuple { .. } => Some(Bracket::Round),
        _ => None,
    }
}

fn items_of(node: &Node) -> Vec<Item<'_>> {
    match &node.kind {
        NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
            items.iter().map(|value| Item { label: Label::None, value }).collect()
        }
        NodeKind::Map(entries) => {
            entries.iter().map(|(key, value)| Item { label: Label::Key(key), value }).collect()
        }
        NodeKind::Struct { fields, .. } => fields
            .iter()
            .map(|field| Item { label: Label::Field(&field.name.text), value: &field.value })
            .collect(),
        _ => Vec::new(),
    }
}

fn is_empty(node: &Node) -> bool {
    node.children().is_empty() && node.comments.inside.is_empty()
}

fn is_string(written: &str) -> bool {
    let body = written.strip_prefix('r').map_or(written, |raw| raw.trim_start_matches('#'));
    body.starts_with('"') && written.len() > 1
}

/// Writes a name, with `r#` where it could be taken for something else.
fn write_name(name: &str) -> String {
    let plain = is_plain_ident(name) && !matches!(name, "inf" | "NaN");
    if plain { name.to_owned() } else { format!("r#{name}") }
}
