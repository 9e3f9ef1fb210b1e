//! Which item a comment belongs to.
//!
//! A comment on the line where an item ends belongs to that item, provided nothing else follows on
//! the line; any other comment belongs to what comes after it.

use crate::syntax::lexer::LexedComment;
use crate::syntax::tree::Comment;

/// Divides comments between two items: those that belong to the one before, and the others.
///
/// `newlines` is the number of line ends between the last comment and the token after it, which
/// `closes` a bracket or the file.
pub(super) fn split(
    mut lead: Vec<LexedComment>,
    newlines: usize,
    closes: bool,
) -> (Vec<LexedComment>, Vec<LexedComment>) {
    let before = lead.split_off(count_behind(&lead, newlines, closes));
    (lead, before)
}

/// Counts the comments that belong to the item before them; the arguments are those of [`split`].
pub(super) fn count_behind(lead: &[LexedComment], newlines: usize, closes: bool) -> usize {
    let same_line = lead.iter().take_while(|comment| comment.newlines == 0).count();
    let shared_line = same_line == lead.len() && newlines == 0 && !closes;
    if shared_line { 0 } else { same_line }
}

/// Divides comments between an item and its comma: those that move in front of the item, and those
/// that move behind the comma.
///
/// Nothing can follow a comment that runs to the end of its line. If something would, be it another
/// of these comments or one after the comma (`followed`), all move in front.
pub(super) fn around_comma(
    lead: Vec<LexedComment>,
    followed: bool,
) -> (Vec<Comment>, Vec<Comment>) {
    let ends_line = lead.iter().position(|comment| comment.text.starts_with("//"));
    match ends_line {
        Some(at) if at + 1 < lead.len() || followed => (kept(lead), Vec::new()),
        _ => (Vec::new(), kept(lead)),
    }
}

/// Returns the comments as they are kept in the tree.
pub(super) fn kept(lead: Vec<LexedComment>) -> Vec<Comment> {
    let keep =
        |comment: LexedComment| Comment { text: comment.text, blank_before: comment.newlines >= 2 };
    lead.into_iter().map(keep).collect()
}
