//! The lines at the top of a file that set options of RON: `#![enable(implicit_some)]`.
//!
//! Scenes are read the same way with and without them; they are checked and kept for other readers.

use super::{Parser, comments};
use crate::syntax::lexer::{Bracket, TokenKind};
use crate::syntax::tree::Comment;
use crate::{Diagnostic, codes, did_you_mean};

const EXTENSIONS: [&str; 4] =
    ["unwrap_newtypes", "implicit_some", "unwrap_variant_newtypes", "explicit_struct_names"];

/// One such line.
pub(crate) struct Header {
    /// The line as written.
    pub(crate) text: String,
    /// The comments before it.
    pub(crate) comments: Vec<Comment>,
    /// Whether an empty line stands directly before it.
    pub(crate) blank_before: bool,
}

impl Parser<'_> {
    pub(super) fn header(&mut self) -> Vec<Header> {
        let mut headers = Vec::new();
        while self.peek() == &TokenKind::Stray('#') && !self.lost {
            let (lead, newlines) = self.take_lead();
            let start = self.span();
            if !self.header_line() {
                let message = "expected a header such as `#![enable(implicit_some)]`";
                self.get_lost(Diagnostic::error(codes::SYNTAX, start, message));
            }
            // Comments inside of the line are part of its text.
            self.hoisted.clear();
            let end = self.tokens[self.at.saturating_sub(1)].span;
            headers.push(Header {
                text: self.slice(start.to(end)).replace("\r\n", "\n"),
                comments: comments::kept(lead),
                blank_before: newlines >= 2,
            });
        }
        headers
    }

    fn header_line(&mut self) -> bool {
        self.bump();
        if !self.eat(&TokenKind::Stray('!')) || !self.eat(&TokenKind::Open(Bracket::Square)) {
            return false;
        }
        let TokenKind::Ident(what) = self.peek().clone() else {
            return false;
        };
        self.bump();
        let good = match what.as_str() {
            "enable" => self.eat(&TokenKind::Open(Bracket::Round)) && self.extensions(),
            "type" | "schema" => {
                let assigned = self.eat(&TokenKind::Stray('='));
                let text = matches!(self.peek(), TokenKind::Str(_));
                self.bump();
                assigned && text
            }
            _ => false,
        };
        good && self.eat(&TokenKind::Close(Bracket::Square))
    }

    fn extensions(&mut self) -> bool {
        loop {
            let span = self.span();
            let TokenKind::Ident(name) = self.peek().clone() else {
                return false;
            };
            self.bump();
            if !EXTENSIONS.contains(&name.as_str()) {
                let finding = Diagnostic::error(
                    codes::SYNTAX,
                    span,
                    format!("there is no extension `{name}`"),
                );
                let hint = match did_you_mean(&name, EXTENSIONS) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("there are `{}`", EXTENSIONS.join("`, `")),
                };
                self.error(finding.hint(hint));
            }
            let comma = self.eat(&TokenKind::Comma);
            if self.eat(&TokenKind::Close(Bracket::Round)) {
                return true;
            }
            if !comma {
                return false;
            }
        }
    }

    fn eat(&mut self, expected: &TokenKind) -> bool {
        let eaten = self.peek() == expected;
        if eaten {
            self.bump();
        }
        eaten
    }
}
