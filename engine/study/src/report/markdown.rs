//! A report in Markdown, for pull requests.

use std::fmt::Write as _;

use super::document::{Block, Document, Table};

/// Writes a report in Markdown.
pub fn markdown(document: &Document) -> String {
    let mut text = format!("# {}\n\n**{}**\n", escaped(&document.title), first(document));
    for sentence in document.answer.iter().skip(1) {
        let _infallible = writeln!(text, "{}", escaped(sentence)).is_ok();
    }
    for block in &document.blocks {
        text.push('\n');
        match block {
            Block::Heading(heading) => text.push_str(&format!("## {}\n", escaped(heading))),
            Block::Text(paragraph) => text.push_str(&format!("{}\n", escaped(paragraph))),
            Block::Table(it) => text.push_str(&table(it)),
            // The numbers of the picture stand in the table beside it.
            Block::Intervals(_) => {
                text.pop();
            }
            Block::Code(lines) => {
                text.push_str(&format!("```console\n{}\n```\n", lines.join("\n")));
            }
        }
    }
    text
}

fn first(document: &Document) -> String {
    document.answer.first().map(|sentence| escaped(sentence)).unwrap_or_default()
}

fn table(table: &Table) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> =
            cells.iter().map(|cell| escaped(cell).replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = table.head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" });
    let rule: Vec<String> = rule.map(str::to_owned).collect();
    let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
    format!("{}{}{rows}", row(&table.head), row(&rule))
}

/// What Markdown would take as its own, outside of backticks.
fn escaped(text: &str) -> String {
    let pieces = text.split('`').enumerate().map(|(at, piece)| {
        if at % 2 == 1 {
            return piece.to_owned();
        }
        let mut escaped = String::new();
        for letter in piece.chars() {
            if "*_<>[]#\\".contains(letter) {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        escaped
    });
    pieces.collect::<Vec<_>>().join("`")
}
