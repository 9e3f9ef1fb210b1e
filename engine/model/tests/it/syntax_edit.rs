//! `--set PATH=VALUE`: where paths lead, and what values can be.

use plantwright_model::syntax::{Node, format_node, parse, set};
use plantwright_model::{Report, Sources};

use crate::support::{assert_lines, lines};

const SCENE: &str = "Scene(
    equipment: {
        \"belt 1\": Belt(length: \"12 m\", to: [\"a\", \"b\"]), // main
        \"a.b\": Station(Exponential(\"2 s\")),
        \"sink\": Sink,
    },
    rest: Some((x: 1)),
)";

/// Applies one assignment; returns what the changed part of the scene looks like, or the findings.
fn apply(assignment: &str) -> (String, Vec<String>) {
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", SCENE);
    let mut report = Report::new();
    let mut root = parse(&sources, source, &mut report).expect("the scene is correct");
    let before = root.clone();
    set(&mut root, &mut sources, assignment, &mut report);
    assert!(!report.has_errors() || root == before, "a mistake changes nothing: {assignment}");
    let changed = difference(&format_node(&sources, &before), &format_node(&sources, &root));
    (changed, lines(&sources, report))
}

fn difference(before: &str, after: &str) -> String {
    let new: Vec<&str> =
        after.lines().filter(|line| !before.contains(*line)).map(str::trim).collect();
    new.join("\n")
}

fn check(assignment: &str, expected: &str) {
    let (changed, found) = apply(assignment);
    assert_lines(assignment, &found, "");
    assert_eq!(changed, expected, "for {assignment}");
}

fn check_findings(assignment: &str, expected: &str) {
    let (_, found) = apply(assignment);
    assert_lines(assignment, &found, expected);
}

#[test]
fn paths_lead_through_structs_maps_and_lists() {
    check(
        "equipment.belt 1.length=3 m",
        "\"belt 1\": Belt(length: \"3 m\", to: [\"a\", \"b\"]), // main",
    );
    check(
        "equipment.\"belt 1\".to.1 = c",
        "\"belt 1\": Belt(length: \"12 m\", to: [\"a\", \"c\"]), // main",
    );
    check("equipment.\"a.b\".0.0=\"3 s\"", "\"a.b\": Station(Exponential(\"3 s\")),");
    check("rest.x=2", "rest: Some((x: 2)),");
    check("rest.0.x=2", "rest: Some((x: 2)),");
    check("rest=None", "rest: None,");
}

#[test]
fn missing_fields_are_added() {
    check("equipment.sink.count=3", "\"sink\": Sink(count: 3),");
    check("run.seed=7", "run: (seed: 7),");
    check("rest.y.z=Fifo", "rest: Some((x: 1, y: (z: Fifo))),");
}

#[test]
fn values_need_no_quotes() {
    let values = [
        ("3 s", "\"3 s\""),
        ("3", "3"),
        ("-1_000.5", "-1_000.5"),
        ("true", "true"),
        ("Fifo", "Fifo"),
        ("bottle", "\"bottle\""),
        ("belt 1", "\"belt 1\""),
        ("5%", "\"5%\""),
        ("\"a\"", "\"a\""),
        ("[1,2]", "[1, 2]"),
        ("Exponential(\"2 s\")", "Exponential(\"2 s\")"),
        ("{1:2}", "{1: 2}"),
        ("(a:1)", "(a: 1)"),
        ("x = y", "\"x = y\""),
        ("Two Words", "\"Two Words\""),
        ("it's \"so\"", "\"it's \\\"so\\\"\""),
        ("r#\"a\"b\"#", "r#\"a\"b\"#"),
        ("a // b", "\"a // b\""),
        ("./data.csv", "\"./data.csv\""),
        ("Belt(old)", "Belt(old)"),
        ("Belt, old (1)", "\"Belt, old (1)\""),
    ];
    for (value, written) in values {
        check(&format!("rest={value}"), &format!("rest: {written},"));
    }
}

#[test]
fn wrong_paths_are_explained() {
    check_findings(
        "equipment.belt 2.length=3",
        "1:11 S008 `equipment` has no `belt 2` ~ did you mean `belt 1`?",
    );
    check_findings(
        "equipment.robot=3",
        "1:11 S008 `equipment` has no `robot` ~ there is `belt 1`, `a.b`, `sink`",
    );
    check_findings(
        "equipment.belt 1.to.2=c",
        "1:21 S008 `to` has no `2` ~ its items are numbered from 0 to 1",
    );
    check_findings(
        "equipment.belt 1.length.x=c",
        "1:25 S008 `length` is a string, with nothing inside",
    );
    let form = "changes are written `PATH=VALUE`, such as `equipment.filler.process=3 s`";
    check_findings("rest", &format!("1:1 S008 there is no `=` after the path ~ {form}"));
    check_findings("rest..x=1", &format!("1:6 S008 a name is missing in this path ~ {form}"));
    check_findings("=1", &format!("1:1 S008 a name is missing in this path ~ {form}"));
    let long = format!("{}x=1", "x.".repeat(1000));
    check_findings(
        &long,
        &format!("1:129 S008 this path is longer than any scene is deep ~ {form}"),
    );
}

#[test]
fn wrong_values_are_explained() {
    check_findings(
        "rest=",
        "1:6 S001 nothing stands after the `=` ~ an empty text is written `\"\"`",
    );
    check_findings("rest=[1, 2", "1:6 S001 this `[` is never closed");
    check_findings("rest=Exponential(2 s)", "1:18 S001 quantities need quotes ~ write \"2 s\"");
    check_findings("rest=\"a", "1:6 S001 unterminated string ~ the closing `\"` is missing");
}

#[test]
fn new_values_stand_in_their_own_source() {
    let mut sources = Sources::new();
    let source = sources.add("scene.ron", SCENE);
    let mut root: Node = parse(&sources, source, &mut Report::new()).unwrap();
    set(&mut root, &mut sources, "rest.x = 3 s", &mut Report::new());
    let Some(node) = root.field("rest").map(|rest| rest.children()[0].children()[0]) else {
        panic!("the field is there");
    };
    assert_eq!(sources.name(node.span.source), "--set rest.x");
    assert_eq!(sources.slice(node.span), "3 s");
}
