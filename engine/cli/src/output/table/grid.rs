//! A table of columns, of which those without any content are left out.

use comfy_table::{CellAlignment, Table};

use super::number::{TimeUnit, decimals, fixed};
use crate::terminal::{TABLE, shorten};

/// Blanks between two columns, of which the style of the table brings one.
const GAP: usize = 2;

/// No name is shortened further than this, however narrow the terminal.
const SHORTEST_NAME: usize = 12;

/// A column: its heading, perhaps in two lines, and a cell for each row.
#[derive(Debug)]
pub(super) struct Column {
    heading: String,
    cells: Vec<String>,
    is_text: bool,
}

impl Column {
    /// Makes a column of names.
    pub(super) fn text(heading: &str, cells: Vec<String>) -> Self {
        Self { heading: heading.to_owned(), cells, is_text: true }
    }

    /// Makes a column of numbers whose decimal points stand in line.
    pub(super) fn numbers(heading: &str, values: &[Option<f64>]) -> Self {
        Self::fixed(heading, values, decimals(values.iter().copied().flatten()))
    }

    /// Makes a column of shares in percent, with the sign in the heading.
    pub(super) fn percent(heading: &str, shares: &[Option<f64>]) -> Self {
        let percent: Vec<_> = shares.iter().map(|share| share.map(|share| share * 100.0)).collect();
        Self::fixed(heading, &percent, 1)
    }

    /// Makes columns of times in seconds, shown in one unit and with the same decimals.
    pub(super) fn times<const N: usize>(
        unit: TimeUnit,
        headings: [&str; N],
        seconds: [Vec<Option<f64>>; N],
    ) -> [Self; N] {
        let times = seconds.map(|column| {
            let scaled = column.into_iter().map(|time| time.map(|time| time / unit.seconds));
            scaled.collect::<Vec<_>>()
        });
        let decimals = decimals(times.iter().flatten().copied().flatten());
        let mut headings = headings.into_iter();
        times.map(|times| Self::fixed(headings.next().unwrap_or_default(), &times, decimals))
    }

    /// Makes a column of numbers with so many decimals.
    pub(super) fn fixed(heading: &str, values: &[Option<f64>], decimals: usize) -> Self {
        let cell =
            |value: &Option<f64>| value.map_or_else(String::new, |value| fixed(value, decimals));
        Self {
            heading: heading.to_owned(),
            cells: values.iter().map(cell).collect(),
            is_text: false,
        }
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    fn width(&self) -> usize {
        let lines = self.heading.lines().chain(self.cells.iter().map(String::as_str));
        lines.map(|line| line.chars().count()).max().unwrap_or(0)
    }
}

/// Returns the table of these columns, the first of which holds names, which are shortened where the table is too wide.
pub(super) fn table(mut columns: Vec<Column>, width: usize) -> String {
    columns.retain(|column| !column.is_empty());
    let others: usize = columns.iter().skip(1).map(|column| column.width() + GAP).sum();
    let room = width.saturating_sub(others + GAP).max(SHORTEST_NAME);
    if let Some(names) = columns.first_mut() {
        names.cells.iter_mut().for_each(|name| *name = shorten(name, room));
    }

    let lines = columns.iter().map(|column| column.heading.lines().count()).max().unwrap_or(0);
    let mut table = Table::new();
    table.load_style(TABLE).set_header(columns.iter().map(|column| {
        let missing = lines - column.heading.lines().count();
        format!("{}{}", "\n".repeat(missing), column.heading)
    }));
    let rows = columns.first().map_or(0, |names| names.cells.len());
    for row in 0..rows {
        table.add_row(columns.iter().map(|column| column.cells[row].as_str()));
    }
    for (column, shown) in columns.iter().zip(table.column_iter_mut()) {
        shown.set_padding((0, GAP as u16 - 1));
        if !column.is_text {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}
