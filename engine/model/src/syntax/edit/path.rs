//! The `PATH` of a `PATH=VALUE`: names separated by dots.

use crate::syntax::literal::unescape;
use crate::{Diagnostic, Report, SourceId, Span, codes};

/// More steps than any scene is deep; they bound the depth of a tree that is put together.
const STEPS_MAX: usize = 64;

/// A path, and where the value after it starts.
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    /// The byte of the assignment after the `=`.
    pub(super) value_start: usize,
}

/// One name of a path.
pub(super) struct Step {
    /// The name, without its quotes.
    pub(super) text: String,
    pub(super) span: Span,
    /// The number the name may stand for.
    pub(super) index: Option<usize>,
}

/// Splits an assignment at its first `=` outside of quotes.
pub(super) fn split(assignment: &str) -> Option<(&str, &str)> {
    let at = outside_quotes(assignment, '=').next()?;
    Some((&assignment[..at], &assignment[at + 1..]))
}

impl Path {
    pub(super) fn parse(assignment: &str, source: SourceId, report: &mut Report) -> Option<Self> {
        let mut wrong = |start: usize, end: usize, message: &str| {
            let span = Span::new(source, start, end);
            let form = "changes are written `PATH=VALUE`, such as `equipment.filler.process=3 s`";
            report.push(Diagnostic::error(codes::PATH_NOT_FOUND, span, message).hint(form));
            None
        };
        let Some((path, _)) = split(assignment) else {
            return wrong(0, assignment.len(), "there is no `=` after the path");
        };
        let mut steps = Vec::new();
        let mut start = 0;
        for end in outside_quotes(path, '.').chain([path.len()]) {
            let written = path[start..end].trim();
            let first = end - path[start..end].trim_start().len();
            let span = Span::new(source, first, first + written.len());
            let quoted = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let text = quoted.map_or_else(|| written.to_owned(), |body| unescape(body).text);
            if written.is_empty() {
                return wrong(first, first, "a name is missing in this path");
            }
            if steps.len() == STEPS_MAX {
                return wrong(first, path.len(), "this path is longer than any scene is deep");
            }
            let index = if quoted.is_none() { text.parse().ok() } else { None };
            steps.push(Step { text, span, index });
            start = end + 1;
        }
        Some(Self { steps, value_start: path.len() + 1 })
    }
}

/// Returns the places of a separator that are not between double quotes.
fn outside_quotes(text: &str, separator: char) -> impl Iterator<Item = usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, character)| {
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && character == '\\' && !escaped;
        (character == separator && !quoted).then_some(at)
    })
}
