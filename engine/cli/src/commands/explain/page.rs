//! How explanations look: headings, paragraphs within the width of the terminal, tables of fields.

use std::fmt::Write as _;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width};

use super::category::Category;
use super::reference::{Found, Topic};
use super::shape::{Choice, Field, Given};
use crate::terminal::{BLANK, BOLD, TABLE, hold_together, wrap};

/// How far samples and meanings are moved to the right.
const INDENT: &str = "    ";

/// What is printed, as it grows.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    width: usize,
}

impl Page {
    pub(super) const fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    /// Returns what was written, colored as if for a terminal.
    pub(super) fn text(&self) -> &str {
        self.text.trim_start_matches('\n')
    }

    pub(super) fn found(&mut self, found: &Found<'_>) {
        match found {
            Found::Category(category, topics) => self.category(*category, topics.iter().copied()),
            Found::Topic(topic) => self.topic(topic),
            Found::Choice(topic, choice) => {
                self.heading(&choice.signature(), &format!("a choice of {}", topic.name));
                self.meaning(choice);
                self.see(std::slice::from_ref(&topic.name));
            }
            Found::Field(topic, field) => {
                self.heading(&field.name, &format!("a field of {}", topic.name));
                self.fields(std::slice::from_ref(field));
                self.see(std::slice::from_ref(&topic.name));
            }
        }
    }

    /// Writes a list of things with a sentence each.
    pub(super) fn category<'a>(
        &mut self,
        category: Category,
        topics: impl Iterator<Item = &'a Topic>,
    ) {
        self.heading(category.title(), "");
        let topics: Vec<(&str, &str)> =
            topics.map(|topic| (topic.name.as_str(), topic.summary.as_str())).collect();
        self.glossary("  ", &topics);
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.blank();
        for line in wrap(text, self.width) {
            self.line(&line);
        }
    }

    fn topic(&mut self, topic: &Topic) {
        self.heading(&topic.name, topic.category.singular());
        for paragraph in topic.text.lines() {
            self.paragraph(paragraph);
        }
        if let Some(sample) = topic.sample {
            self.blank();
            for line in sample.lines() {
                self.line(&format!("{INDENT}{line}"));
            }
        }
        if !topic.fields.is_empty() {
            self.fields(&topic.fields);
        }
        for choice in &topic.choices {
            self.choice(choice);
        }
        for (name, choices) in &topic.words {
            self.words(name, choices);
        }
        self.see(&topic.see);
    }

    fn fields(&mut self, fields: &[Field]) {
        let mut table = Table::new();
        table
            .load_style(TABLE)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width as u16)
            .set_header(["field", "type", "default", "meaning"]);
        for field in fields {
            let default = match (&field.default, field.needed) {
                (Some(default), _) => default,
                (None, true) => "needed",
                (None, false) => "none",
            };
            table.add_row([&field.name, &field.term, default, &hold_together(&field.meaning)]);
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        // The names stay whole, and the meaning gets what the others leave.
        let narrow = |share| ColumnConstraint::UpperBoundary(Width::Percentage(share));
        table.set_constraints([ColumnConstraint::ContentWidth, narrow(25), narrow(25)]);
        self.blank();
        let text = table.trim_fmt().replace(BLANK, " ");
        text.lines().for_each(|line| self.line(line));
    }

    fn choice(&mut self, choice: &Choice) {
        self.blank();
        self.line(&choice.signature());
        self.meaning(choice);
    }

    fn meaning(&mut self, choice: &Choice) {
        for line in wrap(&choice.meaning, self.width - INDENT.len()) {
            self.line(&format!("{INDENT}{line}"));
        }
        if let Given::Parameters(fields) = &choice.given {
            let meanings: Vec<String> = fields.iter().map(parameter).collect();
            let parameters = fields.iter().zip(&meanings);
            let entries: Vec<(&str, &str)> = parameters
                .map(|(field, meaning)| (field.name.as_str(), meaning.as_str()))
                .collect();
            self.glossary(INDENT, &entries);
        }
    }

    fn words(&mut self, name: &str, choices: &[Choice]) {
        self.blank();
        self.line(&format!("{name}:"));
        let entries: Vec<(&str, &str)> = choices
            .iter()
            .map(|choice| {
                let name = choice.name.as_deref().unwrap_or_default();
                (name, choice.meaning.as_str())
            })
            .collect();
        self.glossary(INDENT, &entries);
    }

    fn see(&mut self, names: &[String]) {
        if !names.is_empty() {
            self.paragraph(&format!("See also: {}.", names.join(", ")));
        }
    }

    /// Writes names with their meanings beside them.
    fn glossary(&mut self, indent: &str, entries: &[(&str, &str)]) {
        let names = entries.iter().map(|(name, _)| name.chars().count());
        let column = names.max().unwrap_or(0) + 2;
        let room = self.width.saturating_sub(indent.len() + column);
        for (name, meaning) in entries {
            let lines = wrap(meaning, room);
            let first = lines.first().map_or("", String::as_str);
            self.line(format!("{indent}{name:column$}{first}").trim_end());
            for line in lines.iter().skip(1) {
                self.line(&format!("{indent}{:column$}{line}", ""));
            }
        }
    }

    fn heading(&mut self, name: &str, what: &str) {
        self.blank();
        let comma = if what.is_empty() { "" } else { ", " };
        self.line(&format!("{BOLD}{name}{BOLD:#}{comma}{what}"));
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn line(&mut self, line: &str) {
        // Writing into a string cannot fail.
        let _infallible = writeln!(self.text, "{line}").is_ok();
    }
}

/// A parameter's type, meaning and default in one line.
fn parameter(field: &Field) -> String {
    let default =
        field.default.as_ref().map_or_else(String::new, |default| format!(" Default: {default}."));
    format!("{}: {}{default}", field.term, field.meaning)
}
