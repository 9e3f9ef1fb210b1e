//! What texts and tables look like on a terminal: how wide they are, where lines break, which rules are drawn, how far things are.

use std::io::IsTerminal as _;
use std::time::Duration;

use clap::builder::styling::Style;
use comfy_table::{LineStyle, TableStyle};
use indicatif::{ProgressBar, ProgressStyle};

/// No text is wider than this: longer lines are hard to read.
const WIDEST: u16 = 100;

/// What narrower terminals have to break by themselves.
const NARROWEST: u16 = 40;

/// Headings. What is no terminal gets them without.
pub(crate) const BOLD: Style = Style::new().bold();

/// Tables have one line, under their headings: rows are told apart by what stands in them.
pub(crate) const TABLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Returns how wide texts and tables may be.
pub(crate) fn width() -> usize {
    let columns = std::io::stdout()
        .is_terminal()
        .then(terminal_size::terminal_size)
        .flatten()
        .map_or(WIDEST, |(columns, _)| columns.0);
    usize::from(columns.clamp(NARROWEST, WIDEST))
}

/// Returns a progress bar of so many steps, which moves where the error stream is a terminal, and is not there otherwise.
pub(crate) fn progress_bar(steps: u64, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps);
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A blank at which no line breaks.
pub(crate) const BLANK: char = '\u{a0}';

/// What stands in backticks is kept in one line up to so many letters.
const HELD: usize = 40;

/// Breaks a text at blanks into lines of at most `width`; a word that is longer has a line of its own.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in hold_together(text).split([' ', '\n']).filter(|word| !word.is_empty()) {
        let more = word.chars().count();
        let word = word.replace(BLANK, " ");
        match lines.last_mut() {
            Some(line) if length + 1 + more <= width => {
                line.push(' ');
                line.push_str(&word);
                length += 1 + more;
            }
            _ => {
                lines.push(word);
                length = more;
            }
        }
    }
    lines
}

/// Replaces the blanks between backticks by [`BLANK`], so that short pieces of scenes are not broken.
pub(crate) fn hold_together(text: &str) -> String {
    let pieces = text.split('`').enumerate().map(|(position, piece)| {
        let quoted = position % 2 == 1 && piece.chars().count() <= HELD;
        if quoted { piece.replace(' ', BLANK.encode_utf8(&mut [0; 2])) } else { piece.to_owned() }
    });
    pieces.collect::<Vec<_>>().join("`")
}

/// Shortens a name in its middle: names that begin alike differ at their ends.
pub(crate) fn shorten(name: &str, width: usize) -> String {
    let length = name.chars().count();
    if length <= width || width < 3 {
        return name.to_owned();
    }
    let kept = width - 1;
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let start: String = name.chars().take(head).collect();
    let end: String = name.chars().skip(length - tail).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("a bb  ccc\ndddd", 6), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrap("unbreakable word", 4), ["unbreakable", "word"]);
        assert!(wrap(" ", 4).is_empty());
    }

    #[test]
    fn pieces_of_scenes_are_not_broken() {
        assert_eq!(wrap("a `b c` d", 6), ["a", "`b c`", "d"]);
    }

    #[test]
    fn names_are_shortened_in_the_middle() {
        assert_eq!(shorten("machine 12", 10), "machine 12");
        assert_eq!(shorten("machine 12", 7), "mac… 12");
        assert_eq!(shorten("größte Presse", 6), "grö…se");
    }
}
