//! Scenes that are put together: a base and what changes, files that are included, cells made of templates.
//!
//! All of it is done on the tree, before anything is known of equipment: what comes out is a scene as if it had been written so.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::read::Files;
use crate::syntax::{self, Field, Name, Node, NodeKind, RawNode, Spanned};
use crate::{Diagnostic, Report, Sources, Span, codes, did_you_mean};

/// A repeated part of a plant, with parameters: `(needs: ["next"], equipment: {"<name> saw": Station(to: ["<next>"])})`.
///
/// A text that is nothing but `"<pace>"` stands for the value of the parameter, whatever it is; within a longer text, texts and
/// numbers can stand. `<name>` is the name of the cell.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The parameters that every cell has to give; default: none.
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    /// The parameters that a cell can leave out, with what holds then; default: none.
    #[serde(default)]
    pub defaults: BTreeMap<Spanned<String>, RawNode>,
    /// The equipment of each cell, by name.
    pub equipment: BTreeMap<Spanned<String>, RawNode>,
}

/// A part of a plant that is made of a template: `(template: "cell", with: {"next": "packing"})`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Of which template.
    pub template: Spanned<String>,
    /// Its parameters; default: those of the template.
    #[serde(default)]
    pub with: BTreeMap<Spanned<String>, RawNode>,
}

/// What a scene says of the parts that it is put together of.
#[derive(Debug, Default, Deserialize)]
struct Parts {
    #[serde(default)]
    base: Option<Spanned<String>>,
    #[serde(default)]
    set: Vec<Spanned<String>>,
    #[serde(default)]
    include: Vec<Spanned<String>>,
    #[serde(default)]
    templates: BTreeMap<Spanned<String>, Template>,
    #[serde(default)]
    cells: BTreeMap<Spanned<String>, Cell>,
}

/// The fields that are gone once a scene is put together.
const PARTS: [&str; 5] = ["base", "set", "include", "templates", "cells"];

/// The fields of an included file that belong to the scene.
const SHARED: [&str; 9] = [
    "products",
    "people",
    "layout",
    "walkways",
    "calendars",
    "equipment",
    "expect",
    "templates",
    "cells",
];

/// How deep bases stand on bases.
const DEPTH: usize = 16;

/// Puts a scene together. What comes out has no `base`, `set`, `include`, `templates` and `cells` any more; a scene without
/// them comes out as it is. Mistakes go to the report, and what cannot be put together is left out.
pub fn assemble(
    root: &Node,
    sources: &mut Sources,
    files: &dyn Files,
    report: &mut Report,
) -> Node {
    let mut cx = Cx { sources, files, report };
    let root = cx.with_base(root, 0);
    let root = cx.with_includes(root);
    cx.with_cells(root)
}

/// What is at hand while a scene is put together.
struct Cx<'a> {
    sources: &'a mut Sources,
    files: &'a dyn Files,
    report: &'a mut Report,
}

