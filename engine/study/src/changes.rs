//! What differs between two scenes, as they are written.

use plantwright_model::syntax::{Node, NodeKind};

use crate::text::{compact, step};

/// A difference between two scenes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where, as a path of `--set`.
    pub path: String,
    /// What stood there; none: nothing.
    pub before: Option<String>,
    /// What stands there now; none: nothing.
    pub after: Option<String>,
}

/// Lists what differs between two scenes. The order of fields and of entries means nothing, nor do comments.
pub fn changes(before: &Node, after: &Node) -> Vec<Change> {
    let mut all = Vec::new();
    compare("", before, after, &mut all);
    all
}

fn compare(path: &str, before: &Node, after: &Node, all: &mut Vec<Change>) {
    if before.same_value(after) {
        return;
    }
    let below = |name: &str| match path {
        "" => step(name),
        path => format!("{path}.{}", step(name)),
    };
    let same_name = before.name() == after.name();
    match (&before.kind, &after.kind) {
        (NodeKind::Struct { fields: old, .. }, NodeKind::Struct { fields: new, .. })
            if same_name =>
        {
            let old: Vec<_> = old.iter().map(|it| (it.name.text.as_str(), &it.value)).collect();
            let new: Vec<_> = new.iter().map(|it| (it.name.text.as_str(), &it.value)).collect();
            parts(below, &old, &new, all);
        }
        (NodeKind::Map(old), NodeKind::Map(new)) => {
            let named = |entries: &'_ [(Node, Node)]| -> Vec<(String, Node)> {
                let key = |key: &Node| key.as_str().map_or_else(|| compact(key), str::to_owned);
                entries.iter().map(|(name, value)| (key(name), value.clone())).collect()
            };
            let (old, new) = (named(old), named(new));
            let old: Vec<_> = old.iter().map(|(name, value)| (name.as_str(), value)).collect();
            let new: Vec<_> = new.iter().map(|(name, value)| (name.as_str(), value)).collect();
            parts(below, &old, &new, all);
        }
        (NodeKind::List(old), NodeKind::List(new)) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&below(&at.to_string()), old, new, all);
            }
        }
        _ => all.push(Change {
            path: path.to_owned(),
            before: Some(compact(before)),
            after: Some(compact(after)),
        }),
    }
}

fn parts(
    below: impl Fn(&str) -> String,
    old: &[(&str, &Node)],
    new: &[(&str, &Node)],
    all: &mut Vec<Change>,
) {
    for (name, before) in old {
        match new.iter().find(|it| it.0 == *name) {
            Some((_, after)) => compare(&below(name), before, after, all),
            None => {
                all.push(Change { path: below(name), before: Some(compact(before)), after: None });
            }
        }
    }
    for (name, after) in new.iter().filter(|it| !old.iter().any(|old| old.0 == it.0)) {
        all.push(Change { path: below(name), before: None, after: Some(compact(after)) });
    }
}

#[cfg(test)]
mod tests {
    use plantwright_model::{Report, Sources, syntax};

    use super::*;

    #[test]
    fn what_differs_is_told_by_its_path() {
        let read = |text: &str| {
            let mut sources = Sources::new();
            let id = sources.add("scene.ron", text);
            syntax::parse(&sources, id, &mut Report::new()).expect("a scene")
        };
        let before = read(
            r#"Scene(title: "A", equipment: {"a": Station(process: "3 s", to: ["b"]), "b.1": Buffer(capacity: 4), "c": Sink()})"#,
        );
        let after = read(
            r#"Scene(equipment: {"c": Sink(), "a": Station(to: ["c"], process: "2 s"), "b.1": Sink(), "d": Sink()}, title: "A")"#,
        );
        let lines: Vec<String> = changes(&before, &after)
            .into_iter()
            .map(|it| {
                format!(
                    "{}: {:?} {:?}",
                    it.path,
                    it.before.unwrap_or_default(),
                    it.after.unwrap_or_default()
                )
            })
            .collect();
        let expected = [
            r#"equipment.a.process: "\"3 s\"" "\"2 s\"""#,
            r#"equipment.a.to.0: "\"b\"" "\"c\"""#,
            r#"equipment."b.1": "Buffer(capacity: 4)" "Sink()""#,
            r#"equipment.d: "" "Sink()""#,
        ];
        assert_eq!(lines, expected);
        assert!(changes(&before, &before).is_empty());
    }
}
