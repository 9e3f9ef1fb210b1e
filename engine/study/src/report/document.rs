//! What a report consists of, whatever it is written in.

use crate::statistics::Interval;

/// A report: the answer first, and then what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The question, or what the report is about.
    pub title: String,
    /// The answer: its first sentence alone is enough.
    pub answer: Vec<String>,
    /// What the answer rests on.
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// The heading of what follows.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
    /// A picture of intervals, one below the other.
    Intervals(Intervals),
    /// Commands and their like, line by line.
    Code(Vec<String>),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The headings of its columns.
    pub head: Vec<String>,
    /// Its rows. The first column holds names, the others numbers.
    pub rows: Vec<Vec<String>>,
}

/// Intervals on one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// What is on the axis, with its unit.
    pub axis: String,
    /// A name for each interval. Those without bounds are not drawn.
    pub rows: Vec<(String, Interval)>,
    /// Whether 0 is on the axis, and marked.
    pub marks_zero: bool,
}
