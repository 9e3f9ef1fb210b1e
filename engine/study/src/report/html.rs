//! A report in one HTML file that needs nothing beside it: styles and pictures stand in it.

use super::document::{Block, Document, Table};
use super::picture;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --rule: #d5dae1; --paper: #ffffff; --mark: #0b62a8; --quiet: #f3f5f8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa6b5; --rule: #3a4350; --paper: #14181e; --mark: #6cb4f0; --quiet: #1d232b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
.answer { font-size: 1.2rem; line-height: 1.4; border-left: 4px solid var(--mark); padding: .1rem 0 .1rem 1rem; margin: 0 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
th, td { padding: .3rem 1rem .3rem 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; }
th { color: var(--soft); font-weight: 600; }
code, pre { font: .88rem/1.45 ui-monospace, monospace; background: var(--quiet); border-radius: 4px; }
code { padding: .05rem .25rem; }
pre { padding: .75rem 1rem; overflow-x: auto; }
svg { max-width: 100%; height: auto; margin: .75rem 0; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
svg .soft { fill: var(--soft); }
svg .rule { stroke: var(--rule); }
svg .zero { stroke: var(--soft); stroke-dasharray: 4 3; }
svg .mark { stroke: var(--mark); stroke-width: 2; }
svg circle { fill: var(--mark); }
";

/// Writes a report as one HTML file.
pub fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut body = vec![format!("<h1>{}</h1>\n", inline(&document.title))];
    for (at, sentence) in document.answer.iter().enumerate() {
        let class = if at == 0 { " class=\"answer\"" } else { "" };
        body.push(format!("<p{class}>{}</p>\n", inline(sentence)));
    }
    for block in &document.blocks {
        body.push(match block {
            Block::Heading(heading) => format!("<h2>{}</h2>\n", inline(heading)),
            Block::Text(paragraph) => format!("<p>{}</p>\n", inline(paragraph)),
            Block::Table(it) => table(it),
            Block::Intervals(it) => picture::svg(it),
            Block::Code(lines) => format!("<pre>{}</pre>\n", escaped(&lines.join("\n"))),
        });
    }
    let body = body.concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn table(table: &Table) -> String {
    let cells = |row: &[String], tag: &str| -> String {
        row.iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", inline(cell)))
            .collect::<Vec<_>>()
            .concat()
    };
    let rows = table.rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(row, "td")));
    let rows = rows.collect::<Vec<_>>().concat();
    format!(
        "<div class=\"scroll\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n",
        cells(&table.head, "th")
    )
}

/// Text in which backticks enclose code.
fn inline(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(at, piece)| {
        if at % 2 == 1 { format!("<code>{}</code>", escaped(piece)) } else { escaped(piece) }
    });
    pieces.collect::<Vec<_>>().concat()
}

/// Text that is only text.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
    }
    safe
}
