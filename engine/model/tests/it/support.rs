//! What the tests share: findings as lines of text, random numbers, sample scenes.

use plantwright_model::{Diagnostic, Report, Sources};

/// A scene with a bit of everything, formatted.
pub(crate) const BOTTLING: &str = include_str!("samples/bottling.ron");

/// A scene with comments in every place they can be, formatted.
pub(crate) const REMARKS: &str = include_str!("samples/remarks.ron");

/// Returns each finding as `line:column code message`, followed by its labels and its hint.
pub(crate) fn lines(sources: &Sources, report: Report) -> Vec<String> {
    report.into_sorted().iter().map(|finding| line(sources, finding)).collect()
}

fn line(sources: &Sources, finding: &Diagnostic) -> String {
    let place = |span| {
        let (line, column) = sources.line_column(span);
        format!("{line}:{column}")
    };
    let mut text = finding.span.map(place).unwrap_or_default();
    text = format!("{text} {} {}", finding.code, finding.message);
    for (span, label) in &finding.labels {
        text = format!("{text} @ {} {label}", place(*span));
    }
    match &finding.hint {
        Some(hint) => format!("{text} ~ {hint}"),
        None => text,
    }
}

/// Compares findings with what is expected, one per line, blanks at the ends ignored.
pub(crate) fn assert_lines(input: &str, found: &[String], expected: &str) {
    let expected: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(
        found == expected,
        "for\n{input}\nfound\n    {}\nexpected\n    {}",
        found.join("\n    "),
        expected.join("\n    "),
    );
}

/// Random numbers that are the same in every run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mixed = mixed ^ (mixed >> 31);
        usize::try_from(mixed % limit as u64).expect("it is below a usize")
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}
