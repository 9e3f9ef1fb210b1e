//! Cuts the text of a scene into tokens. Comments and line ends stay with the token after them.
//!
//! A mistake inside of a token is kept with the token; the parser reports it when it gets there,
//! or keeps quiet when it is lost anyway.

mod quotes;

use super::literal::{self, Unescaped};
use super::tree::Comment;
use crate::{Diagnostic, SourceId, Span, codes};

/// A piece of text that the grammar takes as a whole.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
    /// The comments between the previous token and this one.
    pub(super) comments: Vec<LexedComment>,
    /// Line ends between this token and its last comment, or the previous token.
    pub(super) newlines: usize,
    /// What is wrong with the token itself.
    pub(super) mistake: Option<Box<Diagnostic>>,
}

/// A comment and how it is set off from what stands before it.
#[derive(Debug, Clone)]
pub(super) struct LexedComment {
    pub(super) text: String,
    /// Line ends between this comment and the one, or the token, before it.
    pub(super) newlines: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open(Bracket),
    Close(Bracket),
    Comma,
    Colon,
    Ident(String),
    Number,
    Str(String),
    Char(char),
    /// A character that has no meaning, or one like `=` that people write for another.
    Stray(char),
    /// A string or a comment without an end; nothing but `End` follows.
    Endless,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
}

impl Bracket {
    pub(super) fn open(self) -> char {
        match self {
            Self::Round => '(',
            Self::Square => '[',
            Self::Curly => '{',
        }
    }

    pub(super) fn close(self) -> char {
        match self {
            Self::Round => ')',
            Self::Square => ']',
            Self::Curly => '}',
        }
    }
}

/// Returns the tokens of a text from a byte on; the last one, and only that one, is
/// [`TokenKind::End`].
pub(super) fn tokens(source: SourceId, text: &str, start: usize) -> Vec<Token> {
    let at = start;
    let mut lexer = Lexer { source, text, at };
    lexer.eat("\u{FEFF}");
    let mut tokens = Vec::new();
    loop {
        let token = lexer.token();
        let end = token.kind == TokenKind::End;
        tokens.push(token);
        if end {
            quotes::blame_earlier_line(&mut tokens, text);
            return tokens;
        }
    }
}

/// Returns whether a name can be written without `r#`.
pub(super) fn is_plain_ident(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(is_ident_start) && characters.all(is_ident_part)
}

