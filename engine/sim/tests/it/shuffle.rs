//! The same scene in another order: every map and every list of fields in it is shuffled. Lists stay as they are.

use plantwright_model::syntax::{Node, NodeKind, format_node, parse};
use plantwright_model::{Report, Sources};

use crate::dice::Dice;

/// Returns a text that says the same in another order.
pub(crate) fn shuffled(text: &str, dice: &mut Dice) -> String {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add("scene", text);
    let mut root = parse(&sources, id, &mut report).expect("a scene without mistakes");
    shuffle(&mut root, dice);
    format_node(&sources, &root)
}

fn shuffle(node: &mut Node, dice: &mut Dice) {
    match &mut node.kind {
        NodeKind::Map(entries) => {
            dice.shuffle(entries);
            for (_, value) in entries {
                shuffle(value, dice);
            }
        }
        NodeKind::Struct { fields, .. } => {
            dice.shuffle(fields);
            for field in fields {
                shuffle(&mut field.value, dice);
            }
        }
        NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
            for item in items {
                shuffle(item, dice);
            }
        }
        _ => {}
    }
}
