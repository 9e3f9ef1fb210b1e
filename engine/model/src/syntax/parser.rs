//! Reads tokens into a tree, and goes on after a mistake where that makes sense.
//!
//! A mistake within one item, such as a missing comma or a forgotten quote, is reported and mended
//! on the spot. Once brackets do not match any more, the parser is lost: it has said so, says
//! nothing further, and there is no tree.

mod comments;
mod header;
mod recovery;

use super::lexer::{self, Bracket, LexedComment, Token, TokenKind};
use super::tree::{Comment, Field, Name, Node, NodeKind};
use crate::{Diagnostic, Report, SourceId, Sources, Span, codes};
pub(super) use header::Header;

const FIELD_FORM: &str = "fields are written `name: value`";

/// How deep brackets may stand inside of one another.
const DEPTH_MAX: usize = 128;

/// Reads one source as a scene, or as any other single value, and reports every mistake.
///
/// Returns a tree as long as the brackets match: parts that could not be read are
/// [`NodeKind::Invalid`] in it, and [`decode()`](super::decode()) passes over them in silence, so
/// that mistakes of both sorts are found together. Whether there were any is for the report to say.
///
/// # Panics
///
/// When the source was added to other [`Sources`].
pub fn parse(sources: &Sources, id: SourceId, report: &mut Report) -> Option<Node> {
    parse_document(sources, id, report).map(|document| document.root)
}

/// All there is in a file.
pub(super) struct Document {
    /// The lines like `#![enable(implicit_some)]` at the top.
    pub(super) header: Vec<Header>,
    /// The value.
    pub(super) root: Node,
    /// Comments after the line on which the value ends.
    pub(super) end: Vec<Comment>,
}

pub(super) fn parse_document(
    sources: &Sources,
    id: SourceId,
    report: &mut Report,
) -> Option<Document> {
    Parser::new(sources, id, 0, report).document()
}

/// Reads a value that starts at a byte of its source and takes up the rest of it.
pub(super) fn parse_at(
    sources: &Sources,
    id: SourceId,
    start: usize,
    report: &mut Report,
) -> Option<Node> {
    Parser::new(sources, id, start, report).document().map(|document| document.root)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    report: &'a mut Report,
    at: usize,
    /// The brackets around the current token, outermost first.
    open: Vec<(Bracket, Span)>,
    /// Comments within the current item, which will move in front of it.
    hoisted: Vec<LexedComment>,
    /// Whether a forgotten closing bracket was just assumed before the current token.
    closed_early: bool,
    /// The last place something was reported about.
    last_mistake: Option<Span>,
    /// The last bracket in which values with and without names were found mixed.
    mixed_in: Option<Span>,
    /// Whether brackets do not match; nothing more is reported then.
    lost: bool,
}

impl<'a> Parser<'a> {
    fn new(sources: &'a Sources, id: SourceId, start: usize, report: &'a mut Report) -> Self {
        let text = sources.text(id);
        Self {
            text,
            tokens: lexer::tokens(id, text, start),
            report,
            at: 0,
            open: Vec::new(),
            hoisted: Vec::new(),
            closed_early: false,
            last_mistake: None,
            mixed_in: None,
            lost: false,
        }
    }

    fn document(mut self) -> Option<Document> {
        let header = self.header();
        let (lead, newlines) = self.take_lead();
        if self.peek() == &TokenKind::End {
            let message = "expected a scene, found an empty text";
            self.error(Diagnostic::error(codes::SYNTAX, self.span(), message));
            return None;
        }
        let mut root = self.value();
        root.comments.blank_before = newlines >= 2;
        root.comments.before = comments::kept(lead);
        root.comments.before.extend(comments::kept(std::mem::take(&mut self.hoisted)));
        let (lead, newlines) = self.take_lead();
        let (after, end) = comments::split(lead, newlines, true);
        root.comments.after = comments::kept(after);
        self.expect_end();
        (!self.lost).then_some(Document { header, root, end: comments::kept(end) })
    }

