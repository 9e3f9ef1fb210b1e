//! Edit stability: what is not connected changes nothing. Two layouts are compared under common random numbers.

use std::collections::BTreeMap;

use plantwright_model::syntax::{Field, Name, Node, NodeKind, format_node, parse};
use plantwright_model::{Report, Sources};

use crate::harness::{Case, Run};
use crate::repository::every_scene;

/// The digests of every piece of equipment: its state, and what happened there.
fn parts(run: &mut Run) -> BTreeMap<String, (u128, u128)> {
    let journal: Vec<u128> = run.digest().parts().into_values().collect();
    let state = run.sim.state_parts();
    let parts = state.into_iter().zip(journal);
    parts.map(|((name, state), journal)| (name, (state, journal))).collect()
}

/// A text with a source, a station and a sink more, whose names begin with these letters.
fn with_unrelated(case: &Case, prefixes: &[String]) -> String {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add(&case.name, &case.text);
    let mut root = parse(&sources, id, &mut report).expect("a scene without mistakes");
    say_where_routes_end(&mut root, case);
    // A source may bring the only product without naming it: then there is no other one.
    let products = &case.model.plant().products;
    let another = root.field("products").is_some() && products.len() > 1;
    let product = if another { "a product more" } else { &products[0].name };
    let mut add = |root: &mut Node, field: &str, entries: &str| {
        let id = sources.add("more", entries);
        let more = parse(&sources, id, &mut report).expect("entries without mistakes");
        if let (NodeKind::Map(all), NodeKind::Map(more)) =
            (&mut value_of(root, field).kind, more.kind)
        {
            all.extend(more);
        }
    };
    if another {
        add(&mut root, "products", &format!("{{{product:?}: ()}}"));
    }
    for prefix in prefixes {
        let [source, station, sink] = ["in", "work", "out"].map(|what| format!("{prefix} {what}"));
        let entries = format!(
            "{{{source:?}: Source(product: {product:?}, every: Exponential(\"20 s\"), limit: 500, to: [{station:?}]), \
             {station:?}: Station(queue: 3, process: Exponential(\"10 s\"), to: [{sink:?}]), {sink:?}: Sink()}}"
        );
        add(&mut root, "equipment", &entries);
    }
    format_node(&sources, &root)
}

/// Products that go to the plant's only sink say so: it will not be the only one.
fn say_where_routes_end(root: &mut Node, case: &Case) {
    if root.field("products").is_none() {
        return;
    }
    let span = root.span;
    let NodeKind::Map(products) = &mut value_of(root, "products").kind else {
        return;
    };
    let plant = case.model.plant();
    for (name, product) in products {
        let facts = plant.products.iter().find(|facts| Some(facts.name.as_str()) == name.as_str());
        let exit =
            facts.and_then(|facts| facts.exit).map(|exit| plant.equipment(exit).name.clone());
        if let (NodeKind::Struct { fields, .. }, Some(exit)) = (&mut product.kind, exit)
            && fields.iter().all(|field| field.name.text != "exit")
        {
            let text = "exit".to_owned();
            fields.push(Field {
                name: Name { text, span },
                value: Node::new(span.before(), NodeKind::Str(exit)),
            });
        }
    }
}

fn value_of<'a>(root: &'a mut Node, name: &str) -> &'a mut Node {
    let NodeKind::Struct { fields, .. } = &mut root.kind else {
        panic!("a scene");
    };
    let field = fields.iter_mut().find(|field| field.name.text == name);
    &mut field.expect("a field of the scene").value
}

#[test]
fn what_is_not_connected_changes_nothing() {
    for case in every_scene() {
        let mut run = case.start();
        run.go(case.end);
        let alone = parts(&mut run);
        let middle = &case.model.plant().equipment[case.model.plant().equipment.len() / 2].name;
        let (before, between, after) = ("!".to_owned(), format!("{middle}!"), "~".to_owned());
        for prefixes in [
            vec![before.clone()],
            vec![between.clone()],
            vec![after.clone()],
            vec![before, between, after],
        ] {
            let other = case.reread(&with_unrelated(&case, &prefixes));
            let mut run = other.start();
            run.go(case.end);
            let mut together = parts(&mut run);
            assert_eq!(together.len(), alone.len() + 3 * prefixes.len());
            together.retain(|name, _| alone.contains_key(name));
            assert_eq!(together, alone, "{} with {prefixes:?}", case.name);
        }
    }
}