struct Lexer<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn token(&mut self) -> Token {
        let mut comments = Vec::new();
        let mut newlines = self.white_space();
        let mut start = self.at;
        while let Some(closed) = self.comment() {
            if !closed {
                let opening = self.span(start, start + 2);
                self.at = self.text.len();
                let mistake = Diagnostic::error(codes::SYNTAX, opening, "this comment never ends")
                    .hint("comments nest: each `/*` needs its own `*/`");
                return self.finish(TokenKind::Endless, start, (comments, newlines), Some(mistake));
            }
            let text = self.text[start..self.at].trim_end().replace("\r\n", "\n");
            comments.push(LexedComment { text, newlines });
            newlines = self.white_space();
            start = self.at;
        }
        let (kind, mistake) = self.kind();
        self.finish(kind, start, (comments, newlines), mistake)
    }

    fn finish(
        &self,
        kind: TokenKind,
        start: usize,
        (comments, newlines): (Vec<LexedComment>, usize),
        mistake: Option<Diagnostic>,
    ) -> Token {
        let span = self.span(start, self.at);
        Token { kind, span, comments, newlines, mistake: mistake.map(Box::new) }
    }

    fn kind(&mut self) -> (TokenKind, Option<Diagnostic>) {
        let Some(first) = self.peek() else {
            return (TokenKind::End, None);
        };
        match first {
            '"' => self.string(self.at),
            'r' | 'b' if self.at_prefixed_literal() => self.prefixed_literal(),
            '\'' => self.character(),
            _ if self.at_number() => self.number(),
            _ if is_ident_start(first) => {
                (TokenKind::Ident(self.take(is_ident_part).to_owned()), None)
            }
            _ => {
                self.at += first.len_utf8();
                (punctuation(first), None)
            }
        }
    }

    /// Reads a string in double quotes from its opening quote on; `start` is before its prefix.
    fn string(&mut self, start: usize) -> (TokenKind, Option<Diagnostic>) {
        let quote = self.at;
        let mut escaped = false;
        let length = self.text[quote + 1..].find(|character| {
            let closing = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            closing
        });
        let Some(length) = length else {
            return self.endless_string(start);
        };
        self.at = quote + 1 + length + 1;
        let Unescaped { text, mistake } = literal::unescape(&self.text[quote + 1..][..length]);
        let mistake = mistake.map(|(place, reason)| {
            let span = self.span(quote + 1 + place.start, quote + 1 + place.end);
            let message = format!("`{}` cannot stand in a string", &self.text[quote + 1..][place]);
            let hint = format!(r"{reason}; a backslash itself is written `\\`");
            Diagnostic::error(codes::SYNTAX, span, message).hint(hint)
        });
        (TokenKind::Str(text), mistake)
    }

    fn endless_string(&mut self, start: usize) -> (TokenKind, Option<Diagnostic>) {
        let line_end =
            self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        self.at = self.text.len();
        let span = self.span(start, start + self.text[start..line_end].trim_end().len());
        let mistake = Diagnostic::error(codes::SYNTAX, span, "unterminated string")
            .hint("the closing `\"` is missing");
        (TokenKind::Endless, Some(mistake))
    }

    fn at_prefixed_literal(&self) -> bool {
        let rest = self.rest();
        let after_b = rest.strip_prefix('b');
        let after_r = after_b.unwrap_or(rest).strip_prefix('r');
        after_b.is_some_and(|rest| rest.starts_with(['"', '\'']))
            || after_r.is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
            || rest.strip_prefix("r#").is_some_and(|rest| rest.starts_with(is_raw_ident_part))
    }

    /// Reads a raw string, a raw name, or one of the byte strings that a scene has no use for.
    fn prefixed_literal(&mut self) -> (TokenKind, Option<Diagnostic>) {
        let start = self.at;
        let bytes = self.eat("b");
        let (kind, mistake) = match self.peek() {
            Some('"') => self.string(start),
            Some('\'') => self.character(),
            _ => self.raw(start),
        };
        if bytes && mistake.is_none() {
            let span = self.span(start, self.at);
            let mistake = Diagnostic::error(codes::SYNTAX, span, "a scene has no byte strings")
                .hint("leave out the `b`");
            return (kind, Some(mistake));
        }
        (kind, mistake)
    }

    fn raw(&mut self, start: usize) -> (TokenKind, Option<Diagnostic>) {
        self.eat("r");
        let hashes = self.take(|character| character == '#');
        if self.peek() != Some('"') {
            return (TokenKind::Ident(self.take(is_raw_ident_part).to_owned()), None);
        }
        let body = self.at + 1;
        let closing = format!("\"{hashes}");
        let Some(length) = self.text[body..].find(&closing) else {
            let (kind, mistake) = self.endless_string(start);
            let hint = format!("a string that starts with `r{hashes}\"` ends with `{closing}`");
            return (kind, mistake.map(|mistake| mistake.hint(hint)));
        };
        self.at = body + length + closing.len();
        (TokenKind::Str(self.text[body..body + length].to_owned()), None)
    }

    /// Reads a character in single quotes, or a string that was put in them by mistake.
    fn character(&mut self) -> (TokenKind, Option<Diagnostic>) {
        let start = self.at;
        let body = &self.text[start + 1..];
        let line = body.lines().next().unwrap_or_default();
        // The character itself may be a quote: `'''` and `'\''`.
        let skip = if line.starts_with('\\') { 2 } else { 1 };
        let first = line.char_indices().nth(skip).map_or(line.len(), |(offset, _)| offset);
        let Some(length) = line[first..].find('\'').map(|offset| first + offset) else {
            self.at += 1;
            let mistake =
                Diagnostic::error(codes::SYNTAX, self.span(start, self.at), "unexpected `'`")
                    .hint("strings need double quotes");
            return (TokenKind::Stray('\''), Some(mistake));
        };
        // An empty pair of quotes would otherwise reach for the next quote on the line.
        let length = if line.starts_with('\'') && length != 1 { 0 } else { length };
        self.at = start + 1 + length + 1;
        let Unescaped { text, mistake } = literal::unescape(&body[..length]);
        let mut characters = text.chars();
        if let (Some(character), None, None) = (characters.next(), characters.next(), mistake) {
            return (TokenKind::Char(character), None);
        }
        let span = self.span(start, self.at);
        let mistake = Diagnostic::error(codes::SYNTAX, span, "strings need double quotes")
            .hint(format!("write {}", literal::write_string(&text)));
        (TokenKind::Str(text), Some(mistake))
    }

    fn at_number(&self) -> bool {
        let rest = self.rest();
        let unsigned = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
        let special = unsigned.strip_prefix("inf").or_else(|| unsigned.strip_prefix("NaN"));
        digits.starts_with(|digit: char| digit.is_ascii_digit())
            || special.is_some_and(|rest| !rest.starts_with(is_ident_part))
    }

    fn number(&mut self) -> (TokenKind, Option<Diagnostic>) {
        let start = self.at;
        while let Some(character) = self.peek() {
            let delimiter = is_white_space(character) || "()[]{},:;=\"'".contains(character);
            if delimiter || self.rest().starts_with("//") || self.rest().starts_with("/*") {
                break;
            }
            self.at += character.len_utf8();
        }
        let written = &self.text[start..self.at];
        if literal::parse_number(written).is_some() {
            return (TokenKind::Number, None);
        }
        let quantity = spaced_quantity(written);
        let mistake =
            Diagnostic::error(codes::SYNTAX, self.span(start, self.at), quotes_needed(&quantity))
                .hint(format!("write {}", literal::write_string(&quantity)));
        (TokenKind::Str(quantity), Some(mistake))
    }

    /// Skips white space and returns how many lines end in it.
    fn white_space(&mut self) -> usize {
        self.take(is_white_space).bytes().filter(|&byte| byte == b'\n').count()
    }

    /// Skips a comment, if one starts here, and returns whether it ends.
    fn comment(&mut self) -> Option<bool> {
        if self.rest().starts_with("//") {
            self.take(|character| character != '\n');
            return Some(true);
        }
        let mut depth = 0_u32;
        loop {
            if self.eat("/*") {
                depth += 1;
            } else if depth == 0 {
                return None;
            } else if self.eat("*/") {
                depth -= 1;
                if depth == 0 {
                    return Some(true);
                }
            } else if let Some(character) = self.peek() {
                self.at += character.len_utf8();
            } else {
                return Some(false);
            }
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, expected: &str) -> bool {
        let eaten = self.rest().starts_with(expected);
        if eaten {
            self.at += expected.len();
        }
        eaten
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|character| !wanted(character)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }
}

