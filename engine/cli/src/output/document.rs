//! A report on a terminal.

use comfy_table::{CellAlignment, Table as Grid};
use plantwright_study::report::{Block, Document, Intervals, Table};

use crate::terminal::{self, BOLD, TABLE};

/// How many letters the axis of a picture takes.
const AXIS: usize = 48;

/// The widest that names beside a picture get.
const NAME: usize = 34;

/// Writes a report for a terminal.
pub(crate) fn render(document: &Document) -> String {
    let width = terminal::width();
    let mut parts = vec![format!("{BOLD}{}{BOLD:#}", document.title)];
    // A number and its sign stay together.
    let wrap = |text: &str| terminal::wrap(&text.replace(" %", "\u{a0}%"), width).join("\n");
    parts.extend(document.answer.iter().map(|it| wrap(it)));
    for block in &document.blocks {
        parts.push(match block {
            Block::Heading(heading) => format!("{BOLD}{heading}{BOLD:#}"),
            Block::Text(text) => wrap(text),
            Block::Table(it) => table(it),
            Block::Intervals(it) => picture(it),
            Block::Code(lines) => format!("  {}", lines.join("\n  ")),
        });
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

/// A table; columns in which nothing stands are left out, and headings are broken where they are wider than what stands below.
fn table(table: &Table) -> String {
    let is_used = |column: &usize| {
        *column == 0
            || table.rows.iter().any(|row| row.get(*column).is_some_and(|it| !it.is_empty()))
    };
    let columns: Vec<usize> = (0..table.head.len()).filter(is_used).collect();
    let mut grid = Grid::new();
    let heads: Vec<Vec<String>> = columns
        .iter()
        .map(|column| {
            let cells = table.rows.iter().map(|row| row[*column].chars().count());
            let lines = terminal::wrap(&table.head[*column], cells.max().unwrap_or(0).max(10));
            if lines.is_empty() { vec![String::new()] } else { lines }
        })
        .collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
    grid.load_style(TABLE)
        .set_header(heads.iter().map(|head| "\n".repeat(lines - head.len()) + &head.join("\n")));
    for row in &table.rows {
        grid.add_row(columns.iter().map(|column| row[*column].as_str()));
    }
    for (at, shown) in grid.column_iter_mut().enumerate() {
        shown.set_padding((0, 1));
        if at > 0 {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    grid.trim_fmt()
}

/// Intervals below one another: `├──●──┤`, and `│` where zero is.
fn picture(intervals: &Intervals) -> String {
    let drawn: Vec<_> = intervals.rows.iter().filter(|(_, it)| it.is_bounded()).collect();
    let zero = intervals.marks_zero.then_some(0.0);
    let lows = drawn.iter().map(|(_, it)| it.low).chain(zero);
    let highs = drawn.iter().map(|(_, it)| it.high).chain(zero);
    let low = lows.fold(f64::INFINITY, f64::min);
    let high = highs.fold(f64::NEG_INFINITY, f64::max);
    if drawn.is_empty() || high <= low {
        return String::new();
    }
    let at = |value: f64| ((value - low) / (high - low) * (AXIS - 1) as f64).round() as usize;
    let name = drawn.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(NAME);
    let mut lines = Vec::new();
    for (label, it) in &drawn {
        let mut cells = vec![' '; AXIS];
        if intervals.marks_zero {
            cells[at(0.0)] = '│';
        }
        let (from, to) = (at(it.low), at(it.high));
        cells[from..=to].fill('─');
        if to > from {
            cells[from] = '├';
            cells[to] = '┤';
        }
        cells[at(it.estimate)] = '●';
        let label = terminal::shorten(label, name);
        let line = format!("{label:<name$}  {}", cells.into_iter().collect::<String>());
        lines.push(line.trim_end().to_owned());
    }
    let decimals = usize::from(high - low < 100.0) + usize::from(high - low < 10.0);
    let (from, to) = (format!("{low:.decimals$}"), format!("{high:.decimals$}"));
    let gap = AXIS.saturating_sub(from.len() + to.len());
    lines.push(format!("{:name$}  {from}{}{to}", "", " ".repeat(gap)));
    lines.push(format!("{:name$}  {}", "", intervals.axis));
    lines.join("\n")
}
