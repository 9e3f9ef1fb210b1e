//! What the parser says about a mistake, and how it goes on.

use super::{FIELD_FORM, Parser};
use crate::syntax::lexer::{self, Bracket, TokenKind};
use crate::syntax::literal::write_string;
use crate::syntax::tree::{Field, Name, Node, NodeKind};
use crate::{Diagnostic, Span, codes};

impl Parser<'_> {
    /// Reports a mistake, unless the parser is lost.
    pub(super) fn error(&mut self, finding: Diagnostic) {
        if !self.lost {
            self.last_mistake = finding.span;
            self.report.push(finding);
        }
    }

    /// Reports a mistake after which nothing can be understood, and stands in for a value.
    pub(super) fn get_lost(&mut self, finding: Diagnostic) -> Node {
        self.error(finding);
        self.lost = true;
        Node::new(self.span(), NodeKind::Invalid)
    }

    /// Says that the current token is not what belongs here, and why, if that can be seen.
    fn unexpected(&mut self, expected: &str) {
        if self.blames_string() {
            return;
        }
        let message = format!("{expected}, found {}", self.describe());
        let mut finding = Diagnostic::error(codes::SYNTAX, self.span(), message);
        if let Some(hint) = self.hint() {
            finding = finding.hint(hint);
        }
        self.error(finding);
    }

    /// Blames the string before the current token if it runs over several lines: as a rule its
    /// closing quote was forgotten, and it ended at the opening quote of the next string.
    fn blames_string(&mut self) -> bool {
        let Some(previous) = self.at.checked_sub(1).map(|at| self.tokens[at].span) else {
            return false;
        };
        let text = self.slice(previous);
        let Some(line) = text.starts_with('"').then(|| text.split_once('\n')).flatten() else {
            return false;
        };
        let first_line = Span::new(
            previous.source,
            previous.start as usize,
            previous.start as usize + line.0.trim_end().len(),
        );
        let message = "this string runs on to the next line";
        let finding = Diagnostic::error(codes::SYNTAX, first_line, message)
            .label(Span { start: previous.end - 1, ..previous }, "it ends here")
            .hint("is the closing `\"` missing?");
        self.get_lost(finding);
        true
    }

    /// Stands in for a value where there is none.
    pub(super) fn no_value(&mut self) -> Node {
        let span = self.span();
        match self.peek() {
            TokenKind::Endless => self.bump(),
            TokenKind::End if !self.open.is_empty() => {}
            TokenKind::Stray(_) => {
                self.unexpected("expected a value");
                self.skip_item();
            }
            _ => self.unexpected("expected a value"),
        }
        Node::new(span, NodeKind::Invalid)
    }

    /// Reads the colon after a field or a key, or something that people write in its place.
    pub(super) fn colon(&mut self, form: &str) -> bool {
        match self.peek() {
            TokenKind::Colon => self.bump(),
            TokenKind::Stray('=') => {
                let span = self.span();
                self.error(
                    Diagnostic::error(codes::SYNTAX, span, "expected `:`, found `=`").hint(form),
                );
                while matches!(self.peek(), TokenKind::Stray('=' | '>')) {
                    self.bump();
                }
            }
            TokenKind::Comma | TokenKind::Close(_) if !self.previous_was_wrong() => {
                let last = self.tokens[self.at.saturating_sub(1)].span;
                let message = "expected `:` and a value after this key";
                let hint = if self.after_decimal_comma() {
                    "decimal numbers are written with a point: `0.9`"
                } else {
                    form
                };
                self.error(Diagnostic::error(codes::SYNTAX, last, message).hint(hint));
                return false;
            }
            _ => {
                if !self.previous_was_wrong()
                    && !matches!(self.peek(), TokenKind::End | TokenKind::Endless)
                {
                    self.unexpected("expected `:` and a value after this key");
                }
                self.skip_item();
                return false;
            }
        }
        true
    }

    /// Stands in for a field where a value without a name, or nothing sensible, was written.
    pub(super) fn field_without_name(&mut self) -> Field {
        let span = self.span();
        let starts_value = matches!(
            self.peek(),
            TokenKind::Ident(_)
                | TokenKind::Number
                | TokenKind::Str(_)
                | TokenKind::Char(_)
                | TokenKind::Open(_)
        );
        if starts_value {
            self.mixed(span);
            self.value();
        } else {
            if !matches!(self.peek(), TokenKind::End | TokenKind::Endless) {
                self.unexpected("expected a field");
            }
            self.skip_item();
        }
        let name = Name { text: String::new(), span };
        Field { name, value: Node::new(span, NodeKind::Invalid) }
    }

    /// Returns whether a name and then a value stand here, on one line, as if they were a field.
    pub(super) fn lacks_colon(&self) -> bool {
        let Some(next) = self.tokens.get(self.at + 1) else {
            return false;
        };
        let value = matches!(
            next.kind,
            TokenKind::Number | TokenKind::Str(_) | TokenKind::Char(_) | TokenKind::Ident(_)
        );
        let bracket = matches!(next.kind, TokenKind::Open(Bracket::Square | Bracket::Curly));
        next.newlines == 0 && (value || bracket)
    }

    /// Says that values with and without names stand in the same brackets.
    pub(super) fn mixed(&mut self, span: Span) {
        let opening = self.open.last().map(|(_, opening)| *opening);
        if self.mixed_in == opening || self.blames_string() {
            return;
        }
        self.mixed_in = opening;
        let message = "values with names and values without are mixed";
        self.error(
            Diagnostic::error(codes::SYNTAX, span, message)
                .hint("write all of them as `name: value`, or none"),
        );
    }

    /// Steps over a comma that no item precedes.
    pub(super) fn stray_comma(&mut self) -> bool {
        let stray = self.peek() == &TokenKind::Comma;
        if stray {
            let message = "expected a value before this `,`";
            self.error(Diagnostic::error(codes::SYNTAX, self.span(), message));
            self.bump();
        }
        stray
    }

    /// Returns whether the items of a bracket end here, and reports it when they do so badly.
    pub(super) fn at_end_of(
        &mut self,
        bracket: Bracket,
        opening: Span,
        newlines: usize,
        empty: bool,
    ) -> bool {
        let never_closed = format!("this `{}` is never closed", bracket.open());
        match self.peek() {
            TokenKind::Close(closing) if *closing == bracket => {
                self.closed_early = false;
                self.bump();
                true
            }
            TokenKind::Close(closing) => {
                let closing = *closing;
                self.wrong_closing(bracket, opening, closing);
                true
            }
            TokenKind::End => {
                self.get_lost(Diagnostic::error(codes::SYNTAX, opening, never_closed));
                true
            }
            TokenKind::Endless => {
                self.bump();
                true
            }
            TokenKind::Str(_) if bracket == Bracket::Curly => {
                self.closed_early = false;
                false
            }
            TokenKind::Str(_) => {
                // Only entries of maps look like this, so the bracket must have been forgotten.
                let entry = self.peek_at(1) == &TokenKind::Colon && newlines > 0 && !empty;
                let closes = entry && self.open.iter().any(|(outer, _)| *outer == Bracket::Curly);
                if closes && !self.closed_early {
                    let label = "before this entry of the map around it";
                    let finding = Diagnostic::error(codes::SYNTAX, opening, never_closed)
                        .label(self.span(), label);
                    self.error(finding);
                    self.closed_early = true;
                }
                closes
            }
            _ => false,
        }
    }

    fn wrong_closing(&mut self, bracket: Bracket, opening: Span, closing: Bracket) {
        if self.blames_string() {
            return;
        }
        let (open, close, found) = (bracket.open(), bracket.close(), closing.close());
        let message = format!("expected `{close}`, found `{found}`");
        let finding = Diagnostic::error(codes::SYNTAX, self.span(), message)
            .label(opening, format!("to close this `{open}`"));
        self.get_lost(finding);
    }

    /// Goes on after an item that no comma follows.
    pub(super) fn no_comma(&mut self, bracket: Bracket, opening: Span, item: &mut Node) {
        let newlines = self.tokens[self.at].newlines;
        let wrong = self.previous_was_wrong();
        match self.peek() {
            TokenKind::Close(_) | TokenKind::End | TokenKind::Endless => return,
            _ if self.closed_early || self.lost => return,
            TokenKind::Stray(';') => {
                let finding = Diagnostic::error(codes::SYNTAX, self.span(), "unexpected `;`");
                self.error(finding.hint("items are separated by `,`"));
                self.bump();
                return;
            }
            _ => {}
        }
        if item.kind == NodeKind::Invalid || wrong {
            self.skip_item();
            return;
        }
        let literal =
            matches!(item.kind, NodeKind::Number(_) | NodeKind::Ident(_) | NodeKind::Bool(_));
        if literal && newlines == 0 && self.unquoted(item) {
            return;
        }
        if self.blames_string() {
            return;
        }
        let expected = format!("expected `,` or `{}` after this value", bracket.close());
        let starts_item = newlines > 0
            || self.at_field(0)
            || matches!(self.peek(), TokenKind::Str(_) | TokenKind::Number | TokenKind::Open(_));
        if starts_item {
            let last = self.tokens[self.at.saturating_sub(1)].span;
            self.error(Diagnostic::error(codes::SYNTAX, last, expected));
        } else {
            self.unexpected(&expected);
            self.skip_item();
        }
        debug_assert_eq!(self.open.last().map(|open| open.1), Some(opening), "items nest");
    }

    /// Takes an item and the words after it as the text that was meant, if that is how it looks:
    /// `12 min`, `Bottling line 3`.
    fn unquoted(&mut self, item: &mut Node) -> bool {
        let mut end = self.at;
        loop {
            let token = &self.tokens[end];
            let word = match token.kind {
                TokenKind::Ident(_) => !self.at_field(end - self.at),
                TokenKind::Stray(';') => false,
                TokenKind::Stray('=') => end > self.at,
                TokenKind::Number | TokenKind::Stray(_) => true,
                TokenKind::Colon => end > self.at || matches!(item.kind, NodeKind::Number(_)),
                TokenKind::Str(_) => token.mistake.is_some(),
                _ => false,
            };
            if !word || token.newlines > 0 || !token.comments.is_empty() {
                break;
            }
            end += 1;
        }
        if end == self.at {
            return false;
        }
        let span = item.span.to(self.tokens[end - 1].span);
        let text = self.slice(span);
        self.error(
            Diagnostic::error(codes::SYNTAX, span, lexer::quotes_needed(text))
                .hint(format!("write {}", write_string(text))),
        );
        item.kind = NodeKind::Str(text.to_owned());
        item.span = span;
        self.at = end;
        true
    }

    /// Reports what follows the value of the whole file.
    pub(super) fn expect_end(&mut self) {
        match self.peek() {
            TokenKind::End => {}
            TokenKind::Close(closing) => {
                let message =
                    format!("unexpected `{}`: every bracket is closed already", closing.close());
                self.get_lost(Diagnostic::error(codes::SYNTAX, self.span(), message));
            }
            TokenKind::Endless => self.bump(),
            _ if self.lost => {}
            _ => {
                let message = "expected the end of the text";
                self.unexpected(message);
                self.lost = true;
            }
        }
    }

    /// Steps over what is left of an item, brackets and all, without a word about it.
    fn skip_item(&mut self) {
        let mut depth = 0_u32;
        loop {
            match self.peek() {
                TokenKind::End | TokenKind::Endless => return,
                TokenKind::Comma | TokenKind::Close(_) if depth == 0 => return,
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth -= 1,
                _ => {}
            }
            self.tokens[self.at].mistake = None;
            self.bump();
        }
    }

    /// Returns whether two numbers with nothing but a comma between them stand before the current token.
    fn after_decimal_comma(&self) -> bool {
        let before = self.at.checked_sub(3).map(|first| &self.tokens[first..self.at]);
        before.is_some_and(|tokens| {
            let adjacent = tokens.windows(2).all(|pair| pair[0].span.end == pair[1].span.start);
            let kinds = [&tokens[0].kind, &tokens[1].kind, &tokens[2].kind];
            adjacent && matches!(kinds, [TokenKind::Number, TokenKind::Comma, TokenKind::Number])
        })
    }

    /// Returns whether something was already said about the token before the current one.
    fn previous_was_wrong(&self) -> bool {
        let previous = self.at.checked_sub(1).map(|at| self.tokens[at].span);
        self.last_mistake.zip(previous).is_some_and(|(last, previous)| {
            last.source == previous.source && last.end >= previous.end && last.start <= previous.end
        })
    }

    fn describe(&self) -> String {
        match self.peek() {
            TokenKind::End => "the end of the text".to_owned(),
            TokenKind::Str(_) => "a string".to_owned(),
            _ => format!("`{}`", self.slice(self.span())),
        }
    }

    fn hint(&self) -> Option<&'static str> {
        let TokenKind::Stray(character) = self.peek() else {
            return None;
        };
        match character {
            '=' => Some(FIELD_FORM),
            ';' => Some("items are separated by `,`"),
            '#' => Some("comments start with `//`"),
            '.' => Some("text and quantities stand in double quotes"),
            '\'' | '\u{201C}' | '\u{201D}' | '`' => Some("strings need double quotes"),
            _ => None,
        }
    }
}
