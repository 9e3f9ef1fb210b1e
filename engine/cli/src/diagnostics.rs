//! How mistakes look on a terminal: the place, the line, what is wrong, what would be right.

use std::io::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use plantwright_model::{Diagnostic, Severity, Sources, Span};

use crate::exit::Failure;

/// So many findings are shown with the text that they are about.
const WHOLE: usize = 100;

/// So many more are shown in a line each; the others are counted.
const IN_A_LINE: usize = 900;

/// Shows findings on the error stream, colored where it is a terminal.
pub(crate) fn show(findings: &[Diagnostic], sources: &Sources) -> Result<(), Failure> {
    let renderer = Renderer::styled();
    let mut stream = anstream::stderr().lock();
    for finding in findings.iter().take(WHOLE) {
        writeln!(stream, "{}\n", render(finding, sources, &renderer))?;
    }
    let others = findings.get(WHOLE..).unwrap_or_default();
    for finding in others.iter().take(IN_A_LINE) {
        writeln!(stream, "{}", in_a_line(finding, sources))?;
    }
    if let Some(left @ 1..) = others.len().checked_sub(IN_A_LINE) {
        writeln!(stream, "and {left} more")?;
    }
    Ok(())
}

/// What is wrong, and where.
fn in_a_line(finding: &Diagnostic, sources: &Sources) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = finding.span.map_or_else(String::new, |span| {
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column}: ", sources.name(span.source))
    });
    format!("{place}{kind}[{}]: {}", finding.code, finding.message)
}

/// Returns a sentence that sums findings up.
pub(crate) fn summary(findings: &[Diagnostic]) -> String {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    match (errors, warnings) {
        (0, 0) => "no mistakes".to_owned(),
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "mistake"),
        (errors, warnings) => {
            format!("{} and {}", count(errors, "mistake"), count(warnings, "warning"))
        }
    }
}

fn render(finding: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&finding.message).id(finding.code.0);
    let mut group = Group::with_title(title);
    // One snippet for each text that is pointed into, the one with the mistake first.
    let places = finding.span.iter().map(|span| (*span, AnnotationKind::Primary, ""));
    let labels =
        finding.labels.iter().map(|(span, text)| (*span, AnnotationKind::Context, text.as_str()));
    let mut marks: Vec<(Span, AnnotationKind, &str)> = places.chain(labels).collect();
    while let Some((first, ..)) = marks.first() {
        let source = first.source;
        let (here, elsewhere) = marks.into_iter().partition(|(span, ..)| span.source == source);
        marks = elsewhere;
        group = group.element(snippet(here, sources));
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(hint));
    }
    renderer.render(&[group])
}

fn snippet<'a>(
    marks: Vec<(Span, AnnotationKind, &'a str)>,
    sources: &'a Sources,
) -> Snippet<'a, Annotation<'a>> {
    let source = marks[0].0.source;
    let text = sources.text(source);
    let mut snippet = Snippet::source(text).path(sources.name(source)).line_start(1);
    for (span, kind, label) in marks {
        let range = first_line(text, span.start as usize..span.end as usize);
        let annotation = kind.span(range);
        snippet =
            snippet.annotation(if label.is_empty() { annotation } else { annotation.label(label) });
    }
    snippet
}

/// What spans many lines is pointed at by its first.
fn first_line(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let (start, end) = (range.start.min(text.len()), range.end.min(text.len()));
    let line_end = text[start..].find('\n').map_or(text.len(), |offset| start + offset);
    start..end.min(line_end).max(start)
}

#[cfg(test)]
mod tests {
    use plantwright_model::codes;

    use super::*;

    #[test]
    fn a_finding_shows_its_lines_in_every_text() {
        let mut sources = Sources::new();
        let scene = sources.add("scene.ron", "Scene(\n    orders: Csv(\"a.csv\"),\n)\n");
        let table = sources.add("a.csv", "order\nfirst\nfirst\n");
        let finding =
            Diagnostic::error(codes::DUPLICATE, Span::new(table, 12, 17), "it is there twice")
                .label(Span::new(table, 6, 11), "first here")
                .label(Span::new(scene, 0, 34), "in this scene")
                .hint("rename one of them");
        let text = render(&finding, &sources, &Renderer::plain());
        for part in
            ["error[S006]: it is there twice", "a.csv:3:1", "first here", "help: rename one"]
        {
            assert!(text.contains(part), "no {part:?} in:\n{text}");
        }
        // What spans many lines is shown by its first one.
        assert!(text.contains("scene.ron:1:1") && !text.contains("orders:"), "{text}");
    }

    #[test]
    fn a_finding_fits_a_line_where_there_are_very_many() {
        let mut sources = Sources::new();
        let table = sources.add("a.csv", "order\nfirst\nfirst\n");
        let finding =
            Diagnostic::error(codes::DUPLICATE, Span::new(table, 12, 17), "it is there twice");
        assert_eq!(in_a_line(&finding, &sources), "a.csv:3:1: error[S006]: it is there twice");
        let finding = Diagnostic::warning(codes::UNUSED, None, "odd");
        assert_eq!(in_a_line(&finding, &sources), "warning[S117]: odd");
    }

    #[test]
    fn mistakes_and_warnings_are_counted_apart() {
        let error = || Diagnostic::error(codes::NAME, None, "wrong");
        let warning = || Diagnostic::warning(codes::UNUSED, None, "odd");
        assert_eq!(summary(&[]), "no mistakes");
        assert_eq!(summary(&[warning()]), "1 warning");
        assert_eq!(summary(&[error(), error()]), "2 mistakes");
        assert_eq!(summary(&[error(), warning(), warning()]), "1 mistake and 2 warnings");
    }
}
