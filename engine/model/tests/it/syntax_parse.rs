//! Reading text: what is accepted, and what is said about what is not.

use plantwright_model::syntax::{Node, NodeKind, parse};
use plantwright_model::{Report, Sources};

use crate::support::{BOTTLING, REMARKS, assert_lines, lines};

fn read(text: &str) -> (Option<Node>, Vec<String>) {
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", text);
    let mut report = Report::new();
    let node = parse(&sources, source, &mut report);
    (node, lines(&sources, report))
}

/// Checks the findings about a text, and that there is a tree exactly if `readable`.
fn check(text: &str, readable: bool, expected: &str) {
    let (node, found) = read(text);
    assert_lines(text, &found, expected);
    assert_eq!(node.is_some(), readable, "whether there is a tree for\n{text}");
}

#[test]
fn samples_have_no_mistakes() {
    check(BOTTLING, true, "");
    check(REMARKS, true, "");
}

#[test]
fn values_of_all_forms_are_read() {
    let forms = [
        "()",
        "Name",
        "Name()",
        "(1)",
        "(1,)",
        "Name(1, 2)",
        "(a: 1)",
        "Name(a: 1,)",
        "[]",
        "[1,]",
        "{}",
        "{1: 2}",
        "{\"a\": [], b: {}}",
        "true",
        "None",
        "Some(3)",
        "1_000",
        "-0x1F",
        "0b1_0",
        "0o17",
        "1.5",
        ".5",
        "1.",
        "1e5",
        "-2.5E-3",
        "1u8",
        "2.0f64",
        "inf",
        "-inf",
        "NaN",
        "'a'",
        "'\\''",
        "'\\u{e9}'",
        "\"a\\n\\\"b\\\"\\\n  c\"",
        "r\"\\\"",
        "r##\"a\"#b\"##",
        "r#type",
        "r#a-b.c",
        "/* a /* b */ c */ 1 // d",
        "\u{FEFF}1",
        "#![enable(implicit_some)] 1",
        "#![enable(unwrap_newtypes, implicit_some,)]\n#![type = \"x\"]\n1",
        "été(größe: 1)",
    ];
    for form in forms {
        check(form, true, "");
    }
}

