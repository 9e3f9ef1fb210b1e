//! Tables in CSV files beside the scene. Which columns a table has is said by whoever reads it.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, de};

use crate::{Diagnostic, ReadCx, Report, SourceId, Span, Spanned, codes, did_you_mean};

/// A table beside the scene: a CSV file with a line of headings, `Csv("orders.csv")`. Lines that begin with `#` are comments.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Csv {
    /// The file's path, from the folder of the scene.
    pub file: Spanned<String>,
}

impl Csv {
    /// Reads `Csv("orders.csv")` where other forms may stand, too.
    pub(crate) fn from_enum<'de, A: de::EnumAccess<'de>>(data: A) -> Result<Self, A::Error> {
        #[derive(Deserialize)]
        enum Named {
            Csv(Spanned<String>),
        }

        let Named::Csv(file) = Named::deserialize(de::value::EnumAccessDeserializer::new(data))?;
        Ok(Self { file })
    }
}

/// A table that was read: its text stays known, so that a mistake in a cell is shown in its line.
#[derive(Debug)]
pub(crate) struct Table {
    source: SourceId,
    headings: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    end: u32,
}

/// One cell, trimmed, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A column that has to be there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column(usize);

impl Table {
    /// Reads the file that `csv` names, or reports why it cannot be read.
    pub(crate) fn read(csv: &Csv, cx: &mut ReadCx<'_>) -> Option<Self> {
        let text = match cx.files.read(&csv.file.value) {
            Ok(text) => text,
            Err(reason) => {
                let message = format!("cannot read the table `{}`: {reason}", csv.file.value);
                cx.report.push(
                    Diagnostic::error(codes::TABLE, csv.file.span, message)
                        .hint("paths are taken from the folder of the scene"),
                );
                return None;
            }
        };
        let source = cx.sources.add(path_beside(csv, cx), text.as_str());
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut lines = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => lines.push(cells(&record, source, &text)),
                Ok(false) => break,
                Err(error) => {
                    let at = error.position().map_or(0, |position| position.byte() as usize);
                    let span = Span::new(source, at, at);
                    cx.report.push(Diagnostic::error(
                        codes::TABLE,
                        span,
                        format!("not a line of CSV: {error}"),
                    ));
                    return None;
                }
            }
        }
        let mut lines = lines.into_iter();
        let headings: Vec<Cell> = lines.next().unwrap_or_default();
        if let [only] = &headings[..]
            && let Some(separator) = only.text.chars().find(|c| matches!(c, ';' | '\t'))
        {
            let what = if separator == ';' { "semicolons" } else { "tabs" };
            let message = format!("the cells of this table are separated by {what}");
            cx.report.push(
                Diagnostic::error(codes::TABLE, only.span, message)
                    .hint("save it as CSV with commas; decimal numbers have a point"),
            );
            return None;
        }
        let rows: Vec<Vec<Cell>> =
            lines.filter(|row| row.iter().any(|cell| !cell.text.is_empty())).collect();
        if rows.is_empty() {
            let message = format!("the table `{}` has no rows", csv.file.value);
            cx.report.push(Diagnostic::error(codes::TABLE, csv.file.span, message));
            return None;
        }
        fits(&headings, &rows, cx.report).then_some(Self {
            source,
            headings,
            rows,
            end: text.len() as u32,
        })
    }

    /// Finds a column that has to be there, or reports that it is not.
    pub(crate) fn column(&self, name: &str, cx: &mut ReadCx<'_>) -> Option<Column> {
        let found = self.optional_column(name);
        if found.is_none() {
            let headings = self.headings.iter().map(|cell| cell.text.as_str());
            let hint = match did_you_mean(name, headings.clone()) {
                Some(near) => format!("rename the column `{near}`?"),
                None => format!("the columns are: {}", headings.collect::<Vec<_>>().join(", ")),
            };
            let span =
                self.headings.first().zip(self.headings.last()).map(|(a, b)| a.span.to(b.span));
            let message = format!("the table has no column `{name}`");
            cx.report.push(Diagnostic::error(codes::TABLE, span, message).hint(hint));
        }
        found
    }

    /// Finds a column that may be there.
    pub(crate) fn optional_column(&self, name: &str) -> Option<Column> {
        self.headings.iter().position(|cell| cell.text == name).map(Column)
    }

    /// Reports every heading that nobody reads.
    pub(crate) fn only(&self, known: &[&str], cx: &mut ReadCx<'_>) {
        for heading in self.headings.iter().filter(|cell| !known.contains(&cell.text.as_str())) {
            let hint = match did_you_mean(&heading.text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the columns that are read: {}", known.join(", ")),
            };
            let message = format!("nobody reads the column `{}`", heading.text);
            cx.report.push(Diagnostic::error(codes::TABLE, heading.span, message).hint(hint));
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    cells: &'a [Cell],
}

impl<'a> Row<'a> {
    /// Returns where the row stands.
    pub(crate) fn span(&self) -> Span {
        match (self.cells.first(), self.cells.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::new(self.table.source, self.table.end as usize, self.table.end as usize),
        }
    }

    /// Returns the cell in the column, unless it is empty or missing.
    pub(crate) fn get(&self, column: Column) -> Option<&'a Cell> {
        self.cells.get(column.0).filter(|cell| !cell.text.is_empty())
    }

    /// Returns the cell in the column, or reports that it is empty.
    pub(crate) fn need(&self, column: Column, cx: &mut ReadCx<'_>) -> Option<&'a Cell> {
        let cell = self.get(column);
        if cell.is_none() {
            let heading = &self.table.headings[column.0].text;
            let message = format!("this row has no `{heading}`");
            cx.report.push(Diagnostic::error(codes::TABLE, self.span(), message));
        }
        cell
    }
}

/// Reads a cell with `FromStr`, or reports what is wrong with it.
pub(crate) fn parse_cell<T: std::str::FromStr<Err: std::fmt::Display>>(
    cell: &Cell,
    what: &str,
    cx: &mut ReadCx<'_>,
) -> Option<T> {
    match cell.text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let message = format!("`{}` is not {what}", cell.text);
            let error: String = error.to_string();
            let hint = if error.contains("digit") {
                // What the standard library says of whole numbers is no help.
                "write a whole number such as `12`".to_owned()
            } else {
                error
            };
            cx.report.push(Diagnostic::error(codes::TABLE, cell.span, message).hint(hint));
            None
        }
    }
}

