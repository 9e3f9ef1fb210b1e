//! Scenes as the window opens them: the text, the changes made to it, and everything that is wrong with it, as plain data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plantwright_kpi::expect;
use plantwright_model::syntax::{self, Node};
use plantwright_model::{
    Diagnostic, Files, Report, Severity, Sources, Span, assemble, is_of_parts,
};
use plantwright_sim::Model;

/// A scene before it is read: where it comes from, what it says, and what was changed in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The file, where it is one.
    pub path: Option<PathBuf>,
    /// What it is called in messages.
    pub name: String,
    /// The text.
    pub text: String,
    /// The tables that it reads, by their paths, where they do not lie beside the file.
    pub tables: BTreeMap<String, String>,
    /// Changes, as `--set` takes them.
    pub changes: Vec<String>,
}

/// A mistake, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the scene cannot be run.
    pub is_error: bool,
    /// The code, for `plantwright explain`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The name of the text, line and column.
    pub place: Option<(String, u32, u32)>,
    /// The line that it is in.
    pub line: String,
    /// Where in that line, in characters.
    pub mark: std::ops::Range<usize>,
    /// What would be right.
    pub hint: Option<String>,
}

/// What became of a document.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// The model, unless something is wrong.
    pub model: Option<Model>,
    /// The tree, where the text could be parsed.
    pub tree: Option<Node>,
    /// The texts that it was read from.
    pub sources: Sources,
    /// Everything that was found, by place.
    pub problems: Vec<Problem>,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that says why it cannot be read.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the file: {error}: {}", path.display()))?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Ok(Self {
            path: Some(path.to_owned()),
            name: name.unwrap_or_else(|| path.display().to_string()),
            text,
            ..Self::default()
        })
    }

    /// Returns the document with more changes.
    #[must_use]
    pub fn with(&self, changes: &[String]) -> Self {
        let mut changed = self.clone();
        changed.changes.extend_from_slice(changes);
        changed
    }

    /// Makes a model of it, with every mistake at once.
    pub fn open(&self) -> Opened {
        let mut sources = Sources::new();
        let mut report = Report::new();
        let shown = self.path.as_ref().and_then(|path| path.file_name());
        let shown = shown.map_or_else(|| self.name.clone(), |it| it.to_string_lossy().into_owned());
        let id = sources.add(shown, self.text.clone());
        let path = self.path.as_deref().and_then(Path::parent).map(Path::to_owned);
        let folder = Folder { path, tables: &self.tables };
        let tree: Option<Node> = syntax::parse(&sources, id, &mut report).map(|mut root| {
            // What the parts are made of is changed before they are put together, all else in what comes out.
            let (of_parts, others): (Vec<_>, Vec<_>) =
                self.changes.iter().partition(|change| is_of_parts(change));
            for change in of_parts {
                syntax::set(&mut root, &mut sources, change, &mut report);
            }
            let mut root = assemble(&root, &mut sources, &folder, &mut report);
            for change in others {
                syntax::set(&mut root, &mut sources, change, &mut report);
            }
            root
        });
        if let Some(root) = &tree {
            plantwright_catalog::check(root, &mut report);
        }
        let model =
            tree.as_ref().and_then(|root| Model::of(root, &mut sources, &folder, &mut report));
        if let Some(model) = &model {
            expect::check(model.plant(), &mut report);
        }
        let model = model.filter(|_| !report.has_errors());
        let findings = report.into_sorted();
        let problems = findings.iter().map(|finding| problem(finding, &sources)).collect();
        Opened { model, tree, sources, problems }
    }
}

/// The folder that a scene's tables are read from.
#[derive(Debug)]
struct Folder<'a> {
    path: Option<PathBuf>,
    tables: &'a BTreeMap<String, String>,
}

impl Files for Folder<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        if let Some(text) = self.tables.get(path) {
            return Ok(text.clone());
        }
        let folder = self.path.as_deref().unwrap_or(Path::new("."));
        std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string())
    }
}

fn problem(finding: &Diagnostic, sources: &Sources) -> Problem {
    let (place, line, mark) = match finding.span {
        None => (None, String::new(), 0..0),
        Some(span) => {
            let (line, column) = sources.line_column(span);
            let (text, mark) = line_of(sources, span);
            (Some((sources.name(span.source).to_owned(), line, column)), text, mark)
        }
    };
    Problem {
        is_error: finding.severity == Severity::Error,
        code: finding.code.to_string(),
        message: finding.message.clone(),
        place,
        line,
        mark,
        hint: finding.hint.clone(),
    }
}

/// The line that a span begins in, without what is before its first word, and where the span is in it.
fn line_of(sources: &Sources, span: Span) -> (String, std::ops::Range<usize>) {
    let text = sources.text(span.source);
    let start = (span.start as usize).min(text.len());
    let begin = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let line = &text[begin..end];
    let indent = line.len() - line.trim_start().len();
    let first = begin + indent.min(start - begin);
    let last = (span.end as usize).clamp(start, end);
    let from = text[first..start].chars().count();
    let marked = text[start..last].chars().count().max(1);
    (text[first..end].trim_end().to_owned(), from..from + marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document { name: "scene".to_owned(), text: text.to_owned(), ..Document::default() }
    }

    #[test]
    fn a_mistake_is_shown_with_its_line() {
        let text = "Scene(\n    equipment: {\n        \"in\": Sorce(),\n    },\n)";
        let opened = document(text).open();
        assert!(opened.model.is_none());
        let first = &opened.problems[0];
        assert_eq!(first.place, Some(("scene".to_owned(), 3, 15)));
        assert_eq!(first.line, "\"in\": Sorce(),");
        assert_eq!(&first.line[first.mark.clone()], "Sorce");
    }

    #[test]
    fn changes_are_checked_like_the_scene() {
        let text = r#"Scene(run: (duration: "1 h"), equipment: {
            "in": Source(every: "1 min", to: ["out"]), "out": Sink()})"#;
        let plain = document(text);
        assert!(plain.open().model.is_some());
        let broken = plain.with(&["equipment.in.every=blue".to_owned()]).open();
        assert!(broken.model.is_none() && broken.problems[0].is_error);
    }
}
