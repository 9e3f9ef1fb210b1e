//! A report in Markdown, for pull requests.

use super::document::{Block, Document, Table};

/// Writes a report in Markdown.
pub fn markdown(document: &Document) -> String {
    let mut parts = vec![format!("# {}\n", escaped(&document.title))];
    parts.push(format!("**{}**\n", first(document)));
    parts.extend(document.answer.iter().skip(1).map(|it| format!("{}\n", escaped(it))));
    for block in &document.blocks {
        parts.push(match block {
            Block::Heading(heading) => format!("## {}\n", escaped(heading)),
            Block::Text(paragraph) => format!("{}\n", escaped(paragraph)),
            Block::Table(it) => table(it),
            // The numbers of the picture stand in the table beside it.
            Block::Intervals(_) => continue,
            Block::Code(lines) => format!("```console\n{}\n```\n", lines.join("\n")),
        });
    }
    parts.join("\n")
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
