//! The texts a scene is read from, and places in them.

use serde::{Deserialize, Serialize};

/// Names one text of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u16);

/// Where something stands: which source text, and the bytes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// Returns the bytes `start..end` of a source.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, start: offset(start), end: offset(end) }
    }

    /// Returns the place from the start of this span to the end of `last`, or the other way round. Both stand in the same
    /// source.
    #[must_use]
    pub fn to(self, last: Self) -> Self {
        debug_assert_eq!(self.source, last.source, "a span lies in one source");
        Self { start: self.start.min(last.start), end: self.end.max(last.end), ..self }
    }

    /// Returns whether another place lies within this one.
    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// Returns the empty place just before this span.
    #[must_use]
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// Returns the empty place just after this span.
    #[must_use]
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }
}

/// The texts a scene is read from: the file, the tables beside it, each `--set` of the command
/// line.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: String,
}

impl Sources {
    /// Returns no sources.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that messages show for it, a path as a rule.
    ///
    /// # Panics
    ///
    /// When there are more than 65 536 sources or the text is longer than 4 GiB.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = u16::try_from(self.sources.len()).expect("a scene has at most 65 536 sources");
        let source = Source { name: name.into(), text: text.into() };
        assert!(u32::try_from(source.text.len()).is_ok(), "a source is at most 4 GiB long");
        self.sources.push(source);
        SourceId(id)
    }

    /// Returns the name a source was added under.
    ///
    /// # Panics
    ///
    /// When the source was added elsewhere.
    pub fn name(&self, id: SourceId) -> &str {
        &self.source(id).name
    }

    /// Returns the text of a source.
    ///
    /// # Panics
    ///
    /// When the source was added elsewhere.
    pub fn text(&self, id: SourceId) -> &str {
        &self.source(id).text
    }

    /// Returns the text that stands at a place; nothing when the place lies outside of its source.
    ///
    /// # Panics
    ///
    /// When the source was added elsewhere.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Returns the line and the column where a span starts, both counted from 1, the column in
    /// characters.
    ///
    /// # Panics
    ///
    /// When the source was added elsewhere.
    pub fn line_column(&self, span: Span) -> (u32, u32) {
        let text = self.text(span.source);
        let before = text.get(..span.start as usize).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count();
        let column = before[line_start..].chars().count();
        (offset(line + 1), offset(column + 1))
    }

    fn source(&self, id: SourceId) -> &Source {
        self.sources
            .get(usize::from(id.0))
            .expect("a span is looked up in the sources it was made from")
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a source is at most 4 GiB long")
}
