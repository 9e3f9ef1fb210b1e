//! What could be improved in a plant, each as a variant of it: what `--set` would say.
//!
//! Which of them matters is found out by trying: the same luck, one thing improved. Nothing is inferred from how busy machines
//! are.

use plantwright_model::syntax::{Node, NodeKind};

use crate::text::{compact, step};

/// How much faster a machine is made.
const FASTER: f64 = 1.1;

/// An improvement that can be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// What is done, in words: `press 10 % faster`.
    pub name: String,
    /// The equipment or the group of people that it is done to.
    pub of: String,
    /// The assignments that do it.
    pub set: Vec<String>,
}

/// Lists what could be improved in a scene: machines that are 10 % faster, one more place (of many, 10 % more), machines that never
/// fail, no set-ups, one more in each group of people, 10 % more arrivals.
pub fn improvements(scene: &Node) -> Vec<Improvement> {
    let mut all = Vec::new();
    for (key, node) in scene.field("equipment").and_then(Node::as_map).unwrap_or_default() {
        if let Some(name) = key.as_str() {
            of_equipment(name, node, &mut all);
        }
    }
    for (key, node) in scene.field("people").and_then(Node::as_map).unwrap_or_default() {
        if let (Some(name), Some(count)) = (key.as_str(), node.field("count").and_then(whole)) {
            all.push(Improvement {
                name: format!("one more of {name}"),
                of: name.to_owned(),
                set: vec![format!("people.{}.count={}", step(name), count + 1)],
            });
        }
    }
    all
}

fn of_equipment(name: &str, node: &Node, all: &mut Vec<Improvement>) {
    let kind = node.name().unwrap_or_default();
    let mut push = |what: String, field: &str, value: String| {
        all.push(Improvement {
            name: what,
            of: name.to_owned(),
            set: vec![format!("equipment.{}.{field}={value}", step(name))],
        });
    };
    let field = |field: &str| node.field(field);
    if let Some(faster) = field("process").and_then(|it| scaled(it, 1.0 / FASTER)) {
        push(format!("{name} 10 % faster"), "process", faster);
    }
    if let Some(faster) = field("speed").and_then(|it| scaled(it, FASTER)) {
        push(format!("{name} 10 % faster"), "speed", faster);
    }
    if kind == "Source"
        && let Some(more) = field("every").and_then(|it| scaled(it, 1.0 / FASTER))
    {
        push(format!("{name}: 10 % more arrivals"), "every", more);
    }
    if kind == "Station" {
        let places = field("places").map_or(Some(1), whole);
        if let Some(places) = places {
            push(more_room(name, "place", places), "places", more(places).to_string());
        }
    }
    let room = [("capacity", "place to hold items"), ("queue", "place to wait")];
    for (word, what) in room {
        if let Some(places) = field(word).and_then(whole) {
            push(more_room(name, what, places), word, more(places).to_string());
        }
    }
    if field("setup").is_some() {
        push(format!("{name} without set-ups"), "setup", "None".to_owned());
    }
    let with = field("with").and_then(Node::as_list).unwrap_or_default();
    let fails = |it: &&Node| matches!(it.name(), Some("Failure" | "MicroStop"));
    if with.iter().any(|it| fails(&it)) {
        let others: Vec<String> = with.iter().filter(|it| !fails(it)).map(compact).collect();
        push(format!("{name} never fails"), "with", format!("[{}]", others.join(", ")));
    }
}

/// One more, or a tenth of many.
fn more(places: u64) -> u64 {
    places + (places / 10).max(1)
}

fn more_room(name: &str, what: &str, places: u64) -> String {
    match more(places) - places {
        1 => format!("{name}: one more {what}"),
        many => format!("{name}: {many} more {}", what.replacen("place", "places", 1)),
    }
}

fn whole(node: &Node) -> Option<u64> {
    let NodeKind::Number(text) = &node.kind else { return None };
    text.replace('_', "").parse().ok()
}

/// The text of a value in which every quantity is multiplied. None where it holds none, or a table.
fn scaled(node: &Node, by: f64) -> Option<String> {
    let mut copy = node.clone();
    let found = scale(&mut copy, by)?;
    (found > 0).then(|| compact(&copy))
}

/// Multiplies all quantities, and returns how many there are.
fn scale(node: &mut Node, by: f64) -> Option<usize> {
    if matches!(node.name(), Some("Csv" | "Table")) {
        return None;
    }
    let mut found = 0;
    match &mut node.kind {
        NodeKind::Str(text) => {
            let end =
                text.find(|letter: char| !letter.is_ascii_digit() && !"._+- ".contains(letter));
            let (number, unit) = text.split_at(end?);
            let number: f64 = number.trim().replace('_', "").parse().ok()?;
            *text = format!("{} {unit}", six_digits(number * by));
            found += 1;
        }
        NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
            for item in items {
                found += scale(item, by)?;
            }
        }
        NodeKind::Map(entries) => {
            for (_, value) in entries {
                found += scale(value, by)?;
            }
        }
        NodeKind::Struct { fields, .. } => {
            for field in fields {
                found += scale(&mut field.value, by)?;
            }
        }
        _ => {}
    }
    Some(found)
}

/// Six significant digits, without zeros at the end.
fn six_digits(number: f64) -> String {
    let magnitude = if number == 0.0 { 0.0 } else { libm::floor(libm::log10(number.abs())) };
    let text = format!("{number:.*}", (5.0 - magnitude).clamp(0.0, 17.0) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use plantwright_model::{Report, Sources};

    use super::*;

    fn list(scene: &str) -> Vec<(String, String)> {
        let mut sources = Sources::new();
        let id = sources.add("scene.ron", scene);
        let root = plantwright_model::syntax::parse(&sources, id, &mut Report::new());
        let all = improvements(&root.expect("a scene"));
        all.into_iter().map(|it| (it.name, it.set.join(" "))).collect()
    }

    #[test]
    fn every_resource_is_improved_in_its_own_way() {
        let scene = r#"Scene(
            people: {"crew": (count: 2)},
            equipment: {
                "in": Source(every: Exponential("2 min"), to: ["press.1"]),
                "press.1": Station(places: 40, queue: 3, process: {"a": Triangular("1.1 s", "2 s", "22 s")},
                    with: [Power(idle: "2 kW"), Failure(every: "9 h", counts: Up, repair: "1 h")]),
                "rack": Buffer(capacity: 8),
                "out": Sink(),
            },
        )"#;
        let expected = [
            ("in: 10 % more arrivals", r#"equipment.in.every=Exponential("1.81818 min")"#),
            (
                "press.1 10 % faster",
                r#"equipment."press.1".process={"a": Triangular("1 s", "1.81818 s", "20 s")}"#,
            ),
            ("press.1: 4 more places", r#"equipment."press.1".places=44"#),
            ("press.1: one more place to wait", r#"equipment."press.1".queue=4"#),
            ("press.1 never fails", r#"equipment."press.1".with=[Power(idle: "2 kW")]"#),
            ("rack: one more place to hold items", "equipment.rack.capacity=9"),
            ("one more of crew", "people.crew.count=3"),
        ];
        let found = list(scene);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, set)| (name.as_str(), set.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_stands_in_a_table_is_left_alone() {
        let scene = r#"Scene(equipment: {"in": Source(every: Empirical(Csv("times.csv", "s")))})"#;
        assert!(list(scene).is_empty());
        assert_eq!(
            list(r#"Scene(equipment: {"in": Source(every: Mixture([(0.9, "11 s")]))})"#)[0].1,
            r#"equipment.in.every=Mixture([(0.9, "10 s")])"#
        );
    }
}
