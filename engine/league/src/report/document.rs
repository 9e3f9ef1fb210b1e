//! A document of titles, sentences, tables and pictures, and what it looks like in Markdown and HTML.

use plantwright_schedule::gantt::{STYLE, escaped};

/// Something to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// The title of a section.
    Title(String),
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
    /// A picture.
    Picture(Picture),
}

/// A table: the first column holds names, the others numbers, but for those from `words` on.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The headings.
    pub heads: Vec<String>,
    /// The cells, row by row. A cell that begins and ends with `**` stands out.
    pub rows: Vec<Vec<String>>,
    /// The number of the first column that holds words, from 1; none: no other.
    pub words: Option<usize>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The name of its file.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// The picture.
    pub svg: String,
}

impl Table {
    pub(super) fn new(heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows, words: None }
    }

    pub(super) fn words(self, from: usize) -> Self {
        Self { words: Some(from), ..self }
    }

    fn is_number(&self, column: usize) -> bool {
        column > 0 && self.words.is_none_or(|from| column + 1 < from)
    }
}

impl Document {
    pub(super) fn new(title: &str) -> Self {
        let title = if title.is_empty() { "A league of schedulers" } else { title };
        Self { title: title.to_owned(), blocks: Vec::new() }
    }

    pub(super) fn title(&mut self, title: impl Into<String>) {
        self.blocks.push(Block::Title(title.into()));
    }

    pub(super) fn say(&mut self, text: String) {
        self.blocks.push(Block::Text(text));
    }

    pub(super) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    pub(super) fn draw(&mut self, picture: Picture) {
        self.blocks.push(Block::Picture(picture));
    }

    /// Returns its pictures.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Picture(picture) => Some(picture),
            _ => None,
        })
    }

    /// Writes it as Markdown. Pictures are files beside it, in the folder `pictures`; where it is none, they are left out.
    pub fn markdown(&self, pictures: Option<&str>) -> String {
        let mut parts = vec![format!("# {}", self.title)];
        for block in &self.blocks {
            match block {
                Block::Title(title) => parts.push(format!("## {title}")),
                Block::Text(text) => parts.push(text.clone()),
                Block::Table(table) => parts.push(rows_in_markdown(table)),
                Block::Picture(Picture { name, about, .. }) => {
                    parts.extend(pictures.map(|folder| format!("![{about}]({folder}/{name})")));
                }
            }
        }
        parts.join("\n\n") + "\n"
    }

    /// Writes it as a page that needs nothing else.
    pub fn html(&self) -> String {
        let title = escaped(&self.title);
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             <h1>{title}</h1>\n"
        );
        for block in &self.blocks {
            page += &match block {
                Block::Title(title) => format!("<h2>{}</h2>\n", escaped(title)),
                Block::Text(text) => format!("<p>{}</p>\n", escaped(text)),
                Block::Table(table) => rows_in_html(table),
                Block::Picture(Picture { about, svg, .. }) => {
                    format!(
                        "<figure>\n{svg}<figcaption>{}</figcaption>\n</figure>\n",
                        escaped(about)
                    )
                }
            };
        }
        page + "</html>\n"
    }
}

fn rows_in_markdown(table: &Table) -> String {
    let cell = |text: &String| text.replace('|', "\\|");
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rules =
        (0..table.heads.len()).map(|column| if table.is_number(column) { "---:" } else { "---" });
    let rules = format!("| {} |", rules.collect::<Vec<_>>().join(" | "));
    let rows = table.rows.iter().map(|cells| row(cells));
    [row(&table.heads), rules].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

fn rows_in_html(table: &Table) -> String {
    let cell = |text: &String| match text.strip_prefix("**").and_then(|it| it.strip_suffix("**")) {
        Some(inner) => format!("<b>{}</b>", escaped(inner)),
        None => escaped(text),
    };
    let row = |tag: &str, cells: &[String]| {
        let cells: Vec<String> =
            cells.iter().map(|text| format!("<{tag}>{}</{tag}>", cell(text))).collect();
        format!("<tr>{}</tr>\n", cells.concat())
    };
    let rows: Vec<String> = table.rows.iter().map(|cells| row("td", cells)).collect();
    format!("<table>\n{}{}</table>\n", row("th", &table.heads), rows.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_out_and_what_is_markup() {
        let rows = vec![vec!["a|b".to_owned(), "**1**".to_owned(), "<x>".to_owned()]];
        let mut document = Document::new("Names & numbers");
        document.table(Table::new(&["name", "number", "words"], rows).words(3));
        let markdown = document.markdown(None);
        assert!(markdown.contains("| --- | ---: | --- |\n| a\\|b | **1** | <x> |\n"), "{markdown}");
        let html = document.html();
        assert!(html.contains("<h1>Names &amp; numbers</h1>"), "{html}");
        assert!(
            html.contains("<tr><td>a|b</td><td><b>1</b></td><td>&lt;x&gt;</td></tr>"),
            "{html}"
        );
    }
}
