//! `docs/guide/coming-from.md`: whatever a row maps to stands in an example that runs.

use std::fs;
use std::path::{Path, PathBuf};

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/coming-from.md")
}

/// The cells of the rows of all tables, without their headings.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").map(str::trim).collect::<Vec<_>>());
    cells.filter(|row| !["---", "theirs", "ours"].contains(&row[0])).collect()
}

/// A heading as it stands in links.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// What a link leads to: a page, or a section of one up to the next heading.
fn linked(target: &str) -> String {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() { page() } else { page().with_file_name(file) };
    let text = fs::read_to_string(path).expect("a page");
    if heading.is_empty() {
        return text;
    }
    let is_heading = |line: &&str| line.starts_with("##");
    let lines = text.lines().skip_while(|line| {
        !is_heading(line) || anchor(line.trim_start_matches('#').trim()) != heading
    });
    let mut section: Vec<&str> = lines.collect();
    let end = section.iter().skip(1).position(is_heading);
    section.truncate(end.map_or(section.len(), |end| end + 1));
    section.join("\n")
}

#[test]
fn each_row_leads_to_an_example_that_has_its_word() {
    let text = fs::read_to_string(page()).expect("the page");
    let (tables, examples) = text.split_once("\n## Examples\n").expect("the examples");
    let mut words = Vec::new();
    for row in rows(examples) {
        let target = row[1].split_once("](").and_then(|(_, rest)| rest.split_once(')'));
        let example = target.map_or_else(|| examples.to_owned(), |(target, _)| linked(target));
        assert!(example.contains("```ron"), "{} is no example of {}", row[1], row[0]);
        for word in row[0].split(", ") {
            let plain = word.trim_matches('`');
            assert!(plain == word || example.contains(plain), "{} is without {word}", row[1]);
            words.push(plain);
        }
    }
    let mut mapped = 0;
    for row in rows(tables).iter().filter(|row| row.len() > 2) {
        let [theirs, ours] = [row[0], row[1]];
        if theirs.starts_with("**not yet**") || ours == "none" {
            continue;
        }
        let has = |word: &&&str| ours.contains(**word);
        assert!(words.iter().find(has).is_some(), "`{theirs}`: no example of {ours}");
        mapped += 1;
    }
    assert!(mapped > 150, "{mapped} rows");
}