#[test]
fn escapes_are_resolved() {
    let (node, _) = read(r#""a\n\"b\" \\ \u{1F3ED} \x41""#);
    assert_eq!(node.unwrap().as_str(), Some("a\n\"b\" \\ \u{1F3ED} A"));
    let (node, _) = read("\"a \\\n    b\"");
    assert_eq!(node.unwrap().as_str(), Some("a b"));
    let (node, _) = read("r#\"\\n\"#");
    assert_eq!(node.unwrap().as_str(), Some("\\n"));
}

#[test]
fn wrong_separators_are_pointed_out() {
    check(
        "(a = 1, b => 2)",
        true,
        "
        1:4 S001 expected `:`, found `=` ~ fields are written `name: value`
        1:11 S001 expected `:`, found `=` ~ fields are written `name: value`
    ",
    );
    check(
        "{\"a\" = 1}",
        true,
        "1:6 S001 expected `:`, found `=` ~ entries are written `\"key\": value`",
    );
    check("(a: 1; b: 2)", true, "1:6 S001 unexpected `;` ~ items are separated by `,`");
    check("(a: 1 b: 2)", true, "1:5 S001 expected `,` or `)` after this value");
    check("[\n  \"a\"\n  \"b\"\n]", true, "2:3 S001 expected `,` or `]` after this value");
    check("(a: 1,, b: 2)", true, "1:7 S001 expected a value before this `,`");
    check(
        "{\"a\": 1, \"b\"}",
        true,
        "
        1:10 S001 expected `:` and a value after this key ~ entries are written `\"key\": value`
    ",
    );
    check("(a: )", true, "1:5 S001 expected a value, found `)`");
    check("(a: , b: 1)", true, "1:5 S001 expected a value, found `,`");
}

#[test]
fn missing_quotes_are_pointed_out() {
    check(
        "(a: 12 min, b: 90mm)",
        true,
        "
        1:5 S001 quantities need quotes ~ write \"12 min\"
        1:16 S001 quantities need quotes ~ write \"90 mm\"
    ",
    );
    check(
        "(a: 1.5 m/s, b: 5%, c: 06:00)",
        true,
        "
        1:5 S001 quantities need quotes ~ write \"1.5 m/s\"
        1:17 S001 quantities need quotes ~ write \"5 %\"
        1:24 S001 quantities need quotes ~ write \"06:00\"
    ",
    );
    check(
        "(title: Bottling line 3)",
        true,
        "
        1:9 S001 text needs quotes ~ write \"Bottling line 3\"
    ",
    );
    check(
        "(title: 'Bottling line 3')",
        true,
        "
        1:9 S001 strings need double quotes ~ write \"Bottling line 3\"
    ",
    );
    check(
        "(\"a\": 1, \"b\": 2)",
        true,
        "
        1:2 S001 field names stand without quotes ~ write `a`
        1:10 S001 field names stand without quotes ~ write `b`
    ",
    );
}

#[test]
fn missing_colons_are_pointed_out() {
    check(
        "(places 8, b: \"x\", c [1])",
        true,
        "
        1:2 S001 expected `:` after the name of this field ~ fields are written `name: value`
        1:20 S001 expected `:` after the name of this field ~ fields are written `name: value`
    ",
    );
}

#[test]
fn the_line_with_the_missing_quote_is_found() {
    let expected =
        "2:3 S001 a `\"` is missing on this line ~ strings stand between two double quotes";
    check("(a: {\n  x\": (b: \"c\"),\n \"z\": (d: \"e\"),\n})", false, expected);
    check("(a: {\n  \"x: (b: \"c\"),\n \"z\": (d: \"e\"),\n})", false, expected);
    check("(a: {\n  \"x\": (b: c\"),\n \"z\": (d: \"e\"),\n})", false, expected);
    check("(a: {\n  \"x\": (b: \"c),\n \"z\": (d: \"e\"),\n})", false, expected);
}

#[test]
fn names_and_positions_do_not_mix() {
    check(
        "(a: 1, 2)",
        true,
        "
        1:8 S001 values with names and values without are mixed \
        ~ write all of them as `name: value`, or none
    ",
    );
    check(
        "(1, b: 2)",
        true,
        "
        1:2 S001 values with names and values without are mixed \
        ~ write all of them as `name: value`, or none
    ",
    );
}

#[test]
fn brackets_that_do_not_match_end_the_reading() {
    check("Scene(a: [1, 2", false, "1:10 S001 this `[` is never closed");
    check("Scene(\n  a: (b: 1\n", false, "2:6 S001 this `(` is never closed");
    check(
        "(a: [1, 2), b = 3)",
        false,
        "
        1:10 S001 expected `]`, found `)` @ 1:5 to close this `[`
    ",
    );
    check("(a: 1))", false, "1:7 S001 unexpected `)`: every bracket is closed already");
    check("(a: 1) b", false, "1:8 S001 expected the end of the text, found `b`");
}

#[test]
fn a_bracket_forgotten_before_the_next_entry_is_found() {
    check(
        "Scene(e: {\n  \"a\": Station(with: [Power(1)],\n  \"b\": Sink(x = 1),\n})",
        true,
        "
        2:15 S001 this `(` is never closed @ 3:3 before this entry of the map around it
        3:15 S001 expected `:`, found `=` ~ fields are written `name: value`
        ",
    );
}

#[test]
fn strings_and_comments_end() {
    check("(a: \"x)", false, "1:5 S001 unterminated string ~ the closing `\"` is missing");
    check(
        "(a: r#\"x\")",
        false,
        "
        1:5 S001 unterminated string ~ a string that starts with `r#\"` ends with `\"#`
    ",
    );
    check(
        "(a: \"x,\n b: \"y\", c: \"z)",
        false,
        "
        1:5 S001 this string runs on to the next line @ 2:5 it ends here \
        ~ is the closing `\"` missing?
    ",
    );
    check(
        "(a: 1 /* x)",
        false,
        "
        1:7 S001 this comment never ends \
        ~ comments nest: each `/*` needs its own `*/`
    ",
    );
    check(
        "(a: \"x\\q\", b: \"\\u{110000}\")",
        true,
        "
        1:7 S001 `\\q` cannot stand in a string \
        ~ there is no such escape; a backslash itself is written `\\\\`
        1:16 S001 `\\u{110000}` cannot stand in a string \
        ~ there is no character of this number; a backslash itself is written `\\\\`
    ",
    );
    check("(a: b\"x\")", true, "1:5 S001 a scene has no byte strings ~ leave out the `b`");
}

#[test]
fn nonsense_is_skipped_up_to_the_next_item() {
    check(
        "(a: @@ ! x, b: 1 = 2, c: 3)",
        true,
        "
        1:5 S001 expected a value, found `@`
        1:18 S001 expected `,` or `)` after this value, found `=` ~ fields are written `name: value`
    ",
    );
    check("(a: 1, ?, b: 2)", true, "1:8 S001 expected a field, found `?`");
    check("", false, "1:1 S001 expected a scene, found an empty text");
    check("// nothing\n", false, "2:1 S001 expected a scene, found an empty text");
    check(
        "#![enable(implicit_same)] ()",
        true,
        "
        1:11 S001 there is no extension `implicit_same` ~ did you mean `implicit_some`?
    ",
    );
    check("#[x] ()", false, "1:1 S001 expected a header such as `#![enable(implicit_some)]`");
}

#[test]
fn depth_is_limited() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    check(&nested(128), true, "");
    check(
        &nested(129),
        false,
        "1:129 S001 brackets stand more than 128 deep inside of one another",
    );
    check(
        &"(a:".repeat(100_000),
        false,
        "
        1:385 S001 brackets stand more than 128 deep inside of one another
    ",
    );
}

#[test]
fn the_tree_says_where_things_stand() {
    let text = "Scene(\n  ünit: Belt(to: [\"a\"]),\n)";
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", text);
    let node = parse(&sources, source, &mut Report::new()).unwrap();
    let belt = node.field("ünit").unwrap();
    assert_eq!(node.name(), Some("Scene"));
    assert_eq!(sources.slice(node.span), text);
    assert_eq!(sources.slice(belt.span), "Belt(to: [\"a\"])");
    assert_eq!(sources.slice(belt.head()), "Belt");
    assert_eq!(sources.line_column(belt.span), (2, 9));
    assert_eq!(belt.field("to").unwrap().as_list().unwrap()[0].as_str(), Some("a"));
    assert!(matches!(&belt.kind, NodeKind::Struct { fields, .. } if fields.len() == 1));
}
