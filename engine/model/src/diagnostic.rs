//! What is wrong with a scene, and where: sources, spans, diagnostics, reports.
//!
//! Everything that reads a scene puts its findings into one [`Report`]. How a finding looks on a
//! terminal is the business of the command; nothing here prints.

pub mod codes;
mod source;

pub use codes::{Code, CodeInfo};
pub use source::{SourceId, Sources, Span};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The scene cannot be run.
    Error,
    /// The scene can be run, but probably does not say what was meant.
    Warning,
}

/// One finding: what is wrong, where it stands, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of mistake; `plantwright explain` has a page for each.
    pub code: Code,
    /// Whether the scene can still be run.
    pub severity: Severity,
    /// What is wrong: one sentence, lower case, no final period, values in backticks.
    pub message: String,
    /// Where it is wrong; none for findings about the scene as a whole.
    pub span: Option<Span>,
    /// Other places that matter, each with a few words: "first defined here".
    pub labels: Vec<(Span, String)>,
    /// What would be right.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Returns whether it keeps a scene from being run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Returns an error without labels and hint.
    pub fn error(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span.into(), message.into())
    }

    /// Returns a warning without labels and hint.
    pub fn warning(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span.into(), message.into())
    }

    /// Adds another place that matters, with a few words about it.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Says what would be right.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn new(severity: Severity, code: Code, span: Option<Span>, message: String) -> Self {
        Self { code, severity, message, span, labels: Vec::new(), hint: None }
    }
}

/// Collects the findings about one scene.
#[derive(Debug, Clone, Default)]
pub struct Report {
    findings: Vec<Diagnostic>,
}

impl Report {
    /// Returns an empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Returns whether any finding keeps the scene from running.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Returns the findings in the order they were made, duplicates included.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter()
    }

    /// Returns the findings by place, those without a place first, and each of them once.
    ///
    /// Findings about the same place keep the order they were made in.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut sorted = self.findings;
        sorted.sort_by_key(|finding| finding.span);
        let mut unique: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
        for finding in sorted {
            let twin = unique
                .iter()
                .rev()
                .take_while(|seen| seen.span == finding.span)
                .any(|seen| *seen == finding);
            if !twin {
                unique.push(finding);
            }
        }
        unique
    }
}

impl Extend<Diagnostic> for Report {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        self.findings.extend(findings);
    }
}

/// Returns the known name that `wrong` was probably meant to be.
///
/// A name that differs in nothing but capitals is always taken. Otherwise up to a third of the
/// letters may differ, counting a swap of neighbors as one; among equals the first known name wins.
///
/// # Example
///
/// ```
/// # use plantwright_model::did_you_mean;
/// assert_eq!(did_you_mean("filer", ["buffer", "filler"]), Some("filler"));
/// assert_eq!(did_you_mean("robot", ["buffer", "filler"]), None);
/// ```
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = wrong.to_lowercase();
    let mut best: Option<(usize, &'a str)> = None;
    for name in known {
        let distance = strsim::damerau_levenshtein(&folded, &name.to_lowercase());
        let allowed = folded.chars().count().max(name.chars().count()) / 3;
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