    fn value(&mut self) -> Node {
        let span = self.span();
        if self.open.len() >= DEPTH_MAX {
            let message =
                format!("brackets stand more than {DEPTH_MAX} deep inside of one another");
            return self.get_lost(Diagnostic::error(codes::SYNTAX, span, message));
        }
        let kind = match self.peek().clone() {
            TokenKind::Ident(name) => return self.named(name, span),
            TokenKind::Open(Bracket::Round) => return self.round(None),
            TokenKind::Open(Bracket::Square) => return self.list(),
            TokenKind::Open(Bracket::Curly) => return self.map(),
            TokenKind::Number => NodeKind::Number(self.slice(span).to_owned()),
            TokenKind::Str(text) => NodeKind::Str(text),
            TokenKind::Char(character) => NodeKind::Char(character),
            _ => return self.no_value(),
        };
        self.bump();
        Node::new(span, kind)
    }

    /// Reads `true`, `Name`, or `Name(...)`.
    fn named(&mut self, text: String, span: Span) -> Node {
        self.bump();
        if self.peek() == &TokenKind::Open(Bracket::Round) {
            return self.round(Some(Name { text, span }));
        }
        let kind = match (text.as_str(), self.slice(span)) {
            ("true", "true") => NodeKind::Bool(true),
            ("false", "false") => NodeKind::Bool(false),
            _ => NodeKind::Ident(text),
        };
        Node::new(span, kind)
    }

    fn list(&mut self) -> Node {
        let (items, span, inside) = self.items(Bracket::Square, Self::value, |item| item);
        let mut node = Node::new(span, NodeKind::List(items));
        node.comments.inside = inside;
        node
    }

    fn map(&mut self) -> Node {
        let (entries, span, inside) =
            self.items(Bracket::Curly, Self::entry, |(_, value): &mut (Node, Node)| value);
        let mut node = Node::new(span, NodeKind::Map(entries));
        node.comments.inside = inside;
        node
    }

    fn entry(&mut self) -> (Node, Node) {
        let key = self.value();
        if !self.colon("entries are written `\"key\": value`") {
            let value = Node::new(self.span().before(), NodeKind::Invalid);
            return (key, value);
        }
        (key, self.value())
    }

    /// Reads what stands in round brackets: fields, or values without names, or nothing.
    fn round(&mut self, name: Option<Name>) -> Node {
        let start = name.as_ref().map_or(self.span(), |name| name.span);
        let (kind, span, inside) = if self.peek_at(1) == &TokenKind::Close(Bracket::Round) {
            let (_, span, inside) = self.items(Bracket::Round, Self::value, |item| item);
            (NodeKind::Struct { name, fields: Vec::new() }, span, inside)
        } else if self.has_fields() {
            let (fields, span, inside) =
                self.items(Bracket::Round, Self::field, |field: &mut Field| &mut field.value);
            (NodeKind::Struct { name, fields }, span, inside)
        } else {
            let (items, span, inside) = self.items(Bracket::Round, Self::unnamed, |item| item);
            (NodeKind::Tuple { name, items }, span, inside)
        };
        let mut node = Node::new(start.to(span), kind);
        node.comments.inside = inside;
        node
    }

