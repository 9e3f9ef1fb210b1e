//! `plantwright schema`: whole, and every field with its meaning.

use plantwright_sim::KINDS;
use serde_json::Value;

use crate::command::Folder;

fn schema(test: &str) -> Value {
    Folder::new(test).plantwright(&["schema"]).ends_with(0).json()
}

/// Calls `visit` with every part of the schema and the path to it.
fn each(part: &Value, path: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(path, part);
    match part {
        Value::Object(parts) => {
            parts.iter().for_each(|(key, part)| each(part, &format!("{path}/{key}"), visit));
        }
        Value::Array(parts) => {
            let numbered = parts.iter().enumerate();
            numbered.for_each(|(number, part)| each(part, &format!("{path}/{number}"), visit));
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let schema = schema("schema_references");
    let mut references = 0;
    each(&schema, "", &mut |path, part| {
        if let Some(reference) = part["$ref"].as_str() {
            references += 1;
            let pointer = reference.strip_prefix('#').expect("a reference into the same document");
            assert!(schema.pointer(pointer).is_some(), "{path}: {reference} leads nowhere");
        }
    });
    assert!(references > 20, "{references}");
}

#[test]
fn every_type_field_and_choice_has_a_meaning() {
    let schema = schema("schema_meanings");
    let has_meaning =
        |part: &Value| part["description"].as_str().is_some_and(|text| text.len() > 3);
    let types = schema["$defs"].as_object().expect("types");
    for (name, part) in types {
        assert!(has_meaning(part), "{name}");
    }
    let mut fields = 0;
    each(&schema, "", &mut |path, part| {
        let Some(properties) = part["properties"].as_object() else { return };
        // A choice with its name in front is an object with that one key, and the meaning stands with the choice.
        let parent = path.rsplit('/').nth(1);
        let is_choice = properties.len() == 1 && parent == Some("oneOf");
        if is_choice {
            let name = properties.keys().next().expect("one key");
            let is_kind = KINDS.iter().any(|kind| kind.name == name);
            assert!(is_kind || has_meaning(part), "{path}");
            return;
        }
        for (name, property) in properties {
            fields += 1;
            assert!(has_meaning(property), "{path}/{name} has no meaning");
        }
    });
    assert!(fields > 50, "{fields}");
}

#[test]
fn every_field_that_can_be_left_out_says_what_holds_then() {
    let schema = schema("schema_defaults");
    let types = schema["$defs"].as_object().expect("types");
    let scene = std::iter::once(("Scene", &schema));
    for (name, part) in scene.chain(types.iter().map(|(name, part)| (name.as_str(), part))) {
        let needed = part["required"].as_array().cloned().unwrap_or_default();
        let Some(fields) = part["properties"].as_object() else { continue };
        for (field, property) in
            fields.iter().filter(|(field, _)| !needed.contains(&Value::from(field.as_str())))
        {
            let text = property["description"].as_str().unwrap_or_default();
            assert!(text.contains("; default: "), "{name}.{field}: {text}");
        }
    }
}

#[test]
fn every_kind_can_stand_in_the_equipment() {
    let schema = schema("schema_kinds");
    let kinds = &schema["properties"]["equipment"]["additionalProperties"]["oneOf"];
    let kinds = kinds.as_array().expect("a choice");
    assert_eq!(kinds.len(), KINDS.len());
    for (kind, part) in KINDS.iter().zip(kinds) {
        assert_eq!(part["required"][0], kind.name);
    }
}
