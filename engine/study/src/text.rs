//! Values of a scene on one line, as `--set` takes them.

use plantwright_model::syntax::{Node, NodeKind, write_string};

/// Returns a value on one line, without comments.
pub fn compact(node: &Node) -> String {
    let list = |items: &[Node]| items.iter().map(compact).collect::<Vec<_>>().join(", ");
    let head = node.name().unwrap_or_default();
    match &node.kind {
        NodeKind::Ident(text) | NodeKind::Number(text) => text.clone(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Char(letter) => format!("'{letter}'"),
        NodeKind::Str(text) => write_string(text),
        NodeKind::List(items) => format!("[{}]", list(items)),
        NodeKind::Tuple { items, .. } => format!("{head}({})", list(items)),
        NodeKind::Map(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}: {}", compact(key), compact(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        NodeKind::Struct { fields, .. } => {
            let fields =
                fields.iter().map(|it| format!("{}: {}", it.name.text, compact(&it.value)));
            format!("{head}({})", fields.collect::<Vec<_>>().join(", "))
        }
        NodeKind::Invalid => String::new(),
    }
}

/// Returns a name as a step of a path.
pub(crate) fn step(name: &str) -> String {
    if name.contains(['.', '=', '"']) { write_string(name) } else { name.to_owned() }
}