    /// Returns whether the first item after this bracket, or the second one, starts like a field.
    fn has_fields(&self) -> bool {
        let mut depth = 0_u32;
        let comma = (1..self.tokens.len() - self.at).find(|&distance| {
            match self.peek_at(distance) {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) if depth == 0 => return true,
                TokenKind::Close(_) => depth -= 1,
                TokenKind::Comma => return depth == 0,
                _ => {}
            }
            false
        });
        let second = comma.filter(|&at| self.peek_at(at) == &TokenKind::Comma);
        self.at_field(1) || second.is_some_and(|comma| self.at_field(comma + 1))
    }

    fn field(&mut self) -> Field {
        let span = self.span();
        let text = match self.peek().clone() {
            TokenKind::Ident(text) if self.at_field(0) => text,
            TokenKind::Str(text) if self.at_field(0) => {
                let message = "field names stand without quotes";
                self.error(
                    Diagnostic::error(codes::SYNTAX, span, message).hint(format!("write `{text}`")),
                );
                text
            }
            TokenKind::Ident(text) if self.lacks_colon() => {
                let message = "expected `:` after the name of this field";
                self.error(Diagnostic::error(codes::SYNTAX, span, message).hint(FIELD_FORM));
                self.bump();
                return Field { name: Name { text, span }, value: self.value() };
            }
            _ => return self.field_without_name(),
        };
        self.bump();
        let has_value = self.colon(FIELD_FORM);
        debug_assert!(has_value, "the token after the name of a field was looked at");
        Field { name: Name { text, span }, value: self.value() }
    }

    /// Reads a value among values without names.
    fn unnamed(&mut self) -> Node {
        if !self.at_field(0) {
            return self.value();
        }
        self.mixed(self.span());
        self.field().value
    }

    /// Reads everything from an opening bracket to its closing one: the items, the place of it all,
    /// and the comments before the closing bracket.
    fn items<T>(
        &mut self,
        bracket: Bracket,
        mut read: impl FnMut(&mut Self) -> T,
        value: impl Fn(&mut T) -> &mut Node,
    ) -> (Vec<T>, Span, Vec<Comment>) {
        let opening = self.span();
        self.bump();
        self.open.push((bracket, opening));
        let mut items: Vec<T> = Vec::new();
        let mut inside = Vec::new();
        while !self.lost {
            let (lead, newlines) = self.take_lead();
            let closes = matches!(self.peek(), TokenKind::Close(_));
            let (after, before) = comments::split(lead, newlines, closes);
            let mut before = match items.last_mut() {
                Some(last) => {
                    value(last).comments.after.extend(comments::kept(after));
                    comments::kept(before)
                }
                None => comments::kept(after.into_iter().chain(before).collect()),
            };
            if self.at_end_of(bracket, opening, newlines, items.is_empty()) {
                inside = before;
                break;
            }
            if self.stray_comma() {
                self.hoisted.extend(before.into_iter().map(LexedComment::from));
                continue;
            }
            let mark = self.hoisted.len();
            let mut item = read(self);
            before.extend(comments::kept(self.hoisted.split_off(mark)));
            let comments = &mut value(&mut item).comments;
            comments.blank_before = newlines >= 2;
            comments.before = before;
            self.separator(bracket, opening, value(&mut item));
            items.push(item);
        }
        self.open.pop();
        (items, opening.to(self.tokens[self.at.saturating_sub(1)].span), inside)
    }

    /// Reads the comma after an item, and the comments before the comma.
    fn separator(&mut self, bracket: Bracket, opening: Span, item: &mut Node) {
        if self.peek() != &TokenKind::Comma {
            self.no_comma(bracket, opening, item);
        }
        if self.peek() == &TokenKind::Comma {
            let (lead, _) = self.take_lead();
            self.bump();
            let next = &self.tokens[self.at];
            let closes = matches!(next.kind, TokenKind::Close(_));
            let followed = comments::count_behind(&next.comments, next.newlines, closes) > 0;
            let (before, after) = comments::around_comma(lead, followed);
            item.comments.before.extend(before);
            item.comments.after.extend(after);
        }
    }

    /// Returns whether the token at a distance starts a field, or looks as if it should.
    fn at_field(&self, distance: usize) -> bool {
        let separates = match self.peek_at(distance + 1) {
            TokenKind::Colon => true,
            TokenKind::Stray(character) => *character == '=',
            _ => false,
        };
        separates && matches!(self.peek_at(distance), TokenKind::Ident(_) | TokenKind::Str(_))
    }

    fn peek(&self) -> &TokenKind {
        self.peek_at(0)
    }

    fn peek_at(&self, distance: usize) -> &TokenKind {
        self.tokens.get(self.at + distance).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// Takes the comments in front of the current token, and says how many lines end before it.
    fn take_lead(&mut self) -> (Vec<LexedComment>, usize) {
        let token = &mut self.tokens[self.at];
        (std::mem::take(&mut token.comments), token.newlines)
    }

    /// Steps over the current token; comments in front of it that nobody took are hoisted.
    fn bump(&mut self) {
        let (lead, _) = self.take_lead();
        self.hoisted.extend(lead);
        if let Some(mistake) = self.tokens[self.at].mistake.take() {
            self.error(*mistake);
        }
        match self.peek() {
            TokenKind::End => {}
            TokenKind::Endless => self.lost = true,
            _ => self.at += 1,
        }
    }
}
