//! Damaged texts: nothing panics, every place lies in its text, and a decoding always ends.

use std::collections::BTreeMap;

use plantwright_model::syntax::{Node, decode, format, parse, set};
use plantwright_model::{Report, Sources, Span, did_you_mean};
use serde::Deserialize;

use crate::support::{BOTTLING, REMARKS, Random};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what matters is that decoding ends")]
struct Scene {
    title: String,
    products: BTreeMap<String, Product>,
    equipment: BTreeMap<String, Equipment>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what matters is that decoding ends")]
struct Product {
    length: String,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what matters is that decoding ends")]
enum Equipment {
    Source { product: String, to: Vec<String> },
    Station(Station),
    Buffer(u32, Vec<String>),
    Sink,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what matters is that decoding ends")]
struct Station {
    places: u32,
    with: Vec<Self>,
    to: (String, String),
}

const SCRAPS: [&str; 32] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    ";",
    "\"",
    "'",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    "r#",
    "r#\"",
    "b\"",
    "#![",
    "\u{1F3ED}",
    "é",
    "12 min",
    "-",
    "0x",
    "Some(",
    "None",
    "1e",
    "_",
    "\u{0}",
    "equipment",
];

#[test]
fn damaged_texts_do_no_harm() {
    let mut random = Random::new(7);
    for round in 0..6000 {
        let sample = random.pick(&[BOTTLING, REMARKS]);
        let mut text = window(sample, &mut random);
        for _ in 0..=random.below(4) {
            damage(&mut text, &mut random);
        }
        probe(&text, round);
    }
}

#[test]
fn texts_of_scraps_do_no_harm() {
    let mut random = Random::new(11);
    for round in 0..6000 {
        let length = random.below(25);
        let text: String = (0..length).map(|_| random.pick(&SCRAPS)).collect();
        probe(&text, round);
    }
}

/// Returns a part of a sample; half of the time all of it.
fn window(sample: &str, random: &mut Random) -> String {
    if random.below(2) == 0 {
        return sample.to_owned();
    }
    let characters: Vec<char> = sample.chars().collect();
    let start = random.below(characters.len());
    let end = start + random.below(characters.len() - start);
    characters[start..end].iter().collect()
}

fn damage(text: &mut String, random: &mut Random) {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let boundaries: Vec<usize> = ends.collect();
    let first = random.below(boundaries.len());
    let last = (first + random.below(8)).min(boundaries.len() - 1);
    let (start, end) = (boundaries[first], boundaries[last]);
    match random.below(4) {
        0 => text.truncate(start),
        1 => text.replace_range(start..end, ""),
        2 => text.replace_range(start..end, random.pick(&SCRAPS)),
        _ => text.insert_str(start, random.pick(&SCRAPS)),
    }
}

fn probe(text: &str, round: usize) {
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", text);
    let mut report = Report::new();
    let tree = parse(&sources, source, &mut report);
    assert!(
        tree.is_some() || report.has_errors(),
        "round {round}: no tree and no finding for\n{text}"
    );
    if let Some(mut tree) = tree {
        walk(&sources, &tree);
        let had_errors = report.has_errors();
        let value = decode::<Scene>(&tree, &mut report);
        assert!(
            value.is_some() || report.has_errors(),
            "round {round}: no value, no finding for\n{text}"
        );
        assert!(value.is_none() || !had_errors, "round {round}: a value from a wrong text\n{text}");
        set(&mut tree, &mut sources, text, &mut report);
        set(&mut tree, &mut sources, "equipment.filler.process=3 s", &mut report);
        walk(&sources, &tree);
    }
    for finding in report.into_sorted() {
        for span in finding.span.into_iter().chain(finding.labels.iter().map(|label| label.0)) {
            assert_within(&sources, span);
        }
    }
    if let Ok(formatted) = format(text) {
        let again = format(&formatted).unwrap_or_else(|_| panic!("round {round}: broke\n{text}"));
        assert_eq!(again, formatted, "round {round}: not stable\n{text}");
    }
}

fn walk(sources: &Sources, node: &Node) {
    assert_within(sources, node.span);
    assert_within(sources, node.head());
    for child in node.children() {
        walk(sources, child);
    }
}

fn assert_within(sources: &Sources, span: Span) {
    let text = sources.text(span.source);
    let inside = text.get(span.start as usize..span.end as usize);
    assert!(inside.is_some(), "{span:?} is not a place in\n{text}");
    sources.line_column(span);
}

#[test]
fn suggestions_are_close() {
    let known = ["filler", "capper", "belt 1"];
    let cases = [
        ("filer", Some("filler")),
        ("FILLER", Some("filler")),
        ("belt1", Some("belt 1")),
        ("oven", None),
        ("", None),
    ];
    for (wrong, meant) in cases {
        assert_eq!(did_you_mean(wrong, known), meant, "for {wrong}");
    }
}