/// Says that a text or a quantity stands without quotes.
pub(super) fn quotes_needed(text: &str) -> &'static str {
    let number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    if number { "quantities need quotes" } else { "text needs quotes" }
}

/// Puts a space between the number and the unit: `90mm` becomes `90 mm`.
fn spaced_quantity(written: &str) -> String {
    let number =
        written.trim_start_matches(|part: char| part.is_ascii_digit() || "._+-".contains(part));
    let (number, unit) = written.split_at(written.len() - number.len());
    if unit.starts_with(|first: char| first.is_alphabetic() || "%°".contains(first)) {
        format!("{number} {unit}")
    } else {
        written.to_owned()
    }
}

fn punctuation(character: char) -> TokenKind {
    match character {
        '(' => TokenKind::Open(Bracket::Round),
        '[' => TokenKind::Open(Bracket::Square),
        '{' => TokenKind::Open(Bracket::Curly),
        ')' => TokenKind::Close(Bracket::Round),
        ']' => TokenKind::Close(Bracket::Square),
        '}' => TokenKind::Close(Bracket::Curly),
        ',' => TokenKind::Comma,
        ':' => TokenKind::Colon,
        other => TokenKind::Stray(other),
    }
}

fn is_white_space(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t'
            | '\n'
            | '\r'
            | '\x0B'
            | '\x0C'
            | '\u{85}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'
            | '\u{2029}'
    )
}

fn is_ident_start(character: char) -> bool {
    character == '_' || character.is_alphabetic()
}

fn is_ident_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

fn is_raw_ident_part(character: char) -> bool {
    is_ident_part(character) || matches!(character, '.' | '+' | '-')
}

impl From<Comment> for LexedComment {
    fn from(comment: Comment) -> Self {
        Self { text: comment.text, newlines: if comment.blank_before { 2 } else { 1 } }
    }
}