/// The table's path as the command shows it: beside the scene that names it.
fn path_beside(csv: &Csv, cx: &ReadCx<'_>) -> String {
    let scene = Path::new(cx.sources.name(csv.file.span.source));
    let folder = scene.parent().filter(|_| scene.extension().is_some_and(|end| end == "ron"));
    match folder {
        Some(folder) => folder.join(&csv.file.value).display().to_string(),
        None => csv.file.value.clone(),
    }
}

/// The cells of a record. The reader tells where a line starts, not where its cells do: they are found from left to right.
fn cells(record: &csv::StringRecord, source: SourceId, text: &str) -> Vec<Cell> {
    let mut from = record.position().map_or(0, |position| position.byte() as usize);
    record
        .iter()
        .map(|cell| {
            // A cell with escaped quotes is not found as it stands; then the place is that of the line's rest.
            let start = text
                .get(from..)
                .and_then(|rest| rest.find(cell))
                .map_or(from, |offset| from + offset);
            let end = if cell.is_empty() { start } else { start + cell.len() };
            from = end.min(text.len());
            Cell {
                text: cell.to_owned(),
                span: Span::new(source, start.min(text.len()), end.min(text.len())),
            }
        })
        .collect()
}

/// Reports headings that stand there twice, and cells under no heading. Returns whether there are none.
fn fits(headings: &[Cell], rows: &[Vec<Cell>], report: &mut Report) -> bool {
    let known = |at: usize| headings[..at].iter().any(|other| other.text == headings[at].text);
    let twice = (0..headings.len()).filter(|at| !headings[*at].text.is_empty() && known(*at));
    let twice = twice.map(|at| {
        let message = format!("the heading `{}` stands here twice", headings[at].text);
        Diagnostic::error(codes::TABLE, headings[at].span, message)
            .hint("give each column a name of its own")
    });
    let beyond = rows.iter().flat_map(|row| row.iter().skip(headings.len()));
    let beyond = beyond.filter(|cell| !cell.text.is_empty()).map(|cell| {
        let message = format!("`{}` stands under no heading", cell.text);
        let hint = "put quotation marks around text with a comma in it, or name the column";
        Diagnostic::error(codes::TABLE, cell.span, message).hint(hint)
    });
    let found: Vec<Diagnostic> = twice.chain(beyond).collect();
    let is_right = found.is_empty();
    report.extend(found);
    is_right
}
