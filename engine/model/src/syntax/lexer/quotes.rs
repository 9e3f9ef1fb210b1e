//! Finds the line on which a quote was forgotten.
//!
//! After a forgotten quote the insides and the outsides of all further strings are exchanged, and
//! only the end of the text shows that something is wrong: the last string does not end. The place
//! to mend is where strings first run into other words.

use super::{Token, TokenKind};
use crate::{Diagnostic, Span, codes};

/// Cuts the tokens off before the line on which a quote is missing, if the last string is endless
/// and an earlier line is to blame.
pub(super) fn blame_earlier_line(tokens: &mut Vec<Token>, text: &str) {
    let Some(last) = tokens.iter().rposition(|token| token.kind == TokenKind::Endless) else {
        return;
    };
    let is_comment = text[tokens[last].span.start as usize..].starts_with('/');
    let earlier = (0..last).find(|&at| {
        matches!(tokens[at].kind, TokenKind::Str(_))
            && is_word_touching(&tokens[at + 1], &tokens[at])
    });
    let culprit = earlier.or_else(|| {
        let previous = last.checked_sub(1)?;
        is_word_touching(&tokens[previous], &tokens[last]).then_some(last)
    });
    let Some(culprit) = culprit.filter(|_| !is_comment) else {
        return;
    };
    let line = line_of(tokens[culprit].span, text);
    let first = tokens.partition_point(|token| token.span.start < line.start);
    let mistake = Diagnostic::error(codes::SYNTAX, line, "a `\"` is missing on this line")
        .hint("strings stand between two double quotes");
    let mut end = tokens.split_off(first).pop().into_iter();
    tokens.push(Token {
        kind: TokenKind::Endless,
        span: line,
        comments: Vec::new(),
        newlines: 1,
        mistake: Some(Box::new(mistake)),
    });
    tokens.extend(end.next());
}

/// Returns whether a token is a word, or the like, with nothing between it and a string.
fn is_word_touching(token: &Token, string: &Token) -> bool {
    let word = matches!(
        token.kind,
        TokenKind::Ident(_) | TokenKind::Number | TokenKind::Str(_) | TokenKind::Stray(_)
    );
    let touches = string.span.end == token.span.start || token.span.end == string.span.start;
    word && touches
}

/// Returns the line on which a place starts, without the blanks around it.
fn line_of(span: Span, text: &str) -> Span {
    let at = span.start as usize;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let line = &text[start..end];
    let indent = line.len() - line.trim_start().len();
    Span::new(span.source, start + indent, start + line.trim_end().len().max(indent))
}