impl Cx<'_> {
    /// Reads the fields that say of what a scene is put together; none where it is whole.
    fn parts(&mut self, root: &Node) -> Option<Parts> {
        let said = root.fields().iter().filter(|field| PARTS.contains(&field.name.text.as_str()));
        let fields: Vec<Field> = said.cloned().collect();
        if fields.is_empty() {
            return None;
        }
        let node = Node::new(root.span, NodeKind::Struct { name: None, fields });
        syntax::decode(&node, self.report)
    }

    fn read(&mut self, path: &Spanned<String>) -> Option<Node> {
        match self.files.read(&path.value) {
            Ok(text) => {
                let id = self.sources.add(path.value.clone(), text);
                let root = syntax::parse(self.sources, id, self.report)?;
                if matches!(root.kind, NodeKind::Struct { .. }) {
                    return Some(root);
                }
                let message = format!("`{}` is no scene", path.value);
                self.report.push(Diagnostic::error(codes::PARTED, path.span, message));
                None
            }
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", path.value);
                let finding = Diagnostic::error(codes::PARTED, path.span, message);
                self.report.push(finding.hint("paths are seen from the folder of the scene"));
                None
            }
        }
    }

    /// The base with its changes, and what stands in the scene itself in place of what stands there.
    fn with_base(&mut self, root: &Node, depth: usize) -> Node {
        let Some(Parts { base: Some(base), set, .. }) = self.parts(root) else {
            let lone = root.field("set").filter(|_| root.field("base").is_none());
            if let Some(set) = lone {
                let message = "`set` changes the `base`, and there is none";
                let finding = Diagnostic::error(codes::PARTED, set.span, message);
                self.report.push(
                    finding.hint("add `base: \"….ron\"`, or write the values in their places"),
                );
            }
            return without(root, &["base", "set"]);
        };
        if depth == DEPTH {
            let message = "this base stands on itself";
            self.report.push(Diagnostic::error(codes::PARTED, base.span, message));
            return without(root, &["base", "set"]);
        }
        let Some(below) = self.read(&base) else { return without(root, &["base", "set"]) };
        let mut below = self.with_base(&below, depth + 1);
        // What the base is made of is changed first, and then what was made of it.
        let (of_parts, others): (Vec<_>, Vec<_>) =
            set.iter().partition(|it| is_of_parts(&it.value));
        for assignment in of_parts {
            self.set(&mut below, assignment);
        }
        let is_made = |name: &str| matches!(name, "templates" | "cells");
        lay_over(&mut below, &only(root, is_made));
        let below = self.with_includes(below);
        let mut below = self.with_cells(below);
        for assignment in others {
            self.set(&mut below, assignment);
        }
        lay_over(&mut below, &only(root, |name| !is_made(name) && !matches!(name, "base" | "set")));
        below
    }

    /// Carries out a change; what is wrong with it is shown where it is written.
    fn set(&mut self, root: &mut Node, assignment: &Spanned<String>) {
        let mut own = Report::new();
        syntax::set(root, self.sources, &assignment.value, &mut own);
        for mut finding in own.into_sorted() {
            finding.labels.push((assignment.span, "in this change".to_owned()));
            self.report.push(finding);
        }
    }

    fn with_includes(&mut self, root: Node) -> Node {
        let include = self.parts(&root).map(|parts| parts.include).unwrap_or_default();
        if include.is_empty() {
            return root;
        }
        let mut whole = without(&root, &["include"]);
        let mut waiting: Vec<Spanned<String>> = include.into_iter().rev().collect();
        let mut seen: Vec<String> = Vec::new();
        while let Some(path) = waiting.pop() {
            if seen.contains(&path.value) {
                continue;
            }
            seen.push(path.value.clone());
            let Some(part) = self.read(&path) else { continue };
            let more = self.parts(&part).map(|parts| parts.include).unwrap_or_default();
            waiting.extend(more.into_iter().rev());
            for field in part.fields() {
                let name = field.name.text.as_str();
                if SHARED.contains(&name) {
                    join(&mut whole, field);
                } else if !matches!(name, "include" | "title" | "about" | "version") {
                    let message = format!("a file that is included has no `{name}` of its own");
                    let finding = Diagnostic::error(codes::PARTED, field.name.span, message);
                    self.report.push(finding.hint(format!("it has {}", SHARED.join(", "))));
                }
            }
        }
        whole
    }

    fn with_cells(&mut self, root: Node) -> Node {
        let Some(Parts { templates, cells, .. }) = self.parts(&root) else {
            return without(&root, &PARTS);
        };
        let mut whole = without(&root, &PARTS);
        let mut made = Vec::new();
        for (name, cell) in &cells {
            let Some((_, template)) =
                templates.iter().find(|(name, _)| name.value == cell.template.value)
            else {
                let message = format!("there is no template `{}`", cell.template.value);
                let known = templates.keys().map(|name| name.value.as_str());
                let near = did_you_mean(&cell.template.value, known).map(str::to_owned);
                self.missing(cell.template.span, message, near);
                continue;
            };
            let values = self.values(name, cell, template);
            for (key, body) in &template.equipment {
                let key = Node::new(key.span, NodeKind::Str(key.value.clone()));
                let key = self.filled(&key, &values);
                made.push((key, self.filled(body, &values)));
            }
        }
        if !made.is_empty() {
            let map = Node::new(root.span, NodeKind::Map(made));
            let name = Name { text: "equipment".to_owned(), span: root.head() };
            join(&mut whole, &Field { name, value: map });
        }
        whole
    }

    /// The parameters of a cell: what it says, else what the template says.
    fn values(
        &mut self,
        name: &Spanned<String>,
        cell: &Cell,
        template: &Template,
    ) -> BTreeMap<String, Node> {
        let mut values = BTreeMap::new();
        values.insert("name".to_owned(), Node::new(name.span, NodeKind::Str(name.value.clone())));
        for (name, value) in &template.defaults {
            values.insert(name.value.clone(), Node::clone(value));
        }
        for (given, value) in &cell.with {
            let mut known = template.needs.iter().chain(template.defaults.keys());
            if known.all(|known| known.value != given.value) {
                let message = format!(
                    "the template `{}` has no parameter `{}`",
                    cell.template.value, given.value
                );
                let known = template.needs.iter().chain(template.defaults.keys());
                let near = did_you_mean(&given.value, known.map(|it| it.value.as_str()));
                let near = near.map(str::to_owned);
                self.missing(given.span, message, near);
            }
            values.insert(given.value.clone(), Node::clone(value));
        }
        for need in &template.needs {
            if !values.contains_key(&need.value) {
                let message = format!("`{}` does not say its `{}`", name.value, need.value);
                let finding = Diagnostic::error(codes::PARTED, name.span, message);
                self.report.push(
                    finding
                        .label(need.span, "the template needs it")
                        .hint(format!("add `with: {{\"{}\": …}}`", need.value)),
                );
                // What is made with it was reported herewith.
                values.insert(need.value.clone(), Node::new(name.span, NodeKind::Invalid));
            }
        }
        values
    }

    /// A copy of a value, with parameters in place of their names.
    fn filled(&mut self, node: &Node, values: &BTreeMap<String, Node>) -> Node {
        let mut copy = node.clone();
        match &mut copy.kind {
            NodeKind::Str(text) => {
                let whole = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
                if let Some(value) = whole.and_then(|name| values.get(name)) {
                    return Node { comments: copy.comments, ..value.clone() };
                }
                *text = self.filled_text(text, node.span, values);
            }
            NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
                for item in items {
                    *item = self.filled(item, values);
                }
            }
            NodeKind::Map(entries) => {
                for (key, value) in entries {
                    *key = self.filled(key, values);
                    *value = self.filled(value, values);
                }
            }
            NodeKind::Struct { fields, .. } => {
                for field in fields {
                    field.value = self.filled(&field.value, values);
                }
            }
            _ => {}
        }
        copy
    }

    fn filled_text(&mut self, text: &str, span: Span, values: &BTreeMap<String, Node>) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let Some((name, behind)) = after.split_once('>') else { break };
            filled.push_str(before);
            rest = behind;
            match values.get(name).map(|value| &value.kind) {
                Some(NodeKind::Str(text) | NodeKind::Number(text)) => filled.push_str(text),
                Some(NodeKind::Invalid) => {}
                Some(_) => {
                    let message = format!("only a text or a number can stand for `<{name}>` here");
                    let finding = Diagnostic::error(codes::PARTED, span, message);
                    self.report.push(finding.hint(format!("`\"<{name}>\"` alone can be anything")));
                }
                None => {
                    let message = format!("the template has no parameter `{name}`");
                    let near = did_you_mean(name, values.keys().map(String::as_str));
                    let near = near.map(str::to_owned);
                    self.missing(span, message, near);
                }
            }
        }
        filled + rest
    }

    fn missing(&mut self, span: Span, message: String, near: Option<String>) {
        let finding = Diagnostic::error(codes::PARTED, span, message);
        self.report.push(match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
}

/// Tells whether a change, as behind `--set`, is one of what a scene is put together of: it is made before that, all others after it.
pub fn is_of_parts(assignment: &str) -> bool {
    let path = assignment.trim_start();
    ["cells.", "templates.", "include", "base"].iter().any(|part| path.starts_with(part))
}

/// A scene without some of its fields.
fn without(root: &Node, names: &[&str]) -> Node {
    only(root, |name| !names.contains(&name))
}

/// A scene with some of its fields alone.
fn only(root: &Node, is_wanted: impl Fn(&str) -> bool) -> Node {
    let mut copy = root.clone();
    if let NodeKind::Struct { fields, .. } = &mut copy.kind {
        fields.retain(|field| is_wanted(&field.name.text));
    }
    copy
}

/// Adds the entries of a field to those of the same field. The same name twice is found when the scene is read.
fn join(root: &mut Node, part: &Field) {
    let NodeKind::Struct { fields, .. } = &mut root.kind else { return };
    let Some(here) = fields.iter_mut().find(|field| field.name.text == part.name.text) else {
        fields.push(part.clone());
        return;
    };
    match (&mut here.value.kind, &part.value.kind) {
        (NodeKind::Map(here), NodeKind::Map(more)) => here.extend(more.iter().cloned()),
        (NodeKind::List(here), NodeKind::List(more)) => here.extend(more.iter().cloned()),
        // What is neither is a mistake, and is found when the scene is read.
        _ => fields.push(part.clone()),
    }
}

/// Puts what stands in `over` in place of what stands in `root`: entry by entry in maps, field by field in `run`, else whole.
fn lay_over(root: &mut Node, over: &Node) {
    let NodeKind::Struct { fields, .. } = &mut root.kind else { return };
    for field in over.fields() {
        let Some(here) = fields.iter_mut().find(|it| it.name.text == field.name.text) else {
            fields.push(field.clone());
            continue;
        };
        match (&mut here.value.kind, &field.value.kind) {
            (NodeKind::Map(here), NodeKind::Map(more)) => {
                for (key, value) in more {
                    match here.iter_mut().find(|(it, _)| it.same_value(key)) {
                        Some((_, it)) => *it = value.clone(),
                        None => here.push((key.clone(), value.clone())),
                    }
                }
            }
            (NodeKind::Struct { .. }, NodeKind::Struct { .. }) => {
                lay_over(&mut here.value, &field.value);
            }
            _ => here.value = field.value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files by their paths.
    #[derive(Debug)]
    struct Shelf(&'static [(&'static str, &'static str)]);

    impl Files for Shelf {
        fn read(&self, path: &str) -> Result<String, String> {
            let found = self.0.iter().find(|(name, _)| *name == path);
            found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "not there".to_owned())
        }
    }

    fn put_together(text: &str, files: &'static [(&str, &str)]) -> (Node, Vec<String>) {
        let mut sources = Sources::new();
        let mut report = Report::new();
        let id = sources.add("scene.ron", text);
        let root = syntax::parse(&sources, id, &mut report).expect("a tree");
        let whole = assemble(&root, &mut sources, &Shelf(files), &mut report);
        (whole, report.into_sorted().into_iter().map(|it| it.message).collect())
    }

    #[track_caller]
    fn is_as_if(text: &str, files: &'static [(&str, &str)], written: &str) {
        let (whole, said) = put_together(text, files);
        assert!(said.is_empty(), "{said:?}");
        let (expected, _) = put_together(written, &[]);
        assert!(whole.same_value(&expected), "{whole:#?}");
    }

    #[test]
    fn a_base_is_changed_and_laid_over() {
        is_as_if(
            r#"Scene(base: "line.ron", set: ["equipment.a.places=2"], run: (seed: 7), equipment: {"b": Sink(), "c": Sink()})"#,
            &[(
                "line.ron",
                r#"Scene(run: (duration: "8 h", seed: 1), equipment: {"a": Station(to: ["b"]), "b": Buffer()})"#,
            )],
            r#"Scene(run: (duration: "8 h", seed: 7), equipment: {"a": Station(to: ["b"], places: 2), "b": Sink(), "c": Sink()})"#,
        );
    }

    #[test]
    fn what_is_included_belongs_to_the_scene() {
        is_as_if(
            r#"Scene(include: ["one.ron", "two.ron"], equipment: {"a": Sink()})"#,
            &[
                ("one.ron", r#"Scene(title: "one", equipment: {"b": Sink()})"#),
                (
                    "two.ron",
                    r#"Scene(include: ["one.ron"], products: {"p": ()}, equipment: {"c": Sink()})"#,
                ),
            ],
            r#"Scene(equipment: {"a": Sink(), "b": Sink(), "c": Sink()}, products: {"p": ()})"#,
        );
    }

    #[test]
    fn cells_are_made_of_templates() {
        is_as_if(
            r#"Scene(
                templates: {
                    "cell": (
                        needs: ["next"],
                        defaults: {"pace": "30 s", "places": 1},
                        equipment: {
                            "<name> in": Buffer(capacity: "<places>", to: ["<name> machine"]),
                            "<name> machine": Station(process: "<pace>", to: ["<next>"]),
                        },
                    ),
                },
                cells: {
                    "first": (template: "cell", with: {"next": "second in"}),
                    "second": (template: "cell", with: {"next": "out", "pace": Exponential("2 min"), "places": 4}),
                },
                equipment: {"out": Sink()},
            )"#,
            &[],
            r#"Scene(equipment: {
                "out": Sink(),
                "first in": Buffer(capacity: 1, to: ["first machine"]),
                "first machine": Station(process: "30 s", to: ["second in"]),
                "second in": Buffer(capacity: 4, to: ["second machine"]),
                "second machine": Station(process: Exponential("2 min"), to: ["out"]),
            })"#,
        );
    }

    #[test]
    fn the_cells_of_a_base_are_changed_as_parts_and_as_what_they_become() {
        is_as_if(
            r#"Scene(
                base: "cells.ron",
                set: ["cells.one.with.pace=20 s", "equipment.two.places=3"],
                cells: {"three": (template: "cell")},
                equipment: {"out": Buffer()},
            )"#,
            &[(
                "cells.ron",
                r#"Scene(
                    templates: {"cell": (defaults: {"pace": "9 s"}, equipment: {"<name>": Station(process: "<pace>")})},
                    cells: {"one": (template: "cell", with: {"pace": "8 s"}), "two": (template: "cell")},
                    equipment: {"out": Sink()},
                )"#,
            )],
            r#"Scene(equipment: {
                "out": Buffer(),
                "one": Station(process: "20 s"),
                "three": Station(process: "9 s"),
                "two": Station(process: "9 s", places: 3),
            })"#,
        );
    }

    #[test]
    fn what_cannot_be_put_together_is_told() {
        let said = |text: &str, files| put_together(text, files).1;
        let loops: &[(&str, &str)] = &[("a.ron", r#"Scene(base: "a.ron")"#)];
        assert_eq!(said(r#"Scene(base: "a.ron")"#, loops), ["this base stands on itself"]);
        assert_eq!(said(r#"Scene(base: "b.ron")"#, &[]), ["cannot read `b.ron`: not there"]);
        assert_eq!(
            said(r#"Scene(include: ["c.ron"])"#, &[("c.ron", "Scene(run: (seed: 2))")]),
            ["a file that is included has no `run` of its own"]
        );
        let cell = r#"Scene(
            templates: {"t": (needs: ["a"], equipment: {"<name>": Station(to: ["<b> 2"])})},
            cells: {"x": (template: "t", with: {"c": 1}), "y": (template: "u")},
        )"#;
        let mut found = said(cell, &[]);
        found.sort();
        let expected = [
            "`x` does not say its `a`",
            "the template `t` has no parameter `c`",
            "the template has no parameter `b`",
            "there is no template `u`",
        ];
        assert_eq!(found, expected);
    }
}
